//! What cannot wait: stops of a run, and single things.

use super::{Desk, Draft};
use crate::plan::{Alert, Hold, HoldKind, Notice, WebhookLoss};
use crate::wording::{alert, one_line};

impl Desk<'_> {
    /// Stops of one run.
    pub(super) fn held(&self, notices: &[Notice], run: Option<i64>) -> Option<Draft> {
        let holds: Vec<&Hold> = notices.iter().filter_map(hold_of).collect();
        let what: Vec<String> = holds.iter().map(|hold| self.about_hold(hold)).collect();
        let run = run?.to_string();
        let is_lowered = holds.iter().all(|hold| hold.kind == HoldKind::SeatsLowered);
        let mend = if is_lowered { "letter-held-raise" } else { "letter-held-mend" };
        let steps = ["letter-held-look", "letter-held-release", mend];
        let steps = steps.map(|key| self.words.say(key, &[("run", (&run).into())]));
        let body = format!("{}\n\n{}", what.join("\n\n"), self.steps(&steps));
        let line = alert::held(self.words, &self.names, holds.first()?);
        let hashes: Vec<&str> = holds.iter().map(|hold| &hold.hash[..16.min(hold.hash.len())]).collect();
        Some(Draft { kind: "held", thread: format!("held {}", hashes.join(" ")), line, body })
    }

    fn about_hold(&self, hold: &Hold) -> String {
        let date = self.names.day.to_string();
        let kind = alert::hold_kind(self.words, hold.kind);
        let scope = alert::scope(self.words, &self.names, &hold.scope);
        let fills = [
            ("date", (&date).into()),
            ("kind", (&kind).into()),
            ("scope", (&scope).into()),
            ("count", hold.count.into()),
            ("base", hold.base.into()),
            ("limit", hold.limit.into()),
        ];
        self.words.say("letter-held", &fills)
    }

    /// A thing that has a letter of its own.
    pub(super) fn direct(&self, notice: &Notice) -> Option<Draft> {
        let line = self.line(notice);
        let (thread, (kind, body)) = match notice {
            Notice::Opened { alert } | Notice::Worse { alert } => (alert.key(), self.body(alert)?),
            Notice::Resolved { alert } => (alert.key(), ("resolved", self.good_news(alert)?)),
            Notice::Happened { .. } => return None,
        };
        Some(Draft { kind, thread, line, body })
    }

    /// What to say of an alert, and of which kind a letter about it is.
    pub(super) fn body(&self, alert: &Alert) -> Option<(&'static str, String)> {
        match alert {
            Alert::Shortage { .. } => Some(("shortage", self.shortage(alert)?)),
            Alert::OverAssigned { pool, count } => {
                let name = self.names.pool(pool);
                let fills = [("pool", (&name).into()), ("count", (*count).into())];
                Some(("over_assigned", self.told("letter-over_assigned", &fills, &["letter-over_assigned-do"])))
            }
            Alert::Expiring { licence, tool, to, holders, .. } => {
                let (licence, tool, to) = (licence.to_string(), self.names.tool(tool), to.to_string());
                let fills = [
                    ("licence", (&licence).into()),
                    ("tool", (&tool).into()),
                    ("to", (&to).into()),
                    ("holders", (*holders).into()),
                ];
                Some(("expiring", self.told("letter-expiring", &fills, &["letter-expiring-do"])))
            }
            Alert::InGrace { licence, tool, until, holders } => {
                let (licence, tool, until) = (licence.to_string(), self.names.tool(tool), until.to_string());
                let fills = [
                    ("licence", (&licence).into()),
                    ("tool", (&tool).into()),
                    ("until", (&until).into()),
                    ("holders", (*holders).into()),
                ];
                Some(("in_grace", self.told("letter-in_grace", &fills, &["letter-expiring-do"])))
            }
            Alert::ProtectedDecision { count } => {
                let steps = ["letter-protected-look", "letter-protected-do"];
                Some(("protected_decision", self.told("letter-protected", &[("count", (*count).into())], &steps)))
            }
            Alert::RequestOverdue { request, vendor, due, late } => {
                let (vendor, due) = (one_line(vendor), due.to_string());
                let fills = [("request", request.into()), ("vendor", (&vendor).into())];
                let fills: Vec<_> =
                    fills.into_iter().chain([("due", (&due).into()), ("late", (*late).into())]).collect();
                let steps = ["letter-request_overdue-look", "letter-request_overdue-do"];
                Some(("request_overdue", self.told("letter-request_overdue", &fills, &steps)))
            }
            other => self.of_service(other),
        }
    }

    /// What to say of upprop's own work.
    fn of_service(&self, alert: &Alert) -> Option<(&'static str, String)> {
        match alert {
            Alert::RunsFail { since, why } => {
                let (since, why) = (since.to_string(), one_line(why));
                let fills = [("since", (&since).into()), ("why", (&why).into())];
                let steps = ["letter-runs_fail-look", "letter-runs_fail-do"];
                Some(("runs_fail", self.told("letter-runs_fail", &fills, &steps)))
            }
            Alert::SourceOld { source, since } => {
                let since = since.to_string();
                let fills = [("source", source.into()), ("since", (&since).into())];
                Some(("source_old", self.told("letter-source_old", &fills, &["letter-source_old-do"])))
            }
            Alert::WebhookLost { receiver, lost, .. } => {
                let key = match lost {
                    WebhookLoss::Gone => "letter-webhook_gone",
                    WebhookLoss::Silent => "letter-webhook_silent",
                };
                let receiver = one_line(receiver);
                let steps = [format!("{key}-do"), "letter-webhook-test".to_owned()];
                let steps = steps.each_ref().map(String::as_str);
                Some(("webhook_lost", self.told(key, &[("receiver", (&receiver).into())], &steps)))
            }
            Alert::ConfigurationRefused { why } => {
                let steps = ["letter-configuration-look", "letter-configuration-do"];
                let why = one_line(why);
                Some(("configuration_refused", self.told("letter-configuration", &[("why", (&why).into())], &steps)))
            }
            _ => None,
        }
    }

    pub(super) fn told(&self, key: &str, fills: &[(&str, crate::wording::Fill<'_>)], steps: &[&str]) -> String {
        let steps: Vec<String> = steps.iter().map(|key| self.words.say(key, fills)).collect();
        format!("{}\n\n{}", self.words.say(key, fills), self.steps(&steps))
    }

    fn shortage(&self, alert: &Alert) -> Option<String> {
        let Alert::Shortage { pool, waiting, total, units, next } = alert else { return None };
        let name = self.names.pool(pool);
        let place = self.names.units(units).filter(|place| *place != name).unwrap_or_else(|| "none".to_owned());
        let tool = self.names.tool_of(pool);
        let fills = [
            ("waiting", (*waiting).into()),
            ("who", self.names.who(pool).into()),
            ("tool", (&tool).into()),
            ("pool", (&name).into()),
            ("total", (*total).into()),
            ("where", (&place).into()),
        ];
        let what = self.words.say("letter-shortage", &fills);
        let mut steps = Vec::new();
        if let Some((date, seats)) = next {
            let date = self.words.short_date(*date, self.names.day);
            steps.push(self.words.say("letter-next", &[("date", (&date).into()), ("seats", (*seats).into())]));
        }
        let tool = self.names.catalogue.pool(pool).and_then(|pool| self.names.catalogue.tools.get(&pool.tool));
        let vendor = tool.and_then(|tool| {
            let (name, address) = (one_line(&tool.vendor), one_line(tool.vendor_address.as_deref()?));
            Some(self.words.say("letter-vendor", &[("name", (&name).into()), ("address", (&address).into())]))
        });
        let vendor = vendor.unwrap_or_default();
        steps.push(self.words.say("letter-more", &[("count", (*waiting).into()), ("vendor", (&vendor).into())]));
        steps.push(self.words.say("letter-look", &[("pool", pool.as_str().into())]));
        Some(format!("{what}\n\n{}", self.steps(&steps)))
    }

    fn good_news(&self, alert: &Alert) -> Option<String> {
        if matches!(alert, Alert::WebhookLost { .. }) {
            return Some(self.words.text("letter-webhook-resolved"));
        }
        if alert.is_of_request() {
            return Some(self.words.text("letter-request-resolved"));
        }
        if alert.is_of_service() {
            return Some(self.words.text("letter-service-resolved"));
        }
        let pool = match alert {
            Alert::Shortage { pool, .. } | Alert::OverAssigned { pool, .. } => pool,
            Alert::InGrace { licence, tool, .. } => {
                let (licence, tool) = (one_line(licence.as_str()), self.names.tool(tool));
                let fills = [("licence", (&licence).into()), ("tool", (&tool).into())];
                return Some(self.words.say("letter-in_grace-resolved", &fills));
            }
            Alert::ProtectedDecision { .. } => return Some(self.words.text("letter-protected-resolved")),
            _ => return None,
        };
        let (tool, pool) = (self.names.tool_of(pool), self.names.pool(pool));
        Some(self.words.say("letter-resolved", &[("tool", (&tool).into()), ("pool", (&pool).into())]))
    }
}

fn hold_of(notice: &Notice) -> Option<&Hold> {
    match notice {
        Notice::Opened { alert: Alert::Held { hold } } => Some(hold),
        _ => None,
    }
}
