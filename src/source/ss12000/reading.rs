//! From what a sweep has read to units, groups, persons and memberships.

use super::records::{
    Activity, Duty as DutyRecord, Gone, Group as GroupRecord, Key, Organisation, Person as PersonRecord,
    PersonReference, Placement, Programme,
};
use super::resource::Resource;
use super::spool::Spool;
use super::swept::Swept;
use super::units::Units;
use super::words::{duty_role, email, group_kind, period, person_status, protection};
use crate::roster::{
    Code, Duty, Enrolment, Finding, Group, MemberRole, PartsBuilder, Period, Person, PersonId, PersonStatus, Place,
    Protection, Severity, SourceName, Struck, Unreadable,
};
use crate::source::SourceError;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What becomes of a sweep.
pub(super) struct Reader<'a> {
    spool: &'a mut Spool,
    builder: PartsBuilder,
    units: Units,
    programmes: BTreeMap<Key, String>,
    /// Whose each duty is.
    duty_holders: BTreeMap<Key, Key>,
    duties: BTreeMap<Key, Vec<Duty>>,
    placements: BTreeMap<Key, Vec<Enrolment>>,
    /// Persons who are in a group.
    members: BTreeSet<Key>,
    lost: u64,
}

/// Everything that was read.
pub(super) fn read(swept: &mut Swept, source: &SourceName) -> Result<PartsBuilder, SourceError> {
    let Swept { spool, doubts, .. } = swept;
    let mut organisations = Vec::new();
    spool.each(Resource::Organisations, |one: Organisation| organisations.push(one))?;
    let mut reader = Reader {
        spool,
        builder: PartsBuilder::new(source.clone()),
        units: Units::new(organisations),
        programmes: BTreeMap::new(),
        duty_holders: BTreeMap::new(),
        duties: BTreeMap::new(),
        placements: BTreeMap::new(),
        members: BTreeSet::new(),
        lost: 0,
    };
    reader.units.build(&mut reader.builder);
    reader.programmes()?;
    reader.groups()?;
    reader.duties()?;
    reader.activities()?;
    reader.placements()?;
    reader.persons()?;
    reader.strike();
    reader.tell();
    for Finding { severity, code, place, about } in doubts.findings() {
        reader.builder.finding(severity, code, place, about);
    }
    Ok(reader.builder)
}

fn place(resource: Resource) -> Place {
    Place { file: Some(resource.name().to_owned()), line: None, column: None }
}

impl Reader<'_> {
    fn programmes(&mut self) -> Result<(), SourceError> {
        let programmes = &mut self.programmes;
        self.spool.each(Resource::Programmes, |one: Programme| {
            if let Some(code) = one.code {
                programmes.insert(one.id, code);
            }
        })
    }

    fn groups(&mut self) -> Result<(), SourceError> {
        let Self { spool, builder, units, members, .. } = self;
        let (is_accepted, mut unsaid) = (spool.is_accepted, 0_u64);
        spool.each(Resource::Groups, |one: GroupRecord| {
            let id = one.id.as_str();
            one.group_memberships.iter().flatten().for_each(|membership| mark(builder, &membership.person));
            let (Some(organisation), Some(days)) = (&one.organisation, period(one.start_date, one.end_date)) else {
                builder.finding(
                    Severity::Error,
                    Code::RowUnreadable,
                    place(Resource::Groups),
                    "organisation, startDate",
                );
                builder.unreadable(Unreadable::Group(id.into()));
                return;
            };
            let kind = group_kind(one.group_type.as_deref().unwrap_or_default());
            let role = if kind == crate::roster::GroupKind::Staff { MemberRole::Staff } else { MemberRole::Pupil };
            // Of a group whose school is gone nothing counts.
            let Some(days) = units.within(&organisation.id, days) else { return };
            let group = Group {
                id: id.into(),
                source: builder.source().clone(),
                alias: None,
                name: Arc::from(one.display_name.as_deref().unwrap_or(id).trim()),
                unit: units.at(&organisation.id).as_str().into(),
                kind,
                period: days,
            };
            builder.group(group, place(Resource::Groups));
            if one.group_memberships.is_none() && !is_accepted {
                unsaid += 1;
                builder.unreadable(Unreadable::Members(id.into()));
            }
            for membership in one.group_memberships.iter().flatten() {
                members.insert(membership.person.id.clone());
                if let Some(days) = period(membership.start_date, membership.end_date) {
                    builder.member(membership.person.id.as_str(), id, role, days);
                }
            }
        })?;
        if unsaid > 0 {
            let about = unsaid.to_string();
            builder.finding(Severity::Warning, Code::MembersUnsaid, place(Resource::Groups), about);
        }
        Ok(())
    }

    fn duties(&mut self) -> Result<(), SourceError> {
        let Self { spool, builder, units, duties, duty_holders, members, .. } = self;
        spool.each(Resource::Duties, |one: DutyRecord| {
            let Some(person) = one.person else { return };
            mark(builder, &person);
            duty_holders.insert(one.id, person.id.clone());
            let Some(days) = period(one.start_date, one.end_date) else { return };
            for role in one.assignment_role.iter().flatten() {
                if let Some(days) = period(role.start_date, role.end_date) {
                    members.insert(person.id.clone());
                    builder.member(person.id.as_str(), role.group.id.as_str(), MemberRole::Staff, days);
                }
            }
            let Some(days) = one.duty_at.as_ref().map_or(Some(days), |at| units.within(&at.id, days)) else { return };
            let unit = one.duty_at.as_ref().map(|at| units.at(&at.id).as_str().into());
            let role = Arc::from(duty_role(one.duty_role.as_deref().unwrap_or_default()));
            duties.entry(person.id).or_default().push(Duty { unit, role, period: days });
        })
    }

    /// Who teaches a group stands in neither the group nor the duty.
    fn activities(&mut self) -> Result<(), SourceError> {
        let Self { spool, builder, duty_holders, members, lost, .. } = self;
        spool.each(Resource::Activities, |one: Activity| {
            let named = one.teachers.iter().flatten().filter_map(|teacher| teacher.person.as_ref());
            named.for_each(|person| mark(builder, person));
            let Some(whole) = period(one.start_date, one.end_date) else { return };
            for teacher in one.teachers.iter().flatten() {
                let by_duty = teacher.duty.as_ref().and_then(|duty| duty_holders.get(&duty.id));
                let Some(person) = by_duty.or(teacher.person.as_ref().map(|person| &person.id)) else {
                    *lost += 1;
                    continue;
                };
                let own = period(teacher.start_date, teacher.end_date);
                let Some(days) = own.and_then(|own| super::words::within(own, whole)) else { continue };
                for group in one.groups.iter().flatten() {
                    members.insert(person.clone());
                    builder.member(person.as_str(), group.id.as_str(), MemberRole::Staff, days);
                }
            }
        })
    }

    fn placements(&mut self) -> Result<(), SourceError> {
        let Self { spool, builder, units, placements, .. } = self;
        spool.each(Resource::Placements, |one: Placement| {
            let (Some(child), Some(at)) = (&one.child, &one.placed_at) else { return };
            mark(builder, child);
            let days = period(one.start_date, one.end_date).and_then(|days| units.within(&at.id, days));
            let Some(days) = days else { return };
            if let Some(group) = &one.group {
                builder.member(child.id.as_str(), group.id.as_str(), MemberRole::Pupil, days);
            }
            placements.entry(child.id.clone()).or_default().push(Enrolment {
                unit: units.at(&at.id).as_str().into(),
                school_year: None,
                school_type: one.school_type.as_deref().map(Arc::from),
                programme: None,
                period: days,
            });
        })
    }

    fn persons(&mut self) -> Result<(), SourceError> {
        let Self { spool, builder, units, programmes, duties, placements, members, .. } = self;
        let (marks, mut others) = (spool.marks(), spool.left_out);
        spool.each(Resource::Persons, |one: PersonRecord| {
            let mut enrolments: Vec<Enrolment> =
                one.enrolments.iter().flatten().filter_map(|e| enrolment(e, units, programmes)).collect();
            enrolments.extend(placements.remove(&one.id).unwrap_or_default());
            let mut duties = duties.remove(&one.id).unwrap_or_default();
            let has_place = one.enrolments.as_ref().is_some_and(|all| !all.is_empty());
            if !has_place && enrolments.is_empty() && duties.is_empty() && !members.contains(&one.id) {
                others += 1;
                return;
            }
            enrolments.sort();
            enrolments.dedup();
            duties.sort();
            duties.dedup();
            let name = |name: &Option<String>| Arc::from(name.as_deref().unwrap_or_default().trim());
            let eppn =
                one.edu_person_principal_names.iter().flatten().map(|eppn| eppn.trim()).filter(|e| !e.is_empty());
            let imprints = one.imprints();
            let person = Person {
                imprints,
                id: one.id.as_str().into(),
                source: builder.source().clone(),
                alias: None,
                given_name: name(&one.given_name),
                family_name: name(&one.family_name),
                email: one.emails.as_deref().and_then(email).map(Arc::from),
                eppn: eppn.min().map(Arc::from),
                status: match one.upprop_deleted {
                    Some(true) => PersonStatus::Deleted,
                    _ => person_status(one.person_status.as_deref()),
                },
                protection: protection(one.security_marking.as_deref(), marks),
                enrolments: enrolments.into(),
                duties: duties.into(),
            };
            builder.person(person, place(Resource::Persons));
        })?;
        if others > 0 {
            builder.finding(Severity::Info, Code::GuardianLeftOut, place(Resource::Persons), others.to_string());
        }
        Ok(())
    }

    /// What the server itself says is no more.
    fn strike(&mut self) {
        for gone in &self.spool.gone {
            self.builder.struck(match gone {
                Gone::Group(id) => Struck::Group(id.as_str().into()),
                Gone::Place(person, at) => Struck::Place(person.as_str().into(), self.units.at(at).as_str().into()),
            });
        }
    }

    /// Tells of what was odd, and of records that cannot be read.
    fn tell(&mut self) {
        if self.lost > 0 {
            let about = format!("activities.teachers ({})", self.lost);
            self.builder.finding(Severity::Warning, Code::ReferenceMissing, place(Resource::Activities), about);
        }
        for resource in Resource::ALL {
            let [same, other] = self.spool.twice(resource);
            if same > 0 {
                self.builder.finding(Severity::Info, Code::DuplicateSame, place(resource), same.to_string());
            }
            if other > 0 {
                self.builder.finding(Severity::Warning, Code::DuplicateNewest, place(resource), other.to_string());
            }
            for id in self.spool.all_unread(resource) {
                self.builder.finding(Severity::Error, Code::RowUnreadable, place(resource), resource.name());
                match resource {
                    Resource::Organisations => self.builder.unreadable(Unreadable::Unit(id.as_str().into())),
                    Resource::Persons => self.builder.unreadable(Unreadable::Person(id.as_str().into())),
                    Resource::Groups => self.builder.unreadable(Unreadable::Group(id.as_str().into())),
                    // Its row is what it was.
                    _ => {}
                }
            }
            // One that the server does not have is none that has no rows.
            if self.spool.has_pile(resource) {
                self.builder.rows(resource.name(), self.spool.count(resource));
            }
        }
    }
}

fn enrolment(one: &super::records::Enrolment, units: &Units, programmes: &BTreeMap<Key, String>) -> Option<Enrolment> {
    if one.cancelled == Some(true) {
        return None;
    }
    let days: Period = units.within(&one.enroled_at.id, period(one.start_date, one.end_date)?)?;
    let programme = one.programme.as_ref().and_then(|programme| programmes.get(&programme.id));
    Some(Enrolment {
        unit: units.at(&one.enroled_at.id).as_str().into(),
        school_year: one.school_year,
        school_type: one.school_type.as_deref().map(Arc::from),
        programme: programme.map(|code| Arc::from(code.as_str())),
        period: days,
    })
}

/// A reference may tell of a marking that the person's own record does not have.
fn mark(builder: &mut PartsBuilder, person: &PersonReference) {
    let marking = protection(person.security_marking.as_deref(), false);
    if marking != Protection::None {
        builder.mark(&PersonId::from(person.id.as_str()), marking);
    }
}
