//! What a session asks, done. Questions run beside each other; each ends in an answer.

use super::Socket;
use crate::auth::Authenticated as Token;
use crate::auth::queries::{identities, is_session_open, see_device};
use crate::bus::PresenceHint;
use crate::db::{Db, DbError, IdentityTx};
use crate::ingest::{Again, Offered, Origin, StreamKey};
use crate::state::AppState;
use crate::sync::log::{self, LogError, Trust, model_kind};
use crate::sync::{directory, open};
use aloft_crdt_model::ids::DeviceId;
use aloft_sync_protocol::frames::GoodbyeCode;
use aloft_sync_protocol::frames::from_client::PushedChange;
use aloft_sync_protocol::instant::Millis;
use aloft_sync_protocol::relay::{Answer, Authenticated, RelayEffect, RelayInput};
use aloft_sync_protocol::ticket::Ticket;
use futures_util::{FutureExt, StreamExt};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

/// Before a question that failed is asked again.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_millis(500)];

/// Why a question got no answer.
#[derive(Debug, thiserror::Error)]
enum EffectError {
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Ingest(#[from] crate::ingest::IngestError),
}

impl Socket {
    pub(super) fn perform(&mut self, effect: RelayEffect) {
        match effect {
            RelayEffect::Send(bytes) => self.writer.send(bytes),
            RelayEffect::Close(code) => {
                self.writer.close(code);
                self.is_over = true;
            }
            RelayEffect::PauseReading { for_ms } => {
                let until = tokio::time::Instant::now() + Duration::from_millis(for_ms);
                self.paused_until = Some(until);
            }
            RelayEffect::Watch { stream } => {
                if let Some(org) = self.orgs.get(&stream) {
                    self.joined.watch(StreamKey { org: *org, stream });
                }
            }
            RelayEffect::Unwatch { stream } => self.joined.unwatch(stream),
            RelayEffect::PresenceOut { stream, user, device, payload } => {
                let hub = &self.state.sync.hub;
                let origin = Origin { user, device };
                let hint = PresenceHint { node: hub.node(), stream, origin, payload };
                hub.show_presence(self.joined.inbox.id, hint);
            }
            question => self.ask(question),
        }
    }

    /// Remembers what answers say of the person, before the session acts on it.
    pub(super) fn note(&mut self, input: &RelayInput) {
        let RelayInput::Answer { answer: Answer::Directory(orgs), .. } = input else { return };
        self.joined.inbox.loaded(orgs.iter().map(|org| org.id).collect());
        let streams =
            orgs.iter().flat_map(|org| org.streams.iter().map(|stream| (stream.id, org.id)));
        self.orgs.extend(streams);
    }

    /// Begins what ends in an answer.
    fn ask(&mut self, question: RelayEffect) {
        let state = self.state.clone();
        match question {
            RelayEffect::Authenticate { ticket, token, device, .. } => {
                let (agent, inbox) = (self.agent.clone(), self.joined.inbox.clone());
                let hub = Arc::clone(&state.sync.hub);
                self.answer(ticket, async move {
                    let Ok(token) = Token::from_token(&state, &token) else {
                        return Ok(Answer::Denied { code: GoodbyeCode::Unauthenticated });
                    };
                    // Known before it is looked at: a revocation in between must not be missed.
                    if !hub.admit(&inbox, token.user, token.session) {
                        return Ok(Answer::Denied { code: GoodbyeCode::RateLimited });
                    }
                    authenticate(&state, token, device, &agent).await
                });
            }
            RelayEffect::LoadDirectory { ticket, user } => {
                self.joined.inbox.begin_loading();
                self.look_up(ticket, move |db| async move {
                    Ok(Answer::Directory(directory::load(&db, user).await?))
                });
            }
            RelayEffect::OpenStream { ticket, org, stream, kind } => {
                let Some(user) = self.session.user() else { return };
                self.orgs.entry(stream).or_insert(org);
                self.answer(ticket, async move {
                    let key = StreamKey { org, stream };
                    Ok(open::open(&state.db, key, user, kind, state.now()).await?)
                });
            }
            RelayEffect::VerifyCursor { ticket, org, stream, cursor } => {
                let Some(user) = self.session.user() else { return };
                let trust = if self.verified.insert(stream) {
                    Trust::UnlessRecovering { now: state.now() }
                } else {
                    Trust::Always
                };
                self.look_up(ticket, move |db| async move {
                    let key = StreamKey { org, stream };
                    Ok(Answer::Verified(log::verify(&db, key, user, cursor, trust).await?))
                });
            }
            RelayEffect::Ingest { ticket, org, stream, user, device, changes } => {
                let push = answered(ticket, async move {
                    let origin = Origin { user, device };
                    let offered = changes.into_iter().map(offered).collect();
                    let key = StreamKey { org, stream };
                    let ingested = state.sync.ingest.push(key, origin, offered).await?;
                    let head_seq = ingested.head_seq.cast_unsigned();
                    Ok(Answer::Ingested { outcomes: ingested.outcomes, head_seq })
                });
                let push = AssertUnwindSafe(push).catch_unwind().map(Result::ok);
                self.pushing.push(push.boxed());
            }
            reading => self.read(reading),
        }
    }

    fn read(&mut self, reading: RelayEffect) {
        match reading {
            RelayEffect::ReadSnapshot { ticket, org, stream, after, limit_bytes } => {
                let key = StreamKey { org, stream };
                self.look_up(ticket, move |db| async move {
                    Ok(Answer::Snapshot(log::snapshots(&db, key, after, limit_bytes).await?))
                });
            }
            RelayEffect::ReadActivity { ticket, org, stream, before, limit_bytes } => {
                let key = StreamKey { org, stream };
                self.look_up(ticket, move |db| {
                    let before = before.clone();
                    async move {
                        Ok(Answer::Activity(log::activity(&db, key, before, limit_bytes).await?))
                    }
                });
            }
            RelayEffect::ReadTail { ticket, org, stream, after, limit_changes, limit_bytes } => {
                let key = StreamKey { org, stream };
                let feed = self.state.sync.hub.feed(stream);
                let recent = feed
                    .as_deref()
                    .and_then(|feed| log::recent_tail(feed, after, limit_changes, limit_bytes));
                if let Some(tail) = recent {
                    self.take_push_answers();
                    let answer = Answer::Tail(tail);
                    return self.at_hand.push_back(RelayInput::Answer { ticket, answer });
                }
                self.look_up(ticket, move |db| {
                    let feed = feed.clone();
                    async move {
                        let feed = feed.as_deref();
                        let tail = log::tail(&db, feed, key, after, limit_changes, limit_bytes);
                        Ok(Answer::Tail(tail.await?))
                    }
                });
            }
            RelayEffect::ReadHeads { ticket, org, stream, after, limit } => {
                let key = StreamKey { org, stream };
                self.look_up(ticket, move |db| async move {
                    Ok(Answer::Heads(log::heads(&db, key, after, limit).await?))
                });
            }
            RelayEffect::ReadDocument { ticket, org, stream, doc } => {
                let key = StreamKey { org, stream };
                self.look_up(ticket, move |db| async move {
                    Ok(Answer::Document(log::document(&db, key, doc).await?))
                });
            }
            // The rest has no ticket, or was done before.
            _ => {}
        }
    }

    /// Answers a question that only reads, and so can be asked again: a connection that broke
    /// under it is no reason to send the client away.
    fn look_up<F>(&mut self, ticket: Ticket, question: impl Fn(Db) -> F + Send + 'static)
    where
        F: Future<Output = Result<Answer, LogError>> + Send + 'static,
    {
        let db = self.state.db.clone();
        self.answer(ticket, async move {
            for pause in PAUSES {
                match question(db.clone()).await {
                    Err(LogError::Db(error)) => {
                        tracing::warn!(%error, "a session's question is asked again");
                        tokio::time::sleep(pause).await;
                    }
                    done => return Ok(done?),
                }
            }
            Ok(question(db).await?)
        });
    }

    fn answer(
        &mut self,
        ticket: Ticket,
        answer: impl Future<Output = Result<Answer, EffectError>> + Send + 'static,
    ) {
        self.doing.spawn(answered(ticket, answer));
    }

    /// The session hears of its own pushes before it sees them in the log: else it sends its client
    /// what that has just pushed. A push is answered before anybody can read its changes in memory.
    fn take_push_answers(&mut self) {
        while let Some(Some(done)) = self.pushing.next().now_or_never() {
            match done {
                Some(answer) => self.at_hand.push_back(answer),
                None => return self.lose(),
            }
        }
    }
}

async fn answered(
    ticket: Ticket,
    answer: impl Future<Output = Result<Answer, EffectError>>,
) -> RelayInput {
    match answer.await {
        Ok(answer) => RelayInput::Answer { ticket, answer },
        Err(error) => {
            tracing::warn!(%error, "a session's question got no answer");
            RelayInput::Failed { ticket }
        }
    }
}

async fn authenticate(
    state: &AppState,
    token: Token,
    device: DeviceId,
    agent: &str,
) -> Result<Answer, EffectError> {
    let mut tx = IdentityTx::begin(&state.db).await?;
    if !is_session_open(&mut tx, token.session).await? {
        return Ok(Answer::Denied { code: GoodbyeCode::Revoked });
    }
    let identities = identities(&mut tx, token.user).await?;
    see_device(&mut tx, token.user, device, agent, state.now()).await?;
    tx.commit().await?;
    Ok(Answer::Authenticated(Authenticated {
        user: token.user,
        identities,
        expires_at: Millis(token.expires_at.millis().max(0).cast_unsigned()),
    }))
}

fn offered(change: PushedChange) -> Offered {
    let again = if change.again.is_some() { Again::Claimed } else { Again::No };
    Offered { doc: change.doc, kind: model_kind(change.kind), bytes: change.bytes.into(), again }
}
