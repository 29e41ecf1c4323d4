//! Pools: their licences, their tool, who may have a seat.

use super::licences::type_word;
use super::roles::Roles;
use super::{Names, Review, names};
use crate::config::model::{Bind, Licence, Pool};
use crate::config::problem::{Binding, Pooling, Thing};
use std::collections::BTreeMap;

pub(super) fn check(review: &mut Review<'_>) {
    let file = review.file;
    names::unique(review, Thing::Pool, "pool", "key", file.pool.iter().map(|pool| pool.key.as_str()));
    let licences = Names::of(review, Thing::Licence, "licence", file.licence.iter().map(|one| one.key.as_str()));
    let tools = Names::of(review, Thing::Tool, "tool", file.tool.iter().map(|tool| tool.key.as_str()));
    let mut taken = BTreeMap::new();
    let mut automatic = BTreeMap::new();
    for (number, pool) in file.pool.iter().enumerate() {
        let path = format!("pool[{number}]");
        review.filled(&path, "name", &pool.name);
        if pool.licences.is_empty() && pool.tool.is_none() {
            review.error(&path, Pooling::NoTool);
        }
        if let Some(tool) = &pool.tool {
            tools.find(review, &format!("{path}.tool"), tool);
        }
        let mut own = Vec::new();
        for (at, key) in pool.licences.iter().enumerate() {
            let path = format!("{path}.licences[{at}]");
            if let Some(found) = licences.find(review, &path, key) {
                own.push((path.clone(), found));
            }
            once(review, &path, key, number, &mut taken);
        }
        let own = of_one_kind(review, pool, &path, &own);
        second_auto_add(review, pool, number, own.first().copied(), &mut automatic);
        bindings(review, pool, &path, &own);
    }
}

/// A licence lies in one pool.
fn once<'a>(
    review: &mut Review<'a>,
    path: &str,
    key: &'a str,
    number: usize,
    taken: &mut BTreeMap<&'a str, (usize, String)>,
) {
    match taken.get(key) {
        Some((pool, _)) if *pool == number => review.error(path, Pooling::LicenceTwice { licence: key.to_owned() }),
        Some((pool, first)) => {
            let pool = review.file.pool.get(*pool).map(|pool| pool.key.clone()).unwrap_or_default();
            let first = review.loaded.place(first);
            review.error(path, Pooling::LicenceInTwoPools { licence: key.to_owned(), pool, first });
        }
        None => drop(taken.insert(key, (number, path.to_owned()))),
    }
}

/// The licences of a pool that can be judged; the first sets the measure for the others.
fn of_one_kind<'a>(review: &mut Review<'a>, pool: &Pool, path: &str, own: &[(String, usize)]) -> Vec<&'a Licence> {
    let file = review.file;
    let mut licences: Vec<&'a Licence> = Vec::new();
    for (at, number) in own {
        let Some(licence) = file.licence.get(*number).filter(|_| review.names_its_kind(*number)) else {
            continue;
        };
        if let Some(first) = licences.first().filter(|first| first.key != licence.key) {
            if first.tool != licence.tool {
                let one = [first.key.clone(), first.tool.clone()];
                review.error(at, Pooling::MixedTools { one, other: [licence.key.clone(), licence.tool.clone()] });
            } else if first.kind != licence.kind {
                let pair = |licence: &Licence| [licence.key.clone(), type_word(licence.kind).to_owned()];
                review.error(at, Pooling::MixedTypes { one: pair(first), other: pair(licence) });
            }
        }
        licences.push(licence);
    }
    if let (Some(tool), Some(first)) = (&pool.tool, licences.first())
        && *tool != first.tool
    {
        let (licence, licence_tool) = (first.key.clone(), first.tool.clone());
        review.error(&format!("{path}.tool"), Pooling::OtherTool { tool: tool.clone(), licence, licence_tool });
    }
    licences
}

/// Of all pools of a tool, one takes in new licences.
fn second_auto_add<'a>(
    review: &mut Review<'a>,
    pool: &'a Pool,
    number: usize,
    licence: Option<&'a Licence>,
    automatic: &mut BTreeMap<&'a str, (&'a str, String)>,
) {
    let tool = licence.map(|licence| licence.tool.as_str()).or(pool.tool.as_deref());
    let Some(tool) = tool.filter(|_| pool.auto_add) else { return };
    let path = format!("pool[{number}].auto_add");
    match automatic.get(tool) {
        Some((first_pool, first)) => {
            let (tool, pool, first) = (tool.to_owned(), (*first_pool).to_owned(), review.loaded.place(first));
            review.error(&path, Pooling::SecondAutoAdd { tool, pool, first });
        }
        None => drop(automatic.insert(tool, (&pool.key, path))),
    }
}

fn bindings(review: &mut Review<'_>, pool: &Pool, path: &str, licences: &[&Licence]) {
    let roles = Roles::of(review);
    if pool.bind.is_empty() {
        review.warn(&format!("{path}.bind"), Binding::NoBindings);
    }
    for (number, bind) in pool.bind.iter().enumerate() {
        binding(review, &format!("{path}.bind[{number}]"), bind, licences, &roles);
    }
}

fn binding(review: &mut Review<'_>, path: &str, bind: &Bind, licences: &[&Licence], roles: &Roles<'_>) {
    let named = [("unit", &bind.unit), ("group", &bind.group), ("person", &bind.person), ("role", &bind.role)];
    if named.iter().all(|(_, name)| name.is_none()) && bind.school_year.is_none() {
        review.error(path, Binding::EmptyBinding);
    }
    for (key, name) in named {
        if let Some(name) = name {
            review.filled(path, key, name);
        }
    }
    if let Some([first, last]) = bind.school_year {
        if first > last {
            review.error(&format!("{path}.school_year"), Binding::YearsReversed);
        }
        if let Some(role) = bind.role.as_ref().filter(|role| *role != "pupil") {
            review.error(&format!("{path}.school_year"), Binding::YearsOfStaff { role: role.clone() });
        }
    }
    if matches!((bind.from, bind.until), (Some(from), Some(until)) if from > until) {
        review.error(&format!("{path}.until"), Binding::DatesReversed);
    }
    let audience = || licences.iter().flat_map(|licence| &licence.audience);
    if let Some(role) = &bind.role
        && roles.find(review, &format!("{path}.role"), "role", role)
        && audience().next().is_some()
        && roles.are_known(audience())
        && !audience().any(|who| fits(role, who))
    {
        review.warn(&format!("{path}.role"), Binding::RoleOutsideAudience { role: role.clone() });
    }
}

/// May someone with this role be one of these? Everyone is a pupil or staff, and duties are staff's.
fn fits(role: &str, who: &str) -> bool {
    role == who || ((role == "staff") != (who == "staff") && role != "pupil" && who != "pupil")
}

#[cfg(test)]
mod tests {
    use crate::config::model::Language;
    use crate::config::trial::{GOOD, Trial, told_after, told_with};

    const SECOND: &str = "[[pool]]\nkey = \"sk2\"\nname = \"Two\"\nbind = [{ unit = \"x\" }]\n";

    #[test]
    fn only_licences_of_one_type_lie_in_one_pool() {
        let class =
            "[[licence]]\nkey = \"k\"\ntool = \"sifferkul\"\ntype = \"class\"\naudience = [\"pupil\"]\nseats = 3\n";
        let text = format!("{}{class}", GOOD.replace("[\"sk-2026\"]", "[\"sk-2026\", \"k\"]"));
        let told = Trial::of(&text).told_in(Language::Sv);
        let want = "bara licenser av samma typ i en pool: `sk-2026` är `individual` och `k` är `class`";
        assert!(told.starts_with(&format!("upprop.toml:34:24: {want}")), "{told}");
    }

    #[test]
    fn only_licences_of_one_tool_lie_in_one_pool_and_the_pool_agrees() {
        let tool = "[[tool]]\nkey = \"t\"\nname = \"T\"\nvendor = \"blad\"\ndpa = \"signed\"\n";
        let other =
            "[[licence]]\nkey = \"k\"\ntool = \"t\"\ntype = \"individual\"\naudience = [\"pupil\"]\nseats = 3\n";
        let text = format!("{}{tool}{other}", GOOD.replace("[\"sk-2026\"]", "[\"sk-2026\", \"k\"]"));
        assert!(Trial::of(&text).told().contains("mixes tools: `sk-2026` is of `sifferkul` and `k` is of `t`"));
        let text = format!("{}{tool}", GOOD.replace("[\"sk-2026\"]", "[\"sk-2026\"]\ntool = \"t\""));
        assert!(
            Trial::of(&text).told().contains("the pool says the tool `t`, but the licence `sk-2026` is of `sifferkul`")
        );
    }

    #[test]
    fn a_licence_lies_in_one_pool_once() {
        let told = told_with(&format!("{SECOND}licences = [\"sk-2026\"]\n"));
        assert!(told.contains("41:13: the licence `sk-2026` is already in the pool `sk`"), "{told}");
        let told = told_after("[\"sk-2026\"]", "[\"sk-2026\", \"sk-2026\"]");
        assert!(told.contains("stands twice in the pool"), "{told}");
        assert!(told_after("[\"sk-2026\"]", "[\"sk-2025\"]").contains("Did you mean `sk-2026`?"));
    }

    #[test]
    fn a_second_pool_with_auto_add_names_the_first() {
        let first = GOOD.replace("[\"sk-2026\"]", "[\"sk-2026\"]\nauto_add = true");
        let told = Trial::of(&format!("{first}{SECOND}tool = \"sifferkul\"\nauto_add = true\n")).told();
        assert!(told.contains("43:12: the pool `sk` has auto-add for the tool `sifferkul` already"), "{told}");
        assert!(told.contains("upprop.toml:35:12)"), "{told}");
    }

    #[test]
    fn a_pool_without_tool_or_bindings_is_told() {
        assert!(told_with(SECOND).contains("37:1: the pool has neither licences nor a tool"));
        let told = told_after("[[pool.bind]]\nunit = \"ekskolan\"\n", "bind = []\n");
        assert!(told.contains("warning: nobody can have a seat"), "{told}");
    }

    #[test]
    fn a_binding_that_says_nothing_would_be_for_everyone_and_is_refused() {
        assert!(told_with("[[pool.bind]]\n").contains("37:1: the binding does not say whom it is for"));
        assert!(told_with("[[pool.bind]]\nclass = 0\nfrom = 2026-08-01\n").contains("does not say whom it is for"));
        assert!(told_with("[[pool.bind]]\nunit = \"\"\n").contains("`unit` is empty"));
    }

    #[test]
    fn years_and_dates_go_upwards_and_years_are_for_pupils() {
        assert!(told_with("school_year = [9, 7]\n").contains("the first school year is higher than the last"));
        let told = told_with("school_year = [7, 9]\nrole = \"staff\"\n");
        assert!(told.contains("only pupils have a school year, but the role is `staff`"), "{told}");
        assert!(told_with("from = 2027-01-01\nuntil = 2026-01-01\n").contains("`from` is later than `until`"));
    }

    #[test]
    fn a_role_that_no_licence_is_for_is_warned_of() {
        assert!(told_with("role = \"teacher\"\n").contains("warning: no licence of the pool is for `teacher`"));
        assert_eq!(told_with("role = \"pupil\"\n"), "");
    }

    #[test]
    fn a_faulty_licence_is_not_blamed_on_its_pool() {
        let told = told_after("type = \"individual\"", "type = \"indvidual\"");
        assert!(told.contains("Did you mean `individual`?"), "{told}");
        assert_eq!(told.lines().count(), 2, "{told}");
    }
}
