//! One file an endpoint.

mod failures;
mod jwks;
mod me;
mod members;
mod operation;
mod orgs;
mod refresh;
mod sign_in;
mod sign_out;
mod sign_up;
