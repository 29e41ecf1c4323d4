//! A configuration for the city: what it has bought, and who may use it.
//!
//! Of 50 tools, one is for everyone and one for all pupils of every third school, both without limit; 18 are for
//! one school year each, 12 for a twelfth of the schools, 6 for teachers and 6 for staff of some places, and 6 for
//! one class each. That gives about four seats a person, as a pupil has who reads, counts and writes with one tool
//! each and has what comes with a school year; about one person in six waits for something.

use super::city::City;
use super::tools::{Tool, tool};

/// The configuration as TOML; `roster` is the folder of the delivery, seen from the file.
pub(crate) fn configuration(city: &City, roster: &str) -> String {
    let source = format!(
        "[[source]]\nname = \"storstad\"\nkind = \"oneroster\"\npath = \"{roster}\"\nabsence_means_left = true\n"
    );
    let tools = (0..city.tools).map(|at| write(&tool(city, at)));
    [HEAD.to_owned(), source].into_iter().chain(tools).collect()
}

const HEAD: &str = r#"# Written by the benchmark's generator: an invented city.
[organiser]
name = "Storstad"

[database]
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
fn write(tool: &Tool) -> String {
    let Tool { key, kind, audience, what, bind } = tool;
    let bind = bind.join(",\n  ");
    format!(
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
audience = {audience:?}
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
  {bind},
]
"#
    )
}
