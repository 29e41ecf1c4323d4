//! Persons: who they are, and what becomes of their places once all are known.

use super::element::Element;
use super::reader::{Delivery, Odd, Stand};
use super::record::NAMELESS;
use super::values::{self, Role};
use crate::roster::{
    Code, Duty, Enrolment, Entity, Imprints, Period, Person, PersonStatus, Protection, Severity, UnitId, Unreadable,
};
use crate::source::days::iso_date;
use crate::source::imprinter::Personal;
use crate::source::{ErrorCode, SourceError};
use std::sync::Arc;

/// A person whose places are still to come.
pub(super) struct Draft {
    key: Arc<str>,
    who: Who,
    document: u16,
    stand: Stand,
    roles: Vec<Role>,
    unit_codes: Vec<String>,
    programme: Option<Arc<str>>,
    employment: Period,
    is_deleted: bool,
    /// Its record cannot be relied on; its previous state stays.
    is_unread: bool,
    is_contact: bool,
    has_place: bool,
    imprints: Imprints,
    pub(super) places: Places,
}

/// What documents have to agree on.
#[derive(PartialEq)]
struct Who {
    given_name: Arc<str>,
    family_name: Arc<str>,
    email: Option<Arc<str>>,
    status: PersonStatus,
    protection: Protection,
}

/// Places from the kinds of memberships there are, the surest first.
#[derive(Default)]
pub(super) struct Places {
    pub(super) in_units: Vec<Enrolment>,
    pub(super) in_classes: Vec<Enrolment>,
    pub(super) in_groups: Vec<Enrolment>,
    pub(super) at_units: Vec<Duty>,
    pub(super) with_groups: Vec<Duty>,
    /// A class whose unit nobody knows.
    pub(super) lost_class: bool,
    /// Another group whose unit nobody knows.
    pub(super) lost_group: bool,
    /// Work with a group whose unit nobody knows.
    pub(super) lost_work: bool,
}

impl Draft {
    /// As what somebody is a member where the document does not say.
    pub(super) fn own_role(&self) -> Role {
        let staff = self.roles.iter().find(|role| matches!(role, Role::Staff(_)));
        match staff {
            _ if self.roles.contains(&Role::Pupil) => Role::Pupil,
            Some(staff) => *staff,
            None if self.is_contact || self.roles.contains(&Role::Contact) => Role::Contact,
            None => Role::Pupil,
        }
    }

    pub(super) fn programme(&self) -> Option<&Arc<str>> {
        self.programme.as_ref()
    }

    pub(super) fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    /// Notes a membership as a guardian or the like.
    pub(super) fn meet_contact(&mut self) {
        self.is_contact = true;
    }

    /// Notes a membership that is one.
    pub(super) fn meet_place(&mut self) {
        self.has_place = true;
    }

    pub(super) fn spoil(&mut self) {
        self.is_unread = true;
    }

    /// A guardian and nothing else: not kept.
    pub(super) fn is_left_out(&self) -> bool {
        let is_more = self.roles.iter().any(|role| *role != Role::Contact);
        let is_guardian = self.is_contact || self.roles.contains(&Role::Contact);
        is_guardian && !is_more && !self.has_place
    }
}

impl Delivery {
    pub(super) fn read_person(&mut self, element: &Element) -> Result<(), SourceError> {
        let stand = self.stand(element.spot);
        let (key, others) = self.named(element, "person.sourcedid")?;
        self.meet_id(&key, stand)?;
        for other in others {
            self.person_ids.insert(other.into(), key.as_str().into());
        }
        let key: Arc<str> = key.into();
        let draft = match self.draft(element, &key, stand) {
            Ok(draft) => draft,
            Err(odd) => {
                self.note(stand, odd);
                self.builder.mark(&(&*key).into(), values::protection(element));
                self.builder.unreadable(Unreadable::Person((&*key).into()));
                self.nameless.push(key);
                return Ok(());
            }
        };
        let Some(known) = self.person_at.get(&key).map(|at| &mut self.persons[*at]) else {
            self.person_at.insert(key, self.persons.len());
            self.persons.push(draft);
            return Ok(());
        };
        let is_same = known.who == draft.who && known.is_deleted == draft.is_deleted;
        let is_repeat = known.document == draft.document;
        known.roles.extend(draft.roles);
        known.unit_codes.extend(draft.unit_codes);
        known.imprints.add(&draft.imprints);
        match (is_same, is_repeat) {
            (true, true) => self.find(stand, Severity::Warning, Code::DuplicateSame, Entity::Person.word()),
            (true, false) => {}
            (false, _) => {
                let marking = known.who.protection.max(draft.who.protection);
                self.builder.mark(&(&*key).into(), marking);
                known.spoil();
                self.find(stand, Severity::Error, Code::DuplicateConflict, Entity::Person.word());
            }
        }
        Ok(())
    }

    fn draft(&mut self, element: &Element, key: &Arc<str>, stand: Stand) -> Result<Draft, Odd> {
        let Facts { status, is_deleted, employment } = facts(element)?;
        let protection = values::protection(element);
        if protection == Protection::Unknown {
            self.find(stand, Severity::Warning, Code::ValueUnknown, "person.privacy");
        }
        let roles = element.all("institutionrole").filter_map(|role| role.attribute("institutionroletype"));
        let mut unit_codes = Vec::new();
        element.find("school_unit_code", &mut unit_codes);
        let unit_codes = unit_codes.into_iter().map(|code| code.text.clone()).filter(|code| !code.is_empty());
        let (given_name, family_name) = names(element);
        let email = email(element).map(Arc::from);
        let who = Who { given_name: given_name.into(), family_name: family_name.into(), email, status, protection };
        Ok(Draft {
            imprints: self.imprints(element, key, &who),
            key: Arc::clone(key),
            who,
            document: stand.document,
            stand,
            roles: roles.filter_map(values::institution_role).collect(),
            unit_codes: unit_codes.collect(),
            programme: self.short_code(element.extended(&["program_code"]), stand, "person.program_code"),
            employment,
            is_deleted,
            is_unread: false,
            is_contact: false,
            has_place: false,
            places: Places::default(),
        })
    }

    /// What a person is known again by, where there is a key for it. `PID` is what a personal number is called (XML).
    fn imprints(&self, element: &Element, key: &Arc<str>, who: &Who) -> Imprints {
        let Some(imprinter) = &self.imprinter else { return Imprints::default() };
        let is_number = |id: &&Element| id.attribute("useridtype").is_some_and(|kind| kind.eq_ignore_ascii_case("PID"));
        let number = element.all("userid").find(is_number).map(|id| id.text.as_str());
        let born = element.say(&["demographics", "bday"]).and_then(iso_date);
        let Who { given_name, family_name, protection, .. } = who;
        let (given_name, family_name) = (Arc::clone(given_name), Arc::clone(family_name));
        let id = (&**key).into();
        let person = Person { id, given_name, family_name, protection: *protection, ..Person::default() };
        imprinter.imprints(&person, Personal { number, born })
    }

    /// Puts the persons into the delivery, now that their places are known, but for guardians.
    pub(super) fn place_persons(&mut self) -> Result<(), SourceError> {
        for mut draft in std::mem::take(&mut self.persons) {
            let id = || (&*draft.key).into();
            if draft.is_unread {
                self.builder.unreadable(Unreadable::Person(id()));
                if draft.is_left_out() {
                    self.nameless.push(draft.key);
                }
                continue;
            }
            if draft.is_left_out() {
                self.left_out += 1;
                self.nameless.push(draft.key);
                continue;
            }
            // Only a whole delivery has the name of somebody who was a guardian so far.
            if !draft.is_deleted && &*draft.who.given_name == NAMELESS {
                let place = self.place(draft.stand);
                return Err(SourceError { file: place.file, ..SourceError::new(ErrorCode::DeltaWithoutBase, "") });
            }
            let places = std::mem::take(&mut draft.places);
            let enrolments = self.enrolments(&draft, &places);
            let duties = self.duties(&draft, places);
            let Some((enrolments, duties)) = enrolments.zip(duties) else {
                self.note(draft.stand, Odd(Code::RowUnreadable, "person.unit"));
                self.builder.unreadable(Unreadable::Person(id()));
                continue;
            };
            let person = Person {
                id: id(),
                source: self.builder.source().clone(),
                alias: None,
                given_name: draft.who.given_name,
                family_name: draft.who.family_name,
                email: draft.who.email,
                eppn: None,
                status: if draft.is_deleted { PersonStatus::Deleted } else { draft.who.status },
                protection: draft.who.protection,
                enrolments: enrolments.into(),
                duties: duties.into(),
                imprints: draft.imprints,
            };
            let place = self.place(draft.stand);
            self.builder.person(person, place);
        }
        Ok(())
    }

    /// Where a person is a pupil; nothing when that hangs on a group whose unit is not known.
    fn enrolments(&self, draft: &Draft, places: &Places) -> Option<Vec<Enrolment>> {
        let mut found = if draft.is_deleted {
            Vec::new()
        } else if !places.in_units.is_empty() {
            let class_year = |unit: &UnitId| places.in_classes.iter().find(|class| class.unit == *unit)?.school_year;
            let with_year = |place: &Enrolment| Enrolment {
                school_year: place.school_year.or_else(|| class_year(&place.unit)),
                ..place.clone()
            };
            places.in_units.iter().map(with_year).collect()
        } else if places.lost_class || places.in_classes.is_empty() && places.lost_group {
            return None;
        } else if !places.in_classes.is_empty() {
            places.in_classes.clone()
        } else if !places.in_groups.is_empty() {
            places.in_groups.clone()
        } else if draft.roles.contains(&Role::Pupil) {
            let at = |unit| Enrolment {
                unit,
                school_year: None,
                school_type: None,
                programme: draft.programme.clone(),
                period: Period::OPEN,
            };
            self.units_of(draft).map(at).collect()
        } else {
            Vec::new()
        };
        found.sort();
        found.dedup();
        Some(found)
    }

    /// Where a person works; nothing when that hangs on a group whose unit is not known.
    fn duties(&self, draft: &Draft, places: Places) -> Option<Vec<Duty>> {
        let role = draft.roles.iter().find_map(|role| match role {
            Role::Staff(word) => Some(*word),
            _ => None,
        });
        let mut found = match role {
            _ if draft.is_deleted => Vec::new(),
            _ if !places.at_units.is_empty() => places.at_units,
            _ if !places.with_groups.is_empty() => places.with_groups,
            _ if places.lost_work => return None,
            None => Vec::new(),
            Some(role) => {
                let duty = |unit| Duty { unit, role: Arc::from(role), period: draft.employment };
                let units: Vec<Duty> = self.units_of(draft).map(|unit| duty(Some(unit))).collect();
                if units.is_empty() { vec![duty(None)] } else { units }
            }
        };
        found.sort();
        found.dedup();
        Some(found)
    }

    /// The units that a person's own school unit codes mean.
    fn units_of<'a>(&'a self, draft: &'a Draft) -> impl Iterator<Item = UnitId> + 'a {
        draft
            .unit_codes
            .iter()
            .filter_map(|code| self.unit_by_code.get(code.as_str()))
            .map(|unit| UnitId::from(&**unit))
    }
}

/// What has to be read of a person for the record to count.
pub(super) struct Facts {
    status: PersonStatus,
    pub(super) is_deleted: bool,
    employment: Period,
}

pub(super) fn facts(person: &Element) -> Result<Facts, Odd> {
    let status = person.extended(&["status"]).unwrap_or_default();
    let status = values::person_status(status).ok_or(Odd(Code::ValueUnknown, "person.status"))?;
    let is_deleted = values::is_deleted(person).map_err(|code| Odd(code, "person.recstatus"))?;
    let said = |name: &str| person.extended(&[name]);
    let employment = values::days(said("employment_start"), said("employment_end"));
    let employment = employment.map_err(|code| Odd(code, "person.employment_end"))?;
    Ok(Facts { status, is_deleted, employment })
}

/// Given and family name; a name that is not taken apart stands as the given one.
pub(super) fn names(person: &Element) -> (&str, &str) {
    let part = |name| person.say(&["name", "n", name]);
    match (part("given"), part("family")) {
        (None, None) => (person.say(&["name", "fn"]).unwrap_or_default(), ""),
        (given, family) => (given.unwrap_or_default(), family.unwrap_or_default()),
    }
}

/// The address of school or work. Where there is an element for that, `email` is the one at home.
pub(super) fn email(person: &Element) -> Option<&str> {
    let first = ["emailworkschool", "emailworkschool2"].iter().find_map(|name| person.say(&[name]));
    let first = first.or_else(|| person.extended(&["email_work"]));
    let is_home = person.has_extended("email_work") || person.child("emailworkschool").is_some();
    first.or_else(|| person.say(&["email"]).filter(|_| !is_home))
}
