//! Rows of units and groups.

use super::fields::Field;
use super::layout::{Line, Odd};
use super::reader::{Reader, Use};
use super::values;
use crate::roster::{Code, Entity, Group, Place, Severity, Unit, Unreadable};
use crate::source::SourceError;
use std::sync::Arc;

/// A unit whose parent may come further down in the file.
pub(super) struct UnitDraft {
    unit: Unit,
    parent_alias: Option<Box<str>>,
    place: Place,
}

impl Reader<'_> {
    pub(super) fn unit_row(&mut self, line: Line<'_>, uses: Use) -> Result<(), SourceError> {
        let Some(id) = line.some(Field::Id) else {
            return if uses == Use::Flat { Ok(()) } else { Err(line.blank_id(Field::Id)) };
        };
        if uses == Use::Flat && self.is_repeat(Entity::Unit, line) {
            return Ok(());
        }
        self.units.learn(line.text(Field::Alias), id);
        match self.unit(line, id) {
            Ok(unit) => {
                let parent_alias = line.some(Field::ParentAlias).filter(|_| unit.parent.is_none()).map(Box::from);
                self.unit_drafts.push(UnitDraft { unit, parent_alias, place: line.place(Field::ParentAlias) });
            }
            Err(odd) => {
                self.note(line, &odd);
                self.builder.unreadable(Unreadable::Unit(id.into()));
            }
        }
        Ok(())
    }

    fn unit(&mut self, line: Line<'_>, id: &str) -> Result<Unit, Odd> {
        let kind = line.word(Field::Kind, values::unit_kind)?;
        let code = line.text(Field::Code);
        let mut code_status = line.word(Field::CodeStatus, |word| values::code_status(word, code))?;
        let eight_digits = code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit());
        if !code.is_empty() && !eight_digits {
            let place = line.place(Field::Code);
            self.builder.finding(Severity::Warning, Code::ValueUnknown, place, Field::Code.word());
        }
        if !eight_digits {
            code_status = crate::roster::CodeStatus::Missing;
        }
        Ok(Unit {
            id: id.into(),
            source: self.builder.source().clone(),
            alias: line.some(Field::Alias).map(Arc::from),
            name: Arc::from(name_of(line, id)),
            parent: line.some(Field::Parent).map(Into::into),
            kind,
            code: Some(code).filter(|_| eight_digits).map(Arc::from),
            code_status,
            school_types: Arc::from(line.text(Field::SchoolTypes)),
        })
    }

    /// Puts the units into the delivery, now that every alias is known.
    pub(super) fn place_units(&mut self) {
        for mut draft in std::mem::take(&mut self.unit_drafts) {
            if let Some(alias) = draft.parent_alias {
                let Some(parent) = self.units.id(&alias) else {
                    let word = Field::ParentAlias.word();
                    self.builder.finding(Severity::Error, Code::ReferenceMissing, draft.place, word);
                    self.builder.unreadable(Unreadable::Unit(draft.unit.id));
                    continue;
                };
                draft.unit.parent = Some((&*parent).into());
            }
            let place = Place { column: None, ..draft.place };
            self.builder.unit(draft.unit, place);
        }
    }

    pub(super) fn group_row(&mut self, line: Line<'_>, uses: Use) -> Result<(), SourceError> {
        let Some(id) = line.some(Field::Id) else {
            return if uses == Use::Flat { Ok(()) } else { Err(line.blank_id(Field::Id)) };
        };
        if uses == Use::Flat && self.is_repeat(Entity::Group, line) {
            return Ok(());
        }
        self.groups.learn(line.text(Field::Alias), id);
        match self.group(line, id) {
            Ok(group) => self.builder.group(group, Place { column: None, ..line.place(Field::Id) }),
            Err(odd) => {
                self.note(line, &odd);
                self.builder.unreadable(Unreadable::Group(id.into()));
            }
        }
        Ok(())
    }

    fn group(&self, line: Line<'_>, id: &str) -> Result<Group, Odd> {
        let unit = self.unit_of(line)?.ok_or(Odd { code: Code::RowUnreadable, field: Field::Unit })?;
        Ok(Group {
            id: id.into(),
            source: self.builder.source().clone(),
            alias: line.some(Field::Alias).map(Arc::from),
            name: Arc::from(name_of(line, id)),
            unit: (&*unit).into(),
            kind: line.word(Field::Kind, values::group_kind)?,
            period: line.period()?,
        })
    }

    /// The unit that a row names by id or by alias, if it names one.
    pub(super) fn unit_of(&self, line: Line<'_>) -> Result<Option<Arc<str>>, Odd> {
        match (line.some(Field::Unit), line.some(Field::UnitAlias)) {
            (Some(id), _) => Ok(Some(Arc::from(id))),
            (None, Some(alias)) => {
                let id = self.units.id(alias);
                id.map(Some).ok_or(Odd { code: Code::ReferenceMissing, field: Field::UnitAlias })
            }
            (None, None) => Ok(None),
        }
    }

    /// The group that a row names by id or by alias, if it names one.
    pub(super) fn group_of(&self, line: Line<'_>) -> Result<Option<Arc<str>>, Odd> {
        match (line.some(Field::Group), line.some(Field::GroupAlias)) {
            (Some(id), _) => Ok(Some(Arc::from(id))),
            (None, Some(alias)) => {
                let id = self.groups.id(alias);
                id.map(Some).ok_or(Odd { code: Code::ReferenceMissing, field: Field::GroupAlias })
            }
            (None, None) => Ok(None),
        }
    }
}

/// The display name; where it is blank, what people would call it instead.
fn name_of<'a>(line: Line<'a>, id: &'a str) -> &'a str {
    line.some(Field::Name).or(line.some(Field::Alias)).unwrap_or(id)
}
