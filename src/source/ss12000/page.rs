//! One answer of a server, taken apart.

use super::records::{Key, Named, Record};
use super::resource::Resource;
use crate::source::{ErrorCode, SourceError};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_128;

/// A page of a collection.
#[derive(Debug, Deserialize)]
pub(super) struct Page<'a> {
    #[serde(borrow)]
    pub(super) data: Vec<&'a RawValue>,
    /// What the next page is asked for with; none, nothing or an empty one on the last.
    #[serde(rename = "pageToken", borrow, default)]
    token: Option<Cow<'a, str>>,
}

/// No token is longer.
const TOKEN_BYTES_MAX: usize = 64 * 1024;

impl<'a> Page<'a> {
    /// Reads a whole answer.
    pub(super) fn of(body: &'a [u8], resource: Resource) -> Result<Self, SourceError> {
        let refuse = |code, about: String| SourceError::new(code, about).in_file(resource.name());
        let page: Self = match serde_json::from_slice(body) {
            Ok(page) => page,
            Err(_) if says_unavailable(body) => return Err(refuse(ErrorCode::ServerUnavailable, String::new())),
            Err(error) => {
                let about = format!("{}:{}", error.line(), error.column());
                return Err(refuse(ErrorCode::AnswerDamaged, about));
            }
        };
        let is_odd = |token: &str| token.len() > TOKEN_BYTES_MAX || token.chars().any(char::is_control);
        if page.token.as_deref().is_some_and(is_odd) {
            return Err(refuse(ErrorCode::AnswerDamaged, "pageToken".to_owned()));
        }
        Ok(page)
    }

    /// What its records digest to, as the server wrote them.
    pub(super) fn digests(&self) -> Vec<u128> {
        self.data.iter().map(|raw| xxh3_128(raw.get().as_bytes())).collect()
    }

    pub(super) fn token(&self) -> Option<&str> {
        self.token.as_deref().filter(|token| !token.is_empty())
    }
}

/// A record, or the id of one that cannot be read.
pub(super) enum Read<T> {
    Record(T),
    Unreadable(Option<Key>),
}

/// Reads a record.
pub(super) fn record<T: Record>(raw: &str) -> Read<T> {
    match serde_json::from_str(raw) {
        Ok(record) => Read::Record(record),
        Err(_) => Read::Unreadable(serde_json::from_str::<Named>(raw).ok().map(|named| named.id)),
    }
}

/// Is this the record that has the id?
pub(super) fn is_of(raw: &str, id: &Key) -> bool {
    serde_json::from_str::<Named>(raw).is_ok_and(|named| named.id == *id)
}

/// A page of what was deleted: ids by resource, as one list for each (the standard), or one entry for each.
pub(super) struct Deletions {
    pub(super) ids: Vec<(Resource, Key)>,
    pub(super) next: Option<String>,
}

impl Deletions {
    /// Reads a whole answer; of resources that make up no roster nothing is told.
    pub(super) fn of(body: &[u8], about: &str) -> Result<Self, SourceError> {
        #[derive(Deserialize)]
        struct Answer {
            data: Lists,
            #[serde(rename = "pageToken", default)]
            token: Option<String>,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Lists {
            ByName(BTreeMap<String, Option<Vec<Key>>>),
            One(Vec<Deleted>),
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Deleted {
            entity_type: String,
            id: Key,
        }
        let damaged = |_| SourceError::new(ErrorCode::AnswerDamaged, "data").in_file(about);
        let Answer { data, token } = serde_json::from_slice(body).map_err(damaged)?;
        let named = |(name, ids): (String, Vec<Key>)| Some((Resource::named(&name)?, ids));
        let lists: Vec<(String, Vec<Key>)> = match data {
            Lists::ByName(lists) => lists.into_iter().map(|(name, ids)| (name, ids.unwrap_or_default())).collect(),
            Lists::One(all) => all.into_iter().map(|one| (one.entity_type, vec![one.id])).collect(),
        };
        let ids = lists
            .into_iter()
            .filter_map(named)
            .flat_map(|(resource, ids)| ids.into_iter().map(move |id| (resource, id)));
        Ok(Self { ids: ids.collect(), next: token.filter(|token| !token.is_empty()) })
    }
}

/// During an outage a known server answers with this word, and with status 200.
pub(super) fn says_unavailable(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Refusal {
        code: String,
    }
    serde_json::from_slice::<Refusal>(body).is_ok_and(|refusal| refusal.code == "source_unavailable")
}

#[cfg(test)]
mod tests {
    use super::super::records::Person;
    use super::*;

    fn code(body: &str) -> Result<Option<String>, ErrorCode> {
        let page = Page::of(body.as_bytes(), Resource::Persons);
        page.map(|page| page.token().map(str::to_owned)).map_err(|error| error.code)
    }

    #[test]
    fn the_last_page_has_no_token_a_null_one_or_an_empty_one() {
        for last in [r#"{"data":[]}"#, r#"{"data":[],"pageToken":null}"#, r#"{"data":[{}],"pageToken":""}"#] {
            assert_eq!(code(last), Ok(None), "{last}");
        }
        assert_eq!(code(r#"{"pageToken":"a\u002Fb","data":[]}"#), Ok(Some("a/b".to_owned())));
    }

    #[test]
    fn an_answer_that_is_no_page_is_none() {
        for damaged in
            ["", "{", r#"{"data":[{}"#, r#"{"data":{}}"#, "[]", "<html>", r#"{"data":[]}x"#, "{\"data\":[\"\0\"]}"]
        {
            assert_eq!(code(damaged), Err(ErrorCode::AnswerDamaged), "{damaged}");
        }
        assert_eq!(code(r#"{"data":[],"pageToken":"a\r\nb"}"#), Err(ErrorCode::AnswerDamaged));
        let outage = r#"{"code":"source_unavailable","message":"Could not find any current data set for source: X"}"#;
        assert_eq!(code(outage), Err(ErrorCode::ServerUnavailable));
    }

    #[test]
    fn of_a_record_that_cannot_be_read_the_id_is_known_when_it_can_be() {
        let read = |text: &str| {
            let raw: Box<RawValue> = serde_json::from_str(text).unwrap();
            match record::<Person>(raw.get()) {
                Read::Record(_) => panic!("{text} is read"),
                Read::Unreadable(id) => id.map(|id| id.as_str().to_owned()),
            }
        };
        assert_eq!(read(r#"{"id":"p","givenName":7}"#), Some("p".to_owned()));
        assert_eq!((read(r#"{"givenName":"x"}"#), read("7")), (None, None));
    }
}
