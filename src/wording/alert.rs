//! Alerts and happenings in one line each, as subjects, digests and to-do lists use them.

use super::{Words, one_line};
use crate::licence::{Catalogue, PoolKey, ToolKey};
use crate::plan::{Alert, Happening, Hold, HoldKind, Scope, WebhookLoss};
use crate::roster::{GroupId, Snapshot, UnitId};
use crate::seats::natural;
use jiff::civil::Date;

/// What lines need to name things.
pub struct Names<'a> {
    /// Names of tools, pools, licences.
    pub catalogue: &'a Catalogue,
    /// Names of units.
    pub roster: &'a Snapshot,
    /// The day, from which days are counted.
    pub day: Date,
}

impl Names<'_> {
    /// A tool's name.
    #[must_use]
    pub fn tool(&self, key: &ToolKey) -> String {
        self.catalogue.tools.get(key).map_or_else(|| key.to_string(), |tool| one_line(&tool.name))
    }

    /// A pool's name.
    #[must_use]
    pub fn pool(&self, key: &PoolKey) -> String {
        self.catalogue.pool(key).map_or_else(|| key.to_string(), |pool| one_line(&pool.name))
    }

    /// The name of a pool's tool.
    #[must_use]
    pub fn tool_of(&self, key: &PoolKey) -> String {
        self.catalogue.pool(key).map_or_else(|| key.to_string(), |pool| self.tool(&pool.tool))
    }

    /// A unit's name.
    #[must_use]
    pub fn unit(&self, id: &UnitId) -> String {
        self.roster.find_unit(id).map_or_else(|| id.to_string(), |unit| one_line(&unit.name))
    }

    /// A group's name.
    #[must_use]
    pub fn group(&self, id: &GroupId) -> String {
        self.roster.find_group(id).map_or_else(|| id.to_string(), |at| one_line(&self.roster.group(at).name))
    }

    /// Is a pool for pupils only?
    #[must_use]
    pub fn who(&self, key: &PoolKey) -> &'static str {
        let pupils = |pool: &&crate::licence::Pool| pool.audience.len() == 1 && &*pool.audience[0] == "pupil";
        if self.catalogue.pool(key).filter(pupils).is_some() { "pupil" } else { "person" }
    }

    fn days_to(&self, date: Date) -> u64 {
        u64::try_from((date - self.day).get_days()).unwrap_or(0)
    }

    /// Where seats of a pool are lacking: the units, else the pool, unless its tool says which pool it is.
    #[must_use]
    pub fn place(&self, pool: &PoolKey, units: &[(UnitId, u32)]) -> Option<String> {
        let tool = self.catalogue.pool(pool).map(|pool| &pool.tool);
        let only = tool.is_some_and(|tool| self.catalogue.pools_of(tool).count() == 1);
        let own = || (!only).then(|| self.pool(pool));
        self.units(units).or_else(own).filter(|place| *place != self.tool_of(pool))
    }

    /// Names of units, joined.
    #[must_use]
    pub fn units(&self, units: &[(UnitId, u32)]) -> Option<String> {
        let names: Vec<String> = units.iter().map(|(unit, _)| self.unit(unit)).collect();
        (!names.is_empty()).then(|| names.join(", "))
    }
}

/// An alert in one line.
#[must_use]
pub fn line(words: &Words, names: &Names<'_>, alert: &Alert) -> String {
    match alert {
        Alert::Shortage { pool, waiting, units, .. } => {
            let place = names.place(pool, units).unwrap_or_else(|| "none".to_owned());
            let (tool, who) = (names.tool_of(pool), names.who(pool));
            let fills = [
                ("tool", (&tool).into()),
                ("waiting", (*waiting).into()),
                ("who", who.into()),
                ("where", (&place).into()),
            ];
            words.say("alert-shortage", &fills)
        }
        Alert::OverAssigned { pool, count } => {
            let (tool, pool) = (names.tool_of(pool), names.pool(pool));
            words.say(
                "alert-over_assigned",
                &[("tool", (&tool).into()), ("pool", (&pool).into()), ("count", (*count).into())],
            )
        }
        Alert::LowSeats { pool, available, total, .. } => {
            let (tool, pool) = (names.tool_of(pool), names.pool(pool));
            let counts = [("available", (*available).into()), ("total", (*total).into())];
            let fills = [("tool", (&tool).into()), ("pool", (&pool).into())];
            words.say("alert-low_seats", &fills.into_iter().chain(counts).collect::<Vec<_>>())
        }
        Alert::StartersAtRisk { pool, count, on } => {
            let (tool, who, on) = (names.tool_of(pool), names.who(pool), on.to_string());
            let fills =
                [("tool", (&tool).into()), ("who", who.into()), ("count", (*count).into()), ("on", (&on).into())];
            words.say("alert-starters_at_risk", &fills)
        }
        Alert::Expiring { tool, to, holders, trial, .. } => {
            let (tool, days) = (names.tool(tool), names.days_to(*to));
            let key = if *trial { "alert-trial" } else { "alert-expiring" };
            let to = to.to_string();
            words.say(
                key,
                &[
                    ("tool", (&tool).into()),
                    ("to", (&to).into()),
                    ("days", days.into()),
                    ("holders", (*holders).into()),
                ],
            )
        }
        Alert::InGrace { tool, until, holders, .. } => {
            let (tool, until) = (names.tool(tool), until.to_string());
            words.say(
                "alert-in_grace",
                &[("tool", (&tool).into()), ("until", (&until).into()), ("holders", (*holders).into())],
            )
        }
        Alert::Dpa { tool, dpa, holders, kept_out } => {
            let state = words.text(&format!("dpa-{}", dpa.word()));
            let tool = names.tool(tool);
            let fills = [
                ("tool", (&tool).into()),
                ("state", (&state).into()),
                ("holders", (*holders).into()),
                ("kept_out", (*kept_out).into()),
            ];
            words.say("alert-dpa", &fills)
        }
        Alert::ProtectedDecision { count } => words.say("alert-protected", &[("count", (*count).into())]),
        Alert::Held { hold } => held(words, names, hold),
        other => state_line(words, names, other),
    }
}

/// Alerts about data and dates.
fn state_line(words: &Words, names: &Names<'_>, alert: &Alert) -> String {
    match alert {
        Alert::EmailMissing { tool, count, .. } => {
            let tool = names.tool(tool);
            words.say("alert-email_missing", &[("tool", (&tool).into()), ("count", (*count).into())])
        }
        Alert::UnitCodeMissing { units } => {
            let units: Vec<String> = units.iter().map(|unit| names.unit(unit)).collect();
            words.say("alert-unit_code_missing", &[("units", (&units.join(", ")).into())])
        }
        Alert::UnitNotAssigned { tool, unit, persons } => {
            let (tool, unit) = (names.tool(tool), names.unit(unit));
            words.say(
                "alert-unit_not_assigned",
                &[("tool", (&tool).into()), ("unit", (&unit).into()), ("persons", (*persons).into())],
            )
        }
        Alert::Unknown { place, name } => {
            let name = one_line(name);
            words.say("alert-unknown", &[("place", place.into()), ("name", (&name).into())])
        }
        Alert::StartsItself { licence, tool, on, .. } => {
            let (tool, days, on) = (names.tool(tool), names.days_to(*on), on.to_string());
            let licence = licence.to_string();
            words.say(
                "alert-starts_itself",
                &[
                    ("tool", (&tool).into()),
                    ("licence", (&licence).into()),
                    ("on", (&on).into()),
                    ("days", days.into()),
                ],
            )
        }
        other if other.is_of_request() => of_request(words, "alert", other),
        other => of_service(words, "alert", other),
    }
}

/// Alerts about licence requests.
fn of_request(words: &Words, begins: &str, alert: &Alert) -> String {
    match alert {
        Alert::RequestUnanswered { request, vendor, days, .. } => {
            let vendor = one_line(vendor);
            let fills = [("request", request.into()), ("vendor", (&vendor).into()), ("days", (*days).into())];
            words.say(&format!("{begins}-request_unanswered"), &fills)
        }
        Alert::RequestOverdue { request, vendor, due, late } => {
            let (vendor, due) = (one_line(vendor), due.to_string());
            let fills = [("request", request.into()), ("vendor", (&vendor).into())];
            let fills = fills.into_iter().chain([("due", (&due).into()), ("late", (*late).into())]);
            words.say(&format!("{begins}-request_overdue"), &fills.collect::<Vec<_>>())
        }
        _ => String::new(),
    }
}

/// Alerts about upprop's own work.
fn of_service(words: &Words, begins: &str, alert: &Alert) -> String {
    match alert {
        Alert::RunsFail { since, .. } => {
            words.say(&format!("{begins}-runs_fail"), &[("since", (&since.to_string()).into())])
        }
        Alert::SourceOld { source, since } => {
            let since = since.to_string();
            words.say(&format!("{begins}-source_old"), &[("source", source.into()), ("since", (&since).into())])
        }
        Alert::ConfigurationRefused { .. } => words.text(&format!("{begins}-configuration_refused")),
        Alert::WebhookLost { receiver, lost, .. } => {
            let how = match lost {
                WebhookLoss::Gone => "gone",
                WebhookLoss::Silent => "silent",
            };
            let receiver = one_line(receiver);
            words.say(&format!("{begins}-webhook_lost"), &[("receiver", (&receiver).into()), ("how", how.into())])
        }
        _ => String::new(),
    }
}

/// An alert that is over, in one line.
#[must_use]
pub fn resolved(words: &Words, names: &Names<'_>, alert: &Alert) -> String {
    let (key, pool) = match alert {
        Alert::Shortage { pool, units, .. } => {
            let place = names.place(pool, units).unwrap_or_else(|| "none".to_owned());
            let tool = names.tool_of(pool);
            return words.say("resolved-shortage", &[("tool", (&tool).into()), ("where", (&place).into())]);
        }
        Alert::OverAssigned { pool, .. } => ("resolved-over_assigned", pool),
        Alert::InGrace { tool, licence, .. } => {
            let (tool, licence) = (names.tool(tool), one_line(licence.as_str()));
            return words.say("resolved-in_grace", &[("tool", (&tool).into()), ("licence", (&licence).into())]);
        }
        Alert::ProtectedDecision { .. } => return words.text("resolved-protected"),
        other if other.is_of_service() => return of_service(words, "resolved", other),
        other if other.is_of_request() => return of_request(words, "resolved", other),
        other => return line(words, names, other),
    };
    let (tool, pool) = (names.tool_of(pool), names.pool(pool));
    words.say(key, &[("tool", (&tool).into()), ("pool", (&pool).into())])
}

/// Something that happened, in one line.
#[must_use]
pub fn happened(words: &Words, names: &Names<'_>, happening: &Happening) -> String {
    match happening {
        Happening::EmailChanged { tool, count, .. } => {
            let tool = names.tool(tool);
            words.say("happening-email_changed", &[("tool", (&tool).into()), ("count", (*count).into())])
        }
        Happening::Withdrawn { pool, count } => {
            let (tool, pool) = (names.tool_of(pool), names.pool(pool));
            words.say(
                "happening-withdrawn",
                &[("tool", (&tool).into()), ("pool", (&pool).into()), ("count", (*count).into())],
            )
        }
        Happening::Healed { scope: place, hold, count } => {
            let (kind, scope) = (hold_kind(words, *hold), scope(words, names, place));
            let fills = [("kind", (&kind).into()), ("scope", (&scope).into()), ("count", (*count).into())];
            words.say("happening-healed", &fills)
        }
        Happening::Joined { licence, pool, seats } => {
            let (licence, pool) = (licence.to_string(), names.pool(pool));
            words.say(
                "happening-joined",
                &[("licence", (&licence).into()), ("pool", (&pool).into()), ("seats", (*seats).into())],
            )
        }
    }
}

/// A hold in one line.
#[must_use]
pub fn held(words: &Words, names: &Names<'_>, hold: &Hold) -> String {
    let (kind, scope) = (hold_kind(words, hold.kind), scope(words, names, &hold.scope));
    let fills = [
        ("kind", (&kind).into()),
        ("scope", (&scope).into()),
        ("count", hold.count.into()),
        ("base", hold.base.into()),
    ];
    words.say("alert-held", &fills)
}

/// How many people a line names before it only counts.
const NAMED_MAX: usize = 12;

/// Keys of people in their order; of many only the first, and how many more there are.
#[must_use]
pub fn people(words: &Words, keys: Vec<String>) -> String {
    let count = keys.len() as u64;
    people_of(words, keys, count)
}

/// The same, of some of so many.
fn people_of(words: &Words, mut keys: Vec<String>, count: u64) -> String {
    keys.sort_by(|a, b| natural(a).cmp(&natural(b)));
    keys.truncate(NAMED_MAX);
    let who = keys.join(", ");
    match count.saturating_sub(keys.len() as u64) {
        0 => who,
        more => format!("{who} {}", words.say("plan-more", &[("count", more.into())])),
    }
}

/// Whom a hold is about, as far as it says.
#[must_use]
pub fn held_people(words: &Words, hold: &Hold) -> Vec<String> {
    if !hold.who.is_empty() {
        let who = people_of(words, hold.who.clone(), hold.count);
        return vec![words.say("plan-who", &[("people", (&who).into())])];
    }
    in_the_way(words, &hold.in_the_way, &hold.hash)
}

/// Who would lose a seat to a lowered number, and what to do about it; nothing for other holds.
#[must_use]
pub fn in_the_way(words: &Words, keys: &[String], hash: &str) -> Vec<String> {
    if keys.is_empty() {
        return Vec::new();
    }
    let who = people(words, keys.to_vec());
    let fills = [("people", (&who).into()), ("hash", hash.get(..12).unwrap_or(hash).into())];
    vec![words.say("plan-in-the-way", &fills), words.say("plan-accept", &fills)]
}

/// What is held, in words.
#[must_use]
pub fn hold_kind(words: &Words, kind: HoldKind) -> String {
    words.text(match kind {
        HoldKind::FirstImport => "kind-first_import",
        HoldKind::PersonRemovals => "kind-person_removals",
        HoldKind::PersonAdditions => "kind-person_additions",
        HoldKind::MembershipRemovals => "kind-membership_removals",
        HoldKind::MembershipAdditions => "kind-membership_additions",
        HoldKind::PersonChanges => "kind-person_changes",
        HoldKind::Rekeyed => "kind-rekeyed",
        HoldKind::PersonsUnreadable => "kind-persons_unreadable",
        HoldKind::SeatLosses => "kind-seat_losses",
        HoldKind::SeatsLowered => "kind-seats_lowered",
    })
}

/// What a hold covers, in words.
#[must_use]
pub fn scope(words: &Words, names: &Names<'_>, scope: &Scope) -> String {
    match scope {
        Scope::Total => words.text("scope-total"),
        Scope::Source(source) => words.say("scope-source", &[("id", source.as_str().into())]),
        Scope::Unit(unit) => words.say("scope-unit", &[("id", (&names.unit(unit)).into())]),
        Scope::Pool(pool) => words.say("scope-pool", &[("id", (&names.pool(pool)).into())]),
        Scope::Group(group) => words.say("scope-group", &[("id", (&names.group(group)).into())]),
    }
}
