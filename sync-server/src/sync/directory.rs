//! The directory: everything that a person may see, read anew whenever it changes.

use super::log::{LogError, stream_kind};
use super::queries::{self, StreamRecord};
use crate::db::{Ctx, Db, IdentityTx, TenantTx};
use crate::orgs::Role;
use crate::orgs::queries::{MemberRow, OrgRow, members, own_orgs};
use aloft_crdt_model::ids::{StreamId, UserId};
use aloft_sync_protocol::frames::{DirectoryMember, DirectoryOrg, DirectoryStream};

/// The organisations that the person is in, with their people and the streams that the person may
/// read.
pub(super) async fn load(db: &Db, user: UserId) -> Result<Vec<DirectoryOrg>, LogError> {
    let mut tx = IdentityTx::begin_for(db, user).await?;
    let orgs = own_orgs(&mut tx).await?;
    drop(tx);
    let mut directory = Vec::with_capacity(orgs.len());
    for org in orgs {
        directory.push(load_org(db, user, org).await?);
    }
    Ok(directory)
}

async fn load_org(db: &Db, user: UserId, org: OrgRow) -> Result<DirectoryOrg, LogError> {
    let mut tx = TenantTx::begin_reading(db, &Ctx::of_user(org.id, user)).await?;
    let streams = queries::streams(&mut tx, user, org.role >= Role::Member).await?;
    let members = members(&mut tx).await?;
    Ok(DirectoryOrg {
        id: org.id,
        name: org.name,
        role: org.role.as_str().to_owned(),
        members: members.into_iter().map(member).collect(),
        streams: streams.iter().map(stream).collect::<Result<_, _>>()?,
    })
}

fn member(row: MemberRow) -> DirectoryMember {
    DirectoryMember {
        user: row.user,
        name: row.name,
        identities: row.identities,
        role: row.role.as_str().to_owned(),
    }
}

fn stream(record: &StreamRecord) -> Result<DirectoryStream, LogError> {
    Ok(DirectoryStream {
        id: StreamId(record.id),
        kind: stream_kind(&record.kind)?,
        head_seq: record.head_seq.cast_unsigned(),
    })
}
