//! Pages of the activity feed.

use super::{LogError, read};
use crate::db::Db;
use crate::derive::{ActivityCursor, activity_before};
use crate::ingest::StreamKey;
use aloft_sync_protocol::log::ActivityMark;
use aloft_sync_protocol::relay::ActivityRead;

/// Lines read at once.
const LINES: usize = 2000;

/// Lines of a stream's feed as a JSON array, newest first.
pub(in crate::sync) async fn activity(
    db: &Db,
    key: StreamKey,
    before: Option<ActivityMark>,
    max_bytes: usize,
) -> Result<ActivityRead, LogError> {
    let mut tx = read(db, key).await?;
    let before = before.as_ref().and_then(parse).unwrap_or(ActivityCursor::NEWEST);
    let limit = i64::try_from(LINES).unwrap_or(i64::MAX);
    let lines = activity_before(&mut tx, key.stream, before, limit).await?;
    let mut is_last = lines.len() < LINES;
    let mut rows = vec![b'['];
    let mut end = None;
    for (place, line) in lines {
        let line = serde_json::to_vec(&line)?;
        if end.is_some() && rows.len() + line.len() + 2 > max_bytes {
            is_last = false;
            break;
        }
        if end.is_some() {
            rows.push(b',');
        }
        rows.extend_from_slice(&line);
        end = Some(place);
    }
    rows.push(b']');
    Ok(ActivityRead { rows, before: end.filter(|_| !is_last).map(write) })
}

/// A mark is the seq and the position, big-endian.
fn write(place: ActivityCursor) -> ActivityMark {
    let mut mark = place.seq.to_be_bytes().to_vec();
    mark.extend_from_slice(&place.position.to_be_bytes());
    ActivityMark(mark)
}

/// None for a mark that this relay did not give: then the feed is read from its newest line.
fn parse(mark: &ActivityMark) -> Option<ActivityCursor> {
    let (seq, position) = mark.0.split_first_chunk::<8>()?;
    let position = i32::from_be_bytes(position.try_into().ok()?);
    Some(ActivityCursor { seq: i64::from_be_bytes(*seq), position })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_can_be_read_back_and_a_forged_one_cannot() {
        let place = ActivityCursor { seq: 7, position: 3 };
        assert_eq!(parse(&write(place)), Some(place));
        assert_eq!(parse(&ActivityMark(vec![1, 2, 3])), None);
        assert_eq!(parse(&ActivityMark(vec![0; 64])), None);
    }
}
