//! The resources of a server that make up a roster.

use serde::{Deserialize, Serialize};

/// A collection of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Resource {
    Organisations,
    Persons,
    Groups,
    Duties,
    Activities,
    Placements,
    Programmes,
}

impl Resource {
    /// In the order in which they refer to each other.
    pub(super) const ALL: [Self; 7] = [
        Self::Organisations,
        Self::Programmes,
        Self::Persons,
        Self::Groups,
        Self::Duties,
        Self::Activities,
        Self::Placements,
    ];

    /// Its name: the last part of its address, and what messages call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Organisations => "organisations",
            Self::Persons => "persons",
            Self::Groups => "groups",
            Self::Duties => "duties",
            Self::Activities => "activities",
            Self::Placements => "placements",
            Self::Programmes => "programmes",
        }
    }

    /// What one of its records is called, where the standard names kinds of records (EndPointsEnum).
    pub(super) fn one(self) -> &'static str {
        match self {
            Self::Organisations => "Organisation",
            Self::Persons => "Person",
            Self::Groups => "Group",
            Self::Duties => "Duty",
            Self::Activities => "Activity",
            Self::Placements => "Placement",
            Self::Programmes => "Programme",
        }
    }

    /// Is there no roster without it? Of the others a server may have none.
    pub(super) fn is_needed(self) -> bool {
        matches!(self, Self::Organisations | Self::Persons | Self::Groups | Self::Duties)
    }

    /// The resource that a list of deleted records means: by its name, by what one of its records is called, or as a
    /// known document misspells it.
    pub(super) fn named(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        let is_it = |resource: &Self| {
            let name = resource.name();
            let one = name.strip_suffix("ies").map_or(name.trim_end_matches('s').to_owned(), |stem| format!("{stem}y"));
            word == name || word == one
        };
        if word == "activitites" { Some(Self::Activities) } else { Self::ALL.into_iter().find(is_it) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_known_by_the_words_that_servers_have_for_it() {
        for (word, resource) in [
            ("persons", Some(Resource::Persons)),
            ("Person", Some(Resource::Persons)),
            ("Activity", Some(Resource::Activities)),
            ("activitites", Some(Resource::Activities)),
            ("Duty", Some(Resource::Duties)),
            ("organisation", Some(Resource::Organisations)),
            ("grades", None),
            ("", None),
        ] {
            assert_eq!(Resource::named(word), resource, "{word}");
        }
    }
}
