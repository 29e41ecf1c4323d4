//! What the roster lacks, so that people or vendors trip over it (UX 3.7).

use super::desk::{Desk, Table, count, number};
use crate::plan::{Event, PersonChange};
use crate::report::Cell;
use crate::roster::{GroupIx, PersonId, UnitId, UnitKind, home};
use std::collections::{BTreeMap, BTreeSet};

/// What is not as it should be.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    EmailMissing,
    EmailTwice,
    EmailChanged,
    CodeMissing,
    GroupEmpty,
    UnitMissing,
}

impl Fault {
    fn key(self) -> &'static str {
        match self {
            Self::EmailMissing => "fault-email-missing",
            Self::EmailTwice => "fault-email-twice",
            Self::EmailChanged => "fault-email-changed",
            Self::CodeMissing => "fault-code-missing",
            Self::GroupEmpty => "fault-group-empty",
            Self::UnitMissing => "fault-unit-missing",
        }
    }
}

/// What lacks, where, and whom or what it is about.
type Found<'a> = BTreeMap<(Fault, Option<&'a UnitId>), Vec<About<'a>>>;

#[derive(Clone, Copy)]
enum About<'a> {
    Person(&'a PersonId),
    Group(GroupIx),
    Unit,
}

pub(super) fn make(desk: &Desk<'_>) -> Table {
    let mut found = Found::new();
    persons(desk, &mut found);
    changed(desk, &mut found);
    places(desk, &mut found);
    let mut columns = vec!["fault", "unit", "count"];
    if desk.lists_people() {
        columns.insert(2, "about");
    }
    let mut rows = Vec::new();
    for ((fault, unit), about) in found {
        let head = || vec![desk.text(fault.key()), desk.unit_cell(unit)];
        if !desk.lists_people() {
            rows.push([head(), vec![count(number(about.len()))]].concat());
            continue;
        }
        for one in about {
            let about = match one {
                About::Person(person) => desk.person_cell(person),
                About::Group(group) => Cell::Text(desk.roster().group(group).name.to_string()),
                About::Unit => Cell::Empty,
            };
            rows.push([head(), vec![about, count(1)]].concat());
        }
    }
    (columns, rows)
}

fn persons<'a>(desk: &Desk<'a>, found: &mut Found<'a>) {
    let day = desk.day();
    let mut addresses: BTreeMap<String, Vec<&PersonId>> = BTreeMap::new();
    for person in desk.roster().persons.iter().filter(|person| person.is_active(day)) {
        let address = person.email.as_deref().map(str::trim).filter(|address| !address.is_empty());
        if let Some(address) = address {
            addresses.entry(address.to_lowercase()).or_default().push(&person.id);
        }
        if !desk.sees_person(person) {
            continue;
        }
        let at = home(person, day);
        let mut add = |fault| found.entry((fault, at)).or_default().push(About::Person(&person.id));
        if address.is_none() {
            add(Fault::EmailMissing);
        }
        if at.is_none() {
            add(Fault::UnitMissing);
        }
    }
    // Whose address somebody else has too, even where the other is not seen.
    for person in addresses.into_values().filter(|people| people.len() > 1).flatten() {
        if desk.sees(person) {
            found.entry((Fault::EmailTwice, desk.home(person))).or_default().push(About::Person(person));
        }
    }
}

/// Holders whose address changed while a vendor knows them by it: they may have two accounts (REQUIREMENTS B19-B20).
fn changed<'a>(desk: &Desk<'a>, found: &mut Found<'a>) {
    let matching = desk.catalogue().tools.values().filter(|tool| tool.matches_email);
    let grants = matching.flat_map(|tool| desk.material.present.seats.grants_of(&tool.key));
    let holders: BTreeSet<&PersonId> = grants.map(|(person, _)| person).collect();
    let mut told = BTreeSet::new();
    for happened in desk.events() {
        let Event::Person { person, change: PersonChange::Changed, fields } = &happened.row.event else { continue };
        if fields.iter().any(|field| field == "email") && holders.contains(person) && told.insert(person) {
            found.entry((Fault::EmailChanged, desk.home(person))).or_default().push(About::Person(person));
        }
    }
}

fn places<'a>(desk: &Desk<'a>, found: &mut Found<'a>) {
    let roster = desk.roster();
    for unit in roster.units.iter().filter(|unit| unit.kind == UnitKind::School && !unit.has_code()) {
        if desk.sees_unit(Some(&unit.id)) {
            found.entry((Fault::CodeMissing, Some(&unit.id))).or_default().push(About::Unit);
        }
    }
    for (at, group) in (0..).map(GroupIx).zip(&roster.groups) {
        let is_empty = || !roster.members(at).iter().any(|member| roster.counts(member, desk.day()));
        if group.period.covers(desk.day()) && desk.sees_unit(Some(&group.unit)) && is_empty() {
            found.entry((Fault::GroupEmpty, Some(&group.unit))).or_default().push(About::Group(at));
        }
    }
}
