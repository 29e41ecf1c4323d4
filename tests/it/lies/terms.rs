//! Lies that no reader can see: a delivery that is not done, old, or short of a file, and one that is written to
//! while it is read.

use super::clean::{Charset, Clean, Release, mapped, oneroster};
use super::papers::{Form, ims};
use super::sets::v2p1;
use super::world::{FIRST, NEXT, WRITTEN_FIRST, WRITTEN_NEXT, World, instant, stamp, write};
use super::zips::{entries, zipped};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

/// Half a minute before the run.
const JUST_NOW: &str = "2026-11-20T05:29:31Z";

fn cleans() -> [Clean; 4] {
    [oneroster(Release::V1p2), mapped(Charset::Utf8), v2p1(), ims(Form::Base)]
}

/// The clean delivery with its last row lost, as an upload that ended early: whole lines, no error in any.
fn shorten(world: &World, clean: &Clean, at: &str) {
    world.deliver(clean, at);
    let (name, text) = clean.files.last().expect("a file");
    let rows = text.trim_end().rsplit_once('\n').expect("rows").0;
    write(&world.roster().join(name), &clean.encode(&format!("{rows}\n")), at);
}

async fn refused(world: &World, now: &str, code: &str) {
    let before = world.state().await;
    assert_eq!(world.run(now).await, code);
    assert_eq!(world.state().await, before);
}

#[tokio::test]
async fn what_is_still_being_written_is_not_taken() {
    for clean in cleans() {
        let world = World::new(&clean, "").await;
        world.begin().await;
        for (name, _) in &clean.files {
            shorten(&world, &clean, WRITTEN_NEXT);
            stamp(&world.roster().join(name), JUST_NOW);
            refused(&world, NEXT, "delivery_unsettled").await;
        }
    }
}

#[tokio::test]
async fn what_does_not_match_its_checksums_is_not_taken() {
    for clean in cleans() {
        let world = World::new(&clean, "checksums = \"SUMS\"").await;
        let sum = |bytes: &[u8]| Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let line = |name: &str| format!("{}  {name}\n", sum(&clean.bytes(name)));
        let list: String = clean.files.iter().map(|(name, _)| line(name)).collect();
        let path = world.roster().join("SUMS");
        let put = |list: &str| write(&path, list.as_bytes(), WRITTEN_NEXT);
        put(&list);
        world.begin().await;
        shorten(&world, &clean, WRITTEN_NEXT);
        refused(&world, NEXT, "delivery_unsettled").await;
        put(&list);
        refused(&world, NEXT, "checksum_differs").await;
        for (name, _) in &clean.files[..clean.files.len() - 1] {
            put(&list.replace(&line(name), ""));
            refused(&world, NEXT, "checksum_missing").await;
        }
        put(&list[..list.len() - 3]);
        refused(&world, NEXT, "checksum_missing").await;
        put(&list[..70]);
        refused(&world, NEXT, "checksum_missing").await;
        put(&list[..40]);
        refused(&world, NEXT, "checksums_invalid").await;
    }
}

#[tokio::test]
async fn what_is_older_than_what_is_in_force_is_not_taken() {
    for clean in [oneroster(Release::V1p2), mapped(Charset::Utf8)] {
        let world = World::new(&clean, "").await;
        world.begin().await;
        shorten(&world, &clean, "2026-11-20T03:00:00Z");
        refused(&world, NEXT, "delivery_older").await;
        let end = world.run_with(NEXT, |errand| errand.accept_delivery = Some("register")).await;
        assert_eq!(end, "held", "the guard looks at it all the same");
    }
}

#[tokio::test]
async fn a_share_without_its_marker_is_not_read() {
    for clean in cleans() {
        let world = World::new(&clean, "marker = \"here\"").await;
        write(&world.roster().join("here"), b"", FIRST);
        world.begin().await;
        shorten(&world, &clean, WRITTEN_NEXT);
        refused(&world, NEXT, "marker_missing").await;
        std::fs::remove_dir_all(world.roster()).expect("the share goes");
        std::fs::create_dir(world.roster()).expect("its place stays");
        refused(&world, NEXT, "marker_missing").await;
    }
}

/// A package that had a file of something that we do not use, and that declares it no more.
#[tokio::test]
async fn a_file_that_was_there_and_is_declared_no_more_is_missed() {
    let mut with = oneroster(Release::V1p2);
    with.files.push(("resources.csv", "sourcedId,status,dateLastModified,title\nb1,,,Åbok\n".to_owned()));
    with.files[0].1.push_str("file.resources,bulk\n");
    let without = oneroster(Release::V1p2);
    let world = World::new(&with, "").await;
    world.begin().await;
    world.deliver(&without, WRITTEN_NEXT);
    refused(&world, NEXT, "file_left_out").await;
    let end = world.run_with(NEXT, |errand| errand.accept_delivery = Some("register")).await;
    assert_eq!(end, "unchanged");
    assert_eq!(world.run(NEXT).await, "unchanged", "it was accepted once and for all");
    world.deliver(&with, WRITTEN_NEXT);
    assert_eq!(world.run(NEXT).await, "unchanged", "a file more is no loss");
    world.deliver(&without, WRITTEN_NEXT);
    refused(&world, NEXT, "file_left_out").await;
}

/// An export that calls an element otherwise from now on: as XML goes, what is not said was left out.
#[tokio::test]
async fn an_element_that_is_called_otherwise_is_missed() {
    let clean = ims(Form::Base);
    let world = World::new(&clean, "").await;
    world.begin().await;
    world.deliver(&clean, WRITTEN_NEXT);
    let renamed = clean.text("gr.xml").replace("<email>", "<mail>").replace("</email>", "</mail>");
    write(&world.roster().join("gr.xml"), renamed.as_bytes(), WRITTEN_NEXT);
    refused(&world, NEXT, "elements_gone").await;
    let end = world.run_with(NEXT, |errand| errand.accept_delivery = Some("register")).await;
    assert_eq!(end, "applied", "somebody says that it is to be so");
    assert_eq!(world.run(NEXT).await, "unchanged", "once and for all");
}

/// A package that says that nothing has changed lacks every file, and takes none away.
#[tokio::test]
async fn a_manifest_alone_leaves_no_file_out_and_is_not_remembered_as_all_there_is() {
    let clean = oneroster(Release::V1p2);
    let world = World::new(&clean, "").await;
    world.begin().await;
    for (name, _) in &clean.files[1..] {
        std::fs::remove_file(world.roster().join(name)).expect("a file goes");
    }
    let manifest = clean.text("manifest.csv").replace(",bulk", ",absent");
    write(&world.roster().join("manifest.csv"), manifest.as_bytes(), WRITTEN_NEXT);
    assert_eq!(world.run(NEXT).await, "unchanged");
    world.deliver(&clean, WRITTEN_NEXT);
    assert_eq!(world.run(NEXT).await, "unchanged");
}

/// How runs end that take a file to which somebody writes all the time. What he writes is what was there, so that a run
/// which comes between two writes finds nothing new; the first that finds anything else is the last.
fn raced(world: &World, file: &Path) -> String {
    const TRIES: usize = 2_000;
    let file = std::fs::File::options().write(true).open(file).expect("a file is there");
    let (is_over, begin) = (AtomicBool::new(false), SystemTime::from(instant(WRITTEN_NEXT)));
    let touch = || {
        for number in (0..).take_while(|_| !is_over.load(Ordering::Relaxed)) {
            file.set_modified(begin + Duration::from_nanos(number)).expect("its time is set");
        }
    };
    let run = |_| tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(world.run(NEXT)));
    std::thread::scope(|scope| {
        scope.spawn(touch);
        let end = (0..TRIES).map(run).find(|end| end != "unchanged");
        is_over.store(true, Ordering::Relaxed);
        end.unwrap_or_default()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_to_while_it_is_read_is_not_taken() {
    for clean in cleans() {
        let world = World::new(&clean, "settle = \"0s\"").await;
        world.begin().await;
        let before = world.state().await;
        for (name, _) in &clean.files {
            world.deliver(&clean, WRITTEN_NEXT);
            assert_eq!(raced(&world, &world.roster().join(name)), "file_changed", "{} {name}", clean.name);
            assert_eq!(world.state().await, before);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zip_that_is_written_to_while_it_is_read_is_not_taken() {
    let clean = oneroster(Release::V1p2);
    let world = World::new_at(&clean, "roster.zip", "settle = \"0s\"").await;
    let path = world.path("roster.zip");
    write(&path, &zipped(&entries(&clean)), WRITTEN_FIRST);
    world.begin().await;
    let before = world.state().await;
    assert_eq!(raced(&world, &path), "file_changed");
    assert_eq!(world.state().await, before);
}
