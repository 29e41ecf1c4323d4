//! Which licence continues which.

use super::licences::type_word;
use super::{Names, Review};
use crate::config::problem::{Renewal, Thing};

pub(super) fn check(review: &mut Review<'_>) {
    let licences = &review.file.licence;
    let known = Names::of(review, Thing::Licence, "licence", licences.iter().map(|licence| licence.key.as_str()));
    let mut next = vec![None; licences.len()];
    for (number, licence) in licences.iter().enumerate() {
        let Some(renews) = &licence.renews else { continue };
        let path = format!("licence[{number}].renews");
        let Some(older) = known.find(review, &path, renews) else { continue };
        if let Some(next) = next.get_mut(number) {
            *next = Some(older);
        }
        let Some(before) = licences.get(older) else { continue };
        if !review.names_its_kind(older) || !review.names_its_kind(number) {
            continue;
        }
        let name = before.key.clone();
        if before.tool != licence.tool {
            review.error(&path, Renewal::RenewsOtherTool { licence: name, tool: before.tool.clone() });
        } else if before.kind != licence.kind {
            review.error(&path, Renewal::RenewsOtherType { licence: name, kind: type_word(before.kind) });
        }
    }
    rings(review, &next);
}

/// Each ring is told once, at its first licence.
fn rings(review: &mut Review<'_>, next: &[Option<usize>]) {
    let name = |number: usize| review.file.licence.get(number).map_or("", |licence| licence.key.as_str());
    let mut found = Vec::new();
    for start in 0..next.len() {
        let mut ring = vec![name(start).to_owned()];
        let mut at = next.get(start).copied().flatten();
        // Only the lowest number of a ring tells it; longer walks than there are licences go round elsewhere.
        while let Some(number) = at.filter(|number| *number >= start && ring.len() <= next.len()) {
            ring.push(name(number).to_owned());
            if number == start {
                found.push((start, ring));
                break;
            }
            at = next.get(number).copied().flatten();
        }
    }
    for (start, ring) in found {
        review.error(&format!("licence[{start}].renews"), Renewal::RenewsItself { ring });
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::{GOOD, Trial, told_after};

    fn licence(key: &str, more: &str) -> String {
        let head = format!("[[licence]]\nkey = \"{key}\"\naudience = [\"pupil\"]\nseats = 1\n{more}\n");
        let tool = if more.contains("tool =") { "" } else { "tool = \"sifferkul\"\n" };
        let kind = if more.contains("type =") { "" } else { "type = \"individual\"\n" };
        format!("{head}{tool}{kind}")
    }

    fn told_of(licences: &[String]) -> String {
        let pooled = GOOD.replace("licences = [\"sk-2026\"]", "licences = [\"sk-2026\"]\nauto_add = true");
        Trial::of(&format!("{pooled}{}", licences.concat())).told()
    }

    #[test]
    fn a_ring_of_renewals_is_told_once_with_all_its_licences() {
        assert!(told_after("seats = 30", "seats = 30\nrenews = \"sk-2026\"").contains("sk-2026 → sk-2026"));
        let ring = [licence("a", "renews = \"b\""), licence("b", "renews = \"c\""), licence("c", "renews = \"a\"")];
        let told = told_of(&[&ring[..], &[licence("d", "renews = \"c\"")]].concat());
        assert!(told.contains("in the end the licence renews itself: a → b → c → a"), "{told}");
        assert_eq!(told.lines().count(), 2, "{told}");
    }

    #[test]
    fn a_renewal_is_of_the_same_tool_and_type() {
        let told = told_of(&[licence("a", "renews = \"sk-2026\"\ntype = \"class\"")]);
        assert!(told.contains("renews `sk-2026`, which is of another type (`individual`)"), "{told}");
        let told = told_of(&[licence("a", "renews = \"sk-2062\"")]);
        assert!(told.contains("there is no licence `sk-2062`\n    Did you mean `sk-2026`?"), "{told}");
    }
}
