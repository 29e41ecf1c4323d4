//! What is told of a server that does not answer as it should.

use super::Words;
use crate::roster::Code;
use crate::source::ErrorCode;

/// Servers and their answers.
pub(super) fn server_words(code: ErrorCode) -> Words {
    use ErrorCode as E;
    match code {
        E::AddressInvalid => (
            "adressen går inte att läsa: {}; rätta url eller paths för källan",
            "the address cannot be read: {}; mend url or paths of the source",
        ),
        E::SecretMissing => (
            "hemligheten finns inte där konfigurationen säger: {}; lägg dit den",
            "the secret is not where the configuration says: {}; put it there",
        ),
        E::CertificateDamaged => (
            "certifikatet eller nyckeln går inte att läsa: {}; det ska vara PEM",
            "the certificate or key cannot be read: {}; it has to be PEM",
        ),
        E::ServerUnreachable => (
            "servern svarar inte; nästa körning försöker igen, och det som gäller gäller",
            "the server does not answer; the next run tries again, and what is in force stays",
        ),
        E::TlsRefused => (
            "serverns certifikat går inte att lita på; ange authority för källan om det är en egen utfärdare",
            "the server's certificate is not to be trusted; name authority of the source when the issuer is your own",
        ),
        E::CertificateWanted => (
            "servern vill se vårt certifikat, eller godtar det inte; se efter certificate för källan",
            "the server wants to see our certificate, or does not accept it; see to certificate of the source",
        ),
        E::ServerSlow => (
            "servern svarar för långsamt; nästa körning försöker igen",
            "the server answers too slowly; the next run tries again",
        ),
        E::ServerBusy => {
            ("servern svarar {}; nästa körning försöker igen", "the server answers {}; the next run tries again")
        }
        E::ServerUnavailable => (
            "servern har inga uppgifter just nu (source_unavailable); det som gäller gäller",
            "the server has no data at the moment (source_unavailable); what is in force stays",
        ),
        E::TokenRefused => (
            "servern ger ingen token ({}); se efter client_id, client_secret och fields",
            "the server gives no token ({}); see to client_id, client_secret and fields",
        ),
        answer => answer_words(answer),
    }
}

/// What a server answers.
fn answer_words(code: ErrorCode) -> Words {
    use ErrorCode as E;
    match code {
        E::ServerForbids => (
            "servern svarar {}: nyckeln saknar rätt till detta; be leverantören om den, inget har ändrats",
            "the server answers {}: the key has no right to this; ask the vendor for it, nothing was changed",
        ),
        E::ServerLacks => (
            "servern har inte detta ({}), och utan det finns ingen skola att läsa; se efter url och paths",
            "the server does not have this ({}), and without it there is no school to read; see to url and paths",
        ),
        E::ResourceWithheld => (
            "servern lämnar inte detta ({1}); be leverantören om rätten till det, eller kör \
             upprop sync --accept-delivery {2} om det ska vara utan",
            "the server does not give this ({1}); ask the vendor for the right to it, or run \
             upprop sync --accept-delivery {2} if it is to be read without",
        ),
        E::ServerOdd => (
            "svaret är inte vad standarden säger: {}; pekar url på rätt ställe, och är page inte för stort?",
            "the answer is not what the standard says: {}; does url name the right place, and is page not too large?",
        ),
        E::AnswerCut => (
            "svaret tog slut för tidigt; nästa körning försöker igen",
            "the answer ended too early; the next run tries again",
        ),
        E::AnswerTooLarge => (
            "ett svar är större än {} MiB; sätt page lägre för källan",
            "an answer is larger than {} MiB; set page of the source lower",
        ),
        E::AnswerDamaged => (
            "svaret går inte att läsa: {}; inget har ändrats, hör med leverantören",
            "the answer cannot be read: {}; nothing was changed, ask the vendor",
        ),
        E::PagesCircle => {
            ("sidorna tar aldrig slut (sida {}); hör med leverantören", "the pages never end (page {}); ask the vendor")
        }
        E::PagesOver => (
            "servern bröt bläddringen {} gånger; nästa körning försöker igen",
            "the server broke off the pages {} times; the next run tries again",
        ),
        E::RecordsUnreadable => (
            "för många poster går inte att läsa: {1} av {2}; inget har ändrats, hör med leverantören. Har de mist \
             listor (enrolments, groupMemberships) och ska vara utan, kör upprop sync --accept-delivery {3}",
            "too many records cannot be read: {1} of {2}; nothing was changed, ask the vendor. If they have lost \
             lists (enrolments, groupMemberships) and are to be without, run upprop sync --accept-delivery {3}",
        ),
        E::AttributesMissing => (
            "ingen post har {}: nyckeln saknar rätt till uppgiften; be leverantören om den",
            "no record has {}: the key has no right to it; ask the vendor for it",
        ),
        _ => ("{}", "{}"),
    }
}

/// What is odd about a server that was read, or tried out.
pub(super) fn server_finding_words(code: Code) -> Words {
    use Code as C;
    match code {
        C::ServerUnquiet => (
            "servern ändrades hela tiden medan den lästes; det som kom sist kommer med nästa körning",
            "the server went on changing while it was read; what came last comes with the next run",
        ),
        C::ReadTwice => (
            "inget fanns sparat av servern (nyckel eller adress är ny, eller delta_max för liten), så den lästes två gånger",
            "nothing was kept of the server (its key or address is new, or delta_max too small), so it was read twice",
        ),
        C::ChangesMissed => (
            "{} poster var annorlunda än ändringarna sedan förra hela läsningen sade; hela läsningen gäller",
            "{} records were other than the changes since the last full sweep had said; the sweep counts",
        ),
        C::RecordsMoved => (
            "{} poster stod inte på någon sida men finns kvar: de flyttade sig medan sidorna lästes",
            "{} records stood on no page and are there all the same: they moved while the pages were read",
        ),
        C::RecordsUnsure => (
            "{} poster stod inte på någon sida, och servern svarar inte när de efterfrågas; de behåller sitt läge. \
             Hör med leverantören; är de borta, kör upprop sync --accept-delivery med källans namn",
            "{} records stood on no page, and the server does not answer when asked for them; they stay as they are. \
             Ask the vendor; if they are gone, run upprop sync --accept-delivery with the source's name",
        ),
        C::MembersUnsaid => (
            "{} grupper saknar medlemslista (groupMemberships); de behåller de medlemmar de hade",
            "{} groups have no list of members (groupMemberships); they keep the members they had",
        ),
        C::ResourceAbsent => ("servern har inte detta ({})", "the server does not have this ({})"),
        C::ResourceEmpty => ("servern har inga poster här", "the server has no records here"),
        C::AttributeAbsent => (
            "ingen post har {}: servern lämnar det inte, eller så saknar nyckeln rätt till det",
            "no record has {}: the server does not give it, or the key has no right to it",
        ),
        C::LimitPassedOver => (
            "servern lämnar så många poster den vill på en sida: {}",
            "the server gives as many records on a page as it likes: {}",
        ),
        C::FilterPassedOver => (
            "servern bryr sig inte om meta.modified.after: varje körning läser allt",
            "the server passes over meta.modified.after: every run reads everything",
        ),
        C::ByIdUntold => (
            "servern svarar inte på en enskild post: det som saknas läses en gång till i stället",
            "the server does not answer for a single record: what is missing is read a second time instead",
        ),
        C::DeletionsUntold => (
            "servern berättar inte vad som tagits bort: varje körning läser allt",
            "the server does not tell what was deleted: every run reads everything",
        ),
        C::ClockAbsent => (
            "servern säger inte vad klockan är (Date): varje körning läser allt",
            "the server does not say what time it is (Date): every run reads everything",
        ),
        C::InstantsNaive => (
            "serverns tider saknar tidszon; de läses som UTC",
            "the server's instants have no zone; they are taken for UTC",
        ),
        C::IdsOdd => ("{} id är inte UUID", "{} ids are no UUID"),
        _ => ("{}", "{}"),
    }
}
