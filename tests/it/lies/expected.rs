//! What is expected of each sort of lie.

use super::lie::Sort;

/// What OneRoster packages come to.
pub(crate) fn oneroster(sort: Sort, file: &str) -> &'static [&'static str] {
    use Sort as S;
    let is_manifest = file == "manifest.csv";
    match sort {
        S::HeaderOnly | S::NoId | S::Twice if is_manifest => &["manifest_invalid"],
        S::CutAtLine if is_manifest => &["manifest_invalid", "file_undeclared"],
        // Nothing refers to their rows: what is lost there is for the guard, or for a list of checksums.
        S::CutAtLine if matches!(file, "enrollments.csv" | "roles.csv") => &["held"],
        // Who is named by other rows stays as he was; so many make a delivery torn.
        S::CutAtLine => &["reference_missing", "torn", "kept, unchanged"],
        S::CutInLine => &["field_count", "header_wrong"],
        S::Removed if is_manifest => &["manifest_missing"],
        S::Removed => &["file_not_delivered"],
        S::Swapped | S::Separator | S::HeaderGone => &["header_wrong"],
        S::HeaderRenamed | S::HeaderTwice | S::HeaderLost => &["header_wrong"],
        S::AsUtf16 | S::AsBareUtf16 => &["control_character"],
        S::AsSingleByte | S::Mixed => &["encoding_invalid"],
        S::NoId => &["id_blank"],
        S::Twice => &["id_twice"],
        S::QuoteOpen => &["line_break_in_field"],
        common => both(common),
    }
}

/// What mapped files come to.
pub(crate) fn mapped(sort: Sort, file: &str) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        // Whose unit is gone cannot be read, and what cannot be read stays as it was: so many make a delivery torn.
        S::CutAtLine if file == "groups.csv" => &["torn"],
        S::CutAtLine if file == "persons.csv" => &["torn", "held"],
        S::CutAtLine => &["held"],
        S::CutInLine => &["field_count", "column_missing"],
        S::Removed => &["file_missing"],
        S::Swapped | S::Separator | S::HeaderGone => &["column_missing"],
        S::HeaderRenamed | S::HeaderLost => &["column_missing"],
        S::HeaderTwice => &["column_twice", "column_missing"],
        S::AsUtf16 => &["encoding_utf16"],
        S::AsBareUtf16 => &["encoding_invalid", "control_character"],
        S::AsMarkedUtf8 | S::Mixed => &["encoding_invalid"],
        // A first line with letters beyond ASCII is the first to be missed.
        S::AsUtf8 | S::AsDoubled if is_swedish(file) => &["column_missing"],
        S::AsUtf8 => &["encoding_doubled"],
        S::AsSingleByte if is_swedish(file) => &["encoding_invalid", "column_missing"],
        S::AsSingleByte => &["encoding_invalid", "control_character"],
        S::NoId => &["id_blank"],
        // Few enough to be set aside: their records stay as they were.
        S::Twice if matches!(file, "units.csv" | "groups.csv") => &["kept, unchanged"],
        S::Twice => &["torn"],
        S::QuoteOpen => &["quote_unclosed"],
        common => both(common),
    }
}

fn is_swedish(file: &str) -> bool {
    matches!(file, "persons.csv" | "members.csv")
}

/// What every format of rows comes to.
pub(crate) fn both(sort: Sort) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        S::Empty | S::HeaderOnly => &["file_empty"],
        S::AsDoubled => &["encoding_doubled"],
        S::Control => &["control_character"],
        S::Longer | S::Shorter | S::BrokenLine => &["field_count"],
        S::Quote => &["quote_unescaped"],
        S::QuoteFollowed => &["quote_followed"],
        S::Carriage => &["carriage_return_bare"],
        S::LongRow => &["row_too_long"],
        S::Wide => &["columns_too_many"],
        S::Huge => &["file_too_large"],
        S::Link => &["file_link"],
        S::Special => &["file_special"],
        _ => &[],
    }
}
