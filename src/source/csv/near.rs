//! Which column name of a file is almost the one that a mapping asks for.
//!
//! A file that comes without its first line has a person where the names should be, so a message repeats a cell of
//! that line only when it can hardly be anything but the misspelt name.

/// Names shorter than this are near too many given names: `roll` is one letter from Rolf.
const ONE_EDIT_LETTERS_MIN: usize = 6;
const TWO_EDITS_LETTERS_MIN: usize = 8;
/// One letter makes another word of a shorter one.
const MISSPELT_LETTERS_MIN: usize = 4;

/// The only name that is `wanted` but for case, blanks or a misspelling.
pub(super) fn miss<'n>(wanted: &str, names: &'n [String]) -> Option<&'n str> {
    let wanted = plain(wanted);
    let edits_max = match wanted.len() {
        TWO_EDITS_LETTERS_MIN.. => 2,
        ONE_EDIT_LETTERS_MIN.. => 1,
        _ => 0,
    };
    let mut near = names.iter().filter(|name| is_within(&wanted, &plain(name), edits_max));
    near.next().filter(|_| near.next().is_none()).map(String::as_str)
}

/// Is this name hardly anything but `wanted`, misspelt by one letter? For messages that repeat no cell.
pub(crate) fn is_misspelt(wanted: &str, name: &str) -> bool {
    let wanted = plain(wanted);
    wanted.len() >= MISSPELT_LETTERS_MIN && is_within(&wanted, &plain(name), 1)
}

/// Small letters without blanks.
fn plain(name: &str) -> Vec<char> {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn is_within(a: &[char], b: &[char], edits_max: usize) -> bool {
    a.len().abs_diff(b.len()) <= edits_max && edits(a, b) <= edits_max
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (at, one) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], at + 1);
        for (to, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(one != other);
            diagonal = row[to + 1];
            row[to + 1] = changed.min(diagonal + 1).min(row[to] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(wanted: &str, names: &[&str]) -> Option<String> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        miss(wanted, &names).map(str::to_owned)
    }

    #[test]
    fn a_misspelt_name_is_near() {
        assert_eq!(near("fornamn", &["id", "f\u{f6}rnamn"]).as_deref(), Some("f\u{f6}rnamn"));
        assert_eq!(near("id", &["ID", "namn"]).as_deref(), Some("ID"));
        assert_eq!(near("person id", &["PersonID"]).as_deref(), Some("PersonID"));
        assert_eq!(near("efternamn", &["eftrnamm"]).as_deref(), Some("eftrnamm"));
    }

    #[test]
    fn a_person_is_not_near_a_short_name() {
        for (wanted, person) in [("id", "Bo"), ("roll", "Rolf"), ("namn", "Ann"), ("enhet", "Annet"), ("klass", "Klas")]
        {
            assert_eq!(near(wanted, &[person]), None, "{person}");
        }
    }

    #[test]
    fn of_two_that_are_near_none_is_shown() {
        assert_eq!(near("fornamn", &["Fornamn", "fornamm"]), None);
    }
}
