//! Rows of units, courses and classes.

use super::chance::Draw;
use super::city::{City, School, subjects};
use super::names::{FAMILY, SUBJECTS, pick};
use super::rows::Files;

/// First and last day of the school year as OneRoster has them: the last is the day after.
pub(crate) const YEAR: (&str, &str) = ("2026-08-17", "2027-06-12");

/// What stands above the schools: the year with its terms, and the municipalities.
pub(crate) fn write_frame(city: &City, files: &mut Files) -> Result<(), csv::Error> {
    let year = city.id(Draw::Year, 0, 0);
    let mut session = |id: &str, title, kind, from, to, parent: &str| {
        files.sessions.write_record([id, "", "", title, kind, from, to, parent, "2027"])
    };
    session(&year, "2026/27", "schoolYear", YEAR.0, YEAR.1, "")?;
    session(&city.id(Draw::Term, 0, 0), "HT26", "term", YEAR.0, "2026-12-20", &year)?;
    session(&city.id(Draw::Term, 1, 0), "VT27", "term", "2027-01-08", YEAR.1, &year)?;
    for number in 0..city.municipalities() {
        let (name, code) = (format!("Kommun {number:03}"), format!("K{number:04}"));
        files.orgs.write_record([&city.municipality_id(number), "", "", &name, "district", &code, ""])?;
    }
    Ok(())
}

/// A school with its courses and classes.
pub(crate) fn write(city: &City, school: School, files: &mut Files) -> Result<(), csv::Error> {
    let id = city.school_id(school);
    let parent = city.municipality_id(city.municipality_of(school));
    let name =
        format!("{}skolan {:04}", pick(FAMILY, city.settings.seed, Draw::SchoolName, school.number), school.number);
    let code = (99_000_000 + school.number).to_string(); // of the shape of a school unit code
    files.orgs.write_record([&id, "", "", &name, "school", &code, &parent])?;
    files.counts.schools += 1;
    for subject in subjects() {
        write_subject(city, school, subject, files)?;
    }
    Ok(())
}

fn write_subject(city: &City, school: School, subject: u64, files: &mut Files) -> Result<(), csv::Error> {
    let (title, code) = SUBJECTS[subject as usize];
    let school_id = city.school_id(school);
    let course = city.id(Draw::Course, school.number, subject);
    let (year, course_code) = (city.id(Draw::Year, 0, 0), format!("GR{code}"));
    let grades = "1,2,3,4,5,6,7,8,9";
    files.courses.write_record([&course, "", "", &year, title, &course_code, grades, &school_id, title, code])?;
    let terms = format!("{},{}", city.id(Draw::Term, 0, 0), city.id(Draw::Term, 1, 0));
    let kind = if subject == 0 { "homeroom" } else { "scheduled" };
    for class in 0..school.classes() {
        let grade = school.grade(class).to_string();
        let letter = char::from(b'A' + (class % 26) as u8);
        files.classes.write_record([
            city.class_id(school, subject, class).as_str(),
            "",
            "",
            &format!("{code}{grade}{letter} 2026"),
            &grade,
            &course,
            &format!("{code}{grade}-{class}"),
            kind,
            &(class % 40).to_string(),
            &school_id,
            &terms,
            title,
            code,
            "",
        ])?;
        files.counts.classes += 1;
    }
    Ok(())
}
