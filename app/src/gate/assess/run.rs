//! The reckoning itself: one reading after the other, each in bounded memory.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use base::{Grade, Kind, Mask};
use domain::agreement::{Channel, GrantedField};
use domain::case::RiskLimits;
use domain::dataset::Dataset;
use domain::record::Record as _;
use domain::release::Allowed;
use domain::version::Version;
use futures::StreamExt as _;
use guard::risk::{
    Anonymity, CLASSES, Diversity, DiversityCheck, KCheck, Ladder, LeastGeneralisation, Linkage, LinkageCheck, Pass,
    RiskError, RiskReport, SinglingOut, SinglingSearch, Suggestion, ladder,
};
use lake::{Grant, TableTerms, Terms};

use super::AssessRelease;
use super::held::Held;
use crate::platform::App;
use crate::problem::Problem;

/// Fields searched for what singles out.
const CANDIDATES: usize = 12;
/// Fields that may single out together.
const TOGETHER: usize = 3;
/// Rows searched; in part of a table rows are alone more often, so the search errs on the safe side.
const SEARCHED: u64 = 200_000;
/// Rows alone, in thousandths, from which fields single out.
const PER_MILLE: u16 = 1;
/// Sets of fields told of.
const TOLD: usize = 20;
/// Sensitive fields looked at where none are named.
const SENSITIVE: usize = 4;

/// What is to be reckoned.
pub(super) struct Plan<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) allowed: &'a Allowed,
    pub(super) ask: &'a AssessRelease,
    pub(super) limits: RiskLimits,
    pub(super) held: &'a [Held],
}

pub(super) struct Found {
    pub(super) quasi: Vec<String>,
    pub(super) searched_rows: Option<u64>,
    pub(super) report: RiskReport,
}

impl App {
    pub(super) async fn reckon(&self, plan: &Plan<'_>) -> Result<Found, Problem> {
        let own = self.assessing(plan.allowed, None).await?;
        let (quasi, searched_rows, singling_out) = match &plan.ask.quasi {
            Some(named) => (named.clone(), None, Vec::new()),
            None => self.search(plan, &own).await?,
        };
        let anonymity = self.anonymity(&own, &quasi, plan.limits.k).await?;
        let mut diversity = Vec::new();
        for (field, named) in plan.sensitive(&quasi) {
            match self.diversity(&own, &quasi, &field).await {
                Ok(found) => diversity.push(found),
                // A field of too many values to reckon with tells nobody apart by its value.
                Err(Stopped::Risk(RiskError::TooManyValues { .. } | RiskError::Column { .. })) if !named => {}
                Err(error) => return Err(error.into()),
            }
        }
        let mut linkage = Vec::new();
        for held in plan.held {
            linkage.extend(self.linkage(&own, &quasi, held).await?);
        }
        let suggestion = if anonymity.holds() { None } else { self.suggestion(plan, &quasi, anonymity.rows).await? };
        let report = RiskReport { anonymity, diversity, linkage, singling_out, suggestion };
        Ok(Found { quasi, searched_rows, report })
    }

    /// A grant for one table, to be reckoned with and not to be shown.
    async fn assessing(&self, allowed: &Allowed, agreement: Option<&base::AgreementId>) -> Result<Reading, Problem> {
        let version = self.store.load::<Version>(allowed.version.as_str()).await?;
        let version = version.ok_or_else(|| Problem::missing(Version::KIND, allowed.version.as_str()))?;
        let key = self.keys.version(&version.state).await?;
        let table = TableTerms {
            sql_name: allowed.dataset.as_str().replace('-', "_"),
            dataset: allowed.dataset.clone(),
            version: Arc::new(version.state),
            key,
            fields: allowed.fields.clone(),
            rows: allowed.rows.clone(),
            sample: allowed.sample,
        };
        let terms = Terms {
            agreement: agreement.cloned(),
            channel: Channel::Assessment,
            tables: vec![table],
            pseudonym_key: self.pseudonyms_of(agreement, Some(&allowed.dataset))?,
        };
        Ok(Reading { dataset: allowed.dataset.clone(), grant: Grant::issue(&self.gate.key, terms) })
    }

    /// Hands every batch of a reading to `take`, which says whether it wants more.
    async fn feed(
        &self,
        reading: &Reading,
        mut take: impl FnMut(&RecordBatch) -> Result<bool, RiskError>,
    ) -> Result<SchemaRef, Stopped> {
        let mut rows = self.lake.assess(&reading.grant, &reading.dataset).await.map_err(Problem::from)?;
        while let Some(batch) = rows.next().await {
            if !take(&batch.map_err(Problem::from)?)? {
                break;
            }
        }
        Ok(rows.schema())
    }

    async fn search(
        &self,
        plan: &Plan<'_>,
        own: &Reading,
    ) -> Result<(Vec<String>, Option<u64>, Vec<SinglingOut>), Stopped> {
        let candidates = plan.candidates();
        let (mut search, mut rows) = (SinglingSearch::new(&candidates)?, 0);
        let feeding = self.feed(own, |batch| {
            search.take(batch)?;
            rows += batch.num_rows() as u64;
            Ok(rows < SEARCHED)
        });
        feeding.await?;
        let mut found = search.search(TOGETHER.min(candidates.len()), PER_MILLE)?;
        let single: BTreeSet<&String> = found.iter().flat_map(|set| &set.fields).collect();
        let quasi = if single.is_empty() { candidates.clone() } else { single.into_iter().cloned().collect() };
        found.truncate(TOLD);
        Ok((quasi, Some(rows), found))
    }

    async fn anonymity(&self, own: &Reading, quasi: &[String], k: u32) -> Result<Anonymity, Stopped> {
        let mut check = KCheck::new(quasi, k, CLASSES)?;
        loop {
            self.feed(own, |batch| check.take(batch).map(|()| true)).await?;
            if let Pass::Done(found) = check.end_pass()? {
                return Ok(found);
            }
        }
    }

    async fn diversity(&self, own: &Reading, quasi: &[String], sensitive: &str) -> Result<Diversity, Stopped> {
        let mut check = DiversityCheck::new(quasi, sensitive, CLASSES)?;
        loop {
            self.feed(own, |batch| check.take(batch).map(|()| true)).await?;
            if let Pass::Done(found) = check.end_pass()? {
                return Ok(found);
            }
        }
    }

    /// `None` where the two tables share no quasi-identifier.
    async fn linkage(&self, own: &Reading, quasi: &[String], held: &Held) -> Result<Option<Linkage>, Stopped> {
        let given = |name: &&String| held.allowed.fields.iter().any(|field| &field.name == *name);
        let shared: Vec<_> = quasi.iter().filter(given).map(|name| (name.clone(), name.clone())).collect();
        if shared.is_empty() {
            return Ok(None);
        }
        let other = self.assessing(&held.allowed, held.agreement.as_ref()).await?;
        let mut check = LinkageCheck::new(held.allowed.dataset.as_str(), &shared, CLASSES)?;
        loop {
            self.feed(own, |batch| check.take(batch).map(|()| true)).await?;
            self.feed(&other, |batch| check.take_held(batch).map(|()| true)).await?;
            if let Pass::Done(found) = check.end_pass()? {
                return Ok(Some(found));
            }
        }
    }

    /// Over the values as they are: a mask proposed already may be finer than need be, or no step of a ladder.
    async fn suggestion(&self, plan: &Plan<'_>, quasi: &[String], rows: u64) -> Result<Option<Suggestion>, Stopped> {
        let bare = |name: &String| GrantedField { name: name.clone(), mask: Mask::Keep };
        let allowed = Allowed { fields: quasi.iter().map(bare).collect(), ..plan.allowed.clone() };
        let reading = self.assessing(&allowed, None).await?;
        match self.least(plan, quasi, &reading, rows).await {
            // Without a suggestion the figures stand all the same.
            Err(Stopped::Risk(_)) => Ok(None),
            other => other,
        }
    }

    async fn least(
        &self,
        plan: &Plan<'_>,
        quasi: &[String],
        reading: &Reading,
        rows: u64,
    ) -> Result<Option<Suggestion>, Stopped> {
        let schema = self.feed(reading, |_| Ok(false)).await?;
        let ladder_of = |name: &String| {
            let field = schema.field_with_name(name).ok()?;
            Some(ladder(name, field.data_type(), plan.kind(name)))
        };
        let ladders: Vec<Ladder> = quasi.iter().filter_map(ladder_of).collect();
        let mut search = LeastGeneralisation::new(ladders, CLASSES)?;
        self.feed(reading, |batch| search.take(batch).map(|()| true)).await?;
        // One row in a hundred may be left out rather than every value be coarsened for it.
        Ok(search.find(plan.limits.k, rows / 100)?)
    }
}

/// One table under its grant.
struct Reading {
    dataset: base::DatasetId,
    grant: Grant,
}

/// Why there is no result.
enum Stopped {
    Problem(Problem),
    Risk(RiskError),
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<RiskError> for Stopped {
    fn from(error: RiskError) -> Self {
        Self::Risk(error)
    }
}

impl From<Stopped> for Problem {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Problem(problem) => problem,
            Stopped::Risk(error) => error.into(),
        }
    }
}

impl Plan<'_> {
    fn kind(&self, name: &str) -> Option<Kind> {
        self.dataset.field(name)?.kinds.first().copied()
    }

    /// What of a field stays to be told apart by.
    fn candidates(&self) -> Vec<String> {
        let tells = |field: &&GrantedField| !matches!(field.mask, Mask::Drop | Mask::Redact);
        let open = |field: &&GrantedField| !self.ask.sensitive.contains(&field.name);
        let fields = self.allowed.fields.iter().filter(tells).filter(open);
        fields.map(|field| field.name.clone()).take(CANDIDATES).collect()
    }

    /// The sensitive fields, and whether they were named.
    fn sensitive(&self, quasi: &[String]) -> Vec<(String, bool)> {
        if !self.ask.sensitive.is_empty() {
            return self.ask.sensitive.iter().map(|name| (name.clone(), true)).collect();
        }
        let sensitive = |field: &&GrantedField| {
            let graded = self.dataset.field(&field.name).is_some_and(|field| field.grade() >= Grade::General3);
            graded && !quasi.contains(&field.name) && !matches!(field.mask, Mask::Drop | Mask::Redact)
        };
        let fields = self.allowed.fields.iter().filter(sensitive).take(SENSITIVE);
        fields.map(|field| (field.name.clone(), false)).collect()
    }
}
