//! Where rosters come from.

use super::{Days, MappedFile, Mebibytes, Seconds, Server};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where rosters come from.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Unique name.
    pub name: String,
    /// What it delivers.
    pub kind: SourceKind,
    /// File, zip or folder, beside this configuration when relative.
    #[serde(default)]
    pub path: String,
    /// `ss12000`: where the server's resources begin, such as `https://api.exempel.example/ss12000/v2.0`.
    #[serde(default)]
    pub url: Option<String>,
    /// `ss12000`: how the server is asked.
    #[serde(default)]
    pub server: Server,
    /// Someone who is missing from one complete delivery, without an end date, counts as gone at once.
    /// Otherwise a delivery on a later day must confirm it before a seat is freed.
    #[serde(default)]
    pub absence_means_left: bool,
    /// For so long at least somebody who is missing, without an end date, keeps a seat: then a delivery must say it still.
    #[serde(default = "a_day")]
    pub confirm_after: Days,
    /// A delivery is taken when nothing has been written to its files for so long; "0s" takes it at once.
    #[serde(default = "settle")]
    pub settle: Seconds,
    /// A file that the export writes last: a delivery is taken when this file is there and no older than the others.
    /// Stands in for `settle`.
    #[serde(default)]
    pub done: Option<String>,
    /// A list of SHA-256 checksums, as sha256sum writes it: a delivery is taken when all its files are listed and
    /// match. Stands in for `settle`.
    #[serde(default)]
    pub checksums: Option<String>,
    /// A file that is always in the folder: without it the share is not mounted, and nothing is read.
    #[serde(default)]
    pub marker: Option<String>,
    /// No file of a delivery is larger, packed or unpacked. National files need more.
    #[serde(default = "file_max")]
    pub file_max: Mebibytes,
    /// `oneroster`, `ims`: rows of a delivery are kept, so that a later one can be a delta, when its files are no larger
    /// together. 0: none are kept, and a delta is refused. `ss12000`: what the server has is kept, packed, when it is no
    /// larger; without it every run reads everything, and nobody is asked for by id before being gone.
    #[serde(default = "delta_max")]
    pub delta_max: Mebibytes,
    /// `csv`: character encoding.
    #[serde(default)]
    pub encoding: Encoding,
    /// `csv`: field separator.
    #[serde(default)]
    pub separator: Separator,
    /// `csv`: how dates are written (strftime).
    #[serde(default = "iso_date")]
    pub date_format: String,
    /// `ims`: names of the documents in the folder that are there together or not at all. None: whatever documents
    /// lie there make up the roster, and one that is missing shows only by whom it leaves out.
    #[serde(default)]
    pub expects: Vec<String>,
    /// `csv`: which file is which entity.
    #[serde(default)]
    pub file: Vec<MappedFile>,
}

fn a_day() -> Days {
    Days(1)
}

fn settle() -> Seconds {
    Seconds(30)
}

fn file_max() -> Mebibytes {
    Mebibytes(512)
}

fn delta_max() -> Mebibytes {
    Mebibytes(64)
}

fn iso_date() -> String {
    "%Y-%m-%d".into()
}

/// What a source delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Flat files of any layout, mapped by `[[source.file]]`.
    Csv,
    /// OneRoster 1.1 or 1.2 CSV, folder or zip, bulk or delta.
    Oneroster,
    /// IMS Enterprise 1.1 XML, whole or delta: one document, or a folder with one for each form of school.
    Ims,
    /// Microsoft School Data Sync V2.1 or V1 CSV, folder or zip.
    Sds,
    /// A server of SS 12000, 2.0 or 2.1.
    Ss12000,
}

/// Character encoding of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
pub enum Encoding {
    /// Byte order mark, then strict UTF-8, then windows-1252; the choice is shown.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// UTF-8, strict.
    #[serde(rename = "utf-8")]
    Utf8,
    /// windows-1252, which holds ISO 8859-1.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// Field separator of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// Taken from the first line.
    #[default]
    Auto,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// Tab.
    Tab,
    /// `|`
    Pipe,
}
