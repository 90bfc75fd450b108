//! What is drawn by chance gives one row one value, whichever way and however often it is read.

use base::{Form, NoiseShape};
use domain::agreement::Channel;
use futures::TryStreamExt as _;
use lake::{AggregateAsk, Function, Measure, PageAsk, QueryLimits};
use proptest::prelude::*;

use super::*;

/// More rows than are stored together, so that several groups change places.
const MANY: usize = 9_000;

fn drawn(rows: usize) -> String {
    let mut table = String::from("id,phone,amount,rate,town\n");
    for n in 0..rows {
        writeln!(table, "k-{n:05},139{n:08},{},{}.{:02},t{}", n * 7 % 5_003, n % 90, n % 100, n % 5).unwrap();
    }
    table
}

fn noise(scale: &str, bound: &str) -> Mask {
    Mask::Noise { shape: NoiseShape::Gaussian, scale: scale.parse().unwrap(), bound: bound.parse().unwrap() }
}

/// How the table leaves.
#[derive(Debug, Clone)]
struct Leaves {
    rows: usize,
    keyed: bool,
    sample: Option<u16>,
    one_town: bool,
    phone: Mask,
    amount: Mask,
    rate: Mask,
}

impl Leaves {
    fn fields(&self) -> [(&'static str, Mask); 5] {
        [
            ("id", Mask::Keep),
            ("town", Mask::Keep),
            ("phone", self.phone.clone()),
            ("amount", self.amount.clone()),
            ("rate", self.rate.clone()),
        ]
    }

    fn terms(&self, version: &Arc<Version>) -> Vec<TableTerms> {
        let town = condition("town", Comparison::Equal, Some("t3"));
        let rows = if self.one_town { vec![town] } else { Vec::new() };
        vec![TableTerms { sample: self.sample, ..terms(version, &self.fields(), rows) }]
    }
}

fn leaves() -> impl Strategy<Value = Leaves> {
    let phones = vec![
        Mask::Shuffle,
        Mask::Pseudonym,
        Mask::Encrypt { form: Form::Mobile },
        Mask::Encrypt { form: Form::Digits },
    ];
    let amounts = vec![Mask::Shuffle, noise("40", "300"), Mask::Keep];
    let rates = vec![Mask::Shuffle, noise("0.5", "3.25"), Mask::Round { places: 0 }];
    let masks = (prop::sample::select(phones), prop::sample::select(amounts), prop::sample::select(rates));
    let sizes = prop_oneof![1..60_usize, 4_000..MANY];
    (sizes, any::<bool>(), prop::option::of(1..1000_u16), any::<bool>(), masks).prop_map(
        |(rows, keyed, sample, one_town, (phone, amount, rate))| Leaves {
            rows,
            keyed,
            sample,
            one_town,
            phone,
            amount,
            rate,
        },
    )
}

async fn exported(platform: &Platform, terms: Vec<TableTerms>) -> Vec<Vec<String>> {
    let grant = platform.grant(Channel::Export, terms);
    let batches: Vec<_> = platform.lake.export(&grant, &id("drawn"), None).await.unwrap().try_collect().await.unwrap();
    cells(&batches)
}

async fn paged(platform: &Platform, terms: Vec<TableTerms>, filter: &[Condition]) -> Vec<Vec<String>> {
    let grant = platform.grant(Channel::Page, terms);
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let ask = PageAsk { fields: None, filter: filter.to_vec(), after, limit: 997 };
        let page = platform.lake.page(&grant, &id("drawn"), &ask).await.unwrap();
        rows.extend(cells(&[page.batch]));
        let Some(next) = page.next else { return rows };
        after = Some(next);
    }
}

async fn asked(platform: &Platform, terms: Vec<TableTerms>, sql: &str) -> Vec<Vec<String>> {
    let grant = platform.grant(Channel::Query, terms);
    let stream = platform.lake.query(&grant, sql, &QueryLimits::default()).await.unwrap();
    let mut rows = cells(&stream.collect().await.unwrap());
    rows.sort();
    rows
}

async fn counted(platform: &Platform, terms: Vec<TableTerms>) -> Vec<Vec<String>> {
    let grant = platform.grant(Channel::Aggregate, terms);
    let measure = |function, field: Option<&str>| Measure { function, field: field.map(str::to_owned) };
    let ask = AggregateAsk {
        group_by: vec!["town".to_owned()],
        measures: vec![measure(Function::Count, None), measure(Function::Sum, Some("amount"))],
        filter: Vec::new(),
    };
    let stream = platform.lake.aggregate(&grant, &id("drawn"), &ask, &QueryLimits::default()).await.unwrap();
    cells(&stream.collect().await.unwrap())
}

/// The groups of [`counted`], added up from whole rows. A group too small to be shuffled has no amounts.
fn by_hand(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let mut towns = std::collections::BTreeMap::<&str, (u64, Option<i64>)>::new();
    for row in rows {
        let (count, sum) = towns.entry(&row[1]).or_default();
        *count += 1;
        if let Ok(amount) = row[3].parse::<i64>() {
            *sum = Some(sum.unwrap_or_default() + amount);
        }
    }
    let text = |sum: Option<i64>| sum.map_or_else(|| "∅".to_owned(), |sum| sum.to_string());
    towns.into_iter().map(|(town, (count, sum))| vec![town.to_owned(), count.to_string(), text(sum)]).collect()
}

async fn every_way_agrees(leaves: &Leaves) {
    let platform = Platform::new();
    let version = platform.receive("drawn", &drawn(leaves.rows), leaves.keyed.then_some("id")).await;
    let terms = || leaves.terms(&version);
    let whole = exported(&platform, terms()).await;
    assert_eq!(exported(&platform, terms()).await, whole, "read again");
    assert_eq!(paged(&platform, terms(), &[]).await, whole, "by page");
    let mut sorted = whole.clone();
    sorted.sort();
    assert_eq!(asked(&platform, terms(), "SELECT * FROM drawn").await, sorted, "by SQL");
    assert_eq!(counted(&platform, terms()).await, by_hand(&whole), "counted");
    if let Some(row) = whole.get(whole.len() / 2) {
        let one = format!("SELECT * FROM drawn WHERE id = '{}'", row[0]);
        assert_eq!(asked(&platform, terms(), &one).await.as_slice(), std::slice::from_ref(row), "one row by SQL");
        let filter = [condition("phone", Comparison::Equal, Some(&row[2]))];
        if row[2] != "∅" {
            let same: Vec<_> = whole.iter().filter(|other| other[2] == row[2]).cloned().collect();
            assert_eq!(paged(&platform, terms(), &filter).await, same, "by what a mask shows");
        }
    }
    if leaves.keyed {
        let grant = platform.grant(Channel::Key, terms());
        for n in (0..leaves.rows).step_by(leaves.rows.div_ceil(20)) {
            let key = format!("k-{n:05}");
            let found = platform.lake.row(&grant, &id("drawn"), &key).await.unwrap();
            let expected: Vec<_> = whole.iter().filter(|row| row[0] == key).cloned().collect();
            assert_eq!(cells(&[found.batch]), expected, "by key");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_way_out_gives_a_row_the_same_values(leaves in leaves()) {
        tokio::runtime::Runtime::new().unwrap().block_on(every_way_agrees(&leaves));
    }
}

/// The table of so many rows as it leaves under an agreement with this secret.
async fn amounts(platform: &Platform, rows: usize, secret: u8, masks: [Mask; 2]) -> Vec<Vec<String>> {
    let version = platform.receive("drawn", &drawn(rows), Some("id")).await;
    let [phone, amount] = masks;
    let table = terms(&version, &[("id", Mask::Keep), ("phone", phone), ("amount", amount)], Vec::new());
    let pseudonym_key = PseudonymKey::new(&[secret; 32]);
    let terms = Terms { agreement: None, channel: Channel::Export, tables: vec![table], pseudonym_key };
    let grant = Grant::issue(&platform.key, terms);
    let batches: Vec<_> = platform.lake.export(&grant, &id("drawn"), None).await.unwrap().try_collect().await.unwrap();
    cells(&batches)
}

#[tokio::test]
async fn a_row_keeps_its_noise_in_the_next_version_and_has_another_under_another_agreement() {
    let platform = Platform::new();
    let masks = || [Mask::Encrypt { form: Form::Mobile }, noise("500", "2000")];
    let before = amounts(&platform, 300, 1, masks()).await;
    assert_eq!(amounts(&platform, 400, 1, masks()).await[..300], before);
    let other = amounts(&platform, 300, 2, masks()).await;
    let same = |column: usize| before.iter().zip(&other).filter(|(a, b)| a[column] == b[column]).count();
    assert_eq!(same(0), 300);
    assert!(same(1) <= 1 && same(2) < 10, "{} telephones and {} amounts tell the two apart", same(1), same(2));
}

#[tokio::test]
async fn a_sample_has_its_share_and_leaves_the_other_rows_out() {
    let platform = Platform::new();
    for key in [Some("id"), None] {
        let version = platform.receive("drawn", &drawn(MANY), key).await;
        let sampled = |sample| vec![TableTerms { sample, ..terms(&version, &[("id", Mask::Keep)], Vec::new()) }];
        let small = exported(&platform, sampled(Some(100))).await;
        let large = exported(&platform, sampled(Some(400))).await;
        assert!((750..1_050).contains(&small.len()), "{}", small.len());
        assert!((3_300..3_900).contains(&large.len()), "{}", large.len());
        assert!(small.iter().all(|row| large.contains(row)));
        let grant = platform.grant(Channel::Export, sampled(Some(1000)));
        let refused = platform.lake.export(&grant, &id("drawn"), None).await.err().unwrap();
        assert_eq!(refused.message().key, "read-draws-unenforceable");
    }
}

#[tokio::test]
async fn values_change_rows_among_those_of_the_agreement_only() {
    let platform = Platform::new();
    let version = platform.receive("drawn", &drawn(MANY), Some("id")).await;
    let leaves = Leaves {
        rows: MANY,
        keyed: true,
        sample: None,
        one_town: true,
        phone: Mask::Shuffle,
        amount: Mask::Keep,
        rate: Mask::Keep,
    };
    let rows = exported(&platform, leaves.terms(&version)).await;
    let number = |text: &str| text[3..].parse::<usize>().unwrap();
    let own = |row: &Vec<String>| number(&row[2]) == row[0][2..].parse::<usize>().unwrap();
    assert_eq!(rows.len(), MANY / 5);
    assert!(rows.iter().all(|row| number(&row[2]) % 5 == 3), "a telephone of another town came in");
    assert!(!rows.iter().any(own), "a row kept its own");
    let mut telephones: Vec<_> = rows.iter().map(|row| row[2].as_str()).collect();
    telephones.sort_unstable();
    telephones.dedup();
    assert_eq!(telephones.len(), rows.len(), "each went to one row");
}
