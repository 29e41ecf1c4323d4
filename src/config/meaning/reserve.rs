//! Numbers that a pool keeps watch over: its reserve, and when seats are few.

use super::Review;
use crate::config::catalogue::catalogue;
use crate::config::problem::Pooling;

pub(super) fn check(review: &mut Review<'_>) {
    if !review.is_whole("licence") {
        return;
    }
    let catalogue = catalogue(review.file);
    for (number, (settings, pool)) in review.file.pool.iter().zip(&catalogue.pools).enumerate() {
        let path = format!("pool[{number}]");
        let licences = catalogue.licences_of(pool);
        let Some(first) = licences.first().filter(|_| review.is_whole(&path)) else { continue };
        if first.kind.is_unlimited() {
            if settings.reserve > 0 {
                review.error(&format!("{path}.reserve"), Pooling::CountsOnUnlimited { key: "reserve" });
            }
            if settings.low_seats.is_some() {
                review.error(&format!("{path}.low_seats"), Pooling::CountsOnUnlimited { key: "low_seats" });
            }
            if settings.low_percent.is_some() {
                review.error(&format!("{path}.low_percent"), Pooling::CountsOnUnlimited { key: "low_percent" });
            }
            continue;
        }
        // A later purchase may make it right, so it is no error.
        let seats: u64 = licences.iter().map(|licence| u64::from(licence.all_seats())).sum();
        if settings.reserve > 0 && u64::from(settings.reserve) >= seats {
            review.warn(&format!("{path}.reserve"), Pooling::ReserveOfAll { seats });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::{GOOD, Trial, told_after};

    #[test]
    fn a_reserve_of_all_seats_is_warned_of() {
        let told = told_after("licences = [", "reserve = 30\nlicences = [");
        let want = "upprop.toml:34:11: warning: the reserve takes all seats of the pool (30)";
        assert!(told.starts_with(want), "{told}");
        assert_eq!(told_after("licences = [", "reserve = 29\nlicences = ["), "");
    }

    #[test]
    fn more_than_all_seats_are_never_taken() {
        let told = told_after("licences = [", "low_percent = 101\nlicences = [");
        let want = "upprop.toml:34:15: the number in `low_percent` is too small or too large";
        assert!(told.starts_with(want), "{told}");
        for percent in [0, 100] {
            assert_eq!(told_after("licences = [", &format!("low_percent = {percent}\nlicences = [")), "");
        }
    }

    #[test]
    fn a_pool_without_limit_has_no_reserve_and_is_never_low() {
        let school = GOOD.replace("\"individual\"", "\"school\"").replace("seats = 30", "units = [\"ekskolan\"]");
        for key in ["reserve", "low_seats", "low_percent"] {
            let told = Trial::of(&school.replace("licences = [", &format!("{key} = 1\nlicences = ["))).told();
            assert!(told.contains(&format!(": `{key}` on a pool without limit")), "{told}");
            assert_eq!(told.lines().count(), 2, "{told}");
        }
    }
}
