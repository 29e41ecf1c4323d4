//! Tables: from a sheet or a list of people to what is seen of it, sought, chosen, ordered and turned over by links.

use super::download::FORMATS;
use super::shape::{Choice, Head, Link, Search, Shown, Table};
use super::{Asked, Here};
use crate::report::{Cell, Column, Sheet};
use crate::wording::collate::{collate, folded};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// So many rows are on a page.
const ROWS: usize = 50;

/// What a row is ordered by. What is not there comes last, whichever way round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    /// A number, or something that counts.
    Number(i64),
    /// Words, as they collate.
    Words(String),
    /// Nothing.
    Nothing,
}

/// Does a row fit a text?
type Fits<'a> = Box<dyn Fn(usize, &str) -> bool + 'a>;

/// What a choice is made among.
pub(super) struct Facet<'a> {
    /// Its key in addresses.
    pub(super) key: &'static str,
    /// What is chosen.
    pub(super) title: String,
    /// Values and their words.
    pub(super) options: Vec<(String, String)>,
    /// Is a row of this value?
    pub(super) is: Fits<'a>,
}

/// Rows that are made when they are looked at.
pub(super) struct Rows<'a> {
    /// What the table is called.
    pub(super) title: String,
    /// Its columns.
    pub(super) columns: Vec<Column>,
    /// How many rows there are.
    pub(super) count: usize,
    /// A row's cells.
    pub(super) cells: Box<dyn Fn(usize) -> Vec<Cell> + 'a>,
    /// What a row is ordered by, for a column.
    pub(super) order: Box<dyn Fn(usize, usize) -> Key + 'a>,
    /// Is a row found by this?
    pub(super) matches: Fits<'a>,
    /// What is chosen among.
    pub(super) facets: Vec<Facet<'a>>,
}

impl<'a> Rows<'a> {
    /// Those of a sheet; a choice for each column that is named.
    #[must_use]
    pub(super) fn of(sheet: &'a Sheet, facets: &[&'static str]) -> Self {
        let cell = |row: usize, column: usize| sheet.rows[row].get(column).unwrap_or(&Cell::Empty);
        let facet = |key: &&'static str| {
            let at = sheet.columns.iter().position(|column| column.key == *key)?;
            let options = options((0..sheet.rows.len()).map(|row| plain(cell(row, at))));
            let is = Box::new(move |row: usize, value: &str| plain(cell(row, at)) == value);
            Some(Facet { key: sheet.columns[at].key, title: sheet.columns[at].title.clone(), options, is })
        };
        Self {
            title: sheet.title.clone(),
            columns: sheet.columns.clone(),
            count: sheet.rows.len(),
            cells: Box::new(|row| sheet.rows[row].clone()),
            order: Box::new(move |row, column| key(cell(row, column))),
            matches: Box::new(|row, sought| sheet.rows[row].iter().any(|cell| folded(&plain(cell)).contains(sought))),
            facets: facets.iter().filter_map(facet).collect(),
        }
    }

    /// The rows that are asked for.
    fn chosen(&self, asked: &Asked) -> Vec<usize> {
        let sought = folded(&asked.sought);
        let choices = self.facets.iter().filter_map(|facet| Some((facet, asked.chosen.get(facet.key)?)));
        let choices: Vec<_> = choices.collect();
        let is_chosen = |row: &usize| {
            choices.iter().all(|(facet, value)| (facet.is)(*row, value))
                && (sought.is_empty() || (self.matches)(*row, &sought))
        };
        (0..self.count).filter(is_chosen).collect()
    }

    /// The first of them, in the order that is asked for. Whoever looks at a page needs no order of a hundred thousand.
    fn first(&self, rows: Vec<usize>, (asked, most): (&Asked, usize)) -> Vec<usize> {
        let Some(column) = self.sorted(asked) else { return rows.into_iter().take(most).collect() };
        let mut keyed: Vec<(Key, usize)> = rows.into_iter().map(|row| ((self.order)(row, column), row)).collect();
        let order = |(a, x): &(Key, usize), (b, y): &(Key, usize)| compare(a, b, asked.is_down).then(x.cmp(y));
        if most < keyed.len() {
            keyed.select_nth_unstable_by(most, order);
            keyed.truncate(most);
        }
        keyed.sort_unstable_by(order);
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    fn sorted(&self, asked: &Asked) -> Option<usize> {
        self.columns.iter().position(|column| Some(column.key) == asked.sort.as_deref())
    }

    /// Everything that is asked for, where it is to be taken home: a page shows fifty of what may be a hundred thousand.
    #[must_use]
    pub(super) fn taken(&self, asked: &Asked) -> Option<Sheet> {
        asked.format.as_ref()?;
        let rows = self.first(self.chosen(asked), (asked, usize::MAX));
        let rows = rows.into_iter().map(|row| (self.cells)(row)).collect();
        Some(Sheet { title: self.title.clone(), columns: self.columns.clone(), rows })
    }

    /// What is seen of them on the page that is asked for.
    #[must_use]
    pub(super) fn table(&self, here: &Here<'_>) -> Table {
        let (asked, words) = (here.asked, here.words);
        let rows = self.chosen(asked);
        let found = rows.len();
        let pages = found.div_ceil(ROWS).max(1);
        let page = asked.page.min(pages);
        let rows = self.first(rows, (asked, page * ROWS));
        let shown = rows.iter().skip((page - 1) * ROWS).take(ROWS);
        let shown: Vec<Vec<Shown>> =
            shown.map(|row| (self.cells)(*row).iter().map(|cell| here.shown(cell)).collect()).collect();
        let count = [("shown", found.into()), ("all", self.count.into())];
        let count = words.say(if found == self.count { "table-all" } else { "table-some" }, &count);
        let of = |format: &str| Link {
            text: format.to_uppercase(),
            href: asked.but(&here.path, |other| {
                other.format = Some(format.to_owned());
                other.page = 1;
            }),
            is_here: false,
        };
        let classes: Vec<&'static str> = self.classes(&shown);
        let table = Table {
            title: self.title.clone(),
            head: self.head(here, &classes),
            none: words.text(if self.count == 0 { "table-none" } else { "table-none-found" }),
            count,
            search: (self.count > 8 || !asked.pairs().is_empty()).then(|| self.search(here)),
            pager: pager(here, page, pages),
            downloads: FORMATS.map(|format| of(format.word())).to_vec(),
            rows: shown,
        };
        table.without_empty_columns()
    }

    /// The same where it is one of several on its page: its first rows, and nothing to be asked.
    #[must_use]
    pub(super) fn glance(&self, here: &Here<'_>, most: usize) -> Table {
        let rows = (0..self.count.min(most)).map(|row| (self.cells)(row).iter().map(|cell| here.shown(cell)).collect());
        let rows: Vec<Vec<Shown>> = rows.collect();
        let classes = self.classes(&rows);
        let head = self.columns.iter().zip(classes).map(|(column, class)| Head {
            text: column.title.clone(),
            href: None,
            sorted: "",
            class,
        });
        let none = here.words.text("table-none");
        let table = Table { title: self.title.clone(), head: head.collect(), none, rows, ..Table::default() };
        table.without_empty_columns()
    }

    fn classes(&self, rows: &[Vec<Shown>]) -> Vec<&'static str> {
        let is_number =
            |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|c| c.class.starts_with("num")));
        (0..self.columns.len()).map(|column| if is_number(column) { "num" } else { "" }).collect()
    }

    fn head(&self, here: &Here<'_>, classes: &[&'static str]) -> Vec<Head> {
        let (asked, by) = (here.asked, self.sorted(here.asked));
        let head = |(at, column): (usize, &Column)| {
            let (is_by, class) = (by == Some(at), classes[at]);
            // Numbers begin with the largest.
            let is_down = if is_by { !asked.is_down } else { class == "num" };
            let href = asked.but(&here.path, |other| {
                (other.sort, other.is_down, other.page) = (Some(column.key.to_owned()), is_down, 1);
            });
            let sorted = match (is_by, asked.is_down) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            };
            Head { text: column.title.clone(), href: Some(href), sorted, class }
        };
        self.columns.iter().enumerate().map(head).collect()
    }

    fn search(&self, here: &Here<'_>) -> Search {
        let asked = here.asked;
        let choice = |facet: &Facet<'_>| {
            let chosen = asked.chosen.get(facet.key);
            let option = |(value, text): &(String, String)| (value.clone(), text.clone(), chosen == Some(value));
            let options = facet.options.iter().map(option).collect();
            Choice { key: facet.key.to_owned(), title: facet.title.clone(), options }
        };
        let sort = asked.sort.as_ref().map(|sort| format!("{}{sort}", if asked.is_down { "-" } else { "" }));
        Search {
            text: asked.sought.clone(),
            hidden: sort.map(|sort| ("sort".to_owned(), sort)).into_iter().collect(),
            choices: self.facets.iter().filter(|facet| facet.options.len() > 1).map(choice).collect(),
            all: (!asked.sought.is_empty() || !asked.chosen.is_empty()).then(|| here.path.clone()),
        }
    }
}

/// What is chosen among, each once.
pub(super) fn options(values: impl Iterator<Item = String>) -> Vec<(String, String)> {
    // A thousand rows have few values, and what orders one is dear.
    let values: BTreeSet<String> = values.filter(|value| !value.is_empty()).collect();
    let mut values: Vec<String> = values.into_iter().collect();
    values.sort_by_cached_key(|value| collate(value));
    values.into_iter().map(|value| (value.clone(), value)).collect()
}

fn pager(here: &Here<'_>, page: usize, pages: usize) -> Vec<Link> {
    if pages < 2 {
        return Vec::new();
    }
    let near = |other: &usize| *other == 1 || *other == pages || other.abs_diff(page) <= 2;
    let link = |other: usize| Link {
        text: other.to_string(),
        href: here.asked.but(&here.path, |asked| asked.page = other),
        is_here: other == page,
    };
    (1..=pages).filter(near).map(link).collect()
}

fn compare(a: &Key, b: &Key, is_down: bool) -> Ordering {
    let order = match (a, b) {
        (Key::Nothing, Key::Nothing) => Ordering::Equal,
        (Key::Nothing, _) => return Ordering::Greater,
        (_, Key::Nothing) => return Ordering::Less,
        (Key::Number(a), Key::Number(b)) => a.cmp(b),
        (Key::Words(a), Key::Words(b)) => a.cmp(b),
        (Key::Number(_), Key::Words(_)) => Ordering::Less,
        (Key::Words(_), Key::Number(_)) => Ordering::Greater,
    };
    if is_down { order.reverse() } else { order }
}

/// What a cell is ordered by.
pub(super) fn key(cell: &Cell) -> Key {
    match cell {
        Cell::Text(text) | Cell::Link { text, .. } if text.is_empty() => Key::Nothing,
        Cell::Text(text) | Cell::Link { text, .. } => Key::Words(collate(text)),
        Cell::Count(count) | Cell::Money(count) => Key::Number(*count),
        #[expect(clippy::cast_possible_truncation, reason = "a share in per cent")]
        Cell::Percent(share) => Key::Number((share * 10.0).round() as i64),
        Cell::Day(day) => {
            Key::Number(i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day()))
        }
        Cell::Unlimited => Key::Number(i64::MAX),
        Cell::Unknown | Cell::Empty => Key::Nothing,
    }
}

/// A cell's words, to be sought and chosen.
pub(super) fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Link { text, .. } => text.clone(),
        Cell::Count(count) | Cell::Money(count) => count.to_string(),
        Cell::Percent(share) => format!("{share:.1}"),
        Cell::Day(day) => day.to_string(),
        Cell::Unlimited | Cell::Unknown | Cell::Empty => String::new(),
    }
}
