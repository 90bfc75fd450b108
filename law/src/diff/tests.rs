use std::sync::LazyLock;

use super::*;
use crate::mechanism::{OpenClass, Setting, ShareClass};

static LAW: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::shipped().unwrap());

fn between(a: &str, b: &str) -> Vec<Difference> {
    diff(&LAW, LAW.region(a).unwrap(), LAW.region(b).unwrap())
}

/// What one side says: value and article, or "—".
fn side(held: Option<&Held>) -> String {
    held.map_or("—".to_owned(), |held| {
        held.basis.as_ref().map_or_else(|| held.value.zh.clone(), |basis| format!("{} {basis}", held.value.zh))
    })
}

fn check(found: &[Difference], topic: Topic, name: &str, a: &str, b: &str) {
    let point = found.iter().find(|point| point.topic == topic && point.name == name);
    let point = point.unwrap_or_else(|| panic!("no difference on {topic:?} {name}"));
    assert_eq!((side(point.a.as_ref()).as_str(), side(point.b.as_ref()).as_str()), (a, b), "{topic:?} {name}");
}

fn differs(found: &[Difference], topic: Topic, name: &str) -> bool {
    found.iter().any(|point| point.topic == topic && point.name == name)
}

#[test]
fn hainan_and_huzhou() {
    let found = between("460000", "330500");
    let check = |topic, name: &str, a: &str, b: &str| check(&found, topic, name, a, b);
    check(Topic::Binding, "hainan-bigdata-2019", "自2019-11-01起", "—");
    check(Topic::Binding, "huzhou-security-2020", "—", "自2020-12-21起");
    check(
        Topic::Class,
        "share_class.conditional",
        "有条件共享 hainan-bigdata-2019#15(1a)",
        "受限共享 huzhou-security-2020#22(2a)",
    );
    check(Topic::Class, "open_class.conditional", "有条件开放 hainan-bigdata-2019#24(1)", "—");
    check(Topic::List, "not_shared_ground.statute", "法律 hainan-bigdata-2019#15(2)", "—");
    check(Topic::List, "not_open_ground.privacy", "—", "涉及个人隐私 huzhou-security-2020#26(2)");
    check(Topic::Setting, "sharing.fee", "—", "无偿 huzhou-security-2020#22(1a)");
    check(Topic::Score, "quality", "权重20 hainan-bigdata-2019#13(1)", "—");
    check(Topic::Scene, "development.general3", "—", "至少假名化 huzhou-security-2020#23(1b)");
    check(
        Topic::Scene,
        "joint-use.general3",
        "至少泛化，同意的除外 hainan-bigdata-2019#39",
        "至少部分遮蔽 huzhou-security-2020#9(2d)",
    );
    check(
        Topic::Setting,
        "class.set-by",
        "数据主管部门、数据主管部门会同保密部门 hainan-bigdata-2019#15(3)",
        "提供部门 huzhou-security-2020#22(2a)",
    );
    check(Topic::Procedure, "conditional-opening", "办理 hainan-bigdata-2019#26(2a)", "—");
    check(Topic::Procedure, "class-dispute", "—", "办理 huzhou-security-2020#22(1b)");
    check(Topic::Clock, "open.decide", "5个工作日，法定，提前1日提醒 hainan-bigdata-2019#26(2a)", "—");
    check(Topic::Clock, "share.decide", "10个工作日，主管部门定，提前1日提醒 hainan-bigdata-2019#17(1)", "法无规定");
    check(Topic::Decider, "catalogue-registration.confirm", "数据主管部门", "提供部门 huzhou-security-2020#22(2a)");
    check(Topic::Field, "collection.assessment", "—", "须填报 huzhou-security-2020#19(1c)");
    check(
        Topic::Event,
        "incident.report",
        "数据主管部门、行业主管部门 hainan-bigdata-2019#46(2)",
        "数据主管部门、网信部门、公安机关 huzhou-security-2020#12(1)",
    );
    check(Topic::Event, "destruction.file", "法无规定", "数据主管部门 huzhou-security-2020#27(3)");
    // The same on another article is no difference, nor is silence beside silence.
    assert!(!differs(&found, Topic::Class, "share_class.unconditional"));
    assert!(!differs(&found, Topic::Setting, "opening.fee"));
    assert!(!differs(&found, Topic::Clock, "agreement.change"));
    assert!(!differs(&found, Topic::Clock, "incident.report"));
    assert!(!differs(&found, Topic::Event, "risk-assessment.submit"));
    assert!(!differs(&found, Topic::Procedure, "sharing-request"));
}

#[test]
fn hainan_and_hunan() {
    let found = between("460000", "430000");
    let check = |topic, name: &str, a: &str, b: &str| check(&found, topic, name, a, b);
    check(Topic::Binding, "hunan-cybersecurity-2021", "—", "自2022-01-01起");
    check(
        Topic::Class,
        "open_class.not-open",
        "不予开放 hainan-bigdata-2019#24(1)",
        "非开放 hunan-cybersecurity-2021#40(一)",
    );
    check(Topic::List, "sanction.warning", "—", "责令网络运营者改正并给予警告 hunan-cybersecurity-2021#55");
    check(
        Topic::Setting,
        "platform.levels",
        "省级 hainan-bigdata-2019#11(1a)",
        "省级、市级 hunan-cybersecurity-2021#39(1a)",
    );
    check(Topic::Setting, "opening.upgrade", "—", "允许 hunan-cybersecurity-2021#40(2)");
    check(Topic::Clock, "open.decide", "5个工作日，法定，提前1日提醒 hainan-bigdata-2019#26(2a)", "法无规定");
    check(Topic::Clock, "content.stop", "—", "2小时，主管部门定 hunan-cybersecurity-2021#23(1)");
    check(
        Topic::Clock,
        "risk-assessment.again",
        "12个月，主管部门定，提前30日提醒 hainan-bigdata-2019#45(1)",
        "12个月，法定，提前30日提醒 hunan-cybersecurity-2021#27(3)",
    );
    check(
        Topic::Clock,
        "project.opinion",
        "10个工作日，主管部门定，补正后重新起算，提前1日提醒 hainan-bigdata-2019#5(2a)",
        "—",
    );
    check(Topic::Decider, "department-order.order", "数据主管部门", "人民政府 hunan-cybersecurity-2021#57");
    check(Topic::Decider, "project-review.opinion", "数据主管部门 hainan-bigdata-2019#5(2a)", "—");
    check(Topic::Field, "responsibility.vetting", "—", "须填报 hunan-cybersecurity-2021#17(一)");
    check(Topic::Event, "content.report", "—", "网信部门、公安机关、行业主管部门 hunan-cybersecurity-2021#23(2)");
    assert!(!differs(&found, Topic::Binding, "hunan-data-2024"));
    assert!(!differs(&found, Topic::Clock, "share.decide"));
}

#[test]
fn a_point_is_told_in_both_languages() {
    let found = between("460000", "430000");
    let point = found.iter().find(|point| point.name == "catalogue.update").unwrap();
    assert_eq!(
        serde_json::to_value(point).unwrap(),
        serde_json::json!({
            "topic": "clock",
            "name": "catalogue.update",
            "what": {
                "zh": "数据资源目录登记·确认入目录",
                "en": "Catalogue registration · Confirm",
            },
            "a": {
                "value": { "zh": "12个月，主管部门定，提前30日提醒", "en": "12 months, set by the authority, warning 30 days before" },
                "basis": "hainan-bigdata-2019#14(2a)",
            },
            "b": { "value": { "zh": "法无规定", "en": "silent" }, "basis": null },
        })
    );
    for point in &found {
        let held = point.a.iter().chain(&point.b).map(|held| &held.value);
        for words in held.chain([&point.what]) {
            assert!(!words.en.is_empty() && !words.zh.is_ascii(), "{:?} {}", point.topic, point.name);
        }
    }
}

#[test]
fn a_region_differs_from_itself_in_nothing_and_both_ways_alike() {
    for a in LAW.regions() {
        assert_eq!(diff(&LAW, a, a), []);
        for b in LAW.regions() {
            let back = diff(&LAW, b, a).into_iter().map(|Difference { topic, name, what, a, b }| Difference {
                topic,
                name,
                what,
                a: b,
                b: a,
            });
            assert_eq!(diff(&LAW, a, b), back.collect::<Vec<_>>(), "{} {}", a.code, b.code);
        }
    }
}

#[test]
fn every_word_a_region_may_use_is_known_in_chinese() {
    for setting in Setting::ALL {
        for word in setting.answers() {
            let words = words::answers(&[(*word).to_owned()]);
            assert!(!words.zh.is_ascii(), "{setting} {word}");
        }
    }
    let roles = ShareClass::ALL.iter().map(|role| role.name()).chain(OpenClass::ALL.iter().map(|role| role.name()));
    for role in roles {
        assert!(!words::class("share_class", role).zh.is_ascii(), "{role}");
    }
}

/// Hainan with `old` of its file replaced by `new`, beside Hainan as shipped.
fn check_edit(old: &str, new: &str, expected: &[(Topic, &str)]) {
    let path = "regions/460000.toml";
    let apart = |path: &str| path.starts_with("reg") || path.starts_with("packs");
    let needed = |path: &str| path.ends_with("/460000.toml") || !apart(path) || path.contains("hainan");
    let files = crate::shipped().iter().filter(|(path, _)| needed(path)).map(|(shipped, text)| {
        assert!(*shipped != path || text.contains(old), "{path} has no {old:?}");
        (*shipped, if *shipped == path { text.replacen(old, new, 1) } else { (*text).to_owned() })
    });
    let files: Vec<(&str, String)> = files.collect();
    let edited = Rulebook::parse(files.iter().map(|(path, text)| (*path, text.as_str()))).unwrap();
    let found = diff(&LAW, LAW.region("460000").unwrap(), edited.region("460000").unwrap());
    let points: Vec<(Topic, &str)> = found.iter().map(|point| (point.topic, point.name.as_str())).collect();
    assert_eq!(points, expected, "{old:?} → {new:?}");
}

#[test]
fn each_choice_of_a_region_is_a_point_of_its_own() {
    check_edit("from = 2019-11-01", "from = 2020-01-01", &[(Topic::Binding, "hainan-bigdata-2019")]);
    check_edit("\"无条件共享\"", "\"敞开\"", &[(Topic::Class, "share_class.unconditional")]);
    check_edit("\"有条件开放\"", "\"半开\"", &[(Topic::Class, "open_class.conditional")]);
    check_edit(
        "\"state-council-policy\"",
        "\"policy\"",
        &[(Topic::List, "not_shared_ground.policy"), (Topic::List, "not_shared_ground.state-council-policy")],
    );
    check_edit("\"不在目录内\"", "\"目录外\"", &[(Topic::List, "refusal_ground.not-in-catalogue")]);
    check_edit("\"被采集人要求删除\"", "\"要求删除\"", &[(Topic::List, "deletion_ground.asked")]);
    check_edit("\"信用联合惩戒\"", "\"惩戒\"", &[(Topic::List, "sanction.joint-punishment")]);
    check_edit("\"政府部门\"", "\"部门\"", &[(Topic::List, "public_body.government-department")]);
    check_edit("\"统计分析\"", "\"统计\"", &[(Topic::List, "purpose.statistics")]);
    check_edit("weight = 25", "weight = 30", &[(Topic::Score, "on-time")]);
    check_edit("is = \"irreversible\"", "is = \"unidentifiable\"", &[(Topic::Setting, "anonymity.test")]);
    check_edit(
        "  { procedure = \"verification\", basis = \"hainan-bigdata-2019#20(1)\" },\n",
        "",
        &[(Topic::Procedure, "verification")],
    );
    check_edit(
        "\"catalogue.confirm\" = { working_days",
        "\"catalogue.confirm\" = { calendar_days",
        &[(Topic::Clock, "catalogue.confirm")],
    );
    check_edit("warn_days = 30", "warn_days = 31", &[(Topic::Clock, "catalogue.update")]);
    check_edit(", on_return = \"restarts\"", "", &[(Topic::Clock, "project.opinion")]);
    check_edit(
        "\"verification.answer\" = { silent = true }\n",
        "\"verification.answer\" = { hours = 9, basis = \"hainan-bigdata-2019#18\", set_by = \"authority\" }\n",
        &[(Topic::Clock, "verification.answer")],
    );
    check_edit(
        "by = \"authority\"\nwith = []",
        "by = \"authority\"\nwith = [\"sector\"]",
        &[(Topic::Decider, "project-review.opinion")],
    );
    check_edit(
        "\"outsourcing.risk_report\"",
        "\"conditional-opening.undertaking\"",
        &[(Topic::Field, "conditional-opening.undertaking"), (Topic::Field, "outsourcing.risk_report")],
    );
    check_edit("to = [\"authority\", \"sector\"]", "to = [\"authority\"]", &[(Topic::Event, "incident.report")]);
    check_edit("hainan-bigdata-2019#14(3)\", set_by", "hainan-bigdata-2019#14(1)\", set_by", &[]);
}
