//! Resolving a conflict: the command that writes one of the concurrent values again.

use aloft_crdt_model::command::TaskCommand;
use aloft_crdt_model::rows::Conflict;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The command that takes one of a task's concurrent values: 0 is the one that is shown, 1 and up
/// are the others in their order. None: there is no such value, or a newer version's field.
pub fn take(conflict: &Conflict, number: usize) -> Option<TaskCommand> {
    let candidate = match number.checked_sub(1) {
        None => &conflict.shown,
        Some(index) => conflict.losing.get(index)?,
    };
    command(&conflict.field, &candidate.value)
}

fn command(field: &str, value: &Value) -> Option<TaskCommand> {
    if let Some(id) = field.strip_prefix("fields/") {
        return Some(TaskCommand::SetField { field: id.parse().ok()?, value: read(value)? });
    }
    match field {
        "title" => Some(TaskCommand::SetTitle { title: read(value)? }),
        "state" => Some(TaskCommand::SetState { state: read(value)? }),
        "priority" => Some(TaskCommand::SetPriority { priority: read(value)? }),
        "start" => Some(TaskCommand::SetStart { start: read(value)? }),
        "due" => Some(TaskCommand::SetDue { due: read(value)? }),
        "estimate" => Some(TaskCommand::SetEstimate { estimate: read(value)? }),
        "parent" => Some(TaskCommand::SetParent { parent: read(value)? }),
        "cycle" => Some(TaskCommand::SetCycle { cycle: read(value)? }),
        "milestone" => Some(TaskCommand::SetMilestone { milestone: read(value)? }),
        _ => None,
    }
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aloft_crdt_model::rows::Candidate;
    use aloft_crdt_model::time::Timestamp;
    use serde_json::json;

    fn conflict(field: &str, values: &[Value]) -> Conflict {
        let candidate = |value: &Value| Candidate {
            value: value.clone(),
            author: None,
            at: Timestamp::from_millis(0),
        };
        Conflict {
            field: field.to_owned(),
            shown: candidate(&values[0]),
            losing: values[1..].iter().map(candidate).collect(),
        }
    }

    #[test]
    fn either_value_can_be_taken_and_a_cleared_one_too() {
        let due = conflict("due", &[json!("2026-11-23"), Value::Null]);
        let day = "2026-11-23".parse().unwrap();
        assert_eq!(take(&due, 0), Some(TaskCommand::SetDue { due: Some(day) }));
        assert_eq!(take(&due, 1), Some(TaskCommand::SetDue { due: None }));
        assert_eq!(take(&due, 2), None);
    }

    #[test]
    fn a_field_of_a_newer_version_is_left_alone() {
        assert_eq!(take(&conflict("mood", &[json!(1), json!(2)]), 1), None);
    }
}
