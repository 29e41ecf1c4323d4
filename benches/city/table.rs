//! The figures as Markdown.

use super::arguments::Measuring;
use super::figures::{Figures, Key, Measured, Series};
use super::goals::{GROWTH_MAX, GROWTH_SIZES, Verdict, verdicts};
use std::fmt::Write as _;

/// The whole page; `about` tells the machine and the commit.
pub(crate) fn markdown(measuring: &Measuring, all: &[Measured], about: &[String]) -> String {
    let mut text = format!("`cargo bench --bench city -- {measuring}`\n\n{}\n", about.join("  \n"));
    if let Some(name) = measuring.plot.as_ref().and_then(|file| file.file_name()) {
        let _ = writeln!(text, "\n![Wall time as a multiple of parsing]({})", name.display());
    }
    for measured in all {
        text.push_str(&size(measured, measuring.tools));
    }
    if all.len() > 1 {
        text.push_str(&growth(all));
    }
    text.push_str(&phases(all));
    text
}

/// What was measured at one size.
fn size(measured: &Measured, tools: usize) -> String {
    let Measured { users, first_day, next_day, bytes, granted, waiting, figures, absent } = measured;
    let mut text = format!(
        "\n### {} people\n\nFirst day: {first_day} ({} MiB).\nNext day: {next_day}.\n",
        thousands(*users),
        bytes >> 20
    );
    if *granted > 0 {
        let each = |count: u64| count as f64 / first_day.users.max(1) as f64;
        let (granted, live, waiting, queue) =
            (thousands(*granted), each(*granted), thousands(*waiting), each(*waiting));
        let _ = writeln!(
            text,
            "{tools} tools: {granted} seats ({live:.1} a person), {waiting} wait ({queue:.2} a person)."
        );
    }
    text.push_str("\n| on | stage | wall s | times parse | CPU s | peak MiB | goal | met |\n");
    text.push_str("|---|---|---:|---:|---:|---:|---|---|\n");
    for series in ordered(figures) {
        text.push_str(&row(figures, *users, series));
    }
    for what in absent {
        let _ = writeln!(text, "\n{what}.");
    }
    text
}

/// The measure of all else, then each database with its peers.
fn ordered(figures: &Figures) -> Vec<&Series> {
    let mut series: Vec<&Series> = figures.series.iter().collect();
    series.sort_by_key(|series| (series.key.database.map(|database| database as u8), series.key.is_peer));
    series
}

fn row(figures: &Figures, users: u64, series: &Series) -> String {
    let key = series.key;
    let verdicts = verdicts(figures, users, key);
    let goals: Vec<&str> = verdicts.iter().map(|verdict| verdict.goal.as_str()).collect();
    let (wall, cpu, peak) = (series.median(|c| c.wall), series.median(|c| c.cpu), series.median(|c| c.peak_mib));
    let ratio = figures.times_parse(key).unwrap_or(f64::NAN);
    format!(
        "| {} | {} | {wall:.3} | {ratio:.2} | {cpu:.2} | {peak:.0} | {} | {} |\n",
        side(key),
        key.name,
        goals.join("; "),
        met(&verdicts)
    )
}

/// Whether all goals are met, and when there are several, which.
fn met(verdicts: &[Verdict]) -> String {
    let word = |verdict: &Verdict| match verdict.is_met {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "not seen",
    };
    verdicts.iter().map(word).collect::<Vec<_>>().join("; ")
}

fn side(key: Key) -> String {
    match key.database {
        None => String::new(),
        Some(database) if key.is_peer => format!("beside {database}"),
        Some(database) => database.to_string(),
    }
}

/// How much more each thing takes in the next larger city.
fn growth(all: &[Measured]) -> String {
    let steps: Vec<(&Measured, &Measured)> = all.iter().zip(&all[1..]).collect();
    let names =
        steps.iter().map(|(small, large)| format!(" {} → {} |", thousands(small.users), thousands(large.users)));
    let mut text = format!("\n### Growth of wall time\n\n| on | stage |{}\n|---|---|", names.collect::<String>());
    text.push_str(&"---:|".repeat(steps.len()));
    text.push('\n');
    for series in ordered(&all[0].figures) {
        let _ = write!(text, "| {} | {} |", side(series.key), series.key.name);
        for (small, large) in &steps {
            let _ = write!(text, " {} |", grown(small, large, series.key));
        }
        text.push('\n');
    }
    let (from, to) = GROWTH_SIZES;
    let _ = writeln!(text, "\nGoal for ours from {} to {}: ≤ {GROWTH_MAX}.", thousands(from), thousands(to));
    text
}

fn grown(small: &Measured, large: &Measured, key: Key) -> String {
    let wall = |measured: &Measured| Some(measured.figures.find(key)?.median(|cost| cost.wall));
    let (Some(before), Some(after)) = (wall(small), wall(large)) else { return "–".to_owned() };
    let times = after / before;
    let is_ours = key.database.is_some() && !key.is_peer;
    let is_bound = is_ours && (small.users, large.users) == GROWTH_SIZES;
    let word = match (is_bound, times <= GROWTH_MAX) {
        (false, _) => "",
        (true, true) => ", met",
        (true, false) => ", **not met**",
    };
    format!("{times:.1}{word}")
}

/// Where the time goes, as the program's log tells.
fn phases(all: &[Measured]) -> String {
    let mut rows = String::new();
    for measured in all {
        for series in ordered(&measured.figures) {
            let phases = series.phases();
            if phases.is_empty() {
                continue;
            }
            let rest = series.median(|cost| cost.wall) - phases.iter().map(|phase| phase.seconds).sum::<f64>();
            let told: Vec<String> = phases.iter().map(|phase| format!("{} {:.3}", phase.name, phase.seconds)).collect();
            let (users, side, name) = (thousands(measured.users), side(series.key), series.key.name);
            let _ = writeln!(rows, "| {users} | {side} | {name} | {} | {rest:.3} |", told.join(", "));
        }
    }
    match rows.is_empty() {
        true => rows,
        false => format!(
            "\n### Where the time goes\n\nSeconds until the log says it, each since the one before it; the rest is \
             what comes after the last.\n\n| people | on | stage | phases | the rest |\n|---:|---|---|---|---:|\n{rows}"
        ),
    }
}

/// 200 000 rather than 200000.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let spaced = digits.char_indices().flat_map(|(at, digit)| {
        let gap = at > 0 && (digits.len() - at).is_multiple_of(3);
        gap.then_some(' ').into_iter().chain([digit])
    });
    spaced.collect()
}
