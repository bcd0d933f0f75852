//! Change chunks written byte by byte, for what no encoder of Automerge's would write.

use automerge::ChangeHash;
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];

/// The parts of a change chunk, none of them checked.
#[derive(Clone, Debug, Default)]
pub struct RawChange {
    /// Dependencies as they will be written.
    pub deps: Vec<ChangeHash>,
    /// The actor, of any length.
    pub actor: Vec<u8>,
    /// The sequence number.
    pub seq: u64,
    /// The first operation's counter.
    pub start_op: u64,
    /// The time.
    pub time: i64,
    /// The message.
    pub message: Vec<u8>,
    /// The other actors.
    pub others: Vec<Vec<u8>>,
    /// Columns: their specification and their data.
    pub columns: Vec<(u32, Vec<u8>)>,
    /// What follows the columns.
    pub extra: Vec<u8>,
}

impl RawChange {
    /// The columns of one `put(root, key, null)` that stands `times` times.
    #[must_use]
    pub fn with_puts(mut self, key: &str, times: u64) -> Self {
        let mut key_column = run(times);
        key_column.extend(prefixed(key.as_bytes()));
        let repeated = |value: u8| {
            let mut column = run(times);
            column.push(value);
            column
        };
        self.columns = vec![
            (0x15, key_column),
            (0x34, unsigned(times)),
            (0x42, repeated(1)),
            (0x56, repeated(0)),
            (0x70, repeated(0)),
        ];
        self
    }

    /// The data of the chunk.
    pub fn data(&self) -> Vec<u8> {
        let mut out = unsigned(self.deps.len() as u64);
        for dep in &self.deps {
            out.extend(dep.as_ref());
        }
        out.extend(prefixed(&self.actor));
        out.extend(unsigned(self.seq));
        out.extend(unsigned(self.start_op));
        out.extend(signed(self.time));
        out.extend(prefixed(&self.message));
        out.extend(unsigned(self.others.len() as u64));
        for other in &self.others {
            out.extend(prefixed(other));
        }
        out.extend(unsigned(self.columns.len() as u64));
        for (column, data) in &self.columns {
            out.extend(unsigned((*column).into()));
            out.extend(unsigned(data.len() as u64));
        }
        for (_, data) in &self.columns {
            out.extend(data);
        }
        out.extend(&self.extra);
        out
    }

    /// The chunk with the right checksum.
    pub fn bytes(&self) -> Vec<u8> {
        chunk(1, &self.data())
    }
}

/// A chunk of any type with the right checksum.
pub(super) fn chunk(kind: u8, data: &[u8]) -> Vec<u8> {
    let mut hashed = vec![kind];
    hashed.extend(unsigned(data.len() as u64));
    hashed.extend(data);
    let mut out = MAGIC.to_vec();
    out.extend(&Sha256::digest(&hashed)[..4]);
    out.extend(hashed);
    out
}

/// The change in a compressed chunk, as Automerge would take it: a DEFLATE stream of stored blocks,
/// under the checksum of the plain data.
pub fn deflated(change: &RawChange) -> Vec<u8> {
    let data = change.data();
    let plain = chunk(1, &data);
    let mut stream = Vec::new();
    let blocks: Vec<_> = data.chunks(0xffff).collect();
    for (index, block) in blocks.iter().enumerate() {
        let len = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(index + 1 == blocks.len()));
        stream.extend(len.to_le_bytes());
        stream.extend((!len).to_le_bytes());
        stream.extend(*block);
    }
    let mut out = plain[..8].to_vec();
    out.push(2);
    out.extend(unsigned(stream.len() as u64));
    out.extend(stream);
    out
}

/// Rewrites the length and the checksum of a chunk whose bytes were changed, so that what is wrong
/// with it is found no sooner than in its data.
pub fn mend(bytes: &mut Vec<u8>) {
    let Some((kind, rest)) = bytes.get(8..).and_then(<[u8]>::split_first) else { return };
    let length = rest.iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    *bytes = chunk(*kind, rest.get(length..).unwrap_or_default());
}

/// Rewrites the checksum alone.
pub(super) fn fix_checksum(bytes: &mut [u8]) {
    if bytes.len() > 8 {
        let checksum = Sha256::digest(&bytes[8..]);
        bytes[4..8].copy_from_slice(&checksum[..4]);
    }
}

/// The head of a run of equal values; a run of one is a literal.
fn run(times: u64) -> Vec<u8> {
    match i64::try_from(times) {
        Ok(1) => signed(-1),
        Ok(times) => signed(times),
        Err(_) => signed(i64::MAX),
    }
}

fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let mut out = unsigned(bytes.len() as u64);
    out.extend(bytes);
    out
}

pub(super) fn unsigned(mut value: u64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        if value == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

pub(super) fn signed(mut value: i64) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}
