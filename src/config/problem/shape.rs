//! Keys and types that do not fit the schema.

use super::{Wording, listed, meant, say, shown};

/// What is wrong with the form of a key or a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// No such key.
    UnknownKey {
        /// The key.
        key: String,
        /// The table it stands in, as a header; none at the top.
        table: Option<String>,
        /// What was most likely meant.
        suggestion: Option<String>,
        /// What may stand there and does not yet.
        allowed: Vec<String>,
    },
    /// A key that must be there is not.
    MissingKey {
        /// The key.
        key: String,
        /// The table it is missing from, as a header.
        table: String,
        /// The words it may have, when they are few.
        choices: Vec<String>,
    },
    /// Another type of value.
    WrongType {
        /// The key.
        key: String,
        /// What would fit.
        expected: Vec<TypeName>,
        /// What stands there.
        found: TypeName,
    },
    /// One table where there may be several, or the other way round.
    Brackets {
        /// The key.
        key: String,
        /// The header that fits.
        header: String,
    },
    /// Not one of the words that may stand there.
    UnknownWord {
        /// The key.
        key: String,
        /// The word.
        word: String,
        /// What was most likely meant.
        suggestion: Option<String>,
        /// The words that may stand there.
        allowed: Vec<String>,
    },
    /// A number that is too small or too large.
    OutOfRange {
        /// The key.
        key: String,
        /// The smallest that fits.
        min: i128,
        /// The largest that fits.
        max: i128,
    },
    /// Not a number of days or hours.
    BadAmount {
        /// The key.
        key: String,
        /// `d` or `h`.
        suffix: String,
    },
    /// Neither an amount nor the word that may stand for one.
    BadTerm {
        /// The key.
        key: String,
        /// `d`.
        suffix: String,
        /// The word.
        word: String,
    },
    /// Not a date.
    BadDate {
        /// The key.
        key: String,
    },
    /// A date with a time of day.
    DateWithTime {
        /// The key.
        key: String,
    },
    /// A list of another length.
    WrongLength {
        /// The key.
        key: String,
        /// The least that fits.
        min: usize,
        /// The most that fits.
        max: usize,
        /// How many there are.
        found: usize,
    },
    /// A text that must say something and is empty.
    Empty {
        /// The key.
        key: String,
    },
    /// A text with control characters or direction marks.
    Harmful {
        /// The key.
        key: String,
    },
    /// A key with blanks around it.
    Blanks {
        /// The key.
        key: String,
    },
    /// A key that no line has room for.
    TooLong {
        /// The key.
        key: String,
        /// The most characters that fit.
        max: usize,
    },
    /// It does not fit, and nothing above says why.
    Misfit {
        /// The reader's own words.
        message: String,
    },
}

/// A type of value, as TOML has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeName {
    /// Text in quotes.
    Text,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Decimal,
    /// `true` or `false`.
    Bool,
    /// A date.
    Date,
    /// A list.
    List,
    /// A table.
    Table,
}

impl TypeName {
    const fn both(self) -> [&'static str; 2] {
        match self {
            Self::Text => ["text inom citattecken", "text in quotes"],
            Self::Integer => ["ett heltal", "a whole number"],
            Self::Decimal => ["ett decimaltal", "a decimal number"],
            Self::Bool => ["`true` eller `false`", "`true` or `false`"],
            Self::Date => ["ett datum", "a date"],
            Self::List => ["en lista", "a list"],
            Self::Table => ["en tabell", "a table"],
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Text => "\"text\"",
            Self::Integer => "14",
            Self::Decimal => "1.5",
            Self::Bool => "true",
            Self::Date => "2027-06-30",
            Self::List => "[…]",
            Self::Table => "{ … }",
        }
    }
}

impl Shape {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::UnknownKey { key, table, suggestion, allowed } => {
                let (key, [sv, en]) = (shown(key), meant(suggestion.as_ref(), allowed));
                let (sv_in, en_in) = table
                    .as_ref()
                    .map_or_else(Default::default, |table| (format!(" i {table}"), format!(" in {table}")));
                say!("okänd nyckel {key}{sv_in}", "{sv}", "unknown key {key}{en_in}", "{en}")
            }
            Self::MissingKey { key, table, choices } => missing(key, table, choices),
            Self::WrongType { key, expected, found } => wrong_type(key, expected, *found),
            Self::Brackets { key, header } => brackets(key, header),
            Self::UnknownWord { key, word, suggestion, allowed } => {
                let (word, [sv, en]) = (shown(word), meant(suggestion.as_ref(), allowed));
                say!("`{key}` kan inte vara {word}", "{sv}", "`{key}` cannot be {word}", "{en}")
            }
            Self::OutOfRange { key, min, max } => say!(
                "talet i `{key}` är för litet eller för stort",
                "Skriv ett heltal från {min} till {max}.",
                "the number in `{key}` is too small or too large",
                "Write a whole number from {min} to {max}.",
            ),
            Self::Empty { key } => say!(
                "`{key}` är tomt",
                "Skriv något mellan citattecknen.",
                "`{key}` is empty",
                "Write something between the quotes.",
            ),
            Self::Harmful { key } => say!(
                "`{key}` har styrtecken i sig",
                "Skriv texten för hand på en enda rad, utan `\\`-koder.",
                "`{key}` has control characters in it",
                "Type the text by hand on one line, with no `\\` codes.",
            ),
            Self::Blanks { key } => say!(
                "`{key}` har blanksteg i början eller slutet",
                "Ta bort dem.",
                "`{key}` has blanks at its beginning or end",
                "Remove them.",
            ),
            Self::TooLong { key, max } => say!(
                "`{key}` är för långt",
                "Skriv högst {max} tecken.",
                "`{key}` is too long",
                "Write {max} characters at most.",
            ),
            Self::Misfit { message } => say!(
                "konfigurationen går inte att läsa: {message}",
                "Jämför med `config/upprop.toml`.",
                "the configuration cannot be read: {message}",
                "Compare with `config/upprop.toml`.",
            ),
            Self::BadAmount { key, suffix } => amount(key, suffix),
            Self::BadTerm { key, suffix, word } => term(key, suffix, word),
            Self::BadDate { key } => say!(
                "datumet i `{key}` finns inte",
                "Skriv år-månad-dag, till exempel 2027-06-30.",
                "the date in `{key}` does not exist",
                "Write year-month-day, such as 2027-06-30.",
            ),
            Self::DateWithTime { key } => say!(
                "`{key}` är inte bara ett datum",
                "Ta bort klockslaget: skriv till exempel 2027-06-30.",
                "`{key}` is not a date alone",
                "Remove the time of day: write for example 2027-06-30.",
            ),
            Self::WrongLength { key, min, max, found } => length(key, *min, *max, *found),
        }
    }
}

fn missing(key: &str, table: &str, choices: &[String]) -> Wording {
    if choices.is_empty() {
        return say!(
            "`{key}` saknas i {table}",
            "Lägg till `{key} = …`.",
            "`{key}` is missing in {table}",
            "Add `{key} = …`."
        );
    }
    let list = listed(choices);
    say!(
        "`{key}` saknas i {table}",
        "Lägg till `{key} = \"…\"` med något av {list}.",
        "`{key}` is missing in {table}",
        "Add `{key} = \"…\"` with one of {list}.",
    )
}

fn term(key: &str, suffix: &str, word: &str) -> Wording {
    say!(
        "`{key}` ska vara ett antal dagar, eller `{word}`",
        "Skriv till exempel `{key} = \"90{suffix}\"` eller `{key} = \"{word}\"`.",
        "`{key}` must be a number of days, or `{word}`",
        "Write for example `{key} = \"90{suffix}\"` or `{key} = \"{word}\"`.",
    )
}

fn amount(key: &str, suffix: &str) -> Wording {
    let [sv, en] = match suffix {
        "s" => ["sekunder", "seconds"],
        "h" => ["timmar", "hours"],
        "MiB" => ["mebibyte", "mebibytes"],
        _ => ["dagar", "days"],
    };
    say!(
        "`{key}` är inte ett antal {sv}",
        "Skriv en till fyra siffror och `{suffix}`, till exempel \"14{suffix}\".",
        "`{key}` is not a number of {en}",
        "Write one to four digits and `{suffix}`, such as \"14{suffix}\".",
    )
}

fn length(key: &str, min: usize, max: usize, found: usize) -> Wording {
    let want = if min == max { format!("{min}") } else { format!("{min}–{max}") };
    say!(
        "listan `{key}` har fel antal värden ({found})",
        "Skriv {want} värden.",
        "the list `{key}` has the wrong number of values ({found})",
        "Write {want} values.",
    )
}

fn wrong_type(key: &str, expected: &[TypeName], found: TypeName) -> Wording {
    let names = |language: usize, or: &str| {
        expected.iter().filter_map(|one| one.both().get(language).copied()).collect::<Vec<_>>().join(or)
    };
    let (sv, en) = (names(0, " eller "), names(1, " or "));
    let [sv_found, en_found] = found.both();
    let example = expected.first().map_or("…", |one| one.example());
    say!(
        "`{key}` ska vara {sv}, men är {sv_found}",
        "Skriv till exempel `{key} = {example}`.",
        "`{key}` must be {en}, but is {en_found}",
        "Write for example `{key} = {example}`.",
    )
}

fn brackets(key: &str, header: &str) -> Wording {
    say!(
        "`{key}` har fel hakparenteser",
        "Skriv `{header}` över det.",
        "`{key}` has the wrong brackets",
        "Write `{header}` above it.",
    )
}
