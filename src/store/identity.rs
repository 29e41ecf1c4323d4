//! What a database is known by, wherever it lies and by whatever name it is reached.

use super::link::Link;
use super::lots;
use super::meta::{self, Meta};
use super::{Store, StoreError};

/// What a database is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Drawn once by its engine. A copy of the file has it too, and a schema has one under all names of its server.
    pub id: String,
    /// Where it lay when it was last served. A copy that lies elsewhere still has the place of the other.
    pub home: Option<String>,
}

impl Store {
    /// What this database is known by; drawn where nobody has asked before.
    ///
    /// # Errors
    /// The driver.
    pub async fn identity(&self) -> Result<Identity, StoreError> {
        if let Some(identity) = known(&mut self.look().await?.link).await? {
            return Ok(identity);
        }
        let mut writing = self.write().await?;
        if let Some(identity) = known(&mut writing.link).await? {
            return Ok(identity);
        }
        let id = lots::drawn(&mut writing.link).await?;
        meta::set(&mut writing.link, Meta::Identity, &id).await?;
        writing.link.commit().await?;
        Ok(Identity { id, home: None })
    }

    /// Notes where it lies.
    ///
    /// # Errors
    /// The driver.
    pub async fn settle_at(&self, home: &str) -> Result<(), StoreError> {
        let mut writing = self.write().await?;
        meta::set(&mut writing.link, Meta::Home, home).await?;
        writing.link.commit().await
    }
}

async fn known(link: &mut Link) -> Result<Option<Identity>, StoreError> {
    let Some(id) = meta::get(link, Meta::Identity).await? else { return Ok(None) };
    Ok(Some(Identity { id, home: meta::get(link, Meta::Home).await? }))
}
