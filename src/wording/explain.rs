//! An explanation in words: the chain with its marks, the outcome, and what would help.

use super::Words;
use crate::licence::{Bind, Phase};
use crate::seats::explain::{Certificate, Explanation, Freed, Help, Link, MoreSeats, Outcome, What};
use crate::seats::{Cause, Confirm, Reason, Tight};
use jiff::civil::Date;

/// The lines of one explanation. `tool` is the tool's name.
#[must_use]
pub fn lines(words: &Words, explanation: &Explanation, tool: &str, today: Date) -> Vec<String> {
    let teller = Teller { words, today };
    let title = words.say("explain-title", &[("person", (&explanation.person).into()), ("tool", tool.into())]);
    let mut lines = vec![title];
    for link in &explanation.links {
        lines.push(format!("  {} {}", if link.ok { '✓' } else { '✗' }, teller.link(link)));
    }
    lines.push(format!("  → {}", teller.outcome(&explanation.outcome)));
    let certificate = explanation.certificate.iter().flat_map(|certificate| teller.certificate(certificate));
    lines.extend(certificate.map(|line| format!("    {line}")));
    if !explanation.help.is_empty() {
        lines.push(format!("  {}:", words.text("help-title")));
        lines.extend(explanation.help.iter().map(|help| format!("   - {}", teller.help(help))));
    }
    lines
}

/// One explanation in parts, for a page.
pub struct Told {
    /// Step by step: does it hold, and what it says.
    pub steps: Vec<(bool, String)>,
    /// What came of it.
    pub outcome: String,
    /// What proves it, and what would help.
    pub notes: Vec<String>,
}

/// The same words in parts.
#[must_use]
pub fn told(words: &Words, explanation: &Explanation, today: Date) -> Told {
    let teller = Teller { words, today };
    let certificate = explanation.certificate.iter().flat_map(|certificate| teller.certificate(certificate));
    let help = explanation.help.iter().map(|help| teller.help(help));
    Told {
        steps: explanation.links.iter().map(|link| (link.ok, teller.link(link))).collect(),
        outcome: teller.outcome(&explanation.outcome),
        notes: certificate.chain(help).collect(),
    }
}

/// A binding in one line.
#[must_use]
pub fn bind_line(words: &Words, bind: &Bind) -> String {
    let all = Teller { words, today: Date::MAX }.bind(bind);
    if all.is_empty() { words.text("bind-all") } else { all }
}

struct Teller<'a> {
    words: &'a Words,
    today: Date,
}

impl Teller<'_> {
    fn date(&self, date: Date) -> String {
        self.words.short_date(date, self.today)
    }

    fn maybe(&self, date: Option<Date>) -> String {
        date.map_or_else(|| "none".to_owned(), |date| self.date(date))
    }

    fn link(&self, link: &Link) -> String {
        let say = |key: &str, fills: &[(&str, super::Fill<'_>)]| self.words.say(key, fills);
        match &link.what {
            What::Active { from, .. } if link.ok => say("link-active", &[("from", (&self.maybe(*from)).into())]),
            What::Active { from: Some(from), to: None } => say("link-coming", &[("from", (&self.date(*from)).into())]),
            What::Active { to, .. } => say("link-inactive", &[("to", (&self.maybe(*to)).into())]),
            What::Standing { standing, reason, until } => {
                let (reason, until) = (reason.clone().unwrap_or_default(), self.maybe(*until));
                say(&format!("link-{standing}"), &[("reason", (&reason).into()), ("until", (&until).into())])
            }
            What::Role { roles, audience } => {
                let (roles, audience) = (self.roles(roles), self.roles(audience));
                say("link-role", &[("roles", (&roles).into()), ("audience", (&audience).into())])
            }
            What::Bound { pool, name, bind, .. } => {
                let bind = self.bind(bind);
                say("link-bound", &[("bind", (&bind).into()), ("pool", pool.as_str().into()), ("name", name.into())])
            }
            What::Lost { freed: Freed { pool, on, cause }, rule } => {
                let (on, cause) = (self.date(*on), self.words.text(&format!("cause-{}", cause.word())));
                let rule = rule.map_or_else(String::new, |rule| self.words.text(&format!("loss-{}", rule.word())));
                let key = if rule.is_empty() { "link-lost" } else { "link-lost-by-rule" };
                let fills = [
                    ("pool", pool.as_str().into()),
                    ("on", (&on).into()),
                    ("cause", (&cause).into()),
                    ("rule", (&rule).into()),
                ];
                say(key, &fills)
            }
            What::NotBound { pools } => say("link-not-bound", &[("pools", (*pools).into())]),
            What::UnitAssigned { .. } => {
                say(if link.ok { "link-unit_assigned" } else { "link-unit-not-assigned" }, &[])
            }
            What::Dpa { state } => {
                let state = self.words.text(&format!("dpa-{}", state.word()));
                say("link-dpa", &[("state", (&state).into())])
            }
            What::Licence { phase, until, .. } => {
                let key = match phase {
                    Phase::Running => "link-licence-running",
                    Phase::Grace => "link-licence-grace",
                    Phase::Over => "link-licence-over",
                    Phase::Ordered | Phase::NotStarted => "link-licence-coming",
                };
                say(key, &[("until", (&self.maybe(*until)).into())])
            }
            What::UnitCode => say(if link.ok { "link-unit_code" } else { "link-unit-code-missing" }, &[]),
            What::Email => say(if link.ok { "link-email" } else { "link-email-missing" }, &[]),
            What::Seat { total: None, .. } => say("link-seat-unlimited", &[]),
            What::Seat { total: Some(total), occupied, .. } => {
                let key = if link.ok { "link-seat-free" } else { "link-seat-taken" };
                say(key, &[("occupied", (*occupied).into()), ("total", (*total).into())])
            }
        }
    }

    fn roles(&self, roles: &[String]) -> String {
        let role = |role: &String| {
            let key = format!("role-{role}");
            let text = self.words.text(&key);
            if text == key { role.clone() } else { text }
        };
        roles.iter().map(role).collect::<Vec<_>>().join(", ")
    }

    fn bind(&self, bind: &Bind) -> String {
        let say = |key: &str, fills: &[(&str, super::Fill<'_>)]| self.words.say(key, fills);
        let mut parts = Vec::new();
        if bind.person.is_some() {
            parts.push(say("bind-person", &[]));
        }
        if let Some(group) = &bind.group {
            parts.push(say("bind-group", &[("group", (&**group).into())]));
        }
        match (&bind.role, &bind.unit) {
            (Some(role), Some(unit)) => {
                let role = self.roles(&[role.to_string()]);
                parts.push(say("bind-role-unit", &[("role", (&role).into()), ("unit", (&**unit).into())]));
            }
            (Some(role), None) => parts.push(say("bind-role", &[("role", (&self.roles(&[role.to_string()])).into())])),
            (None, Some(unit)) => parts.push(say("bind-unit", &[("unit", (&**unit).into())])),
            (None, None) => {}
        }
        if let Some((first, last)) = bind.school_year {
            parts.push(say("bind-years", &[("first", u32::from(first).into()), ("last", u32::from(last).into())]));
        }
        let joined = parts
            .into_iter()
            .reduce(|one, other| say("bind-more", &[("one", (&one).into()), ("other", (&other).into())]));
        joined.unwrap_or_default()
    }

    fn reasons(&self, reasons: &[Reason]) -> String {
        reasons
            .iter()
            .map(|reason| self.words.text(&format!("reason-{}", reason.word())))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        let say = |key: &str, fills: &[(&str, super::Fill<'_>)]| self.words.say(key, fills);
        match outcome {
            Outcome::Assigned { pool, since } => {
                say("outcome-assigned", &[("pool", pool.as_str().into()), ("since", (&self.date(*since)).into())])
            }
            Outcome::Frozen { pool, since } => {
                say("outcome-frozen", &[("pool", pool.as_str().into()), ("since", (&self.date(*since)).into())])
            }
            Outcome::Lent { pool, since, until } => {
                let (since, until) = (self.date(*since), self.date(*until));
                let fills = [("pool", pool.as_str().into()), ("since", (&since).into()), ("until", (&until).into())];
                say("outcome-lent", &fills)
            }
            Outcome::Starting { pool, on, is_kept } => {
                let key = if *is_kept { "outcome-starting" } else { "outcome-starting-at-risk" };
                say(key, &[("pool", pool.as_str().into()), ("on", (&self.date(*on)).into())])
            }
            Outcome::Grace { pool, kept_until, until, cause, confirm } => {
                let key = match (kept_until, cause) {
                    (Some(_), Cause::Inactive) => "outcome-grace-inactive",
                    (Some(_), _) => "outcome-grace-wanted",
                    (None, _) => "outcome-grace",
                };
                let (pool, until, kept) = (pool.to_string(), self.date(*until), self.maybe(*kept_until));
                let cause = self.words.text(&format!("cause-{}", cause.word()));
                let fills = [
                    ("pool", (&pool).into()),
                    ("kept", (&kept).into()),
                    ("until", (&until).into()),
                    ("cause", (&cause).into()),
                ];
                let said = say(key, &fills);
                match confirm {
                    None => said,
                    Some(Confirm { source, from }) => {
                        let from = self.date(*from);
                        let fills = [("source", source.as_str().into()), ("from", (&from).into())];
                        format!("{said}; {}", say("outcome-grace-confirm", &fills))
                    }
                }
            }
            Outcome::Waiting { pool, reasons, place, of, since } => {
                let (reasons, since) = (self.reasons(reasons), self.date(*since));
                let fills = [
                    ("pool", pool.as_str().into()),
                    ("reasons", (&reasons).into()),
                    ("place", (*place).into()),
                    ("of", (*of).into()),
                    ("since", (&since).into()),
                ];
                say("outcome-waiting", &fills)
            }
            Outcome::Blocked { reasons, since } => {
                let (reasons, since) = (self.reasons(reasons), self.date(*since));
                say("outcome-blocked", &[("reasons", (&reasons).into()), ("since", (&since).into())])
            }
            Outcome::Held => say("outcome-held-person", &[]),
            Outcome::Dormant => say("outcome-dormant", &[]),
            Outcome::Excluded => say("outcome-excluded", &[]),
            Outcome::NotEntitled => say("outcome-not_entitled", &[]),
            Outcome::Pending => say("outcome-pending", &[]),
        }
    }

    /// The proof of somebody who waits, or what decided for somebody who has a seat.
    fn certificate(&self, certificate: &Certificate) -> Vec<String> {
        let (tight, shared, before, purchase) = match certificate {
            Certificate::Seated { by } => return vec![self.words.text(&format!("seated-{}", by.word()))],
            Certificate::Waiting { tight, shared, before, purchase } => (tight, *shared, before, purchase),
        };
        let pool = |of: &Tight| {
            let key = if of.by_moving { "tight-by-moving" } else { "tight-pool" };
            self.words.say(key, &[("pool", of.pool.as_str().into()), ("seats", of.seats.into())])
        };
        let pools = tight.iter().map(pool).collect::<Vec<_>>().join(", ");
        let class = |(class, count): (&u8, &u32)| {
            self.words.say("before-class", &[("class", u32::from(*class).into()), ("count", (*count).into())])
        };
        let (count, classes) = (before.values().sum::<u32>(), before.iter().map(class).collect::<Vec<_>>().join(", "));
        let mut lines = vec![self.words.say("certificate-tight", &[("pools", (&pools).into())])];
        let fills = [("count", count.into()), ("classes", (&classes).into())];
        lines.push(self.words.say(if count == 0 { "certificate-first" } else { "certificate-before" }, &fills));
        let seats = |of: &MoreSeats| {
            self.words.say("certificate-seats", &[("pool", of.pool.as_str().into()), ("seats", of.seats.into())])
        };
        let or = format!(" {} ", self.words.text("certificate-or"));
        let purchase = purchase.iter().map(seats).collect::<Vec<_>>().join(&or);
        if !purchase.is_empty() {
            lines.push(self.words.say("certificate-purchase", &[("purchase", (&purchase).into())]));
        }
        lines.push(self.words.text(if shared { "rule-share" } else { "rule-keep" }));
        lines
    }

    fn help(&self, help: &Help) -> String {
        let say = |key: &str, fills: &[(&str, super::Fill<'_>)]| self.words.say(key, fills);
        match help {
            Help::NextDelivery { on, seats } => {
                say("help-next", &[("on", (&self.date(*on)).into()), ("seats", (*seats).into())])
            }
            Help::GraceEnds { until } => say("help-grace-ends", &[("until", (&self.date(*until)).into())]),
            Help::Vendor { name, address } => {
                let address = address.clone().unwrap_or_else(|| "none".to_owned());
                say("help-vendor", &[("name", name.into()), ("address", (&address).into())])
            }
        }
    }
}
