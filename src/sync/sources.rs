//! From configured sources to sources that can be read.

use crate::config::{Hidden, model};
use crate::roster::{Entity, SourceName};
use crate::source::whole::Terms;
use crate::source::{Encoding, Limits, PackageSettings, Source, csv, ims, oneroster, sds, ss12000};
use jiff::SignedDuration;
use std::path::Path;

/// The source that an entry of the configuration describes. `dir` is the folder of the configuration, beside
/// which relative paths lie.
#[must_use]
pub fn from_config(source: &model::Source, dir: &Path) -> Box<dyn Source + Send + Sync> {
    match source.kind {
        model::SourceKind::Csv => Box::new(csv::Csv::new(csv_settings(source, dir))),
        model::SourceKind::Oneroster => {
            let roster = oneroster::OneRoster::new(package_settings(source, dir));
            Box::new(roster.keeping(bytes(source.delta_max)))
        }
        model::SourceKind::Ss12000 => Box::new(ss12000::Ss12000::new(server_settings(source, dir))),
        model::SourceKind::Sds => Box::new(sds::Sds::new(package_settings(source, dir))),
        model::SourceKind::Ims => {
            let documents = ims::Ims::new(ims::Settings {
                source: SourceName::from(source.name.as_str()),
                root: dir.join(&source.path),
                expects: source.expects.clone(),
                limits: ims::Limits { bytes_max: bytes(source.file_max), ..ims::Limits::default() },
            });
            Box::new(documents.keeping(bytes(source.delta_max)))
        }
    }
}

/// How the server of an entry is asked.
#[must_use]
pub fn server_settings(source: &model::Source, dir: &Path) -> ss12000::Settings {
    let server = &source.server;
    let access = match (&server.bearer, &server.token) {
        (Some(bearer), _) => ss12000::Access::Bearer(secret(bearer, dir)),
        (None, Some(token)) => ss12000::Access::Client(ss12000::Client {
            url: token.url.clone(),
            id: token.client_id.clone(),
            secret: secret(&token.client_secret, dir),
            fields: token.fields.clone(),
        }),
        (None, None) => ss12000::Access::Open,
    };
    ss12000::Settings {
        source: SourceName::from(source.name.as_str()),
        url: source.url.clone().unwrap_or_default(),
        paths: server.paths.clone(),
        access,
        identity: server.certificate.as_ref().map(|file| dir.join(file)),
        authority: server.authority.as_ref().map(|file| dir.join(file)),
        page: server.page,
        rate: server.rate,
        full_after: SignedDuration::from_hours(i64::from(server.full_after.0)),
        kept_max: bytes(source.delta_max),
        is_accepted: false,
        imprinter: None,
        limits: ss12000::Limits::default(),
    }
}

fn secret(secret: &model::Secret, dir: &Path) -> ss12000::Secret {
    match secret.find(dir) {
        Hidden::File(path) => ss12000::Secret::File(path),
        Hidden::Unset(name) => ss12000::Secret::Unset(name),
        // What is no text is no token.
        Hidden::Value(value) => ss12000::Secret::Value(value.to_string_lossy().into_owned()),
    }
}

fn package_settings(source: &model::Source, dir: &Path) -> PackageSettings {
    PackageSettings {
        source: SourceName::from(source.name.as_str()),
        root: dir.join(&source.path),
        limits: Limits::of_files(bytes(source.file_max)),
    }
}

/// What the deliveries of an entry have to show.
pub(super) fn terms(source: &model::Source, dir: &Path) -> Terms {
    Terms {
        root: dir.join(&source.path),
        settle: SignedDuration::from_secs(i64::from(source.settle.0)),
        done: source.done.clone(),
        checksums: source.checksums.clone(),
        marker: source.marker.clone(),
    }
}

fn bytes(amount: model::Mebibytes) -> u64 {
    u64::from(amount.0) * 1024 * 1024
}

/// How the flat files of an entry are read.
#[must_use]
pub fn csv_settings(source: &model::Source, dir: &Path) -> csv::Settings {
    csv::Settings {
        source: SourceName::from(source.name.as_str()),
        root: dir.join(&source.path),
        encoding: match source.encoding {
            model::Encoding::Auto => Encoding::Auto,
            model::Encoding::Utf8 => Encoding::Utf8,
            model::Encoding::Windows1252 => Encoding::Windows1252,
        },
        separator: match source.separator {
            model::Separator::Auto => csv::Separator::Auto,
            model::Separator::Comma => csv::Separator::Byte(b','),
            model::Separator::Semicolon => csv::Separator::Byte(b';'),
            model::Separator::Tab => csv::Separator::Byte(b'\t'),
            model::Separator::Pipe => csv::Separator::Byte(b'|'),
        },
        date_format: source.date_format.clone(),
        file_bytes_max: bytes(source.file_max),
        files: source.file.iter().map(mapping).collect(),
    }
}

fn mapping(file: &model::MappedFile) -> csv::Mapping {
    let column = |column: &model::Column| match column {
        model::Column::Name(name) => csv::Column::Name(name.clone()),
        model::Column::Number(number) => csv::Column::Number(*number),
    };
    csv::Mapping {
        entity: match file.entity {
            model::MappedEntity::Unit => Entity::Unit,
            model::MappedEntity::Group => Entity::Group,
            model::MappedEntity::Person => Entity::Person,
            model::MappedEntity::Membership => Entity::Membership,
        },
        path: file.path.clone(),
        header: if file.header { csv::Header::Names } else { csv::Header::None },
        columns: file.columns.iter().map(|(field, name)| (field.clone(), column(name))).collect(),
        constants: file.constants.clone(),
        values: file.values.clone(),
    }
}
