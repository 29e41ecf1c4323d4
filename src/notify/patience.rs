//! When a letter that was not taken is tried again (RFC 5321 4.5.4.1, RELIABILITY S1, S2).

use jiff::{SignedDuration, Timestamp};

/// After so many minutes, and then each hour.
const PAUSES_MINUTES: [i64; 4] = [1, 5, 15, 30];
/// A server that said "later" itself is left alone for so long.
const ASKED_MINUTES: i64 = 5;
/// After so many tries, which take five days, nobody waits for it any more. A machine that was off for a week has tried
/// nothing meanwhile.
const TRIES_MAX: i64 = 4 + 5 * 24;
/// So long after it nobody knew whether a letter had arrived, one that must arrive is sent once more.
const AGAIN: SignedDuration = SignedDuration::from_mins(15);

/// When it is tried again after so many tries in vain and one more now; never after too many.
pub(super) fn again(attempts: i64, now: Timestamp, was_asked: bool) -> Option<Timestamp> {
    if attempts >= TRIES_MAX {
        return None;
    }
    let pause = usize::try_from(attempts).ok().and_then(|tried| PAUSES_MINUTES.get(tried)).copied().unwrap_or(60);
    let pause = if was_asked { pause.max(ASKED_MINUTES) } else { pause };
    Some(now + SignedDuration::from_mins(pause))
}

/// When a letter of which nobody knows whether it arrived is sent once more; nothing for those that need not arrive.
pub(super) fn once_more(kind: &str, now: Timestamp) -> Option<Timestamp> {
    matches!(kind, "request" | "held" | "runs_fail" | "source_old" | "configuration_refused").then(|| now + AGAIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_an_hour_and_end_after_five_days() {
        let written = Timestamp::UNIX_EPOCH;
        let (mut now, mut minutes, mut tries) = (written, Vec::new(), 0);
        while let Some(next) = again(tries, now, false) {
            minutes.push(next.duration_since(now).as_mins());
            (now, tries) = (next, tries + 1);
        }
        assert_eq!(minutes[..6], [1, 5, 15, 30, 60, 60]);
        assert_eq!((minutes.len(), now.duration_since(written).as_hours()), (4 + 120, 120));
        assert_eq!(again(0, written, true), Some(written + SignedDuration::from_mins(5)));
    }
}
