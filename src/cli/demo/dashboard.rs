//! The demo's pages, until somebody stops them: on this machine only, on the demo's last day.

use super::super::desk::Desk;
use super::super::{Args, Streams};
use crate::config::model::{Listen, Web};
use crate::daemon::{self, House};
use crate::store::{Account, Post};
use crate::web::{Role, password, passwords};
use jiff::SignedDuration;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;

/// Where the pages are, unless somebody else answers there.
const PORT: u16 = 8480;
/// So long after its last run: a daemon lets no run follow another sooner for being told to.
const QUIET: SignedDuration = SignedDuration::from_mins(1);
/// The school whose administrator may be tried.
const SCHOOL: &str = "BJO";

/// Serves the pages. The clock goes on from the last of the three days: what is tried is tried on that day, and what somebody
/// releases is followed by a run, as it would be elsewhere.
pub(super) async fn serve(args: &Args, desk: Desk, (streams, dir): (&mut Streams<'_>, &Path)) -> anyhow::Result<()> {
    let (address, password) = (free()?, password().map_err(|_| no_chance())?);
    let url = format!("http://{address}/");
    writeln!(streams.messages, "\n{}", desk.words.say("demo-serves", &[("url", (&url).into())]))?;
    for (name, post) in posts(&desk).await? {
        let role = desk.words.text(&format!("demo-role-{}", post.role));
        let hashed = passwords::hashed(&password).map_err(|_| no_chance())?;
        let account =
            Account { name: name.to_owned(), post, password: Some(hashed), link: None, made_at: desk.clock.now() };
        desk.store.alone(desk.store.add_account(&account, desk.stamp())).await?;
        let fills = [("name", name.into()), ("role", (&role).into()), ("password", (&password).into())];
        writeln!(streams.messages, "  {}", desk.words.say("demo-account", &fills))?;
    }
    writeln!(streams.messages, "{}", desk.words.text("demo-stop"))?;
    let clock = desk.clock.going(QUIET);
    let here = |mut house: House| {
        house.clock = clock.clone();
        house.config.file.web =
            Web { listen: Some(Listen(address)), pages: true, public_url: None, oidc: None, insecure_cookie: true };
        house
    };
    let open = async || Ok(here(super::open(args, dir).await?.into_house()));
    daemon::serve(here(desk.into_house()), open).await
}

fn no_chance() -> anyhow::Error {
    anyhow::anyhow!("the system gives no random number")
}

/// Who may sign in: somebody who sees everything, somebody who sees one school, and whoever decides about protected persons.
async fn posts(desk: &Desk) -> anyhow::Result<Vec<(&'static str, Post)>> {
    let places = desk.store.look().await?.places().await?;
    let post = |role: Role, units| Post { role: role.word().to_owned(), units };
    let school = places.units_named(SCHOOL).first().map(|unit| [unit.id.clone()].into());
    let decides = post(Role::Decider, None);
    Ok(vec![("admin", post(Role::Admin, None)), ("skola", post(Role::School, school)), ("beslut", decides)])
}

/// The usual port, or any other that is free.
fn free() -> anyhow::Result<SocketAddr> {
    let try_out = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| listener.local_addr());
    Ok(try_out(PORT).or_else(|_| try_out(0))?)
}
