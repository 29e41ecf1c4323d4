//! Users and roles, which become persons; profiles and demographics, which only have to be right.
//!
//! Guardians are let go here (SECURITY 4: what is not needed is not kept), and so is everything in
//! demographics, but for the imprint of a birth date where there is a key for it.

use super::kept::NAMELESS;
use super::layout::Version;
use super::reader::{Delivery, found, later, refer, settle};
use super::record::{Record, Status};
use super::table::Table;
use crate::roster::{Duty, Enrolment, Imprints, Period, Person, PersonStatus, Place, Protection, Struck, Unreadable};
use crate::source::imprinter::Personal;
use crate::source::{ErrorCode, SourceError};
use std::io::BufRead;
use std::sync::Arc;

/// A user whose roles may come in a file of their own.
pub(super) struct Draft {
    person: Person,
    line: u64,
    school_year: Option<u8>,
    enrolments: Vec<Enrolment>,
    duties: Vec<Duty>,
    is_guardian: bool,
    is_more: bool,
    status: Status,
}

impl Draft {
    /// The person; nothing for one who is a guardian and nothing else, or is missing. Of one whom the source has deleted
    /// only that counts.
    pub(super) fn into_person(self) -> Option<(Person, Place)> {
        let mut person = self.person;
        match self.status {
            Status::Missing => return None,
            Status::Active if self.is_guardian && !self.is_more => return None,
            Status::Active => {
                person.enrolments = self.enrolments.into();
                person.duties = self.duties.into();
            }
            Status::Deleted => person = Person { status: PersonStatus::Deleted, email: None, eppn: None, ..person },
        }
        Some((person, Place { file: Some("users.csv".to_owned()), line: Some(self.line), column: None }))
    }

    /// Is this somebody whose name was not kept, and who is to be shown now? Only a whole delivery has it.
    pub(super) fn is_nameless(&self) -> bool {
        let is_shown = self.status == Status::Active && (self.is_more || !self.is_guardian);
        is_shown && &*self.person.given_name == NAMELESS
    }

    pub(super) fn is_left_out(&self) -> bool {
        self.is_gone() || self.is_only_guardian()
    }

    pub(super) fn is_only_guardian(&self) -> bool {
        self.is_guardian && !self.is_more && !self.is_gone()
    }

    fn is_gone(&self) -> bool {
        self.status != Status::Active
    }

    pub(super) fn id(&self) -> &str {
        self.person.id.as_str()
    }

    fn add_role(&mut self, word: &str, unit: &str, period: Option<Period>) {
        let duty = match word {
            guardian if is_guardian(guardian) => {
                self.is_guardian = true;
                return;
            }
            "student" => None,
            "siteAdministrator" | "districtAdministrator" | "systemAdministrator" => Some("administrator".to_owned()),
            other => Some(other.strip_prefix("ext:").unwrap_or(other).to_lowercase()),
        };
        self.is_more = true;
        let Some(period) = period else { return };
        let unit = unit.into();
        match duty {
            Some(role) => self.duties.push(Duty { unit: Some(unit), role: Arc::from(role), period }),
            None => self.enrolments.push(Enrolment {
                unit,
                school_year: self.school_year,
                school_type: None,
                programme: None,
                period,
            }),
        }
    }
}

pub(super) fn is_guardian(role: &str) -> bool {
    ["guardian", "parent", "relative"].iter().any(|word| role.eq_ignore_ascii_case(word))
}

const ROLES_1P1: &[&str] =
    &["administrator", "aide", "guardian", "parent", "proctor", "relative", "student", "teacher"];
const ROLES_1P2: &[&str] = &[
    "aide",
    "counselor",
    "districtAdministrator",
    "guardian",
    "parent",
    "principal",
    "proctor",
    "relative",
    "siteAdministrator",
    "student",
    "systemAdministrator",
    "teacher",
];

impl Delivery {
    pub(super) fn read_users<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [enabled, username, user_ids, given, family, email, agents, grades] = table.columns([
            "enabledUser",
            "username",
            "userIds",
            "givenName",
            "familyName",
            "email",
            "agentSourcedIds",
            "grades",
        ]);
        let [orgs, role, primary_org] = table.columns(["orgSourcedIds", "role", "primaryOrgSourcedId"]);
        let mut agent_ids = Vec::new();
        while let Some((_, record)) = table.next()? {
            record.required(enabled)?;
            record.boolean(enabled)?;
            record.required(username)?;
            let person = Person {
                id: record.id(0)?.into(),
                source: self.builder.source().clone(),
                alias: None,
                given_name: Arc::from(record.required(given)?.trim()),
                family_name: Arc::from(record.required(family)?.trim()),
                email: Some(record.text(email).trim()).filter(|text| !text.is_empty()).map(Arc::from),
                eppn: eppn(&record, user_ids)?.map(Arc::from),
                status: PersonStatus::Active,
                protection: Protection::None,
                enrolments: Box::default(),
                duties: Box::default(),
                imprints: Imprints::default(),
            };
            for id in record.ids(agents) {
                agent_ids.push(later(&record, agents, id?));
            }
            let mut draft = Draft {
                person,
                line: record.row.line,
                school_year: record.text(grades).trim().parse().ok(),
                enrolments: Vec::new(),
                duties: Vec::new(),
                is_guardian: false,
                is_more: false,
                status: record.status,
            };
            if record.version == Version::V1p1 {
                let role = record.word(role, ROLES_1P1)?;
                record.required(orgs)?;
                for org in record.ids(orgs) {
                    let org = org?;
                    if !is_guardian(role) {
                        self.place(&record, orgs, org, record.id(0)?)?;
                    }
                    draft.add_role(role, org, Some(Period::OPEN));
                }
            } else if let Some(org) = record.id_or_blank(primary_org)? {
                self.place(&record, primary_org, org, record.id(0)?)?;
            }
            self.drafts.push(draft);
        }
        settle(table, &agent_ids, self.part.as_deref())
    }

    pub(super) fn read_roles<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [user, kind, role, begin, end, org, profile] = table.columns([
            "userSourcedId",
            "roleType",
            "role",
            "beginDate",
            "endDate",
            "orgSourcedId",
            "userProfileSourcedId",
        ]);
        while let Some((_, record)) = table.next()? {
            let user_id = record.id(user)?;
            let number = self.users.number(user_id);
            let number = match record.is_gone() {
                true => number,
                false => self.known((&record, user), number, Unreadable::Person(user_id.into()))?,
            };
            record.word(kind, &["primary", "secondary"])?;
            let word = record.word_or_ext(role, ROLES_1P2)?;
            let period = record.period(begin, end)?;
            if !is_guardian(word) {
                self.place(&record, org, record.id(org)?, user_id)?;
                let org = record.id(org)?;
                self.strike(&record, || Struck::Place(user_id.into(), org.into()));
            }
            let Some(number) = number else { continue };
            if let Some(id) = record.id_or_blank(profile)? {
                let profile_number = found(&record, profile, self.profiles.number(id))?;
                if self.profile_users[profile_number] != number {
                    return Err(record.error(ErrorCode::ReferenceMissing, profile));
                }
            }
            if !record.is_gone() {
                self.drafts[number].add_role(word, record.id(org)?, period);
            }
        }
        Ok(())
    }

    /// A unit of somebody, who stays as he was where it is not there.
    fn place(&mut self, record: &Record<'_>, column: usize, org: &str, person: &str) -> Result<(), SourceError> {
        if record.is_gone() {
            return Ok(());
        }
        let number = self.orgs.number(org);
        self.known((record, column), number, Unreadable::Person(person.into())).map(drop)
    }

    pub(super) fn read_profiles<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [user, kind, vendor, credential, username] =
            table.columns(["userSourcedId", "profileType", "vendorId", "credentialType", "username"]);
        while let Some((_, record)) = table.next()? {
            self.profile_users.push(refer(&record, user, &self.users)?);
            for column in [kind, vendor, credential, username] {
                record.required(column)?;
            }
        }
        Ok(())
    }

    pub(super) fn read_demographics<R: BufRead>(&mut self, table: &mut Table<R>) -> Result<(), SourceError> {
        let [birth, sex, first_yes_no, last_yes_no] =
            table.columns(["birthDate", "sex", "americanIndianOrAlaskaNative", "hispanicOrLatinoEthnicity"]);
        let sexes: &[&str] = match self.version {
            Version::V1p1 => &["male", "female"],
            Version::V1p2 => &["male", "female", "unspecified", "other"],
        };
        while let Some((_, record)) = table.next()? {
            let number = refer(&record, 0, &self.users)?;
            let born = record.date(birth)?;
            if let Some(imprinter) = self.imprinter.as_ref().filter(|_| !record.is_gone()) {
                let person = &mut self.drafts[number].person;
                person.imprints = imprinter.imprints(person, Personal { number: None, born });
            }
            if !record.text(sex).is_empty() {
                record.word_or_ext(sex, sexes)?;
            }
            for column in first_yes_no..=last_yes_no {
                record.boolean(column)?;
            }
        }
        Ok(())
    }
}

/// The eduPersonPrincipalName among the user's other ids, a list of `{type:id}`.
pub(super) fn eppn<'a>(record: &Record<'a>, column: usize) -> Result<Option<&'a str>, SourceError> {
    let text = record.text(column);
    let mut eppn = None;
    for one in text.split(',').filter(|_| !text.is_empty()) {
        let inner = one.trim().strip_prefix('{').and_then(|one| one.strip_suffix('}'));
        let Some((kind, id)) = inner.and_then(|inner| inner.split_once(':')) else {
            return Err(record.error(ErrorCode::ValueInvalid, column));
        };
        let is_eppn = ["eppn", "eduPersonPrincipalName"].iter().any(|name| kind.trim().eq_ignore_ascii_case(name));
        if is_eppn && !id.trim().is_empty() {
            eppn = Some(id.trim());
        }
    }
    Ok(eppn)
}
