//! The tools that the city has, one for each number.

use super::chance::{Draw, number};
use super::city::{City, School};

/// Seats for each hundred people that a tool is for. A cycle of seven meets every kind of tool in turn.
const SEATS_PERCENT: &[u64] = &[110, 100, 95, 100, 90, 105, 80];

/// A tool, and what was bought of it.
pub(crate) struct Tool {
    /// Its key, and its name.
    pub(crate) key: String,
    /// Type of its licence.
    pub(crate) kind: &'static str,
    /// Whom the licence is for.
    pub(crate) audience: &'static [&'static str],
    /// Seats, or the units it is assigned to.
    pub(crate) what: String,
    /// Bindings of its pool.
    pub(crate) bind: Vec<String>,
}

/// The tool of a number.
pub(crate) fn tool(city: &City, at: usize) -> Tool {
    match (at, (at + 6) % 8) {
        (0, _) => for_everyone(city),
        (1, _) => for_schools(city),
        (_, 0 | 3 | 6) => for_a_year(city, at),
        (_, 1 | 5) => for_pupils(city, at),
        (_, 2) => for_teachers(city, at),
        (_, 4) => for_staff(city, at),
        _ => for_a_class(city, at),
    }
}

fn for_everyone(city: &City) -> Tool {
    let units: Vec<String> = (0..city.municipalities()).map(|number| city.municipality_id(number)).collect();
    Tool {
        key: "lasa00".to_owned(),
        kind: "organisation",
        audience: &["pupil", "staff"],
        what: format!("units = {units:?}"),
        bind: vec!["{ role = \"pupil\" }".to_owned(), "{ role = \"staff\" }".to_owned()],
    }
}

fn for_schools(city: &City) -> Tool {
    let units = ids(city, &chosen(city, 1, 3));
    let bind = units.iter().map(|unit| format!("{{ unit = \"{unit}\", role = \"pupil\" }}")).collect();
    let what = format!("units = {units:?}");
    Tool { key: "rakna01".to_owned(), kind: "school", audience: &["pupil"], what, bind }
}

fn for_a_year(city: &City, at: usize) -> Tool {
    let year = 1 + at as u64 % 9;
    let pupils = city.schools.iter().map(|school| city.pupils_of_year(*school, year)).sum();
    let bind = vec![format!("{{ role = \"pupil\", school_year = [{year}, {year}] }}")];
    individual(format!("arskurs{at:02}"), &["pupil"], seats(at, pupils), bind)
}

fn for_pupils(city: &City, at: usize) -> Tool {
    let schools = chosen(city, at, 12);
    let pupils = schools.iter().map(|school| school.pupils).sum();
    individual(format!("ova{at:02}"), &["pupil"], seats(at, pupils), bound(&ids(city, &schools), "pupil"))
}

fn for_teachers(city: &City, at: usize) -> Tool {
    let schools = chosen(city, at, 6);
    let teachers = schools.iter().map(|school| school.teachers()).sum();
    individual(format!("ratta{at:02}"), &["teacher"], seats(at, teachers), bound(&ids(city, &schools), "teacher"))
}

fn for_staff(city: &City, at: usize) -> Tool {
    let places: Vec<u64> = (0..city.municipalities()).filter(|place| is_chosen(city, *place, at, 3)).collect();
    let here = |school: &&School| places.contains(&city.municipality_of(**school));
    let staff = city.schools.iter().filter(here).map(|school| school.teachers()).sum();
    let units: Vec<String> = places.iter().map(|place| city.municipality_id(*place)).collect();
    individual(format!("planera{at:02}"), &["staff"], seats(at, staff), bound(&units, "staff"))
}

fn for_a_class(city: &City, at: usize) -> Tool {
    let class = city.class_id(city.schools[at % city.schools.len()], 0, 0);
    Tool {
        key: format!("klassen{at:02}"),
        kind: "class",
        audience: &["pupil", "staff"],
        what: "seats = 20\nstaff_seats = 1".to_owned(),
        bind: vec![format!("{{ group = \"{class}\" }}")],
    }
}

fn individual(key: String, audience: &'static [&'static str], what: String, bind: Vec<String>) -> Tool {
    Tool { key, kind: "individual", audience, what, bind }
}

fn seats(at: usize, people: u64) -> String {
    format!("seats = {}", (people * SEATS_PERCENT[at % SEATS_PERCENT.len()] / 100).max(1))
}

/// About one school in so many, and at least the first.
fn chosen(city: &City, at: usize, one_in: u64) -> Vec<School> {
    city.schools.iter().copied().filter(|school| is_chosen(city, school.number, at, one_in)).collect()
}

fn is_chosen(city: &City, place: u64, at: usize, one_in: u64) -> bool {
    place == 0 || number(city.settings.seed, Draw::Bought, place, at as u64).is_multiple_of(one_in)
}

fn ids(city: &City, schools: &[School]) -> Vec<String> {
    schools.iter().map(|school| city.school_id(*school)).collect()
}

fn bound(units: &[String], role: &str) -> Vec<String> {
    units.iter().map(|unit| format!("{{ unit = \"{unit}\", role = \"{role}\" }}")).collect()
}
