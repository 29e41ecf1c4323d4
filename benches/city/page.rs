//! Where figures go in a page that people write around them.

use anyhow::{Context as _, ensure};
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- figures: what `--markdown` writes begins here -->\n";
const END: &str = "<!-- figures: what `--markdown` writes ends here -->\n";

/// Puts figures between the two marks of a page; a page that is not there becomes nothing but them.
pub(crate) fn put(file: &Path, figures: &str) -> anyhow::Result<()> {
    let shown = file.display().to_string();
    if !file.exists() {
        return fs::write(file, format!("{BEGIN}\n{figures}\n{END}")).context(shown);
    }
    let page = fs::read_to_string(file).context(shown.clone())?;
    let (before, rest) = page.split_once(BEGIN).with_context(|| format!("{shown} has no line {BEGIN}"))?;
    let (old, after) = rest.split_once(END).with_context(|| format!("{shown} has no line {END}"))?;
    ensure!(!old.contains(BEGIN), "{shown} has the line {BEGIN} twice");
    fs::write(file, format!("{before}{BEGIN}\n{figures}\n{END}{after}")).context(shown)
}
