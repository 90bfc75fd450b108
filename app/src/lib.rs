//! Use cases and timers: authorise → load → decide → append → effects.
//!
//! One file per use case, all methods of [`App`]. Nothing here speaks HTTP or SQL.

mod accounts;
mod attachments;
mod audit;
mod backup;
mod cases;
mod datasets;
mod erasure;
mod folder;
mod found;
mod gate;
mod grading;
mod keys;
mod law;
mod log;
mod notices;
mod organisations;
mod packs;
mod page;
mod platform;
mod problem;
mod registers;
mod reports;
mod session;
mod system;
mod traces;
mod watch;
mod words;
mod work;

pub use accounts::{IssueToken, IssuedToken, Login, OpenAccount, Place, Session as LoginSession};
pub use attachments::{HandIn, OpenAttachment};
pub use audit::{Certainty, Of, SeenCopy, SeenTable, Sighting, Trace, TraceError, TracePlace, trace};
pub use backup::{BackedUp, BackupError, LastBackup, Restore, Restored, restore};
pub use cases::{CaseList, Remark, Side, StartCase, TakeStep};
pub use datasets::{DatasetList, Ingested, RegisterDataset, Registered};
pub use domain::report::Period;
pub use domain::trace::Finding;
pub use folder::{Folder, FolderError, PlatformFile};
pub use found::{FoundError, Founded, Founding, found};
pub use gate::{
    Aggregate, Answer, AnswerBody, AssessRelease, Bounds, Export, PageOf, PrivateStatistic, Question, RISK_STATEMENT,
    RiskStatement, RowByKey, Sql, Statistic, SystemSql,
};
pub use grading::{Differing, RecheckError, Rechecked, recheck_grades};
pub use guard::fingerprint::Alteration;
pub use keys::{KeyLine, KeysError, RecordError, Rotate, verify_destruction};
pub use law::{ExplainError, Explanation, acts_by_article, explain};
pub use log::{ReceiptProof, ReceiptVerifyError, VerifyError, VerifyReport, verify, verify_receipt};
pub use notices::{MailServer, MailServerError, NoticeList, Outbound};
pub use organisations::RegisterOrganisation;
pub use packs::{Packs, PacksError};
pub use page::Page;
pub use platform::{App, OpenError, Options};
pub use problem::Problem;
pub use registers::EntryList;
pub use reports::{ReportError, SheetFormat, WantedReport, report, sheet};
pub use session::{Session, Visitor};
pub use system::SystemClock;
pub use traces::{CopyCheck, Integrity, TraceReport, TracedCopy};
pub use watch::{HitList, Watched};
pub use words::{Language, Words, WordsError};
pub use work::Worked;

/// Chooses the TLS provider for the process. Call it first thing: two are in the build, and the library asks for one.
pub fn choose_tls_provider() {
    // An error means that a choice was made already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
