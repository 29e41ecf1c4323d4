//! What programs are told instead of an answer: one shape, as RFC 9457 has it.

use crate::store::StoreError;
use crate::web::Refusal;
use crate::web::headers::no_store;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// What it is called in answers.
pub(in crate::web) const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// Why there is no answer (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::web) struct Problem {
    /// `about:blank`: the status and `error` say what it is.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The status.
    status: u16,
    /// A word for programs, the same for ever.
    error: &'static str,
    /// What is wrong and how to mend it, where there is more to be said. It repeats nothing of what was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Cow<'static, str>>,
}

/// What is wrong with what was asked.
#[derive(Debug)]
pub(in crate::web) struct Wrong {
    refusal: Refusal,
    detail: Option<Detail>,
}

/// More about a refusal.
#[derive(Debug, Clone)]
pub(in crate::web) struct Detail(Cow<'static, str>);

impl Wrong {
    /// It is well-formed, and does not fit.
    pub(in crate::web) fn unfit(detail: impl Into<Cow<'static, str>>) -> Self {
        Self { refusal: Refusal::Unfit, detail: Some(Detail(detail.into())) }
    }

    /// It cannot be read.
    pub(in crate::web) fn unclear(detail: impl Into<Cow<'static, str>>) -> Self {
        Self { refusal: Refusal::Unclear, detail: Some(Detail(detail.into())) }
    }
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Self {
        Self { refusal, detail: None }
    }
}

impl From<StoreError> for Wrong {
    fn from(error: StoreError) -> Self {
        Refusal::from(error).into()
    }
}

impl IntoResponse for Wrong {
    fn into_response(self) -> Response {
        let mut response = self.refusal.into_response();
        if let Some(detail) = self.detail {
            response.extensions_mut().insert(detail);
        }
        response
    }
}

/// A refusal as programs read it. Whoever shows no token is told what to show.
pub(in crate::web) fn dressed(refusal: Refusal, mut bare: Response) -> Response {
    let status = refusal.status();
    let detail = bare.extensions_mut().remove::<Detail>().map(|detail| detail.0);
    let title = status.canonical_reason().unwrap_or("Refused");
    let problem = Problem { kind: "about:blank", title, status: status.as_u16(), error: refusal.word(), detail };
    let (mut head, _) = bare.into_parts();
    head.headers.remove(header::CONTENT_LENGTH);
    head.headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
    if refusal == Refusal::SignInFirst {
        head.headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    no_store(&mut head.headers);
    Response::from_parts(head, serde_json::to_string(&problem).unwrap_or_default().into())
}
