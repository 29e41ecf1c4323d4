//! The tables of OneRoster CSV: files and their columns, in order (CSV section 1.5).

/// A release of the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    V1p1,
    V1p2,
}

/// A file that a package may hold.
pub(super) struct FileKind {
    pub(super) name: &'static str,
    /// The first release that has it.
    pub(super) since: Version,
}

const fn file(name: &'static str, since: Version) -> FileKind {
    FileKind { name, since }
}

/// Every file that a manifest may declare.
pub(super) const FILES: &[FileKind] = &[
    file("academicSessions", Version::V1p1),
    file("categories", Version::V1p1),
    file("classes", Version::V1p1),
    file("classResources", Version::V1p1),
    file("courses", Version::V1p1),
    file("courseResources", Version::V1p1),
    file("demographics", Version::V1p1),
    file("enrollments", Version::V1p1),
    file("lineItems", Version::V1p1),
    file("orgs", Version::V1p1),
    file("resources", Version::V1p1),
    file("results", Version::V1p1),
    file("users", Version::V1p1),
    file("lineItemLearningObjectiveIds", Version::V1p2),
    file("lineItemScoreScales", Version::V1p2),
    file("resultLearningObjectiveIds", Version::V1p2),
    file("resultScoreScales", Version::V1p2),
    file("roles", Version::V1p2),
    file("scoreScales", Version::V1p2),
    file("userProfiles", Version::V1p2),
    file("userResources", Version::V1p2),
];

/// Is this, but for case, the name of a file that a package may hold?
pub(super) fn is_ours(name: &str) -> bool {
    let known = FILES.iter().any(|file| name.eq_ignore_ascii_case(&format!("{}.csv", file.name)));
    known || name.eq_ignore_ascii_case(super::manifest::NAME)
}

type Columns = &'static [&'static str];

macro_rules! columns {
    ($($name:literal)*) => { &["sourcedId", "status", "dateLastModified", $($name),*] };
}

/// How every table begins; all that is asked of tables that we do not use.
pub(super) const COMMON: Columns = columns![];
pub(super) const SESSIONS: Columns = columns!["title" "type" "startDate" "endDate" "parentSourcedId" "schoolYear"];
pub(super) const ORGS: Columns = columns!["name" "type" "identifier" "parentSourcedId"];
pub(super) const COURSES: Columns =
    columns!["schoolYearSourcedId" "title" "courseCode" "grades" "orgSourcedId" "subjects" "subjectCodes"];
pub(super) const CLASSES: Columns = columns!["title" "grades" "courseSourcedId" "classCode" "classType" "location"
    "schoolSourcedId" "termSourcedIds" "subjects" "subjectCodes" "periods"];
pub(super) const USERS_1P1: Columns = columns!["enabledUser" "orgSourcedIds" "role" "username" "userIds" "givenName"
    "familyName" "middleName" "identifier" "email" "sms" "phone" "agentSourcedIds" "grades" "password"];
pub(super) const USERS_1P2P1: Columns = columns!["enabledUser" "username" "userIds" "givenName" "familyName"
    "middleName" "identifier" "email" "sms" "phone" "agentSourcedIds" "grades" "password" "userMasterIdentifier"
    "preferredGivenName" "preferredMiddleName" "preferredFamilyName" "primaryOrgSourcedId" "pronouns"];
/// `resourceSourcedIds` was dropped in the 1.2.1 correction; both occur.
pub(super) const USERS_1P2P0: Columns = columns!["enabledUser" "username" "userIds" "givenName" "familyName"
    "middleName" "identifier" "email" "sms" "phone" "agentSourcedIds" "grades" "password" "userMasterIdentifier"
    "resourceSourcedIds" "preferredGivenName" "preferredMiddleName" "preferredFamilyName" "primaryOrgSourcedId"
    "pronouns"];
pub(super) const ROLES: Columns = columns!["userSourcedId" "roleType" "role" "beginDate" "endDate" "orgSourcedId"
    "userProfileSourcedId"];
pub(super) const PROFILES: Columns = columns!["userSourcedId" "profileType" "vendorId" "applicationId" "description"
    "credentialType" "username" "password"];
pub(super) const ENROLLMENTS: Columns =
    columns!["classSourcedId" "schoolSourcedId" "userSourcedId" "role" "primary" "beginDate" "endDate"];
pub(super) const DEMOGRAPHICS: Columns = columns!["birthDate" "sex" "americanIndianOrAlaskaNative" "asian"
    "blackOrAfricanAmerican" "nativeHawaiianOrOtherPacificIslander" "white" "demographicRaceTwoOrMoreRaces"
    "hispanicOrLatinoEthnicity" "countryOfBirthCode" "stateOfBirthAbbreviation" "cityOfBirth"
    "publicSchoolResidenceStatus"];

/// What the first line of a table may begin with.
pub(super) fn of(name: &str, version: Version) -> &'static [Columns] {
    match (name, version) {
        ("academicSessions", _) => &[SESSIONS],
        ("orgs", _) => &[ORGS],
        ("courses", _) => &[COURSES],
        ("classes", _) => &[CLASSES],
        ("users", Version::V1p1) => &[USERS_1P1],
        ("users", Version::V1p2) => &[USERS_1P2P1, USERS_1P2P0],
        ("userProfiles", _) => &[PROFILES],
        ("roles", _) => &[ROLES],
        ("enrollments", _) => &[ENROLLMENTS],
        ("demographics", _) => &[DEMOGRAPHICS],
        _ => &[COMMON],
    }
}

/// The tables whose rows are persons', and the column that says whose.
pub(super) fn owner(name: &str) -> Option<&'static str> {
    match name {
        "users" | "demographics" => Some("sourcedId"),
        "userProfiles" | "roles" | "enrollments" => Some("userSourcedId"),
        _ => None,
    }
}
