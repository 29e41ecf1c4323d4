//! Chance that can be asked again: draws and ids from a seed, a purpose and two numbers.

/// What is drawn for. Each purpose has a stream of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Draw {
    SchoolSize = 1,
    Year,
    Term,
    Municipality,
    School,
    SchoolName,
    Course,
    Class,
    ElectiveClass,
    Teacher,
    TeacherGiven,
    TeacherFamily,
    TeacherMarriage,
    TeacherElsewhere,
    Teaching,
    TeachingEnrolment,
    Pupil,
    PupilGiven,
    PupilMiddle,
    PupilFamily,
    PupilBirth,
    PupilEnrolment,
    Newcomer,
    NewcomerGiven,
    NewcomerFamily,
    Happens,
    What,
    Bought,
}

/// A number, the same each time it is asked for.
pub(crate) fn number(seed: u64, draw: Draw, one: u64, two: u64) -> u64 {
    mix(mix(mix(seed ^ (draw as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93)) ^ one) ^ two)
}

/// The finisher of SplitMix64.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// True in the given share of cases.
pub(crate) fn happens(number: u64, share: f64) -> bool {
    (number >> 11) as f64 / (1_u64 << 53) as f64 <= share
}

/// An id of the shape of a random UUID.
pub(crate) fn id(seed: u64, draw: Draw, one: u64, two: u64) -> String {
    let high = number(seed, draw, one, two);
    let low = number(!seed, draw, one, two);
    let (node, clock) = (low & 0xFFFF_FFFF_FFFF, (low >> 48) & 0x3FFF | 0x8000);
    format!("{:08x}-{:04x}-4{:03x}-{clock:04x}-{node:012x}", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFF)
}
