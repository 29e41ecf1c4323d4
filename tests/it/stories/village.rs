//! A village with one school, small enough to hold in mind: its deliveries are written by hand, day by day.

use super::stage::Stage;
use serde_json::Value;

/// The day of the first run.
pub(crate) const FIRST: &str = "2026-11-02";

const ORGANISER: &str = r#"
[organiser]
name = "Byn"
[database]
url = "sqlite:upprop.db"
rehearsal = true
[notify]
from = "upprop@byn.example"
folder = "outbox"
[[notify.recipient]]
address = "licenser@byn.example"
role = "organiser"
[[vendor]]
key = "v"
name = "Verktyg AB"
"#;

const SOURCE: &str = r#"
[[source]]
name = "pupils"
kind = "csv"
path = "roster"
separator = "semicolon"
[[source.file]]
entity = "unit"
path = "units.csv"
columns = { id = "id", alias = "key", name = "name", code = "code" }
constants = { kind = "school" }
[[source.file]]
entity = "group"
path = "groups.csv"
columns = { id = "id", alias = "key", name = "key", unit_alias = "unit" }
constants = { kind = "class" }
[[source.file]]
entity = "person"
path = "persons.csv"
columns = { id = "id", alias = "key", email = "email", eppn = "eppn", role = "role", status = "status", duty = "duty", unit_alias = "unit", protection = "protection", from = "from", to = "to" }
[[source.file]]
entity = "membership"
path = "members.csv"
columns = { group_alias = "group", person = "person" }
"#;

/// Two schools; Bäckskolan has no code.
pub(crate) const UNITS: &str = "id;key;name;code\nu1;A;Askskolan;99000101\nu2;B;Bäckskolan;\n";
const GROUPS: &str = "id;key;unit\ng1;7A;A\ng2;7B;A\ng3;8B;B\n";

/// Somebody, as a delivery has them.
#[derive(Debug, Clone)]
pub(crate) struct Villager {
    id: String,
    key: &'static str,
    email: String,
    role: &'static str,
    status: &'static str,
    unit: &'static str,
    protection: &'static str,
    from: &'static str,
    to: &'static str,
    groups: Vec<&'static str>,
}

/// A pupil of Askskolan.
pub(crate) fn pupil(key: &'static str) -> Villager {
    let email = format!("{}@byn.example", key.to_lowercase());
    let id = format!("id-{key}");
    let (role, status, unit, protection) = ("pupil", "active", "A", "none");
    Villager { id, key, email, role, status, unit, protection, from: "", to: "", groups: Vec::new() }
}

/// A teacher of Askskolan.
pub(crate) fn teacher(key: &'static str) -> Villager {
    Villager { role: "staff", ..pupil(key) }
}

/// Pupils of one class.
pub(crate) fn pupils(class: &'static str, keys: &[&'static str]) -> Vec<Villager> {
    keys.iter().map(|key| pupil(key).of(class)).collect()
}

/// Teachers of Askskolan who want nothing.
pub(crate) fn bystanders() -> Vec<Villager> {
    const KEYS: [&str; 20] = [
        "S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S11", "S12", "S13", "S14", "S15", "S16",
        "S17", "S18", "S19", "S20",
    ];
    KEYS.map(teacher).to_vec()
}

impl Villager {
    /// In this class too.
    pub(crate) fn of(mut self, class: &'static str) -> Self {
        self.groups.push(class);
        self
    }

    /// Under another id.
    pub(crate) fn rekeyed(self) -> Self {
        Self { id: format!("new-{}", self.key), ..self }
    }

    /// As one whom the source has deleted, and who is in no class.
    pub(crate) fn deleted(self) -> Self {
        Self { status: "deleted", groups: Vec::new(), ..self }
    }

    pub(crate) fn at(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    pub(crate) fn email(self, email: &str) -> Self {
        Self { email: email.to_owned(), ..self }
    }

    pub(crate) fn until(self, to: &'static str) -> Self {
        Self { to, ..self }
    }

    pub(crate) fn starting(self, from: &'static str) -> Self {
        Self { from, ..self }
    }

    pub(crate) fn protected(self) -> Self {
        Self { protection: "protected", ..self }
    }
}

/// A tool, with more of its keys.
pub(crate) fn tool(key: &str, more: &str) -> String {
    format!("[[tool]]\nkey = \"{key}\"\nname = \"{key}\"\nvendor = \"v\"\ndpa = \"signed\"\n{more}\n")
}

/// A pool of `t` with one licence for pupils, bound to classes, with more of its keys.
pub(crate) fn pool(key: &str, seats: u32, classes: &[&str], more: &str) -> String {
    let binds: Vec<String> = classes.iter().map(|class| format!("{{ group = \"{class}\" }}")).collect();
    format!(
        "[[licence]]\nkey = \"L{key}\"\ntool = \"t\"\ntype = \"individual\"\naudience = [\"pupil\"]\nseats = {seats}\n\
         [[pool]]\nkey = \"{key}\"\nname = \"{key}\"\nlicences = [\"L{key}\"]\nbind = [{}]\n{more}\n",
        binds.join(", ")
    )
}

/// The village with a tool `t` and these pools.
pub(crate) fn village(pools: &str) -> Stage {
    village_with(&tool("t", ""), pools)
}

/// The village with these tools and pools.
pub(crate) fn village_with(tools: &str, pools: &str) -> Stage {
    let stage = Stage::empty();
    stage.write("upprop.toml", format!("{ORGANISER}{SOURCE}{tools}{pools}"));
    stage.write("roster/units.csv", UNITS);
    stage.write("roster/groups.csv", GROUPS);
    stage
}

/// Writes what the source has of persons and memberships.
pub(crate) fn deliver(stage: &Stage, villagers: &[Villager]) {
    let mut persons = String::from("id;key;email;eppn;role;status;duty;unit;protection;from;to\n");
    let mut members = String::from("group;person\n");
    for Villager { id, key, email, role, status, unit, protection, from, to, groups } in villagers {
        let duty = if *role == "staff" { "teacher" } else { "" };
        persons.push_str(&format!(
            "{id};{key};{email};{key}@edu.byn.example;{role};{status};{duty};{unit};{protection};{from};{to}\n"
        ));
        groups.iter().for_each(|group| members.push_str(&format!("{group};{id}\n")));
    }
    stage.write("roster/persons.csv", persons);
    stage.write("roster/members.csv", members);
}

/// The first delivery, let in.
#[track_caller]
pub(crate) fn begin(stage: &Stage, villagers: &[Villager]) -> Value {
    deliver(stage, villagers);
    stage.ask(FIRST, "sync --first-import")
}

/// A delivery and the run that reads it, which must go well.
#[track_caller]
pub(crate) fn day(stage: &Stage, when: &str, villagers: &[Villager]) -> Value {
    deliver(stage, villagers);
    stage.sync(when, 0)
}

/// Pupils of Askskolan, and of Bäckskolan.
pub(crate) fn both(a: &[&'static str], b: &[&'static str]) -> Vec<Villager> {
    let b = pupils("8B", b).into_iter().map(|pupil| pupil.at("B"));
    pupils("7A", a).into_iter().chain(b).collect()
}

/// Who sits in pool P: those entitled, and those on the way out.
pub(crate) fn sits(stage: &Stage, when: &str) -> [Vec<String>; 2] {
    let pool = stage.pool(when, "P");
    [pool.assigned(), pool.grace()]
}
