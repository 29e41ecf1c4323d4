//! Every form of the dashboard, sent by the right role and by each other one, with and without what belongs to it: what is done
//! stands in the database and in the ledger with who did it, and nothing else is.

use super::browser::Browser;
use super::house::House;
use crate::store::town::{catalogue, roster};
use std::collections::BTreeMap;
use upprop::plan::{Event, Hold, HoldKind, Scope};
use upprop::request::{Request, State};
use upprop::store::{Asked, HoldState, LedgerFilter, RequestDeed, TableSum};
use upprop::web::Role;

const REQUEST: &str = r#"{"number":"REQ-2026-001","vendor":"v","tool":"tool0","body":{"kind":"enable","scope":"units",
    "units":[{"id":"lon","name":"Alm","code":{"status":"official","code":"99000101"},"volumes":[]},{"id":"bjo","name":"Bjo",
    "code":{"status":"missing"},"volumes":[]}],"wanted_on":null,"platform":null,"contacts":[]},"conditions":[],
    "made_on":"2026-11-02","sent_on":"2026-11-02","withdrawn_on":null,"answers":{},"delivered":[],"reminded":[]}"#;
const NUMBER: &str = "REQ-2026-001";

/// A house in which something waits for everybody: a hold, an alert, a request, and somebody protected.
async fn house() -> (House, i64) {
    let house = House::new().await;
    let town = house.towns.values().next().unwrap();
    town.run(1, roster(0..30, 2), &catalogue(1, 5)).await;
    town.raw("UPDATE person SET protection = 'confidential' WHERE id = 'p000003'").await.unwrap();
    let run = town.store.begin_run(house.now(), jiff::civil::date(2026, 11, 23), Asked::All).await.unwrap();
    let (scope, kind, hash) = (Scope::Total, HoldKind::FirstImport, "0123456789abcdef".to_owned());
    let hold = Hold { scope, kind, count: 3, base: 9, limit: 1, hash, in_the_way: Vec::new(), who: Vec::new() };
    let mut writing = town.store.write().await.unwrap();
    writing.holds(&[hold], &[], run, house.now()).await.unwrap();
    writing.commit().await.unwrap();
    let request: Request = serde_json::from_str(REQUEST).unwrap();
    let (said, letters) = (BTreeMap::new(), Vec::new());
    let deed = RequestDeed { before: None, after: &request, deed: "new", said, letters, batch: None, link: None };
    town.store.note_request(deed, house.stamp()).await.unwrap();
    for role in Role::ALL {
        house.account(role.word(), role).await;
    }
    let stored = town.store.look().await.unwrap().stored().await.unwrap();
    let at = stored.roster.find_person(&"p000003".into()).unwrap();
    let number = i64::from(stored.person(at));
    (house, number)
}

/// What is stored but for sessions, which come and go.
async fn sums(house: &House) -> Vec<TableSum> {
    let sums = house.store().look().await.unwrap().sums().await.unwrap();
    sums.into_iter().filter(|sum| sum.table != "session").collect()
}

/// The newest event, with who did it.
async fn newest(house: &House) -> (Event, Option<String>) {
    let filter = LedgerFilter { after: 0, person: None, newest: Some(1) };
    let row = house.store().look().await.unwrap().events(filter).await.unwrap().pop().unwrap();
    (row.event, row.actor)
}

async fn browser(house: &House, role: Role) -> Browser {
    house.signed_in(role.word()).await
}

/// Sends a form as every role but one, and as that one without the token, with another one's and from another site: it is
/// refused each time, and nothing is changed.
async fn nobody_else(house: &House, own: Role, (path, form): (&str, &str)) {
    let before = sums(house).await;
    for role in Role::ALL.into_iter().filter(|role| *role != own) {
        let answered = browser(house, role).await.post(path, form).await;
        assert_eq!(answered.status, 403, "{role:?} {path} {form}");
    }
    let mut right = browser(house, own).await;
    for more in ["", "form_token=&", "form_token=0123456789abcdef&"] {
        assert_eq!(right.send(path, &format!("{more}{form}")).await.status, 403, "{path} with {more}");
    }
    let mut other = browser(house, own).await;
    let theirs = upprop::web::kept("form", other.cookies.get("__Host-upprop").unwrap());
    assert_eq!(right.send(path, &format!("form_token={theirs}&{form}")).await.status, 403, "another one's token");
    let own_token = upprop::web::kept("form", right.cookies.get("__Host-upprop").unwrap());
    let heads = [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "cross-site")];
    let answered = right.ask("POST", path, (&heads, &format!("form_token={own_token}&{form}"))).await;
    assert_eq!(answered.status, 403, "from another site");
    assert_eq!(other.get(&format!("{path}?{form}")).await.status % 100, other.get(path).await.status % 100);
    assert_eq!(house.browser().send(path, form).await.status, 303, "who is not signed in is sent to sign in");
    assert_eq!(sums(house).await, before, "{path} {form}: nothing is changed");
}

/// Sends it as who may; gives where that leads.
async fn sent(house: &House, role: Role, (path, form): (&str, &str)) -> String {
    nobody_else(house, role, (path, form)).await;
    let answered = browser(house, role).await.post(path, form).await;
    assert_eq!(answered.status, 303, "{path} {form}: {answered:?}");
    answered.header("location").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_releases_or_drops_what_is_held_and_nobody_else_does() {
    for (deed, done, state) in [("release", "released", HoldState::Released), ("drop", "dropped", HoldState::Dropped)] {
        let (house, _) = house().await;
        let form = format!("hash=0123456789abcdef&deed={deed}");
        assert_eq!(sent(&house, Role::Admin, ("/holds", &form)).await, format!("/holds?done={done}"));
        let row = house.store().look().await.unwrap().all_holds().await.unwrap().remove(0);
        assert_eq!(row.state, state);
        let (event, actor) = newest(&house).await;
        assert_eq!((event.kind().0, actor.as_deref()), (done, Some("web:admin")));
        assert!(house.store().look().await.unwrap().nudge().await.unwrap().is_some(), "a run follows");
        let again = browser(&house, Role::Admin).await.post("/holds", "hash=ffff&deed=release").await;
        assert_eq!(again.header("location"), "/holds?done=gone", "there is no such hold");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_says_who_is_at_an_alert_and_nobody_else_does() {
    let (house, _) = house().await;
    let mut look = house.store().look().await.unwrap();
    let key = look.open_alerts().await.unwrap().first().expect("five seats are too few").alert.key();
    drop(look);
    let encoded: String = key.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let pause = async || {
        let open = house.store().look().await.unwrap().open_alerts().await.unwrap();
        open.into_iter().find(|open| open.alert.key() == key).unwrap().pause
    };
    let deeds = [("ack", "acknowledged", "paused"), ("snooze", "snoozed", "paused"), ("wake", "unpaused", "unpaused")];
    for (deed, done, kind) in deeds {
        let form = format!("key={encoded}&deed={deed}&reason=vi+ringer&until=2026-12-01");
        assert_eq!(sent(&house, Role::Admin, ("/alerts", &form)).await, format!("/alerts?done={done}"));
        let (event, actor) = newest(&house).await;
        assert_eq!((event.kind().0, actor.as_deref()), (kind, Some("web:admin")), "{deed}");
        let until = pause().await.map(|pause| (pause.until, pause.reason));
        let expected = match deed {
            "ack" => Some((None, "vi ringer".to_owned())),
            "snooze" => Some((Some(jiff::civil::date(2026, 12, 1)), "vi ringer".to_owned())),
            _ => None,
        };
        assert_eq!(until, expected, "{deed}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_answers_and_delivers_a_request_and_nobody_else_does() {
    let (house, _) = house().await;
    let path = format!("/requests/{NUMBER}");
    let row = async || house.store().look().await.unwrap().request(NUMBER.parse().unwrap()).await.unwrap().unwrap();
    let state = |request: &Request| {
        let workdays = upprop::workday::Workdays::default();
        request.state(upprop::request::Terms { workdays: &workdays, days: 5 }, jiff::civil::date(2026, 11, 23))
    };
    let deeds = [
        ("deed=no&unit-0=1&revision=1", "request-no", "answered", State::Unanswered),
        ("deed=yes&unit-1=1&revision=2", "request-yes", "answered", State::Yes),
        (
            "deed=deliver&seats=7&from=2026-12-01&to=2027-06-30&revision=3",
            "request-deliver",
            "delivered",
            State::Delivered,
        ),
    ];
    for (form, done, deed, expected) in deeds {
        assert_eq!(sent(&house, Role::Admin, (&path, form)).await, format!("{path}?done={done}"));
        let (event, actor) = newest(&house).await;
        assert!(
            matches!(&event, Event::Request { number, deed: was, .. } if number == NUMBER && was == deed),
            "{event:?}"
        );
        assert_eq!(actor.as_deref(), Some("web:admin"));
        assert_eq!(state(&row().await.request), expected, "{form}");
    }
    let batches = house.store().look().await.unwrap().batches().await.unwrap();
    assert_eq!((batches[0].seats, batches[0].units.len()), (7, 1));
    assert_eq!(batches[0].to, Some(jiff::civil::date(2027, 6, 30)));
    let mut admin = browser(&house, Role::Admin).await;
    let page = admin.get(&path).await;
    assert!(page.status == 200 && page.body.contains("Alm") && page.body.contains("Bjo"), "{page:?}");
    let before = sums(&house).await;
    let late = admin.post(&path, "deed=yes&revision=1").await;
    assert_eq!(late.status, 409, "the page that was sent from is not as it stands");
    for (form, done) in [("deed=withdraw&revision=4", "refused"), ("deed=no&revision=4", "no-reason")] {
        let answered = admin.post(&path, form).await;
        let (at, refused) = (answered.header("location").to_owned(), format!("{path}?done=refused"));
        assert!(at == format!("{path}?done={done}") || at == refused, "{form}: {at}");
    }
    for form in ["deed=burn&revision=4", "deed=deliver&seats=x&revision=4", "deed=yes", "revision=4"] {
        assert_eq!(admin.post(&path, form).await.status, 400, "{form}");
    }
    assert_eq!(admin.post("/requests/REQ-2026-009", "deed=yes&revision=1").await.status, 404);
    assert_eq!(admin.post("/requests/x", "deed=yes&revision=1").await.status, 404);
    assert_eq!(sums(&house).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_puts_in_the_day_that_a_vendor_confirmed_and_a_delay_and_nobody_else_does() {
    let (house, _) = house().await;
    let path = format!("/requests/{NUMBER}");
    let row = async || house.store().look().await.unwrap().request(NUMBER.parse().unwrap()).await.unwrap().unwrap();
    let deeds = [
        ("deed=yes&date=2026-12-01&revision=1", "request-yes", "answered"),
        ("deed=confirm&date=2026-11-30&revision=2", "request-confirm", "confirmed"),
        ("deed=delay&date=2026-12-08&reason=lagret+%C3%A4r+tomt&revision=3", "request-delay", "delayed"),
    ];
    for (form, done, deed) in deeds {
        assert_eq!(sent(&house, Role::Admin, (&path, form)).await, format!("{path}?done={done}"));
        let (event, actor) = newest(&house).await;
        let told = serde_json::to_string(&event).unwrap();
        assert!(matches!(&event, Event::Request { deed: was, .. } if was == deed), "{told}");
        assert!(!told.contains("lagret"), "why is not in the ledger: {told}");
        assert_eq!(actor.as_deref(), Some("web:admin"));
    }
    let request = row().await.request;
    let days: Vec<String> = request.named.iter().map(|named| named.on.to_string()).collect();
    assert_eq!(days, ["2026-12-01", "2026-11-30", "2026-12-08"], "each day that was named is kept");
    let mut admin = browser(&house, Role::Admin).await;
    let page = admin.get(&path).await.body;
    assert!(page.contains("2026-11-30") && page.contains("2026-12-08") && page.contains("lagret är tomt"), "{page}");
    let before = sums(&house).await;
    for (form, done) in [
        ("deed=confirm&date=2026-12-10", "later-day"),
        ("deed=confirm&date=2026-11-01", "odd-day"),
        ("deed=delay&date=2026-12-08&reason=x", "already"),
        ("deed=delay&date=2026-12-01&reason=x", "odd-day"),
        ("deed=delay&date=2026-12-24&reason=+", "no-reason"),
    ] {
        let answered = admin.post(&path, &format!("{form}&revision=4")).await;
        assert_eq!(answered.header("location"), format!("{path}?done={done}"), "{form}");
    }
    for form in ["deed=confirm&revision=4", "deed=delay&date=soon&reason=x&revision=4"] {
        assert_eq!(admin.post(&path, form).await.status, 400, "{form}");
    }
    assert_eq!(sums(&house).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_to_be_reminded_has_an_address_and_what_is_withdrawn_stays_so() {
    let (house, _) = house().await;
    let path = format!("/requests/{NUMBER}");
    assert_eq!(sent(&house, Role::Admin, (&path, "deed=remind&revision=1")).await, format!("{path}?done=nowhere"));
    let form = "deed=withdraw&reason=inte+i+%C3%A5r&revision=1";
    assert_eq!(sent(&house, Role::Admin, (&path, form)).await, format!("{path}?done=request-withdraw"));
    let (event, actor) = newest(&house).await;
    assert!(matches!(&event, Event::Request { deed, said, .. } if deed == "withdrawn" && said.is_empty()), "{event:?}");
    let row = house.store().look().await.unwrap().request(NUMBER.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(row.request.reasons[0].text, "inte i år", "why stands in the request");
    assert_eq!(actor.as_deref(), Some("web:admin"));
    let mut admin = browser(&house, Role::Admin).await;
    assert_eq!(admin.post(&path, "deed=yes&revision=2").await.header("location"), format!("{path}?done=refused"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_decides_about_protected_persons_does_and_nobody_else() {
    let (house, number) = house().await;
    let path = format!("/people/{number}");
    let form = "deed=exclude&tool=tool0&reason=beslut+7";
    assert_eq!(sent(&house, Role::Decider, (&path, form)).await, format!("{path}?done=decided"));
    let decided = house.store().look().await.unwrap().decisions().await.unwrap();
    assert_eq!(decided.iter().map(|one| (&*one.person, &*one.reason)).collect::<Vec<_>>(), [("p000003", "beslut 7")]);
    let filter = LedgerFilter { after: 0, person: None, newest: Some(1) };
    let row = house.store().look().await.unwrap().events(filter).await.unwrap().pop().unwrap();
    let told = serde_json::to_string(&row.event).unwrap();
    assert!(matches!(&row.event, Event::Decided { tool, .. } if tool.as_str() == "tool0"), "{told}");
    assert_eq!(row.actor.as_deref(), Some("web:decider"));
    assert!(!told.contains("beslut 7"), "why is not in the ledger");
    let mut decider = browser(&house, Role::Decider).await;
    let before = sums(&house).await;
    for (form, done) in
        [("deed=include&tool=tool0&reason=+", "no-reason"), ("deed=include&tool=other&reason=x", "unknown-tool")]
    {
        assert_eq!(decider.post(&path, form).await.header("location"), format!("{path}?done={done}"));
    }
    assert_eq!(decider.post(&path, "deed=burn&tool=tool0&reason=x").await.status, 400);
    let stored = house.store().look().await.unwrap().stored().await.unwrap();
    let open = stored.person(stored.roster.find_person(&"p000004".into()).unwrap());
    let answered = decider.post(&format!("/people/{open}"), "deed=exclude&tool=tool0&reason=x").await;
    assert_eq!(answered.header("location"), format!("/people/{open}?done=not-protected"));
    assert_eq!(decider.post("/people/999999", form).await.status, 404);
    assert_eq!(sums(&house).await, before);
    let mut admin = browser(&house, Role::Admin).await;
    assert_eq!(admin.get(&path).await.status, 404, "who does not decide sees nobody protected");
    assert!(!admin.get("/ledger").await.body.contains("p000003"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_school_sees_the_part_of_a_request_that_is_about_its_units_and_another_sees_none() {
    let (house, _) = house().await;
    let path = format!("/requests/{NUMBER}");
    let units = async |units: &str| {
        let town = house.towns.values().next().unwrap();
        town.raw(&format!("UPDATE account SET units = '[\"{units}\"]' WHERE name = 'school'")).await.unwrap();
    };
    units("bjo").await;
    let mut school = browser(&house, Role::School).await;
    for at in ["/requests", path.as_str()] {
        let page = school.get(at).await;
        assert!(page.status == 200 && page.body.contains("Bjo"), "{at}: {page:?}");
        assert!(!page.body.contains("Alm"), "{at}: another school");
    }
    assert!(!school.get(&path).await.body.contains("class=\"deed\""), "a school does nothing about it");
    units("u9").await;
    assert_eq!(browser(&house, Role::School).await.get(&path).await.status, 404);
    let reporter = browser(&house, Role::Reporter).await.get(&format!("{path}?format=json")).await;
    assert!(reporter.status == 200 && reporter.body.contains("\"unit\""), "{reporter:?}");
    let book = browser(&house, Role::Reporter).await.get("/requests?format=xlsx").await;
    assert!(book.status == 200 && book.header("content-type").contains("spreadsheetml"), "{}", book.head);
    assert_eq!(browser(&house, Role::Reporter).await.get("/requests?format=html").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_changes_the_language_is_back_on_the_page_and_on_no_other_host() {
    let (house, _) = house().await;
    let mut admin = browser(&house, Role::Admin).await;
    let page = admin.get("/requests?state=x&sort=-units").await;
    let (_, rest) = page.body.split_once("href=\"/language/sv?next=").expect("the other language");
    let next = rest.split('"').next().unwrap().to_owned();
    let there = admin.get(&format!("/language/sv?next={next}")).await;
    assert_eq!(there.header("location"), "/requests?state=x&sort=-units");
    let mut anybody = house.browser();
    let page = anybody.get("/sign-in?next=%2Frequests%3Fstate%3Dx").await;
    let (_, rest) = page.body.split_once("href=\"/language/sv?next=").expect("the other language");
    let next = rest.split('"').next().unwrap().to_owned();
    let there = anybody.get(&format!("/language/sv?next={next}")).await;
    assert_eq!(
        there.header("location"),
        "/sign-in?next=%2Frequests%3Fstate%3Dx",
        "and from there to what was asked for"
    );
    for evil in
        ["//evil.example", "https://evil.example", "%2F%2Fevil.example", "/%5Cevil.example", "%09//evil.example", ""]
    {
        let there = admin.get(&format!("/language/sv?next={evil}")).await;
        assert_eq!(there.header("location"), "/", "{evil}");
    }
}
