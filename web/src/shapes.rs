//! The shapes of the domain's records for the OpenAPI document: `domain` and `law` know nothing of it.
//!
//! They describe and are never made. The suite holds every answer it gets against the document, so that a shape that
//! has fallen behind its record fails there.
#![expect(dead_code, reason = "read by the derive of the OpenAPI document only")]

mod audit;
mod bodies;
mod catalogue;
mod course;
mod destruction;
mod masks;
mod receipt;
mod registers;
mod reports;
mod rows;
mod rulebook;
mod scenes;

pub(crate) use audit::{Hit, Sighting};
pub(crate) use bodies::{Account, Office, Organisation, OrganisationKind, Reach, Role, Scope};
pub(crate) use catalogue::{Catalogue, Dataset, FieldGrade, Grade, Kind, Version};
pub(crate) use course::{Agreement, Case, Condition};
pub(crate) use masks::Mask;
pub(crate) use receipt::{ProofBundle, Receipt};
pub(crate) use registers::{Attachment, Entry, Notice};
pub(crate) use reports::Table;
pub(crate) use rows::{Cells, Row, Rows};
pub(crate) use rulebook::{Binding, Clock, GroundHere, OpenClassHere, Procedure, Purpose, ShareClassHere, Words};
pub(crate) use scenes::SceneMinimum;
