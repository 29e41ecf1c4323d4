//! `forecast`: every coming day on which something changes by itself.

use super::desk::Desk;
use super::look::sight;
use super::outlook::Outlook;
use super::{DONE, Streams};
use crate::plan::foresee;
use crate::report::{self, People};
use crate::seats::claims::Lookup;
use crate::wording::alert::Names;
use crate::wording::forecast;

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, days: u16, people: bool) -> anyhow::Result<u8> {
    let (outlook, today) = (Outlook::of(desk).await?, desk.today());
    let (state, catalogue) = (&outlook.state, &outlook.catalogue);
    let foreseen = foresee(&outlook.present(), days);
    let key = |person: &crate::roster::PersonId| state.key(person);
    if desk.json {
        let lookup = Lookup::of_single(state.roster(), today);
        let people = if people { People::Listed } else { People::Counted };
        let rows = report::forecast_rows(&sight(&lookup, catalogue, state.seats(), &key), &foreseen, people);
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
        return Ok(DONE);
    }
    let names = Names { catalogue, roster: state.roster(), day: today };
    writeln!(streams.data, "{}", desk.words.say("forecast-title", &[("days", u32::from(days).into())]))?;
    let key: forecast::Key<'_> = if people { Some(&key) } else { None };
    for line in forecast::lines(&desk.words, &names, &foreseen, key) {
        writeln!(streams.data, "{line}")?;
    }
    Ok(DONE)
}
