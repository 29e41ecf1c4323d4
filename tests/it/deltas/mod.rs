//! Deltas: whatever mix of whole deliveries and changes comes, the end is that of the straight way.

mod documents;
mod refused;
mod runs;
mod silence;
mod village;
mod whose;

use proptest::prelude::*;
use std::path::Path;
use upprop::roster::{Keeping, Kept, Member, Parts, Person, PersonStatus};
use upprop::source::{Limits, PackageSettings, Reading, Source, oneroster::OneRoster};
use village::{Deed, How, Package, Village};

const ROOM: u64 = 1024 * 1024;

fn source(folder: &Path) -> OneRoster {
    let (source, limits) = ("o".into(), Limits::default());
    OneRoster::new(PackageSettings { source, root: folder.to_owned(), limits }).keeping(ROOM)
}

fn delivered(source: &dyn Source) -> Option<Parts> {
    match source.read().expect("a delivery") {
        Reading::Delivery(parts) => Some(parts),
        Reading::NoUpdates => None,
    }
}

/// What a delivery says, however it is ordered: units, groups, living persons, memberships.
fn essence(parts: &Parts) -> [Vec<String>; 4] {
    let here = |person: &&Person| person.status != PersonStatus::Deleted;
    let name = |member: &Member| {
        let (person, group) = (&parts.person_names[member.person as usize], &parts.group_names[member.group as usize]);
        format!("{person} {group} {:?} {:?}", member.role, member.period)
    };
    let mut all = [
        parts.units.iter().map(row).collect(),
        parts.groups.iter().map(row).collect(),
        parts.persons.iter().filter(here).map(row).collect(),
        parts.members.iter().map(name).collect(),
    ];
    all.iter_mut().for_each(|rows: &mut Vec<String>| rows.sort());
    all
}

/// As JSON, which has every field.
fn row(row: &impl serde::Serialize) -> String {
    serde_json::to_string(row).expect("JSON")
}

/// A source whose rows are kept from day to day.
struct Chain {
    folder: tempfile::TempDir,
    kept: Option<Kept>,
    source: fn(&Path) -> Box<dyn Source>,
}

impl Chain {
    fn new(source: fn(&Path) -> Box<dyn Source>) -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), kept: None, source }
    }

    fn read(&mut self) -> Option<Parts> {
        let mut source = (self.source)(&self.folder.path().join("o"));
        if source.is_delta().expect("a delivery") {
            source.lay_on(self.kept.clone());
        }
        let parts = delivered(&*source);
        match source.keep(&source.fingerprint().expect("a delivery")).expect("rows to keep") {
            Keeping::Rows(kept) => self.kept = Some(kept),
            Keeping::Same => {}
            Keeping::None => panic!("too many rows"),
            Keeping::File(name, _) => panic!("{name} alone"),
        }
        parts
    }
}

fn days() -> impl Strategy<Value = Vec<(Vec<Deed>, How)>> {
    prop::collection::vec((village::deeds(), village::how()), 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_mix_of_whole_deliveries_and_changes_comes_the_roster_is_that_of_a_whole_one(
        days in days(), is_1p2: bool, is_terse: bool,
    ) {
        let mut village = Village::new();
        let mut chain = Chain::new(|folder| Box::new(source(folder)));
        let straight = tempfile::tempdir().expect("a folder");
        let mut last = village.tables(is_1p2);
        Package { before: &last, now: &last, is_1p2, is_terse }.write(How::Whole, &chain.folder.path().join("o"));
        chain.read().expect("a first delivery");
        for (deeds, how) in days {
            deeds.into_iter().for_each(|deed| village.happen(deed, !is_terse));
            let now = village.tables(is_1p2);
            if how == How::NotAtAll {
                continue;
            }
            if how != How::Again {
                let package = Package { before: &last, now: &now, is_1p2, is_terse };
                package.write(how, &chain.folder.path().join("o"));
                last = now;
            }
            let Some(parts) = chain.read() else { continue };
            let whole = straight.path().join("o");
            Package { before: &last, now: &last, is_1p2, is_terse }.write(How::Whole, &whole);
            let straight = delivered(&source(&whole)).expect("a whole delivery");
            prop_assert_eq!(essence(&parts), essence(&straight));
        }
    }
}
