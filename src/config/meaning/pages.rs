//! Where pages are served, and how people reach them.

use super::Review;
use crate::config::problem::Pages;

pub(super) fn check(review: &mut Review<'_>) {
    let web = &review.file.web;
    let is_loopback = web.listen.is_some_and(|listen| listen.0.ip().is_loopback());
    if web.insecure_cookie && !is_loopback {
        review.error("web.insecure_cookie", Pages::CookieInTheOpen);
    }
    if let Some(url) = &review.file.web.public_url
        && !is_public(url)
    {
        review.error("web.public_url", Pages::PublicUrl);
    }
}

/// `https://`, a host with perhaps a port, and perhaps a path; nothing after it, and no slash at its end.
fn is_public(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~%/:[]".contains(c);
    let host = rest.split('/').next().unwrap_or_default();
    !host.is_empty() && !rest.ends_with('/') && !rest.contains("//") && rest.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use crate::config::trial::told_with;

    #[test]
    fn a_cookie_without_tls_is_for_a_loopback_address_only() {
        for loopback in ["127.0.0.1:8480", "[::1]:8480", "127.8.9.1:0"] {
            assert_eq!(told_with(&format!("[web]\nlisten = \"{loopback}\"\ninsecure_cookie = true\n")), "");
        }
        for open in ["listen = \"0.0.0.0:8480\"", "listen = \"10.0.0.1:80\"", "listen = \"[::]:8480\"", ""] {
            let told = told_with(&format!("[web]\n{open}\ninsecure_cookie = true\n"));
            assert!(told.contains("passwords and cookies could be read on the way"), "{open}: {told}");
        }
    }

    #[test]
    fn what_people_are_sent_to_is_an_address_with_tls() {
        let told = |url: &str| told_with(&format!("[web]\npublic_url = \"{url}\"\n"));
        for good in ["https://a.example", "https://a.example:8443/upprop", "https://a.example/%C3%A5"] {
            assert_eq!(told(good), "", "{good}");
        }
        for bad in [
            "http://a.example",
            "a.example",
            "https://",
            "https://a.example/",
            "https://a/?b",
            "https://u@a",
            "https:///a",
        ] {
            assert!(told(bad).contains("does not look like `https://"), "{bad}: {}", told(bad));
        }
    }
}
