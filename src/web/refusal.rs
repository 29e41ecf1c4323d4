//! What is answered instead of a page: a status, and words for it.

use super::headers::no_store;
use crate::store::StoreError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What a page's handler gives.
pub type Answer = Result<Response, Refusal>;

/// Why there is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such thing, or it is not the visitor's to see: nobody can tell the one from the other.
    NotThere,
    /// Nobody is signed in.
    SignInFirst,
    /// Whoever is signed in is not let in here.
    NotYours,
    /// What was sent makes no sense.
    Unclear,
    /// It was sent as something else than is taken.
    OtherKind,
    /// It can be read, and does not fit.
    Unfit,
    /// There is such a page, and it is not asked so.
    OtherVerb,
    /// It did not come from a page of ours, or from one that is too old.
    Foreign,
    /// More was sent than is taken.
    TooLarge,
    /// It was not sent in time.
    TooSlow,
    /// What was asked for was done by somebody else meanwhile, or stands otherwise now.
    Overtaken,
    /// Too many ask; again after so many seconds.
    TooMany(u32),
    /// The database cannot be asked now.
    Unavailable,
    /// A fault of ours.
    Fault,
}

impl Refusal {
    /// Its status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotThere => StatusCode::NOT_FOUND,
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::NotYours | Self::Foreign => StatusCode::FORBIDDEN,
            Self::Unclear => StatusCode::BAD_REQUEST,
            Self::OtherKind => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unfit => StatusCode::UNPROCESSABLE_ENTITY,
            Self::OtherVerb => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Overtaken => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its word, in JSON and in the keys of its texts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotThere => "not-there",
            Self::SignInFirst => "sign-in-first",
            Self::NotYours => "not-yours",
            Self::Unclear => "unclear",
            Self::OtherKind => "other-kind",
            Self::Unfit => "unfit",
            Self::OtherVerb => "other-verb",
            Self::Foreign => "foreign",
            Self::TooLarge => "too-large",
            Self::TooSlow => "too-slow",
            Self::Overtaken => "overtaken",
            Self::TooMany(_) => "too-many",
            Self::Unavailable => "unavailable",
            Self::Fault => "fault",
        }
    }
}

impl From<StoreError> for Refusal {
    /// What the database says goes into the log, and to nobody who asks.
    fn from(error: StoreError) -> Self {
        let passing = error.is_passing();
        tracing::error!(%error, passing, "a page could not be made");
        if passing { Self::Unavailable } else { Self::Fault }
    }
}

impl IntoResponse for Refusal {
    /// The bare status, which says what it is of; whoever knows the language puts words to it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooMany(seconds) = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        no_store(response.headers_mut());
        response.extensions_mut().insert(self);
        response
    }
}
