use std::sync::Arc;

use base::AgreementId;
use domain::agreement::{Channel, Condition, GrantedField};
use domain::version::Version;
use lake::{Grant, TableTerms, Terms};

use crate::platform::App;

impl App {
    /// The licence to read again what copies were made from: as it left under an agreement, for a trace and nothing else.
    pub(crate) fn trace_grant(
        &self,
        version: Version,
        agreement: Option<AgreementId>,
        fields: Vec<GrantedField>,
        rows: Vec<Condition>,
    ) -> Grant {
        let table = TableTerms {
            sql_name: version.dataset.as_str().replace('-', "_"),
            dataset: version.dataset.clone(),
            version: Arc::new(version),
            fields,
            rows,
        };
        let pseudonym_key = self.pseudonyms_of(agreement.as_ref());
        let terms = Terms { agreement, channel: Channel::Trace, tables: vec![table], pseudonym_key };
        Grant::issue(&self.gate.key, terms)
    }
}
