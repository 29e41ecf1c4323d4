//! Whom a run that looks at a part must have at hand.

use super::link::Link;
use super::part::{Holders, PartOf};
use super::queue::{self, Waiting};
use super::value::Row;
use super::{StoreError, Stored, SummedUp, roster, seats};
use crate::licence::{Tool, ToolKey};
use crate::plan::WishOf;
use crate::seats::claims::Lookup;
use crate::seats::{Line, Place, Seats, Spread, Unseen, WishState, lines, may_be_next, others};
use std::collections::{BTreeMap, BTreeSet};

/// Whom a run has at hand.
pub(super) struct AtHand {
    /// They themselves.
    pub(super) stored: Stored,
    /// Their seats and wishes.
    pub(super) seats: Seats,
    /// Who else waits for tools of which a seat may come free.
    pub(super) lines: BTreeMap<ToolKey, Vec<Line>>,
}

/// Everybody, in numbers.
#[derive(Clone, Copy)]
pub(super) struct Counted<'a> {
    pub(super) holders: &'a Holders,
    pub(super) wishes: &'a BTreeMap<WishOf, u32>,
    pub(super) summed: &'a SummedUp,
}

/// Those touched, those whose grace is over, those named in the configuration, all of tools whose holders may have to
/// move, and those of who waits whose turn it may be.
pub(super) async fn at_hand(link: &mut Link, part: PartOf<'_>, counted: Counted<'_>) -> Result<AtHand, StoreError> {
    let waits = |state| matches!(state, WishState::Waiting | WishState::Starting);
    let waiting = counted.wishes.keys().filter(|wish| waits(wish.state));
    let waited_for: BTreeSet<&ToolKey> = waiting.map(|wish| &wish.tool).collect();
    let moves = |tool: &ToolKey| others::may_move(part.catalogue, tool, waited_for.contains(tool));
    let mut all = about_whom(link, part, &moves).await?;
    let numbers: Vec<u32> = all.iter().copied().collect();
    let (mut seats, stored) = (seats::load_of(link, &numbers).await?, roster::load(link, Some(&numbers)).await?);
    let free = |tool: &Tool| match moves(&tool.key) {
        true => usize::MAX,
        false => others::free_at_most(part.catalogue, &tool.key, part.day, (counted.holders, &seats)),
    };
    let tools = part.catalogue.tools.values().filter(|tool| waited_for.contains(&tool.key));
    let wanted: Vec<(&Tool, usize)> = tools.map(|tool| (tool, free(tool))).filter(|(_, free)| *free > 0).collect();
    let mut queues = queue::queues(link, wanted.iter().map(|(tool, _)| &tool.key), &stored, part.day).await?;
    queues.values_mut().for_each(|queue| queue.retain(|one| !all.contains(&one.no)));
    let mut more = BTreeSet::new();
    let lookup = Lookup::of_single(&stored.roster, counted.summed.on);
    let spread = counted.summed.spread.clone().minus(&Spread::of(part.catalogue, &lookup, &seats));
    let next = Next { part, lookup: &lookup, seats: &seats, unseen: Unseen { spread, ..Unseen::default() } };
    for (tool, free) in &wanted {
        let queue = queues.get(&tool.key).map(Vec::as_slice).unwrap_or_default();
        match free {
            &usize::MAX => more.extend(queue.iter().map(|one| one.no)),
            free => more.extend(next.of(tool, queue, *free)),
        }
    }
    more.retain(|no| all.insert(*no));
    let more: Vec<u32> = more.into_iter().collect();
    let Seats { mut grants, mut wishes, .. } = seats::load_of(link, &more).await?;
    seats.grants.append(&mut grants);
    seats.wishes.append(&mut wishes);
    let unseen = |one: &Waiting| one.is_open && !all.contains(&one.no);
    let left = |queue: Vec<Waiting>| lines(queue.into_iter().filter(unseen).map(|one| one.place));
    let lines = queues.into_iter().filter(|(tool, _)| !moves(tool)).map(|(tool, queue)| (tool, left(queue))).collect();
    Ok(AtHand { stored: roster::load_more(link, stored, &more).await?, seats, lines })
}

/// What shares are reckoned from before all who may be next are at hand.
struct Next<'a> {
    part: PartOf<'a>,
    lookup: &'a Lookup<'a>,
    seats: &'a Seats,
    unseen: Unseen,
}

impl Next<'_> {
    /// Whose turn may come of a tool's queue: numbers of their rows.
    fn of(&self, tool: &Tool, queue: &[Waiting], free: usize) -> Vec<u32> {
        let Self { part, lookup, seats, unseen } = self;
        let (waiting, numbers): (Vec<Place>, Vec<u32>) =
            queue.iter().filter(|one| one.is_open).map(|one| (one.place.clone(), one.no)).unzip();
        let holds = seats.grants_of(&tool.key).map(|(person, _)| person);
        let here = holds.chain(seats.wishes_of(&tool.key).map(|(person, _)| person));
        let roster = lookup.snapshot;
        let home = |person| roster.find_person(person).and_then(|at| lookup.home(roster.person(at)));
        let chosen = may_be_next((part.catalogue, tool), lookup, unseen, here.map(home), (&waiting, free));
        chosen.into_iter().map(|at| numbers[at]).collect()
    }
}

/// Everybody about whom something may differ, or who may have to move.
async fn about_whom(
    link: &mut Link,
    part: PartOf<'_>,
    moves: &dyn Fn(&ToolKey) -> bool,
) -> Result<BTreeSet<u32>, StoreError> {
    // Who is gone and still has a seat may come back any day, and no number says that it is the same person. Whose seat
    // is kept only while nobody wants it may have to give way.
    const GONE: &str = "SELECT p.no FROM person p JOIN seat_grant g ON g.person_no = p.no \
        WHERE p.gone_on IS NOT NULL AND g.freed_at IS NULL";
    const GRACE_OVER: &str = "SELECT g.person_no AS no FROM seat_grant g \
        WHERE g.freed_at IS NULL AND g.leaving_until IS NOT NULL AND (g.leaving_until < $1 OR g.leaving_kept_until < $1)";
    const LOAN_OVER: &str = "SELECT g.person_no AS no FROM seat_grant g \
        WHERE g.freed_at IS NULL AND g.lent_until IS NOT NULL AND g.lent_until < $1";
    const NAMED: &str = "WITH wanted (name) AS (VALUES {rows}) SELECT p.no FROM wanted \
        JOIN person p ON p.id = wanted.name OR p.alias = wanted.name";
    const HOLDING: &str = "WITH wanted (pool) AS (VALUES {rows}) SELECT g.person_no AS no FROM wanted \
        JOIN seat_grant g ON g.pool = wanted.pool WHERE g.freed_at IS NULL";
    let mut all: BTreeSet<u32> = part.touched.iter().copied().collect();
    let mut take = |row: Row<'_>| {
        all.insert(u32::try_from(row.int("no")?).map_err(|_| row.bad("no"))?);
        Ok(())
    };
    link.each("seat_grant", GONE, [], &mut take).await?;
    link.each("seat_grant", GRACE_OVER, [part.day.into()], &mut take).await?;
    link.each("seat_grant", LOAN_OVER, [part.day.into()], &mut take).await?;
    link.each_of("person", NAMED, part.catalogue.persons_named().map(|name| [name.into()]), &mut take).await?;
    let moving = part.catalogue.pools.iter().filter(|pool| moves(&pool.tool));
    link.each_of("seat_grant", HOLDING, moving.map(|pool| [pool.key.as_str().into()]), &mut take).await?;
    Ok(all)
}
