//! The pages in a real browser: what people do there from beginning to end, what it complains of, and whether everybody can
//! use them. Chromium is driven by `bridge.cjs` (docs/decisions/0037).

mod axe;
mod chromium;
mod demo;
mod keys;
mod letters;
mod pictures;
mod policy;
mod sheets;
mod vendor;
mod visits;
