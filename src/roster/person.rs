//! Persons: what they are, where, and when.
//!
//! No personal number, birth date, phone, address, sex or password is kept: readers drop them (SECURITY 4).

use super::{Imprints, Period, PersonId, SourceName, UnitId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A pupil or a member of staff; one person may be both, in several units.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// Id in the source; what seats hang on.
    pub id: PersonId,
    /// Which source delivers it.
    pub source: SourceName,
    /// A name-free short key ("E05"), when the source gives one; shown instead of the id.
    pub alias: Option<Arc<str>>,
    /// Given name.
    pub given_name: Arc<str>,
    /// Family name.
    pub family_name: Arc<str>,
    /// Mail address; some vendors match accounts by it (REQUIREMENTS B17-B20).
    pub email: Option<Arc<str>>,
    /// `eduPersonPrincipalName`.
    pub eppn: Option<Arc<str>>,
    /// Alive and resident, as far as the source knows.
    pub status: PersonStatus,
    /// Protected identity.
    pub protection: Protection,
    /// Where the person is a pupil.
    pub enrolments: Box<[Enrolment]>,
    /// Where the person works.
    pub duties: Box<[Duty]>,
    /// By what the person is known again under another id.
    #[serde(skip)]
    pub imprints: Imprints,
}

impl Person {
    /// The key that lists, plans and letters to admins use: the alias, else the id.
    #[must_use]
    pub fn key(&self) -> &str {
        self.alias.as_deref().unwrap_or(self.id.as_str())
    }

    /// Whoever is protected leaves nothing by which two ids could be told to be one person (SECURITY 4).
    pub fn shield(&mut self) {
        if self.protection.is_protected() {
            self.imprints = Imprints::default();
        }
    }

    /// Is the other called wholly otherwise? Who marries or is renamed keeps one of the names.
    #[must_use]
    pub fn has_other_name(&self, other: &Self) -> bool {
        self.given_name != other.given_name && self.family_name != other.family_name
    }

    /// Is there anything on `day` that makes this person part of the organiser?
    #[must_use]
    pub fn is_active(&self, day: jiff::civil::Date) -> bool {
        self.status == PersonStatus::Active
            && (self.enrolments.iter().any(|e| e.period.covers(day))
                || self.duties.iter().any(|d| d.period.covers(day)))
    }

    /// Is the person a pupil on `day`, or was one before everything ended? A seat in grace stays what it was.
    #[must_use]
    pub fn is_pupil(&self, day: jiff::civil::Date) -> bool {
        let works = || self.duties.iter().any(|d| d.period.covers(day));
        self.enrolments.iter().any(|e| e.period.covers(day)) || !self.enrolments.is_empty() && !works()
    }

    /// The last day of the enrolment or duty that ended last, when all have ended before `day`.
    #[must_use]
    pub fn ended_on(&self, day: jiff::civil::Date) -> Option<jiff::civil::Date> {
        let periods = || {
            let enrolments = self.enrolments.iter().map(|e| e.period);
            enrolments.chain(self.duties.iter().map(|d| d.period))
        };
        if periods().all(|p| p.ended_before(day)) { periods().filter_map(|p| p.to).max() } else { None }
    }

    /// Every day after `day` on which this person's standing may change; the nearest one.
    #[must_use]
    pub fn next_change(&self, day: jiff::civil::Date) -> Option<jiff::civil::Date> {
        let enrolments = self.enrolments.iter().map(|e| e.period);
        enrolments.chain(self.duties.iter().map(|d| d.period)).filter_map(|p| p.next_change(day)).min()
    }
}

/// Never prints a name or an address.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("enrolments", &self.enrolments)
            .field("duties", &self.duties)
            .finish_non_exhaustive()
    }
}

/// SS12000 `personStatus`, and what OneRoster calls `tobedeleted` and IMS Enterprise `recstatus="3"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum PersonStatus {
    /// Aktiv.
    #[default]
    Active,
    /// Utvandrad.
    Emigrated,
    /// Avliden.
    Deceased,
    /// The source says that its record of the person is no more. Nobody has to be missing twice to be believed gone.
    Deleted,
}

/// SS12000 `securityMarking`. An unknown marking is read as [`Protection::Unknown`] and treated as protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// Ingen.
    #[default]
    None,
    /// Sekretessmarkering.
    Confidential,
    /// Skyddad folkbokföring.
    Protected,
    /// The source wrote something we do not know.
    Unknown,
}

impl Protection {
    /// Must a human decide before a vendor hears of this person (DOMAIN 0.10)?
    #[must_use]
    pub fn is_protected(self) -> bool {
        self != Self::None
    }
}

/// A pupil's place at a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Enrolment {
    /// At which unit.
    pub unit: UnitId,
    /// Year, as the source's own school type counts it; never assumed to be 0-9 (DOMAIN 4).
    pub school_year: Option<u8>,
    /// School type ("GR"), free text.
    pub school_type: Option<Arc<str>>,
    /// Study programme ("NA25"), free text.
    pub programme: Option<Arc<str>>,
    /// When.
    pub period: Period,
}

/// A member of staff's work at a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Duty {
    /// At which unit; none for work at the organiser itself.
    pub unit: Option<UnitId>,
    /// What as: "teacher", "principal" ...; the words that bindings and audiences use.
    pub role: Arc<str>,
    /// When.
    pub period: Period,
}
