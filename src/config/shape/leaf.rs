//! Single values: text with its patterns, dates, whole numbers with their bounds.

use crate::config::problem::Shape;
use crate::config::tree::Tree;
use jiff::civil::Date;
use serde_json::Value;

/// The value as the model reads it. Its type fits already.
pub(super) fn check(tree: &Tree, schema: &Value, key: &str) -> Result<Value, Shape> {
    match tree {
        Tree::Bool(value) => Ok(Value::Bool(*value)),
        Tree::Integer(number) => integer(*number, schema, key),
        Tree::Date(Some(date)) | Tree::Text(date) if is_date(schema) => {
            if !written_as_date(date) || date.parse::<Date>().is_err() {
                return Err(Shape::BadDate { key: key.to_owned() });
            }
            Ok(Value::String(date.clone()))
        }
        Tree::Date(_) => Err(Shape::DateWithTime { key: key.to_owned() }),
        Tree::Text(text) => match suffix(schema) {
            Some(suffix) if !is_amount(text, suffix) => match or_word(schema) {
                Some(word) if word == text => Ok(Value::String(text.clone())),
                Some(word) => {
                    let (key, suffix, word) = (key.to_owned(), suffix.to_owned(), word.to_owned());
                    Err(Shape::BadTerm { key, suffix, word })
                }
                None => Err(Shape::BadAmount { key: key.to_owned(), suffix: suffix.to_owned() }),
            },
            _ => Ok(Value::String(text.clone())),
        },
        Tree::Decimal | Tree::List(_) | Tree::Table(_) => {
            Err(Shape::Misfit { message: format!("`{key}` has a form that no setting has") })
        }
    }
}

/// Text that fits the pattern, if there is one.
pub(super) fn placeholder(schema: &Value) -> Value {
    Value::String(suffix(schema).map_or_else(String::new, |suffix| format!("0{suffix}")))
}

fn is_date(schema: &Value) -> bool {
    schema.get("format").is_some_and(|format| format == "date")
}

/// Exactly `YYYY-MM-DD`; other ways of writing are read differently by different programs.
fn written_as_date(text: &str) -> bool {
    let fits = |(at, byte): (usize, u8)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(fits)
}

/// The unit of an amount, from the two patterns that the model has.
fn suffix(schema: &Value) -> Option<&str> {
    let pattern = schema.get("pattern")?.as_str()?;
    let alone = pattern.strip_prefix("^[0-9]{1,4}").and_then(|rest| rest.strip_suffix('$'));
    alone.or_else(|| Some(amount_or_word(pattern)?.0))
}

/// The word that may stand for an amount.
fn or_word(schema: &Value) -> Option<&str> {
    Some(amount_or_word(schema.get("pattern")?.as_str()?)?.1)
}

fn amount_or_word(pattern: &str) -> Option<(&str, &str)> {
    pattern.strip_prefix("^([0-9]{1,4}")?.strip_suffix(")$")?.split_once('|')
}

fn is_amount(text: &str, suffix: &str) -> bool {
    let digits = text.strip_suffix(suffix).unwrap_or_default();
    (1..=4).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn integer(number: Option<i128>, schema: &Value, key: &str) -> Result<Value, Shape> {
    let (mut min, mut max) = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => (0, i128::from(u8::MAX)),
        Some("uint16") => (0, i128::from(u16::MAX)),
        Some("uint32") => (0, i128::from(u32::MAX)),
        // What TOML promises to hold.
        Some("uint64") => (0, i128::from(i64::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let bound = |name| schema.get(name).and_then(Value::as_i64).map(i128::from);
    min = bound("minimum").map_or(min, |bound| bound.max(min));
    max = bound("maximum").map_or(max, |bound| bound.min(max));
    let fits = number.filter(|number| (min..=max).contains(number)).and_then(|number| i64::try_from(number).ok());
    fits.map(Value::from).ok_or_else(|| Shape::OutOfRange { key: key.to_owned(), min, max })
}
