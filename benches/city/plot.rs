//! The ratios as a picture: a bar for each stage and size, from parsing (1) to the right when slower and to the
//! left when faster, on a scale of equal factors; a mark where the goal is. It stands alone: light or dark as
//! the reader has it, no scripts, text as text.

use super::figures::{Key, Measured};
use super::goals::goal_times_parse;
use super::stages::Database::{self, Postgres, Sqlite};
use super::table::thousands;
use std::fmt::Write as _;

const TITLE: &str = "Wall time as a multiple of parsing the same files with the csv crate, by equal factors";
const WIDTH: f64 = 860.0;
const LEFT: f64 = 215.0;
const RIGHT: f64 = 790.0;
const BAR: f64 = 11.0;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#1f2328}.small{font-size:11px;fill:#59636e}\
    .head{font-weight:600}.middle{text-anchor:middle}.paper{fill:#fff}.grid{stroke:#d1d9e0}.one{stroke:#59636e;stroke-width:1.5}\
    .goal{stroke:#cf222e;stroke-width:2.5}.s0{fill:#9ec9f5}.s1{fill:#3b8ee0}.s2{fill:#0a4a94}\
    .p0{fill:#d3d8de}.p1{fill:#a0a8b2}.p2{fill:#6b747e}\
    @media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#9198a1}.paper{fill:#0d1117}.grid{stroke:#30363d}\
    .one{stroke:#9198a1}.goal{stroke:#ff7b72}.s0{fill:#1d4f8a}.s1{fill:#4493f8}.s2{fill:#a5d0ff}\
    .p0{fill:#3d444d}.p1{fill:#6e7681}.p2{fill:#a9b1ba}}";

/// The whole picture; `about` tells the machine and the commit.
pub(crate) fn svg(all: &[Measured], about: &[String]) -> String {
    let mut plot = Plot { all, scale: Scale::of(all), body: String::new(), y: 62.0 };
    let top = plot.y;
    for database in [Sqlite, Postgres] {
        plot.database(database);
    }
    let bottom = plot.y;
    let mut text = String::new();
    plot.frame(top, bottom, &mut text);
    let foot = about.iter().enumerate().map(|(at, line)| words(LEFT, bottom + 38.0 + 15.0 * at as f64, "small", line));
    text.push_str(&foot.collect::<String>());
    let height = bottom + 38.0 + 15.0 * about.len() as f64;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" \
         aria-labelledby=\"title\">\n<title id=\"title\">{TITLE}</title>\n<style>{STYLE}</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n{text}{}</svg>\n",
        plot.body
    )
}

/// From ratios to places.
struct Scale {
    low: f64,
    high: f64,
}

impl Scale {
    /// Wide enough for all ratios and goals.
    fn of(all: &[Measured]) -> Self {
        let mut scale = Self { low: 0.5, high: 5.0 };
        for measured in all {
            for series in &measured.figures.series {
                let goal = goal_times_parse(&measured.figures, measured.users, series.key);
                for ratio in measured.figures.times_parse(series.key).into_iter().chain(goal) {
                    scale = Self { low: scale.low.min(ratio / 1.1), high: scale.high.max(ratio * 1.1) };
                }
            }
        }
        scale
    }

    fn x(&self, ratio: f64) -> f64 {
        LEFT + (RIGHT - LEFT) * (ratio / self.low).ln() / (self.high / self.low).ln()
    }

    /// 1, 2 and 5 of each ten, as far as they are in sight.
    fn lines(&self) -> impl Iterator<Item = f64> {
        let all = (-2..4).flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)));
        all.filter(|line| (self.low..=self.high).contains(line))
    }
}

struct Plot<'a> {
    all: &'a [Measured],
    scale: Scale,
    body: String,
    y: f64,
}

impl Plot<'_> {
    /// A heading, and what was run on and beside a database.
    fn database(&mut self, database: Database) {
        let Some(first) = self.all.first() else { return };
        let series = first.figures.series.iter().map(|series| series.key);
        let mut keys: Vec<Key> = series.filter(|key| key.database == Some(database)).collect();
        if keys.is_empty() {
            return;
        }
        keys.sort_by_key(|key| key.is_peer);
        self.y += 20.0;
        self.body.push_str(&words(12.0, self.y, "head", &database.to_string()));
        self.y += 8.0;
        for key in keys {
            self.group(key);
        }
    }

    /// One thing that was run, a bar for each size.
    fn group(&mut self, key: Key) {
        let middle = self.y + BAR * self.all.len() as f64 / 2.0 + 4.5;
        let name = key.name.replace('`', "");
        self.body.push_str(&words(12.0, middle, if key.is_peer { "small" } else { "" }, &name));
        for (at, measured) in self.all.iter().enumerate() {
            self.bar(key, at, measured);
            self.y += BAR;
        }
        self.y += 8.0;
    }

    fn bar(&mut self, key: Key, at: usize, measured: &Measured) {
        let Some(ratio) = measured.figures.times_parse(key) else { return };
        let (from, to) = (self.scale.x(ratio.min(1.0)), self.scale.x(ratio.max(1.0)));
        let class = if key.is_peer { 'p' } else { 's' };
        let (y, width, height) = (self.y, to - from, BAR - 1.0);
        let _ = writeln!(
            self.body,
            "<rect class=\"{class}{}\" x=\"{from:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"/>",
            at.min(2)
        );
        let mut end = to;
        if let Some(goal) = goal_times_parse(&measured.figures, measured.users, key) {
            let x = self.scale.x(goal);
            self.body.push_str(&line("goal", (x, y), (x, y + height)));
            end = if (0.0..34.0).contains(&(x - to)) { x } else { to }; // The figure stands clear of the mark.
        }
        self.body.push_str(&words(end + 4.0, y + 9.0, "small", &figure(ratio)));
    }

    /// Legend, lines with their figures, and what they mean.
    fn frame(&self, top: f64, bottom: f64, text: &mut String) {
        text.push_str(&words(12.0, 24.0, "head", TITLE));
        let mut x = 12.0;
        for (at, measured) in self.all.iter().enumerate() {
            let _ = writeln!(text, "<rect class=\"s{}\" x=\"{x:.0}\" y=\"38\" width=\"11\" height=\"11\"/>", at.min(2));
            text.push_str(&words(x + 16.0, 48.0, "", &format!("{} people", thousands(measured.users))));
            x += 135.0;
        }
        text.push_str(&line("goal", (x, 37.0), (x, 50.0)));
        text.push_str(&words(x + 8.0, 48.0, "", "goal"));
        text.push_str("<rect class=\"p1\" x=\"");
        let _ = writeln!(text, "{:.0}\" y=\"38\" width=\"11\" height=\"11\"/>", x + 60.0);
        text.push_str(&words(x + 76.0, 48.0, "", "what people would do otherwise"));
        for ratio in self.scale.lines() {
            let (x, class) = (self.scale.x(ratio), if ratio == 1.0 { "one" } else { "grid" });
            text.push_str(&line(class, (x, top), (x, bottom)));
            text.push_str(&words(x, bottom + 16.0, "small middle", &format!("{ratio}")));
        }
    }
}

/// Three figures at most.
fn figure(ratio: f64) -> String {
    match ratio {
        _ if ratio < 9.995 => format!("{ratio:.2}"),
        _ if ratio < 99.95 => format!("{ratio:.1}"),
        _ => format!("{ratio:.0}"),
    }
}

fn words(x: f64, y: f64, class: &str, text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>\n")
}

fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> String {
    let ((x1, y1), (x2, y2)) = (from, to);
    format!("<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>\n")
}
