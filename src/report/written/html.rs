//! A sheet as a page that needs nothing else: no script, no font, no picture, nothing from elsewhere.

use super::plain::plain;
use super::text::is_number;
use super::{Writing, kronor, percent, point};
use crate::report::{Cell, Sheet};
use crate::wording::{Lang, Words};
use std::fmt::Write as _;

const STYLE: &str = "\
:root{color-scheme:light dark}
body{font:16px/1.45 system-ui,sans-serif;margin:2rem;max-width:80rem}
h1{font-size:1.5rem;margin:0}
p{margin:.25rem 0 1.25rem}
.wide{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .75rem .35rem 0;text-align:left;vertical-align:top;border-bottom:1px solid #8888}
thead th{border-bottom:2px solid;vertical-align:bottom}
.n{text-align:right;white-space:nowrap}
.u{font-style:italic}
@media print{body{font-size:10pt;margin:0;max-width:none}.wide{overflow:visible}thead{display:table-header-group}tr{break-inside:avoid}}
";

pub(super) fn write(sheet: &Sheet, writing: &Writing<'_>) -> String {
    let words = writing.words;
    let lang = match words.lang {
        Lang::Sv => "sv",
        Lang::En => "en",
    };
    let (title, on) = (unreckoned(&sheet.title), words.say("report-on", &[("day", (&writing.day.to_string()).into())]));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n<h1 id=\"title\">{title}</h1>\n<p>{}</p>\n",
        escaped(&on)
    );
    if sheet.rows.is_empty() {
        page.push_str(&format!("<p>{}</p>\n", escaped(&words.text("report-empty"))));
    } else {
        table(&mut page, sheet, words);
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

fn table(page: &mut String, sheet: &Sheet, words: &Words) {
    let class: Vec<&str> =
        (0..sheet.columns.len()).map(|at| if is_number(sheet, at) { " class=\"n\"" } else { "" }).collect();
    page.push_str(
        "<div class=\"wide\" role=\"region\" aria-labelledby=\"title\" tabindex=\"0\">\n<table>\n<thead>\n<tr>",
    );
    for (column, class) in sheet.columns.iter().zip(&class) {
        let _ = write!(page, "<th scope=\"col\"{class}>{}</th>", unreckoned(&column.title));
    }
    page.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &sheet.rows {
        page.push_str("<tr>");
        for (cell, class) in row.iter().zip(&class) {
            let _ = write!(page, "<td{class}>{}</td>", shown(cell, words));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
}

fn shown(cell: &Cell, words: &Words) -> String {
    match cell {
        Cell::Text(text) | Cell::Link { text, .. } => unreckoned(text),
        Cell::Count(count) => count.to_string(),
        Cell::Percent(share) => percent(*share, point(words)),
        Cell::Money(ore) => kronor(*ore, point(words)),
        Cell::Day(day) => format!("<time>{day}</time>"),
        Cell::Unlimited => escaped(&words.text("cell-unlimited")),
        Cell::Unknown => format!("<span class=\"u\">{}</span>", escaped(&words.text("cell-unknown"))),
        Cell::Empty => escaped(&words.text("none")),
    }
}

/// Words that a spreadsheet that opens the page does not reckon out either.
fn unreckoned(text: &str) -> String {
    escaped(&super::plain::shielded(text))
}

/// Plain words between tags and in attributes.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}
