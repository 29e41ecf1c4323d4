//! Keys that the configuration gives to tools, licences and pools.

use crate::roster::id::id;
use std::fmt;
use std::sync::Arc;

id!(
    /// Key of a tool, or of a module that is licensed on its own (REQUIREMENTS D18, D21).
    ToolKey
);
id!(
    /// Key of a batch of licences.
    LicenceKey
);
id!(
    /// Key of a pool.
    PoolKey
);
