//! What is filled in in a path.

use crate::web::Refusal;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts as Head;

/// What is filled in, from left to right. What is no text is the name of nothing.
pub(super) struct Parts(pub(super) Vec<String>);

impl<S: Send + Sync> FromRequestParts<S> for Parts {
    type Rejection = Refusal;

    async fn from_request_parts(head: &mut Head, state: &S) -> Result<Self, Refusal> {
        match RawPathParams::from_request_parts(head, state).await {
            Ok(parts) => Ok(Self(parts.iter().map(|(_, part)| part.to_owned()).collect())),
            Err(RawPathParamsRejection::MissingPathParams(_)) => Ok(Self(Vec::new())),
            Err(_) => Err(Refusal::NotThere),
        }
    }
}
