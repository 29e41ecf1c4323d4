//! What the TOML files say, key by key. These structs are the one description of the configuration:
//! the JSON Schema for editors, the checker's shape rules and `config/upprop.toml` all come from them.
//!
//! A doc comment here is the text that an admin reads in the editor, so it speaks to the admin.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The configuration of upprop.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    /// Who runs the schools.
    pub organiser: Organiser,
    /// Where state is kept.
    pub database: Database,
    /// When runs happen.
    pub schedule: Schedule,
    /// How much one run may change before a human is asked.
    pub guard: Guard,
    /// Letters: who gets them and where they go.
    pub notify: Notify,
    /// Where rosters come from.
    pub source: Vec<Source>,
    /// Who sells the tools.
    pub vendor: Vec<Vendor>,
    /// The digital tools, one entry for each thing that is licensed on its own.
    pub tool: Vec<Tool>,
    /// Bought licences, one entry for each batch.
    pub licence: Vec<Licence>,
    /// Pools: seats of one tool and one licence type, and who may have them.
    pub pool: Vec<Pool>,
    /// Decisions about single persons.
    #[serde(rename = "override")]
    pub overrides: Vec<Override>,
}

/// Who runs the schools.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Organiser {
    /// Name of the organiser (huvudman), as letters show it.
    pub name: String,
    /// Organisation number, ten digits, with or without a hyphen.
    pub organisation_number: Option<String>,
    /// Municipality code, four digits as text ("0180").
    pub municipality_code: Option<String>,
    /// Time zone in which days begin and end.
    pub time_zone: String,
    /// Language of letters and of the command line when nothing else says.
    pub language: Language,
}

impl Default for Organiser {
    fn default() -> Self {
        Self {
            name: String::new(),
            organisation_number: None,
            municipality_code: None,
            time_zone: "Europe/Stockholm".into(),
            language: Language::Sv,
        }
    }
}

/// Language for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Swedish.
    #[default]
    Sv,
    /// English.
    En,
}

/// Where state is kept.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:FILE`; a relative file lies beside this configuration.
    pub url: String,
    /// Allows `--now`, for rehearsals and demonstrations. Never in earnest.
    pub rehearsal: bool,
    /// Key that seals the ledger, kept outside the database.
    pub ledger_key: Option<Secret>,
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite:upprop.db".into(), rehearsal: false, ledger_key: None }
    }
}

/// Where a secret is read from. Secrets never stand in the configuration itself. Give exactly one.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// A file that only the service may read (mode 0600 or stricter).
    pub file: Option<String>,
    /// Name of a systemd credential (`LoadCredential=`).
    pub credential: Option<String>,
    /// Name of an environment variable.
    pub env: Option<String>,
}

/// When runs happen.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Schedule {
    /// Cron line of the sync, in the organiser's time zone.
    pub sync: String,
    /// A delivery older than this is told as stale.
    pub max_age: Hours,
}

impl Default for Schedule {
    fn default() -> Self {
        Self { sync: "0 6 * * 1-5".into(), max_age: Hours(26) }
    }
}

/// How much one run may change before a human is asked. On from the first run.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Guard {
    /// Persons or memberships that vanish.
    pub removals: Limit,
    /// Persons or memberships that appear.
    pub additions: Limit,
    /// Other limits for one unit.
    pub unit: ScopeLimits,
    /// Other limits for one source.
    pub source: ScopeLimits,
    /// Other limits for the whole run.
    pub total: ScopeLimits,
    /// Other limits for one pool; there, removals are seats that holders lose.
    pub pool: ScopeLimits,
}

impl Default for Guard {
    fn default() -> Self {
        Self {
            removals: Limit { percent: 10, count: None, floor: 5 },
            additions: Limit { percent: 25, count: None, floor: 25 },
            unit: ScopeLimits::default(),
            source: ScopeLimits::default(),
            total: ScopeLimits::default(),
            pool: ScopeLimits::default(),
        }
    }
}

/// Limits that replace the general ones in one scope.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScopeLimits {
    /// What may vanish.
    pub removals: Option<Limit>,
    /// What may appear.
    pub additions: Option<Limit>,
}

/// A limit: tripped when more than `floor` change, and more than `percent` of what there was or more than `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Share of what there was before, in percent.
    #[schemars(range(min = 0, max = 100))]
    pub percent: u32,
    /// Never more than this many, whatever the share.
    #[serde(default)]
    pub count: Option<u64>,
    /// Up to this many are always let through.
    #[serde(default)]
    pub floor: u64,
}

/// Letters: who gets them and where they go.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Notify {
    /// Sender address.
    pub from: Option<String>,
    /// Where answers go.
    pub reply_to: Option<String>,
    /// Folder for letters as `.eml` files, beside this configuration when relative.
    pub folder: Option<String>,
    /// Who gets letters.
    pub recipient: Vec<Recipient>,
}

/// Someone who gets letters.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recipient {
    /// Mail address.
    pub address: String,
    /// `organiser` hears of everything; `unit` only of the units listed; `operations` of stopped runs.
    pub role: RecipientRole,
    /// For the role `unit`: which units, by id or alias.
    #[serde(default)]
    pub units: Vec<String>,
}

/// What a recipient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RecipientRole {
    /// Hears of everything.
    Organiser,
    /// Hears of its own units.
    Unit,
    /// Hears of stopped and failed runs.
    Operations,
}

/// Where rosters come from.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Unique name.
    pub name: String,
    /// What it delivers.
    pub kind: SourceKind,
    /// File, zip or folder, beside this configuration when relative.
    pub path: String,
    /// Someone who is missing from one complete delivery, without an end date, counts as gone at once.
    /// Otherwise a delivery on a later day must confirm it before a seat is freed.
    #[serde(default)]
    pub absence_means_left: bool,
    /// `csv`: character encoding.
    #[serde(default)]
    pub encoding: Encoding,
    /// `csv`: field separator.
    #[serde(default)]
    pub separator: Separator,
    /// `csv`: how dates are written (strftime).
    #[serde(default = "iso_date")]
    pub date_format: String,
    /// `csv`: which file is which entity.
    #[serde(default)]
    pub file: Vec<MappedFile>,
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
    /// OneRoster 1.1 or 1.2 CSV, folder or zip, bulk.
    Oneroster,
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

/// Which file is which entity, and which column is which field.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MappedFile {
    /// What a row is.
    pub entity: MappedEntity,
    /// File name inside the source's folder.
    pub path: String,
    /// Does the file begin with column names? Without them, columns are numbers.
    #[serde(default = "yes")]
    pub header: bool,
    /// Field = column name, or column number from 1.
    pub columns: BTreeMap<String, Column>,
    /// Field = fixed value for every row.
    #[serde(default)]
    pub constants: BTreeMap<String, String>,
    /// Field = table of what the file says and what it means.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

fn yes() -> bool {
    true
}

/// What a row of a mapped file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MappedEntity {
    /// A unit: `id`, `name`; may have `alias parent parent_alias kind code code_status school_types`.
    Unit,
    /// A group: `id`, `name`, `unit` or `unit_alias`; may have `alias kind from to`.
    Group,
    /// A person: `id`; may have `alias given_name family_name email eppn status protection`, and in the same
    /// row one place: `role duty unit unit_alias school_year school_type programme from to group group_alias`.
    Person,
    /// A membership: `person` or `person_alias`, `group` or `group_alias`; may have `role from to`.
    Membership,
}

/// A column by its name, or by its number from 1.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Column {
    /// By name.
    Name(String),
    /// By number, from 1.
    Number(u16),
}

/// Who sells tools.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Vendor {
    /// Unique key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Address that takes licence requests and questions about seats.
    #[serde(default)]
    pub request_address: Option<String>,
}

/// A digital tool, or a module of one: whatever is licensed on its own.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Unique key.
    pub key: String,
    /// Name that people know it by.
    pub name: String,
    /// Version or edition; licences fit only exactly this one.
    #[serde(default)]
    pub version: Option<String>,
    /// Key of the vendor.
    pub vendor: String,
    /// What a person must have before the vendor can make an account.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// State of the data-processing agreement (PUB-avtal). Without `signed`, nobody new gets a seat.
    pub dpa: Dpa,
    /// First day of that state, when it is not of old.
    #[serde(default)]
    pub dpa_since: Option<Date>,
    /// State before `dpa_since`.
    #[serde(default)]
    pub dpa_before: Option<Dpa>,
    /// How accounts come about at the vendor.
    #[serde(default)]
    pub provisioning: Provisioning,
    /// Does the vendor match accounts by mail address, so that a new address makes a new account?
    #[serde(default)]
    pub matches_email: bool,
    /// Days before a licence's end at which a reminder goes out.
    #[serde(default = "warn_days")]
    pub warn_days: Vec<u16>,
    /// Persons with protected identity: wait for a human, never, or like everyone else.
    #[serde(default)]
    pub protected: ProtectedPolicy,
}

fn warn_days() -> Vec<u16> {
    vec![90, 60, 30, 14, 7, 1]
}

/// What a vendor needs of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// A mail address.
    Email,
    /// A unit with a school unit code.
    UnitCode,
}

/// State of the data-processing agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dpa {
    /// In force.
    Signed,
    /// There is none.
    Missing,
    /// Being looked at again; holders keep, nobody new.
    UnderReview,
    /// It has ended; holders keep until a human decides, nobody new.
    Ended,
}

/// How accounts come about at the vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Provisioning {
    /// By hand.
    #[default]
    Manual,
    /// At the person's first sign-in.
    SsoOnly,
    /// By SCIM.
    Scim,
    /// By file.
    Csv,
}

/// What becomes of persons with protected identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProtectedPolicy {
    /// They wait until a human decides, person by person.
    #[default]
    Hold,
    /// They get no seat.
    Exclude,
    /// They get seats like everyone else.
    Include,
}

/// A batch of bought licences.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// Unique key.
    pub key: String,
    /// Key of the tool.
    pub tool: String,
    /// What one licence is for.
    #[serde(rename = "type")]
    pub kind: LicenceType,
    /// Who may use it: `pupil`, `staff`, or duties such as `teacher`, `principal`.
    pub audience: Vec<String>,
    /// Seats. For `class`, the pupils' seats. None for `school` and `organisation`, which are unlimited.
    #[serde(default)]
    pub seats: Option<u32>,
    /// `class`: seats for staff.
    #[serde(default)]
    pub staff_seats: Option<u32>,
    /// First day.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day, inclusive.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Days after the last day on which holders keep access and nobody new gets it.
    #[serde(default)]
    pub grace_days: u16,
    /// Day of delivery; before it the licence counts for nothing.
    #[serde(default)]
    pub delivered_on: Option<Date>,
    /// Ordered, and not delivered as long as `delivered_on` does not say when: counts for nothing.
    #[serde(default)]
    pub ordered: bool,
    /// Runs from activation: on this day it starts by itself.
    #[serde(default)]
    pub start_by: Option<Date>,
    /// Runs from activation: the day it was started by hand.
    #[serde(default)]
    pub started_on: Option<Date>,
    /// Runs from activation: for how many months.
    #[serde(default)]
    pub term_months: Option<u16>,
    /// Key of the licence that this one continues with no gap.
    #[serde(default)]
    pub renews: Option<String>,
    /// `school` and `organisation`: the units it is assigned to, by id or alias.
    #[serde(default)]
    pub units: Vec<String>,
    /// Is it a trial?
    #[serde(default)]
    pub trial: bool,
    /// Price a year in whole kronor, without VAT: per seat, or for the whole when unlimited.
    #[serde(default)]
    pub price: Option<u32>,
}

/// What one licence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LicenceType {
    /// One person.
    Individual,
    /// One class: so many pupils and so many staff; what is left over is of no use elsewhere.
    Class,
    /// A whole school, without limit.
    School,
    /// All schools it is assigned to, without limit.
    Organisation,
}

/// Seats of one tool and one licence type, and who may have them.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// Unique key.
    pub key: String,
    /// Name that people know it by.
    pub name: String,
    /// Keys of its licences: all of one tool and one type.
    #[serde(default)]
    pub licences: Vec<String>,
    /// Key of the tool, when the pool has no licences yet.
    #[serde(default)]
    pub tool: Option<String>,
    /// New licences of exactly this tool and type join this pool by themselves. At most one pool a tool.
    #[serde(default)]
    pub auto_add: bool,
    /// Does the tool appear in the users' collection?
    #[serde(default = "yes")]
    pub add_to_collection: bool,
    /// How long a leaver's seat is kept, counted from the last day.
    #[serde(default = "leave_grace")]
    pub leave_grace: Days,
    /// Seats that are never handed out by themselves.
    #[serde(default)]
    pub reserve: u32,
    /// Tell when this many or fewer are free.
    #[serde(default)]
    pub low_seats: Option<u32>,
    /// Who may have a seat.
    pub bind: Vec<Bind>,
}

fn leave_grace() -> Days {
    Days(14)
}

/// Who may have a seat. Everything given must fit (`unit` and `role`: that role at that unit).
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Bind {
    /// Everyone at this unit or below it, by id or alias.
    pub unit: Option<String>,
    /// Everyone in this group, by id or alias.
    pub group: Option<String>,
    /// This person, by id or alias.
    pub person: Option<String>,
    /// `pupil`, `staff`, or a duty such as `teacher`.
    pub role: Option<String>,
    /// Pupils of these school years, first and last.
    pub school_year: Option<[u8; 2]>,
    /// Priority class: 0 goes first. Without it: person 0, group 1, everything else 2.
    pub class: Option<u8>,
    /// First day.
    pub from: Option<Date>,
    /// Last day, inclusive.
    pub until: Option<Date>,
}

/// A decision about a single person.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// The person, by id or alias.
    pub person: String,
    /// What is decided.
    pub kind: OverrideKind,
    /// For this tool only; for all without it.
    #[serde(default)]
    pub tool: Option<String>,
    /// `protected`: what was decided for this person and tool; without it the person is only marked.
    #[serde(default)]
    pub decision: Option<ProtectedPolicy>,
    /// First day.
    #[serde(default)]
    pub from: Option<Date>,
    /// Last day, inclusive.
    #[serde(default)]
    pub until: Option<Date>,
    /// Why; for those who come after.
    pub reason: String,
}

/// What is decided about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OverrideKind {
    /// On leave: the seat is freed, the wish is kept.
    Dormant,
    /// Keeps the seat whatever the roster says.
    Pin,
    /// Gets no seat.
    Exclude,
    /// Protected identity, known to us and not to the source; or a decision about one.
    Protected,
}

/// A number of days, written `14d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days(pub u16);

/// A number of hours, written `26h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours(pub u16);

macro_rules! amount {
    ($name:ident, $suffix:literal, $pattern:literal) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(&format_args!(concat!("{}", $suffix), self.0))
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                let number = text.strip_suffix($suffix).and_then(|n| n.parse().ok());
                number.map(Self).ok_or_else(|| serde::de::Error::custom(concat!("expected a number and ", $suffix)))
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}
amount!(Days, "d", r"^[0-9]{1,4}d$");
amount!(Hours, "h", r"^[0-9]{1,4}h$");
