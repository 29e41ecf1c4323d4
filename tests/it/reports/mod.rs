//! Reports, and the ways in which they are written.

mod formulas;
mod laws;
mod office;
mod written;

use upprop::report::{Cell, Column, Sheet, Target};

/// A sheet with a cell of every kind.
fn every_kind() -> Sheet {
    let column = |key: &'static str, title: &str| Column { key, title: title.to_owned() };
    let link = |text: &str| Cell::Link { text: text.to_owned(), to: Target::Pool("P1".to_owned()) };
    Sheet {
        title: "Pooler [2026] \"<i>\"".to_owned(),
        columns: vec![
            column("pool", "Pool"),
            column("name", "Namn & mer"),
            column("total", "Totalt"),
            column("usage_percent", "Nyttjande, %"),
            column("cost", "Kostnad, kr"),
            column("until", "Till"),
        ],
        rows: vec![
            vec![
                link("P1"),
                Cell::Text("Å; \"sju\", <b>&amp;</b>".to_owned()),
                Cell::Count(-12),
                Cell::Percent(83.3),
                Cell::Money(123_450),
                Cell::Day(jiff::civil::date(2026, 11, 23)),
            ],
            vec![link("P2"), Cell::Text("=1+1".to_owned()), Cell::Unlimited, Cell::Unknown, Cell::Empty, Cell::Unknown],
            vec![
                link("'=P3"),
                Cell::Text("\t-2\u{202e}x".to_owned()),
                Cell::Count(0),
                Cell::Percent(100.0),
                Cell::Money(-5),
                Cell::Day(jiff::civil::date(1899, 1, 1)),
            ],
        ],
    }
}
