use law::{Carrier, Region, Report, Rulebook};

use super::fold::{Asked, Fold, Seen, column, words};
use super::period::Period;
use super::roll::Roll;
use super::table::Table;
use super::{
    body_score, catalogue_completeness, duty_coverage, important_data, incidents_drills, migration_progress, on_time,
    opening_scope, operator_year, quality_correction, service_handling, sharing_demand, threat_statistics,
    update_punctuality, usage_feedback, version_quality,
};
use crate::act::Envelope;

/// Counts one report 统计: takes every act of the log in order, then gives the table.
///
/// What it holds grows with the bodies, their datasets, the cases still open and the agreements still running, and never
/// with the acts.
pub struct Count<'a> {
    roll: Roll<'a>,
    one: One,
}

/// Counts several reports in one walk over the log.
pub struct Counts<'a> {
    roll: Roll<'a>,
    all: Vec<One>,
}

struct One {
    report: Report,
    fold: Box<dyn Fold>,
    acts: u64,
}

impl<'a> Count<'a> {
    /// Counts `report` over the bodies of `place` and of every region in it. `region` is the law that holds at `place`.
    pub fn new(report: Report, rulebook: &'a Rulebook, region: &'a Region, place: &'a str, period: Period) -> Self {
        Self { roll: Roll::new(Asked { rulebook, region, place, period }), one: One::new(report) }
    }

    /// Takes the act at `position` of the log. Every act from position 0 is to be given, each once and in order.
    pub fn take(&mut self, position: u64, envelope: &Envelope) {
        if let Some(seen) = self.roll.see(position, envelope) {
            self.one.take(seen, &self.roll);
            self.roll.take(seen);
        }
    }

    /// Cases held in memory: those open when the last act taken was decided.
    pub fn open_cases(&self) -> usize {
        self.roll.open_cases()
    }

    pub fn finish(self) -> Table {
        self.one.table(&self.roll)
    }
}

impl<'a> Counts<'a> {
    /// As [`Count::new`].
    pub fn new(reports: &[Report], rulebook: &'a Rulebook, region: &'a Region, place: &'a str, period: Period) -> Self {
        let roll = Roll::new(Asked { rulebook, region, place, period });
        Self { roll, all: reports.iter().copied().map(One::new).collect() }
    }

    /// As [`Count::take`].
    pub fn take(&mut self, position: u64, envelope: &Envelope) {
        if let Some(seen) = self.roll.see(position, envelope) {
            for one in &mut self.all {
                one.take(seen, &self.roll);
            }
            self.roll.take(seen);
        }
    }

    /// One table for each report, in the order asked.
    pub fn finish(self) -> Vec<Table> {
        self.all.into_iter().map(|one| one.table(&self.roll)).collect()
    }
}

impl One {
    fn new(report: Report) -> Self {
        Self { report, fold: fold(report), acts: 0 }
    }

    fn take(&mut self, seen: Seen<'_>, roll: &Roll<'_>) {
        let counted = self.fold.take(seen, roll);
        self.acts += u64::from(counted && seen.counts);
    }

    fn table(self, roll: &Roll<'_>) -> Table {
        let Asked { rulebook, region, place, period } = *roll.asked();
        let carries = |carrier: &Carrier| *carrier == Carrier::Report(self.report);
        let duties = rulebook.duties(region).filter(|duty| carries(&duty.carrier));
        let mut basis: Vec<_> = duties.map(|duty| duty.basis.clone()).collect();
        if self.report == Report::BodyScore {
            basis.extend(region.scores().iter().map(|score| score.basis.clone()));
        }
        basis.retain(|basis| region.is_bound(basis.regulation(), period.to));
        basis.sort();
        basis.dedup();
        let shape = self.fold.shape();
        Table {
            report: self.report,
            title: words(shape.title),
            place: place.to_owned(),
            period,
            columns: shape.columns.iter().map(column).collect(),
            rows: self.fold.rows(roll),
            how: self.fold.how(roll),
            basis,
            acts: self.acts,
            head: roll.head(),
        }
    }
}

fn fold(report: Report) -> Box<dyn Fold> {
    match report {
        Report::VersionQuality => Box::<version_quality::VersionQuality>::default(),
        Report::DutyCoverage => Box::<duty_coverage::DutyCoverage>::default(),
        Report::OnTime => Box::<on_time::OnTime>::default(),
        Report::CatalogueCompleteness => Box::<catalogue_completeness::CatalogueCompleteness>::default(),
        Report::UpdatePunctuality => Box::<update_punctuality::UpdatePunctuality>::default(),
        Report::QualityCorrection => Box::<quality_correction::QualityCorrection>::default(),
        Report::SharingDemand => Box::<sharing_demand::SharingDemand>::default(),
        Report::UsageFeedback => Box::<usage_feedback::UsageFeedback>::default(),
        Report::OpeningScope => Box::<opening_scope::OpeningScope>::default(),
        Report::IncidentsDrills => Box::<incidents_drills::IncidentsDrills>::default(),
        Report::OperatorYear => Box::<operator_year::OperatorYear>::default(),
        Report::BodyScore => Box::<body_score::BodyScore>::default(),
        Report::ThreatStatistics => Box::<threat_statistics::ThreatStatistics>::default(),
        Report::MigrationProgress => Box::<migration_progress::MigrationProgress>::default(),
        Report::ImportantData => Box::<important_data::ImportantData>::default(),
        Report::ServiceHandling => Box::<service_handling::ServiceHandling>::default(),
    }
}
