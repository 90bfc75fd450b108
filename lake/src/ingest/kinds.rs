//! Asking `guard` what a sample of each column says about people and organisations, and which grade follows.

use std::sync::Arc;

use base::{Features, Grade, Kind, Message};
use guard::pack::{Pack, Scope};
use guard::recognise::{ColumnScan, Finding, Headings, TrackScan};

/// What was recognised of one column.
pub(crate) struct Recognised {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) grade: Grade,
    pub(crate) why: Vec<Message>,
    pub(crate) counted: Features,
}

pub(crate) struct Recognisers {
    pack: Arc<Pack>,
    scans: Vec<ColumnScan>,
    tracks: TrackScan,
    /// Values each column may still show.
    left: Vec<usize>,
}

/// Kinds of which each value is one person's, so that different values count persons 人数.
const ONE_PERSON: [Kind; 12] = [
    Kind::IdNumber,
    Kind::Passport,
    Kind::TravelPermit,
    Kind::ResidencePermit,
    Kind::Mobile,
    Kind::Name,
    Kind::BankCard,
    Kind::MedicalRecord,
    Kind::Biometric,
    Kind::Account,
    Kind::Email,
    Kind::Plate,
];

impl Recognisers {
    /// One column of a table is judged beside the names of all others.
    pub(crate) fn new(pack: &Arc<Pack>, names: &[String], values: usize) -> Self {
        let headings = Headings::of(Arc::clone(pack), names);
        Self {
            pack: Arc::clone(pack),
            scans: names.iter().map(|name| ColumnScan::under(&headings, name)).collect(),
            tracks: TrackScan::under(&headings, names),
            left: vec![values; names.len()],
        }
    }

    /// Takes in sampled rows, by column; an empty text is a missing value.
    pub(crate) fn observe(&mut self, sample: &[Vec<String>]) {
        for ((scan, left), values) in self.scans.iter_mut().zip(&mut self.left).zip(sample) {
            for value in values.iter().filter(|value| !value.is_empty()).take(*left) {
                scan.observe(value);
                *left -= 1;
            }
        }
        let rows = sample.iter().map(Vec::len).max().unwrap_or_default();
        for row in 0..rows {
            let cells = sample.iter().map(|values| values.get(row).map_or("", String::as_str));
            self.tracks.observe(&cells.collect::<Vec<_>>());
        }
    }

    /// What each column holds, where it has so many `distinct` values: a table of many persons may rise by it.
    pub(crate) fn finish(mut self, distinct: &[u64]) -> Vec<Recognised> {
        self.tracks.tell(&mut self.scans);
        let found: Vec<Vec<Finding>> = self.scans.iter().map(ColumnScan::finish).collect();
        let scope = scope(&self.pack, &found, distinct);
        let column = |(scan, findings): (&ColumnScan, Vec<Finding>)| {
            let graded = self.pack.grade(&findings, &scope);
            Recognised {
                kinds: findings.into_iter().map(|finding| finding.kind).collect(),
                grade: graded.grade,
                why: graded.why,
                counted: scan.features(),
            }
        };
        self.scans.iter().zip(found).map(column).collect()
    }
}

/// How many persons a table tells of: the column of theirs with the most different values says so. Unknown where no
/// column names persons one by one.
fn scope(pack: &Pack, found: &[Vec<Finding>], distinct: &[u64]) -> Scope {
    let names_persons = |findings: &&Vec<Finding>| {
        // What stands inside a text is not one value a person.
        findings.iter().any(|finding| ONE_PERSON.contains(&finding.kind) && (finding.by_value || finding.by_name))
    };
    let persons = found.iter().zip(distinct).filter(|(findings, _)| names_persons(findings)).map(|(_, count)| *count);
    let persons = persons.max();
    let coverage = persons.zip(pack.population().filter(|people| *people > 0));
    Scope { persons, coverage: coverage.map(|(persons, people)| (persons as f64 / people as f64).min(1.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of one column of identity numbers with so many different values in the whole file.
    fn graded(pack: &Arc<Pack>, distinct: u64) -> Recognised {
        let names = ["公民身份号码".to_owned(), "备注".to_owned()];
        let mut recognisers = Recognisers::new(pack, &names, 100);
        recognisers.observe(&[vec!["110101199003074477".to_owned(); 20], vec!["正常".to_owned(); 20]]);
        let mut found = recognisers.finish(&[distinct, 10_000_000]);
        assert_eq!(found.pop().map(|remark| remark.grade), Some(Grade::General1));
        found.pop().unwrap()
    }

    #[test]
    fn many_persons_raise_the_grade_and_the_reason_says_how_many() {
        let pack = Pack::national();
        let few = graded(&pack, 999_999);
        assert_eq!((few.grade, few.kinds), (Grade::General4, vec![Kind::IdNumber]));
        let many = graded(&pack, 1_000_000);
        assert_eq!(many.grade, Grade::Important);
        let amount = many.why.iter().find(|why| why.key == "grade-reason-amount").unwrap();
        assert!(amount.args.contains(&("persons".to_owned(), "1000000".to_owned())), "{amount:?}");
    }

    #[test]
    fn half_the_people_of_a_region_are_many() {
        let text = "pack = \"990000\"\npopulation = 300000";
        let pack = Arc::new(Pack::national().overlaid("packs/990000.toml", text).unwrap());
        assert_eq!(graded(&pack, 149_999).grade, Grade::General4);
        assert_eq!(graded(&pack, 150_000).grade, Grade::Important);
        assert_eq!(graded(&Pack::national(), 150_000).grade, Grade::General4);
    }

    #[test]
    fn other_columns_are_context() {
        let kinds = |names: [&str; 3]| {
            let names = names.map(str::to_owned);
            let mut recognisers = Recognisers::new(&Pack::national(), &names, 100);
            let column = |make: &dyn Fn(usize) -> String| (0..50).map(make).collect::<Vec<_>>();
            recognisers.observe(&[
                column(&|n| format!("{n}")),
                column(&|_| "2024-05-01 08:00:00".to_owned()),
                column(&|n| format!("120.{:06}", 123_456 + n * 7_919)),
            ]);
            recognisers.finish(&[50, 1, 50]).pop().unwrap().kinds
        };
        assert_eq!(kinds(["用户编号", "定位时间", "经度"]), [Kind::Location]);
        assert_eq!(kinds(["楼栋编号", "更新时间", "经度"]), []);
    }

    #[test]
    fn rows_tell_a_track_where_cells_are_missing_too() {
        let names = ["设备", "经度", "纬度", "备注", "时间"].map(str::to_owned);
        let mut recognisers = Recognisers::new(&Pack::national(), &names, 100);
        let column = |make: &dyn Fn(usize) -> String| (0..90).map(make).collect::<Vec<_>>();
        recognisers.observe(&[
            column(&|n| if n % 7 == 3 { String::new() } else { format!("D{:04}", n % 9) }),
            column(&|n| format!("112.{:06}", 800_000 + n * 1_371 % 400_000)),
            column(&|n| format!("28.{:06}", 100_000 + n * 7_919 % 300_000)),
            column(&|_| String::new()),
            column(&|n| format!("2024-05-01 08:{:02}:00", n % 60)),
        ]);
        let found = recognisers.finish(&[9, 90, 90, 0, 60]);
        let held: Vec<_> = found.iter().map(|column| column.kinds.clone()).collect();
        assert_eq!(held, [vec![], vec![Kind::Location], vec![Kind::Location], vec![], vec![]]);
        assert_eq!(found[1].grade, Grade::General4);
        assert!(found[1].why.iter().any(|why| why.key == "grade-reason-moving"), "{:?}", found[1].why);
    }
}
