//! What is told of a server that does not answer as it should.

use super::Words;
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
        E::ServerOdd => (
            "svaret är inte vad standarden säger: {}; pekar url på rätt ställe?",
            "the answer is not what the standard says: {}; does url name the right place?",
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
            "för många poster går inte att läsa: {1} av {2}; inget har ändrats",
            "too many records cannot be read: {1} of {2}; nothing was changed",
        ),
        E::AttributesMissing => (
            "ingen post har {}: nyckeln saknar rätt till uppgiften; be leverantören om den",
            "no record has {}: the key has no right to it; ask the vendor for it",
        ),
        _ => ("{}", "{}"),
    }
}
