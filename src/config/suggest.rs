//! "Did you mean ...?": the nearest of some known words.

/// The known word that was most likely meant, or none when nothing is near.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase();
    let allowed = 1 + word.chars().count() / 4;
    known
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let steps = strsim::damerau_levenshtein(&word, &lower);
            let alike = strsim::jaro_winkler(&word, &lower);
            (steps <= allowed || alike >= 0.9).then_some((steps, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_finds_the_word_that_was_meant() {
        assert_eq!(nearest("auto_ad", ["audience", "auto_add"]).as_deref(), Some("auto_add"));
        assert_eq!(nearest("Signd", ["signed", "ended"]).as_deref(), Some("signed"));
    }

    #[test]
    fn a_word_that_is_like_nothing_gets_no_suggestion() {
        assert_eq!(nearest("bananas", ["key", "name", "licences"]), None);
    }
}
