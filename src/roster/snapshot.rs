//! A whole roster, checked and ordered.

/// A person's place in [`Snapshot`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIx(pub u32);

/// A group's place in [`Snapshot`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupIx(pub u32);

/// Persons, units, groups and memberships, each in the order of their ids.
#[derive(Debug, Default)]
pub struct Snapshot {}
