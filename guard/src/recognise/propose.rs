use base::{Grade, Kind, Message};

use super::scan::Finding;

/// The grade 分级 a column of these kinds is proposed, the strictest applying 就高从严, and why: one reason for each
/// finding, or that nothing was found.
pub fn propose_grade(findings: &[Finding]) -> (Grade, Vec<Message>) {
    let grade = findings.iter().map(|finding| grade_of(finding.kind)).max().unwrap_or(Grade::General1);
    if findings.is_empty() {
        return (grade, vec![Message::new("grade-reason-nothing-found")]);
    }
    (grade, findings.iter().map(reason).collect())
}

const fn grade_of(kind: Kind) -> Grade {
    match kind {
        Kind::IdNumber | Kind::BankCard => Grade::General4,
        Kind::Mobile | Kind::Landline | Kind::Email | Kind::Plate | Kind::Name | Kind::Address => Grade::General3,
        Kind::Uscc => Grade::General1,
    }
}

fn reason(finding: &Finding) -> Message {
    let key = match (finding.by_value, finding.by_name) {
        (true, true) => "grade-reason-by-value-and-name",
        (true, false) => "grade-reason-by-value",
        (false, _) => "grade-reason-by-name",
    };
    let message = Message::new(key).with("kind", kind_word(finding.kind));
    if finding.by_value { message.with("percent", format!("{:.1}", finding.share * 100.0)) } else { message }
}

/// The kind as records and the message catalogue write it.
const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::IdNumber => "id-number",
        Kind::Mobile => "mobile",
        Kind::Landline => "landline",
        Kind::BankCard => "bank-card",
        Kind::Uscc => "uscc",
        Kind::Email => "email",
        Kind::Plate => "plate",
        Kind::Name => "name",
        Kind::Address => "address",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strictest_kind_decides() {
        let finding = |kind, by_value: bool| Finding { kind, share: 0.5, by_name: !by_value, by_value };
        let check = |kinds: &[Kind], grade| {
            let findings: Vec<_> = kinds.iter().map(|kind| finding(*kind, true)).collect();
            assert_eq!(propose_grade(&findings).0, grade, "{kinds:?}");
        };
        check(&[], Grade::General1);
        check(&[Kind::Uscc], Grade::General1);
        check(&[Kind::Uscc, Kind::Address], Grade::General3);
        check(&[Kind::Name, Kind::IdNumber, Kind::Uscc], Grade::General4);
        check(&[Kind::BankCard], Grade::General4);
        for kind in [Kind::Mobile, Kind::Landline, Kind::Email, Kind::Plate, Kind::Name, Kind::Address] {
            check(&[kind], Grade::General3);
        }
        let (_, reasons) = propose_grade(&[finding(Kind::Name, false), finding(Kind::Mobile, true)]);
        let expected = [
            Message::new("grade-reason-by-name").with("kind", "name"),
            Message::new("grade-reason-by-value").with("kind", "mobile").with("percent", "50.0"),
        ];
        assert_eq!(reasons, expected);
        assert_eq!(propose_grade(&[]).1, [Message::new("grade-reason-nothing-found")]);
    }

    #[test]
    fn kinds_are_written_as_records_write_them() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind_word(kind));
        }
    }
}
