//! The story: a department's table becomes a governed answer, told over HTTP.
//!
//! One runner serves the demo, the tests on SQLite and the tests on PostgreSQL. Every step checks its own outcome: what
//! the law forbids must be refused with the article, what it allows must be done.

mod api;
mod cast;
mod error;
mod opening;
mod reading;
mod receipts;
mod receiving;
mod refusing;
mod registering;
mod report;
mod sharing;
mod teller;

use std::path::PathBuf;
use std::sync::Arc;

use app::App;
use base::{AgreementId, CaseId, DatasetId, Digest};

use crate::SimClock;
use crate::tables::{self, Dirt, Table};

pub use api::{Api, ApiError, Call, Reply};
pub use cast::{Bodies, Cast, Person};
pub use error::StoryError;
pub use receipts::KeptReceipt;
pub use report::{Bilingual, Reporter, Step};

use teller::Teller;

/// Seeds of the three tables.
const SEEDS: [u64; 3] = [20_191_101, 20_191_102, 20_191_103];

/// What the story is played on: a platform that was just founded, behind a server that answers at `api`.
pub struct Stage {
    pub api: Api,
    /// The same platform from inside, for its timer and its law.
    pub app: Arc<App>,
    /// The clock the platform was opened with.
    pub clock: Arc<SimClock>,
    /// Where the made-up tables are written before they are sent.
    pub folder: PathBuf,
    /// Rows of the first table; the others have a fifth and two fifths of it. At least 100.
    pub rows: u64,
}

/// The datasets 数据资源 of the story and the tables behind them.
pub struct Resources {
    /// 从业人员: personal, shared and opened on condition.
    pub staff: (DatasetId, Table),
    /// 企业登记: shared and opened on condition.
    pub enterprises: (DatasetId, Table),
    /// 许可处罚: open without condition.
    pub permits: (DatasetId, Table),
}

/// An answer somebody holds.
#[derive(Debug, Clone)]
struct Kept {
    id: String,
    holder: Person,
    answer: Digest,
}

/// What the story left behind.
pub struct Played {
    /// Steps told.
    pub steps: u32,
    pub bodies: Bodies,
    pub cast: Cast,
    pub resources: Resources,
    /// B's agreement. It has expired by the end.
    pub agreement: AgreementId,
    /// The citizen's agreement about the enterprises. It has expired by the end.
    pub opened: AgreementId,
    /// The case whose clock ran out.
    pub overdue: CaseId,
    /// Every answer's receipt, as its holder would save it.
    pub receipts: Vec<KeptReceipt>,
    /// The log's public key, as `/log/key` gives it.
    pub log_key: String,
}

/// Plays the whole story. Moves the clock by about three months.
pub async fn play(stage: &Stage, reporter: &mut dyn Reporter) -> Result<Played, StoryError> {
    let mut teller = Teller::new(stage, reporter);
    let bodies = cast::bodies(&mut teller).await?;
    let people = cast::people(&mut teller, &bodies).await?;
    let resources = resources(stage.rows, &teller)?;
    registering::play(&mut teller, &people, &resources).await?;
    receiving::play(&mut teller, &people, &resources).await?;
    let agreement = sharing::play(&mut teller, &people, &resources).await?;
    reading::play(&mut teller, &people, &resources, &agreement).await?;
    refusing::play(&mut teller, &people, &resources, &agreement).await?;
    let opened = Box::pin(opening::play(&mut teller, &people, &resources)).await?;
    opening::free(&mut teller, &people, &resources).await?;
    let (receipts, log_key) = receipts::play(&mut teller).await?;
    refusing::expired(&mut teller, &people, &resources, &agreement).await?;
    Ok(Played {
        steps: teller.number,
        bodies,
        cast: people,
        resources,
        agreement: agreement.id,
        opened: opened.agreement,
        overdue: opened.overdue,
        receipts,
        log_key,
    })
}

fn resources(rows: u64, teller: &Teller<'_>) -> Result<Resources, StoryError> {
    let rows = rows.max(100);
    let [staff, enterprises, permits] = SEEDS;
    let employers = rows / 5;
    // The first table comes from a careless hand, so that the platform has something to set aside.
    let dirt = Dirt { lead_rows: 2, ragged_every: rows / 4, gb18030: true };
    let id = |text: &str| teller.some(text.parse().ok(), "an id", text);
    Ok(Resources {
        staff: (id("staff")?, tables::residents(rows, employers, staff).with_dirt(dirt)),
        enterprises: (id("enterprises")?, tables::enterprises(employers, enterprises)),
        permits: (id("permits")?, tables::permits(rows * 2 / 5, employers, permits)),
    })
}
