//! `request deliver`: what vendors delivered becomes licences, which pools take up in the next run.

use super::super::desk::Desk;
use super::super::{DONE, Streams, TROUBLE};
use super::deeds::refused;
use super::{found, new};
use crate::licence::{Catalogue, Kind};
use crate::request::{Batch, Number, Request, Stock};
use crate::roster::UnitId;
use crate::source::delivered::{DeliveredRow, read_delivered};
use crate::store::RequestDeed;
use clap::{Args as ClapArgs, ValueEnum};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Something that was delivered.
#[derive(Debug, Clone, ClapArgs)]
pub struct Deliver {
    /// Upon which request.
    #[arg(required_unless_present = "file")]
    pub number: Option<Number>,
    /// To this unit, by id or alias; may be said several times. To all that wait, else.
    #[arg(long, value_name = "UNIT")]
    pub unit: Vec<String>,
    /// How many seats; not for licences without a limit.
    #[arg(long)]
    pub seats: Option<u32>,
    /// What one licence is for; as the pools of the tool have it, else.
    #[arg(long = "type", value_name = "TYPE", value_enum)]
    pub kind: Option<TypeArg>,
    /// Who may use it: `pupil`, `staff`, or a duty; may be said several times. As the pools of the tool have it, else.
    #[arg(long, value_name = "ROLE")]
    pub audience: Vec<String>,
    /// The first day.
    #[arg(long, value_name = "DATE")]
    pub from: Option<Date>,
    /// The last day.
    #[arg(long, value_name = "DATE")]
    pub to: Option<Date>,
    /// The day of delivery; today, else.
    #[arg(long, value_name = "DATE")]
    pub on: Option<Date>,
    /// A flat file with the columns `request`, `unit` and `seats`, and perhaps `from`, `to` and `delivered_on`.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["number", "unit", "seats", "from", "to", "on"])]
    pub file: Option<PathBuf>,
}

/// What one licence is for, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TypeArg {
    /// One person.
    Individual,
    /// A whole school.
    School,
    /// All schools that it is assigned to.
    Organisation,
}

impl From<TypeArg> for Kind {
    fn from(kind: TypeArg) -> Self {
        match kind {
            TypeArg::Individual => Self::Individual,
            TypeArg::School => Self::School,
            TypeArg::Organisation => Self::Organisation,
        }
    }
}

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, deliver: &Deliver) -> anyhow::Result<u8> {
    let mut status = DONE;
    for row in rows(deliver)? {
        status = status.max(one(desk, streams, deliver, row).await?);
    }
    Ok(status)
}

/// What was delivered, one row a batch.
fn rows(deliver: &Deliver) -> anyhow::Result<Vec<DeliveredRow>> {
    if let Some(file) = &deliver.file {
        return Ok(read_delivered(file)?);
    }
    let Deliver { number, unit, seats, from, to, on, .. } = deliver.clone();
    let number = number.map(|number| number.to_string()).unwrap_or_default();
    Ok(vec![DeliveredRow { request: number, units: unit, seats, from, to, delivered_on: on, line: 0 }])
}

async fn one(desk: &Desk, streams: &mut Streams<'_>, deliver: &Deliver, row: DeliveredRow) -> anyhow::Result<u8> {
    let before = found(desk, row.request.parse()?).await?;
    let request = &before.request;
    let places = desk.store.look().await?.places().await?;
    let units: BTreeSet<UnitId> = if row.units.is_empty() {
        request.promised().map(|(unit, _)| unit.clone()).collect()
    } else {
        new::units(desk, &places, &row.units)?.into_iter().collect()
    };
    let mut catalogue = desk.catalogue().await?;
    let batch = batch(desk, &catalogue, (deliver, &row), (request, &units))?;
    // The same row of a file, read once more, is the same delivery.
    if row.line > 0 && is_known(request, &batch, &units) {
        return Ok(DONE);
    }
    let number = request.number.to_string();
    let done = match request.delivers(batch.clone()) {
        Ok(Some(done)) => done,
        Ok(None) => return Ok(DONE),
        Err(refusal) => {
            writeln!(streams.messages, "{}", refused(desk, &number, &refusal))?;
            return Ok(TROUBLE);
        }
    };
    desk.store.note_request(RequestDeed::of(&done, before.revision, Vec::new()), desk.stamp()).await?;
    Batch::join(std::slice::from_ref(&batch), &mut catalogue);
    let home = catalogue.homes().get(&batch.key).map(ToString::to_string);
    let (key, home_is) = (batch.key.to_string(), if home.is_some() { "pool" } else { "none" });
    let pool = home.unwrap_or_default();
    let fills = [("number", (&number).into()), ("batch", (&key).into())];
    let fills = fills.into_iter().chain([("home", home_is.into()), ("pool", (&pool).into())]);
    writeln!(streams.data, "{}", desk.words.say("request-delivered", &fills.collect::<Vec<_>>()))?;
    Ok(DONE)
}

fn is_known(request: &Request, batch: &Batch, units: &BTreeSet<UnitId>) -> bool {
    let seats = (!batch.kind.is_unlimited()).then_some(batch.seats);
    request.delivered.iter().any(|one| one.units == *units && one.seats == seats && one.on == batch.delivered_on)
}

/// The licences that come of it, of the type and for whom the tool's pools are.
fn batch(
    desk: &Desk,
    catalogue: &Catalogue,
    (deliver, row): (&Deliver, &DeliveredRow),
    (request, units): (&Request, &BTreeSet<UnitId>),
) -> anyhow::Result<Batch> {
    let usual = Batch::usual(catalogue, &request.tool);
    let kind = deliver.kind.map(Kind::from).or(usual.as_ref().map(|(kind, _)| *kind));
    let kind = kind.ok_or_else(|| anyhow::anyhow!(desk.words.text("request-no-type")))?;
    let audience: Vec<Arc<str>> = match (deliver.audience.is_empty(), usual) {
        (true, Some((_, audience))) => audience,
        (true, None) => anyhow::bail!(desk.words.text("request-no-type")),
        (false, _) => deliver.audience.iter().map(|word| Arc::from(word.as_str())).collect(),
    };
    let on = row.delivered_on.unwrap_or_else(|| desk.today());
    let stock = Stock { units: units.clone(), seats: row.seats, from: row.from, to: row.to, on };
    Batch::of(request, (kind, audience), &stock).ok_or_else(|| anyhow::anyhow!(desk.words.text("request-no-seats")))
}
