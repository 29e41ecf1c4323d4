//! What every answer says to browsers (SECURITY 3.3): nothing from elsewhere, no scripts, no frames, nothing kept.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

/// There are no scripts, so none are allowed; styles and pictures are ours.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'; require-trusted-types-for 'script'";
const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()";
/// A year.
const TLS_ONLY: HeaderValue = HeaderValue::from_static("max-age=31536000");

const ALWAYS: [(HeaderName, HeaderValue); 8] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS)),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
];

/// On every answer, whoever gives it.
pub(super) async fn always(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        // A page that says for itself what may be used is no looser: the vendors' has its one style in it, and a digest of that.
        if name == header::CONTENT_SECURITY_POLICY && headers.contains_key(&name) {
            continue;
        }
        headers.insert(name, value);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        no_store(headers);
    }
    response
}

/// Nobody keeps it: the next at this machine must not find it by going back.
pub(super) fn no_store(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}

/// From now on over TLS only, where that is how people come.
pub(super) fn tls_only(headers: &mut HeaderMap) {
    headers.insert(header::STRICT_TRANSPORT_SECURITY, TLS_ONLY);
}
