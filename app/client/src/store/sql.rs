//! Reading the model's types out of SQLite columns.

use super::StoreError;
use aloft_crdt_model::document::{ChangeHash, DocKind, Heads};
use rusqlite::types::{FromSqlError, Type};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub(crate) fn hash(bytes: [u8; 32]) -> ChangeHash {
    ChangeHash(bytes)
}

/// A column that holds the model's JSON.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text)
        .map_err(|error| StoreError::damaged(format!("a row does not parse: {error}")))
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::damaged(format!("a row cannot be written: {error}")))
}

/// A document kind out of a column, as rusqlite's row closures want it.
pub(crate) fn kind(column: usize, name: &str) -> rusqlite::Result<DocKind> {
    DocKind::parse(name).ok_or_else(|| invalid(column, Type::Text))
}

/// Heads out of a column.
pub(crate) fn heads(column: usize, bytes: &[u8]) -> rusqlite::Result<Heads> {
    Heads::from_bytes(bytes).map_err(|_| invalid(column, Type::Blob))
}

pub(crate) fn invalid(column: usize, found: Type) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, found, Box::new(FromSqlError::InvalidType))
}
