//! One table of a report, before anybody has decided how it is written: as text, CSV, JSON, XLSX or a page.

use jiff::civil::Date;

/// A table with what its columns are called.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What it is called in the language of whoever reads it.
    pub title: String,
    /// Its columns, from left to right.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for each column, in the order in which they matter.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its key in JSON and in links that sort; English, and the same for ever.
    pub key: &'static str,
    /// Its head, in the language of whoever reads it.
    pub title: String,
}

/// A cell. What it is, and not how it is written: each way of writing knows that (UX 2 and 3).
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// The name or key of a thing that has a page of its own.
    Link {
        /// What is read.
        text: String,
        /// Where it leads.
        to: Target,
    },
    /// A count.
    Count(i64),
    /// A share in per cent, to be written with one decimal.
    Percent(f64),
    /// An amount in whole öre.
    Money(i64),
    /// A day.
    Day(Date),
    /// There is no limit ("obegränsat").
    Unlimited,
    /// Nobody knows ("uppgift saknas"); never the same as 0.
    Unknown,
    /// There is nothing to be known.
    Empty,
}

/// A thing that has a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A pool, by key.
    Pool(String),
    /// A tool, by key.
    Tool(String),
    /// A vendor, by key.
    Vendor(String),
    /// A unit, by id.
    Unit(String),
    /// A person, by the number that stands for him in addresses: an id may be a name.
    Person(i64),
    /// A licence request, by its number ("REQ-2026-001").
    Request(String),
    /// A run, by number.
    Run(i64),
}
