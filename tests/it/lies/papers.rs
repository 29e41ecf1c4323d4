//! Clean deliveries of IMS Enterprise: a document for each of two schools, in the base form and in the namespaced one.

use super::clean::{Charset, Clean};
use super::sets::{CLASSES, PUPILS, TEACHERS, school_of};

/// A form of the format.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// With the names of its documents told.
    Base,
    /// With a namespace; all documents in the folder are taken.
    Namespaced,
}

impl Form {
    fn person(self, id: &str, [given, family]: [&str; 2], kind: &str) -> String {
        let email = if self == Self::Base { "email" } else { "emailworkschool" };
        format!(
            "<person recstatus=\"1\">\n{}\n<name><fn>{given} {family}</fn><n><family>{family}</family>\
             <given>{given}</given></n></name>\n<{email}>{id}@anas.example</{email}>\n\
             <institutionrole primaryrole=\"Yes\" institutionroletype=\"{kind}\"/>\n</person>\n",
            sourcedid(id)
        )
    }

    fn group(self, id: &str, kind: &str, name: &str, rest: &str) -> String {
        format!(
            "<group>\n{}\n<grouptype><scheme>r</scheme><typevalue level=\"1\">{kind}</typevalue></grouptype>\n\
             <description><short>{name}</short></description>\n{rest}\n</group>\n",
            sourcedid(id)
        )
    }

    fn document(self, school: &str, name: &str, code: &str) -> String {
        let here = |class: &&str| school_of(class) == school;
        let pupils: Vec<_> = PUPILS.iter().filter(|(.., class)| here(class)).collect();
        let teachers: Vec<_> = TEACHERS.iter().filter(|(.., class)| here(class)).collect();
        let classes: Vec<_> = CLASSES.iter().filter(|(_, at)| *at == school).collect();
        let (root, word, year, tag) = match self {
            Self::Base => ("<enterprise>", "full", "school_year", "school_code"),
            Self::Namespaced => ("<enterprise xmlns=\"urn:r\">", "CompleteOrganization", "schoolyear", "id"),
        };
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}\n\
             <properties><datasource>Ånäs</datasource><type>{word}</type></properties>\n"
        );
        for (number, given, family, _) in &pupils {
            text += &self.person(&format!("e{number}"), [given, family], "Student");
        }
        for (number, given, family, _) in &teachers {
            text += &self.person(&format!("l{number}"), [given, family], "Faculty");
        }
        text += &self.group(school, "Unit", name, &format!("<extension><{tag}>{code}</{tag}></extension>"));
        for (class, _) in &classes {
            let days = "<timeframe><begin>2026-08-18</begin><end>2027-06-11</end></timeframe>";
            let rest = format!("{days}\n<extension><{year}>7</{year}></extension>");
            text += &self.group(class, "Class", &format!("Klass Å{class}"), &rest);
        }
        let nested = classes.iter().map(|(class, _)| member(class, "2", "<role><status>1</status></role>"));
        text += &membership(school, &nested.collect::<String>());
        for (class, _) in &classes {
            let of = |letter: &str, (number, ..): &(&str, &str, &str, &str), role: &str| {
                let role = format!("<role roletype=\"{role}\"><status>1</status></role>");
                member(&format!("{letter}{number}"), "1", &role)
            };
            let pupils = pupils.iter().filter(|(.., of)| of == class).map(|one| of("e", one, "01"));
            let teachers = teachers.iter().filter(|(.., of)| of == class).map(|one| of("l", one, "02"));
            text += &membership(class, &pupils.chain(teachers).collect::<String>());
        }
        format!("{text}</enterprise>\n")
    }
}

pub(crate) fn sourcedid(id: &str) -> String {
    format!("<sourcedid><source>r</source><id>{id}</id></sourcedid>")
}

pub(crate) fn member(id: &str, kind: &str, role: &str) -> String {
    format!("<member>\n{}\n<idtype>{kind}</idtype>\n{role}\n</member>\n", sourcedid(id))
}

fn membership(group: &str, members: &str) -> String {
    format!("<membership>\n{}\n{members}</membership>\n", sourcedid(group))
}

pub(crate) fn ims(form: Form) -> Clean {
    let (name, expects) = match form {
        Form::Base => ("IMS Enterprise", "expects = [\"gr.xml\", \"gy.xml\"]\n"),
        Form::Namespaced => ("IMS Enterprise, namespaced", ""),
    };
    Clean {
        name,
        source: format!("kind = \"ims\"\nabsence_means_left = true\n{expects}"),
        files: vec![
            ("gr.xml", form.document("asen", "Åsenskolan", "99000202")),
            ("gy.xml", form.document("on", "Önskolan", "99000203")),
        ],
        separator: '\n',
        charset: Charset::Utf8,
        expected: match form {
            Form::Base => super::expected_papers::base,
            Form::Namespaced => super::expected_papers::namespaced,
        },
    }
}
