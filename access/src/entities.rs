//! Records in Cedar's terms. This is the only place that knows both; the shapes are those of the schema.

use std::collections::{HashMap, HashSet};

use base::OrganisationId;
use cedar_policy::{
    Context, ContextCreationError, Entity, EntityAttrEvaluationError, EntityId, EntityTypeName, EntityUid,
    RestrictedExpression, Schema,
};
use domain::account::{Account, AccountStatus};
use domain::agreement::{Agreement, Consumer};
use domain::case::Case;
use domain::credential::Scope;
use domain::dataset::{Dataset, DatasetStatus};
use domain::organisation::{Organisation, OrganisationKind};
use domain::receipt::Receipt;
use law::Actor as Part;

use crate::request::Asking;
use crate::{Action, PolicyError, Principal, Resource};

type Attributes = HashMap<String, RestrictedExpression>;

/// The type names of the schema, looked up once.
pub(crate) struct Vocabulary {
    action: EntityTypeName,
    account: EntityTypeName,
    agreement: EntityTypeName,
    case: EntityTypeName,
    dataset: EntityTypeName,
    kind: EntityTypeName,
    organisation: EntityTypeName,
    platform: EntityTypeName,
    receipt: EntityTypeName,
    role: EntityTypeName,
    scope: EntityTypeName,
    visitor: EntityTypeName,
}

impl Vocabulary {
    /// Takes the names from `schema`, which must declare each of them, every [`Action`] and no other action.
    pub(crate) fn of(schema: &Schema) -> Result<Self, PolicyError> {
        let find = |name| {
            let mut types = schema.entity_types();
            types.find(|found| found.to_string() == name).cloned().ok_or(PolicyError::NoEntityType { name })
        };
        let no_action = PolicyError::NoAction { action: Action::SeeLog.as_str() };
        let action = schema.actions().next().ok_or(no_action)?.type_name().clone();
        let words = Self {
            action,
            account: find("Account")?,
            agreement: find("Agreement")?,
            case: find("Case")?,
            dataset: find("Dataset")?,
            kind: find("Kind")?,
            organisation: find("Organisation")?,
            platform: find("Platform")?,
            receipt: find("Receipt")?,
            role: find("Role")?,
            scope: find("Scope")?,
            visitor: find("Visitor")?,
        };
        let mut declared: HashSet<_> = schema.actions().cloned().collect();
        for action in Action::ALL {
            if !declared.remove(&words.action(action)) {
                return Err(PolicyError::NoAction { action: action.as_str() });
            }
        }
        declared.iter().next().map_or(Ok(words), |found| Err(PolicyError::UnknownAction { found: found.to_string() }))
    }

    pub(crate) fn action(&self, action: Action) -> EntityUid {
        uid(&self.action, action.as_str())
    }

    pub(crate) fn principal(&self, principal: &Principal<'_>) -> EntityUid {
        match principal.0 {
            Asking::Visitor => uid(&self.visitor, "visitor"),
            Asking::Account { account, .. } => uid(&self.account, account.id.as_str()),
        }
    }

    pub(crate) fn resource(&self, resource: &Resource<'_>) -> EntityUid {
        match resource {
            Resource::Platform | Resource::NewCase { dataset: None, .. } => uid(&self.platform, "platform"),
            Resource::Organisation(organisation) => uid(&self.organisation, organisation.id.as_str()),
            Resource::Account(account) => uid(&self.account, account.id.as_str()),
            Resource::Dataset(dataset) | Resource::NewCase { dataset: Some(dataset), .. } => {
                uid(&self.dataset, dataset.id.as_str())
            }
            Resource::Case { case, .. } => uid(&self.case, case.id.as_str()),
            Resource::Agreement(agreement) => uid(&self.agreement, agreement.id.as_str()),
            Resource::Receipt { receipt, .. } => uid(&self.receipt, receipt.id.as_str()),
        }
    }

    pub(crate) fn context(
        &self,
        principal: &Principal<'_>,
        resource: &Resource<'_>,
    ) -> Result<Context, Box<ContextCreationError>> {
        let scopes = match principal.0 {
            Asking::Visitor => RestrictedExpression::new_set([]),
            Asking::Account { scopes, .. } => {
                RestrictedExpression::new_set(scopes.iter().map(|scope| reference(&self.scope, scope_word(*scope))))
            }
        };
        let mut context = vec![("scopes".to_owned(), scopes)];
        if let Resource::NewCase { procedure, opens, .. } = resource {
            context.push(("procedure".to_owned(), RestrictedExpression::new_string((*procedure).to_owned())));
            context.push(("opens".to_owned(), RestrictedExpression::new_bool(*opens)));
        }
        if let Resource::Case { parts, .. } = resource {
            // Everyone plays `anyone`; it is no part in the case.
            let parts = parts.iter().filter(|part| **part != Part::Anyone);
            let parts = parts.map(|part| RestrictedExpression::new_string(part.name().to_owned()));
            context.push(("parts".to_owned(), RestrictedExpression::new_set(parts)));
        }
        Context::from_pairs(context).map_err(Box::new)
    }

    /// The principal, its body and the resource, each once: what a policy may look into.
    pub(crate) fn entities(
        &self,
        principal: &Principal<'_>,
        resource: &Resource<'_>,
    ) -> Result<Vec<Entity>, Box<EntityAttrEvaluationError>> {
        let mut entities = Vec::with_capacity(3);
        if let Asking::Account { account, organisation, .. } = principal.0 {
            entities.push(self.account(account, organisation.map(|body| &body.id))?);
            if let Some(organisation) = organisation {
                entities.push(self.organisation(organisation)?);
            }
        }
        let subject = self.resource(resource);
        if entities.iter().any(|entity| entity.uid() == subject) {
            return Ok(entities);
        }
        entities.extend(match resource {
            Resource::Platform | Resource::NewCase { dataset: None, .. } => None,
            Resource::Organisation(organisation) => Some(self.organisation(organisation)?),
            Resource::Account(account) => Some(self.account(account, account.organisation.as_ref())?),
            Resource::Dataset(dataset) | Resource::NewCase { dataset: Some(dataset), .. } => {
                Some(self.dataset(dataset)?)
            }
            Resource::Case { case, .. } => Some(self.case(case)?),
            Resource::Agreement(agreement) => Some(self.agreement(agreement)?),
            Resource::Receipt { receipt, provider } => Some(self.receipt(receipt, *provider)?),
        });
        Ok(entities)
    }

    fn account(
        &self,
        account: &Account,
        organisation: Option<&OrganisationId>,
    ) -> Result<Entity, Box<EntityAttrEvaluationError>> {
        let closed = match account.status {
            AccountStatus::Open => false,
            AccountStatus::Suspended | AccountStatus::Closed => true,
        };
        let mut attributes = Attributes::from([("closed".to_owned(), RestrictedExpression::new_bool(closed))]);
        attributes.extend(organisation.map(|id| ("organisation".to_owned(), self.body(id))));
        let roles = account.roles.iter().map(|role| uid(&self.role, role.as_str())).collect();
        Entity::new(uid(&self.account, account.id.as_str()), attributes, roles).map_err(Box::new)
    }

    fn organisation(&self, organisation: &Organisation) -> Result<Entity, Box<EntityAttrEvaluationError>> {
        let kind = organisation.kind;
        let attributes = Attributes::from([
            ("kind".to_owned(), reference(&self.kind, kind_word(kind))),
            ("provides".to_owned(), RestrictedExpression::new_bool(kind.provides())),
        ]);
        entity(uid(&self.organisation, organisation.id.as_str()), attributes)
    }

    fn dataset(&self, dataset: &Dataset) -> Result<Entity, Box<EntityAttrEvaluationError>> {
        let listed = match dataset.status {
            DatasetStatus::Registered | DatasetStatus::Withdrawn => false,
            DatasetStatus::Listed => true,
        };
        let attributes = Attributes::from([
            ("provider".to_owned(), self.body(&dataset.provider)),
            ("listed".to_owned(), RestrictedExpression::new_bool(listed)),
        ]);
        entity(uid(&self.dataset, dataset.id.as_str()), attributes)
    }

    fn case(&self, case: &Case) -> Result<Entity, Box<EntityAttrEvaluationError>> {
        let (applicant, who) = match &case.applicant {
            Consumer::Organisation(id) => ("applicant_organisation", self.body(id)),
            Consumer::Account(id) => ("applicant_account", reference(&self.account, id.as_str())),
        };
        let mut attributes = Attributes::from([
            ("procedure".to_owned(), RestrictedExpression::new_string(case.procedure.clone())),
            (applicant.to_owned(), who),
        ]);
        attributes.extend(case.provider.as_ref().map(|id| ("provider".to_owned(), self.body(id))));
        entity(uid(&self.case, case.id.as_str()), attributes)
    }

    fn agreement(&self, agreement: &Agreement) -> Result<Entity, Box<EntityAttrEvaluationError>> {
        let (consumer, who) = match &agreement.consumer {
            Consumer::Organisation(id) => ("consumer_organisation", self.body(id)),
            Consumer::Account(id) => ("consumer_account", reference(&self.account, id.as_str())),
        };
        let attributes =
            Attributes::from([("provider".to_owned(), self.body(&agreement.provider)), (consumer.to_owned(), who)]);
        entity(uid(&self.agreement, agreement.id.as_str()), attributes)
    }

    fn receipt(
        &self,
        receipt: &Receipt,
        provider: Option<&OrganisationId>,
    ) -> Result<Entity, Box<EntityAttrEvaluationError>> {
        let mut attributes =
            Attributes::from([("account".to_owned(), reference(&self.account, receipt.account.as_str()))]);
        attributes.extend(receipt.organisation.as_ref().map(|id| ("organisation".to_owned(), self.body(id))));
        attributes.extend(provider.map(|id| ("provider".to_owned(), self.body(id))));
        entity(uid(&self.receipt, receipt.id.as_str()), attributes)
    }

    fn body(&self, id: &OrganisationId) -> RestrictedExpression {
        reference(&self.organisation, id.as_str())
    }
}

fn uid(name: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(name.clone(), EntityId::new(id))
}

fn reference(name: &EntityTypeName, id: &str) -> RestrictedExpression {
    RestrictedExpression::new_entity_uid(uid(name, id))
}

fn entity(uid: EntityUid, attributes: Attributes) -> Result<Entity, Box<EntityAttrEvaluationError>> {
    Entity::new(uid, attributes, HashSet::new()).map_err(Box::new)
}

const fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::Data => "data",
        Scope::Catalogue => "catalogue",
        Scope::Cases => "cases",
        Scope::Accounts => "accounts",
        Scope::Audit => "audit",
    }
}

const fn kind_word(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Authority => "authority",
        OrganisationKind::Department => "department",
        OrganisationKind::PublicServiceBody => "public-service-body",
        OrganisationKind::Enterprise => "enterprise",
        OrganisationKind::Operator => "operator",
        OrganisationKind::Exchange => "exchange",
        OrganisationKind::Regulator => "regulator",
    }
}

#[cfg(test)]
mod tests;
