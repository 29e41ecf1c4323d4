//! A page's table to be taken home, written as reports are (docs/decisions/0033).

use crate::report::{Format, Sheet, Writing, write};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};

/// In which ways.
pub(super) const FORMATS: [Format; 3] = [Format::Csv, Format::Json, Format::Xlsx];

/// A table as a file; none of a format that is not offered, or that cannot hold it.
#[must_use]
pub fn download(sheet: &Sheet, format: &str, writing: &Writing<'_>) -> Option<Response> {
    let format = Format::of(format).filter(|format| FORMATS.contains(format))?;
    let body = write(sheet, format, writing).ok()?;
    // Never anybody's name: the title of a page has none.
    let file = format!("attachment; filename=\"upprop.{}\"", format.ending());
    let kind = (header::CONTENT_TYPE, format.media_type().to_owned());
    Some(([kind, (header::CONTENT_DISPOSITION, file)], body).into_response())
}
