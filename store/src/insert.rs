use std::collections::BTreeMap;

use base::Timestamp;
use domain::act::{RecordKind, RecordRef};
use domain::record::ViewRow;

use crate::connection::{Link, Param, signed};
use crate::error::DatabaseError;
use crate::statements::{ACTS, ACTS_AND_PAYLOADS, PAYLOADS, Sized, view};
use crate::submission::{PreparedAct, PreparedChange};

/// An act with its place in the log.
pub(crate) struct Placed<'a> {
    pub(crate) position: u64,
    pub(crate) at: Timestamp,
    pub(crate) record: &'a RecordRef,
    pub(crate) act: &'a PreparedAct,
}

pub(crate) async fn insert_acts(link: &mut Link<'_>, placed: &[Placed<'_>]) -> Result<(), DatabaseError> {
    if let Link::Sqlite(_) = link {
        return insert(link, &ACTS_AND_PAYLOADS, placed, |chunk, params| {
            bind_acts(chunk, params);
            bind_payloads(chunk, params);
        })
        .await;
    }
    insert(link, &ACTS, placed, bind_acts).await?;
    insert(link, &PAYLOADS, placed, bind_payloads).await
}

fn bind_acts<'a>(chunk: &'a [Placed<'_>], params: &mut Vec<Param<'a>>) {
    for placed in chunk {
        params.extend([
            Param::Int(signed(placed.position)),
            Param::Text(placed.record.kind.as_str()),
            Param::Text(&placed.record.id),
            Param::Int(signed(placed.act.version)),
            Param::Text(placed.act.name),
            Param::Int(placed.at.millis()),
            Param::Bytes(placed.act.commitment.as_bytes()),
        ]);
    }
}

fn bind_payloads<'a>(chunk: &'a [Placed<'_>], params: &mut Vec<Param<'a>>) {
    for placed in chunk {
        params.extend([
            Param::Int(signed(placed.position)),
            Param::Bytes(placed.act.salt.as_bytes()),
            Param::Text(&placed.act.payload),
        ]);
    }
}

/// Writes the last row of every record changed. One statement must not name a record twice.
pub(crate) async fn upsert_views<'a>(
    link: &mut Link<'_>,
    changes: impl Iterator<Item = &'a PreparedChange>,
) -> Result<(), DatabaseError> {
    let mut last: BTreeMap<(RecordKind, &str), (u64, &ViewRow)> = BTreeMap::new();
    for change in changes {
        if let Some(row) = &change.row {
            let version = change.expected + u64::try_from(change.acts.len()).unwrap_or(u64::MAX);
            last.insert((change.record.kind, &change.record.id), (version, row));
        }
    }
    for kind in RecordKind::ALL {
        let Some(statements) = view(kind) else { continue };
        let rows: Vec<_> = last.range((kind, "")..).take_while(|((of, _), _)| *of == kind).collect();
        insert(link, &statements.upsert, &rows, |chunk, params| {
            for ((_, id), (version, row)) in chunk {
                params.extend([
                    Param::Text(id),
                    Param::Int(signed(*version)),
                    Param::Text(&row.state),
                    Param::MaybeText(row.index.owner.as_deref()),
                    Param::MaybeText(row.index.subject.as_deref()),
                    Param::MaybeText(row.index.natural_key.as_deref()),
                    Param::Text(&row.index.status),
                    Param::MaybeInt(row.index.due.map(Timestamp::millis)),
                ]);
            }
        })
        .await?;
    }
    Ok(())
}

/// Runs a sized statement over all rows.
pub(crate) async fn insert<'a, T>(
    link: &mut Link<'_>,
    sized: &Sized,
    mut rows: &'a [T],
    bind: impl Fn(&'a [T], &mut Vec<Param<'a>>),
) -> Result<(), DatabaseError> {
    let mut params = Vec::new();
    while let Some((taken, sql)) = sized.at_most(rows.len(), link) {
        let Some((chunk, rest)) = rows.split_at_checked(taken) else { break };
        params.clear();
        bind(chunk, &mut params);
        link.execute(sql, &params).await?;
        rows = rest;
    }
    Ok(())
}
