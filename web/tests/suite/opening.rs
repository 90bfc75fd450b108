//! What is opened leaves under the masks the decision to open it names, by every way out, and as it was assessed.

use serde_json::{Value, json};

use super::cast::{Cast, catalogue, roomy};
use super::world::{Reply, World};

const ARTICLE: &str = "hunan-cybersecurity-2021#40(2)";
const PURPOSE: &str = "research";

/// Ten persons of two districts, all born in the same ten years.
fn table(first_amount: u32) -> String {
    let row = |number: u32| {
        let district = if number < 5 { "岳麓区" } else { "芙蓉区" };
        let amount = if number == 0 { first_amount } else { 111 + number };
        format!("P-{number:02},张伟,138123456{number:02},198{number}-03-02,{district},{amount}\n")
    };
    let rows: String = (0..10).map(row).collect();
    format!("code,name,mobile,birthdate,district,amount\n{rows}")
}

/// A listed dataset with a version, in a region that lets closed data be opened.
pub(crate) async fn closed() -> Cast {
    let cast = Cast::of(World::in_region(("430000", "湖南省数据局"), roomy()).await).await;
    let mut entry = catalogue("people");
    entry["opening"] = json!({ "class": "conditional" });
    entry["responsible"] = json!("数据管理岗");
    entry["keep_days"] = json!(365);
    let body = json!({ "id": "people", "catalogue": entry, "key_field": "code" });
    let run = cast.world.post("/api/v1/datasets", &body).by(&cast.steward).expect(201).await;
    decides(&cast, run.at("/case/id"), "confirm", json!({})).await;
    received(&cast, &table(111)).await;
    cast
}

async fn received(cast: &Cast, table: &str) {
    let upload = cast.world.ask(reqwest::Method::POST, "/api/v1/datasets/people/versions");
    upload.body("text/csv", table.to_owned()).by(&cast.steward).expect(201).await;
}

fn masks() -> Value {
    json!({
        "name": { "mask": "drop" },
        "mobile": { "mask": "drop" },
        "birthdate": { "mask": "generalise", "to": { "years": 10 } },
        "amount": { "mask": "round", "places": -2 },
    })
}

/// Takes a step as the authority, whatever comes of it.
async fn taken(cast: &Cast, run: &str, step: &str, inputs: Value) -> Reply {
    let path = format!("/api/v1/cases/{run}/steps/{step}");
    cast.world.post(&path, &json!({ "inputs": inputs })).by(&cast.officer).send().await
}

async fn decides(cast: &Cast, run: &str, step: &str, inputs: Value) {
    let reply = taken(cast, run, step, inputs).await;
    assert_eq!(reply.status, 200, "{step}: {}", reply.json);
}

/// A case that means to open the dataset to everyone under the masks, reviewed.
async fn proposed(cast: &Cast) -> String {
    let form = json!({ "target_class": "unconditional", "reason": "需求多", "measures": "泛化", "masks": masks() });
    let body = json!({ "procedure": "open-upgrade", "dataset": "people", "form": form });
    let run = cast.world.post("/api/v1/cases", &body).by(&cast.steward).expect(201).await.at("/id").to_owned();
    decides(cast, &run, "review", json!({ "opinion": "到位", "residual_risk": "低" })).await;
    run
}

async fn assessed(cast: &Cast, run: &str, masks: Option<Value>) -> bool {
    let mut asked = json!({ "quasi": ["birthdate", "district"] });
    if let Some(masks) = masks {
        asked["masks"] = masks;
    }
    let path = format!("/api/v1/cases/{run}/risk");
    let found = cast.world.post(&path, &asked).by(&cast.steward).expect(200).await;
    found.json["case"]["assessment"]["passes"] == json!(true)
}

fn open() -> Value {
    json!({ "open_class": "unconditional", "reason": "已脱敏" })
}

/// How the decision to open is answered: its status, and the article of a refusal.
async fn reclassified(cast: &Cast, run: &str) -> (u16, String) {
    let reply = taken(cast, run, "reclassify", open()).await;
    let article = reply.json.pointer("/basis/0/citation").and_then(Value::as_str).unwrap_or_default();
    (reply.status.as_u16(), article.to_owned())
}

/// The first row as a stranger gets it: by key, by page, from an export; and the greatest amount of each group.
async fn read(cast: &Cast) -> ([Value; 3], Value) {
    let (world, citizen) = (&cast.world, &cast.citizen);
    let path = |rest: &str| {
        let mark = if rest.contains('?') { '&' } else { '?' };
        format!("/api/v1/datasets/people/{rest}{mark}purpose={PURPOSE}")
    };
    let row = world.get(&path("rows/P-00")).by(citizen).expect(200).await;
    let page = world.get(&path("rows?limit=1")).by(citizen).expect(200).await;
    let file = world.get(&path("export?format=jsonl")).by(citizen).expect(200).await;
    let line: Value = serde_json::from_str(file.text().lines().next().unwrap()).unwrap();
    let body = json!({ "purpose": PURPOSE, "group_by": ["birthdate"],
        "measures": [{ "function": "count" }, { "function": "max", "field": "amount" }] });
    let groups = world.post("/api/v1/datasets/people/aggregate", &body).by(citizen).expect(200).await;
    ([row.json["row"].clone(), page.json["rows"][0].clone(), line], groups.json)
}

#[tokio::test]
async fn what_is_opened_leaves_as_it_was_assessed_by_every_way_out() {
    let cast = closed().await;
    let run = proposed(&cast).await;
    let refused = (403, ARTICLE.to_owned());
    assert_eq!(reclassified(&cast, &run).await, refused, "nothing was assessed");
    let mut weaker = masks();
    weaker["amount"] = json!({ "mask": "keep" });
    assert!(assessed(&cast, &run, Some(weaker)).await);
    assert_eq!(reclassified(&cast, &run).await, refused, "assessed under other masks");
    assert!(assessed(&cast, &run, None).await);
    assert_eq!(reclassified(&cast, &run).await.0, 200);

    let (rows, groups) = read(&cast).await;
    let expected = json!({ "code": "P-00", "birthdate": "[1980,1990)", "district": "岳麓区", "amount": 100 });
    for row in &rows {
        assert_eq!(row, &expected);
    }
    assert_eq!(groups, json!([{ "birthdate": "[1980,1990)", "count": 10, "max(amount)": 100 }]));
    let (world, citizen) = (&cast.world, &cast.citizen);
    let named = format!("/api/v1/datasets/people/rows?fields=mobile&purpose={PURPOSE}");
    world.get(&named).by(citizen).expect(403).await;
    let groups = json!({ "purpose": PURPOSE, "statistic": "histogram", "field": "mobile", "groups": ["13812345600"],
        "epsilon": "0.1" });
    world.post("/api/v1/datasets/people/statistic", &groups).by(citizen).expect(403).await;
    let entry = world.get("/api/v1/datasets/people").by(&cast.steward).expect(200).await;
    let opened = &entry.json["dataset"]["opened"];
    assert_eq!((&opened["case"], &opened["masks"]["code"]), (&json!(run), &json!({ "mask": "keep" })));
    assert_eq!(opened["assessed"], entry.json["dataset"]["version"]);
    cast.world.stop().await;
}

#[tokio::test]
async fn a_version_that_came_after_the_decision_waits_for_an_assessment_of_its_own() {
    let cast = closed().await;
    let run = proposed(&cast).await;
    assert!(assessed(&cast, &run, None).await);
    received(&cast, &table(240)).await;
    assert_eq!(reclassified(&cast, &run).await, (403, ARTICLE.to_owned()), "another version was assessed");
    assert!(assessed(&cast, &run, None).await);
    assert_eq!(reclassified(&cast, &run).await.0, 200);
    assert_eq!(read(&cast).await.0[0]["amount"], json!(200));

    received(&cast, &table(430)).await;
    let path = format!("/api/v1/datasets/people/rows?purpose={PURPOSE}");
    let refused = cast.world.get(&path).by(&cast.citizen).expect(403).await;
    assert_eq!((refused.at("/basis/0/citation"), refused.at("/procedure")), (ARTICLE, "open-upgrade"));
    let again = proposed(&cast).await;
    assert!(assessed(&cast, &again, None).await);
    assert_eq!(reclassified(&cast, &again).await.0, 200);
    assert_eq!(read(&cast).await.0[0]["amount"], json!(400));
    cast.world.stop().await;
}
