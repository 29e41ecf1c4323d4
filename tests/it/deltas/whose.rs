//! Whose an id is: ids of old, ids that a person and a group share, and personal numbers that were ids once.

use super::documents::{One, SCHOOL, begun, class, name, who};
use super::village::papers::{member, membership, person};

const PUPIL: &str = "<role roletype=\"Student\"/>";
const PUPIL_NO_MORE: &str = "<role roletype=\"Student\" recstatus=\"3\"/>";

/// A record with an id of old beside its own.
fn formerly(id: &str, old: &str, rest: &str) -> String {
    format!(
        "<person><sourcedid><id>{id}</id></sourcedid><sourcedid sourcedidtype=\"Old\"><id>{old}</id></sourcedid>\
         {rest}</person>"
    )
}

#[test]
fn who_has_a_record_keeps_the_id_and_the_places_though_it_is_somebody_elses_of_old() {
    let whole = begun().replace(
        "<id>H</id></sourcedid>",
        "<id>H</id></sourcedid><sourcedid sourcedidtype=\"Old\"><id>b</id></sourcedid>",
    );
    let mut one = One::new();
    let parts = one.whole(&whole);
    assert_eq!((who(&parts, "b").enrolments.len(), who(&parts, "H").enrolments.len()), (1, 0));
    for records in [person("H", "", ("Staff", &name("Hanna Ny"))), formerly("H", "b", &name("Hanna"))] {
        let parts = one.delta(&records);
        assert_eq!((parts.persons.len(), class(&parts)), (4, vec!["a".into(), "b".into(), "t+".into(), "t+".into()]));
    }
    let parts = one.delta(&membership("G", "", &member("b", "Person", PUPIL_NO_MORE)));
    assert_eq!((class(&parts), parts.persons.len()), (vec!["a".into(), "t+".into(), "t+".into()], 4));
}

#[test]
fn who_was_deleted_under_the_id_of_old_is_the_one_with_the_new() {
    let gone = "<person recstatus=\"3\"><sourcedid><id>b</id></sourcedid></person>";
    let mut one = One::new();
    let parts = one.delta(&(gone.to_owned() + &formerly("b2", "b", &name("Bo"))));
    assert_eq!((who(&parts, "b2").enrolments.len(), who(&parts, "b").enrolments.len()), (1, 0));
    let parts = one.delta(&membership("G", "", &member("b2", "Person", PUPIL_NO_MORE)));
    assert_eq!(class(&parts), ["a", "t+", "t+"]);
}

#[test]
fn a_person_and_a_group_may_have_one_id_and_one_id_of_old() {
    let mut one = One::new();
    let old = formerly("c", "G", &name("Cia"));
    one.whole(&(begun() + &old + &membership("G", "", &member("c", "Person", PUPIL))));
    let parts =
        one.delta(&membership("G", "", &(member("b", "Person", PUPIL_NO_MORE) + &member("c", "Person", PUPIL))));
    assert_eq!(class(&parts), ["a", "c", "t+", "t+"], "the group G is no other by it");

    let twice = person("G", "", ("Staff", &name("Gun")));
    let both =
        member("G", "Group", "<role roletype=\"Class\"/>") + &member("G", "Person", "<role roletype=\"Manager\"/>");
    let whole = SCHOOL.to_owned()
        + &twice
        + &person("a", "", ("Student", &name("Åsa")))
        + &membership("S", "", &both)
        + &membership("G", "", &member("a", "Person", PUPIL));
    let parts = one.whole(&whole);
    assert_eq!((who(&parts, "G").duties.len(), who(&parts, "a").enrolments.len()), (1, 1));
    let gone = member("G", "Person", "<role roletype=\"Manager\" recstatus=\"3\"/>");
    let parts = one.delta(&membership("S", "", &gone));
    assert_eq!((parts.unreadable.len(), who(&parts, "a").enrolments.len()), (0, 1), "the class is where it was");
    assert!(who(&parts, "G").duties.iter().all(|duty| &*duty.role == "staff"));
}

#[test]
fn a_member_of_whom_one_document_does_not_say_what_it_is_is_the_same_member() {
    for (first, then) in [("Person", ""), ("", "Person")] {
        let mut one = One::new();
        one.whole(
            &(begun() + &person("c", "", ("Student", &name("Cia"))) + &membership("G", "", &member("c", first, PUPIL))),
        );
        let parts = one.delta(&membership("G", "", &member("c", then, PUPIL_NO_MORE)));
        assert_eq!(class(&parts), ["a", "b", "t+", "t+"]);
    }
}

#[test]
fn a_personal_number_that_is_an_id_of_old_is_not_kept_and_nobody_loses_a_place_by_that() {
    let number = "20130101TF01";
    let (old, unknown) = (formerly("c", number, &name("Cia")), "20130102-TF02");
    let mut one = One::new();
    let parts = one.whole(&(begun() + &old + &membership("G", "", &member(number, "Person", PUPIL))));
    assert_eq!(who(&parts, "c").enrolments.len(), 1);
    assert!(!one.kept().contains("TF0"));
    let parts = one.delta(&membership("G", "", &member(unknown, "Person", PUPIL)));
    assert_eq!(who(&parts, "c").enrolments.len(), 1, "the membership has the id in use");
    assert!(!one.kept().contains("TF0"));
    let parts = one.delta(&(old + &membership("G", "", &member(number, "Person", PUPIL_NO_MORE))));
    assert_eq!(who(&parts, "c").enrolments.len(), 0);
    assert!(!one.kept().contains("TF0"));
}
