//! Examples for keys that have no default, all of an invented municipality, fitting each other.

/// What stands after `key = `.
#[derive(Debug, Clone, Copy)]
pub(super) struct Example {
    pub(super) text: &'static str,
    /// Set also in the file as it stands.
    pub(super) set: bool,
    /// Would not fit beside the others: told as a choice.
    pub(super) instead: bool,
}

/// The example of a key of a table of the schema.
pub(super) fn of(table: &str, key: &str) -> Option<Example> {
    let path = format!("{table}.{key}");
    let find = |list: &[(&str, &'static str)]| list.iter().find(|(known, _)| *known == path).map(|(_, text)| *text);
    if path == "Organiser.name" {
        return Some(Example { text: "\"Exempelkommunen\"", set: true, instead: false });
    }
    let beside = find(&SETTINGS).or_else(|| find(&ENTRIES)).map(|text| Example { text, set: false, instead: false });
    beside.or_else(|| find(&INSTEAD).map(|text| Example { text, set: false, instead: true }))
}

const SETTINGS: [(&str, &str); 19] = [
    ("Organiser.organisation_number", "\"212000-9994\""),
    ("Organiser.municipality_code", "\"0199\""),
    ("Database.schema", "\"exempelkommunen\""),
    ("Database.anchor", "\"/var/lib/upprop/exempelkommunen.anchor\""),
    ("Secret.file", "\"secret.key\""),
    ("Limit.percent", "10"),
    ("Limit.count", "200"),
    ("GuardWindow.from", "2027-08-09"),
    ("GuardWindow.until", "2027-08-27"),
    ("Schedule.full", "\"0 3 * * 0\""),
    ("Web.listen", "\"127.0.0.1:8480\""),
    ("Notify.from", "\"upprop@exempelkommunen.example\""),
    ("Notify.reply_to", "\"it@exempelkommunen.example\""),
    ("Smtp.host", "\"smtp.exempelkommunen.example\""),
    ("Smtp.port", "587"),
    ("Smtp.user", "\"upprop\""),
    ("Recipient.address", "\"rektor.ekskolan@exempelkommunen.example\""),
    ("Recipient.role", "\"unit\""),
    ("Recipient.units", "[\"ekskolan\"]"),
];

const ENTRIES: [(&str, &str); 80] = [
    ("Source.name", "\"elevregister\""),
    ("Source.kind", "\"csv\""),
    ("Source.path", "\"leverans\""),
    ("Source.done", "\"klar.txt\""),
    ("Source.checksums", "\"SHA256SUMS\""),
    ("Source.marker", "\".upprop\""),
    ("TokenPlace.url", "\"https://api.exempel.example/token\""),
    ("TokenPlace.client_id", "\"upprop\""),
    ("TokenPlace.client_secret", "{ file = \"secret.key\" }"),
    ("TokenPlace.fields", "{ scope = \"ss12000\" }"),
    ("MappedFile.entity", "\"person\""),
    ("MappedFile.path", "\"personer.csv\""),
    (
        "MappedFile.columns",
        "{ id = \"Id\", alias = \"Alias\", role = \"Roll\", unit_alias = \"Skola\", school_year = \"Årskurs\" }",
    ),
    ("MappedFile.constants", "{ school_type = \"GR\" }"),
    ("MappedFile.values", "{ role = { Elev = \"pupil\", \"Lärare\" = \"staff\" } }"),
    ("Vendor.key", "\"exempelforlaget\""),
    ("Vendor.name", "\"Exempelförlaget\""),
    ("Vendor.request_address", "\"licens@exempelforlaget.example\""),
    ("Tool.key", "\"sifferkul\""),
    ("Tool.name", "\"Sifferkul\""),
    ("Tool.version", "\"7-9\""),
    ("Tool.vendor", "\"exempelforlaget\""),
    ("Tool.requires", "[\"email\", \"unit_code\"]"),
    ("Tool.dpa", "\"signed\""),
    ("Tool.dpa_since", "2026-08-01"),
    ("Tool.dpa_before", "\"under_review\""),
    ("Licence.key", "\"sifferkul-2026\""),
    ("Licence.tool", "\"sifferkul\""),
    ("Licence.type", "\"class\""),
    ("Licence.audience", "[\"pupil\", \"staff\"]"),
    ("Licence.seats", "120"),
    ("Licence.staff_seats", "8"),
    ("Licence.valid_from", "2026-08-01"),
    ("Licence.valid_to", "2027-06-30"),
    ("Licence.grace_days", "14"),
    ("Licence.delivered_on", "2026-06-15"),
    ("Licence.price", "95"),
    ("Pool.key", "\"sifferkul-7-9\""),
    ("Pool.name", "\"Sifferkul 7–9\""),
    ("Pool.licences", "[\"sifferkul-2026\"]"),
    ("Pool.low_seats", "5"),
    ("Pool.leave_grace", "\"14d\""),
    ("Pool.leave", "{ deleted = { keep = \"0d\" } }"),
    ("Leave.left_unit", "{ keep = \"2d\", until_wanted = \"10d\", days = \"school\" }"),
    ("Leave.role_lost", "{ keep = \"5d\", until_wanted = \"20d\", days = \"school\" }"),
    ("Leave.deactivated", "{ keep = \"2d\", days = \"school\" }"),
    ("Leave.vanished", "{ keep = \"10d\", until_wanted = \"30d\", days = \"school\" }"),
    ("Leave.deleted", "{ keep = \"0d\", until_wanted = \"5d\", days = \"school\" }"),
    ("Leave.inactive", "{ keep = \"15d\", days = \"school\" }"),
    ("Pool.inactive_after", "\"180d\""),
    ("Leave.bind_removed", "{ keep = \"0d\" }"),
    ("Calendar.breaks", "[{ from = 2026-10-26, until = 2026-10-30 }]"),
    ("Closing.from", "2027-07-05"),
    ("Closing.until", "2027-07-30"),
    ("Grace.keep", "\"5d\""),
    ("Grace.until_wanted", "\"20d\""),
    ("Window.from", "2027-06-10"),
    ("Window.until", "2027-08-20"),
    ("Window.units", "[\"ekskolan\"]"),
    ("Pool.lead", "\"30d\""),
    ("Pool.reservation", "\"lend\""),
    ("Pool.fair", "\"sainte_lague\""),
    ("Guarantee.unit", "\"ekskolan\""),
    ("Guarantee.seats", "20"),
    ("Weight.unit", "\"ekskolan\""),
    ("Weight.weight", "2"),
    ("Bind.unit", "\"ekskolan\""),
    ("Bind.role", "\"pupil\""),
    ("Bind.school_year", "[7, 9]"),
    ("Bind.class", "1"),
    ("Bind.from", "2026-08-01"),
    ("Bind.until", "2027-06-30"),
    ("Override.person", "\"E05\""),
    ("Override.kind", "\"protected\""),
    ("Override.tool", "\"sifferkul\""),
    ("Override.decision", "\"include\""),
    ("Override.from", "2026-08-01"),
    ("Override.until", "2027-06-30"),
    ("Override.reason", "\"Beslut av rektor, diarienummer 2026/17\""),
    ("Limit.floor", "5"),
];

const INSTEAD: [(&str, &str); 18] = [
    ("Smtp.authority", "\"utfardare.pem\""),
    ("Notify.folder", "\"outbox\""),
    ("Source.url", "\"https://api.exempel.example/ss12000/v2.0\""),
    ("Server.bearer", "{ credential = \"elevregister-token\" }"),
    (
        "Server.callback",
        "{ url = \"https://upprop.exempelkommunen.example/hook\", bearer = { credential = \"elevregister-callback\" } }",
    ),
    ("Server.certificate", "\"upprop.pem\""),
    ("Server.authority", "\"utfardare.pem\""),
    ("Server.paths", "{ activities = \"/andra/v1/activities\" }"),
    ("Secret.credential", "\"upprop-secret\""),
    ("Secret.env", "\"UPPROP_SECRET\""),
    ("Licence.start_by", "2026-09-01"),
    ("Licence.started_on", "2026-08-20"),
    ("Licence.term_months", "12"),
    ("Licence.renews", "\"sifferkul-2025\""),
    ("Licence.units", "[\"ekskolan\"]"),
    ("Pool.tool", "\"sifferkul\""),
    ("Bind.group", "\"7A\""),
    ("Bind.person", "\"E05\""),
];
