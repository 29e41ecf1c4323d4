//! Who gets letters, and from the outbox to where letters go.

use super::{Errand, SyncError, mailed, tell, webhooks};
use crate::alert::{Hears, Recipient};
use crate::config::{Hidden, Loaded, model};
use crate::notify::{self, Delivered, Folder, Login, Post, Sender, Smtp, Tls};
use crate::wording::{Lang, Words};
use std::path::PathBuf;
use std::time::Duration;

/// So long an answer of a mail server is waited for (RFC 5321 4.5.3.2 has minutes; nobody waits with us).
const PATIENCE: Duration = Duration::from_secs(60);

/// Who gets letters, as the configuration says.
#[must_use]
pub fn recipients(notify: &model::Notify) -> Vec<Recipient> {
    let recipient =
        |one: &model::Recipient| Recipient { address: one.address.clone(), hears: hears(one.role, &one.units) };
    notify.recipient.iter().map(recipient).collect()
}

/// What a role hears of.
pub(super) fn hears(role: model::RecipientRole, units: &[String]) -> Hears {
    match role {
        model::RecipientRole::Chief => Hears::Unanswered,
        model::RecipientRole::Organiser => Hears::Everything,
        model::RecipientRole::Unit => Hears::Units(units.to_vec()),
        model::RecipientRole::Operations => Hears::Stops,
    }
}

/// The language of letters.
pub(super) fn lang(language: model::Language) -> Lang {
    match language {
        model::Language::Sv => Lang::Sv,
        model::Language::En => Lang::En,
    }
}

/// Tells what is to be told by now, and delivers what is due in the outbox, apart from any run, while nobody else does.
///
/// # Errors
/// As [`deliver`], and when a run is under way.
pub async fn post_due(errand: &Errand<'_>) -> Result<Delivered, SyncError> {
    let post = async {
        webhooks::judge(errand).await?;
        Box::pin(tell::tell(errand, None)).await?;
        Box::pin(mailed::put(errand)).await?;
        Box::pin(deliver(errand)).await
    };
    errand.store.alone(Box::pin(post)).await
}

/// Delivers what is due in the outbox: letters, and webhooks beside them, so that neither waits for the other.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn deliver(errand: &Errand<'_>) -> Result<Delivered, SyncError> {
    let (letters, hooked) = tokio::join!(letters(errand), webhooks::deliver(errand));
    let (mut all, hooked) = (letters?, hooked?);
    all.webhooks = hooked.sent + hooked.told;
    all.failed.extend(hooked.failed);
    Ok(all)
}

/// Delivers the letters that are due, no more an hour than may go. Where the post itself cannot be used, letters wait.
async fn letters(errand: &Errand<'_>) -> Result<Delivered, SyncError> {
    let now = || errand.clock.now();
    match post(errand.config) {
        Ok(Some(post)) => {
            let words = Words::new(lang(errand.config.file.organiser.language));
            let cap = notify::Cap { hourly_max: errand.config.file.notify.hourly_max, words: &words };
            notify::thin_out(errand.store, cap, now()).await?;
            Ok(notify::deliver(errand.store, &post, &now).await?)
        }
        Ok(None) => Ok(Delivered::default()),
        Err(why) => {
            tracing::warn!(why, "letters wait");
            let waiting = errand.store.due(now()).await?.len();
            Ok(Delivered { failed: vec![why; waiting], ..Delivered::default() })
        }
    }
}

/// Where letters go, as the configuration says; nothing where it names neither a server nor a folder.
///
/// # Errors
/// A secret or a file that cannot be read, in words.
pub fn post(config: &Loaded) -> Result<Option<Post>, String> {
    let notify = &config.file.notify;
    let Some(from) = &notify.from else { return Ok(None) };
    let sender = Sender { from: from.clone(), reply_to: notify.reply_to.clone() };
    let Some(server) = &notify.smtp else {
        let folder = |path: &String| Post::Folder(Folder { path: config.resolve(path), sender });
        return Ok(notify.folder.as_ref().map(folder));
    };
    let tls = match server.tls {
        model::SmtpTls::Starttls => Tls::AfterGreeting,
        model::SmtpTls::Tls => Tls::Always,
        model::SmtpTls::None => Tls::Never,
    };
    let usual = match tls {
        Tls::Always => 465,
        Tls::AfterGreeting => 587,
        Tls::Never => 25,
    };
    let login = match (&server.user, &server.password) {
        (Some(user), Some(secret)) => Some(Login { user: user.clone(), password: read_secret(config, secret)? }),
        _ => None,
    };
    let authority = server.authority.as_ref().map(|path| read(config.resolve(path))).transpose()?;
    let (host, port) = (server.host.clone(), server.port.unwrap_or(usual));
    Ok(Some(Post::Smtp(Box::new(Smtp { host, port, tls, login, authority, sender, patience: PATIENCE }))))
}

/// The content of a file.
pub(super) fn read(path: PathBuf) -> Result<Vec<u8>, String> {
    std::fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// A secret, from where it is.
pub fn read_secret(config: &Loaded, secret: &model::Secret) -> Result<String, String> {
    match secret.find(&config.dir) {
        Hidden::File(path) => read(path).map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()),
        Hidden::Value(value) => Ok(value.to_string_lossy().into_owned()),
        Hidden::Unset(name) => Err(format!("the environment variable {name} is not set")),
    }
}
