//! Who somebody is: accounts, passwords, access tokens, sessions.
//!
//! An access token (a JWT, ten minutes) is believed by every node without asking the database; a
//! refresh token buys the next pair, once. What a person may do in an organisation is no part of
//! either: it is read from `members` by what decides, when it decides.

pub mod access_token;
pub mod account;
pub mod attempts;
mod authenticated;
pub mod client_address;
pub mod email;
pub mod keys;
pub mod password;
pub mod queries;
pub mod refresh_token;
pub mod upkeep;

pub use authenticated::Authenticated;
