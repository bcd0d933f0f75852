//! A change chunk's envelope and header, read before Automerge sees them.
//!
//! The layout: <https://automerge.org/automerge-binary-format-spec/#_change_chunks>.

use super::Limits;
use super::columns::{self, COUNTER_LIMIT};
use super::reader::{Reader, malformed};
use crate::ids::UserId;
use crate::refusal::{Refusal, RefusalCode};
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const UNCOMPRESSED_CHANGE: u8 = 1;
const ACTOR_BYTES: usize = 16;
/// Moments up to the year 9999, in milliseconds. Automerge stores times as differences in 64 bits,
/// so an extreme one would overflow beside its neighbour.
const LATEST_TIME: i64 = 253_402_300_799_999;
/// Automerge's footer with the author: its tag, the length and the bytes.
const AUTHOR_TAG: [u8; 2] = [1, 16];

/// What a chunk's header says, as far as it is not read from Automerge's own parse.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) author: Option<UserId>,
    pub(super) ops: usize,
}

/// Reads and bounds the chunk; on success Automerge may decode it at a known cost.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Header, Refusal> {
    if bytes.len() > limits.max_bytes {
        let words = format!("the change is larger than {} bytes", limits.max_bytes);
        return Err(Refusal::new(RefusalCode::TooLarge, words));
    }
    let mut reader = Reader::new(envelope(bytes)?);
    dependencies(&mut reader, limits)?;
    let actor = actor(&mut reader)?;
    let seq = reader.unsigned()?;
    if seq == 0 || seq >= COUNTER_LIMIT {
        return Err(Refusal::new(RefusalCode::BadSequence, "the sequence number is out of range"));
    }
    let start = reader.unsigned()?;
    if start == 0 || start >= COUNTER_LIMIT {
        let words = "the first operation's counter is out of range";
        return Err(Refusal::new(RefusalCode::BadStartOp, words));
    }
    if !(0..=LATEST_TIME).contains(&reader.signed()?) {
        return Err(Refusal::new(RefusalCode::InvalidValue, "the change's time is out of range"));
    }
    message(&mut reader, limits)?;
    let others = other_actors(&mut reader, actor, limits)?;
    let ops = columns::measure(&mut reader, 1 + others, limits)?;
    if start + ops as u64 > COUNTER_LIMIT {
        let words = "the last operation's counter is out of range";
        return Err(Refusal::new(RefusalCode::BadStartOp, words));
    }
    Ok(Header { author: author(&reader, seq)?, ops })
}

/// The data of the one uncompressed change chunk that the bytes are.
fn envelope(bytes: &[u8]) -> Result<&[u8], Refusal> {
    let not_a_change = |words: &str| Refusal::new(RefusalCode::NotAChange, words);
    let cut = |_| not_a_change("the bytes are too few for a chunk");
    let mut reader = Reader::new(bytes);
    if reader.array().map_err(cut)? != MAGIC {
        return Err(not_a_change("the bytes are not an Automerge chunk"));
    }
    let checksum: [u8; 4] = reader.array().map_err(cut)?;
    let hashed = reader.rest();
    if reader.byte().map_err(cut)? != UNCOMPRESSED_CHANGE {
        return Err(not_a_change("the chunk is not an uncompressed change"));
    }
    let len = reader.unsigned()?;
    if len != reader.rest().len() as u64 {
        return Err(not_a_change("the chunk's length is not that of the bytes"));
    }
    // The hash covers type, length and data. The length is in its shortest form, so these bytes
    // are the ones that Automerge hashes.
    if Sha256::digest(hashed)[..4] != checksum {
        let words = "the checksum does not fit the bytes";
        return Err(Refusal::new(RefusalCode::BadChecksum, words));
    }
    Ok(reader.rest())
}

fn dependencies(reader: &mut Reader<'_>, limits: &Limits) -> Result<(), Refusal> {
    let count = reader.unsigned()?;
    if count > limits.max_deps as u64 {
        return Err(Refusal::new(RefusalCode::TooLarge, "the change has too many dependencies"));
    }
    let mut previous: Option<[u8; 32]> = None;
    for _ in 0..count {
        let hash = reader.array()?;
        if previous.is_some_and(|previous| previous >= hash) {
            return Err(malformed("the dependencies are out of order"));
        }
        previous = Some(hash);
    }
    Ok(())
}

fn actor<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Refusal> {
    let actor = reader.prefixed()?;
    if actor.len() == ACTOR_BYTES {
        Ok(actor)
    } else {
        Err(malformed("an actor id is not 16 bytes long"))
    }
}

fn message(reader: &mut Reader<'_>, limits: &Limits) -> Result<(), Refusal> {
    let message = reader.prefixed()?;
    if message.len() > limits.max_message_bytes {
        return Err(Refusal::new(RefusalCode::TooLarge, "the change's message is too long"));
    }
    match std::str::from_utf8(message) {
        Ok(_) => Ok(()),
        Err(_) => Err(malformed("the change's message is not text")),
    }
}

/// How many actors besides its own the change lists: sorted, each once.
fn other_actors(reader: &mut Reader<'_>, own: &[u8], limits: &Limits) -> Result<usize, Refusal> {
    let count = reader.unsigned()?;
    if count > limits.max_actors as u64 {
        return Err(Refusal::new(RefusalCode::TooLarge, "the change names too many actors"));
    }
    let mut previous: &[u8] = &[];
    for _ in 0..count {
        let other = actor(reader)?;
        if other <= previous || other == own {
            return Err(malformed("the actors are out of order"));
        }
        previous = other;
    }
    usize::try_from(count).map_err(|_| malformed("the actors are too many"))
}

/// The author that the rest names, which only an actor's first change may.
fn author(reader: &Reader<'_>, seq: u64) -> Result<Option<UserId>, Refusal> {
    let mut footer = *reader;
    if footer.is_empty() {
        return Ok(None);
    }
    if seq != 1 {
        let words = "only an actor's first change may name its author";
        return Err(Refusal::new(RefusalCode::WrongAuthor, words));
    }
    let ill_formed = || malformed("what follows the operations is not an author");
    if footer.array().map_err(|_| ill_formed())? != AUTHOR_TAG {
        return Err(ill_formed());
    }
    let id = footer.array().map_err(|_| ill_formed())?;
    if !footer.is_empty() {
        return Err(ill_formed());
    }
    Ok(Some(UserId(uuid::Uuid::from_bytes(id))))
}
