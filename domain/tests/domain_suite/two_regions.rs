//! The same story under two laws, side by side.

use law::{Actor as Part, Setting};
use serde_json::json;

use crate::scene::{Stage, place};

/// The clocks the last step started, each with its last day and article.
fn clocks(stage: &Stage) -> String {
    let started = &stage.case().history.last().unwrap().starts;
    let told = started.iter().map(|clock| format!("{} by {} {}", clock.name, clock.date, clock.basis));
    if started.is_empty() { "none".to_owned() } else { told.collect::<Vec<_>>().join(", ") }
}

/// Who is told of the event of the last step, and under which article.
fn told(stage: &Stage) -> String {
    let events = stage.told.iter().filter(|telling| telling.message.key == "notice-event");
    events.map(|telling| format!("{} {}", telling.part, telling.basis[0])).collect::<Vec<_>>().join(", ")
}

/// A citizen applies for conditionally open data and is refused.
fn application(name: &'static str, basis: &str) -> Vec<String> {
    let mut stage = Stage::new(place(name), "conditional-opening");
    let purpose = "research";
    let mut form = json!({"dataset": "ds-residents", "purpose": purpose, "scenario": "人口研究", "term": "2026-06-30",
        "safety": "内网隔离"});
    if name == "pilot" {
        form["undertaking"] = json!("file-1");
    }
    let mut story = vec![stage.opens(Part::Anyone, &form)];
    story.push(stage.basis.join(" "));
    let decides = [Part::Provider, Part::Authority]
        .into_iter()
        .find(|part| stage.clone().takes(*part, 1, "accept", &json!({})).starts_with("case-stepped"));
    let decides = decides.unwrap();
    story.push(decides.name().to_owned());
    assert_eq!(stage.takes(decides, 1, "accept", &json!({})), "case-stepped");
    story.push(clocks(&stage));
    let refusal = json!({"reason": "安全保障措施不足", "basis": basis});
    assert_eq!(stage.takes(decides, 1, "refuse", &refusal), "case-stepped");
    story.push(stage.basis.join(" "));
    let fee = stage.place.region.answer(Setting::OpeningFee);
    story.push(fee.map_or_else(|| "silent".to_owned(), |answer| format!("{} {}", answer.is.join(" "), answer.basis)));
    story
}

/// A department finds a leak, starts its plan and reports first.
fn incident(name: &'static str) -> Vec<String> {
    let mut stage = Stage::new(place(name), "incident");
    let form = json!({"title": "外泄", "kind": "leak", "level": "larger", "found_on": "2026-02-10",
        "description": "异常导出", "contact": "值班室"});
    assert_eq!(stage.opens(Part::Applicant, &form), "case-opened case-stepped entry-made");
    let mut story = vec![stage.basis.join(" "), clocks(&stage)];
    assert_eq!(stage.takes(Part::Applicant, 1, "first-report", &json!({"content": "已断网"})), "case-stepped");
    story.push(told(&stage));
    let level = stage.place.region.answer(Setting::IncidentLevel).unwrap();
    story.push(format!("{} {}", level.is.join(" "), level.basis));
    story
}

/// The whole story in one place.
fn story(name: &'static str, refusal: &str) -> Vec<String> {
    [application(name, refusal), incident(name)].concat()
}

/// What happens; then what Hainan's law makes of it, Hunan's, and Hunan's with the draft on trial.
const TABLE: &[(&str, [&str; 3])] = &[
    ("an application is taken", ["case-opened case-stepped", "case-opened case-stepped", "case-opened case-stepped"]),
    (
        "it is taken under",
        ["hainan-bigdata-2019#26(2a)", "hunan-cybersecurity-2021#40(二)", "hunan-cybersecurity-2021#40(二)"],
    ),
    ("it is decided by", ["provider", "provider", "authority"]),
    ("until", ["open.decide by 2026-02-24 hainan-bigdata-2019#26(2a)", "none", "none"]),
    (
        "the refusal rests on",
        ["hainan-bigdata-2019#26(2a)", "hunan-cybersecurity-2021#40(二)", "hunan-data-2024#16(2a)"],
    ),
    ("opening costs", ["free hainan-bigdata-2019#25", "silent", "silent"]),
    (
        "an incident is found under",
        [
            "hainan-bigdata-2019#46(2)",
            "hunan-cybersecurity-2021#21(1b) hunan-cybersecurity-2021#26(二b)",
            "hunan-cybersecurity-2021#21(1b) hunan-cybersecurity-2021#26(二b)",
        ],
    ),
    (
        "it is reported and users are told until",
        [
            "incident.report by 2026-02-11 hainan-bigdata-2019#46(2), \
            incident.tell-users by 2026-02-11 hainan-bigdata-2019#46(2)",
            "incident.report by 2026-02-11 hunan-cybersecurity-2021#21(1b), \
            incident.tell-users by 2026-02-13 hunan-cybersecurity-2021#26(二b)",
            "incident.report by 2026-02-11 hunan-cybersecurity-2021#21(1b), \
            incident.tell-users by 2026-02-13 hunan-cybersecurity-2021#26(二b)",
        ],
    ),
    (
        "the first report goes to",
        [
            "authority hainan-bigdata-2019#46(2), sector hainan-bigdata-2019#46(2)",
            "cyberspace hunan-cybersecurity-2021#21(1b), police hunan-cybersecurity-2021#21(1b)",
            "cyberspace hunan-data-2024#34(三b), \
            police hunan-data-2024#34(三b), authority hunan-data-2024#34(三b)",
        ],
    ),
    (
        "reports begin at",
        [
            "major hainan-bigdata-2019#46(2)",
            "larger hunan-cybersecurity-2021#21(1b)",
            "larger hunan-cybersecurity-2021#21(1b)",
        ],
    ),
];

#[test]
fn a_refused_application_and_an_incident_go_as_each_law_has_it() {
    let columns = [
        story("460000", "hainan-bigdata-2019#26(1)"),
        story("430000", "hunan-cybersecurity-2021#40(二)"),
        story("pilot", "hunan-data-2024#16(2a)"),
    ];
    for (row, (what, expected)) in TABLE.iter().enumerate() {
        assert_eq!(columns.each_ref().map(|column| column[row].as_str()), *expected, "{what}");
    }
    assert!(columns.iter().all(|column| column.len() == TABLE.len()), "every line of the story is in the table");
}
