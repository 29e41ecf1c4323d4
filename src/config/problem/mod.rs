//! Everything that can be wrong with a configuration, where it stands, and how to mend it, in Swedish and English.

mod agreement;
mod binding;
mod calling;
mod decision;
mod delivery;
mod leaving;
mod letters;
mod mapping;
mod organisation;
mod pages;
mod pooling;
mod post;
mod purchase;
mod reading;
mod reference;
mod renewal;
mod requests;
mod rhythm;
mod secrecy;
mod shape;
mod sharing;
mod storage;
mod syntax;
mod term;
mod webhooks;

pub use agreement::Agreement;
pub use binding::Binding;
pub use calling::Calling;
pub use decision::Decision;
pub use delivery::Delivery;
pub use leaving::Leaving;
pub use letters::Letters;
pub use mapping::{Mapping, Slot};
pub use organisation::Organisation;
pub use pages::Pages;
pub use pooling::Pooling;
pub use post::Post;
pub use purchase::Purchase;
pub use reading::Reading;
pub use reference::{Reference, Thing};
pub use renewal::Renewal;
pub use requests::Requests;
pub use rhythm::Rhythm;
pub use secrecy::Secrecy;
pub use shape::{Shape, TypeName};
pub use sharing::Sharing;
pub use storage::Storage;
pub use term::Term;
pub use webhooks::Webhooks;

use super::harmless::harmless;
use super::model::Language;
use super::place::Place;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The configuration cannot be used.
    Error,
    /// It can be used, and is most likely not what was meant.
    Warning,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// What.
    pub kind: Kind,
}

/// What is wrong, by subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Files that cannot be read, or are not TOML.
    Reading(Reading),
    /// Keys and types that do not fit the schema.
    Shape(Shape),
    /// Names that stand twice, or for nothing.
    Reference(Reference),
    /// The organiser.
    Organisation(Organisation),
    /// Pages.
    Pages(Pages),
    /// Where state is kept.
    Storage(Storage),
    /// Schedule and guard.
    Rhythm(Rhythm),
    /// Letters and who gets them.
    Letters(Letters),
    /// The way of letters.
    Post(Post),
    /// Receivers of webhooks.
    Webhooks(Webhooks),
    /// Secrets and where they are read from.
    Secrecy(Secrecy),
    /// Sources as a whole.
    Delivery(Delivery),
    /// Servers that are to call.
    Calling(Calling),
    /// Mapped files of a source.
    Mapping(Mapping),
    /// Licence requests.
    Requests(Requests),
    /// Tools.
    Agreement(Agreement),
    /// Licences: seats, units, audience.
    Purchase(Purchase),
    /// Licences: from when until when.
    Term(Term),
    /// Licences that continue others.
    Renewal(Renewal),
    /// Pools, their licences and their tool.
    Pooling(Pooling),
    /// How long seats are kept, and the calendar.
    Leaving(Leaving),
    /// How seats are shared between schools.
    Sharing(Sharing),
    /// Who may have a seat.
    Binding(Binding),
    /// Decisions about single persons.
    Decision(Decision),
}

macro_rules! subject {
    ($($name:ident),*) => {
        $(impl From<$name> for Kind {
            fn from(subject: $name) -> Self {
                Self::$name(subject)
            }
        })*
        impl Kind {
            fn wording(&self) -> Wording {
                match self {
                    $(Self::$name(subject) => subject.wording(),)*
                }
            }
        }
    };
}
subject!(
    Reading,
    Shape,
    Reference,
    Organisation,
    Pages,
    Storage,
    Rhythm,
    Letters,
    Post,
    Webhooks,
    Secrecy,
    Delivery,
    Calling,
    Mapping,
    Agreement,
    Purchase,
    Term,
    Renewal,
    Pooling,
    Leaving,
    Sharing,
    Binding,
    Decision,
    Requests
);

/// What is wrong and how to mend it, in both languages side by side, so that neither is forgotten.
#[derive(Debug)]
pub(crate) struct Wording {
    sv: [String; 2],
    en: [String; 2],
}

impl Wording {
    fn of(self, language: Language) -> [String; 2] {
        let text = match language {
            Language::Sv => self.sv,
            Language::En => self.en,
        };
        text.map(|text| harmless(&text))
    }
}

/// A wording from four format strings: Swedish what and mend, English what and mend.
macro_rules! say {
    ($sv_what:literal, $sv_mend:literal, $en_what:literal, $en_mend:literal $(,)?) => {
        $crate::config::problem::Wording {
            sv: [format!($sv_what), format!($sv_mend)],
            en: [format!($en_what), format!($en_mend)],
        }
    };
}
pub(crate) use say;

impl Problem {
    /// An error at a place.
    pub(crate) fn error(place: Place, kind: impl Into<Kind>) -> Self {
        Self { place, severity: Severity::Error, kind: kind.into() }
    }

    /// What is wrong.
    pub fn what(&self, language: Language) -> String {
        let [what, _] = self.kind.wording().of(language);
        what
    }

    /// How to mend it.
    pub fn mend(&self, language: Language) -> String {
        let [_, mend] = self.kind.wording().of(language);
        mend
    }

    /// `FILE:LINE:COLUMN: what`, and on the next line how to mend it. A warning says that it is one.
    pub fn text(&self, language: Language) -> String {
        let [what, mend] = self.kind.wording().of(language);
        let mark = match (self.severity, language) {
            (Severity::Error, _) => "",
            (Severity::Warning, Language::Sv) => "varning: ",
            (Severity::Warning, Language::En) => "warning: ",
        };
        format!("{}: {mark}{what}\n    {mend}", harmless(&self.place.to_string()))
    }
}

/// All that is wrong, in the order of files, lines and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Sorts the problems; what was found twice is told once.
    pub fn new(mut problems: Vec<Problem>) -> Self {
        problems.sort_by_key(|problem| (problem.place.rank(), problem.severity));
        problems.dedup();
        Self(problems)
    }

    /// Is any of them an error?
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// One after the other.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// Is nothing wrong?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them as text, one after the other.
    pub fn text(&self, language: Language) -> String {
        self.0.iter().map(|problem| problem.text(language) + "\n").collect()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.text(Language::En))
    }
}

impl std::error::Error for Problems {}

/// A word from the file, not longer than a line.
fn shown(word: &str) -> String {
    let mut text: String = word.chars().take(60).collect();
    if word.chars().count() > 60 {
        text.push('…');
    }
    format!("`{text}`")
}

/// `a`, `b`, `c`
fn listed<'a>(words: impl IntoIterator<Item = &'a String>) -> String {
    words.into_iter().map(|word| shown(word)).collect::<Vec<_>>().join(", ")
}

/// How to mend a word that is not one of the known: the suggestion, or else the list.
fn meant(suggestion: Option<&String>, known: &[String]) -> [String; 2] {
    match suggestion {
        Some(word) => [format!("Menade du {}?", shown(word)), format!("Did you mean {}?", shown(word))],
        None if known.is_empty() => [
            "Ta bort det; här finns inget att välja på.".into(),
            "Remove it; there is nothing to choose from here.".into(),
        ],
        None => [format!("Välj något av {}.", listed(known)), format!("Use one of {}.", listed(known))],
    }
}
