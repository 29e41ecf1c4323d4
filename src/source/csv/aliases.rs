//! Short names of one delivery, and the ids that they stand for.

use std::sync::Arc;

/// Aliases of one entity. An alias that stands for two ids stands for none.
#[derive(Default)]
#[expect(clippy::disallowed_types, reason = "looked up, never walked")]
pub(super) struct Aliases(std::collections::HashMap<Arc<str>, Option<Arc<str>>>);

impl Aliases {
    pub(super) fn learn(&mut self, alias: &str, id: &str) {
        if alias.is_empty() {
            return;
        }
        let known = self.0.entry(Arc::from(alias)).or_insert_with(|| Some(Arc::from(id)));
        if known.as_deref() != Some(id) {
            *known = None;
        }
    }

    pub(super) fn id(&self, alias: &str) -> Option<Arc<str>> {
        self.0.get(alias).cloned().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_of_two_ids_stands_for_none() {
        let mut aliases = Aliases::default();
        for (alias, id) in [("A", "1"), ("A", "1"), ("B", "1"), ("B", "2"), ("", "3")] {
            aliases.learn(alias, id);
        }
        assert_eq!(aliases.id("A").as_deref(), Some("1"));
        assert_eq!(aliases.id("B"), None);
        assert_eq!(aliases.id(""), None);
    }
}
