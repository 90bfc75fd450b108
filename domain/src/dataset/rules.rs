//! What the law says of a catalogue entry. One file per rule.

mod base_library;
mod body;
mod elements;
mod not_open;
mod sharing;
mod state_secret;

pub(super) use base_library::check as check_base_library;
pub(super) use body::check as check_body;
pub(super) use elements::check as check_elements;
pub(crate) use not_open::check as check_not_open;
pub(crate) use sharing::check as check_sharing;
pub(crate) use state_secret::refusal as state_secret;
