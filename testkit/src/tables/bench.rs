use super::draw::Draw;
use super::{Table, enterprises};

const COLUMNS: &[&str] =
    &["统一社会信用代码", "序号", "字号", "行业", "申报日期", "从业人数", "营业收入", "实缴税额", "增长率", "更新时间"];

/// The table that speed is measured on: a million rows are about 120 MB of whole numbers, decimals, dates, instants
/// and Chinese text. The key is a unified social credit code.
pub fn bench(rows: u64, seed: u64) -> Table {
    Table { columns: COLUMNS, key: "统一社会信用代码", rows, seed, related: 1, fill, dirt: None }
}

fn fill(number: u64, _related: u64, draw: &mut Draw) -> Vec<String> {
    vec![
        enterprises::uscc(number),
        (number + 1).to_string(),
        enterprises::shop(draw).to_owned(),
        enterprises::trade(draw).to_owned(),
        draw.day(5_479, 9_300).to_string(),
        draw.between(1, 5_000).to_string(),
        draw.amount(1_000, 99_999_999),
        draw.amount(0, 999_999),
        format!("{}{}.{:04}", if draw.once_in(3) { "-" } else { "" }, draw.between(1, 90), draw.below(10_000)),
        format!("{} {:02}:{:02}:{:02}", draw.day(8_700, 9_300), draw.below(24), draw.below(60), draw.below(60)),
    ]
}
