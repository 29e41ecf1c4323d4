//! Deltas of IMS Enterprise: documents that say what has changed, laid on what is kept of others.

use super::village::papers::{NAMES, Papers, document, member, membership, person};
use super::village::{How, Village};
use super::{Chain, ROOM, days, delivered, essence};
use proptest::prelude::*;
use std::path::Path;
use upprop::roster::{Code, Kept, MemberRole, Parts, Person, PersonStatus, Protection, Struck, Unreadable};
use upprop::source::{ErrorCode, Format, Mode, Verdict, ims, inspect, words::Language};

fn source(folder: &Path) -> ims::Ims {
    let expects = NAMES.iter().map(|name| (*name).to_owned()).collect();
    let (source, limits) = ("i".into(), ims::Limits::default());
    ims::Ims::new(ims::Settings { source, root: folder.to_owned(), expects, limits }).keeping(ROOM)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_mix_of_documents_and_changes_comes_the_roster_is_that_of_whole_documents(
        days in days(), is_terse: bool,
    ) {
        let mut village = Village::new();
        let mut chain = Chain::new(|folder| Box::new(source(folder)));
        let straight = tempfile::tempdir().expect("a folder");
        let mut last = village.papers();
        Papers { before: &last, now: &last, is_terse }.write(How::Whole, &chain.folder.path().join("o"));
        chain.read().expect("a first delivery");
        for (deeds, how) in days {
            deeds.into_iter().for_each(|deed| village.happen(deed, !is_terse));
            let now = village.papers();
            if how == How::NotAtAll {
                continue;
            }
            if how != How::Again {
                Papers { before: &last, now: &now, is_terse }.write(how, &chain.folder.path().join("o"));
                last = now;
            }
            let Some(parts) = chain.read() else { continue };
            let whole = straight.path().join("o");
            Papers { before: &last, now: &last, is_terse }.write(How::Whole, &whole);
            let straight = delivered(&source(&whole)).expect("a whole delivery");
            prop_assert_eq!(essence(&parts), essence(&straight));
            prop_assert_eq!(&parts.unreadable, &[]);
            let kept = chain.kept.as_ref().expect("rows");
            prop_assert!(kept.files.values().all(|text| !String::from_utf8_lossy(text).contains("MARKER")));
        }
    }
}

/// A school with a class, two pupils, a teacher who is a mentor too, and a guardian.
pub(super) const SCHOOL: &str = "<group><sourcedid><id>S</id></sourcedid><grouptype><typevalue>Unit</typevalue></grouptype></group>\
    <group><sourcedid><id>G</id></sourcedid><grouptype><typevalue>Class</typevalue></grouptype>\
    <description><short>7A</short></description></group>";

pub(super) fn name(name: &str) -> String {
    format!("<name><n><given>{name}</given><family>Ek</family></n></name>")
}

pub(super) fn begun() -> String {
    let role = |word: &str| format!("<role roletype=\"{word}\"/>");
    let in_school = member("G", "Group", &role("Class")) + &member("H", "Person", &role("Principal"));
    let in_class = member("a", "Person", &role("Student"))
        + &member("b", "Person", &role("Student"))
        + &member("t", "Person", &(role("Instructor") + &role("Mentor")));
    let persons =
        person("a", "", ("Student", &(name("Åsa") + "<extension><privacy level=\"2\">true</privacy></extension>")))
            + &person("b", "", ("Student", &name("Bo")))
            + &person("t", "", ("Faculty", &name("Ture")))
            + &person("H", "", ("Staff", &name("Hanna")))
            + &person("v", "", ("Contact", &name("Vårdnadshavare")));
    persons + SCHOOL + &membership("S", "", &in_school) + &membership("G", "", &in_class)
}

/// A source of one document, from day to day.
pub(super) struct One(pub(super) Chain);

impl One {
    pub(super) fn new() -> Self {
        let mut one = Self(Chain::new(|root| {
            let (source, limits) = ("i".into(), ims::Limits::default());
            let root = root.to_owned();
            Box::new(ims::Ims::new(ims::Settings { source, root, expects: Vec::new(), limits }).keeping(ROOM))
        }));
        std::fs::create_dir(one.0.folder.path().join("o")).expect("a folder");
        one.whole(&begun());
        one
    }

    fn deliver(&mut self, word: &str, records: &str) -> Parts {
        let path = self.0.folder.path().join("o").join("roster.xml");
        std::fs::write(path, document(word, records)).expect("a file");
        self.0.read().expect("a delivery")
    }

    pub(super) fn whole(&mut self, records: &str) -> Parts {
        self.deliver("Full", records)
    }

    /// What comes of changes; and the same when they come twice.
    pub(super) fn delta(&mut self, records: &str) -> Parts {
        let first = self.deliver("DeltaOrganization", records);
        let kept = self.kept();
        let again = self.deliver("DeltaOrganization", records);
        assert_eq!(essence(&first), essence(&again));
        assert_eq!(kept, self.kept(), "laid twice is laid once");
        first
    }

    pub(super) fn kept(&self) -> String {
        let text = |kept: &Kept| kept.files.values().map(|text| String::from_utf8_lossy(text).into_owned()).collect();
        self.0.kept.as_ref().map(text).expect("rows")
    }
}

pub(super) fn who<'a>(parts: &'a Parts, id: &str) -> &'a Person {
    parts.persons.iter().find(|person| person.id.as_str() == id).expect("somebody")
}

/// The members of the class, and as what.
pub(super) fn class(parts: &Parts) -> Vec<String> {
    let name = |at: u32| parts.person_names[at as usize].as_str().to_owned();
    let mut all: Vec<String> = parts
        .members
        .iter()
        .map(|member| {
            let mark = if member.role == MemberRole::Staff { "+" } else { "" };
            name(member.person) + mark
        })
        .collect();
    all.sort();
    all
}

fn unsure(parts: &Parts) -> Option<&str> {
    parts.findings.iter().find(|finding| finding.code == Code::DeltaUnsure).map(|finding| finding.about.as_str())
}

#[test]
fn who_is_deleted_is_told_as_deleted_and_everybody_else_stays() {
    let mut one = One::new();
    let parts = one.delta("<person recstatus=\"3\"><sourcedid><id>b</id></sourcedid></person>");
    assert_eq!((who(&parts, "b").status, who(&parts, "b").enrolments.len()), (PersonStatus::Deleted, 0));
    assert_eq!(class(&parts), ["a", "t+", "t+"]);
    assert!(!one.kept().contains("<given>Bo"), "and nobody needs the name");
    let parts = one.delta(&person("b", " recstatus=\"1\"", ("Student", &name("Bo"))));
    assert_eq!((who(&parts, "b").status, who(&parts, "b").enrolments.len()), (PersonStatus::Active, 1));
    assert_eq!(class(&parts), ["a", "b", "t+", "t+"], "deleting does not cascade");
}

#[test]
fn a_membership_that_is_complete_replaces_the_members_and_another_says_what_is_different() {
    let new = person("c", "", ("Student", &name("Cia")));
    let c = member("c", "Person", "<role roletype=\"Student\"/>");
    let mut one = One::new();
    let parts = one.delta(&(new.clone() + &membership("G", " complete=\"true\"", &c)));
    assert_eq!(class(&parts), ["c"]);
    assert_eq!(who(&parts, "a").enrolments.len(), 0, "said to be in the class no longer");
    for attribute in ["", " complete=\"false\"", " complete=\"0\""] {
        let parts = One::new().delta(&(new.clone() + &membership("G", attribute, &c)));
        assert_eq!(class(&parts), ["a", "b", "c", "t+", "t+"], "{attribute}");
    }
    let parts =
        One::new().delta(&membership("G", " complete=\"whole\"", &member("a", "1", "<role roletype=\"Student\"/>")));
    assert_eq!((class(&parts).len(), unsure(&parts)), (4, Some("1")));
}

#[test]
fn a_role_that_is_no_more_takes_no_other_with_it() {
    let change = |roles: &str| membership("G", "", &member("t", "Person", roles));
    let duties = |parts: &Parts| who(parts, "t").duties.iter().map(|duty| duty.role.to_string()).collect::<Vec<_>>();
    let mut one = One::new();
    let parts = one.delta(&change("<role roletype=\"Mentor\" recstatus=\"3\"/>"));
    assert_eq!(duties(&parts), ["teacher"]);
    let parts = one.delta(&change("<role recstatus=\"3\"/>"));
    assert_eq!((class(&parts), unsure(&parts)), (vec!["a".into(), "b".into()], None));
    assert_eq!(parts.struck, [Struck::Place("t".into(), "G".into())], "which is more than a row that is missing");
    let parts = One::new().delta(&change("<role recstatus=\"3\"/>"));
    assert_eq!(
        (duties(&parts), unsure(&parts)),
        (vec!["mentor".into(), "teacher".into()], Some("1")),
        "which of the two?"
    );
    let parts = One::new().delta(&change("<role roletype=\"Administrator\" recstatus=\"3\"/>"));
    assert_eq!((class(&parts).len(), unsure(&parts)), (4, None), "what nobody had");
    let parts = One::new().delta(&membership("G", "", &member("b", "1", "<role><status>Inactive</status></role>")));
    assert_eq!(class(&parts), ["a", "t+", "t+"]);
}

#[test]
fn an_update_without_a_role_type_leaves_the_one_before() {
    for role in ["<institutionrole institutionroletype=\"\"/>", "<institutionrole/>", ""] {
        let mut one = One::new();
        let update =
            format!("<person recstatus=\"2\"><sourcedid><id>v</id></sourcedid>{}{role}</person>", name("Vera"));
        let parts = one.delta(&update);
        assert!(parts.persons.iter().all(|person| person.id.as_str() != "v"), "a guardian still: {role}");
        assert!(!one.kept().contains("Vera"));
    }
    let update = person("b", "", ("Staff", &name("Bo")));
    let mut one = One::new();
    one.delta(&(update + &membership("G", "", &member("b", "1", "<role roletype=\"Student\" recstatus=\"3\"/>"))));
    let parts = one.delta(&person("b", "", ("", &name("Bo"))));
    assert_eq!((who(&parts, "b").enrolments.len(), who(&parts, "b").duties.len()), (0, 1));
}

#[test]
fn a_guardian_who_becomes_staff_is_asked_of_a_whole_delivery_since_nobody_kept_the_name() {
    let mut one = One::new();
    assert!(!one.kept().contains("Vårdnadshavare"));
    let teaches = membership("G", "", &member("v", "Person", "<role roletype=\"Instructor\"/>"));
    let path = one.0.folder.path().join("o").join("roster.xml");
    std::fs::write(&path, document("Delta", &teaches)).expect("a file");
    let mut delta = (one.0.source)(&one.0.folder.path().join("o"));
    delta.lay_on(one.0.kept.clone());
    assert_eq!(delta.read().expect_err("a refusal").code, ErrorCode::DeltaWithoutBase);
    let parts = one.delta(&(person("v", "", ("", &name("Vera"))) + &teaches));
    assert_eq!(&*who(&parts, "v").given_name, "Vera");
}

#[test]
fn a_record_that_cannot_be_read_gives_no_name_to_whoever_is_staff_now() {
    let one = One::new();
    let broken = "<person><sourcedid sourcedidtype=\"New\"><id>w</id></sourcedid>\
        <sourcedid sourcedidtype=\"Old\"><id>v</id></sourcedid><extension><status>?</status></extension></person>";
    let teaches = membership("G", "", &member("v", "Person", "<role roletype=\"Mentor\"/>"));
    let path = one.0.folder.path().join("o").join("roster.xml");
    std::fs::write(&path, document("Delta", &(broken.to_owned() + &teaches))).expect("a file");
    let mut delta = (one.0.source)(&one.0.folder.path().join("o"));
    delta.lay_on(one.0.kept.clone());
    assert_eq!(delta.read().expect_err("a refusal").code, ErrorCode::DeltaWithoutBase);
}

#[test]
fn a_marking_is_lost_by_no_delta() {
    let protection = |parts: &Parts| who(parts, "a").protection;
    let mut one = One::new();
    let silent = one.delta(&person("a", " recstatus=\"2\"", ("Student", &name("Anna"))));
    assert_eq!((protection(&silent), &*who(&silent, "a").given_name), (Protection::Protected, "Anna"));
    let gone = one.delta("<person recstatus=\"3\"><sourcedid><id>a</id></sourcedid></person>");
    assert_eq!(protection(&gone), Protection::Protected);
    let back = one.delta(&person("a", "", ("", &name("Anna"))));
    assert_eq!(protection(&back), Protection::Protected);
    let said = name("Anna") + "<extension><privacy>None</privacy></extension>";
    let said = one.delta(&person("a", "", ("", &said)));
    assert_eq!(protection(&said), Protection::None, "what is said is said");
}

#[test]
fn of_a_record_that_cannot_be_read_the_one_before_stays_with_the_marking_of_both() {
    let mut one = One::new();
    let broken = name("Borta") + "<extension><privacy>true</privacy><status>Borta</status></extension>";
    let parts = one.delta(&person("b", "", ("Student", &broken)));
    assert_eq!(parts.unreadable, [Unreadable::Person("b".into())]);
    assert_eq!(parts.marked.values().copied().collect::<Vec<_>>(), [Protection::Confidential]);
    let finding = parts.findings.iter().find(|finding| finding.about == "person.status").expect("it is told");
    assert_eq!((finding.place.file.as_deref(), finding.place.line), (Some("roster.xml"), Some(4)));
    let parts = one.delta(&person("c", "", ("Student", &name("Cia"))));
    assert_eq!((parts.unreadable.len(), &*who(&parts, "b").given_name), (0, "Bo"));
    assert_eq!(who(&parts, "b").protection, Protection::Confidential);

    let mut one = One::new();
    let parts = one.delta(&membership("G", "", &member("b", "1", "<role roletype=\"Vaktmästare\"/>")));
    assert!(parts.unreadable.contains(&Unreadable::Membership("b".into(), "G".into())), "{:?}", parts.unreadable);
    assert_eq!(class(&one.delta(&person("c", "", ("Student", &name("Cia"))))), ["a", "b", "t+", "t+"]);
    let parts = one.delta(&person("n", "", ("Student", &broken)));
    assert_eq!(parts.unreadable, [Unreadable::Person("n".into())], "who is new and cannot be read is not nobody");
    let parts = one.delta(&person("c", "", ("Student", &name("Cia"))));
    assert_eq!(parts.unreadable, [Unreadable::Person("n".into())]);
}

#[test]
fn a_delta_that_cannot_be_read_and_one_before_anything_whole_change_nothing() {
    let one = One::new();
    let path = one.0.folder.path().join("o").join("roster.xml");
    let refused = |text: String, kept: Option<Kept>| {
        std::fs::write(&path, text).expect("a file");
        let mut delta = (one.0.source)(&one.0.folder.path().join("o"));
        delta.lay_on(kept);
        let kept = delta.keep(&delta.fingerprint().expect("a file"));
        let error = delta.read().expect_err("a refusal");
        assert_eq!(kept.expect_err("nothing is kept").code, error.code);
        (error.code, error.file, error.line)
    };
    let delta = document("delta", &person("b", "", ("Student", &name("Bo"))));
    let kept = one.0.kept.clone().expect("rows");
    let file = Some("roster.xml".to_owned());
    assert_eq!(refused(delta.clone(), None), (ErrorCode::DeltaWithoutBase, file.clone(), None));
    let mut other = kept.clone();
    other.files.insert("manifest.csv".into(), b"propertyName,value\n".to_vec());
    assert_eq!(refused(delta.clone(), Some(other)), (ErrorCode::DeltaWithoutBase, file.clone(), None));
    let cut = delta.replace("</enterprise>", "");
    assert_eq!(refused(cut, Some(kept.clone())).0, ErrorCode::DocumentUnended);
    let personal = delta.replace("<id>b<", "<id>20130101TF01<");
    assert_eq!(refused(personal, Some(kept)), (ErrorCode::IdPersonal, file, Some(4)));
}

#[test]
fn a_delta_beside_a_whole_document_of_another_name_is_refused_since_either_may_be_newer() {
    let one = One::new();
    let folder = one.0.folder.path().join("o");
    std::fs::write(folder.join("roster.xml"), document("Full", &begun())).expect("a file");
    let gone = "<person recstatus=\"3\"><sourcedid><id>b</id></sourcedid></person>";
    std::fs::write(folder.join("changes.xml"), document("Delta", gone)).expect("a file");
    let mut delta = (one.0.source)(&folder);
    delta.lay_on(one.0.kept.clone());
    let error = delta.read().expect_err("a refusal");
    assert_eq!((error.code, error.file.as_deref()), (ErrorCode::DeltaBesideWhole, Some("changes.xml")));
    assert!(delta.keep(&delta.fingerprint().expect("a file")).is_err());
    std::fs::remove_file(folder.join("roster.xml")).expect("the file is moved away");
    let Some(parts) = delivered(&*delta) else { panic!("no delivery") };
    assert_eq!(who(&parts, "b").status, PersonStatus::Deleted);
}

#[test]
fn who_goes_from_one_document_and_is_in_another_stays() {
    let village = Village::new();
    let papers = village.papers();
    let mut chain = Chain::new(|folder| Box::new(source(folder)));
    let at = chain.folder.path().join("o");
    Papers { before: &papers, now: &papers, is_terse: false }.write(How::Whole, &at);
    chain.read().expect("a first delivery");
    let gone = document("delta", "<person recstatus=\"3\"><sourcedid><id>u0</id></sourcedid></person>");
    let write = |first: &str, second: &str| {
        std::fs::write(at.join("gr.xml"), first).expect("a file");
        std::fs::write(at.join("gy.xml"), second).expect("a file");
    };
    let none = document("delta", "");
    write(&gone, &none);
    for _ in 0..2 {
        let parts = chain.read().expect("a delivery");
        assert_eq!(who(&parts, "u0").status, PersonStatus::Active, "a teacher of the other school");
    }
    write(&none, &gone);
    assert_eq!(who(&chain.read().expect("a delivery"), "u0").status, PersonStatus::Deleted);
}

#[test]
fn a_record_with_a_new_id_comes_for_the_one_with_the_old() {
    let mut one = One::new();
    let new = |rest: &str| {
        format!(
            "<person><sourcedid sourcedidtype=\"New\"><id>b2</id></sourcedid><sourcedid sourcedidtype=\"Old\"><id>b</id>\
         </sourcedid>{}{rest}</person>",
            name("Bo")
        )
    };
    let parts = one.delta(&new(""));
    assert_eq!((who(&parts, "b2").enrolments.len(), parts.persons.len()), (1, 4));
    let parts = one.delta(&membership("G", "", &member("b2", "1", "<role roletype=\"Student\" recstatus=\"3\"/>")));
    assert_eq!(class(&parts), ["a", "t+", "t+"]);
}

#[test]
fn a_delta_is_looked_at_by_itself() {
    let one = One::new();
    let path = one.0.folder.path().join("o").join("roster.xml");
    let gone = "<person recstatus=\"3\"><sourcedid><id>a</id></sourcedid></person>";
    let text = document("DeltaOrganization", &(person("b", "", ("", &name("Bo"))) + gone));
    std::fs::write(&path, text).expect("a file");
    let seen = inspect(&path, Format::Auto, None, Language::En);
    assert_eq!((seen.mode, seen.verdict, seen.rows["roster.xml"]), (Mode::Delta, Verdict::Accepted, 2));
    assert!(seen.findings[1].message.contains("1 rows to add or change, 1 to delete"), "{:?}", seen.findings);
}
