//! Masks at the gate: every way out shows one value, and no two agreements the same.

use serde_json::{Value, json};

use super::cast::{Cast, PURPOSE, TABLE, roomy};

const FIELDS: [&str; 4] = ["code", "name", "mobile", "amount"];

/// A dataset that is listed and has a version.
async fn stocked() -> Cast {
    let cast = Cast::new(roomy()).await;
    cast.listed("grants").await;
    let upload = cast.world.ask(reqwest::Method::POST, "/api/v1/datasets/grants/versions");
    upload.body("text/csv", TABLE).by(&cast.steward).expect(201).await;
    cast
}

/// A request of the reader's for `scene`, accepted.
async fn asked(cast: &Cast, scene: Option<&str>) -> String {
    let form =
        json!({ "purpose": PURPOSE, "fields": FIELDS, "term": "2026-12-31", "scenario": "核对", "scene": scene });
    let body = json!({ "procedure": "sharing-request", "dataset": "grants", "form": form });
    let run = cast.world.post("/api/v1/cases", &body).by(&cast.reader).expect(201).await.at("/id").to_owned();
    cast.step(&run, "accept", json!({})).await;
    run
}

fn terms(masks: &Value) -> Value {
    json!({ "fields": FIELDS, "masks": masks, "term": "2026-12-31",
        "channels": ["key", "page", "aggregate", "query", "export"] })
}

async fn agreed(cast: &Cast, masks: &Value) -> String {
    let run = asked(cast, None).await;
    cast.step(&run, "grant", terms(masks)).await.at("/case/agreement").to_owned()
}

/// The masked values of `P-001`, in the order of [`FIELDS`], read by key, by page, by SQL and from an export.
async fn read(cast: &Cast, agreement: &str) -> [Value; 4] {
    let (world, reader) = (&cast.world, &cast.reader);
    let path = |rest: &str| {
        let mark = if rest.contains('?') { '&' } else { '?' };
        format!("/api/v1/datasets/grants/{rest}{mark}agreement={agreement}&purpose={PURPOSE}")
    };
    let row = world.get(&path("rows/P-001")).by(reader).expect(200).await;
    let page = world.get(&path("rows?limit=1")).by(reader).expect(200).await;
    let sql = json!({ "agreement": agreement, "purpose": PURPOSE,
        "sql": "SELECT code, name, mobile, amount FROM grants WHERE code = 'P-001'" });
    let query = world.post("/api/v1/query", &sql).by(reader).expect(200).await;
    let file = world.get(&path("export?format=jsonl")).by(reader).expect(200).await;
    // The order of a copy's rows may be its mark.
    let mut lines = file.text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap()).collect::<Vec<_>>();
    lines.retain(|line| line["code"] == "P-001");
    [row.json["row"].clone(), page.json["rows"][0].clone(), query.json[0].clone(), lines.remove(0)]
}

#[tokio::test]
async fn every_way_out_shows_one_value_and_no_two_agreements_the_same() {
    let cast = stocked().await;
    let masks = json!({
        "name": { "mask": "pseudonym" },
        "mobile": { "mask": "encrypt", "form": "mobile" },
        "amount": { "mask": "noise", "shape": "gaussian", "scale": "3000", "bound": "9000" },
    });
    let (first, second) = (agreed(&cast, &masks).await, agreed(&cast, &masks).await);
    let (one, other) = (read(&cast, &first).await, read(&cast, &second).await);
    for rows in [&one, &other] {
        assert!(rows.iter().all(|row| row == &rows[0]), "{rows:?}");
        assert_eq!(rows[0]["code"], "P-001");
        let mobile = rows[0]["mobile"].as_str().unwrap();
        assert!(mobile.len() == 11 && mobile.starts_with("138") && mobile != "13812345678", "{mobile}");
    }
    for field in &FIELDS[1..] {
        assert_ne!(one[0][*field], other[0][*field], "{field} tells that the two agreements read one row");
    }
    cast.world.stop().await;
}

#[tokio::test]
async fn a_scene_gives_its_masks_and_refuses_weaker_ones_with_the_article() {
    let cast = stocked().await;
    let region = cast.world.get("/api/v1/region").expect(200).await;
    let lines = region.json["scenes"].as_array().unwrap();
    let line = lines.iter().find(|line| line["scene"] == "joint-use").unwrap();
    let expected = json!({ "scene": "joint-use", "grade": "general3", "strength": "generalised",
        "unless": ["consent"], "basis": "hainan-bigdata-2019#39" });
    assert_eq!(line, &expected);

    let run = asked(&cast, Some("joint-use")).await;
    let grant = |masks: Value| {
        let body = json!({ "inputs": terms(&masks) });
        cast.world.post(&format!("/api/v1/cases/{run}/steps/grant"), &body).by(&cast.steward).in_english()
    };
    let weak = grant(json!({ "mobile": { "mask": "style", "kind": "mobile" } })).expect(403).await;
    assert_eq!(weak.at("/basis/0/citation"), "hainan-bigdata-2019#39");
    let said = "Mask style(mobile) of field mobile is worth partial; joint use asks for generalised or more.";
    assert_eq!(weak.at("/detail"), said);
    let unfit = grant(json!({ "mobile": { "mask": "noise", "shape": "laplace", "scale": "1", "bound": "2" },
        "name": { "mask": "round", "places": 0 } }));
    let unfit = unfit.expect(422).await;
    assert!(unfit.text().contains("Mask round(0) does not fit field name of type text"), "{}", unfit.text());
    let granted = grant(json!({})).expect(200).await;
    let agreement = granted.at("/case/agreement").to_owned();
    let [row, ..] = read(&cast, &agreement).await;
    assert_eq!(row, json!({ "code": "P-001", "name": "***", "mobile": "***", "amount": 120 }));
    let kept = cast.world.get(&format!("/api/v1/agreements/{agreement}")).by(&cast.reader).expect(200).await;
    assert_eq!(kept.at("/agreement/scene"), "joint-use");
    cast.world.stop().await;
}

/// A consent of the citizen's to what the steward's body collects, given; and its case.
async fn consented(cast: &Cast) -> String {
    let form = json!({ "respondent": "finance", "service": "补贴发放", "purpose": PURPOSE, "use": "核对补贴对象",
        "items": "姓名", "manner": "申请时采集", "recipients": "市场监管局", "rules": "公示", "until": "2027-12-31" });
    let body = json!({ "procedure": "consent", "form": form });
    let run = cast.world.post("/api/v1/cases", &body).by(&cast.citizen).expect(201).await.at("/id").to_owned();
    taken(cast, &run, "give", json!({ "agree": true })).await;
    run
}

async fn taken(cast: &Cast, run: &str, step: &str, inputs: Value) {
    let path = format!("/api/v1/cases/{run}/steps/{step}");
    cast.world.post(&path, &json!({ "inputs": inputs })).by(&cast.citizen).expect(200).await;
}

#[tokio::test]
async fn an_exception_for_consent_goes_with_the_consent() {
    let cast = stocked().await;
    let run = asked(&cast, Some("joint-use")).await;
    let weak = terms(&json!({ "name": { "mask": "partial", "head": 1, "tail": 0 } }));
    let grant = format!("/api/v1/cases/{run}/steps/grant");
    let body = json!({ "inputs": weak });
    cast.world.post(&grant, &body).by(&cast.steward).expect(403).await;
    let consent = consented(&cast).await;
    let granted = cast.world.post(&grant, &body).by(&cast.steward).expect(200).await;
    let agreement = granted.at("/case/agreement").to_owned();
    assert_eq!(read(&cast, &agreement).await[0]["name"], "张*");

    taken(&cast, &consent, "withdraw", json!({})).await;
    let path = format!("/api/v1/datasets/grants/rows?agreement={agreement}&purpose={PURPOSE}");
    let refused = cast.world.get(&path).by(&cast.reader).expect(403).await;
    assert_eq!(refused.at("/basis/0/citation"), "hainan-bigdata-2019#39");
    // Another consent is not the one that was relied on.
    consented(&cast).await;
    cast.world.get(&path).by(&cast.reader).expect(403).await;
    cast.world.stop().await;
}
