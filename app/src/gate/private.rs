//! Private statistics 差分隐私统计: answers whose noise hides any one row, paid from a budget that does not come back.
//!
//! What an answer costs is taken off in the very commit that makes its receipt durable: nothing leaves unpaid, and a
//! restart forgets no payment.

mod noise;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use base::{BudgetId, DatasetId, Message, Quantity};
use domain::agreement::{Channel, Condition};
use domain::budget::{Budget, Spending, spend};
use domain::record::{Change, Record};
use futures::StreamExt as _;
use guard::private_statistics::{BoundedSum, MOST_GROUPS, StatisticError};
use lake::{Lineage, Source};
use serde::Serialize;
use serde_json::{Value, json};

use super::answer::{Answer, Produced};
use super::open::Opened;
use super::page::digest_of;
use super::{Question, page};
use crate::cases::consumer;
use crate::platform::App;
use crate::problem::Problem;
use crate::session::Session;

/// What is asked of a table.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Statistic {
    Count,
    Sum {
        field: String,
        bounds: Bounds,
    },
    Mean {
        field: String,
        bounds: Bounds,
    },
    /// Rows of each of these values; they are named beforehand, so that none gives itself away by being there.
    Histogram {
        field: String,
        groups: Vec<String>,
    },
}

/// How far one row may move a sum: chosen without looking at the data.
#[derive(Debug, Clone, Serialize)]
pub struct Bounds {
    pub low: Quantity,
    pub high: Quantity,
    pub step: Quantity,
}

/// One private statistic of one table.
#[derive(Debug, Clone)]
pub struct PrivateStatistic {
    pub question: Question,
    pub dataset: DatasetId,
    pub statistic: Statistic,
    /// Conditions on granted fields, compared with the values as they leave.
    pub filter: Vec<Condition>,
    /// What the answer may cost.
    pub epsilon: Quantity,
}

impl App {
    /// Answers with noise, as `{"value":…}` or `{"groups":[{"value":…,"count":…}]}`, with what it cost and what is left.
    pub async fn private_statistic(&self, session: &Session, ask: &PrivateStatistic) -> Result<Answer, Problem> {
        let asked = digest_of(&(&ask.statistic, &ask.filter, ask.epsilon))?;
        let filtered = ask.filter.iter().map(|condition| &condition.field);
        let touches: Vec<String> = ask.statistic.field().into_iter().chain(filtered).cloned().collect();
        self.through(session, &ask.question, &touches, Channel::Aggregate, asked, async |opened, _| {
            let spending = Spending { epsilon: ask.epsilon, question: asked };
            let (budget, left) = self.pay(session, &opened, &ask.dataset, spending).await?;
            let value = self.answer_privately(&opened, ask).await?;
            let table = page::only_table(&opened.grant)?;
            let mut lineage = Lineage { tables: [table.sql_name.clone()].into(), ..Lineage::default() };
            let source = |field: &String| Source { table: table.sql_name.clone(), field: field.clone() };
            lineage.columns.push(ask.statistic.field().into_iter().map(source).collect());
            lineage.through = ask.filter.iter().map(|condition| source(&condition.field)).collect();
            let rows = value.as_array().map_or(1, Vec::len) as u64;
            let what = if value.is_array() { "groups" } else { "value" };
            let bytes = serde_json::to_vec(&json!({ what: value, "epsilon": ask.epsilon, "left": left }))
                .map_err(|error| Problem::Internal(error.to_string()))?;
            let produced = Produced::bytes("application/json", rows, bytes);
            Ok(Produced { lineage: Some(lineage), budget: Some(budget), ..produced })
        })
        .await
    }

    /// The payment for an answer, and what is left after it.
    async fn pay(
        &self,
        session: &Session,
        opened: &Opened,
        dataset: &DatasetId,
        spending: Spending,
    ) -> Result<(Change, Quantity), Problem> {
        let deciding = self.deciding_for(opened.linkable.place.as_deref())?;
        let recipient = consumer(session);
        let known = self.store.find::<Budget>(&Budget::key(dataset, &recipient)).await?;
        let id = BudgetId::random(self.entropy.as_ref());
        let fresh = Budget::fresh(id, dataset.clone(), recipient, &deciding);
        let acts = spend(known.as_ref().map(|known| &known.state), &fresh, spending, &deciding)?;
        let before = known.as_ref().map(|known| known.state.clone());
        let after = acts.iter().fold(before, |state, decided| Budget::evolve(state, &decided.act));
        let id = known.as_ref().map_or(&fresh.id, |known| &known.state.id).clone();
        let change = Change::new::<Budget>(&id, known.as_ref(), acts)?;
        Ok((change, after.map_or(Quantity::ZERO, |budget| budget.left)))
    }

    async fn answer_privately(&self, opened: &Opened, ask: &PrivateStatistic) -> Result<Value, Problem> {
        let epsilon = ask.epsilon.to_f64();
        match &ask.statistic {
            Statistic::Count => {
                let mut rows = 0_u64;
                self.each(opened, ask, |batch| {
                    rows += batch.num_rows() as u64;
                    Ok(())
                })
                .await?;
                Ok(json!(noise::count(rows, epsilon)?))
            }
            Statistic::Sum { field, bounds } => {
                let sum = self.bounded(opened, ask, field, bounds).await?;
                Ok(json!(noise::sum(&sum, epsilon)?))
            }
            Statistic::Mean { field, bounds } => {
                let sum = self.bounded(opened, ask, field, bounds).await?;
                Ok(json!(noise::mean(&sum, epsilon)?))
            }
            Statistic::Histogram { field, groups } => self.histogram(opened, ask, field, groups).await,
        }
    }

    async fn bounded(
        &self,
        opened: &Opened,
        ask: &PrivateStatistic,
        field: &str,
        bounds: &Bounds,
    ) -> Result<BoundedSum, Problem> {
        let mut sum = BoundedSum::new(bounds.low, bounds.high, bounds.step)?;
        self.each(opened, ask, |batch| Ok(sum.take(column(batch, field)?)?)).await?;
        Ok(sum)
    }

    async fn histogram(
        &self,
        opened: &Opened,
        ask: &PrivateStatistic,
        field: &str,
        groups: &[String],
    ) -> Result<Value, Problem> {
        if !(1..=MOST_GROUPS).contains(&groups.len()) {
            return Err(StatisticError::Groups { found: groups.len(), most: MOST_GROUPS }.into());
        }
        let mut counts: std::collections::BTreeMap<&str, u64> = groups.iter().map(|name| (name.as_str(), 0)).collect();
        self.each(opened, ask, |batch| {
            let options = FormatOptions::default();
            let texts = ArrayFormatter::try_new(column(batch, field)?.as_ref(), &options);
            let texts = texts.map_err(|error| Problem::Internal(error.to_string()))?;
            for row in 0..batch.num_rows() {
                if let Some(count) = counts.get_mut(texts.value(row).to_string().as_str()) {
                    *count += 1;
                }
            }
            Ok(())
        })
        .await?;
        let epsilon = ask.epsilon.to_f64();
        let group = |(value, rows): (&str, u64)| -> Result<Value, Problem> {
            Ok(json!({ "value": value, "count": noise::count(rows, epsilon)? }))
        };
        let groups = counts.into_iter().map(group).collect::<Result<Vec<_>, Problem>>()?;
        Ok(Value::Array(groups))
    }

    /// Hands every governed row the filter lets through to `take`.
    async fn each(
        &self,
        opened: &Opened,
        ask: &PrivateStatistic,
        mut take: impl FnMut(&RecordBatch) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let mut rows = self.lake.counted(&opened.grant, &ask.dataset, &ask.filter).await?;
        while let Some(batch) = rows.next().await {
            take(&batch?)?;
        }
        Ok(())
    }
}

impl Statistic {
    fn field(&self) -> Option<&String> {
        match self {
            Self::Count => None,
            Self::Sum { field, .. } | Self::Mean { field, .. } | Self::Histogram { field, .. } => Some(field),
        }
    }
}

fn column<'a>(batch: &'a RecordBatch, field: &str) -> Result<&'a ArrayRef, Problem> {
    let unknown = || Problem::invalid("field", Message::new("risk-field-unknown").with("field", field));
    batch.column_by_name(field).ok_or_else(unknown)
}
