//! A refusal as it travels.

use crate::limits::{MAX_CODE, MAX_PATH, MAX_WORDS};
use crate::wire;
use aloft_crdt_model::refusal::{Refusal, RefusalCode};
use minicbor::{Decode, Encode};

/// A typed refusal. The code is text, so that a client can keep one that it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct WireRefusal {
    /// [`RefusalCode::as_str`].
    #[cbor(n(0), decode_with = "wire::text::<MAX_CODE, _>")]
    pub code: String,
    /// One sentence for the person whose change it was.
    #[cbor(n(1), decode_with = "wire::text::<MAX_WORDS, _>")]
    pub words: String,
    /// The place in the document, such as `/comments/<id>/body`; empty when it is about no single
    /// place.
    #[cbor(n(2), decode_with = "wire::text::<MAX_PATH, _>")]
    pub path: String,
}

impl WireRefusal {
    /// The code, if this build knows it.
    pub fn known_code(&self) -> Option<RefusalCode> {
        RefusalCode::parse(&self.code)
    }
}

impl From<&Refusal> for WireRefusal {
    fn from(refusal: &Refusal) -> Self {
        Self {
            code: refusal.code.as_str().to_owned(),
            words: clipped(&refusal.words, MAX_WORDS),
            path: clipped(refusal.path.as_deref().unwrap_or_default(), MAX_PATH),
        }
    }
}

/// At most `max` bytes of a text, cut between characters.
pub(crate) fn clipped(text: &str, max: usize) -> String {
    text[..text.floor_char_boundary(max)].to_owned()
}
