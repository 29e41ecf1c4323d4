//! Every lie told to a database that holds the clean delivery.

use super::clean::{self, Clean};
use super::lie::Lie;
use super::world::{NEXT, WRITTEN_NEXT, World};
use super::{files, heads, rows};
use std::collections::{BTreeMap, BTreeSet};

/// How the lies of one clean delivery ended, by sort and file, and how many they were.
#[derive(Default)]
struct Heard {
    count: usize,
    ends: BTreeMap<String, usize>,
    wrong: BTreeMap<String, BTreeSet<String>>,
}

async fn tell(clean: &Clean) -> Heard {
    let mut world = World::new(clean, "").await;
    world.begin().await;
    let (kept, before) = (world.keep().await, world.state().await);
    let mut heard = Heard::default();
    world.deliver(clean, WRITTEN_NEXT);
    assert_eq!(world.run(NEXT).await, "unchanged", "{}: the clean delivery is no lie", clean.name);
    let lies: Vec<Lie> = [rows::lies(clean), heads::lies(clean), files::lies(clean)].into_iter().flatten().collect();
    for lie in lies {
        world.deliver(clean, WRITTEN_NEXT);
        lie.tell(&world.roster());
        let end = world.run(NEXT).await;
        heard.count += 1;
        *heard.ends.entry(end.clone()).or_default() += 1;
        let after = world.state().await;
        // What is held leaves a hold, an event and a letter that tell of it, and nothing else.
        let is_held = end == "held";
        let is_same = after.inside == before.inside && after.changes == before.changes;
        let is_same = is_same && (is_held || after.head == before.head);
        if !is_same || !(clean.expected)(lie.sort, lie.file).contains(&&*end) {
            let what = format!("{} {:?} {}: {end}", clean.name, lie.sort, lie.file);
            let which = if is_same { lie.which } else { format!("{}: CHANGED {after:?}", lie.which) };
            heard.wrong.entry(what).or_default().insert(which);
        }
        if is_held || !is_same {
            world.put_back(&kept).await;
        }
    }
    heard
}

#[expect(clippy::print_stdout, reason = "how many there were is what one wants to know")]
async fn all_told(clean: Clean) {
    let heard = tell(&clean).await;
    println!("{}: {} lies, {:?}", clean.name, heard.count, heard.ends);
    assert!(heard.wrong.is_empty(), "{:#?}", heard.wrong);
    assert!(heard.count > 250);
}

#[tokio::test]
async fn every_lie_about_oneroster_1_1_is_told() {
    all_told(clean::oneroster(clean::Release::V1p1)).await;
}

#[tokio::test]
async fn every_lie_about_oneroster_1_2_is_told() {
    all_told(clean::oneroster(clean::Release::V1p2)).await;
}

#[tokio::test]
async fn every_lie_about_mapped_files_is_told() {
    all_told(clean::mapped(clean::Charset::Utf8)).await;
}

#[tokio::test]
async fn every_lie_about_mapped_files_in_windows_1252_is_told() {
    all_told(clean::mapped(clean::Charset::Windows1252)).await;
}
