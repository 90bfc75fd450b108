use super::draw::{Draw, day};
use super::{Table, enterprises};

const COLUMNS: &[&str] = &["许可编号", "统一社会信用代码", "许可内容", "决定日期", "有效期", "处罚金额", "办理机关"];
const SUBJECTS: [&str; 8] = [
    "食品经营",
    "药品经营",
    "特种设备使用",
    "道路货物运输经营",
    "公共场所卫生",
    "旅行社业务经营",
    "水产苗种生产",
    "劳务派遣经营",
];

/// Permits and penalties of made-up enterprises 行政许可和行政处罚信息. Most have no penalty: the amount is missing.
/// `holders` is the number of rows of the [`super::enterprises`] table they refer to.
pub fn permits(rows: u64, holders: u64, seed: u64) -> Table {
    Table { columns: COLUMNS, key: "许可编号", rows, seed, related: holders.max(1), fill, dirt: None }
}

fn fill(number: u64, holders: u64, draw: &mut Draw) -> Vec<String> {
    let decided = i32::try_from(draw.below(9_300)).unwrap_or_default();
    let term = i32::try_from(draw.between(1, 5) * 365).unwrap_or_default();
    vec![
        format!("QX-{number:08}"),
        enterprises::uscc(draw.below(holders)),
        draw.word(&SUBJECTS).to_owned(),
        day(decided).to_string(),
        day(decided + term).to_string(),
        if draw.once_in(5) { draw.amount(200, 50_000) } else { String::new() },
        "海南省市场监督管理机构".to_owned(),
    ]
}
