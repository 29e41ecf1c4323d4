//! Who may ask what of the pages: asked over the network, as browsers, programs and thieves do.
#![expect(clippy::unwrap_used, reason = "a test that fails may panic")]

mod browser;
mod command;
mod crawl;
mod forged;
mod headers;
mod house;
mod provider;
mod served;
mod sessions;
mod slow;
