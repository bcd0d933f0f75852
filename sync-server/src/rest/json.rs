//! JSON in and out, with this relay's own words when it cannot be read.

use crate::error::ApiError;
use axum::extract::FromRequest;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A JSON body.
#[derive(FromRequest)]
#[from_request(via(axum::Json), rejection(ApiError))]
pub(super) struct Json<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}
