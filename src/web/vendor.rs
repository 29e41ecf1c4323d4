//! Where vendors answer licence requests: a page behind a link that nobody can guess (SECURITY 3.2).
//!
//! Looking at the page changes nothing, however often and by whomever: scanners of mail follow links. What decides is an
//! answer that was chosen on the page and posted from it, once. Whoever comes later sees who answered and when.

mod decide;
mod form;
mod page;

use crate::licence::{Kind, ToolKey};
use crate::request::{Request, Says};
use crate::store::{RequestLink, Store, StoreError};
use crate::wording::letter::office::Office;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Request as Asked, Response, StatusCode};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// So many signs the last part of a link has: 256 bits in hexadecimal.
const TOKEN_LENGTH: usize = 64;
/// So many are looked for at a time; the others wait. Whoever guesses takes nothing from whoever knows.
const LOOKS_MAX: usize = 4;

/// Tells what time it is.
pub type Now = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What licences of a tool are for.
pub type Usual = BTreeMap<ToolKey, (Kind, Vec<Arc<str>>)>;

/// Where the vendors of one organiser answer.
pub struct Counter {
    /// The database.
    pub store: Store,
    /// What letters are written from.
    pub office: Office,
    /// What licences of each tool are for.
    pub usual: Usual,
    /// The time.
    pub now: Now,
    /// The organiser's time zone.
    pub zone: TimeZone,
    /// Seals the ledger, when the configuration names a key.
    pub ledger_key: Option<Vec<u8>>,
    /// One decision at a time.
    pub deciding: Arc<tokio::sync::Mutex<()>>,
}

impl std::fmt::Debug for Counter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counter").finish_non_exhaustive()
    }
}

/// The counters of all organisers, by name.
#[derive(Debug, Clone)]
pub struct Vendors {
    counters: Arc<RwLock<BTreeMap<String, Arc<Counter>>>>,
    looks: Arc<tokio::sync::Semaphore>,
}

impl Default for Vendors {
    fn default() -> Self {
        Self { counters: Arc::default(), looks: Arc::new(tokio::sync::Semaphore::new(LOOKS_MAX)) }
    }
}

impl Vendors {
    /// An organiser's counter opens, in the place of the one that it had.
    pub fn open(&self, name: &str, counter: Counter) {
        self.counters.write().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), Arc::new(counter));
    }

    /// It closes.
    pub fn close(&self, name: &str) {
        self.counters.write().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    /// What letters of an organiser are written from; nothing of it where nobody opened a counter.
    pub(super) fn office(&self, name: &str) -> Office {
        let counters = self.counters.read().unwrap_or_else(PoisonError::into_inner);
        counters.get(name).map(|counter| counter.office.clone()).unwrap_or_default()
    }

    /// The link with this last part, whosever it is.
    async fn find(&self, token: &str) -> Result<Option<Visit>, StoreError> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if token.len() != TOKEN_LENGTH || !token.bytes().all(is_digit) {
            return Ok(None);
        }
        let Ok(_place) = self.looks.acquire().await else { return Ok(None) };
        let counters: Vec<Arc<Counter>> =
            self.counters.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        for counter in counters {
            if let Some(visit) = visit(&counter, token).await? {
                return Ok(Some(visit));
            }
        }
        Ok(None)
    }
}

/// Somebody who came by a link.
pub(super) struct Visit {
    counter: Arc<Counter>,
    link: RequestLink,
    request: Request,
    revision: i64,
}

/// What a visitor finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Finds {
    /// A question that may be answered.
    Question,
    /// A delivery that may be entered.
    Delivery,
    /// It was answered, or entered.
    Done,
    /// The request is over, or is not waiting for this.
    Nothing,
    /// The link is too old.
    TooLate,
}

impl Visit {
    fn finds(&self) -> Finds {
        use crate::store::Purpose;
        let request = &self.request;
        match self.link.of.purpose {
            _ if self.link.used_at.is_some() => Finds::Done,
            _ if request.is_over() && !request.answers.is_empty() => Finds::Done,
            Purpose::Answer if request.is_answered() => Finds::Done,
            _ if self.link.is_over => Finds::TooLate,
            _ if request.is_over() => Finds::Nothing,
            Purpose::Answer => Finds::Question,
            Purpose::Deliver if request.promised().next().is_some() => Finds::Delivery,
            Purpose::Deliver => Finds::Nothing,
        }
    }

    fn day(&self) -> jiff::civil::Date {
        (self.counter.now)().to_zoned(self.counter.zone.clone()).date()
    }

    /// Is a number of seats to be told?
    fn kind(&self) -> Option<Kind> {
        self.counter.usual.get(&self.request.tool).map(|(kind, _)| *kind)
    }

    fn promised(&self) -> std::collections::BTreeSet<crate::roster::UnitId> {
        self.request.promised().map(|(unit, _)| unit.clone()).collect()
    }

    fn has_yes(&self) -> bool {
        self.request.answers.values().any(|answer| answer.says == Says::Yes)
    }
}

async fn visit(counter: &Arc<Counter>, token: &str) -> Result<Option<Visit>, StoreError> {
    let mut look = counter.store.look().await?;
    let Some(link) = look.link(token, (counter.now)()).await? else { return Ok(None) };
    let Some(row) = look.request(link.of.request).await? else { return Ok(None) };
    Ok(Some(Visit { counter: Arc::clone(counter), link, request: row.request, revision: row.revision }))
}

/// Shows the page; changes nothing.
pub(super) async fn show(State(vendors): State<Vendors>, Path(token): Path<String>) -> Response<Body> {
    match vendors.find(&token).await {
        Ok(Some(visit)) => {
            let status = if visit.finds() == Finds::TooLate { StatusCode::GONE } else { StatusCode::OK };
            page::answer(status, page::of(&visit, &token, None))
        }
        Ok(None) => page::unknown(),
        Err(error) => trouble(&error),
    }
}

/// Takes what was chosen on the page.
pub(super) async fn post(
    State(vendors): State<Vendors>,
    Path(token): Path<String>,
    headers: HeaderMap,
    asked: Asked<Body>,
) -> Response<Body> {
    let found = match vendors.find(&token).await {
        Ok(Some(visit)) => visit,
        Ok(None) => return page::unknown(),
        Err(error) => return trouble(&error),
    };
    // What another site has a browser post was not chosen here.
    let is_from_elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    let Some(said) = form::read(asked.into_body()).await.filter(|_| !is_from_elsewhere) else {
        return page::answer(StatusCode::BAD_REQUEST, page::of(&found, &token, Some("vendor-not-chosen")));
    };
    let turn = Arc::clone(&found.counter.deciding).lock_owned().await;
    let (here, counter) = (tokio::runtime::Handle::current(), Arc::clone(&found.counter));
    // Done to its end, also when nobody waits for the answer any more.
    let decided = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        here.block_on(async {
            // Somebody else may have decided meanwhile.
            match visit(&counter, &token).await? {
                Some(visit) => decide::decide(visit, &token, &said).await,
                None => Ok(page::unknown()),
            }
        })
    });
    match decided.await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => trouble(&error),
        Err(_) => page::later(),
    }
}

fn trouble(error: &StoreError) -> Response<Body> {
    tracing::warn!(%error, "a vendor could not be answered");
    page::later()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Address, LedgerFilter, LinkFor, Purpose, RequestDeed, Stamp, link_digest};
    use crate::wording::letter::office::Vendor;
    use axum::body::HttpBody as _;
    use jiff::SignedDuration;
    use std::pin::Pin;
    use std::sync::atomic::{AtomicI64, Ordering};

    const REQUEST: &str = r#"{"number":"REQ-2026-001","vendor":"forklara","tool":"forklara","body":{"kind":"enable",
        "scope":"units","units":[{"id":"u1","name":"<b>Alm</b>","code":{"status":"official","code":"99000101"},"volumes":
        [{"role":"pupil","school_year":7,"count":6}]},{"id":"u2","name":"Bjo","code":{"status":"missing"},"volumes":[]}],
        "wanted_on":null,"platform":null,"contacts":["licens"]},"conditions":[],"made_on":"2026-11-02","sent_on":"2026-11-02",
        "withdrawn_on":null,"answers":{},"delivered":[],"reminded":[]}"#;

    struct Place {
        vendors: Vendors,
        store: Store,
        clock: Arc<AtomicI64>,
        _folder: tempfile::TempDir,
    }

    fn office() -> Office {
        let contact = ("Licenser".to_owned(), "licenser@x.example".to_owned());
        let vendor = Vendor {
            name: "Förklara".to_owned(),
            request_address: Some("order@x.example".to_owned()),
            contacts: Vec::new(),
        };
        Office {
            organiser: "Exempelkommunen".to_owned(),
            days: 5,
            contacts: [("licens".to_owned(), contact)].into(),
            vendors: [("forklara".to_owned(), vendor)].into(),
            ..Office::default()
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn sent() -> Request {
        serde_json::from_str(REQUEST).unwrap()
    }

    impl Place {
        async fn new() -> Self {
            Self::of(REQUEST).await
        }

        async fn of(request: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(&Address::new("sqlite:t.db", None, folder.path()).unwrap()).await.unwrap();
            let clock = Arc::new(AtomicI64::new(at("2026-11-04T08:00:00Z").as_second()));
            let now = Arc::clone(&clock);
            let counter = Counter {
                store: store.clone(),
                office: office(),
                usual: [("forklara".into(), (Kind::Individual, vec![Arc::from("pupil")]))].into(),
                now: Arc::new(move || Timestamp::from_second(now.load(Ordering::Relaxed)).unwrap()),
                zone: TimeZone::get("Europe/Stockholm").unwrap(),
                ledger_key: None,
                deciding: Arc::default(),
            };
            let vendors = Vendors::default();
            vendors.open("", counter);
            let place = Self { vendors, store, clock, _folder: folder };
            let request: Request = serde_json::from_str(request).unwrap();
            let (after, said, letters) = (&request, BTreeMap::new(), Vec::new());
            let deed = RequestDeed { before: None, after, deed: "sent", said, letters, batch: None, link: None };
            let at = at("2026-11-02T08:00:00Z");
            place.store.note_request(deed, Stamp { run: None, actor: None, at, key: None }).await.unwrap();
            place
        }

        async fn link(&self, purpose: Purpose) -> String {
            let made_at = at("2026-11-04T08:00:00Z");
            let (request, contact) = (sent().number, "a@forklara.example".to_owned());
            let expires_at = made_at + SignedDuration::from_hours(24 * 14);
            self.store.draw_link(&LinkFor { request, contact, purpose, made_at, expires_at }).await.unwrap()
        }

        /// Who was written to about what.
        async fn told(&self) -> Vec<String> {
            let letters = self.store.look().await.unwrap().letters().await.unwrap();
            let mut told: Vec<String> =
                letters.iter().map(|one| format!("{} {}", one.letter.kind, one.letter.recipient)).collect();
            told.sort_unstable();
            told
        }

        fn clock_at(&self, text: &str) {
            self.clock.store(at(text).as_second(), Ordering::Relaxed);
        }

        async fn get(&self, token: &str) -> (u16, String) {
            read(show(State(self.vendors.clone()), Path(token.to_owned())).await).await
        }

        async fn post(&self, token: &str, form: &str) -> (u16, String) {
            let body = Asked::builder().method("POST").body(Body::from(form.to_owned())).unwrap();
            let state = State(self.vendors.clone());
            read(post(state, Path(token.to_owned()), HeaderMap::new(), body).await).await
        }

        async fn now(&self) -> Request {
            self.store.look().await.unwrap().request(sent().number).await.unwrap().unwrap().request
        }

        async fn answers_noted(&self) -> usize {
            let events = self.store.look().await.unwrap().events(LedgerFilter::default()).await.unwrap();
            let is_answer = |row: &&crate::store::LedgerRow| {
                serde_json::to_value(&row.event).unwrap()["deed"].as_str().is_some_and(|deed| deed != "sent")
            };
            events.iter().filter(is_answer).count()
        }
    }

    async fn read(response: Response<Body>) -> (u16, String) {
        let status = response.status().as_u16();
        let policy = response.headers().get("content-security-policy").unwrap().to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        let heads = [("referrer-policy", "no-referrer"), ("cache-control", "no-store")];
        for (name, value) in heads.into_iter().chain([("x-robots-tag", "noindex, nofollow")]) {
            assert_eq!(response.headers().get(name).unwrap(), value);
        }
        let mut body = response.into_body();
        let mut text = Vec::new();
        while let Some(piece) = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            text.extend_from_slice(&piece.unwrap().into_data().unwrap());
        }
        (status, String::from_utf8(text).unwrap())
    }

    fn yes_no(token: &str) -> String {
        format!("form={}&unit-0=yes&unit-1=no", form::mark(token))
    }

    #[tokio::test]
    async fn looking_changes_nothing_and_shows_a_name_as_text() {
        let place = Place::new().await;
        let token = place.link(Purpose::Answer).await;
        let before = place.store.look().await.unwrap().sums().await.unwrap();
        for _ in 0..1_000 {
            let (status, page) = place.get(&token).await;
            assert_eq!(status, 200);
            assert!(page.contains("&lt;b&gt;Alm&lt;/b&gt;") && !page.contains("<b>") && !page.contains("<script"));
            assert!(page.contains("lang=\"sv\"") && page.matches("type=\"radio\"").count() == 4);
            assert!(!page.contains(" checked"), "nothing is chosen beforehand");
        }
        assert_eq!(place.store.look().await.unwrap().sums().await.unwrap(), before);
    }

    #[tokio::test]
    async fn of_a_thousand_posts_at_once_one_decides() {
        let place = Place::new().await;
        let token = place.link(Purpose::Answer).await;
        let form = yes_no(&token);
        let posts = (0..1_000).map(|_| place.post(&token, &form));
        let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
        let mut all: Vec<_> = posts.map(Box::pin).collect();
        // All of them are begun before any of them is done.
        std::future::poll_fn(|context| {
            all.retain_mut(|one| match one.as_mut().poll(context) {
                std::task::Poll::Ready((status, _)) => {
                    *counts.entry(status).or_default() += 1;
                    false
                }
                std::task::Poll::Pending => true,
            });
            if all.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        assert_eq!(counts, BTreeMap::from([(200, 1), (409, 999)]));
        assert_eq!(place.answers_noted().await, 1, "one row in the ledger");
        let now = place.now().await;
        assert_eq!(now.answers.values().map(|answer| answer.says).collect::<Vec<_>>(), [Says::Yes, Says::No]);
        let (status, page) = place.get(&token).await;
        assert!(status == 200 && page.contains("2026-11-04 09:00"), "later visitors see who answered when: {page}");
        assert!(!page.contains("<form"), "and cannot answer");
    }

    #[tokio::test]
    async fn only_a_whole_choice_from_the_page_decides() {
        let place = Place::new().await;
        let token = place.link(Purpose::Answer).await;
        let mark = form::mark(&token);
        for form in [
            String::new(),
            format!("form={mark}"),
            format!("form={mark}&unit-0=yes"),
            format!("form={mark}&unit-0=yes&unit-1=maybe"),
            "unit-0=yes&unit-1=no".to_owned(),
            "form=0&unit-0=yes&unit-1=no".to_owned(),
            format!("form={mark}&unit-0=yes&unit-1=no&unit-1=yes"),
            format!("form={mark}&unit-0=yes&unit-1=no&x={}", "a".repeat(70_000)),
        ] {
            assert_eq!(place.post(&token, &form).await.0, 400, "{:?}", form.get(..60));
        }
        assert_eq!((place.answers_noted().await, place.now().await), (0, sent()));
        assert_eq!(place.post(&token, &yes_no(&token)).await.0, 200);
    }

    #[tokio::test]
    async fn no_bit_of_a_link_may_be_another_and_nobody_guesses_one() {
        let place = Place::new().await;
        let token = place.link(Purpose::Answer).await;
        let digit = |text: &str, at: usize| u8::from_str_radix(&text[at..=at], 16).unwrap();
        for bit in 0..256 {
            let at = bit / 4;
            let flipped = format!("{}{:x}{}", &token[..at], digit(&token, at) ^ (1 << (bit % 4)), &token[at + 1..]);
            assert_eq!(place.post(&flipped, &yes_no(&flipped)).await.0, 404, "bit {bit}");
        }
        for odd in [token.to_uppercase(), format!("{token}0"), token[1..].to_owned(), String::new(), "../x".to_owned()]
        {
            assert_eq!(place.get(&odd).await.0, 404);
        }
        for number in 0..1_000_u32 {
            assert_eq!(place.get(&link_digest(&format!("guess {number}"))).await.0, 404);
        }
        assert_eq!(place.now().await, sent());
    }

    #[tokio::test]
    #[ignore = "takes minutes"]
    async fn nobody_guesses_a_link_in_a_million() {
        let place = Place::new().await;
        let token = place.link(Purpose::Answer).await;
        for number in 0..1_000_000_u32 {
            let guess = link_digest(&format!("guess {number}"));
            assert!(place.vendors.find(&guess).await.unwrap().is_none());
        }
        assert_eq!(place.get(&token).await.0, 200);
    }

    #[tokio::test]
    async fn a_link_ends_to_the_second_and_a_clock_that_is_put_back_revives_nothing() {
        let place = Place::new().await;
        let token = place.link(Purpose::Answer).await;
        place.clock_at("2026-11-18T08:00:01Z");
        assert_eq!(place.post(&token, &yes_no(&token)).await.0, 410);
        place.clock_at("2026-11-18T08:00:00Z");
        assert_eq!(place.post(&token, &yes_no(&token)).await.0, 410);
        let later = at("2026-11-18T08:00:01Z");
        let other = Stamp { run: None, actor: None, at: later, key: None };
        place.store.nudge(later, None).await.unwrap();
        place.clock_at("2026-11-18T07:59:59Z");
        assert_eq!(place.get(&token).await.0, 200);
        place.store.set_unit_codes(&[("x".into(), None)], other).await.unwrap();
        assert_eq!(place.post(&token, &yes_no(&token)).await.0, 410, "the ledger knows a later time");
        assert_eq!(place.now().await, sent());
        let token = {
            let place = Place::new().await;
            let token = place.link(Purpose::Answer).await;
            place.clock_at("2026-11-18T07:59:59Z");
            place.post(&token, &yes_no(&token)).await.0
        };
        assert_eq!(token, 200, "and up to its last second it is one");
    }

    #[tokio::test]
    async fn a_link_is_for_its_purpose_and_a_delivery_becomes_licences() {
        let place = Place::new().await;
        let [answer, early] = [place.link(Purpose::Answer).await, place.link(Purpose::Deliver).await];
        let delivery = |token: &str| format!("form={}&seats=6&from=&to=2027-06-30", form::mark(token));
        assert_eq!(place.post(&early, &delivery(&early)).await.0, 409, "nothing was promised");
        assert_eq!(place.post(&answer, &delivery(&answer)).await.0, 400, "it is for answers");
        assert_eq!(place.post(&answer, &yes_no(&answer)).await.0, 200);
        assert_eq!(place.post(&answer, &delivery(&answer)).await.0, 409, "it has decided");
        for bad in ["seats=0", "seats=-1", "seats=", "seats=6&to=2027-02-30", "seats=6&from=2027-01-02&to=2027-01-01"] {
            let form = format!("form={}&{bad}", form::mark(&early));
            assert_eq!(place.post(&early, &form).await.0, 400, "{bad}");
        }
        assert_eq!(place.post(&early, &delivery(&early)).await.0, 200);
        let batches = place.store.look().await.unwrap().batches().await.unwrap();
        assert_eq!((batches.len(), batches[0].seats, batches[0].key.as_str()), (1, 6, "REQ-2026-001-1"));
        assert!(place.now().await.is_over());
    }

    #[tokio::test]
    async fn a_day_goes_with_the_answer_and_the_wanted_one_stands_there_already() {
        let place = Place::of(&REQUEST.replace("\"wanted_on\":null", "\"wanted_on\":\"2026-11-20\"")).await;
        let token = place.link(Purpose::Answer).await;
        let page = place.get(&token).await.1;
        assert!(page.contains("type=\"date\" name=\"date\" min=\"2026-11-04\" value=\"2026-11-20\""), "{page}");
        for odd in ["2026-11-03", "2028-01-01", "2026-02-30", "x"] {
            let form = format!("{}&date={odd}", yes_no(&token));
            let (status, page) = place.post(&token, &form).await;
            assert!(status == 400 && page.contains("Dagen ska vara mellan i dag"), "{odd}: {page}");
        }
        assert!(place.now().await.answers.is_empty());
        assert_eq!(place.post(&token, &format!("{}&date=2026-11-25", yes_no(&token))).await.0, 200);
        let now = place.now().await;
        assert_eq!((now.confirmed_on(), now.delayed_to()), (Some(jiff::civil::date(2026, 11, 25)), None));
        assert_eq!(now.body.wanted_on, Some(jiff::civil::date(2026, 11, 20)), "what was wished stays");
        assert!(place.get(&token).await.1.contains("Bekräftad leveransdag: 2026-11-25"));
        assert_eq!(place.answers_noted().await, 1, "one deed, one row in the ledger");
        assert_eq!(place.told().await, ["request_confirmed licenser@x.example", "request_yes order@x.example"]);
    }

    #[tokio::test]
    async fn who_has_no_licences_names_no_day() {
        let place = Place::new().await;
        let token = place.link(Purpose::Answer).await;
        let form = format!("form={}&unit-0=no&unit-1=no&date=2026-11-25", form::mark(&token));
        assert_eq!(place.post(&token, &form).await.0, 200);
        assert_eq!(place.now().await.named, []);
        assert_eq!(place.told().await, [""; 0], "nobody hears of a NO here, and nobody of a day");
    }

    #[tokio::test]
    async fn a_delay_has_a_day_and_a_reason_and_the_reason_leaves_in_no_letter() {
        let place = Place::new().await;
        let answer = place.link(Purpose::Answer).await;
        assert_eq!(place.post(&answer, &yes_no(&answer)).await.0, 200);
        let token = place.link(Purpose::Deliver).await;
        assert!(place.get(&token).await.1.contains("Blir det en annan dag?"));
        let form = |more: &str| format!("form={}&deed=day&{more}", form::mark(&token));
        let long = format!("date=2026-11-20&reason={}", "a".repeat(301));
        for bad in
            ["", "date=&reason=a", "date=2026-11-20", "date=2026-11-20&reason=+", "date=2026-11-03&reason=a", &long]
        {
            assert_eq!(place.post(&token, &form(bad)).await.0, 400, "{bad}");
        }
        let of_answers = &form("date=2026-11-20&reason=a");
        assert_eq!(place.post(&answer, of_answers).await.0, 400, "it is another link's form");
        assert_eq!(place.post(&token, &form("date=2026-11-20&reason=Lagret+%C3%A4r+%3Cb%3Etomt")).await.0, 200);
        let now = place.now().await;
        assert_eq!(now.delayed_to(), Some(jiff::civil::date(2026, 11, 20)));
        assert_eq!(now.named[0].delay.as_deref(), Some("Lagret är <b>tomt"));
        let told = place.told().await;
        assert!(told.contains(&"request_delayed licenser@x.example".to_owned()), "{told:?}");
        assert!(told.contains(&"request_day order@x.example".to_owned()), "a letter with a new link: {told:?}");
        let letters = place.store.look().await.unwrap().letters().await.unwrap();
        assert!(letters.iter().all(|one| !one.letter.body.contains("Lagret")), "{letters:?}");
        let (status, page) = place.get(&token).await;
        assert!(status == 200 && page.contains("Försenat till 2026-11-20") && !page.contains("Lagret"), "{page}");
        assert_eq!(place.post(&token, &form("date=2026-11-24&reason=a")).await.0, 409, "a link decides once");
    }
}
