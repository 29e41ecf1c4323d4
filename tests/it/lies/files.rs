//! Lies about files: not there, another's, too large, no file at all, written to while they are read.

use super::clean::Clean;
use super::lie::{Change, Lie, Sort};
use super::world::{WRITTEN_NEXT, stamp};
use std::fs::{File, create_dir, remove_file, rename};
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;

type Done = fn(&Path);

pub(crate) fn lies(clean: &Clean) -> Vec<Lie> {
    let mut lies = Vec::new();
    let changes: [(Sort, &str, Done); 8] = [
        (Sort::Huge, "ten gibibytes that take no room", huge),
        (Sort::Link, "to its own content", link_to_its_own),
        (Sort::Link, "to nothing", link_to_nothing),
        (Sort::Link, "to a device", link_to_a_device),
        (Sort::Special, "folder", folder),
        (Sort::Special, "pipe", pipe),
        (Sort::Special, "socket", socket),
        (Sort::Special, "folder with a file", folder_with_a_file),
    ];
    for (file, _) in &clean.files {
        lies.push(Lie { sort: Sort::Removed, file, which: String::new(), change: Change::Gone });
        for (sort, which, change) in changes {
            lies.push(Lie { sort, file, which: which.to_owned(), change: Change::Done(Box::new(change)) });
        }
    }
    for pair in clean.files.windows(2) {
        lies.push(Lie::new(Sort::Swapped, pair[0].0, pair[1].0, clean.bytes(pair[1].0)));
    }
    lies
}

fn huge(path: &Path) {
    File::create(path).expect("a file is made").set_len(10 << 30).expect("it is long");
    stamp(path, WRITTEN_NEXT);
}

fn link_to_its_own(path: &Path) {
    let aside = path.with_extension("aside");
    rename(path, &aside).expect("a file goes");
    symlink(aside, path).expect("a link is made");
}

fn link_to_nothing(path: &Path) {
    remove_file(path).expect("a file goes");
    symlink("nowhere", path).expect("a link is made");
}

fn link_to_a_device(path: &Path) {
    remove_file(path).expect("a file goes");
    symlink("/dev/zero", path).expect("a link is made");
}

fn folder(path: &Path) {
    remove_file(path).expect("a file goes");
    create_dir(path).expect("a folder is made");
}

fn folder_with_a_file(path: &Path) {
    folder(path);
    std::fs::write(path.join("users.csv"), "x").expect("a file is made");
}

fn socket(path: &Path) {
    remove_file(path).expect("a file goes");
    drop(UnixListener::bind(path).expect("a socket is made"));
}

#[expect(clippy::disallowed_methods, reason = "std makes no pipe with a name")]
fn pipe(path: &Path) {
    remove_file(path).expect("a file goes");
    assert!(std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
}
