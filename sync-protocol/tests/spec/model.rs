//! Models of what the sessions leave to their drivers: changes, documents, and both stores.

pub(crate) mod change;
pub(crate) mod client_store;
pub(crate) mod relay_store;
