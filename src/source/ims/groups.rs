//! What the format calls groups: units, groups of people, and what is neither.

use super::element::Element;
use super::ids::{self, Named};
use super::reader::{Delivery, Odd, Stand};
use super::values::{self, Kind};
use crate::roster::{Code, CodeStatus, Entity, Group, GroupKind, Period, Place, Severity, Unit, UnitKind, Unreadable};
use crate::source::SourceError;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// So many groups lie inside each other at most.
const LEVELS_MAX: usize = 16;

/// A group whose unit is still to come.
pub(super) struct Draft {
    pub(super) key: Arc<str>,
    pub(super) what: What,
    document: u16,
    stand: Stand,
    school_types: BTreeSet<String>,
    /// What it lies in, and since and until when.
    pub(super) parents: Vec<(Arc<str>, Period)>,
    is_unread: bool,
}

/// What documents have to agree on.
#[derive(PartialEq)]
pub(super) struct What {
    pub(super) kind: Kind,
    name: Arc<str>,
    pub(super) period: Period,
    code: Option<Arc<str>>,
    pub(super) school_year: Option<u8>,
    pub(super) is_deleted: bool,
}

impl Delivery {
    pub(super) fn read_group(&mut self, element: &Element) -> Result<(), SourceError> {
        let stand = self.stand(element.spot);
        let (key, others) = self.named(element, "group.sourcedid")?;
        for other in others {
            self.group_ids.insert(other.into(), key.as_str().into());
        }
        let key: Arc<str> = key.into();
        let draft = match self.group_draft(element, &key, stand) {
            Ok(draft) => draft,
            Err((kind, odd)) => {
                self.note(stand, odd);
                self.unread_group(&key, kind);
                return Ok(());
            }
        };
        let Some(known) = self.group_at.get(&key).map(|at| &mut self.groups[*at]) else {
            self.group_at.insert(key, self.groups.len());
            self.groups.push(draft);
            return Ok(());
        };
        let entity = if matches!(known.what.kind, Kind::Unit(_)) { Entity::Unit } else { Entity::Group };
        let is_repeat = known.document == draft.document;
        known.school_types.extend(draft.school_types);
        known.parents.extend(draft.parents);
        if known.what != draft.what {
            known.is_unread = true;
            self.find(stand, Severity::Error, Code::DuplicateConflict, entity.word());
        } else if is_repeat {
            self.find(stand, Severity::Warning, Code::DuplicateSame, entity.word());
        }
        Ok(())
    }

    fn group_draft(&mut self, element: &Element, key: &Arc<str>, stand: Stand) -> Result<Draft, (Kind, Odd)> {
        let kind = self.kind(element, stand);
        let (is_deleted, period) = facts(element, kind).map_err(|odd| (kind, odd))?;
        let mut school_types = Vec::new();
        for name in ["schooltype", "unit_domain"] {
            element.find(name, &mut school_types);
        }
        let school_types = school_types.into_iter().map(|one| one.text.clone()).filter(|text| !text.is_empty());
        let parents = parents(element).map(|parent| (Arc::from(parent), Period::OPEN));
        let what = What {
            kind,
            name: Arc::from(name(element).unwrap_or(key)),
            period,
            code: unit_code(element, key).filter(|_| matches!(kind, Kind::Unit(_))),
            school_year: said_year(element).and_then(values::school_year),
            is_deleted,
        };
        Ok(Draft {
            key: Arc::clone(key),
            what,
            document: stand.document,
            stand,
            school_types: school_types.collect(),
            parents: parents.collect(),
            is_unread: false,
        })
    }

    /// The first word that says what a group is; a word that nobody knows makes it one that gives no school.
    fn kind(&mut self, element: &Element, stand: Stand) -> Kind {
        let word = word(element);
        word.and_then(values::kind).unwrap_or_else(|| {
            if word.is_some() {
                self.find(stand, Severity::Warning, Code::ValueUnknown, "group.typevalue");
            }
            Kind::Group(GroupKind::Other)
        })
    }

    fn unread_group(&mut self, key: &Arc<str>, kind: Kind) {
        match kind {
            Kind::Unit(_) => self.builder.unreadable(Unreadable::Unit((&**key).into())),
            Kind::Group(_) => self.builder.unreadable(Unreadable::Group((&**key).into())),
            Kind::Contacts | Kind::Course => {}
        }
    }

    /// The unit that a group lies in, straight or through other groups.
    pub(super) fn unit_of(&self, group: &Draft) -> Option<Arc<str>> {
        let mut at = group;
        for _ in 0..LEVELS_MAX {
            let parent =
                parent_of(at, |parent| match self.group_at.get(parent).map(|at| &self.groups[*at].what.kind) {
                    Some(kind) => matches!(kind, Kind::Unit(_) | Kind::Group(_)),
                    None => true,
                })?;
            match self.group_at.get(&parent).map(|at| &self.groups[*at]) {
                Some(above) if !matches!(above.what.kind, Kind::Unit(_)) => at = above,
                _ => return Some(parent),
            }
        }
        None
    }

    /// Puts units and groups into the delivery, now that it is known what lies in what; tells how many groups of
    /// contacts were left out.
    pub(super) fn place_groups(&mut self) -> u64 {
        let mut contacts = 0;
        let units: Vec<Option<Arc<str>>> = self.groups.iter().map(|group| self.unit_of(group)).collect();
        let groups = std::mem::take(&mut self.groups);
        for (draft, unit) in groups.iter().zip(&units) {
            let place = self.place(draft.stand);
            match draft.what.kind {
                Kind::Contacts => contacts += 1,
                _ if draft.is_unread => self.unread_group(&draft.key, draft.what.kind),
                _ if draft.what.is_deleted => {}
                Kind::Course => {}
                Kind::Unit(kind) => self.place_unit(draft, kind, place),
                Kind::Group(kind) => match unit {
                    Some(unit) => self.place_group(draft, kind, unit, place),
                    None => {
                        self.note(draft.stand, Odd(Code::RowUnreadable, "group.unit"));
                        self.unread_group(&draft.key, draft.what.kind);
                    }
                },
            }
        }
        self.groups = groups;
        self.units = units;
        contacts
    }

    fn place_unit(&mut self, draft: &Draft, kind: UnitKind, place: Place) {
        for code in [Some(&draft.key), draft.what.code.as_ref()].into_iter().flatten() {
            self.unit_by_code.insert(Arc::clone(code), Arc::clone(&draft.key));
        }
        let code = draft.what.code.clone();
        let unit = Unit {
            id: (&*draft.key).into(),
            source: self.builder.source().clone(),
            alias: None,
            name: Arc::clone(&draft.what.name),
            parent: parent_of(draft, |_| true).map(|parent| (&*parent).into()),
            kind,
            code_status: if code.is_some() { CodeStatus::Official } else { CodeStatus::Missing },
            code,
            school_types: draft.school_types.iter().map(String::as_str).collect::<Vec<_>>().join(", ").into(),
        };
        self.builder.unit(unit, place);
    }

    fn place_group(&mut self, draft: &Draft, kind: GroupKind, unit: &Arc<str>, place: Place) {
        let group = Group {
            id: (&*draft.key).into(),
            source: self.builder.source().clone(),
            alias: None,
            name: Arc::clone(&draft.what.name),
            unit: (&**unit).into(),
            kind,
            period: draft.what.period,
        };
        self.builder.group(group, place);
    }
}

/// What something lies in; of several the one that it lies in longest, and of those the first.
fn parent_of(draft: &Draft, fits: impl Fn(&str) -> bool) -> Option<Arc<str>> {
    let end = |period: &Period| period.to.unwrap_or(Date::MAX);
    let mut parents = draft.parents.iter().filter(|(parent, _)| *parent != draft.key && fits(parent));
    let first = parents.next()?;
    let last = parents.fold(first, |best, next| if end(&next.1) > end(&best.1) { next } else { best });
    Some(Arc::clone(&last.0))
}

/// Eight digits are a school unit code, where such a code may stand.
fn unit_code(element: &Element, key: &str) -> Option<Arc<str>> {
    said_code(element).or_else(|| Some(key).filter(|text| is_code(text))).map(Arc::from)
}

/// The school unit code that a record has beside its id.
pub(super) fn said_code(group: &Element) -> Option<&str> {
    ["school_code", "id"].iter().find_map(|name| group.extended(&[name]).filter(|text| is_code(text)))
}

fn is_code(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The school year of a group that has one.
pub(super) fn said_year(group: &Element) -> Option<&str> {
    let is_mixed = group.extended(&["mixed_school_year"]).is_some_and(|word| word.eq_ignore_ascii_case("true"));
    group.extended(&["schoolyear", "school_year"]).filter(|_| !is_mixed)
}

pub(super) fn name(group: &Element) -> Option<&str> {
    ["short", "long", "full"].iter().find_map(|name| group.say(&["description", name]))
}

/// What a group is said to lie in, in its own record.
pub(super) fn parents(group: &Element) -> impl Iterator<Item = String> {
    let parents = group.all("relationship").filter(|one| matches!(one.attribute("relation"), None | Some("1")));
    parents.filter_map(|one| match ids::named(one) {
        Named::Key(parent, _) => Some(parent),
        Named::Blank | Named::TooLong => None,
    })
}

/// What a group is said to be, by the first word that is known; without any such, by the first.
pub(super) fn word(group: &Element) -> Option<&str> {
    let words = || group.all("grouptype").flat_map(|kind| kind.all("typevalue")).map(|word| word.text.as_str());
    words().find(|word| values::kind(word).is_some()).or_else(|| words().find(|word| !word.is_empty()))
}

/// What has to be read of a group for the record to count: is it no more, and when is it?
pub(super) fn facts(group: &Element, kind: Kind) -> Result<(bool, Period), Odd> {
    let is_deleted = values::is_deleted(group).map_err(|code| Odd(code, "group.recstatus"))?;
    let period = match kind {
        Kind::Group(_) => values::period(group.child("timeframe")).map_err(|code| Odd(code, "group.timeframe"))?,
        _ => Period::OPEN,
    };
    Ok((is_deleted, period))
}
