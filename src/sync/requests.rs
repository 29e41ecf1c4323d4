//! Licence requests in a run: vendors are reminded, and the organiser hears of what stands.

use super::letters::{hears, lang};
use super::service::note_changes;
use super::{Errand, SyncError};
use crate::alert::Hears;
use crate::config::catalogue;
use crate::config::model::{self, File};
use crate::plan::{Alert, AlertChanges, Alerts};
use crate::request::{Reminder, Request, Stand};
use crate::store::{Letter, RequestDeed, RequestRow, RunId, Stamp};
use crate::wording::letter::office::{Office, Tool, Vendor};
use crate::wording::letter::request::TOKEN;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What letters about requests are written from, as the configuration says.
#[must_use]
pub fn office(file: &File) -> Office {
    let of_contact = |one: &model::Contact| (one.key.clone(), (one.title.clone(), one.address.clone()));
    let of_vendor = |one: &model::Vendor| {
        let contacts = one.contacts.iter().map(|contact| (contact.title.clone(), contact.address.clone())).collect();
        (one.key.clone(), Vendor { name: one.name.clone(), request_address: one.request_address.clone(), contacts })
    };
    let tools = catalogue::catalogue(file).tools;
    let since = |key: &str| file.tool.iter().find(|tool| tool.key == key).and_then(|tool| tool.dpa_since);
    let all = file.notify.recipient.iter().filter(|one| hears(one.role, &one.units) == Hears::Everything);
    Office {
        lang: lang(file.organiser.language),
        organiser: file.organiser.name.clone(),
        hears: all.map(|one| one.address.clone()).collect(),
        url: file.request.url.clone(),
        link_days: file.request.link_days.0,
        workdays: catalogue::workdays(file),
        days: file.request.working_days,
        contacts: file.request.contact.iter().map(of_contact).collect(),
        vendors: file.vendor.iter().map(of_vendor).collect(),
        tools: tools
            .into_values()
            .map(|tool| {
                let dpa = (tool.dpa, since(tool.key.as_str()));
                (tool.key, Tool { name: tool.name.to_string(), dpa })
            })
            .collect(),
    }
}

/// Reminds vendors of what is due, on working days, and opens and closes the alerts that say what stands.
pub(super) async fn judge(errand: &Errand<'_>, run: Option<RunId>) -> Result<(), SyncError> {
    let rows = errand.store.look().await?.requests().await?;
    let before = errand.store.load_alerts().await?;
    if rows.is_empty() && !before.0.values().any(Alert::is_of_request) {
        return Ok(());
    }
    let (office, day) = (office(&errand.config.file), errand.clock.today(errand.zone));
    for (RequestRow { request, revision }, of) in due((&office, day), &rows) {
        remind(errand, run, (&office, request, *revision), of).await?;
    }
    let changes = AlertChanges::of_requests(&before, stands((&office, day), &rows));
    if changes.is_empty() {
        return Ok(());
    }
    let mut writing = errand.store.write().await?;
    note_changes(errand, run, (&mut writing, &changes)).await?;
    writing.commit().await?;
    Ok(())
}

/// What a run on a day would tell vendors, and what it would change about alerts, if nothing else came in between.
pub(super) async fn foresee(errand: &Errand<'_>, day: Date) -> Result<(Vec<Letter>, AlertChanges), SyncError> {
    let rows = errand.store.look().await?.requests().await?;
    let (before, office) = (errand.store.load_alerts().await?, office(&errand.config.file));
    let reminders = due((&office, day), &rows).filter_map(|(row, of)| office.reminds(&row.request, of, day));
    let shown = |letter: Letter| Letter { body: letter.body.replace(TOKEN, "…"), ..letter };
    Ok((reminders.map(shown).collect(), AlertChanges::of_requests(&before, stands((&office, day), &rows))))
}

/// Of what vendors are to be reminded on a day.
fn due<'a>(
    (office, day): (&'a Office, Date),
    rows: &'a [RequestRow],
) -> impl Iterator<Item = (&'a RequestRow, Reminder)> {
    let open = rows.iter().filter(move |row| !row.request.is_over() && office.workdays.is_working(day));
    open.filter_map(move |row| Some((row, row.request.reminder(office.terms(), day)?)))
}

/// What the organiser has to know on a day.
fn stands((office, day): (&Office, Date), rows: &[RequestRow]) -> Alerts {
    let mut alerts = Alerts::default();
    for RequestRow { request, .. } in rows.iter().filter(|row| !row.request.is_over()) {
        if let Some(stand) = request.stand(office.terms(), day) {
            alerts.open(alert(office, request, stand));
        }
    }
    alerts
}

async fn remind(
    errand: &Errand<'_>,
    run: Option<RunId>,
    (office, request, revision): (&Office, &Request, i64),
    of: Reminder,
) -> Result<(), SyncError> {
    let day = errand.clock.today(errand.zone);
    let Some(letter) = office.reminds(request, of, day) else {
        tracing::warn!(request = %request.number, "the vendor has no `request_address`, and is not reminded");
        return Ok(());
    };
    let Ok(Some(after)) = request.remind(of, day) else { return Ok(()) };
    let stamp = Stamp { run, actor: None, at: errand.clock.now(), key: errand.ledger_key.as_deref() };
    let deed = RequestDeed {
        before: Some(revision),
        after: &after,
        deed: "reminded",
        said: BTreeMap::from([("of".to_owned(), of.word())]),
        letters: vec![letter],
        batch: None,
        link: None,
    };
    Ok(errand.store.note_request(deed, stamp).await?)
}

fn alert(office: &Office, request: &Request, stand: Stand) -> Alert {
    let (number, vendor) = (request.number.to_string(), office.vendor(request).to_owned());
    match stand {
        Stand::Unanswered { step, days } => Alert::RequestUnanswered { request: number, vendor, step, days },
        Stand::Overdue { due, late } => Alert::RequestOverdue { request: number, vendor, due, late },
    }
}
