use base::Message;
use domain::act::RecordRef;

/// The first thing found that is not as the platform left it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Difference {
    #[error("the act at position {position} was changed: its column {column} is not what was committed to")]
    ActChanged { position: u64, column: &'static str },
    #[error("the act at position {position} was replaced, payload and commitment: the published log holds another")]
    ActReplaced { position: u64 },
    #[error("the act at position {position} is missing")]
    ActMissing { position: u64 },
    #[error("there is an act at position {position} that the head of the log does not count")]
    ActExtra { position: i64 },
    #[error("the payload or salt of the act at position {position} was changed")]
    PayloadChanged { position: u64 },
    #[error("the payload of the act at position {position} is missing")]
    PayloadMissing { position: u64 },
    #[error("what remains of the erased act at position {position} is not what the act that erased it says")]
    ErasedChanged { position: u64 },
    #[error("there is a payload at position {position} without an act")]
    PayloadExtra { position: i64 },
    #[error("the head of the log is missing or was changed: it must count {acts} acts")]
    HeadChanged { acts: u64 },
    #[error("the file {path} of the log was changed")]
    TileChanged { path: String },
    #[error("the file {path} of the log is missing")]
    TileMissing { path: String },
    #[error("the checkpoint of the log was changed: {reason}")]
    CheckpointChanged { reason: String },
    #[error("the checkpoint of the log is missing though one was published")]
    CheckpointMissing,
    #[error("the published root of {size} acts is not the root of the acts on record: history was rewritten")]
    RootDiffers { size: u64 },
    #[error("the row of the newest checkpoint was changed in its column {column}")]
    SequencedChanged { column: &'static str },
    #[error("the acts of {} {} do not count up: expected version {expected}, found {found}", record.kind.as_str(), record.id)]
    VersionGap { record: RecordRef, expected: u64, found: i64 },
    #[error("the row {id:?} of {table} was changed in its column {column}")]
    ViewChanged { table: &'static str, id: String, column: &'static str },
    #[error("the row {id:?} of {table} is missing")]
    ViewMissing { table: &'static str, id: String },
    #[error("there is a row {id:?} of {table} that no act made")]
    ViewExtra { table: &'static str, id: String },
}

impl Difference {
    /// The same for the person who asked.
    pub fn message(&self) -> Message {
        let at = |key: &str, position: &dyn ToString| Message::new(key).with("position", position.to_string());
        let view = |key: &str, table: &str, id: &str| Message::new(key).with("table", table).with("id", id);
        match self {
            Self::ActChanged { position, column } => at("verify-act-changed", position).with("column", column),
            Self::ActReplaced { position } => at("verify-act-replaced", position),
            Self::ActMissing { position } => at("verify-act-missing", position),
            Self::ActExtra { position } => at("verify-act-extra", position),
            Self::PayloadChanged { position } => at("verify-payload-changed", position),
            Self::PayloadMissing { position } => at("verify-payload-missing", position),
            Self::ErasedChanged { position } => at("verify-erased-changed", position),
            Self::PayloadExtra { position } => at("verify-payload-extra", position),
            Self::HeadChanged { acts } => Message::new("verify-head-changed").with("acts", acts),
            Self::TileChanged { path } => Message::new("verify-tile-changed").with("path", path),
            Self::TileMissing { path } => Message::new("verify-tile-missing").with("path", path),
            Self::CheckpointChanged { reason } => Message::new("verify-checkpoint-changed").with("reason", reason),
            Self::CheckpointMissing => Message::new("verify-checkpoint-missing"),
            Self::RootDiffers { size } => Message::new("verify-root-differs").with("size", size),
            Self::SequencedChanged { column } => Message::new("verify-sequenced-changed").with("column", column),
            Self::VersionGap { record, expected, found } => Message::new("verify-version-gap")
                .with("kind", record.kind.as_str())
                .with("id", &record.id)
                .with("expected", expected)
                .with("found", found),
            Self::ViewChanged { table, id, column } => view("verify-view-changed", table, id).with("column", column),
            Self::ViewMissing { table, id } => view("verify-view-missing", table, id),
            Self::ViewExtra { table, id } => view("verify-view-extra", table, id),
        }
    }
}
