use std::sync::Arc;

use base::AgreementId;
use domain::agreement::{Channel, Condition, GrantedField};
use domain::version::Version;
use lake::{Grant, TableTerms, Terms};

use crate::platform::App;
use crate::problem::Problem;

impl App {
    /// The licence to read again what copies were made from: as it left under an agreement, for a trace and nothing else.
    pub(crate) async fn trace_grant(
        &self,
        version: Version,
        agreement: Option<AgreementId>,
        fields: Vec<GrantedField>,
        rows: Vec<Condition>,
    ) -> Result<Grant, Problem> {
        let key = self.keys.version(&version).await?;
        let pseudonym_key = self.pseudonyms_of(agreement.as_ref(), Some(&version.dataset))?;
        let table = TableTerms {
            sql_name: version.dataset.as_str().replace('-', "_"),
            dataset: version.dataset.clone(),
            version: Arc::new(version),
            key,
            fields,
            rows,
            // A sample leaves fewer rows of the same: the copy's are among all.
            sample: None,
        };
        let terms = Terms { agreement, channel: Channel::Trace, tables: vec![table], pseudonym_key };
        Ok(Grant::issue(&self.gate.key, terms))
    }
}
