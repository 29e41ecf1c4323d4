//! Decisions about single persons.

use super::{Names, Review};
use crate::config::model::{Override, OverrideKind};
use crate::config::problem::{Binding, Decision, Thing};

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
            review.error(&path, Decision::PinWithoutTool);
        }
        let other = one.kind != OverrideKind::Protected && review.is_sound(&format!("{path}.kind"));
        if one.decision.is_some() && other {
            review.error(&format!("{path}.decision"), Decision::DecisionUnused);
        }
        if matches!((one.from, one.until), (Some(from), Some(until)) if from > until) {
            review.error(&format!("{path}.until"), Binding::DatesReversed);
        }
        let earlier = file.overrides.iter().take(number).position(|other| contradict(one, other));
        if let Some(first) =
            earlier.filter(|first| review.is_whole(&path) && review.is_whole(&format!("override[{first}]")))
        {
            let first = review.loaded.place(&format!("override[{first}]"));
            review.error(&path, Decision::PinAndExclude { first });
        }
    }
}

/// Does one keep the person in and the other keep the person out, of one tool on one day?
fn contradict(one: &Override, other: &Override) -> bool {
    let kinds = matches!(
        (one.kind, other.kind),
        (OverrideKind::Pin, OverrideKind::Exclude) | (OverrideKind::Exclude, OverrideKind::Pin)
    );
    let tools = one.tool.is_none() || other.tool.is_none() || one.tool == other.tool;
    let over =
        |one: &Override, other: &Override| matches!((one.until, other.from), (Some(end), Some(start)) if end < start);
    kinds && tools && one.person == other.person && !over(one, other) && !over(other, one)
}

#[cfg(test)]
mod tests {
    use crate::config::trial::told_with;

    fn told_of(more: &str) -> String {
        told_with(&format!("[[override]]\nperson = \"E05\"\nreason = \"Beslut\"\n{more}\n"))
    }

    #[test]
    fn a_person_who_is_kept_in_and_kept_out_at_once_is_told() {
        let two = |pin: &str, exclude: &str| {
            let more = format!("kind = \"pin\"\ntool = \"sifferkul\"\n{pin}\n[[override]]\nperson = \"E05\"\n");
            told_of(&format!("{more}reason = \"Beslut\"\nkind = \"exclude\"\n{exclude}"))
        };
        let told = two("until = 2027-01-01", "from = 2027-01-01");
        let want = "upprop.toml:43:1: `pin` and `exclude` hold for one person at the same time (the other in upprop.toml:37:1)";
        assert!(told.starts_with(want), "{told}");
        assert!(two("", "tool = \"sifferkul\"").contains("at the same time"));
        assert_eq!(two("until = 2026-12-31", "from = 2027-01-01"), "");
    }

    #[test]
    fn an_override_that_would_do_nothing_is_refused() {
        assert!(told_of("kind = \"pin\"").contains("`pin` does not say which tool"));
        let told = told_of("kind = \"exclude\"\ndecision = \"include\"");
        assert!(told.contains("`decision` makes a difference to the kind `protected` only"), "{told}");
        assert!(told_of("kind = \"dormant\"\nfrom = 2027-01-02\nuntil = 2027-01-01").contains("is later than"));
        assert!(told_of("kind = \"pin\"\ntool = \"sifferkull\"").contains("Did you mean `sifferkul`?"));
        assert_eq!(told_of("kind = \"protected\"\ntool = \"sifferkul\"\ndecision = \"include\""), "");
    }
}
