//! Grades are proposed with their reasons, confirmed in a case, and what was overridden is held against the packs.

use reqwest::Method;
use serde_json::{Value, json};

use super::cast::{Cast, TABLE, roomy};
use super::world::Reply;

const GRADES: &str = "/api/v1/datasets/grants/grades";

async fn received() -> Cast {
    let cast = Cast::new(roomy()).await;
    cast.registered("grants").await;
    let upload = cast.world.ask(Method::POST, "/api/v1/datasets/grants/versions").body("text/csv", TABLE);
    let received = upload.by(&cast.steward).expect(201).await;
    let digest = received.at("/version/reading/pack").to_owned();
    assert_eq!(digest.len(), 64);
    assert!(!received.at("/inspection/fields/2/why/0").is_empty());
    cast
}

async fn graded(cast: &Cast, words: Value) -> Reply {
    cast.world.put(GRADES, &json!({ "grades": words })).by(&cast.steward).expect(200).await
}

async fn field(cast: &Cast, at: usize) -> Value {
    let dataset = cast.world.get("/api/v1/datasets/grants").by(&cast.steward).expect(200).await;
    dataset.json["dataset"]["fields"][at].clone()
}

#[tokio::test]
async fn what_a_steward_overrides_needs_a_reason_and_is_held_against_the_pack() {
    let cast = received().await;
    let mobile = field(&cast, 2).await;
    assert_eq!((&mobile["name"], &mobile["proposed"]), (&json!("mobile"), &json!("general3")));
    assert_eq!(mobile["why"][0]["key"], "grade-reason-by-value-and-name");
    assert!(!mobile.to_string().contains("138"), "a reason never says a value");

    let silent = json!({ "grades": [{ "field": "mobile", "grade": "general3", "kinds": [] }] });
    cast.world.put(GRADES, &silent).by(&cast.steward).expect(422).await;
    let word = json!([{ "field": "mobile", "grade": "general1", "kinds": [], "reason": "是设备出厂编号" }]);
    assert_eq!(graded(&cast, word).await.at("/state"), "graded");
    let after = field(&cast, 2).await;
    assert_eq!((&after["confirmed"], &after["corrected"]), (&json!("general1"), &json!([])));

    let checked = cast.world.get("/api/v1/grading/recheck").by(&cast.officer).expect(200).await;
    assert_eq!(checked.json["examples"], 1);
    let differing = &checked.json["disagreements"][0];
    assert_eq!((&differing["dataset"], &differing["column"]), (&json!("grants"), &json!("mobile")));
    assert_eq!((&differing["given"], &differing["found"]), (&json!([]), &json!(["mobile"])));
    assert_eq!((&differing["given_grade"], &differing["found_grade"]), (&json!("general1"), &json!("general3")));
    cast.world.get("/api/v1/grading/recheck").by(&cast.reader).expect(403).await;

    // The steward thinks again: nothing is overridden any more.
    let agreed = json!([{ "field": "mobile", "grade": "general3", "kinds": ["mobile"] }]);
    graded(&cast, agreed).await;
    let checked = cast.world.get("/api/v1/grading/recheck").by(&cast.officer).expect(200).await;
    assert_eq!(checked.json, json!({ "examples": 0, "disagreements": [] }));
    cast.world.stop().await;
}

#[tokio::test]
async fn important_data_is_graded_with_the_authority() {
    let cast = received().await;
    let important = json!([{ "field": "amount", "grade": "important", "reason": "反映重点项目资金" }]);
    let referred = graded(&cast, important.clone()).await;
    assert_eq!((referred.at("/state"), &referred.json["ended"]), ("referred", &json!(false)));
    assert_eq!(field(&cast, 4).await["confirmed"], Value::Null);

    let opened = referred.at("/case").to_owned();
    let step = |name: &str| format!("/api/v1/cases/{opened}/steps/{name}");
    let endorse = json!({ "inputs": {} });
    cast.world.post(&step("endorse"), &endorse).by(&cast.steward).expect(403).await;
    let back = json!({ "inputs": { "reason": "请补充危害程度" } });
    cast.world.post(&step("return"), &back).by(&cast.officer).expect(200).await;

    let again = graded(&cast, important).await;
    assert_eq!((again.at("/case"), again.at("/state")), (opened.as_str(), "referred"), "the same case goes on");
    let endorsed = cast.world.post(&step("endorse"), &endorse).by(&cast.officer).expect(200).await;
    assert_eq!(endorsed.at("/case/state"), "endorsed");
    assert_eq!(field(&cast, 4).await["confirmed"], "important");

    let listed = cast.world.get("/api/v1/reports/important-data").by(&cast.officer).expect(200).await;
    assert_eq!(listed.json["rows"].as_array().unwrap().len(), 1);
    assert_eq!(listed.json["rows"][0][5], "amount");
    // Nor is it the holder's alone to take it off again.
    let lower = json!([{ "field": "amount", "grade": "general2", "reason": "资金已公开" }]);
    assert_eq!(graded(&cast, lower).await.at("/state"), "referred");
    cast.world.stop().await;
}

#[tokio::test]
async fn a_word_that_cannot_stand_leaves_no_case_behind() {
    let cast = received().await;
    let before = cast.world.get("/api/v1/cases").by(&cast.steward).send().await;
    for wrong in [
        json!({ "grades": [{ "field": "nowhere", "grade": "general1" }] }),
        json!({ "grades": [{ "field": "mobile", "grade": "general1" }] }),
        json!({ "grades": [] }),
    ] {
        let reply = cast.world.put(GRADES, &wrong).by(&cast.steward).send().await;
        assert!([409, 422].contains(&reply.status.as_u16()), "{}", reply.json);
    }
    let after = cast.world.get("/api/v1/cases").by(&cast.steward).send().await;
    assert_eq!(before.json, after.json);
    cast.world.stop().await;
}

#[tokio::test]
async fn what_is_confirmed_important_is_put_before_those_who_keep_its_catalogue() {
    let cast = super::opening::closed().await;
    let word =
        |field: &str| json!({ "grades": [{ "field": field, "grade": "important", "reason": "反映重点项目资金" }] });
    let confirmed = async |field: &str| {
        let path = "/api/v1/datasets/people/grades";
        let referred = cast.world.put(path, &word(field)).by(&cast.steward).expect(200).await;
        let path = format!("/api/v1/cases/{}/steps/endorse", referred.at("/case"));
        cast.world.post(&path, &json!({ "inputs": {} })).by(&cast.officer).expect(200).await;
        let cases = cast.world.get("/api/v1/cases?limit=100").by(&cast.steward).expect(200).await;
        let all = cases.json["items"].as_array().unwrap().clone();
        all.into_iter().filter(|case| case["procedure"] == "important-data").collect::<Vec<_>>()
    };
    let raised = confirmed("amount").await;
    assert_eq!((raised.len(), &raised[0]["state"]), (1, &json!("identified")));
    let path = format!("/api/v1/cases/{}", raised[0]["id"].as_str().unwrap());
    let shown = cast.world.get(&path).by(&cast.steward).expect(200).await;
    assert_eq!(shown.json["case"]["form"]["harm"], "amount：反映重点项目资金");
    assert_eq!(confirmed("amount").await.len(), 1, "it is before them already");
    assert_eq!(confirmed("district").await.len(), 2);
    cast.world.stop().await;
}
