use base::Timestamp;
use domain::act::{Act, Actor, Context, Envelope, RecordKind, RecordRef};
use domain::agreement::Consumer;
use domain::case::{EffectActs, Outcome};
use domain::notice::Notice;
use domain::record::Decided;

/// What an outcome leaves in the log of a platform.
pub(super) fn booked(outcome: &Outcome, case: &str, now: Timestamp) -> Vec<Envelope> {
    let stepped = outcome.case.iter().find_map(|decided| match &decided.act {
        Act::CaseStepped(stepped) => Some(stepped.by.clone()),
        _ => None,
    });
    let digest = base::Digest::of(b"stage");
    let context = Context { at: now, actor: stepped.unwrap_or(Actor::Platform), law: digest, policy: digest };
    let envelope = |kind, id: &str, decided: &Decided| Envelope {
        record: RecordRef { kind, id: id.to_owned() },
        version: 1,
        context: context.clone(),
        basis: decided.basis.clone(),
        act: decided.act.clone(),
    };
    let mut book: Vec<Envelope> =
        outcome.case.iter().map(|decided| envelope(RecordKind::Case, case, decided)).collect();
    for effect in &outcome.effects {
        let (kind, id, acts) = match effect {
            EffectActs::Dataset(id, acts) => (RecordKind::Dataset, id.as_str(), acts),
            EffectActs::Agreement(id, acts) => (RecordKind::Agreement, id.as_str(), acts),
            EffectActs::Entry(id, acts) => (RecordKind::Entry, id.as_str(), acts),
            EffectActs::Version(id, acts) => (RecordKind::Version, id.as_str(), acts),
            EffectActs::Account(id, acts) => (RecordKind::Account, id.as_str(), acts),
            EffectActs::Erasure(id, acts) => (RecordKind::Erasure, id.as_str(), acts),
            EffectActs::Case(case, acts, _) => (RecordKind::Case, case.id.as_str(), acts),
        };
        book.extend(acts.iter().map(|decided| envelope(kind, id, decided)));
    }
    for telling in &outcome.tellings {
        let notice = Notice {
            id: "note-1".parse().unwrap(),
            to: Consumer::Organisation("bureau".parse().unwrap()),
            part: telling.part,
            case: telling.case.clone(),
            message: telling.message.clone(),
            basis: telling.basis.clone(),
            given: now,
            pending: Vec::new(),
            sendings: Vec::new(),
            read: None,
        };
        let decided = Decided::new(Act::NoticeGiven(notice), telling.basis.clone());
        book.push(envelope(RecordKind::Notice, "note-1", &decided));
    }
    book
}
