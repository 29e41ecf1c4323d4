//! `forecast`: every coming day on which something changes by itself.

use super::desk::Desk;
use super::outlook::Outlook;
use super::{DONE, Streams};
use crate::plan::foresee;
use crate::report::forecast_rows;
use crate::roster::PersonId;
use crate::wording::alert::Names;
use crate::wording::forecast;

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, days: u16, people: bool) -> anyhow::Result<u8> {
    let outlook = Outlook::of(desk).await?;
    let (state, catalogue) = (&outlook.state, &outlook.catalogue);
    let foreseen = foresee(&outlook.present(), days);
    let shown = |person: &PersonId| state.key(person);
    let key: forecast::Key<'_> = if people { Some(&shown) } else { None };
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&forecast_rows(&foreseen, key))?)?;
        return Ok(DONE);
    }
    let names = Names { catalogue, roster: state.roster(), day: desk.today() };
    writeln!(streams.data, "{}", desk.words.say("forecast-title", &[("days", u32::from(days).into())]))?;
    for line in forecast::lines(&desk.words, &names, &foreseen, key) {
        writeln!(streams.data, "{line}")?;
    }
    Ok(DONE)
}
