//! Who somebody is, by the cookie that his browser shows.

use super::{Refusal, Site, Who};
use axum::http::HeaderMap;

/// Who asks, where he is signed in.
///
/// # Errors
/// A database that cannot be asked.
#[expect(clippy::unused_async, reason = "asks the database, once there are accounts in it")]
pub(super) async fn who(_: &Site, _: &HeaderMap) -> Result<Option<Who>, Refusal> {
    Ok(None)
}
