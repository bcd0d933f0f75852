//! Organisations and who belongs to them.

pub mod queries;

use crate::auth::email::Email;
use crate::auth::queries::{UserRow, identities, user_by_email};
use crate::db::{Ctx, Db, IdentityTx, TenantTx};
use crate::display_name::DisplayName;
use crate::error::ApiError;
use crate::live::{self, Announcement};
use aloft_crdt_model::ids::{OrgId, UserId};
use aloft_crdt_model::time::Timestamp;
use queries::{MemberRow, OrgRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody is to an organisation. Ordered: each may what those before it may.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees and does what was given, nothing else.
    Guest,
    /// Works in the organisation's projects.
    Member,
    /// Also adds people.
    Admin,
    /// Also makes owners. There is always one.
    Owner,
}

impl Role {
    /// The name in rows and frames.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The role of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Guest, Self::Member, Self::Admin, Self::Owner]
            .into_iter()
            .find(|role| role.as_str() == name)
    }

    /// Whether somebody of this role may give somebody else that one: admins add people up to
    /// admins, owners any.
    pub fn may_give(self, other: Role) -> bool {
        self >= Self::Admin && self >= other
    }
}

/// A transaction inside an organisation that a person belongs to.
#[derive(Debug)]
pub struct Entered {
    /// The transaction.
    pub tx: TenantTx,
    /// What the person is to the organisation, as of this transaction.
    pub role: Role,
}

/// Begins a transaction in an organisation for one of its members. To anyone else there is no such
/// organisation.
pub async fn enter(db: &Db, org: OrgId, user: UserId) -> Result<Entered, ApiError> {
    let mut tx = TenantTx::begin(db, &Ctx::of_user(org, user)).await?;
    let role = queries::role_of(&mut tx, user).await?;
    let role = role.ok_or(ApiError::NotFound("organisation"))?;
    Ok(Entered { tx, role })
}

/// Makes an organisation with its first owner, and says that it did. If it is there and the person
/// is in it, nothing changes.
pub async fn create(
    db: &Db,
    id: OrgId,
    name: &DisplayName,
    owner: UserId,
    now: Timestamp,
) -> Result<(OrgRow, bool), ApiError> {
    let mut tx = TenantTx::begin(db, &Ctx::of_user(id, owner)).await?;
    if !queries::insert_org(&mut tx, name.as_str(), owner, now).await? {
        let role = queries::role_of(&mut tx, owner).await?.ok_or(ApiError::OrgIdTaken)?;
        let name = queries::org_name(&mut tx).await?.ok_or(ApiError::OrgIdTaken)?;
        return Ok((OrgRow { id, name, role }, false));
    }
    queries::put_member(&mut tx, owner, Role::Owner, owner, now).await?;
    tx.commit().await?;
    live::announce(db, Announcement::Person(owner)).await;
    Ok((OrgRow { id, name: name.as_str().to_owned(), role: Role::Owner }, true))
}

/// Adds a person who has an account, or gives a member another role.
pub async fn add_member(
    db: &Db,
    org: OrgId,
    by: UserId,
    email: &Email,
    role: Role,
    now: Timestamp,
) -> Result<MemberRow, ApiError> {
    // Strangers are told nothing about who has an account, so this comes first.
    enter_to_give(db, org, by, role).await?;
    let (person, identities) = find_person(db, email).await?;
    // Again: no connection was held meanwhile, and what was allowed may not be now.
    let mut entered = enter_to_give(db, org, by, role).await?;
    refuse_demotion(&mut entered, person.id, role).await?;
    queries::put_member(&mut entered.tx, person.id, role, by, now).await?;
    entered.tx.commit().await?;
    live::announce(db, Announcement::Org(org)).await;
    live::announce(db, Announcement::Person(person.id)).await;
    Ok(MemberRow { user: person.id, email: person.email, name: person.name, identities, role })
}

async fn enter_to_give(db: &Db, org: OrgId, by: UserId, role: Role) -> Result<Entered, ApiError> {
    let entered = enter(db, org, by).await?;
    if entered.role.may_give(role) {
        Ok(entered)
    } else {
        Err(ApiError::Forbidden("only owners and admins add people, up to their own role"))
    }
}

/// A tenant sees no account of anyone who is not in it, so this is no work of the tenant's.
async fn find_person(db: &Db, email: &Email) -> Result<(UserRow, Vec<UserId>), ApiError> {
    let mut tx = IdentityTx::begin(db).await?;
    let person = user_by_email(&mut tx, email.as_str()).await?.ok_or(ApiError::NoSuchAccount)?;
    let identities = identities(&mut tx, person.id).await?;
    Ok((person, identities))
}

/// Nobody takes an owner's role away but an owner, and nobody the last one's.
async fn refuse_demotion(
    entered: &mut Entered,
    person: UserId,
    role: Role,
) -> Result<(), ApiError> {
    let owners = queries::lock_owners(&mut entered.tx).await?;
    if role == Role::Owner || !owners.contains(&person) {
        return Ok(());
    }
    match entered.role {
        Role::Owner if owners.len() > 1 => Ok(()),
        Role::Owner => Err(ApiError::LastOwner),
        _ => Err(ApiError::Forbidden("only an owner changes an owner's role")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gives_more_than_they_have() {
        assert!(Role::Owner.may_give(Role::Owner));
        assert!(Role::Admin.may_give(Role::Admin));
        assert!(!Role::Admin.may_give(Role::Owner));
        assert!(!Role::Member.may_give(Role::Guest));
    }

    #[test]
    fn every_role_can_be_read_back() {
        for role in [Role::Guest, Role::Member, Role::Admin, Role::Owner] {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("king"), None);
    }
}
