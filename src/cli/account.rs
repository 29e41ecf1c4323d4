//! `account`: who may sign in to the pages, and as what.

use super::desk::Desk;
use super::{Args, DONE, Streams, TROUBLE};
use crate::roster::UnitId;
use crate::store::{Account, Post, Session};
use crate::web::{Role, Weak, link, password, passwords};
use anyhow::Context as _;
use clap::Subcommand;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::io::{BufRead as _, IsTerminal as _, Read as _};

/// About who may sign in.
#[derive(Debug, Clone, Subcommand)]
pub enum AccountCommand {
    /// Add one. Its password is the first line of standard input; on a terminal one is made up and shown once.
    Add {
        /// Its name: small letters, digits, `.`, `-` and `_`. The ledger keeps it: take none that is an address.
        name: String,
        /// What it is for, and where.
        #[command(flatten)]
        post: PostArgs,
        /// Without a password: for a provider's sign-in (`account link`), or for programs (`token add`).
        #[arg(long)]
        no_password: bool,
    },
    /// Give one another password, as `add` does. Its sessions end.
    Password {
        /// Its name.
        name: String,
    },
    /// Make one for something else, or elsewhere. Its sessions end.
    Role {
        /// Its name.
        name: String,
        /// What it is for, and where.
        #[command(flatten)]
        post: PostArgs,
    },
    /// Let the provider of `[web.oidc]` sign somebody in to it. Its sessions end.
    Link {
        /// Its name.
        name: String,
        /// What the provider calls him, in the claim that the configuration names; the page of sign-in shows it to whoever has
        /// no account yet. It is kept as a digest.
        value: String,
    },
    /// Let no provider sign anybody in to it any more. Its sessions end.
    Unlink {
        /// Its name.
        name: String,
    },
    /// Take one out, with its sessions and tokens.
    Remove {
        /// Its name.
        name: String,
    },
    /// All of them.
    List,
    /// Who is signed in.
    Sessions,
    /// Sign somebody out, wherever he is signed in.
    SignOut {
        /// The account's name.
        name: String,
    },
}

/// What an account is for.
#[derive(Debug, Clone, clap::Args)]
pub struct PostArgs {
    /// What it is for.
    #[arg(long)]
    role: RoleArg,
    /// At which unit, and those below it, by id or alias; say it again for another. For `school`, and for a `decider` who does
    /// not decide about everybody.
    #[arg(long = "unit", value_name = "UNIT")]
    units: Vec<String>,
}

/// What an account is for, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum RoleArg {
    /// Sees the whole organiser, and acts.
    Admin,
    /// Sees the own units, and acts there.
    School,
    /// Reads reports, and no lists of people.
    Reporter,
    /// Reads everything that is noted, and changes nothing.
    Auditor,
    /// Decides about persons whose identity is protected, and sees them.
    Decider,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Admin => Self::Admin,
            RoleArg::School => Self::School,
            RoleArg::Reporter => Self::Reporter,
            RoleArg::Auditor => Self::Auditor,
            RoleArg::Decider => Self::Decider,
        }
    }
}

/// The longest name.
const NAME_MAX: usize = 64;
/// No more is read of what may be a password, in bytes.
const READ_MAX: u64 = 4096;

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, command: &AccountCommand) -> anyhow::Result<u8> {
    let desk = match command {
        AccountCommand::List | AccountCommand::Sessions => Desk::look(args).await?,
        _ => Desk::open(args).await?,
    };
    let done = match command {
        AccountCommand::List => list(&desk, streams).await,
        AccountCommand::Sessions => sessions(&desk, streams).await,
        AccountCommand::Add { name, post, no_password } => {
            let opens = if *no_password { Opens::ByNone } else { Opens::ByPassword };
            add(&desk, streams, (name, post, opens)).await
        }
        AccountCommand::Password { name } => set_password(&desk, streams, name).await,
        AccountCommand::Role { name, post } => {
            let post = posted(&desk, post).await?;
            let done = desk.store.alone(desk.store.set_post(name, &post, desk.stamp())).await?;
            told(&desk, streams, (done, "account-role", name))
        }
        AccountCommand::Link { name, value } => set_link(&desk, streams, (name, Some(value))).await,
        AccountCommand::Unlink { name } => set_link(&desk, streams, (name, None)).await,
        AccountCommand::Remove { name } => {
            let done = desk.store.alone(desk.store.remove_account(name, desk.stamp())).await?;
            told(&desk, streams, (done, "account-removed", name))
        }
        AccountCommand::SignOut { name } => {
            let ended = desk.store.alone(desk.store.end_sessions(name, desk.stamp())).await?;
            let fills = [("name", name.into()), ("count", ended.into())];
            writeln!(streams.data, "{}", desk.words.say("account-signed-out", &fills))?;
            Ok(DONE)
        }
    };
    desk.store.close().await;
    done
}

/// Says that it was done, or that there is no such account.
pub(super) fn told(
    desk: &Desk,
    streams: &mut Streams<'_>,
    (done, key, name): (bool, &str, &str),
) -> anyhow::Result<u8> {
    if done {
        writeln!(streams.data, "{}", desk.words.say(key, &[("name", name.into())]))?;
        return Ok(DONE);
    }
    writeln!(streams.messages, "{}", desk.words.say("account-none", &[("name", name.into())]))?;
    Ok(TROUBLE)
}

/// What opens an account that is added.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opens {
    ByPassword,
    ByNone,
}

async fn add(
    desk: &Desk,
    streams: &mut Streams<'_>,
    (name, post, opens): (&str, &PostArgs, Opens),
) -> anyhow::Result<u8> {
    anyhow::ensure!(is_name(name), desk.words.text("account-name"));
    let post = posted(desk, post).await?;
    if desk.store.look().await?.account(name).await?.is_some() {
        anyhow::bail!(desk.words.say("account-there", &[("name", name.into())]));
    }
    let new = if opens == Opens::ByPassword { Some(new_password(desk, name)?) } else { None };
    let password = new.as_ref().map(|(password, _)| hashed(password)).transpose()?;
    let account = Account { name: name.to_owned(), post, password, link: None, made_at: desk.clock.now() };
    let done = desk.store.alone(desk.store.add_account(&account, desk.stamp())).await?;
    anyhow::ensure!(done, desk.words.say("account-there", &[("name", name.into())]));
    let key = if new.is_some() { "account-added" } else { "account-bare" };
    let made_up = new.as_ref().filter(|(_, is_made_up)| *is_made_up).map(|(password, _)| password);
    show(desk, streams, (key, name, made_up))
}

/// Links an account to whom the provider calls so, or to nobody.
async fn set_link(
    desk: &Desk,
    streams: &mut Streams<'_>,
    (name, value): (&str, Option<&String>),
) -> anyhow::Result<u8> {
    let provider = desk.config.file.web.oidc.as_ref();
    let to = |value: &String| provider.map(|of| link((&of.issuer, &of.claim), value));
    let wanted = match value.map(to) {
        Some(None) => anyhow::bail!(desk.words.text("account-no-provider")),
        Some(wanted) => wanted,
        None => None,
    };
    let done = desk.store.alone(desk.store.set_link(name, wanted.as_deref(), desk.stamp())).await?;
    match (done, wanted.is_some()) {
        (true, true) => told(desk, streams, (true, "account-linked", name)),
        (true, false) => told(desk, streams, (true, "account-unlinked", name)),
        (false, true) => {
            writeln!(streams.messages, "{}", desk.words.say("account-link-taken", &[("name", name.into())]))?;
            Ok(TROUBLE)
        }
        (false, false) => told(desk, streams, (false, "", name)),
    }
}

async fn set_password(desk: &Desk, streams: &mut Streams<'_>, name: &str) -> anyhow::Result<u8> {
    if desk.store.look().await?.account(name).await?.is_none() {
        return told(desk, streams, (false, "", name));
    }
    let (password, is_made_up) = new_password(desk, name)?;
    let hashed = hashed(&password)?;
    if !desk.store.alone(desk.store.set_password(name, &hashed, desk.stamp())).await? {
        return told(desk, streams, (false, "", name));
    }
    show(desk, streams, ("account-password", name, is_made_up.then_some(&password)))
}

/// Says what was done, and the password where nobody knows it yet.
fn show(
    desk: &Desk,
    streams: &mut Streams<'_>,
    (key, name, password): (&str, &str, Option<&String>),
) -> anyhow::Result<u8> {
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&json!({ "account": name, "password": password }))?)?;
        return Ok(DONE);
    }
    writeln!(streams.data, "{}", desk.words.say(key, &[("name", name.into())]))?;
    if let Some(password) = password {
        writeln!(streams.data, "{}", desk.words.say("account-made-up", &[("password", password.into())]))?;
    }
    Ok(DONE)
}

fn hashed(password: &str) -> anyhow::Result<String> {
    passwords::hashed(password).map_err(|_| anyhow::anyhow!("the system gives no random number"))
}

fn is_name(name: &str) -> bool {
    let may = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | '_');
    (2..=NAME_MAX).contains(&name.len()) && name.chars().all(may)
}

/// A password from standard input, or one that is made up where nobody sends one; was it?
fn new_password(desk: &Desk, name: &str) -> anyhow::Result<(String, bool)> {
    let input = std::io::stdin();
    if input.is_terminal() {
        let made = password().map_err(|_| anyhow::anyhow!("the system gives no random number"))?;
        return Ok((made, true));
    }
    let mut line = String::new();
    input.lock().take(READ_MAX).read_line(&mut line).context(desk.words.text("account-password-read"))?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    let key = match passwords::strong(&password, name) {
        Ok(()) => return Ok((password, false)),
        Err(Weak::Short) => "account-password-short",
        Err(Weak::Long) => "account-password-long",
        Err(Weak::Name) => "account-password-name",
    };
    anyhow::bail!(desk.words.say(key, &[("least", passwords::PASSWORD_MIN.into())]))
}

/// What an account is to be for, with the units by their ids.
async fn posted(desk: &Desk, asked: &PostArgs) -> anyhow::Result<Post> {
    let role = Role::from(asked.role);
    match (role, asked.units.is_empty()) {
        (Role::School, true) => anyhow::bail!(desk.words.text("account-units-needed")),
        (Role::Admin | Role::Reporter | Role::Auditor, false) => {
            anyhow::bail!(desk.words.text("account-units-needless"))
        }
        _ => {}
    }
    let places = desk.store.look().await?.places().await?;
    let mut units = BTreeSet::new();
    for name in &asked.units {
        match &places.units_named(name)[..] {
            [unit] => units.insert(unit.id.clone()),
            [] => anyhow::bail!(desk.words.say("account-no-unit", &[("unit", name.into())])),
            _ => anyhow::bail!(desk.words.say("account-units-many", &[("unit", name.into())])),
        };
    }
    Ok(Post { role: role.word().to_owned(), units: (!units.is_empty()).then_some(units) })
}

async fn list(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let accounts = desk.store.look().await?.accounts().await?;
    let row = |account: &Account| {
        let units: Vec<&str> = account.post.units.iter().flatten().map(UnitId::as_str).collect();
        let made = account.made_at.to_zoned(desk.zone.clone()).date();
        let opens = [account.password.as_ref().map(|_| "password"), account.link.as_ref().map(|_| "provider")];
        let opens: Vec<&str> = opens.into_iter().flatten().collect();
        json!({ "account": account.name, "role": account.post.role, "units": units, "opens_by": opens, "since": made })
    };
    tell(desk, streams, ("accounts", accounts.iter().map(row).collect()))
}

async fn sessions(desk: &Desk, streams: &mut Streams<'_>) -> anyhow::Result<u8> {
    let sessions = desk.store.look().await?.sessions().await?;
    let time = |at: jiff::Timestamp| at.to_zoned(desk.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    let row = |session: &Session| json!({ "account": session.account, "begun": time(session.begun_at), "seen": time(session.seen_at) });
    tell(desk, streams, ("sessions", sessions.iter().map(row).collect()))
}

/// Rows as JSON, or a line each.
pub(super) fn tell(desk: &Desk, streams: &mut Streams<'_>, (key, rows): (&str, Vec<Json>)) -> anyhow::Result<u8> {
    if desk.json {
        writeln!(streams.data, "{}", serde_json::to_string_pretty(&json!({ key: rows }))?)?;
        return Ok(DONE);
    }
    if rows.is_empty() {
        writeln!(streams.messages, "{}", desk.words.text(&format!("{key}-none")))?;
    }
    let cell = |value: &Json| match value {
        Json::String(text) => text.clone(),
        Json::Array(list) => list.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    for row in rows {
        let cells: Vec<String> = row.as_object().into_iter().flatten().map(|(_, value)| cell(value)).collect();
        writeln!(streams.data, "{}", cells.join("  ").trim_end())?;
    }
    Ok(DONE)
}
