//! What is to be done about subscriptions, from what is wanted, what is noted and what a server shows. Values in, values
//! out: no server is asked here.
//!
//! Whatever was lost, killed or done twice before, carrying the steps out leaves exactly one subscription for each kind of
//! records that is wanted, none that nobody knows of, and what others have at the server as it was.

use crate::store::Subscription;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Where a server does not say until when, a subscription is taken to last so long.
pub(super) const LIFE_UNSAID: SignedDuration = SignedDuration::from_hours(24);
/// However short it says: a subscription is made to last longer no sooner than after this.
const HALF_LIFE_MIN: SignedDuration = SignedDuration::from_mins(15);
/// The clocks of two answers differ by less.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(5);

/// A subscription of ours, or one that may be, as the server shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// What the server calls it.
    pub(super) id: String,
    /// SHA-256 of the last part of where it calls.
    pub(super) secret: String,
    /// It has our name, and calls where we are called.
    pub(super) has_our_name: bool,
    /// Until when it lasts, by our clock, where the server says.
    pub(super) expires_at: Option<Timestamp>,
}

/// What a server is to call, and about what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// What the address begins with.
    pub(super) callback: String,
    /// About which kinds of records.
    pub(super) kinds: BTreeSet<String>,
}

/// What is known of a server's subscriptions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    /// What it is to call; none where it is to call nobody.
    pub(super) wanted: Option<&'a Wanted>,
    /// What is noted of it.
    pub(super) noted: &'a [Subscription],
    /// What it shows; none where it shows nobody any.
    pub(super) shown: Option<&'a [Shown]>,
    /// Now.
    pub(super) now: Timestamp,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The server has said more of it than is noted.
    Note(Subscription),
    /// It is there no more.
    Forget(String),
    /// It is to last longer.
    Renew(Subscription),
    /// One about these kinds is missing.
    Make(BTreeSet<String>),
    /// This one is one too many.
    Remove {
        /// What the server calls it.
        id: String,
        /// What it is noted by, if it is.
        secret: Option<String>,
    },
}

/// When half of its life is over.
pub(super) fn half_life(of: &Subscription) -> Timestamp {
    let life = of.expires_at.map_or(LIFE_UNSAID, |until| until.duration_since(of.begun_at));
    of.begun_at + (life / 2).max(HALF_LIFE_MIN)
}

/// What is to be done, in this order: what is made is there before another is taken away.
pub(super) fn steps(scene: &Scene<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut there: Vec<Subscription> =
        scene.noted.iter().filter_map(|noted| is_there(scene, noted, &mut steps)).collect();
    // The one about most stands first, and of equals the one that lasts longest.
    there.sort_by(|a, b| {
        let rank = |of: &Subscription| (of.kinds.len(), of.expires_at);
        rank(b).cmp(&rank(a)).then_with(|| a.secret.cmp(&b.secret))
    });
    let (mut covered, mut removed): (BTreeSet<String>, Vec<Step>) = (BTreeSet::new(), Vec::new());
    for one in there {
        let Some(id) = one.id.clone() else { continue };
        let is_wanted = |wanted: &Wanted| {
            wanted.callback == one.callback && one.kinds.is_subset(&wanted.kinds) && !one.kinds.is_subset(&covered)
        };
        if scene.wanted.is_some_and(is_wanted) {
            covered.extend(one.kinds.iter().cloned());
            // A clock that was put back makes nothing of it wait.
            if half_life(&one) <= scene.now || one.begun_at > scene.now + CLOCKS_APART {
                steps.push(Step::Renew(one));
            }
        } else {
            removed.push(Step::Remove { id, secret: Some(one.secret) });
        }
    }
    let missing: BTreeSet<String> =
        scene.wanted.into_iter().flat_map(|wanted| wanted.kinds.difference(&covered)).cloned().collect();
    steps.extend((!missing.is_empty()).then_some(Step::Make(missing)));
    steps.append(&mut removed);
    steps.extend(strangers(scene));
    steps
}

/// What is noted, with what the server has said of it since; nothing where it is there no more.
fn is_there(scene: &Scene<'_>, noted: &Subscription, steps: &mut Vec<Step>) -> Option<Subscription> {
    let mut one = noted.clone();
    let forget = || Step::Forget(noted.secret.clone());
    let Some(shown) = scene.shown else {
        // Of one that was never answered, or has ended, nobody knows what to call it.
        let is_over = one.id.is_none() || one.expires_at.is_some_and(|until| until <= scene.now);
        steps.extend(is_over.then(forget));
        return (!is_over).then_some(one);
    };
    let Some(shown) = namesakes(shown, &noted.secret).next() else {
        steps.push(forget());
        return None;
    };
    let moved = match (shown.expires_at, one.expires_at) {
        (Some(now), Some(before)) => now.duration_since(before).abs() > CLOCKS_APART,
        (now, before) => now.is_some() && before.is_none(),
    };
    if moved || one.id.as_ref() != Some(&shown.id) {
        // The beginning stays: a life that was only looked at is not a new one.
        one.id = Some(shown.id.clone());
        one.expires_at = shown.expires_at.or(one.expires_at);
        steps.push(Step::Note(one.clone()));
    }
    Some(one)
}

/// Those that call by one secret; the server may have been told twice.
fn namesakes<'a>(shown: &'a [Shown], secret: &'a str) -> impl Iterator<Item = &'a Shown> {
    shown.iter().filter(move |shown| shown.secret == secret)
}

/// What the server has of ours that is not noted, as after a backup was put back; and what it has twice.
fn strangers(scene: &Scene<'_>) -> Vec<Step> {
    let shown = scene.shown.unwrap_or_default();
    let is_first = |one: &Shown| namesakes(shown, &one.secret).next().is_some_and(|first| first.id == one.id);
    let is_noted = |one: &Shown| scene.noted.iter().any(|noted| noted.secret == one.secret);
    let is_over = |one: &&Shown| if is_noted(one) { !is_first(one) } else { one.has_our_name };
    shown.iter().filter(is_over).map(|one| Step::Remove { id: one.id.clone(), secret: None }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CALLBACK: &str = "https://upprop.example/hook";

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
    }

    fn kinds(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn wanted() -> Wanted {
        Wanted { callback: CALLBACK.to_owned(), kinds: kinds(&["Group", "Person", "Duty"]) }
    }

    fn one(secret: &str, of: &[&str], id: Option<&str>) -> Subscription {
        Subscription {
            secret: secret.to_owned(),
            source: "s".into(),
            server: "https://api.example".to_owned(),
            callback: CALLBACK.to_owned(),
            kinds: kinds(of),
            id: id.map(str::to_owned),
            begun_at: at(0),
            expires_at: Some(at(1000)),
        }
    }

    fn shown(id: &str, secret: &str) -> Shown {
        Shown { id: id.to_owned(), secret: secret.to_owned(), has_our_name: true, expires_at: Some(at(1000)) }
    }

    fn of(noted: &[Subscription], shown: Option<&[Shown]>, now: i64) -> Vec<Step> {
        steps(&Scene { wanted: Some(&wanted()), noted, shown, now: at(now) })
    }

    #[test]
    fn one_that_is_there_is_let_be_until_half_its_life_is_over() {
        let noted = [one("a", &["Group", "Person", "Duty"], Some("1"))];
        let there = [shown("1", "a")];
        for shown in [None, Some(&there[..])] {
            assert_eq!(of(&noted, shown, 499), []);
            assert_eq!(of(&noted, shown, 500), [Step::Renew(noted[0].clone())]);
            assert_eq!(of(&noted, shown, -60), [Step::Renew(noted[0].clone())], "the clock was put back");
        }
    }

    #[test]
    fn one_that_the_server_lost_is_made_again_and_one_that_it_has_for_nothing_is_removed() {
        let noted = [one("a", &["Group", "Person", "Duty"], Some("1"))];
        let make = Step::Make(wanted().kinds);
        assert_eq!(of(&noted, Some(&[]), 1), [Step::Forget("a".to_owned()), make.clone()]);
        assert_eq!(of(&noted, None, 1000), [Step::Forget("a".to_owned()), make.clone()], "its life is over");
        let orphan = [shown("9", "x")];
        assert_eq!(of(&[], Some(&orphan), 1), [make, Step::Remove { id: "9".to_owned(), secret: None }]);
        let other = [Shown { has_our_name: false, ..shown("9", "x") }];
        assert_eq!(of(&[], Some(&other), 1).len(), 1, "what somebody else has is nobody's to remove");
    }

    #[test]
    fn one_that_was_made_before_anybody_could_note_what_it_is_called_is_known_by_its_secret() {
        let noted = [one("a", &["Group", "Person", "Duty"], None)];
        let named = Subscription { id: Some("1".to_owned()), ..noted[0].clone() };
        assert_eq!(of(&noted, Some(&[shown("1", "a")]), 1), [Step::Note(named)]);
        // Where the server shows none, it is left to end: nobody answers to it any more.
        assert_eq!(of(&noted, None, 1), [Step::Forget("a".to_owned()), Step::Make(wanted().kinds)]);
    }

    #[test]
    fn what_is_wanted_no_more_is_removed_after_what_is_wanted_was_made() {
        let old = Subscription { callback: "https://old.example".to_owned(), ..one("a", &["Group"], Some("1")) };
        let remove = Step::Remove { id: "1".to_owned(), secret: Some("a".to_owned()) };
        assert_eq!(of(std::slice::from_ref(&old), None, 1), [Step::Make(wanted().kinds), remove.clone()]);
        let nobody = Scene { wanted: None, noted: &[old], shown: None, now: at(1) };
        assert_eq!(steps(&nobody), [remove]);
    }

    /// A server and what is noted of it, whatever came before.
    fn worlds() -> impl Strategy<Value = (Vec<Subscription>, Vec<Shown>, bool, i64)> {
        let letter = proptest::sample::select(vec!["a", "b", "c", "d", "e"]);
        let some = proptest::sample::subsequence(vec!["Duty", "Group", "Person", "Placement"], 0..=4);
        let noted = (letter.clone(), some, proptest::option::of(0..6_u8), any::<bool>(), -900..900_i64).prop_map(
            |(secret, kinds, id, is_ours, begun)| {
                let callback = if is_ours { CALLBACK } else { "https://old.example" };
                let id = id.map(|id| id.to_string());
                let one = one(secret, &kinds, id.as_deref());
                let times = (at(begun), Some(at(begun + 1000)));
                Subscription { callback: callback.to_owned(), begun_at: times.0, expires_at: times.1, ..one }
            },
        );
        let shown = (0..9_u8, letter, any::<bool>(), -10..2000_i64).prop_map(|(id, secret, has_our_name, until)| {
            Shown { id: id.to_string(), secret: secret.to_owned(), has_our_name, expires_at: Some(at(until)) }
        });
        let noted = proptest::collection::vec(noted, 0..5).prop_map(|mut all| {
            all.sort_by(|a, b| a.secret.cmp(&b.secret));
            all.dedup_by(|a, b| a.secret == b.secret);
            all
        });
        let shown = proptest::collection::vec(shown, 0..7).prop_map(|mut all| {
            all.sort_by(|a, b| a.id.cmp(&b.id));
            all.dedup_by(|a, b| a.id == b.id);
            all
        });
        (noted, shown, any::<bool>(), 0..2000_i64)
    }

    /// Carries steps out at a server that does as it is told.
    fn carry_out(steps: &[Step], noted: &mut Vec<Subscription>, server: &mut Vec<Shown>, now: i64) {
        for step in steps {
            match step {
                Step::Note(one) => {
                    noted.iter_mut().filter(|old| old.secret == one.secret).for_each(|old| *old = one.clone())
                }
                Step::Forget(secret) => noted.retain(|old| old.secret != *secret),
                Step::Renew(one) => {
                    for old in noted.iter_mut().filter(|old| old.secret == one.secret) {
                        (old.begun_at, old.expires_at) = (at(now), Some(at(now + 1000)));
                    }
                    server
                        .iter_mut()
                        .filter(|shown| one.id.as_ref() == Some(&shown.id))
                        .for_each(|shown| shown.expires_at = Some(at(now + 1000)));
                }
                Step::Make(of) => {
                    let times = (at(now), Some(at(now + 1000)));
                    let new = one("new", &[], Some("new"));
                    noted.push(Subscription { kinds: of.clone(), begun_at: times.0, expires_at: times.1, ..new });
                    server.push(Shown { expires_at: times.1, ..shown("new", "new") });
                }
                Step::Remove { id, secret } => {
                    server.retain(|shown| shown.id != *id);
                    noted.retain(|old| Some(&old.secret) != secret.as_ref());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_came_before_one_beat_leaves_what_is_wanted_once_and_the_next_has_nothing_to_do(
            (noted, server, is_wanted, now) in worlds()
        ) {
            let wanted = is_wanted.then(wanted);
            let (mut noted, mut server, before) = (noted, server.clone(), server);
            let scene = |noted: &[Subscription], server: &[Shown]| {
                steps(&Scene { wanted: wanted.as_ref(), noted, shown: Some(server), now: at(now) })
            };
            let todo = scene(&noted, &server);
            carry_out(&todo, &mut noted, &mut server, now);
            prop_assert_eq!(scene(&noted, &server), []);
            let covered: BTreeSet<String> = noted.iter().flat_map(|one| one.kinds.clone()).collect();
            prop_assert_eq!(&covered, &wanted.map(|wanted| wanted.kinds).unwrap_or_default());
            // The server calls nobody of ours who is not noted, nor anybody twice.
            for shown in &server {
                let ours = noted.iter().filter(|one| one.secret == shown.secret && one.id.as_ref() == Some(&shown.id));
                prop_assert!(ours.count() == 1 || !shown.has_our_name, "{:?}", shown);
            }
            // What others have there stays.
            let known: BTreeSet<&String> = todo.iter().filter_map(|step| match step {
                Step::Remove { secret: Some(secret), .. } | Step::Forget(secret) => Some(secret),
                _ => None,
            }).collect();
            for other in before.iter().filter(|one| !one.has_our_name && !known.contains(&one.secret)) {
                let is_noted = noted.iter().any(|one| one.secret == other.secret);
                prop_assert!(is_noted || server.iter().any(|one| one.id == other.id), "{:?}", other);
            }
        }
    }
}
