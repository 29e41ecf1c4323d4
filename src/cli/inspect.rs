//! `inspect`: one delivery, without a database.

use super::choices::FormatArg;
use super::{Args, DONE, Streams, TROUBLE, desk};
use crate::config::model::SourceKind;
use crate::source::ss12000::Ss12000;
use crate::source::words::Language;
use crate::source::{Format, Inspection, Remark, Verdict, inspect, inspect_server};
use crate::sync::{self, csv_settings, server_settings};
use crate::wording::Words;
use anyhow::Context;
use std::path::Path;

pub(super) fn run(
    args: &Args,
    streams: &mut Streams<'_>,
    path: Option<&Path>,
    format: FormatArg,
    source: Option<&str>,
) -> anyhow::Result<u8> {
    let words = Words::new(desk::lang(args).unwrap_or_default());
    let seen = look(args, path, format, source, sync::source_language(words.lang))?;
    tell(args, streams, &words, &seen)?;
    Ok(if seen.verdict == Verdict::Accepted { DONE } else { TROUBLE })
}

fn look(
    args: &Args,
    path: Option<&Path>,
    format: FormatArg,
    source: Option<&str>,
    language: Language,
) -> anyhow::Result<Inspection> {
    let format = match format {
        FormatArg::Auto => Format::Auto,
        FormatArg::Oneroster => Format::Oneroster,
        FormatArg::Sds => Format::Sds,
        FormatArg::Csv => Format::Csv,
        FormatArg::Ims => Format::Ims,
    };
    let Some(name) = source else {
        return Ok(inspect(path.unwrap_or(Path::new(".")), format, None, language));
    };
    let loaded = desk::load(args)?;
    let entry = loaded.file.source.iter().find(|source| source.name == name);
    let entry = entry.with_context(|| format!("no source {name} in the configuration"))?;
    if entry.kind == SourceKind::Ss12000 {
        let server = Ss12000::new(server_settings(entry, &loaded.dir));
        return Ok(inspect_server(&server, language));
    }
    let mut settings = csv_settings(entry, &loaded.dir);
    let format = match (entry.kind, path, format) {
        (SourceKind::Oneroster, None, Format::Auto) => Format::Oneroster,
        (SourceKind::Sds, None, Format::Auto) => Format::Sds,
        (SourceKind::Ims, None, Format::Auto) => Format::Ims,
        (_, _, format) => format,
    };
    if let Some(path) = path {
        path.clone_into(&mut settings.root);
    }
    Ok(inspect(&settings.root.clone(), format, Some(settings), language))
}

fn tell(args: &Args, streams: &mut Streams<'_>, words: &Words, seen: &Inspection) -> anyhow::Result<()> {
    if args.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(seen)?)?;
    } else {
        let value = serde_json::to_value(seen)?;
        let text = |key: &str| value.get(key).and_then(serde_json::Value::as_str).unwrap_or("–").to_owned();
        writeln!(streams.data, "{} {} {}", text("format"), text("mode"), text("encoding"))?;
        if seen.conformance.is_some() {
            writeln!(streams.data, "{}", words.text(&format!("inspect-conformance-{}", text("conformance"))))?;
        }
        if let Some(counts) = value.get("counts").and_then(serde_json::Value::as_object) {
            for (what, count) in counts {
                writeln!(streams.data, "  {what}: {count}")?;
            }
        }
        for (file, rows) in &seen.rows {
            writeln!(streams.data, "  {file}: {rows}")?;
        }
        for alike in seen.findings.chunk_by(is_alike) {
            remark(streams, words, alike)?;
        }
        let verdict = if seen.verdict == Verdict::Accepted { "inspect-accepted" } else { "inspect-refused" };
        writeln!(streams.data, "{}", words.text(verdict))?;
    }
    Ok(())
}

/// The same said of the same file: one cause, or one way in which an export errs.
fn is_alike(one: &Remark, other: &Remark) -> bool {
    let of = |remark: &Remark| (remark.severity, remark.code.clone(), remark.file.clone(), remark.message.clone());
    of(one) == of(other)
}

/// The first of what is alike, and how many more there are.
fn remark(streams: &mut Streams<'_>, words: &Words, alike: &[Remark]) -> anyhow::Result<()> {
    let Some(first) = alike.first() else { return Ok(()) };
    let severity = serde_json::to_value(first.severity)?;
    let severity = severity.as_str().unwrap_or_default();
    let number = |number: Option<u64>| number.map(|number| format!(":{number}")).unwrap_or_default();
    let (file, place) = (first.file.as_deref().unwrap_or_default(), (number(first.line), number(first.column)));
    let more = match alike.len() - 1 {
        0 => String::new(),
        more => format!(" ({})", words.say("inspect-more", &[("more", more.into())])),
    };
    writeln!(streams.data, "  {severity} {file}{}{} {}{more}", place.0, place.1, first.message)?;
    Ok(())
}
