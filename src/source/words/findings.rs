//! Findings in words: what was odd, and how to mend it.

use super::Words;
use super::servers::server_finding_words;
use crate::roster::Code;

/// What is told of a delivery that was read.
pub(super) fn finding_words(code: Code) -> Words {
    use Code as C;
    match code {
        C::EncodingChosen => ("filen är inte UTF-8 och lästes som {}", "the file is not UTF-8 and was read as {}"),
        C::ColumnUnused => ("{} kolumner används inte och lästes inte", "{} columns are not used and were not read"),
        C::RowUnreadable => (
            "raden kan inte läsas: fältet {}; posten behåller sitt tidigare läge tills raden är rättad",
            "the row cannot be read: field {}; the record keeps its previous state until the row is mended",
        ),
        C::DuplicateSame => ("samma post två gånger: {}", "the same record twice: {}"),
        C::DuplicateConflict => (
            "samma id med olika innehåll: {}; posten behåller sitt tidigare läge tills en av raderna tas bort",
            "the same id with different content: {}; the record keeps its previous state until one row is removed",
        ),
        C::DuplicateNewest => (
            "{} poster kom två gånger med olika innehåll; den senast ändrade gäller",
            "{} records came twice and not the same; the one that was changed last counts",
        ),
        C::ServerUnquiet
        | C::ReadTwice
        | C::ChangesMissed
        | C::RecordsMoved
        | C::RecordsUnsure
        | C::MembersUnsaid
        | C::ResourceAbsent
        | C::ResourceEmpty
        | C::AttributeAbsent
        | C::LimitPassedOver
        | C::FilterPassedOver
        | C::ByIdUntold
        | C::DeletionsUntold
        | C::ClockAbsent
        | C::InstantsNaive
        | C::IdsOdd => server_finding_words(code),
        C::ReferenceMissing => REFERENCE_MISSING,
        C::UnitCycle => ("en enhet är sin egen överordnade: {}", "a unit is its own ancestor: {}"),
        C::DatesReversed => ("första dagen är efter sista dagen: {}", "the first day is after the last day: {}"),
        C::OtherSource => {
            ("en annan källa levererar redan detta id: {}", "another source delivers this id already: {}")
        }
        C::ValueUnknown => (
            "okänt ord i fältet {}; rätta det i källan eller lägg till det i värdetabellen",
            "unknown word in field {}; mend it at its source or add it to the table of values",
        ),
        C::WordCase => (
            "{} ord är skrivna med andra versaler än formatets och lästes ändå",
            "{} words are written in another case than the format's and were read all the same",
        ),
        C::StatusInBulk => STATUS_IN_BULK,
        C::RecordDeleted => RECORD_DELETED,
        C::BulkByRows => BULK_BY_ROWS,
        C::DeltaSeen => DELTA_SEEN,
        C::DeltaLaid => DELTA_LAID,
        C::DeltaUnsure => DELTA_UNSURE,
        C::IdTrimmed => ("{} id hade blanktecken runt sig", "{} ids had blanks around them"),
        C::EppnShared => ("två personer har samma eppn: {}", "two persons share an eppn: {}"),
        C::LineEndMissing => LINE_END_MISSING,
        C::ProtectionKept => PROTECTION_KEPT,
        C::DeliveryOld => DELIVERY_OLD,
        C::GuardianLeftOut => GUARDIAN_LEFT_OUT,
        C::ContactGroupLeftOut => CONTACT_GROUP_LEFT_OUT,
        C::DocumentsUnited => DOCUMENTS_UNITED,
        C::DocumentUnexpected => DOCUMENT_UNEXPECTED,
        C::RoleMissing => ROLE_MISSING,
        C::FormatKnown => FORMAT_KNOWN,
        C::ManifestSilent => MANIFEST_SILENT,
        C::MappingNeeded => MAPPING_NEEDED,
    }
}

const REFERENCE_MISSING: Words = (
    "{} pekar på något som inte finns i leveransen; lägg till det eller rätta raden",
    "{} points at something that is not in the delivery; add it or mend the row",
);
const STATUS_IN_BULK: Words = (
    "{} rader i en bulkfil bär status eller ändringsdatum; raderna gäller",
    "{} rows of a bulk file carry a status or a date of change; the rows count",
);
const RECORD_DELETED: Words =
    ("{} rader säger att posten är borta, och så läses de", "{} rows say that their record is gone, and are read so");
const BULK_BY_ROWS: Words = (
    "manifestet kallar filen delta, men ingen rad har status: den lästes som hela tabellen",
    "the manifest calls the file a delta, but no row has a status: it was read as the whole table",
);
const DELTA_SEEN: Words = (
    "{1} rader att lägga till eller ändra, {2} att ta bort; vad de pekar på prövas när de läggs på det som är sparat",
    "{1} rows to add or change, {2} to delete; what they point at is tried when they are laid on what is kept",
);
const DELTA_LAID: Words = (
    "ändringar lagda på det som var: {1} nya eller ändrade, {2} borttagna",
    "changes laid on what was there: {1} new or changed, {2} deleted",
);
const DELTA_UNSURE: Words = (
    "{} uppgifter i ändringarna kan betyda olika saker och tog därför inte bort något; leverera allt för att få det rätt",
    "{} things that the changes say can mean several things, so they took nothing away; deliver all to have it right",
);
const LINE_END_MISSING: Words = (
    "sista raden saknar radslut: se efter att filen inte är avkortad",
    "the last row has no line end: see that the file is not cut short",
);
const PROTECTION_KEPT: Words = (
    "en skyddsmarkering finns inte längre i källan; den gäller tills någon beslutar annat ([[override]])",
    "a protection marking is no longer in the source; it holds until somebody decides otherwise ([[override]])",
);
const DELIVERY_OLD: Words = (
    "leveransen är gammal: {} timmar; se efter att exporten går",
    "the delivery is old: {} hours; see that the export runs",
);
const GUARDIAN_LEFT_OUT: Words = ("{} vårdnadshavare lästes inte in", "{} guardians were left out");
const CONTACT_GROUP_LEFT_OUT: Words = ("{} kontaktgrupper lästes inte in", "{} contact groups were left out");
const DOCUMENTS_UNITED: Words = (
    "{} dokument i mappen lades ihop; räkna upp dem i expects för källan, så att ett som saknas märks",
    "{} documents in the folder were united; list them in the source's expects, so that a missing one is noticed",
);
const DOCUMENT_UNEXPECTED: Words = (
    "dokumentet står inte i expects för källan och lästes inte; lägg till det eller ta bort filen",
    "the document is not in the source's expects and was not read; add it, or remove the file",
);
const ROLE_MISSING: Words = (
    "{} användare har ingen roll och lästes inte in; ge dem en i källan om de är elever eller personal",
    "{} users have no role and were left out; give them one at the source if they are pupils or staff",
);
const FORMAT_KNOWN: Words = ("leveransen är {}", "the delivery is {}");
const MANIFEST_SILENT: Words =
    ("manifestet säger inget om {}, som antas saknas", "the manifest says nothing about {}, which is taken as absent");
const MAPPING_NEEDED: Words = (
    "en vanlig fil behöver en kolumnmappning, [[source]] med [[source.file]]; {1}, kolumner: {2}, rader: {3}",
    "a plain file needs a mapping, [[source]] with [[source.file]]; {1}, columns: {2}, rows: {3}",
);
