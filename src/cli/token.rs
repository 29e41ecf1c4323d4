//! `token`: what programs show that ask the interface for an account.

use super::account::{tell, told};
use super::desk::Desk;
use super::{Args, DONE, Streams};
use crate::store::Token;
use crate::web::{kept, secret};
use clap::Subcommand;
use jiff::ToSpan as _;
use serde_json::json;

/// About what programs show that ask.
#[derive(Debug, Clone, Subcommand)]
pub enum TokenCommand {
    /// Add one, and show it once: a program that shows it may ask for what the account may see.
    Add {
        /// The account's name.
        account: String,
        /// What it is for.
        #[arg(long, value_name = "TEXT")]
        label: String,
        /// For so many days.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=3650))]
        days: u16,
    },
    /// All of them.
    List,
    /// Take one out.
    Remove {
        /// The beginning of its number, as `list` shows it.
        number: String,
    },
}

/// So many characters of a digest tell tokens apart.
const NUMBER: usize = 12;

pub(super) async fn run(args: &Args, streams: &mut Streams<'_>, command: &TokenCommand) -> anyhow::Result<u8> {
    let desk = match command {
        TokenCommand::List => Desk::look(args).await?,
        _ => Desk::open(args).await?,
    };
    let done = match command {
        TokenCommand::List => {
            let tokens = desk.store.look().await?.tokens().await?;
            let day = |at: jiff::Timestamp| at.to_zoned(desk.zone.clone()).date();
            let row = |token: &Token| {
                let (number, made, ends) = (number(token), day(token.made_at), day(token.ends_at));
                json!({ "token": number, "account": token.account, "label": token.label, "since": made, "until": ends })
            };
            tell(&desk, streams, ("tokens", tokens.iter().map(row).collect()))
        }
        TokenCommand::Add { account, label, days } => add_token(&desk, streams, (account, label, *days)).await,
        TokenCommand::Remove { number } => remove_token(&desk, streams, number).await,
    };
    desk.store.close().await;
    done
}

fn number(token: &Token) -> &str {
    token.secret.get(..NUMBER).unwrap_or(&token.secret)
}

async fn add_token(
    desk: &Desk,
    streams: &mut Streams<'_>,
    (account, label, days): (&str, &str, u16),
) -> anyhow::Result<u8> {
    let shown = secret().map_err(|_| anyhow::anyhow!("the system gives no random number"))?;
    let made_at = desk.clock.now();
    let ends_at = made_at.checked_add((i64::from(days) * 24).hours())?;
    let token =
        Token { secret: kept("token", &shown), account: account.to_owned(), label: label.to_owned(), made_at, ends_at };
    if !desk.store.alone(desk.store.add_token(&token, desk.stamp())).await? {
        return told(desk, streams, (false, "", account));
    }
    if desk.json {
        writeln!(
            streams.data,
            "{}",
            serde_json::to_string_pretty(&json!({ "token": number(&token), "shown": shown }))?
        )?;
    } else {
        writeln!(streams.data, "{}", desk.words.say("token-added", &[("token", (&shown).into())]))?;
    }
    Ok(DONE)
}

async fn remove_token(desk: &Desk, streams: &mut Streams<'_>, asked: &str) -> anyhow::Result<u8> {
    let tokens = desk.store.look().await?.tokens().await?;
    let is_meant = |token: &&Token| asked.len() >= NUMBER / 2 && token.secret.starts_with(asked);
    let meant: Vec<&Token> = tokens.iter().filter(is_meant).collect();
    let [token] = meant[..] else { anyhow::bail!(desk.words.text("token-none")) };
    desk.store.alone(desk.store.remove_token(token, desk.stamp())).await?;
    writeln!(streams.data, "{}", desk.words.say("token-removed", &[("token", number(token).into())]))?;
    Ok(DONE)
}
