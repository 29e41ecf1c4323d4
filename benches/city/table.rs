//! The figures as a Markdown table.

use super::arguments::Measuring;
use super::measure::Cost;
use super::stages::Measured;

/// The whole page.
pub(crate) fn markdown(measuring: &Measuring, measured: &Measured, machine: &str) -> String {
    let mut text = format!(
        "# Benchmark\n\n\
         `cargo bench --bench city -- --users {} --seed {} --rate {} --runs {}`\n\n\
         {machine}\n\n\
         First day: {} ({} MiB).\nNext day: {}.\n\n\
         Medians of {} round(s). *Times parse* is the median of each round's wall time divided by what the `csv` crate\n\
         needs in the same round to read the same files and forget them: ratios travel better than seconds.\n\n\
         | stage | wall s | times parse | CPU s | peak MiB |\n|---|---:|---:|---:|---:|\n",
        measuring.settings.users,
        measuring.settings.seed,
        measuring.settings.rate,
        measuring.runs,
        measured.first_day,
        measured.bytes >> 20,
        measured.next_day,
        measuring.runs,
    );
    let base = &measured.stages[0].1;
    for (name, costs) in &measured.stages {
        let ratio = median(costs.iter().zip(base).map(|(cost, base)| cost.wall / base.wall));
        let of = |part: fn(&Cost) -> f64| median(costs.iter().map(part));
        let (wall, cpu, peak) = (of(|c| c.wall), of(|c| c.cpu), of(|c| c.peak_mib));
        text.push_str(&format!("| {name} | {wall:.3} | {ratio:.2} | {cpu:.2} | {peak:.0} |\n"));
    }
    text
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    match (values.get(low), values.get(high)) {
        (Some(low), Some(high)) => (low + high) / 2.0,
        _ => f64::NAN,
    }
}
