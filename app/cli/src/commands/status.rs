//! `aloft status`.

use crate::context::Context;
use crate::failure::Result;
use crate::output::counted;
use crate::view::moment;
use aloft_client::account::{Credentials, Person, RelayUrl, Session};
use aloft_crdt_model::ids::UserId;
use aloft_crdt_model::time::Timestamp;
use serde::Serialize;
use std::path::Path;

/// Whether it is safe, in JSON.
#[derive(Serialize)]
struct StatusView<'a> {
    /// Everything here is at the relay: nothing waits and nothing was refused.
    synced: bool,
    /// Changes that no relay has acknowledged.
    waiting: u64,
    /// Those of them that build on what the relay does not have, as it said last.
    held_up: u64,
    /// Those of them that are in organisations of this machine alone.
    local: u64,
    /// Changes that the relay would not take.
    refused: u64,
    /// Documents that differ from the relay's copy and have not been fetched yet.
    diverging: u64,
    /// When a relay was last heard.
    last_contact: Option<Timestamp>,
    /// When nothing waited and everything that the relay had was here, as far as it was noted.
    synced_to: Option<Timestamp>,
    /// Whom this store writes as.
    user: UserId,
    signed_in: Option<Person>,
    relay: Option<RelayUrl>,
    store: &'a Path,
}

pub(super) fn run(context: &Context) -> Result<()> {
    let store = context.store()?;
    let status = store.status()?;
    let (relay, session) = match context.account().credentials()? {
        Some(Credentials { relay, session }) => (Some(relay), session),
        None => (None, None),
    };
    let waiting = status.waiting + status.local;
    let view = StatusView {
        synced: waiting == 0 && status.refused == 0 && status.diverging == 0,
        waiting,
        held_up: status.held_up,
        local: status.local,
        refused: status.refused,
        diverging: status.diverging,
        last_contact: status.last_contact,
        synced_to: status.synced_to,
        user: store.identity()?.user,
        signed_in: session.map(Session::into),
        relay,
        store: context.dir(),
    };
    context.output.show(&view, |page| {
        page.line(&headline(&view))?;
        match (&view.signed_in, &view.relay) {
            (Some(person), Some(relay)) => {
                page.faint(&format!("{} <{}> at {relay}", person.name, person.email))?;
            }
            _ => page.faint("not signed in")?,
        }
        if let Some(at) = view.last_contact {
            page.faint(&format!("relay last heard {}", moment(at)))?;
        }
        page.faint(&context.dir().display().to_string())
    })
}

fn headline(view: &StatusView<'_>) -> String {
    if view.synced {
        return "All synced.".to_owned();
    }
    let mut parts = Vec::new();
    if view.waiting > 0 {
        let held_up = match view.held_up {
            0 => String::new(),
            held_up => format!(" (the relay does not have what {held_up} of them build on)"),
        };
        parts.push(format!("{} waiting{held_up}", counted(view.waiting, "change")));
    }
    if view.refused > 0 {
        parts.push(format!("{} refused (see `aloft refused`)", view.refused));
    }
    if view.diverging > 0 {
        parts.push(format!("{} being mended", counted(view.diverging, "document")));
    }
    format!("{}.", parts.join(", "))
}
