//! Decisions about single persons.

use super::{Names, Review};
use crate::config::model::OverrideKind;
use crate::config::problem::{Seating, Thing};

pub(super) fn check(review: &mut Review<'_>) {
    let file = review.file;
    let tools = Names::of(review, Thing::Tool, "tool", file.tool.iter().map(|tool| tool.key.as_str()));
    for (number, one) in file.overrides.iter().enumerate() {
        let path = format!("override[{number}]");
        review.filled(&path, "person", &one.person);
        review.filled(&path, "reason", &one.reason);
        if let Some(tool) = &one.tool {
            tools.find(review, &format!("{path}.tool"), tool);
        }
        if one.kind == OverrideKind::Pin && one.tool.is_none() {
            review.error(&path, Seating::PinWithoutTool);
        }
        if one.decision.is_some() && one.kind != OverrideKind::Protected {
            review.error(&format!("{path}.decision"), Seating::DecisionUnused);
        }
        if matches!((one.from, one.until), (Some(from), Some(until)) if from > until) {
            review.error(&format!("{path}.until"), Seating::DatesReversed);
        }
    }
}
