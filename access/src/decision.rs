use base::{AccountId, Message};
use domain::act::RecordRef;

use crate::{Action, Principal, Resource};

/// Every key of the message catalogue a denial can carry. All have the argument `action`; all but
/// `denied-no-policy` and `denied-visitor` also `policy`.
pub const MESSAGES: [&str; 7] =
    [NO_POLICY, VISITOR, BY_POLICY, POLICY_FAILED, "denied-closed-account", "denied-duties-apart", "denied-scope"];

/// Nothing permits it.
const NO_POLICY: &str = "denied-no-policy";
/// Nothing permits it to someone who has not signed in.
const VISITOR: &str = "denied-visitor";
/// A forbid that names no message of its own.
pub(crate) const BY_POLICY: &str = "denied-by-policy";
/// A policy could not be evaluated.
const POLICY_FAILED: &str = "denied-policy-failed";

/// Proof that the policies let an account, or a visitor, do one thing to one record. Made by
/// [`Policies::authorise`](crate::Policies::authorise) only, and not to be copied: it is spent on one use.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a permit is to be carried to what it permits"]
pub struct Permit {
    action: Action,
    account: Option<AccountId>,
    record: Option<RecordRef>,
    policies: Vec<String>,
}

impl Permit {
    pub(crate) fn new(
        principal: &Principal<'_>,
        action: Action,
        resource: &Resource<'_>,
        policies: Vec<String>,
    ) -> Self {
        Self { action, account: principal.account().cloned(), record: resource.record(), policies }
    }

    pub fn action(&self) -> Action {
        self.action
    }

    /// `None` for a visitor.
    pub fn account(&self) -> Option<&AccountId> {
        self.account.as_ref()
    }

    /// The record it is good for; `None` for the platform as a whole.
    pub fn record(&self) -> Option<&RecordRef> {
        self.record.as_ref()
    }

    /// Ids of the policies that permit it, sorted. Never empty.
    pub fn policies(&self) -> &[String] {
        &self.policies
    }
}

/// Not permitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a policy that permits {action}, found {}", found(.policies))]
pub struct Denied {
    pub action: Action,
    /// Ids of the policies that decided, sorted: forbids, or policies that could not be evaluated.
    /// Empty where nothing permits it.
    pub policies: Vec<String>,
    /// Why, for the person who asked: one of [`MESSAGES`].
    pub message: Message,
}

impl Denied {
    /// Nothing permits it.
    pub(crate) fn unpermitted(principal: &Principal<'_>, action: Action) -> Self {
        let key = if principal.account().is_some() { NO_POLICY } else { VISITOR };
        Self { action, policies: Vec::new(), message: Message::new(key).with("action", action) }
    }

    /// `policies` forbid it; `key` is what the first of them says.
    pub(crate) fn forbidden(action: Action, policies: Vec<String>, key: &str) -> Self {
        let first = policies.first().map(String::as_str).unwrap_or_default();
        let message = Message::new(key).with("action", action).with("policy", first);
        Self { action, policies, message }
    }

    /// `policies` could not be evaluated, so what they would have forbidden is not known.
    pub(crate) fn undecided(action: Action, policies: Vec<String>) -> Self {
        Self::forbidden(action, policies, POLICY_FAILED)
    }
}

fn found(policies: &[String]) -> String {
    if policies.is_empty() {
        "none; ask an administrator for the role it takes".to_owned()
    } else {
        format!("it ruled out by {}", policies.join(", "))
    }
}
