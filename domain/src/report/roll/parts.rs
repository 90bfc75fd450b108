use base::OrganisationId;
use law::{Actor as Part, above, covers, depth};

use super::Roll;
use crate::agreement::Consumer;
use crate::case::Case;
use crate::organisation::{Organisation, OrganisationKind};

impl Roll<'_> {
    /// The body that plays `part` in `case`. For a part that comes with a task and not with the case: the body of the
    /// smallest region around the case that has the task, the first by id of several. None for a citizen, for everyone,
    /// for the platform, and where no such body is on record.
    pub(in crate::report) fn plays(&self, part: Part, case: &Case) -> Option<&OrganisationId> {
        let side = |consumer: &'_ Consumer| match consumer {
            Consumer::Organisation(id) => self.bodies.get(id).map(|body| &body.id),
            Consumer::Account(_) => None,
        };
        let around = |body: &Organisation| covers(&body.region, &case.region);
        match part {
            Part::Applicant => side(&case.applicant),
            Part::Consumer => side(case.consumer.as_ref()?),
            Part::Provider => self.bodies.get(case.provider.as_ref()?).map(|body| &body.id),
            Part::Respondent => self.bodies.get(case.respondent.as_ref()?).map(|body| &body.id),
            Part::Authority => self.nearest(|body| body.kind == OrganisationKind::Authority && around(body)),
            Part::Superior => {
                let higher = |body: &Organisation| above(&body.region, &case.region);
                self.nearest(|body| body.kind == OrganisationKind::Authority && higher(body))
            }
            Part::Operator => self.nearest(|body| body.kind == OrganisationKind::Operator && around(body)),
            Part::Exchange => self.nearest(|body| body.kind == OrganisationKind::Exchange && around(body)),
            Part::Government
            | Part::Cyberspace
            | Part::Police
            | Part::Secrecy
            | Part::Sector
            | Part::Development
            | Part::Standards
            | Part::Credit
            | Part::Regulator => self.nearest(|body| body.offices.contains(&part) && around(body)),
            Part::Anyone | Part::Platform => None,
        }
    }

    fn nearest(&self, fits: impl Fn(&Organisation) -> bool) -> Option<&OrganisationId> {
        let mut found: Option<&Organisation> = None;
        for body in self.bodies.values().filter(|body| fits(body)) {
            if found.is_none_or(|found| depth(&found.region) < depth(&body.region)) {
                found = Some(body);
            }
        }
        found.map(|body| &body.id)
    }
}
