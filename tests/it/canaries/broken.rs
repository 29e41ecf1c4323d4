//! Deliveries that are broken in the middle of canaries, and configurations with a secret where none may be.

use super::worlds::World;
use super::{MARK, NEXT, Planted, run};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// Whatever is wrong with a delivery is told without a word of it.
pub(super) fn deliveries(world: &World, planted: &Planted) {
    let tell = |how: &str| {
        for words in [&["inspect", "--source", "s"][..], &["--lang", "en", "sync"], &["--json", "plan"], &["runs"]] {
            let (said, status) = run(&world.root(), NEXT, words);
            planted.is_unsaid(&said, &format!("{} {how} {words:?}", world.name));
            assert!((0..128).contains(&status), "{how}: {status}");
        }
    };
    match world.number {
        0 => files(world, "roster/persons.csv", ";", &tell),
        1 => files(world, "roster/users.csv", ",", &tell),
        2 => document(world, &tell),
        _ => server(world, &tell),
    }
}

/// A table with a broken row, and one whose columns stand under other names.
fn files(world: &World, file: &str, separator: &str, tell: &dyn Fn(&str)) {
    let path = world.path(file);
    let whole = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
    let middle = lines.len() / 2;
    let row = lines[middle].clone();
    let rows = [
        ("a field too few", row.replacen(separator, "", 1).into_bytes()),
        ("a field too many", row.replacen(separator, &separator.repeat(2), 1).into_bytes()),
        ("a quote that does not end", row.replacen(separator, &format!("{separator}\""), 1).into_bytes()),
        ("a quote in the middle", row.replacen(MARK, &format!("\"{MARK}\"x"), 1).into_bytes()),
        ("no UTF-8", [row.as_bytes(), b"\xff\xfe\x00"].concat()),
        ("a zero", row.replacen(MARK, &format!("{MARK}\0"), 1).into_bytes()),
        ("a long field", row.replacen(MARK, &MARK.repeat(40_000), 1).into_bytes()),
        ("the same twice", format!("{row}\n{}", row.replace("qxG", "qxGG")).into_bytes()),
    ];
    for (how, row) in rows {
        let [before, after] = [&lines[..middle], &lines[middle + 1..]].map(|lines| lines.join("\n"));
        fs::write(&path, [before.as_bytes(), b"\n", &row, b"\n", after.as_bytes(), b"\n"].concat()).unwrap();
        tell(how);
    }
    let head: Vec<String> = lines[0].split(separator).map(str::to_owned).collect();
    for turn in 1..head.len() {
        let mut turned = head.clone();
        turned.rotate_left(turn);
        lines[0] = turned.join(separator);
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        tell(&format!("columns turned by {turn}"));
    }
    fs::write(&path, whole).unwrap();
}

/// A document that ends early, or says the wrong thing in the right place.
fn document(world: &World, tell: &dyn Fn(&str)) {
    let path = world.path("roster/roster.xml");
    let whole = fs::read_to_string(&path).unwrap();
    let middle = whole.len() / 2;
    let at = |tag: &str| middle + whole[middle..].find(tag).unwrap();
    let put = |tag: &str, text: &str| format!("{}{text}{}", &whole[..at(tag)], &whole[at(tag)..]);
    let broken = [
        ("cut", whole[..at("</family>")].to_owned()),
        ("an entity", put("</family>", "&zqxentity;")),
        ("a tag", put("</family>", "<zqxtag>")),
        ("a tag that ends twice", put("</family>", "</given>")),
        ("a zero", put("</family>", "\0")),
        ("a doctype", format!("<!DOCTYPE zqxdoc [<!ENTITY a \"zqxb\">]>{}", &whole[whole.find("<enter").unwrap()..])),
        (
            "names as days",
            whole.replace(
                "<status>1</status>",
                "<status>1</status><timeframe><begin>zqx1</begin><end>zqx2</end></timeframe>",
            ),
        ),
        ("names as states", whole.replace("<status>1</status>", "<status>zqxstate</status>")),
        ("names as kinds", whole.replace("<idtype>1</idtype>", "<idtype>zqxkind</idtype>")),
        ("names as roles", whole.replace("\"Student\"", "\"zqxrole\"")),
        ("names as actions", whole.replace("recstatus=\"1\"", "recstatus=\"zqxact\"")),
        (
            "no ids",
            whole
                .replacen("<id>c2", "<id></id><x>c2", 40)
                .replace("</id></sourcedid><userid", "</x></sourcedid><userid"),
        ),
    ];
    for (how, text) in broken {
        fs::write(&path, text).unwrap();
        tell(how);
    }
    fs::write(&path, whole).unwrap();
}

/// A server that says what nobody asked for.
fn server(world: &World, tell: &dyn Fn(&str)) {
    let has = &world.server.as_ref().unwrap().1;
    let whole = has.lock().unwrap().clone();
    let middle = whole["persons"].as_array().unwrap().len() / 2;
    let problem = json!({"code": "zqxcode", "message": "zqxmessage", "detail": "zqxdetail", "title": "zqxtitle"});
    let texts = [
        ("persons", format!("500 {problem}")),
        ("persons", format!("403 {problem}")),
        ("persons", format!("200 {}", &whole["persons"].to_string()[..2_000])),
        ("persons", "200 {\"data\": [{\"id\": \"zqx\" \"givenName\": \"zqx\"}]}".to_owned()),
        ("token", format!("400 {problem}")),
        ("token", "200 {\"access_token\": {\"zqx\": \"zqxtoken\"}}".to_owned()),
        ("token", "200 zqxtoken".to_owned()),
    ];
    for (resource, text) in texts {
        has.lock().unwrap()[resource] = json!(text);
        tell(&format!("{resource} {}", &text[..3]));
        *has.lock().unwrap() = whole.clone();
    }
    // Each field of another person, all at once.
    let fields =
        ["id", "givenName", "emails", "eduPersonPrincipalNames", "enrolments", "meta", "personStatus", "civicNo"];
    for wrong in [json!("zqxwrong"), json!(["zqxwrong"]), json!({"value": "zqxwrong", "id": ["zqx"]}), Value::Null] {
        for (number, field) in fields.iter().enumerate() {
            has.lock().unwrap()["persons"][middle + number][field] = wrong.clone();
        }
        tell(&format!("{} fields", wrong.to_string().len()));
        *has.lock().unwrap() = whole.clone();
    }
}

/// A secret where none may stand is refused, and not said.
pub(super) fn configurations(planted: &Planted) {
    let head = "organiser = { name = \"E\" }\n[database]\nurl = \"sqlite:upprop.db\"\nrehearsal = true\n";
    let smtp = "[notify]\nfrom = \"a@x.example\"\n[notify.smtp]\nhost = \"localhost\"\nuser = \"u\"\n";
    let source = "[[source]]\nname = \"s\"\nkind = \"ss12000\"\nurl = \"https://localhost:1/v2\"\n[source.server]\n";
    let texts = [
        format!("{head}{smtp}password = \"zqxsecret\"\n"),
        format!("{head}{smtp}password = \"zqxsecret\n"),
        format!("{head}{smtp}password = {{ value = \"zqxsecret\" }}\n"),
        format!("{head}{smtp}password = {{ env = \"UPPROP_PLANTED\", passwd = \"zqxsecret\" }}\n"),
        format!("{head}{smtp}passwort = \"zqxsecret\"\n"),
        format!("{head}{smtp}password = [\"zqxsecret\"]\n"),
        format!("{head}ledger_key = \"zqxsecret\"\n"),
        format!("{head}ledger_key = zqxsecret\n"),
        format!("{head}[guard]\nidentity_key = \"zqxsecret\"\n"),
        format!("{head}{source}bearer = \"zqxsecret\"\n"),
        format!(
            "{head}{source}token = {{ url = \"https://x.example\", client_id = \"u\", client_secret = \"zqxsecret\" }}\n"
        ),
        format!("{head}{source}").replace("//localhost", "//u:zqxsecret@localhost"),
        head.replace("sqlite:upprop.db", "postgres://u:zqxsecret@localhost:1/d"),
        head.replace("sqlite:upprop.db", "postgres://u:zqxsecret@localhost:port/d"),
        head.replace("sqlite:upprop.db", "mysql://u:zqxsecret@localhost/d"),
    ];
    for text in texts {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("upprop.toml"), &text).unwrap();
        refused(folder.path(), planted, &text);
    }
}

fn refused(folder: &Path, planted: &Planted, text: &str) {
    let all: [&[&str]; 5] = [
        &["sync"],
        &["config", "show"],
        &["check-config"],
        &["--lang", "en", "check-config"],
        &["--json", "check-config"],
    ];
    // A server that is away is waited for each time.
    let is_away = text.contains("@localhost:1/d");
    let mut statuses = Vec::new();
    for words in &all[..if is_away { 2 } else { all.len() }] {
        let (said, status) = run(folder, NEXT, words);
        planted.is_unsaid(&said, &format!("{words:?} of {text}"));
        statuses.push(status);
    }
    assert!(statuses.iter().any(|status| *status != 0), "{text}");
}
