//! Bombs: packages made to fill the memory, the disk or the day of whoever reads them. The program meets them as a
//! child, and what it took is what the kernel counted.

use super::clean::{Clean, Release, oneroster};
use super::world::{NEXT, WRITTEN_NEXT, World, stamp, write};
use std::fs::{File, remove_file};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use zip::write::SimpleFileOptions;

pub(super) const PEAK_KIB_MAX: u64 = 300 * 1024;

/// Makes a file.
type Bomb = Box<dyn Fn()>;
pub(super) type Entries = Vec<(String, Vec<u8>)>;

/// The clean package as a zip's entries.
pub(super) fn entries(clean: &Clean) -> Entries {
    clean.files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn with(clean: &Clean, name: &str, bytes: impl Into<Vec<u8>>) -> Entries {
    let mut entries = entries(clean);
    entries.retain(|(other, _)| other != name);
    entries.push((name.to_owned(), bytes.into()));
    entries
}

pub(super) fn zipped(entries: &Entries) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(name.as_str(), SimpleFileOptions::default()).expect("an entry begins");
        zip.write_all(bytes).expect("it is written");
    }
    zip.finish().expect("the zip ends").into_inner()
}

/// A zip with one entry of zeros, written through a small buffer.
fn of_zeros(name: &str, mebibytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default().large_file(true)).expect("an entry begins");
    let zeros = vec![0; 1024 * 1024];
    (0..mebibytes).for_each(|_| zip.write_all(&zeros).expect("it is written"));
    zip.finish().expect("the zip ends").into_inner()
}

/// What each is called, its bytes, and what is expected.
fn zips(clean: &Clean) -> Vec<(String, Vec<u8>, &'static str)> {
    let users = clean.text("users.csv");
    let bomb = of_zeros("users.csv", 64);
    let mut all: Vec<(String, Vec<u8>, &'static str)> = vec![
        ("64 MiB of zeros".into(), bomb.clone(), "zip_limit"),
        ("a zip in the zip".into(), zipped(&with(clean, "inner.zip", bomb.clone())), "file_undeclared"),
        ("a zip under the name of a table".into(), zipped(&with(clean, "users.csv", bomb)), "control_character"),
        ("a table of one row".into(), zipped(&with(clean, "users.csv", vec![b'a'; 1_000_000])), "header_wrong"),
        ("a table twice as long as a row".into(), zipped(&with(clean, "users.csv", "a".repeat(2 << 20))), "zip_limit"),
        ("noise".into(), noise(1 << 20), "zip_damaged"),
        ("nothing".into(), Vec::new(), "zip_damaged"),
        ("doubled letters".into(), zipped(&with(clean, "users.csv", doubled(users))), "encoding_doubled"),
        ("no manifest".into(), zipped(&entries(clean)[1..].to_vec()), "manifest_missing"),
        (
            "a header only".into(),
            { zipped(&with(clean, "users.csv", users.lines().next().expect("a first line"))) },
            "file_empty",
        ),
    ];
    let many = (0..100).map(|number| (format!("{number}.csv"), Vec::new()));
    all.push(("a hundred entries".into(), zipped(&entries(clean).into_iter().chain(many).collect()), "zip_limit"));
    for name in ["../users.csv", "/etc/users.csv", "in/users.csv", "C:\\users.csv", "..", ".users.csv", "a\0.csv"] {
        all.push((format!("{name:?}"), zipped(&with(clean, name, "x")), "zip_entry"));
    }
    let mut linked = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    linked.add_symlink("users.csv", "/etc/passwd", SimpleFileOptions::default()).expect("a link is written");
    all.push(("a link".into(), linked.finish().expect("the zip ends").into_inner(), "zip_entry"));
    let whole = zipped(&entries(clean));
    for cut in (1..20).map(|part| whole.len() * part / 20) {
        all.push((format!("cut at {cut}"), whole[..cut].to_vec(), "zip_damaged"));
    }
    // An entry that says it is smaller than it is, and one that says it is larger.
    for (what, size) in [("smaller", 100_u32), ("larger", 500_000)] {
        all.push((format!("an entry {what} than it says"), with_size(&whole, "users.csv", size), "zip_damaged"));
    }
    all
}

fn doubled(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0.into_owned().into_bytes()
}

/// Bytes without order, the same every time.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    std::iter::repeat_with(next).take(count).collect()
}

/// The zip with another unpacked size in its central directory.
fn with_size(zip: &[u8], name: &str, size: u32) -> Vec<u8> {
    let mut zip = zip.to_vec();
    let heads: Vec<usize> = (0..zip.len() - 46).filter(|at| zip[*at..].starts_with(b"PK\x01\x02")).collect();
    let head = heads.into_iter().find(|at| zip[at + 46..].starts_with(name.as_bytes())).expect("the entry");
    zip[head + 24..head + 28].copy_from_slice(&size.to_le_bytes());
    zip
}

/// How a run of the program ended, and the most memory it held.
#[expect(clippy::disallowed_methods, reason = "the program is watched from outside")]
pub(super) fn run(world: &World) -> (i32, String, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_upprop"));
    command.arg("--config").arg(world.path("upprop.toml")).args(["--now", NEXT, "--lang", "en", "sync"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        let told = std::fs::read_to_string(&status).unwrap_or_default();
        let line = told.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
        if let Some(ended) = child.try_wait().expect("the program is ours") {
            break ended;
        }
        std::thread::sleep(std::time::Duration::from_millis(1));
    };
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().expect("its messages"), &mut said).expect("text");
    (ended.code().unwrap_or(-1), said, peak)
}

#[tokio::test]
async fn no_zip_is_a_bomb() {
    let clean = oneroster(Release::V1p2);
    let mut world = World::new_at(&clean, "roster.zip", "").await;
    let path = world.path("roster.zip");
    write(&path, &zipped(&entries(&clean)), "2026-11-20T04:00:00Z");
    world.begin().await;
    let before = world.state().await;
    let zips = zips(&clean);
    let (count, mut largest) = (zips.len(), 0);
    for (what, bytes, code) in zips {
        write(&path, &bytes, WRITTEN_NEXT);
        assert_eq!(world.run(NEXT).await, code, "{what}");
        assert_eq!(world.state().await, before, "{what}");
        if code == "zip_limit" || bytes.len() > 1 << 18 {
            world.close().await;
            let (status, said, peak) = run(&world);
            world.open().await;
            assert_eq!(status, 2, "{what}: {said}");
            assert!((1..PEAK_KIB_MAX).contains(&peak), "{what}: {peak} KiB");
            largest = largest.max(peak);
        }
    }
    println!("{count} zips, at most {} MiB", largest / 1024);
}

/// Files in a folder, of which each would fill the memory.
fn bombs(folder: &Path) -> Vec<(&'static str, Bomb)> {
    let users = folder.join("users.csv");
    let sparse = move |header: &'static str, bytes: u64| {
        let mut file = File::create(&users).expect("a file is made");
        file.write_all(header.as_bytes()).expect("it is written");
        file.set_len(bytes).expect("it is long");
        drop(file);
        stamp(&users, WRITTEN_NEXT);
    };
    let long = {
        let users = folder.join("users.csv");
        move |letter: u8, mebibytes: usize| {
            let mut file = File::create(&users).expect("a file is made");
            let piece = vec![letter; 1024 * 1024];
            (0..mebibytes).for_each(|_| file.write_all(&piece).expect("it is written"));
            file.seek(SeekFrom::Start(0)).expect("it is ours");
            drop(file);
            stamp(&users, WRITTEN_NEXT);
        }
    };
    let device = folder.join("users.csv");
    vec![
        (
            "file_too_large",
            Box::new({
                let sparse = sparse.clone();
                move || sparse("", 10 << 30)
            }),
        ),
        ("row_too_long", Box::new(move || sparse("sourcedId,", 500 << 20))),
        (
            "row_too_long",
            Box::new({
                let long = long.clone();
                move || long(b'"', 64)
            }),
        ),
        (
            "row_too_long",
            Box::new({
                let long = long.clone();
                move || long(b',', 64)
            }),
        ),
        ("row_too_long", Box::new(move || long(b'a', 200))),
        (
            "file_link",
            Box::new(move || {
                remove_file(&device).expect("a file goes");
                std::os::unix::fs::symlink("/dev/zero", &device).expect("a link is made");
            }),
        ),
    ]
}

#[tokio::test]
async fn no_file_is_a_bomb() {
    let clean = oneroster(Release::V1p2);
    let mut world = World::new(&clean, "").await;
    world.begin().await;
    let (before, roster) = (world.state().await, world.roster());
    let bombs = bombs(&roster);
    let (count, mut largest) = (bombs.len(), 0);
    for (code, make) in bombs {
        world.deliver(&clean, WRITTEN_NEXT);
        make();
        assert_eq!(world.run(NEXT).await, code);
        assert_eq!(world.state().await, before, "{code}");
        world.close().await;
        let (status, said, peak) = run(&world);
        world.open().await;
        assert_eq!(status, 2, "{code}: {said}");
        assert!((1..PEAK_KIB_MAX).contains(&peak), "{code}: {peak} KiB");
        largest = largest.max(peak);
    }
    println!("{count} files, at most {} MiB", largest / 1024);
}
