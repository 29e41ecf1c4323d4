//! What pseudonyms are drawn from.
//!
//! The database keeps a seed that its own engine has drawn. Each time something is drawn the seed is digested into the next
//! one, with what the engine draws anew, so nobody can tell from what is there now what was drawn before, or will be. In a
//! rehearsal the engine draws nothing, and two of them go on alike.

use super::StoreError;
use super::link::Link;
use super::meta::{self, Meta};
use super::seal::hex;
use sha2::{Digest, Sha256};

/// How the first seed comes about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Lots {
    /// The database draws it.
    #[default]
    Drawn,
    /// It is always the same: two rehearsals of the same days name everything alike.
    Alike,
}

/// Draws as many as are asked for.
pub(super) struct Draw {
    seed: String,
    count: u64,
}

impl Draw {
    /// From the seed that is there, and leaves the next one.
    pub(super) async fn begin(link: &mut Link, lots: Lots) -> Result<Self, StoreError> {
        let seed = match (meta::get(link, Meta::Lots).await?, lots) {
            (Some(seed), Lots::Alike) => seed,
            // Whatever the seed came from, a rehearsal perhaps, nobody can reckon what comes next.
            (Some(seed), Lots::Drawn) => digest(&["fresh", &seed, &drawn(link).await?]),
            (None, Lots::Alike) => "rehearsal".to_owned(),
            (None, Lots::Drawn) => drawn(link).await?,
        };
        meta::set(link, Meta::Lots, &digest(&["next", &seed])).await?;
        Ok(Self { seed, count: 0 })
    }

    /// The next one, as text.
    pub(super) fn next(&mut self) -> String {
        self.count += 1;
        digest(&["draw", &self.seed, &self.count.to_string()])
    }
}

/// What the engine draws: both take it from the system.
pub(super) async fn drawn(link: &mut Link) -> Result<String, StoreError> {
    const SQLITE: &str = "SELECT hex(randomblob(32)) AS value";
    const POSTGRES: &str = "SELECT CAST(gen_random_uuid() AS TEXT) || CAST(gen_random_uuid() AS TEXT) AS value";
    let sql = if matches!(link, Link::Sqlite(_)) { SQLITE } else { POSTGRES };
    Ok(link.one("meta", sql, [], |row| Ok(row.text("value")?.to_owned())).await?.unwrap_or_default())
}

/// The digest of some texts, each with its length.
pub(super) fn digest(texts: &[&str]) -> String {
    let mut sum = Sha256::new();
    for text in texts {
        sum.update(text.len().to_le_bytes());
        sum.update(text);
    }
    hex(&sum.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_differs_each_time_and_texts_do_not_run_together() {
        let mut draw = Draw { seed: "s".to_owned(), count: 0 };
        let drawn: std::collections::BTreeSet<String> = (0..1_000).map(|_| draw.next()).collect();
        assert_eq!(drawn.len(), 1_000);
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
    }
}
