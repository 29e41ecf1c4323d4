//! Chromium, driven through a bridge in node: it sees what people see, and hears what the browser complains of.
//!
//! It is there where Debian's `chromium` and node are, and `playwright-core` and `axe-core` in `target/npm`, where `.ci/run` puts
//! them. A build server has all of them; elsewhere the tests say that they were skipped.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

const BRIDGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/browser/bridge.cjs");
/// Where `.ci/run` puts packages of npm.
const PACKAGES: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/../npm/node_modules");

/// How somebody looks at pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) width: u32,
    pub(super) dark: bool,
}

impl Look {
    pub(super) const DESK: Self = Self { width: 1280, dark: false };
    pub(super) const PHONE: Self = Self { width: 390, dark: false };
    /// What WCAG 1.4.10 wants pages to fit: a desk's window at four times its size.
    pub(super) const NARROW: Self = Self { width: 320, dark: false };
    pub(super) const DESK_AT_NIGHT: Self = Self { width: 1280, dark: true };
    pub(super) const PHONE_AT_NIGHT: Self = Self { width: 390, dark: true };
}

/// A sheet of A4 between margins of 10 mm, in pixels of CSS.
const A4: u32 = 718;
/// No page has more that can have the focus before what somebody wants.
const TABS_MAX: usize = 60;

/// A page as it is printed.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Paper {
    pub(super) text: String,
    /// So many pixels beyond the sheet.
    pub(super) beyond: i64,
    pub(super) ink: String,
    pub(super) ground: String,
    pub(super) sheets: u64,
}

/// What came of what was put into a page.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Smuggled {
    /// Was anything of it done?
    pub(super) done: bool,
    /// What was refused at once.
    pub(super) refused: Vec<String>,
}

/// What axe-core found of a page.
pub(super) struct Found {
    /// Each with the rule and where it was broken.
    pub(super) violations: Vec<String>,
    /// The rules that it keeps.
    pub(super) kept: Vec<String>,
}

pub(super) struct Chromium {
    child: Child,
    /// Taken when nothing more is asked.
    input: Option<ChildStdin>,
    output: Lines<BufReader<ChildStdout>>,
}

impl Chromium {
    #[expect(clippy::disallowed_methods, reason = "a peer, and whether it must be there")]
    pub(super) fn start() -> Option<Self> {
        let more = std::env::var("NODE_PATH").unwrap_or_default();
        let mut command = Command::new("node");
        command.arg(BRIDGE).env("NODE_PATH", format!("{PACKAGES}:{more}"));
        let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let started = spawned.ok().and_then(|mut child| {
            let input = Some(child.stdin.take()?);
            let output = BufReader::new(child.stdout.take()?).lines();
            let mut chromium = Self { child, input, output };
            chromium.hear().ok().map(|_| chromium)
        });
        if started.is_none() {
            let is_required = std::env::var_os("UPPROP_BROWSER_REQUIRED").is_some();
            assert!(
                !is_required,
                "Chromium, node, playwright-core or axe-core is not there, and this build requires them"
            );
            let _ = std::io::stderr().write_all(b"skipped: Chromium, node, playwright-core or axe-core is not there\n");
        }
        started
    }

    fn hear(&mut self) -> Result<Value, String> {
        let line = self.output.next().and_then(Result::ok).ok_or("the browser is gone")?;
        let mut answer: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        match answer["fault"].as_str() {
            Some(fault) => Err(fault.to_owned()),
            None => Ok(answer["ok"].take()),
        }
    }

    #[track_caller]
    fn ask(&mut self, deed: &str, mut with: Value) -> Value {
        with["deed"] = deed.into();
        writeln!(self.input.as_ref().expect("a way in"), "{with}").expect("the browser listens");
        match self.hear() {
            Ok(answer) => answer,
            Err(fault) => panic!("{fault}"),
        }
    }

    #[track_caller]
    fn texts(&mut self, deed: &str) -> Vec<String> {
        serde_json::from_value(self.ask(deed, json!({}))).expect("a list of texts")
    }

    #[track_caller]
    fn word(&mut self, deed: &str) -> String {
        self.ask(deed, json!({})).as_str().expect("a text").to_owned()
    }

    /// Somebody else's browser.
    #[track_caller]
    pub(super) fn visitor(&mut self, Look { width, dark }: Look) {
        self.ask("visitor", json!({ "width": width, "dark": dark, "scripts": true }));
    }

    /// Somebody else's browser, which runs no scripts.
    #[track_caller]
    pub(super) fn visitor_without_scripts(&mut self, Look { width, dark }: Look) {
        self.ask("visitor", json!({ "width": width, "dark": dark, "scripts": false }));
    }

    /// Looks at the same page in another way.
    #[track_caller]
    pub(super) fn look(&mut self, Look { width, dark }: Look) {
        self.ask("look", json!({ "width": width, "dark": dark }));
    }

    /// Opens an address; gives the status of what came.
    #[track_caller]
    pub(super) fn open(&mut self, url: &str) -> u64 {
        self.ask("open", json!({ "url": url })).as_u64().expect("a status")
    }

    #[track_caller]
    pub(super) fn back(&mut self) {
        self.ask("back", json!({}));
    }

    /// Clicks on the first of what is read as this: `("link", "Pooler")`.
    #[track_caller]
    pub(super) fn click(&mut self, what: (&str, &str)) {
        self.click_nth(what, 0);
    }

    /// Clicks on one of several that are read alike.
    #[track_caller]
    pub(super) fn click_nth(&mut self, (role, name): (&str, &str), nth: usize) {
        self.ask("click", json!({ "role": role, "name": name, "nth": nth }));
    }

    /// Types into the field of this label.
    #[track_caller]
    pub(super) fn fill(&mut self, label: &str, text: &str) {
        self.ask("fill", json!({ "label": label, "text": text }));
    }

    #[track_caller]
    pub(super) fn press(&mut self, key: &str) {
        self.ask("press", json!({ "key": key }));
    }

    /// Presses Enter where that leads to another page.
    #[track_caller]
    pub(super) fn enter(&mut self) {
        self.ask("enter", json!({}));
    }

    /// Types where the focus is.
    #[track_caller]
    pub(super) fn write(&mut self, text: &str) {
        self.ask("type", json!({ "text": text }));
    }

    /// How many are read as this.
    #[track_caller]
    pub(super) fn count(&mut self, (role, name): (&str, &str)) -> u64 {
        self.ask("count", json!({ "role": role, "name": name })).as_u64().expect("a number")
    }

    #[track_caller]
    pub(super) fn url(&mut self) -> String {
        self.word("url")
    }

    /// What is to be read on the page.
    #[track_caller]
    pub(super) fn text(&mut self) -> String {
        self.word("text")
    }

    #[track_caller]
    pub(super) fn heading(&mut self) -> String {
        self.word("heading")
    }

    /// What has the focus, as it is read.
    #[track_caller]
    pub(super) fn focus(&mut self) -> String {
        self.word("focus")
    }

    /// Is it to be seen what has the focus?
    #[track_caller]
    pub(super) fn ring(&mut self) -> bool {
        self.ask("ring", json!({})).as_bool().expect("yes or no")
    }

    /// Goes on with the Tab key until this has the focus, which must be seen wherever it is.
    #[track_caller]
    pub(super) fn tab_to(&mut self, name: &str) {
        let mut passed = Vec::new();
        while passed.len() < TABS_MAX {
            self.press("Tab");
            let focus = self.focus();
            assert!(self.ring(), "it is not seen that {focus:?} has the focus");
            if focus == name {
                return;
            }
            passed.push(focus);
        }
        panic!("{name:?} is not reached, but {passed:?}");
    }

    /// The page on sheets of A4.
    #[track_caller]
    pub(super) fn paper(&mut self) -> Paper {
        serde_json::from_value(self.ask("paper", json!({ "width": A4 }))).expect("a page on paper")
    }

    /// Puts into the page what a stranger would.
    #[track_caller]
    pub(super) fn smuggle(&mut self) -> Smuggled {
        serde_json::from_value(self.ask("smuggle", json!({}))).expect("what came of it")
    }

    /// The addresses that the page leads to.
    #[track_caller]
    pub(super) fn links(&mut self) -> Vec<String> {
        self.texts("links")
    }

    /// What the menu says.
    #[track_caller]
    pub(super) fn menu(&mut self) -> Vec<String> {
        self.texts("menu")
    }

    /// What the browser complained of since somebody asked: console, policy, what could not be loaded.
    #[track_caller]
    pub(super) fn complaints(&mut self) -> Vec<String> {
        self.texts("complaints")
    }

    /// How far the page goes beyond the window's width.
    #[track_caller]
    pub(super) fn beyond(&mut self) -> i64 {
        self.ask("beyond", json!({})).as_i64().expect("a number")
    }

    /// What axe-core finds, by all of its rules or by those that are named.
    #[track_caller]
    pub(super) fn axe(&mut self, rules: Option<&[&str]>) -> Found {
        let mut found = self.ask("axe", json!({ "rules": rules }));
        let mut list = |key: &str| serde_json::from_value(found[key].take()).expect("a list of texts");
        Found { violations: list("violations"), kept: list("passes") }
    }

    /// A picture of what the window shows.
    #[track_caller]
    pub(super) fn shot(&mut self, path: &std::path::Path) {
        self.ask("shot", json!({ "path": path, "whole": false }));
    }
}

impl Drop for Chromium {
    /// The bridge closes the browser when nobody can ask it any more.
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
