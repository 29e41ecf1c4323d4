//! From the round's answer to steps.

use super::{Decided, Desk, Seeker, Stay};
use crate::licence::PoolKey;
use crate::seats::onward::move_on;
use crate::seats::{Cause, Grant, Reason, SeatStep};
use jiff::civil::Date;

impl Desk<'_> {
    /// Solves the instance and writes the steps.
    pub(super) fn close(mut self) -> Decided {
        let mut instance = self.instance();
        let (mut assignment, mut terms) = self.share_out(&mut instance);
        let held = self.seekers.iter().map(|seeker| seeker.grant.map(|grant| &grant.pool));
        let is_strained = self.others.could_make_room(&self.builder, held.zip(assignment.iter().copied()))
            || assignment[self.seekers.len()..].iter().any(Option::is_some);
        let onward: Vec<Vec<u16>> = self.seekers.iter_mut().map(|seeker| std::mem::take(&mut seeker.onward)).collect();
        move_on(&instance, &onward, &mut assignment, |who, cell| self.may_move_on(&mut terms, who, cell));
        let seekers = std::mem::take(&mut self.seekers);
        for (who, (mut seeker, cell)) in seekers.into_iter().zip(assignment).enumerate() {
            let lent = terms.lent.get(&who).copied();
            if let Some(wish) = seeker.wish.as_mut().filter(|_| terms.kept_out.contains(&who)) {
                wish.reasons = vec![Reason::KeptForOthers];
            }
            let pool = cell.map(|cell| self.builder.pool_of(cell).clone());
            match (seeker.grant, pool) {
                (Some(grant), Some(pool)) => self.kept(seeker, grant, pool, lent),
                (Some(grant), None) => self.lost(seeker, grant),
                (None, Some(pool)) => self.served(seeker, pool, lent),
                (None, None) => {
                    if let Some(wish) = seeker.wish {
                        self.note(seeker.person, wish);
                    }
                }
            }
        }
        if let Some(ahead) = &terms.ahead {
            self.note_starters(ahead);
        }
        let over = self.s.seats.wishes_of(&self.tool.key).filter(|(person, _)| !self.wished.contains(*person));
        let tool = &self.tool.key;
        self.steps.extend(over.map(|(person, _)| SeatStep::Unwish { person: person.clone(), tool: tool.clone() }));
        self.steps.sort_by(|a, b| a.key().1.cmp(b.key().1));
        Decided { steps: self.steps, is_strained }
    }

    fn kept(&mut self, seeker: Seeker<'_>, grant: &Grant, pool: PoolKey, lent: Option<Date>) {
        let (person, tool) = (seeker.person, self.tool.key.clone());
        let is_told_anew = match seeker.stay {
            Stay::LoanEnded => true,
            Stay::Pinned => grant.lent_until.is_some(),
            _ => false,
        };
        let lend = is_told_anew.then(|| SeatStep::Lend {
            person: person.clone(),
            tool: tool.clone(),
            pool: pool.clone(),
            until: lent,
        });
        match seeker.stay {
            _ if pool != grant.pool => {
                if grant.leaving.is_some() {
                    let pool = grant.pool.clone();
                    self.steps.push(SeatStep::Return { person: person.clone(), tool: tool.clone(), pool });
                }
                self.steps.push(SeatStep::Move { person, tool, from: grant.pool.clone(), to: pool });
            }
            Stay::Entitled | Stay::Pinned | Stay::LoanEnded if grant.leaving.is_some() => {
                self.steps.push(SeatStep::Return { person, tool, pool });
            }
            Stay::Leaves(leaving) if grant.leaving.as_ref() != Some(&leaving) => {
                self.steps.push(SeatStep::Leave { person, tool, pool, leaving });
            }
            Stay::Leaves(_) | Stay::Entitled | Stay::Pinned | Stay::AsIs | Stay::PoolGone | Stay::LoanEnded => {}
        }
        self.steps.extend(lend);
    }

    fn lost(&mut self, seeker: Seeker<'_>, grant: &Grant) {
        if matches!(seeker.stay, Stay::AsIs) && self.builder.pool(&grant.pool).is_none() {
            return; // a guard holds a pool that is gone: who found no seat elsewhere stays as he is
        }
        let cause = match &seeker.stay {
            Stay::Leaves(leaving) if self.s.is_over(leaving) || self.s.gives_way(leaving) => leaving.cause,
            Stay::PoolGone => Cause::PoolGone,
            Stay::LoanEnded => Cause::LoanEnded,
            _ => Cause::SeatsEnded,
        };
        self.free(seeker.person.clone(), grant, cause);
        if let Some(wish) = seeker.wish {
            self.note(seeker.person, wish);
        }
    }

    fn served(&mut self, seeker: Seeker<'_>, pool: PoolKey, lent_until: Option<Date>) {
        let since = seeker.wish.map_or(self.s.lookup.day, |wish| wish.since);
        let grant = Grant { pool, seq: 0, granted_on: self.s.lookup.day, since, leaving: None, lent_until };
        self.steps.push(SeatStep::Grant { person: seeker.person, tool: self.tool.key.clone(), grant });
    }
}
