//! How seats that are scarce are shared between schools.

use super::Review;
use crate::config::catalogue::catalogue;
use crate::config::model::{Days, Fair, Pool, Reservation};
use crate::config::problem::{Pooling, Sharing};
use crate::licence::{Fairness, Kind};
use std::collections::BTreeMap;

/// Rosters know of a term ahead, not of more.
const LEAD_MAX: u16 = 120;

pub(super) fn check(review: &mut Review<'_>) {
    let file = review.file;
    for (number, pool) in file.pool.iter().enumerate() {
        let path = format!("pool[{number}]");
        units(review, &path, "guarantees", pool.guarantees.iter().map(|one| one.unit.as_str()));
        units(review, &path, "weights", pool.weights.iter().map(|one| one.unit.as_str()));
        if pool.lead.is_none() && pool.reservation.is_some_and(|one| one != Reservation::Off) {
            review.error(&format!("{path}.reservation"), Sharing::NoLead);
        }
        if let Some(Days(days)) = pool.lead.filter(|lead| lead.0 > LEAD_MAX) {
            review.error(&format!("{path}.lead"), Sharing::LongLead { days });
        }
        for (at, _) in pool.weights.iter().enumerate().filter(|(_, one)| one.weight == 0) {
            review.error(&format!("{path}.weights[{at}].weight"), Sharing::NoWeight);
        }
    }
    if review.is_whole("licence") {
        families(review);
    }
}

/// Units have names, and stand once.
fn units<'a>(review: &mut Review<'_>, path: &str, key: &str, units: impl Iterator<Item = &'a str>) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for (number, unit) in units.enumerate() {
        let entry = format!("{path}.{key}[{number}]");
        review.filled(&entry, "unit", unit);
        let place = format!("{entry}.unit");
        match seen.get(unit) {
            Some(first) if !unit.is_empty() => {
                let first = review.loaded.place(first);
                review.error(&place, Sharing::UnitTwice { unit: unit.to_owned(), first });
            }
            _ => drop(seen.insert(unit, place)),
        }
    }
}

/// Pools of a tool are shared in one way, and promise no more than there is.
fn families(review: &mut Review<'_>) {
    let file = review.file;
    let catalogue = catalogue(file);
    let mut ways: BTreeMap<&str, (Fair, &Pool, String)> = BTreeMap::new();
    for (number, (settings, pool)) in file.pool.iter().zip(&catalogue.pools).enumerate() {
        let path = format!("pool[{number}]");
        if pool.kind.is_some_and(Kind::is_unlimited) {
            unlimited(review, &path, settings);
            continue;
        }
        let licences = catalogue.licences_of(pool);
        let seats: u64 = licences.iter().map(|licence| u64::from(licence.all_seats())).sum();
        let promised: u64 = settings.guarantees.iter().map(|one| u64::from(one.seats)).sum();
        if !licences.is_empty() && promised > seats && review.is_whole(&path) {
            review.warn(&format!("{path}.guarantees"), Sharing::MorePromised { promised, seats });
        }
        if catalogue.fairness(&pool.tool) == Fairness::Queue && !settings.weights.is_empty() {
            review.warn(&format!("{path}.weights"), Sharing::WeightsUnused);
        }
        let Some(fair) = settings.fair else { continue };
        let path = format!("{path}.fair");
        match ways.get(pool.tool.as_str()) {
            Some((first, of, place)) if *first != fair => {
                let (tool, pool, first) = (pool.tool.to_string(), of.key.clone(), review.loaded.place(place));
                review.error(&path, Sharing::OtherFairness { tool, pool, first });
            }
            Some(_) => {}
            None => drop(ways.insert(pool.tool.as_str(), (fair, settings, path))),
        }
    }
}

/// Where everybody has a seat nothing is shared.
fn unlimited(review: &mut Review<'_>, path: &str, settings: &Pool) {
    let said = [
        ("fair", settings.fair.is_some()),
        ("guarantees", !settings.guarantees.is_empty()),
        ("weights", !settings.weights.is_empty()),
        ("lead", settings.lead.is_some()),
        ("reservation", settings.reservation.is_some()),
    ];
    for (key, _) in said.into_iter().filter(|(_, is_said)| *is_said) {
        review.error(&format!("{path}.{key}"), Pooling::CountsOnUnlimited { key });
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::{GOOD, Trial, told_after};

    const SECOND: &str = "[[pool]]\nkey = \"sk2\"\nname = \"S\"\ntool = \"sifferkul\"\nfair = \"queue\"\n\
        [[pool.bind]]\nunit = \"ekskolan\"\n";

    fn with(line: &str) -> String {
        told_after("licences = [", &format!("{line}\nlicences = ["))
    }

    #[test]
    fn pools_of_a_tool_are_shared_in_one_way() {
        let first = GOOD.replace("licences = [", "fair = \"sainte_lague\"\nlicences = [");
        let told = Trial::of(&format!("{first}{SECOND}")).told();
        assert!(told.contains("the pool `sk` shares the same tool `sifferkul` in another way"), "{told}");
        assert_eq!(Trial::of(&format!("{}{SECOND}", first.replace("sainte_lague", "queue"))).told(), "");
    }

    #[test]
    fn seats_are_kept_for_a_while_that_is_said_and_can_be_known() {
        assert!(with("reservation = \"hard\"").contains("`reservation` without `lead`"));
        assert!(with("lead = \"121d\"").contains("`lead` is 121 days"));
        assert_eq!(with("lead = \"120d\"\nreservation = \"lend\""), "");
        assert_eq!(with("reservation = \"off\""), "");
    }

    #[test]
    fn a_unit_is_promised_seats_once() {
        let told = with("guarantees = [{ unit = \"a\", seats = 1 }, { unit = \"a\", seats = 2 }]");
        assert!(told.contains("the unit `a` stands here already"), "{told}");
        assert!(with("weights = [{ unit = \"\", weight = 1 }]").contains("`unit` is empty"));
    }

    #[test]
    fn a_weight_is_one_at_least_and_promises_fit_in_the_seats() {
        assert!(with("weights = [{ unit = \"a\", weight = 0 }]").contains("a weight is 1 at least"));
        let told = with("guarantees = [{ unit = \"a\", seats = 31 }]");
        assert!(told.contains("warning: 31 seats are guaranteed, but the pool's licences have 30"), "{told}");
        assert_eq!(with("guarantees = [{ unit = \"a\", seats = 30 }]"), "");
    }

    #[test]
    fn weights_where_only_the_line_counts_are_warned_of() {
        let told = with("fair = \"queue\"\nweights = [{ unit = \"a\", weight = 2 }]");
        assert!(told.contains("warning: `weights` do nothing where seats go by the queue"), "{told}");
    }

    #[test]
    fn seats_without_limit_are_not_shared() {
        let school = GOOD.replace("\"individual\"", "\"school\"").replace("seats = 30", "units = [\"ekskolan\"]");
        let told = Trial::of(&school.replace("licences = [", "fair = \"queue\"\nlicences = [")).told();
        assert!(told.contains(": `fair` on a pool without limit"), "{told}");
    }
}
