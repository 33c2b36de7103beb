//! Reads an error response that `unanimous::render` has written.

use unanimous::api_error::{ApiError, Response};
use unanimous::render::ErrorResponse;

pub(crate) fn read(response: &ErrorResponse) -> ApiError {
    ApiError::read(&Response {
        status: response.status,
        headers: response.headers.as_slice().into(),
        body: response.body.as_bytes(),
        ..Response::default()
    })
}
