//! One record of a document as a small tree, of which only what we use is kept.

use super::intake::Spot;

/// Elements whose text is copied. Whatever is not here is passed through for what lies inside it.
pub(super) const NAMES: &[&str] = &[
    "begin",
    "description",
    "email",
    "email_work",
    "emailworkschool",
    "emailworkschool2",
    "employment_end",
    "employment_start",
    "end",
    "enterprise",
    "extension",
    "family",
    "fn",
    "full",
    "given",
    "group",
    "grouptype",
    "id",
    "idtype",
    "institutionrole",
    "long",
    "member",
    "membership",
    "mixed_school_year",
    "n",
    "name",
    "officialprogramcode",
    "person",
    "placement",
    "privacy",
    "program_code",
    "programcode",
    "properties",
    "relationship",
    "role",
    "school_code",
    "school_unit_code",
    "school_year",
    "schooltype",
    "schoolyear",
    "short",
    "sourcedid",
    "status",
    "timeframe",
    "type",
    "typevalue",
    "unit_domain",
];

/// Attributes that are copied; `password` is none of them.
const ATTRIBUTES: &[&str] =
    &["complete", "institutionroletype", "level", "recstatus", "relation", "roletype", "sourcedidtype"];

/// The same of what imprints are made of.
const PERSONAL: &[&str] = &["bday", "demographics", "userid"];
const PERSONAL_ATTRIBUTE: &str = "useridtype";

/// Which elements are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heeds {
    /// What a roster is made of.
    Roster,
    /// Also a personal number and a birth date, to make imprints of them.
    Personal,
}

/// The name as we write it, or a blank for one that we do not use.
pub(super) fn known(name: &str, heeds: Heeds) -> &'static str {
    let personal = || PERSONAL.iter().copied().find(|known| heeds == Heeds::Personal && *known == name);
    NAMES.binary_search(&name).map_or_else(|_| personal().unwrap_or_default(), |at| NAMES[at])
}

/// The attribute's name as we write it, when we use it.
pub(super) fn known_attribute(name: &str, heeds: Heeds) -> Option<&'static str> {
    let personal = || Some(PERSONAL_ATTRIBUTE).filter(|known| heeds == Heeds::Personal && *known == name);
    ATTRIBUTES.binary_search(&name).ok().map(|at| ATTRIBUTES[at]).or_else(personal)
}

/// An element with what is in it.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: &'static str,
    pub(super) spot: Spot,
    pub(super) attributes: Vec<(&'static str, String)>,
    /// Without blanks around it.
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// An attribute, without blanks around it.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value.trim())
    }

    /// The children with this name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child with this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// What is said at the end of a path of children; an empty element says nothing.
    pub(super) fn say(&self, path: &[&str]) -> Option<&str> {
        let mut at = self;
        for name in path {
            at = at.child(name)?;
        }
        Some(at.text.as_str()).filter(|text| !text.is_empty())
    }

    /// Every element with this name, at any depth.
    pub(super) fn find<'a>(&'a self, name: &str, found: &mut Vec<&'a Self>) {
        for child in &self.children {
            if child.name == name {
                found.push(child);
            }
            child.find(name, found);
        }
    }

    /// What the first filled element with one of these names says in an extension, at any depth.
    pub(super) fn extended(&self, names: &[&str]) -> Option<&str> {
        let mut found = Vec::new();
        for name in names {
            self.all("extension").for_each(|extension| extension.find(name, &mut found));
        }
        found.into_iter().map(|element| element.text.as_str()).find(|text| !text.is_empty())
    }

    /// Is there an element with this name in an extension, filled or not?
    pub(super) fn has_extended(&self, name: &str) -> bool {
        let mut found = Vec::new();
        self.all("extension").for_each(|extension| extension.find(name, &mut found));
        !found.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_the_order_in_which_they_are_looked_up() {
        assert!(NAMES.is_sorted() && ATTRIBUTES.is_sorted());
        let names = |heeds| ["person", "bday", "userid", "tel"].map(|name| known(name, heeds));
        assert_eq!(names(Heeds::Roster), ["person", "", "", ""]);
        assert_eq!(names(Heeds::Personal), ["person", "bday", "userid", ""]);
        let attributes = |heeds| ["recstatus", "password", "useridtype"].map(|name| known_attribute(name, heeds));
        assert_eq!(attributes(Heeds::Roster), [Some("recstatus"), None, None]);
        assert_eq!(attributes(Heeds::Personal), [Some("recstatus"), None, Some("useridtype")]);
    }
}
