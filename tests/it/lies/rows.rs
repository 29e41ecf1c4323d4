//! Lies in rows: cut, ragged, quoted, doubled, with characters that nobody sees.

use super::clean::Clean;
use super::lie::{Lie, Sort};

pub(crate) fn lies(clean: &Clean) -> Vec<Lie> {
    let mut lies = Vec::new();
    for (file, _) in &clean.files {
        cuts(clean, file, &mut lies);
        in_a_row(clean, file, &mut lies);
        fields(clean, file, &mut lies);
        twice(clean, file, &mut lies);
    }
    lies
}

/// Cut after every line, and inside some.
fn cuts(clean: &Clean, file: &'static str, lies: &mut Vec<Lie>) {
    let bytes = clean.bytes(file);
    let ends: Vec<usize> = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    lies.push(Lie::new(Sort::Empty, file, 0, []));
    lies.push(Lie::new(Sort::HeaderOnly, file, 1, &bytes[..ends[0]]));
    lies.push(Lie::new(Sort::HeaderOnly, file, "1, no line end", &bytes[..ends[0] - 1]));
    for (number, end) in ends.iter().enumerate().take(ends.len() - 1).skip(1) {
        lies.push(Lie::new(Sort::CutAtLine, file, number + 1, &bytes[..*end]));
    }
    // Inside the first line, and inside the first field of others.
    lies.push(Lie::new(Sort::CutInLine, file, "first line", &bytes[..ends[0] / 2]));
    for pair in ends.windows(2).step_by(3) {
        let at = pair[0] + 1;
        lies.push(Lie::new(Sort::CutInLine, file, at, &bytes[..at]));
    }
}

/// The text with something done to its line with this number, counted from 0.
fn with_line(text: &str, number: usize, change: impl Fn(&str) -> String) -> String {
    let lines = text.lines().enumerate();
    let lines = lines.map(|(at, line)| if at == number { change(line) } else { line.to_owned() });
    lines.map(|line| format!("{line}\n")).collect()
}

/// The line with something done to its field with this number, counted from 0.
fn with_field(line: &str, separator: char, number: usize, change: impl Fn(&str) -> String) -> String {
    let fields = line.split(separator).enumerate();
    let fields: Vec<_> =
        fields.map(|(at, field)| if at == number { change(field) } else { field.to_owned() }).collect();
    fields.join(&separator.to_string())
}

/// Characters that nobody sees, a mark in the middle of the file among them.
fn in_a_row(clean: &Clean, file: &'static str, lies: &mut Vec<Lie>) {
    let mut unseen = vec!['\0', '\u{1}', '\u{1a}', '\u{1b}', '\u{7f}'];
    if clean.charset == super::clean::Charset::Utf8 {
        unseen.extend(['\u{85}', '\u{200b}', '\u{2028}', '\u{202e}', '\u{2066}', '\u{feff}']);
    }
    for letter in unseen {
        let text = with_line(clean.text(file), 1, |line| {
            with_field(line, clean.separator, 0, |field| format!("{}{letter}{}", &field[..1], &field[1..]))
        });
        lies.push(Lie::new(Sort::Control, file, letter.escape_unicode(), clean.encode(&text)));
    }
}

/// Rows that are ragged, and quotes that do not fit.
fn fields(clean: &Clean, file: &'static str, lies: &mut Vec<Lie>) {
    let separator = clean.separator;
    let last = clean.text(file).lines().count() - 1;
    let mut add = |sort, which: usize, change: &dyn Fn(&str) -> String| {
        let text = with_line(clean.text(file), which, change);
        lies.push(Lie::new(sort, file, format!("line {}", which + 1), clean.encode(&text)));
    };
    let first = |line: &str, change: &dyn Fn(&str) -> String| with_field(line, separator, 0, change);
    for line in [1, last] {
        add(Sort::Longer, line, &|line| format!("{line}{separator}"));
        add(Sort::Shorter, line, &|line| line.rsplit_once(separator).expect("a field").0.to_owned());
        add(Sort::Quote, line, &|line| first(line, &|field| format!("{}\"{}", &field[..1], &field[1..])));
        add(Sort::QuoteOpen, line, &|line| first(line, &|field| format!("\"{field}")));
        add(Sort::QuoteFollowed, line, &|line| first(line, &|field| format!("\"{field}\"x")));
        add(Sort::BrokenLine, line, &|line| line.replacen(separator, &format!("\n{separator}"), 1));
        add(Sort::Carriage, line, &|line| line.replacen(separator, &format!("\r{separator}"), 1));
    }
    add(Sort::NoId, 1, &|line| first(line, &|_| String::new()));
    add(Sort::LongRow, 1, &|line| first(line, &|field| field.repeat(1024 * 1024)));
    add(Sort::Wide, 1, &|line| format!("{line}{}", separator.to_string().repeat(2000)));
}

/// Every row twice under its id, the second time with other content.
fn twice(clean: &Clean, file: &'static str, lies: &mut Vec<Lie>) {
    let text = clean.text(file);
    let other = |line: &str| with_field(line, clean.separator, line.split(clean.separator).count() - 1, |_| "x".into());
    let rows: String = text.lines().skip(1).map(|line| format!("{line}\n{}\n", other(line))).collect();
    let text = format!("{}\n{rows}", text.lines().next().expect("a first line"));
    lies.push(Lie::new(Sort::Twice, file, "all rows", clean.encode(&text)));
}
