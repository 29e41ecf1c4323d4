//! From the configuration to what rules know: the catalogue, the guard's limits, working days.

use super::model;
use crate::licence::{
    Bind, Calendar, Catalogue, Choice, Contract, Dpa, Fairness, Grace, Graces, Kind, Licence, LicenceKey, LossRule,
    Override, OverrideKind, Pool, PoolKey, Portion, ProtectedPolicy, Requirement, Reservation, Sharing, Span, Tool,
    ToolKey, Window,
};
use crate::plan::{GroupLimit, Limit, Limits, ScopeLimits};
use crate::retention::{Subject, Term, Terms};
use crate::roster::{Period, SourceName};
use crate::workday::{Closing, Workdays};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The catalogue of a checked configuration.
#[must_use]
pub fn catalogue(file: &model::File) -> Catalogue {
    let vendors: BTreeMap<&str, &model::Vendor> = file.vendor.iter().map(|v| (v.key.as_str(), v)).collect();
    let licences: BTreeMap<LicenceKey, Licence> =
        file.licence.iter().map(|l| (LicenceKey::from(l.key.as_str()), licence(l))).collect();
    Catalogue {
        tools: file.tool.iter().map(|t| (ToolKey::from(t.key.as_str()), tool(t, &vendors))).collect(),
        pools: file.pool.iter().map(|p| pool(p, &licences, &file.leave)).collect(),
        contracts: file.licence.iter().filter_map(contract).collect(),
        calendar: calendar(&file.calendar),
        overrides: file.overrides.iter().map(override_of).collect(),
        licences,
    }
}

/// The guard's limits on a day, each scope's own or the general ones.
#[must_use]
pub fn limits(guard: &model::Guard, day: Date) -> Limits {
    let guard = guard.on(day);
    let limit = |l: model::Limit| Limit { percent: l.percent, count: l.count, floor: l.floor };
    let scope = |own: &model::ScopeLimits| ScopeLimits {
        removals: limit(own.removals.unwrap_or(guard.removals)),
        additions: limit(own.additions.unwrap_or(guard.additions)),
        changes: limit(own.changes.unwrap_or(guard.changes)),
        unreadable: limit(own.unreadable.unwrap_or(guard.unreadable)),
    };
    Limits {
        total: scope(&guard.total),
        source: scope(&guard.source),
        unit: scope(&guard.unit),
        pool: scope(&guard.pool),
        group: GroupLimit { min_size: guard.group.min_size, removals: limit(guard.group.removals) },
        rekeyed: limit(guard.rekeyed),
        lowered: Limit { percent: 0, count: None, floor: 0 },
    }
}

/// How long what is stored about people is kept.
#[must_use]
pub fn terms(file: &model::File) -> Terms {
    let model::Retention { people, seats, ledger, letters, holds, runs, requests } = file.retention;
    let term = |term: model::Term| match term {
        model::Term::After(days) => Term::Days(days.0),
        model::Term::Never => Term::Never,
    };
    let terms = [
        (Subject::People, people),
        (Subject::Seats, seats),
        (Subject::Ledger, ledger),
        (Subject::Letters, letters),
        (Subject::Holds, holds),
        (Subject::Runs, runs),
        (Subject::Requests, requests),
    ];
    Terms(terms.into_iter().map(|(subject, of)| (subject, term(of))).collect())
}

/// The organiser's working days.
#[must_use]
pub fn workdays(file: &model::File) -> Workdays {
    let closing = |one: &model::Closing| Closing { from: one.from, until: one.last() };
    Workdays { extra_closed: file.calendar.extra_closed.iter().map(closing).collect() }
}

/// After how many days somebody's absence counts, by source; 0 where absence alone means left.
#[must_use]
pub fn confirm_after(file: &model::File) -> BTreeMap<SourceName, u16> {
    let days = |source: &model::Source| if source.absence_means_left { 0 } else { source.confirm_after.0.max(1) };
    file.source.iter().map(|source| (SourceName::from(source.name.as_str()), days(source))).collect()
}

fn tool(tool: &model::Tool, vendors: &BTreeMap<&str, &model::Vendor>) -> Tool {
    let vendor = vendors.get(tool.vendor.as_str());
    let mut warn_days = tool.warn_days.clone();
    warn_days.sort_unstable_by(|a, b| b.cmp(a));
    Tool {
        key: ToolKey::from(tool.key.as_str()),
        name: Arc::from(tool.name.as_str()),
        version: tool.version.as_deref().map(Arc::from),
        vendor: Arc::from(vendor.map_or(tool.vendor.as_str(), |v| v.name.as_str())),
        vendor_address: vendor.and_then(|v| v.request_address.as_deref()).map(Arc::from),
        requires: tool
            .requires
            .iter()
            .map(|r| match r {
                model::Requirement::Email => Requirement::Email,
                model::Requirement::UnitCode => Requirement::UnitCode,
            })
            .collect(),
        dpa: dpa(tool.dpa),
        dpa_before: tool.dpa_since.zip(tool.dpa_before.map(dpa)),
        matches_email: tool.matches_email,
        warn_days,
        protected: policy(tool.protected),
    }
}

fn dpa(dpa: model::Dpa) -> Dpa {
    match dpa {
        model::Dpa::Signed => Dpa::Signed,
        model::Dpa::Missing => Dpa::Missing,
        model::Dpa::UnderReview => Dpa::UnderReview,
        model::Dpa::Ended => Dpa::Ended,
    }
}

fn policy(policy: model::ProtectedPolicy) -> ProtectedPolicy {
    match policy {
        model::ProtectedPolicy::Hold => ProtectedPolicy::Hold,
        model::ProtectedPolicy::Exclude => ProtectedPolicy::Exclude,
        model::ProtectedPolicy::Include => ProtectedPolicy::Include,
    }
}

fn licence(licence: &model::Licence) -> Licence {
    let starts = licence.started_on.or(licence.start_by);
    let term_end = starts.zip(licence.term_months).and_then(|(start, months)| {
        let next = start.checked_add(i64::from(months).months()).ok()?;
        next.yesterday().ok()
    });
    Licence {
        key: LicenceKey::from(licence.key.as_str()),
        tool: ToolKey::from(licence.tool.as_str()),
        kind: kind(licence.kind),
        audience: licence.audience.iter().map(|word| Arc::from(word.as_str())).collect(),
        seats: licence.seats.unwrap_or(0),
        staff_seats: licence.staff_seats.unwrap_or(0),
        from: licence.valid_from,
        to: licence.valid_to.or(term_end),
        grace_days: licence.grace_days,
        delivered_on: licence.delivered_on,
        ordered: licence.ordered,
        starts_itself_on: licence.start_by.filter(|_| licence.started_on.is_none()),
        renews: licence.renews.as_deref().map(LicenceKey::from),
        units: licence.units.iter().map(|unit| Arc::from(unit.as_str())).collect(),
        trial: licence.trial,
        price: licence.price,
    }
}

fn contract(licence: &model::Licence) -> Option<(LicenceKey, Contract)> {
    let contract = Contract { ends_on: licence.contract_to, notice_days: licence.notice_days };
    (contract != Contract::default()).then(|| (LicenceKey::from(licence.key.as_str()), contract))
}

fn kind(kind: model::LicenceType) -> Kind {
    match kind {
        model::LicenceType::Individual => Kind::Individual,
        model::LicenceType::Class => Kind::Class,
        model::LicenceType::School => Kind::School,
        model::LicenceType::Organisation => Kind::Organisation,
    }
}

fn pool(pool: &model::Pool, licences: &BTreeMap<LicenceKey, Licence>, general: &model::Leave) -> Pool {
    let named: Vec<LicenceKey> = pool.licences.iter().map(|key| LicenceKey::from(key.as_str())).collect();
    let first = named.first().and_then(|key| licences.get(key));
    let tool = first.map(|l| l.tool.clone()).or(pool.tool.as_deref().map(ToolKey::from));
    Pool {
        key: PoolKey::from(pool.key.as_str()),
        name: Arc::from(pool.name.as_str()),
        tool: tool.unwrap_or_else(|| ToolKey::from("")),
        kind: first.map(|l| l.kind),
        audience: first.map(|l| l.audience.clone()).unwrap_or_default(),
        licences: named,
        auto_add: pool.auto_add,
        add_to_collection: pool.add_to_collection,
        graces: graces(pool, general),
        reserve: pool.reserve,
        low_seats: pool.low_seats,
        low_percent: pool.low_percent.unwrap_or(LOW_PERCENT),
        sharing: sharing(pool),
        inactive_after: pool.inactive_after.map(|days| days.0),
        loss_rule: loss_rule(pool.loss_rule),
        reservation: reservation(pool),
        binds: pool.bind.iter().map(bind).collect(),
    }
}

/// Seats are few when so many percent of them are taken, where nothing is said (UX 5.5).
const LOW_PERCENT: u32 = 95;
/// Days for which a leaver's seat is kept where nothing is said.
const LEAVE_GRACE_DAYS: u16 = 14;

/// A pool's own rules by cause, then its one number, then the general rules.
fn graces(pool: &model::Pool, general: &model::Leave) -> Graces {
    let mut graces = Graces::usual(pool.leave_grace.map_or(LEAVE_GRACE_DAYS, |days| days.0));
    let general = if pool.leave_grace.is_none() { general.by_cause().to_vec() } else { Vec::new() };
    let own = general.into_iter().chain(pool.leave.by_cause());
    graces.own.extend(own.filter_map(|(cause, grace)| Some((cause, self::grace(grace?)))));
    graces
}

fn grace(grace: model::Grace) -> Grace {
    let span = |days: model::Days| match grace.days {
        model::DayKind::Calendar => Span::Days(days.0),
        model::DayKind::School => Span::SchoolDays(days.0),
    };
    Grace { keep: span(grace.keep), until_wanted: grace.until_wanted.map(span) }
}

fn calendar(calendar: &model::Calendar) -> Calendar {
    let windows = |windows: &[model::Window]| {
        let units = |window: &model::Window| window.units.iter().map(|unit| Arc::from(unit.as_str())).collect();
        windows.iter().map(|one| Window { from: one.from, until: one.until, units: units(one) }).collect()
    };
    Calendar { breaks: windows(&calendar.breaks), freezes: windows(&calendar.freezes) }
}

fn loss_rule(rule: model::LossRule) -> LossRule {
    match rule {
        model::LossRule::PriorityLifo => LossRule::PriorityLifo,
        model::LossRule::Lifo => LossRule::Lifo,
        model::LossRule::Fifo => LossRule::Fifo,
        model::LossRule::LeastUsed => LossRule::LeastUsed,
        model::LossRule::FairBack => LossRule::FairBack,
    }
}

fn reservation(pool: &model::Pool) -> Option<Reservation> {
    let lead = pool.lead.map(|days| days.0).filter(|days| *days > 0)?;
    match pool.reservation {
        Some(model::Reservation::Off) => None,
        Some(model::Reservation::Hard) => Some(Reservation { lead, is_lent: false }),
        Some(model::Reservation::Lend) | None => Some(Reservation { lead, is_lent: true }),
    }
}

fn sharing(pool: &model::Pool) -> Sharing {
    let portion = |unit: &str, number| Portion { unit: Arc::from(unit), number };
    Sharing {
        fair: pool.fair.map(|fair| match fair {
            model::Fair::SainteLague => Fairness::SainteLague,
            model::Fair::Queue => Fairness::Queue,
        }),
        guarantees: pool.guarantees.iter().map(|one| portion(&one.unit, one.seats)).collect(),
        weights: pool.weights.iter().map(|one| portion(&one.unit, one.weight)).collect(),
    }
}

fn bind(bind: &model::Bind) -> Bind {
    let text = |text: &Option<String>| text.as_deref().map(Arc::from);
    let mut checked = Bind {
        unit: text(&bind.unit),
        group: text(&bind.group),
        person: text(&bind.person),
        role: text(&bind.role),
        school_year: bind.school_year.map(|[first, last]| (first, last)),
        class: 0,
        period: Period::new(bind.from, bind.until),
    };
    checked.class = bind.class.unwrap_or_else(|| checked.usual_class());
    checked
}

fn override_of(one: &model::Override) -> Override {
    let kind = match (one.kind, one.decision) {
        (model::OverrideKind::Dormant, _) => OverrideKind::Dormant,
        (model::OverrideKind::Pin, _) => OverrideKind::Pin,
        (model::OverrideKind::Exclude, _) => OverrideKind::Exclude,
        (model::OverrideKind::Protected, None) => OverrideKind::Protected,
        (model::OverrideKind::Protected, Some(decision)) => OverrideKind::Decision(Choice::from(policy(decision))),
    };
    Override {
        person: Arc::from(one.person.as_str()),
        kind,
        tool: one.tool.as_deref().map(ToolKey::from),
        period: Period::new(one.from, one.until),
        reason: Arc::from(one.reason.as_str()),
    }
}
