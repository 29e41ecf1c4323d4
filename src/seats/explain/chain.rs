//! The chain of one person and one tool, link by link.

use super::{Help, Link, Outcome, Question, What};
use crate::licence::{Dpa, Overrides, Phase, PoolKey, Requirement, Tool};
use crate::roster::{PersonId, PersonIx};
use crate::seats::claims::{Bid, Offer, Standing, barriers, is_in_audience, is_pinned, standing};
use crate::seats::{Cause, Leaving, Reason, WishState};

/// Everything about one person and one tool.
pub(super) struct Chain<'a> {
    pub(super) q: &'a Question<'a>,
    pub(super) tool: &'a Tool,
    pub(super) offers: &'a [Offer<'a>],
    pub(super) mine: &'a [Bid],
}

impl Chain<'_> {
    fn offer(&self, pool: &PoolKey) -> Option<&Offer<'_>> {
        self.offers.iter().find(|offer| offer.pool.key == *pool)
    }

    /// What came of it: out of the tables, else what the next run will find.
    pub(super) fn outcome(&self, person: &PersonId, at: Option<PersonIx>) -> Outcome {
        let key = (self.tool.key.clone(), person.clone());
        if let Some(grant) = self.q.seats.grants.get(&key) {
            let pool = grant.pool.clone();
            return match &grant.leaving {
                Some(Leaving { kept_until, until, cause, confirm, .. }) => {
                    let confirm = confirm.clone().filter(|confirm| *until < confirm.from || *until < self.q.lookup.day);
                    Outcome::Grace { pool, kept_until: *kept_until, until: *until, cause: *cause, confirm }
                }
                None if self.is_kept_by_a_freeze(person, at, &pool) => {
                    Outcome::Frozen { pool, since: grant.granted_on }
                }
                None => match grant.lent_until {
                    Some(until) => Outcome::Lent { pool, since: grant.granted_on, until },
                    None => Outcome::Assigned { pool, since: grant.granted_on },
                },
            };
        }
        if let Some(wish) = self.q.seats.wishes.get(&key) {
            let (reasons, since, pool) = (wish.reasons.clone(), wish.since, wish.pool.clone());
            return match wish.state {
                WishState::Waiting => {
                    let (place, of) = self.q.crowd.place(&pool, person);
                    Outcome::Waiting { pool, reasons, place, of, since }
                }
                WishState::Blocked => Outcome::Blocked { reasons, since },
                WishState::Held => Outcome::Held,
                WishState::Dormant => Outcome::Dormant,
                WishState::Starting => {
                    Outcome::Starting { pool, on: since, is_kept: reasons.first() == Some(&Reason::SeatKept) }
                }
            };
        }
        let overrides = Overrides::on(&self.q.catalogue.overrides, self.q.lookup.day);
        let standing = at.map(|at| standing(self.q.lookup.snapshot.person(at), self.tool, &overrides));
        match standing {
            Some(Standing::Excluded) => Outcome::Excluded,
            _ if self.mine.is_empty() => Outcome::NotEntitled,
            _ => Outcome::Pending,
        }
    }

    /// Does nothing but a freeze keep the seat of a pool?
    fn is_kept_by_a_freeze(&self, person: &PersonId, at: Option<PersonIx>, pool: &PoolKey) -> bool {
        let of_pool = |bid: &&Bid| self.offers[usize::from(bid.pool)].pool.key == *pool;
        let overrides = Overrides::on(&self.q.catalogue.overrides, self.q.lookup.day);
        let alias = at.and_then(|at| self.q.lookup.snapshot.person(at).alias.as_deref());
        let names = std::iter::once(person.as_str()).chain(alias);
        self.q.catalogue.calendar.is_frozen_for_some(self.q.lookup.day)
            && !self.mine.iter().filter(of_pool).any(Bid::entitles)
            && !is_pinned(names, self.tool, &overrides)
    }

    /// The links, to the first that settles it.
    pub(super) fn links(&self, at: Option<PersonIx>, outcome: &Outcome) -> Vec<Link> {
        let mut links = Vec::new();
        let Some(at) = at else {
            links.push(Link { ok: false, what: What::Active { from: None, to: None } });
            return links;
        };
        let (lookup, day) = (self.q.lookup, self.q.lookup.day);
        let person = lookup.snapshot.person(at);
        let active = person.is_active(day);
        let periods = || {
            let enrolments = person.enrolments.iter().map(|e| e.period);
            enrolments.chain(person.duties.iter().map(|d| d.period))
        };
        let counts =
            |p: &crate::roster::Period| if active { p.covers(day) } else { p.from.is_some_and(|from| from > day) };
        let from = periods().filter(counts).filter_map(|p| p.from).min();
        links.push(Link { ok: active, what: What::Active { from, to: person.ended_on(day) } });
        if !active {
            return links;
        }
        links.extend(self.standing(person));
        links.push(self.role(person));
        let holds = match outcome {
            Outcome::Assigned { pool, .. } | Outcome::Lent { pool, .. } => Some(pool),
            Outcome::Grace { pool, .. } | Outcome::Waiting { pool, .. } => Some(pool),
            _ => None,
        };
        let number = |bid: &&Bid| holds.is_none_or(|pool| self.offers[usize::from(bid.pool)].pool.key == *pool);
        let Some(bid) = self.mine.iter().find(number).or(self.mine.first()) else {
            links.push(Link { ok: false, what: What::NotBound { pools: self.offers.len() } });
            return links;
        };
        links.extend(self.way(bid, outcome));
        links
    }

    fn standing(&self, person: &crate::roster::Person) -> Option<Link> {
        let all = Overrides::on(&self.q.catalogue.overrides, self.q.lookup.day);
        let (word, ok) = match standing(person, self.tool, &all) {
            Standing::Plain => return None,
            Standing::Pinned => ("pinned", true),
            Standing::Excluded => ("excluded", false),
            Standing::Dormant => ("dormant", false),
            Standing::Undecided => ("undecided", false),
        };
        let cause = all.of(person, &self.tool.key).next();
        Some(Link {
            ok,
            what: What::Standing {
                standing: word,
                reason: cause.map(|o| o.reason.to_string()),
                until: cause.and_then(|o| o.period.to),
            },
        })
    }

    fn role(&self, person: &crate::roster::Person) -> Link {
        let day = self.q.lookup.day;
        let mut audience: Vec<String> =
            self.offers.iter().flat_map(|offer| &offer.pool.audience).map(ToString::to_string).collect();
        audience.sort();
        audience.dedup();
        let pupil = person.enrolments.iter().any(|e| e.period.covers(day)).then(|| "pupil".to_owned());
        let duties = person.duties.iter().filter(|d| d.period.covers(day)).map(|d| d.role.to_string());
        let ok = self.offers.iter().any(|offer| is_in_audience(person, &offer.pool.audience, day));
        Link { ok, what: What::Role { roles: pupil.into_iter().chain(duties).collect(), audience } }
    }

    /// The links from a binding on.
    fn way(&self, bid: &Bid, outcome: &Outcome) -> Vec<Link> {
        let offer = &self.offers[usize::from(bid.pool)];
        let pool = || offer.pool.key.clone();
        let barriers = barriers(self.q.lookup, self.tool, offer, bid);
        let stands = |reasons: &[Reason]| barriers.iter().any(|barrier| reasons.contains(barrier));
        let bind = offer.pool.binds.get(usize::from(bid.bind)).cloned().unwrap_or_default();
        let name = offer.pool.name.to_string();
        let mut links =
            vec![Link { ok: !bid.wrong_role, what: What::Bound { pool: pool(), name, bind, from: bid.starts_on } }];
        if offer.capacity.unlimited {
            links.push(Link { ok: !bid.unit_not_assigned, what: What::UnitAssigned { pool: pool() } });
        }
        let state = self.tool.dpa_on(self.q.lookup.day);
        links.push(Link { ok: state == Dpa::Signed, what: What::Dpa { state } });
        links.push(self.licence(offer));
        if self.tool.requires.contains(&Requirement::UnitCode) {
            links.push(Link { ok: !stands(&[Reason::UnitCodeMissing]), what: What::UnitCode });
        }
        if self.tool.requires.contains(&Requirement::Email) {
            links.push(Link { ok: !stands(&[Reason::EmailMissing]), what: What::Email });
        }
        let occupied = self.q.crowd.sitting(&offer.pool.key);
        let ok = outcome.has_seat()
            || offer.capacity.total().is_none_or(|total| occupied.saturating_add(offer.pool.reserve) < total);
        links.extend(self.lost(outcome));
        links.push(Link { ok, what: What::Seat { pool: pool(), total: offer.capacity.total(), occupied } });
        links
    }

    /// The seat that somebody who has none had last.
    fn lost(&self, outcome: &Outcome) -> Option<Link> {
        if outcome.has_seat() {
            return None;
        }
        let freed = (self.q.freed)(self.tool)?;
        let rule = self.q.catalogue.pool(&freed.pool).map(|pool| pool.loss_rule);
        let rule = rule.filter(|_| freed.cause == Cause::SeatsEnded);
        Some(Link { ok: false, what: What::Lost { freed, rule } })
    }

    fn licence(&self, offer: &Offer<'_>) -> Link {
        let day = self.q.lookup.day;
        let phases = offer.licences.iter().map(|l| (self.q.catalogue.phase(l, day), *l));
        let best = phases.min_by_key(|(phase, _)| match phase {
            Phase::Running => 0,
            Phase::Grace => 1,
            Phase::NotStarted => 2,
            Phase::Ordered => 3,
            Phase::Over => 4,
        });
        let (phase, until) = match best {
            Some((Phase::Grace, licence)) => (Phase::Grace, licence.grace_to()),
            Some((phase @ (Phase::NotStarted | Phase::Ordered), licence)) => {
                (phase, licence.delivered_on.max(licence.from))
            }
            Some((phase, licence)) => (phase, licence.to),
            None => (Phase::Over, None),
        };
        Link { ok: phase == Phase::Running, what: What::Licence { pool: offer.pool.key.clone(), phase, until } }
    }

    /// What would help somebody who waits.
    pub(super) fn help(&self, outcome: &Outcome) -> Vec<Help> {
        let Outcome::Waiting { pool, reasons, .. } = outcome else { return Vec::new() };
        let Some(offer) = self.offer(pool) else { return Vec::new() };
        let mut help = Vec::new();
        let day = self.q.lookup.day;
        let coming = offer.licences.iter().filter(|l| matches!(l.phase(day), Phase::Ordered | Phase::NotStarted));
        let next = coming.filter_map(|l| Some((l.delivered_on.max(l.from)?, l.all_seats()))).min();
        help.extend(next.map(|(on, seats)| Help::NextDelivery { on, seats }));
        if matches!(reasons.first(), Some(Reason::NoFreeSeat | Reason::KeptForOthers)) {
            let until = self.q.crowd.grace_ends.get(pool);
            help.extend(until.map(|until| Help::GraceEnds { until: *until }));
            let address = self.tool.vendor_address.as_ref().map(ToString::to_string);
            help.push(Help::Vendor { name: self.tool.vendor.to_string(), address });
        }
        help
    }
}
