//! Is a page well-formed, and does it say what every page must?

/// Elements that have no end.
const VOID: &[&str] = &["meta", "link", "input", "br", "hr", "img"];

/// What is wrong with a page; nothing where it is well.
pub(super) fn faults(html: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let (mut open, mut ids): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let text = &rest[..at];
        if text.contains('>') {
            faults.push(format!("a bare > in {text:?}"));
        }
        let Some(end) = rest[at..].find('>') else {
            faults.push("a tag without an end".to_owned());
            break;
        };
        let tag = &rest[at + 1..at + end];
        rest = &rest[at + end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            match open.pop() {
                Some(begun) if begun == name => {}
                begun => faults.push(format!("</{name}> ends {begun:?}")),
            }
        } else if !tag.starts_with('!') {
            let name = tag.split(|c: char| c.is_whitespace()).next().unwrap_or_default();
            if !VOID.contains(&name) {
                open.push(name);
            }
            if tag.matches('"').count() % 2 == 1 {
                faults.push(format!("odd quotes in <{tag}>"));
            }
            for attribute in [" style=", " onclick=", " onload="] {
                if tag.contains(attribute) {
                    faults.push(format!("{attribute} in <{tag}>"));
                }
            }
            ids.extend(tag.split(" id=\"").nth(1).and_then(|id| id.split('"').next()));
        }
    }
    if !open.is_empty() {
        faults.push(format!("left open: {open:?}"));
    }
    let mut sorted = ids.clone();
    sorted.sort_unstable();
    sorted.dedup();
    if sorted.len() != ids.len() {
        faults.push(format!("ids twice: {ids:?}"));
    }
    for must in ["<html lang=\"", "<h1>", "<main id=\"text\"", "class=\"jump\"", "name=\"viewport\""] {
        if html.matches(must).count() != 1 {
            faults.push(format!("{must} is not there once"));
        }
    }
    for never in ["<script", "http://", "https://", "javascript:", "{{", "page-head-", "page-state-", "page-do-"] {
        if html.contains(never) {
            faults.push(format!("{never} is there"));
        }
    }
    faults
}

#[test]
fn what_is_wrong_is_seen() {
    let whole = |inner: &str| {
        format!(
            "<!DOCTYPE html><html lang=\"sv\"><head><meta name=\"viewport\"></head><body><a class=\"jump\">x</a>\
            <main id=\"text\"><h1>a</h1>{inner}</main></body></html>"
        )
    };
    assert_eq!(faults(&whole("<p>a</p>")), [""; 0]);
    for bad in ["<p>a", "<p>a</b></p>", "<script></script>", "<p style=\"x\">a</p>", "<h1>b</h1>", "<p>page-do-x</p>"] {
        assert!(!faults(&whole(bad)).is_empty(), "{bad}");
    }
}
