//! How it goes, for whoever asks and without sign-in (UX 6): no names, no counts. It was noted beforehand; no database is asked.

use super::plain::{self, Frame};
use super::words::in_words;
use super::{Answer, Asked, Health, Passing};
use crate::alert::Cause;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::Timestamp;

/// A part of upprop that people wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Deliveries are read.
    Roster,
    /// Seats are shared out.
    Seats,
    /// Vendors are asked, reminded and heard.
    Requests,
    /// Letters get out.
    Letters,
}

/// How it goes with a part; the later, the worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Works,
    Late,
    Partly,
    Stopped,
}

impl Part {
    const ALL: [Self; 4] = [Self::Roster, Self::Seats, Self::Requests, Self::Letters];

    fn word(self) -> &'static str {
        match self {
            Self::Roster => "status-roster",
            Self::Seats => "status-seats",
            Self::Requests => "status-requests",
            Self::Letters => "status-letters",
        }
    }

    /// What a cause says of it.
    fn after(self, cause: &Cause) -> Standing {
        match (self, cause) {
            (Self::Roster | Self::Seats, Cause::NeverRan | Cause::RunsMissing | Cause::RunsFail { .. }) => {
                Standing::Stopped
            }
            (Self::Roster | Self::Seats, Cause::RunLate) | (Self::Roster, Cause::SourceOld { .. }) => Standing::Late,
            (Self::Seats, Cause::Held { .. } | Cause::ConfigurationRefused) => Standing::Partly,
            // Without runs nobody is reminded; who has a link can answer all the same.
            (Self::Requests, Cause::NeverRan | Cause::RunsMissing | Cause::RunsFail { .. }) => Standing::Partly,
            (Self::Requests, Cause::RunLate) => Standing::Late,
            (Self::Requests | Self::Letters, Cause::LettersLost { .. }) => Standing::Partly,
            (Self::Requests | Self::Letters, Cause::LettersLate { .. }) => Standing::Late,
            _ => Standing::Works,
        }
    }

    fn of(self, health: &Health) -> Standing {
        if !health.is_ready() {
            return Standing::Stopped;
        }
        health.causes.iter().map(|cause| self.after(cause)).max().unwrap_or(Standing::Works)
    }
}

impl Standing {
    /// Its sign, and the key of its word: neither colour nor sign stands alone.
    fn shown(self) -> (&'static str, &'static str) {
        match self {
            Self::Works => ("✓", "status-works"),
            Self::Late => ("◷", "status-late"),
            Self::Partly => ("◐", "status-partly"),
            Self::Stopped => ("✗", "status-stopped"),
        }
    }
}

struct Row {
    part: String,
    sign: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "page/status.html")]
struct Status<'a> {
    frame: Frame<'a>,
    sentence: String,
    heads: [String; 2],
    rows: Vec<Row>,
    last: String,
}

/// The page.
pub(super) async fn page(passing: Passing, State(asked): State<Asked>) -> Answer {
    let site = &passing.site;
    let health = asked.healths.borrow().get(&site.key).cloned().unwrap_or_default();
    let states = Part::ALL.map(|part| (part, part.of(&health)));
    let worst = states.iter().map(|(_, state)| *state).max().unwrap_or(Standing::Works);
    let last = health.figures.as_ref().and_then(|figures| figures.last_success);
    let last = last.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let last = last.map(|at| at.to_zoned(site.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string());
    let page = in_words(passing.lang, |words| {
        let row = |(part, state): (Part, Standing)| {
            let (sign, word) = state.shown();
            Row { part: words.text(part.word()), sign, state: words.text(word) }
        };
        let last = last.unwrap_or_else(|| words.text("status-unknown"));
        Status {
            frame: Frame::new(site, passing.lang, words.text("status-title")),
            sentence: words.text(if worst == Standing::Works { "status-all-works" } else { "status-not-all" }),
            heads: [words.text("status-part"), words.text("status-state")],
            rows: states.into_iter().map(row).collect(),
            last: words.say("status-last", &[("at", (&last).into())]),
        }
    });
    plain::page(StatusCode::OK, &page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Figures;

    fn health(causes: Vec<Cause>) -> Health {
        Health { trouble: None, figures: Some(Figures::default()), causes }
    }

    #[test]
    fn the_worst_that_is_known_of_a_part_is_told_and_of_no_other() {
        let of = |causes: Vec<Cause>| Part::ALL.map(|part| part.of(&health(causes.clone())));
        let (works, late, partly, stopped) = (Standing::Works, Standing::Late, Standing::Partly, Standing::Stopped);
        assert_eq!(of(vec![]), [works; 4]);
        assert_eq!(of(vec![Cause::RunLate]), [late, late, late, works]);
        assert_eq!(
            of(vec![Cause::NeverRan, Cause::RunLate, Cause::LettersLate { count: 1 }]),
            [stopped, stopped, partly, late]
        );
        assert_eq!(of(vec![Cause::Held { count: 2 }]), [works, partly, works, works]);
        assert_eq!(of(vec![Cause::LettersLost { count: 1 }]), [works, works, partly, partly]);
        assert_eq!(Part::ALL.map(|part| part.of(&Health::default())), [stopped; 4], "nobody knows better");
    }
}
