//! `solve`: one round of an instance in a file, without a database.

use super::{DONE, Streams};
use crate::seats::round::solve;
use crate::seats::written::Written;
use anyhow::Context;
use std::path::Path;

pub(super) fn run(streams: &mut Streams<'_>, file: &Path) -> anyhow::Result<u8> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let text = text.trim_start_matches('\u{feff}');
    let several = text.trim_start().starts_with('[');
    let place = || format!("{} is no instance of the round", file.display());
    let asked: Vec<Written> = match several {
        true => serde_json::from_str(text).with_context(place)?,
        false => vec![serde_json::from_str(text).with_context(place)?],
    };
    let mut answers = Vec::with_capacity(asked.len());
    for (number, written) in asked.iter().enumerate() {
        let instance = written.instance().with_context(|| format!("{}: instance {}", file.display(), number + 1))?;
        answers.push(written.answer(&solve(&instance)));
    }
    match answers.as_slice() {
        [one] if !several => serde_json::to_writer(&mut streams.data, one)?,
        all => serde_json::to_writer(&mut streams.data, all)?,
    }
    writeln!(streams.data)?;
    Ok(DONE)
}
