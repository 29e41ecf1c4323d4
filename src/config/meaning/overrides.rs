//! Decisions about single persons.

use super::{Names, Review};
use crate::config::model::OverrideKind;
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
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::told_with;

    fn told_of(more: &str) -> String {
        told_with(&format!("[[override]]\nperson = \"E05\"\nreason = \"Beslut\"\n{more}\n"))
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
