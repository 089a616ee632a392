//! How does a receiver know that an event is from this watch, and not an old one sent again?
//!
//! `Detente-Signature: t=1767225600,v1=<hex>`: HMAC-SHA256 (RFC 2104) of `<t>.<body>` with the
//! shared secret. A receiver computes the same, compares in constant time ([`verify`]), and refuses
//! times too far from its own.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Name of the header.
pub const SIGNATURE: &str = "Detente-Signature";

/// The value of the header for a body sent at `time`, seconds since 1970; nothing if the secret
/// cannot be a key.
pub(crate) fn sign(secret: &[u8], time: i64, body: &str) -> Option<String> {
    let code = code(secret, &time.to_string(), body)?.finalize().into_bytes();
    let hex: String = code.iter().map(|byte| format!("{byte:02x}")).collect();
    Some(format!("t={time},v1={hex}"))
}

fn code(secret: &[u8], time: &str, body: &str) -> Option<Hmac<Sha256>> {
    let mut code = Hmac::<Sha256>::new_from_slice(secret).ok()?;
    code.update(time.as_bytes());
    code.update(b".");
    code.update(body.as_bytes());
    Some(code)
}

/// The time that a header names, if its signature is that of `secret` over `body`. The comparison
/// takes the same time wherever it differs.
#[must_use]
pub fn verify(secret: &[u8], header: &str, body: &str) -> Option<i64> {
    let part = |name: &str| {
        header.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
    };
    let (time, signature) = (part("t")?, part("v1")?);
    let pairs = signature.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    let bytes: Option<Vec<u8>> = pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect();
    code(secret, time, body)?.verify_slice(&bytes?).ok()?;
    time.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_that_of_rfc_4231() {
        // Test case 2, whose message has a point nowhere: time and body are joined without one
        // here.
        let mut code = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        code.update(b"what do ya want for nothing?");
        let hex: String =
            code.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn only_the_same_secret_time_and_body_pass() {
        let header = sign(b"secret", 1_767_225_600, "{\"id\":1}").unwrap();
        assert_eq!(verify(b"secret", &header, "{\"id\":1}"), Some(1_767_225_600));
        assert_eq!(verify(b"secre", &header, "{\"id\":1}"), None);
        assert_eq!(verify(b"secret", &header, "{\"id\":2}"), None);
        assert_eq!(verify(b"secret", &header.replace("t=1", "t=2"), "{\"id\":1}"), None);
        assert_eq!(verify(b"secret", "t=1,v1=zz", ""), None);
    }
}
