//! What a page posts: a few names with a few plain values. Whatever else comes is no form of ours.

use axum::body::{Body, HttpBody as _};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::future::poll_fn;
use std::pin::pin;
use std::time::Duration;

/// No form of ours is longer, in bytes; a request may name some thousand units.
const BODY_MAX: usize = 64 * 1024;
/// It has come within this.
const SAID_WITHIN: Duration = Duration::from_secs(5);

/// The one field that is in words.
pub(super) const WORDS: &str = "reason";

/// What was chosen, by name.
pub(super) type Said = BTreeMap<String, String>;

/// Reads a form; nothing where it is none, is too long or does not come.
pub(super) async fn read(body: Body) -> Option<Said> {
    let bytes = tokio::time::timeout(SAID_WITHIN, take(body)).await.ok().flatten()?;
    parse(std::str::from_utf8(&bytes).ok()?)
}

async fn take(body: Body) -> Option<Vec<u8>> {
    let (mut body, mut taken) = (pin!(body), Vec::new());
    while let Some(piece) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let data = piece.ok()?.into_data().ok()?;
        taken.extend_from_slice(&data);
        if taken.len() > BODY_MAX {
            return None;
        }
    }
    Some(taken)
}

/// Names and values of letters, digits and hyphens: nothing that is written in another way, but for what is in words. A name
/// stands once.
fn parse(text: &str) -> Option<Said> {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let mut said = Said::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        let value = match name {
            WORDS => words(value)?,
            _ => Some(value.to_owned()).filter(|value| is_plain(value))?,
        };
        if !is_plain(name) || said.insert(name.to_owned(), value).is_some() {
            return None;
        }
    }
    Some(said)
}

/// What somebody wrote, out of the form's way of writing (WHATWG URL 5.1), on one line.
fn words(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || (rest.next()? as char).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit()? * 16 + digit()?
            }
            byte => byte,
        });
    }
    Some(crate::wording::one_line(std::str::from_utf8(&bytes).ok()?))
}

/// What a form must have that came from the page of this link.
pub(super) fn mark(token: &str) -> String {
    let digest = Sha256::new().chain_update("form ").chain_update(token).finalize();
    digest.iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_has_plain_names_and_values_and_each_once() {
        assert_eq!(parse("unit-0=yes&to=2027-06-30&seats=").map(|said| said.len()), Some(3));
        assert_eq!(parse("").map(|said| said.len()), Some(0));
        for bad in ["unit-0", "a=%41", "a=1&a=2", "a=b=c", "å=1", "a=<b>", "a=1+2"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn words_stand_in_one_field_on_one_line_and_are_whole() {
        let reason = |text: &str| parse(&format!("{WORDS}={text}")).map(|said| said[WORDS].clone());
        assert_eq!(reason("Lagret+%C3%A4r+tomt%21").as_deref(), Some("Lagret är tomt!"));
        assert_eq!(reason("a%0D%0Ab%E2%80%AEc").as_deref(), Some("a  b c"), "nothing breaks or turns the line");
        assert_eq!(reason("").as_deref(), Some(""));
        for bad in ["%", "%4", "%zz", "%C3", "a%FFb", "%+1"] {
            assert_eq!(reason(bad), None, "{bad}");
        }
        assert_eq!(parse("reason=a&reason=b"), None, "and once");
    }
}
