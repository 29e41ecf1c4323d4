//! The first line: separator and column names.

use super::Separator;

/// The separator that stands most often in the first line, outside quotes.
pub(crate) fn guess(first_line: &[u8]) -> u8 {
    let count = |separator: u8| {
        let mut quoted = false;
        let outside = first_line.iter().filter(|byte| {
            quoted ^= **byte == b'"';
            !quoted && **byte == separator
        });
        outside.count()
    };
    // Later ones win ties: a name may hold a comma, hardly ever a semicolon.
    [b'|', b',', b'\t', b';']
        .into_iter()
        .max_by_key(|separator| count(*separator))
        .filter(|s| count(*s) > 0)
        .unwrap_or(b',')
}

/// The separator to read with.
pub(super) fn separator(asked: Separator, first_line: &[u8]) -> u8 {
    match asked {
        Separator::Auto => guess(first_line),
        Separator::Byte(byte) => byte,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_that_stands_most_often_outside_quotes() {
        assert_eq!(guess(b"id;namn;\"a,b,c,d\""), b';');
        assert_eq!(guess(b"id,name,unit"), b',');
        assert_eq!(guess(b"id\tname, full"), b'\t');
        assert_eq!(guess(b"id|name"), b'|');
        assert_eq!(guess(b"id"), b',');
    }
}
