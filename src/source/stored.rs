//! What is kept of deliveries, line by line, for whoever asks what is stored about a person.

use crate::roster::Kept;
use flate2::read::GzDecoder;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read as _};

/// The lines for which `wanted` says yes, by file; with the head of a table before them.
///
/// # Errors
/// A file that was packed and cannot be unpacked.
pub fn lines_of_kept(kept: &Kept, wanted: impl Fn(&str) -> bool) -> io::Result<BTreeMap<String, Vec<String>>> {
    let mut found = BTreeMap::new();
    for (name, bytes) in &kept.files {
        let bytes = unpacked(name, bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let mut lines: Vec<String> = text.lines().filter(|line| wanted(line)).map(str::to_owned).collect();
        if lines.is_empty() {
            continue;
        }
        let head = text.lines().next().filter(|head| name.ends_with(".csv") && lines[0] != **head);
        lines.splice(0..0, head.map(str::to_owned));
        found.insert(name.clone(), lines);
    }
    Ok(found)
}

fn unpacked<'b>(name: &str, bytes: &'b [u8]) -> io::Result<Cow<'b, [u8]>> {
    if !name.ends_with(".gz") {
        return Ok(Cow::Borrowed(bytes));
    }
    let mut all = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut all)?;
    Ok(Cow::Owned(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_found_in_tables_and_in_what_was_packed() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        io::Write::write_all(&mut packer, b"{\"id\":\"p1\"}\n{\"id\":\"p2\"}\n").unwrap();
        let files = [
            ("users.csv".to_owned(), b"sourcedId,givenName\np1,A\np2,B\n".to_vec()),
            ("orgs.csv".to_owned(), b"sourcedId\nu1\n".to_vec()),
            ("persons.jsonl.gz".to_owned(), packer.finish().unwrap()),
        ];
        let kept = Kept { delivery: 1, files: files.into() };
        let found = lines_of_kept(&kept, |line| line.contains("p2")).unwrap();
        assert_eq!(found["users.csv"], ["sourcedId,givenName", "p2,B"]);
        assert_eq!(found["persons.jsonl.gz"], ["{\"id\":\"p2\"}"]);
        assert_eq!(found.len(), 2);
        let broken = Kept { delivery: 1, files: [("a.gz".to_owned(), vec![1, 2])].into() };
        assert!(lines_of_kept(&broken, |_| true).is_err());
    }
}
