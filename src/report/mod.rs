//! Reports: one set of models for each list, printed as a table or as JSON.
//!
//! People stand in them under their key, never under their name (UX 7).

mod alerts;
mod carried;
mod decisions;
mod forecast;
mod grid;
mod health;
mod holds;
mod ledger;
mod letters;
mod made;
mod plan;
mod pools;
mod requests;
mod runs;
mod sheet;
mod state;
mod terms;
mod todo;
mod tools;
mod unit_codes;
mod waiting;
mod written;

pub use alerts::{AlertRow, alerts_table};
pub use carried::{carried_json, carried_table};
pub use decisions::{DecisionRow, decisions_table};
pub use forecast::{ChangeRow, ForecastRow, LackRow, SeatsOf, TurnRow, WaitingOf, forecast_rows};
pub use grid::grid;
pub use health::{CheckRow, Figures, Verdict};
pub use holds::{HoldRow, holds_table};
pub use ledger::{EventRow, events_table, gist};
pub use letters::{LetterRow, letters_table};
pub use made::{Asked, Happened, Material, Report, Requested, happened, make, of_unit, whole};
pub use plan::{PlanView, plan_lines};
pub use pools::{People, PoolRow, pool_rows, pools_table};
pub use requests::{
    RequestLine, answer as request_answer, request_lines, requests_table, state as request_state, summary_line,
};
pub use runs::{RunRow, run_changes, runs_table};
pub use sheet::{Cell, Column, Sheet, Target};
pub use state::{Gone, State, gone, key};
pub use terms::{TermRow, terms_table};
pub use todo::{TodoRow, todo, todo_lines};
pub use tools::{ToolRow, tool_rows, tools_table};
pub use unit_codes::{Register, UnitCodeRow, unit_codes_table};
pub use waiting::{WaitingRow, waiting_rows, waiting_table};
pub use written::{Format, Unwritable, Writing, write};

use crate::licence::Catalogue;
use crate::roster::PersonId;
use crate::seats::Seats;
use crate::seats::claims::Lookup;
use jiff::civil::Date;

/// What reports look at.
pub struct Sight<'a> {
    /// The roster on the day.
    pub lookup: &'a Lookup<'a>,
    /// What is bought and bound.
    pub catalogue: &'a Catalogue,
    /// Who holds and who wishes.
    pub seats: &'a Seats,
    /// The key under which a person is shown.
    pub key: &'a dyn Fn(&PersonId) -> String,
    /// The day.
    pub day: Date,
}
