//! `request new`: what is asked for, counted out of the roster.

use super::super::desk::Desk;
use super::super::{DONE, Streams};
use super::deeds;
use crate::request::{Asked, Body, Key, Kind, Number, Precondition, Request, Role, conditions};
use crate::roster::{Snapshot, UnitId};
use crate::store::RequestDeed;
use anyhow::Context as _;
use clap::{Args as ClapArgs, ValueEnum};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A new request.
#[derive(Debug, Clone, ClapArgs)]
pub struct New {
    /// Key of the tool.
    pub tool: String,
    /// What is asked for.
    #[arg(long, value_enum, default_value = "enable")]
    pub kind: KindArg,
    /// For this unit, by id or alias; may be said several times. For all schools, else.
    #[arg(long, value_name = "UNIT")]
    pub unit: Vec<String>,
    /// For users of this kind; may be said several times. For pupils and staff, else.
    #[arg(long = "for", value_name = "KIND", value_enum)]
    pub roles: Vec<RoleArg>,
    /// So many users of a kind, where somebody knows better than the roster: `BJO:pupil=12`.
    #[arg(long, value_name = "UNIT:KIND=NUMBER", value_parser = count)]
    pub count: Vec<(String, RoleArg, u32)>,
    /// The day that is wanted; it is the day that is due, whenever the answer comes.
    #[arg(long, value_name = "DATE")]
    pub wanted: Option<Date>,
    /// This is in place, though the configuration does not say so.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub met: Vec<MetArg>,
    /// Go on without something: `dpa=REASON`. The request keeps the reason, and no vendor is told it.
    #[arg(long = "override", value_name = "WHAT=REASON", value_parser = overridden)]
    pub overridden: Vec<(Precondition, String)>,
    /// Send it at once.
    #[arg(long)]
    pub send: bool,
}

/// What is asked for, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    /// Licences that the organiser has are to be moved.
    Transfer,
    /// The vendor is to mark the units, so that it can deliver to them.
    Enable,
    /// Licences are to be bought.
    Purchase,
    /// Another number of seats.
    Seats,
}

impl From<KindArg> for Kind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Transfer => Self::Transfer,
            KindArg::Enable => Self::Enable,
            KindArg::Purchase => Self::Purchase,
            KindArg::Seats => Self::Seats,
        }
    }
}

/// A kind of users on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RoleArg {
    /// Pupils.
    Pupil,
    /// Staff.
    Staff,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Pupil => Self::Pupil,
            RoleArg::Staff => Self::Staff,
        }
    }
}

/// What is in place, on the command line; of the agreement the configuration says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MetArg {
    /// The order.
    Order,
    /// The purchase.
    Purchase,
}

fn count(text: &str) -> Result<(String, RoleArg, u32), String> {
    let parts = text.split_once('=').and_then(|(who, count)| Some((who.rsplit_once(':')?, count)));
    let ((unit, role), number) = parts.ok_or("write UNIT:pupil=NUMBER or UNIT:staff=NUMBER")?;
    let number = number.parse().map_err(|_| format!("{number} is no number"))?;
    Ok((unit.to_owned(), RoleArg::from_str(role, true)?, number))
}

fn overridden(text: &str) -> Result<(Precondition, String), String> {
    let (what, reason) = text.split_once('=').ok_or("write WHAT=REASON, such as dpa=\"signed next week\"")?;
    if reason.trim().is_empty() {
        return Err("a reason is needed".to_owned());
    }
    let all = [Precondition::Order, Precondition::Purchase, Precondition::Dpa];
    let what = all.into_iter().find(|one| one.word() == what);
    Ok((what.ok_or("what is order, purchase or dpa")?, reason.trim().to_owned()))
}

/// The ids of units, by id or alias.
pub(super) fn units(desk: &Desk, roster: &Snapshot, names: &[String]) -> anyhow::Result<Vec<UnitId>> {
    let one = |name: &String| match roster.units_named(name)[..] {
        [unit] => Ok(unit.id.clone()),
        _ => anyhow::bail!(desk.words.say("no-such-unit", &[("unit", name.into())])),
    };
    names.iter().map(one).collect()
}

pub(super) async fn run(desk: &Desk, streams: &mut Streams<'_>, new: &New) -> anyhow::Result<u8> {
    let file = &desk.config.file;
    let unknown = || desk.words.say("no-such-tool", &[("tool", (&new.tool).into())]);
    let tool = file.tool.iter().find(|tool| tool.key == new.tool).with_context(unknown)?;
    let (roster, day) = (desk.store.load_roster().await?, desk.today());
    let asked = asked(desk, &roster, new)?;
    let body = Body::of(&asked, &roster, day);
    anyhow::ensure!(!body.units.is_empty(), desk.words.text("request-no-units"));
    let mut known: BTreeSet<Precondition> = new.met.iter().map(|met| (*met).into()).collect();
    known.extend(tool.order.is_some().then_some(Precondition::Order));
    known.extend(tool.purchase.is_some().then_some(Precondition::Purchase));
    let reasons: BTreeMap<Precondition, String> = new.overridden.iter().cloned().collect();
    let catalogue = desk.catalogue().await?;
    let of_tool = catalogue.tools.get(new.tool.as_str()).with_context(unknown)?;
    let rows = desk.store.look().await?.requests().await?;
    let number = Number::next(day.year(), rows.iter().map(|row| row.request.number));
    let request = Request {
        number,
        vendor: Key::try_from(tool.vendor.clone())?,
        tool: of_tool.key.clone(),
        conditions: conditions((body.kind, of_tool.dpa_on(day)), &known, &reasons),
        body,
        made_on: day,
        sent_on: None,
        withdrawn_on: None,
        answers: BTreeMap::new(),
        delivered: Vec::new(),
        reminded: Vec::new(),
        named: Vec::new(),
        reasons: Vec::new(),
    };
    let mut said = BTreeMap::from([("tool".to_owned(), new.tool.clone())]);
    let without: Vec<&str> = reasons.keys().map(|what| what.word()).collect();
    // Why stands in the request, which has a term.
    said.extend((!without.is_empty()).then(|| ("without".to_owned(), without.join(" "))));
    let deed =
        RequestDeed { before: None, after: &request, deed: "new", said, letters: Vec::new(), batch: None, link: None };
    desk.store.note_request(deed, desk.stamp()).await?;
    let text = number.to_string();
    writeln!(streams.data, "{}", desk.words.say("request-new", &[("number", (&text).into())]))?;
    if new.send { deeds::send(desk, streams, number).await } else { Ok(DONE) }
}

impl From<MetArg> for Precondition {
    fn from(met: MetArg) -> Self {
        match met {
            MetArg::Order => Self::Order,
            MetArg::Purchase => Self::Purchase,
        }
    }
}

fn asked(desk: &Desk, roster: &Snapshot, new: &New) -> anyhow::Result<Asked> {
    let mut counts = BTreeMap::new();
    for (unit, role, count) in &new.count {
        let unit = units(desk, roster, std::slice::from_ref(unit))?.remove(0);
        counts.insert((unit, Role::from(*role)), *count);
    }
    let mut roles: Vec<Role> = new.roles.iter().map(|role| (*role).into()).collect();
    if roles.is_empty() {
        roles = vec![Role::Pupil, Role::Staff];
    }
    let request = &desk.config.file.request;
    let contacts = request.contact.iter().map(|contact| Key::try_from(contact.key.clone()));
    Ok(Asked {
        kind: new.kind.into(),
        units: units(desk, roster, &new.unit)?,
        roles,
        counts,
        count_min: request.count_min.into(),
        wanted_on: new.wanted,
        platform: request.platform.clone().map(Key::try_from).transpose()?,
        contacts: contacts.collect::<Result<_, _>>()?,
    })
}
