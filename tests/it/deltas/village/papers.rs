//! The village as IMS Enterprise: a document for each of its two schools, whole or what has changed. Teachers are in both.

use super::{How, Human, Role, Village};
use std::collections::BTreeMap;
use std::path::Path;

/// The documents' names.
pub(in crate::deltas) const NAMES: [&str; 2] = ["gr.xml", "gy.xml"];

/// What a document says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::deltas) struct Paper {
    /// By id: as what, and who.
    pub(in crate::deltas) persons: BTreeMap<String, (&'static str, String)>,
    pub(in crate::deltas) groups: BTreeMap<String, String>,
    /// By group: member and role.
    pub(in crate::deltas) members: BTreeMap<String, BTreeMap<(String, &'static str), &'static str>>,
}

/// What is delivered, and beside what.
pub(in crate::deltas) struct Papers<'a> {
    pub(in crate::deltas) before: &'a [Paper; 2],
    pub(in crate::deltas) now: &'a [Paper; 2],
    /// Memberships of somebody who is deleted are not told, an update has no role types, and stands in one document.
    pub(in crate::deltas) is_terse: bool,
}

impl Village {
    pub(in crate::deltas) fn papers(&self) -> [Paper; 2] {
        [0, 1].map(|school| self.paper(school))
    }

    fn paper(&self, school: u8) -> Paper {
        let mut paper = Paper::default();
        let is_here = |human: &Human| human.school == school || human.role == Role::Teacher;
        for (n, human) in self.people.iter().filter(|(_, human)| is_here(human)) {
            let word = ["Student", "Faculty", "Contact"][human.role as usize];
            paper.persons.insert(format!("u{n}"), (word, who(*n, human, school)));
            if human.role == Role::Guardian {
                paper.groups.insert(format!("c{n}"), group("ContactGroup", &format!("Åsa {}", human.name)));
                paper.members.entry(format!("c{n}")).or_default().insert((format!("u{n}"), "Guardian"), "Person");
            }
        }
        let unit = format!("s{school}");
        let name = format!("Skola &lt;{}&gt;", self.schools[usize::from(school)]);
        let code = format!("<extension><school_code>9900020{school}</school_code></extension>");
        paper.groups.insert(unit.clone(), group("Unit", &name) + &code);
        for (n, title) in self.classes.iter().filter(|(n, _)| **n % 2 == school) {
            paper.groups.insert(format!("g{n}"), group("Class", &format!("Grupp {title}")));
            paper.members.entry(unit.clone()).or_default().insert((format!("g{n}"), "Class"), "Group");
        }
        for (n, human) in &self.people {
            if let Some(class) = human.class.filter(|class| class % 2 == school) {
                let role = if human.role == Role::Teacher { "Instructor" } else { "Student" };
                paper.members.entry(format!("g{class}")).or_default().insert((format!("u{n}"), role), "Person");
            }
        }
        paper
    }
}

fn group(kind: &str, name: &str) -> String {
    format!("<grouptype><typevalue>{kind}</typevalue></grouptype><description><short>{name}</short></description>")
}

fn who(n: u8, Human { name, .. }: &Human, here: u8) -> String {
    let privacy = if name % 7 == 0 { "<privacy level=\"2\">true</privacy>" } else { "<privacy>false</privacy>" };
    format!(
        "<userid useridtype=\"PID\">MARKER</userid><name><fn>Åsa MARKER</fn><n><given>Åsa &amp; {name}</given>\
         <family>Ek \"{n}\"</family></n></name><demographics><bday>MARKER</bday></demographics><email>MARKER</email>\
         <tel>MARKER</tel><adr><street>MARKER</street></adr><extension><x>{privacy}<email_work>u{n}@anas.example\
         </email_work><altadr><street>MARKER</street></altadr><school_unit_code>s{here}</school_unit_code></x></extension>"
    )
}

fn sourcedid(id: &str) -> String {
    format!("<sourcedid><source>x</source><id>{id}</id></sourcedid>")
}

fn role_of(word: &str) -> String {
    format!("<institutionrole primaryrole=\"Yes\" institutionroletype=\"{word}\"/>")
}

pub(in crate::deltas) fn person(id: &str, recstatus: &str, (word, rest): (&str, &str)) -> String {
    format!("<person{recstatus}>{}{}{rest}</person>\n", sourcedid(id), role_of(word))
}

pub(in crate::deltas) fn member(id: &str, kind: &str, roles: &str) -> String {
    format!("<member>{}<idtype>{kind}</idtype>{roles}</member>", sourcedid(id))
}

pub(in crate::deltas) fn membership(group: &str, attribute: &str, members: &str) -> String {
    format!("<membership{attribute}>{}{members}</membership>\n", sourcedid(group))
}

/// A document of these records.
pub(in crate::deltas) fn document(word: &str, records: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<enterprise xmlns=\"http://open.tieto.com/edu/organization/v12\">\n\
         <properties><type>{word}</type></properties>\n{records}</enterprise>\n"
    )
}

impl Papers<'_> {
    /// Writes the documents; anything else in the folder goes.
    pub(in crate::deltas) fn write(&self, how: How, folder: &Path) {
        let _ = std::fs::remove_dir_all(folder);
        std::fs::create_dir(folder).expect("a folder is made");
        // What the other document says is brought to this one, when it is told as a change.
        let is_brought = self.is_terse && !how.is_whole(0);
        for (number, name) in NAMES.iter().enumerate() {
            let is_whole = how.is_whole(u16::try_from(number).expect("a few"));
            let text = if is_whole {
                document("CompleteOrganization", &self.now[number].all())
            } else {
                document("DeltaOrganization", &self.changes(number, is_brought))
            };
            std::fs::write(folder.join(name), text).expect("a file is written");
        }
    }

    fn changes(&self, number: usize, is_brought: bool) -> String {
        let (before, now) = (&self.before[number], &self.now[number]);
        let is_anywhere = |id: &str| self.now.iter().any(|paper| paper.persons.contains_key(id));
        let mut text = String::new();
        for (id, (word, rest)) in &now.persons {
            text += &match before.persons.get(id) {
                Some(old) if old == &(*word, rest.clone()) => String::new(),
                None => person(id, " recstatus=\"1\"", (word, rest)),
                Some(_) if !self.is_terse => person(id, " recstatus=\"2\"", (word, rest)),
                Some(_)
                    if is_brought
                        && number == 1
                        && self.before[0].persons.contains_key(id)
                        && self.now[0].persons.contains_key(id) =>
                {
                    String::new()
                }
                Some(_) => person(id, " recstatus=\"2\"", ("", rest)),
            };
        }
        for id in before.persons.keys().filter(|id| !now.persons.contains_key(*id)) {
            text += &format!("<person recstatus=\"3\">{}</person>\n", sourcedid(id));
        }
        for (id, rest) in now.groups.iter().filter(|(id, rest)| before.groups.get(*id) != Some(rest)) {
            text += &format!("<group>{}{rest}</group>\n", sourcedid(id));
        }
        for id in before.groups.keys().filter(|id| !now.groups.contains_key(*id)) {
            text += &format!("<group recstatus=\"3\">{}</group>\n", sourcedid(id));
        }
        let none = BTreeMap::new();
        for group in before.members.keys().chain(now.members.keys().filter(|id| !before.members.contains_key(*id))) {
            let (old, new) = (before.members.get(group).unwrap_or(&none), now.members.get(group).unwrap_or(&none));
            if old == new || self.is_terse && !now.groups.contains_key(group) {
                continue;
            }
            // Some groups tell all their members, others what is different.
            if group.ends_with(['1', '3', '5', '7', '9']) {
                text += &membership(group, " complete=\"true\"", &members(new.iter(), ""));
                continue;
            }
            let added = members(new.iter().filter(|(key, _)| !old.contains_key(*key)), " recstatus=\"1\"");
            let is_told = |id: &str| !self.is_terse || is_anywhere(id) || now.groups.contains_key(id);
            let gone = old.iter().filter(|((id, role), _)| !new.contains_key(&(id.clone(), *role)) && is_told(id));
            text += &membership(group, " complete=\"false\"", &(added + &members(gone, " recstatus=\"3\"")));
        }
        text
    }
}

fn members<'a>(all: impl Iterator<Item = (&'a (String, &'static str), &'a &'static str)>, recstatus: &str) -> String {
    let role = |word: &str| {
        format!("<role roletype=\"{word}\"{recstatus}><status>1</status><timeframe><begin/></timeframe></role>")
    };
    all.map(|((id, word), kind)| member(id, kind, &role(word))).collect()
}

impl Paper {
    fn all(&self) -> String {
        let persons = self.persons.iter().map(|(id, (word, rest))| person(id, "", (word, rest)));
        let groups = self.groups.iter().map(|(id, rest)| format!("<group>{}{rest}</group>\n", sourcedid(id)));
        let memberships = self.members.iter().map(|(group, all)| membership(group, "", &members(all.iter(), "")));
        persons.chain(groups).chain(memberships).collect()
    }
}
