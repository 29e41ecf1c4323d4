//! A configuration for the city: ten tools, most of them with too few seats.

use super::chance::{Draw, number};
use super::city::{City, School};

/// Seats for each hundred pupils bound, one tool each.
const SCARCITY: &[u64] = &[110, 100, 95, 90, 80, 60];

/// The configuration as TOML; `roster` is the folder of the delivery, seen from the file.
pub(crate) fn configuration(city: &City, roster: &str) -> String {
    let mut text = format!(
        "{HEAD}\n[[source]]\nname = \"storstad\"\nkind = \"oneroster\"\npath = \"{roster}\"\nabsence_means_left = true\n"
    );
    let schools: Vec<String> = city.schools.iter().map(|school| city.school_id(*school)).collect();
    let municipalities: Vec<String> = (0..city.municipalities()).map(|number| city.municipality_id(number)).collect();
    let everyone = vec!["{ role = \"pupil\" }".to_owned()];
    let unlimited = |units: &[String]| format!("units = {units:?}");
    tool(&mut text, "lasa", "school", "pupil", &unlimited(&schools), &everyone);
    tool(&mut text, "rakna", "organisation", "pupil", &unlimited(&municipalities), &everyone);
    for (at, percent) in SCARCITY.iter().enumerate() {
        let bound: Vec<School> = city.schools.iter().copied().filter(|school| is_bound(city, *school, at)).collect();
        let pupils: u64 = bound.iter().map(|school| school.pupils).sum();
        let bind: Vec<String> = bound
            .iter()
            .map(|school| format!("{{ unit = \"{}\", role = \"pupil\" }}", city.school_id(*school)))
            .collect();
        tool(
            &mut text,
            &format!("ova{at}"),
            "individual",
            "pupil",
            &format!("seats = {}", pupils * percent / 100),
            &bind,
        );
    }
    let class = city.class_id(city.schools[0], 0, 0);
    tool(
        &mut text,
        "klassen",
        "class",
        "pupil",
        "seats = 20\nstaff_seats = 1",
        &[format!("{{ group = \"{class}\" }}")],
    );
    let teachers: u64 = city.schools.iter().map(|school| school.teachers()).sum();
    let seats = format!("seats = {}", teachers * 95 / 100);
    tool(&mut text, "planera", "individual", "staff", &seats, &["{ role = \"staff\" }".to_owned()]);
    text
}

/// About every second school is bound to a tool's pool, and at least the first.
fn is_bound(city: &City, school: School, tool: usize) -> bool {
    school.number == 0 || number(city.settings.seed, Draw::School, school.number, 1 + tool as u64).is_multiple_of(2)
}

const HEAD: &str = r#"# Written by the benchmark's generator: an invented city.
[organiser]
name = "Storstad"

[database]
url = "sqlite:upprop.db"
rehearsal = true

[notify]
from = "upprop@storstad.example"
folder = "outbox"
recipient = [{ address = "licenser@storstad.example", role = "organiser" }]

[[vendor]]
key = "forlaget"
name = "Förlaget"
request_address = "order@forlaget.example"
"#;

/// A tool with one licence and one pool.
fn tool(text: &mut String, key: &str, kind: &str, audience: &str, what: &str, bind: &[String]) {
    let audience = if kind == "class" { format!("{audience}\", \"staff") } else { audience.to_owned() };
    text.push_str(&format!(
        r#"
[[tool]]
key = "{key}"
name = "{key}"
vendor = "forlaget"
requires = ["email"]
dpa = "signed"

[[licence]]
key = "{key}-26"
tool = "{key}"
type = "{kind}"
audience = ["{audience}"]
{what}
valid_from = "2026-08-01"
valid_to = "2027-07-31"
grace_days = 14
delivered_on = "2026-08-01"

[[pool]]
key = "{key}"
name = "{key}"
licences = ["{key}-26"]
bind = [
  {},
]
"#,
        bind.join(",\n  ")
    ));
}
