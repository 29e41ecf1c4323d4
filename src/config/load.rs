//! From files to a checked configuration, or to everything that is wrong with them.

use super::environment::Environment;
use super::meaning;
use super::model::File;
use super::place::{Origin, Place};
use super::problem::{Kind, Problem, Problems, Reading, Shape};
use super::{read, schema, shape};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A configuration that can be used.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What the files say, merged, with defaults where they say nothing.
    pub file: File,
    /// The main file.
    pub path: PathBuf,
    /// The folder of the main file; relative paths in the configuration lie in it.
    pub dir: PathBuf,
    /// SHA-256 of what the configuration says, in hex. Comments, order of keys and splitting into files do not count.
    pub digest: String,
    /// Where everything stands.
    pub origin: Origin,
    /// What can be used and is most likely not what was meant.
    pub warnings: Problems,
}

impl Loaded {
    /// A path of the configuration, as seen from here.
    pub fn resolve(&self, path: &str) -> PathBuf {
        self.dir.join(path)
    }

    /// Where a key path, or what is nearest around it, stands.
    pub fn place(&self, path: &str) -> Place {
        self.origin.nearest(path).cloned().unwrap_or_else(|| start_of(&self.path))
    }
}

/// Reads the main file and its drop-ins, and checks everything that can be checked without a roster.
///
/// # Errors
/// All problems of all files at once; warnings are among them only when there is an error too.
pub fn load(path: &Path, environment: &dyn Environment) -> Result<Loaded, Problems> {
    let files = read::read(path);
    let walked = shape::check(&files.tree, schema::root());
    let mut problems = files.problems;
    problems.retain(|problem| !follows_from_brackets(problem, &walked.problems));
    let broken_lines = problems.iter().map(|problem| (problem.place.order, problem.place.line)).collect::<Vec<_>>();
    let whole = files.broken.is_empty();
    problems.extend(walked.problems.into_iter().filter(|problem| {
        let lost = matches!(&problem.kind, Kind::Shape(Shape::MissingKey { .. }));
        whole || !(lost || broken_lines.contains(&(problem.place.order, problem.place.line)))
    }));
    let file: File = match serde_json::from_value(walked.value) {
        Ok(file) => file,
        Err(error) => {
            problems.push(Problem::error(start_of(path), Shape::Misfit { message: error.to_string() }));
            return Err(Problems::new(problems));
        }
    };
    let mut origin = Origin::default();
    files.tree.note_origin("", &mut origin);
    let digest = digest(&file);
    let mut loaded =
        Loaded { file, path: path.to_owned(), dir: read::folder(path), digest, origin, warnings: Problems::default() };
    // After a syntax error, what a file seems to say is not what was meant.
    if whole {
        problems.extend(meaning::check(&loaded, &walked.unsound, environment));
    }
    let problems = Problems::new(problems);
    if problems.has_errors() {
        return Err(problems);
    }
    loaded.warnings = problems;
    Ok(loaded)
}

/// Of tables with too few brackets in two files, only the brackets are told.
fn follows_from_brackets(problem: &Problem, others: &[Problem]) -> bool {
    let Kind::Reading(Reading::SetTwice { key, .. }) = &problem.kind else { return false };
    others.iter().any(|other| {
        let Kind::Shape(Shape::Brackets { header, .. }) = &other.kind else { return false };
        key.strip_prefix(header.trim_matches(['[', ']'])).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

fn start_of(path: &Path) -> Place {
    Place { file: path.into(), line: 1, column: 1, order: 0 }
}

/// The typed form has its keys in a fixed order and its defaults filled in, so it is canonical as it is.
fn digest(file: &File) -> String {
    let text = serde_json::to_vec(file).unwrap_or_default();
    Sha256::digest(&text).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// A missing main file is told apart from a faulty one: commands that can do without ask this.
pub fn is_missing(problems: &Problems) -> bool {
    problems.iter().any(|problem| problem.place.order == 0 && matches!(&problem.kind, Kind::Reading(Reading::Missing)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::model::Language;
    use crate::config::trial::{GOOD, Trial, told_after, told_with};

    #[test]
    fn a_good_configuration_loads_with_nothing_to_say() {
        let trial = Trial::of(GOOD);
        let loaded = trial.load().unwrap();
        assert!(loaded.warnings.is_empty(), "{}", trial.told());
        assert_eq!(loaded.dir, trial.folder.path());
        assert_eq!(loaded.place("pool[0].licences[0]").rank(), (0, 34, 13));
        assert_eq!(loaded.place("pool[0].auto_add").line, 31);
    }

    #[test]
    fn comments_order_and_splitting_do_not_change_the_digest() {
        let (main, rest) = GOOD.split_at(GOOD.find("[[vendor]]").unwrap());
        let split = Trial::of(&format!("# a word\n{main}")).put("conf.d/10-blad.toml", rest);
        assert_eq!(Trial::of(GOOD).load().unwrap().digest, split.load().unwrap().digest);
        let other = Trial::of(&GOOD.replace("seats = 30", "seats = 31")).load().unwrap();
        assert_ne!(Trial::of(GOOD).load().unwrap().digest, other.digest);
    }

    #[test]
    fn a_value_set_twice_names_both_places() {
        let trial = Trial::of(GOOD).put("conf.d/20.toml", "[organiser]\nname = \"B\"\n");
        let told = trial.told_in(Language::Sv);
        assert_eq!(
            told,
            "conf.d/20.toml:2:8: `organiser.name` är satt redan i upprop.toml:3:8\n    \
             Behåll ett av de två ställena och ta bort det andra.\n"
        );
    }

    #[test]
    fn drop_ins_append_in_the_order_of_their_names_and_leftovers_are_passed_over() {
        let vendor = |key: &str| format!("[[vendor]]\nkey = \"{key}\"\nname = \"X\"\n");
        let trial = Trial::of(GOOD)
            .put("conf.d/20.toml", vendor("c"))
            .put("conf.d/10.toml", vendor("b"))
            .put("conf.d/30.toml~", "not toml")
            .put("conf.d/.#40.toml", "not toml");
        let loaded = trial.load().unwrap();
        assert_eq!(loaded.file.vendor.iter().map(|v| v.key.as_str()).collect::<Vec<_>>(), ["blad", "b", "c"]);
        assert!(loaded.place("vendor[2].key").file.ends_with("20.toml"));
    }

    #[test]
    fn all_problems_of_all_files_are_told_at_once_in_order() {
        let text = GOOD.replace("seats = 30", "seets = 30").replace("\"signed\"", "\"singed\"");
        let told = Trial::of(&text).put("conf.d/1.toml", "a = \nb\n").put("conf.d/2.toml", [0x61, 0xff]).told();
        let places = told.lines().filter(|line| !line.starts_with(' ')).collect::<Vec<_>>();
        assert_eq!(places.len(), 5, "{told}");
        assert!(places[0].starts_with("upprop.toml:20:7: `dpa` cannot be `singed`"), "{told}");
        assert!(places[1].starts_with("upprop.toml:27:1: unknown key `seets` in [[licence]]"), "{told}");
        assert!(places[2].starts_with("conf.d/1.toml:1:"), "{told}");
        assert!(places[3].starts_with("conf.d/1.toml:2:"), "{told}");
        assert!(places[4].starts_with("conf.d/2.toml:1:2: the file is not UTF-8"), "{told}");
    }

    #[test]
    fn a_mistake_in_one_entry_does_not_hide_those_of_the_others_nor_invent_any() {
        let text = GOOD.replace("seats = 30", "seats = \"30\"").replace("Exempelkommunen", "");
        let told = Trial::of(&text).told();
        assert!(told.contains("`seats` must be a whole number, but is text in quotes"), "{told}");
        assert!(told.contains("the organiser has no name"), "{told}");
        assert_eq!(told.lines().count(), 4, "{told}");
    }

    #[test]
    fn two_mistakes_in_one_entry_are_both_told() {
        let text = GOOD.replace("vendor = \"blad\"", "vendor = \"bald\"").replace("dpa = \"signed\"\n", "");
        let told = Trial::of(&text).told();
        assert!(told.contains("`dpa` is missing") && told.contains("Did you mean `blad`?"), "{told}");
        let told = told_after("type = \"individual\"", "type = \"x\"\nstaff_seats = 1\nterm_months = 0");
        assert!(told.contains("`type` cannot be `x`") && told.contains("runs for 0 months"), "{told}");
        assert_eq!(told.lines().count(), 4, "{told}");
        let told = told_after("name = \"Exempelkommunen\"", "nmae = \"Exempelkommunen\"");
        assert_eq!(told.lines().count(), 2, "{told}");
    }

    #[test]
    fn an_unknown_key_is_refused_with_a_suggestion() {
        let told = told_after("licences =", "lisences =");
        assert!(told.contains("unknown key `lisences` in [[pool]]\n    Did you mean `licences`?"), "{told}");
        let told = told_with("banana = 1\n");
        assert!(told.contains("unknown key `banana` in [[pool.bind]]\n    Use one of `group`, `person`"), "{told}");
        assert!(told_after("[[tool]]", "[[tol]]").contains("unknown key `tol`\n    Did you mean `tool`?"));
    }

    #[test]
    fn a_misspelt_table_beside_the_right_one_is_told_what_was_meant() {
        let told = told_after("[notify]", "[notfy]");
        assert_eq!(told, "upprop.toml:5:2: unknown key `notfy`\n    Did you mean `notify`?\n");
        assert!(told_with("[[vendors]]\nkey = \"b\"\n").contains("Did you mean `vendor`?"));
        assert!(!told_after("seats = 30", "seats = 30\nseets = 30").contains("Did you mean `seats`?"));
    }

    #[test]
    fn a_table_with_too_few_brackets_is_told_once() {
        let told = told_after("[[vendor]]", "[vendor]");
        assert_eq!(told, "upprop.toml:12:1: `vendor` has the wrong brackets\n    Write `[[vendor]]` above it.\n");
        for header in ["[[tool]]", "[[licence]]", "[[pool.bind]]", "[[notify.recipient]]"] {
            let told = told_after(header, &header.replace("[[", "[").replace("]]", "]"));
            assert!(told.contains(&format!("Write `{header}` above it.")), "{told}");
            assert_eq!(told.lines().count(), 2, "{told}");
        }
        let told = told_after("[organiser]", "[[organiser]]");
        assert_eq!(told, "upprop.toml:2:1: `organiser` has the wrong brackets\n    Write `[organiser]` above it.\n");
        let other = "[vendor]\nkey = \"b\"\nname = \"B\"\n";
        let told = Trial::of(GOOD).put("conf.d/1.toml", other).told();
        assert_eq!(told, "conf.d/1.toml:1:1: `vendor` has the wrong brackets\n    Write `[[vendor]]` above it.\n");
        for first in [GOOD.replace("[[vendor]]", "[vendor]"), GOOD.to_owned()] {
            let told = Trial::of(&first).put("conf.d/1.toml", other).told();
            assert!(told.contains("Write `[[vendor]]` above it.") && told.lines().count() == 2, "{told}");
        }
        let twice = Trial::of(&GOOD.replace("[[vendor]]", &format!("{other}[vendor]"))).told();
        assert!(twice.contains("Tables of which there may be several have two brackets: `[[vendor]]`."), "{twice}");
        let pool = Trial::of(&GOOD.replace("[[pool]]", "[pool]").replace("[[pool.bind]]\nunit", "bind")).told();
        assert!(pool.contains("Write `[[pool]]` above it."), "{pool}");
    }

    #[test]
    fn a_tool_without_an_agreement_is_told_the_four_states() {
        let told = told_after("dpa = \"signed\"\n", "");
        let list = "one of `signed`, `missing`, `under_review`, `ended`";
        assert!(told.contains("`dpa` is missing in [[tool]]") && told.contains(list), "{told}");
        assert_eq!(told.lines().count(), 2, "{told}");
    }

    #[test]
    fn dates_may_be_text_and_must_exist() {
        assert_eq!(told_after("2027-06-30", "\"2027-06-30\""), "");
        assert!(told_after("2027-06-30", "\"2027-02-29\"").contains("the date in `valid_to` does not exist"));
        assert!(told_after("2027-06-30", "\"20270630\"").contains("the date in `valid_to` does not exist"));
        assert!(told_after("2027-06-30", "2027-02-29").contains("not TOML: invalid date"));
        assert!(told_after("2027-06-30", "2027-06-30T08:00:00").contains("is not a date alone"));
    }

    #[test]
    fn numbers_out_of_range_and_amounts_are_told_with_their_bounds() {
        assert!(told_after("seats = 30", "seats = -1").contains("Write a whole number from 0 to 4294967295."));
        assert!(told_after("seats = 30", "seats = 99999999999999999999999").contains("too small or too large"));
        let told = told_after("[[vendor]]", "[guard.removals]\npercent = 101\n[[vendor]]");
        assert!(told.contains("from 0 to 100"), "{told}");
        for bad in ["\"14\"", "\"14h\"", "\"d\"", "\"12345d\"", "\"-1d\"", "\"٣d\""] {
            let told = told_after("[[pool.bind]]", &format!("leave_grace = {bad}\n[[pool.bind]]"));
            assert!(told.contains("`leave_grace` is not a number of days"), "{bad}: {told}");
        }
        assert!(
            told_with("school_year = [7]\n")
                .contains("the list `school_year` has the wrong number of values (1)\n    Write 2 values.")
        );
    }

    #[test]
    fn what_is_nested_without_end_is_refused_and_does_not_exhaust_the_stack() {
        let deep = |open: &str, close: &str| format!("x = {}1{}\n", open.repeat(50_000), close.repeat(50_000));
        for text in [deep("[", "]"), deep("{a=", "}"), format!("{}a = 1\n", "a.".repeat(100_000))] {
            assert!(Trial::of(&format!("{text}{GOOD}")).load().is_err());
        }
    }

    #[test]
    fn a_file_that_is_not_there_or_is_a_folder_is_a_problem_and_no_panic() {
        let trial = Trial::of(GOOD);
        let missing = load(&trial.folder.path().join("no.toml"), &trial.environment).unwrap_err();
        assert!(is_missing(&missing));
        assert_eq!(missing.iter().next().unwrap().place.rank(), (0, 1, 1));
        let folder = load(trial.folder.path(), &trial.environment).unwrap_err();
        assert!(folder.text(Language::Sv).contains("det här är en mapp"), "{folder}");
        std::fs::create_dir_all(trial.folder.path().join("conf.d/x.toml")).unwrap();
        assert!(trial.told().contains("conf.d/x.toml:1:1: this is a folder"));
        assert!(load(Path::new(""), &trial.environment).is_err());
    }
}
