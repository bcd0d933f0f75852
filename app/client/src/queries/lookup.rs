//! Finding a task or a project by what people call it.

use super::{ITEM_COLUMNS, ProjectItem, Queries, TaskItem, item};
use crate::store::StoreError;
use aloft_crdt_model::ids::{ProjectId, TaskId};
use aloft_crdt_model::rows::TaskRow;
use rusqlite::{OptionalExtension, Params, params};
use uuid::Uuid;

/// The shortest beginning of a UUID that names a task.
const SHORTEST_PREFIX: usize = 6;
/// How many candidates an ambiguous key shows.
const SHOWN: usize = 10;

impl Queries<'_> {
    /// The task that `text` names, tried in this order: its id, its key (`KEY-12`, `KEY-~3f2a1b`),
    /// the id another tool knows it by, the beginning of its id. Deleted tasks count.
    pub fn find_task(&self, text: &str) -> Result<Option<TaskItem>, StoreError> {
        let text = text.trim();
        if let Ok(id) = text.parse::<Uuid>() {
            return Ok(self.tasks_by_id(&[TaskId(id)])?.pop());
        }
        for attempt in [Self::by_key, Self::by_external_id, Self::by_prefix] {
            let mut found = attempt(self, text)?;
            if found.len() > 1 {
                return Err(ambiguous(text, &found));
            }
            if let Some(task) = found.pop() {
                return Ok(Some(task));
            }
        }
        Ok(None)
    }

    /// The task of a project that another tool knows by this id.
    pub fn task_by_external_id(
        &self,
        project: ProjectId,
        source: &str,
        external: &str,
    ) -> Result<Option<TaskRow>, StoreError> {
        let found: Option<String> = self
            .db()
            .prepare_cached(
                "SELECT t.row FROM task_external_ids AS e JOIN tasks AS t ON t.n = e.task
                 WHERE e.external = ?1 AND e.source = ?2 AND t.project = ?3
                 ORDER BY t.deleted_at IS NOT NULL, t.id LIMIT 1",
            )?
            .query_row(params![external, source, project.0], |row| row.get(0))
            .optional()?;
        found.map(|row| crate::store::sql::from_json(&row)).transpose()
    }

    /// The project that `text` names: its id, its key (letter case aside) or its whole name.
    pub fn find_project(&self, text: &str) -> Result<Option<ProjectItem>, StoreError> {
        let text = text.trim();
        let projects = self.projects()?;
        if let Ok(id) = text.parse::<ProjectId>() {
            return Ok(projects.into_iter().find(|project| project.row.id == id));
        }
        let by_key = |project: &ProjectItem| project.row.key.eq_ignore_ascii_case(text);
        let mut found: Vec<_> = projects.iter().filter(|project| by_key(project)).collect();
        if found.is_empty() {
            found = projects.iter().filter(|project| project.row.name == text).collect();
        }
        if found.len() > 1 {
            return Err(StoreError::AmbiguousProject {
                name: text.to_owned(),
                candidates: found.iter().map(|project| project.row.id.to_string()).collect(),
            });
        }
        Ok(found.pop().cloned())
    }

    fn by_key(&self, text: &str) -> Result<Vec<TaskItem>, StoreError> {
        let Some((prefix, rest)) = text.rsplit_once('-') else { return Ok(Vec::new()) };
        let prefix = prefix.to_ascii_uppercase();
        if let Some(short) = rest.strip_prefix('~') {
            let short = short.to_ascii_lowercase();
            return self.items("p.key = ?1 AND t.short = ?2", params![prefix, short]);
        }
        match rest.parse::<u64>() {
            Ok(number) => self.items("p.key = ?1 AND t.number = ?2", params![prefix, number]),
            Err(_) => Ok(Vec::new()),
        }
    }

    fn by_external_id(&self, text: &str) -> Result<Vec<TaskItem>, StoreError> {
        self.items("t.n IN (SELECT task FROM task_external_ids WHERE external = ?1)", params![text])
    }

    fn by_prefix(&self, text: &str) -> Result<Vec<TaskItem>, StoreError> {
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        let hex = digits.len() <= 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !hex || digits.len() < SHORTEST_PREFIX {
            return Ok(Vec::new());
        }
        let (Ok(low), Ok(high)) = (bound_with(&digits, '0'), bound_with(&digits, 'f')) else {
            return Ok(Vec::new());
        };
        self.items("t.id BETWEEN ?1 AND ?2", params![low, high])
    }

    fn items(&self, condition: &str, values: impl Params) -> Result<Vec<TaskItem>, StoreError> {
        let mut statement = self.db().prepare_cached(&format!(
            "SELECT {ITEM_COLUMNS} FROM tasks AS t LEFT JOIN projects AS p ON p.id = t.project
             WHERE {condition} ORDER BY t.id LIMIT 50"
        ))?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(item(row)?);
        }
        Ok(found)
    }
}

/// The smallest or greatest id that begins with these digits.
fn bound_with(digits: &str, fill: char) -> Result<Uuid, uuid::Error> {
    let rest: String = std::iter::repeat_n(fill, 32 - digits.len()).collect();
    Uuid::parse_str(&format!("{digits}{rest}"))
}

fn ambiguous(key: &str, found: &[TaskItem]) -> StoreError {
    let candidates = found
        .iter()
        .take(SHOWN)
        .map(|task| format!("{} {} ({})", task.key, task.row.title, task.row.id))
        .collect();
    StoreError::Ambiguous { key: key.to_owned(), candidates }
}
