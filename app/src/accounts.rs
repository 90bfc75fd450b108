//! Logins, passwords and tokens.

mod close;
mod erase;
mod get;
mod login;
mod open;
mod password;
mod revoke;
mod set_roles;
mod stand_in;
mod token;

pub use login::{Login, Session};
pub use open::OpenAccount;
pub use stand_in::Place;
pub use token::{IssueToken, IssuedToken};
