//! A member, as other members see one.

use crate::orgs::Role;
use crate::orgs::queries::MemberRow;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Somebody in an organisation.
#[derive(Serialize, ToSchema)]
pub(super) struct Member {
    /// Who.
    id: Uuid,
    /// The name.
    name: String,
    /// The address.
    email: String,
    /// Every id under which the person appears in documents, `id` among them.
    identities: Vec<Uuid>,
    /// What the person is to the organisation.
    role: Role,
}

impl From<MemberRow> for Member {
    fn from(row: MemberRow) -> Self {
        Self {
            id: row.user.0,
            name: row.name,
            email: row.email,
            identities: row.identities.into_iter().map(Into::into).collect(),
            role: row.role,
        }
    }
}
