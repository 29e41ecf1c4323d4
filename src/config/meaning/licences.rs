//! Licences one by one: seats, dates, audience.

use super::roles::Roles;
use super::{Names, Review, names};
use crate::config::model::{Licence, LicenceType};
use crate::config::problem::{Purchase, Term, Thing};

pub(super) fn check(review: &mut Review<'_>) {
    let (licences, tools) = (&review.file.licence, &review.file.tool);
    names::unique(review, Thing::Licence, "licence", "key", licences.iter().map(|licence| licence.key.as_str()));
    let known = Names::of(review, Thing::Tool, "tool", tools.iter().map(|tool| tool.key.as_str()));
    let roles = Roles::of(review);
    for (number, licence) in licences.iter().enumerate() {
        let path = format!("licence[{number}]");
        known.find(review, &format!("{path}.tool"), &licence.tool);
        if review.is_sound(&format!("{path}.type")) {
            seats(review, &path, licence);
        }
        dates(review, &path, licence);
        activation(review, &path, licence);
        if licence.audience.is_empty() {
            review.error(&format!("{path}.audience"), Purchase::NoAudience);
        }
        for (at, who) in licence.audience.iter().enumerate() {
            review.filled(&path, &format!("audience[{at}]"), who);
            roles.find(review, &format!("{path}.audience[{at}]"), "audience", who);
        }
        for (at, unit) in licence.units.iter().enumerate() {
            review.filled(&path, &format!("units[{at}]"), unit);
        }
        if !is_pooled(review, licence) {
            review.warn(&path, Purchase::Unused);
        }
    }
}

impl Review<'_> {
    /// Can tool and type of this licence be held against those of others?
    pub(super) fn names_its_kind(&self, number: usize) -> bool {
        ["tool", "type"].iter().all(|key| self.is_sound(&format!("licence[{number}].{key}")))
    }
}

/// The word of the file for a type.
pub(super) const fn type_word(kind: LicenceType) -> &'static str {
    match kind {
        LicenceType::Individual => "individual",
        LicenceType::Class => "class",
        LicenceType::School => "school",
        LicenceType::Organisation => "organisation",
    }
}

fn seats(review: &mut Review<'_>, path: &str, licence: &Licence) {
    let kind = type_word(licence.kind);
    match licence.kind {
        LicenceType::Individual | LicenceType::Class => {
            match licence.seats {
                None => review.error(path, Purchase::SeatsMissing { kind }),
                Some(0) if licence.staff_seats.unwrap_or(0) == 0 => {
                    review.warn(&format!("{path}.seats"), Purchase::NoSeats);
                }
                Some(_) => {}
            }
            if !licence.units.is_empty() {
                review.error(&format!("{path}.units"), Purchase::UnitsUnused { kind });
            }
        }
        LicenceType::School | LicenceType::Organisation => {
            if licence.seats.is_some() {
                review.error(&format!("{path}.seats"), Purchase::SeatsOnUnlimited { kind });
            }
            if licence.units.is_empty() {
                review.error(path, Purchase::UnitsMissing { kind });
            }
        }
    }
    if licence.staff_seats.is_some() && licence.kind != LicenceType::Class {
        review.error(&format!("{path}.staff_seats"), Purchase::StaffSeats);
    }
}

fn dates(review: &mut Review<'_>, path: &str, licence: &Licence) {
    let reversed = |one: Option<_>, other: Option<_>| matches!((one, other), (Some(one), Some(other)) if one > other);
    if reversed(licence.valid_from, licence.valid_to) {
        let fault = Term::DatesReversed { first: "valid_from", last: "valid_to" };
        review.error(&format!("{path}.valid_to"), fault);
    }
    if licence.valid_to.is_some() && licence.term_months.is_some_and(|months| months > 0) {
        review.error(&format!("{path}.valid_to"), Term::TwoEnds);
    }
    if reversed(licence.delivered_on, licence.valid_to) {
        review.error(&format!("{path}.delivered_on"), Term::DeliveredTooLate);
    }
    if reversed(licence.delivered_on, licence.start_by) {
        review.error(&format!("{path}.start_by"), Term::StartBeforeDelivery);
    }
}

fn activation(review: &mut Review<'_>, path: &str, licence: &Licence) {
    let activated = licence.start_by.is_some() || licence.started_on.is_some();
    match licence.term_months {
        None if activated => review.error(path, Term::TermMissing),
        None if licence.trial && licence.valid_to.is_none() => review.warn(path, Term::EndlessTrial),
        None => {}
        Some(0) => review.error(&format!("{path}.term_months"), Term::TermZero),
        Some(_) if !activated && licence.valid_from.is_none() => {
            review.warn(&format!("{path}.term_months"), Term::TermWithoutStart);
        }
        Some(_) => {}
    }
}

fn is_pooled(review: &Review<'_>, licence: &Licence) -> bool {
    let joins = |key: &String| review.file.licence.iter().any(|of| of.key == *key && of.tool == licence.tool);
    !review.is_sound("pool")
        || review.file.pool.iter().enumerate().any(|(number, pool)| {
            let auto = pool.auto_add && (pool.tool.as_ref() == Some(&licence.tool) || pool.licences.iter().any(joins));
            auto || pool.licences.contains(&licence.key) || !review.is_whole(&format!("pool[{number}]"))
        })
}

#[cfg(test)]
mod tests {
    use crate::config::trial::told_after;

    #[test]
    fn seats_belong_to_the_types_that_have_them() {
        assert!(
            told_after("seats = 30\n", "")
                .contains("22:1: a licence of the type `individual` must have a number of seats")
        );
        assert!(
            told_after("seats = 30", "seats = 30\nstaff_seats = 2").contains("for licences of the type `class` only")
        );
        let told = told_after("type = \"individual\"", "type = \"school\"");
        assert!(
            told.contains("`school` has no number of seats") && told.contains("assigned to at least one unit"),
            "{told}"
        );
        assert!(told_after("seats = 30", "seats = 0").contains("warning: the licence has 0 seats"));
    }

    #[test]
    fn dates_in_the_wrong_order_are_refused() {
        let told = told_after("valid_from = 2026-08-01", "valid_from = 2027-08-01");
        assert_eq!(told.lines().next(), Some("upprop.toml:29:12: `valid_from` is later than `valid_to`"));
        assert!(
            told_after("seats = 30", "seats = 30\ndelivered_on = 2027-07-01").contains("delivered after its last day")
        );
        let late = "seats = 30\nterm_months = 12\ndelivered_on = 2026-09-01\nstart_by = 2026-08-01";
        assert!(told_after("seats = 30", late).contains("starts by itself before it is delivered"));
    }

    #[test]
    fn a_licence_that_runs_from_activation_says_for_how_long() {
        assert!(told_after("seats = 30", "seats = 30\nstart_by = 2026-09-01").contains("it does not say for how long"));
        assert!(told_after("seats = 30", "seats = 30\nterm_months = 0").contains("runs for 0 months"));
        assert_eq!(told_after("valid_to = 2027-06-30", "started_on = 2026-09-01\nterm_months = 12"), "");
    }

    #[test]
    fn a_licence_with_two_ends_is_refused() {
        let told = told_after("seats = 30", "seats = 30\nterm_months = 12");
        let want = "upprop.toml:30:12: the licence has two ends: `valid_to` and `term_months`\n    Keep";
        assert!(told.starts_with(want), "{told}");
    }

    #[test]
    fn units_of_a_licence_that_counts_persons_are_refused() {
        for kind in ["individual", "class"] {
            let told = told_after("type = \"individual\"", &format!("type = \"{kind}\"\nunits = [\"ekskolan\"]"));
            assert!(told.starts_with(&format!("upprop.toml:26:9: a licence of the type `{kind}` is not")), "{told}");
        }
    }

    #[test]
    fn a_perpetual_licence_is_fine_unless_it_is_a_trial() {
        assert_eq!(told_after("valid_to = 2027-06-30\n", ""), "");
        assert!(told_after("valid_to = 2027-06-30\n", "trial = true\n").contains("warning: the trial never ends"));
    }

    #[test]
    fn a_licence_that_nobody_can_use_is_told() {
        assert!(told_after("audience = [\"pupil\"]", "audience = []").contains("nobody may use the licence"));
        let told = told_after("licences = [\"sk-2026\"]", "tool = \"sifferkul\"");
        assert!(told.contains("warning: the licence is in no pool"), "{told}");
        assert_eq!(told_after("licences = [\"sk-2026\"]", "tool = \"sifferkul\"\nauto_add = true"), "");
    }
}
