//! Documents of XML made to fill the memory or the day of whoever reads them.

use super::papers::{Form, ims};
use super::world::{NEXT, WRITTEN_NEXT, World, stamp};
use super::zips::{PEAK_KIB_MAX, run};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What a document begins with, what it repeats and how often, and the code that it is refused with.
const SWOLLEN: [(&str, &str, usize, &str); 8] = [
    ("<enterprise>", "<a>", 20_000_000, "xml_depth"),
    ("<enterprise><person><name><fn>", "aaaaaaaaaaaaaaaa", 6_000_000, "xml_limit"),
    ("<enterprise><person><name><fn><![CDATA[", "aaaaaaaaaaaaaaaa", 6_000_000, "xml_limit"),
    ("<enterprise><person recstatus=\"", "1111111111111111", 6_000_000, "xml_limit"),
    ("<enterprise><person ", "a=\"1\" ", 12_000_000, "xml_limit"),
    ("<enterprise><!--", "aaaaaaaaaaaaaaaa", 6_000_000, "xml_limit"),
    ("<enterprise><person>", "<userid>1</userid>", 5_000_000, "xml_limit"),
    ("<!DOCTYPE enterprise [<!ENTITY a \"aaaa\">", "<!ENTITY b \"&a;&a;&a;\">", 1_000_000, "xml_limit"),
];

fn swell(path: &Path, begin: &str, piece: &str, times: usize) {
    let mut file = BufWriter::new(File::create(path).expect("a file is made"));
    file.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("it is written");
    file.write_all(begin.as_bytes()).expect("it is written");
    let many = piece.repeat(1000);
    (0..times / 1000).for_each(|_| file.write_all(many.as_bytes()).expect("it is written"));
    file.into_inner().expect("all of it");
    stamp(path, WRITTEN_NEXT);
}

#[tokio::test]
async fn no_document_is_a_bomb() {
    let clean = ims(Form::Base);
    let mut world = World::new(&clean, "").await;
    world.begin().await;
    let (before, document) = (world.state().await, world.roster().join("gr.xml"));
    let mut largest = 0;
    for (begin, piece, times, code) in SWOLLEN {
        world.deliver(&clean, WRITTEN_NEXT);
        swell(&document, begin, piece, times);
        world.close().await;
        let (status, said, peak) = run(&world);
        world.open().await;
        assert_eq!(status, 2, "{begin}: {said}");
        assert!((1..PEAK_KIB_MAX).contains(&peak), "{begin}: {peak} KiB");
        assert_eq!(world.run(NEXT).await, code, "{begin}: {said}");
        assert_eq!(world.state().await, before, "{begin}");
        largest = largest.max(peak);
    }
    println!("{} documents, at most {} MiB", SWOLLEN.len(), largest / 1024);
}
