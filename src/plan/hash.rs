//! Names a plan, and what it stands on.

use super::guard::hex;
use super::{Base, Plan, digest_text};
use sha2::{Digest, Sha256};

/// What a plan stands on.
pub(super) fn base(base: &Base) -> String {
    let mut sum = Sha256::new();
    sum.update(&base.ledger);
    sum.update("\n");
    sum.update(&base.config);
    hex(&sum.finalize())
}

/// Names a plan: what it stands on, the roster that takes effect, every step and notice and hold.
pub(super) fn hash(plan: &Plan) -> String {
    let mut sum = Sum(Sha256::new());
    let parts = (
        (&plan.base, plan.day, digest_text(plan.roster_digest), &plan.joins),
        (&plan.steps, &plan.notices, &plan.held, &plan.withdrawn, &plan.rekeyed),
    );
    // Writing into a digest cannot fail, and the parts are plain data.
    let _ = serde_json::to_writer(&mut sum, &parts);
    hex(&sum.0.finalize())
}

struct Sum(Sha256);

impl std::io::Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
