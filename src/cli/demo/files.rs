//! Exempelkommunen as it stands in the repository, carried in the program so that the demo needs nothing else.

macro_rules! day {
    ($day:literal) => {
        &[
            ("enheter.csv", include_str!(concat!("../../../config/demo/roster/", $day, "/enheter.csv"))),
            ("grupper.csv", include_str!(concat!("../../../config/demo/roster/", $day, "/grupper.csv"))),
            ("medlemskap.csv", include_str!(concat!("../../../config/demo/roster/", $day, "/medlemskap.csv"))),
            ("personer.csv", include_str!(concat!("../../../config/demo/roster/", $day, "/personer.csv"))),
        ]
    };
}

/// A file's name and what it says.
pub(super) type File = (&'static str, &'static str);

/// The configuration.
pub(super) const CONFIGURATION: &[File] = &[
    ("upprop.toml", include_str!("../../../config/demo/upprop.toml")),
    ("conf.d/20-raknestugan.toml", include_str!("../../../config/demo/conf.d/20-raknestugan.toml")),
    ("conf.d/30-forklara.toml", include_str!("../../../config/demo/conf.d/30-forklara.toml")),
    ("conf.d/40-ljudbruket.toml", include_str!("../../../config/demo/conf.d/40-ljudbruket.toml")),
    ("conf.d/50-kollen.toml", include_str!("../../../config/demo/conf.d/50-kollen.toml")),
    ("conf.d/60-larlyft.toml", include_str!("../../../config/demo/conf.d/60-larlyft.toml")),
    ("conf.d/70-ordbruket.toml", include_str!("../../../config/demo/conf.d/70-ordbruket.toml")),
];

/// A day's delivery.
pub(super) struct Day {
    /// When the run is, in the organiser's time.
    pub(super) at: &'static str,
    /// The files.
    pub(super) files: &'static [File],
}

/// The three days of the demo.
pub(super) const DAYS: &[Day] = &[
    Day { at: "2026-11-13T06:00[Europe/Stockholm]", files: day!("2026-11-13") },
    Day { at: "2026-11-20T06:00[Europe/Stockholm]", files: day!("2026-11-20") },
    Day { at: "2026-11-23T06:00[Europe/Stockholm]", files: day!("2026-11-23") },
];

/// The day on which the export is cut short.
pub(super) const DISASTER: Day = Day { at: "2026-11-24T06:00[Europe/Stockholm]", files: day!("disaster") };
