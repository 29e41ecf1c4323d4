//! The paths that a piece of code names: `a::b::c` in expressions and types, and each leaf of a `use` tree.

use super::scan::is_word;

/// A path and the line it stands on.
#[derive(Debug, PartialEq)]
pub(crate) struct Named {
    /// Line.
    pub(crate) line: usize,
    /// Its parts: `std::fs::File` has three.
    pub(crate) parts: Vec<String>,
    /// Does it stand in a `use`?
    pub(crate) imported: bool,
}

/// All paths in blanked code: of a lone word only when it is imported.
pub(crate) fn paths(code: &str) -> Vec<Named> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        if !is_word(first) {
            line += usize::from(first == '\n');
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let length = path_length(rest);
        let path = &rest[..length];
        if path == "use" {
            let end = rest.find(';').unwrap_or(rest.len());
            expand(&[], &rest[length..end], line, &mut found);
            line += rest[..end].matches('\n').count();
            rest = &rest[end..];
            continue;
        }
        let parts = parts_of(path);
        if parts.len() > 1 {
            found.push(Named { line, parts, imported: false });
        }
        line += path.matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// Length of the path at the start of `code`, which starts with a word.
fn path_length(code: &str) -> usize {
    let mut length = word_length(code);
    loop {
        let after = code[length..].trim_start();
        let Some(next) = after.strip_prefix("::").map(str::trim_start) else { return length };
        if !next.starts_with(is_word) {
            return length;
        }
        length = code.len() - next.len() + word_length(next);
    }
}

fn word_length(code: &str) -> usize {
    code.find(|c| !is_word(c)).unwrap_or(code.len())
}

fn parts_of(path: &str) -> Vec<String> {
    path.split("::").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Adds each leaf of a `use` tree, with what stands before it.
fn expand(before: &[String], tree: &str, line: usize, found: &mut Vec<Named>) {
    let mut start = 0;
    let mut depth = 0_usize;
    for (at, c) in tree.char_indices().chain([(tree.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                let branch = &tree[start..at];
                let blank = branch.len() - branch.trim_start().len();
                let line = line + tree[..start + blank].matches('\n').count();
                expand_branch(before, branch.trim(), line, found);
                start = at + 1;
            }
            _ => {}
        }
    }
}

fn expand_branch(before: &[String], branch: &str, line: usize, found: &mut Vec<Named>) {
    if branch.is_empty() {
        return; // what follows a last comma
    }
    let head = branch.split('{').next().unwrap_or_default();
    let head = head.split(" as ").next().unwrap_or_default();
    let mut parts = before.to_vec();
    parts.extend(parts_of(head));
    match branch.split_once('{') {
        Some((_, inner)) => expand(&parts, inner.strip_suffix('}').unwrap_or(inner), line, found),
        None => found.push(Named { line, parts, imported: true }),
    }
}

#[test]
fn use_trees_are_expanded_and_paths_found_with_their_lines() {
    let code =
        "use crate::{\n    a::B,\n    c::{D, e::{x as f}},\n};\nuse csv;\nfn g(h: std::fs::File) { ::i::j(k.l()) }\n";
    let found: Vec<_> = paths(code).into_iter().map(|n| (n.line, n.parts.join("::"))).collect();
    let expected =
        [(2, "crate::a::B"), (3, "crate::c::D"), (3, "crate::c::e::x"), (5, "csv"), (6, "std::fs::File"), (6, "i::j")];
    assert_eq!(found, expected.map(|(line, path)| (line, path.to_owned())));
}
