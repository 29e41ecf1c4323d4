//! Why a delivery is refused: a code from a closed list, and the place.

use super::words;
use std::fmt;

/// Why a delivery was refused as a whole. Holds no value of a personal field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SourceError {
    /// What.
    pub code: ErrorCode,
    /// File name inside the delivery.
    pub file: Option<String>,
    /// Line in that file, from 1.
    pub line: Option<u64>,
    /// Number of the field in its row, or in XML of the character in its line, from 1.
    pub column: Option<u64>,
    /// Number of the character in its line, from 1, where one character is at fault.
    pub character: Option<u64>,
    /// What it is about: a column's name, a limit, the words that would do; never a person's value.
    pub about: String,
}

impl SourceError {
    /// The delivery is not the one that was looked at a moment ago.
    #[must_use]
    pub fn changed() -> Self {
        Self::new(ErrorCode::FileChanged, "")
    }

    /// An error about the delivery.
    #[must_use]
    pub fn new(code: ErrorCode, about: impl Into<String>) -> Self {
        Self { code, file: None, line: None, column: None, character: None, about: about.into() }
    }

    /// The same, in this file.
    #[must_use]
    pub fn in_file(mut self, file: &str) -> Self {
        self.file = Some(file.to_owned());
        self
    }

    /// The same, on this line.
    #[must_use]
    pub fn on_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same, in this field; fields count from 0 here and from 1 for people.
    #[must_use]
    pub fn in_field(mut self, field: usize) -> Self {
        self.column = Some(field as u64 + 1);
        self
    }

    /// May waiting help? A file that is being uploaded gets whole; a wrong one stays wrong.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        use ErrorCode as E;
        matches!(
            self.code,
            E::FileMissing
                | E::FolderMissing
                | E::FileForbidden
                | E::FileUnreadable
                | E::FileChanged
                | E::ZipDamaged
                | E::DocumentUnended
                | E::DeliveryUnsettled
                | E::MarkerMissing
                | E::ChecksumDiffers
                | E::ChecksumMissing
                | E::ServerUnreachable
                | E::ServerSlow
                | E::ServerBusy
                | E::ServerUnavailable
                | E::AnswerCut
                | E::PagesOver
        )
    }

    pub(crate) fn io(file: &str, error: &std::io::Error) -> Self {
        if let Some(limit) = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()) {
            return limit.clone().in_file(file);
        }
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => ErrorCode::FileMissing,
            std::io::ErrorKind::PermissionDenied => ErrorCode::FileForbidden,
            _ => ErrorCode::FileUnreadable,
        };
        // A number, as the system's words are English.
        Self::new(code, error.raw_os_error().map(|number| number.to_string()).unwrap_or_default()).in_file(file)
    }
}

/// `users.csv:7:3: what is wrong; how to mend it`
impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
            for number in [self.line, self.column].into_iter().flatten() {
                write!(f, "{number}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&words::error(self.code, &self.about, words::Language::En))?;
        match self.character {
            Some(character) => write!(f, " (character {character})"),
            None => Ok(()),
        }
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// The closed list of reasons to refuse a delivery.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Its name in JSON.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }
        }
    };
}

impl ErrorCode {
    /// Is it what a server does that fails at one question, and may answer every other?
    pub(super) fn is_of_one_question(self) -> bool {
        matches!(self, Self::ServerBusy | Self::ServerSlow | Self::AnswerCut | Self::AnswerTooLarge)
    }
}

codes! {
    /// The path or a file is not there.
    FileMissing = "file_missing",
    /// The whole folder is not there.
    FolderMissing = "folder_missing",
    /// The account may not read it.
    FileForbidden = "file_forbidden",
    /// The operating system does not give us what is in it.
    FileUnreadable = "file_unreadable",
    /// A folder, a pipe, a device or a socket where a file should be.
    FileSpecial = "file_special",
    /// A symbolic link where a file should be.
    FileLink = "file_link",
    /// A file beyond the limit.
    FileTooLarge = "file_too_large",
    /// It was written to while it was read.
    FileChanged = "file_changed",
    /// No rows: a fault, never an empty school.
    FileEmpty = "file_empty",
    /// Written to a moment ago, or not yet said to be done.
    DeliveryUnsettled = "delivery_unsettled",
    /// The file that tells that the share is mounted is not there.
    MarkerMissing = "marker_missing",
    /// A file that the last accepted delivery had is not there.
    FileLeftOut = "file_left_out",
    /// A document has none of an element of which the last accepted one had many.
    ElementsGone = "elements_gone",
    /// Older than the last accepted delivery, with other content.
    DeliveryOlder = "delivery_older",
    /// A file is not the one that the list of checksums tells of.
    ChecksumDiffers = "checksum_differs",
    /// A file that the list of checksums says nothing about.
    ChecksumMissing = "checksum_missing",
    /// A list of checksums that is none.
    ChecksumsInvalid = "checksums_invalid",
    /// UTF-16.
    EncodingUtf16 = "encoding_utf16",
    /// Not the encoding that it should be.
    EncodingInvalid = "encoding_invalid",
    /// An encoding that is declared and that we do not read.
    EncodingUnsupported = "encoding_unsupported",
    /// Two encodings in one file.
    EncodingMixed = "encoding_mixed",
    /// Letters that were encoded twice, or read in another encoding than their own.
    EncodingDoubled = "encoding_doubled",
    /// Letters are those of an encoding that is not read, such as code page 850 (how many / all beyond ASCII in `about`).
    EncodingOther = "encoding_other",
    /// NUL, a control character, or another that nobody sees and that changes what is read.
    ControlCharacter = "control_character",
    /// A quote in the middle of a field that is not quoted.
    QuoteUnescaped = "quote_unescaped",
    /// Text between a closing quote and the separator.
    QuoteFollowed = "quote_followed",
    /// A quote that is never closed.
    QuoteUnclosed = "quote_unclosed",
    /// A carriage return without a line feed.
    CarriageReturnBare = "carriage_return_bare",
    /// A line break inside a field, where the format forbids them.
    LineBreakInField = "line_break_in_field",
    /// A row beyond all reason.
    RowTooLong = "row_too_long",
    /// More columns than anybody has.
    ColumnsTooMany = "columns_too_many",
    /// A row with more or fewer fields than the first line.
    FieldCount = "field_count",
    /// A column of the mapping is not in the file.
    ColumnMissing = "column_missing",
    /// A column name twice.
    ColumnTwice = "column_twice",
    /// A first line that is not the one of the format.
    HeaderWrong = "header_wrong",
    /// A row without an id.
    IdBlank = "id_blank",
    /// An id with characters that the format does not allow.
    IdInvalid = "id_invalid",
    /// An id or alias beyond all reason.
    IdTooLong = "id_too_long",
    /// An id twice.
    IdTwice = "id_twice",
    /// A required value is blank.
    ValueMissing = "value_missing",
    /// A value that the format does not know.
    ValueInvalid = "value_invalid",
    /// Not a date.
    DateInvalid = "date_invalid",
    /// First day after last day.
    DatesReversed = "dates_reversed",
    /// A reference to something that is not in the delivery.
    ReferenceMissing = "reference_missing",
    /// So many records cannot be read, or refer to nothing, that none is believed (how many / of how many in `about`).
    Torn = "torn",
    /// No `manifest.csv`.
    ManifestMissing = "manifest_missing",
    /// A manifest that says something it may not.
    ManifestInvalid = "manifest_invalid",
    /// A version that we do not read.
    VersionUnsupported = "version_unsupported",
    /// A delta without rows of what went before that it could be laid on.
    DeltaWithoutBase = "delta_without_base",
    /// A delta beside whole documents, of which it has none's name.
    DeltaBesideWhole = "delta_beside_whole",
    /// A row of a delta that does not say what becomes of its record.
    StatusMissing = "status_missing",
    /// A file that the manifest does not declare.
    FileUndeclared = "file_undeclared",
    /// A file that the manifest declares and that is not there.
    FileNotDelivered = "file_not_delivered",
    /// The delivery lacks a file without which it is no roster.
    RosterIncomplete = "roster_incomplete",
    /// Not a whole zip.
    ZipDamaged = "zip_damaged",
    /// A zip entry with a password.
    ZipEncrypted = "zip_encrypted",
    /// A zip entry in a folder, a link, or one whose name appears twice.
    ZipEntry = "zip_entry",
    /// Beyond a limit.
    ZipLimit = "zip_limit",
    /// Not well-formed XML.
    XmlDamaged = "xml_damaged",
    /// A document type definition.
    XmlDtd = "xml_dtd",
    /// An entity beside the five that XML has.
    XmlEntity = "xml_entity",
    /// Elements inside each other beyond all reason.
    XmlDepth = "xml_depth",
    /// Beyond a limit.
    XmlLimit = "xml_limit",
    /// A first element that is not the one of the format.
    XmlRoot = "xml_root",
    /// More after the end.
    XmlTrailing = "xml_trailing",
    /// No end: the file is cut short.
    DocumentUnended = "document_unended",
    /// A personal number where an id should be.
    IdPersonal = "id_personal",
    /// The mapping cannot work.
    MappingInvalid = "mapping_invalid",
    /// A file that the format does not have.
    FileUnknown = "file_unknown",
    /// A format that is known and not read.
    FormatUnsupported = "format_unsupported",
    /// A format that a later version reads.
    FormatLater = "format_later",
    /// An address that is none.
    AddressInvalid = "address_invalid",
    /// A secret that is not where the configuration says.
    SecretMissing = "secret_missing",
    /// A certificate or key that is none.
    CertificateDamaged = "certificate_damaged",
    /// No server answers.
    ServerUnreachable = "server_unreachable",
    /// A server whose certificate is not to be trusted.
    TlsRefused = "tls_refused",
    /// A server that wants our certificate, or another than it was shown.
    CertificateWanted = "certificate_wanted",
    /// It does not answer in time, or the whole takes too long.
    ServerSlow = "server_slow",
    /// It asks to be left alone, or fails.
    ServerBusy = "server_busy",
    /// It has no data at the moment, and says so.
    ServerUnavailable = "source_unavailable",
    /// It gives no token.
    TokenRefused = "token_refused",
    /// It does not let us see a resource.
    ServerForbids = "server_forbids",
    /// It does not have a resource without which there is no roster.
    ServerLacks = "server_lacks",
    /// It does not give a resource that may be left out, and nobody has said that it is (status / source in `about`).
    ResourceWithheld = "resource_withheld",
    /// An answer that the standard does not have.
    ServerOdd = "server_odd",
    /// An answer that ended too early.
    AnswerCut = "answer_cut",
    /// An answer beyond the limit.
    AnswerTooLarge = "answer_too_large",
    /// An answer that is not what it should be.
    AnswerDamaged = "answer_damaged",
    /// Pages that never end.
    PagesCircle = "pages_circle",
    /// Pages that cannot be gone on with, again and again.
    PagesOver = "pages_over",
    /// Too many records that cannot be read.
    RecordsUnreadable = "records_unreadable",
    /// An attribute that no record has: a right that is missing.
    AttributesMissing = "attributes_missing",
}
