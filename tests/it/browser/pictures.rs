//! The pictures of README. `docs/screenshots/make` has them drawn into its folder; without it they are drawn and thrown away.

use super::chromium::{Chromium, Look};
use super::demo::{As, Demo, ENGLISH, SWEDISH};
use super::vendor::Asked;
use std::path::{Path, PathBuf};
use upprop::config::{Environment as _, ProcessEnvironment};

const LOOKS: [(&str, Look); 3] = [("desk", Look::DESK), ("phone", Look::PHONE), ("night", Look::DESK_AT_NIGHT)];

/// Draws the page that is open.
fn drawn(chromium: &mut Chromium, (folder, name): (&Path, &str)) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for (how, look) in LOOKS {
        // A page at night is there to be compared, once.
        if how == "night" && !name.starts_with("person") {
            continue;
        }
        chromium.look(look);
        let file = folder.join(format!("{name}-{how}.png"));
        chromium.shot(&file);
        files.push(file);
    }
    files
}

#[test]
fn the_pictures_of_readme_can_be_drawn_again() {
    let Some(mut chromium) = Chromium::start() else { return };
    let own = tempfile::tempdir().expect("a folder");
    let folder = ProcessEnvironment.variable("UPPROP_SCREENSHOTS").map_or_else(|| own.path().to_owned(), PathBuf::from);
    let demo = Demo::served(&[]);
    let mut files = Vec::new();
    for (lang, words) in [("sv", SWEDISH), ("en", ENGLISH)] {
        chromium.visitor(Look::DESK);
        chromium.open(&demo.at(&format!("/language/{lang}?next=/sign-in")));
        demo.sign_in(&mut chromium, (As::Admin, words));
        files.extend(drawn(&mut chromium, (&folder, &format!("front-{lang}"))));
        chromium.open(&demo.at("/pools/P2"));
        files.extend(drawn(&mut chromium, (&folder, &format!("pool-{lang}"))));
        chromium.open(&demo.at("/waiting?q=E29"));
        chromium.click(("link", "E29"));
        files.extend(drawn(&mut chromium, (&folder, &format!("person-{lang}"))));
        chromium.open(&demo.at("/requests/REQ-2026-002"));
        files.extend(drawn(&mut chromium, (&folder, &format!("request-{lang}"))));
        chromium.open(&Asked::of(lang).link());
        files.extend(drawn(&mut chromium, (&folder, &format!("vendor-{lang}"))));
    }
    assert_eq!(files.len(), 22);
    for file in files {
        let picture = std::fs::read(&file).expect("a picture");
        let width = u32::from_be_bytes(picture[16..20].try_into().expect("four bytes"));
        assert!(picture.starts_with(b"\x89PNG") && [1280, 390].contains(&width), "{}", file.display());
        assert!(picture.len() > 8_000, "{} is empty", file.display());
    }
}

#[test]
fn readme_shows_every_picture_that_there_is_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("README");
    let shown = readme.split("docs/screenshots/").skip(1);
    let mut shown: Vec<String> =
        shown.filter_map(|rest| rest.find(".png").map(|end| rest[..end + 4].to_owned())).collect();
    shown.sort();
    shown.dedup();
    let files = std::fs::read_dir(root.join("docs/screenshots")).expect("a folder").flatten();
    let files = files.map(|file| file.file_name().to_string_lossy().into_owned());
    let mut files: Vec<String> = files.filter(|name| name.ends_with(".png")).collect();
    files.sort();
    assert_eq!(shown, files);
}
