//! What one flush of this disk takes: the least that any durable commit can.

use crate::figure::percentile;
use anyhow::Result;
use std::io::{Seek, SeekFrom, Write};
use std::time::Instant;

/// Flushes of one Postgres page.
const FLUSHES: usize = 200;
const PAGE: usize = 8192;

/// p50, p95 and p99 of writing a page over an old one and flushing it, in milliseconds.
pub(crate) fn probe() -> Result<[f64; 3]> {
    let mut file = tempfile::tempfile()?;
    let page = vec![0x5a; PAGE];
    file.write_all(&page)?;
    file.sync_all()?;
    let mut taken = Vec::with_capacity(FLUSHES);
    for _ in 0..FLUSHES {
        file.seek(SeekFrom::Start(0))?;
        let begun = Instant::now();
        file.write_all(&page)?;
        file.sync_data()?;
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok([50, 95, 99].map(|of_hundred| percentile(&mut taken, of_hundred)))
}
