//! The files of one delivery, open side by side.

use super::Counts;
use std::fs::{self, File};
use std::path::Path;

/// A CSV file with the line ends that OneRoster asks for.
pub(crate) type Table = csv::Writer<File>;

/// The six files that a roster needs.
pub(crate) struct Files {
    pub(crate) sessions: Table,
    pub(crate) orgs: Table,
    pub(crate) courses: Table,
    pub(crate) classes: Table,
    pub(crate) users: Table,
    pub(crate) enrolments: Table,
    pub(crate) counts: Counts,
}

const FILES: &[(&str, bool)] = &[
    ("academicSessions", true),
    ("categories", false),
    ("classes", true),
    ("classResources", false),
    ("courses", true),
    ("courseResources", false),
    ("demographics", false),
    ("enrollments", true),
    ("lineItems", false),
    ("orgs", true),
    ("resources", false),
    ("results", false),
    ("users", true),
];

impl Files {
    /// Opens them in `folder`, writes their first lines and the manifest.
    pub(crate) fn create(folder: &Path) -> Result<Self, csv::Error> {
        fs::create_dir_all(folder)?;
        let mut manifest = open(folder, "manifest", "propertyName,value")?;
        manifest.write_record(["manifest.version", "1.0"])?;
        manifest.write_record(["oneroster.version", "1.1"])?;
        for (name, there) in FILES {
            manifest.write_record([format!("file.{name}").as_str(), if *there { "bulk" } else { "absent" }])?;
        }
        manifest.write_record(["source.systemName", "Storstad"])?;
        manifest.write_record(["source.systemCode", "storstad"])?;
        manifest.flush()?;
        Ok(Self {
            sessions: open(folder, "academicSessions", "title,type,startDate,endDate,parentSourcedId,schoolYear")?,
            orgs: open(folder, "orgs", "name,type,identifier,parentSourcedId")?,
            courses: open(
                folder,
                "courses",
                "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
            )?,
            classes: open(
                folder,
                "classes",
                "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,\
                 subjectCodes,periods",
            )?,
            users: open(
                folder,
                "users",
                "enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,\
                 phone,agentSourcedIds,grades,password",
            )?,
            enrolments: open(
                folder,
                "enrollments",
                "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
            )?,
            counts: Counts::default(),
        })
    }

    /// Writes what is still held back.
    pub(crate) fn finish(self) -> Result<Counts, csv::Error> {
        let Self { sessions, orgs, courses, classes, users, enrolments, counts } = self;
        for mut table in [sessions, orgs, courses, classes, users, enrolments] {
            table.flush()?;
        }
        Ok(counts)
    }
}

/// Opens one file; all but the manifest begin with the three columns that every record has.
fn open(folder: &Path, name: &str, columns: &str) -> Result<Table, csv::Error> {
    let file = File::create(folder.join(format!("{name}.csv")))?;
    let mut table =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).buffer_capacity(1 << 20).from_writer(file);
    let common = if name == "manifest" { "" } else { "sourcedId,status,dateLastModified," };
    table.write_record(format!("{common}{columns}").split(','))?;
    Ok(table)
}
