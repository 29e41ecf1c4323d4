//! Everything the organiser has bought and bound.

use super::{
    Calendar, Contract, Fairness, Licence, LicenceKey, Override, OverrideKind, Overrides, Phase, Pool, PoolKey,
    Reservation, Tool, ToolKey, Undecidable,
};
use crate::roster::Person;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::Xxh3;

/// The configuration of tools, licences, pools and overrides, already checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// Tools by key.
    pub tools: BTreeMap<ToolKey, Tool>,
    /// Licences by key.
    pub licences: BTreeMap<LicenceKey, Licence>,
    /// Contracts of licences that say something of them; apart from the licences, since no seat hangs on them.
    pub contracts: BTreeMap<LicenceKey, Contract>,
    /// Pools in the order of the configuration: earlier pools of a tool fill first.
    pub pools: Vec<Pool>,
    /// Overrides.
    pub overrides: Vec<Override>,
    /// When there is school, and when seats are frozen.
    pub calendar: Calendar,
}

impl Catalogue {
    /// The pool with this key.
    #[must_use]
    pub fn pool(&self, key: &PoolKey) -> Option<&Pool> {
        self.pools.iter().find(|pool| pool.key == *key)
    }

    /// The pools of a tool, in order.
    pub fn pools_of<'a>(&'a self, tool: &'a ToolKey) -> impl Iterator<Item = &'a Pool> {
        self.pools.iter().filter(move |pool| pool.tool == *tool)
    }

    /// How the seats of a tool are shared between schools: as its first pool says that says so.
    #[must_use]
    pub fn fairness(&self, tool: &ToolKey) -> Fairness {
        self.pools_of(tool).find_map(|pool| pool.sharing.fair).unwrap_or_default()
    }

    /// Takes in what was decided outside the configuration. What that says of the same person and tool stands after it, and is
    /// in force.
    pub fn decided(&mut self, decisions: Vec<Override>) {
        self.overrides.splice(0..0, decisions);
    }

    /// May somebody decide about a person and a tool? Asked of the catalogue of the configuration alone.
    ///
    /// # Errors
    /// Why not.
    pub fn decidable(&self, person: &Person, tool: &ToolKey, day: Date) -> Result<(), Undecidable> {
        if !self.tools.contains_key(tool) {
            return Err(Undecidable::UnknownTool);
        }
        let overrides = Overrides::on(&self.overrides, day);
        let decides = |one: &Override| matches!(one.kind, OverrideKind::Decision(_) | OverrideKind::Exclude);
        let marks = |one: &Override| matches!(one.kind, OverrideKind::Protected | OverrideKind::Decision(_));
        if !person.protection.is_protected() && !overrides.of(person, tool).any(marks) {
            return Err(Undecidable::NotProtected);
        }
        if overrides.of(person, tool).any(decides) { Err(Undecidable::Decided) } else { Ok(()) }
    }

    /// Whom decisions protect, by id or alias, whenever they hold.
    #[must_use]
    pub fn protected(&self) -> BTreeSet<&str> {
        let protects = |one: &&Override| matches!(one.kind, OverrideKind::Protected | OverrideKind::Decision(_));
        self.overrides.iter().filter(protects).map(|one| &*one.person).collect()
    }

    /// Digest of all licences with their seats and dates: another one means that somebody edited them.
    #[must_use]
    pub fn bought(&self) -> String {
        let mut digest = Xxh3::new();
        for licence in self.licences.values() {
            digest.update(format!("{licence:?}\n").as_bytes());
        }
        format!("{:032x}", digest.digest128())
    }

    /// Does it matter of which school those are who wait for a tool? Not where only the line counts.
    #[must_use]
    pub fn is_shared(&self, tool: &ToolKey) -> bool {
        let promises = self.pools_of(tool).any(|pool| !pool.sharing.guarantees.is_empty());
        promises || self.fairness(tool) != Fairness::Queue
    }

    /// How seats of the tool are kept for those who start later, where a pool says so.
    #[must_use]
    pub fn reservation(&self, tool: &ToolKey) -> Option<Reservation> {
        self.pools_of(tool).filter_map(|pool| pool.reservation).reduce(Reservation::and)
    }

    /// So many days ahead some tools look, the fewest first.
    #[must_use]
    pub fn leads(&self) -> Vec<u16> {
        let leads = self.pools.iter().filter_map(|pool| pool.reservation).map(|one| one.lead);
        leads.collect::<BTreeSet<u16>>().into_iter().collect()
    }

    /// Does a pool of the tool ask when its holders last used it?
    #[must_use]
    pub fn asks_for_use(&self, tool: &ToolKey) -> bool {
        self.pools_of(tool).any(|pool| pool.inactive_after.is_some())
    }

    /// The licences of a pool: those named, those that renew one of them, and those that join by themselves
    /// (REQUIREMENTS A12-A13, E34). A licence belongs to one pool only.
    #[must_use]
    pub fn licences_of(&self, pool: &Pool) -> Vec<&Licence> {
        let home = self.homes();
        self.licences.values().filter(|l| home.get(&l.key) == Some(&&pool.key)).collect()
    }

    /// For each licence that has one, its pool.
    #[must_use]
    pub fn homes(&self) -> BTreeMap<&LicenceKey, &PoolKey> {
        let mut homes: BTreeMap<&LicenceKey, &PoolKey> = BTreeMap::new();
        for pool in &self.pools {
            homes.extend(pool.licences.iter().map(|licence| (licence, &pool.key)));
        }
        for licence in self.licences.values() {
            if let Some(home) = self.inherited_home(licence, &homes) {
                homes.insert(&licence.key, home);
            }
        }
        for licence in self.licences.values() {
            let joins = |pool: &&Pool| {
                pool.auto_add
                    && pool.tool == licence.tool
                    && pool.kind.is_none_or(|kind| kind == licence.kind)
                    && (pool.audience.is_empty() || same(&pool.audience, &licence.audience))
            };
            if !homes.contains_key(&licence.key)
                && let Some(pool) = self.pools.iter().find(joins)
            {
                homes.insert(&licence.key, &pool.key);
            }
        }
        homes
    }

    /// The pool of the nearest renewed licence that has one.
    fn inherited_home<'a>(
        &'a self,
        licence: &'a Licence,
        homes: &BTreeMap<&LicenceKey, &'a PoolKey>,
    ) -> Option<&'a PoolKey> {
        if homes.contains_key(&licence.key) {
            return None;
        }
        let mut seen = BTreeSet::new();
        let mut at = licence;
        while let Some(renewed) = at.renews.as_ref().and_then(|key| self.licences.get(key)) {
            if let Some(home) = homes.get(&renewed.key) {
                return Some(home);
            }
            if !seen.insert(&renewed.key) {
                return None;
            }
            at = renewed;
        }
        None
    }

    /// The phase of a licence on `day`. A licence in grace is over once its renewal runs: the seats are
    /// the same seats (REQUIREMENTS E34-E35).
    #[must_use]
    pub fn phase(&self, licence: &Licence, day: Date) -> Phase {
        match licence.phase(day) {
            Phase::Grace if self.renewed_by(licence).any(|next| next.phase(day) == Phase::Running) => Phase::Over,
            phase => phase,
        }
    }

    /// The licences that continue this one.
    pub fn renewed_by<'a>(&'a self, licence: &'a Licence) -> impl Iterator<Item = &'a Licence> {
        self.licences.values().filter(|next| next.renews.as_ref() == Some(&licence.key))
    }

    /// The nearest day after `day` on which a date of the catalogue begins or ends something, or tells of an end.
    #[must_use]
    pub fn next_change(&self, day: Date) -> Option<Date> {
        let warnings = self.licences.values().filter_map(|l| self.next_warning(l, day));
        self.next_turn(day).into_iter().chain(warnings).min()
    }

    /// The nearest day after `day` on which a date of the catalogue begins or ends something.
    #[must_use]
    pub fn next_turn(&self, day: Date) -> Option<Date> {
        let licences = self.licences.values().filter_map(|l| l.next_change(day));
        let binds = self.pools.iter().flat_map(|p| &p.binds).filter_map(|b| b.period.next_change(day));
        let overrides = self.overrides.iter().filter_map(|o| o.period.next_change(day));
        let reviews = self.tools.values().filter_map(|t| t.dpa_before.map(|(since, _)| since)).filter(|d| *d > day);
        let calendar = self.calendar.next_turn(day);
        licences.chain(binds).chain(overrides).chain(reviews).chain(calendar).min()
    }

    /// Persons whom a binding or an override names, by id or alias.
    pub fn persons_named(&self) -> impl Iterator<Item = &str> {
        let bound = self.pools.iter().flat_map(|pool| &pool.binds).filter_map(|bind| bind.person.as_deref());
        bound.chain(self.overrides.iter().map(|one| &*one.person))
    }

    fn next_warning(&self, licence: &Licence, day: Date) -> Option<Date> {
        let to = licence.to?;
        let days = &self.tools.get(&licence.tool)?.warn_days;
        let dates = days.iter().filter_map(|n| to.checked_sub(jiff::ToSpan::days(i64::from(*n))).ok());
        dates.filter(|date| *date > day).min()
    }
}

fn same(a: &[std::sync::Arc<str>], b: &[std::sync::Arc<str>]) -> bool {
    let set = |words: &[std::sync::Arc<str>]| words.iter().cloned().collect::<BTreeSet<_>>();
    set(a) == set(b)
}
