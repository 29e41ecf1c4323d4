//! `advice`: what could be done better with what is bought.

use super::desk::Desk;
use super::outlook::Outlook;
use super::{DONE, Streams};
use crate::plan::{Advice, advice};
use crate::roster::PersonId;
use crate::wording;
use crate::wording::alert::Names;
use crate::wording::forecast::Key;

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, people: bool) -> anyhow::Result<u8> {
    let outlook = Outlook::of(desk).await?;
    let found = advice(&outlook.present());
    let shown = |person: &PersonId| outlook.state.key(person);
    let key: Key<'_> = if people { Some(&shown) } else { None };
    if desk.json {
        let rows = found.iter().map(|one| row(one, key)).collect::<Result<Vec<_>, _>>()?;
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&rows)?)?;
        return Ok(DONE);
    }
    let names = Names { catalogue: &outlook.catalogue, roster: outlook.state.roster(), day: desk.today() };
    for line in wording::advice::lines(&desk.words, &names, &found, key) {
        writeln!(streams.data, "{line}")?;
    }
    Ok(DONE)
}

/// A piece of advice as JSON, with the people it is about where they are asked for.
fn row(advice: &Advice, key: Key<'_>) -> serde_json::Result<serde_json::Value> {
    let mut row = serde_json::to_value(advice)?;
    if let (Advice::Unused { people, .. }, Some(key), Some(object)) = (advice, key, row.as_object_mut()) {
        object.insert("people".to_owned(), people.iter().map(key).collect());
    }
    Ok(row)
}
