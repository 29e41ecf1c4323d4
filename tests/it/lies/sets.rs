//! Clean deliveries of School Data Sync: the same invented roster as a set of V2.1 and as one of V1.

use super::clean::{Charset, Clean};

/// Number, given name, family name, class; those in two classes come twice.
pub(crate) const PUPILS: [(&str, &str, &str, &str); 9] = [
    ("11", "Åsa", "Öberg", "7A"),
    ("12", "Örjan", "Ångström", "7A"),
    ("13", "Märta", "Ärlig", "7A"),
    ("14", "Åke", "Sjö", "7B"),
    ("15", "Östen", "Älv", "7B"),
    ("16", "Göran", "Åström", "7B"),
    ("17", "Béla", "Ört", "2C"),
    ("18", "Cæsar", "Åberg", "2C"),
    ("19", "Måna", "Älg", "2C"),
];

/// The teachers' numbers are another series: the first three are pupils' too.
pub(crate) const TEACHERS: [(&str, &str, &str, &str); 3] =
    [("11", "Pär", "Äng", "7A"), ("12", "Håkan", "Östlund", "7B"), ("13", "Åsa", "Ström", "2C")];

/// Class and school.
pub(crate) const CLASSES: [(&str, &str); 3] = [("7A", "asen"), ("7B", "asen"), ("2C", "on")];

pub(crate) fn school_of(class: &str) -> &'static str {
    CLASSES.iter().find(|(id, _)| *id == class).expect("a class").1
}

fn file<'a, T: 'a>(header: &str, rows: impl IntoIterator<Item = &'a T>, row: impl Fn(&'a T) -> String) -> String {
    let rows: String = rows.into_iter().map(|one| format!("{}\n", row(one))).collect();
    format!("{header}\n{rows}")
}

fn of(name: &'static str, files: Vec<(&'static str, String)>, expected: super::clean::Expected) -> Clean {
    let source = "kind = \"sds\"\nabsence_means_left = true\n".to_owned();
    Clean { name, source, files, separator: ',', charset: Charset::Utf8, expected }
}

/// V2.1, with a guardian whom nobody keeps.
pub(crate) fn v2p1() -> Clean {
    let text = |text: &str| text.to_owned();
    let people = || {
        let pupils = PUPILS.iter().map(|one| ("e", "student", "7", one));
        pupils.chain(TEACHERS.iter().map(|one| ("l", "teacher", "", one))).collect::<Vec<_>>()
    };
    let users = file("sourcedId,username,givenName,familyName,password,email", &people(), |(letter, .., one)| {
        let (number, given, family, _) = one;
        format!("{letter}{number},{letter}{number}@anas.example,{given},{family},,{letter}{number}@anas.example")
    });
    let roles = "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate";
    let roles = file(roles, &people(), |(letter, role, grade, (number, .., class))| {
        format!("{letter}{number},{},{role},ar,{grade},true,2026-08-18,2027-06-11", school_of(class))
    });
    let enrollments = file("classSourcedId,userSourcedId,role", &people(), |(letter, role, _, (number, .., class))| {
        format!("{class},{letter}{number},{role}")
    });
    let classes =
        file("sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId", &CLASSES, |(class, school)| {
            format!("{class},{school},Klass Å{class},ar,kurs")
        });
    let files = vec![
        ("academicSessions.csv", {
            let header = "sourcedId,title,type,schoolYear,startDate,endDate";
            format!("{header}\nar,Läsår,schoolYear,2026,2026-08-18,2027-06-11\n")
        }),
        ("orgs.csv", {
            let rows = "kommun,Ånäs,municipality,\nasen,Åsenskolan,school,kommun\non,Önskolan,school,kommun\n";
            format!("sourcedId,name,type,parentSourcedId\n{rows}")
        }),
        ("courses.csv", text("sourcedId,orgSourcedId,title\nkurs,asen,Årskurs\n")),
        ("users.csv", format!("{users}v1,v1@mail.example,Örn,Öberg,,v1@mail.example\n")),
        ("roles.csv", roles),
        (
            "relationships.csv",
            text("userSourcedId,relationshipUserSourcedId,relationshipRole\ne11,v1,guardian\ne12,v1,guardian\n"),
        ),
        ("classes.csv", classes),
        ("enrollments.csv", enrollments),
    ];
    of("School Data Sync V2.1", files, super::expected_sets::v2p1)
}

/// V1, where a pupil and a teacher may have one number.
pub(crate) fn v1() -> Clean {
    let pupils = "SIS ID,School SIS ID,Username,First Name,Last Name,Grade,Status";
    let teachers = "SIS ID,School SIS ID,Username,First Name,Last Name,Title,Status";
    let sections = "SIS ID,School SIS ID,Section Name,Term StartDate,Term EndDate,Status";
    let rosters = "Section SIS ID,SIS ID";
    let member = |(number, .., class): &(&str, &str, &str, &str)| format!("{class},{number}");
    let files = vec![
        ("School.csv", "SIS ID,Name,School Number\nasen,Åsenskolan,99000202\non,Önskolan,99000203\n".to_owned()),
        (
            "Section.csv",
            file(sections, &CLASSES, |(class, school)| {
                format!("{class},{school},Klass Å{class},8/18/2026,6/11/2027,Active")
            }),
        ),
        (
            "Student.csv",
            file(pupils, &PUPILS, |(number, given, family, class)| {
                format!("{number},{},e{number},{given},{family},7,Active", school_of(class))
            }),
        ),
        (
            "Teacher.csv",
            file(teachers, &TEACHERS, |(number, given, family, class)| {
                format!("{number},{},l{number},{given},{family},Lärare,Active", school_of(class))
            }),
        ),
        ("StudentEnrollment.csv", file(rosters, &PUPILS, member)),
        ("TeacherRoster.csv", file(rosters, &TEACHERS, member)),
    ];
    of("School Data Sync V1", files, super::expected_sets::v1)
}
