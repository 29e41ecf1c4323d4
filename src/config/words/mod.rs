//! What the configuration means, in words: so that an admin sees what was said, not only that it is allowed.

mod seats;

use super::harmless::harmless;
use super::load::Loaded;
use super::meaning::next_run;
use super::model::{Language, Limit, SourceKind};
use jiff::Zoned;

/// One sentence a line: how much there is, when the next run is, what is held, who keeps a seat for how long.
pub fn in_words(loaded: &Loaded, language: Language, now: &Zoned) -> Vec<String> {
    let mut lines = vec![counts(loaded, language)];
    lines.extend(next(loaded, language, now));
    lines.extend(sources(loaded, language));
    lines.extend(guard(loaded, language));
    lines.extend(seats::in_words(loaded, language));
    lines.extend(closed(loaded, language));
    if loaded.file.database.rehearsal {
        lines.push(match language {
            Language::Sv => "Övning: `--now` är tillåtet. Sätt `rehearsal = false` i skarp drift.".into(),
            Language::En => "Rehearsal: `--now` is allowed. Set `rehearsal = false` in earnest.".into(),
        });
    }
    lines.iter().map(|line| harmless(line)).collect()
}

fn counts(loaded: &Loaded, language: Language) -> String {
    let file = &loaded.file;
    let numbers = [file.pool.len(), file.tool.len(), file.licence.len(), file.notify.recipient.len()];
    let words = match language {
        Language::Sv => {
            [("pool", "pooler"), ("verktyg", "verktyg"), ("licens", "licenser"), ("mottagare", "mottagare")]
        }
        Language::En => [("pool", "pools"), ("tool", "tools"), ("licence", "licences"), ("recipient", "recipients")],
    };
    let each = numbers.iter().zip(words).map(|(number, (one, many))| {
        let word = if *number == 1 { one } else { many };
        format!("{number} {word}")
    });
    each.collect::<Vec<_>>().join(", ")
}

fn next(loaded: &Loaded, language: Language, now: &Zoned) -> Option<String> {
    let next = next_run(&loaded.file, now)?;
    let day = match language {
        Language::Sv => ["måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag"],
        Language::En => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    };
    let at = usize::try_from(next.weekday().to_monday_zero_offset()).ok()?;
    let (day, time, zone) = (day.get(at)?, next.strftime("%Y-%m-%d %H:%M"), &loaded.file.organiser.time_zone);
    Some(match language {
        Language::Sv => format!("Nästa körning: {day} {time} ({zone})"),
        Language::En => format!("Next run: {day} {time} ({zone})"),
    })
}

/// Days that are no working days though no holiday.
fn closed(loaded: &Loaded, language: Language) -> Option<String> {
    let closings = &loaded.file.calendar.extra_closed;
    let days = closings.iter().map(|one| match one.last() {
        last if last == one.from => last.to_string(),
        last => format!("{} – {last}", one.from),
    });
    let days = days.collect::<Vec<_>>().join(", ");
    (!closings.is_empty()).then(|| match language {
        Language::Sv => format!("Inga arbetsdagar utöver helger och helgdagar: {days}"),
        Language::En => format!("No working days besides weekends and holidays: {days}"),
    })
}

fn sources(loaded: &Loaded, language: Language) -> Vec<String> {
    if loaded.file.source.is_empty() {
        return vec![match language {
            Language::Sv => "Ingen källa: körningar läser inget register.".into(),
            Language::En => "No source: runs read no roster.".into(),
        }];
    }
    let one = |source: &super::model::Source| {
        let kind = match source.kind {
            SourceKind::Csv => "csv",
            SourceKind::Oneroster => "oneroster",
            SourceKind::Ims => "ims",
            SourceKind::Sds => "sds",
            SourceKind::Ss12000 => "ss12000",
        };
        let path = loaded.resolve(&source.path);
        let (name, path) = (&source.name, path.display());
        match (language, source.absence_means_left) {
            (Language::Sv, true) => format!("Källa {name} ({kind}, {path}): den som saknas räknas som borta genast"),
            (Language::Sv, false) => {
                format!(
                    "Källa {name} ({kind}, {path}): den som saknas räknas som borta när en senare dag bekräftar det"
                )
            }
            (Language::En, true) => {
                format!("Source {name} ({kind}, {path}): whoever is missing counts as gone at once")
            }
            (Language::En, false) => {
                format!(
                    "Source {name} ({kind}, {path}): whoever is missing counts as gone when a later day confirms it"
                )
            }
        }
    };
    loaded.file.source.iter().map(one).collect()
}

fn guard(loaded: &Loaded, language: Language) -> Vec<String> {
    let guard = &loaded.file.guard;
    let scopes = [("unit", guard.unit), ("source", guard.source), ("total", guard.total), ("pool", guard.pool)];
    let mut lines = vec![limit(guard.removals, true, None, language), limit(guard.additions, false, None, language)];
    for (name, scope) in scopes {
        lines.extend(scope.removals.map(|own| limit(own, true, Some(name), language)));
        lines.extend(scope.additions.map(|own| limit(own, false, Some(name), language)));
    }
    lines
}

fn limit(limit: Limit, removals: bool, scope: Option<&str>, language: Language) -> String {
    let Limit { percent, count, floor } = limit;
    let count = match (count, language) {
        (None, _) => String::new(),
        (Some(count), Language::Sv) => format!(" eller fler än {count}"),
        (Some(count), Language::En) => format!(" or more than {count}"),
    };
    match language {
        Language::Sv => {
            let scope = match scope {
                None => "Spärr",
                Some("unit") => "Spärr per enhet",
                Some("source") => "Spärr per källa",
                Some("pool") => "Spärr per pool",
                Some(_) => "Spärr totalt",
            };
            let verb = if removals { "försvinner" } else { "tillkommer" };
            format!("{scope}: stoppar när mer än {percent} %{count} {verb}; upp till {floor} släpps alltid igenom")
        }
        Language::En => {
            let scope = match scope {
                None => "Guard".to_owned(),
                Some("total") => "Guard in total".to_owned(),
                Some(scope) => format!("Guard by {scope}"),
            };
            let verb = if removals { "vanish" } else { "appear" };
            format!("{scope}: stops when more than {percent} %{count} {verb}; up to {floor} always pass")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::trial::{GOOD, Trial};

    #[test]
    fn the_configuration_is_told_in_words() {
        let loaded = Trial::of(GOOD).load().unwrap();
        let now: Zoned = "2026-11-20T12:00:00+00:00[UTC]".parse().unwrap();
        assert_eq!(
            in_words(&loaded, Language::Sv, &now),
            [
                "1 pool, 1 verktyg, 1 licens, 1 mottagare",
                "Nästa körning: måndag 2026-11-23 06:00 (Europe/Stockholm)",
                "Ingen källa: körningar läser inget register.",
                "Spärr: stoppar när mer än 10 % försvinner; upp till 5 släpps alltid igenom",
                "Spärr: stoppar när mer än 25 % tillkommer; upp till 25 släpps alltid igenom",
                "Den som slutar behåller platsen 14 dagar: Sifferkul",
                "Platser som inte räcker delas mellan skolorna (uddatalsmetoden): Sifferkul",
            ]
        );
        let english = in_words(&loaded, Language::En, &now);
        assert_eq!(english[0], "1 pool, 1 tool, 1 licence, 1 recipient");
        assert_eq!(english[1], "Next run: Monday 2026-11-23 06:00 (Europe/Stockholm)");
    }

    #[test]
    fn closed_days_are_told() {
        let days = "[calendar]\nextra_closed = [{ from = 2027-05-07 }, { from = 2027-07-05, until = 2027-07-30 }]\n";
        let loaded = Trial::of(&format!("{days}{GOOD}")).load().unwrap();
        let told = |language| closed(&loaded, language).unwrap();
        let listed = "2027-05-07, 2027-07-05 – 2027-07-30";
        assert_eq!(told(Language::Sv), format!("Inga arbetsdagar utöver helger och helgdagar: {listed}"));
        assert_eq!(told(Language::En), format!("No working days besides weekends and holidays: {listed}"));
    }
}
