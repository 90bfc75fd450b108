use access::{Action, Resource};
use base::{Message, OrganisationId};
use domain::act::Act;
use domain::organisation::{Organisation, OrganisationKind};
use domain::record::{Change, Decided};
use law::Control;

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
        let organisation = Organisation {
            id: command.id.unwrap_or_else(|| OrganisationId::random(self.entropy.as_ref())),
            name,
            kind: command.kind,
            region: self.file.region.clone(),
            uscc: command.uscc,
        };
        let basis = self.deciding()?.basis(Control::OneDoor);
        let act = Decided::new(Act::OrganisationRegistered(organisation.clone()), basis);
        let change = Change::new::<Organisation>(&organisation.id, None, vec![act])?;
        self.append(Mandate::Permitted(session, permit), vec![change]).await?;
        Ok(organisation)
    }
}
