//! Lies in documents: cut, torn open, glued, in another encoding, with tags and words that are not the format's.

use super::clean::Clean;
use super::heads::{ibm850, utf16};
use super::lie::{Lie, Sort};
use super::papers::{member, sourcedid};

/// So many bytes apart are the cuts.
const STEP: usize = 61;

pub(crate) fn lies(clean: &Clean) -> Vec<Lie> {
    let mut lies = Vec::new();
    for (file, text) in &clean.files {
        encodings(file, text, &mut lies);
        whole(file, text, &mut lies);
        damaged(file, text, &mut lies);
        unseen(file, text, &mut lies);
        drifted(file, text, &mut lies);
        said(file, text, &mut lies);
        records(file, text, &mut lies);
    }
    lies
}

/// Cut, or without one of its tags, at every place.
pub(crate) fn torn_apart(clean: &Clean) -> Vec<Lie> {
    let mut lies = Vec::new();
    for (file, text) in &clean.files {
        cuts(file, text, &mut lies);
        torn(file, text, &mut lies);
    }
    lies
}

/// The text with one thing changed that it must have.
fn changed(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "there is no {from}");
    text.replacen(from, to, 1)
}

/// Cut after every line, and at some bytes inside them.
fn cuts(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let bytes = text.as_bytes();
    lies.push(Lie::new(Sort::Empty, file, 0, []));
    let end = text.trim_end().len();
    for (at, _) in text.match_indices('\n').filter(|(at, _)| *at < end) {
        lies.push(Lie::new(Sort::CutAtLine, file, at + 1, &bytes[..=at]));
    }
    for at in (1..end).step_by(STEP).chain([end - 1]) {
        lies.push(Lie::new(Sort::CutInLine, file, at, &bytes[..at]));
    }
}

/// In every encoding but the one that is declared.
fn encodings(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    for encoding in [encoding_rs::WINDOWS_1252, encoding_rs::ISO_8859_15, encoding_rs::MACINTOSH] {
        let bytes = encoding.encode(text).0.into_owned();
        lies.push(Lie::new(Sort::AsSingleByte, file, encoding.name(), bytes));
    }
    lies.push(Lie::new(Sort::AsSingleByte, file, "IBM850", ibm850(text)));
    utf16(file, text, lies);
    let (doubled, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
    lies.push(Lie::new(Sort::AsDoubled, file, "windows-1252", doubled.as_bytes()));
    for name in ["ISO-8859-1", "windows-1252"] {
        lies.push(Lie::new(Sort::AsUtf8, file, name, changed(text, "UTF-8", name)));
        let marked = format!("\u{feff}{}", changed(text, "UTF-8", name));
        lies.push(Lie::new(Sort::AsMarkedUtf8, file, name, marked));
        let declared = encoding_rs::MACINTOSH.encode(&changed(text, "UTF-8", name)).0.into_owned();
        lies.push(Lie::new(Sort::Misdeclared, file, format!("{name}, macintosh"), declared));
        lies.push(Lie::new(Sort::Misdeclared, file, format!("{name}, IBM850"), ibm850(&changed(text, "UTF-8", name))));
    }
    for name in ["UTF-7", "UTF-16", "ISO-8859-2", "ISO-8859-15", "IBM850", "macintosh"] {
        lies.push(Lie::new(Sort::Declared, file, name, changed(text, "UTF-8", name)));
    }
    let half = text.find("<group>").expect("a group");
    let mut mixed = text.as_bytes()[..half].to_vec();
    mixed.extend_from_slice(&encoding_rs::WINDOWS_1252.encode(&text[half..]).0);
    lies.push(Lie::new(Sort::Mixed, file, "", mixed));
}

/// What is wrong with a document as a whole.
fn whole(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let mut add = |sort, which: &str, text: String| lies.push(Lie::new(sort, file, which, text));
    add(Sort::RootRenamed, "enterprises", text.replace("enterprise", "enterprises"));
    add(Sort::RootRenamed, "capitals", text.replace("enterprise", "Enterprise"));
    add(Sort::RootRenamed, "around", {
        let text = changed(text, "<enterprise", "<export><enterprise");
        changed(&text, "</enterprise>", "</enterprise></export>")
    });
    add(Sort::RootRenamed, "web page", "<html><body>Inloggning</body></html>\n".to_owned());
    add(Sort::NoDocument, "text", "Inloggning krävs\n".to_owned());
    add(Sort::NoDocument, "table", "sourcedId,status\ne1,\n".to_owned());
    add(Sort::Dtd, "name", changed(text, "<enterprise", "<!DOCTYPE enterprise>\n<enterprise"));
    add(Sort::Dtd, "system", changed(text, "<enterprise", "<!DOCTYPE e SYSTEM \"file:///etc/passwd\">\n<enterprise"));
    add(Sort::Dtd, "entity", {
        let text = changed(text, "<enterprise", "<!DOCTYPE e [<!ENTITY x \"y\">]>\n<enterprise");
        changed(&text, "<given>", "<given>&x;")
    });
    add(Sort::Trailing, "text", format!("{text}slut\n"));
    add(Sort::Trailing, "comment", format!("{text}<!-- slut -->\n"));
    add(Sort::Trailing, "NUL", format!("{text}&#32;\n"));
    add(Sort::Trailing, "element", format!("{text}<person/>\n"));
    add(Sort::Trailing, "glued", text.repeat(2));
    add(Sort::Trailing, "glued without its declaration", {
        format!("{text}{}", text.split_once("?>").expect("a declaration").1)
    });
    add(Sort::Glued, "end tag again", format!("{text}</enterprise>\n"));
    add(Sort::Glued, "inside", changed(text, "</enterprise>\n", text));
    add(Sort::HeaderOnly, "no records", {
        let (head, _) = text.split_once("<person").expect("a person");
        format!("{head}</enterprise>\n")
    });
    add(Sort::HeaderOnly, "root only", "<enterprise/>\n".to_owned());
}

/// Tags that do not fit, at some places.
fn torn(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let lines: Vec<&str> = text.lines().collect();
    let with = |at: usize, line: Option<&str>| {
        let kept = lines.iter().enumerate().filter_map(|(number, old)| if number == at { line } else { Some(*old) });
        kept.map(|line| format!("{line}\n")).collect::<String>()
    };
    for (at, line) in lines.iter().enumerate().skip(1) {
        let mut add = |sort, line: Option<&str>| lies.push(Lie::new(sort, file, at + 1, with(at, line)));
        let is_tag = line.matches('<').count() == 1 && !line.ends_with("/>");
        match is_tag {
            true if line.starts_with("</enterprise") => add(Sort::EndMissing, None),
            true if line.starts_with("</") => {
                let line = line.replace("</", "</x");
                add(Sort::Mismatch, Some(&line).filter(|_| at % 3 == 0).map(String::as_str));
            }
            true if line.starts_with("<enterprise") => add(Sort::RootRenamed, None),
            true => add(Sort::Mismatch, None),
            false if line.contains("</") => {
                let end = line.rfind("</").expect("an end");
                add(Sort::Mismatch, Some(&line[..end]));
            }
            false => {}
        }
    }
}

/// What no reader of XML takes, and what is beyond a limit.
fn damaged(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let mut add = |sort, which: &str, from: &str, to: &str| {
        lies.push(Lie::new(sort, file, which, changed(text, from, to)));
    };
    let deep = format!("{}{}", "<x>".repeat(70), "</x>".repeat(70));
    add(Sort::Deep, "in a record", "<name>", &format!("{deep}<name>"));
    add(Sort::Deep, "beside records", "<group>", &format!("{deep}<group>"));
    let long = "y".repeat(200_000);
    add(Sort::Long, "text", "<name>", &format!("<name>{long}"));
    add(Sort::Long, "attribute", "<name>", &format!("<name x=\"{long}\">"));
    add(Sort::Long, "comment", "<name>", &format!("<!-- {long} --><name>"));
    add(Sort::Long, "elements", "<name>", &format!("{}<name>", "<x/>".repeat(5000)));
    for (which, to) in [("unknown", "&ouml;"), ("its own", "&enterprise;")] {
        add(Sort::Entity, which, "<given>", &format!("<given>{to}"));
        add(Sort::Entity, &format!("{which}, in an attribute"), "<name>", &format!("<name x=\"{to}\">"));
    }
    for (which, from, to) in [
        ("bare ampersand", "<given>", "<given>& "),
        ("bare less-than", "<given>", "<given>< "),
        ("no quotes", "\"Yes\"", "Yes"),
        ("attribute twice", "recstatus=\"1\"", "recstatus=\"1\" recstatus=\"1\""),
        ("less-than in an attribute", "\"Yes\"", "\"<\""),
        ("number of no letter", "<given>", "<given>&#0;"),
        ("number of half a letter", "<given>", "<given>&#xD800;"),
        ("declaration inside", "<group>", "<?xml version=\"1.0\"?><group>"),
        ("cdata end", "<given>", "<given>]]>"),
        ("dashes in a comment", "<group>", "<!-- a -- b --><group>"),
    ] {
        add(Sort::Damaged, which, from, to);
    }
    for (which, to) in [("comment", "<!-- <group>"), ("CDATA", "<![CDATA[<group>"), ("instruction", "<?x <group>")] {
        lies.push(Lie::new(Sort::Unclosed, file, which, changed(text, "<group>", to)));
    }
    let quote = format!("{}\n</enterprise>\n", text.split_once("\"Yes").expect("a value").0.to_owned() + "\"Yes");
    lies.push(Lie::new(Sort::Unclosed, file, "quote", quote));
}

/// Characters that nobody sees.
fn unseen(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let letters =
        ['\0', '\u{1}', '\u{1a}', '\u{1b}', '\u{7f}', '\u{85}', '\u{200b}', '\u{2028}', '\u{202e}', '\u{2066}'];
    for letter in letters.into_iter().chain(['\u{feff}']) {
        for tag in ["<id>", "<given>", "<short>", "<typevalue level=\"1\">", "<type>"] {
            let to = format!("{tag}x{letter}");
            let which = format!("{tag} {}", letter.escape_unicode());
            lies.push(Lie::new(Sort::Control, file, which, changed(text, tag, &to)));
        }
        let to = format!("recstatus=\"1{letter}\"");
        let which = format!("attribute {}", letter.escape_unicode());
        lies.push(Lie::new(Sort::ControlInAttribute, file, which, changed(text, "recstatus=\"1\"", &to)));
    }
    for number in ["&#1;", "&#x1b;", "&#x200b;", "&#xfeff;", "&#xfffe;"] {
        lies.push(Lie::new(Sort::Control, file, number, changed(text, "<given>", &format!("<given>x{number}"))));
    }
    lies.push(Lie::new(Sort::MarkBetween, file, "", changed(text, "<group>", "\u{feff}<group>")));
}

/// Every element under another name.
fn drifted(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    for name in NAMES.into_iter().filter(|name| text.contains(&format!("</{name}>")) || *name == "institutionrole") {
        for drifted in [format!("{name}s"), name.to_uppercase()] {
            let mut text = text.to_owned();
            for end in [" ", ">", "/"] {
                text = text.replace(&format!("<{name}{end}"), &format!("<{drifted}{end}"));
                text = text.replace(&format!("</{name}{end}"), &format!("</{drifted}{end}"));
            }
            lies.push(Lie::new(Sort::ElementRenamed(name), file, drifted, text));
        }
    }
    for name in ["recstatus", "institutionroletype", "roletype"] {
        let text = text.replace(&format!("{name}="), &format!("x{name}="));
        lies.push(Lie::new(Sort::AttributeRenamed(name), file, name, text));
    }
}

/// The elements that the clean documents use.
const NAMES: [&str; 33] = [
    "begin",
    "datasource",
    "description",
    "email",
    "emailworkschool",
    "end",
    "extension",
    "family",
    "fn",
    "given",
    "group",
    "grouptype",
    "id",
    "idtype",
    "institutionrole",
    "member",
    "membership",
    "n",
    "name",
    "person",
    "properties",
    "role",
    "scheme",
    "school_code",
    "school_year",
    "schoolyear",
    "short",
    "source",
    "sourcedid",
    "status",
    "timeframe",
    "type",
    "typevalue",
];

/// What a document says of itself.
fn said(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let (head, rest) = text.split_once("<type>").expect("a type");
    let (_, rest) = rest.split_once("</type>").expect("its end");
    let with = |word: &str| format!("{head}<type>{word}</type>{rest}");
    for word in ["delta", "DeltaOrganization", "Update", "incremental", "PARTIAL"] {
        lies.push(Lie::new(Sort::Delta, file, word, with(word)));
    }
    for word in ["TeacherOrganization", "fullt", "1", "full delta"] {
        lies.push(Lie::new(Sort::Extent, file, word, with(word)));
    }
    let silent = format!("{head}{rest}");
    for (which, from, to) in [
        ("person", "recstatus=\"1\"", "recstatus=\"2\""),
        ("group", "<group>", "<group recstatus=\"2\">"),
        ("membership", "<membership>", "<membership complete=\"false\">"),
        ("role", "<role ", "<role recstatus=\"3\" "),
    ] {
        lies.push(Lie::new(Sort::Delta, file, format!("{which} marked, no type"), changed(&silent, from, to)));
    }
    lies.push(Lie::new(Sort::NoUpdates, file, "", {
        let (head, _) = with("delta").split_once("<person").map(|(a, b)| (a.to_owned(), b.len())).expect("a person");
        format!("{head}</enterprise>\n")
    }));
}

/// What is wrong with single records.
fn records(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let mut add = |sort, which: &str, text: String| lies.push(Lie::new(sort, file, which, text));
    let part = |from: &str, to: &str| {
        let from = text.find(from).expect("a beginning");
        let end = text[from..].find(to).expect("an end") + from + to.len();
        text[from..end].to_owned()
    };
    let person = part("<person", "</person>\n");
    let unit = part("<group>", "</group>\n");
    let class = {
        let rest = &text[text.find(&unit).expect("a unit") + unit.len()..];
        rest[..rest.find("</group>\n").expect("an end") + 9].to_owned()
    };
    for (which, record) in [("person", &person), ("unit", &unit), ("class", &class)] {
        add(Sort::Same, which, changed(text, record, &record.repeat(2)));
        let other = record.replace("<given>", "<given>X").replace("<short>", "<short>X");
        add(Sort::Twice, which, changed(text, record, &format!("{record}{other}")));
        add(Sort::Twice, &format!("{which}, last"), changed(text, "</enterprise>", &format!("{other}</enterprise>")));
        let id = part_of(record, "<id>", "</id>");
        add(Sort::NoId, which, changed(text, record, &record.replacen(&id, "<id/>", 1)));
        add(Sort::NoId, &format!("{which}, blank"), changed(text, record, &record.replacen(&id, "<id> \n</id>", 1)));
        let long = format!("<id>{}</id>", "x".repeat(300));
        add(Sort::LongId, which, changed(text, record, &record.replacen(&id, &long, 1)));
        let odd = match record.contains("recstatus=\"1\"") {
            true => record.replacen("recstatus=\"1\"", "recstatus=\"9\"", 1),
            false => record.replacen("<group>", "<group recstatus=\"9\">", 1),
        };
        add(Sort::Odd, which, changed(text, record, &odd));
        add(Sort::Lost, which, changed(text, record, ""));
        add(Sort::Lost, &format!("{which}, in a comment"), changed(text, record, &format!("<!-- {record} -->")));
    }
    let id = part_of(&person, "<id>", "</id>");
    add(Sort::PersonalId, "", changed(text, &person, &person.replacen(&id, "<id>20130101TF01</id>", 1)));
    add(Sort::Merged("person"), "", changed(text, "</person>\n<person recstatus=\"1\">\n", ""));
    add(Sort::Merged("group"), "", changed(text, "</group>\n<group>\n", ""));
    add(Sort::Merged("member"), "", changed(text, "</member>\n<member>\n", ""));
    add(Sort::Merged("membership"), "", {
        let at = text.find("</membership>\n<membership>\n").expect("two memberships");
        format!("{}{}", &text[..at], &text[at + "</membership>\n<membership>\n".len()..])
    });
    add(Sort::DatesReversed, "", changed(text, "<end>2027", "<end>2025"));
    add(Sort::NoDate, "", changed(text, "<end>2027-06-11", "<end>i juni"));
    let stranger = member("e99", "1", "<role roletype=\"01\"><status>1</status></role>");
    let last = text.rfind("</membership>").expect("a membership");
    add(Sort::UnknownPerson, "one more", format!("{}{stranger}{}", &text[..last], &text[last..]));
    let first = part("<member>\n<sourcedid><source>r</source><id>e", "</member>\n");
    add(Sort::UnknownPerson, "instead of one", changed(text, &first, &stranger));
    add(Sort::UnknownGroup, "one more", {
        let more = format!("<membership>\n{}\n{first}</membership>\n", sourcedid("9Z"));
        changed(text, "</enterprise>", &format!("{more}</enterprise>"))
    });
    let of = format!(
        "<membership>\n{}",
        sourcedid(&part_of(&class, "<id>", "</id>").replace("<id>", "").replace("</id>", ""))
    );
    add(Sort::UnknownGroup, "instead of one", changed(text, &of, &format!("<membership>\n{}", sourcedid("9Z"))));
    add(Sort::NoId, "membership", changed(text, &of, "<membership>"));
    add(Sort::NoId, "member", changed(text, &first, &first.replace("<id>", "<x>").replace("</id>", "</x>")));
    add(Sort::UnknownWord, "role", changed(text, "roletype=\"01\"", "roletype=\"elev\""));
    add(Sort::UnknownWord, "status", changed(text, "\"01\"><status>1", "\"01\"><status>ja"));
}

fn part_of(text: &str, from: &str, to: &str) -> String {
    let from = text.find(from).expect("a beginning");
    let end = text[from..].find(to).expect("an end") + from + to.len();
    text[from..end].to_owned()
}
