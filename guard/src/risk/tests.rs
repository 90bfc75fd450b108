use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, Date32Array, Int64Array, StringArray};
use base::{Generalisation, Kind, Mask};
use proptest::prelude::*;

use super::*;

mod sizes;

/// A made-up person: district, birth as days, sex, income.
type Row = (u8, i32, bool, i64);

const DISTRICTS: [&str; 5] =
    ["海南省海口市龙华区", "海南省海口市美兰区", "海南省三亚市吉阳区", "广东省深圳市南山区", "广东省深圳市福田区"];

fn batch(rows: &[Row]) -> RecordBatch {
    let column = |column: ArrayRef, name: &str| (name.to_owned(), column);
    let districts: StringArray = rows.iter().map(|row| DISTRICTS.get(usize::from(row.0)).copied()).collect();
    let sex: StringArray = rows.iter().map(|row| Some(if row.2 { "男" } else { "女" })).collect();
    RecordBatch::try_from_iter([
        column(Arc::new(districts), "district"),
        column(Arc::new(Date32Array::from_iter_values(rows.iter().map(|row| row.1))), "birth"),
        column(Arc::new(sex), "sex"),
        column(Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.3))), "income"),
    ])
    .unwrap()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec((0_u8..6, 0_i32..40, any::<bool>(), 0_i64..6), 1..120)
}

fn names(fields: &[&str]) -> Vec<String> {
    fields.iter().map(|field| (*field).to_owned()).collect()
}

fn grouped<K: Ord, V>(rows: &[Row], key: impl Fn(&Row) -> K, value: impl Fn(&Row) -> V) -> BTreeMap<K, Vec<V>> {
    let mut groups: BTreeMap<K, Vec<V>> = BTreeMap::new();
    for row in rows {
        groups.entry(key(row)).or_default().push(value(row));
    }
    groups
}

fn done<T>(pass: Pass<T>) -> T {
    match pass {
        Pass::Done(figures) => figures,
        Pass::Again => panic!("one pass was enough"),
    }
}

fn anonymity(rows: &[Row], fields: &[&str], k: u32) -> Anonymity {
    let mut check = KCheck::new(&names(fields), k, CLASSES).unwrap();
    rows.chunks(7).for_each(|chunk| check.take(&batch(chunk)).unwrap());
    done(check.end_pass().unwrap())
}

fn diversity(rows: &[Row], sensitive: &str) -> Diversity {
    let mut check = DiversityCheck::new(&names(&["district", "sex"]), sensitive, CLASSES).unwrap();
    rows.chunks(7).for_each(|chunk| check.take(&batch(chunk)).unwrap());
    done(check.end_pass().unwrap())
}

/// Earth mover's distance as the definition has it.
fn distance(class: &[i64], all: &[i64], ordered: bool) -> f64 {
    let mut values = all.to_vec();
    values.sort_unstable();
    values.dedup();
    let share = |of: &[i64], value: i64| of.iter().filter(|v| **v == value).count() as f64 / of.len() as f64;
    let gaps: Vec<f64> = values.iter().map(|value| share(class, *value) - share(all, *value)).collect();
    if !ordered {
        return gaps.iter().map(|gap| gap.abs()).sum::<f64>() / 2.0;
    }
    let mut carried = 0.0;
    let moved: f64 = gaps
        .iter()
        .map(|gap| {
            carried += gap;
            f64::abs(carried)
        })
        .sum();
    if values.len() < 2 { 0.0 } else { moved / (values.len() - 1) as f64 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn anonymity_is_what_counting_by_hand_gives(rows in rows(), k in 2_u32..8) {
        let found = anonymity(&rows, &["district", "birth", "sex"], k);
        let sizes: Vec<u32> = grouped(&rows, |row| (row.0, row.1, row.2), |_| ())
            .values()
            .map(|class| u32::try_from(class.len()).unwrap())
            .collect();
        prop_assert_eq!(found.rows, rows.len() as u64);
        prop_assert_eq!(found.classes, sizes.len() as u64);
        prop_assert_eq!(found.smallest, *sizes.iter().min().unwrap());
        prop_assert_eq!(found.unique, sizes.iter().filter(|size| **size == 1).count() as u64);
        prop_assert_eq!(found.rows_below, sizes.iter().filter(|size| **size < k).map(|size| u64::from(*size)).sum::<u64>());
        prop_assert_eq!(found.holds(), found.smallest >= k);
        prop_assert_eq!(found.sizes.iter().map(|band| band.rows).sum::<u64>(), found.rows);
        prop_assert_eq!(found.sizes.iter().map(|band| band.classes).sum::<u64>(), found.classes);
    }

    #[test]
    fn checks_over_halves_merge_to_one_over_all(rows in rows(), at in 0_usize..120) {
        let (first, second) = rows.split_at(at.min(rows.len()));
        let fields = names(&["district", "birth"]);
        let [mut one, mut other] = [first, second].map(|rows| {
            let mut check = KCheck::new(&fields, 3, CLASSES).unwrap();
            check.take(&batch(rows)).unwrap();
            check
        });
        one.merge(std::mem::replace(&mut other, KCheck::new(&fields, 3, CLASSES).unwrap())).unwrap();
        prop_assert_eq!(done(one.end_pass().unwrap()), anonymity(&rows, &["district", "birth"], 3));
    }

    #[test]
    fn diversity_and_closeness_are_what_their_definitions_give(rows in rows()) {
        let all: Vec<i64> = rows.iter().map(|row| row.3).collect();
        let classes = grouped(&rows, |row| (row.0, row.2), |row| row.3);
        let distinct = |class: &[i64]| grouped(&class.iter().map(|v| (0, 0, true, *v)).collect::<Vec<_>>(), |row| row.3, |_| ());
        let effective = |class: &[i64]| {
            let shares = distinct(class).into_values().map(|rows| rows.len() as f64 / class.len() as f64);
            shares.map(|share| -share * share.ln()).sum::<f64>().exp()
        };
        let found = diversity(&rows, "income");
        let least = |figure: &dyn Fn(&[i64]) -> f64| classes.values().map(|class| figure(class)).fold(f64::INFINITY, f64::min);
        let fewest = classes.values().map(|class| distinct(class).len()).min();
        prop_assert_eq!(usize::try_from(found.least_distinct).ok(), fewest);
        prop_assert!((found.least_entropy - least(&effective)).abs() < 1e-9);
        let settled = classes.values().filter(|class| distinct(class).len() == 1);
        prop_assert_eq!(found.settled_rows, settled.map(|class| class.len() as u64).sum::<u64>());
        let greatest = |ordered| classes.values().map(|class| distance(class, &all, ordered)).fold(0.0, f64::max);
        prop_assert_eq!(found.distance, Distance::Ordered);
        prop_assert!((found.greatest_distance - greatest(true)).abs() < 1e-9, "{} {}", found.greatest_distance, greatest(true));
    }

    #[test]
    fn words_are_equally_far_apart(rows in rows()) {
        let all: Vec<i64> = rows.iter().map(|row| row.0.into()).collect();
        let classes = grouped(&rows, |row| row.2, |row| i64::from(row.0));
        let mut check = DiversityCheck::new(&names(&["sex"]), "district", CLASSES).unwrap();
        check.take(&batch(&rows)).unwrap();
        let found = done(check.end_pass().unwrap());
        let greatest = classes.values().map(|class| distance(class, &all, false)).fold(0.0, f64::max);
        prop_assert_eq!(found.distance, Distance::Equal);
        prop_assert!((found.greatest_distance - greatest).abs() < 1e-9);
    }

    #[test]
    fn linkage_is_what_joining_by_hand_gives(own in rows(), held in rows()) {
        let fields = [("birth", "birth"), ("sex", "sex")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        let mut check = LinkageCheck::new("open table", &fields, CLASSES).unwrap();
        check.take(&batch(&own)).unwrap();
        check.take_held(&batch(&held)).unwrap();
        let found = done(check.end_pass().unwrap());
        let count = |rows: &[Row], row: &Row| rows.iter().filter(|other| (other.1, other.2) == (row.1, row.2)).count();
        let rows = |fits: &dyn Fn(&Row) -> bool| own.iter().filter(|row| fits(row)).count() as u64;
        prop_assert_eq!((found.rows, found.held_rows), (own.len() as u64, held.len() as u64));
        prop_assert_eq!(found.met, rows(&|row| count(&held, row) > 0));
        prop_assert_eq!(found.narrowed, rows(&|row| count(&held, row) == 1));
        prop_assert_eq!(found.joined, rows(&|row| count(&held, row) == 1 && count(&own, row) == 1));
    }

    #[test]
    fn the_suggestion_passes_and_nothing_lower_does(rows in rows(), k in 2_u32..6, left_out in 0_u64..4) {
        let table = batch(&rows);
        let ladders = || {
            vec![
                ladder("district", &DataType::Utf8, Some(Kind::Address)),
                ladder("birth", &DataType::Date32, None),
                ladder("sex", &DataType::Utf8, None),
            ]
        };
        let mut search = LeastGeneralisation::new(ladders(), CLASSES).unwrap();
        search.take(&table).unwrap();
        let found = search.find(k, left_out).unwrap();
        let Some(found) = found else {
            prop_assert!((rows.len() as u64) > left_out && rows.len() < usize::try_from(k).unwrap());
            return Ok(());
        };
        prop_assert!(found.anonymity.rows_below <= left_out);
        prop_assert_eq!(&masked(&table, &found.masks, k), &found.anonymity);
        // One step finer in any field no longer passes, for nothing of a lower height does.
        for (at, ladder) in ladders().iter().enumerate() {
            let level = ladder.levels.iter().position(|mask| mask == &found.masks[at].1).unwrap();
            if level > 0 {
                let mut finer = found.masks.clone();
                finer[at].1 = ladder.levels[level - 1].clone();
                prop_assert!(masked(&table, &finer, k).rows_below > left_out);
            }
        }
    }
}

/// Anonymity of the table under these masks.
fn masked(table: &RecordBatch, masks: &[(String, Mask)], k: u32) -> Anonymity {
    let column = |(field, mask): &(String, Mask)| {
        let column = table.column_by_name(field).unwrap();
        if mask == &Mask::Drop {
            return (field.clone(), Arc::new(StringArray::from(vec![""; table.num_rows()])) as ArrayRef);
        }
        (field.clone(), crate::mask::Masker::new(mask, column.data_type(), None).unwrap().apply(column).unwrap())
    };
    let table = RecordBatch::try_from_iter(masks.iter().map(column)).unwrap();
    let fields: Vec<String> = masks.iter().map(|(field, _)| field.clone()).collect();
    let mut check = KCheck::new(&fields, k, CLASSES).unwrap();
    check.take(&table).unwrap();
    done(check.end_pass().unwrap())
}

/// `count` people spread evenly: each district, each day of birth, both sexes.
fn people(count: i32) -> Vec<Row> {
    (0..count).map(|n| (u8::try_from(n % 5).unwrap(), n / 10 * 3, n % 2 == 0, i64::from(n % 7) * 1000)).collect()
}

#[test]
fn more_classes_than_the_bound_are_counted_in_more_passes() {
    let rows = people(20_000);
    let fields = names(&["district", "birth", "sex"]);
    let whole = anonymity(&rows, &["district", "birth", "sex"], 5);
    let mut check = KCheck::new(&fields, 5, 4_000).unwrap();
    let mut passes = 0;
    let found = loop {
        check.take(&batch(&rows)).unwrap();
        passes += 1;
        if let Pass::Done(found) = check.end_pass().unwrap() {
            break found;
        }
    };
    assert_eq!((found, passes > 2), (whole, true));
    let held = LinkageCheck::new("itself", &fields.iter().map(|f| (f.clone(), f.clone())).collect::<Vec<_>>(), 10);
    let mut held = held.unwrap();
    assert_eq!(
        held.take(&batch(&rows)).and_then(|()| held.end_pass().map(|_| ())),
        Err(RiskError::TooManyClasses { bound: 10 })
    );
}

#[test]
fn diversity_in_several_passes_is_the_same() {
    let rows = people(6_000);
    let fields = names(&["birth"]);
    let once = |bound| {
        let mut check = DiversityCheck::new(&fields, "income", bound).unwrap();
        loop {
            check.take(&batch(&rows)).unwrap();
            if let Pass::Done(found) = check.end_pass().unwrap() {
                return found;
            }
        }
    };
    assert_eq!(once(1_000), once(CLASSES));
}

#[test]
fn the_smallest_sets_that_single_out_are_found() {
    // Each district has each day once: neither alone singles out, both together always do.
    let rows: Vec<Row> = (0..200).map(|n| (u8::try_from(n % 5).unwrap(), n / 5, true, 1)).collect();
    let mut search = SinglingSearch::new(&names(&["district", "birth", "sex", "income"])).unwrap();
    rows.chunks(50).for_each(|chunk| search.take(&batch(chunk)).unwrap());
    let found = search.search(3, 50).unwrap();
    let both = SinglingOut { fields: names(&["district", "birth"]), unique: 200, rows: 200 };
    assert_eq!(found, [both]);
    assert_eq!(search.search(1, 0).unwrap(), []);
}

#[test]
fn linkage_compares_texts_whatever_the_types() {
    let own: ArrayRef = Arc::new(Int64Array::from(vec![5, 6, 7, 7]));
    let held: ArrayRef = Arc::new(StringArray::from(vec!["5", "7", "8"]));
    let table = |column: &ArrayRef, name: &str| RecordBatch::try_from_iter([(name, Arc::clone(column))]).unwrap();
    let mut check = LinkageCheck::new("roll", &[("n".to_owned(), "m".to_owned())], CLASSES).unwrap();
    check.take(&table(&own, "n")).unwrap();
    check.take_held(&table(&held, "m")).unwrap();
    let found = done(check.end_pass().unwrap());
    assert_eq!((found.met, found.narrowed, found.joined), (3, 3, 1));
}

#[test]
fn senseless_questions_are_refused() {
    assert_eq!(KCheck::new(&[], 3, CLASSES).unwrap_err(), RiskError::NoFields);
    assert_eq!(KCheck::new(&names(&["a"]), 1, CLASSES).unwrap_err(), RiskError::SmallK { found: 1 });
    let mut check = KCheck::new(&names(&["nowhere"]), 3, CLASSES).unwrap();
    let missing = RiskError::FieldMissing { field: "nowhere".to_owned() };
    assert_eq!(check.take(&batch(&people(3))), Err(missing));
    let wide = Ladder { field: "birth".to_owned(), levels: vec![Mask::Keep; 30_000] };
    assert!(matches!(LeastGeneralisation::new(vec![wide], CLASSES), Err(RiskError::TooManyCombinations { .. })));
    let to = |to| Mask::Generalise { to };
    let ladder = |levels| {
        let mut search = LeastGeneralisation::new(vec![Ladder { field: "birth".to_owned(), levels }], CLASSES).unwrap();
        search.take(&batch(&people(3_000))).unwrap();
        search.find(2, 0).unwrap_err()
    };
    assert!(matches!(ladder(vec![to(Generalisation::Year), to(Generalisation::Month)]), RiskError::NotCoarser { .. }));
    assert!(matches!(ladder(vec![to(Generalisation::District)]), RiskError::Level { .. }));
    let many = names(&["district"; 32]);
    let search = SinglingSearch::new(&many).unwrap();
    assert!(matches!(search.search(5, 0), Err(RiskError::TooManyCombinations { .. })));
}

#[test]
fn a_report_reads_back_as_written() {
    let rows = people(500);
    let mut search = LeastGeneralisation::new(vec![ladder("birth", &DataType::Date32, None)], CLASSES).unwrap();
    search.take(&batch(&rows)).unwrap();
    let report = RiskReport {
        anonymity: anonymity(&rows, &["birth", "sex"], 5),
        diversity: vec![diversity(&rows, "income")],
        linkage: Vec::new(),
        singling_out: Vec::new(),
        suggestion: search.find(50, 0).unwrap(),
    };
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<RiskReport>(&json).unwrap(), report);
    assert!(!json.contains("海南"), "a report never holds a value");
}
