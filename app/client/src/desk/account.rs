//! The account, and what only the relay can do: each opens the store once more, so that waiting for
//! an answer delays nothing else.

use super::views::{LinkView, Me, Member, SyncView, Workspace};
use super::{Desk, DeskEvent, Failure, Settings, reading, syncing::Order};
use crate::account::{Account, RelayUrl};
use crate::enrolment::{self, Newcomer};
use crate::environment::Environment;
use crate::store::Store;
use crate::sync;
use aloft_crdt_model::ids::OrgId;

impl Desk {
    /// Makes an account and signs in to it. What was made here before is its own.
    pub async fn sign_up(
        &self,
        relay: String,
        email: String,
        password: String,
        name: String,
    ) -> Result<Me, Failure> {
        let relay = relay_url(&relay)?;
        self.entering(move |store, account| {
            let newcomer = Newcomer { email: &email, password: &password, name: &name };
            enrolment::sign_up(store, account, &relay, &newcomer)?;
            reading::me(store)
        })
        .await
    }

    /// Signs in.
    pub async fn sign_in(
        &self,
        relay: String,
        email: String,
        password: String,
    ) -> Result<Me, Failure> {
        let relay = relay_url(&relay)?;
        self.entering(move |store, account| {
            enrolment::sign_in(store, account, &relay, &email, &password)?;
            reading::me(store)
        })
        .await
    }

    /// Ends the session here, and at the relay if it can be reached.
    pub async fn sign_out(&self) -> Result<Me, Failure> {
        self.entering(|store, account| {
            account.sign_out()?;
            reading::me(store)
        })
        .await
    }

    /// Makes an organisation of this machine known to the relay, under a name.
    pub async fn join_relay(&self, org: OrgId, name: String) -> Result<Workspace, Failure> {
        self.apart(move |store, account| {
            join(store, account, org, &name)?;
            Ok(reading::workspace(store)?)
        })
        .await
    }

    /// Makes a new organisation known to the relay of somebody who is signed in.
    pub(super) async fn share_if_signed_in(&self, org: OrgId, name: String) {
        let shared = self
            .apart(move |store, account| {
                let known = account.credentials()?;
                if Settings::load(store.folder()).offline
                    || known.is_none_or(|known| known.session.is_none())
                {
                    return Ok(());
                }
                join(store, account, org, &name)
            })
            .await;
        if let Err(failure) = shared {
            // It is here all the same, and says that it is on this machine only.
            tracing::info!(%failure, "a new organisation stays on this machine for now");
        }
    }

    /// Adds an account to an organisation, which the relay comes to know if it does not.
    pub async fn add_member(
        &self,
        org: OrgId,
        email: String,
        role: String,
    ) -> Result<Workspace, Failure> {
        self.apart(move |store, account| {
            let known = store.organisation(org)?;
            if known.relay.is_none() {
                join(store, account, org, &known.name)?;
            }
            let now = store.environment().now();
            let added = account.add_member(org, &email, &role, now)?;
            let mut workspace = reading::workspace(store)?;
            // The relay's directory brings them, with everybody else; who added them sees them now.
            let theirs = workspace.organisations.iter_mut().find(|theirs| theirs.id == org);
            if let Some(theirs) = theirs
                && theirs.members.iter().all(|member| member.user != added.id)
            {
                theirs.members.push(Member {
                    user: added.id,
                    name: added.name,
                    role: added.role,
                    identities: added.identities,
                });
            }
            Ok(workspace)
        })
        .await
    }

    /// Whether it is safe.
    pub async fn sync_status(&self) -> Result<SyncView, Failure> {
        self.front(|keeper| Ok(keeper.sync_view()?)).await
    }

    /// Stops synchronising on purpose, or begins again.
    pub async fn set_offline(&self, offline: bool) -> Result<SyncView, Failure> {
        let settings = Settings { offline, ..Settings::load(&self.folder) };
        self.save_settings(settings).await?;
        self.sync_status().await
    }

    /// Keeps the settings.
    pub async fn save_settings(&self, settings: Settings) -> Result<Settings, Failure> {
        let folder = self.folder.clone();
        let (before, settings) = blocking(move || {
            let before = Settings::load(&folder);
            let settings = settings.over(&before);
            settings.save(&folder)?;
            Ok((before, settings))
        })
        .await?;
        if before.offline != settings.offline {
            // Shown at once; the sync itself follows.
            let state =
                if settings.offline { LinkView::OfflineOnPurpose } else { LinkView::Connecting };
            self.link.change(|link| link.turn(state));
            self.syncing.order(Order::Offline(settings.offline));
        }
        if before != settings {
            (self.listener)(DeskEvent::Settings(settings.clone()));
        }
        Ok(settings)
    }

    /// Does not wait for the next attempt.
    pub fn sync_now(&self) {
        self.syncing.order(Order::RetryNow);
    }

    /// Signs in or out; the sync begins anew.
    async fn entering<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store, &Account) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let entered = self.apart(work).await;
        // Whether it worked or not: a session may have ended on the way.
        self.syncing.order(Order::AccountChanged);
        entered
    }

    /// Does something with a store of its own, and may take its time.
    pub(super) async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store, &Account) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let folder = self.folder.clone();
        blocking(move || {
            let mut store = Store::open(&folder, Environment::system())?;
            work(&mut store, &Account::of_store(&folder))
        })
        .await
    }
}

pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Failure::broken()))
}

fn join(store: &mut Store, account: &Account, org: OrgId, name: &str) -> Result<(), Failure> {
    let now = store.environment().now();
    let (relay, _) = account.fresh_session(now)?;
    sync::join(store, account, &relay, org, name)?;
    Ok(())
}

fn relay_url(text: &str) -> Result<RelayUrl, Failure> {
    // People leave out what every address begins with.
    let text = text.trim();
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    text.parse().map_err(|error: crate::account::InvalidRelayUrl| {
        Failure::invalid(super::failure::sentence(&error.to_string()))
    })
}
