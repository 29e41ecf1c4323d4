//! One answer of a server that is open to everybody, asked with the same patience and the same limits as servers of SS 12000.

use super::client::{Answer, Client};
use super::{Access, Limits, Settings, alone};
use crate::roster::SourceName;
use crate::source::{ErrorCode, SourceError};
use jiff::SignedDuration;
use reqwest::Url;
use std::collections::BTreeMap;
use std::time::Duration;

/// It is not waited for longer.
const WHOLE: Duration = Duration::from_secs(120);

/// What is answered at an address, whole; `about` is what messages call it.
///
/// # Errors
/// An address that is none, or that others could read along; a server that does not answer as it should, or with more than
/// `bytes_max`.
pub(in crate::source) fn open_answer(url: &str, about: &str, bytes_max: u64) -> Result<Vec<u8>, SourceError> {
    let wrong = || SourceError::new(ErrorCode::AddressInvalid, about);
    let address = Url::parse(url).map_err(|_| wrong())?;
    let is_here = matches!(address.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_shut = address.scheme() == "https" || address.scheme() == "http" && is_here;
    if !is_shut || !address.username().is_empty() || address.password().is_some() {
        return Err(wrong());
    }
    let limits = Limits { whole: WHOLE, packed_max: bytes_max, unpacked_max: bytes_max, ..Limits::default() };
    let settings = Settings {
        source: SourceName::from(about),
        url: url.to_owned(),
        paths: BTreeMap::new(),
        access: Access::Open,
        identity: None,
        authority: None,
        page: 1,
        rate: 1,
        full_after: SignedDuration::ZERO,
        kept_max: 0,
        is_accepted: false,
        imprinter: None,
        limits,
    };
    alone(async {
        match Client::new(&settings)?.get(address, about).await? {
            Answer::Body(bytes) => Ok(bytes),
            Answer::Nowhere => Err(SourceError::new(ErrorCode::ServerOdd, "404").in_file(about)),
            Answer::Gone => Err(SourceError::new(ErrorCode::ServerOdd, "410").in_file(about)),
            Answer::Over => Err(SourceError::new(ErrorCode::ServerOdd, "400").in_file(about)),
        }
    })
}
