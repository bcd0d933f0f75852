//! The committed description of the REST endpoints is the program's.

use aloft_sync_server::app;
use std::path::Path;

#[test]
fn the_committed_description_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let fresh = app::openapi_json().unwrap();
    assert!(committed == fresh, "openapi.json is stale: run `cargo xtask openapi`");
}

#[test]
fn every_endpoint_says_what_it_is_and_how_it_fails() {
    let openapi = serde_json::to_value(app::openapi()).unwrap();
    for (path, methods) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(operation["summary"].is_string(), "{name} has no summary");
            let needs_token = operation.get("security").is_some();
            let responses = operation["responses"].as_object().unwrap();
            assert!(!needs_token || responses.contains_key("401"), "{name}: no token, no answer");
            if path.contains("{org}") {
                assert!(responses.contains_key("404"), "{name}: a foreign tenant gets 404");
            }
        }
    }
}
