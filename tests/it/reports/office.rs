//! LibreOffice, as somebody's spreadsheet.

use std::path::{Path, PathBuf};
use std::process::Command;

/// LibreOffice without a window, with a profile of its own.
pub(super) struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    /// Nothing where it is not installed.
    ///
    /// # Panics
    /// Where `UPPROP_OFFICE_REQUIRED` says that there must be one, as `.ci/run` does.
    pub(super) fn find() -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "whether the spreadsheet is here")]
        let is_here = Command::new("soffice").arg("--version").output().is_ok_and(|told| told.status.success());
        #[expect(clippy::disallowed_methods, reason = "whether it must be")]
        let is_required = std::env::var_os("UPPROP_OFFICE_REQUIRED").is_some();
        assert!(is_here || !is_required, "soffice is not here: install libreoffice-calc-nogui");
        if !is_here {
            skipped();
            return None;
        }
        Some(Self { folder: tempfile::tempdir().expect("a folder") })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the files, and saves each as `filter` says. CSV is read as a double click does: separated as it is, in UTF-8.
    pub(super) fn convert(&self, files: &[PathBuf], reading: Option<&str>, into: &str) -> Vec<PathBuf> {
        let out = self.folder().join("converted");
        #[expect(clippy::disallowed_methods, reason = "somebody's spreadsheet")]
        let mut command = Command::new("soffice");
        command.arg(format!("-env:UserInstallation=file://{}/profile", self.folder().display()));
        command.args(["--headless", "--norestore", "--convert-to", into, "--outdir"]).arg(&out);
        if let Some(reading) = reading {
            command.arg(format!("--infilter={reading}"));
        }
        let told = command.args(files).output().expect("soffice runs");
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let ending = into.split(':').next().unwrap_or(into);
        let made = files.iter().map(|file| out.join(file.file_name().expect("a name")).with_extension(ending));
        made.inspect(|made| assert!(made.exists(), "{} was not made", made.display())).collect()
    }
}

#[expect(clippy::print_stdout, reason = "a test that did nothing says so")]
fn skipped() {
    println!("skipped: soffice is not here");
}
