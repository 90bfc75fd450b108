//! Attachments 附件: files handed in for cases, kept sealed.

mod check;
mod kind;
mod open;
mod receive;

pub use open::OpenAttachment;
pub use receive::HandIn;
