//! `solve` as a program: what it answers, what it refuses, and the reference definition beside the repository.

use std::io::Write as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

#[expect(clippy::disallowed_methods, reason = "upprop itself is what is tried")]
fn solve(instance: &str) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("instance.json");
    std::fs::write(&file, instance).expect("it works");
    let upprop = Command::new(env!("CARGO_BIN_EXE_upprop")).arg("solve").arg(&file).output().expect("it works");
    drop(folder);
    upprop
}

fn answer(instance: &str) -> serde_json::Value {
    let output = solve(instance);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("it works")
}

fn refusal(instance: &str) -> String {
    let output = solve(instance);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]));
    String::from_utf8(output.stderr).expect("it works")
}

#[test]
fn an_instance_is_answered_by_ids() {
    let instance = r#"{"pools": [{"id": "p0", "seats": 1, "order": 0}], "schools": [{"id": "s0", "guarantee": 0, "weight": 1}],
        "people": [
            {"id": "u10", "pools": ["p0"], "class": 0, "school": "s0", "since": 3, "hold": null, "seq": 0, "locked": false, "leaving": false},
            {"id": "u9", "pools": ["p0"], "class": 0, "school": "s0", "since": 3, "hold": null, "seq": 0, "locked": false, "leaving": false}]}"#;
    assert_eq!(answer(instance), serde_json::json!({"assignment": {"u9": "p0", "u10": null}}));
}

#[test]
fn an_array_is_answered_by_an_array() {
    assert_eq!(answer(r#"[{"pools": [], "people": []}]"#), serde_json::json!([{"assignment": {}}]));
    assert_eq!(answer("[]"), serde_json::json!([]));
}

#[test]
fn schools_share_by_odd_numbers_and_nobody_stands_out_by_being_early() {
    let person = |school: &str, n: usize, since: usize| {
        format!(r#"{{"id": "{school}{n}", "pools": ["p"], "school": "{school}", "since": {since}}}"#)
    };
    let people: Vec<String> = (1..=4).map(|n| person("a", n, 1)).chain((1..=4).map(|n| person("b", n, 2))).collect();
    let instance = |fair: &str| {
        format!(r#"{{"pools": [{{"id": "p", "seats": 4}}], "people": [{}], "fair": "{fair}"}}"#, people.join(","))
    };
    let seats = |fair: &str, school: &str| {
        let answer = answer(&instance(fair));
        let of = answer["assignment"].as_object().expect("it works");
        of.iter().filter(|(who, seat)| who.starts_with(school) && !seat.is_null()).count()
    };
    assert_eq!((seats("sainte_lague", "a"), seats("sainte_lague", "b")), (2, 2));
    assert_eq!((seats("queue", "a"), seats("queue", "b")), (4, 0));
}

#[test]
fn what_is_no_instance_is_refused_with_what_and_where() {
    let person = |what: &str| format!(r#"{{"pools": [{{"id": "p", "seats": 1}}], "people": [{what}]}}"#);
    let twice = r#"{"id": "u", "pools": []}, {"id": "u", "pools": []}"#;
    for (instance, told) in [
        (person(r#"{"id": "u", "pools": ["q"]}"#), "names pool \"q\""),
        (person(r#"{"id": "u", "pools": ["p"], "hold": "q"}"#), "names pool \"q\""),
        (person(r#"{"id": "u", "pools": ["p"], "locked": true}"#), "holds no seat"),
        (
            person(r#"{"id": "u", "pools": ["p"], "hold": "p", "locked": true, "leaving": true}"#),
            "both locked and leaving",
        ),
        (person(r#"{"id": "u", "pools": [], "hold": "p", "locked": true}"#), "is locked in pool \"p\""),
        (r#"{"pools": [], "people": [], "schools": [{"id": "s", "weight": 0}]}"#.to_owned(), "weighs 0"),
        (person(r#"{"id": "u\u001b[31m", "pools": ["q"]}"#), r#"person "u\u{1b}[31m" names"#),
        (person(twice), "have the id \"u\""),
        (person(r#"{"id": "u", "pools": ["p"], "klass": 1}"#), "line 1"),
        ("{".to_owned(), "line 1"),
    ] {
        let refusal = refusal(&instance);
        assert!(refusal.contains(told), "{instance}: {refusal}");
    }
}

/// A run of the comparison with the reference definition; none where the repository stands alone.
#[expect(clippy::disallowed_methods, reason = "the reference is a program, and it may not be there")]
fn reference(what: &str) -> Option<Child> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let folder = Path::new(&std::env::var("UPPROP_SHARED").unwrap_or_else(|_| beside.to_owned())).join("oracle");
    let required = std::env::var_os("UPPROP_SHARED_REQUIRED").is_some();
    if !folder.join("alloc.py").exists() {
        assert!(!required, "the reference definition is not beside the repository, and this build requires it");
        return None;
    }
    let mut python = Command::new("python3");
    python.arg("-B").arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/solve/compare.py"));
    python.arg(what).arg(folder).args(["3000", "11"]);
    python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Some(python.spawn().expect("python3 is there"))
}

#[test]
fn answers_are_those_of_the_reference_definition() {
    let Some(asked) = reference("ask") else {
        // Written past the test runner, which keeps what passing tests print to itself.
        let _ = writeln!(std::io::stderr(), "skipped: the reference definition is not beside the repository");
        return;
    };
    let asked = asked.wait_with_output().expect("it ends");
    assert!(asked.status.success(), "{}", String::from_utf8_lossy(&asked.stderr));
    let answers = solve(std::str::from_utf8(&asked.stdout).expect("it works"));
    assert!(answers.status.success(), "{}", String::from_utf8_lossy(&answers.stderr));
    let mut teller = reference("tell").expect("it was there before");
    teller.stdin.take().expect("it works").write_all(&answers.stdout).expect("it works");
    let told = teller.wait_with_output().expect("it works");
    assert_eq!(
        String::from_utf8_lossy(&told.stdout).trim(),
        "0 of 3000 differ",
        "{}",
        String::from_utf8_lossy(&told.stderr)
    );
}
