use base::identifier::generate::{self, Registrant};

use super::draw::Draw;
use super::{Table, people, places};

const SHOP_NAMES: [&str; 16] = [
    "蓝屿",
    "椰汐",
    "云岸",
    "青榕",
    "晴帆",
    "星澜",
    "白鹭湾",
    "霁川",
    "珊瑚石",
    "禾溪",
    "暖沙",
    "望汐",
    "桐舟",
    "远屿",
    "石梅岭",
    "葵岚",
];
const TRADES: [&str; 10] =
    ["食品", "渔业", "软件", "旅行服务", "建筑装饰", "药品零售", "冷链物流", "热带农业", "文化传播", "电子商务"];
const SECTORS: [&str; 10] = [
    "制造业",
    "农、林、牧、渔业",
    "信息传输、软件和信息技术服务业",
    "租赁和商务服务业",
    "建筑业",
    "批发和零售业",
    "交通运输、仓储和邮政业",
    "农、林、牧、渔业",
    "文化、体育和娱乐业",
    "批发和零售业",
];
const COLUMNS: &[&str] =
    &["企业名称", "统一社会信用代码", "法定代表人", "联系电话", "注册地址", "注册资本（万元）", "核准日期", "行业"];

/// A register of made-up enterprises 企业登记信息; the key is the unified social credit code.
pub fn enterprises(rows: u64, seed: u64) -> Table {
    Table { columns: COLUMNS, key: "统一社会信用代码", rows, seed, related: 1, fill, dirt: None }
}

/// The code of enterprise `number`. It needs no draw, so that other tables can refer to it.
pub(super) fn uscc(number: u64) -> String {
    let serial = u32::try_from(number).unwrap_or(u32::MAX);
    places::of(number).map(|place| generate::uscc(Registrant::Enterprise, place.code, serial)).unwrap_or_default()
}

fn fill(number: u64, _related: u64, draw: &mut Draw) -> Vec<String> {
    let trade = usize::try_from(draw.below(TRADES.len() as u64)).unwrap_or_default();
    let place = places::of(number).map(|place| place.name.as_str()).unwrap_or_default();
    vec![
        name(number, TRADES.get(trade).copied().unwrap_or_default(), draw),
        uscc(number),
        people::name(draw),
        people::mobile(draw),
        format!("{place}{}", places::street(draw)),
        draw.amount(10, 9_999),
        draw.day(0, 9_300).to_string(),
        SECTORS.get(trade).copied().unwrap_or_default().to_owned(),
    ]
}

fn name(number: u64, trade: &str, draw: &mut Draw) -> String {
    format!("海南{}{trade}（{number:05}）有限公司", shop(draw))
}

/// 字号.
pub(super) fn shop(draw: &mut Draw) -> &'static str {
    draw.word(&SHOP_NAMES)
}

/// 主营.
pub(super) fn trade(draw: &mut Draw) -> &'static str {
    draw.word(&TRADES)
}
