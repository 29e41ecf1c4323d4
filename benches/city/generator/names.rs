//! Common names in Sweden, with letters and quotes that files get wrong.

use super::chance::{Draw, number};

pub(crate) const GIVEN: &[&str] = &[
    "Alice", "Maja", "Vera", "Alma", "Selma", "Elsa", "Astrid", "Wilma", "Freja", "Olivia", "Stella", "Ebba", "Agnes",
    "Saga", "Ines", "Juni", "Signe", "Märta", "Åsa", "Noah", "William", "Hugo", "Lucas", "Liam", "Oscar", "Adam",
    "Elias", "Walter", "Nils", "Matteo", "Leo", "Vincent", "Arvid", "Ludvig", "Theo", "Östen", "Gabriel", "Mohammed",
    "Ali", "Amina", "Fatima", "Yusuf", "Zeinab", "Björn", "Håkan", "José", "Zoë",
];

pub(crate) const FAMILY: &[&str] = &[
    "Andersson",
    "Johansson",
    "Karlsson",
    "Nilsson",
    "Eriksson",
    "Larsson",
    "Olsson",
    "Persson",
    "Svensson",
    "Gustafsson",
    "Pettersson",
    "Jonsson",
    "Jansson",
    "Hansson",
    "Bengtsson",
    "Jönsson",
    "Lindberg",
    "Jakobsson",
    "Magnusson",
    "Lindström",
    "Olofsson",
    "Lindqvist",
    "Lindgren",
    "Berg",
    "Axelsson",
    "Bergström",
    "Lundberg",
    "Lind",
    "Lundgren",
    "Mattsson",
    "Berglund",
    "Fredriksson",
    "Sandberg",
    "Henriksson",
    "Ali",
    "Mohamed",
    "Forsberg",
    "Sjöberg",
    "Wallin",
    "Engström",
    "Eklund",
    "Danielsson",
    "Håkansson",
    "Lundin",
    "Björk",
    "Bergman",
    "Holm",
    "Wikström",
    "Ödman",
    "O'Brien",
    "von Sydow",
    "Nguyễn",
];

/// What is taught, with its code. The first is the class itself, the last two are chosen freely.
pub(crate) const SUBJECTS: &[(&str, &str)] = &[
    ("Klass", "KL"),
    ("Svenska", "SV"),
    ("Matematik", "MA"),
    ("Engelska", "EN"),
    ("Idrott, hälsa", "IDH"),
    ("Moderna språk", "M2"),
];

/// One of a list, the same each time.
pub(crate) fn pick(list: &[&'static str], seed: u64, draw: Draw, one: u64) -> &'static str {
    list[number(seed, draw, one, 0) as usize % list.len()]
}

/// A name as it stands in an address: small letters from a to z.
pub(crate) fn plain(name: &str) -> String {
    let letters = name.chars().flat_map(char::to_lowercase).filter_map(|c| match c {
        'å' | 'ä' => Some('a'),
        'ö' => Some('o'),
        'é' | 'ë' | 'ễ' => Some('e'),
        c => c.is_ascii_alphanumeric().then_some(c),
    });
    letters.collect()
}
