//! What there is to do, under the names of `alerts --json` (CONTRACT).

use super::Here;
use super::ask::Shape;
use super::list::{List, value};
use crate::wording::alert::line;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// An alert that stands.
#[derive(Serialize, ToSchema)]
pub(super) struct AlertAnswer {
    /// What it is called where it is acknowledged.
    key: String,
    /// Should somebody act today?
    urgent: bool,
    /// The day on which it opened.
    since: Date,
    /// What, in words.
    text: String,
    /// What kind, in a word.
    kind: String,
    /// Who is at it, while that holds.
    pause: Option<PauseAnswer>,
    /// What, as data: its fields depend on `kind`.
    #[schema(value_type = Object)]
    alert: Value,
}

/// Somebody is at an alert.
#[derive(Serialize, ToSchema)]
pub(super) struct PauseAnswer {
    /// The last day of silence; null: for as long as it stands and does not get worse.
    pub(super) until: Option<Date>,
    /// Why, in the words of who said so.
    pub(super) reason: String,
}

pub(super) const SHAPE: Shape = Shape { filters: &["kind", "urgent"], sorts: &["key", "urgent", "since", "kind"] };

/// What of a hold is somebody: whom it is about is told where it is decided, on the pages.
const SOMEBODY: [&str; 2] = ["who", "in_the_way"];

/// What stands: what nobody is at first, and of that what is urgent.
pub(super) fn list<'a>(here: &Here<'a>, _: &[String]) -> Option<List<'a>> {
    let (day, names) = (here.view.day(), here.view.names());
    let zone = &here.view.setting().zone;
    let row = |open: crate::store::OpenAlert| {
        let pause = open.pause.filter(|pause| pause.holds_on(day));
        let mut alert = value(&open.alert);
        if let Some(hold) = alert.get_mut("hold").and_then(Value::as_object_mut) {
            SOMEBODY.iter().for_each(|field| drop(hold.remove(*field)));
        }
        AlertAnswer {
            key: open.alert.key(),
            urgent: open.alert.is_urgent(),
            since: open.opened_at.to_zoned(zone.clone()).date(),
            text: line(here.words, &names, &open.alert),
            kind: alert.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned(),
            pause: pause.map(|pause| PauseAnswer { until: pause.until, reason: pause.reason }),
            alert,
        }
    };
    let mut rows: Vec<AlertAnswer> = here.view.alerts().into_iter().map(row).collect();
    rows.sort_by_key(|row| (row.pause.is_some(), !row.urgent));
    Some(List::of(rows))
}
