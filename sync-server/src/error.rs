//! What a client is told when a request fails: one place that maps every failure to a status and a
//! stable code.
//!
//! *Invariant: words here never quote SQL, paths or another tenant.* What went wrong inside is
//! logged with the request's id and answered as `internal`.

use crate::db::DbError;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use utoipa::ToSchema;

/// A request that failed.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// No access token, or not a good one.
    #[error("sign in first: the access token is missing, invalid or expired")]
    Unauthenticated,
    /// Address and password do not belong together. The same whether or not the account exists.
    #[error("the email address or the password is wrong")]
    InvalidCredentials,
    /// The refresh token is unknown, expired or revoked.
    #[error("the session has ended: sign in again")]
    InvalidRefreshToken,
    /// The refresh token was used before, so somebody else may have it: the session is revoked.
    #[error("this refresh token was used before, so its session was ended: sign in again")]
    RefreshTokenReused,
    /// There is no such thing, or it is another tenant's.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The route does not take this method.
    #[error("this address does not take that method")]
    MethodNotAllowed,
    /// The person is in the organisation but may not do this.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The request itself is wrong.
    #[error("{0}")]
    InvalidRequest(String),
    /// One value of the request is wrong.
    #[error("{field}: {words}")]
    InvalidValue {
        /// Which.
        field: &'static str,
        /// What is wrong with it.
        words: String,
    },
    /// The body is larger than this relay takes.
    #[error("the request's body is too large")]
    TooLarge,
    /// There is an account with this address.
    #[error("there is an account with this email address already: sign in")]
    EmailTaken,
    /// The wanted id is another person's.
    #[error("this id belongs to another person")]
    IdentityTaken,
    /// The wanted id is another organisation's.
    #[error("this id belongs to another organisation")]
    OrgIdTaken,
    /// Nobody signed up with this address.
    #[error("nobody has signed up with this email address yet: ask them to, then add them")]
    NoSuchAccount,
    /// An organisation keeps at least one owner.
    #[error("an organisation needs an owner: make somebody else one first")]
    LastOwner,
    /// Too many attempts.
    #[error("too many attempts: wait {} seconds", .retry_after.as_secs().max(1))]
    TooManyAttempts {
        /// When the next is taken.
        retry_after: Duration,
    },
    /// More work waits than the node can do in time.
    #[error("the relay is busy: try again in a moment")]
    Overloaded,
    /// The request took too long.
    #[error("the relay took too long to answer: try again")]
    TimedOut,
    /// A failure inside.
    #[error("something went wrong inside the relay")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The body of every failed answer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"code": "not_found", "message": "there is no such organisation"}))]
pub struct Problem {
    /// Stable: what programs decide by.
    pub code: String,
    /// For people: may change.
    pub message: String,
}

impl ApiError {
    /// A failure inside, to be logged.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }

    /// The status and the stable code.
    pub fn kind(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Unauthenticated => (StatusCode::UNAUTHORIZED, "unauthenticated"),
            Self::InvalidCredentials => (StatusCode::UNAUTHORIZED, "invalid_credentials"),
            Self::InvalidRefreshToken => (StatusCode::UNAUTHORIZED, "invalid_refresh_token"),
            Self::RefreshTokenReused => (StatusCode::UNAUTHORIZED, "refresh_token_reused"),
            Self::NotFound(_) => (StatusCode::NOT_FOUND, "not_found"),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed"),
            Self::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
            Self::InvalidRequest(_) => (StatusCode::BAD_REQUEST, "invalid_request"),
            Self::InvalidValue { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "invalid_value"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            Self::EmailTaken => (StatusCode::CONFLICT, "email_taken"),
            Self::IdentityTaken => (StatusCode::CONFLICT, "identity_taken"),
            Self::OrgIdTaken => (StatusCode::CONFLICT, "org_id_taken"),
            Self::NoSuchAccount => (StatusCode::UNPROCESSABLE_ENTITY, "no_such_account"),
            Self::LastOwner => (StatusCode::CONFLICT, "last_owner"),
            Self::TooManyAttempts { .. } => (StatusCode::TOO_MANY_REQUESTS, "too_many_attempts"),
            Self::Overloaded => (StatusCode::SERVICE_UNAVAILABLE, "overloaded"),
            Self::TimedOut => (StatusCode::SERVICE_UNAVAILABLE, "timed_out"),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::TooManyAttempts { retry_after } => Some(*retry_after),
            Self::Overloaded | Self::TimedOut => Some(Duration::from_secs(1)),
            _ => None,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, code) = self.kind();
        if let Self::Internal(source) = &self {
            tracing::error!(error = %chain(source.as_ref()), "request failed");
        }
        let problem = Problem { code: code.to_owned(), message: self.to_string() };
        let mut response = (status, axum::Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(wait) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        response
    }
}

impl From<DbError> for ApiError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Sql(sqlx::Error::PoolTimedOut) => Self::Overloaded,
            error => Self::internal(error),
        }
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::InvalidRequest(rejection.body_text()),
        }
    }
}

impl From<PathRejection> for ApiError {
    /// An id that is none names nothing.
    fn from(_: PathRejection) -> Self {
        Self::NotFound("address")
    }
}

/// The error and its sources in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        words.push_str(": ");
        words.push_str(&inner.to_string());
        source = inner.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_inside_is_not_told() {
        let error = ApiError::from(DbError::Sql(sqlx::Error::Protocol("SELECT secret".into())));
        assert_eq!(error.kind(), (StatusCode::INTERNAL_SERVER_ERROR, "internal"));
        assert!(!error.to_string().contains("SELECT"));
    }

    #[test]
    fn waiting_is_said_in_a_header_too() {
        let error = ApiError::TooManyAttempts { retry_after: Duration::from_secs(7) };
        assert_eq!(error.into_response().headers()[header::RETRY_AFTER], "7");
    }
}
