//! Reads the national register of school units, out of a file or from its public API v2: what that answers as JSON, or a flat
//! file with the columns `schoolUnitCode` (or `Skolenhetskod`) and `name` (or `Skolenhetsnamn`), and perhaps `status` and `municipalityCode`.

use super::csv::guess_separator;
use super::rows::{Dialect, Manner, Rows};
use super::text::{Encoding, survey};
use super::{ErrorCode, SourceError, ss12000};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

/// A school unit of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterUnit {
    /// Its code: eight digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How it stands there; `AKTIV` where nothing is said.
    pub status: String,
    /// The code of its municipality.
    pub municipality: Option<String>,
}

/// Where the register answers with every unit: open to everybody, and without a key.
pub const REGISTER_URL: &str = "https://api.skolverket.se/skolenhetsregistret/v2/school-units";

/// The whole of Sweden has some 8 000; a file beyond this is another one.
const BYTES_MAX: u64 = 64 << 20;

/// Every unit, by code; a code that stands twice is taken once.
///
/// # Errors
/// When the file cannot be read for sure, lacks a column, or has a code that is none.
pub fn read_register(path: &Path) -> Result<Vec<RegisterUnit>, SourceError> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let mut bytes = Vec::new();
    let open = || File::open(path).map_err(|error| SourceError::io(&name, &error));
    open()?.take(BYTES_MAX).read_to_end(&mut bytes).map_err(|error| SourceError::io(&name, &error))?;
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| b"{[".contains(byte));
    let units = if is_json { of_json(&bytes, &name)? } else { of_rows(path, &name)? };
    by_code(units, &name)
}

/// The same from where it answers. It waits for the answer: not for a thread on which others wait.
///
/// # Errors
/// When the address could be read along or is none, the server does not answer as it should, or what it answers is no
/// register.
pub fn fetch_register(url: &str) -> Result<Vec<RegisterUnit>, SourceError> {
    const NAME: &str = "school-units";
    let bytes = ss12000::open_answer(url, NAME, BYTES_MAX)?;
    by_code(of_json(&bytes, NAME)?, NAME)
}

fn by_code(units: Vec<RegisterUnit>, name: &str) -> Result<Vec<RegisterUnit>, SourceError> {
    if units.is_empty() {
        return Err(SourceError::new(ErrorCode::FileEmpty, "0").in_file(name));
    }
    let by_code: BTreeMap<String, RegisterUnit> = units.into_iter().map(|unit| (unit.code.clone(), unit)).collect();
    Ok(by_code.into_values().collect())
}

fn is_code(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whatever has a `schoolUnitCode`, wherever in the answer it stands.
fn of_json(bytes: &[u8], name: &str) -> Result<Vec<RegisterUnit>, SourceError> {
    let bad = |_| SourceError::new(ErrorCode::ValueInvalid, "JSON").in_file(name);
    let mut units = Vec::new();
    gather(&serde_json::from_slice(bytes).map_err(bad)?, &mut units);
    Ok(units)
}

fn gather(value: &Value, units: &mut Vec<RegisterUnit>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| gather(one, units)),
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_owned);
            match text("schoolUnitCode").filter(|code| is_code(code)) {
                Some(code) => units.push(RegisterUnit {
                    code,
                    name: text("name").or_else(|| text("displayName")).unwrap_or_default(),
                    status: text("status").unwrap_or_else(|| "AKTIV".to_owned()),
                    municipality: text("municipalityCode"),
                }),
                None => fields.values().for_each(|one| gather(one, units)),
            }
        }
        _ => {}
    }
}

fn of_rows(path: &Path, name: &str) -> Result<Vec<RegisterUnit>, SourceError> {
    let open = || File::open(path).map(BufReader::new).map_err(|error| SourceError::io(name, &error));
    let first = survey(&mut open()?, Encoding::Auto, name)?;
    let dialect =
        Dialect { separator: guess_separator(&first.first_line), charset: first.charset, manner: Manner::Spreadsheet };
    let mut rows = Rows::new(open()?, name, dialect);
    let empty = || SourceError::new(ErrorCode::FileEmpty, "0").in_file(name);
    let header: Vec<String> = rows.next()?.ok_or_else(empty)?.iter().map(|word| word.trim().to_lowercase()).collect();
    let place = |names: &[&str]| header.iter().position(|word| names.contains(&word.as_str()));
    let missing = |wanted: &str| SourceError::new(ErrorCode::ColumnMissing, wanted).in_file(name).on_line(1);
    let code = place(&["schoolunitcode", "skolenhetskod"]).ok_or_else(|| missing("skolenhetskod"))?;
    let title = place(&["name", "skolenhetsnamn", "namn"]).ok_or_else(|| missing("skolenhetsnamn"))?;
    let (status, municipality) = (place(&["status"]), place(&["municipalitycode", "kommunkod"]));
    rows.keep_to(&header);
    let mut units = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column: usize| row.get(column).trim().to_owned();
        let digits = text(code);
        if !is_code(&digits) {
            let fault = SourceError::new(ErrorCode::ValueInvalid, "skolenhetskod");
            return Err(fault.in_file(name).on_line(row.line).in_field(code));
        }
        let status = status.map(text).filter(|status| !status.is_empty());
        let municipality = municipality.map(text).filter(|code| !code.is_empty());
        let status = status.unwrap_or_else(|| "AKTIV".to_owned());
        units.push(RegisterUnit { code: digits, name: text(title), status, municipality });
    }
    Ok(units)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<RegisterUnit>, String> {
        let folder = tempfile::tempdir().expect("a file of the test");
        let path = folder.path().join("register");
        std::fs::write(&path, text).expect("a file of the test");
        read_register(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn a_register_is_read_as_the_api_answers_and_as_a_flat_file() {
        let json = r#"{"data":{"attributes":[{"schoolUnitCode":"99000202","name":"Björkskolan","status":"UPPHORT"},
            {"schoolUnitCode":"99000101","name":"Almskolan","status":"AKTIV"},{"schoolUnitCode":"x","name":"y"}]}}"#;
        let units = read(json).expect("units");
        assert_eq!(units.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["99000101", "99000202"]);
        assert_eq!((units[1].status.as_str(), units[1].name.as_str()), ("UPPHORT", "Björkskolan"));
        let rows =
            read("\u{feff}Kommunkod;Skolenhetskod;Skolenhetsnamn\r\n0180;99000101;Almskolan ,G2,\r\n").expect("rows");
        let municipality = Some("0180".to_owned());
        let (name, status) = ("Almskolan ,G2,".to_owned(), "AKTIV".to_owned());
        assert_eq!(rows, [RegisterUnit { code: "99000101".to_owned(), name, status, municipality }]);
    }

    #[test]
    fn what_is_no_register_is_refused_with_its_place() {
        assert!(read("Skolenhetsnamn\nA\n").is_err_and(|told| told.contains("skolenhetskod")));
        let told = read("Skolenhetskod,Skolenhetsnamn\n9900010,A\n");
        assert!(told.as_ref().is_err_and(|told| told.starts_with("register:2:1: ")), "{told:?}");
        assert!(read("{}").is_err() && read("{").is_err() && read("").is_err());
    }
}
