//! The law of places without a file of their own, and of a city that adds to its province's.

use super::*;
use crate::mechanism::Actor::{Police, Sector};

/// 三亚市, under Hainan.
const SANYA: &str = r#"
code = "460200"
name = { zh = "三亚市", en = "Sanya City" }
parent = "460000"
adopts = ["drill"]

[[refusal_ground]]
code = "duty-free"
name = { zh = "离岛免税数据另有规定", en = "Duty-free data has its own rules" }
basis = "hainan-bigdata-2019#17(1)"

[[purpose]]
code = "tourism"
name = { zh = "旅游服务", en = "Tourism" }

[[decides]]
step = "sharing-request.grant"
by = "provider"
with = ["authority"]
basis = "hainan-bigdata-2019#17(1)"

[[asks]]
field = "conditional-opening.undertaking"
basis = "hainan-bigdata-2019#26(1)"

[[tells]]
event = "incident.report"
to = ["authority", "sector", "police"]
basis = "hainan-bigdata-2019#46(2)"

[clock]
"open.decide" = { working_days = 3, basis = "hainan-bigdata-2019#26(2a)", set_by = "law" }
"share.accept" = { working_days = 8, basis = "hainan-bigdata-2019#17(1)", set_by = "authority" }
"drill.again" = { months = 12, basis = "hainan-bigdata-2019#46(2)", set_by = "authority" }
"#;

fn sanya(text: &str) -> Result<Rulebook, LoadErrors> {
    parse(&with("regions/460200.toml", text))
}

#[test]
fn a_city_has_its_provinces_law_and_adds_its_own() {
    let law = sanya(SANYA).unwrap();
    let (city, province) = (law.region("460200").unwrap(), law.region("460000").unwrap());
    assert_eq!(law.law_of("460203").unwrap().code, "460200"); // 天涯区
    assert_eq!(law.law_of("460100").unwrap().code, "460000");
    // Taken over.
    assert_eq!(city.bindings, province.bindings);
    assert_eq!(city.share_classes(), province.share_classes());
    assert_eq!(city.lists.not_shared_grounds, province.lists.not_shared_grounds);
    assert_eq!(city.lists.sanctions, province.lists.sanctions);
    assert_eq!(city.settings().collect::<Vec<_>>(), province.settings().collect::<Vec<_>>());
    assert_eq!(city.basis(Control::OneDoor, date("2026-01-05")), province.basis(Control::OneDoor, date("2026-01-05")));
    assert_eq!(city.clock("share.decide"), province.clock("share.decide"));
    assert_eq!(city.decides("project-review", "opinion"), province.decides("project-review", "opinion"));
    assert!(city.asks("outsourcing.risk_report").is_some() && city.tells("plan.file").is_some());
    // Its own.
    assert!(city.purpose("tourism").is_some() && city.purpose("statistics").is_some());
    let grounds: Vec<&str> = city.lists.refusal_grounds.iter().map(|ground| ground.code.as_str()).collect();
    assert!(grounds.contains(&"duty-free") && grounds.contains(&"class-not-open"));
    assert!(city.runs("drill") && city.runs("sharing-request") && !province.runs("drill"));
    assert_eq!(city.clock("open.decide").unwrap().length, Length::WorkingDays(3));
    assert_eq!(city.clock("share.accept").unwrap().length, Length::WorkingDays(8));
    assert_eq!(city.decides("sharing-request", "grant").unwrap().with, [Authority]);
    assert!(city.asks("conditional-opening.undertaking").is_some());
    assert_eq!(city.tells("incident.report").unwrap().to, [Authority, Sector, Police]);
    // The province is as it was.
    assert_eq!(province, hainan());
    let due = law.due(city, "open.decide", at("2026-01-05T09:00:00+08:00"), None).unwrap();
    assert_eq!(due.date, date("2026-01-08"));
}

#[test]
fn a_city_stays_inside_the_room_its_province_leaves() {
    let check = |old: &str, new: &str, line: usize, what: &str, article: &str| {
        assert!(SANYA.contains(old), "{old}");
        let errors = sanya(&SANYA.replacen(old, new, 1)).unwrap_err().to_string();
        let expected = format!(
            "regions/460200.toml:{line}: expected {what} as 460000 has it, because hainan-bigdata-2019#{article} of the higher text leaves no room, found another; remove it here"
        );
        assert_eq!(errors, expected);
    };
    let longest = "clock \"open.decide\" surely no longer than 5 working days";
    check("working_days = 3", "working_days = 6", 32, longest, "26(2a)");
    check(
        "{ working_days = 3, basis = \"hainan-bigdata-2019#26(2a)\", set_by = \"law\" }",
        "{ silent = true }",
        32,
        longest,
        "26(2a)",
    );
    check("\"sector\", \"police\"]", "\"police\"]", 27, "every recipient of event \"incident.report\"", "46(2)");
    check(
        "sharing-request.grant",
        "project-review.opinion",
        17,
        "the one who takes \"project-review.opinion\"",
        "5(2a)",
    );
    let class = "[[share_class]]\nrole = \"unconditional\"\nname = { zh = \"敞开\", en = \"Wide open\" }\nbasis = \"hainan-bigdata-2019#15(1a)\"\n\n[[purpose]]";
    check("[[purpose]]", class, 2, "[[share_class]]", "15(1a)");
    let ground = "[[not_shared_ground]]\ncode = \"custom\"\nname = { zh = \"惯例\", en = \"Custom\" }\nbasis = \"hainan-bigdata-2019#15(2)\"\n\n[[purpose]]";
    check("[[purpose]]", ground, 2, "[[not_shared_ground]]", "15(2)");
    let fee = "[setting]\n\"opening.fee\" = { is = \"charged\", basis = \"hainan-bigdata-2019#25\" }\n\n[clock]";
    check("[clock]", fee, 32, "setting \"opening.fee\"", "25");
}

#[test]
fn a_city_cannot_put_its_provinces_law_off() {
    let later = "[[binds]]\nregulation = \"hainan-bigdata-2019\"\nfrom = 2030-01-01\n\n[[purpose]]";
    let errors = sanya(&SANYA.replacen("[[purpose]]", later, 1)).unwrap_err().to_string();
    assert_eq!(
        errors,
        "regions/460200.toml:13: expected no binding of \"hainan-bigdata-2019\" here, because 460000 binds it already, found one; remove it"
    );
}

#[test]
fn what_a_citys_own_text_calls_for_the_city_settles_itself() {
    let own = "[[binds]]\nregulation = \"huzhou-security-2020\"\nfrom = 2026-01-01\n\n[[purpose]]";
    let errors = sanya(&SANYA.replacen("[[purpose]]", own, 1)).unwrap_err().to_string();
    assert!(errors.lines().all(|line| line.starts_with("regions/460200.toml:2: expected ")), "{errors}");
    // Hainan is silent about a clock that a duty of the borrowed text is carried by, and knows nothing of another.
    assert!(
        errors.contains("because the duty at huzhou-security-2020#9(1b) is carried by it, found silence"),
        "{errors}"
    );
    assert!(errors.contains("\"backup.prove\", which backup starts, found neither"), "{errors}");
}

#[test]
fn a_city_may_measure_quality_more_strictly_than_its_province_and_not_less() {
    let measured = |province: u8, city: &str| {
        let quality = |percent: u8| {
            format!("quality = {{ set_aside_percent = {percent}, basis = \"hainan-bigdata-2019#17(2)\" }}\n")
        };
        let own = |percent| SANYA.replacen("adopts = [", &format!("{}adopts = [", quality(percent)), 1);
        let city = city.parse().map_or_else(|_| SANYA.to_owned(), own);
        let mut files = with("regions/460200.toml", &city);
        let (_, text) = files.iter_mut().find(|(path, _)| *path == "regions/460000.toml").unwrap();
        *text = text.replacen("adopts = [", &format!("{}adopts = [", quality(province)), 1);
        let law = parse(&files).map_err(|errors| errors.to_string())?;
        Ok(law.region("460200").unwrap().quality.as_ref().map(|quality| quality.set_aside_percent))
    };
    assert_eq!(measured(5, ""), Ok(Some(5)));
    assert_eq!(measured(5, "3"), Ok(Some(3)));
    let refused: String = measured(5, "6").unwrap_err();
    assert!(refused.contains("[quality] with no more than 5 per cent set aside as 460000 has it"), "{refused}");
}
