//! What the TOML files say, key by key. These structs are the one description of the configuration:
//! the JSON Schema for editors, the checker's shape rules and `config/upprop.toml` all come from them.
//!
//! A doc comment here is the text that an admin reads in the editor, so it speaks to the admin.

mod amount;
mod database;
mod decision;
mod guard;
mod leave;
mod licence;
mod mapping;
mod notify;
mod organiser;
mod pool;
mod provider;
mod report;
mod request;
mod retention;
mod schedule;
mod server;
mod source;
mod tool;
mod web;
mod webhook;

pub use amount::{Days, Hours, Mebibytes, Seconds, TimeOfDay};
pub use database::{Database, Secret};
pub use decision::{Override, OverrideKind};
pub use guard::{GroupLimits, Guard, GuardWindow, Limit, ScopeLimits};
pub use leave::{Calendar, Closing, DayKind, Grace, Leave, Window};
pub use licence::{Licence, LicenceType};
pub use mapping::{Column, MappedEntity, MappedFile};
pub use notify::{Escalation, Notify, QuietHours, Recipient, RecipientRole, Smtp, SmtpTls};
pub use organiser::{Language, Organiser};
pub use pool::{Bind, Fair, Guarantee, LossRule, Pool, Reservation, Weight};
pub use provider::Provider;
pub use report::{Report, ReportFormat, ReportName};
pub use request::{Contact, Request};
pub use retention::{LETTERS_MIN, Retention, Term};
pub use schedule::Schedule;
pub use server::{Callback, Server, TokenPlace};
pub use source::{Encoding, Separator, Source, SourceKind};
pub use tool::{Dpa, ProtectedPolicy, Provisioning, Requirement, Tool, Vendor};
pub use web::{Listen, Web};
pub use webhook::{Webhook, WebhookKind};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// How long seats are kept, for pools that say nothing of it themselves. Without it 14 days whatever the cause.
    pub leave: Leave,
    /// When there is no school, when the roster frees no seats, and which days are no working days.
    pub calendar: Calendar,
    /// Letters: who gets them and where they go.
    pub notify: Notify,
    /// How long what is stored about people is kept.
    pub retention: Retention,
    /// Where the daemon is asked how it goes, and where people see what it does.
    pub web: Web,
    /// Licence requests to vendors.
    pub request: Request,
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
    /// Reports that go out as letters by themselves.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub report: Vec<Report>,
    /// Decisions about single persons.
    #[serde(rename = "override")]
    pub overrides: Vec<Override>,
}
