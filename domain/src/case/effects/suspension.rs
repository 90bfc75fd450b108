use law::Control;

use super::{Effects, agreements};
use crate::account::AccountStatus;
use crate::act::{Act, Actor};
use crate::agreement::AgreementStatus;
use crate::case::EffectActs;
use crate::record::Decided;

/// What the watch stopped when it raised the case goes on. What a person raised stopped nothing, and what was closed or
/// ended meanwhile stays so.
pub(super) fn lift(effects: &mut Effects<'_>) {
    let raised_by_watch = effects.case.history.first().is_some_and(|first| first.by == Actor::Platform);
    if !raised_by_watch {
        return;
    }
    let said = |name: &str| effects.case.form.get(name);
    let suspended = said("suspended").and_then(serde_json::Value::as_bool).unwrap_or_default();
    let named = |id: &str, name: &str| said(name).and_then(|value| value.as_str()) == Some(id);
    let account = effects.facts.concerned.filter(|account| {
        suspended && account.status == AccountStatus::Suspended && named(account.id.as_str(), "account")
    });
    let agreement = effects.facts.agreement.filter(|agreement| {
        agreement.status == AgreementStatus::Suspended && named(agreement.id.as_str(), "agreement")
    });
    if let Some(account) = account {
        let act = Act::AccountResumed { case: effects.case.id.clone() };
        let decided = Decided::new(act, effects.deciding.basis(Control::AnomalyWatch));
        effects.done.acts.push(EffectActs::Account(account.id.clone(), vec![decided]));
    }
    if let Some(agreement) = agreement {
        let act = Act::AgreementResumed { reason: effects.reason() };
        agreements::push(effects, agreement, act, Control::SuspensionStopsReads);
    }
}
