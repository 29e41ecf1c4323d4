//! Where pages are served, and how people reach them.

use super::Review;
use crate::config::model::Provider;
use crate::config::problem::{Pages, Post};

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
    if let Some(asked) = &review.file.web.oidc {
        provider(review, asked);
    }
}

fn provider(review: &mut Review<'_>, asked: &Provider) {
    if !cfg!(feature = "oidc") {
        review.error("web.oidc", Pages::NoProviders);
    }
    let web = &review.file.web;
    if web.public_url.is_none() && !web.insecure_cookie {
        review.error("web.oidc", Pages::NoWayBack);
    }
    if !is_issuer(&asked.issuer) {
        review.error("web.oidc.issuer", Pages::Issuer);
    }
    for (claim, values) in &asked.required {
        if values.is_empty() {
            review.error(&format!("web.oidc.required.{claim}"), Pages::NoValues);
        }
    }
    review.authority("web.oidc", asked.authority.as_deref(), |path| Post::NoAuthority { path });
}

/// With TLS, or on this very machine; nothing after the path.
fn is_issuer(url: &str) -> bool {
    let here = ["127.0.0.1", "localhost", "[::1]"];
    match url.strip_prefix("http://") {
        Some(rest) => here.iter().any(|here| rest.strip_prefix(here).is_some_and(|left| left.starts_with([':', '/']))),
        None => is_public(url.strip_suffix('/').unwrap_or(url)),
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
    fn a_provider_is_asked_over_tls_and_knows_the_way_back() {
        let told = |web: &str, more: &str| {
            told_with(&format!("[web]\n{web}[web.oidc]\nclient_id = \"upprop\"\nlabel = \"Norrby\"\n{more}"))
        };
        const PUBLIC: &str = "public_url = \"https://upprop.a.example\"\n";
        for good in ["https://login.a.example", "https://login.a.example/realms/a/", "http://127.0.0.1:8080/a"] {
            assert_eq!(told(PUBLIC, &format!("issuer = \"{good}\"\n")), "", "{good}");
        }
        for bad in ["http://login.a.example", "login.a.example", "https://a.example?b", "http://127.0.0.1.a.example"] {
            assert!(told(PUBLIC, &format!("issuer = \"{bad}\"\n")).contains("is not an address with TLS"), "{bad}");
        }
        let issuer = "issuer = \"https://login.a.example\"\n";
        assert!(told("", issuer).contains("nobody knows where people are to be sent back to"));
        assert!(told(PUBLIC, &format!("{issuer}required.acr = []\n")).contains("no value is enough"));
        assert!(told(PUBLIC, &format!("{issuer}authority = \"nobody.pem\"\n")).contains("nobody.pem is not there"));
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
