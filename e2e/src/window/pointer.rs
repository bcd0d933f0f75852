//! The pointer's moves as the WebDriver protocol writes them.

use crate::webdriver::ElementId;
use serde_json::{Value, json};

/// Steps of a drag: one jump would be no drag to whoever listens for movement.
const STEPS: i32 = 8;

/// A drag that lets go at its end, or one that holds on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Release,
    Hold,
}

/// From the middle of one element to a place beside the middle of another, in CSS pixels.
pub(super) fn drag(from: &ElementId, to: &ElementId, beside: (i32, i32), end: End) -> Value {
    let mut actions = vec![over(from, (0, 0)), json!({ "type": "pointerDown", "button": 0 })];
    actions.push(over(from, (6, 6)));
    actions.extend((1..=STEPS).map(|step| {
        let away = STEPS - step;
        over(to, (beside.0 + away * 3, beside.1 + away * 3))
    }));
    actions.push(json!({ "type": "pause", "duration": 120 }));
    if end == End::Release {
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
    }
    device(&actions)
}

/// Over the middle of an element.
pub(super) fn hover(element: &ElementId) -> Value {
    device(&[over(element, (0, 0))])
}

fn over(element: &ElementId, (x, y): (i32, i32)) -> Value {
    let origin = element.to_json();
    json!({ "type": "pointerMove", "duration": 16, "x": x, "y": y, "origin": origin })
}

fn device(actions: &[Value]) -> Value {
    json!({ "type": "pointer", "id": "mouse", "actions": actions })
}
