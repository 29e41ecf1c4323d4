//! The files of School Data Sync and their columns. Columns come in any order, and optional ones may be left out.

/// A release of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    V1,
    V2p1,
}

impl Version {
    /// Its files, in the order in which they refer to each other.
    pub(super) fn files(self) -> &'static [FileKind] {
        match self {
            Self::V1 => V1,
            Self::V2p1 => V2P1,
        }
    }
}

/// A file of a set.
pub(super) struct FileKind {
    pub(super) name: &'static str,
    /// Is there no roster without it?
    pub(super) needed: bool,
    /// Columns that must be there.
    pub(super) required: &'static [&'static str],
    /// Columns that may be there, used or not.
    pub(super) optional: &'static [&'static str],
}

const fn needed(name: &'static str, required: &'static [&'static str], optional: &'static [&'static str]) -> FileKind {
    FileKind { name, needed: true, required, optional }
}

const fn optional(
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
) -> FileKind {
    FileKind { name, needed: false, required, optional }
}

const V2P1: &[FileKind] = &[
    optional("academicSessions", &["sourcedId", "startDate", "endDate"], &["title", "type", "schoolYear"]),
    needed("orgs", &["sourcedId", "name", "type"], &["parentSourcedId"]),
    optional("courses", &["sourcedId"], &["orgSourcedId", "title", "code", "schoolYearSourcedId", "subject", "grade"]),
    needed(
        "users",
        &["sourcedId", "username"],
        &["givenName", "familyName", "password", "activeDirectoryMatchId", "email", "phone", "sms"],
    ),
    needed(
        "roles",
        &["userSourcedId", "orgSourcedId", "role"],
        &["sessionSourcedId", "grade", "isPrimary", "roleStartDate", "roleEndDate"],
    ),
    optional("relationships", &["userSourcedId", "relationshipUserSourcedId"], &["relationshipRole"]),
    optional("classes", &["sourcedId", "orgSourcedId", "title"], &["sessionSourcedIds", "courseSourcedId", "code"]),
    optional("enrollments", &["classSourcedId", "userSourcedId", "role"], &[]),
    optional(
        "demographics",
        &["userSourcedId"],
        &["sex", "birthDate", "birthCity", "birthState", "birthCountry", "ethnicityCodes", "raceCodes"],
    ),
    optional("userFlags", &["userSourcedId", "flag"], &[]),
];

const V1: &[FileKind] = &[
    needed(
        "School",
        &["SIS ID", "Name"],
        &[
            "School Number",
            "School NCES_ID",
            "State ID",
            "Grade Low",
            "Grade High",
            "Principal SIS ID",
            "Principal Name",
            "Principal Secondary Email",
            "Address",
            "City",
            "State",
            "Country",
            "Zip",
            "Phone",
            "Zone",
        ],
    ),
    needed(
        "Section",
        &["SIS ID", "School SIS ID", "Section Name"],
        &[
            "Section Number",
            "Term SIS ID",
            "Term Name",
            "Term StartDate",
            "Term EndDate",
            "Course SIS ID",
            "Course Name",
            "Course Number",
            "Course Description",
            "Course Subject",
            "Periods",
            "Status",
        ],
    ),
    needed(
        "Student",
        &["SIS ID", "School SIS ID", "Username"],
        &[
            "First Name",
            "Last Name",
            "Password",
            "State ID",
            "Secondary Email",
            "Student Number",
            "Middle Name",
            "Grade",
            "Status",
            "Birthdate",
            "Graduation Year",
        ],
    ),
    needed(
        "Teacher",
        &["SIS ID", "School SIS ID", "Username"],
        &[
            "First Name",
            "Last Name",
            "Password",
            "State ID",
            "Teacher Number",
            "Status",
            "Middle Name",
            "Secondary Email",
            "Title",
            "Qualification",
        ],
    ),
    needed("StudentEnrollment", &["Section SIS ID", "SIS ID"], &[]),
    needed("TeacherRoster", &["Section SIS ID", "SIS ID"], &[]),
    // Guardians and whose they are: counted, never kept. Any columns will do.
    optional("User", &[], &[]),
    optional("GuardianRelationship", &[], &[]),
];

/// The file of that name with its ending, whatever its case.
pub(super) fn kind_of(file: &str, version: Version) -> Option<&'static FileKind> {
    version.files().iter().find(|kind| file.eq_ignore_ascii_case(&format!("{}.csv", kind.name)))
}

/// Is this, but for case, the name of a file that a set may hold, or of OneRoster's manifest?
pub(super) fn is_ours(file: &str) -> bool {
    let is_known = |version| kind_of(file, version).is_some();
    is_known(Version::V1) || is_known(Version::V2p1) || file.eq_ignore_ascii_case("manifest.csv")
}
