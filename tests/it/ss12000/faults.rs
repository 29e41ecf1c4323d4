//! Answers that are no good, at the first, a middle and the last page of each resource: nothing of them counts, and the
//! next good run heals by itself.

use super::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use upprop::source::ErrorCode as E;
use upprop::source::ss12000::{Client, Secret};

type Lie = (&'static str, fn(Response) -> Response, &'static [E]);

fn status(status: u16) -> Response {
    Response::new(status, "application/json", r#"{"code":"x","message":"y"}"#)
}

fn text(mut response: Response, from: &str, to: &str) -> Response {
    let body = String::from_utf8(response.body).expect("text");
    response.body = body.replacen(from, to, 1).into_bytes();
    response
}

fn body(body: &str) -> Response {
    Response::new(200, "application/json", body)
}

fn cut(mut response: Response, share: usize) -> Response {
    response.cut = Some(response.bytes().len() * share / 100);
    response
}

const LIES: &[Lie] = &[
    ("401", |_| status(401), &[E::ServerForbids]),
    ("402", |_| status(402), &[E::ServerOdd]),
    ("403", |_| status(403), &[E::ServerForbids]),
    ("405", |_| status(405), &[E::ServerOdd]),
    ("408", |_| status(408), &[E::ServerOdd]),
    ("413", |_| status(413), &[E::ServerOdd]),
    ("418", |_| status(418), &[E::ServerOdd]),
    ("422", |_| status(422), &[E::ServerOdd]),
    ("429", |_| status(429), &[E::ServerBusy]),
    ("429 for a second", |_| status(429).with("Retry-After", "1"), &[E::ServerBusy]),
    ("429 for ten years", |_| status(429).with("Retry-After", "315360000"), &[E::ServerBusy]),
    (
        "429 until a day",
        |_| {
            status(429)
                .with("Date", "Fri, 20 Nov 2026 05:00:00 GMT")
                .with("Retry-After", "Fri, 31 Dec 2999 23:59:59 GMT")
        },
        &[E::ServerBusy],
    ),
    ("429 for nobody knows", |_| status(429).with("Retry-After", "snart"), &[E::ServerBusy]),
    ("500", |_| status(500), &[E::ServerBusy]),
    ("501", |_| status(501), &[E::ServerOdd]),
    ("502", |_| Response::new(502, "text/html", "<html>"), &[E::ServerBusy]),
    ("503", |_| status(503), &[E::ServerBusy]),
    ("503 for a moment", |_| status(503).with("Retry-After", "0"), &[E::ServerBusy]),
    ("504", |_| status(504), &[E::ServerBusy]),
    ("an outage", |_| body(r#"{"code":"source_unavailable","message":"m"}"#), &[E::ServerUnavailable]),
    (
        "an outage with its status",
        |mut r| {
            r.status = 503;
            r.body = br#"{"code":"source_unavailable","message":"m"}"#.to_vec();
            r
        },
        &[E::ServerUnavailable],
    ),
    (
        "201",
        |mut r| {
            r.status = 201;
            r
        },
        &[E::ServerOdd],
    ),
    ("204", |_| Response::new(204, "application/json", ""), &[E::ServerOdd]),
    (
        "206",
        |mut r| {
            r.status = 206;
            r
        },
        &[E::ServerOdd],
    ),
    ("301", |_| status(301).with("Location", "/elsewhere"), &[E::ServerOdd]),
    ("302 to a door", |_| status(302).with("Location", "https://login.example/"), &[E::ServerOdd]),
    ("307", |_| status(307).with("Location", "/elsewhere"), &[E::ServerOdd]),
    ("a page of a door", |_| Response::new(200, "text/html", "<html>Logga in</html>"), &[E::ServerOdd]),
    (
        "JSON that calls itself text",
        |mut r| {
            r.headers[0].1 = "text/plain".into();
            r
        },
        &[E::ServerOdd],
    ),
    (
        "no kind",
        |mut r| {
            r.headers.clear();
            r
        },
        &[E::ServerOdd],
    ),
    ("packed in a way that nobody asked for", |r| r.with("Content-Encoding", "br"), &[E::ServerOdd]),
    ("packed, it says", |r| r.with("Content-Encoding", "gzip"), &[E::AnswerCut]),
    ("nothing", |_| body(""), &[E::AnswerDamaged]),
    ("null", |_| body("null"), &[E::AnswerDamaged]),
    ("an empty object", |_| body("{}"), &[E::AnswerDamaged]),
    ("a list", |_| body("[]"), &[E::AnswerDamaged]),
    ("an error", |_| body(r#"{"error":{"code":400,"message":"Bad request."}}"#), &[E::AnswerDamaged]),
    ("a detail", |_| body(r#"{"detail":"Not found"}"#), &[E::AnswerDamaged]),
    ("an object for data", |_| body(r#"{"data":{}}"#), &[E::AnswerDamaged]),
    ("null for data", |_| body(r#"{"data":null}"#), &[E::AnswerDamaged]),
    ("a number for a token", |_| body(r#"{"data":[],"pageToken":7}"#), &[E::AnswerDamaged]),
    ("a token with a line end", |_| body(r#"{"data":[],"pageToken":"a\r\nX: y"}"#), &[E::AnswerDamaged]),
    ("data twice", |_| body(r#"{"data":[],"data":[]}"#), &[E::AnswerDamaged]),
    ("two answers", |r| text(r, "{\"data\"", "{\"data\":[]}{\"data\""), &[E::AnswerDamaged]),
    ("not a number", |_| body(r#"{"data":[NaN]}"#), &[E::AnswerDamaged]),
    (
        "half a letter",
        |mut r| {
            r.body.insert(9, 0xC3);
            r
        },
        &[E::AnswerDamaged],
    ),
    ("a mark before it", |r| text(r, "{", "\u{feff}{"), &[E::AnswerDamaged]),
    ("records without ids", |_| body(r#"{"data":[{"givenName":"x"}]}"#), &[E::AnswerDamaged]),
    ("records that are numbers", |_| body(r#"{"data":[1,2]}"#), &[E::AnswerDamaged]),
    ("ids with NUL", |_| body(r#"{"data":[{"id":"a\u0000"}]}"#), &[E::AnswerDamaged]),
    ("brackets beyond all reason", |_| body(&format!("{{\"data\":[{}", "[".repeat(100_000))), &[E::AnswerDamaged]),
    ("cut in its head", |r| cut(r, 3), &[E::AnswerCut]),
    ("cut in its body", |r| cut(r, 90), &[E::AnswerCut]),
    ("longer than it says", |r| r.with("Content-Length", "9"), &[E::AnswerDamaged, E::AnswerCut]),
    (
        "shorter than it says",
        |mut r| {
            let more = (r.body.len() + 9).to_string();
            r.cut = Some(usize::MAX);
            r.stalls = true;
            r.with("Content-Length", &more)
        },
        &[E::ServerSlow, E::AnswerCut],
    ),
    ("beyond the limit", |_| body(&format!("{{\"data\":[\"{}\"]}}", "x".repeat(1100 * 1024))), &[E::AnswerTooLarge]),
    ("a bomb", |_| body("").with("Content-Encoding", "gzip").bombed(), &[E::AnswerTooLarge]),
];

impl Response {
    /// Packed, and a thousand times as large unpacked.
    fn bombed(mut self) -> Self {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        std::io::Write::write_all(&mut packed, &vec![b' '; 8 * 1024 * 1024]).expect("memory");
        self.body = packed.finish().expect("memory");
        self
    }
}

const RESOURCES: [&str; 4] = ["organisations", "persons", "groups", "duties"];
const PAGE: usize = 3;

#[test]
fn of_an_answer_that_is_no_good_nothing_counts_and_the_next_good_run_heals() {
    assert!(LIES.len() >= 50);
    let municipality = Arc::new(Municipality::exempelkommunen(DAY));
    let good = {
        let municipality = Arc::clone(&municipality);
        read(&Double::new(move |request| municipality.answer(request)), PAGE as u32).expect("a sweep").digest
    };
    std::thread::scope(|scope| {
        for lies in LIES.chunks(LIES.len().div_ceil(8)) {
            let municipality = &municipality;
            scope.spawn(move || lies.iter().for_each(|lie| every_page(municipality, lie, good)));
        }
    });
}

fn every_page(municipality: &Arc<Municipality>, (name, lie, codes): &Lie, good: u128) {
    for resource in RESOURCES {
        let pages = municipality.pages(resource, PAGE);
        for at in [0, pages / 2, pages - 1] {
            let (municipality, lie, lies) = (Arc::clone(municipality), *lie, Arc::new(AtomicU32::new(1)));
            let is_lying = Arc::clone(&lies);
            let double = Double::new(move |request| {
                let answer = municipality.answer(request);
                let token = request.query.get("pageToken").cloned().unwrap_or_else(|| "sida-0".to_owned());
                let is_here = request.path.ends_with(resource) && token == format!("sida-{}", at * PAGE);
                if is_here && is_lying.load(Ordering::Relaxed) > 0 { lie(answer) } else { answer }
            });
            let error = read(&double, PAGE as u32).expect_err(name);
            assert!(codes.contains(&error.code), "{name}, {resource} {at}: {error:?}");
            assert_eq!(error.file.as_deref(), Some(resource), "{name}");
            lies.store(0, Ordering::Relaxed);
            assert_eq!(read(&double, PAGE as u32).expect("a good run").digest, good, "{name}");
        }
    }
}

#[test]
fn a_connection_that_is_cut_after_any_byte_gives_nothing_or_everything() {
    let mut municipality = Municipality::exempelkommunen(DAY);
    municipality.resources.values_mut().for_each(|records| records.truncate(4));
    // Every byte is a sweep: a record has only what it needs.
    for duty in municipality.resources.get_mut("duties").into_iter().flatten() {
        *duty = serde_json::json!({"id": duty["id"].as_str().expect("an id")[..8], "person": duty["person"]});
    }
    let (municipality, cut_at) = (Arc::new(municipality), Arc::new(AtomicU32::new(u32::MAX)));
    let (at, server) = (Arc::clone(&cut_at), Arc::clone(&municipality));
    let double = Double::new(move |request| {
        let mut answer = server.answer(request);
        let is_second = request.query.get("pageToken").is_some_and(|token| token == "sida-2");
        let bytes = at.load(Ordering::Relaxed) as usize;
        if request.path.ends_with("/duties") && bytes != u32::MAX as usize {
            let first = server.answer(&Request { query: [("limit".into(), "2".into())].into(), ..request.clone() });
            let before = first.bytes().len();
            let own = if is_second { bytes.checked_sub(before) } else { (bytes < before).then_some(bytes) };
            answer.cut = own;
        }
        answer
    });
    let whole = read(&double, 2).expect("a sweep").digest;
    let length = |token: Option<&str>| {
        let query = [("limit".to_owned(), "2".to_owned())].into_iter();
        let query = query.chain(token.map(|token| ("pageToken".to_owned(), token.to_owned()))).collect();
        let (method, headers, body) = ("GET".to_owned(), BTreeMap::new(), String::new());
        municipality.answer(&Request { method, path: "/duties".into(), query, headers, body }).bytes().len()
    };
    let all = length(None) + length(Some("sida-2"));
    for bytes in 0..all {
        cut_at.store(bytes as u32, Ordering::Relaxed);
        let error = read(&double, 2).expect_err("a cut answer");
        assert!(matches!(error.code, E::AnswerCut | E::ServerUnreachable | E::ServerSlow), "{bytes}: {error:?}");
    }
    cut_at.store(u32::MAX, Ordering::Relaxed);
    assert_eq!(read(&double, 2).expect("a good run").digest, whole);
}

#[test]
fn a_token_that_runs_out_after_any_page_is_renewed_once_and_the_sweep_goes_on() {
    let municipality = Arc::new(Municipality::exempelkommunen(DAY));
    let pages: usize = RESOURCES.iter().map(|resource| municipality.pages(resource, 5)).sum();
    for last in 0..pages {
        let (server, served, given) = (Arc::clone(&municipality), AtomicU32::new(0), AtomicU32::new(0));
        let double = Double::new(move |request| {
            if request.path == "/token" {
                assert_eq!(request.method, "POST");
                assert!(request.body.contains("grant_type=client_credentials&client_id=upprop&client_secret=hemlig"));
                assert!(request.body.contains("&scope=ss12000"));
                let number = given.fetch_add(1, Ordering::Relaxed) + 1;
                return Response::json(&serde_json::json!({"access_token": format!("t{number}"), "expires_in": 3600}));
            }
            let is_over = served.load(Ordering::Relaxed) as usize >= last;
            let wanted = if is_over { "Bearer t2" } else { "Bearer t1" };
            if request.headers.get("authorization").map(String::as_str) != Some(wanted) {
                return status(401);
            }
            served.fetch_add(1, Ordering::Relaxed);
            server.answer(request)
        });
        let access = Access::Client(Client {
            url: double.url("/token"),
            id: "upprop".to_owned(),
            secret: Secret::Value("hemlig\n".to_owned()),
            fields: BTreeMap::from([("scope".to_owned(), "ss12000".to_owned())]),
        });
        let source = Ss12000::new(Settings { access, ..settings(double.url("/v2"), 5) });
        let read = parts(source.read().expect("a sweep"));
        assert_eq!(read.persons.len(), 40);
        let tokens = double.asked().iter().filter(|request| request.path == "/token").count();
        assert_eq!(tokens, 2, "one in the beginning, and one after page {last}");
    }
}

#[test]
fn pages_that_never_end_are_told_and_a_token_that_is_over_begins_the_resource_anew() {
    let code = |answer: fn(&Municipality, &Request, u32) -> Response| {
        let (municipality, count) = (Municipality::exempelkommunen(DAY), AtomicU32::new(0));
        let double = Double::new(move |request| {
            let number = if request.path.ends_with("/persons") { count.fetch_add(1, Ordering::Relaxed) } else { 0 };
            answer(&municipality, request, number)
        });
        read(&double, 5).map(|parts| parts.persons.len()).map_err(|error| error.code)
    };
    assert_eq!(code(|m, r, _| text(m.answer(r), "sida-10", "sida-5")), Err(E::PagesCircle), "the same token twice");
    let other_tokens = |m: &Municipality, r: &Request, number: u32| {
        if !r.path.ends_with("/persons") {
            return m.answer(r);
        }
        let first = Request { query: [("limit".into(), "5".into())].into(), ..r.clone() };
        text(m.answer(&first), "sida-5", &format!("ny-{number}"))
    };
    assert_eq!(code(other_tokens), Err(E::PagesCircle), "the same page under ever new tokens");
    assert_eq!(code(|m, r, number| if number == 3 { status(410) } else { m.answer(r) }), Ok(40), "once over");
    assert_eq!(code(|m, r, number| if number == 3 { status(400) } else { m.answer(r) }), Ok(40), "once refused");
    let ever = |m: &Municipality, r: &Request, _| {
        if r.path.ends_with("/persons") && r.query.contains_key("pageToken") { status(410) } else { m.answer(r) }
    };
    assert_eq!(code(ever), Err(E::PagesOver));
    let empty_last = |m: &Municipality, r: &Request, _| {
        if r.query.get("pageToken").is_some_and(|token| token == "slut") {
            return body(r#"{"data":[],"pageToken":null}"#);
        }
        let answer = m.answer(r);
        let is_last = !String::from_utf8_lossy(&answer.body).contains("pageToken");
        if is_last && r.path.ends_with("/persons") { text(answer, "{", r#"{"pageToken":"slut","#) } else { answer }
    };
    assert_eq!(code(empty_last), Ok(40), "an empty last page");
}

#[test]
fn what_is_not_there_is_told_and_a_right_that_is_missing_is_no_empty_school() {
    let code = |change: fn(&mut Municipality)| {
        let mut municipality = Municipality::exempelkommunen(DAY);
        change(&mut municipality);
        let double = Double::new(move |request| municipality.answer(request));
        read(&double, 1000).map(|_| ()).map_err(|error| error.code)
    };
    for resource in RESOURCES {
        let municipality = Municipality::exempelkommunen(DAY);
        let double =
            Double::new(
                move |request| {
                    if request.path.ends_with(resource) { status(404) } else { municipality.answer(request) }
                },
            );
        assert_eq!(read(&double, 1000).expect_err("a refusal").code, E::ServerLacks, "{resource}");
    }
    let no_enrolments = |m: &mut Municipality| {
        for person in m.resources.get_mut("persons").into_iter().flatten() {
            person.as_object_mut().expect("a record").remove("enrolments");
        }
    };
    assert_eq!(code(no_enrolments), Err(E::AttributesMissing));
    let broken = |m: &mut Municipality| {
        m.resources.get_mut("persons").into_iter().flatten().for_each(|person| person["givenName"] = 7.into());
    };
    assert_eq!(code(broken), Err(E::RecordsUnreadable));
    assert_eq!(code(|_| ()), Ok(()));
    let nobody = Double::new(|_| status(200));
    let url = nobody.url("/v2");
    drop(nobody);
    std::thread::sleep(Duration::from_millis(20));
    let error = Ss12000::new(settings(url, 5)).read().map(|_| ()).expect_err("nobody is there");
    assert_eq!(error.code, E::ServerUnreachable);
    assert!(error.is_passing());
}
