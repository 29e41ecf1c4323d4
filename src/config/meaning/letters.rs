//! Letters and who gets them.

use super::Review;
use crate::config::model::{RecipientRole, Smtp, SmtpTls};
use crate::config::problem::{Letters, Post};
use std::collections::BTreeMap;

pub(super) fn check(review: &mut Review<'_>) {
    let notify = &review.file.notify;
    for (key, address) in [("from", &notify.from), ("reply_to", &notify.reply_to)] {
        if let Some(address) = address {
            mail_address(review, &format!("notify.{key}"), key, address);
        }
    }
    for (number, vendor) in review.file.vendor.iter().enumerate() {
        if let Some(address) = &vendor.request_address {
            mail_address(review, &format!("vendor[{number}].request_address"), "request_address", address);
        }
    }
    for (number, report) in review.file.report.iter().enumerate() {
        if report.to.is_empty() {
            review.error(&format!("report[{number}].to"), Letters::ReportToNobody);
        }
        for (at, address) in report.to.iter().enumerate() {
            mail_address(review, &format!("report[{number}].to[{at}]"), "to", address);
        }
    }
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (number, recipient) in notify.recipient.iter().enumerate() {
        let path = format!("notify.recipient[{number}]");
        let at = format!("{path}.address");
        mail_address(review, &at, "address", &recipient.address);
        match seen.get(&recipient.address.to_lowercase()) {
            Some(first) => {
                let first = review.loaded.place(first);
                review.warn(&at, Letters::RecipientTwice { first });
            }
            None => drop(seen.insert(recipient.address.to_lowercase(), at)),
        }
        if !review.is_sound(&format!("{path}.role")) {
            continue;
        }
        match recipient.role {
            RecipientRole::Unit if recipient.units.is_empty() => review.error(&path, Letters::RecipientWithoutUnits),
            RecipientRole::Organiser | RecipientRole::Operations | RecipientRole::Chief
                if !recipient.units.is_empty() =>
            {
                review.warn(&format!("{path}.units"), Letters::UnitsWithoutRole);
            }
            _ => {}
        }
    }
    if let Some(folder) = &notify.folder {
        review.filled("notify", "folder", folder);
        let resolved = review.loaded.resolve(folder);
        if resolved.is_file() {
            review.error("notify.folder", Post::FolderIsFile { path: resolved.display().to_string() });
        }
    }
    if let Some(server) = notify.smtp.clone() {
        smtp(review, &server);
    }
    let notify = &review.file.notify;
    if notify.recipient.is_empty() {
        return review.warn("notify", Letters::NoRecipient);
    }
    if notify.from.is_none() {
        review.warn("notify", Letters::NoSender);
    }
    if notify.folder.is_none() && notify.smtp.is_none() {
        review.warn("notify", Post::Nowhere);
    }
}

/// The mail server.
fn smtp(review: &mut Review<'_>, server: &Smtp) {
    review.filled("notify.smtp", "host", &server.host);
    if review.file.notify.folder.is_some() {
        review.error("notify.folder", Post::FolderAndServer);
    }
    if server.user.is_some() != server.password.is_some() {
        review.error("notify.smtp", Post::HalfALogin);
    }
    let is_here = matches!(server.host.as_str(), "localhost" | "127.0.0.1" | "::1");
    if server.tls == SmtpTls::None && server.password.is_some() && !is_here {
        review.error("notify.smtp.tls", Post::PasswordInTheOpen);
    }
    review.authority("notify.smtp", server.authority.as_deref(), |path| Post::NoAuthority { path });
}

pub(super) fn mail_address(review: &mut Review<'_>, path: &str, key: &str, address: &str) {
    if !is_address(address) {
        review.error(path, Letters::Address { key: key.to_owned() });
    }
}

/// One `@` with something on both sides, and nothing that could end the line of a letter's head.
fn is_address(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"()[]\\".contains(c);
    let sides = text.split('@').collect::<Vec<_>>();
    let domain_fits = |domain: &str| !domain.starts_with('.') && !domain.ends_with('.') && !domain.contains("..");
    text.chars().all(plain)
        && text.len() <= 254
        && matches!(sides.as_slice(), [name, domain] if !name.is_empty() && !domain.is_empty() && domain_fits(domain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::trial::{GOOD, Trial, told_after};

    #[test]
    fn an_address_that_could_write_a_second_head_line_is_refused() {
        assert!(is_address("it-stöd+larm@exempelkommunen.example"));
        for bad in ["", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\r\nBcc: c@d", "A <a@b.example>", "a@b..c", "a@b, c@d"] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_folder_for_letters_that_is_none_is_refused() {
        let told = told_after("folder = \"outbox\"", "folder = \"\"");
        assert!(told.starts_with("upprop.toml:7:10: `folder` is empty"), "{told}");
        let told = Trial::of(GOOD).put("outbox", "").told();
        assert!(told.starts_with("upprop.toml:7:10: outbox is a file and no folder"), "{told}");
        assert_eq!(Trial::of(GOOD).put("outbox/000001.eml", "").told(), "");
    }

    #[test]
    fn a_recipient_who_stands_twice_is_warned_of() {
        let again = "[[notify.recipient]]\naddress = \"IT@exempelkommunen.example\"\nrole = \"operations\"\n[[vendor]]";
        let told = told_after("[[vendor]]", again);
        let want = "upprop.toml:13:11: warning: the address is a recipient already in upprop.toml:9:11\n";
        assert!(told.starts_with(want), "{told}");
    }

    #[test]
    fn recipients_without_units_sender_or_folder_are_told() {
        assert!(told_after("role = \"organiser\"", "role = \"unit\"").contains("the role `unit` but no units"));
        let told = told_after("role = \"organiser\"", "role = \"operations\"\nunits = [\"a\"]");
        assert!(told.contains("warning: `units` makes no difference"), "{told}");
        assert!(told_after("folder = \"outbox\"\n", "").contains("warning: there are recipients but neither"));
        assert!(told_after("from = \"upprop@exempelkommunen.example\"\n", "").contains("no sender"));
        assert!(told_after("it@exempelkommunen.example", "it").contains("`address` is not a mail address"));
    }

    #[test]
    fn a_mail_server_that_would_be_told_a_secret_in_the_open_is_refused() {
        let told = |smtp: &str| {
            let text = GOOD.replace("folder = \"outbox\"\n", &format!("smtp = {{ {smtp} }}\n"));
            let mut trial = Trial::of(&text);
            trial.environment.insert("POST".to_owned(), "hemligt".to_owned());
            trial.told()
        };
        assert_eq!(told("host = \"smtp.exempel.example\""), "");
        let login = "user = \"u\", password = { env = \"POST\" }";
        assert_eq!(told(&format!("host = \"localhost\", tls = \"none\", {login}")), "");
        let open = told(&format!("host = \"smtp.exempel.example\", tls = \"none\", {login}"));
        assert!(open.contains("the password would go to another machine in the open"), "{open}");
        assert!(told("host = \"x\", user = \"u\"").contains("a login needs both"));
        assert!(told("host = \"\"").contains("`host` is empty"));
        assert!(told("host = \"x\", authority = \"nobody.pem\"").contains("nobody.pem is not there"));
        let both = told_after("folder = \"outbox\"\n", "folder = \"outbox\"\nsmtp = { host = \"x\" }\n");
        assert!(both.contains("both to a folder and to a mail server"), "{both}");
    }
}
