//! Closed lists on the command line.

use crate::wording::Lang;
use clap::ValueEnum;

/// A language on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LangArg {
    /// Swedish.
    Sv,
    /// English.
    En,
}

impl From<LangArg> for Lang {
    fn from(lang: LangArg) -> Self {
        match lang {
            LangArg::Sv => Self::Sv,
            LangArg::En => Self::En,
        }
    }
}

/// A format of deliveries on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FormatArg {
    /// Look and see.
    Auto,
    /// OneRoster 1.1 or 1.2 CSV.
    Oneroster,
    /// Microsoft School Data Sync.
    Sds,
    /// Flat files.
    Csv,
    /// IMS Enterprise XML.
    Ims,
}

/// What the log is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogArg {
    /// Lines for people, on standard error.
    Text,
    /// One JSON object a line, on standard error.
    Json,
    /// To the journal of systemd, with a field for each thing that is said.
    Journald,
}

/// How something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperArg {
    /// For people.
    Text,
    /// For programs.
    Json,
}
