//! Words as they may stand in a cell: nothing unseen in them, and never a formula (SECURITY 3.6).

use std::borrow::Cow;

/// What spreadsheets begin a formula with (OWASP ASVS 5.0, 1.2.10), and letters that look or read alike.
const BEGINNINGS: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];

/// Is it a control character, or one that turns the line, joins, splits or hides letters?
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}')
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}')
        || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e007f}')
}

/// The words with a blank for whatever nobody sees, and none before or after them: spreadsheets look for a formula
/// behind blanks too.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    let clean = if text.chars().any(is_unseen) {
        Cow::Owned(text.chars().map(|c| if is_unseen(c) { ' ' } else { c }).collect::<String>())
    } else {
        Cow::Borrowed(text)
    };
    if clean.trim().len() == clean.len() { clean } else { Cow::Owned(clean.trim().to_owned()) }
}

/// Would a spreadsheet take plain words for a formula? So would ours for shielded ones when they are read again, unless
/// they are shielded once more.
pub(super) fn is_formula(plain: &str) -> bool {
    plain.trim_start_matches('\'').trim_start().starts_with(BEGINNINGS)
}

/// Plain words that no spreadsheet takes for a formula: with a `'` first where it would. Our readers take it away again.
pub(super) fn shielded(text: &str) -> Cow<'_, str> {
    let plain = plain(text);
    if is_formula(&plain) { Cow::Owned(format!("'{plain}")) } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_stands_before_what_a_spreadsheet_would_reckon_out() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠a", "﹦1"] {
            assert_eq!(shielded(formula), format!("'{formula}"));
            for blank in [" ", "\t", "\r", "\n", "\0", "\u{a0}", "\u{200b}", "\u{feff}", "\u{202e}", " \t\0"] {
                assert_eq!(shielded(&format!("{blank}{formula}")), format!("'{formula}"), "{}", blank.escape_unicode());
            }
        }
        assert_eq!(shielded("'=1"), "''=1", "else it would be read as =1");
    }

    #[test]
    fn other_words_stay_as_they_are() {
        for text in ["", "Å-skolan", "7A", "'s-Hertogenbosch", "a=b", "–", "x\u{200d}y"] {
            assert_eq!(shielded(text), text);
        }
    }

    #[test]
    fn what_nobody_sees_is_a_blank() {
        assert_eq!(plain("a\0b\tc\nd\u{7f}e\u{85}f\u{202e}g\u{2066}h\u{200b}i\u{e0041}j"), "a b c d e f g h i j");
        assert_eq!(plain("\u{feff} a \r\n"), "a");
    }
}
