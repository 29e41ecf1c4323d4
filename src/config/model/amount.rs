//! Amounts with their unit.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A number of days, written `14d`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days(pub u16);

/// A number of hours, written `26h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours(pub u16);

/// A number of seconds, written `30s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seconds(pub u16);

/// A number of mebibytes, written `512MiB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mebibytes(pub u16);

macro_rules! amount {
    ($name:ident, $suffix:literal, $pattern:literal) => {
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(&format_args!(concat!("{}", $suffix), self.0))
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                let number = text.strip_suffix($suffix).and_then(|n| n.parse().ok());
                number.map(Self).ok_or_else(|| serde::de::Error::custom(concat!("expected a number and ", $suffix)))
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}
amount!(Days, "d", r"^[0-9]{1,4}d$");
amount!(Hours, "h", r"^[0-9]{1,4}h$");
amount!(Seconds, "s", r"^[0-9]{1,4}s$");
amount!(Mebibytes, "MiB", r"^[0-9]{1,4}MiB$");
