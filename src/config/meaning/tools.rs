//! Vendors and tools.

use super::{Names, Review, names};
use crate::config::problem::{Agreement, Thing};

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
                review.error(&format!("{path}.dpa_since"), Agreement::HalfAgreement { missing: "dpa_before" });
            }
            (None, Some(_)) => {
                review.error(&format!("{path}.dpa_before"), Agreement::HalfAgreement { missing: "dpa_since" });
            }
            _ => {}
        }
        if tool.warn_days.is_empty() {
            review.error(&format!("{path}.warn_days"), Agreement::NoReminders);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::told_after;

    #[test]
    fn a_misspelt_vendor_is_told_with_the_nearest_one() {
        let told = told_after("vendor = \"blad\"", "vendor = \"bald\"");
        assert_eq!(told, "upprop.toml:19:10: there is no vendor `bald`\n    Did you mean `blad`?\n");
    }

    #[test]
    fn a_dated_agreement_needs_both_the_day_and_the_state_before() {
        let told = told_after("dpa = \"signed\"", "dpa = \"signed\"\ndpa_since = 2026-08-01");
        assert!(
            told.contains("21:13: `dpa_since` and `dpa_before` belong together, but `dpa_before` is missing"),
            "{told}"
        );
        let told = told_after("dpa = \"signed\"", "dpa = \"signed\"\ndpa_before = \"ended\"");
        assert!(told.contains("but `dpa_since` is missing"), "{told}");
    }

    #[test]
    fn a_tool_without_reminders_is_refused() {
        assert!(told_after("dpa = \"signed\"", "dpa = \"signed\"\nwarn_days = []").contains("`warn_days` is empty"));
    }
}
