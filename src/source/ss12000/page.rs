//! One answer of a server, taken apart.

use super::records::{Key, Record};
use super::resource::Resource;
use crate::source::{ErrorCode, SourceError};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

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
pub(super) fn record<T: Record>(raw: &RawValue) -> Read<T> {
    #[derive(Deserialize)]
    struct Named {
        id: Key,
    }
    match serde_json::from_str(raw.get()) {
        Ok(record) => Read::Record(record),
        Err(_) => Read::Unreadable(serde_json::from_str::<Named>(raw.get()).ok().map(|named| named.id)),
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
            match record::<Person>(&raw) {
                Read::Record(_) => panic!("{text} is read"),
                Read::Unreadable(id) => id.map(|id| id.as_str().to_owned()),
            }
        };
        assert_eq!(read(r#"{"id":"p","givenName":7}"#), Some("p".to_owned()));
        assert_eq!((read(r#"{"givenName":"x"}"#), read("7")), (None, None));
    }
}
