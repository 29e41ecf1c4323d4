//! Names that stand twice, or for nothing.

use super::{Wording, listed, meant, say, shown};
use crate::config::place::Place;

/// What a name is the name of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// A source.
    Source,
    /// A vendor.
    Vendor,
    /// A tool.
    Tool,
    /// A licence.
    Licence,
    /// A pool.
    Pool,
    /// A receiver of webhooks.
    Webhook,
    /// A contact.
    Contact,
    /// A unit of the roster.
    Unit,
    /// A group of the roster.
    Group,
    /// A person of the roster.
    Person,
}

impl Thing {
    /// Swedish indefinite with its article, Swedish definite, English.
    const fn names(self) -> [&'static str; 3] {
        match self {
            Self::Source => ["någon källa", "källan", "source"],
            Self::Vendor => ["någon leverantör", "leverantören", "vendor"],
            Self::Tool => ["något verktyg", "verktyget", "tool"],
            Self::Licence => ["någon licens", "licensen", "licence"],
            Self::Pool => ["någon pool", "poolen", "pool"],
            Self::Webhook => ["någon mottagare", "mottagaren", "receiver"],
            Self::Contact => ["någon kontakt", "kontakten", "contact"],
            Self::Unit => ["någon enhet", "enheten", "unit"],
            Self::Group => ["någon grupp", "gruppen", "group"],
            Self::Person => ["någon person", "personen", "person"],
        }
    }
}

/// What is wrong with a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// Two things have one name.
    Duplicate {
        /// What.
        thing: Thing,
        /// The name.
        name: String,
        /// The first of them.
        first: Place,
    },
    /// Nothing in the configuration has this name.
    Unknown {
        /// What it should be.
        thing: Thing,
        /// The name.
        name: String,
        /// What was most likely meant.
        suggestion: Option<String>,
        /// The names there are.
        known: Vec<String>,
    },
    /// Nobody can have this role.
    UnknownRole {
        /// The key.
        key: &'static str,
        /// The role.
        word: String,
        /// What was most likely meant.
        suggestion: Option<String>,
        /// The roles there are.
        known: Vec<String>,
    },
    /// Nothing in the roster has this name.
    NotInRoster {
        /// What it should be.
        thing: Thing,
        /// The name.
        name: String,
    },
    /// Several in the roster have this name.
    Ambiguous {
        /// What it should be.
        thing: Thing,
        /// The name.
        name: String,
        /// How many have it.
        count: usize,
    },
}

impl Reference {
    pub(super) fn wording(&self) -> Wording {
        match self {
            Self::Duplicate { thing, name, first } => {
                let ([_, sv, en], name) = (thing.names(), shown(name));
                say!(
                    "{sv} {name} finns redan i {first}",
                    "Ge en av dem ett annat namn, eller ta bort en.",
                    "the {en} {name} exists already in {first}",
                    "Give one of them another name, or remove it.",
                )
            }
            Self::Unknown { thing, name, suggestion, known } => {
                let ([sv, _, en], name) = (thing.names(), shown(name));
                if known.is_empty() {
                    return say!(
                        "det finns inte {sv} {name}",
                        "Konfigurationen har inte {sv} alls ännu; lägg till det som saknas.",
                        "there is no {en} {name}",
                        "The configuration has no {en} at all yet; add it first.",
                    );
                }
                let [sv_mend, en_mend] = meant(suggestion.as_ref(), known);
                say!("det finns inte {sv} {name}", "{sv_mend}", "there is no {en} {name}", "{en_mend}")
            }
            Self::UnknownRole { key, word, suggestion, known } => role(key, word, suggestion.as_ref(), known),
            Self::NotInRoster { thing, name } => {
                let ([sv, _, en], name) = (thing.names(), shown(name));
                say!(
                    "det finns inte {sv} {name} i registret",
                    "Kontrollera id eller alias, eller vänta på en leverans där det finns.",
                    "there is no {en} {name} in the roster",
                    "Check the id or alias, or wait for a delivery that has it.",
                )
            }
            Self::Ambiguous { thing, name, count } => {
                let ([_, sv, en], name) = (thing.names(), shown(name));
                say!(
                    "{sv} {name} går inte att peka ut: {count} i registret heter så",
                    "Ange id i stället för alias.",
                    "the {en} {name} is ambiguous: {count} in the roster are called so",
                    "Give the id in place of the alias.",
                )
            }
        }
    }
}

fn role(key: &str, word: &str, suggestion: Option<&String>, known: &[String]) -> Wording {
    let word = shown(word);
    let [sv, en] = match suggestion {
        Some(_) => meant(suggestion, known),
        None => {
            let list = listed(known);
            [
                format!("Välj något av {list}, eller låt `values.duty` i en källa ge den befattningen."),
                format!("Use one of {list}, or let `values.duty` of a source give it."),
            ]
        }
    };
    say!("ingen kan ha rollen {word} i `{key}`", "{sv}", "nobody can have the role {word} in `{key}`", "{en}")
}
