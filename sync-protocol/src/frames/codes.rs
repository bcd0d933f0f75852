//! Why a connection ends, and why a request was not done.

use minicbor::{Decode, Encode};

macro_rules! goodbyes {
    ($($(#[$doc:meta])* $name:ident = $number:literal),+ $(,)?) => {
        /// Why a side ends the connection. The number is the WebSocket close code, too, so that a
        /// peer that missed the frame still learns the reason.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GoodbyeCode {
            $($(#[$doc])* $name,)+
            /// A code of a newer peer.
            Other(u16),
        }

        impl GoodbyeCode {
            /// Every code of this version.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The number on the wire and in the close frame.
            pub fn number(self) -> u16 {
                match self { $(Self::$name => $number,)+ Self::Other(number) => number }
            }

            /// The code with this number.
            pub fn from_number(number: u16) -> Self {
                match number { $($number => Self::$name,)+ other => Self::Other(other) }
            }
        }
    };
}

goodbyes! {
    /// Done; nothing is wrong.
    Done = 1000,
    /// The peer broke a rule of the protocol.
    Protocol = 4400,
    /// The token is not valid.
    Unauthenticated = 4401,
    /// The token expired and was not refreshed in time.
    TokenExpired = 4402,
    /// The person, session or device was shut out.
    Revoked = 4403,
    /// No version in common.
    UnsupportedVersion = 4406,
    /// Nothing was heard for too long.
    Idle = 4408,
    /// A frame was larger than the limit.
    TooLarge = 4413,
    /// Too many frames.
    RateLimited = 4429,
    /// The peer does not read what it asked for.
    SlowConsumer = 4430,
    /// The relay failed in a way that it did not foresee.
    Internal = 4500,
    /// The relay cannot reach its storage.
    Unavailable = 4503,
    /// The relay node is going away; another one is there.
    Draining = 4504,
}

impl<C> Encode<C> for GoodbyeCode {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u16(self.number())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for GoodbyeCode {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        d.u16().map(Self::from_number)
    }
}

/// Why a request was not done; the connection goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorCode {
    /// No such stream, organisation or document, or none that this person may see: the two are not told apart.
    NotFound,
    /// It needs a subscription.
    NotSubscribed,
    /// The session has as many subscriptions as it may.
    TooManySubscriptions,
    /// Access to the stream was taken away; the subscription ended.
    AccessLost,
    /// The person may see the organisation, but not do this.
    Forbidden,
    /// A code of a newer relay.
    Other(u16),
}

impl ErrorCode {
    /// Every code of this version.
    pub const ALL: &[Self] = &[
        Self::NotFound,
        Self::NotSubscribed,
        Self::TooManySubscriptions,
        Self::AccessLost,
        Self::Forbidden,
    ];

    /// The number on the wire.
    pub fn number(self) -> u16 {
        match self {
            Self::NotFound => 1,
            Self::NotSubscribed => 2,
            Self::TooManySubscriptions => 3,
            Self::AccessLost => 4,
            Self::Forbidden => 5,
            Self::Other(number) => number,
        }
    }

    /// The code with this number.
    pub fn from_number(number: u16) -> Self {
        Self::ALL
            .iter()
            .copied()
            .find(|code| code.number() == number)
            .unwrap_or(Self::Other(number))
    }
}

impl<C> Encode<C> for ErrorCode {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u16(self.number())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for ErrorCode {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        d.u16().map(Self::from_number)
    }
}

/// How a client's cursor does not fit the relay's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum DivergedReason {
    /// The relay's log ends before the cursor: it lost its newest changes.
    #[n(0)]
    CursorAhead,
    /// The change at the cursor is another one.
    #[n(1)]
    HashDiffers,
}
