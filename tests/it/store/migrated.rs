//! What an earlier upprop left is there after the schema was brought up to date.

use super::town::{Engine, address, day, make_first};
use rstest::rstest;
use upprop::roster::{MemberRole, Period, PersonIx};
use upprop::store::Store;

const ROWS: &str = r#"
    INSERT INTO meta (key, value) VALUES ('applied_on', '2026-03-01');
    INSERT INTO unit VALUES (1, 'u1', 's', NULL, 'Ekskolan', NULL, 'school', NULL, 'missing', '');
    INSERT INTO roster_group VALUES (7, 'g7', 's', NULL, 'Sju', 1, 'class', NULL, NULL);
    INSERT INTO person VALUES (3, 'p3', 's', 'E3', 'Åsa', 'Ek', NULL, NULL, 'active', 'none', NULL);
    INSERT INTO person VALUES (4, 'p4', 's', NULL, 'Bo', 'Al', NULL, NULL, 'active', 'none', NULL);
    INSERT INTO enrolment VALUES (3, 0, 1, 7, 'G"R', 'a\b', '2026-01-01', NULL);
    INSERT INTO enrolment VALUES (3, 1, 1, NULL, NULL, NULL, NULL, '2026-06-10');
    INSERT INTO duty VALUES (4, 0, NULL, 'teacher', NULL, NULL);
    INSERT INTO membership VALUES (7, 3, 'pupil', '', '2026-05-01');
    INSERT INTO membership VALUES (7, 4, 'staff', '2026-02-01', '');
    INSERT INTO tool VALUES ('t');
    INSERT INTO pool VALUES ('k', 't', FALSE, TRUE);
    INSERT INTO seat_grant VALUES (1, 'p3', 't', 'k', '2026-03-01', '2026-03-01', NULL, NULL, NULL, NULL, NULL, NULL);
    INSERT INTO seat_grant VALUES (2, 'p4', 't', 'k', '2026-03-01', '2026-03-01', '2026-03-02', '2026-03-09', 'ended',
        TRUE, NULL, NULL);
    INSERT INTO wish VALUES ('p4', 't', 'k', 'waiting', 'no_free_seat', '2026-03-01', NULL, 2);
"#;

#[rstest]
#[tokio::test]
async fn a_roster_and_its_seats_outlive_a_migration(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let address = address(engine, folder.path());
    make_first(&address, engine, ROWS).await;

    let store = Store::open(&address).await.expect("it is brought up to date");
    let standing = store.look().await.unwrap().standing().await.unwrap();
    let roster = standing.roster();
    assert_eq!((roster.units.len(), roster.groups.len(), roster.persons.len()), (1, 1, 2));
    let pupil = roster.person(PersonIx(0));
    assert_eq!((pupil.given_name.as_ref(), pupil.alias.as_deref()), ("Åsa", Some("E3")));
    let places: Vec<_> = pupil.enrolments.iter().map(|e| (e.school_year, e.school_type.as_deref(), e.period)).collect();
    let date = |text: &str| Some(text.parse().unwrap());
    let first = Period::new(date("2026-01-01"), None);
    assert_eq!(places, [(Some(7), Some("G\"R"), first), (None, None, Period::new(None, date("2026-06-10")))]);
    assert_eq!(pupil.enrolments[0].programme.as_deref(), Some("a\\b"));
    let teacher = roster.person(PersonIx(1));
    assert_eq!(
        (teacher.duties.len(), teacher.duties[0].unit.is_none(), &*teacher.duties[0].role),
        (1, true, "teacher")
    );
    let members: Vec<_> = roster.memberships.iter().map(|m| (m.person.0, m.role, m.period)).collect();
    let periods = [Period::new(None, date("2026-05-01")), Period::new(date("2026-02-01"), None)];
    assert_eq!(members, [(0, MemberRole::Pupil, periods[0]), (1, MemberRole::Staff, periods[1])]);
    assert_eq!((standing.seats.grants.len(), standing.seats.wishes.len(), standing.seats.last_seq), (2, 1, 2));
    let leaving = standing.seats.grants.values().find_map(|grant| grant.leaving.as_ref()).unwrap();
    assert_eq!(leaving.until, "2026-03-09".parse::<jiff::civil::Date>().unwrap());
    assert_eq!(standing.applied_on, Some(day(0)));
}
