//! A village whose people come, go, move and change their names, and its OneRoster packages: whole, or what has changed.

pub(super) mod papers;

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Rows by table and id: what stands after `sourcedId,status,dateLastModified,`.
pub(super) type Tables = BTreeMap<&'static str, BTreeMap<String, String>>;

/// Somebody.
#[derive(Debug, Clone)]
struct Human {
    name: u8,
    class: Option<u8>,
    school: u8,
    grade: u8,
    role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Pupil,
    Teacher,
    Guardian,
}

/// Who lives there, and what the school has.
#[derive(Debug, Clone)]
pub(super) struct Village {
    people: BTreeMap<u8, Human>,
    gone: BTreeMap<u8, Human>,
    classes: BTreeMap<u8, u8>,
    schools: [u8; 2],
    next: u8,
}

/// Something that happens.
#[derive(Debug, Clone, Copy)]
pub(super) enum Deed {
    Comes(u8),
    Goes(u8),
    ComesBack,
    IsRenamed(u8, u8),
    Moves(u8, u8),
    LeavesTheClass(u8),
    Opens,
    Closes(u8),
    IsRetitled(u8, u8),
    School(u8),
}

/// How a day is delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Whole,
    Changes,
    /// These tables whole, by the bits of a number, and of the others what has changed.
    Mixed(u16),
    /// The same files lie there once more.
    Again,
    NotAtAll,
}

impl How {
    fn is_whole(self, bit: u16) -> bool {
        match self {
            Self::Mixed(bits) => bits >> bit & 1 == 1,
            how => how == Self::Whole,
        }
    }
}

const TABLES: [&str; 8] =
    ["academicSessions", "orgs", "courses", "classes", "users", "roles", "enrollments", "demographics"];

pub(super) fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        3 => any::<u8>().prop_map(Deed::Comes),
        3 => any::<u8>().prop_map(Deed::Goes),
        1 => Just(Deed::ComesBack),
        2 => any::<(u8, u8)>().prop_map(|(who, name)| Deed::IsRenamed(who, name)),
        3 => any::<(u8, u8)>().prop_map(|(who, class)| Deed::Moves(who, class)),
        1 => any::<u8>().prop_map(Deed::LeavesTheClass),
        1 => Just(Deed::Opens),
        1 => any::<u8>().prop_map(Deed::Closes),
        1 => any::<(u8, u8)>().prop_map(|(class, title)| Deed::IsRetitled(class, title)),
        1 => any::<u8>().prop_map(Deed::School),
    ];
    prop::collection::vec(deed, 0..5)
}

pub(super) fn how() -> impl Strategy<Value = How> {
    prop_oneof![
        2 => Just(How::Whole),
        5 => Just(How::Changes),
        2 => any::<u16>().prop_map(How::Mixed),
        1 => Just(How::Again),
        1 => Just(How::NotAtAll),
    ]
}

/// One of the keys.
fn one(keys: &BTreeMap<u8, impl Sized>, number: u8) -> Option<u8> {
    keys.keys().nth(usize::from(number) % keys.len().max(1)).copied()
}

impl Village {
    pub(super) fn new() -> Self {
        let human = |n: u8| Human {
            name: n,
            class: Some(n % 2),
            school: 0,
            grade: n % 9 + 1,
            role: match n {
                0 => Role::Teacher,
                9 => Role::Guardian,
                _ => Role::Pupil,
            },
        };
        let people = (0..10).map(|n| (n, human(n))).collect();
        Self { people, gone: BTreeMap::new(), classes: BTreeMap::from([(0, 0), (1, 1)]), schools: [0, 1], next: 10 }
    }

    /// It happens. Somebody, a teacher and a class are always there. `comes_back` says whether an id may come back.
    pub(super) fn happen(&mut self, deed: Deed, comes_back: bool) {
        match deed {
            Deed::Comes(name) => {
                let role = [Role::Pupil, Role::Pupil, Role::Teacher, Role::Guardian][usize::from(name) % 4];
                let class = one(&self.classes, name).filter(|_| role != Role::Guardian);
                let human = Human { name, class, school: name % 2, grade: name % 9 + 1, role };
                self.people.insert(self.next, human);
                self.next += 1;
            }
            Deed::Goes(who) => {
                if let Some(who) = one(&self.people, who).filter(|who| *who > 1) {
                    let human = self.people.remove(&who).expect("somebody");
                    self.gone.insert(who, human);
                }
            }
            Deed::ComesBack => {
                if let Some((who, mut human)) = self.gone.pop_first().filter(|_| comes_back) {
                    human.class = human.class.filter(|class| self.classes.contains_key(class));
                    self.people.insert(who, human);
                }
            }
            Deed::IsRenamed(who, name) => self.change(who, |human| human.name = name),
            Deed::Moves(who, class) => {
                let class = one(&self.classes, class);
                self.change(who, |human| {
                    human.class = class.filter(|_| human.role != Role::Guardian);
                    human.school = class.unwrap_or(0) % 2;
                });
            }
            Deed::LeavesTheClass(who) => {
                if one(&self.people, who).is_some_and(|who| who > 1) {
                    self.change(who, |human| human.class = None);
                }
            }
            Deed::Opens => {
                self.classes.insert(self.next, self.next);
                self.next += 1;
            }
            Deed::Closes(class) => {
                if let Some(class) = one(&self.classes, class).filter(|class| *class > 1) {
                    self.classes.remove(&class);
                    self.people.values_mut().filter(|h| h.class == Some(class)).for_each(|h| h.class = None);
                }
            }
            Deed::IsRetitled(class, title) => {
                if let Some(class) = one(&self.classes, class) {
                    self.classes.insert(class, title);
                }
            }
            Deed::School(name) => self.schools[usize::from(name) % 2] = name,
        }
    }

    fn change(&mut self, who: u8, change: impl FnOnce(&mut Human)) {
        if let Some(human) = one(&self.people, who).and_then(|who| self.people.get_mut(&who)) {
            change(human);
        }
    }

    /// Its tables, in 1.2 or 1.1.
    pub(super) fn tables(&self, is_1p2: bool) -> Tables {
        let mut tables = Tables::new();
        let mut row = |table, id: String, rest: String| drop(tables.entry(table).or_default().insert(id, rest));
        row("academicSessions", "ar".into(), "Läsår,schoolYear,2026-08-18,2027-06-12,,2027".into());
        row("orgs", "k".into(), "Ånäs,district,,".into());
        for (n, name) in self.schools.iter().enumerate() {
            row("orgs", format!("s{n}"), format!("\"Skola, \"\"{name}\"\"\",school,9900020{n},k"));
        }
        row("courses", "c".into(), "ar,Klass,,,s0,,".into());
        for (n, title) in &self.classes {
            row("classes", format!("g{n}"), format!("Grupp {title},,c,,homeroom,,s{},ar,,,", n % 2));
        }
        for (n, Human { name, class, school, grade, role }) in &self.people {
            let word = ["student", "teacher", "guardian"][*role as usize];
            let common = format!("u{n},\"{{eppn:u{n}@anas.example}},{{nr:{n}}}\",Åsa {name},\"Ek, {n}\"");
            let rest = format!(",,u{n}@anas.example,,070{n},,{grade},");
            let roles = if is_1p2 { String::new() } else { format!("s{school},{word},") };
            let more = if is_1p2 { ",,,,,," } else { "" };
            row("users", format!("u{n}"), format!("true,{roles}{common},{rest}{more}"));
            row("demographics", format!("u{n}"), format!("2015-01-0{},,,,,,,,,,,,", n % 9 + 1));
            if is_1p2 {
                row("roles", format!("r{n}"), format!("u{n},primary,{word},,,s{school},"));
            }
            if let Some(class) = class {
                let member = if *role == Role::Teacher { "teacher" } else { "student" };
                row("enrollments", format!("e{n}"), format!("g{class},s{},u{n},{member},,,", class % 2));
            }
        }
        tables
    }
}

fn columns(table: &str, is_1p2: bool) -> &'static str {
    match table {
        "academicSessions" => "title,type,startDate,endDate,parentSourcedId,schoolYear",
        "orgs" => "name,type,identifier,parentSourcedId",
        "courses" => "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
        "classes" => {
            "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,\
             subjectCodes,periods"
        }
        "users" if is_1p2 => {
            "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,\
             grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,preferredFamilyName,\
             primaryOrgSourcedId,pronouns"
        }
        "users" => {
            "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,\
             phone,agentSourcedIds,grades,password"
        }
        "roles" => "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
        "demographics" => {
            "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,\
             nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,\
             countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus"
        }
        _ => "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    }
}

/// What is delivered, and beside what.
pub(super) struct Package<'a> {
    pub(super) before: &'a Tables,
    pub(super) now: &'a Tables,
    pub(super) is_1p2: bool,
    /// Of somebody who is deleted only that is told, and not that the roles and enrolments are.
    pub(super) is_terse: bool,
}

impl Package<'_> {
    /// Writes the package; anything else in the folder goes.
    pub(super) fn write(&self, how: How, folder: &Path) {
        let _ = std::fs::remove_dir_all(folder);
        std::fs::create_dir(folder).expect("a folder is made");
        let release = if self.is_1p2 { "1.2" } else { "1.1" };
        let mut manifest = format!("propertyName,value\nmanifest.version,1.0\noneroster.version,{release}\n");
        let how = if self.has_no_changes_beside(how) { How::Whole } else { how };
        for (bit, table) in (0..).zip(TABLES).filter(|(_, table)| self.is_1p2 || *table != "roles") {
            let is_whole = how.is_whole(bit);
            let rows = if is_whole { self.all(table) } else { self.changes(table) };
            let mode = match (rows.is_empty(), is_whole) {
                (true, _) => "absent",
                (false, true) => "bulk",
                (false, false) => "delta",
            };
            manifest += &format!("file.{table},{mode}\n");
            if !rows.is_empty() {
                let header = format!("sourcedId,status,dateLastModified,{}\n", columns(table, self.is_1p2));
                std::fs::write(folder.join(format!("{table}.csv")), header + &rows).expect("a file is written");
            }
        }
        std::fs::write(folder.join("manifest.csv"), manifest).expect("a file is written");
    }

    /// Some whole files and no changes beside them are no delivery: it lacks the other files.
    fn has_no_changes_beside(&self, how: How) -> bool {
        let has_changes = |(bit, table): (u16, &&str)| !how.is_whole(bit) && !self.changes(table).is_empty();
        matches!(how, How::Mixed(_)) && !(0..).zip(&TABLES).any(has_changes)
    }

    fn all(&self, table: &str) -> String {
        self.now.get(table).into_iter().flatten().map(|(id, rest)| format!("{id},,,{rest}\n")).collect()
    }

    fn changes(&self, table: &str) -> String {
        let none = BTreeMap::new();
        let of = |tables: &'_ Tables| tables.get(table).unwrap_or(&none).clone();
        let (before, now) = (of(self.before), of(self.now));
        let new = now.iter().filter(|(id, rest)| before.get(*id) != Some(rest));
        let new = new.map(|(id, rest)| format!("{id},active,2026-11-20T04:00:00.000Z,{rest}\n"));
        let gone = before.iter().filter(|(id, _)| !(now.contains_key(*id) || self.is_terse && self.follows(table, id)));
        let gone = gone.map(|(id, rest)| format!("{id},tobedeleted,2026-11-20T04:00:00.000Z,{rest}\n"));
        new.chain(gone).collect()
    }

    /// Does the row go with its user?
    fn follows(&self, table: &str, id: &str) -> bool {
        let user = format!("u{}", &id[1..]);
        ["roles", "enrollments"].contains(&table) && !self.now["users"].contains_key(&user)
    }
}
