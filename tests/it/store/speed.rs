//! How long a city takes. Prints; fails only where an answer is wrong. Run it with
//! `cargo test --release --test it store::speed -- --ignored --nocapture`.

use super::town::{Engine, Town, at, catalogue, day, deed, plan, roster};
use std::time::Duration;
use upprop::store::{Asked, Over, restore};

/// The only clock in the tests: for figures, never for answers.
#[expect(clippy::disallowed_methods, reason = "measures")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

#[expect(clippy::print_stdout, reason = "figures are for the screen")]
fn tell(what: &str, since: std::time::Instant) {
    let took: Duration = now() - since;
    println!("{what:<48}{:>7} ms", took.as_millis());
}

#[tokio::test]
#[ignore = "a city takes a while: for figures in a release build"]
async fn a_city_of_200_000() {
    let town = Town::new(Engine::Sqlite).await;
    let catalogue = catalogue(3, 150_000);
    let persons = 200_000;
    for (number, roster) in [(1, roster(0..persons, 6)), (2, roster(1_000..persons + 1_000, 6))] {
        let memberships = roster.memberships.len();
        let start = now();
        let before = town.standing().await;
        tell(&format!("day {number}: load {} persons", before.roster().persons.len()), start);
        let start = now();
        let plan = plan(&before, roster, &catalogue, day(number));
        tell(&format!("day {number}: plan {} steps", plan.steps.len()), start);
        let run = town.store.begin_run(at(number), day(number), Asked::All).await.unwrap();
        let start = now();
        let applied = deed(&town.store, &plan, &before, &catalogue, (run, number)).await.unwrap();
        tell(&format!("day {number}: apply {} events", applied.events), start);
        let start = now();
        let after = town.store.load_roster().await.unwrap();
        tell(&format!("day {number}: load roster, {memberships} memberships"), start);
        assert!(after == plan.roster);
        let start = now();
        town.store.load_seats().await.unwrap();
        tell(&format!("day {number}: load seats"), start);
    }
    let (file, start) = (town.folder().join("backup.db"), now());
    let rows = town.store.backup(&file, Over::Nothing, None).await.unwrap().rows();
    tell(&format!("backup, {rows} rows"), start);
    let start = now();
    restore(&file, &town.address, at(3), None).await.unwrap();
    tell("restore", start);
    let start = now();
    let moved = town.moved(Engine::Postgres).await;
    tell("copy to PostgreSQL, and compare", start);
    let start = now();
    moved.moved(Engine::Sqlite).await;
    tell("copy back, and compare", start);
}
