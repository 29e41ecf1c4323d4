//! Invariants that the ledger answers for, in one walk over it.

use super::{Verdict, told};
use crate::plan::{Alerts, Event, Replay};
use crate::retention::Subject;
use crate::roster::PersonId;
use crate::seats::SeatStep;
use crate::store::ledger::{self, Raw};
use crate::store::meta::{self, Meta};
use crate::store::pseudonyms::{self, Names};
use crate::store::seal::Sealer;
use crate::store::value::Row;
use crate::store::{Head, Look, StoreError, veil};
use std::collections::{BTreeMap, BTreeSet};

type Anchor = Result<Option<Head>, StoreError>;

const CONSERVATION: &str = "I4 conservation";
const REPLAY: &str = "I5 replay";
const CHAIN: &str = "I6 chain";
const TIME: &str = "I13 time";
const CONFIG: &str = "I18 configuration";

/// The walk: what was seen so far, and the first fault of each invariant.
struct Walk {
    sealer: Sealer,
    plain: Sealer,
    has_key: bool,
    keyed_from: Option<i64>,
    anchor: Option<Head>,
    head: Head,
    at: i64,
    replay: Replay,
    granted: i64,
    freed: i64,
    pruned: i64,
    config: Option<String>,
    names: Names,
    veil: Option<Veil>,
    faults: BTreeMap<&'static str, String>,
}

/// Events that got pseudonyms after they were sealed: what they say now is sealed by another.
struct Veil {
    through: i64,
    digest: String,
    sum: veil::Sum,
}

impl Walk {
    fn fault(&mut self, invariant: &'static str, detail: String) {
        self.faults.entry(invariant).or_insert(detail);
    }

    fn row(&mut self, row: &Row<'_>) {
        let next = self.head.seq + 1;
        match ledger::raw(row) {
            Ok(raw) => self.raw(row, &raw),
            Err(error) => {
                self.fault(CHAIN, told(&error));
                self.head = Head { seq: row.int("seq").unwrap_or(next), seal: String::new() };
            }
        }
    }

    fn raw(&mut self, row: &Row<'_>, raw: &Raw<'_>) {
        let seq = raw.line.seq;
        if seq != self.head.seq + 1 {
            self.fault(CHAIN, format!("after event {} comes event {seq}", self.head.seq));
        }
        if raw.line.at < self.at {
            self.fault(TIME, format!("event {seq} is older than the one before it"));
        }
        self.at = self.at.max(raw.line.at);
        let is_keyed = self.keyed_from.is_some_and(|from| from <= seq);
        let sealer = if is_keyed { &self.sealer } else { &self.plain };
        if let Some(veil) = self.veil.as_mut().filter(|veil| seq <= veil.through) {
            veil.sum.add(&raw.line, raw.seal);
        } else if (!is_keyed || self.has_key) && sealer.seal(&self.head.seal, &raw.line) != raw.seal {
            self.fault(CHAIN, format!("event {seq} does not fit its seal"));
        }
        if self.anchor.as_ref().is_some_and(|anchor| anchor.seq == seq && anchor.seal != raw.seal) {
            self.fault(CHAIN, format!("event {seq} is not the one that the anchor names"));
        }
        self.head = Head { seq, seal: raw.seal.to_owned() };
        match serde_json::from_str::<Event>(raw.line.body) {
            Ok(event) => self.event(seq, row, event),
            Err(_) => self.fault(REPLAY, format!("event {seq} cannot be read")),
        }
    }

    fn event(&mut self, seq: i64, row: &Row<'_>, event: Event) {
        let column = |name| row.maybe_text(name).ok().flatten();
        let fits = column("kind") == Some(event.kind().0)
            && column("person") == event.person().map(PersonId::as_str)
            && column("tool") == event.tool().map(crate::licence::ToolKey::as_str);
        if !fits {
            self.fault(CHAIN, format!("event {seq} is listed as something else than it says"));
        }
        let mut event = event.without_keys();
        pseudonyms::rename(&mut event, &self.names);
        match &event {
            Event::Applied { config, .. } => {
                if config.is_empty() {
                    self.fault(CONFIG, format!("event {seq} names no configuration"));
                }
                self.config = Some(config.clone());
            }
            Event::Seat(SeatStep::Grant { .. }) => self.granted += 1,
            Event::Seat(SeatStep::Free { .. }) => self.freed += 1,
            Event::Granted { persons, .. } => self.granted += i64::try_from(persons.len()).unwrap_or(0),
            Event::Pruned { counts } | Event::Erased { counts, .. } => self.pruned += seats_in(counts),
            Event::Veiled { through, .. } => self.veiled(seq, *through),
            _ => {}
        }
        self.replay.take(&event);
    }

    /// What was said before is what this event says of it.
    fn veiled(&mut self, seq: i64, through: i64) {
        let fits = self.veil.as_ref().is_some_and(|veil| veil.through == through && veil.sum.0 == veil.digest);
        if seq != through + 1 || !fits {
            self.fault(CHAIN, format!("one of the events 1 to {through} does not fit what event {seq} says of them"));
        }
    }

    fn verdict(&mut self, invariant: &'static str, fine: String) -> Verdict {
        match self.faults.remove(invariant) {
            Some(fault) => Verdict::fault(invariant, fault),
            None => Verdict::ok(invariant, fine),
        }
    }
}

/// Everything the ledger says, held against the tables.
pub(super) async fn whole(look: &mut Look, key: Option<&[u8]>, anchor: Anchor) -> Vec<Verdict> {
    match walk(look, key, anchor).await {
        Ok(verdicts) => verdicts,
        Err(error) => vec![Verdict::fault(CHAIN, told(&error))],
    }
}

async fn walk(look: &mut Look, key: Option<&[u8]>, anchor: Anchor) -> Result<Vec<Verdict>, StoreError> {
    const SQL: &str = "SELECT seq, at, run, actor, kind, person, tool, body, seal FROM ledger ORDER BY seq";
    let anchor = anchor?;
    let (names, wrong) = pseudonyms::all(&mut look.link).await?;
    let mut walk = Walk {
        sealer: Sealer::new(key),
        plain: Sealer::new(None),
        has_key: key.is_some(),
        keyed_from: meta::get_number(&mut look.link, Meta::KeyedFrom).await?,
        anchor: anchor.clone(),
        head: Head::default(),
        at: i64::MIN,
        replay: Replay::default(),
        granted: 0,
        freed: 0,
        pruned: 0,
        config: None,
        names,
        veil: veil_of(look).await?,
        faults: BTreeMap::new(),
    };
    let visit = |row: Row<'_>| {
        walk.row(&row);
        Ok(())
    };
    look.link.each("ledger", SQL, [], visit).await?;
    if let Some(fault) = behind(&walk.head, anchor.as_ref()) {
        walk.fault(CHAIN, fault);
    }
    if wrong > 0 {
        walk.fault(CHAIN, format!("{wrong} pseudonyms are not those of the ids beside them"));
    }
    if walk.has_key && walk.keyed_from.is_none() && walk.head.seq > 0 {
        walk.fault(CHAIN, "no event is sealed with the key that is configured".to_owned());
    }
    let conservation = Verdict::read(CONSERVATION, conservation(look, &walk).await);
    let replay = match walk.faults.remove(REPLAY) {
        Some(fault) => Verdict::fault(REPLAY, fault),
        None => Verdict::read(REPLAY, replayed(look, &walk.replay).await),
    };
    let config = meta::get(&mut look.link, Meta::Config).await?;
    if config != walk.config {
        walk.fault(CONFIG, "the configuration noted is not the one of the newest apply".to_owned());
    }
    let events = format!("{} events{}", walk.head.seq, keyed(&walk));
    Ok(vec![
        conservation,
        replay,
        walk.verdict(CHAIN, events),
        walk.verdict(TIME, "no event is older than the one before it".to_owned()),
        walk.verdict(CONFIG, "every apply names its configuration".to_owned()),
    ])
}

/// What is said of events that were sealed with ids.
async fn veil_of(look: &mut Look) -> Result<Option<Veil>, StoreError> {
    const SQL: &str = "SELECT body FROM ledger WHERE kind = 'veiled' ORDER BY seq LIMIT 1";
    let read = |row: &Row<'_>| row.json("body");
    Ok(match look.link.one("ledger", SQL, [], read).await? {
        Some(Event::Veiled { through, digest }) => Some(Veil { through, digest, sum: veil::Sum::default() }),
        _ => None,
    })
}

/// How many seats were kept no longer.
fn seats_in(counts: &BTreeMap<String, u64>) -> i64 {
    counts.get(Subject::Seats.word()).and_then(|count| i64::try_from(*count).ok()).unwrap_or(0)
}

/// The ledger's end against the anchor.
pub(super) async fn end(look: &mut Look, anchor: Anchor) -> Result<Verdict, StoreError> {
    let head = look.head().await?;
    let fault = behind(&head, anchor?.as_ref());
    Ok(fault.map_or_else(|| Verdict::ok(CHAIN, format!("ends at event {}", head.seq)), |f| Verdict::fault(CHAIN, f)))
}

fn behind(head: &Head, anchor: Option<&Head>) -> Option<String> {
    match anchor {
        Some(anchor) if anchor.seq > head.seq => {
            Some(format!("the ledger ends at event {}, and its anchor is at {}", head.seq, anchor.seq))
        }
        Some(anchor) if anchor.seq == head.seq && anchor.seal != head.seal => {
            Some(format!("event {} is not the one that the anchor names", head.seq))
        }
        None if head.seq > 0 => Some("there is no anchor beside the database".to_owned()),
        _ => None,
    }
}

fn keyed(walk: &Walk) -> String {
    match (walk.keyed_from, walk.has_key) {
        (None, _) => String::new(),
        (Some(from), true) => format!(", sealed with the key from event {from} on"),
        (Some(from), false) => format!(", seals from event {from} on not checked: no key was given"),
    }
}

/// I4: as many seats were given and freed as the ledger says.
async fn conservation(look: &mut Look, walk: &Walk) -> Result<Verdict, StoreError> {
    const SQL: &str = "SELECT COUNT(*) AS granted, COUNT(freed_at) AS freed FROM seat_grant";
    let read = |row: &Row<'_>| Ok((row.int("granted")?, row.int("freed")?));
    let (granted, freed) = look.link.one("seat_grant", SQL, [], read).await?.unwrap_or_default();
    // What was kept no longer had been freed.
    let (granted, freed) = (granted + walk.pruned, freed + walk.pruned);
    let told = format!("{granted} granted, {freed} freed");
    if (granted, freed) == (walk.granted, walk.freed) {
        return Ok(Verdict::ok(CONSERVATION, told));
    }
    Ok(Verdict::fault(CONSERVATION, format!("{told}; the ledger has {} and {}", walk.granted, walk.freed)))
}

/// I5: the ledger, replayed, gives the tables.
async fn replayed(look: &mut Look, replay: &Replay) -> Result<Verdict, StoreError> {
    let standing = (look.seats().await?, look.alerts().await?, look.joins().await?);
    let open = crate::store::holds::by_state(&mut look.link).await?.open;
    let open: BTreeSet<String> = open.into_keys().collect();
    let (seats, alerts, joins) = &standing;
    let alerts = Alerts(alerts.0.iter().map(|(key, alert)| (key.clone(), alert.clone().without_keys())).collect());
    let open_alerts = look.open_alerts().await?;
    let pauses: BTreeMap<String, crate::plan::Pause> =
        open_alerts.into_iter().filter_map(|open| Some((open.alert.key(), open.pause?))).collect();
    let compared = [
        ("grants", seats.grants != replay.seats.grants),
        ("wishes", seats.wishes != replay.seats.wishes),
        ("the newest grant's number", seats.last_seq != replay.seats.last_seq),
        ("alerts", alerts != replay.alerts),
        ("alerts that are paused", pauses != replay.pauses),
        ("joined licences", *joins != replay.joins),
        ("open holds", open != replay.holds),
    ];
    let differ: Vec<&str> = compared.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect();
    if differ.is_empty() {
        let told = format!("{} grants, {} wishes, {} alerts", seats.grants.len(), seats.wishes.len(), alerts.0.len());
        return Ok(Verdict::ok(REPLAY, told));
    }
    Ok(Verdict::fault(REPLAY, format!("the ledger tells otherwise of: {}", differ.join(", "))))
}
