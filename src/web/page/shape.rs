//! What a page is made of: few kinds of blocks, and one template that writes them.

use crate::report::{Cell, Sheet};

/// A page, before it is written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// What it is called; never anybody's name (UX 4).
    pub title: String,
    /// What is said first.
    pub lead: Option<String>,
    /// The way here.
    pub way: Vec<Link>,
    /// What it says.
    pub blocks: Vec<Block>,
    /// The table that a download of the page gives.
    pub sheet: Option<Sheet>,
}

/// Somewhere to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What is read.
    pub text: String,
    /// Where it leads.
    pub href: String,
    /// Is this where we are?
    pub is_here: bool,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading with a sentence.
    Text {
        /// The heading; none where the sentence stands alone.
        title: Option<String>,
        /// The sentences.
        text: Vec<String>,
    },
    /// Numbers that matter, large.
    Numbers(Vec<Number>),
    /// Names and values.
    Facts {
        /// The heading.
        title: Option<String>,
        /// Each with its name.
        facts: Vec<(String, Vec<Shown>)>,
    },
    /// What there is to do.
    Todo {
        /// The heading.
        title: String,
        /// Most urgent first.
        items: Vec<Todo>,
        /// What is said when there is nothing.
        none: String,
        /// Where the rest is.
        more: Option<Link>,
    },
    /// Why somebody has a seat or has none.
    Ladder(Ladder),
    /// A table.
    Table(Box<Table>),
    /// A drawing of seats and demand.
    Chart(Chart),
    /// Something to be done.
    Form(Form),
}

/// A number that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// What it is.
    pub label: String,
    /// The number.
    pub value: String,
    /// What is to be known about it.
    pub note: Option<String>,
    /// Should somebody look at it?
    pub tone: Tone,
}

/// How much something asks for attention. Colour goes with it, and never tells it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// It does not.
    #[default]
    Calm,
    /// It is well.
    Good,
    /// Somebody should look.
    Warn,
    /// Today.
    Urgent,
}

impl Tone {
    /// Its class in the sheet of styles.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Urgent => "urgent",
        }
    }

    /// The sign that stands for it.
    #[must_use]
    pub fn sign(self) -> &'static str {
        match self {
            Self::Calm => "",
            Self::Good => "✓",
            Self::Warn => "▲",
            Self::Urgent => "!",
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// How urgent.
    pub tone: Tone,
    /// The word for that.
    pub word: String,
    /// What.
    pub text: String,
    /// What is to be known: since when, who is at it.
    pub note: Option<String>,
    /// What to do.
    pub action: Option<Link>,
}

/// Why somebody has a seat of a tool or has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// The tool.
    pub title: Link,
    /// Step by step: does it hold, and what it says.
    pub steps: Vec<(bool, String)>,
    /// What came of it.
    pub outcome: String,
    /// Is that a seat?
    pub tone: Tone,
    /// What proves it, and what would help.
    pub notes: Vec<String>,
}

/// A drawing of seats and demand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The same in words, for who does not see it.
    pub text: String,
    /// Months: where, and how they are called.
    pub months: Vec<(u32, String)>,
    /// Numbers at the side: where, and which.
    pub marks: Vec<(u32, String)>,
    /// The line of seats.
    pub seats: String,
    /// The line of demand.
    pub demand: String,
    /// What the lines are called.
    pub legend: (String, String),
}

/// Something to be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// What is done.
    pub title: String,
    /// What that means.
    pub text: String,
    /// Where it goes.
    pub action: String,
    /// What belongs to it.
    pub hidden: Vec<(&'static str, String)>,
    /// What may be ticked: name, label.
    pub ticks: Vec<(String, String)>,
    /// What is asked: name, label, type.
    pub fields: Vec<(&'static str, String, &'static str)>,
    /// What the buttons say, with what is sent as `deed`.
    pub buttons: Vec<(&'static str, String)>,
}

/// A cell as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shown {
    /// What is read.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
    /// Its class in the sheet of styles.
    pub class: &'static str,
}

impl Shown {
    /// Does it stand where its column stands, to the left or to the right? Numbers and days know for themselves.
    #[must_use]
    pub fn stands_as_its_column(&self) -> bool {
        matches!(self.class, "" | "none" | EMPTY)
    }
}

/// The class of a cell in which there is nothing.
const EMPTY: &str = "empty";

/// A table as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What it is called.
    pub title: String,
    /// Its columns.
    pub head: Vec<Head>,
    /// Its rows.
    pub rows: Vec<Vec<Shown>>,
    /// What is said when there are none.
    pub none: String,
    /// How many of how many.
    pub count: String,
    /// Searching, where that is to be.
    pub search: Option<Search>,
    /// Other pages.
    pub pager: Vec<Link>,
    /// What can be taken home.
    pub downloads: Vec<Link>,
}

impl Table {
    /// Without the columns in which there is nothing on this page, but for the one that orders it: they take the room of those
    /// that say something.
    #[must_use]
    pub(super) fn without_empty_columns(mut self) -> Self {
        let says = |at: usize| self.rows.iter().any(|row| row.get(at).is_some_and(|cell| cell.class != EMPTY));
        let kept: Vec<bool> =
            self.head.iter().enumerate().map(|(at, head)| !head.sorted.is_empty() || says(at)).collect();
        if !self.rows.is_empty() {
            let is_kept = |at: &usize| kept.get(*at).copied().unwrap_or(true);
            fn only<T>(all: Vec<T>, is_kept: impl Fn(&usize) -> bool) -> Vec<T> {
                all.into_iter().enumerate().filter(|(at, _)| is_kept(at)).map(|(_, one)| one).collect()
            }
            self.head = only(self.head, is_kept);
            self.rows = self.rows.into_iter().map(|row| only(row, is_kept)).collect();
        }
        self
    }
}

/// The head of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What it is called.
    pub text: String,
    /// Where its order leads.
    pub href: Option<String>,
    /// Is the table ordered by it: `ascending`, `descending` or nothing.
    pub sorted: &'static str,
    /// Its class.
    pub class: &'static str,
}

/// What is asked of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Search {
    /// What is sought.
    pub text: String,
    /// What stays as it is.
    pub hidden: Vec<(String, String)>,
    /// Choices.
    pub choices: Vec<Choice>,
    /// Where everything is again; none where everything is.
    pub all: Option<String>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its key.
    pub key: String,
    /// What is chosen.
    pub title: String,
    /// Value, words, and whether it is chosen.
    pub options: Vec<(String, String, bool)>,
}

/// How a cell is written: the same words everywhere (UX 2).
#[must_use]
pub(super) fn class_of(cell: &Cell) -> &'static str {
    match cell {
        Cell::Count(_) | Cell::Percent(_) | Cell::Money(_) => "num",
        Cell::Unlimited => "num word",
        Cell::Unknown => "none",
        Cell::Empty => EMPTY,
        Cell::Day(_) => "day",
        Cell::Text(_) | Cell::Link { .. } => "",
    }
}
