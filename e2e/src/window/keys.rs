//! Keys as the WebDriver protocol writes them.

use serde_json::{Value, json};

/// Names of keys that have no character, and the protocol's code points for them.
const NAMED: [(&str, char); 17] = [
    ("Control", '\u{e009}'),
    ("Shift", '\u{e008}'),
    ("Alt", '\u{e00a}'),
    ("Meta", '\u{e03d}'),
    ("Enter", '\u{e007}'),
    ("Escape", '\u{e00c}'),
    ("Tab", '\u{e004}'),
    ("Backspace", '\u{e003}'),
    ("Delete", '\u{e017}'),
    ("ArrowLeft", '\u{e012}'),
    ("ArrowUp", '\u{e013}'),
    ("ArrowRight", '\u{e014}'),
    ("ArrowDown", '\u{e015}'),
    ("Home", '\u{e011}'),
    ("End", '\u{e010}'),
    ("PageDown", '\u{e00f}'),
    ("Space", ' '),
];

/// `Control+Shift+k`: all go down in this order, and up in the reverse.
pub(super) fn chord(keys: &str) -> Value {
    let codes: Vec<char> = keys.split('+').map(code).collect();
    let down = codes.iter().map(|code| event("keyDown", *code));
    let up = codes.iter().rev().map(|code| event("keyUp", *code));
    device(&down.chain(up).collect::<Vec<_>>())
}

/// Text, character by character.
pub(super) fn text(text: &str) -> Value {
    let stroke = |character: char| {
        let code = if character == '\n' { '\u{e007}' } else { character };
        [event("keyDown", code), event("keyUp", code)]
    };
    device(&text.chars().flat_map(stroke).collect::<Vec<_>>())
}

fn device(actions: &[Value]) -> Value {
    json!({ "type": "key", "id": "keyboard", "actions": actions })
}

fn event(kind: &str, code: char) -> Value {
    json!({ "type": kind, "value": code.to_string() })
}

fn code(key: &str) -> char {
    let mut characters = key.chars();
    match (NAMED.iter().find(|(name, _)| *name == key), characters.next(), characters.next()) {
        (Some((_, code)), ..) => *code,
        (None, Some(character), None) => character,
        _ => panic!("no key is called {key:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chord_goes_up_in_the_reverse_order() {
        let device = chord("Control+k");
        let actions = device["actions"].as_array().unwrap();
        let kinds: Vec<_> = actions.iter().map(|action| action["type"].clone()).collect();
        assert_eq!(kinds, ["keyDown", "keyDown", "keyUp", "keyUp"]);
        assert_eq!(actions[1]["value"], "k");
        assert_eq!(actions[3]["value"], "\u{e009}");
    }
}
