//! Where a person is, as the person's row holds it: enrolments, duties and memberships in one text (migration 0002).

use crate::roster::{Duty, Enrolment, GroupIx, MemberRole, Membership, Period, PersonIx, UnitId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// The text, taken apart. Units and groups stand by the numbers of their rows.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Places<'a>(
    #[serde(borrow)] Vec<EnrolmentRow<'a>>,
    #[serde(borrow)] Vec<DutyRow<'a>>,
    Vec<MembershipRow>,
);

type Days = (Option<Date>, Option<Date>);

#[derive(Debug, Serialize, Deserialize)]
struct EnrolmentRow<'a>(
    i64,
    Option<u8>,
    #[serde(borrow)] Option<Cow<'a, str>>,
    #[serde(borrow)] Option<Cow<'a, str>>,
    Option<Date>,
    Option<Date>,
);

#[derive(Debug, Serialize, Deserialize)]
struct DutyRow<'a>(Option<i64>, #[serde(borrow)] Cow<'a, str>, Option<Date>, Option<Date>);

#[derive(Debug, Serialize, Deserialize)]
struct MembershipRow(i64, MemberRole, Option<Date>, Option<Date>);

/// What numbers and words stand for, when a text is read.
pub(super) trait Directory {
    /// The unit of a row's number.
    fn unit(&self, no: i64) -> Option<UnitId>;
    /// The group of a row's number.
    fn group(&self, no: i64) -> Option<GroupIx>;
    /// A word that others have too.
    fn word(&mut self, text: &str) -> Arc<str>;
}

/// What a person's text says.
pub(super) struct Read {
    pub(super) enrolments: Box<[Enrolment]>,
    pub(super) duties: Box<[Duty]>,
}

fn period((from, to): Days) -> Period {
    Period::new(from, to)
}

/// Reads a person's text; memberships go to `memberships`. Nothing when it cannot be read.
pub(super) fn read(
    text: &str,
    person: PersonIx,
    directory: &mut impl Directory,
    memberships: &mut Vec<Membership>,
) -> Option<Read> {
    let Places(enrolments, duties, members) = serde_json::from_str(text).ok()?;
    let enrolments = enrolments.into_iter().map(|EnrolmentRow(unit, school_year, school_type, programme, from, to)| {
        Some(Enrolment {
            unit: directory.unit(unit)?,
            school_year,
            school_type: school_type.map(|word| directory.word(&word)),
            programme: programme.map(|word| directory.word(&word)),
            period: period((from, to)),
        })
    });
    let enrolments = enrolments.collect::<Option<_>>()?;
    let duties = duties.into_iter().map(|DutyRow(unit, role, from, to)| {
        let unit = match unit {
            Some(no) => Some(directory.unit(no)?),
            None => None,
        };
        Some(Duty { unit, role: directory.word(&role), period: period((from, to)) })
    });
    let duties = duties.collect::<Option<_>>()?;
    for MembershipRow(group, role, from, to) in members {
        memberships.push(Membership { group: directory.group(group)?, person, role, period: period((from, to)) });
    }
    Some(Read { enrolments, duties })
}

/// The number of the first unit where a person is on `day`, out of the text. Nothing when it cannot be read.
pub(super) fn home(text: &str, day: Date) -> Option<Option<i64>> {
    let Homes(enrolments, duties, _) = serde_json::from_str(text).ok()?;
    let covers = |from, to| period((from, to)).covers(day);
    let mut enrolled = enrolments.iter().filter(|row| covers(row.4, row.5)).map(|row| row.0);
    let mut at_work = duties.iter().filter(|row| covers(row.2, row.3)).filter_map(|row| row.0);
    Some(enrolled.next().or_else(|| at_work.next()))
}

/// The numbers of the units and of the groups where a person is, out of the text. Nothing when it cannot be read.
pub(super) fn rows(text: &str) -> Option<[Vec<i64>; 2]> {
    let Places(enrolments, duties, members) = serde_json::from_str(text).ok()?;
    let at_work = duties.iter().filter_map(|row| row.0);
    let units = enrolments.iter().map(|row| row.0).chain(at_work).collect();
    Some([units, members.iter().map(|row| row.0).collect()])
}

/// The text without the memberships.
#[derive(Deserialize)]
struct Homes<'a>(#[serde(borrow)] Vec<EnrolmentRow<'a>>, #[serde(borrow)] Vec<DutyRow<'a>>, serde::de::IgnoredAny);

/// Writes a person's text. `unit` gives the number of a unit's row.
pub(super) fn write<'a>(
    enrolments: &'a [Enrolment],
    duties: &'a [Duty],
    memberships: impl Iterator<Item = (i64, &'a Membership)>,
    unit: impl Fn(&UnitId) -> i64,
) -> Result<String, serde_json::Error> {
    let text = |word: &'a Option<Arc<str>>| word.as_deref().map(Cow::Borrowed);
    let enrolments = enrolments.iter().map(|e| {
        let (school_type, programme) = (text(&e.school_type), text(&e.programme));
        EnrolmentRow(unit(&e.unit), e.school_year, school_type, programme, e.period.from, e.period.to)
    });
    let duties =
        duties.iter().map(|d| DutyRow(d.unit.as_ref().map(&unit), Cow::Borrowed(&*d.role), d.period.from, d.period.to));
    let members = memberships.map(|(group, m)| MembershipRow(group, m.role, m.period.from, m.period.to));
    serde_json::to_string(&Places(enrolments.collect(), duties.collect(), members.collect()))
}
