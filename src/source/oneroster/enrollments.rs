//! Enrolments in classes, which become memberships. The longest file: a million rows in a city.

use super::reader::{Delivery, refer};
use super::table::Table;
use crate::roster::MemberRole;
use crate::source::{ErrorCode, SourceError};
use std::io::BufRead;

pub(super) fn read<R: BufRead>(delivery: &mut Delivery, table: &mut Table<R>) -> Result<(), SourceError> {
    let [class, school, user, role, primary, begin, end] = table.columns([
        "classSourcedId",
        "schoolSourcedId",
        "userSourcedId",
        "role",
        "primary",
        "beginDate",
        "endDate",
    ]);
    while let Some((_, record)) = table.next()? {
        let class_number = refer(&record, class, &delivery.classes)?;
        delivery.school(&record, school)?;
        let number = refer(&record, user, &delivery.users)?;
        let word = record.word_or_ext(role, &["administrator", "proctor", "student", "teacher"])?;
        if record.boolean(primary)? == Some(true) && word != "teacher" {
            return Err(record.error(ErrorCode::ValueInvalid, primary));
        }
        let role = if word == "student" { MemberRole::Pupil } else { MemberRole::Staff };
        let Some(period) = record.period(begin, end)? else { continue };
        let draft = &delivery.drafts[number];
        if !record.is_gone() && !draft.is_left_out() && !delivery.dead_classes[class_number] {
            delivery.builder.member(draft.id(), record.id(class)?, role, period);
        }
    }
    Ok(())
}
