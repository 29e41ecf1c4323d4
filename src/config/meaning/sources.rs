//! Sources as a whole; `mapping` looks at their files.

use super::{Review, mapping, names};
use crate::config::model::{Source, SourceKind};
use crate::config::problem::{Calling, Delivery, Thing};
use jiff::civil::{Date, date};

/// What goes over the net is for nobody else's eyes, and a password is nobody's who may read the configuration.
pub(super) fn address(review: &mut Review<'_>, path: &str, url: &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    // Clients end the host at a backslash too.
    let whose = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    if whose.contains('@') {
        review.error(path, Delivery::LoginInUrl);
    }
    let port = |host: &str| host.is_empty() || host.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    let is_here = ["127.0.0.1", "localhost", "[::1]"].iter().any(|home| whose.strip_prefix(home).is_some_and(port));
    if scheme != "https" && !(scheme == "http" && is_here) {
        review.error(path, Delivery::Address);
    }
}

/// Where a server calls must be an address to which something can be put, and somebody must listen there.
fn callback(review: &mut Review<'_>, path: &str, source: &Source) {
    let Some(callback) = &source.server.callback else { return };
    if source.kind != SourceKind::Ss12000 {
        review.error(path, Calling::Unused);
    } else if review.file.web.listen.is_none() {
        review.error(path, Calling::Unheard);
    }
    let url = format!("{path}.url");
    address(review, &url, &callback.url);
    if callback.url.contains(['?', '#', '\\']) || callback.url.chars().any(|c| c.is_whitespace() || c.is_control()) {
        review.error(&url, Calling::Open);
    }
}

pub(super) fn check(review: &mut Review<'_>) {
    let sources = &review.file.source;
    names::unique(review, Thing::Source, "source", "name", sources.iter().map(|source| source.name.as_str()));
    for (number, source) in sources.iter().enumerate() {
        let path = format!("source[{number}]");
        let resolved = review.loaded.resolve(&source.path);
        match (source.kind, &source.url) {
            (SourceKind::Ss12000, Some(url)) => address(review, &format!("{path}.url"), url),
            (SourceKind::Ss12000, None) => review.error(&path, Delivery::NoUrl),
            (_, Some(_)) => review.error(&format!("{path}.url"), Delivery::UrlUnused),
            (_, None) => review.filled(&path, "path", &source.path),
        }
        if let Some(token) = &source.server.token {
            address(review, &format!("{path}.server.token.url"), &token.url);
        }
        callback(review, &format!("{path}.server.callback"), source);
        if !source.path.is_empty() && !resolved.exists() {
            let path = format!("{path}.path");
            review.warn(&path, Delivery::PathMissing { path: resolved.display().to_string() });
        }
        for (key, name) in [("done", &source.done), ("checksums", &source.checksums), ("marker", &source.marker)] {
            if let Some(name) = name {
                review.filled(&path, key, name);
                if is_path(name) {
                    review.error(&format!("{path}.{key}"), Delivery::FileName);
                }
            }
        }
        match source.kind {
            SourceKind::Csv if source.file.is_empty() => review.error(&path, Delivery::NoFiles),
            SourceKind::Oneroster | SourceKind::Ims | SourceKind::Sds | SourceKind::Ss12000
                if !source.file.is_empty() =>
            {
                review.error(&format!("{path}.file"), Delivery::FilesUnused);
            }
            _ => {}
        }
        if source.kind != SourceKind::Ims && !source.expects.is_empty() {
            review.error(&format!("{path}.expects"), Delivery::ExpectsUnused);
        }
        if let Some(at) = source.expects.iter().position(|name| name.trim().is_empty() || is_path(name)) {
            review.error(&format!("{path}.expects[{at}]"), Delivery::NoFileName);
        }
        if !reads_dates(&source.date_format) {
            review.error(&format!("{path}.date_format"), Delivery::DateFormat);
        }
        for (at, file) in source.file.iter().enumerate() {
            let path = format!("{path}.file[{at}]");
            if review.is_sound(&format!("{path}.entity")) {
                mapping::check(review, &path, file);
            }
        }
    }
}

/// More than the name of a file, so that it may lie outside the folder of the source.
fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || matches!(name, "." | "..")
}

/// A date that is written so can be read back.
fn reads_dates(format: &str) -> bool {
    let day = date(2027, 6, 30);
    let written = jiff::fmt::strtime::format(format, day);
    written.is_ok_and(|text| Date::strptime(format, &text).is_ok_and(|read| read == day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::trial::told_with;

    #[test]
    fn a_date_format_without_a_day_reads_no_dates() {
        assert!(reads_dates("%Y-%m-%d") && reads_dates("%d.%m.%Y") && reads_dates("%Y%m%d"));
        for bad in ["", "%Y-%m", "yyyy-mm-dd", "%", "%Q"] {
            assert!(!reads_dates(bad), "{bad}");
        }
    }

    #[test]
    fn files_belong_to_csv_sources_and_a_path_may_come_later() {
        let told = told_with("[[source]]\nname = \"s\"\nkind = \"csv\"\npath = \"in\"\n");
        assert!(told.contains("37:1: the source is of the kind `csv` but does not say which files it has"), "{told}");
        assert!(told.contains("40:8: warning: ") && told.contains("in does not exist"), "{told}");
        let file = "[[source.file]]\nentity = \"person\"\npath = \"f\"\ncolumns = { id = \"a\" }\n";
        let told = told_with(&format!("[[source]]\nname = \"s\"\nkind = \"oneroster\"\npath = \"in\"\n{file}"));
        assert!(told.contains("`[[source.file]]` is for the kind `csv` only"), "{told}");
    }

    #[test]
    fn expected_documents_belong_to_ims_sources_and_are_names() {
        let source = |kind: &str, name: &str| {
            told_with(&format!("[[source]]\nname = \"s\"\nkind = \"{kind}\"\npath = \"in\"\nexpects = [\"{name}\"]\n"))
        };
        let told = source("oneroster", "gr.xml");
        assert!(told.contains("`expects` is for the kind `ims` only"), "{told}");
        let told = source("ims", "../gr.xml");
        assert!(told.contains("`expects` holds names of files"), "{told}");
        let told = source("ims", "gr.xml");
        assert!(!told.contains("expects"), "{told}");
    }

    fn of_server(url: &str) -> String {
        let source = format!("[[source]]\nname = \"x\"\nkind = \"ss12000\"\nurl = \"{url}\"\n");
        told_with(&source)
    }

    #[test]
    fn an_address_that_others_could_read_along_is_refused() {
        for url in [
            "http://localhost.elsewhere.example/v2",
            "http://localhost:80.elsewhere.example",
            "http://127.0.0.1.elsewhere.example",
            "http://elsewhere.example/localhost",
            "ftp://localhost",
            "localhost",
        ] {
            assert!(of_server(url).contains("does not begin with `https://`"), "{url}");
        }
        for url in ["https://x.example/v2", "http://localhost", "http://127.0.0.1:8080/v2", "http://[::1]:80?a=b"] {
            assert!(!of_server(url).contains("`https://`"), "{url}");
        }
    }

    #[test]
    fn a_server_calls_by_https_where_somebody_listens_and_something_can_be_put_behind_the_address() {
        let told = |kind: &str, url: &str, web: &str| {
            let place = if kind == "ss12000" { "url = \"https://x.example\"" } else { "path = \"in\"" };
            let server = format!("[source.server]\ncallback = {{ url = \"{url}\" }}\n");
            told_with(&format!("[[source]]\nname = \"x\"\nkind = \"{kind}\"\n{place}\n{server}{web}"))
        };
        let listen = "[web]\nlisten = \"127.0.0.1:8480\"\n";
        for url in ["https://upprop.example/hook", "https://upprop.example", "http://localhost:8480/x/"] {
            assert!(!told("ss12000", url, listen).contains("callback"), "{url}");
            let told = told("ss12000", url, "");
            assert!(told.contains("the server is to call, and nobody listens"), "{told}");
        }
        assert!(told("ss12000", "http://upprop.example/hook", listen).contains("does not begin with `https://`"));
        assert!(told("ss12000", "https://u:hemligt@upprop.example", listen).contains("a login stands in the address"));
        for url in ["https://upprop.example/hook?to=", "https://upprop.example/#hook", "https://upprop.example/a b"] {
            assert!(told("ss12000", url, listen).contains("no path can be put behind this address"), "{url}");
        }
        assert!(
            told("oneroster", "https://upprop.example", listen).contains("`callback` is for the kind `ss12000` only")
        );
    }

    #[test]
    fn an_address_with_a_login_is_refused_and_the_login_is_not_told() {
        for url in ["https://u:hemligt@x.example/v2", "https://hemligt@x.example", "http://localhost@x.example/hemligt"]
        {
            let told = of_server(url);
            assert!(told.contains("a login stands in the address") && !told.contains("hemligt"), "{told}");
        }
        assert!(!of_server("https://x.example/v2/@a").contains("a login"));
    }
}
