//! A letter as a message: text first, simple HTML second, and the headers that keep a conversation together and answering
//! machines quiet (UX 5.2.10).

use super::NotifyError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use serde::{Deserialize, Serialize};
use std::time::{Duration, UNIX_EPOCH};
use xxhash_rust::xxh3::xxh3_128;

/// Nobody reads more of a subject.
const SUBJECT_LETTERS_MAX: usize = 250;

/// A letter that is due.
pub struct Due<'a> {
    /// Number in the outbox; its file carries it.
    pub id: i64,
    /// To whom.
    pub to: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Plain text.
    pub body: &'a str,
    /// Names the letter for ever, so that a second try is seen as the same letter.
    pub dedupe_key: &'a str,
    /// Names the thread.
    pub thread: &'a str,
    /// When it was written.
    pub at: jiff::Timestamp,
    /// Is it sent once more, since nobody knows whether it arrived?
    pub is_resent: bool,
    /// What is attached to it.
    pub file: Option<Attached>,
}

/// A file that goes with a letter. It stands among the letter's headers in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// What it is called.
    pub name: String,
    /// What it is, as mail says it.
    pub media_type: String,
    /// The file, in base64.
    pub content: String,
}

impl Attached {
    /// A file to be attached.
    #[must_use]
    pub fn new(name: &str, media_type: &str, content: &[u8]) -> Self {
        Self { name: name.to_owned(), media_type: media_type.to_owned(), content: STANDARD.encode(content) }
    }

    /// The part of a message, or nothing where it cannot be one.
    fn part(&self) -> Option<SinglePart> {
        let (kind, content) = (ContentType::parse(&self.media_type).ok()?, STANDARD.decode(&self.content).ok()?);
        Some(Attachment::new(self.name.clone()).body(content, kind))
    }
}

/// Who sends.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Address.
    pub from: String,
    /// Where answers go.
    pub reply_to: Option<String>,
}

impl Sender {
    /// The message.
    ///
    /// # Errors
    /// When an address does not parse.
    pub(super) fn message(&self, due: &Due<'_>) -> Result<Message, NotifyError> {
        let mailbox =
            |text: &str, which| text.parse::<Mailbox>().map_err(|_| NotifyError::Address { id: due.id, which });
        let host = self.from.rsplit('@').next().unwrap_or("localhost").trim_end_matches('>');
        let root = format!("<{}@{host}>", token(due.thread));
        let mut builder = Message::builder()
            .from(mailbox(&self.from, "from")?)
            .to(mailbox(due.to, "to")?)
            .subject(subject(due.subject))
            .date(UNIX_EPOCH + Duration::from_secs(u64::try_from(due.at.as_second()).unwrap_or(0)))
            .message_id(Some(format!("<{}@{host}>", token(due.dedupe_key))))
            .references(root);
        if let Some(reply_to) = &self.reply_to {
            builder = builder.reply_to(mailbox(reply_to, "reply_to")?);
        }
        let list = format!("upprop <upprop.{host}>");
        let plain = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"), ("List-Id", &list)];
        let again = due.is_resent.then_some(("X-Upprop-Resend", "1"));
        for (name, value) in plain.into_iter().chain(again) {
            let name = HeaderName::new_from_ascii_str(name);
            builder = builder.raw_header(HeaderValue::new(name, value.to_owned()));
        }
        let text = lines_only(due.body);
        let html = html(&text);
        let part = |kind, body| SinglePart::builder().header(kind).body(body);
        // The same letter is the same bytes; what begins so stands in no text that is encoded.
        let digest = xxh3_128(due.dedupe_key.as_bytes());
        let both = MultiPart::builder()
            .kind(MultiPartKind::Alternative)
            .boundary(format!("=_{digest:032x}"))
            .singlepart(part(ContentType::TEXT_PLAIN, text))
            .singlepart(part(ContentType::TEXT_HTML, html));
        let all = match due.file.as_ref().and_then(Attached::part) {
            None => both,
            Some(file) => {
                let mixed = MultiPart::builder().kind(MultiPartKind::Mixed).boundary(format!("=_{:032x}", !digest));
                mixed.multipart(both).singlepart(file)
            }
        };
        builder.multipart(all).map_err(|source| NotifyError::Message { id: due.id, source })
    }
}

/// No control characters and nothing that turns the direction of writing, whatever a name may hold (SECURITY 3.6).
fn is_plain(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// One line that is short enough to be said: a word that fills more than a line (RFC 5322 2.1.1) cannot be broken, and
/// servers refuse it.
fn subject(text: &str) -> String {
    let mut plain: String = text.chars().map(|c| if is_plain(c) { c } else { ' ' }).collect();
    if let Some((end, _)) = plain.char_indices().nth(SUBJECT_LETTERS_MAX) {
        plain.truncate(end);
        plain.push('…');
    }
    plain
}

/// The same of a text of several lines.
fn lines_only(text: &str) -> String {
    text.chars().filter(|c| *c != '\r').map(|c| if c == '\n' || is_plain(c) { c } else { ' ' }).collect()
}

/// A key as the left part of a message id.
fn token(key: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    key.chars().map(|c| if fits(c) { c } else { '.' }).collect()
}

/// The text as a page that a telephone can show: paragraphs, and what is numbered or listed as lists.
fn html(text: &str) -> String {
    const HEAD: &str = "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"></head>\n\
        <body style=\"font-family: sans-serif; font-size: 16px; line-height: 1.45; \
        overflow-wrap: break-word; word-wrap: break-word; \
        max-width: 38em\">\n";
    let mut page = HEAD.to_owned();
    for paragraph in text.split("\n\n").map(|paragraph| paragraph.trim_matches('\n')).filter(|one| !one.is_empty()) {
        let mut open = "";
        for line in paragraph.lines() {
            let (tag, line) = item(line);
            if tag != open {
                close(&mut page, open);
                page.push_str(if tag == "p" {
                    "<p>"
                } else if tag == "ol" {
                    "<ol>\n"
                } else {
                    "<ul>\n"
                });
                open = tag;
            } else if tag == "p" {
                page.push_str("<br>\n");
            }
            let line = escaped(line);
            page.push_str(&if tag == "p" { line } else { format!("<li>{line}</li>\n") });
        }
        close(&mut page, open);
    }
    page + "</body></html>\n"
}

fn close(page: &mut String, tag: &str) {
    if !tag.is_empty() {
        page.push_str(&format!("</{tag}>\n"));
    }
}

/// What a line is part of, and what it says.
fn item(line: &str) -> (&'static str, &str) {
    let said = line.trim_start();
    if let Some(rest) = said.strip_prefix("- ") {
        return ("ul", rest);
    }
    let number = said.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    match said.get(number..).and_then(|rest| rest.strip_prefix(". ")) {
        Some(rest) if number > 0 && line.starts_with(' ') => ("ol", rest),
        _ => ("p", said),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_paragraphs_and_lists_and_nothing_else() {
        let page = html("Två saker.\nEtt <b>.\n\nGör så här:\n 1. Titta & se.\n 2. Vänta.\n\n - en\n - två\n");
        let body = page.split("38em\">\n").nth(1).unwrap();
        assert_eq!(
            body,
            "<p>Två saker.<br>\nEtt &lt;b&gt;.</p>\n<p>Gör så här:</p>\n<ol>\n<li>Titta &amp; se.</li>\n\
            <li>Vänta.</li>\n</ol>\n<ul>\n<li>en</li>\n<li>två</li>\n</ul>\n</body></html>\n"
        );
    }

    #[test]
    fn a_hostile_name_changes_no_header_and_no_part() {
        let sender = Sender { from: "upprop@x.example".to_owned(), reply_to: None };
        let structure = |name: &str| {
            let (subject, body) = (format!("BRIST {name}"), format!("Hej {name}.\n\nMer."));
            let at = jiff::Timestamp::UNIX_EPOCH;
            let due = Due {
                id: 1,
                to: "b@x.example",
                subject: &subject,
                body: &body,
                dedupe_key: "k",
                thread: "t",
                at,
                is_resent: false,
                file: None,
            };
            let message = sender.message(&due).unwrap();
            let text = String::from_utf8(message.formatted()).unwrap();
            let head = text.split("\r\n\r\n").next().unwrap();
            let mut names: Vec<String> = head
                .lines()
                .filter(|l| !l.starts_with([' ', '\t']))
                .filter_map(|l| l.split_once(": "))
                .map(|(n, _)| n.to_owned())
                .collect();
            names.sort();
            let to: Vec<String> = message.envelope().to().iter().map(ToString::to_string).collect();
            (names, to, text.matches("Content-Type: text/").count())
        };
        let harmless = structure("Ekskolan");
        let tricks = [
            "\r\n",
            "\n.\r\n",
            "\0",
            "\u{202e}",
            "\u{2028}",
            "<script>",
            "=?utf-8?q?x?=",
            "\"",
            "\r\nBcc: e@x.example\r\n\r\n",
        ];
        for number in 0..2_000_u32 {
            let trick = tricks[number as usize % tricks.len()];
            let name = match number % 4 {
                0 => format!("{trick}Skolan"),
                1 => format!("Skol{trick}an{number}"),
                2 => trick.repeat(number as usize / 8),
                _ => format!("Skolan{trick}{}", "å".repeat(number as usize * 5)),
            };
            assert_eq!(structure(&name), harmless, "{number}");
        }
    }
}
