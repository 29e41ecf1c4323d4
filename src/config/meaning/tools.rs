//! Vendors and tools.

use super::{Names, Review, names};
use crate::config::problem::{Buying, Thing};

pub(super) fn check(review: &mut Review<'_>) {
    let (vendors, tools) = (&review.file.vendor, &review.file.tool);
    names::unique(review, Thing::Vendor, "vendor", "key", vendors.iter().map(|vendor| vendor.key.as_str()));
    names::unique(review, Thing::Tool, "tool", "key", tools.iter().map(|tool| tool.key.as_str()));
    for (number, vendor) in vendors.iter().enumerate() {
        review.filled(&format!("vendor[{number}]"), "name", &vendor.name);
    }
    let known = Names::of(review, Thing::Vendor, "vendor", vendors.iter().map(|vendor| vendor.key.as_str()));
    for (number, tool) in tools.iter().enumerate() {
        let path = format!("tool[{number}]");
        review.filled(&path, "name", &tool.name);
        known.find(review, &format!("{path}.vendor"), &tool.vendor);
        match (tool.dpa_since, tool.dpa_before) {
            (Some(_), None) => {
                review.error(&format!("{path}.dpa_since"), Buying::HalfAgreement { missing: "dpa_before" });
            }
            (None, Some(_)) => {
                review.error(&format!("{path}.dpa_before"), Buying::HalfAgreement { missing: "dpa_since" });
            }
            _ => {}
        }
        if tool.warn_days.is_empty() {
            review.error(&format!("{path}.warn_days"), Buying::NoReminders);
        }
    }
}
