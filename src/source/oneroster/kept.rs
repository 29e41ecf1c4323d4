//! The rows that a later delta needs, without what nobody needs.

use super::Settings;
use super::delta::{self, write_row};
use super::layout::{self, Version};
use super::manifest::{self, Declared};
use super::reader::{self, ORDER};
use super::record::{MISSING, Record, Status, Taken};
use super::table::Table;
use super::users::{eppn, is_guardian};
use crate::roster::{Keeping, Kept};
use crate::source::files::Watch;
use crate::source::package;
use crate::source::{Fingerprint, SourceError};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::BufRead;

/// Stands for a name that was not kept, since nobody needed it then.
pub(super) const NAMELESS: &str = "⁂";

/// What is kept of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Whole,
    Nothing,
    /// That there is something.
    Something,
    /// Of the user's other ids, only the address that we use.
    Eppn,
    /// All, of those who are pupils or staff.
    Name,
    /// All, of those who are pupils or staff; it may be blank.
    Address,
}

/// The rows of the delivery that has this fingerprint, laid on those that were kept before where it is a delta.
pub(super) fn keep(
    settings: &Settings,
    before: Option<&Kept>,
    bytes_max: u64,
    of: &Fingerprint,
) -> Result<Keeping, SourceError> {
    let mut watch = Watch::without_digest();
    package::hash(&settings.root, settings.limits, &mut watch)?;
    let (mut package, manifest) = reader::open(settings, &mut watch)?;
    let mode = manifest.mode();
    if mode == Declared::Absent {
        return Ok(Keeping::Same);
    }
    let delivered = kept_tables().filter(|name| manifest.declared(name) != Declared::Absent);
    let bytes: u64 = delivered.map(|name| package.bytes(&format!("{name}.csv"))).sum();
    if bytes > bytes_max {
        return Ok(Keeping::None);
    }
    let mut kept = Kept { delivery: of.digest, files: BTreeMap::new() };
    let mut guardians = BTreeSet::new();
    let laid = if mode == Declared::Delta {
        delta::lay(&mut package, &manifest, before, &mut watch)?
    } else {
        BTreeMap::new()
    };
    for name in kept_tables() {
        let file = format!("{name}.csv");
        let text = match (laid.get(name), manifest.declared(name)) {
            (Some(laid), _) => pruned(laid.text.as_slice(), name, manifest.version, Taken::Laid, &guardians)?,
            (None, Declared::Absent | Declared::Delta) => continue,
            (None, Declared::Bulk) => {
                pruned(package.file(&file, &mut watch)?, name, manifest.version, Taken::Bulk, &guardians)?
            }
        };
        if name == "roles" {
            guardians = guardians_of(&text)?;
        }
        kept.files.insert(file, text);
    }
    of.still(watch.stamps()?)?;
    kept.files.insert(manifest::NAME.to_owned(), manifest::of_kept(manifest.version));
    let is_more = kept.files.values().map(|text| text.len() as u64).sum::<u64>() > bytes_max;
    Ok(if is_more { Keeping::None } else { Keeping::Rows(kept) })
}

/// The tables of which rows are kept: who is a guardian shows in the first. Demographics nobody needs.
fn kept_tables() -> impl Iterator<Item = &'static str> {
    let others = ORDER.iter().copied().filter(|name| !["roles", "demographics"].contains(name));
    std::iter::once("roles").chain(others)
}

/// A table as it is kept: its columns in the layout's order, and of gone records and guardians no names.
fn pruned(
    input: impl BufRead,
    name: &str,
    version: Version,
    taken: Taken,
    guardians: &BTreeSet<String>,
) -> Result<Vec<u8>, SourceError> {
    let mut table = Table::open(input, &format!("{name}.csv"), version, layout::of(name, version))?.taken(taken);
    let columns = table.layout();
    let [role] = table.columns(["role"]);
    let mut text = Vec::new();
    write_row(&mut text, columns.iter());
    while let Some((_, record)) = table.next()? {
        let id = record.id(0)?;
        let is_nobody = record.is_gone() || guardians.contains(id) || name == "users" && is_guardian(record.text(role));
        let mut fields = vec![Cow::Borrowed(id), Cow::Borrowed(word(record.status)), Cow::Borrowed("")];
        for (column, column_name) in columns.iter().enumerate().skip(3) {
            fields.push(field(&record, column, what_of(name, column_name), is_nobody)?);
        }
        write_row(&mut text, fields.iter());
    }
    Ok(text)
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Active => "",
        Status::Deleted => "tobedeleted",
        Status::Missing => MISSING,
    }
}

fn field<'a>(record: &Record<'a>, column: usize, keep: Keep, is_nobody: bool) -> Result<Cow<'a, str>, SourceError> {
    Ok(match keep {
        Keep::Something => "-".into(),
        Keep::Name if is_nobody => NAMELESS.into(),
        Keep::Nothing => "".into(),
        Keep::Eppn | Keep::Address if is_nobody => "".into(),
        Keep::Whole | Keep::Name | Keep::Address => record.text(column).into(),
        Keep::Eppn => eppn(record, column)?.map_or_else(|| "".into(), |eppn| format!("{{eppn:{eppn}}}").into()),
    })
}

/// What of a column is kept.
fn what_of(table: &str, column: &str) -> Keep {
    match (table, column) {
        ("users", "enabledUser" | "orgSourcedIds" | "role" | "grades" | "primaryOrgSourcedId") => Keep::Whole,
        ("users", "givenName" | "familyName") => Keep::Name,
        ("users", "email") => Keep::Address,
        ("users", "userIds") => Keep::Eppn,
        ("users", "username") => Keep::Something,
        ("userProfiles", "profileType" | "vendorId" | "credentialType" | "username") => Keep::Something,
        ("userProfiles", "userSourcedId") => Keep::Whole,
        ("users" | "userProfiles", _) => Keep::Nothing,
        _ => Keep::Whole,
    }
}

/// Users who are guardians and nothing else.
fn guardians_of(roles: &[u8]) -> Result<BTreeSet<String>, SourceError> {
    let mut table =
        Table::open(roles, "roles.csv", Version::V1p2, layout::of("roles", Version::V1p2))?.taken(Taken::Laid);
    let [user, role] = table.columns(["userSourcedId", "role"]);
    let (mut guardians, mut others) = (BTreeSet::new(), BTreeSet::new());
    while let Some((_, record)) = table.next()? {
        let of = if is_guardian(record.text(role)) { &mut guardians } else { &mut others };
        of.insert(record.id(user)?.to_owned());
    }
    guardians.retain(|id| !others.contains(id));
    Ok(guardians)
}
