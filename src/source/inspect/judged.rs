//! A delivery taken as a whole: what its records refer to, whether it is torn, and what is odd in the order of its causes.

use crate::roster::{Code, Entity, Finding, Parts, Severity, Snapshot, Torn, build};

/// What a delivery comes to.
pub(super) struct Judged {
    /// What is odd: of units first, then of people, groups and memberships. Where a unit is missing, all below it are odd.
    pub(super) findings: Vec<Finding>,
    /// Is it torn?
    pub(super) torn: Option<Torn>,
}

/// Judges a delivery by the rules of a run that knows of no other. One without units, people or groups has them of other
/// sources, so that what it refers to cannot be judged.
pub(super) fn judge(parts: Parts, entity: impl Fn(&str) -> Option<Entity>) -> Judged {
    let is_whole = !parts.units.is_empty() && !parts.persons.is_empty() && !parts.groups.is_empty();
    let records = parts.persons.len() + parts.members.len();
    let (mut findings, torn) = if is_whole {
        let built = build(&Snapshot::default(), vec![parts]);
        let torn = built.broken.torn(|_| records);
        (built.findings, torn)
    } else {
        (parts.findings, None)
    };
    findings.sort_by_cached_key(|finding| {
        let of = of_words(&finding.about).or_else(|| entity(finding.place.file.as_deref()?));
        let rank = of.map_or(4, |entity| entity as u8);
        (rank, finding.severity, finding.code, finding.about.clone())
    });
    Judged { findings, torn }
}

/// Words such as `person.unit` say what they are about.
fn of_words(about: &str) -> Option<Entity> {
    let all = [Entity::Unit, Entity::Person, Entity::Group, Entity::Membership];
    let first = about.split('.').next().unwrap_or_default();
    all.into_iter().find(|entity| entity.word() == first)
}

/// What the rows of a file of a format with fixed names are.
pub(super) fn entity_of(file: &str) -> Option<Entity> {
    let name = file.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_lowercase();
    match stem.as_str() {
        "orgs" | "school" => Some(Entity::Unit),
        "users" | "userprofiles" | "roles" | "demographics" | "student" | "teacher" | "relationships" => {
            Some(Entity::Person)
        }
        "academicsessions" | "courses" | "classes" | "section" => Some(Entity::Group),
        "enrollments" | "studentenrollment" | "teacherroster" => Some(Entity::Membership),
        _ => None,
    }
}

/// Codes of what the format does not have, and exporters write all the same.
const LENIENT: [Code; 7] = [
    Code::IdTrimmed,
    Code::WordCase,
    Code::StatusInBulk,
    Code::RecordDeleted,
    Code::ManifestSilent,
    Code::BulkByRows,
    Code::ReferenceMissing,
];

/// Is a OneRoster package as the format has it, to the letter?
pub(super) fn is_strict(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.severity != Severity::Error && !LENIENT.contains(&finding.code))
}
