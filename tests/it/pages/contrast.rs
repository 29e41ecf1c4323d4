//! The colours of the sheet of styles against each other (WCAG 2.1, 1.4.3 and 1.4.11), by day and by night.

use std::collections::BTreeMap;
use upprop::web::page::CSS;

/// The colours that a block of the sheet gives names to.
fn colours(block: &str) -> BTreeMap<&str, [f64; 3]> {
    let mut colours = BTreeMap::new();
    for line in block.lines() {
        let Some((name, value)) = line.trim().strip_prefix("--").and_then(|line| line.split_once(": #")) else {
            continue;
        };
        let hex = value.trim_end_matches(';');
        let part = |at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        colours.insert(name, [part(0), part(2), part(4)]);
    }
    colours
}

fn luminance(colour: [f64; 3]) -> f64 {
    let part = |c: f64| if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * part(colour[0]) + 0.7152 * part(colour[1]) + 0.0722 * part(colour[2])
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_word_can_be_read_by_day_and_by_night() {
    let day = CSS.split("@media").next().unwrap();
    let night = CSS.split("@media (prefers-color-scheme: dark)").nth(1).unwrap().split("@media").next().unwrap();
    for (when, block) in [("day", day), ("night", night)] {
        let colours = colours(block);
        assert!(colours.len() >= 11, "{when}: {colours:?}");
        for ink in ["ink", "soft", "link", "good", "warn", "urgent"] {
            for paper in ["paper", "sheet", "shade"] {
                let found = contrast(colours[ink], colours[paper]);
                assert!(found >= 4.5, "{when}: {ink} on {paper} is {found:.2}");
            }
        }
        for paper in ["paper", "sheet", "shade"] {
            assert!(contrast(colours["focus"], colours[paper]) >= 3.0, "{when}: the focus on {paper}");
        }
    }
}
