//! Remarks as clerks write them: what stands inside, found to the byte.

use std::collections::BTreeMap;

use base::Kind;
use base::identifier::bank_card;
use base::identifier::generate;
use guard::text::scan_text;

use super::super::generated::{Sequence, id_number, mobile, value};
use super::rare_name;

/// F1 of exact spans every structured kind must reach.
const LEAST: f64 = 0.90;
const TEXTS: usize = 600;

/// A remark with what it holds.
fn remark(n: &mut Sequence) -> (String, Vec<(Kind, String)>) {
    let (number, card) = (mobile(n), id_number(n));
    let bank = generate::bank_card(n.pick(bank_card::issuers()), n.below(1 << 40));
    let (line, plate, mail, code) = (value("landline", n), value("plate", n), value("email", n), value("uscc", n));
    let who = rare_name(n);
    let (text, holds): (String, &[(Kind, &String)]) = match n.below(12) {
        0 => (format!("已电话{number}通知当事人于3月5日前补齐材料。"), &[(Kind::Mobile, &number)]),
        1 => (
            format!("申请人{who}({card})未携带原件，承诺次日补交；联系：{number}"),
            &[(Kind::IdNumber, &card), (Kind::Mobile, &number)],
        ),
        2 => (format!("退款打入原卡{bank}，预计5个工作日到账。"), &[(Kind::BankCard, &bank)]),
        3 => (
            format!("{plate}占用消防通道，已联系车主挪车，座机{line}无人接听"),
            &[(Kind::Plate, &plate), (Kind::Landline, &line)],
        ),
        4 => (format!("电子回执请发送至{mail}，抄送办公室。"), &[(Kind::Email, &mail)]),
        5 => (format!("该单位（统一社会信用代码{code}）已注销，不再受理。"), &[(Kind::Uscc, &code)]),
        6 => (format!("经查，流水号20240315{}无误，金额1,280.50元，办结。", n.digits(11)), &[]),
        7 => (format!("许可证号JY1{}已于2023年到期，订单号{}已关闭。", n.digits(13), n.digits(16)), &[]),
        8 => (
            format!("证件号:{card},手机:{number},邮箱:{mail}"),
            &[(Kind::IdNumber, &card), (Kind::Mobile, &number), (Kind::Email, &mail)],
        ),
        9 => (
            format!("拨打{line}转3登记，车牌号{plate}，驾驶人身份证{card}。"),
            &[(Kind::Landline, &line), (Kind::Plate, &plate), (Kind::IdNumber, &card)],
        ),
        10 => (
            format!("对公账户户名为本单位，卡号：{bank}；经办人电话：{number}。"),
            &[(Kind::BankCard, &bank), (Kind::Mobile, &number)],
        ),
        _ => {
            (format!("第{}号文件第{}条，网格{}，2024-05-01 08:30 已核实。", n.below(99), n.below(9), n.digits(12)), &[])
        }
    };
    let holds = holds.iter().map(|(kind, part)| (*kind, (*part).clone())).collect();
    (text, holds)
}

#[test]
fn what_stands_in_a_clerks_remark_is_found_to_the_byte() {
    let mut n = Sequence(20_241_101);
    let mut tallies: BTreeMap<Kind, [u32; 3]> = BTreeMap::new();
    let structured =
        [Kind::IdNumber, Kind::Mobile, Kind::Landline, Kind::BankCard, Kind::Uscc, Kind::Email, Kind::Plate];
    let mut shown = 0;
    for _ in 0..TEXTS {
        let (text, holds) = remark(&mut n);
        let found: Vec<(Kind, String)> = scan_text(&text)
            .into_iter()
            .filter(|span| structured.contains(&span.kind))
            .map(|span| (span.kind, text[span.start..span.end].to_owned()))
            .collect();
        for kind in structured {
            let of = |spans: &[(Kind, String)]| -> Vec<String> {
                spans.iter().filter(|(is, _)| *is == kind).map(|(_, part)| part.clone()).collect()
            };
            let (expected, found) = (of(&holds), of(&found));
            let right = expected.iter().filter(|part| found.contains(part)).count();
            let count = |n: usize| u32::try_from(n).unwrap();
            let tally = tallies.entry(kind).or_default();
            tally[0] += count(right);
            tally[1] += count(expected.len() - right);
            tally[2] += count(found.len() - right.min(found.len()));
            if (right < expected.len() || right < found.len()) && shown < 20 {
                shown += 1;
                println!("{}: {text} | expected {expected:?}, found {found:?}", kind.word());
            }
        }
    }
    for (kind, [right, missed, wrong]) in tallies {
        let f1 = f64::from(2 * right) / f64::from(2 * right + missed + wrong);
        println!("{:<12} {right:>5} {missed:>5} {wrong:>5}  F1 {f1:.3}", kind.word());
        assert!(f1 >= LEAST, "{}: F1 {f1:.3}", kind.word());
    }
}
