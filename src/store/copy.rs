//! A copy: everything from one database into another, which is then the one in use.

use super::link::Link;
use super::look::Look;
use super::tables::MIGRATION;
use super::transfer::{self, Carried};
use super::{Address, Store, StoreError, anchor, migrate, recover, sent};

impl Store {
    /// Copies everything into another database, which must hold nothing. No run is under way on either meanwhile.
    /// What is there in the end was proved to be what is here; before that, nothing is.
    ///
    /// # Errors
    /// The drivers; a run under way; a target that holds something; a source that lost its end; a copy that is not
    /// what was copied.
    pub async fn copy_to(&self, to: &Address, key: Option<&[u8]>) -> Result<Carried, StoreError> {
        let copy = async {
            let target = Self::connect(to).await?;
            let done = target.alone(self.copy_into(&target, to, key)).await;
            target.close().await;
            done
        };
        self.alone(copy).await
    }

    async fn copy_into(&self, target: &Self, to: &Address, key: Option<&[u8]>) -> Result<Carried, StoreError> {
        let mut from = self.look().await?;
        recover::refuse_gap(&mut from.link, &self.anchor).await?;
        if let Some(gap) = recover::gap(&mut from.link, &target.anchor).await? {
            return Err(StoreError::Anchored { seq: gap.anchor.seq, path: target.anchor.clone() });
        }
        let key = transfer::key_in_use(&mut from, key).await?;
        must_be_new(&mut target.link().await?, to).await?;
        target.bring_up_to_date().await?;
        let carried = fill(&mut from, target.writing_link().await?, key).await?;
        sent::take_along(&sent::beside(&self.anchor), &sent::beside(&target.anchor))?;
        anchor::write(&target.anchor, &carried.head)?;
        Ok(carried)
    }
}

/// Refuses a database that holds anything. One that has our tables and no rows in them is as good as none.
async fn must_be_new(link: &mut Link, to: &Address) -> Result<(), StoreError> {
    let not_empty = |table: &str| StoreError::NotEmpty { place: to.to_string(), table: table.to_owned() };
    let there = migrate::tables(link).await?;
    if there.is_empty() {
        return Ok(());
    }
    if !there.iter().any(|table| table == MIGRATION) {
        return Err(not_empty(&there[0]));
    }
    migrate::check(link).await?;
    match transfer::first_with_rows(link).await? {
        Some(table) => Err(not_empty(table)),
        None => Ok(()),
    }
}

/// Fills a database that has no rows, and proves it. What is not proved is not kept.
pub(super) async fn fill(from: &mut Look, mut into: Link, key: Option<&[u8]>) -> Result<Carried, StoreError> {
    let carried = transfer::pour(from, &mut into).await?;
    let mut look = Look { link: into };
    transfer::prove(&mut look, &carried, key).await?;
    look.link.commit().await?;
    Ok(carried)
}
