//! Which dialect a document speaks, as its first part says (XML section 2). Reading does not ask.

use super::{is_ims, listed};
use std::io::Read;
use std::path::Path;

/// So much of a document is looked at, in bytes.
const HEAD: u64 = 256 * 1024;

/// The name of the dialect of a document, or of the first one in a folder; nothing where there is none.
pub(in crate::source) fn dialect(path: &Path) -> Option<String> {
    let document = if path.is_dir() { path.join(listed(path).ok()?.first()?) } else { path.to_owned() };
    if !is_ims(&document) {
        return None;
    }
    let mut head = Vec::new();
    std::fs::File::open(document).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    let head = String::from_utf8_lossy(&head);
    Some(match release(&head, "open.tieto.com/edu/organization/") {
        Some(release) => format!("IMS Enterprise 1.1, Tieto {release}"),
        None if head.contains("tk450.se/ims/enterprise/extension") => "IMS Enterprise 1.1, 2014".to_owned(),
        None => "IMS Enterprise 1.1".to_owned(),
    })
}

/// What follows a namespace, such as `v12`; letters and digits only, since a document is not to be trusted.
fn release<'a>(head: &'a str, namespace: &str) -> Option<&'a str> {
    let rest = &head[head.find(namespace)? + namespace.len()..];
    let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(rest.len());
    rest.get(..end.min(8))
}
