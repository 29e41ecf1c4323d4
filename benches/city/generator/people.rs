//! Rows of people and of their places in classes.

use super::chance::{Draw, number};
use super::city::{City, Event, School, subjects};
use super::names::{FAMILY, GIVEN, pick, plain};
use super::rows::Files;
use super::schools::YEAR;

/// Teachers of a school, two to a class.
pub(crate) fn write_teachers(city: &City, school: School, files: &mut Files) -> Result<(), csv::Error> {
    for teacher in 0..school.teachers() {
        write_teacher(city, school, school.number * 64 + teacher, files)?;
    }
    let school_id = city.school_id(school);
    for subject in subjects() {
        for class in 0..school.classes() {
            let lead = number(city.settings.seed, Draw::Teaching, school.number * 8 + subject, class);
            let class_id = city.class_id(school, subject, class);
            for (turn, is_lead) in [(0, "true"), (1, "false")] {
                let teacher = school.number * 64 + lead.wrapping_add(turn) % school.teachers();
                let id = city.id(Draw::TeachingEnrolment, (school.number * 8 + subject) * 64 + class, turn);
                let user = city.id(Draw::Teacher, teacher, 0);
                enrol(files, [&id, &class_id, &school_id, &user, "teacher", is_lead])?;
            }
        }
    }
    Ok(())
}

fn write_teacher(city: &City, school: School, teacher: u64, files: &mut Files) -> Result<(), csv::Error> {
    let seed = city.settings.seed;
    let given = pick(GIVEN, seed, Draw::TeacherGiven, teacher);
    let mut family = pick(FAMILY, seed, Draw::TeacherFamily, teacher);
    if city.teacher_married(teacher) {
        family = other_family(family);
        files.counts.renamed += 1;
    }
    let mut orgs = city.school_id(school);
    if number(seed, Draw::TeacherElsewhere, teacher, 0).is_multiple_of(20) {
        orgs = format!("{orgs},{}", city.school_id(city.next_school(school)));
    }
    let login = format!("{}.{}{teacher}", plain(given), plain(family));
    files.users.write_record([
        city.id(Draw::Teacher, teacher, 0).as_str(),
        "",
        "",
        "true",
        &orgs,
        "teacher",
        &login,
        &format!("{{eppn:{}{teacher}@edu.storstad.example}}", plain(given)),
        given,
        family,
        "",
        &format!("T{teacher:08}"),
        &format!("{login}@edu.storstad.example"),
        "",
        "",
        "",
        "",
        "",
    ])?;
    files.counts.users += 1;
    Ok(())
}

/// A pupil on the way into the files.
#[derive(Clone, Copy)]
struct Pupil {
    /// Number in the city; a newcomer shares it with the one beside.
    number: u64,
    /// Is this the newcomer?
    newcomer: bool,
    /// School and place in it on the first day.
    school: School,
    place: u64,
    event: Event,
}

/// Pupils of a school, six classes each.
pub(crate) fn write_pupils(city: &City, school: School, files: &mut Files) -> Result<(), csv::Error> {
    for place in 0..school.pupils {
        let number = school.first + place;
        let event = city.event(number);
        let pupil = Pupil { number, newcomer: false, school, place, event };
        match event {
            Event::Leaves => {
                files.counts.left += 1;
                continue;
            }
            Event::GetsCompany => {
                files.counts.joined += 1;
                write_pupil(city, Pupil { newcomer: true, event: Event::Nothing, ..pupil }, files)?;
            }
            Event::ChangesClass | Event::ChangesSchool => files.counts.moved += 1,
            Event::ChangesName => files.counts.renamed += 1,
            Event::Nothing => {}
        }
        write_pupil(city, pupil, files)?;
    }
    Ok(())
}

fn write_pupil(city: &City, pupil: Pupil, files: &mut Files) -> Result<(), csv::Error> {
    let (school, place) = match pupil.event {
        Event::ChangesSchool => {
            let school = city.next_school(pupil.school);
            (school, pupil.place % school.pupils)
        }
        _ => (pupil.school, pupil.place),
    };
    let school_id = city.school_id(school);
    let user = city.id(if pupil.newcomer { Draw::Newcomer } else { Draw::Pupil }, pupil.number, 0);
    let grade = school.grade(city.class_of(school, place, 0));
    write_person(city, pupil, &user, &school_id, grade, files)?;
    for subject in subjects() {
        let class = match pupil.event {
            Event::ChangesClass => city.class_beside(school, place, subject),
            _ => city.class_of(school, place, subject),
        };
        let who = pupil.number * 2 + u64::from(pupil.newcomer);
        let id = city.id(Draw::PupilEnrolment, who * 8 + subject, school.number * 4096 + class);
        let class_id = city.class_id(school, subject, class);
        enrol(files, [&id, &class_id, &school_id, &user, "student", "false"])?;
    }
    Ok(())
}

fn write_person(
    city: &City,
    pupil: Pupil,
    user: &str,
    school: &str,
    grade: u64,
    files: &mut Files,
) -> Result<(), csv::Error> {
    let seed = city.settings.seed;
    let Pupil { number: who, newcomer, .. } = pupil;
    let given = pick(GIVEN, seed, if newcomer { Draw::NewcomerGiven } else { Draw::PupilGiven }, who);
    let mut family = pick(FAMILY, seed, if newcomer { Draw::NewcomerFamily } else { Draw::PupilFamily }, who);
    if pupil.event == Event::ChangesName {
        family = other_family(family);
    }
    let birth = number(seed, Draw::PupilBirth, who, u64::from(newcomer));
    let middle = if birth.is_multiple_of(3) { pick(GIVEN, seed, Draw::PupilMiddle, who) } else { "" };
    let login = format!("{}{who:07}{}", plain(given), if newcomer { "n" } else { "" });
    files.users.write_record([
        user,
        "",
        "",
        "true",
        school,
        "student",
        &login,
        &format!("{{eppn:{login}@edu.storstad.example}}"),
        given,
        family,
        middle,
        &number_like_a_personal_one(birth, 2026 - 6 - grade),
        &format!("{}.{login}@elev.storstad.example", plain(family)),
        "",
        "",
        "",
        &grade.to_string(),
        "",
    ])?;
    files.counts.users += 1;
    Ok(())
}

/// Of the shape of a personal number, so that the reader has one to drop. `TF` in it makes it nobody's.
fn number_like_a_personal_one(birth: u64, year: u64) -> String {
    format!("{year:04}{:02}{:02}-TF{:02}", 1 + birth % 12, 1 + birth / 12 % 28, birth / 336 % 100)
}

fn other_family(family: &str) -> &'static str {
    let at = FAMILY.iter().position(|name| *name == family).unwrap_or_default();
    FAMILY[(at + 1) % FAMILY.len()]
}

/// A place in a class: id, class, school, user, role and whether it is the leading teacher.
fn enrol(files: &mut Files, fields: [&str; 6]) -> Result<(), csv::Error> {
    let [id, class, school, user, role, is_lead] = fields;
    files.enrolments.write_record([id, "", "", class, school, user, role, is_lead, YEAR.0, YEAR.1])?;
    files.counts.enrolments += 1;
    Ok(())
}
