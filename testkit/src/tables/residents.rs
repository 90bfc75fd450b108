use super::draw::Draw;
use super::{Table, enterprises, people, places};

const COLUMNS: &[&str] = &[
    "人员编号",
    "姓名",
    "身份证号",
    "手机号",
    "住址",
    "出生日期",
    "月收入",
    "银行卡号",
    "登记日期",
    "统一社会信用代码",
];

/// Made-up people who work for made-up enterprises 从业人员登记信息: every kind of personal field the platform knows.
/// `employers` is the number of rows of the [`super::enterprises`] table they refer to.
pub fn residents(rows: u64, employers: u64, seed: u64) -> Table {
    Table { columns: COLUMNS, key: "人员编号", rows, seed, related: employers.max(1), fill, dirt: None }
}

fn fill(number: u64, employers: u64, draw: &mut Draw) -> Vec<String> {
    let place = places::of(draw.below(10_000));
    let birth = people::birth(draw);
    vec![
        format!("R{number:08}"),
        people::name(draw),
        place.map(|place| people::id_number(place.code, birth, draw)).unwrap_or_default(),
        people::mobile(draw),
        format!("{}{}", place.map(|place| place.name.as_str()).unwrap_or_default(), places::flat(draw)),
        birth.to_string(),
        draw.amount(2_100, 29_999),
        people::bank_card(draw),
        // 2015 to 2025.
        draw.day(5_479, 9_300).to_string(),
        enterprises::uscc(draw.below(employers)),
    ]
}
