//! The page: whole in itself, without scripts, and told to keep what it knows to itself.

use super::form;
use super::{Finds, Visit};
use crate::licence::Kind;
use crate::request::{REASON_MAX, Says};
use crate::wording::{Lang, Words, one_line};
use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// How it looks; its digest stands in the head of the answer, so that no other style is taken.
const STYLE: &str = "\
:root{color-scheme:light dark;--text:#1b2320;--soft:#57605b;--ground:#fbfaf7;--sheet:#fff;--line:#8a918d;--deed:#0a5a54;--on:#fff}\
@media(prefers-color-scheme:dark){:root{--text:#e9ece9;--soft:#a9b3ad;--ground:#131715;--sheet:#1a1f1c;--line:#6d7671;\
--deed:#7ed3c6;--on:#131715}}\
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;background:var(--ground);\
color:var(--text);overflow-wrap:anywhere}\
h2{font-size:1.2rem;margin-top:2rem}input[type=text]{width:100%;box-sizing:border-box}\
h1{font:600 1.6rem/1.25 \"Iowan Old Style\",Palatino,\"P052\",Georgia,serif;text-wrap:balance;overflow-wrap:normal}\
pre{font:inherit;white-space:pre-wrap;border-left:.2rem solid var(--deed);padding-left:1rem;margin:1.2rem 0}\
fieldset{border:1px solid var(--line);border-radius:.4rem;margin:1rem 0;padding:.4rem 1rem .6rem;background:var(--sheet)}\
legend{font-weight:600;padding:0 .3rem}\
label{display:inline-block;padding:.35rem 1.2rem .35rem 0}\
input[type=radio]{width:1.2rem;height:1.2rem;vertical-align:-.15rem;accent-color:var(--deed)}\
input[type=number],input[type=date],input[type=text]{font:inherit;padding:.4rem .5rem;display:block;border:1px solid var(--line);\
border-radius:.3rem;background:var(--sheet);color:var(--text)}\
button{font:inherit;font-weight:600;padding:.6rem 1.4rem;border-radius:.4rem;border:1px solid var(--deed);\
background:var(--deed);color:var(--on);cursor:pointer}\
:focus-visible{outline:3px solid var(--deed);outline-offset:2px}\
.said{font-weight:600;border:2px solid var(--deed);border-radius:.4rem;padding:.6rem 1rem}\
footer{margin-top:2rem;font-size:.95rem;color:var(--soft)}";

/// A text in a page, where it is nothing but text.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A whole page.
fn whole(words: &Words, title: &str, main: &str) -> String {
    let lang = match words.lang {
        Lang::Sv => "sv",
        Lang::En => "en",
    };
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" \
         content=\"noindex\">\n<link rel=\"icon\" href=\"../icon.svg\" type=\"image/svg+xml\">\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{main}</main>\n</body>\n</html>\n",
        title = plain(title),
    )
}

/// What a visitor sees; `said` is what to say first.
pub(super) fn of(visit: &Visit, token: &str, said: Option<&str>) -> String {
    let office = &visit.counter.office;
    let words = Words::new(office.lang);
    let (number, tool) = (visit.request.number.to_string(), one_line(office.tool(&visit.request)));
    let organiser = one_line(&office.organiser);
    let fills = [("number", (&number).into()), ("tool", (&tool).into()), ("organiser", (&organiser).into())];
    let mut main = format!("<h1>{}</h1>\n", plain(&words.say("vendor-head", &fills)));
    if let Some(key) = said {
        let _ = writeln!(main, "<p class=\"said\" role=\"status\">{}</p>", plain(&words.text(key)));
    }
    match visit.finds() {
        Finds::Question => question(visit, &words, token, &mut main),
        Finds::Delivery => delivery(visit, &words, token, &mut main),
        Finds::Done => done(visit, &words, &mut main),
        Finds::Nothing => paragraph(&mut main, &words.text("vendor-nothing")),
        Finds::TooLate => paragraph(&mut main, &words.text("vendor-too-late")),
    }
    let footer = office.with_paper(&visit.request, visit.day(), |paper| paper.footer());
    let lines: Vec<String> = footer.lines().map(plain).collect();
    let _ = writeln!(main, "<footer><p>{}</p></footer>", lines.join("<br>"));
    whole(&words, &words.say("vendor-title", &[("number", (&number).into())]), &main)
}

fn paragraph(main: &mut String, text: &str) {
    let _ = writeln!(main, "<p>{}</p>", plain(text));
}

fn facts(visit: &Visit, main: &mut String) {
    let facts = visit.counter.office.facts(&visit.request, visit.day());
    let _ = writeln!(main, "<pre>{}</pre>", plain(&facts));
}

/// The start of a form that decides. It goes back to where it came from, whatever the address begins with.
fn begin(token: &str, main: &mut String) {
    let mark = form::mark(token);
    let _ = writeln!(main, "<form method=\"post\"><input type=\"hidden\" name=\"form\" value=\"{mark}\">");
}

fn end(words: &Words, key: &str, main: &mut String) {
    let _ = writeln!(main, "<button type=\"submit\">{}</button>\n</form>", plain(&words.text(key)));
}

fn question(visit: &Visit, words: &Words, token: &str, main: &mut String) {
    facts(visit, main);
    let steps = visit.counter.office.with_paper(&visit.request, visit.day(), |paper| paper.steps());
    let _ = writeln!(main, "<pre>{}</pre>", plain(&steps));
    begin(token, main);
    let open = |line: &&(usize, &crate::request::UnitLine)| !visit.request.answers.contains_key(&line.1.id);
    let units: Vec<_> = visit.request.body.units.iter().enumerate().collect();
    for (number, line) in units.iter().filter(open) {
        let _ = writeln!(main, "<fieldset><legend>{}</legend>", plain(&one_line(&line.name.to_string())));
        for says in [Says::Yes, Says::No] {
            let (word, label) = (says.word(), words.text(&format!("vendor-{}", says.word())));
            let _ = writeln!(
                main,
                "<label><input type=\"radio\" name=\"unit-{number}\" value=\"{word}\" required> {}</label>",
                plain(&label)
            );
        }
        main.push_str("</fieldset>\n");
    }
    let label = match visit.request.body.wanted_on {
        Some(day) => words.say("vendor-date-wanted", &[("day", (&day.to_string()).into())]),
        None => words.say("vendor-date", &[("days", u32::from(visit.counter.office.days).into())]),
    };
    // The wanted day stands there already: who sends it confirms it.
    let wanted = visit.request.body.wanted_on.filter(|day| *day >= visit.day());
    date_field(visit, ("date", &label), wanted.map(|day| format!(" value=\"{day}\"")).unwrap_or_default(), main);
    end(words, "vendor-send", main);
}

/// A field for a day that may be promised.
fn date_field(visit: &Visit, (name, label): (&str, &str), more: String, main: &mut String) {
    let label = plain(label);
    let _ = writeln!(
        main,
        "<p><label>{label} <input type=\"date\" name=\"{name}\" min=\"{}\"{more}></label></p>",
        visit.day()
    );
}

/// What a form has that tells another day.
pub(super) const DAY: &str = "day";

/// The way to another day than the one that is due.
fn other_day(visit: &Visit, words: &Words, token: &str, main: &mut String) {
    let due = visit.request.due_on(visit.counter.office.terms()).map(|due| due.to_string()).unwrap_or_default();
    let _ = writeln!(main, "<h2>{}</h2>", plain(&words.text("vendor-other-day")));
    paragraph(main, &words.say("vendor-other-day-text", &[("due", (&due).into())]));
    begin(token, main);
    let _ = writeln!(main, "<input type=\"hidden\" name=\"deed\" value=\"{DAY}\">");
    date_field(visit, ("date", &words.text("vendor-new-day")), " required".to_owned(), main);
    let label = plain(&words.text("vendor-reason"));
    let _ = writeln!(
        main,
        "<p><label>{label} <input type=\"text\" name=\"{}\" maxlength=\"{REASON_MAX}\"></label></p>",
        form::WORDS
    );
    end(words, "vendor-send-day", main);
}

fn delivery(visit: &Visit, words: &Words, token: &str, main: &mut String) {
    facts(visit, main);
    let Some(kind) = visit.kind() else {
        paragraph(main, &words.text("request-mail-deliver"));
        return other_day(visit, words, token, main);
    };
    paragraph(main, &words.text("vendor-deliver"));
    let units = visit.promised();
    let names = visit.request.body.units.iter().filter(|line| units.contains(&line.id));
    let names: Vec<String> = names.map(|line| one_line(&line.name.to_string())).collect();
    paragraph(main, &names.join(", "));
    begin(token, main);
    if !Kind::is_unlimited(kind) {
        let label = plain(&words.text("vendor-seats"));
        let _ = writeln!(
            main,
            "<p><label>{label} <input type=\"number\" name=\"seats\" min=\"1\" max=\"1000000\" required></label></p>"
        );
    }
    for (name, key) in [("from", "vendor-from"), ("to", "vendor-to")] {
        let label = plain(&words.text(key));
        let _ = writeln!(main, "<p><label>{label} <input type=\"date\" name=\"{name}\"></label></p>");
    }
    end(words, "vendor-send-delivery", main);
    other_day(visit, words, token, main);
}

/// Who answered, and when (SECURITY 3.2).
fn done(visit: &Visit, words: &Words, main: &mut String) {
    let request = &visit.request;
    let by = request.last_answer().map_or("vendor", |(by, _)| by.word());
    let at = match visit.link.used_at {
        Some(at) => at.to_zoned(visit.counter.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string(),
        None => request.last_answer().map(|(_, on)| on.to_string()).unwrap_or_default(),
    };
    let vendor = one_line(visit.counter.office.vendor(request));
    let fills = [("by", by.into()), ("at", (&at).into()), ("vendor", (&vendor).into())];
    paragraph(main, &words.say("vendor-done", &fills));
    for line in &request.body.units {
        let Some(answer) = request.answers.get(&line.id) else { continue };
        let name = one_line(&line.name.to_string());
        let state = if request.has_delivered(&line.id) { "delivered" } else { answer.says.word() };
        paragraph(main, &words.say("vendor-unit", &[("unit", (&name).into()), ("state", state.into())]));
    }
    for (what, on) in request.days_named() {
        let on = on.to_string();
        paragraph(main, &words.say("vendor-named", &[("what", what.into()), ("on", (&on).into())]));
    }
    if visit.has_yes()
        && let Some(due) = request.due_on(visit.counter.office.terms())
    {
        paragraph(main, &words.say("vendor-due", &[("due", (&due.to_string()).into())]));
    }
}

/// A page that nobody can learn anything from: of whoever, and of whether there ever was such a link.
pub(super) fn unknown() -> Response<Body> {
    bare(StatusCode::NOT_FOUND, "vendor-unknown")
}

/// The database does not answer, or a run takes long.
pub(super) fn later() -> Response<Body> {
    bare(StatusCode::SERVICE_UNAVAILABLE, "vendor-later")
}

fn bare(status: StatusCode, key: &str) -> Response<Body> {
    let words = Words::new(Lang::Sv);
    let mut main = "<h1>upprop</h1>\n".to_owned();
    for lang in [Lang::Sv, Lang::En] {
        paragraph(&mut main, &Words::new(lang).text(key));
    }
    answer(status, whole(&words, "upprop", &main))
}

/// A page with what keeps it, and its address, from everybody else.
pub(super) fn answer(status: StatusCode, page: String) -> Response<Body> {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    let mut response = Response::new(Body::from(page));
    *response.status_mut() = status;
    let heads = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex, nofollow"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in heads {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}
