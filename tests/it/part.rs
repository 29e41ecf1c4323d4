//! A run that looks at a part of the roster does exactly what one would do that looks at all of it: two twins live
//! through the same days, and one of them forgets each night what it knew of every person.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

use crate::city::generator::{City, Settings, configuration, write_roster};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use upprop::store::{Address, Check, Depth, Store};

const TOWN: Settings = Settings { users: 600, seed: 11, day: 1, rate: 0.02, rotate: false };

/// A twin's folder.
struct Twin {
    folder: tempfile::TempDir,
}

impl Twin {
    fn new(configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("upprop.toml"), configuration).unwrap();
        Self { folder }
    }

    fn deliver(&self, from: &Path) {
        let roster = self.folder.path().join("roster");
        let _ = std::fs::remove_dir_all(&roster);
        std::fs::create_dir(&roster).unwrap();
        for file in std::fs::read_dir(from).unwrap().flatten() {
            std::fs::copy(file.path(), roster.join(file.file_name())).unwrap();
        }
    }

    /// One run; gives its answer and what it said on the way.
    fn sync(&self, now: &str) -> (String, String) {
        self.run(now, &["sync", "--first-import"])
    }

    #[expect(clippy::disallowed_methods, reason = "the program is what is tried")]
    fn run(&self, now: &str, what: &[&str]) -> (String, String) {
        let config = self.folder.path().join("upprop.toml");
        let mut command = Command::new(env!("CARGO_BIN_EXE_upprop"));
        command.args(["--json", "--lang", "sv", "--now", now, "--config"]).arg(config).args(what);
        let done = command.env("RUST_LOG", "upprop=debug").output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (text(&done.stdout), text(&done.stderr))
    }

    fn address(&self) -> Address {
        Address::new("sqlite:upprop.db", None, self.folder.path()).unwrap()
    }

    async fn forget(&self) {
        super::store::raw(&self.address(), "DELETE FROM known").await.unwrap();
    }

    /// The ledger's end, which depends on every event before it.
    async fn head(&self) -> upprop::store::Head {
        let store = Store::open_read_only(&self.address()).await.unwrap();
        let verdicts = store.verify(Check { depth: Depth::Full, catalogue: None, key: None }).await.unwrap();
        let faults: Vec<_> = verdicts.into_iter().filter(|verdict| !verdict.ok).collect();
        assert!(faults.is_empty(), "{faults:?}");
        store.head().await.unwrap()
    }
}

/// Leaves everybody of one school out of a delivery, as a filter that was set wrong does.
fn without_a_school(delivery: &Path) {
    let read = |name: &str| std::fs::read_to_string(delivery.join(name)).unwrap();
    let users = read("users.csv");
    let school = |line: &str| line.split(',').nth(4).unwrap().to_owned();
    let mut sizes = BTreeMap::new();
    users.lines().skip(1).for_each(|line| *sizes.entry(school(line)).or_insert(0) += 1);
    let (largest, _) = sizes.into_iter().max_by_key(|(_, size)| *size).unwrap();
    let is_there = |line: &&str| school(line) == largest;
    let gone: BTreeSet<&str> = users.lines().filter(is_there).map(|line| line.split(',').next().unwrap()).collect();
    assert!(gone.len() > 10, "the school has pupils");
    let keep = |name: &str, column: usize| {
        let text = read(name);
        let left: Vec<&str> =
            text.lines().filter(|line| !gone.contains(line.split(',').nth(column).unwrap())).collect();
        std::fs::write(delivery.join(name), left.join("\r\n") + "\r\n").unwrap();
    };
    keep("enrollments.csv", 5);
    keep("users.csv", 0);
}

/// Lives through some days; gives how many runs looked at a part.
async fn days(settings: Settings, last: u64, configuration: &str) -> usize {
    let filtered = |day, delivery: &Path, _: &Twin| {
        if day == 6 {
            without_a_school(delivery)
        }
    };
    let (parts, held) = live(settings, last, configuration, filtered).await;
    assert_eq!(held, if last < 6 { vec![] } else { vec![6] });
    parts
}

/// The same, with something that happens to each delivery, and to what each twin has of its own; gives also the days
/// on which something was held.
async fn live(
    settings: Settings,
    last: u64,
    configuration: &str,
    happens: impl Fn(u64, &Path, &Twin),
) -> (usize, Vec<u64>) {
    let (part, whole) = (Twin::new(configuration), Twin::new(configuration));
    let (mut parts, mut held) = (0, Vec::new());
    for day in 1..=last {
        let delivery = tempfile::tempdir().unwrap();
        // Every fourth day brings yesterday's roster in another order.
        let told = if day % 4 == 0 { day - 1 } else { day };
        write_roster(Settings { day: told, rotate: day % 4 == 0, ..settings }, delivery.path()).unwrap();
        // Days pass in leaps, so that graces end and dates come.
        let date: jiff::civil::Date = "2026-11-16".parse().unwrap();
        let date = date.checked_add(jiff::ToSpan::days(i64::try_from(day * day / 2).unwrap())).unwrap();
        let now = format!("{date}T06:00:00+01:00");
        let mut answers = Vec::new();
        for twin in [&part, &whole] {
            twin.deliver(delivery.path());
            happens(day, &twin.folder.path().join("roster"), twin);
            answers.push(twin.sync(&now));
        }
        assert!(answers[0].0.contains("\"held\""), "day {day}: {:?}", answers[0]);
        assert_eq!(answers[0].0, answers[1].0, "day {day}: {}", answers[0].1);
        held.extend((!answers[0].0.contains("\"held\": []")).then_some(day));
        parts += usize::from(answers[0].1.contains("loaded a part") && !answers[0].1.contains("not enough"));
        assert!(!answers[1].1.contains("loaded a part"), "{}", answers[1].1);
        assert_eq!(part.head().await, whole.head().await, "day {day}: {}", answers[0].0);
        whole.forget().await;
    }
    (parts, held)
}

/// Changes a file line by line, but for its header.
fn change(delivery: &Path, name: &str, line: impl Fn(&str) -> Option<String>) {
    let text = std::fs::read_to_string(delivery.join(name)).unwrap();
    let (header, rows) = text.split_once("\r\n").unwrap();
    let rows = rows.lines().filter_map(line);
    let lines: Vec<String> = std::iter::once(header.to_owned()).chain(rows).collect();
    std::fs::write(delivery.join(name), lines.join("\r\n") + "\r\n").unwrap();
}

/// One of so many sorts of people, by id.
fn sort(person: &str) -> u32 {
    person.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 40
}

/// Some vanish in a freeze and come back or do not, some start later; looking ahead ends on the seventh day.
fn come_and_go(day: u64, delivery: &Path, twin: &Twin) {
    let is_away = |person: &str| match sort(person) {
        0 => (3..6).contains(&day),
        1 => day >= 4,
        2 => day < 3,
        _ => false,
    };
    change(delivery, "users.csv", |line| (!is_away(line.split(',').next().unwrap())).then(|| line.to_owned()));
    change(delivery, "enrollments.csv", |line| {
        let mut fields: Vec<&str> = line.split(',').collect();
        let person = fields[5].to_owned();
        match sort(&person) {
            2 | 3 => fields[8] = "2026-12-10",
            4 => fields[8] = if day < 4 { "2026-12-20" } else { "2026-12-03" },
            _ => {}
        }
        (!is_away(&person)).then(|| fields.join(","))
    });
    if day == 6 {
        let (pools, _) = twin.run("2026-11-28T07:00:00+01:00", &["pools"]);
        let is_told = |what: &str| {
            let zero = format!("\"{what}\": 0");
            pools.matches(&format!("\"{what}\": ")).count() > pools.matches(&zero).count()
        };
        assert!(is_told("starting") && is_told("lent"), "{pools}");
    }
    if day == 7 {
        let text = std::fs::read_to_string(twin.folder.path().join("upprop.toml")).unwrap();
        let kept: Vec<&str> =
            text.lines().filter(|line| !line.starts_with("lead =") && !line.starts_with("reservation =")).collect();
        std::fs::write(twin.folder.path().join("upprop.toml"), kept.join("\n")).unwrap();
    }
}

/// The configuration with pools that share and keep in different ways, and free seats at once; two schools are
/// named.
fn in_many_ways(configuration: &str, schools: [&str; 2]) -> String {
    let [one, other] = schools;
    let ways = [
        String::new(),
        format!("guarantees = [{{ unit = \"{one}\", seats = 5 }}]"),
        "fair = \"queue\"".to_owned(),
        format!("weights = [{{ unit = \"{one}\", weight = 400 }}, {{ unit = \"{other}\", weight = 3 }}]"),
        "reserve = 2".to_owned(),
        "lead = \"20d\"".to_owned(),
    ];
    with(configuration, &ways.map(|way| format!("leave_grace = \"0d\"\n{way}")))
}

/// The configuration with more lines for pools whose seats are counted, some for the first tool, others for the next.
fn with(configuration: &str, ways: &[String]) -> String {
    let mut next = ways.iter().cycle();
    let tools = configuration.split("[[tool]]").map(|tool| match tool.contains("type = \"individual\"") {
        true => tool.replace("[[pool]]\n", &format!("[[pool]]\n{}\n", next.next().unwrap())),
        false => tool.to_owned(),
    });
    tools.collect::<Vec<_>>().join("[[tool]]")
}

#[tokio::test]
async fn a_part_of_a_town_gives_the_same_in_whatever_way_its_schools_share() {
    let settings = Settings { users: 4_000, ..TOWN };
    let roster = tempfile::tempdir().unwrap();
    write_roster(settings, roster.path()).unwrap();
    let orgs = std::fs::read_to_string(roster.path().join("orgs.csv")).unwrap();
    let schools: Vec<&str> =
        orgs.lines().filter(|line| line.contains(",school,")).filter_map(|line| line.split(',').next()).collect();
    let text = in_many_ways(&configuration(&City::new(settings), "roster"), [schools[0], schools[1]]);
    let parts = days(settings, 5, &text).await;
    assert!(parts >= 3, "{parts} runs of 5 looked at a part");
}

/// A tool with fewer seats than the pupils of three classes, that looks ahead or does not.
fn for_some_classes(city: &City, school: usize, lead: &str) -> String {
    let key = format!("klasser{school}");
    let class = |class| format!("{{ group = \"{}\" }}", city.class_id(city.schools[school], 0, class));
    let bind = [0, 1, 2].map(class).join(", ");
    format!(
        "\n[[tool]]\nkey = \"{key}\"\nname = \"{key}\"\nvendor = \"forlaget\"\ndpa = \"signed\"\n\n[[licence]]\nkey = \"{key}-26\"\n\
        tool = \"{key}\"\ntype = \"individual\"\naudience = [\"pupil\"]\nseats = 50\nvalid_from = \"2026-08-01\"\n\
        valid_to = \"2027-07-31\"\ndelivered_on = \"2026-08-01\"\n\n[[pool]]\nkey = \"{key}\"\nname = \"{key}\"\n\
        licences = [\"{key}-26\"]\nleave_grace = \"3d\"\n{lead}\nbind = [{bind}]\n"
    )
}

#[tokio::test]
async fn a_part_gives_the_same_through_freezes_starts_and_loans() {
    let settings = Settings { users: 1_500, seed: 13, ..TOWN };
    let freeze = "\n[[calendar.freezes]]\nfrom = 2026-11-19\nuntil = 2026-12-05\n";
    let city = City::new(settings);
    let tools = ["lead = \"20d\"", "lead = \"40d\"\nreservation = \"hard\"", ""].iter().zip(0..);
    let tools: String = tools.map(|(lead, school)| for_some_classes(&city, school, lead)).collect();
    let text = configuration(&city, "roster") + &tools + freeze;
    let (parts, held) = live(settings, 9, &text, come_and_go).await;
    assert!(held.is_empty(), "{held:?}");
    assert!(parts >= 4, "{parts} runs of 9 looked at a part");
}

#[tokio::test]
async fn a_part_gives_the_same_ledger_as_the_whole() {
    for seed in [11, 12] {
        let settings = Settings { seed, ..TOWN };
        let parts = days(settings, 8, &configuration(&City::new(settings), "roster")).await;
        assert!(parts >= 4, "seed {seed}: {parts} runs of 8 looked at a part");
    }
}

/// A name whose letters were all encoded twice at its source, in the first row: another one each day.
fn spoil_a_name(day: u64, delivery: &Path, _: &Twin) {
    let name = "Ã¶".repeat(8 + usize::try_from(day).unwrap());
    let first = std::cell::Cell::new(true);
    change(delivery, "users.csv", |line| {
        let mut fields: Vec<&str> = line.split(',').collect();
        if first.take() {
            fields[9] = &name;
        }
        Some(fields.join(","))
    });
}

#[tokio::test]
async fn letters_that_are_odd_among_few_rows_are_nothing_among_all_of_them() {
    let settings = Settings { rate: 0.002, ..TOWN };
    live(settings, 3, &configuration(&City::new(settings), "roster"), spoil_a_name).await;
}
