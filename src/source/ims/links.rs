//! Memberships: what lies in what, and who is where as what.

use super::element::Element;
use super::persons::Places;
use super::reader::{Delivery, Odd, Stand};
use super::values::{self, Kind, Role};
use crate::roster::{Code, Duty, Enrolment, GroupKind, MemberRole, Period, UnitId, Unreadable};
use crate::source::SourceError;
use std::sync::Arc;

/// Somebody or something in a group.
pub(super) struct Link {
    group: Arc<str>,
    child: Arc<str>,
    /// Is the member a group? Nothing where the document does not say.
    is_group: Option<bool>,
    stand: Stand,
    period: Period,
    as_what: Result<AsWhat, Odd>,
}

/// What an extension says of a pupil in a group, for some days.
struct Placement {
    school_year: Option<u8>,
    programme: Option<Arc<str>>,
    period: Period,
}

type AsWhat = (Role, Box<[Placement]>);
type Member = (Arc<str>, Arc<str>, MemberRole, Period);

impl Delivery {
    pub(super) fn read_member(&mut self, group: &str, element: &Element) -> Result<(), SourceError> {
        let stand = self.stand(element.spot);
        let (child, _) = self.named(element, "member.sourcedid")?;
        let (group, child) = (self.name(group), self.name(&child));
        let is_group = match element.say(&["idtype"]).map(str::to_lowercase).as_deref() {
            Some("person" | "1") => Some(false),
            Some("group" | "2") => Some(true),
            _ => None,
        };
        let mut links = Vec::new();
        for role in element.all("role") {
            let period = values::period(role.child("timeframe")).unwrap_or(Period::OPEN);
            let as_what = match self.as_what(role, stand) {
                Ok(None) => continue,
                Ok(Some(as_what)) => Ok(as_what),
                Err(odd) => Err(odd),
            };
            links.push((period, as_what));
        }
        if element.child("role").is_none() {
            links.push((Period::OPEN, Ok((Role::Own, Box::default()))));
        }
        for (period, as_what) in links {
            let (group, child) = (Arc::clone(&group), Arc::clone(&child));
            self.links.push(Link { group, child, is_group, stand, period, as_what });
        }
        Ok(())
    }

    /// What a role says; nothing for one that is deleted or does not count.
    fn as_what(&mut self, role: &Element, stand: Stand) -> Result<Option<AsWhat>, Odd> {
        let Some(word) = said(role)? else { return Ok(None) };
        let mut found = Vec::new();
        role.find("placement", &mut found);
        let mut placements = Vec::new();
        for placement in found {
            let period = values::period(Some(placement)).map_err(|code| Odd(code, "role.placement"))?;
            let programme = placement.say(&["officialprogramcode"]).or_else(|| placement.say(&["programcode"]));
            placements.push(Placement {
                school_year: placement.say(&["schoolyear"]).and_then(values::school_year),
                programme: self.short_code(programme, stand, "placement.programcode"),
                period,
            });
        }
        Ok(Some((word, placements.into())))
    }

    /// Whoever has a record has its id, be it somebody else's id of old too; but not who is no more.
    fn heed_own_ids(&mut self) {
        let Self { persons, person_at, person_ids, groups, group_at, group_ids, .. } = self;
        person_ids.retain(|old, _| person_at.get(old).is_none_or(|at| persons[*at].is_deleted()));
        group_ids.retain(|old, _| group_at.get(old).is_none_or(|at| groups[*at].what.is_deleted));
    }

    /// Puts groups into what they lie in.
    pub(super) fn nest(&mut self) {
        self.heed_own_ids();
        let links = std::mem::take(&mut self.links);
        let (nested, links) = links.into_iter().partition(|link| self.is_nested(link));
        self.links = links;
        for group in &mut self.groups {
            for (parent, _) in &mut group.parents {
                if let Some(key) = self.group_ids.get(parent) {
                    *parent = Arc::clone(key);
                }
            }
        }
        let nested: Vec<Link> = nested;
        for link in nested {
            let (parent, child) = (self.group_key(&link.group), self.group_key(&link.child));
            if let Some(at) = self.group_at.get(&child) {
                self.groups[*at].parents.push((parent, link.period));
            }
        }
    }

    fn is_nested(&self, link: &Link) -> bool {
        let is_known_group = || self.group_at.contains_key(&self.group_key(&link.child));
        let is_known_person = || self.person_at.contains_key(&self.person_key(&link.child));
        link.is_group.unwrap_or_else(|| is_known_group() && !is_known_person())
    }

    fn group_key(&self, id: &Arc<str>) -> Arc<str> {
        Arc::clone(self.group_ids.get(id).unwrap_or(id))
    }

    fn person_key(&self, id: &Arc<str>) -> Arc<str> {
        Arc::clone(self.person_ids.get(id).unwrap_or(id))
    }

    /// Gives persons their places, and tells who is a member of what.
    pub(super) fn place_links(&mut self) -> Vec<(Stand, Member)> {
        let links = std::mem::take(&mut self.links);
        links.iter().for_each(|link| self.meet_guardian(link));
        links.iter().filter_map(|link| Some((link.stand, self.place_link(link)?))).collect()
    }

    /// Notes who is a guardian, before anybody gets a place: in whatever order they stand.
    fn meet_guardian(&mut self, link: &Link) {
        let (group, person) = (self.group_key(&link.group), self.person_key(&link.child));
        let kind = self.group_at.get(&group).map(|at| self.groups[*at].what.kind);
        let number = self.person_at.get(&person).copied();
        if let (Some(Kind::Contacts), Some(number), Ok((Role::Contact, _))) = (kind, number, &link.as_what) {
            self.persons[number].meet_contact();
        }
    }

    fn place_link(&mut self, link: &Link) -> Option<Member> {
        let (group, person) = (self.group_key(&link.group), self.person_key(&link.child));
        let number = self.person_at.get(&person).copied();
        if number.is_some_and(|number| self.persons[number].is_deleted()) {
            return None;
        }
        let at = self.group_at.get(&group).copied();
        let kind = at.map(|at| self.groups[at].what.kind);
        let is_gone = at.is_some_and(|at| self.groups[at].what.is_deleted);
        if is_gone || matches!(kind, Some(Kind::Contacts | Kind::Course)) {
            return None;
        }
        let (role, placements) = match &link.as_what {
            Ok((role, placements)) => (*role, placements),
            Err(odd) => {
                self.note(link.stand, *odd);
                self.spoil(&person, number);
                if !matches!(kind, Some(Kind::Unit(_))) {
                    self.builder.unreadable(Unreadable::Membership((&*person).into(), (&*group).into()));
                }
                return None;
            }
        };
        let own = || number.map_or(Role::Pupil, |number| self.persons[number].own_role());
        let role = if role == Role::Own { own() } else { role };
        if let Some(number) = number {
            if role == Role::Contact {
                self.persons[number].meet_contact();
                return None;
            }
            self.persons[number].meet_place();
            self.place_person(number, at, role, link.period, placements);
        }
        let role = match role {
            Role::Pupil | Role::Own => MemberRole::Pupil,
            Role::Staff(_) => MemberRole::Staff,
            Role::Contact => return None,
        };
        if matches!(kind, Some(Kind::Unit(_))) { None } else { Some((person, group, role, link.period)) }
    }

    /// Somebody whose places are not all known keeps the previous state.
    fn spoil(&mut self, person: &Arc<str>, number: Option<usize>) {
        match number {
            Some(number) => self.persons[number].spoil(),
            None => self.builder.unreadable(Unreadable::Person((&**person).into())),
        }
    }

    fn place_person(
        &mut self,
        number: usize,
        group: Option<usize>,
        role: Role,
        period: Period,
        placements: &[Placement],
    ) {
        let what = group.map(|at| &self.groups[at].what);
        let kind = what.map(|what| what.kind);
        let is_class = matches!(kind, Some(Kind::Group(GroupKind::Class | GroupKind::Department)));
        let unit = match (kind, group) {
            (Some(Kind::Unit(_)), Some(at)) => Some(Arc::clone(&self.groups[at].key)),
            (_, Some(at)) => self.units[at].clone(),
            _ => None,
        };
        let period = what.map_or(period, |what| period.overlap(&what.period));
        let person = &mut self.persons[number];
        let Some(unit) = unit.map(|unit| UnitId::from(&*unit)) else {
            let places = &mut person.places;
            match role {
                Role::Pupil if is_class => places.lost_class = true,
                Role::Pupil => places.lost_group = true,
                _ => places.lost_work = true,
            }
            return;
        };
        if period.is_reversed() {
            return;
        }
        let is_unit = matches!(kind, Some(Kind::Unit(_)));
        if let Role::Staff(word) = role {
            let duty = Duty { unit: Some(unit), role: Arc::from(word), period };
            let duties = if is_unit { &mut person.places.at_units } else { &mut person.places.with_groups };
            duties.push(duty);
            return;
        }
        let year = what.and_then(|what| what.school_year);
        let programme = person.programme().cloned();
        let places = enrolments(&unit, period, year, programme.as_ref(), placements);
        tier(&mut person.places, is_unit, is_class).extend(places);
    }
}

/// As what a role says that somebody is a member; nothing for one that is deleted or does not count.
fn said(role: &Element) -> Result<Option<Role>, Odd> {
    if values::is_deleted(role).map_err(|code| Odd(code, "role.recstatus"))? {
        return Ok(None);
    }
    let unknown = |about| Odd(Code::ValueUnknown, about);
    let status = role.say(&["status"]).unwrap_or_default();
    if !values::is_active(status).ok_or(unknown("role.status"))? {
        return Ok(None);
    }
    let word = values::role(role.attribute("roletype")).ok_or(unknown("role.roletype"))?;
    values::period(role.child("timeframe")).map_err(|code| Odd(code, "role.timeframe"))?;
    Ok(Some(word))
}

/// Can a role be relied on?
pub(super) fn is_readable(role: &Element) -> bool {
    let mut placements = Vec::new();
    role.find("placement", &mut placements);
    match said(role) {
        Ok(None) => true,
        Ok(Some(_)) => placements.into_iter().all(|placement| values::period(Some(placement)).is_ok()),
        Err(_) => false,
    }
}

/// The list of places that a membership counts among.
fn tier(places: &mut Places, is_unit: bool, is_class: bool) -> &mut Vec<Enrolment> {
    match (is_unit, is_class) {
        (true, _) => &mut places.in_units,
        (false, true) => &mut places.in_classes,
        (false, false) => &mut places.in_groups,
    }
}

/// The places of a pupil at a unit: one, or one for each placement.
fn enrolments(
    unit: &UnitId,
    period: Period,
    year: Option<u8>,
    programme: Option<&Arc<str>>,
    placements: &[Placement],
) -> Vec<Enrolment> {
    let place = |school_year: Option<u8>, own: Option<&Arc<str>>, period| Enrolment {
        unit: unit.clone(),
        school_year: school_year.or(year),
        school_type: None,
        programme: own.or(programme).cloned(),
        period,
    };
    if placements.is_empty() {
        return vec![place(None, None, period)];
    }
    let each = placements.iter().map(|one| place(one.school_year, one.programme.as_ref(), period.overlap(&one.period)));
    each.filter(|place| !place.period.is_reversed()).collect()
}
