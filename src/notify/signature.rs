//! Signatures of webhooks, after the scheme of Standard Webhooks: HMAC-SHA256 over id, time and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// What a secret begins with.
const MARK: &str = "whsec_";
/// So many bytes a secret has, as the scheme asks.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// What messages are signed with.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl Key {
    /// A secret as it is written: `whsec_` and 24 to 64 bytes in base64. Nothing where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = STANDARD.decode(text.trim().strip_prefix(MARK)?).ok()?;
        BYTES.contains(&bytes.len()).then_some(Self(bytes))
    }

    /// `v1,` and the signature.
    fn sign(&self, signed: &[u8]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("a key of any length is one");
        mac.update(signed);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// The value of `webhook-signature`: one signature a key, apart from each other by blanks.
pub(super) fn signature(keys: &[Key], id: &str, seconds: i64, body: &str) -> String {
    let signed = format!("{id}.{seconds}.{body}");
    keys.iter().map(|key| key.sign(signed.as_bytes())).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    #[test]
    fn a_message_is_signed_as_the_scheme_signs_its_example() {
        let key = Key::read(SECRET).unwrap();
        let other = Key::read("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=").unwrap();
        let sign =
            |keys: &[Key]| signature(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}");
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(std::slice::from_ref(&key)), expected);
        let both = sign(&[other.clone(), key]);
        assert_eq!(both.split(' ').collect::<Vec<_>>(), [sign(&[other]).as_str(), expected]);
    }

    #[test]
    fn what_is_no_secret_of_the_scheme_is_none() {
        assert!(Key::read(&format!("  {SECRET}\n")).is_some());
        for text in [
            "",
            "whsec_",
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ",
            "whsec_!!!!",
            "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ] {
            assert!(Key::read(text).is_none(), "{text}");
        }
        assert!(Key::read(&format!("whsec_{}", STANDARD.encode([7; 65]))).is_none());
    }
}
