//! Who takes a step: parts, several words, four eyes, stand-ins, remarks.

use std::collections::BTreeSet;

use base::Timestamp;
use domain::account::Role;
use domain::act::{Act, Actor};
use domain::case::{Case, Comment, Inputs};
use domain::organisation::OFFICES;
use domain::record::Record as _;
use law::{Actor as Part, Guard, ShareClass, Step, above, covers};
use serde_json::{Value, json};

use crate::cases::{application, request, stage};
use crate::scene::{Person, Stage, choices, person, place, places};

pub(crate) fn account(by: &Actor) -> &str {
    match by {
        Actor::Account { account, .. } => account.as_str(),
        Actor::Platform => "platform",
    }
}

/// A dispute on a share class in Huzhou, heard and ready to be settled.
fn mediated() -> Stage {
    let mut stage = Stage::new(place("330500"), "class-dispute");
    let form = json!({"dataset": "ds-residents", "claimed_class": "unconditional", "reason": "不敏感", "need": "核对"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped");
    let heard = json!({"applicant_view": "应无条件", "provider_view": "愿有条件", "proposal": "conditional"});
    assert_eq!(stage.takes(Part::Authority, 1, "mediate", &heard), "case-stepped");
    stage
}

fn settlement() -> Value {
    json!({"share_class": "unconditional", "reason": "双方同意"})
}

#[test]
fn a_step_of_several_happens_when_the_last_of_them_has_spoken() {
    let mut stage = mediated();
    assert_eq!(stage.takes(Part::Provider, 1, "settle", &json!({})), "case-approved");
    assert_eq!(stage.takes(Part::Authority, 1, "settle", &settlement()), "case-approved");
    assert_eq!((stage.state(), stage.case().approvals.len()), ("mediated", 2));
    assert_eq!(stage.takes(Part::Applicant, 1, "settle", &json!({})), "case-stepped dataset-reclassified");
    let stepped = stage.case().history.last().unwrap();
    assert_eq!(stepped.inputs["share_class"], "unconditional", "what the one who decides filled in");
    let with: Vec<&str> = stepped.with.iter().map(account).collect();
    assert_eq!((account(&stepped.by), with), ("bureau-1", vec!["holder-1", "asker-1"]));
    assert!(stage.case().approvals.is_empty());
    assert_eq!(stage.dataset.catalogue.sharing.class, ShareClass::Unconditional);
}

#[test]
fn nobody_gives_two_words_nor_fills_in_what_is_anothers_to_decide() {
    let mut stage = mediated();
    let of_another = "invalid inputs=invalid-inputs-of-another";
    assert_eq!(stage.takes(Part::Provider, 1, "settle", &settlement()), of_another);
    assert_eq!(
        stage.takes(Part::Authority, 1, "settle", &json!({})),
        "invalid inputs.share_class=invalid-missing \
        inputs.reason=invalid-missing"
    );
    assert_eq!(stage.takes(Part::Authority, 1, "settle", &settlement()), "case-approved");
    let already = "state state-already-approved";
    assert_eq!(stage.takes(Part::Authority, 1, "settle", &settlement()), already);
    assert_eq!(stage.takes(Part::Authority, 2, "settle", &settlement()), already, "the part has spoken");
    // Standing in for others gives nobody a second word.
    stage.place_of = Some(stage.person(Part::Provider, 1));
    assert_eq!(stage.takes(Part::Authority, 1, "settle", &json!({})), already);
    stage.place_of = None;
    assert_eq!(stage.state(), "mediated");
}

/// A body with every task, and a person of it with every role.
fn everything(region: &str) -> Person {
    let mut one = person(Part::Authority, 1, region);
    one.account.roles = Role::ALL.into();
    one.organisation.as_mut().unwrap().offices = OFFICES.into();
    one
}

#[test]
fn one_person_with_every_part_never_completes_a_step_of_several() {
    let mut tried = BTreeSet::new();
    for place in places() {
        for procedure in place.rulebook.procedures().filter(|procedure| place.region.runs(&procedure.name)) {
            // Where the law lists no ground for a deletion, nobody's word begins one.
            let never = |step: &Step| {
                step.guards.contains(&Guard::GroundKnown) && place.region.lists.deletion_grounds.is_empty()
            };
            for step in procedure.steps.iter().filter(|step| place.parts(&procedure.name, step).len() > 1) {
                if never(step) {
                    continue;
                }
                let mut stage = Stage::begun(place, &procedure.name, Part::Applicant);
                let (one, other) = (everything(&place.region.code), everything(&place.region.code));
                stage.put(&step.from[0], &one);
                let given = choices(&step.form, &stage);
                let mut words = 0;
                for inputs in [given, Inputs::new(), Inputs::new(), Inputs::new()] {
                    words += usize::from(stage.step(&one, &step.name, inputs).is_ok());
                    // Nor in the place of somebody else who could.
                    stage.place_of = Some(other.clone());
                }
                assert_eq!((words, stage.state()), (1, step.from[0].as_str()), "{}.{}", procedure.name, step.name);
                tried.insert(format!("{}.{}", procedure.name, step.name));
            }
        }
    }
    assert!(tried.contains("class-dispute.settle") && tried.len() > 4, "{tried:?}");
}

#[test]
fn words_given_fall_away_when_the_case_takes_another_way() {
    let mut stage = mediated();
    assert_eq!(stage.takes(Part::Authority, 1, "settle", &settlement()), "case-approved");
    let refer = json!({"reason": "意见不一", "opinion": "建议有条件"});
    assert_eq!(stage.takes(Part::Authority, 1, "refer", &refer), "case-stepped");
    assert!(stage.case().approvals.is_empty());
    assert!(stage.case().history.last().unwrap().with.is_empty(), "the words were for another step");
}

#[test]
fn what_is_not_lawful_is_refused_to_the_one_who_decides_it_not_to_the_last_who_approves() {
    let mut stage = mediated();
    let given = json!({"share_class": "not-shared", "reason": "双方同意"});
    let refused = "refused refusal-not-shared-without-ground huzhou-security-2020#22(2a)";
    assert_eq!(stage.takes(Part::Authority, 1, "settle", &given), refused);
    assert!(stage.case().approvals.is_empty());
}

#[test]
fn a_stand_in_takes_the_step_and_it_is_on_record_for_whom() {
    let mut stage = stage("sharing-request");
    assert_eq!(stage.opens(Part::Applicant, &request()), "case-opened case-stepped");
    let refused = stage.takes(Part::Consumer, 1, "accept", &json!({}));
    assert!(refused.starts_with("refused refusal-step-not-yours"), "{refused}");
    stage.place_of = Some(stage.person(Part::Provider, 1));
    assert_eq!(stage.takes(Part::Consumer, 1, "accept", &json!({})), "case-stepped");
    let stepped = stage.case().history.last().unwrap();
    assert_eq!(account(&stepped.by), "user-1");
    assert_eq!(stepped.in_place_of.as_ref().unwrap().as_str(), "holder-1");
    // Who may take the step anyway takes it in their own name.
    assert_eq!(stage.takes(Part::Provider, 2, "return", &json!({"reason": "请说明频次"})), "case-stepped");
    assert_eq!(stage.case().history.last().unwrap().in_place_of, None);
}

#[test]
fn a_citizen_s_case_is_that_citizen_s_alone() {
    let mut stage = stage("conditional-opening");
    assert_eq!(stage.opens(Part::Anyone, &application()), "case-opened case-stepped");
    let refused = stage.takes(Part::Anyone, 2, "withdraw", &json!({}));
    assert!(refused.starts_with("refused refusal-step-not-yours"), "{refused}");
    assert_eq!(stage.takes(Part::Anyone, 1, "withdraw", &json!({})), "case-stepped");
}

#[test]
fn nobody_takes_the_platform_s_step() {
    let mut stage = stage("consent");
    let form = json!({"respondent": "concerned", "service": "停车缴费", "purpose": "public-service", "use": "通知",
        "items": "手机号码", "manner": "本人填写", "recipients": "无", "rules": "见页面", "until": "2026-12-31"});
    stage.opens(Part::Anyone, &form);
    stage.takes(Part::Applicant, 1, "give", &json!({"agree": true}));
    for part in Part::ALL {
        let refused = stage.takes(*part, 1, "expire", &json!({}));
        assert!(refused.starts_with("refused refusal-step-not-yours"), "{part}: {refused}");
    }
}

#[test]
fn a_region_gives_a_step_to_the_part_its_law_names() {
    let confirmed = |name: &'static str, part: Part| {
        let mut stage = Stage::new(place(name), "catalogue-registration");
        stage.opens(Part::Provider, &json!({"dataset": "ds-residents"}));
        stage.takes(part, 2, "confirm", &json!({})).split(' ').take(2).collect::<Vec<_>>().join(" ")
    };
    // In Huzhou a department answers for its own entries.
    assert_eq!(confirmed("330500", Part::Provider), "case-stepped dataset-confirmed");
    assert_eq!(confirmed("330500", Part::Authority), "refused refusal-step-not-yours");
    assert_eq!(confirmed("460000", Part::Authority), "case-stepped dataset-confirmed");
    assert_eq!(confirmed("460000", Part::Provider), "refused refusal-step-not-yours");
}

#[test]
fn a_region_names_who_is_told_of_an_event() {
    let mut stage = stage("incident");
    let form = json!({"title": "外泄", "kind": "leak", "level": "general", "found_on": "2026-02-10",
        "description": "异常导出", "contact": "值班室"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped entry-made");
    assert_eq!(stage.takes(Part::Applicant, 1, "first-report", &json!({"content": "已断网"})), "case-stepped");
    let events = stage.told.iter().filter(|telling| telling.message.key == "notice-event");
    let told: Vec<_> = events.map(|telling| (telling.part.name(), telling.basis[0].to_string())).collect();
    let article = || "hainan-bigdata-2019#46(2)".to_owned();
    assert_eq!(told, [("authority", article()), ("sector", article())]);
}

#[test]
fn a_remark_changes_nothing_but_the_remarks() {
    let mut stage = mediated();
    stage.takes(Part::Authority, 1, "settle", &settlement());
    let before = stage.case().clone();
    let remark = |who: Part, text: &str, at: Timestamp| {
        let by = person(who, 1, "330500").account;
        let by = Actor::Account { account: by.id, organisation: by.organisation };
        Act::CaseCommented(Comment { by, at, text: text.to_owned() })
    };
    let acts =
        [remark(Part::Provider, "请附依据", stage.now), remark(Part::Applicant, "依据已附", stage.now.plus_millis(1))];
    let after = acts.iter().fold(Some(before.clone()), Case::evolve).unwrap();
    let texts: Vec<&str> = after.comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["请附依据", "依据已附"]);
    assert_eq!(Case { comments: Vec::new(), ..after }, before);
}

#[test]
fn a_body_acts_in_its_own_region_and_in_every_part_of_it() {
    let check = |body: &str, place: &str, acts: bool, stands_above: bool| {
        assert_eq!((covers(body, place), above(body, place)), (acts, stands_above), "{body} {place}");
    };
    check("430000", "430000", true, false);
    check("430000", "430100", true, true);
    check("430000", "430104", true, true);
    check("430100", "430104", true, true);
    check("430104", "430104", true, false);
    check("430104", "430100", false, false);
    check("430100", "430000", false, false);
    check("430100", "430200", false, false);
    check("430000", "460000", false, false);
    check("330500", "330500", true, false);
    // Of the whole country, above every province; no province is above it.
    check("000000", "130000", true, true);
    check("000000", "330502", true, true);
    check("000000", "000000", true, false);
    check("130000", "000000", false, false);
}
