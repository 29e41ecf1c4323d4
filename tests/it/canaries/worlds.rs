//! A school of canaries, as four kinds of sources deliver it.

use super::{Canary, MARK, PERSONS};
use crate::source_oneroster::package;
use crate::ss12000::double::{Double, Response};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

const CONFIG: &str = r#"
[organiser]
name = "Byn"
[database]
url = "sqlite:upprop.db"
rehearsal = true
ledger_key = { file = "ledger.key" }
[guard]
identity_key = { file = "identity.key" }
removals = { percent = 90, floor = 3 }
[guard.unit]
removals = { percent = 5, floor = 3 }
[notify]
from = "upprop@byn.example"
folder = "outbox"
recipient = [
  { address = "licenser@byn.example", role = "organiser" },
  { address = "skolan@byn.example", role = "unit", units = ["school"] },
  { address = "drift@byn.example", role = "operations" },
]
[[vendor]]
key = "v"
name = "Verktyg AB"
[[tool]]
key = "t"
name = "Tal"
vendor = "v"
dpa = "signed"
requires = ["email"]
[[licence]]
key = "L"
tool = "t"
type = "individual"
audience = ["pupil"]
seats = 460
[[pool]]
key = "P"
name = "P"
licences = ["L"]
bind = [{ group = "g1" }]
"#;

const MAPPED: &str = r#"
[[source.file]]
entity = "unit"
path = "units.csv"
columns = { id = "id", name = "name" }
constants = { kind = "school" }
[[source.file]]
entity = "group"
path = "groups.csv"
columns = { id = "id", name = "id", unit = "unit" }
constants = { kind = "class" }
[[source.file]]
entity = "person"
path = "persons.csv"
columns = { id = "id", given_name = "given", family_name = "family", email = "email", eppn = "eppn", personal_number = "number", role = "role", status = "status", unit = "unit", from = "from", to = "to", protection = "protection" }
[[source.file]]
entity = "membership"
path = "members.csv"
columns = { group = "group", person = "id" }
"#;

/// A folder with a configuration and a source.
pub(super) struct World {
    pub(super) number: usize,
    pub(super) name: &'static str,
    folder: tempfile::TempDir,
    /// What a server has, and whether it goes wrong.
    pub(super) server: Option<(Double, Arc<Mutex<Value>>)>,
}

impl World {
    pub(super) fn new(number: usize) -> Self {
        let name = ["mapped", "oneroster", "ims", "ss12000"][number];
        let (folder, has) = (tempfile::tempdir().unwrap(), Arc::new(Mutex::new(json!({}))));
        let answers = Arc::clone(&has);
        let server = (number == 3).then(|| Double::new(move |request| answer(&answers.lock().unwrap(), &request.path)));
        let world = Self { number, name, folder, server: server.map(|double| (double, has)) };
        fs::create_dir(world.path("roster")).unwrap();
        for key in ["ledger", "identity", "client"] {
            fs::write(world.path(&format!("{key}.key")), format!("{MARK}secret{key}, which nobody says").repeat(2))
                .unwrap();
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
            fs::set_permissions(world.path(&format!("{key}.key")), mode).unwrap();
        }
        fs::write(world.path("upprop.toml"), format!("{CONFIG}{}", world.source())).unwrap();
        world.deliver(&world.canaries());
        world
    }

    fn source(&self) -> String {
        let files =
            |kind: &str, path: &str| format!("[[source]]\nname = \"s\"\nkind = \"{kind}\"\npath = \"{path}\"\n");
        match &self.server {
            None if self.number == 0 => files("csv", "roster") + "separator = \"semicolon\"\n" + MAPPED,
            None if self.number == 1 => files("oneroster", "roster"),
            None => files("ims", "roster/roster.xml"),
            Some((double, _)) => format!(
                "[[source]]\nname = \"s\"\nkind = \"ss12000\"\nurl = \"{}\"\n[source.server]\nrate = 10000\n\
                 token = {{ url = \"{}\", client_id = \"upprop\", client_secret = {{ file = \"client.key\" }} }}\n",
                double.url("/v2"),
                double.url("/token")
            ),
        }
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn canaries(&self) -> Vec<Canary> {
        (0..PERSONS).map(|at| Canary::new(self.number, at)).collect()
    }

    /// The same a day later: some are gone, and of the others every second has another name and another address.
    pub(super) fn later(&self) -> Vec<Canary> {
        let mut canaries = self.canaries();
        canaries.truncate(PERSONS - PERSONS / 10);
        for (at, canary) in canaries.iter_mut().enumerate().filter(|(at, _)| at % 2 == 0) {
            canary.family = format!("{MARK}other{at}x");
            canary.email = format!("{MARK}moved{at}x@byn.example");
        }
        canaries
    }

    pub(super) fn next_day(&self) {
        self.deliver(&self.later());
    }

    /// Lays these persons out as the source delivers them.
    pub(super) fn deliver(&self, canaries: &[Canary]) {
        match self.number {
            0 => self.deliver_mapped(canaries),
            1 => self.deliver_oneroster(canaries),
            2 => fs::write(self.path("roster/roster.xml"), ims(canaries)).unwrap(),
            _ => *self.server.as_ref().unwrap().1.lock().unwrap() = ss12000(canaries),
        }
    }

    fn deliver_mapped(&self, canaries: &[Canary]) {
        let mut persons = "id;given;family;email;eppn;number;role;status;unit;from;to;protection\n".to_owned();
        let mut members = "group;id\n".to_owned();
        for Canary { id, given, family, email, eppn, number } in canaries {
            persons.push_str(&format!("{id};{given};{family};{email};{eppn};{number};pupil;active;school;;;none\n"));
            members.push_str(&format!("g1;{id}\n"));
        }
        let files = [("units", "id;name\nschool;Skolan\n"), ("groups", "id;unit\ng1;school\n")];
        for (name, text) in files.into_iter().chain([("persons", &*persons), ("members", &*members)]) {
            fs::write(self.path(&format!("roster/{name}.csv")), text).unwrap();
        }
    }

    fn deliver_oneroster(&self, canaries: &[Canary]) {
        for (name, text) in package() {
            let head = format!("{}\n", text.lines().next().unwrap());
            let rows = canaries.iter().map(|canary| {
                let Canary { id, given, family, email, eppn, number } = canary;
                match name {
                    "users" => format!(
                        "{id},,,true,{eppn},\"{{eduPersonPrincipalName:{eppn}}},{{personnummer:{number}}}\",{given},\
                         {family},,,{email},{number},{number},,7,{MARK}secretpassword,,,,,school,\n"
                    ),
                    "roles" => format!("r{id},,,{id},primary,student,2026-08-18,2027-06-12,school,\n"),
                    _ => format!("e{id},,,g1,school,{id},student,,2026-08-18,2027-06-12\n"),
                }
            });
            let is_of_persons = ["users", "roles", "enrollments"].contains(&name);
            let text = if is_of_persons { head + &rows.collect::<String>() } else { text };
            fs::write(self.path(&format!("roster/{name}.csv")), text).unwrap();
        }
    }
}

fn ims(canaries: &[Canary]) -> String {
    let sourced = |id: &str| format!("<sourcedid><source>ex</source><id>{id}</id></sourcedid>");
    let person = |canary: &Canary| {
        let Canary { id, given, family, email, eppn, number } = canary;
        format!(
            "<person recstatus=\"1\">{}<userid password=\"{MARK}secretpassword\">{eppn}</userid><name><fn>{given} \
             {family}</fn><n><family>{family}</family><given>{given}</given></n></name><demographics><bday>{number}\
             </bday></demographics><email>{email}</email><tel>{number}</tel><institutionrole primaryrole=\"Yes\" \
             institutionroletype=\"Student\"/><extension><pid>{number}</pid></extension></person>\n",
            sourced(id)
        )
    };
    let group = |id: &str, kind: &str, name: &str| {
        let kind = format!("<grouptype><scheme>ex</scheme><typevalue level=\"1\">{kind}</typevalue></grouptype>");
        format!("<group>{}{kind}<description><short>{name}</short></description></group>\n", sourced(id))
    };
    let member = |id: &str, kind: u8| {
        let (id, role) = (sourced(id), "<role roletype=\"01\"><status>1</status></role>");
        format!("<member>{id}<idtype>{kind}</idtype>{role}</member>\n")
    };
    let persons: String = canaries.iter().map(person).collect();
    let members: String = canaries.iter().map(|canary| member(&canary.id, 1)).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<enterprise><properties><datasource>Byn</datasource><type>full</type>\
         <datetime>2026-11-20 05:00:00</datetime></properties>\n{persons}{}{}<membership>{}{}</membership>\
         <membership>{}{members}</membership></enterprise>\n",
        group("school", "Unit", "Skolan"),
        group("g1", "Class", "7A"),
        sourced("school"),
        member("g1", 2),
        sourced("g1")
    )
}

/// What the server has, by resource.
fn ss12000(canaries: &[Canary]) -> Value {
    let meta = json!({"created": "2026-08-01T08:00:00Z", "modified": "2026-11-01T08:00:00.123Z"});
    let person = |canary: &Canary| {
        let Canary { id, given, family, email, eppn, number } = canary;
        json!({
            "id": id, "meta": meta, "givenName": given, "familyName": family, "eduPersonPrincipalNames": [eppn],
            "emails": [{"value": email, "type": "Skola elev"}], "civicNo": {"value": number}, "personStatus": "Aktiv",
            "enrolments": [{"enroledAt": {"id": "school"}}], "phoneNumbers": [{"value": number}],
        })
    };
    let unit = json!({"id": "school", "meta": meta, "displayName": "Skolan", "organisationType": "Skolenhet"});
    let members: Vec<Value> = canaries.iter().map(|canary| json!({"person": {"id": canary.id}})).collect();
    let group = json!({
        "id": "g1", "meta": meta, "displayName": "7A", "groupType": "Klass", "organisation": {"id": "school"},
        "groupMemberships": members,
    });
    let persons: Vec<Value> = canaries.iter().map(person).collect();
    let duty = json!({"id": "d1", "meta": meta, "person": {"id": canaries[0].id}, "dutyRole": "Lärare",
        "dutyAt": {"id": "school"}});
    json!({"organisations": [unit], "groups": [group], "persons": persons, "duties": [duty], "activities": [],
        "placements": [], "programmes": []})
}

/// A token, a resource, or what a test has put in place of one: a text is said as it is, with the status 500.
fn answer(has: &Value, path: &str) -> Response {
    let resource = path.rsplit('/').next().unwrap_or_default();
    match &has[resource] {
        Value::String(text) => {
            let (status, text) = text.split_once(' ').unwrap();
            Response::new(status.parse().unwrap(), "application/json", text).with("Warning", &format!("{MARK}warn"))
        }
        Value::Null if resource == "token" => {
            Response::json(&json!({"access_token": format!("{MARK}secrettoken"), "expires_in": 3600}))
        }
        Value::Null => Response::new(404, "application/json", ""),
        records => Response::json(&json!({"data": records})),
    }
}
