//! What is bought and decided: the licences of the configuration and those that vendors delivered upon requests, its
//! decisions about persons and those that somebody made by hand. Here they meet, and nowhere else.

use crate::config;
use crate::config::model::File;
use crate::licence::Catalogue;
use crate::request::Batch;
use crate::store::{Look, StoreError};

/// Everything that is bought and bound.
///
/// # Errors
/// When the database cannot be read.
pub async fn catalogue(file: &File, look: &mut Look) -> Result<Catalogue, StoreError> {
    let mut catalogue = config::catalogue::catalogue(file);
    Batch::join(&look.batches().await?, &mut catalogue);
    catalogue.decided(look.decisions().await?);
    Ok(catalogue)
}
