//! How many rows a second the kernels take: masks one by one and together, and the k-check.
//!
//! `cargo run --release -p gongshu-guard --example kernels -- people.csv` writes the million made-up people it measures on, so
//! that a peer can read the same. Each figure is the best of five runs on one core, in time on that core.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a measurement stops at the first surprise"
)]

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::{ArrayRef, Date32Array, Int64Array, RecordBatch, StringArray};
use base::identifier::generate::{self, Registrant};
use base::identifier::{bank_card, id_card::Sex};
use base::region::{self, Level};
use base::{Form, Generalisation, IndustryLevel, Kind, LawDate, Mask, NoiseShape};
use guard::mask::{BlockCipher, Masker, PseudonymKey, RowKeys};
use guard::risk::{CLASSES, KCheck, Pass};

const ROWS: usize = 1_000_000;
const BATCH: usize = 65_536;
const RUNS: usize = 5;

/// The same numbers on every run.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % limit as u64).unwrap_or_default()
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

fn people() -> Vec<RecordBatch> {
    let mut n = Sequence(20_261_122);
    let counties: Vec<_> = region::all()
        .iter()
        .filter(|d| d.code.level() == Level::County && !d.groups_only() && d.last_year.is_none())
        .map(|d| d.code)
        .collect();
    let names: Vec<String> = counties.iter().filter_map(|code| region::full_name(*code)).collect();
    let surnames: Vec<char> = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗".chars().collect();
    let given: Vec<char> = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英".chars().collect();
    let hosts = ["qq.com", "163.com", "126.com", "example.org"];
    (0..ROWS.div_ceil(BATCH)).map(|part| batch(&mut n, part, &counties, &names, &surnames, &given, &hosts)).collect()
}

fn batch(
    n: &mut Sequence,
    part: usize,
    counties: &[region::RegionCode],
    names: &[String],
    surnames: &[char],
    given: &[char],
    hosts: &[&str],
) -> RecordBatch {
    let rows = BATCH.min(ROWS - part * BATCH);
    let (mut text, mut births, mut incomes, mut keys) = (vec![Vec::new(); 9], Vec::new(), Vec::new(), Vec::new());
    for row in 0..rows {
        let county = n.below(counties.len());
        let day = i32::try_from(n.below(27_000)).unwrap_or_default() - 11_000;
        let birth = LawDate::from_num_days_from_ce_opt(719_163 + day).unwrap_or_default();
        let sex = if n.below(2) == 0 { Sex::Female } else { Sex::Male };
        let code = counties[county];
        let mut name = String::from(n.pick(surnames));
        (0..=n.below(2)).for_each(|_| name.push(n.pick(given)));
        let address = format!("{}人民路{}号", names[county], n.below(900) + 1);
        let industry = format!("{:02}{:02}", n.below(97) + 1, n.below(90) + 10);
        let serial = u32::try_from(n.below(1 << 30)).unwrap_or_default();
        let values = [
            generate::id_number(code, birth, sex, serial.into()),
            name,
            format!("1{}{:09}", 3 + n.below(7), n.below(1_000_000_000)),
            generate::bank_card(&bank_card::issuers()[n.below(40)], serial.into()),
            format!("user{}@{}", n.below(10_000_000), n.pick(hosts)),
            address,
            industry,
            code.to_string(),
            generate::uscc(Registrant::Enterprise, code, serial),
        ];
        values.into_iter().zip(&mut text).for_each(|(value, column)| column.push(value));
        births.push(day);
        incomes.push(i64::try_from(n.below(90_000)).unwrap_or_default() + 2_000);
        keys.push(i64::try_from(part * BATCH + row).unwrap_or_default());
    }
    let fields = ["id_number", "name", "mobile", "card", "email", "address", "industry", "county", "uscc"];
    let text = text.into_iter().map(|column| Arc::new(StringArray::from(column)) as ArrayRef);
    let numbers: [(&str, ArrayRef); 3] = [
        ("birth", Arc::new(Date32Array::from(births))),
        ("income", Arc::new(Int64Array::from(incomes))),
        ("key", Arc::new(Int64Array::from(keys))),
    ];
    RecordBatch::try_from_iter(fields.into_iter().zip(text).chain(numbers)).expect("columns of one length")
}

/// Nanoseconds this thread has run on a core: the machine is shared, and waiting for it is no work.
fn on_core() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    text.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).expect("a count")
}

/// Seconds on one core of the best run.
fn best<T>(mut run: impl FnMut() -> T) -> f64 {
    let seconds = (0..RUNS).map(|_| {
        let began = on_core();
        std::hint::black_box(run());
        Duration::from_nanos(on_core() - began).as_secs_f64()
    });
    seconds.fold(f64::INFINITY, f64::min)
}

fn masks() -> Vec<(&'static str, Mask)> {
    let to = |to| Mask::Generalise { to };
    let id = Form::IdNumber { keep_region: false, keep_birth: false };
    let quantity = |text: &str| text.parse().expect("a quantity");
    vec![
        ("id_number", Mask::Style { kind: Kind::IdNumber }),
        ("name", Mask::Style { kind: Kind::Name }),
        ("mobile", Mask::Style { kind: Kind::Mobile }),
        ("card", Mask::Style { kind: Kind::BankCard }),
        ("email", Mask::Style { kind: Kind::Email }),
        ("address", to(Generalisation::District)),
        ("industry", to(Generalisation::Industry(IndustryLevel::Division))),
        ("birth", to(Generalisation::Month)),
        ("income", to(Generalisation::Band(5_000))),
        ("uscc", Mask::Redact),
        ("county", to(Generalisation::City)),
        ("birth", to(Generalisation::Year)),
        ("income", Mask::Round { places: -3 }),
        ("income", Mask::TopBottom { bottom: None, top: Some(quantity("50000")) }),
        ("income", Mask::Noise { shape: NoiseShape::Laplace, scale: quantity("500"), bound: quantity("5000") }),
        ("income", Mask::Shuffle),
        ("address", Mask::FreeText),
        ("id_number", Mask::Pseudonym),
        ("id_number", Mask::Encrypt { form: id }),
        ("mobile", Mask::Encrypt { form: Form::Mobile }),
        ("card", Mask::Encrypt { form: Form::BankCard }),
        ("uscc", Mask::Encrypt { form: Form::Uscc }),
        ("industry", Mask::Encrypt { form: Form::Alphanumeric }),
    ]
}

/// The first ten make the export that is compared.
const EXPORT: usize = 10;

fn apply(batches: &[RecordBatch], masks: &[(&str, Mask)], key: &PseudonymKey) {
    for batch in batches {
        for (field, mask) in masks {
            let column = batch.column_by_name(field).expect("a field of the table");
            let masker = Masker::for_field(mask, column.data_type(), Some(key), field).expect("a mask that fits");
            let out = if masker.needs_rows() {
                let rows = RowKeys::of(&[Arc::clone(batch.column_by_name("key").expect("the key"))]);
                masker.apply_to_rows(column, &rows.expect("keys"))
            } else {
                masker.apply(column)
            };
            std::hint::black_box(out.expect("masked"));
        }
    }
}

fn k_check(batches: &[RecordBatch], fields: &[String]) -> u64 {
    let mut check = KCheck::new(fields, 5, CLASSES).expect("a question");
    for batch in batches {
        check.take(batch).expect("counted");
    }
    match check.end_pass().expect("counted") {
        Pass::Done(found) => found.rows_below,
        Pass::Again => panic!("expected one pass to be enough"),
    }
}

fn write_csv(path: &str, batches: &[RecordBatch]) {
    let mut text = String::new();
    for batch in batches {
        if text.is_empty() {
            let names: Vec<_> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
            text.push_str(&names.join(","));
        }
        let format = arrow::util::display::FormatOptions::new();
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|column| arrow::util::display::ArrayFormatter::try_new(column, &format).expect("formatted"))
            .collect();
        for row in 0..batch.num_rows() {
            for (at, column) in columns.iter().enumerate() {
                let mark = if at == 0 { '\n' } else { ',' };
                let _ = write!(text, "{mark}{}", column.value(row));
            }
        }
    }
    std::fs::write(path, text).expect("written");
}

fn main() {
    let batches = people();
    if let Some(path) = std::env::args().nth(1) {
        write_csv(&path, &batches);
    }
    let key = PseudonymKey::new(&[7; 32]);
    let sm4 = key.clone().encrypting_with(BlockCipher::Sm4);
    let rate = |masks: &[(&str, Mask)], key: &PseudonymKey| ROWS as f64 / best(|| apply(&batches, masks, key));
    println!("{:<12} {:<34} {:>14}", "field", "mask", "rows/s of core");
    for one in masks() {
        println!("{:<12} {:<34} {:>14.0}", one.0, one.1.to_string(), rate(std::slice::from_ref(&one), &key));
    }
    let mobile = ("mobile", Mask::Encrypt { form: Form::Mobile });
    println!("{:<12} {:<34} {:>14.0}", "mobile", "encrypt(mobile), SM4", rate(&[mobile], &sm4));
    let export: Vec<_> = masks().into_iter().take(EXPORT).collect();
    let keyed: Vec<_> = [("id_number", Mask::Pseudonym)].into_iter().chain(export.iter().skip(1).cloned()).collect();
    println!("export of {EXPORT} fields: {:.0} rows/s of core", rate(&export, &key));
    println!("the same with a pseudonym: {:.0} rows/s of core", rate(&keyed, &key));
    for fields in [&["county", "birth"][..], &["county", "income"], &["county", "industry"], &["county"]] {
        let names: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
        let seconds = best(|| k_check(&batches, &names));
        println!("k-check {fields:?}: {:.1} ms, {} rows below 5", seconds * 1e3, k_check(&batches, &names));
    }
}
