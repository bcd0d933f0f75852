//! `aloft org`.

use crate::args::account::Org;
use crate::context::Context;
use crate::failure::{Exit, Failure, Result};
use crate::find;
use crate::output::table::Table;
use aloft_client::account::RelayUrl;
use aloft_client::store::Store;
use aloft_client::store::organisations::Organisation;
use aloft_client::sync;
use aloft_crdt_model::ids::OrgId;

pub(super) fn run(context: &Context, action: Org) -> Result<()> {
    match action {
        Org::List => list(context),
        Org::Create { name } => create(context, &name),
        Org::Join { org, name } => join(context, org.as_deref(), name.as_deref()),
        Org::Members { org } => members(context, org.org.as_deref()),
        Org::AddMember { email, role, org } => {
            add_member(context, org.org.as_deref(), &email, &role)
        }
    }
}

fn list(context: &Context) -> Result<()> {
    let organisations = context.store()?.queries().organisations()?;
    context.output.show(&organisations, |page| {
        let mut table = Table::new(&["name", "role", "where", "id"]);
        for org in &organisations {
            let place = org.relay.clone().unwrap_or_else(|| "this machine".to_owned());
            table.row([
                org.name.clone(),
                org.role.clone().unwrap_or_default(),
                place,
                org.id.to_string(),
            ]);
        }
        page.table(&table)
    })
}

fn create(context: &Context, name: &str) -> Result<()> {
    let mut store = context.store()?;
    let relay = signed_in_relay(context)?;
    let made = context.account().create_org(None, name, context.now())?;
    store.organisation_joined(made.id, &made.name, &relay.to_string())?;
    show(context, &store, made.id, "Made")
}

fn join(context: &Context, word: Option<&str>, name: Option<&str>) -> Result<()> {
    let mut store = context.store()?;
    let relay = signed_in_relay(context)?;
    let org = local(&store, word)?;
    let name = name.unwrap_or(&org.name);
    sync::join(&mut store, &context.account(), &relay, org.id, name)?;
    show(context, &store, org.id, "Joined")
}

/// The local organisation that is meant.
fn local(store: &Store, word: Option<&str>) -> Result<Organisation> {
    if word.is_some() {
        return find::organisation(store, word);
    }
    let mut local: Vec<Organisation> = store.queries().organisations()?;
    local.retain(|org| org.relay.is_none());
    match local.len() {
        1 => local.pop().ok_or_else(|| Failure::failed("no organisation")),
        0 => Err(Failure::not_found("no organisation lives on this machine alone")),
        _ => Err(Failure::usage("several organisations live on this machine: name one")),
    }
}

fn members(context: &Context, word: Option<&str>) -> Result<()> {
    let org = at_relay(&context.store()?, word)?;
    let members = context.account().members(org.id, context.now())?;
    context.output.show(&members, |page| {
        let mut table = Table::new(&["name", "email", "role", "id"]);
        for member in &members {
            let id = member.id.to_string();
            table.row([member.name.clone(), member.email.clone(), member.role.clone(), id]);
        }
        page.table(&table)
    })
}

fn add_member(context: &Context, word: Option<&str>, email: &str, role: &str) -> Result<()> {
    let org = at_relay(&context.store()?, word)?;
    let member = context.account().add_member(org.id, email, role, context.now())?;
    context.output.show(&member, |page| {
        page.line(&format!("{} is {} of {}.", member.name, member.role, org.name))
    })
}

/// An organisation that the relay knows.
fn at_relay(store: &Store, word: Option<&str>) -> Result<Organisation> {
    let org = find::organisation(store, word)?;
    if org.relay.is_none() {
        let message = format!("`{}` is on this machine alone: run `aloft sync` first", org.name);
        return Err(Failure::new(Exit::Failed, message));
    }
    Ok(org)
}

fn signed_in_relay(context: &Context) -> Result<RelayUrl> {
    Ok(context.account().fresh_session(context.now())?.0)
}

fn show(context: &Context, store: &Store, org: OrgId, verb: &str) -> Result<()> {
    let org = store.organisation(org)?;
    context.output.show(&org, |page| page.line(&format!("{verb} {} ({}).", org.name, org.id)))
}
