//! Enrolments in classes, which become memberships. The longest file: a million rows in a city.

use super::reader::Delivery;
use super::table::Table;
use crate::roster::{MemberRole, Struck, Unreadable};
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
        let (class_id, user_id) = (record.id(class)?, record.id(user)?);
        let word = record.word_or_ext(role, &["administrator", "proctor", "student", "teacher"])?;
        if record.boolean(primary)? == Some(true) && word != "teacher" {
            return Err(record.error(ErrorCode::ValueInvalid, primary));
        }
        let role = if word == "student" { MemberRole::Pupil } else { MemberRole::Staff };
        let period = record.period(begin, end)?;
        delivery.strike(&record, || Struck::Place(user_id.into(), class_id.into()));
        // What is no more, or never was, may name what is no more either.
        let Some(period) = period.filter(|_| !record.is_gone()) else { continue };
        let class_number = delivery.classes.number(class_id);
        if class_number.is_none() {
            delivery.builder.unreadable(Unreadable::Membership(user_id.into(), class_id.into()));
        }
        let class_number = delivery.known((&record, class), class_number, Unreadable::Named(class_id.into()))?;
        delivery.school(&record, school)?;
        let number =
            delivery.known((&record, user), delivery.users.number(user_id), Unreadable::Person(user_id.into()))?;
        let Some((class_number, number)) = class_number.zip(number) else { continue };
        let draft = &delivery.drafts[number];
        if !draft.is_left_out() && !delivery.dead_classes[class_number] {
            delivery.builder.member(draft.id(), record.id(class)?, role, period);
        }
    }
    Ok(())
}
