use std::collections::BTreeSet;

use access::{Action, Resource};
use base::{Message, OrganisationId};
use domain::act::Act;
use domain::notice::Reach;
use domain::organisation::{OFFICES, Organisation, OrganisationKind};
use domain::record::{Change, Decided};
use law::{Actor as Part, Control, covers};

use crate::platform::App;
use crate::problem::Problem;
use crate::session::{Mandate, Session};

/// A body to register.
#[derive(Debug, Clone)]
pub struct RegisterOrganisation {
    pub id: Option<OrganisationId>,
    pub name: String,
    pub kind: OrganisationKind,
    /// Unified social credit code, checked with both its check digits.
    pub uscc: Option<String>,
    /// GB/T 2260 code of its region, in the platform's region; the platform's own where left out.
    pub region: Option<String>,
    /// Tasks of supervision it has there 职能.
    pub offices: BTreeSet<Part>,
    /// Where its notices go beside its inbox.
    pub reach: Option<Reach>,
}

impl App {
    /// Registers a body under the law of the platform's region.
    pub async fn register_organisation(
        &self,
        session: &Session,
        command: RegisterOrganisation,
    ) -> Result<Organisation, Problem> {
        let permit = self.authorise(session, Action::RegisterOrganisation, &Resource::Platform)?;
        let name = command.name.trim().to_owned();
        if !(1..=200).contains(&name.chars().count()) {
            let message = Message::new("invalid-text-length").with("field", "name").with("max", 200);
            return Err(Problem::invalid("name", message));
        }
        if let Some(uscc) = &command.uscc
            && let Err(why) = base::identifier::uscc::check(uscc)
        {
            return Err(Problem::invalid("uscc", Message::new("invalid-uscc").with("why", why)));
        }
        let region = command.region.unwrap_or_else(|| self.file.region.clone());
        let six = region.len() == 6 && region.bytes().all(|byte| byte.is_ascii_digit());
        // Bodies above the platform's region supervise it: they may take part as well.
        if !six || !(covers(&self.file.region, &region) || covers(&region, &self.file.region)) {
            let message = Message::new("invalid-region").with("region", &self.file.region);
            return Err(Problem::invalid("region", message));
        }
        if let Some(reach) = &command.reach {
            super::reach::check_reach(reach)?;
        }
        if let Some(office) = command.offices.iter().find(|office| !OFFICES.contains(office)) {
            return Err(Problem::invalid("offices", Message::new("invalid-office").with("office", office)));
        }
        let organisation = Organisation {
            id: command.id.unwrap_or_else(|| OrganisationId::random(self.entropy.as_ref())),
            name,
            kind: command.kind,
            region,
            uscc: command.uscc,
            offices: command.offices,
            reach: command.reach,
        };
        let basis = self.deciding_at(&organisation.region)?.basis(Control::OneDoor);
        let act = Decided::new(Act::OrganisationRegistered(organisation.clone()), basis);
        let change = Change::new::<Organisation>(&organisation.id, None, vec![act])?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(organisation)
    }
}
