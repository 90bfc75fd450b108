use std::collections::BTreeMap;

use base::Grade;
use domain::account::{Account, Role};
use domain::act::Act;
use domain::agreement::Consumer;
use domain::case::{self, Case, EffectActs, Facts, Inputs, OpenCase, Outcome};
use domain::dataset::{Dataset, DatasetStatus};
use domain::organisation::Organisation;
use domain::record::Record as _;
use domain::refusal::No;
use law::{OpenClass, ShareClass};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture::{World, account, authority, dataset, department, said};

fn inputs(value: &Value) -> Inputs {
    value.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A person with the body they act for.
struct Person(Account, Option<Organisation>);

fn person(who: &str) -> Person {
    match who {
        "steward-a" => Person(account("steward-a", Some("a"), &[Role::Steward]), Some(department("a"))),
        "reader-b" => Person(account("reader-b", Some("b"), &[Role::Reader]), Some(department("b"))),
        "officer" => Person(account("officer", Some("bureau"), &[Role::Authority]), Some(authority())),
        "citizen" => Person(account("citizen", None, &[Role::Applicant]), None),
        other => panic!("nobody is called {other}"),
    }
}

/// Plays one run and remembers where it stands.
struct Play {
    world: World,
    dataset: Dataset,
    case: Option<Case>,
    effects: Vec<&'static str>,
}

impl Play {
    fn new() -> Self {
        Self { world: World::new(), dataset: dataset(), case: None, effects: Vec::new() }
    }

    fn facts<'a>(dataset: &'a Dataset, person: &'a Person) -> Facts<'a> {
        Facts {
            datasets: vec![dataset],
            account: &person.0,
            organisation: person.1.as_ref(),
            agreement: "agr-new".parse().unwrap(),
        }
    }

    fn open(&mut self, who: &str, procedure: &str, form: &Value) -> String {
        let person = person(who);
        let applicant = match &person.0.organisation {
            Some(id) => Consumer::Organisation(id.clone()),
            None => Consumer::Account(person.0.id.clone()),
        };
        let command = OpenCase {
            id: "case-1".parse().unwrap(),
            procedure: self.world.rulebook.procedure(procedure).unwrap(),
            dataset: &self.dataset,
            applicant,
            form: inputs(form),
        };
        let opened = case::open(command, &Self::facts(&self.dataset, &person), &self.world.deciding());
        let told = opened.map(|(case, outcome)| {
            self.case = Some(case);
            outcome
        });
        self.keep(told, None)
    }

    fn step(&mut self, who: &str, step: &str, given: &Value) -> String {
        let case = self.case.clone().unwrap();
        let person = person(who);
        let procedure = self.world.rulebook.procedure(&case.procedure).unwrap();
        let facts = Self::facts(&self.dataset, &person);
        let outcome = case::step(&case, procedure, step, inputs(given), &facts, &self.world.deciding());
        self.keep(outcome, Some(case))
    }

    fn keep(&mut self, outcome: Result<Outcome, No>, before: Option<Case>) -> String {
        let result = outcome.map(|outcome| {
            let mut folded = before;
            for decided in &outcome.case {
                folded = Case::evolve(folded, &decided.act);
            }
            if !self.case.as_ref().is_some_and(|case| case.history.is_empty()) {
                self.case.clone_from(&folded);
            }
            assert_eq!(self.case, folded, "the case given and the fold of its acts are one");
            for decided in &outcome.case {
                assert!(!decided.basis.is_empty(), "{} rests on no article", decided.act.name());
            }
            let mut acts: Vec<_> = outcome.case.iter().map(|decided| decided.act.name()).collect();
            if let Some(EffectActs::Dataset(_, effect) | EffectActs::Agreement(_, effect)) = &outcome.effect {
                self.effects = effect.iter().map(|decided| decided.act.name()).collect();
                acts.extend(&self.effects);
            }
            acts
        });
        said(result)
    }

    fn state(&self) -> &str {
        &self.case.as_ref().unwrap().state
    }
}

fn request() -> Value {
    json!({"dataset": "ds-residents", "purpose": "credit-assessment", "fields": ["编号", "姓名"],
           "term": "2026-06-30", "scenario": "授信前核验"})
}

fn application() -> Value {
    json!({"dataset": "ds-residents", "purpose": "research", "scenario": "人口研究", "term": "2026-06-30",
           "safety": "内网隔离"})
}

fn grant() -> Value {
    json!({"fields": ["编号", "姓名"], "masks": {"姓名": {"mask": "partial", "head": 1, "tail": 0}},
           "term": "2026-06-30", "channels": ["key", "page"]})
}

#[test]
fn a_catalogue_entry_comes_into_force_when_the_authority_confirms_it() {
    let mut play = Play::new();
    let form = json!({"dataset": "ds-residents"});
    assert_eq!(play.open("steward-a", "catalogue-registration", &form), "case-opened case-stepped");
    assert_eq!(play.state(), "submitted");
    let not_yours = play.step("steward-a", "confirm", &json!({}));
    assert!(not_yours.starts_with("refused refusal-step-not-yours hainan-bigdata-2019#14"), "{not_yours}");
    assert_eq!(play.step("officer", "return", &json!({"reason": "摘要过短"})), "case-stepped");
    assert_eq!(play.step("officer", "confirm", &json!({})), "state state-step-does-not-fit");
    assert_eq!(play.step("steward-a", "resubmit", &json!({})), "case-stepped");
    assert_eq!(play.step("officer", "confirm", &json!({})), "case-stepped dataset-confirmed");
    assert!(play.case.unwrap().ended);
}

#[test]
fn a_sharing_request_is_accepted_and_granted_within_its_clocks() {
    let mut play = Play::new();
    assert_eq!(play.open("reader-b", "sharing-request", &request()), "case-opened case-stepped");
    let accept = play.case.as_ref().unwrap().clocks[0].clone();
    assert_eq!((accept.name.as_str(), accept.date.to_string().as_str()), ("share.accept", "2026-02-24"));
    assert_eq!(accept.basis.to_string(), "hainan-bigdata-2019#17(1)");
    assert_eq!(play.step("steward-a", "grant", &grant()), "state state-step-does-not-fit");
    assert_eq!(play.step("steward-a", "accept", &json!({})), "case-stepped");
    assert_eq!(play.step("steward-a", "grant", &grant()), "case-stepped agreement-granted");
    let case = play.case.unwrap();
    assert!(case.clocks.iter().all(|clock| clock.stopped.is_some()));
    assert_eq!(case.agreement.unwrap().as_str(), "agr-new");
}

#[test]
fn what_may_not_be_asked_for_is_refused_when_it_is_asked() {
    let check = |who: &str, procedure: &str, form: Value, change: &dyn Fn(&mut Dataset), expected: &str| {
        let mut play = Play::new();
        change(&mut play.dataset);
        assert_eq!(play.open(who, procedure, &form), expected);
    };
    let as_is = |_: &mut Dataset| {};
    let draft = |d: &mut Dataset| d.status = DatasetStatus::Registered;
    let hidden = |d: &mut Dataset| d.catalogue.sharing.class = ShareClass::NotShared;
    let closed = |d: &mut Dataset| d.catalogue.opening.class = OpenClass::NotOpen;
    let open = |d: &mut Dataset| d.catalogue.opening.class = OpenClass::Unconditional;
    let own = |d: &mut Dataset| d.provider = "b".parse().unwrap();
    let share = |change: &dyn Fn(&mut Dataset), expected: &str| {
        check("reader-b", "sharing-request", request(), change, expected);
    };
    share(&draft, "refused refusal-dataset-not-listed hainan-bigdata-2019#14(1)");
    share(&hidden, "refused refusal-not-shared hainan-bigdata-2019#15(1a)");
    share(&own, "refused refusal-requester-is-provider hainan-bigdata-2019#17(1)");
    let apply = |change: &dyn Fn(&mut Dataset), expected: &str| {
        check("citizen", "conditional-opening", application(), change, expected);
    };
    apply(&closed, "refused refusal-not-open hainan-bigdata-2019#24(1)");
    apply(&open, "refused refusal-open-without-application hainan-bigdata-2019#25");
    for missing in ["purpose", "scenario", "term", "safety"] {
        let mut form = application();
        form.as_object_mut().unwrap().remove(missing);
        check("citizen", "conditional-opening", form, &as_is, &format!("invalid form.{missing}=invalid-missing"));
    }
    let mut odd = application();
    odd["purpose"] = json!("curiosity");
    check("citizen", "conditional-opening", odd, &as_is, "refused refusal-purpose-unknown hainan-bigdata-2019#17(1)");
    let mut extra = application();
    extra["colour"] = json!("blue");
    check("citizen", "conditional-opening", extra, &as_is, "invalid form.colour=invalid-unknown-input");
}

#[test]
fn a_grant_names_masks_for_what_is_sensitive_and_only_fields_there_are() {
    let check = |change: &dyn Fn(&mut Value), expected: &str| {
        let mut play = Play::new();
        play.open("reader-b", "sharing-request", &request());
        play.step("steward-a", "accept", &json!({}));
        let mut given = grant();
        change(&mut given);
        assert_eq!(play.step("steward-a", "grant", &given), expected);
    };
    check(&|g| g["masks"] = json!({}), "invalid inputs.masks.姓名=invalid-mask-needed");
    check(&|g| g["masks"] = json!({"姓名": {"mask": "keep"}}), "case-stepped agreement-granted");
    check(&|g| g["masks"] = json!({"姓名": {"mask": "blur"}}), "invalid inputs.masks=invalid-shape");
    check(&|g| g["fields"] = json!(["编号", "无此项"]), "invalid inputs.masks.姓名=invalid-unknown-field");
    check(&|g| g["term"] = json!("2026-02-09"), "invalid inputs.term=invalid-term-in-the-past");
    check(&|g| g["channels"] = json!(["post"]), "invalid inputs.channels=invalid-shape");
    check(
        &|g| g["row_filter"] = json!([{"field": "无此项", "is": "equal", "value": "1"}]),
        "invalid inputs.masks.无此项=invalid-unknown-field",
    );
    check(
        &|g| g["tables"] = json!([{"dataset": "ds-other", "fields": ["x"]}]),
        "refused refusal-grant-not-yours hainan-bigdata-2019#17(1)",
    );
}

#[test]
fn important_data_never_leaves_bare() {
    let mut play = Play::new();
    play.dataset.fields[1].confirmed = Some(Grade::Important);
    play.open("reader-b", "sharing-request", &request());
    play.step("steward-a", "accept", &json!({}));
    let mut given = grant();
    given["masks"] = json!({"姓名": {"mask": "keep"}});
    assert_eq!(play.step("steward-a", "grant", &given), "refused refusal-grade-needs-mask hainan-bigdata-2019#17(1)");
}

#[test]
fn an_application_is_answered_within_five_working_days_or_found_overdue() {
    let mut play = Play::new();
    assert_eq!(play.open("citizen", "conditional-opening", &application()), "case-opened case-stepped");
    assert_eq!(play.step("steward-a", "accept", &json!({})), "case-stepped");
    let clock = play.case.as_ref().unwrap().clocks[0].clone();
    // The spring festival lies between, and Saturday the 14th is a working day.
    assert_eq!((clock.name.as_str(), clock.date.to_string().as_str()), ("open.decide", "2026-02-24"));
    assert_eq!(clock.basis.to_string(), "hainan-bigdata-2019#26(2a)");
    let overdue = |play: &Play| -> Vec<&'static str> {
        let acts = case::overdue(play.case.as_ref().unwrap(), &play.world.deciding());
        acts.iter().map(|decided| decided.act.name()).collect()
    };
    play.world.now = clock.due;
    assert!(overdue(&play).is_empty(), "the last millisecond of the last day is in time");
    play.world.now = clock.due.plus_millis(1);
    assert_eq!(overdue(&play), ["case-overdue"]);
    let act = Act::CaseOverdue { clock: "open.decide".to_owned() };
    play.case = Case::evolve(play.case.take(), &act);
    assert!(overdue(&play).is_empty(), "found once");
    assert!(play.case.as_ref().unwrap().clocks[0].overdue);
    assert_eq!(play.step("steward-a", "grant", &grant()), "case-stepped agreement-granted");
}

#[test]
fn a_refusal_gives_its_reason_and_an_article_that_exists() {
    let check = |given: Value, expected: &str| {
        let mut play = Play::new();
        play.open("citizen", "conditional-opening", &application());
        play.step("steward-a", "accept", &json!({}));
        assert_eq!(play.step("steward-a", "refuse", &given), expected);
    };
    check(json!({"reason": "涉及个人隐私", "basis": "hainan-bigdata-2019#24(1)"}), "case-stepped");
    check(json!({"reason": "涉及个人隐私"}), "invalid inputs.basis=invalid-missing");
    check(json!({"basis": "hainan-bigdata-2019#24(1)"}), "invalid inputs.reason=invalid-missing");
    check(json!({"reason": "不便", "basis": "hainan-bigdata-2019#99"}), "invalid inputs.basis=invalid-kind");
}

proptest! {
    /// Whatever is tried in whatever order: no panic, a clock per start, an end that stays an end, a step only by its part.
    #[test]
    fn no_sequence_of_steps_breaks_a_case(
        tries in prop::collection::vec((0_usize..4, 0_usize..8, any::<bool>()), 0..24),
        opening in any::<bool>(),
    ) {
        let people = ["steward-a", "reader-b", "officer", "citizen"];
        let steps = ["submit", "accept", "grant", "refuse", "withdraw", "confirm", "return", "nonsense"];
        let given: BTreeMap<&str, Value> = BTreeMap::from([
            ("grant", grant()),
            ("refuse", json!({"reason": "理由", "basis": "hainan-bigdata-2019#26"})),
        ]);
        let mut play = Play::new();
        let opened = if opening {
            play.open("citizen", "conditional-opening", &application())
        } else {
            play.open("reader-b", "sharing-request", &request())
        };
        prop_assert_eq!(opened, "case-opened case-stepped");
        for (who, step, filled) in tries {
            let before = play.case.clone().unwrap();
            let empty = json!({});
            let (who, step) = (people[who], steps[step]);
            let told = play.step(who, step, if filled { given.get(step).unwrap_or(&empty) } else { &empty });
            let after = play.case.clone().unwrap();
            if !told.starts_with("case-stepped") {
                prop_assert_eq!(&before, &after, "a no changes nothing");
                continue;
            }
            prop_assert!(!before.ended, "an ended case takes no step");
            let procedure = play.world.rulebook.procedure(&after.procedure).unwrap();
            let taken = procedure.step(step).unwrap();
            let by = match who { "steward-a" => "provider", "officer" => "authority", _ => "applicant" };
            prop_assert_eq!(taken.by.name(), by);
            let running = after.clocks.iter().filter(|clock| clock.stopped.is_none()).count();
            prop_assert_eq!(running, usize::from(!after.ended && taken.starts.is_some()));
        }
    }
}
