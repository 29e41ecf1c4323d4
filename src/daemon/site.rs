//! What an organiser's pages are made from.

use super::{BEFORE_CLOSING, House};
use crate::config::catalogue::{catalogue, confirm_after, limits};
#[cfg(feature = "oidc")]
use crate::sync;
#[cfg(feature = "oidc")]
use crate::web::oidc::{Provider, Settings};
use crate::web::world::Setting;
use crate::web::{Cookies, Now, Site, base};
use std::sync::Arc;
use std::time::Duration;

/// Whether somebody still makes a page is looked at so often.
const LOOK: Duration = Duration::from_millis(20);

/// The organiser as pages see it; none where its configuration wants no pages.
pub(super) fn site(name: &str, house: &House) -> Option<Site> {
    let file = &house.config.file;
    let clock = house.clock.clone();
    file.web.pages.then(|| Site {
        name: file.organiser.name.clone(),
        key: name.to_owned(),
        base: base(name),
        public_url: file.web.public_url.clone(),
        store: house.store.clone(),
        catalogue: catalogue(file),
        setting: Arc::new(setting(house)),
        worlds: Arc::default(),
        zone: house.zone.clone(),
        clock: Now::new(move || clock.now()),
        lang: house.lang,
        cookies: if file.web.insecure_cookie { Cookies::Plain } else { Cookies::Secure },
        ledger_key: house.ledger_key.clone(),
        #[cfg(feature = "oidc")]
        provider: provider(house).map(Arc::new),
    })
}

/// Where its people sign in anyway.
#[cfg(feature = "oidc")]
fn provider(house: &House) -> Option<Provider> {
    let asked = house.config.file.web.oidc.as_ref()?;
    let authority = asked.authority.as_ref().map(|path| std::fs::read(house.config.resolve(path)));
    let authority = authority.transpose().map_err(|_| "`authority` cannot be read");
    let secret = asked.client_secret.clone().map(|secret| {
        let config = house.config.clone();
        let read = move || sync::read_secret(&config, &secret);
        Arc::new(read) as Arc<dyn Fn() -> Result<String, String> + Send + Sync>
    });
    let made = authority.and_then(|authority| {
        Provider::new(Settings {
            issuer: asked.issuer.clone(),
            client: asked.client_id.clone(),
            secret,
            claim: asked.claim.clone(),
            required: asked.required.clone(),
            scopes: asked.scopes.clone(),
            authority,
            label: asked.label.clone(),
        })
    });
    made.inspect_err(|why| tracing::error!(%why, "nobody can sign in by the provider of web.oidc")).ok()
}

/// What the organiser's worlds are made from.
pub(super) fn setting(house: &House) -> Setting {
    let file = &house.config.file;
    Setting {
        organiser: file.organiser.name.clone(),
        catalogue: catalogue(file),
        limits: limits(&file.guard, house.now().date()),
        confirm_after: confirm_after(file),
        zone: house.zone.clone(),
        digest: house.config.digest.clone(),
    }
}

/// Waits until nobody makes a page from it any more, though not for ever: its database is about to be closed.
pub(super) async fn left(site: Option<Arc<Site>>) {
    let Some(site) = site else { return };
    let gone = async {
        while Arc::strong_count(&site) > 1 {
            tokio::time::sleep(LOOK).await;
        }
    };
    let _ = tokio::time::timeout(BEFORE_CLOSING, gone).await;
}
