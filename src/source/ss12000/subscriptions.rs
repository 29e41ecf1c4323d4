//! Subscriptions at a server: that it calls when something has changed (SS12000, /subscriptions).
//!
//! The standard has POST to make one, PATCH without a body to make it last longer, DELETE and GET; the server alone says
//! until when one lasts. A server may have all of that, some of it or none.

use super::client::{Client, Told};
use super::records::Moment;
use super::resource::Resource;
use super::settings::{Limits, Settings};
use crate::source::{ErrorCode, SourceError};
use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, Url};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const NAME: &str = "subscriptions";
/// A server that has more than so many pages of subscriptions is not read to their end.
const PAGES_MAX: usize = 20;
/// No id is longer.
const ID_BYTES_MAX: usize = 200;
/// All that is asked and told about subscriptions at one time takes no longer.
const WHOLE: Duration = Duration::from_secs(30);
/// No answer about subscriptions is larger.
const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// The kinds of records that make up a roster, by the standard's names.
pub fn kinds() -> BTreeSet<String> {
    Resource::ALL.into_iter().map(|resource| resource.one().to_owned()).collect()
}

/// Where a server says who is to be called.
pub struct Subscriptions<'a> {
    client: Client<'a>,
}

/// A subscription as a server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// What the server calls it.
    pub id: String,
    /// What whoever made it calls it.
    pub name: String,
    /// Where the server calls.
    pub target: String,
    /// About which kinds of records.
    pub kinds: BTreeSet<String>,
    /// For how long still, by the server's own clock; none where it does not say.
    pub life: Option<SignedDuration>,
}

/// A subscription to be made.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// What we call it.
    pub name: &'a str,
    /// Where we are called.
    pub target: &'a str,
    /// About which kinds of records.
    pub kinds: &'a BTreeSet<String>,
}

/// What became of making one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// It is there.
    Is(Listed),
    /// It is there, and what it is called was not to be read.
    Unnamed,
    /// Not so: with this status.
    Refused(u16),
    /// The server has no subscriptions, or none for us: this status.
    Never(u16),
}

/// What became of making one last longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewed {
    /// It lasts for so long, where the server says.
    Lasts(Option<SignedDuration>),
    /// There is no such one.
    Lost,
    /// The server does not do that: this status.
    Never(u16),
}

/// What became of taking one away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removed {
    /// It is there no more.
    Gone,
    /// The server does not do that: this status.
    Never(u16),
}

/// How a server is asked about subscriptions: nobody waits for long.
#[must_use]
pub fn patient(settings: Settings) -> Settings {
    let Limits { whole, .. } = settings.limits;
    let limits = Limits { whole: whole.min(WHOLE), packed_max: BYTES_MAX, unpacked_max: BYTES_MAX, ..settings.limits };
    Settings { limits, ..settings }
}

impl<'a> Subscriptions<'a> {
    /// Of the server with these settings.
    ///
    /// # Errors
    /// A certificate or a secret that cannot be read.
    pub fn of(settings: &'a Settings) -> Result<Self, SourceError> {
        Ok(Self { client: Client::new(settings)? })
    }

    /// All that the server shows us; none where it shows nobody any, or more than anybody reads.
    ///
    /// # Errors
    /// As [`read`](crate::source::Source::read), but for a server that does not answer this question.
    pub async fn list(&mut self) -> Result<Option<Vec<Listed>>, SourceError> {
        #[derive(Deserialize)]
        struct Page {
            data: Vec<Value>,
            #[serde(rename = "pageToken", default)]
            token: Option<String>,
        }
        let (mut all, mut tokens) = (Vec::new(), BTreeSet::new());
        let mut url = self.client.address(NAME)?;
        for _ in 0..PAGES_MAX {
            let Told { status, body } = self.client.tell(Method::GET, url.clone(), None).await?;
            let Some(page) = (status == 200).then(|| serde_json::from_slice::<Page>(&body).ok()).flatten() else {
                return Ok(None);
            };
            let now = self.client.began();
            all.extend(page.data.iter().filter_map(|one| listed(one, now)));
            let Some(token) = page.token.filter(|token| !token.is_empty()) else { return Ok(Some(all)) };
            if !tokens.insert(token.clone()) {
                return Ok(None);
            }
            url = self.client.address(NAME)?;
            url.query_pairs_mut().append_pair("pageToken", &token);
        }
        Ok(None)
    }

    /// The one that the server calls so; none where it shows none of that name.
    ///
    /// # Errors
    /// A server that cannot be asked now.
    pub async fn find(&mut self, id: &str) -> Result<Option<Listed>, SourceError> {
        let url = self.one(id)?;
        let Told { status, body } = self.client.tell(Method::GET, url, None).await?;
        let said: Option<Value> = (status == 200).then(|| serde_json::from_slice(&body).ok()).flatten();
        Ok(said.and_then(|said| listed(&said, self.client.began())).filter(|found| found.id == id))
    }

    /// Makes one.
    ///
    /// # Errors
    /// A server that cannot be asked now. It may have made it all the same.
    pub async fn make(&mut self, new: New<'_>) -> Result<Made, SourceError> {
        let kinds: Vec<Value> = new.kinds.iter().map(|kind| json!({"resource": kind})).collect();
        let body = json!({"name": new.name, "target": new.target, "resourceTypes": kinds});
        let url = self.client.address(NAME)?;
        let Told { status, body } = self.client.tell(Method::POST, url, Some(&body)).await?;
        Ok(match status {
            200..=299 => {
                let made = serde_json::from_slice(&body).ok();
                let made = made.and_then(|made| listed(&made, self.client.began()));
                made.map_or(Made::Unnamed, Made::Is)
            }
            400 | 409 | 422 => Made::Refused(status),
            _ => Made::Never(status),
        })
    }

    /// Makes one last longer.
    ///
    /// # Errors
    /// A server that cannot be asked now.
    pub async fn renew(&mut self, id: &str) -> Result<Renewed, SourceError> {
        let url = self.one(id)?;
        let Told { status, body } = self.client.tell(Method::PATCH, url, None).await?;
        match status {
            200..=299 => {
                let life = self.life(&body);
                // What need not be said (the standard names no body) may be asked for.
                let life = if life.is_some() { life } else { self.find(id).await?.and_then(|found| found.life) };
                Ok(Renewed::Lasts(life))
            }
            404 | 410 => Ok(Renewed::Lost),
            _ => Ok(Renewed::Never(status)),
        }
    }

    fn life(&self, body: &[u8]) -> Option<SignedDuration> {
        let said: Value = serde_json::from_slice(body).ok()?;
        life(&said, self.client.began())
    }

    /// Takes one away.
    ///
    /// # Errors
    /// A server that cannot be asked now.
    pub async fn remove(&mut self, id: &str) -> Result<Removed, SourceError> {
        let url = self.one(id)?;
        let Told { status, .. } = self.client.tell(Method::DELETE, url, None).await?;
        Ok(match status {
            200..=299 | 404 | 410 => Removed::Gone,
            _ => Removed::Never(status),
        })
    }

    fn one(&self, id: &str) -> Result<Url, SourceError> {
        let mut url = self.client.address(NAME)?;
        let wrong = |()| SourceError::new(ErrorCode::AddressInvalid, NAME);
        url.path_segments_mut().map_err(wrong)?.pop_if_empty().push(id);
        Ok(url)
    }
}

/// A subscription as a server writes it; nothing where it has no id that could be asked for.
fn listed(said: &Value, now: Option<Timestamp>) -> Option<Listed> {
    let text = |key: &str| said.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = text("id");
    let is_id =
        !id.is_empty() && id.len() <= ID_BYTES_MAX && id != "." && id != ".." && !id.chars().any(char::is_control);
    // The schema has a table for each kind, the example beside it a word.
    let kind = |kind: &Value| kind.get("resource").unwrap_or(kind).as_str().map(str::to_owned);
    let kinds = said.get("resourceTypes").and_then(Value::as_array).into_iter().flatten().filter_map(kind).collect();
    is_id.then(|| Listed { name: text("name"), target: text("target"), kinds, life: life(said, now), id })
}

/// How long it lasts still. Of a server that does not say what time it is nobody knows, nor of one whose subscriptions have
/// ended before they began.
fn life(said: &Value, now: Option<Timestamp>) -> Option<SignedDuration> {
    let until = Moment::of(said.get("expires")?.as_str()?)?;
    Some(until.at.duration_since(now?)).filter(SignedDuration::is_positive)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_read_as_the_schema_has_it_and_as_the_example_beside_it() {
        let now = "2026-11-20T05:00:00Z".parse().ok();
        let kinds = [json!([{"resource": "Person"}, {"resource": "Group"}]), json!(["Group", "Person", "Person"])];
        for kinds in kinds {
            let said = json!({"id": "7", "name": "n", "target": "t", "resourceTypes": kinds,
                "expires": "2026-11-20T07:00:00"});
            let read = listed(&said, now).unwrap();
            assert_eq!(read.kinds.into_iter().collect::<Vec<_>>(), ["Group", "Person"]);
            assert_eq!(read.life, Some(SignedDuration::from_hours(2)));
        }
        let bare = listed(&json!({"id": "7", "resourceTypes": 7, "expires": "snart"}), now).unwrap();
        assert_eq!((bare.kinds.len(), bare.life, bare.target.as_str()), (0, None, ""));
        assert_eq!(listed(&json!({"id": "7", "expires": "2026-11-20T07:00:00Z"}), None).unwrap().life, None);
        assert_eq!(listed(&json!({"id": "7", "expires": "2026-11-20T05:00:00Z"}), now).unwrap().life, None);
    }

    #[test]
    fn an_id_that_leads_elsewhere_is_none() {
        for id in [json!(".."), json!("."), json!(""), json!("a\nb"), json!("x".repeat(201)), json!(7), json!(null)] {
            assert_eq!(listed(&json!({"id": id}), None), None, "{id}");
        }
    }
}
