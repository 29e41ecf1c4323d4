//! What is expected of each sort of lie about School Data Sync.

use super::expected::both;
use super::lie::Sort;

/// What sets of V2.1 come to.
pub(crate) fn v2p1(sort: Sort, file: &str) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        // Nothing that is kept hangs on them.
        S::CutAtLine if file == "relationships.csv" => &["unchanged"],
        // The last is a guardian, whom nobody keeps, and whoever is missed by a role or a class stays as before.
        S::CutAtLine if file == "users.csv" => &["torn", "kept, unchanged", "unchanged"],
        S::CutAtLine if matches!(file, "orgs.csv" | "classes.csv") => &["torn"],
        S::Removed if file == "relationships.csv" => &["file_left_out"],
        // A course is an id to which classes point, and nobody keeps it.
        S::Swapped if file == "courses.csv" => &["unchanged"],
        // What differs is of no use to us, so that the two rows say the same.
        S::Twice if matches!(file, "classes.csv" | "courses.csv" | "relationships.csv") => &["unchanged"],
        S::Twice if file == "orgs.csv" => &["kept, unchanged"],
        // In a row that takes the place of the names, two fields may be the same.
        S::HeaderGone => &["column_missing", "column_twice"],
        _ => set(sort),
    }
}

/// What sets of V1 come to.
pub(crate) fn v1(sort: Sort, file: &str) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        // Whom a class misses cannot be read, and stays as before: so many make a delivery torn.
        S::CutAtLine if matches!(file, "School.csv" | "Section.csv") => &["torn"],
        S::CutAtLine if file == "Student.csv" => &["torn", "held"],
        // They have the same columns: pupils of nobody's number, and members who are not there.
        S::Swapped if file == "Student.csv" => &["torn"],
        S::Swapped if file == "StudentEnrollment.csv" => &["held"],
        S::Twice if file != "Student.csv" => &["kept, unchanged"],
        _ => set(sort),
    }
}

/// What both come to.
fn set(sort: Sort) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        S::CutAtLine => &["held"],
        // Half a first line may hold all that a file needs, or end in all of a name but a letter.
        S::CutInLine => &["field_count", "column_missing", "header_wrong", "file_empty"],
        S::Removed => &["roster_incomplete"],
        S::Swapped | S::Separator | S::HeaderGone => &["column_missing"],
        S::HeaderRenamed => &["header_wrong"],
        S::HeaderLost => &["column_missing", "field_count"],
        S::HeaderTwice => &["column_twice"],
        S::AsUtf16 | S::AsBareUtf16 => &["control_character"],
        S::AsSingleByte | S::Mixed => &["encoding_invalid"],
        S::NoId => &["id_blank"],
        S::Twice => &["torn"],
        S::QuoteOpen => &["line_break_in_field"],
        common => both(common),
    }
}
