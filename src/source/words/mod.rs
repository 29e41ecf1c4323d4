//! What findings and errors are called in words, Swedish and English: what is wrong, and how to mend it.
//!
//! `{}` is what the finding or error is about: a column, a count, a format's word; never a person's value. `{1}`
//! and so on are its parts, where it has several.

mod findings;
mod servers;

use super::ErrorCode;
use crate::roster::Code;
use findings::finding_words;
use servers::server_words;

/// Language for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Swedish.
    Sv,
    /// English.
    En,
}

/// A finding in words.
#[must_use]
pub fn finding(code: Code, about: &str, language: Language) -> String {
    say(finding_words(code), about, language)
}

/// A refusal in words.
#[must_use]
pub fn error(code: ErrorCode, about: &str, language: Language) -> String {
    let words = match code {
        file if file < ErrorCode::DeliveryUnsettled => file_words(file),
        delivery if delivery < ErrorCode::EncodingUtf16 => delivery_words(delivery),
        text if text < ErrorCode::HeaderWrong => text_words(text),
        value if value < ErrorCode::ManifestMissing => value_words(value),
        xml if (ErrorCode::XmlDamaged..=ErrorCode::DocumentUnended).contains(&xml) => xml_words(xml),
        server if server >= ErrorCode::AddressInvalid => server_words(server),
        set => set_words(set),
    };
    say(words, about, language)
}

type Words = (&'static str, &'static str);

fn say((swedish, english): Words, about: &str, language: Language) -> String {
    let words = match language {
        Language::Sv => swedish,
        Language::En => english,
    };
    if !words.contains("{1}") {
        return words.replace("{}", if about.is_empty() { "-" } else { about });
    }
    let count = words.matches('{').count();
    // The first part is the one that may hold the separator itself: a column's name.
    let mut parts: Vec<&str> = about.rsplitn(count, " / ").collect();
    parts.reverse();
    let fill = |words: String, (at, part): (usize, &&str)| words.replace(&format!("{{{}}}", at + 1), part);
    parts.iter().enumerate().fold(words.to_owned(), fill)
}

/// Files as a whole.
fn file_words(code: ErrorCode) -> Words {
    use ErrorCode as E;
    match code {
        E::FileMissing => (
            "filen finns inte; se efter att exporten har gått och att namnet stämmer med det i konfigurationen",
            "the file is not there; see that the export has run and that its name is the configured one",
        ),
        E::FolderMissing => (
            "mappen finns inte: {}; skapa den eller rätta path för källan",
            "the folder is not there: {}; make it, or mend the path of the source",
        ),
        E::FileForbidden => (
            "filen får inte läsas; ge kontot som kör upprop läsrätt till filen och mappen",
            "the file may not be read; let the account that runs upprop read the file and its folder",
        ),
        E::FileUnreadable => (
            "filen kan inte läsas; se efter att disken svarar och att sökvägen stämmer (systemets felkod: {})",
            "the file cannot be read; see that the disk answers and that the path is right (the system's error number: {})",
        ),
        E::FileSpecial => (
            "ingen vanlig fil utan en mapp, ett rör eller en enhet; lägg filen själv på platsen",
            "no plain file but a folder, a pipe or a device; put the file itself in its place",
        ),
        E::FileLink => (
            "en symbolisk länk; lägg filen själv på platsen (path i [[source]] får vara en länk)",
            "a symbolic link; put the file itself in its place (the path of a [[source]] may be a link)",
        ),
        E::FileTooLarge => (
            "filen är {1} MiB stor och får vara {2}; se efter att den är rätt fil, eller höj file_max för källan",
            "the file has {1} MiB and may have {2}; see that it is the right file, or raise file_max of the source",
        ),
        E::FileChanged => (
            "filen ändrades medan den lästes; nästa körning läser den på nytt",
            "the file changed while it was read; the next run reads it anew",
        ),
        E::FileEmpty => (
            "filen har inga rader; en tom fil är ett fel, aldrig en tom skola",
            "the file has no rows; an empty file is a fault, never an empty school",
        ),
        _ => ("{}", "{}"),
    }
}

/// Deliveries as a whole.
fn delivery_words(code: ErrorCode) -> Words {
    use ErrorCode as E;
    match code {
        E::DeliveryUnsettled => (
            "leveransen är inte klar: {}; nästa körning läser den när den är det (settle och done i [[source]])",
            "the delivery is not done: {}; a later run reads it once it is (settle and done of the [[source]])",
        ),
        E::MarkerMissing => (
            "märkfilen {} finns inte i mappen; se efter att mappen är monterad och är den rätta",
            "the marker {} is not in the folder; see that the folder is mounted and is the right one",
        ),
        E::FileLeftOut => (
            "filen fanns i den senast godtagna leveransen och saknas nu; exportera allt på nytt, eller kör \
             upprop sync --accept-delivery {} om den ska saknas",
            "the file was in the last accepted delivery and is not in this one; export everything anew, or run \
             upprop sync --accept-delivery {} if it is to be left out",
        ),
        E::ElementsGone => (
            "inget element heter {1} längre, och den senast godtagna leveransen hade {2}; se efter att exporten inte har \
             bytt namn på det, eller kör upprop sync --accept-delivery {3} om det ska saknas",
            "no element is called {1} any more, and the last accepted delivery had {2}; see that the export has not \
             renamed it, or run upprop sync --accept-delivery {3} if it is to be missing",
        ),
        E::DeliveryOlder => (
            "leveransen är från {1}, äldre än den från {2} som gäller; lägg dit den nya, eller kör \
             upprop sync --accept-delivery {3} om den äldre ska gälla",
            "the delivery is of {1}, older than the one of {2} that is in force; put the new one there, or run \
             upprop sync --accept-delivery {3} if the older one is to hold",
        ),
        E::ChecksumDiffers => (
            "filen stämmer inte med sin kontrollsumma i {}; vänta tills den är uppladdad, eller exportera på nytt",
            "the file does not match its checksum in {}; wait until it is uploaded, or export it anew",
        ),
        E::ChecksumMissing => (
            "filen står inte i {}; låt exporten skriva en rad för varje fil, sist av allt",
            "the file is not listed in {}; let the export write a line for every file, last of all",
        ),
        E::ChecksumsInvalid => (
            "inte en rad med kontrollsumma (64 hexadecimala siffror, två blanktecken, filnamn); skriv den med sha256sum",
            "not a line with a checksum (64 hexadecimal digits, two blanks, a file's name); write it with sha256sum",
        ),
        _ => ("{}", "{}"),
    }
}

/// Letters, quotes and rows.
fn text_words(code: ErrorCode) -> Words {
    use ErrorCode as E;
    match code {
        E::EncodingUtf16 => ("filen är UTF-16; spara den som UTF-8", "the file is UTF-16; save it as UTF-8"),
        E::EncodingInvalid => ("filen är inte {}; spara den som UTF-8", "the file is not {}; save it as UTF-8"),
        E::EncodingUnsupported => {
            ("teckenkodningen {} läses inte; exportera som UTF-8", "the encoding {} is not read; export as UTF-8")
        }
        E::EncodingMixed => (
            "filen blandar UTF-8 och windows-1252; exportera den på nytt",
            "the file mixes UTF-8 and windows-1252; export it anew",
        ),
        E::EncodingDoubled => (
            "bokstäver är kodade två gånger eller lästa i fel kodning (Ã¥ för å): {}; exportera på nytt som UTF-8, \
             och se efter encoding för källan",
            "letters are encoded twice, or read in another encoding than theirs (Ã¥ for å): {}; export anew as UTF-8, \
             and see to the encoding of the source",
        ),
        E::EncodingOther => (
            "bokstäverna är av en annan teckenkodning än den som filen lästes i, såsom DOS 850 eller Mac: {}; exportera på \
             nytt som UTF-8",
            "the letters are of another encoding than the file was read in, such as DOS 850 or Mac: {}; export anew as UTF-8",
        ),
        E::ControlCharacter => (
            "styrtecken eller osynligt tecken i filen; ta bort det i källan och exportera på nytt",
            "control character or one that nobody sees; remove it at its source and export anew",
        ),
        E::QuoteUnescaped => (
            "citattecken mitt i ett fält; sätt hela fältet inom citattecken och dubblera det",
            "quote in the middle of a field; quote the whole field and double the quote",
        ),
        E::QuoteFollowed => (
            "text efter avslutande citattecken; dubblera citattecken inne i fältet",
            "text after the closing quote; double a quote inside the field",
        ),
        E::QuoteUnclosed => {
            ("citattecken som aldrig avslutas; är filen avkortad?", "a quote is never closed; is the file cut short?")
        }
        E::CarriageReturnBare => (
            "vagnretur utan radmatning; exportera med vanliga radslut",
            "carriage return without a line feed; export with usual line ends",
        ),
        E::LineBreakInField => (
            "radbrytning inne i ett fält; ta bort den i källan och exportera på nytt",
            "line break inside a field; remove it at its source and export anew",
        ),
        E::RowTooLong => (
            "raden är längre än {} byte; finns radslut, och avslutas varje citattecken? exportera på nytt",
            "the row is longer than {} bytes; are there line ends, and is every quote closed? export anew",
        ),
        E::ColumnsTooMany => (
            "fler än {} kolumner; är det rätt fil och rätt fältskiljare?",
            "more than {} columns; is it the right file and the right separator?",
        ),
        E::FieldCount => (
            "fel antal fält (väntade / fann: {}); är filen avkortad?",
            "wrong number of fields (expected / found: {}); is the file cut short?",
        ),
        E::ColumnMissing => (
            "kolumnen finns inte: {1} (filen har {2} kolumner); rätta mappningen eller exporten",
            "the column is not there: {1} (the file has {2} columns); mend the mapping or the export",
        ),
        E::ColumnTwice => (
            "kolumnen finns två gånger: {}; ge den ena ett annat namn eller mappa på nummer",
            "the column is there twice: {}; give one another name, or map by number",
        ),
        _ => ("{}", "{}"),
    }
}

/// XML as such.
fn xml_words(code: ErrorCode) -> Words {
    use ErrorCode as E;
    match code {
        E::XmlDamaged => (
            "filen är inte välformad XML här; exportera den på nytt",
            "the file is not well-formed XML here; export it anew",
        ),
        E::XmlDtd => (
            "filen har en DTD, som inte läses; exportera utan DOCTYPE",
            "the file has a DTD, which is not read; export without DOCTYPE",
        ),
        E::XmlEntity => (
            "en entitet som XML inte har; exportera tecknet självt",
            "an entity that XML does not have; export the character itself",
        ),
        E::XmlDepth => (
            "fler än {} element ligger i varandra; är det rätt fil? exportera på nytt",
            "more than {} elements lie inside each other; is it the right file? export anew",
        ),
        E::XmlLimit => (
            "filen går över en gräns ({1}, högst {2}); är det rätt fil? exportera på nytt",
            "the file is beyond a limit ({1}, at most {2}); is it the right file? export anew",
        ),
        E::XmlRoot => (
            "filen är inget IMS Enterprise-dokument: första elementet är inte enterprise; peka ut rätt fil",
            "the file is no IMS Enterprise document: its first element is not enterprise; name the right file",
        ),
        E::XmlTrailing => (
            "det står mer efter dokumentets slut; är två filer hopslagna? exportera på nytt",
            "there is more after the end of the document; are two files glued together? export anew",
        ),
        E::DocumentUnended => (
            "dokumentet saknar slut (</enterprise>): filen är avkortad; exportera eller ladda upp den på nytt",
            "the document has no end (</enterprise>): the file is cut short; export or upload it anew",
        ),
        _ => ("{}", "{}"),
    }
}

/// What formats ask of lines and values.
fn value_words(code: ErrorCode) -> Words {
    use ErrorCode as E;
    match code {
        E::HeaderWrong => (
            "rubrikraden följer inte formatet, väntade: {}",
            "the first line is not the one of the format, expected: {}",
        ),
        E::IdBlank => (
            "id saknas: {}; fyll i det i källan eller ta bort raden, och exportera på nytt",
            "the id is blank: {}; fill it in at its source or remove the row, and export anew",
        ),
        E::IdInvalid => ("otillåtna tecken i id: {}", "characters that an id may not hold: {}"),
        E::IdTooLong => (
            "id längre än {2} tecken: {1}; är rätt kolumn mappad?",
            "an id of more than {2} characters: {1}; is it the right column?",
        ),
        E::IdTwice => (
            "samma id två gånger: {}; ta bort den ena raden i källan",
            "the same id twice: {}; remove one of the rows at its source",
        ),
        E::ValueMissing => {
            ("värde saknas: {}; fyll i det i källan", "a required value is blank: {}; fill it in at its source")
        }
        E::ValueInvalid => ("otillåtet värde: {}", "a value that the format does not know: {}"),
        E::DateInvalid => ("inte ett datum (ÅÅÅÅ-MM-DD): {}", "not a date (YYYY-MM-DD): {}"),
        E::DatesReversed => ("slutdatum före startdatum: {}", "end before beginning: {}"),
        E::Torn => (
            "leveransen är trasig: {} poster kan inte läsas eller pekar på något som inte finns; rätta exporten",
            "the delivery is torn: {} records cannot be read or refer to nothing; mend the export",
        ),
        E::ReferenceMissing => {
            ("{} pekar på något som inte finns i leveransen", "{} points at something that is not in the delivery")
        }
        _ => ("{}", "{}"),
    }
}

/// What formats ask of all files together.
fn set_words(code: ErrorCode) -> Words {
    use ErrorCode as E;
    match code {
        E::ManifestMissing => (
            "manifest.csv saknas; exportera hela paketet på nytt",
            "there is no manifest.csv; export the whole package anew",
        ),
        E::ManifestInvalid => ("fel i manifestet: {}", "the manifest is wrong: {}"),
        E::VersionUnsupported => ("versionen läses inte: {}", "this version is not read: {}"),
        E::DeltaWithoutBase => (
            "leveransen är en delta, och det finns inget sparat i samma version att lägga den på; leverera allt (bulk) en gång, och höj delta_max för källan om den är större",
            "the delivery is a delta, and nothing of the same release is kept that it could be laid on; deliver all (bulk) once, and raise delta_max of the source if that is larger",
        ),
        E::DeltaBesideWhole => (
            "deltan ligger bredvid hela dokument och har inget av deras namn, så ingen vet vilket som är nyast; ge den namnet på det dokument som den ändrar, eller flytta bort de hela dokumenten när de har lästs en gång",
            "the delta lies beside whole documents and has none of their names, so that nobody knows which is newer; give it the name of the document that it changes, or move the whole ones away once they were read",
        ),
        E::StatusMissing => (
            "raden i en delta säger inte om posten ska finnas: {} (active, tobedeleted); exportera på nytt",
            "the row of a delta does not say whether its record stays: {} (active, tobedeleted); export anew",
        ),
        E::FileUndeclared => ("filen står inte i manifestet: {}", "the manifest does not declare the file: {}"),
        E::FileNotDelivered => {
            ("manifestet utlovar en fil som inte finns: {}", "the manifest declares a file that is not there: {}")
        }
        E::RosterIncomplete => ("leveransen saknar {}", "the delivery lacks {}"),
        E::ZipDamaged => ("zip-filen är inte hel; ladda upp den på nytt", "the zip is not whole; upload it anew"),
        E::ZipEncrypted => (
            "zip-filen är krypterad; exportera den utan lösenord",
            "the zip is encrypted; export it without a password",
        ),
        E::ZipEntry => (
            "otillåten post i zip-filen ({}): alla filer ska ligga i roten, en gång var",
            "entry that may not be in the zip ({}): all files lie at its root, once each",
        ),
        E::ZipLimit => ("zip-filen går över en gräns: {}", "the zip is beyond a limit: {}"),
        E::IdPersonal => (
            "{} är ett personnummer; låt exporten använda en annan nyckel, till exempel en GUID",
            "{} is a personal identity number; let the export use another key, a GUID for example",
        ),
        E::MappingInvalid => ("mappningen går inte ihop: {}", "the mapping cannot work: {}"),
        E::FileUnknown => (
            "filen hör inte till formatet: {}; flytta undan den, eller rätta kind för källan",
            "the format has no such file: {}; move it away, or mend the kind of the source",
        ),
        E::FormatUnsupported => (
            "leveransen är {1}, som inte läses; be om {2} i stället",
            "the delivery is {1}, which is not read; ask for {2} instead",
        ),
        E::FormatLater => ("{} läses av en senare version", "{} comes in a later version"),
        _ => ("{}", "{}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words_in_both_languages() {
        for code in ErrorCode::ALL {
            for language in [Language::Sv, Language::En] {
                assert_ne!(error(*code, "about", language), "about", "{code:?}");
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_file_comes_with_its_mend_and_in_one_language() {
        use std::io::{Error, ErrorKind};
        let codes = [ErrorKind::NotFound, ErrorKind::PermissionDenied, ErrorKind::Other].map(Error::from);
        let mut errors: Vec<_> = codes.iter().map(|e| super::super::SourceError::io("f", e)).collect();
        errors
            .extend([ErrorCode::IdBlank, ErrorCode::RowTooLong].map(|code| super::super::SourceError::new(code, "1")));
        for told in errors {
            for language in [Language::Sv, Language::En] {
                assert!(error(told.code, &told.about, language).contains("; "), "{told:?}");
            }
        }
        let forbidden = error(ErrorCode::FileForbidden, "permission denied", Language::Sv);
        assert!(!forbidden.contains("permission"), "{forbidden}");
    }

    #[test]
    fn words_say_what_it_is_about() {
        let column = error(ErrorCode::ColumnMissing, "a / b / 12", Language::Sv);
        assert_eq!(column, "kolumnen finns inte: a / b (filen har 12 kolumner); rätta mappningen eller exporten");
        assert_eq!(error(ErrorCode::ZipLimit, "64", Language::En), "the zip is beyond a limit: 64");
        assert_eq!(finding(Code::IdTrimmed, "3", Language::Sv), "3 id hade blanktecken runt sig");
    }
}
