//! When a letter that was not taken is tried again (RFC 5321 4.5.4.1, RELIABILITY S1, S2).

use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// After so many minutes, and then each hour.
const PAUSES_MINUTES: [i64; 4] = [1, 5, 15, 30];
/// A server that said "later" itself is left alone for so long.
const ASKED_MINUTES: i64 = 5;
/// After so many tries, which take five days, nobody waits for it any more. A machine that was off for a week has tried
/// nothing meanwhile.
const TRIES_MAX: i64 = 4 + 5 * 24;
/// So long after it nobody knew whether a letter had arrived, one that must arrive is sent once more.
const AGAIN: SignedDuration = SignedDuration::from_mins(15);

/// A webhook is tried ten times within three days: after so many minutes, as Standard Webhooks proposes (RELIABILITY S7).
const WEBHOOK_PAUSES_MINUTES: [i64; 9] = [1, 5, 30, 120, 300, 600, 840, 1_200, 1_200];
/// No receiver is left alone for longer, whatever it asks for.
const WEBHOOK_ASKED_MAX: SignedDuration = SignedDuration::from_hours(24);

/// When a webhook is tried again after so many tries in vain and one more now, and a receiver that may have asked to be left
/// alone for a while; never after ten.
pub(super) fn webhook_again(attempts: i64, now: Timestamp, asked: Option<Duration>) -> Option<Timestamp> {
    let minutes = usize::try_from(attempts).ok().and_then(|tried| WEBHOOK_PAUSES_MINUTES.get(tried)).copied()?;
    let asked = asked.map(|asked| SignedDuration::try_from(asked).unwrap_or(WEBHOOK_ASKED_MAX).min(WEBHOOK_ASKED_MAX));
    Some(now + SignedDuration::from_mins(minutes).max(asked.unwrap_or_default()))
}

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
    must_arrive(kind).then(|| now + AGAIN)
}

/// Is it of a kind that somebody must act on?
pub(super) fn must_arrive(kind: &str) -> bool {
    kind.starts_with("request") || matches!(kind, "held" | "runs_fail" | "source_old" | "configuration_refused")
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

    #[test]
    fn a_webhook_is_tried_ten_times_within_three_days() {
        let written = Timestamp::UNIX_EPOCH;
        let (mut now, mut tries) = (written, 1);
        while let Some(next) = webhook_again(tries - 1, now, None) {
            assert!(next > now);
            (now, tries) = (next, tries + 1);
        }
        let hours = now.duration_since(written).as_hours();
        assert!(tries == 10 && (71..72).contains(&hours), "{tries} tries in {hours} h");
        let asked = |seconds| webhook_again(0, written, Some(Duration::from_secs(seconds)));
        assert_eq!(asked(3_600), Some(written + SignedDuration::from_hours(1)));
        assert_eq!(asked(0), Some(written + SignedDuration::from_mins(1)));
        assert_eq!(asked(u64::MAX), Some(written + SignedDuration::from_hours(24)));
    }
}
