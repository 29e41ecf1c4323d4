//! `inspect`: one delivery, without a database.

use super::args::FormatArg;
use super::{Args, DONE, Streams, TROUBLE, desk, failure};
use crate::source::{Format, Verdict, inspect};
use crate::sync::csv_settings;
use crate::wording::Words;
use anyhow::Context;
use std::path::Path;

pub(super) fn run(
    args: &Args,
    streams: &mut Streams<'_>,
    path: &Path,
    format: FormatArg,
    source: Option<&str>,
) -> anyhow::Result<u8> {
    let format = match format {
        FormatArg::Auto => Format::Auto,
        FormatArg::Oneroster => Format::Oneroster,
        FormatArg::Sds => Format::Sds,
        FormatArg::Csv => Format::Csv,
        FormatArg::Ims => Format::Ims,
    };
    let mapping = match source {
        None => None,
        Some(name) => {
            let loaded = desk::load(args)?;
            let entry = loaded.file.source.iter().find(|source| source.name == name);
            let mut settings =
                csv_settings(entry.with_context(|| format!("no source {name} in the configuration"))?, &loaded.dir);
            settings.root = path.to_owned();
            Some(settings)
        }
    };
    let words = Words::new(desk::lang(args).unwrap_or_default());
    let seen = inspect(path, format, mapping, failure::source_language(words.lang));
    if args.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&seen)?)?;
    } else {
        let value = serde_json::to_value(&seen)?;
        let text = |key: &str| value.get(key).and_then(serde_json::Value::as_str).unwrap_or("–").to_owned();
        writeln!(streams.data, "{} {} {}", text("format"), text("mode"), text("encoding"))?;
        if let Some(counts) = value.get("counts").and_then(serde_json::Value::as_object) {
            for (what, count) in counts {
                writeln!(streams.data, "  {what}: {count}")?;
            }
        }
        for (file, rows) in &seen.rows {
            writeln!(streams.data, "  {file}: {rows}")?;
        }
        for remark in value.get("findings").and_then(serde_json::Value::as_array).into_iter().flatten() {
            let part = |key: &str| match remark.get(key) {
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(serde_json::Value::Number(number)) => format!(":{number}"),
                _ => String::new(),
            };
            let place = format!("{}{}{}", part("file"), part("line"), part("column"));
            writeln!(streams.data, "  {} {place} {}", part("severity"), part("message"))?;
        }
        let verdict = if seen.verdict == Verdict::Accepted { "inspect-accepted" } else { "inspect-refused" };
        writeln!(streams.data, "{}", words.text(verdict))?;
    }
    Ok(if seen.verdict == Verdict::Accepted { DONE } else { TROUBLE })
}
