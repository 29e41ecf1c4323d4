//! What was odd about a delivery: data, not failure.

use serde::Serialize;

/// One odd thing in a delivery. Holds no value of a personal field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// What, from a closed list.
    pub code: Code,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// The column, entity or file it is about; never a person's value.
    pub about: String,
}

/// Where in a delivery. Lines and columns count from 1; column is the field's number in its row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Default)]
pub struct Place {
    /// File name inside the delivery.
    pub file: Option<String>,
    /// Line.
    pub line: Option<u64>,
    /// Field number.
    pub column: Option<u64>,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The record keeps its previous state; many of these hold the run.
    Error,
    /// Read, but someone should look.
    Warning,
    /// Worth knowing.
    Info,
}

/// Which records a finding or a count is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    /// Organisation units.
    Unit,
    /// Persons.
    Person,
    /// Groups.
    Group,
    /// Memberships in groups.
    Membership,
}

impl Entity {
    /// Its name in JSON and in findings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Person => "person",
            Self::Group => "group",
            Self::Membership => "membership",
        }
    }
}

/// The closed list of findings; the words stand in `templates/*/finding.ftl`, keyed by the snake-case name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The encoding was guessed; which one is in `about`.
    EncodingChosen,
    /// A column that the mapping does not use was left unread (count in `about`).
    ColumnUnused,
    /// A row with a known id could not be read: the record keeps its previous state.
    RowUnreadable,
    /// The same record twice, word for word.
    DuplicateSame,
    /// The same id with different content: the record keeps its previous state.
    DuplicateConflict,
    /// Records came twice and not the same, and the one that was changed last counts (count in `about`).
    DuplicateNewest,
    /// A server went on changing while it was read, and was not waited for any longer.
    ServerUnquiet,
    /// Nothing was kept of a server, so that it was read twice.
    ReadTwice,
    /// Records that were other than the changes before had made them (count in `about`).
    ChangesMissed,
    /// Records that were on no page of a server and are there all the same (count in `about`).
    RecordsMoved,
    /// Records that were on no page, and of which the server does not say whether they are there (count in `about`).
    RecordsUnsure,
    /// Groups without a list of members, which keep those they had (count in `about`).
    MembersUnsaid,
    /// A server does not have a resource, or does not give it (its status in `about`).
    ResourceAbsent,
    /// A resource has no record.
    ResourceEmpty,
    /// No record that was looked at has the attribute (in `about`).
    AttributeAbsent,
    /// A server gives more records than a page was asked to have (count in `about`).
    LimitPassedOver,
    /// A server passes over what it is asked for: only what was modified since.
    FilterPassedOver,
    /// A server does not tell of one record by its id.
    ByIdUntold,
    /// A server does not tell what was deleted.
    DeletionsUntold,
    /// A server does not say what time it is.
    ClockAbsent,
    /// A server's instants say nothing of their zone.
    InstantsNaive,
    /// Ids that are no UUID (count in `about`).
    IdsOdd,
    /// A reference to something that is not there.
    ReferenceMissing,
    /// A unit is its own ancestor.
    UnitCycle,
    /// First day after last day.
    DatesReversed,
    /// Another source delivers this id already.
    OtherSource,
    /// A word that the mapping does not know; read as the cautious choice.
    ValueUnknown,
    /// Ids with blanks around them were trimmed (count in `about`).
    IdTrimmed,
    /// Words of closed lists in another case than the format's (count in `about`).
    WordCase,
    /// Rows of a bulk file carry a status or a date of change, which the format leaves blank there (count in `about`).
    StatusInBulk,
    /// Rows of a bulk file say of their record that it is no more, and are taken so (count in `about`).
    RecordDeleted,
    /// A file that the manifest calls a delta has a bulk file's rows, and is taken as one.
    BulkByRows,
    /// What a file of a delta says, looked at by itself (changed / deleted in `about`).
    DeltaSeen,
    /// Rows of a delta were laid on what is held (changed / deleted in `about`).
    DeltaLaid,
    /// What of a delta may mean several things, and took nothing away (count in `about`).
    DeltaUnsure,
    /// Two persons of one delivery share an eduPersonPrincipalName.
    EppnShared,
    /// The last row has no line end: allowed, and also what a cut file looks like.
    LineEndMissing,
    /// A source gives a protection marking no longer: it stays until a human decides.
    ProtectionKept,
    /// The newest part of a delivery is older than the configuration allows (hours in `about`).
    DeliveryOld,
    /// Guardians were left out at the reader (count in `about`).
    GuardianLeftOut,
    /// Groups of a pupil with guardians were left out at the reader (count in `about`).
    ContactGroupLeftOut,
    /// All documents in a folder were taken for the roster, as nobody has said which there are (count in `about`).
    DocumentsUnited,
    /// A document that lies beside those that are expected was not read.
    DocumentUnexpected,
    /// Users without any role were left out at the reader (count in `about`).
    RoleMissing,
    /// Which release of a format a delivery is (in `about`).
    FormatKnown,
    /// The manifest says nothing about a file (its name in `about`); taken as absent.
    ManifestSilent,
    /// A plain file needs a mapping before it can be read (encoding and separator / columns / rows in `about`).
    MappingNeeded,
}
