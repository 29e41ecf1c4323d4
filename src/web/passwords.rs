//! Passwords: kept as what takes long to try (argon2id as OWASP has it at the least), tried two at a time, and never
//! faster than somebody types who has forgotten which it was.

use super::Refusal;
use super::secret::random;
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use unicode_normalization::UnicodeNormalization as _;

/// KiB of memory, passes, lanes: 50 ms or so (OWASP Password Storage; SECURITY 2).
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// What stands in the database may be costlier one day, though not without end.
const COST_MAX: (u32, u32, u32) = (1 << 20, 10, 8);
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// Shorter ones are soon guessed.
pub const PASSWORD_MIN: usize = 12;
/// So many of its characters differ.
const DIFFERENT_MIN: usize = 5;
/// Nobody types more; bytes.
const PASSWORD_MAX: usize = 1024;

/// Two are tried at a time, each with 19 MiB, and the processor has other work too.
static PLACES: Semaphore = Semaphore::const_new(2);
/// More than so many do not wait for a place.
const QUEUE_MAX: usize = 20;
static QUEUE: AtomicUsize = AtomicUsize::new(0);
/// When it is worth to come again.
const AGAIN_SECONDS: u32 = 5;

/// A password as it is kept, in the text form of PHC. Takes long.
///
/// # Errors
/// No random number, no memory.
pub fn hashed(password: &str) -> Result<String, Refusal> {
    let salt = random::<SALT_BYTES>()?;
    let hash = hash(password, &salt, COST).ok_or(Refusal::Fault)?;
    let [salt, hash] = [&salt[..], &hash[..]].map(|bytes| BASE64_STANDARD_NO_PAD.encode(bytes));
    let (memory, passes, lanes) = COST;
    Ok(format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}"))
}

/// Is it this password? Takes as long where nothing is kept, and says no.
#[must_use]
pub fn fits(password: &str, kept: Option<&str>) -> bool {
    let read = kept.and_then(read);
    let (cost, salt, known) = read.clone().unwrap_or_else(|| (COST, vec![0; SALT_BYTES], vec![0; HASH_BYTES]));
    let hash = hash(password, &salt, cost).unwrap_or_default();
    bool::from(hash.ct_eq(&known)) && read.is_some()
}

type Cost = (u32, u32, u32);

fn hash(password: &str, salt: &[u8], (memory, passes, lanes): Cost) -> Option<Vec<u8>> {
    let params = Params::new(memory, passes, lanes, Some(HASH_BYTES)).ok()?;
    let mut hash = vec![0; HASH_BYTES];
    let password: String = password.nfc().collect();
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    hasher.hash_password_into(password.as_bytes(), salt, &mut hash).ok()?;
    Some(hash)
}

/// Cost, salt and hash.
fn read(kept: &str) -> Option<(Cost, Vec<u8>, Vec<u8>)> {
    let rest = kept.strip_prefix("$argon2id$v=19$")?;
    let [cost, salt, hash] = rest.split('$').collect::<Vec<_>>().try_into().ok()?;
    let numbers: Vec<u32> = ["m=", "t=", "p="]
        .iter()
        .zip(cost.split(','))
        .filter_map(|(mark, part)| part.strip_prefix(mark)?.parse().ok())
        .collect();
    let [memory, passes, lanes] = numbers.try_into().ok()?;
    let is_bounded = memory <= COST_MAX.0 && passes <= COST_MAX.1 && lanes <= COST_MAX.2;
    let bytes = |text: &str| BASE64_STANDARD_NO_PAD.decode(text).ok();
    is_bounded.then_some(((memory, passes, lanes), bytes(salt)?, bytes(hash)?))
}

/// The same in turn with others who try, and not longer than they wait.
///
/// # Errors
/// [`Refusal::TooMany`] where too many wait.
pub(super) async fn tried(password: String, kept: Option<String>) -> Result<bool, Refusal> {
    let _queued = Queued::new()?;
    let _place = PLACES.acquire().await.map_err(|_| Refusal::Fault)?;
    if password.len() > PASSWORD_MAX {
        return Ok(false);
    }
    tokio::task::spawn_blocking(move || fits(&password, kept.as_deref())).await.map_err(|_| Refusal::Fault)
}

/// A place among those who wait.
struct Queued;

impl Queued {
    fn new() -> Result<Self, Refusal> {
        let before = QUEUE.fetch_add(1, Ordering::SeqCst);
        let queued = Self;
        if before >= QUEUE_MAX { Err(Refusal::TooMany(AGAIN_SECONDS)) } else { Ok(queued) }
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        QUEUE.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Wrong passwords of late, by the digest of organiser and name: whether there is such an account is not asked.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<BTreeMap<String, (u32, Instant)>>);

/// So many are nobody's but a typist's.
const FREE: u32 = 4;
/// The pause after the next one; twice as long after each that follows.
const PAUSE: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(32);
/// Wrong ones are forgotten after this.
const FORGOTTEN: Duration = Duration::from_mins(30);
/// More names than these are not remembered: whoever tries more has forgotten nothing.
const NAMES_MAX: usize = 10_000;

impl Failures {
    /// May it be tried now? Each try counts as wrong until it was right.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] with the seconds to wait.
    pub(super) fn begin(&self, key: &str, now: Instant) -> Result<(), Refusal> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, last) = all.get(key).copied().unwrap_or((0, now));
        let count = if now.duration_since(last) > FORGOTTEN { 0 } else { count };
        let left = pause(count).saturating_sub(now.duration_since(last));
        if !left.is_zero() && count > 0 {
            return Err(Refusal::TooMany(u32::try_from(left.as_secs()).unwrap_or(0) + 1));
        }
        if all.len() >= NAMES_MAX && !all.contains_key(key) {
            let oldest = all.iter().min_by_key(|(_, (_, last))| *last).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| all.remove(&oldest));
        }
        all.insert(key.to_owned(), (count + 1, now));
        Ok(())
    }

    /// It was right.
    pub(super) fn forget(&self, key: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

/// The pause after so many wrong ones.
fn pause(wrong: u32) -> Duration {
    match wrong.checked_sub(FREE) {
        None | Some(0) => Duration::ZERO,
        Some(more) => PAUSE.saturating_mul(1 << (more - 1).min(10)).min(PAUSE_MAX),
    }
}

/// What is wrong with a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer than [`PASSWORD_MIN`] characters.
    Short,
    /// More than anybody types.
    Long,
    /// It says no more than the account's name.
    Name,
}

/// May it be an account's password?
///
/// # Errors
/// Why not.
pub fn strong(password: &str, account: &str) -> Result<(), Weak> {
    let different: std::collections::BTreeSet<char> = password.chars().collect();
    match () {
        () if password.chars().count() < PASSWORD_MIN || different.len() < DIFFERENT_MIN => Err(Weak::Short),
        () if password.len() > PASSWORD_MAX => Err(Weak::Long),
        () if password.to_lowercase().contains(&account.to_lowercase())
            && password.len() < account.len() + PASSWORD_MIN =>
        {
            Err(Weak::Name)
        }
        () => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_what_was_kept_of_it_and_no_other_does() {
        let kept = hashed("blåbär i mjölk").unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert!(fits("blåbär i mjölk", Some(&kept)));
        assert!(fits("bla\u{30a}ba\u{308}r i mjo\u{308}lk", Some(&kept)), "however the letters are put together");
        for wrong in ["", "blåbär i mjöl", "Blåbär i mjölk", "blåbär i mjölk "] {
            assert!(!fits(wrong, Some(&kept)), "{wrong}");
        }
        assert_ne!(hashed("blåbär i mjölk").unwrap(), kept, "no two are salted alike");
        for broken in ["", "x", "$argon2id$v=19$m=4294967295,t=2,p=1$YQ$YQ", &kept[..kept.len() - 3]] {
            assert!(!fits("blåbär i mjölk", Some(broken)), "{broken}");
        }
        assert!(!fits("", None));
    }

    #[test]
    fn what_is_kept_is_what_other_programs_know_as_argon2id() {
        // The reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32
        let kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(fits("password", Some(kept)) && !fits("passwore", Some(kept)));
    }

    #[test]
    fn after_a_few_wrong_ones_each_takes_twice_as_long() {
        let failures = Failures::default();
        let mut now = Instant::now();
        for _ in 0..FREE {
            assert_eq!(failures.begin("a", now), Ok(()));
        }
        let mut waited = Vec::new();
        for _ in 0..8 {
            assert_eq!(failures.begin("a", now), Ok(()));
            let Err(Refusal::TooMany(seconds)) = failures.begin("a", now) else { panic!("no pause") };
            waited.push(seconds - 1);
            now += Duration::from_secs(u64::from(seconds - 1));
        }
        assert_eq!(waited, [1, 2, 4, 8, 16, 32, 32, 32]);
        assert_eq!(failures.begin("b", now), Ok(()), "another name has pauses of its own");
        failures.forget("a");
        assert_eq!(failures.begin("a", now), Ok(()));
        assert_eq!(failures.begin("a", now), Ok(()));
    }

    #[test]
    fn a_password_that_says_little_is_refused() {
        for (password, weak) in [
            ("kort", Weak::Short),
            ("aaaaaaaaaaaaaaaa", Weak::Short),
            ("anna.andersson1", Weak::Name),
            (&"lång å".repeat(300), Weak::Long),
        ] {
            assert_eq!(strong(password, "anna.andersson"), Err(weak), "{password}");
        }
        assert_eq!(strong("blåbär i mjölk", "anna.andersson"), Ok(()));
    }
}
