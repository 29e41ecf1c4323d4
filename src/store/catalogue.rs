//! Mirrors the keys of the configuration, so that constraints can hold what refers to them.

use super::StoreError;
use super::writing::Writing;
use crate::licence::{Catalogue, Pool};

impl Writing {
    /// Notes tools and pools as configured now. One that left the configuration stays, for those who name it.
    ///
    /// # Errors
    /// The driver, or two pools of a tool that both take new licences.
    pub async fn mirror(&mut self, catalogue: &Catalogue) -> Result<(), StoreError> {
        const TOOLS: &str = "INSERT INTO tool (key) VALUES {rows} ON CONFLICT (key) DO NOTHING";
        // First none takes new licences, then those that do: they may have changed places.
        const CLEAR: &str = "UPDATE pool SET auto_add = FALSE, configured = FALSE WHERE auto_add OR configured";
        const POOLS: &str = "INSERT INTO pool (key, tool, auto_add, configured) VALUES {rows} \
            ON CONFLICT (key) DO UPDATE SET tool = excluded.tool, auto_add = excluded.auto_add, \
            configured = excluded.configured";
        self.link.bulk_loose("tool", TOOLS, catalogue.tools.keys().map(|key| [key.as_str().into()])).await?;
        self.link.run("pool", CLEAR, []).await?;
        let row =
            |pool: &Pool| [pool.key.as_str().into(), pool.tool.as_str().into(), pool.auto_add.into(), true.into()];
        self.link.bulk("pool", POOLS, catalogue.pools.iter().map(row)).await.map(drop)
    }
}
