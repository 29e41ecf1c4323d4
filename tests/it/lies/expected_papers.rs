//! What is expected of each sort of lie about IMS Enterprise.

use super::expected::both;
use super::lie::Sort;

/// What documents whose names are told come to.
pub(crate) fn base(sort: Sort, _: &str) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        // A link to nothing is no file either.
        S::Removed => &["file_missing"],
        S::Link => &["file_link", "file_missing"],
        _ => document(sort),
    }
}

/// What the documents of a folder come to.
pub(crate) fn namespaced(sort: Sort, _: &str) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        S::Removed => &["file_left_out"],
        S::Link => &["file_link"],
        _ => document(sort),
    }
}

/// What is wrong with a document as one.
fn document(sort: Sort) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        S::CutAtLine | S::CutInLine | S::EndMissing | S::Unclosed => &["document_unended"],
        S::RootRenamed | S::NoDocument => &["xml_root"],
        S::Swapped => &["held"],
        S::AsUtf16 | S::AsBareUtf16 => &["encoding_utf16"],
        S::AsSingleByte | S::Mixed | S::AsMarkedUtf8 => &["encoding_invalid"],
        S::AsUtf8 => &["encoding_mixed"],
        S::Misdeclared | S::ControlInAttribute | S::MarkBetween => &["control_character"],
        S::Declared => &["encoding_unsupported"],
        S::Dtd => &["xml_dtd"],
        S::Entity => &["xml_entity"],
        S::Trailing => &["xml_trailing"],
        S::Mismatch | S::Damaged | S::Glued => &["xml_damaged"],
        S::Deep => &["xml_depth"],
        S::Long => &["xml_limit"],
        // Laid on what is kept, whatever is the same changes nothing, and a role that is said to be no more is held.
        S::Delta => &["unchanged", "held"],
        S::NoUpdates => &["unchanged"],
        S::Extent => &["value_invalid"],
        other => record(other),
    }
}

/// What is wrong with its records. Where a place is changed that the guard does not guard, the rest is held.
fn record(sort: Sort) -> &'static [&'static str] {
    use Sort as S;
    match sort {
        S::NoId => &["id_blank"],
        S::LongId => &["id_too_long"],
        S::PersonalId => &["id_personal"],
        S::Same => &["unchanged"],
        // A class whose pupils cannot be placed without it makes a delivery torn, one person does not.
        S::Twice | S::UnknownWord => &["kept, unchanged"],
        S::Odd | S::UnknownGroup => &["kept, unchanged", "torn"],
        // The only unit has what one in three groups has.
        S::Lost => &["held", "torn", "elements_gone"],
        S::UnknownPerson => &["held", "kept, unchanged"],
        S::DatesReversed | S::NoDate => &["torn"],
        S::Merged("group" | "membership") => &["held, changed"],
        S::Merged(_) => &["held", "torn"],
        S::ElementRenamed("id" | "sourcedid") => &["id_blank"],
        S::ElementRenamed("group" | "person") => &["torn"],
        S::ElementRenamed("member" | "membership") | S::AttributeRenamed("roletype") => &["held, changed"],
        // What is passed over, or says what would hold without it.
        S::ElementRenamed("datasource" | "properties" | "scheme" | "source" | "type") | S::AttributeRenamed(_) => {
            &["unchanged"]
        }
        S::ElementRenamed(_) => &["elements_gone"],
        common => both(common),
    }
}
