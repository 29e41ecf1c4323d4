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

/// Names and values of letters, digits and hyphens: nothing that is written in another way. A name stands once.
fn parse(text: &str) -> Option<Said> {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let mut said = Said::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=')?;
        if !is_plain(name) || !is_plain(value) || said.insert(name.to_owned(), value.to_owned()).is_some() {
            return None;
        }
    }
    Some(said)
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
}
