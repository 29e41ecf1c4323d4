//! The resources of a server that make up a roster.

/// A collection of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

    /// Is there no roster without it? Of the others a server may have none.
    pub(super) fn is_needed(self) -> bool {
        matches!(self, Self::Organisations | Self::Persons | Self::Groups | Self::Duties)
    }
}
