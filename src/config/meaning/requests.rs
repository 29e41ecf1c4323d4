//! How vendors are asked.

use super::{Review, letters, names, sources};
use crate::config::model::Contact;
use crate::config::problem::{Calling, Requests, Thing};
use crate::request::Key;

pub(super) fn check(review: &mut Review<'_>) {
    let request = review.file.request.clone();
    if let Some(url) = &request.url {
        let path = "request.url";
        sources::address(review, path, url);
        if url.contains(['?', '#', '\\']) || url.chars().any(|c| c.is_whitespace() || c.is_control()) {
            review.error(path, Calling::Open);
        }
        if review.file.web.listen.is_none() {
            review.warn(path, Requests::Unheard);
        }
    }
    if let Some(platform) = &request.platform {
        key(review, "request.platform", platform);
    }
    if !(1..=60).contains(&request.working_days) {
        review.error("request.working_days", Requests::Days);
    }
    if !(1..=90).contains(&request.link_days.0) {
        review.error("request.link_days", Requests::Days);
    }
    contacts(review, "request.contact", &request.contact);
    for (number, vendor) in review.file.vendor.iter().enumerate() {
        contacts(review, &format!("vendor[{number}].contacts"), &vendor.contacts);
    }
}

fn contacts(review: &mut Review<'_>, path: &str, contacts: &[Contact]) {
    names::unique(review, Thing::Contact, path, "key", contacts.iter().map(|contact| contact.key.as_str()));
    for (number, contact) in contacts.iter().enumerate() {
        let path = format!("{path}[{number}]");
        key(review, &format!("{path}.key"), &contact.key);
        review.filled(&path, "title", &contact.title);
        letters::mail_address(review, &format!("{path}.address"), "address", &contact.address);
    }
}

fn key(review: &mut Review<'_>, path: &str, text: &str) {
    if Key::try_from(text.to_owned()).is_err() {
        review.error(path, Requests::Key);
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::told_after;

    #[test]
    fn what_vendors_are_told_has_no_place_for_a_person() {
        let told = |text: &str| told_after("[notify]", &format!("[request]\n{text}\n[notify]"));
        assert!(told("platform = \"Liv Lindqvist\"").contains("the key is sent to vendors"));
        assert!(told("working_days = 0").contains("number of days"));
        assert!(told("link_days = \"200d\"").contains("number of days"));
        let contact = "contact = [{ key = \"l\", title = \"Licenser\", address = \"a b\" }]";
        assert!(told(contact).contains("`address` is not a mail address"), "{}", told(contact));
        assert!(told("url = \"http://upprop.example\"").contains("https"));
        assert!(told("url = \"https://upprop.example/?x\"").contains("no path can be put behind"));
    }
}
