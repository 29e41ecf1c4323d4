//! Every lie told to a database that holds the clean delivery.

use super::clean::{self, Clean};
use super::lie::Lie;
use super::world::{NEXT, WRITTEN_NEXT, World};
use super::{files, heads, papers, rows, sets, tags};
use std::collections::{BTreeMap, BTreeSet};

/// How the lies of one clean delivery ended, by sort and file, and how many they were.
#[derive(Default)]
struct Heard {
    count: usize,
    ends: BTreeMap<String, usize>,
    wrong: BTreeMap<String, BTreeSet<String>>,
}

/// What is done to sets of rows.
fn of_rows(clean: &Clean) -> Vec<Lie> {
    [rows::lies(clean), heads::lies(clean), files::lies(clean)].into_iter().flatten().collect()
}

/// What is done to documents.
fn of_tags(clean: &Clean) -> Vec<Lie> {
    [tags::lies(clean), tags::torn_apart(clean), files::lies(clean)].into_iter().flatten().collect()
}

/// The same without every place at which a document can be torn.
fn of_other_tags(clean: &Clean) -> Vec<Lie> {
    [tags::lies(clean), files::lies(clean)].into_iter().flatten().collect()
}

async fn tell(clean: &Clean, lies: Vec<Lie>) -> Heard {
    let mut world = World::new(clean, "").await;
    world.begin().await;
    let (kept, before) = (world.keep().await, world.state().await);
    let mut heard = Heard::default();
    world.deliver(clean, WRITTEN_NEXT);
    assert_eq!(world.run(NEXT).await, "unchanged", "{}: the clean delivery is no lie", clean.name);
    for lie in lies {
        world.deliver(clean, WRITTEN_NEXT);
        lie.tell(&world.roster());
        let end = world.run(NEXT).await;
        let after = world.state().await;
        // What is held leaves a hold, an event and a letter that tell of it, and nothing else.
        let is_held = end == "held";
        let is_same = after.inside == before.inside && after.changes == before.changes;
        let is_same = is_same && (is_held || after.head == before.head);
        let end = if is_same { end } else { format!("{end}, changed") };
        if !(clean.expected)(lie.sort, lie.file).contains(&&*end) {
            let what = format!("{} {:?} {}: {end}", clean.name, lie.sort, lie.file);
            let which = if is_same { lie.which } else { format!("{}: {}", lie.which, after.differing(&before)) };
            heard.wrong.entry(what).or_default().insert(which);
        }
        heard.count += 1;
        *heard.ends.entry(end).or_default() += 1;
        if is_held || !is_same {
            world.put_back(&kept).await;
        }
    }
    heard
}

#[expect(clippy::print_stdout, reason = "how many there were is what one wants to know")]
async fn all_told(clean: Clean, lies: fn(&Clean) -> Vec<Lie>) {
    let heard = tell(&clean, lies(&clean)).await;
    println!("{}: {} lies, {:?}", clean.name, heard.count, heard.ends);
    assert!(heard.wrong.is_empty(), "{:#?}", heard.wrong);
    assert!(heard.count > 250);
}

#[tokio::test]
async fn every_lie_about_oneroster_1_1_is_told() {
    all_told(clean::oneroster(clean::Release::V1p1), of_rows).await;
}

#[tokio::test]
async fn every_lie_about_oneroster_1_2_is_told() {
    all_told(clean::oneroster(clean::Release::V1p2), of_rows).await;
}

#[tokio::test]
async fn every_lie_about_mapped_files_is_told() {
    all_told(clean::mapped(clean::Charset::Utf8), of_rows).await;
}

#[tokio::test]
async fn every_lie_about_mapped_files_in_windows_1252_is_told() {
    all_told(clean::mapped(clean::Charset::Windows1252), of_rows).await;
}

#[tokio::test]
async fn every_lie_about_school_data_sync_v2_1_is_told() {
    all_told(sets::v2p1(), of_rows).await;
}

#[tokio::test]
async fn every_lie_about_school_data_sync_v1_is_told() {
    all_told(sets::v1(), of_rows).await;
}

#[tokio::test]
async fn every_lie_about_ims_enterprise_is_told() {
    all_told(papers::ims(papers::Form::Base), of_tags).await;
}

#[tokio::test]
async fn every_lie_about_namespaced_ims_enterprise_is_told() {
    all_told(papers::ims(papers::Form::Namespaced), of_other_tags).await;
}
