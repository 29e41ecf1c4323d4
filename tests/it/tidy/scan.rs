//! A scanner of Rust text, good enough for tidying: it tells code from comments and literals, finds
//! what is test code, and measures functions. It does not parse.

use std::ops::RangeInclusive;

/// Rust text with comments and literals blanked out; line breaks stay where they were.
pub(crate) struct Code {
    /// The code that is left.
    pub(crate) text: String,
    /// What stood between quotes.
    pub(crate) literals: Vec<Literal>,
}

/// A string literal.
#[derive(Debug, PartialEq)]
pub(crate) struct Literal {
    /// Line of its first quote.
    pub(crate) line: usize,
    /// What it says, escapes as written.
    pub(crate) text: String,
}

/// A function and how long it is, from `fn` to its closing brace.
#[derive(Debug, PartialEq)]
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// Line of `fn`.
    pub(crate) line: usize,
    /// Lines in all.
    pub(crate) lines: usize,
}

/// Blanks comments and literals.
pub(crate) fn scan(text: &str) -> Code {
    let mut scanner =
        Scanner { chars: text.chars().collect(), at: 0, line: 1, out: String::new(), literals: Vec::new() };
    scanner.run();
    Code { text: scanner.out, literals: scanner.literals }
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    line: usize,
    out: String,
    literals: Vec<Literal>,
}

impl Scanner {
    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('/')) => self.blank_while(|c| c != '\n'),
                ('/', Some('*')) => self.block_comment(),
                ('"', _) => self.literal(None),
                ('\'', _) => self.quote(),
                ('r' | 'b' | 'c', _) if !self.inside_word() => match self.raw_prefix() {
                    Some((prefix, hashes)) => {
                        self.keep(prefix);
                        self.literal(Some(hashes));
                    }
                    None => self.keep(1),
                },
                _ => self.keep(1),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn inside_word(&self) -> bool {
        self.at.checked_sub(1).and_then(|i| self.chars.get(i)).is_some_and(|c| is_word(*c))
    }

    fn keep(&mut self, count: usize) {
        for _ in 0..count {
            let Some(c) = self.peek(0) else { return };
            self.step(c, c);
        }
    }

    fn blank(&mut self) {
        if let Some(c) = self.peek(0) {
            self.step(c, if c == '\n' { c } else { ' ' });
        }
    }

    fn step(&mut self, read: char, written: char) {
        self.line += usize::from(read == '\n');
        self.out.push(written);
        self.at += 1;
    }

    fn blank_while(&mut self, go_on: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&go_on) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth -= 1,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    /// Length of a raw string's prefix before the quote, and the number of its hashes.
    fn raw_prefix(&self) -> Option<(usize, usize)> {
        let letters = if self.peek(0) == Some('r') { 1 } else { 2 };
        if letters == 2 && self.peek(1) != Some('r') {
            return None;
        }
        let hashes = (0..).take_while(|i| self.peek(letters + i) == Some('#')).count();
        (self.peek(letters + hashes) == Some('"')).then_some((letters + hashes, hashes))
    }

    /// A string from its opening quote on; `raw` holds the number of hashes of a raw one.
    fn literal(&mut self, raw: Option<usize>) {
        let line = self.line;
        let mut text = String::new();
        self.keep(1);
        while let Some(c) = self.peek(0) {
            if c == '"' && (1..=raw.unwrap_or(0)).all(|i| self.peek(i) == Some('#')) {
                break;
            }
            text.push(c);
            self.blank();
            if c == '\\' && raw.is_none() {
                text.extend(self.peek(0));
                self.blank();
            }
        }
        self.keep(1 + raw.unwrap_or(0));
        self.literals.push(Literal { line, text });
    }

    /// A character between single quotes, or the tick of a lifetime.
    fn quote(&mut self) {
        self.keep(1);
        if self.peek(0) == Some('\\') {
            self.blank();
            self.blank();
            self.blank_while(|c| c != '\'');
            self.keep(1);
        } else if self.peek(1) == Some('\'') {
            self.blank();
            self.keep(1);
        }
    }
}

/// Blanks everything that is compiled for tests only, and tells on which lines it stood.
/// `code` must be blanked already.
pub(crate) fn without_tests(code: &str) -> (String, Vec<RangeInclusive<usize>>) {
    const MARK: &str = "#[cfg(test)]";
    let mut live = String::new();
    let mut dead = Vec::new();
    let mut rest = code;
    while let Some(start) = rest.find(MARK) {
        let end = start + item_end(&rest[start..]);
        live.push_str(&rest[..start]);
        let first = line_of(&live, live.len());
        live.extend(rest[start..end].chars().map(|c| if c == '\n' { c } else { ' ' }));
        dead.push(first..=line_of(&live, live.len()));
        rest = &rest[end..];
    }
    (live + rest, dead)
}

fn line_of(code: &str, at: usize) -> usize {
    1 + code[..at].matches('\n').count()
}

/// Where the item at the start of `code` ends: after its `;`, or after the brace that closes its first one.
fn item_end(code: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            ';' if depth == 0 => return at + 1,
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

/// All functions with a body in blanked code.
pub(crate) fn functions(code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let name: String = code[at + 3..].trim_start().chars().take_while(|c| is_word(*c)).collect();
        if name.is_empty() || code[..at].ends_with(is_word) {
            continue;
        }
        let body = &code[at..at + function_end(&code[at..])];
        if body.ends_with('}') {
            found.push(Function { name, line: line_of(code, at), lines: 1 + body.matches('\n').count() });
        }
    }
    found
}

/// As [`item_end`], but a `;` inside the brackets of an array type ends nothing.
fn function_end(code: &str) -> usize {
    let mut brackets = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            ';' if brackets == 0 => return at + 1,
            '{' if brackets == 0 => return at + item_end(&code[at..]),
            _ => {}
        }
    }
    code.len()
}

/// May this character stand in a name?
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[test]
fn comments_and_literals_are_not_code() {
    let code = scan("a(); // b\n/* c /* d */ e */ f(\"g\\\"h\", r#\"i\"j\"#, 'k', '\\'', b\"l\"); fn m<'n>() {}\n");
    for letter in ["b", "c", "d", "e", "g", "h", "i", "j", "k", "l"] {
        let kept = code.text.replace("b\"", "");
        assert!(!kept.contains(letter), "{letter} is no code in {kept}");
    }
    for letter in ["a", "f", "m", "n"] {
        assert!(code.text.contains(letter), "{letter} is code in {}", code.text);
    }
    let texts: Vec<_> = code.literals.iter().map(|l| (l.line, l.text.as_str())).collect();
    assert_eq!(texts, [(2, "g\\\"h"), (2, "i\"j"), (2, "l")]);
}

#[test]
fn what_is_compiled_for_tests_only_is_left_out() {
    let (code, dead) =
        without_tests("fn a() {}\n#[cfg(test)]\nmod t {\n fn b() { c(); }\n}\n#[cfg(test)]\nuse d;\nfn e() {}\n");
    for (letter, stays) in [("a", true), ("b()", false), ("c()", false), ("d;", false), ("e()", true)] {
        assert_eq!(code.contains(letter), stays, "{letter} in {code:?}");
    }
    assert_eq!(code.matches('\n').count(), 8, "lines stay where they were");
    assert_eq!(dead, [2..=5, 6..=7]);
}

#[test]
fn functions_are_measured_from_fn_to_brace() {
    let code = "trait T { fn none(); }\nfn a(x: [u8; 3]) {\n  if x {\n  }\n}\nfn b() {}\n";
    let found: Vec<_> = functions(code).into_iter().map(|f| (f.name, f.line, f.lines)).collect();
    assert_eq!(found, [("a".into(), 2, 4), ("b".into(), 6, 1)]);
}
