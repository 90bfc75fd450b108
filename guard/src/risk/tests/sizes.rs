//! The k-check beside a plain count, over tables of every type, however they are cut into batches, shares and passes.

use arrow::array::{BooleanArray, Decimal128Array, Float64Array, Int8Array, LargeStringArray, StringViewArray};

use super::*;

/// A value of a column by its number, or none.
type Cell = Option<u16>;

type Column = fn(&[Cell]) -> ArrayRef;

/// The types columns come in; the number of different values each is asked for.
const TYPES: [(Column, u64); 9] = [
    (|cells| Arc::new(texts(cells).collect::<StringArray>()), 300),
    (|cells| Arc::new(cells.iter().map(|cell| cell.map(i32::from)).collect::<Date32Array>()), 20_000),
    (|cells| Arc::new(texts(cells).collect::<LargeStringArray>()), 9),
    (|cells| Arc::new(texts(cells).collect::<StringViewArray>()), 9),
    (|cells| Arc::new(cells.iter().map(|cell| cell.map(|n| i64::from(n) - 40)).collect::<Int64Array>()), 400),
    (|cells| Arc::new(cells.iter().map(|cell| cell.and_then(|n| i8::try_from(n).ok())).collect::<Int8Array>()), 100),
    (|cells| Arc::new(cells.iter().map(|cell| cell.map(|n| f64::from(n) / 8.0)).collect::<Float64Array>()), 50),
    (|cells| Arc::new(cells.iter().map(|cell| cell.map(|n| n == 1)).collect::<BooleanArray>()), 2),
    (|cells| Arc::new(cells.iter().map(|cell| cell.map(|n| 7 - i128::from(n))).collect::<Decimal128Array>()), 30),
];

fn texts(cells: &[Cell]) -> impl Iterator<Item = Option<String>> {
    let text = |n: u16| if n == 0 { String::new() } else { format!("区{n}{}", "镇".repeat(usize::from(n % 4))) };
    cells.iter().map(move |cell| cell.map(text))
}

fn mixed(number: u64) -> u64 {
    let number = (number ^ number >> 31).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (number ^ number >> 29).wrapping_mul(0x94d0_49bb_1331_11eb) ^ number >> 32
}

/// Rows drawn from `different` ones; one value in sixteen is missing.
fn drawn(rows: usize, different: u64, types: &[usize], seed: u64) -> Vec<Vec<Cell>> {
    let cell = |row: u64, at: usize| {
        let draw = mixed(row ^ seed.rotate_left(u32::try_from(at).unwrap() * 7 + 5));
        (!draw.is_multiple_of(16)).then(|| u16::try_from((draw >> 8) % TYPES[types[at]].1).unwrap())
    };
    let row = |number: u64| (0..types.len()).map(|at| cell(mixed(number ^ seed) % different, at)).collect();
    (0..rows as u64).map(row).collect()
}

fn table(rows: &[Vec<Cell>], types: &[usize]) -> RecordBatch {
    let column = |(at, sort): (usize, &usize)| {
        let cells: Vec<Cell> = rows.iter().map(|row| row[at]).collect();
        (format!("field {at}"), TYPES[*sort].0(&cells))
    };
    RecordBatch::try_from_iter(types.iter().enumerate().map(column)).unwrap()
}

fn by_hand(rows: &[Vec<Cell>], fields: &[String], k: u32) -> Anonymity {
    let mut classes: BTreeMap<&[Cell], u32> = BTreeMap::new();
    for row in rows {
        *classes.entry(row).or_default() += 1;
    }
    let sizes: Vec<u32> = classes.into_values().collect();
    let total =
        |within: &dyn Fn(u32) -> bool| sizes.iter().filter(|size| within(**size)).map(|size| u64::from(*size)).sum();
    let starts = [1, 2, 3, 5, 10, 20, 50, 100, u32::MAX];
    let band = |ends: &[u32]| SizeBand {
        from: ends[0],
        classes: sizes.iter().filter(|size| (ends[0]..ends[1]).contains(size)).count() as u64,
        rows: total(&|size| (ends[0]..ends[1]).contains(&size)),
    };
    Anonymity {
        fields: fields.to_vec(),
        k,
        rows: rows.len() as u64,
        classes: sizes.len() as u64,
        smallest: sizes.iter().min().copied().unwrap_or_default(),
        rows_below: total(&|size| size < k),
        unique: total(&|size| size == 1),
        sizes: starts.windows(2).map(band).collect(),
    }
}

/// Each share counted by a check of its own and all merged, then as many further passes as are asked for.
fn counted(shares: &[&[RecordBatch]], fields: &[String], k: u32, bound: usize) -> (Anonymity, u32) {
    let mut whole = KCheck::new(fields, k, bound).unwrap();
    for share in shares {
        let mut check = KCheck::new(fields, k, bound).unwrap();
        share.iter().for_each(|batch| check.take(batch).unwrap());
        whole.merge(check).unwrap();
    }
    let mut passes = 1;
    loop {
        match whole.end_pass().unwrap() {
            Pass::Done(found) => return (found, passes),
            Pass::Again => shares.iter().copied().flatten().for_each(|batch| whole.take(batch).unwrap()),
        }
        passes += 1;
    }
}

fn agrees(
    rows: &[Vec<Cell>],
    types: &[usize],
    cut: (usize, usize),
    k: u32,
    bound: usize,
) -> Result<u32, TestCaseError> {
    let fields: Vec<String> = (0..types.len()).map(|at| format!("field {at}")).collect();
    let batches: Vec<RecordBatch> = rows.chunks(cut.0).map(|rows| table(rows, types)).collect();
    let shares: Vec<&[RecordBatch]> = batches.chunks(batches.len().div_ceil(cut.1).max(1)).collect();
    let expected = by_hand(rows, &fields, k);
    let (found, passes) = counted(&shares, &fields, k, bound);
    prop_assert!(passes == 1 || expected.classes > bound as u64, "{} passes for {:?}", passes, expected);
    prop_assert_eq!(found, expected);
    Ok(passes)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sizes_are_what_a_plain_count_gives_for_every_type(
        rows in 0_usize..4_000, different in 1_u64..3_000, types in proptest::collection::vec(0..TYPES.len(), 1..5),
        cut in (1_usize..900, 1_usize..4), k in 2_u32..200, bound in 300_usize..5_000, seed: u64,
    ) {
        agrees(&drawn(rows, different, &types, seed), &types, (cut.0.max(rows / 40), cut.1), k, bound)?;
    }
}

#[test]
fn hundreds_of_thousands_of_rows_are_counted_alike_in_one_pass_and_in_many() {
    let types = [0, 1, 7];
    for (different, bound, passes) in
        [(u64::MAX, CLASSES, 1..=1), (u64::MAX, 60_000, 4..=20), (40_000, 45_000, 1..=1), (90, 200, 1..=1)]
    {
        let rows = drawn(250_000, different, &types, different ^ bound as u64);
        for cut in [(8_192, 1), (70_000, 3)] {
            let taken = agrees(&rows, &types, cut, 5, bound).unwrap();
            assert!(passes.contains(&taken), "{taken} passes for {different} within {bound}");
        }
    }
}
