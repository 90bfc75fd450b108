use base::Grade;
use domain::act::{Act, RecordKind};
use domain::dataset::FieldGrade;
use expect_test::expect;
use law::Report;

use super::log::{Log, Run};

fn word(field: &str, grade: Grade) -> Act {
    let word = FieldGrade { field: field.to_owned(), grade, reason: String::new(), kinds: None };
    Act::GradesConfirmed { grades: vec![word], examples: Vec::new() }
}

#[test]
fn important_data_is_listed_with_what_protects_it() {
    let mut log = Log::of("430000");
    log.at("2026-01-05T09:00").dataset("roads", "holder", |_| {}).dataset("pipes", "holder", |_| {});
    log.dataset("grid", "asker", |dataset| {
        dataset.fields[0].proposed = Grade::Core;
        dataset.fields[0].confirmed = None;
    });
    log.at("2026-02-01T09:00");
    log.act(RecordKind::Dataset, "pipes", word("编号", Grade::Important));
    // The stage's dataset, which its case puts on the register.
    log.dataset("ds-residents", "holder", |_| {});
    log.act(RecordKind::Dataset, "ds-residents", word("身份证号", Grade::Important));
    let listing = Run::of("430000", "important-data", 1, "2026-03-02T09:00");
    log.play(listing.then("catalogue", "2026-03-03T09:00"));
    log.play(Run::of("430000", "risk-assessment", 2, "2026-03-04T09:00").then("do", "2026-03-05T09:00"));
    expect![[r#"
        body   | body_name | dataset      | title | grade     | fields | unconfirmed | listed | assessed
        asker  | asker     | grid         | 居民登记  | core      | 编号     | 1           | no     | yes
        holder | holder    | ds-residents | 居民登记  | important | 身份证号   | 0           | yes    | no
        holder | holder    | pipes        | 居民登记  | important | 编号     | 0           | no     | no
        2 acts
    "#]]
    .assert_eq(&log.year(Report::ImportantData));
}
