//! Trying a server out: what it has, what it heeds of what the standard lets be asked, and which attributes never come.
//!
//! A right that is missing takes attributes away without a word (SS12000 section 1), and a server may pass over what it
//! is asked (section 6): only asking shows it. Of each resource one page is looked at.

use super::chain::End;
use super::changes::{self, DELETED};
use super::client::{Answer, Client};
use super::page::Page;
use super::records::{Moment, Named};
use super::resource::Resource;
use super::settings::Settings;
use crate::roster::{Code, Finding, Place, Severity};
use crate::source::{ErrorCode, SourceError};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// So many records are looked at.
const RECORDS: usize = 100;
/// An id that nobody has.
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// What a resource's records should have for a roster to be made of them.
fn attributes(resource: Resource) -> &'static [&'static str] {
    match resource {
        Resource::Organisations => &["displayName", "organisationType", "schoolUnitCode", "parentOrganisation"],
        Resource::Persons => {
            &["givenName", "familyName", "eduPersonPrincipalNames", "emails", "securityMarking", "enrolments"]
        }
        Resource::Groups => &["displayName", "groupType", "organisation", "groupMemberships", "startDate"],
        Resource::Duties => &["person", "dutyAt", "dutyRole", "assignmentRole", "startDate"],
        Resource::Activities => &["groups", "teachers", "startDate"],
        Resource::Placements => &["placedAt", "child", "startDate"],
        Resource::Programmes => &["code"],
    }
}

/// What was found out so far.
struct Trial {
    findings: Vec<Finding>,
}

/// Tries a server out.
pub(super) async fn try_out(settings: &Settings) -> Result<Vec<Finding>, SourceError> {
    let mut client = Client::new(settings)?;
    let mut trial = Trial { findings: Vec::new() };
    let now = client.clock(Resource::Organisations.name()).await?;
    if now.is_none() {
        trial.tell("", Code::ClockAbsent, "");
    }
    for resource in Resource::ALL {
        trial.resource(&mut client, resource, now).await?;
    }
    if let Some(now) = now {
        trial.deletions(&mut client, now).await?;
    }
    Ok(trial.findings)
}

impl Trial {
    fn tell(&mut self, place: &str, code: Code, about: impl Into<String>) {
        let file = (!place.is_empty()).then(|| place.to_owned());
        let place = Place { file, line: None, column: None };
        self.findings.push(Finding { severity: Severity::Info, code, place, about: about.into() });
    }

    async fn resource(
        &mut self,
        client: &mut Client<'_>,
        resource: Resource,
        now: Option<Timestamp>,
    ) -> Result<(), SourceError> {
        let name = resource.name();
        let body = match asked(client, resource, &[("limit", &RECORDS.to_string())]).await? {
            Ok(body) => body,
            Err(about) => {
                self.tell(name, Code::ResourceAbsent, about);
                return Ok(());
            }
        };
        let page = Page::of(&body, resource)?;
        if page.data.len() > RECORDS {
            self.tell(name, Code::LimitPassedOver, page.data.len().to_string());
        }
        let records: Vec<Value> =
            page.data.iter().take(RECORDS).filter_map(|raw| serde_json::from_str(raw.get()).ok()).collect();
        if records.is_empty() {
            self.tell(name, Code::ResourceEmpty, "");
            return Ok(());
        }
        self.attributes(resource, &records);
        if let Some(now) = now {
            self.filter(client, resource, now).await?;
        }
        let first = page.data.first().and_then(|raw| serde_json::from_str::<Named>(raw.get()).ok());
        self.by_id(client, resource, first.as_ref()).await
    }

    /// What no record has, and what is written in another way than the standard's.
    fn attributes(&mut self, resource: Resource, records: &[Value]) {
        let name = resource.name();
        for attribute in attributes(resource) {
            let is_absent = |record: &Value| record.get(attribute).is_none_or(Value::is_null);
            if records.iter().all(is_absent) {
                self.tell(name, Code::AttributeAbsent, *attribute);
            }
        }
        let modified = |record: &Value| Moment::of(record["meta"]["modified"].as_str()?);
        let instants: Vec<Moment> = records.iter().filter_map(modified).collect();
        if instants.is_empty() {
            self.tell(name, Code::AttributeAbsent, "meta.modified");
        } else if instants.iter().any(|instant| instant.is_naive) {
            self.tell(name, Code::InstantsNaive, "");
        }
        let is_uuid = |record: &Value| {
            let named: Option<Named> = serde_json::from_value(record.clone()).ok();
            named.is_some_and(|named| named.id.is_uuid())
        };
        let odd = records.iter().filter(|record| !is_uuid(record)).count();
        if odd > 0 {
            self.tell(name, Code::IdsOdd, odd.to_string());
        }
    }

    /// Does it heed what is asked for? Tomorrow nothing was modified yet.
    async fn filter(&mut self, client: &mut Client<'_>, resource: Resource, now: Timestamp) -> Result<(), SourceError> {
        let tomorrow = changes::instant(now + SignedDuration::from_hours(24));
        let heeds = match answered(client, resource, &[("meta.modified.after", &tomorrow), ("limit", "1")]).await? {
            Ok(body) => Page::of(&body, resource).is_ok_and(|page| page.data.is_empty()),
            Err(_) => false,
        };
        if !heeds {
            self.tell(resource.name(), Code::FilterPassedOver, "");
        }
        Ok(())
    }

    /// Does it give one record by its id, and say of none that it is not there?
    async fn by_id(
        &mut self,
        client: &mut Client<'_>,
        resource: Resource,
        first: Option<&Named>,
    ) -> Result<(), SourceError> {
        let mut is_told = first.is_some();
        for (id, is_there) in first.map(|named| (named.id.as_str(), true)).into_iter().chain([(NOBODY, false)]) {
            let mut url = client.address(resource.name())?;
            if let Ok(mut segments) = url.path_segments_mut() {
                segments.pop_if_empty().push(id);
            }
            is_told &= match client.get(url, resource.name()).await {
                Ok(Answer::Body(_)) => is_there,
                Ok(Answer::Nowhere | Answer::Gone) => !is_there,
                Ok(Answer::Over) => false,
                Err(error) if is_refusal(&error) || error.code.is_of_one_question() => false,
                Err(error) => return Err(error),
            };
        }
        if !is_told {
            self.tell(resource.name(), Code::ByIdUntold, "");
        }
        Ok(())
    }

    async fn deletions(&mut self, client: &mut Client<'_>, now: Timestamp) -> Result<(), SourceError> {
        let since = now - SignedDuration::from_hours(24);
        let told = changes::deletions(client, since).await;
        match told {
            Ok((End::Last, _)) => {}
            Ok(_) => self.tell(DELETED, Code::DeletionsUntold, ""),
            Err(error)
                if is_refusal(&error) || error.code.is_of_one_question() || error.code == ErrorCode::AnswerDamaged =>
            {
                self.tell(DELETED, Code::DeletionsUntold, error.about);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// The same of a question that a roster can do without: a server that fails at it does not answer it.
async fn answered(
    client: &mut Client<'_>,
    resource: Resource,
    query: &[(&str, &str)],
) -> Result<Result<Vec<u8>, String>, SourceError> {
    match asked(client, resource, query).await {
        Err(error) if error.code.is_of_one_question() => Ok(Err(error.about)),
        other => other,
    }
}

/// The first page of a resource; why there is none.
async fn asked(
    client: &mut Client<'_>,
    resource: Resource,
    query: &[(&str, &str)],
) -> Result<Result<Vec<u8>, String>, SourceError> {
    let mut url = client.address(resource.name())?;
    url.query_pairs_mut().extend_pairs(query);
    match client.get(url, resource.name()).await {
        Ok(Answer::Body(body)) => Ok(Ok(body)),
        Ok(Answer::Nowhere) => Ok(Err("404".to_owned())),
        Ok(Answer::Gone) => Ok(Err("410".to_owned())),
        Ok(Answer::Over) => Ok(Err("400".to_owned())),
        Err(error) if is_refusal(&error) => Ok(Err(error.about)),
        Err(error) => Err(error),
    }
}

fn is_refusal(error: &SourceError) -> bool {
    matches!(error.code, ErrorCode::ServerForbids | ErrorCode::ServerOdd)
}
