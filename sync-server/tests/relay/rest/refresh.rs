//! `POST /v1/refresh`

use crate::test_app::{Answer, Person, TestApp};
use serde_json::json;
use std::time::Duration;

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.post("/v1/refresh", json!({"refresh_token": token})).await
}

async fn next(app: &TestApp, person: &Person) -> Person {
    refresh(app, &person.refresh).await.person()
}

#[tokio::test]
async fn a_token_buys_the_next() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    app.clock.advance(Duration::from_secs(601));
    let stale = app.ask("GET", "/v1/me", Some(&ada.access), None).await;
    assert_eq!(stale.code(), (401, "unauthenticated"));
    let second = next(&app, &ada).await;
    assert_eq!(second.id, ada.id);
    assert_eq!(app.ask("GET", "/v1/me", Some(&second.access), None).await.status, 200);
    next(&app, &second).await;
}

#[tokio::test]
async fn a_second_use_ends_the_session() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let other_session = app
        .post("/v1/sign-in", json!({"email": ada.email, "password": crate::test_app::PASSWORD}))
        .await
        .person();
    let second = next(&app, &ada).await;
    app.clock.advance(Duration::from_secs(61));
    assert_eq!(refresh(&app, &ada.refresh).await.code(), (401, "refresh_token_reused"));
    assert_eq!(refresh(&app, &second.refresh).await.code(), (401, "invalid_refresh_token"));
    // Only that one.
    next(&app, &other_session).await;
}

#[tokio::test]
async fn a_second_use_is_a_theft_at_once_when_the_next_was_used() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let second = next(&app, &ada).await;
    let third = next(&app, &second).await;
    assert_eq!(refresh(&app, &ada.refresh).await.code(), (401, "refresh_token_reused"));
    assert_eq!(refresh(&app, &third.refresh).await.code(), (401, "invalid_refresh_token"));
}

#[tokio::test]
async fn an_answer_that_was_lost_can_be_had_again() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let lost = next(&app, &ada).await;
    app.clock.advance(Duration::from_secs(30));
    let second = next(&app, &ada).await;
    next(&app, &second).await;
    // Whoever has the lost one is a thief.
    assert_eq!(refresh(&app, &lost.refresh).await.code(), (401, "refresh_token_reused"));
}

#[tokio::test]
async fn losing_answers_does_not_stretch_the_minute() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    for _ in 0..3 {
        next(&app, &ada).await;
        app.clock.advance(Duration::from_secs(29));
    }
    assert_eq!(refresh(&app, &ada.refresh).await.code(), (401, "refresh_token_reused"));
}

#[tokio::test]
async fn two_uses_at_once_make_one_line_of_tokens() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let (one, two) = tokio::join!(refresh(&app, &ada.refresh), refresh(&app, &ada.refresh));
    let results = [
        refresh(&app, &one.person().refresh).await.status,
        refresh(&app, &two.person().refresh).await.status,
    ];
    assert!(results.iter().any(|status| *status == 401), "{results:?}");
}

#[tokio::test]
async fn a_token_ends_after_ninety_days() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    app.clock.advance(Duration::from_hours(90 * 24));
    assert_eq!(refresh(&app, &ada.refresh).await.code(), (401, "invalid_refresh_token"));
    assert_eq!(refresh(&app, "aloft_rt_guess").await.code(), (401, "invalid_refresh_token"));
}

#[tokio::test]
async fn tokens_are_kept_only_as_hashes() {
    let app = TestApp::start().await;
    let ada = app.person("Ada").await;
    let mut connection = app.database.administrator().await;
    let rows: String =
        sqlx::query_scalar("SELECT string_agg(t::text, '\n') FROM refresh_tokens AS t")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert!(!rows.contains(&ada.refresh));
    assert!(!rows.contains(ada.refresh.trim_start_matches("aloft_rt_")));
}
