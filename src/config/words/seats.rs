//! What the configuration means for seats: who keeps one for how long, and who gets the scarce ones.

use crate::config::catalogue::catalogue;
use crate::config::load::Loaded;
use crate::config::model::{Language, Window};
use crate::licence::{Catalogue, Fairness, Grace, Kind, LeaveCause, Pool, Portion, Reservation, Span};
use std::collections::BTreeMap;

/// Graces, freezes and shares, one sentence a line.
pub(super) fn in_words(loaded: &Loaded, language: Language) -> Vec<String> {
    let catalogue = catalogue(&loaded.file);
    let mut lines = leavers(&catalogue, language);
    lines.extend(loaded.file.calendar.freezes.iter().map(|window| freeze(window, language)));
    lines.extend(sharing(&catalogue, language));
    lines
}

/// Pools with the same grace share a line.
fn leavers(catalogue: &Catalogue, language: Language) -> Vec<String> {
    let who = |cause: Option<LeaveCause>| match (language, cause) {
        (Language::Sv, None) => "Den som slutar",
        (Language::Sv, Some(LeaveCause::LeftGroup)) => "Den som lämnat gruppen",
        (Language::Sv, Some(LeaveCause::LeftUnit)) => "Den som lämnat enheten",
        (Language::Sv, Some(LeaveCause::RoleLost)) => "Den som bytt roll",
        (Language::Sv, Some(LeaveCause::Deactivated)) => "Den som inte är aktiv någonstans",
        (Language::Sv, Some(LeaveCause::Vanished)) => "Den som saknas i källan",
        (Language::Sv, Some(LeaveCause::Deleted)) => "Den som källan tagit bort",
        (Language::Sv, Some(LeaveCause::BindRemoved)) => "Den vars koppling tagits bort",
        (Language::Sv, Some(LeaveCause::Inactive)) => "Den som inte använder verktyget",
        (Language::En, None) => "Whoever leaves",
        (Language::En, Some(LeaveCause::LeftGroup)) => "Whoever left the group",
        (Language::En, Some(LeaveCause::LeftUnit)) => "Whoever left the unit",
        (Language::En, Some(LeaveCause::RoleLost)) => "Whoever changed roles",
        (Language::En, Some(LeaveCause::Deactivated)) => "Whoever is active nowhere",
        (Language::En, Some(LeaveCause::Vanished)) => "Whoever the source no longer has",
        (Language::En, Some(LeaveCause::Deleted)) => "Whoever the source deleted",
        (Language::En, Some(LeaveCause::BindRemoved)) => "Whoever is bound no more",
        (Language::En, Some(LeaveCause::Inactive)) => "Whoever does not use the tool",
    };
    let mut lines: BTreeMap<(Option<LeaveCause>, String), Vec<&Pool>> = BTreeMap::new();
    for pool in &catalogue.pools {
        lines.entry((None, keeps(pool.graces.usual, language))).or_default().push(pool);
        for (cause, grace) in &pool.graces.own {
            lines.entry((Some(*cause), keeps(*grace, language))).or_default().push(pool);
        }
    }
    let line = |((cause, keeps), pools): ((Option<LeaveCause>, String), Vec<&Pool>)| {
        let names: Vec<&str> = pools.iter().map(|pool| &*pool.name).collect();
        format!("{} {keeps}: {}", who(cause), names.join(", "))
    };
    lines.into_iter().map(line).collect()
}

/// What becomes of a leaver's seat.
fn keeps(grace: Grace, language: Language) -> String {
    let (keep, more) = (stretch(grace.keep, language), grace.until_wanted.and_then(|span| stretch(span, language)));
    match (language, keep, more) {
        (Language::Sv, None, None) => "förlorar platsen direkt".into(),
        (Language::Sv, Some(keep), None) => format!("behåller platsen {keep}"),
        (Language::Sv, None, Some(more)) => format!("behåller platsen så länge ingen väntar, {more}"),
        (Language::Sv, Some(keep), Some(more)) => {
            format!("behåller platsen {keep}, och så länge ingen väntar {more} i allt")
        }
        (Language::En, None, None) => "loses the seat at once".into(),
        (Language::En, Some(keep), None) => format!("keeps the seat for {keep}"),
        (Language::En, None, Some(more)) => format!("keeps the seat while nobody waits, for {more}"),
        (Language::En, Some(keep), Some(more)) => {
            format!("keeps the seat for {keep}, and while nobody waits for {more} in all")
        }
    }
}

/// A stretch of time; nothing when there is none.
fn stretch(span: Span, language: Language) -> Option<String> {
    let (number, is_school) = match span {
        Span::Days(days) => (days, false),
        Span::SchoolDays(days) => (days, true),
    };
    let word = match (language, is_school, number == 1) {
        (Language::Sv, false, true) => "dag",
        (Language::Sv, false, false) => "dagar",
        (Language::Sv, true, true) => "skoldag",
        (Language::Sv, true, false) => "skoldagar",
        (Language::En, false, true) => "day",
        (Language::En, false, false) => "days",
        (Language::En, true, true) => "school day",
        (Language::En, true, false) => "school days",
    };
    (number > 0).then(|| format!("{number} {word}"))
}

fn freeze(window: &Window, language: Language) -> String {
    let (from, until, units) = (window.from, window.until, window.units.join(", "));
    match (language, window.units.is_empty()) {
        (Language::Sv, true) => format!("Frysning: {from} – {until} tar inget i registret en plats från någon"),
        (Language::Sv, false) => {
            format!("Frysning: {from} – {until} tar inget i registret en plats från någon ({units})")
        }
        (Language::En, true) => format!("Freeze: {from} – {until} nothing in the roster takes a seat from anyone"),
        (Language::En, false) => {
            format!("Freeze: {from} – {until} nothing in the roster takes a seat from anyone ({units})")
        }
    }
}

/// How seats are kept for those who start later.
fn kept(pool: &str, Reservation { lead, is_lent }: Reservation, language: Language) -> String {
    match (language, is_lent) {
        (Language::Sv, true) => {
            format!("Platser i {pool} hålls för den som börjar inom {lead} dagar; till dess lånas de ut")
        }
        (Language::Sv, false) => {
            format!("Platser i {pool} hålls för den som börjar inom {lead} dagar; till dess står de tomma")
        }
        (Language::En, true) => {
            format!("Seats in {pool} are kept for whoever starts within {lead} days, and lent until then")
        }
        (Language::En, false) => {
            format!("Seats in {pool} are kept for whoever starts within {lead} days, and stay empty until then")
        }
    }
}

/// Pools whose seats are limited, by how they are shared, and what is promised.
fn sharing(catalogue: &Catalogue, language: Language) -> Vec<String> {
    let mut pools: BTreeMap<bool, Vec<&str>> = BTreeMap::new();
    let mut promises = Vec::new();
    for pool in catalogue.pools.iter().filter(|pool| !pool.kind.is_some_and(Kind::is_unlimited)) {
        pools.entry(catalogue.fairness(&pool.tool) == Fairness::Queue).or_default().push(&pool.name);
        promises.extend(pool.reservation.map(|one| kept(&pool.name, one, language)));
        for Portion { unit, number } in &pool.sharing.guarantees {
            promises.push(match language {
                Language::Sv => format!("Garanti i {}: {number} platser till {unit}", pool.name),
                Language::En => format!("Guarantee in {}: {number} seats for {unit}", pool.name),
            });
        }
    }
    let line = |(by_queue, names): (bool, Vec<&str>)| {
        let names = names.join(", ");
        match (language, by_queue) {
            (Language::Sv, false) => {
                format!("Platser som inte räcker delas mellan skolorna (uddatalsmetoden): {names}")
            }
            (Language::Sv, true) => format!("Platser som inte räcker delas efter kön, oavsett skola: {names}"),
            (Language::En, false) => format!("Scarce seats are shared between schools (Sainte-Laguë): {names}"),
            (Language::En, true) => format!("Scarce seats go by the queue, whatever the school: {names}"),
        }
    };
    pools.into_iter().map(line).chain(promises).collect()
}
