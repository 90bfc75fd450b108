//! 发布风险评估: how surely people can be singled out in a release, before the case that releases it decides.
//!
//! Only counts leave. The table is read under a grant of its own, as it would be released, and the reading has its
//! receipt in the same commit as what was found.

mod held;
mod run;

use std::collections::BTreeMap;

use access::{Action, Resource};
use base::{CaseId, DatasetId, Digest, Mask, Message, ReceiptId, VersionId};
use domain::Deciding;
use domain::act::{Act, RecordKind, RecordRef};
use domain::agreement::{Channel, Condition, GrantedField};
use domain::case::{Assessment, Case, RiskLimits};
use domain::dataset::Dataset;
use domain::receipt::Receipt;
use domain::record::{Change, Decided, Loaded, Record};
use domain::release::{self, Allowed};
use guard::risk::RiskReport;
use law::{Actor as Part, Subject};
use serde::Serialize;

use super::open::released;
use super::page::digest_of;
use crate::cases::parts;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};
use held::Held;
use run::Plan;

/// What kind of statement a signed assessment is.
pub const STATEMENT: &str = "release-risk/v1";

/// A release to assess.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AssessRelease {
    /// Fields to be released; all of the dataset where absent.
    pub fields: Option<Vec<String>>,
    /// Their masks; where absent those of the case's form, else those the case would give them.
    pub masks: Option<BTreeMap<String, Mask>>,
    /// Conditions on the rows to be released; all rows where there are none.
    pub row_filter: Vec<Condition>,
    /// Quasi-identifiers 准标识符; searched for where absent.
    pub quasi: Option<Vec<String>>,
    /// Fields whose values should not be told of anyone; the sensitive ones among those released where empty.
    pub sensitive: Vec<String>,
}

/// The result as it is signed: counts and names of fields, never a value.
#[derive(Debug, Clone, Serialize)]
pub struct RiskStatement {
    /// The case it was made for; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    pub dataset: DatasetId,
    pub version: VersionId,
    pub masks: BTreeMap<String, Mask>,
    /// Digest of the conditions on the rows; absent where all were looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row_filter: Option<Digest>,
    pub quasi: Vec<String>,
    /// Rows the quasi-identifiers were searched in; absent where they were named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub searched_rows: Option<u64>,
    pub limits: RiskLimits,
    pub passes: bool,
    pub report: RiskReport,
    /// Digest of the rulebook the limits stand in.
    pub law: Digest,
}

/// What was found, signed, with the receipt of the reading.
struct Assessed {
    statement: RiskStatement,
    signed: String,
    receipt: Receipt,
}

impl App {
    /// Assesses the release a case is about and attaches the signed result to the case. For those who hold the data or
    /// decide on it.
    pub async fn assess_release(
        &self,
        session: &Session,
        case: &CaseId,
        ask: &AssessRelease,
    ) -> Result<Loaded<Case>, Problem> {
        let before = self.case_record(case).await?;
        let parts = parts(session, &before.state, None);
        let permit =
            self.authorise(session, Action::StepCase, &Resource::Case { case: &before.state, parts: &parts })?;
        if before.state.ended || ![Part::Provider, Part::Authority].iter().any(|part| parts.contains(part)) {
            let message = Message::new("state-risk-not-yours").with("case", &before.state.id);
            return Err(Problem::Conflict { message, current: Some(before.version) });
        }
        let law = self.law_of_case(&before.state)?;
        let deciding = self.deciding_under(&law, &before.state)?;
        let id = before.state.about.id_of::<DatasetId>(Subject::Dataset);
        let id = id.ok_or_else(|| Problem::invalid("case", Message::new("invalid-case-without-dataset")))?;
        let dataset = self.dataset_record(&id).await?;
        let assessed = self.assess(session, Some(&before.state), &dataset.state, ask, &deciding).await?;
        let Assessed { statement, signed, receipt } = assessed;
        let assessment = Assessment {
            dataset: id,
            version: statement.version,
            masks: statement.masks,
            row_filter: statement.row_filter,
            limits: statement.limits,
            passes: statement.passes,
            rows_below: statement.report.anonymity.rows_below,
            signed,
            receipt: receipt.id.clone(),
            by: session.actor(),
            at: receipt.released,
        };
        let act = Act::CaseAssessed(assessment);
        let after = Case::evolve(Some(before.state.clone()), &act).unwrap_or_else(|| before.state.clone());
        let attached = Change::new::<Case>(case, Some(&before), vec![Decided::new(act, Vec::new())])?;
        let rests_on = vec![(Dataset::reference(&dataset.state.id), dataset.version)];
        let changes = vec![reading(receipt), attached];
        self.append_under(law.digest(), Mandate::Permitted(session, permit), changes, rests_on).await?;
        Ok(Loaded { state: after, version: before.version + 1 })
    }

    /// Assesses what the release of a dataset would risk, for its steward and before there is a case. Gives the result
    /// and the same signed.
    pub async fn assess_dataset(
        &self,
        session: &Session,
        id: &DatasetId,
        ask: &AssessRelease,
    ) -> Result<(RiskStatement, String), Problem> {
        let dataset = self.dataset_record(id).await?;
        let permit = self.authorise(session, Action::ConfirmGrades, &Resource::Dataset(&dataset.state))?;
        let provider = self.body(&dataset.state.provider).await?;
        let deciding = self.deciding_at(&provider.region)?;
        let Assessed { statement, signed, receipt } =
            self.assess(session, None, &dataset.state, ask, &deciding).await?;
        let rests_on = vec![(Dataset::reference(id), dataset.version)];
        self.append_resting(Mandate::Permitted(session, permit), vec![reading(receipt)], rests_on).await?;
        Ok((statement, signed))
    }

    async fn assess(
        &self,
        session: &Session,
        case: Option<&Case>,
        dataset: &Dataset,
        ask: &AssessRelease,
        deciding: &Deciding<'_>,
    ) -> Result<Assessed, Problem> {
        let masks = ask.masks_of(case, dataset, deciding)?;
        let fields = masks.iter().map(|(name, mask)| GrantedField { name: name.clone(), mask: mask.clone() });
        let allowed = release::to_assess(dataset, fields.collect(), ask.row_filter.clone(), deciding)?;
        let held = self.held_beside(case, dataset, deciding).await?;
        let limits = RiskLimits::of(deciding.region);
        let found = self.reckon(&Plan { dataset, allowed: &allowed, ask, limits, held: &held }).await?;
        let statement = RiskStatement {
            case: case.map(|case| case.id.clone()),
            dataset: allowed.dataset.clone(),
            version: allowed.version.clone(),
            masks,
            row_filter: released(&allowed)?.row_filter,
            quasi: found.quasi,
            searched_rows: found.searched_rows,
            limits,
            passes: passes(&found.report, limits),
            report: found.report,
            law: deciding.rulebook.digest(),
        };
        let signed = self.sign_risk(&statement)?;
        let receipt = self.assessment_receipt(session, ask, &allowed, &held, &signed)?;
        Ok(Assessed { statement, signed, receipt })
    }

    fn sign_risk(&self, statement: &RiskStatement) -> Result<String, Problem> {
        let internal = |error: &dyn std::fmt::Display| Problem::Internal(error.to_string());
        let bytes = base::canonical::to_vec(statement).map_err(|error| internal(&error))?;
        let text = String::from_utf8(bytes).map_err(|error| internal(&error))?;
        let key = ledger::SigningKey::from_seed(&self.file.origin, *self.root.log_seed().expose());
        let key = key.map_err(|error| internal(&error))?;
        ledger::sign_statement(&key, STATEMENT, &text).map_err(|error| internal(&error))
    }

    fn assessment_receipt(
        &self,
        session: &Session,
        ask: &AssessRelease,
        allowed: &Allowed,
        held: &[Held],
        signed: &str,
    ) -> Result<Receipt, Problem> {
        let tables = std::iter::once(allowed).chain(held.iter().map(|held| &held.allowed));
        Ok(Receipt {
            id: ReceiptId::random(self.entropy.as_ref()),
            account: session.account.id.clone(),
            organisation: session.account.organisation.clone(),
            agreement: None,
            purpose: STATEMENT.to_owned(),
            channel: Channel::Assessment,
            tables: tables.map(released).collect::<Result<_, Problem>>()?,
            question: digest_of(ask)?,
            rows: 0,
            size: signed.len() as u64,
            answer: Digest::of(signed.as_bytes()),
            released: self.clock.now(),
            copy: None,
            grade: None,
            drawn: Vec::new(),
        })
    }
}

impl AssessRelease {
    /// The fields to be released with the masks they leave under.
    fn masks_of(
        &self,
        case: Option<&Case>,
        dataset: &Dataset,
        deciding: &Deciding<'_>,
    ) -> Result<BTreeMap<String, Mask>, Problem> {
        let named = self.fields.iter().flatten().chain(self.masks.iter().flat_map(BTreeMap::keys));
        let mut named = named.chain(self.row_filter.iter().map(|condition| &condition.field));
        let unknown = named.find(|name| dataset.field(name).is_none());
        if let Some(field) = unknown {
            let message = Message::new("invalid-field-unknown").with("field", field).with("dataset", &dataset.id);
            return Err(Problem::invalid("fields", message));
        }
        Ok(domain::case::planned(case, dataset, self.fields.as_deref(), self.masks.as_ref(), deciding))
    }
}

fn reading(receipt: Receipt) -> Change {
    let record = RecordRef { kind: RecordKind::Receipt, id: receipt.id.to_string() };
    Change::standalone(record, Decided::new(Act::DataReleased(receipt), Vec::new()))
}

/// Whether a table keeps within the limits: nobody below k, no class that tells too much, nobody joined beyond doubt.
fn passes(report: &RiskReport, limits: RiskLimits) -> bool {
    let told = report
        .diversity
        .iter()
        .any(|found| found.least_distinct < limits.l || found.greatest_distance * 100.0 > f64::from(limits.t_percent));
    report.anonymity.holds() && !told && report.linkage.iter().all(|found| found.joined == 0)
}
