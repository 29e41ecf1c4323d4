//! Delivers what is due in the outbox, and marks it sent only when it is there.

mod folder;

pub use folder::{Due, Folder, NotifyError};
