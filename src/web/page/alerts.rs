//! What there is to do, and what is being done about it.

use super::shape::{Block, Form, Link, Page, Todo, Tone};
use super::{Here, encoded};
use crate::plan::{Alert, Pause};
use crate::report::Target;
use crate::store::OpenAlert;
use crate::wording::alert::line;

/// Everything that stands, with what can be done about it.
#[must_use]
pub fn alerts(here: &Here<'_>) -> Page {
    let open = here.alerts();
    let mut blocks = vec![Block::Todo {
        title: here.text("page-alerts-open"),
        items: todo_of(here, &open),
        none: here.text("no-alerts"),
        more: None,
    }];
    let chosen = here.asked.chosen.get("alert");
    if let Some(one) = open.iter().find(|one| Some(&one.alert.key()) == chosen)
        && here.acts()
    {
        blocks.insert(0, Block::Form(pause(here, one)));
    }
    let lead = here.view.is_whole().then(|| here.text("page-alerts-lead"));
    Page { title: here.text("page-alerts"), lead, blocks, ..Page::default() }
}

/// The form that acknowledges an alert, or lets it be until a day.
fn pause(here: &Here<'_>, open: &OpenAlert) -> Form {
    let mut buttons = vec![("ack", here.text("page-ack")), ("snooze", here.text("page-snooze"))];
    if open.pause.as_ref().is_some_and(|pause| pause.holds_on(here.view.day())) {
        buttons.push(("wake", here.text("page-wake")));
    }
    Form {
        title: line(here.words, &here.view.names(), &open.alert),
        text: here.text("page-pause-text"),
        action: here.at("/alerts"),
        hidden: vec![("key", open.alert.key())],
        ticks: Vec::new(),
        fields: vec![("reason", here.text("page-reason"), "text"), ("until", here.text("page-until"), "date")],
        buttons,
    }
}

/// What there is to do: what nobody is at first, and of that what is urgent.
#[must_use]
pub(super) fn todo_of(here: &Here<'_>, alerts: &[OpenAlert]) -> Vec<Todo> {
    let day = here.view.day();
    let mut items: Vec<Todo> = alerts
        .iter()
        .map(|open| {
            let pause = open.pause.as_ref().filter(|pause| pause.holds_on(day));
            let tone = match (pause, open.alert.is_urgent()) {
                (Some(_), _) => Tone::Calm,
                (None, true) => Tone::Urgent,
                (None, false) => Tone::Warn,
            };
            Todo {
                tone,
                word: here.text(&format!("page-tone-{}", tone.class())),
                text: line(here.words, &here.view.names(), &open.alert),
                note: Some(note(here, open, pause)),
                action: action(here, &open.alert),
            }
        })
        .collect();
    items.sort_by_key(|item| match item.tone {
        Tone::Urgent => 0,
        Tone::Warn | Tone::Good => 1,
        Tone::Calm => 2,
    });
    items
}

fn note(here: &Here<'_>, open: &OpenAlert, pause: Option<&Pause>) -> String {
    let since = open.opened_at.to_zoned(here.view.setting().zone.clone()).date();
    let since = here.words.short_date(since, here.view.day());
    let mut note = here.words.say("page-since", &[("since", (&since).into())]);
    if let Some(pause) = pause {
        let until = pause.until.map(|until| until.to_string());
        let said = match &until {
            Some(until) => here.words.say("paused-until", &[("until", until.into())]),
            None => here.text("paused-known"),
        };
        note = format!("{note} · {said}");
        if !pause.reason.is_empty() {
            note = format!("{note}: {}", pause.reason);
        }
    }
    note
}

/// What to do about an alert: one link.
fn action(here: &Here<'_>, alert: &Alert) -> Option<Link> {
    let to = |key: &str, href: String| Some(Link { text: here.text(key), href, is_here: false });
    let pool = |pool: &crate::licence::PoolKey| here.to(&Target::Pool(pool.to_string()));
    let tool = |tool: &crate::licence::ToolKey| here.to(&Target::Tool(tool.to_string()));
    match alert {
        Alert::Shortage { pool: key, .. } => to("page-do-waiting", format!("{}?state=waiting", pool(key))),
        Alert::OverAssigned { pool: key, .. }
        | Alert::LowSeats { pool: key, .. }
        | Alert::StartersAtRisk { pool: key, .. } => to("page-do-pool", pool(key)),
        Alert::Expiring { tool: key, .. } | Alert::InGrace { tool: key, .. } => to("page-do-renew", tool(key)),
        Alert::StartsItself { tool: key, .. } | Alert::Dpa { tool: key, .. } => to("page-do-tool", tool(key)),
        Alert::EmailMissing { tool: key, .. } => {
            to("page-do-who", here.at(&format!("/waiting?state=blocked&tool={}", encoded(key.as_str()))))
        }
        Alert::ProtectedDecision { .. } if here.view.shows_protected() => {
            to("page-do-decide", here.at("/waiting?state=held"))
        }
        Alert::RequestUnanswered { request, .. } | Alert::RequestOverdue { request, .. } => {
            to("page-do-request", here.to(&Target::Request(request.clone())))
        }
        Alert::Held { .. } => to("page-do-hold", here.at("/holds")),
        Alert::UnitCodeMissing { .. } => to("page-do-units", here.at("/units?code=")),
        Alert::UnitNotAssigned { unit, .. } => to("page-do-unit", here.to(&Target::Unit(unit.to_string()))),
        Alert::RunsFail { .. } | Alert::SourceOld { .. } => to("page-do-runs", here.at("/runs")),
        _ => {
            let key = format!("/alerts?alert={}", encoded(&alert.key()));
            here.acts().then(|| here.at(&key)).and_then(|href| to("page-do-alert", href))
        }
    }
}
