//! School unit codes: those that were agreed on for units without an official one, and the national register as it was
//! last fetched (REQUIREMENTS B14, DOMAIN 4).

use super::meta::{self, Meta};
use super::value::Row;
use super::{Look, Stamp, Store, StoreError};
use crate::plan::Event;
use crate::roster::UnitId;
use std::collections::BTreeMap;

/// A school unit of the national register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolUnit {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How it stands there: `AKTIV`, `VILANDE`, `UPPHORT`.
    pub status: String,
    /// The code of its municipality.
    pub municipality: Option<String>,
}

impl Look {
    /// Codes that were agreed on, by unit.
    ///
    /// # Errors
    /// The driver.
    pub async fn unit_codes(&mut self) -> Result<BTreeMap<UnitId, String>, StoreError> {
        const SQL: &str = "SELECT unit, code FROM unit_code ORDER BY unit";
        let read = |row: &Row<'_>| Ok((UnitId::from(row.text("unit")?), row.text("code")?.to_owned()));
        Ok(self.link.all("unit_code", SQL, [], read).await?.into_iter().collect())
    }

    /// The national register, by code; nothing before it was ever fetched.
    ///
    /// # Errors
    /// The driver.
    pub async fn school_units(&mut self) -> Result<BTreeMap<String, SchoolUnit>, StoreError> {
        const SQL: &str = "SELECT code, name, status, municipality FROM school_unit ORDER BY code";
        let read = |row: &Row<'_>| {
            let text = |column| row.text(column).map(str::to_owned);
            let (code, name, status) = (text("code")?, text("name")?, text("status")?);
            let municipality = row.maybe_text("municipality")?.map(str::to_owned);
            Ok((code.clone(), SchoolUnit { code, name, status, municipality }))
        };
        Ok(self.link.all("school_unit", SQL, [], read).await?.into_iter().collect())
    }
}

impl Store {
    /// Notes codes that were agreed on, or that there is none any more.
    ///
    /// # Errors
    /// The driver; a code that another unit has.
    pub async fn set_unit_codes(&self, codes: &[(UnitId, Option<String>)], stamp: Stamp<'_>) -> Result<(), StoreError> {
        const GONE: &str = "DELETE FROM unit_code WHERE unit = $1";
        const SET: &str = "INSERT INTO unit_code (unit, code, set_at) VALUES ($1, $2, $3)";
        let mut writing = self.write().await?;
        for (unit, code) in codes {
            writing.link.run("unit_code", GONE, [unit.as_str().into()]).await?;
            if let Some(code) = code {
                let values = [unit.as_str().into(), code.as_str().into(), stamp.at.as_microsecond().into()];
                writing.link.run_one("unit_code", SET, values).await?;
            }
        }
        let event =
            |(unit, code): &(UnitId, Option<String>)| Event::UnitCode { unit: unit.clone(), code: code.clone() };
        writing.append(codes.iter().map(event).collect::<Vec<_>>(), stamp).await?;
        // The next run must look even though no delivery changed.
        meta::unset(&mut writing.link, Meta::QuietUntil).await?;
        writing.commit().await.map(drop)
    }

    /// Takes a register over in the place of the one before.
    ///
    /// # Errors
    /// The driver; a code that is in it twice.
    pub async fn take_register(&self, units: &[SchoolUnit], stamp: Stamp<'_>) -> Result<(), StoreError> {
        const EMPTY: &str = "DELETE FROM school_unit";
        const SQL: &str = "INSERT INTO school_unit (code, name, status, municipality) VALUES {rows}";
        let mut writing = self.write().await?;
        writing.link.run("school_unit", EMPTY, []).await?;
        let row = |unit: &SchoolUnit| {
            let municipality = unit.municipality.as_deref().into();
            [unit.code.as_str().into(), unit.name.as_str().into(), unit.status.as_str().into(), municipality]
        };
        writing.link.bulk("school_unit", SQL, units.iter().map(row)).await?;
        writing.append([Event::RegisterImported { count: units.len() as u64 }], stamp).await?;
        writing.commit().await.map(drop)
    }
}
