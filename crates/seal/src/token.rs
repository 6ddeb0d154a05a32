use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use thiserror::Error;
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

use crate::scrub::{self, scrubbed};
use crate::secret::Secret;

/// The key that only the citizen's browser keeps: 32 random bytes, in the cookie as base64url.
pub struct Token(Secret);

/// The text is not a token. Carries no part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a token is 43 characters of base64url")]
pub struct InvalidToken;

impl Token {
    /// Length of the token's text.
    pub const TEXT: usize = 43;

    /// Draws a new token.
    #[must_use]
    pub fn draw() -> Self {
        Self(Secret::draw())
    }

    /// The token as text for the cookie. Wiped when dropped.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        scrubbed::<{ scrub::SMALL }, _>(|| {
            let mut text = Zeroizing::new(String::with_capacity(Self::TEXT));
            BASE64_URL_SAFE_NO_PAD.encode_string(self.0.bytes(), &mut text);
            text
        })
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }
}

impl FromStr for Token {
    type Err = InvalidToken;

    fn from_str(text: &str) -> Result<Self, InvalidToken> {
        if text.len() != Self::TEXT {
            return Err(InvalidToken);
        }
        let mut secret = Secret::zero();
        let decoded = scrubbed::<{ scrub::SMALL }, _>(|| {
            // The decoder wants room for whole groups of three bytes; the last byte stays unused.
            let mut room = Zeroizing::new([0; 33]);
            let length = BASE64_URL_SAFE_NO_PAD.decode_slice(text, &mut *room);
            if let (Ok(32), Some(bytes)) = (length, room.first_chunk::<32>()) {
                secret.bytes_mut().copy_from_slice(bytes);
                true
            } else {
                false
            }
        });
        if decoded {
            Ok(Self(secret))
        } else {
            Err(InvalidToken)
        }
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([secret])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_through_the_cookie_and_back() {
        let token = Token::draw();
        let text = token.to_text();
        assert_eq!(text.len(), Token::TEXT);
        let again: Token = text.parse().expect("its own text");
        assert_eq!(again.bytes(), token.bytes());
    }

    #[test]
    fn refuses_what_is_not_a_token() {
        let text = Token::draw().to_text();
        // The last character carries four bits only: any other spelling of the same bytes is refused.
        let respelled = format!("{}{}", text.get(..42).expect("ascii"), "B");
        let long = format!("{}A", *text);
        for bad in [
            "",
            "A",
            &long,
            &respelled,
            &"=".repeat(43),
            &"å".repeat(21),
            &"A".repeat(100_000),
        ] {
            assert!(bad.parse::<Token>().is_err(), "{} characters", bad.len());
        }
    }

    #[test]
    fn debug_never_shows_the_token() {
        assert_eq!(format!("{:?}", Token::draw()), "Token([secret])");
    }
}
