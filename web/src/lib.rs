//! The only HTTP: the JSON API under `/api/v1`, the published log under `/log`, and what operators probe.
//!
//! One operation per file, one folder per resource; the router of a folder lists only that folder. A handler turns a
//! request into a command of [`app`] and its answer into a response. Nothing here decides: who may, what is lawful and
//! what leaves is said by `app`, and every error is one RFC 9457 problem, worded in the reader's language by one
//! renderer at the [`edge`].

mod accounts;
mod agreements;
mod answer;
mod applicants;
mod attachments;
mod audit;
mod cases;
mod data;
mod datasets;
mod edge;
mod extract;
mod grading;
mod limits;
mod listening;
mod log;
mod meters;
mod notices;
mod organisations;
mod pages;
mod problem;
mod rates;
mod receipts;
mod registers;
mod reports;
mod router;
mod rules;
mod secret;
mod serve;
mod server;
mod sessions;
mod shapes;
mod system;
mod tls;
mod tokens;

pub use limits::{Limits, Rate};
pub use listening::{ListenError, Listening};
pub use router::{openapi, router};
pub use serve::serve;
pub use tls::{Tls, TlsError};
