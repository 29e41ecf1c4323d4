//! Seats and demand of a pool over a year, drawn on the server.

use super::Here;
use super::shape::Chart;
use crate::web::world::Curve;
use jiff::civil::Date;
use std::fmt::Write as _;

/// The size of a drawing, in its own units.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 160.0;
/// So many days wide.
const DAYS: f64 = 365.0;

/// The drawing of one pool.
#[must_use]
pub(super) fn chart(here: &Here<'_>, name: &str, curve: &Curve) -> Chart {
    let today = here.view.day();
    let seats: Vec<(Date, u32)> = curve.seats.iter().map(|(day, seats)| (*day, seats.unwrap_or(0))).collect();
    let top = seats.iter().chain(&curve.demand).map(|(_, number)| *number).max().unwrap_or(0).max(1);
    let scale = Scale { today, top: f64::from(nice(top)) };
    let months = (0..12).filter_map(|ahead| {
        let month = today.first_of_month().checked_add(jiff::Span::new().months(ahead + 1)).ok()?;
        let label = here.words.text(&format!("month-{}", month.month()));
        Some((round(scale.x(month)), label))
    });
    let last = |line: &[(Date, u32)]| line.last().map_or(0, |(_, number)| *number);
    let first = |line: &[(Date, u32)]| line.first().map_or(0, |(_, number)| *number);
    let fills = [
        ("pool", name.into()),
        ("seats", first(&seats).into()),
        ("demand", first(&curve.demand).into()),
        ("seats_then", last(&seats).into()),
        ("demand_then", last(&curve.demand).into()),
    ];
    Chart {
        title: name.to_owned(),
        text: here.words.say("page-chart-text", &fills),
        months: months.filter(|(x, _)| f64::from(*x) < WIDTH - 20.0).collect(),
        marks: [0, nice(top) / 2, nice(top)].map(|mark| (round(scale.y(mark)), here.number(i64::from(mark)))).to_vec(),
        seats: scale.steps(&seats),
        demand: scale.steps(&curve.demand),
        legend: (here.text("page-chart-seats"), here.text("page-chart-demand")),
    }
}

struct Scale {
    today: Date,
    top: f64,
}

impl Scale {
    fn x(&self, day: Date) -> f64 {
        (f64::from((day - self.today).get_days()) / DAYS * WIDTH).clamp(0.0, WIDTH)
    }

    fn y(&self, number: u32) -> f64 {
        HEIGHT - f64::from(number) / self.top * HEIGHT
    }

    /// A line that holds its height until the next day on which it changes.
    fn steps(&self, line: &[(Date, u32)]) -> String {
        let mut path = String::new();
        for (at, (day, number)) in line.iter().enumerate() {
            let (x, y) = (self.x(*day), self.y(*number));
            let _ = if at == 0 { write!(path, "M{x:.1} {y:.1}") } else { write!(path, "H{x:.1}V{y:.1}") };
        }
        if !path.is_empty() {
            let _ = write!(path, "H{WIDTH:.1}");
        }
        path
    }
}

/// The next number that people read easily.
fn nice(top: u32) -> u32 {
    let mut step: u32 = 1;
    loop {
        for times in [1, 2, 4, 5, 6, 8] {
            let number = step.saturating_mul(times * 2);
            if number >= top {
                return number;
            }
        }
        step = step.saturating_mul(10);
        if step == u32::MAX {
            return u32::MAX;
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a drawing of 720 by 160")]
fn round(place: f64) -> u32 {
    place.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_its_height_until_the_day_on_which_it_changes() {
        let today = jiff::civil::date(2026, 11, 23);
        let scale = Scale { today, top: 10.0 };
        let line = [(today, 10), (jiff::civil::date(2027, 11, 23), 0)];
        assert_eq!(scale.steps(&line), "M0.0 0.0H720.0V160.0H720.0");
        assert_eq!(scale.steps(&[]), "");
    }

    #[test]
    fn numbers_at_the_side_are_round() {
        assert_eq!([1, 3, 10, 11, 21, 838_000].map(nice), [2, 4, 10, 12, 40, 1_000_000]);
    }
}
