//! What a sweep knows of the rows that were kept of the run before it: what did not come, and what lost something.

use super::records::{Key, Named, Record};
use super::resource::Resource;
use super::spool::{At, Pile, Row, Spool, digest_of, each_line, failed};
use super::stock::Sum;
use crate::source::SourceError;
use std::collections::BTreeMap;

impl Spool {
    /// Has the record lost the lists that it had something in? A right that was taken away does that. A list that was
    /// empty is not missed: some servers leave empty ones out.
    pub(super) fn has_lost_lists<T: Record>(&self, resource: Resource, record: &T) -> bool {
        if self.is_accepted || record.flags().is_whole {
            return false;
        }
        let (Some(pile), id) = (self.piles.get(&resource), digest_of(record.id())) else { return false };
        let of_stock = || Some(pile.stock.as_ref()?.of_id(id)?.1.flags);
        pile.rows
            .get(&id)
            .map(|row| row.flags)
            .or_else(of_stock)
            .is_some_and(|flags| flags.is_whole && flags.has_entries)
    }

    /// How many records are others than those that were kept, though the server changed them before this instant.
    pub(super) fn missed(&self, resource: Resource, until: i64) -> u64 {
        let Some(pile) = self.piles.get(&resource) else { return 0 };
        let Some(stock) = &pile.stock else { return 0 };
        let known: BTreeMap<u128, u128> = stock.sums().iter().map(|sum| (sum.id, sum.row)).collect();
        let differs = |(id, row): &(&u128, &Row)| row.modified <= until && known.get(id) != Some(&row.sum);
        pile.rows.iter().filter(differs).count() as u64
    }

    /// The ids of records that were kept and did not come.
    pub(super) fn missing(&mut self, resource: Resource) -> Result<Vec<Key>, SourceError> {
        let Some(Pile { stock: Some(stock), rows, .. }) = self.piles.get(&resource) else {
            return Ok(Vec::new());
        };
        if stock.sums().iter().all(|sum| rows.contains_key(&sum.id)) {
            return Ok(Vec::new());
        }
        let mut missing = Vec::new();
        let mut number = 0;
        each_line(stock.lines(), |line, _| {
            if !rows.contains_key(&stock.sums()[number].id) {
                missing.push(serde_json::from_slice::<Named>(line)?.id);
            }
            number += 1;
            Ok(())
        })
        .map_err(|e| failed(resource, &e))?;
        Ok(missing)
    }

    /// Puts back the row that was kept of a record that did not come.
    pub(super) fn stays(&mut self, resource: Resource, id: &Key) {
        let Some(pile) = self.piles.get_mut(&resource) else { return };
        let (Some(stock), id) = (pile.stock.clone(), digest_of(id)) else { return };
        if let Some((number, Sum { raw, row: sum, modified, flags, .. })) = stock.of_id(id) {
            pile.rows.insert(id, Row { at: At::Kept(number), raw, sum, modified, flags });
        }
    }
}
