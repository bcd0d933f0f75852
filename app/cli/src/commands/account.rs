//! `aloft sign-up`, `sign-in`, `sign-out`.

use crate::args::account::{At, SignIn, SignUp};
use crate::context::Context;
use crate::failure::{Failure, Result};
use crate::password;
use aloft_client::account::{AccountError, Person, RelayUrl};
use aloft_client::enrolment::{self, Newcomer};
use serde::Serialize;
use serde_json::json;
use std::io::Write;

#[derive(Serialize)]
struct SignedIn<'a> {
    user: &'a Person,
    relay: &'a RelayUrl,
}

pub(super) fn sign_up(context: &Context, args: &SignUp) -> Result<()> {
    let relay = relay(context, &args.at)?;
    let password = password::read_new(&args.password)?;
    let newcomer = Newcomer { email: &args.email, password: &password, name: &args.name };
    let account = context.account();
    let person = enrolment::sign_up(&mut context.store()?, &account, &relay, &newcomer)?;
    show(context, &person, &relay)
}

pub(super) fn sign_in(context: &Context, args: &SignIn) -> Result<()> {
    let relay = relay(context, &args.at)?;
    let password = password::read(&args.password)?;
    let (mut store, account) = (context.store()?, context.account());
    let person = enrolment::sign_in(&mut store, &account, &relay, &args.email, &password)?;
    show(context, &person, &relay)
}

pub(super) fn sign_out(context: &Context) -> Result<()> {
    let ended = context.account().sign_out()?;
    context.output.show(&json!({ "signed_out": ended }), |page| {
        page.line(if ended { "Signed out." } else { "Not signed in." })
    })
}

fn show(context: &Context, person: &Person, relay: &RelayUrl) -> Result<()> {
    context.output.show(&SignedIn { user: person, relay }, |page| {
        page.line(&format!("Signed in as {} <{}> at {relay}.", person.name, person.email))
    })
}

/// The relay that was named, or else the one that is remembered.
fn relay(context: &Context, at: &At) -> Result<RelayUrl> {
    let remembered = || -> Result<Option<RelayUrl>> {
        Ok(context.account().credentials()?.map(|known| known.relay))
    };
    let relay = match &at.relay {
        Some(relay) => relay.clone(),
        None => remembered()?.ok_or(AccountError::NoRelay)?,
    };
    if relay.is_exposed() {
        let warning = format!("aloft: warning: {relay} is not https: others may read along");
        writeln!(std::io::stderr(), "{warning}").map_err(Failure::from)?;
    }
    Ok(relay)
}
