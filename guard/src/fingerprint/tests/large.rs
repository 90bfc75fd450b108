//! The figures of docs/fingerprints.md, on a made-up table of the size and shape of the Adult table.
//!
//! `cargo test --release -p gongshu-guard --lib -- --ignored --nocapture --test-threads 1 large`

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};

use super::table::*;
use crate::fingerprint::code::Codebook;
use crate::fingerprint::score::Evidence;
use crate::fingerprint::*;

const ROWS: usize = 48_842;
const CANDIDATES: usize = 1_000;
const TRIALS: usize = 10;

/// Marked fields and their bounds; all steps are whole units.
const MARKED: [(&str, u32); 5] =
    [("age", 1), ("fnlwgt", 50), ("capital_gain", 20), ("capital_loss", 10), ("hours_per_week", 1)];

/// The ten other fields are categories and leave as they are; two stand for them.
fn adults(seed: u64) -> RecordBatch {
    let mut n = Sequence(seed);
    let mut column = |make: &dyn Fn(&mut Sequence) -> usize| -> ArrayRef {
        Arc::new((0..ROWS).map(|_| i64::try_from(make(&mut n)).unwrap()).collect::<Int64Array>())
    };
    let age = column(&|n| 17 + (n.below(40) + n.below(34)));
    let weight = column(&|n| 12_000 + n.below(180_000) + n.below(180_000));
    let gain = column(&|n| if n.below(100) < 8 { 114 + n.below(15_000) } else { 0 });
    let loss = column(&|n| if n.below(100) < 5 { 155 + n.below(2_500) } else { 0 });
    let hours = column(&|n| if n.below(2) == 0 { 40 } else { 1 + n.below(98) });
    let words = ["Private", "Self-emp", "Local-gov", "State-gov", "Federal-gov"];
    let work: StringArray = (0..ROWS).map(|row| Some(words[(row * 31) % 5])).collect();
    let income: StringArray = (0..ROWS).map(|row| Some([">50K", "<=50K"][usize::from(row % 4 > 0)])).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new((0..i64::try_from(ROWS).unwrap()).collect::<Int64Array>())),
        ("age", age),
        ("workclass", Arc::new(work)),
        ("fnlwgt", weight),
        ("capital_gain", gain),
        ("capital_loss", loss),
        ("hours_per_week", hours),
        ("income", Arc::new(income)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true))).unwrap()
}

fn adult_plan() -> Plan {
    plan(|draft| {
        let names = ["id", "age", "workclass", "fnlwgt", "capital_gain", "capital_loss", "hours_per_week", "income"];
        draft.fields = names.into_iter().map(field).collect();
        let least_and_most = |name| match name {
            "age" => (Some(17), Some(90)),
            "hours_per_week" => (Some(1), Some(99)),
            _ => (Some(0), None),
        };
        let rule_of = |(name, bound)| {
            let (least, most) = least_and_most(name);
            rule(name, Channel::Number { decimals: 0, least, most }, bound)
        };
        draft.rules = MARKED.into_iter().map(rule_of).collect();
        draft.totals = Vec::new();
        draft.code = Code::STANDARD;
    })
}

/// The marked columns of a table as plain numbers, with the rows they belong to.
#[derive(Clone)]
struct Cells {
    rows: Vec<usize>,
    columns: Vec<Vec<f64>>,
}

impl Cells {
    fn of(table: &RecordBatch) -> Self {
        let column = |(name, _): (&str, u32)| {
            let floats = cast(table.column_by_name(name).unwrap(), &DataType::Float64).unwrap();
            floats.as_primitive::<Float64Type>().values().to_vec()
        };
        Self { rows: (0..table.num_rows()).collect(), columns: MARKED.into_iter().map(column).collect() }
    }

    fn table(&self) -> RecordBatch {
        let ids: Int64Array = self.rows.iter().map(|row| i64::try_from(*row).unwrap()).collect();
        let mut columns: Vec<(&str, ArrayRef)> = vec![("id", Arc::new(ids))];
        for ((name, _), column) in MARKED.into_iter().zip(&self.columns) {
            columns.push((name, Arc::new(self.rows.iter().map(|row| column[*row]).collect::<Float64Array>())));
        }
        RecordBatch::try_from_iter(columns).unwrap()
    }
}

struct Attack {
    name: &'static str,
    colluders: usize,
    change: fn(&[Cells], &Cells, &mut Sequence) -> Cells,
}

fn one(copies: &[Cells], _: &Cells, _: &mut Sequence) -> Cells {
    copies[0].clone()
}

fn keep(mut cells: Cells, n: &mut Sequence, thousandths: usize) -> Cells {
    cells.rows.retain(|_| n.below(1_000) < thousandths);
    cells
}

/// Cells take another value within twice the bound, chosen without knowledge of the marks.
fn flip(mut cells: Cells, n: &mut Sequence, percent: usize) -> Cells {
    for ((_, bound), column) in MARKED.into_iter().zip(&mut cells.columns) {
        let bound = bound as usize;
        for value in column.iter_mut().filter(|value| **value != 0.0) {
            if n.below(100) < percent {
                let moved = n.below(4 * bound) as f64 - 2.0 * bound as f64;
                *value += if moved >= 0.0 { moved + 1.0 } else { moved };
            }
        }
    }
    cells
}

/// Cells take the very value they would have for the other bit, as if the original were known.
fn invert(mut cells: Cells, original: &Cells, n: &mut Sequence, percent: usize) -> Cells {
    for (column, original) in cells.columns.iter_mut().zip(&original.columns) {
        for (value, original) in column.iter_mut().zip(original) {
            if n.below(100) < percent {
                *value = 2.0 * original - *value;
            }
        }
    }
    cells
}

fn combine(copies: &[Cells], mut of: impl FnMut(usize, &[f64]) -> f64) -> Cells {
    let mut out = copies[0].clone();
    for column in 0..out.columns.len() {
        for row in 0..ROWS {
            let values: Vec<f64> = copies.iter().map(|copy| copy.columns[column][row]).collect();
            out.columns[column][row] = of(row, &values);
        }
    }
    out
}

fn by_row(copies: &[Cells], _: &Cells, n: &mut Sequence) -> Cells {
    let choice: Vec<usize> = (0..ROWS).map(|_| n.below(copies.len())).collect();
    combine(copies, |row, values| values[choice[row]])
}

fn by_cell(copies: &[Cells], _: &Cells, n: &mut Sequence) -> Cells {
    combine(copies, |_, values| values[n.below(values.len())])
}

fn average(copies: &[Cells], _: &Cells, _: &mut Sequence) -> Cells {
    combine(copies, |_, values| (values.iter().sum::<f64>() / values.len() as f64).round())
}

fn most_common(copies: &[Cells], _: &Cells, _: &mut Sequence) -> Cells {
    combine(copies, |_, values| {
        let votes = |value: f64| values.iter().filter(|other| (**other - value).abs() < 0.5).count();
        values.iter().copied().max_by_key(|value| votes(*value)).unwrap()
    })
}

/// Two copies that differ betray the original: it lies halfway between them.
fn midpoint(copies: &[Cells], _: &Cells, _: &mut Sequence) -> Cells {
    combine(copies, |_, values| {
        f64::midpoint(values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(f64::MIN, f64::max))
    })
}

fn least_common(copies: &[Cells], _: &Cells, _: &mut Sequence) -> Cells {
    combine(copies, |_, values| {
        let votes = |value: f64| values.iter().filter(|other| (**other - value).abs() < 0.5).count();
        values.iter().copied().min_by_key(|value| votes(*value)).unwrap()
    })
}

const ATTACKS: [Attack; 29] = [
    Attack { name: "none", colluders: 1, change: one },
    Attack { name: "delete 50 %", colluders: 1, change: |c, _, n| keep(c[0].clone(), n, 500) },
    Attack { name: "delete 90 %", colluders: 1, change: |c, _, n| keep(c[0].clone(), n, 100) },
    Attack { name: "delete 99 %", colluders: 1, change: |c, _, n| keep(c[0].clone(), n, 10) },
    Attack { name: "delete 99.5 %", colluders: 1, change: |c, _, n| keep(c[0].clone(), n, 5) },
    Attack { name: "flip 30 %", colluders: 1, change: |c, _, n| flip(c[0].clone(), n, 30) },
    Attack { name: "flip 50 %", colluders: 1, change: |c, _, n| flip(c[0].clone(), n, 50) },
    Attack { name: "flip 90 %", colluders: 1, change: |c, _, n| flip(c[0].clone(), n, 90) },
    Attack {
        name: "flip 50 %, delete 90 %",
        colluders: 1,
        change: |c, _, n| {
            let c = flip(c[0].clone(), n, 50);
            keep(c, n, 100)
        },
    },
    Attack {
        name: "flip 50 %, delete 99 %",
        colluders: 1,
        change: |c, _, n| {
            let c = flip(c[0].clone(), n, 50);
            keep(c, n, 10)
        },
    },
    Attack { name: "invert 30 %, original known", colluders: 1, change: |c, o, n| invert(c[0].clone(), o, n, 30) },
    Attack { name: "invert 50 %, original known", colluders: 1, change: |c, o, n| invert(c[0].clone(), o, n, 50) },
    Attack { name: "mix by row", colluders: 3, change: by_row },
    Attack { name: "mix by cell", colluders: 3, change: by_cell },
    Attack { name: "mix by row", colluders: 5, change: by_row },
    Attack { name: "mix by cell", colluders: 5, change: by_cell },
    Attack { name: "average", colluders: 5, change: average },
    Attack { name: "most common", colluders: 5, change: most_common },
    Attack { name: "least common", colluders: 5, change: least_common },
    Attack { name: "original where copies differ", colluders: 5, change: midpoint },
    Attack {
        name: "mix by row, delete 90 %",
        colluders: 5,
        change: |c, o, n| {
            let c = by_row(c, o, n);
            keep(c, n, 100)
        },
    },
    Attack {
        name: "mix by row, delete 99 %",
        colluders: 5,
        change: |c, o, n| {
            let c = by_row(c, o, n);
            keep(c, n, 10)
        },
    },
    Attack {
        name: "mix by row, flip 50 %",
        colluders: 5,
        change: |c, o, n| {
            let c = by_row(c, o, n);
            flip(c, n, 50)
        },
    },
    Attack { name: "mix by row", colluders: 10, change: by_row },
    Attack { name: "average", colluders: 10, change: average },
    Attack { name: "most common", colluders: 10, change: most_common },
    Attack { name: "least common", colluders: 10, change: least_common },
    Attack { name: "original where copies differ", colluders: 10, change: midpoint },
    Attack {
        name: "mix by row, delete 90 %",
        colluders: 10,
        change: |c, o, n| {
            let c = by_row(c, o, n);
            keep(c, n, 100)
        },
    },
];

#[test]
#[ignore = "prints figures of an optimised build"]
fn large_table_attacks_are_printed() {
    let (table, plan) = (adults(1), adult_plan());
    let original = Cells::of(&table);
    println!("| attack | colluders | trials with one named | colluders named | innocents accused | of |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    for (number, attack) in ATTACKS.iter().enumerate() {
        let (mut hit, mut named, mut innocent) = (0, 0, 0);
        for trial in 0..TRIALS {
            let mut n = Sequence((number * 1_000 + trial) as u64);
            let guilty: Vec<usize> = (0..attack.colluders).map(|k| (trial * 37 + k * 91) % CANDIDATES).collect();
            let copies: Vec<Cells> = guilty.iter().map(|copy_of| Cells::of(&copy(&table, &plan, *copy_of))).collect();
            let suspect = (attack.change)(&copies, &original, &mut n).table();
            let accused = accused(&trace(&table, &plan, vec![suspect], CANDIDATES));
            let right = accused.iter().filter(|copy| guilty.contains(copy)).count();
            (hit, named) = (hit + usize::from(right > 0), named + right);
            innocent += accused.len() - right;
        }
        let (all, cleared) = (TRIALS * attack.colluders, TRIALS * (CANDIDATES - attack.colluders));
        println!(
            "| {} | {} | {hit}/{TRIALS} | {named}/{all} | {innocent} | {cleared} |",
            attack.name, attack.colluders
        );
        assert_eq!(innocent, 0, "{}", attack.name);
    }
}

#[test]
#[ignore = "prints figures of an optimised build"]
fn large_foreign_tables_are_printed() {
    let (table, plan) = (adults(1), adult_plan());
    let mut verdicts = [0; 2];
    for trial in 0..50 {
        let mut n = Sequence(trial);
        // The worst foreign table: our keys, and values so near the original's that every cell casts a vote.
        let suspect = flip(Cells::of(&table), &mut n, 100);
        let verdict = trace(&table, &plan, vec![keep(suspect, &mut n, 300).table()], CANDIDATES).verdict;
        verdicts[usize::from(verdict == Verdict::NotOurs)] += 1;
    }
    println!("foreign tables with our keys and near values: {} of 50 not ours", verdicts[1]);
    assert_eq!(verdicts, [0, 50]);
}

#[test]
#[ignore = "prints figures of an optimised build"]
fn large_false_accusation_bound_is_printed() {
    let secret = secret();
    let copies = 10_000_000_usize;
    for (name, heavy) in [("even weights", false), ("a tenth of the positions 10 times as heavy", true)] {
        let book = Codebook::new(Code::new(10, 256).unwrap(), &secret);
        let mut n = Sequence(11);
        let weights: Vec<f64> = (0..256)
            .map(|at| (if n.below(2) == 0 { 1.0 } else { -1.0 }) * if heavy && at % 10 == 0 { 10.0 } else { 1.0 })
            .collect();
        let evidence = Evidence::new(&book, weights, 1);
        let levels = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
        let mut reached = [0_usize; 5];
        for number in 0..copies {
            let bound = evidence.bound(evidence.score(&copy_id(number)));
            for (level, count) in levels.iter().zip(&mut reached) {
                *count += usize::from(bound <= *level);
            }
        }
        println!("{name}: {copies} innocent copies");
        for (level, count) in levels.iter().zip(reached) {
            println!("| {level:e} | {:.1e} | {count} |", count as f64 / copies as f64);
            assert!(count as f64 <= level * copies as f64);
        }
    }
}

/// Seconds the threads of this process have been on a processor, so that other work on the machine does not count (Linux).
fn cpu_seconds() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let texts = threads.map(|thread| std::fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap());
    texts.map(|text| text.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9).sum()
}

#[test]
#[ignore = "prints figures of an optimised build"]
fn large_speed_is_printed() {
    let rate = |what: &str, rows: usize, run: &mut dyn FnMut()| {
        let start = cpu_seconds();
        run();
        println!("{what}: {:.2} M rows/s", rows as f64 / (cpu_seconds() - start) / 1e6);
    };
    let (adults, adult_plan) = (adults(1), adult_plan());
    rate("embed, Adult-like, 5 marked fields", ROWS * 20, &mut || {
        for number in 0..20 {
            copy_in_batches(&adults, &adult_plan, number, 8_192);
        }
    });
    let wide = grants(200_000, 1);
    rate("embed, six channels with protected totals", 200_000, &mut || {
        copy_in_batches(&wide, &plan(|_| {}), 1, 8_192);
    });
    let tenth = plan(|draft| draft.share = 100);
    rate("the same, a tenth of the cells", 200_000, &mut || {
        copy_in_batches(&wide, &tenth, 1, 8_192);
    });
    let secret = secret();
    let leak = copy(&adults, &adult_plan, 3);
    for (what, suspect) in [("detect, the whole copy", leak.clone()), ("detect, 1 % of it", leak.slice(0, ROWS / 100))]
    {
        let suspect = Suspect::new(vec![suspect]).unwrap();
        rate(what, ROWS * 5, &mut || {
            let mut detector = Detector::new(&adult_plan, &secret, &adults.schema(), &suspect, None).unwrap();
            (0..5).for_each(|_| detector.observe(&adults).unwrap());
            assert_eq!(accused(&detector.finish(&[copy_id(3)]).unwrap()), [3]);
        });
    }
    rate("signatures, 8 columns", ROWS, &mut || Signatures::new(&adult_plan, &secret).observe(&adults).unwrap());
    rate("digest, 8 columns", ROWS, &mut || {
        let mut digester = CopyDigester::new(&secret, &adults.schema());
        digester.push(&adults).unwrap();
        digester.finish();
    });
    let book = Codebook::new(Code::STANDARD, &secret);
    let evidence = Evidence::new(&book, vec![1.0; 32_768], 10_000);
    let start = cpu_seconds();
    let sum: f64 = (0..10_000).map(|copy| evidence.score(&copy_id(copy))).sum();
    println!("10,000 candidates scored in {:.1} s ({sum:.0})", cpu_seconds() - start);
}
