//! Loading policies and deciding by them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use base::Digest;
use cedar_policy::{
    Authorizer, Decision, Entities, Policy, PolicyId, PolicySet, Request, Schema, ValidationMode, Validator,
};

use crate::decision::{BY_POLICY, MESSAGES};
use crate::entities::Vocabulary;
use crate::{Action, Denied, Permit, PolicyError, Principal, Resource, shipped};

/// A set of policies that fits its schema.
pub struct Policies {
    schema: Schema,
    vocabulary: Vocabulary,
    /// Per action the policies that can bear on it at all, so that a request is not held against the others.
    by_action: BTreeMap<Action, PolicySet>,
    /// What a forbid says, by policy id, where it has something of its own to say.
    messages: BTreeMap<String, String>,
    digest: Digest,
}

impl Policies {
    /// Loads `policies`, pairs of file name and text, against a schema in the Cedar schema language.
    ///
    /// Every policy carries `@id`, unique, and `@why`; a forbid may carry `@message`, one of [`MESSAGES`].
    pub fn parse(schema: &str, policies: &[(&str, &str)]) -> Result<Self, PolicyError> {
        let digest = digest(schema, policies)?;
        let (schema, _warnings) =
            Schema::from_cedarschema_str(schema).map_err(|source| PolicyError::Schema(Box::new(source)))?;
        let vocabulary = Vocabulary::of(&schema)?;
        let mut set = PolicySet::new();
        let mut messages = BTreeMap::new();
        for (file, text) in policies {
            for policy in read(file, text)? {
                let id = policy.id().to_string();
                if let Some(key) = policy.annotation("message") {
                    if !MESSAGES.contains(&key) {
                        let found = key.to_owned();
                        return Err(PolicyError::UnknownMessage { file: (*file).to_owned(), id, found });
                    }
                    messages.insert(id.clone(), key.to_owned());
                }
                set.add(policy).map_err(|_| PolicyError::DuplicateId { file: (*file).to_owned(), id })?;
            }
        }
        let checked = Validator::new(schema.clone()).validate(&set, ValidationMode::Strict);
        // A warning is a fault here: it tells of a policy that can never decide anything, or of look-alike letters.
        let faults: Vec<_> = checked
            .validation_errors()
            .map(ToString::to_string)
            .chain(checked.validation_warnings().map(ToString::to_string))
            .collect();
        if !faults.is_empty() {
            return Err(PolicyError::Unfit { faults });
        }
        let by_action = by_action(&set, &schema, &vocabulary)?;
        Ok(Self { schema, vocabulary, by_action, messages, digest })
    }

    /// The policies that come with the program.
    pub fn shipped() -> Result<Self, PolicyError> {
        Self::parse(shipped::SCHEMA, &shipped::POLICIES)
    }

    /// Digest of the schema and the policies as they were written: what an act names as the policy it was decided by.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Decides whether `principal` may do `action` to `resource`.
    pub fn authorise(
        &self,
        principal: &Principal<'_>,
        action: Action,
        resource: &Resource<'_>,
    ) -> Result<Permit, Denied> {
        let unpermitted = || Denied::unpermitted(principal, action);
        let (request, entities) = self.question(principal, action, resource).ok_or_else(unpermitted)?;
        let policies = self.by_action.get(&action).ok_or_else(unpermitted)?;
        let response = Authorizer::new().is_authorized(&request, policies, &entities);
        let reasons = sorted(response.diagnostics().reason());
        // Cedar leaves a policy that fails out of the decision; were it a forbid, that would let everything through.
        let failed = sorted(response.diagnostics().errors().map(|error| match error {
            cedar_policy::AuthorizationError::PolicyEvaluationError(error) => error.policy_id(),
        }));
        match response.decision() {
            Decision::Deny if !reasons.is_empty() => Err(self.forbidden(action, reasons)),
            Decision::Allow | Decision::Deny if !failed.is_empty() => Err(Denied::undecided(action, failed)),
            Decision::Allow => Ok(Permit::new(principal, action, resource, reasons)),
            Decision::Deny => Err(unpermitted()),
        }
    }

    /// The request in Cedar's terms; `None` where the schema does not know such a request.
    fn question(
        &self,
        principal: &Principal<'_>,
        action: Action,
        resource: &Resource<'_>,
    ) -> Option<(Request, Entities)> {
        let words = &self.vocabulary;
        let context = words.context(principal, resource).ok()?;
        let (who, what) = (words.principal(principal), words.resource(resource));
        let request = Request::new(who, words.action(action), what, context, Some(&self.schema)).ok()?;
        let entities = Entities::from_entities(words.entities(principal, resource).ok()?, None).ok()?;
        Some((request, entities))
    }

    fn forbidden(&self, action: Action, policies: Vec<String>) -> Denied {
        let own = policies.first().and_then(|id| self.messages.get(id));
        Denied::forbidden(action, policies, own.map_or(BY_POLICY, String::as_str))
    }
}

impl fmt::Debug for Policies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policies").field("digest", &self.digest).finish_non_exhaustive()
    }
}

/// The order in which files are given makes no difference to what they say, so it makes none to the digest.
fn digest(schema: &str, policies: &[(&str, &str)]) -> Result<Digest, PolicyError> {
    let mut files = policies.to_vec();
    files.sort_unstable();
    Ok(base::canonical::digest(&(schema, files))?)
}

/// The policies of one file under their own ids.
fn read(file: &str, text: &str) -> Result<Vec<Policy>, PolicyError> {
    let file = || file.to_owned();
    let set: PolicySet =
        text.parse().map_err(|source| PolicyError::Syntax { file: file(), source: Box::new(source) })?;
    if set.num_of_templates() > 0 {
        return Err(PolicyError::Template { file: file() });
    }
    // Cedar names the policies of a text policy0, policy1, … and gives them back in no promised order.
    let number =
        |policy: &Policy| policy.id().to_string().trim_start_matches("policy").parse().map_or(0, |n: usize| n + 1);
    let mut numbered: Vec<_> = set.policies().map(|policy| (number(policy), policy)).collect();
    numbered.sort_by_key(|(number, _)| *number);
    numbered
        .into_iter()
        .map(|(number, policy)| {
            let said = |annotation: &'static str| {
                policy
                    .annotation(annotation)
                    .filter(|text| !text.trim().is_empty())
                    .ok_or_else(|| PolicyError::NoAnnotation { file: file(), number, annotation })
            };
            let id = said("id")?;
            said("why")?;
            if !id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') {
                return Err(PolicyError::Id { file: file(), found: id.to_owned() });
            }
            Ok(policy.new_id(PolicyId::new(id)))
        })
        .collect()
}

/// Which policies can bear on an action is the validator's answer, which knows groups of actions too.
fn by_action(set: &PolicySet, schema: &Schema, words: &Vocabulary) -> Result<BTreeMap<Action, PolicySet>, PolicyError> {
    let mut by_action: BTreeMap<_, _> = Action::ALL.into_iter().map(|action| (action, PolicySet::new())).collect();
    for policy in set.policies() {
        let bears_on: BTreeSet<_> = policy.get_valid_request_envs(schema).map(|env| env.action().clone()).collect();
        for (action, own) in &mut by_action {
            if bears_on.contains(&words.action(*action)) {
                own.add(policy.clone()).map_err(|fault| PolicyError::Unfit { faults: vec![fault.to_string()] })?;
            }
        }
    }
    Ok(by_action)
}

fn sorted<'a>(ids: impl Iterator<Item = &'a PolicyId>) -> Vec<String> {
    let ids: BTreeSet<_> = ids.map(ToString::to_string).collect();
    ids.into_iter().collect()
}
