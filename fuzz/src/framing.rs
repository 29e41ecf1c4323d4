//! One input as several files.
//!
//! A line that begins with `=== ` names the file that follows it. What stands before the first such line is a file of
//! a name that the target chooses, so that a plain document is an input as it is. A file's last line break is its own,
//! so that all files but the last end with one.

/// A file of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct File<'a> {
    /// Its name, fit to stand in a folder.
    pub name: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

const MARK: &[u8] = b"=== ";

/// More files than any format has, and than the limit of a zip.
const FILES_MAX: usize = 80;

/// The files of an input, each name once: of two with one name the first counts.
#[must_use]
pub fn files<'a>(input: &'a [u8], first: &'a str) -> Vec<File<'a>> {
    let mut files: Vec<File<'a>> = Vec::new();
    let mut add = |name: &'a str, bytes: &'a [u8]| {
        if files.len() < FILES_MAX && files.iter().all(|file| file.name != name) {
            files.push(File { name, bytes });
        }
    };
    let (mut name, mut start, mut at) = (None, 0, 0);
    while at < input.len() {
        let end = input[at..].iter().position(|byte| *byte == b'\n').map_or(input.len(), |length| at + length + 1);
        if let Some(named) = named(&input[at..end]) {
            if name.is_some() || start < at {
                add(name.unwrap_or(first), &input[start..at]);
            }
            (name, start) = (Some(named), end);
        }
        at = end;
    }
    if name.is_some() || start < at {
        add(name.unwrap_or(first), &input[start..]);
    }
    files
}

/// The name on a line that begins a file. A name that could lead out of the folder makes the line one like any other.
fn named(line: &[u8]) -> Option<&str> {
    let name = line.strip_prefix(MARK)?.strip_suffix(b"\n")?;
    let name = str::from_utf8(name).ok()?;
    let is_fit = !name.is_empty() && name.len() <= 64 && name != "." && name != ".." && !name.contains(['/', '\0']);
    is_fit.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(input: &str) -> Vec<(&str, &str)> {
        let text = |file: &File<'static>| (file.name, str::from_utf8(file.bytes).unwrap_or("?"));
        files(input.to_owned().leak().as_bytes(), "first").iter().map(text).collect()
    }

    #[test]
    fn a_line_with_the_mark_begins_a_file() {
        assert_eq!(told("=== a.csv\nx,y\n=== b.csv\nz"), [("a.csv", "x,y\n"), ("b.csv", "z")]);
        assert_eq!(told("=== a.csv\n=== b.csv\n"), [("a.csv", ""), ("b.csv", "")]);
    }

    #[test]
    fn what_stands_before_any_mark_is_a_file_too() {
        assert_eq!(told("<x/>\n=== b.csv\nz\n"), [("first", "<x/>\n"), ("b.csv", "z\n")]);
        assert_eq!(told("a === b\n"), [("first", "a === b\n")]);
        assert_eq!(told(""), []);
    }

    #[test]
    fn a_name_that_leads_elsewhere_names_nothing_and_one_that_comes_again_is_passed_over() {
        assert_eq!(told("=== a\nx\n=== ../b\n=== ..\n"), [("a", "x\n=== ../b\n=== ..\n")]);
        assert_eq!(told("=== a\nx\n=== a\ny\n"), [("a", "x\n")]);
    }
}
