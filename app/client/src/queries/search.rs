//! Full-text search over titles, ids, descriptions and comments.
//!
//! SQLite's FTS5 finds words. Scripts that are written without spaces have none, so each of their
//! characters is indexed as a word of its own, and a run of them is searched as a phrase.

use super::{ITEM_COLUMNS, Queries, TaskItem, item};
use crate::store::StoreError;
use aloft_crdt_model::ids::ProjectId;
use rusqlite::params;
use serde::Serialize;

/// A task that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SearchHit {
    /// How well it fits: greater is better; comparable within one search only.
    pub score: f64,
    /// The task.
    #[serde(flatten)]
    pub task: TaskItem,
}

impl Queries<'_> {
    /// Tasks in which every word of `text` is the beginning of a word, best first. A key or an id
    /// finds its task before all others. Deleted tasks are left out. A single Latin letter or digit
    /// is looked for in titles and ids only: nearly every description has a word that begins so.
    pub fn search(
        &self,
        text: &str,
        project: Option<ProjectId>,
        limit: usize,
    ) -> Result<Vec<SearchHit>, StoreError> {
        let mut hits = Vec::new();
        if let Ok(Some(task)) = self.find_task(text) {
            let wanted = project.is_none_or(|project| project == task.row.project_id);
            if wanted && task.row.deleted_at.is_none() {
                hits.push(SearchHit { score: f64::MAX, task });
            }
        }
        let Some(expression) = expression(text) else { return Ok(hits) };
        // A word in a title says more than one in a comment.
        let mut statement = self.db().prepare_cached(&format!(
            "WITH best AS (
                SELECT t.n, -bm25(search, 8.0, 6.0, 2.0, 1.0) AS score
                FROM search JOIN tasks AS t ON t.n = search.rowid
                WHERE search MATCH ?1 AND t.deleted_at IS NULL
                    AND (?2 IS NULL OR t.project = ?2)
                ORDER BY score DESC, t.id LIMIT ?3
             )
             SELECT {ITEM_COLUMNS}, best.score
             FROM best JOIN tasks AS t ON t.n = best.n
                LEFT JOIN projects AS p ON p.id = t.project
             ORDER BY best.score DESC, t.id"
        ))?;
        let mut rows = statement.query(params![expression, project.map(|id| id.0), limit])?;
        while let Some(row) = rows.next()? {
            let task = item(row)?;
            if hits.first().is_none_or(|first| first.task.row.id != task.row.id) {
                hits.push(SearchHit { score: row.get(6)?, task });
            }
        }
        hits.truncate(limit);
        Ok(hits)
    }
}

/// The FTS5 expression for what a person typed; none when there is no word in it.
pub(crate) fn expression(text: &str) -> Option<String> {
    let words: Vec<String> = text
        .split_whitespace()
        .filter(|word| word.chars().any(|c| c.is_alphanumeric() || stands_alone(c)))
        .map(|word| format!("\"{}\" *", segmented(word).replace('"', "\"\"")))
        .collect();
    match words.as_slice() {
        [] => None,
        // One byte: one character of ASCII.
        [letter] if text.trim().len() == 1 => Some(format!("{{title ids}} : {letter}")),
        _ => Some(words.join(" ")),
    }
}

/// The text with spaces around every character that is a word by itself.
pub(crate) fn segmented(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if stands_alone(c) {
            out.extend([' ', c, ' ']);
        } else {
            out.push(c);
        }
    }
    out
}

/// Characters of scripts without spaces between words, and pictures.
fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF          // Thai, Lao
        | 0x1000..=0x109F        // Burmese
        | 0x1780..=0x17FF        // Khmer
        | 0x2600..=0x27BF        // pictures
        | 0x2E80..=0x9FFF        // Chinese, Japanese
        | 0xF900..=0xFAFF        // more Chinese
        | 0x1F000..=0x1FAFF      // more pictures
        | 0x20000..=0x3FFFF      // rare Chinese
    )
}
