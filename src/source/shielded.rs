//! Words that a report shielded from spreadsheets, as they were before.

/// What spreadsheets begin a formula with (OWASP ASVS 5.0, 1.2.10), and letters that look or read alike. Reports have the
/// same list; `tests/it/reports` reads what they write.
const BEGINNINGS: &[char] = &['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];

/// The words without the `'` that stands before what a spreadsheet would take for a formula.
pub(super) fn unshielded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').trim_start().starts_with(BEGINNINGS) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::unshielded;

    #[test]
    fn only_the_quote_before_a_formula_is_taken_away_and_only_one() {
        for (written, meant) in [("'=1", "=1"), ("''=1", "'=1"), ("'＋1", "＋1"), ("'@a", "@a"), ("' -1", " -1")] {
            assert_eq!(unshielded(written), meant);
        }
        for text in ["", "'", "=1", "'a", "'s-Hertogenbosch", "'' a"] {
            assert_eq!(unshielded(text), text);
        }
    }
}
