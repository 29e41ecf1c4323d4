//! Lies about what a file is: its encoding, its first line, its separator.

use super::clean::{Charset, Clean};
use super::lie::{Lie, Sort};

pub(crate) fn lies(clean: &Clean) -> Vec<Lie> {
    let mut lies = Vec::new();
    for (file, text) in &clean.files {
        if !text.is_ascii() {
            encodings(clean, file, text, &mut lies);
        }
        utf16(file, text, &mut lies);
        columns(clean, file, text, &mut lies);
        for separator in [',', ';', '\t', '|'].into_iter().filter(|other| *other != clean.separator) {
            let text = text.replace(clean.separator, &separator.to_string());
            lies.push(Lie::new(Sort::Separator, file, separator.escape_default(), clean.encode(&text)));
        }
        let rows = text.split_once('\n').expect("a first line").1;
        lies.push(Lie::new(Sort::HeaderGone, file, "", clean.encode(rows)));
    }
    lies
}

/// A file in every encoding but its own.
fn encodings(clean: &Clean, file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let encode = |encoding: &'static encoding_rs::Encoding| encoding.encode(text).0.into_owned();
    match clean.charset {
        Charset::Utf8 => {
            for encoding in [encoding_rs::WINDOWS_1252, encoding_rs::ISO_8859_15, encoding_rs::MACINTOSH] {
                lies.push(Lie::new(Sort::AsSingleByte, file, encoding.name(), encode(encoding)));
            }
            lies.push(Lie::new(Sort::AsSingleByte, file, "IBM850", ibm850(text)));
            let (doubled, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
            lies.push(Lie::new(Sort::AsDoubled, file, "windows-1252", doubled.as_bytes()));
            let (line, _) = text.match_indices('\n').next().expect("a first line");
            let row = encode(encoding_rs::WINDOWS_1252);
            let mut mixed = text.as_bytes()[..=line].to_vec();
            mixed.extend_from_slice(&row[row.iter().position(|byte| *byte == b'\n').expect("a first line") + 1..]);
            if !text[line..].is_ascii() {
                lies.push(Lie::new(Sort::Mixed, file, "", mixed));
            }
        }
        Charset::Windows1252 => {
            lies.push(Lie::new(Sort::AsUtf8, file, "", text));
            lies.push(Lie::new(Sort::AsMarkedUtf8, file, "", format!("\u{feff}{text}")));
            lies.push(Lie::new(Sort::AsSingleByte, file, "macintosh", encode(encoding_rs::MACINTOSH)));
            lies.push(Lie::new(Sort::AsSingleByte, file, "IBM850", ibm850(text)));
        }
    }
}

/// What consoles write.
pub(crate) fn ibm850(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        'å' => 0x86,
        'ä' => 0x84,
        'ö' => 0x94,
        'Å' => 0x8F,
        'Ä' => 0x8E,
        'Ö' => 0x99,
        'é' => 0x82,
        'æ' => 0x91,
        letter => u8::try_from(letter).expect("ASCII"),
    };
    text.chars().map(byte).collect()
}

pub(crate) fn utf16(file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (name, mark, bytes) in [("le", [0xFF, 0xFE], little), ("be", [0xFE, 0xFF], big)] {
        lies.push(Lie::new(Sort::AsUtf16, file, name, [mark.as_slice(), &bytes].concat()));
        lies.push(Lie::new(Sort::AsBareUtf16, file, name, bytes));
    }
}

/// Every column under another name, under its neighbour's, and left out of the first line.
fn columns(clean: &Clean, file: &'static str, text: &str, lies: &mut Vec<Lie>) {
    let (header, rows) = text.split_once('\n').expect("a first line");
    let names: Vec<&str> = header.split(clean.separator).collect();
    let mut add = |sort, which: &str, names: &[&str]| {
        let text = format!("{}\n{rows}", names.join(&clean.separator.to_string()));
        lies.push(Lie::new(sort, file, which, clean.encode(&text)));
    };
    for (at, name) in names.iter().enumerate() {
        let drifted = format!("{name}s");
        let mut other = names.clone();
        other[at] = &drifted;
        add(Sort::HeaderRenamed, name, &other);
        let unseen = format!("\u{a0}x{name}");
        other[at] = &unseen;
        add(Sort::HeaderRenamed, &format!("{name}, blank"), &other);
        other[at] = names[(at + 1) % names.len()];
        add(Sort::HeaderTwice, name, &other);
        other.remove(at);
        add(Sort::HeaderLost, name, &other);
    }
}
