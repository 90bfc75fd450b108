//! The rulebook's own words for people, in both languages.

use base::{Grade, Strength};

use super::Held;
use crate::basis::Basis;
use crate::clock::{ClockRule, Length, OnReturn, SetBy};
use crate::mechanism::{Actor, Exception, Figure, Scene, Setting};
use crate::procedure::{Procedure, Step};
use crate::region::{Region, RiskLimits, Statistics};
use crate::words::Words;

pub(super) fn pair(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}

pub(super) fn listed<'a>(zh: &str, en: &str, parts: impl IntoIterator<Item = &'a Words>) -> Words {
    let parts: Vec<&Words> = parts.into_iter().collect();
    let join =
        |pick: fn(&Words) -> &str, between: &str| parts.iter().map(|part| pick(part)).collect::<Vec<_>>().join(between);
    Words { zh: join(|part| &part.zh, zh), en: join(|part| &part.en, en) }
}

pub(super) fn of_step(procedure: &Procedure, step: &Step) -> Words {
    listed("·", " · ", [&procedure.title, &step.title])
}

pub(super) fn silence() -> Held {
    Held { value: pair("法无规定", "silent"), basis: None }
}

pub(super) fn class(kind: &str, role: &str) -> Words {
    let kind =
        if kind == "share_class" { pair("共享类型", "share class") } else { pair("开放类型", "open class") };
    listed("·", " · ", [&kind, &answer(role)])
}

pub(super) fn clock(rule: &ClockRule) -> Words {
    let mut value = length(rule.length);
    let mut add = |zh: &str, en: &str| {
        value.zh.push_str(zh);
        value.en.push_str(en);
    };
    match rule.set_by {
        SetBy::Law => add("，法定", ", set by law"),
        SetBy::Authority => add("，主管部门定", ", set by the authority"),
    }
    match rule.on_return {
        OnReturn::Continues => {}
        OnReturn::Restarts => add("，补正后重新起算", ", anew after a return for correction"),
    }
    if rule.warns() {
        let days = rule.warn_days;
        let before = if days == 1 { "a day".to_owned() } else { format!("{days} days") };
        add(&format!("，提前{days}日提醒"), &format!(", warning {before} before"));
    }
    value
}

fn length(length: Length) -> Words {
    let zh = match length {
        Length::Hours(hours) => format!("{hours}小时"),
        Length::WorkingDays(days) => format!("{days}个工作日"),
        Length::CalendarDays(days) => format!("{days}日"),
        Length::Months(months) => format!("{months}个月"),
        Length::Stated => "至所定之日".to_owned(),
    };
    Words { zh, en: length.to_string() }
}

pub(super) fn decider(by: Actor, with: &[Actor]) -> Words {
    if with.is_empty() {
        return actor(by);
    }
    listed("会同", " with ", [&actor(by), &actors(with)])
}

pub(super) fn actors(parts: &[Actor]) -> Words {
    let parts: Vec<Words> = parts.iter().map(|part| actor(*part)).collect();
    listed("、", ", ", &parts)
}

fn actor(part: Actor) -> Words {
    let zh = match part {
        Actor::Applicant => "申请人",
        Actor::Provider => "提供部门",
        Actor::Consumer => "使用方",
        Actor::Respondent => "相对人",
        Actor::Authority => "数据主管部门",
        Actor::Superior => "上级主管部门",
        Actor::Government => "人民政府",
        Actor::Cyberspace => "网信部门",
        Actor::Police => "公安机关",
        Actor::Secrecy => "保密部门",
        Actor::Sector => "行业主管部门",
        Actor::Development => "发展改革部门",
        Actor::Standards => "标准化部门",
        Actor::Credit => "信用部门",
        Actor::Regulator => "监管机构",
        Actor::Operator => "运营单位",
        Actor::Exchange => "交易机构",
        Actor::Anyone => "任何账户",
        Actor::Platform => "平台",
    };
    pair(zh, part.name())
}

pub(super) fn setting(setting: Setting) -> Words {
    let (zh, en) = match setting {
        Setting::SharingDefault => ("共享默认类型", "share class by default"),
        Setting::SharingFee => ("共享是否无偿", "fee for sharing"),
        Setting::SharingRefusal => ("不予共享的救济", "answer to a refusal to share"),
        Setting::OpeningFee => ("开放是否无偿", "fee for opening"),
        Setting::OpeningDefault => ("开放默认类型", "open class by default"),
        Setting::OpeningUpgrade => ("不予开放能否转为开放", "from not open to open"),
        Setting::ClassSetBy => ("由谁确定类型", "who sets the class"),
        Setting::PlatformLevels => ("建设平台的层级", "levels that run a platform"),
        Setting::PlatformDirectExchange => ("部门间直接交换", "exchange beside the platform"),
        Setting::ImportantDataBy => ("重要数据目录由谁制定", "who lists important data"),
        Setting::AnonymityTest => ("匿名化标准", "test of anonymity"),
        Setting::AnonymityTracing => ("匿名后追溯", "tracing a pseudonym back"),
        Setting::DeletionTrigger => ("个人信息删除的条件", "what lets a person ask for deletion"),
        Setting::IncidentLevel => ("须报告的事件级别", "incidents to be reported"),
        Setting::IncidentPossible => ("可能泄露是否报告", "reporting a possible leak"),
        Setting::CorrectionRoute => ("校核纠错的方式", "route of correction"),
        Setting::TradingVenue => ("交易场所设立", "setting up a trading venue"),
        Setting::CollectionAssessment => ("采集前风险评估", "assessment before collecting"),
        Setting::RetentionTerm => ("目录载明保存期限", "term of keeping in the catalogue"),
        Setting::SealSuite => ("存储加密的密码算法", "ciphers of what is stored"),
    };
    pair(zh, en)
}

pub(super) fn weight(weight: u8) -> Words {
    pair(&format!("权重{weight}"), &format!("weight {weight}"))
}

pub(super) fn figure(figure: Figure) -> Words {
    let (zh, en) = match figure {
        Figure::OnTime => ("按时办结率", "matters done in time"),
        Figure::CatalogueCompleteness => ("目录完整率", "catalogue entries complete"),
        Figure::UpdatePunctuality => ("更新及时率", "updates in time"),
        Figure::Quality => ("数据合格率", "rows kept"),
        Figure::SharingDemand => ("共享需求满足率", "requests for sharing met"),
        Figure::Correction => ("按期更正率", "corrections in time"),
    };
    pair(zh, en)
}

pub(super) fn answers(said: &[String]) -> Words {
    let said: Vec<Words> = said.iter().map(|word| answer(word)).collect();
    listed("、", ", ", &said)
}

/// A word of [`Setting::answers`], or the role of a class.
fn answer(word: &str) -> Words {
    let (zh, en) = match word {
        "unconditional" => ("无条件", "unconditional"),
        "conditional" => ("有条件", "conditional"),
        "not-shared" => ("不予共享", "not shared"),
        "not-open" => ("不予开放", "not open"),
        "none" => ("无", "none"),
        "free" => ("无偿", "free of charge"),
        "charged" => ("收费", "charged"),
        "grounds" => ("限于法定依据", "listed grounds only"),
        "mediation" => ("调解", "mediation"),
        "allowed" => ("允许", "allowed"),
        "barred" => ("禁止", "barred"),
        "provider" => ("提供部门", "provider"),
        "authority" => ("数据主管部门", "authority"),
        "authority-and-secrecy" => ("数据主管部门会同保密部门", "authority with secrecy"),
        "authority-and-cyberspace" => ("数据主管部门会同网信部门", "authority with cyberspace"),
        "sector" => ("行业主管部门", "sector"),
        "province" => ("省级", "province"),
        "city" => ("市级", "city"),
        "county" => ("县级", "county"),
        "unidentifiable" => ("无法识别个人", "nobody can be recognised"),
        "irreversible" => ("无法复原", "cannot be undone"),
        "anonymised-or-authorised" => ("匿名化或者经授权", "anonymised or authorised"),
        "national" => ("国家商用密码", "national ciphers"),
        "international" => ("国际通用密码", "international ciphers"),
        "request" => ("本人要求", "the person's request"),
        "breach" => ("违法或者违约", "a breach of law or agreement"),
        "any" => ("任何级别", "any"),
        "larger" => ("较大以上", "larger and above"),
        "major" => ("重大以上", "major"),
        "required" => ("要求", "required"),
        "not-required" => ("不要求", "not required"),
        "order" => ("责令改正", "order"),
        "objection" => ("异议", "objection"),
        "provincial-approval" => ("经省人民政府批准", "approval of the province"),
        "lawful" => ("依法设立", "as law provides"),
        other => (other, other),
    };
    pair(zh, en)
}

/// 开发·一般3级以上.
pub(super) fn scene(scene: Scene, grade: Grade) -> Words {
    let scene = match scene {
        Scene::Development => pair("开发脱敏", "masks in development"),
        Scene::Testing => pair("测试脱敏", "masks in testing"),
        Scene::Statistics => pair("统计脱敏", "masks in statistics"),
        Scene::JointUse => pair("联合使用脱敏", "masks in joint use"),
        Scene::Opening => pair("开放脱敏", "masks in opening"),
    };
    let grade = match grade {
        Grade::General1 => pair("一般1级以上", "general 1 and above"),
        Grade::General2 => pair("一般2级以上", "general 2 and above"),
        Grade::General3 => pair("一般3级以上", "general 3 and above"),
        Grade::General4 => pair("一般4级以上", "general 4 and above"),
        Grade::Important => pair("重要数据以上", "important data and above"),
        Grade::Core => pair("核心数据", "core data"),
    };
    listed("·", " · ", [&scene, &grade])
}

/// 至少假名化，同意的除外.
pub(super) fn minimum(least: Strength, unless: &[Exception]) -> Words {
    let mut parts = vec![strength(least)];
    parts.extend(unless.iter().map(|exception| match exception {
        Exception::Consent => pair("同意的除外", "except with consent"),
        Exception::Tracing => pair("依法溯源的除外", "except where law has it traced"),
    }));
    listed("，", ", ", &parts)
}

fn strength(strength: Strength) -> Words {
    match strength {
        Strength::None => pair("不要求", "nothing hidden"),
        Strength::Weak => pair("至少弱脱敏", "at least weak"),
        Strength::Partial => pair("至少部分遮蔽", "at least partial"),
        Strength::Pseudonym => pair("至少假名化", "at least a pseudonym"),
        Strength::Generalised => pair("至少泛化", "at least generalised"),
        Strength::Redacted => pair("全遮蔽", "redacted"),
    }
}

/// What a release may not go beyond: a name, what it is, its value and its article.
pub(super) fn release(region: &Region) -> Vec<(String, Words, Words, Basis)> {
    let same = |value: &str| pair(value, value);
    let mut said = Vec::new();
    for line in region.linking() {
        let what = pair("须经关联审批的最低分级", "least grade whose linking needs approval");
        let name = format!("linking.{}", line.grade.name());
        said.push((name, what, same(line.grade.name()), line.basis.clone()));
    }
    for line in region.accumulations() {
        let (rows, days) = (line.rows, line.window_days);
        let what = pair("累计获取上限", "most a recipient may gather");
        let value = pair(&format!("{days}日内{rows}行"), &format!("{rows} rows within {days} days"));
        said.push((format!("accumulation.{}.{days}", line.grade.name()), what, value, line.basis.clone()));
    }
    if let Some(RiskLimits { k, l, t_percent, basis, .. }) = region.risk() {
        let what = pair("发布风险限值", "limits of release risk");
        said.push(("risk".to_owned(), what, same(&format!("k={k} l={l} t={t_percent}%")), basis.clone()));
    }
    if let Some(Statistics { budget, basis, .. }) = region.statistics() {
        let what = pair("隐私预算", "budget of private statistics");
        said.push(("statistics.budget".to_owned(), what, same(&budget.to_string()), basis.clone()));
    }
    said
}
