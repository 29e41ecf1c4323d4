//! The store: what is applied is there, and nothing else.

mod town;

use town::{Town, catalogue, roster};

#[tokio::test]
async fn what_is_applied_is_what_is_loaded() {
    let town = Town::new().await;
    let catalogue = catalogue(2, 30);
    let first = town.run(1, roster(0..60, 3), &catalogue).await;
    assert!(first.events > 60, "grants and wishes of two tools");
    assert_eq!(first.letters, 1);
    let next = town.run(2, roster((5..70).filter(|n| n % 9 != 0), 4), &catalogue).await;
    assert!(next.head.seq > first.head.seq);
    town.run(3, roster(0..60, 3), &catalogue).await;
    town.run(40, roster(20..40, 1), &catalogue).await;
}
