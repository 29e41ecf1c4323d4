//! Receivers of webhooks.

use super::{Review, names};
use crate::config::model::{RecipientRole, Webhook};
use crate::config::problem::{Thing, Webhooks};
use crate::notify::{Network, Untold, target};

pub(super) fn check(review: &mut Review<'_>) {
    if review.file.notify.hourly_max == 0 {
        review.error("notify.hourly_max", Webhooks::NoLetters);
    }
    let all = &review.file.notify.webhook;
    names::unique(review, Thing::Webhook, "notify.webhook", "name", all.iter().map(|one| one.name.as_str()));
    for (number, webhook) in all.iter().enumerate() {
        one(review, &format!("notify.webhook[{number}]"), webhook);
    }
}

fn one(review: &mut Review<'_>, path: &str, webhook: &Webhook) {
    let mut allowed: Vec<Network> = Vec::new();
    for (at, text) in webhook.allow_private.iter().enumerate() {
        match text.parse() {
            Ok(network) => allowed.push(network),
            Err(_) => review.error(&format!("{path}.allow_private[{at}]"), Webhooks::Network { text: text.clone() }),
        }
    }
    if let Err(fault) = target(&webhook.url, &allowed) {
        let kind = match fault {
            Untold::NoUrl => Webhooks::NoUrl,
            Untold::Login => Webhooks::Login,
            Untold::Open => Webhooks::Open,
            Untold::Private => Webhooks::Private,
        };
        review.error(&format!("{path}.url"), kind);
    }
    review.authority(path, webhook.authority.as_deref(), |path| Webhooks::NoAuthority { path });
    if !review.is_sound(&format!("{path}.role")) {
        return;
    }
    match webhook.role {
        RecipientRole::Chief => review.error(&format!("{path}.role"), Webhooks::Role),
        RecipientRole::Unit if webhook.units.is_empty() => review.error(path, Webhooks::NoUnits),
        RecipientRole::Organiser | RecipientRole::Operations if !webhook.units.is_empty() => {
            review.warn(&format!("{path}.units"), Webhooks::UnitsWithoutRole);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::config::trial::{GOOD, Trial};

    const RIGHT: &str =
        "name = \"larm\"\nurl = \"https://larm.example/u\"\nsecret = { env = \"S\" }\nrole = \"organiser\"\n";

    fn told(from: &str, to: &str) -> String {
        assert!(RIGHT.contains(from), "{from}");
        let mut trial = Trial::of(&format!("{GOOD}[[notify.webhook]]\n{}", RIGHT.replace(from, to)));
        trial.environment.insert("S".to_owned(), "whsec_hemligt".to_owned());
        trial.told()
    }

    #[test]
    fn a_receiver_that_can_be_told_is_nothing_to_tell_of() {
        assert_eq!(told("", ""), "");
        for (from, to) in [
            ("https://larm.example/u", "https://larm.example:8443/a?b=c"),
            ("role", "kinds = [\"held\", \"joined\"]\nrole"),
            ("role = \"organiser\"", "role = \"unit\"\nunits = [\"ekskolan\"]"),
            ("https://larm.example/u\"", "http://127.0.0.1:80/\"\nallow_private = [\"127.0.0.0/8\"]"),
            ("https://larm.example/u\"", "https://10.1.2.3/\"\nallow_private = [\"10.1.2.0/24\"]"),
        ] {
            assert_eq!(told(from, to), "", "{to}");
        }
    }

    #[test]
    fn an_address_that_no_webhook_may_go_to_is_refused_however_it_is_written() {
        for url in [
            "https://127.0.0.1",
            "https://127.1",
            "https://0x7f000001",
            "https://2130706433",
            "https://017700000001",
            "https://[::1]",
            "https://[::ffff:127.0.0.1]",
            "https://0",
            "https://10.0.0.1",
            "https://169.254.169.254/x",
            "https://⑯⑨.254.169.254",
            "https://[fd00::1]",
            "https://[64:ff9b::7f00:1]",
            "https://192.168.1.1:8443",
            "http://127.0.0.1",
            "http://[::1]:80",
        ] {
            let told = told("https://larm.example/u", url);
            assert!(told.contains("the address is not a public one"), "{url}: {told}");
        }
        for url in ["http://larm.example", "ftp://larm.example", "http://localhost.elsewhere.example", "gopher://x/"] {
            assert!(told("https://larm.example/u", url).contains("does not begin with `https://`"), "{url}");
        }
        for url in ["", "larm", "//larm.example", "https://", "https:///x y", "https://a b"] {
            let told = told("https://larm.example/u", url);
            assert!(told.contains("is not an address") || told.contains("does not begin"), "{url}: {told}");
        }
        for url in ["https://u:hemligt@larm.example", "https://good@127.0.0.1"] {
            let told = told("https://larm.example/u", url);
            assert!(told.contains("a login stands in the address") && !told.contains("hemligt"), "{told}");
        }
    }

    #[test]
    fn what_makes_no_sense_of_a_receiver_is_told() {
        for (from, to, says) in [
            ("organiser", "chief", "the role `chief` hears only"),
            ("organiser", "unit", "no units, and so is told nothing"),
            ("role = \"organiser\"", "role = \"organiser\"\nunits = [\"a\"]", "warning: `units` makes no difference"),
            ("role", "allow_private = [\"10.0.0.0/99\"]\nrole", "`10.0.0.0/99` is not a network"),
            ("role", "authority = \"nobody.pem\"\nrole", "nobody.pem is not there"),
            ("role", "kinds = [\"shortages\"]\nrole", "Did you mean `shortage`?"),
            ("{ env = \"S\" }", "{ env = \"T\" }", "the environment variable `T` is not set"),
            ("role", "secret_before = { env = \"T\" }\nrole", "the environment variable `T` is not set"),
            ("\"larm\"", "\"\"", "`name` is empty"),
        ] {
            let told = told(from, to);
            assert!(told.contains(says), "{to}: {told}");
        }
        let twice = Trial::of(&format!("{GOOD}[[notify.webhook]]\n{RIGHT}[[notify.webhook]]\n{RIGHT}")).told();
        assert!(twice.contains("`larm`"), "{twice}");
        let none = Trial::of(&GOOD.replace("folder =", "hourly_max = 0\nfolder =")).told();
        assert!(none.contains("no letters at all would go"), "{none}");
    }
}
