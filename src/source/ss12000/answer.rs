//! The body of an answer: all of it, and no more than was agreed.

use super::settings::Limits;
use crate::source::{ErrorCode, SourceError};
use flate2::bufread::MultiGzDecoder;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use reqwest::{Response, StatusCode};
use std::io::Read;

/// No more is reserved for an answer before it comes, in bytes.
const RESERVED_MAX: u64 = 8 * 1024 * 1024;

/// An answer that did not come.
pub(super) struct Lost {
    pub(super) error: SourceError,
    /// Might it come when it is asked for again?
    pub(super) may_pass: bool,
}

fn lasting(code: ErrorCode, about: &str, what: String) -> Lost {
    Lost { error: SourceError::new(code, what).in_file(about), may_pass: false }
}

/// Why a request was not answered.
pub(super) fn lost(error: &reqwest::Error, about: &str) -> Lost {
    let code = match (tls_fault(error), error) {
        (Some(code), _) => code,
        (None, e) if e.is_timeout() => ErrorCode::ServerSlow,
        (None, e) if e.is_connect() => ErrorCode::ServerUnreachable,
        _ => ErrorCode::AnswerCut,
    };
    let may_pass = !matches!(code, ErrorCode::TlsRefused | ErrorCode::CertificateWanted);
    Lost { error: SourceError::new(code, "").in_file(about), may_pass }
}

/// What the two sides of a connection do not trust each other with: we the server's certificate, or it ours.
fn tls_fault(error: &reqwest::Error) -> Option<ErrorCode> {
    let causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    causes.filter_map(rustls_fault).find_map(|fault| match fault {
        rustls::Error::AlertReceived(_) => Some(ErrorCode::CertificateWanted),
        rustls::Error::InvalidCertificate(_) => Some(ErrorCode::TlsRefused),
        _ => None,
    })
}

/// The library's own error, which may stand inside errors of reading and writing.
fn rustls_fault<'e>(mut cause: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    while let Some(inside) = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        cause = inside;
    }
    cause.downcast_ref()
}

/// What a status means that is no answer.
pub(super) fn refused(status: StatusCode, about: &str) -> SourceError {
    let code = match status.as_u16() {
        401 | 403 => ErrorCode::ServerForbids,
        429 | 500 | 502 | 503 | 504 => ErrorCode::ServerBusy,
        _ => ErrorCode::ServerOdd,
    };
    SourceError::new(code, status.as_u16().to_string()).in_file(about)
}

/// What a header says, in small letters.
fn said(response: &Response, name: HeaderName) -> String {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_ascii_lowercase()
}

/// All of it, unpacked; of an answer that is one (200) no other kind than JSON.
pub(super) async fn body(response: Response, limits: Limits, about: &str) -> Result<Vec<u8>, Lost> {
    let kind = said(&response, CONTENT_TYPE);
    let is_json = kind.starts_with("application/json") || kind.split(';').next().is_some_and(|k| k.ends_with("+json"));
    if response.status() == StatusCode::OK && !is_json {
        return Err(lasting(ErrorCode::ServerOdd, about, "Content-Type".to_owned()));
    }
    whole(response, limits, about).await
}

/// All of it, unpacked, of whatever kind.
pub(super) async fn whole(mut response: Response, limits: Limits, about: &str) -> Result<Vec<u8>, Lost> {
    let is_packed = match said(&response, CONTENT_ENCODING).as_str() {
        "" | "identity" => false,
        "gzip" => true,
        other => return Err(lasting(ErrorCode::ServerOdd, about, format!("Content-Encoding: {}", known(other)))),
    };
    let most = if is_packed { limits.packed_max } else { limits.unpacked_max };
    let too_large = |most: u64| lasting(ErrorCode::AnswerTooLarge, about, (most / 1024 / 1024).to_string());
    // A server may say any length.
    let length = response.content_length().unwrap_or(0).min(most).min(RESERVED_MAX);
    let mut body = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    while let Some(piece) = response.chunk().await.map_err(|e| lost(&e, about))? {
        if (body.len() + piece.len()) as u64 > most {
            return Err(too_large(most));
        }
        body.extend_from_slice(&piece);
    }
    if !is_packed {
        return Ok(body);
    }
    let mut unpacked = Vec::new();
    let mut limited = MultiGzDecoder::new(body.as_slice()).take(limits.unpacked_max + 1);
    let cut = |_| Lost { error: SourceError::new(ErrorCode::AnswerCut, "gzip").in_file(about), may_pass: true };
    limited.read_to_end(&mut unpacked).map_err(cut)?;
    if unpacked.len() as u64 > limits.unpacked_max {
        return Err(too_large(limits.unpacked_max));
    }
    Ok(unpacked)
}

/// A word that a server made up is not repeated.
fn known(encoding: &str) -> &'static str {
    ["br", "deflate", "zstd", "compress"].into_iter().find(|word| *word == encoding).unwrap_or("?")
}
