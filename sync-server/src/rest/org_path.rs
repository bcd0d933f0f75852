//! The organisation that an address names.

use crate::error::ApiError;
use aloft_crdt_model::ids::OrgId;
use axum::extract::FromRequestParts;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

/// `{org}` of an address.
#[derive(Deserialize, IntoParams, FromRequestParts)]
#[into_params(parameter_in = Path)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub(super) struct OrgPath {
    /// Which organisation.
    org: Uuid,
}

impl OrgPath {
    pub(super) fn org(&self) -> OrgId {
        OrgId(self.org)
    }
}
