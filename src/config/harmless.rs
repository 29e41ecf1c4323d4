//! Text from files, made fit for a terminal: nothing in it can move the cursor, colour or turn the line.

/// The text with control characters and direction marks spelt out.
pub(crate) fn harmless(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if is_harmful(c) {
            plain.extend(c.escape_unicode());
        } else {
            plain.push(c);
        }
    }
    plain
}

/// Control characters, line separators, and marks that turn the direction of what follows.
pub(crate) fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_is_spelt_out_and_letters_stay() {
        assert_eq!(harmless("å\u{1b}[31m\r\u{202e}"), "å\\u{1b}[31m\\u{d}\\u{202e}");
    }
}
