//! Clean deliveries of one small invented roster, each in a format of its own: what the lies are made from.
//!
//! Another format is one more `Clean`: its files as UTF-8 text, how its source is configured, and what is expected of
//! each sort of lie; and one more test in `told` that names it. What its table does not name, that test tells.

use super::lie::Sort;

/// A delivery as it should be.
pub(crate) struct Clean {
    pub(crate) name: &'static str,
    /// What stands in `[[source]]`, but for its name and path.
    pub(crate) source: String,
    /// Its files.
    pub(crate) files: Vec<(&'static str, String)>,
    pub(crate) separator: char,
    /// The encoding that it is written in.
    pub(crate) charset: Charset,
    /// What is expected of a lie of this sort about this file: any of these.
    pub(crate) expected: Expected,
}

/// Of a lie of some sort about some file.
pub(crate) type Expected = fn(Sort, &str) -> &'static [&'static str];

/// An encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    Utf8,
    Windows1252,
}

impl Clean {
    /// A file's bytes.
    pub(crate) fn bytes(&self, file: &str) -> Vec<u8> {
        let text = &self.files.iter().find(|(name, _)| *name == file).expect("a file of the delivery").1;
        self.encode(text)
    }

    pub(crate) fn encode(&self, text: &str) -> Vec<u8> {
        match self.charset {
            Charset::Utf8 => text.as_bytes().to_vec(),
            Charset::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        }
    }

    pub(crate) fn text(&self, file: &str) -> &str {
        &self.files.iter().find(|(name, _)| *name == file).expect("a file of the delivery").1
    }
}

/// Id, given name, family name, class; the last two teach.
const PEOPLE: [(&str, &str, &str, &str); 10] = [
    ("p1", "Åsa", "Öberg", "7A"),
    ("p2", "Örjan", "Ångström", "7A"),
    ("p3", "Märta", "Ärlig", "7A"),
    ("p4", "Åke", "Sjö", "7A"),
    ("p5", "Östen", "Älv", "7B"),
    ("p6", "Göran", "Åström", "7B"),
    ("p7", "Béla", "Ört", "7B"),
    ("p8", "Cæsar", "Åberg", "7B"),
    ("t1", "Pär", "Äng", "7A"),
    ("t2", "Håkan", "Östlund", "7B"),
];

fn is_pupil(id: &str) -> bool {
    id.starts_with('p')
}

/// A release of OneRoster.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Release {
    V1p1,
    V1p2,
}

fn table(columns: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: String = rows.map(|row| format!("{row}\n")).collect();
    format!("sourcedId,status,dateLastModified,{columns}\n{rows}")
}

/// A OneRoster package in a folder.
pub(crate) fn oneroster(release: Release) -> Clean {
    let is_new = release == Release::V1p2;
    let of = |rows: &[&str]| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>().into_iter();
    let mut names = vec!["academicSessions", "orgs", "courses", "classes", "users", "enrollments"];
    let mut files = vec![
        ("academicSessions.csv", {
            let columns = "title,type,startDate,endDate,parentSourcedId,schoolYear";
            table(columns, of(&["ar,,,Läsår,schoolYear,2026-08-01,2027-07-01,,2027"]))
        }),
        ("orgs.csv", {
            let columns = "name,type,identifier,parentSourcedId";
            table(columns, of(&["kommun,,,Ånäs,district,,", "skola,,,Åskolan,school,99000202,kommun"]))
        }),
        ("courses.csv", {
            let columns = "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes";
            table(columns, of(&["kurs,,,ar,Årskurs,,,skola,,"]))
        }),
        ("classes.csv", {
            let columns = "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,\
                subjects,subjectCodes,periods";
            let rows = ["7A", "7B"].map(|class| format!("{class},,,Klass Å{class},7,kurs,,homeroom,,skola,ar,,,"));
            table(columns, rows.into_iter())
        }),
        ("users.csv", users(is_new)),
    ];
    if is_new {
        names.push("roles");
        let columns = "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId";
        let role = |id: &str| if is_pupil(id) { "student" } else { "teacher" };
        let rows = PEOPLE.iter().map(|(id, ..)| format!("r-{id},,,{id},primary,{},,,skola,", role(id)));
        files.push(("roles.csv", table(columns, rows)));
    }
    let columns = "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate";
    let role = |id: &str| if is_pupil(id) { "student," } else { "teacher,true" };
    let rows = PEOPLE.iter().map(|(id, _, _, class)| format!("e-{id},,,{class},skola,{id},{},,2027-06-12", role(id)));
    files.push(("enrollments.csv", table(columns, rows)));
    let version = if is_new { "1.2" } else { "1.1" };
    let declared: String = names.iter().map(|name| format!("file.{name},bulk\n")).collect();
    let manifest = format!("propertyName,value\nmanifest.version,1.0\noneroster.version,{version}\n{declared}");
    files.insert(0, ("manifest.csv", manifest));
    Clean {
        name: if is_new { "OneRoster 1.2" } else { "OneRoster 1.1" },
        source: "kind = \"oneroster\"\nabsence_means_left = true\n".to_owned(),
        files,
        separator: ',',
        charset: Charset::Utf8,
        expected: super::expected::oneroster,
    }
}

fn users(is_new: bool) -> String {
    let (columns, rest) = if is_new {
        let columns = "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,\
            agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,\
            preferredFamilyName,primaryOrgSourcedId,pronouns";
        (columns, ",7,,,,,,skola,")
    } else {
        let columns = "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,\
            email,sms,phone,agentSourcedIds,grades,password";
        (columns, ",7,")
    };
    let rows = PEOPLE.iter().map(|(id, given, family, _)| {
        let role = if is_pupil(id) { "student" } else { "teacher" };
        let place = if is_new { String::new() } else { format!("skola,{role},") };
        format!("{id},,,true,{place}{id},,{given},{family},,,{id}@anas.example,,,{rest}")
    });
    table(columns, rows)
}

const MAPPED: &str = r#"
kind = "csv"
absence_means_left = true
separator = "semicolon"
encoding = "{}"
[[source.file]]
entity = "unit"
path = "units.csv"
columns = { id = "id", alias = "kort", name = "namn", code = "kod" }
constants = { kind = "school" }
[[source.file]]
entity = "group"
path = "groups.csv"
columns = { id = "id", alias = "kort", name = "namn", unit_alias = "skola" }
constants = { kind = "class" }
[[source.file]]
entity = "person"
path = "persons.csv"
columns = { id = "id", given_name = "förnamn", family_name = "efternamn", email = "epost", role = "roll", unit_alias = "skola" }
values = { role = { Elev = "pupil", "Lärare" = "staff" } }
[[source.file]]
entity = "membership"
path = "members.csv"
columns = { group_alias = "klass", person = "person", from = "från" }
"#;

/// Flat files with a mapping, one encoding told.
pub(crate) fn mapped(charset: Charset) -> Clean {
    let (name, encoding) = match charset {
        Charset::Utf8 => ("mapped CSV, UTF-8", "utf-8"),
        Charset::Windows1252 => ("mapped CSV, windows-1252", "windows-1252"),
    };
    let role = |id: &str| if is_pupil(id) { "Elev" } else { "Lärare" };
    let persons = PEOPLE.iter().map(|(id, given, family, _)| {
        let role = role(id);
        format!("{id};{given};{family};{id}@anas.example;{role};Å\n")
    });
    let members = PEOPLE.iter().map(|(id, _, _, class)| format!("{class};{id};2026-08-18\n"));
    Clean {
        name,
        source: MAPPED.replace("{}", encoding),
        files: vec![
            ("units.csv", "id;kort;namn;kod\nu1;Å;Åskolan;99000202\n".to_owned()),
            ("groups.csv", "id;kort;namn;skola\ng1;7A;Klass Å7A;Å\ng2;7B;Klass Å7B;Å\n".to_owned()),
            ("persons.csv", format!("id;förnamn;efternamn;epost;roll;skola\n{}", persons.collect::<String>())),
            ("members.csv", format!("klass;person;från\n{}", members.collect::<String>())),
        ],
        separator: ';',
        charset,
        expected: super::expected::mapped,
    }
}
