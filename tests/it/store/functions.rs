//! Every function of the store, on both databases, with the same answers.

use super::town::{Engine, Town, address, at, catalogue, day, deed, notice, plan, plan_within, roster};
use crate::tidy::store_functions;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use upprop::apply::summed_up;
use upprop::licence::Choice;
use upprop::plan::{Limit, Plan, events};
use upprop::request::{Batch, Request};
use upprop::retention::{Subject, Term, Terms};
use upprop::roster::{Kept, RowChanges};
use upprop::seats::Uses;
use upprop::store::{
    Account, Asked, Cause, Channel, Check, Decision, Depth, Ended, Ends, Fate, LedgerFilter, Letter, LinkFor, Look,
    Outcome, Over, PartOf, Post, Purpose, RequestDeed, RosterChange, Rows, RunId, RunLock, SchoolUnit, Servers,
    Session, Stamp, Standing, Store, StoreError, Subscription, Token, Writing, link_digest, restore,
};

/// What was called, and what it answered where that can be told.
#[derive(Debug, Default, PartialEq)]
struct Tried(BTreeMap<String, String>);

/// Calls a function by its full name, and notes the name: the one cannot be another than the other.
macro_rules! call {
    ($tried:ident, $type:ident::$function:ident($($argument:expr),*)) => {{
        $tried.0.entry(concat!(stringify!($type), "::", stringify!($function)).to_owned()).or_default();
        $type::$function($($argument),*).await
    }};
}

/// The same, of a function that must succeed; its answer is noted.
macro_rules! ask {
    ($tried:ident, $type:ident::$function:ident($($argument:expr),*)) => {{
        let answer = call!($tried, $type::$function($($argument),*));
        let answer = answer.expect(concat!(stringify!($type), "::", stringify!($function)));
        $tried.0.insert(concat!(stringify!($type), "::", stringify!($function)).to_owned(), format!("{answer:?}"));
        answer
    }};
}

fn stamp(number: u32, run: Option<RunId>) -> Stamp<'static> {
    Stamp { run, actor: run.is_none().then_some("rut"), at: at(number), key: None }
}

fn letter() -> Letter {
    let text = |text: &str| text.to_owned();
    let (kind, subject, body, headers) = (text("digest"), text("Åtta"), text(""), text("{}"));
    Letter {
        channel: Channel::Letter,
        dedupe_key: text("first"),
        recipient: text("a@exempel.example"),
        kind,
        subject,
        body,
        headers,
        due_at: None,
    }
}

/// Day 1, function by function, as the `apply` room does it.
async fn first_day(tried: &mut Tried, store: &Store, before: &Standing, plan: &Plan) {
    let run = ask!(tried, Store::begin_run(store, at(1), day(1), Asked::All));
    let mut writing = call!(tried, Store::write(store)).expect("a transaction");
    ask!(tried, Writing::head(&mut writing));
    ask!(tried, Writing::mirror(&mut writing, &catalogue(2, 30)));
    let change = RosterChange { before: &before.stored, after: &plan.roster, rows: &plan.diff.rows, day: day(1) };
    let numbers = ask!(tried, Writing::roster(&mut writing, change));
    let rows = Rows { roster: &plan.roster, numbers: &numbers };
    ask!(tried, Writing::steps(&mut writing, &plan.steps, rows, at(1)));
    ask!(tried, Writing::joins(&mut writing, &plan.joins, at(1)));
    ask!(tried, Writing::alerts(&mut writing, &plan.alerts, at(1)));
    ask!(tried, Writing::holds(&mut writing, &plan.new_holds, &plan.withdrawn, run, at(1)));
    let first = ask!(tried, Writing::append(&mut writing, events(plan), stamp(1, Some(run))));
    ask!(tried, Writing::letters(&mut writing, &[(letter(), Some(run), first)], at(1)));
    let cause = Cause { run: Some(run), event: first, name: "c" };
    ask!(tried, Writing::notices(&mut writing, &[notice(1), notice(2)], cause));
    ask!(tried, Writing::told(&mut writing, &[1]));
    let hook = |number: u32| Letter {
        channel: Channel::Webhook,
        dedupe_key: format!("hook {number}"),
        recipient: "larm".to_owned(),
        ..letter()
    };
    let more = |number: u32| Letter { dedupe_key: format!("more {number}"), ..letter() };
    let also = [hook(1), hook(2), more(1), more(2), more(3)].map(|letter| (letter, Some(run), first));
    writing.letters(&also, at(1)).await.expect("the outbox takes them");
    ask!(tried, Writing::give_up(&mut writing, &[3], "HTTP 410"));
    ask!(tried, Writing::told_on(&mut writing, day(1)));
    ask!(tried, Writing::shortages_told(&mut writing, &["pool0".into()].into(), day(1)));
    ask!(tried, Writing::applied(&mut writing, day(1), "c0", "b0"));
    ask!(tried, Writing::seen(&mut writing, &[], Some(day(30))));
    ask!(tried, Writing::known(&mut writing, &"school".into(), &[]));
    ask!(tried, Writing::remember(&mut writing, &summed_up(plan), &[]));
    ask!(tried, Writing::commit(writing));
    let ended = Ended { at: at(1), outcome: Outcome::Applied, counts: Some("{}"), error: None, passing: false };
    ask!(tried, Store::end_run(store, run, ended));
    ask!(tried, Store::note_failing(store, None, Some(at(1))));
    ask!(tried, Store::note_deliveries(store, &[]));
    let kept = Kept { delivery: 7, files: BTreeMap::from([("users.csv".to_owned(), vec![b'x'; 600_000])]) };
    ask!(tried, Store::keep(store, &"school".into(), Some(&kept)));
    ask!(tried, Store::keep_file(store, &"school".into(), kept.delivery, "marks.json", b"{}"));
    subscriptions(tried, store).await;
    requests(tried, store).await;
    let (person, tool, reason) = ("p000001".into(), "tool0".into(), "beslut 7".to_owned());
    let decision = Decision { person, tool, choice: Choice::Exclude, reason };
    ask!(tried, Store::decide(store, &decision, stamp(2, None)));
    let nobody = Decision { person: "nobody".into(), ..decision };
    assert!(matches!(store.decide(&nobody, stamp(2, None)).await, Err(StoreError::NoRow { table: "person", .. })));
    let mut look = store.look().await.expect("a look");
    let decided = ask!(tried, Look::decisions(&mut look));
    assert_eq!(
        decided.iter().map(|one| (&*one.person, one.choice())).collect::<Vec<_>>(),
        [("p000001", Some(Choice::Exclude))]
    );
    drop(look);
    ask!(tried, Store::note_seen(store, &[], Some(day(30)), &summed_up(plan), &[]));
    let stored = store.look().await.expect("a look").standing().await.expect("what is").stored;
    let rows = RowChanges { imprints: vec![0, 1], ..RowChanges::default() };
    let change = RosterChange { before: &stored, after: &stored.roster, rows: &rows, day: day(1) };
    ask!(tried, Store::imprint(store, change));
}

/// A request that is sent, answered by a link and delivered; a code and a register.
async fn requests(tried: &mut Tried, store: &Store) {
    let mut request: Request = serde_json::from_str(REQUEST).expect("a request");
    let batch: Batch = serde_json::from_str(BATCH).expect("a batch");
    fn deed(after: &Request) -> RequestDeed<'_> {
        let (said, letters) = (BTreeMap::new(), Vec::new());
        RequestDeed { before: None, after, deed: "new", said, letters, batch: None, link: None }
    }
    ask!(tried, Store::note_request(store, deed(&request), stamp(1, None)));
    let (number, contact, purpose) = (request.number, "a@forklara.example".to_owned(), Purpose::Answer);
    let of = LinkFor { request: number, contact, purpose, made_at: at(1), expires_at: at(3) };
    let token = call!(tried, Store::draw_link(store, &of)).expect("a link");
    assert!(token.len() == 64 && token != store.draw_link(&of).await.expect("another"));
    let mut look = store.look().await.expect("a look");
    let link = ask!(tried, Look::link(&mut look, &token, at(2))).expect("the link");
    assert!(!link.is_over && link.used_at.is_none() && link.of == of);
    assert!(look.link(&token, at(3)).await.expect("an answer").is_some_and(|link| link.is_over));
    drop(look);
    request.withdrawn_on = Some(day(2));
    let secret = link_digest(&token);
    let next = RequestDeed { before: Some(1), batch: Some(&batch), link: Some(&secret), ..deed(&request) };
    store.note_request(next.clone(), stamp(2, None)).await.expect("it is answered");
    assert!(matches!(store.note_request(next, stamp(2, None)).await, Err(StoreError::NoRow { table: "request", .. })));
    let again = RequestDeed { before: Some(2), link: Some(&secret), ..deed(&request) };
    let used = store.note_request(again, stamp(2, None)).await;
    assert!(matches!(used, Err(StoreError::NoRow { table: "request_link", .. })), "one decision: {used:?}");
    let mut look = store.look().await.expect("a look");
    let row = ask!(tried, Look::request(&mut look, number)).expect("the request");
    assert_eq!((row.revision, &row.request), (2, &request));
    assert_eq!(ask!(tried, Look::requests(&mut look)), [row]);
    assert_eq!(ask!(tried, Look::batches(&mut look)), [batch]);
    drop(look);
    let codes = [("u1".into(), Some("99000901".to_owned())), ("u2".into(), None)];
    ask!(tried, Store::set_unit_codes(store, &codes, stamp(2, None)));
    let (code, name, status) = ("99000101".to_owned(), "Almskolan".to_owned(), "AKTIV".to_owned());
    let unit = SchoolUnit { code, name, status, municipality: None };
    ask!(tried, Store::take_register(store, &[unit], stamp(2, None)));
    ask!(tried, Store::bought_digest(store));
    let mut look = store.look().await.expect("a look");
    assert_eq!(ask!(tried, Look::unit_codes(&mut look)).len(), 1);
    assert_eq!(ask!(tried, Look::school_units(&mut look)).len(), 1);
}

const REQUEST: &str = r#"{"number":"REQ-2026-001","vendor":"forklara","tool":"tool0","body":{"kind":"enable","scope":"units",
    "units":[{"id":"u1","name":"Alm","code":{"status":"missing"},"volumes":[]}],"wanted_on":null,"platform":null,
    "contacts":[]},"conditions":[],"made_on":"2026-03-01","sent_on":null,"withdrawn_on":null,"answers":{},"delivered":[],
    "reminded":[]}"#;
const BATCH: &str = r#"{"key":"REQ-2026-001-1","request":"REQ-2026-001","tool":"tool0","kind":"individual",
    "audience":["pupil"],"seats":2,"from":null,"to":null,"delivered_on":"2026-03-02","units":[]}"#;

/// Somebody may sign in, does, and may no longer.
async fn accounts(tried: &mut Tried, store: &Store) {
    let post = Post { role: "school".to_owned(), units: Some(["u0".into(), "gone".into()].into()) };
    let (name, password) = ("rut".to_owned(), Some("$x".to_owned()));
    let rut = Account { name, post: post.clone(), password, link: None, made_at: at(1) };
    assert!(ask!(tried, Store::add_account(store, &rut, stamp(2, None))));
    assert!(!store.add_account(&rut, stamp(2, None)).await.expect("an answer"), "the name is taken");
    let eva =
        Account { name: "eva".to_owned(), password: None, post: Post { units: None, ..post.clone() }, ..rut.clone() };
    store.add_account(&eva, stamp(2, None)).await.expect("another");
    assert!(ask!(tried, Store::set_password(store, "rut", "$y", stamp(2, None))));
    assert!(ask!(tried, Store::set_post(store, "rut", &eva.post, stamp(2, None))));
    assert!(ask!(tried, Store::set_link(store, "rut", Some("of rut"), stamp(2, None))));
    assert!(!store.set_link("eva", Some("of rut"), stamp(2, None)).await.expect("an answer"), "it is another's");
    let session = Session { id: "s1".to_owned(), account: "rut".to_owned(), begun_at: at(2), seen_at: at(2) };
    let ends = Ends { begun: at(1), seen: at(1) };
    assert!(ask!(tried, Store::begin_session(store, &session, ends)));
    let other = Session { id: "s2".to_owned(), account: "nobody".to_owned(), ..session.clone() };
    assert!(!store.begin_session(&other, ends).await.expect("an answer"), "nobody has no sessions");
    ask!(tried, Store::see_session(store, "s1", at(3)));
    let token = Token {
        secret: "t1".to_owned(),
        account: "eva".to_owned(),
        label: "a".to_owned(),
        made_at: at(2),
        ends_at: at(9),
    };
    assert!(ask!(tried, Store::add_token(store, &token, stamp(2, None))));
    let mut look = store.look().await.expect("a look");
    assert_eq!(ask!(tried, Look::accounts(&mut look)).len(), 2);
    let link = Some("of rut".to_owned());
    let changed = Account { password: Some("$y".to_owned()), link, post: eva.post.clone(), ..rut };
    assert_eq!(ask!(tried, Look::account_of(&mut look, "of rut")), Some(changed.clone()));
    assert_eq!(ask!(tried, Look::account(&mut look, "rut")), Some(changed));
    assert_eq!(ask!(tried, Look::session(&mut look, "s1")).expect("a session").0.seen_at, at(3));
    assert_eq!(ask!(tried, Look::sessions(&mut look)).len(), 1);
    assert_eq!(ask!(tried, Look::tokens(&mut look)), std::slice::from_ref(&token));
    assert_eq!(ask!(tried, Look::token(&mut look, "t1")).expect("a token").1, eva);
    ask!(tried, Look::units_below(&mut look, &post.units.expect("units")));
    drop(look);
    assert!(ask!(tried, Store::end_session(store, "s1")));
    assert!(!store.end_session("s1").await.expect("an answer"), "it has ended");
    assert_eq!(ask!(tried, Store::end_sessions(store, "rut", stamp(2, None))), 0);
    assert!(ask!(tried, Store::remove_token(store, &token, stamp(2, None))));
    store.add_token(&token, stamp(2, None)).await.expect("once more");
    assert!(ask!(tried, Store::remove_account(store, "eva", stamp(2, None))), "its tokens go with it");
    assert!(!store.remove_account("eva", stamp(2, None)).await.expect("an answer"));
}

/// A server is told to call, and somebody says that there is news.
async fn subscriptions(tried: &mut Tried, store: &Store) {
    let mut one = Subscription {
        secret: "ab".repeat(32),
        source: "school".into(),
        server: "https://a.example/v2".to_owned(),
        callback: "https://b.example/hook".to_owned(),
        kinds: BTreeSet::from(["Group".to_owned(), "Person".to_owned()]),
        id: None,
        begun_at: at(1),
        expires_at: None,
    };
    ask!(tried, Store::begin_subscription(store, &one));
    (one.id, one.expires_at) = (Some("s1".to_owned()), Some(at(3)));
    assert!(ask!(tried, Store::note_subscription(store, &one)));
    let other = Subscription { secret: "cd".repeat(32), ..one.clone() };
    assert!(!store.note_subscription(&other).await.expect("an answer"), "what is not noted is not changed");
    store.begin_subscription(&other).await.expect("another");
    ask!(tried, Store::forget_subscription(store, &other.secret));
    let mut look = store.look().await.expect("a look");
    assert_eq!(ask!(tried, Look::subscriptions(&mut look)), [one]);
    drop(look);
    let identity = call!(tried, Store::identity(store)).expect("what it is known by");
    ask!(tried, Store::settle_at(store, "/srv/upprop.db"));
    let settled = store.identity().await.expect("the same");
    assert!(settled.id == identity.id && settled.home.as_deref() == Some("/srv/upprop.db") && identity.home.is_none());
    ask!(tried, Store::nudge(store, at(1), None));
    let last = store.nudge(at(2), Some("school")).await.expect("another");
    let mut look = store.look().await.expect("a look");
    assert_eq!(ask!(tried, Look::nudge(&mut look)), Some(last.clone()), "the last counts");
    drop(look);
    assert_eq!(ask!(tried, Store::take_nudge(store)), Some(last));
    assert_eq!(store.take_nudge().await.expect("an answer"), None, "one takes it up");
}

/// Day 2, on which everything is held that would be taken away; then one hold is let through and one dropped.
async fn holds(tried: &mut Tried, town: &Town) {
    let (before, all) = (town.standing().await, catalogue(2, 30));
    let none = Limit { percent: 0, count: Some(0), floor: 0 };
    let run = town.store.begin_run(at(2), day(2), Asked::All).await.expect("a run");
    let plan = plan_within(&before, roster(9..40, 2), &all, (day(2), none));
    deed(&town.store, &plan, &before, &all, (run, 2)).await.expect("the plan is applied");
    ask!(tried, Store::has_holds(&town.store));
    ask!(tried, Store::load_holds(&town.store));
    let hold = plan.new_holds.first().expect("a hold");
    ask!(tried, Store::release(&town.store, &hold.hash, stamp(2, None)));
    ask!(tried, Store::released(&town.store));
    town.raw("UPDATE hold SET state = 'open'").await.expect("it is open again");
    ask!(tried, Store::drop_hold(&town.store, &hold.hash, stamp(2, None)));
    let mut look = town.store.look().await.expect("a look");
    let mut writing = town.store.write().await.expect("a transaction");
    let key = call!(tried, Look::open_alerts(&mut look)).expect("open alerts")[0].alert.key();
    ask!(tried, Writing::pause(&mut writing, &key, None));
    drop(writing);
    ask!(tried, Store::pause_alert(&town.store, &key, None, stamp(2, None)));
    let mut writing = town.store.write().await.expect("a transaction");
    ask!(tried, Writing::rekey(&mut writing, &[("p000011".into(), "q11".into())]));
    drop(writing);
    let tool = all.tools.keys().next().expect("a tool").clone();
    let uses = Uses(BTreeMap::from([((tool, "p000010".into()), day(2))]));
    ask!(tried, Store::note_uses(&town.store, &uses, stamp(2, None)));
}

async fn looks(tried: &mut Tried, store: &Store) {
    let mut look = call!(tried, Store::look(store)).expect("a look");
    let look = &mut look;
    let people = ask!(tried, Look::roster(look));
    ask!(tried, Look::stored(look));
    ask!(tried, Look::seats(look));
    ask!(tried, Look::alerts(look));
    ask!(tried, Look::joins(look));
    ask!(tried, Look::all_holds(look));
    ask!(tried, Look::head(look));
    ask!(tried, Look::applied_on(look));
    ask!(tried, Look::standing(look));
    ask!(tried, Look::summed_up(look));
    let part = PartOf { touched: &[3, 5], persons: 40, catalogue: &catalogue(2, 30), day: day(3) };
    ask!(tried, Look::standing_of(look, part));
    ask!(tried, Look::has_other_with_eppn(look, &["a@b"], &people));
    ask!(tried, Look::known(look, &"school".into()));
    ask!(tried, Look::kept(look, &"school".into()));
    ask!(tried, Look::kept_deliveries(look));
    ask!(tried, Look::events(look, LedgerFilter { newest: Some(5), ..LedgerFilter::default() }));
    ask!(tried, Look::for_each_event(look, |_| Ok(())));
    ask!(tried, Look::due(look, at(3)));
    ask!(tried, Look::next_due(look));
    ask!(tried, Look::has_letter(look, "d"));
    ask!(tried, Look::letters(look));
    ask!(tried, Look::undelivered(look, at(0)));
    call!(tried, Look::open_alerts(look)).expect("open alerts");
    ask!(tried, Look::places(look));
    ask!(tried, Look::notices(look, &TimeZone::UTC));
    ask!(tried, Look::told_on(look));
    ask!(tried, Look::shortages_told(look));
    ask!(tried, Look::failing_since(look));
    ask!(tried, Look::pool_counts(look));
    ask!(tried, Look::names_of(look, &["p000001".into(), "p000012".into()]));
    ask!(tried, Look::gone(look));
    ask!(tried, Look::protected_gone(look));
    ask!(tried, Look::uses(look));
    ask!(tried, Look::newest_use(look, &"t0".into()));
    ask!(tried, Look::unused_seats(look, &"p0".into(), day(30)));
    ask!(tried, Look::freed_of(look, &"p000001".into()));
    ask!(tried, Look::runs(look, 5));
    ask!(tried, Look::asking_runs(look, 5));
    ask!(tried, Look::vitals(look, at(3)));
    call!(tried, Look::sums(look)).expect("sums");
    ask!(tried, Store::load_roster(store));
    ask!(tried, Store::load_seats(store));
    ask!(tried, Store::load_alerts(store));
    ask!(tried, Store::load_joins(store));
    ask!(tried, Store::head(store));
    ask!(tried, Store::applied_on(store));
    ask!(tried, Store::refuse_if_lost(store));
    ask!(tried, Store::config_digest(store));
    ask!(tried, Store::quiet_until(store));
    ask!(tried, Store::deliveries(store));
    ask!(tried, Store::runs(store, 5));
    ask!(tried, Store::wish_counts(store));
    let check = Check { depth: Depth::Quick, catalogue: None, key: None };
    ask!(tried, Store::verify(store, check));
}

/// Somebody left: what is stored is told, some of it is past its term, and the rest is taken out.
async fn terms(tried: &mut Tried, town: &Town) {
    let all = catalogue(2, 30);
    // The second day their graces are over.
    for number in [3, 35] {
        let before = town.standing().await;
        let plan = plan(&before, roster(9..30, 2), &all, day(number));
        let run = town.store.begin_run(at(number), day(number), Asked::All).await.expect("a run");
        deed(&town.store, &plan, &before, &all, (run, number)).await.expect("the plan is applied");
    }
    let days = |days| Subject::ALL.into_iter().map(|subject| (subject, Term::Days(days))).collect();
    let borders = |number, term| Terms(days(term)).borders(day(number), &TimeZone::UTC);
    let mut look = town.store.look().await.expect("a look");
    ask!(tried, Look::past(&mut look, &borders(40, 30), &TimeZone::UTC));
    let whom = ask!(tried, Look::whom(&mut look, "p000031")).remove(0);
    ask!(tried, Look::about(&mut look, &whom));
    ask!(tried, Look::obstacle(&mut look, &whom));
    drop(look);
    ask!(tried, Store::prune(&town.store, &borders(40, 37), &TimeZone::UTC, stamp(40, None)));
    let erased = ask!(tried, Store::erase(&town.store, &whom, &["school".into()], ("asked for", stamp(40, None))));
    assert!(erased.is_ok(), "{erased:?}");
    ask!(tried, Store::overwrite_deleted(&town.store));
}

/// Letters go out; the ledger loses its end and goes on; everything is saved, put back and copied.
async fn moves(tried: &mut Tried, town: &Town) {
    let store = &town.store;
    let hooks = ask!(tried, Store::webhooks_due(store, at(3)));
    ask!(tried, Store::mark_late(store, &[(hooks[0].id, at(4))], "HTTP 500"));
    let due = ask!(tried, Store::due(store, at(3)));
    let sum = Letter { dedupe_key: "sum".to_owned(), due_at: Some(at(5)), ..letter() };
    ask!(tried, Store::sum_up(store, &[(sum, vec![&due[1], &due[2]])], at(3)));
    ask!(tried, Store::postpone(store, &[due[3].id], at(4)));
    ask!(tried, Store::mark_tried(store, due[0].id, "no answer", Fate::Later(at(3))));
    ask!(tried, Store::mark_at_dot(store, &due[0]));
    ask!(tried, Store::mark_sent(store, &due[0], at(3)));
    ask!(tried, Store::told(store));
    let mut look = store.look().await.expect("a look");
    ask!(tried, Look::webhook_keys(&mut look, 1));
    ask!(tried, Look::letters_sent(&mut look, at(2)));
    ask!(tried, Look::letters(&mut look));
    drop(look);
    let head = store.head().await.expect("a head").seq;
    std::fs::write(town.address.anchor(), format!("{} {}\n", head + 3, "0".repeat(64))).expect("an anchor");
    ask!(tried, Store::gap(store));
    ask!(tried, Store::due_again(store));
    ask!(tried, Store::recover(store, Some("a test"), stamp(3, None)));
    let file = town.folder().join("backup.db");
    call!(tried, Store::backup(store, &file, Over::Nothing, None)).expect("a backup");
    let folder = tempfile::tempdir().expect("a folder");
    tried.0.insert("restore".to_owned(), String::new());
    restore(&file, &address(town.engine, folder.path()), at(3), None).await.expect("it is put back");
    let folder = tempfile::tempdir().expect("a folder");
    call!(tried, Store::copy_to(store, &address(town.engine, folder.path()), None)).expect("a copy");
}

async fn tried(engine: Engine) -> Tried {
    let (town, mut all) = (Town::new(engine).await, Tried::default());
    let tried = &mut all;
    call!(tried, Store::nothing()).expect("nothing");
    ask!(tried, Store::migrate(&town.address));
    let store = call!(tried, Store::open(&town.address)).expect("the database opens").rehearsing();
    let shared = call!(tried, Store::open_among(&town.address, &Servers::new(8))).expect("the database opens");
    shared.close().await;
    let lock = call!(tried, Store::lock_run(&store)).expect("nobody has it");
    call!(tried, RunLock::release(lock));
    ask!(tried, Store::alone(&store, async { Ok::<(), StoreError>(()) }));
    let before = town.standing().await;
    let plan = plan(&before, roster(0..40, 2), &catalogue(2, 30), day(1));
    first_day(tried, &store, &before, &plan).await;
    holds(tried, &town).await;
    accounts(tried, &store).await;
    let looking = call!(tried, Store::open_read_only(&town.address)).expect("the database opens");
    looks(tried, &looking).await;
    terms(tried, &town).await;
    moves(tried, &town).await;
    call!(tried, Store::close(store));
    assert_eq!(town.faults(None).await, Vec::<String>::new());
    all
}

#[tokio::test]
async fn every_function_of_the_store_answers_the_same_on_both_databases() {
    let functions = store_functions();
    let [sqlite, postgres] = [tried(Engine::Sqlite).await, tried(Engine::Postgres).await];
    for tried in [&sqlite, &postgres] {
        let called: BTreeSet<String> = tried.0.keys().cloned().collect();
        let missing: Vec<_> = functions.difference(&called).collect();
        assert!(missing.is_empty(), "call them here: {missing:?}");
        let unknown: Vec<_> = called.difference(&functions).collect();
        assert!(unknown.is_empty(), "src/store has no such functions: {unknown:?}");
    }
    for (function, answer) in &sqlite.0 {
        assert_eq!(Some(answer), postgres.0.get(function), "{function}");
    }
    let place = if Engine::Postgres.here() == Engine::Postgres { "PostgreSQL" } else { "SQLite again" };
    println!("{} store functions, {} on SQLite, {} on {place}", functions.len(), sqlite.0.len(), postgres.0.len());
    assert!(functions.len() > 60);
}
