//! What the model promises, proved from outside: the public interface and nothing else.
#![expect(clippy::unwrap_used, reason = "in a test a panic is the failure")]

#[path = "model/activity.rs"]
mod activity;
#[path = "model/arbitrary.rs"]
mod arbitrary;
#[path = "model/commands.rs"]
mod commands;
#[path = "model/conflicts.rs"]
mod conflicts;
#[path = "model/convergence.rs"]
mod convergence;
#[path = "model/documents.rs"]
mod documents;
#[path = "model/order_keys.rs"]
mod order_keys;
#[path = "model/repairs.rs"]
mod repairs;
#[path = "model/schema_versions.rs"]
mod schema_versions;
#[path = "model/team.rs"]
mod team;
#[path = "model/texts.rs"]
mod texts;
#[path = "model/unknown_fields.rs"]
mod unknown_fields;
#[path = "model/version_0.rs"]
mod version_0;
