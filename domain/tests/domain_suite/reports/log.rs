use base::{Digest, LawDate, Timestamp};
use domain::act::{Act, Actor, Context, Envelope, RecordKind, RecordRef};
use domain::agreement::Channel;
use domain::case::Inputs;
use domain::dataset::{Dataset, DatasetStatus};
use domain::receipt::{Receipt, ReleasedTable};
use domain::report::{Count, Period, Table};
use domain::version::{Reading, Version};
use law::{Actor as Part, Report, START};
use serde_json::Value;

use crate::fixture;
use crate::scene::{Person, Place, Stage, Taken, choices, person, place};

/// The log of a platform, written line by line.
pub(super) struct Log {
    place: Place,
    envelopes: Vec<Envelope>,
    now: Timestamp,
}

pub(super) fn time(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}

pub(super) fn date(text: &str) -> LawDate {
    text.parse().unwrap()
}

pub(super) fn period(from: &str, to: &str) -> Period {
    Period { from: date(from), to: date(to) }
}

pub(super) const YEAR: (&str, &str) = ("2026-01-01", "2026-12-31");

impl Log {
    /// With a body for every part a case can have, all in the same region.
    pub(super) fn of(name: &'static str) -> Self {
        let mut log = Self { place: place(name), envelopes: Vec::new(), now: time("2025-01-01T09:00") };
        for part in [Part::Applicant, Part::Provider, Part::Consumer, Part::Respondent, Part::Authority] {
            log.body(&person(part, 1, &log.place.region.code));
        }
        for part in [Part::Superior, Part::Operator, Part::Cyberspace, Part::Sector] {
            log.body(&person(part, 1, &log.place.region.code));
        }
        log
    }

    pub(super) fn body(&mut self, person: &Person) {
        let body = person.organisation.clone().unwrap();
        let id = body.id.to_string();
        self.act(RecordKind::Organisation, &id, Act::OrganisationRegistered(body));
    }

    /// What follows happens then.
    pub(super) fn at(&mut self, now: &str) -> &mut Self {
        self.now = time(now);
        self
    }

    pub(super) fn act(&mut self, kind: RecordKind, id: &str, act: Act) -> &mut Self {
        self.envelopes.push(envelope(kind, id, self.now, act));
        self
    }

    /// A dataset of `provider` is written down. `edit` says in what it is unlike a monthly one with all grades confirmed.
    pub(super) fn dataset(&mut self, id: &str, provider: &str, edit: impl FnOnce(&mut Dataset)) -> &mut Self {
        let mut dataset = Dataset {
            id: id.parse().unwrap(),
            provider: provider.parse().unwrap(),
            status: DatasetStatus::Registered,
            version: None,
            ..fixture::dataset()
        };
        for field in &mut dataset.fields {
            field.confirmed = Some(field.proposed);
        }
        edit(&mut dataset);
        self.act(RecordKind::Dataset, id, Act::DatasetRegistered(dataset))
    }

    pub(super) fn confirmed(&mut self, id: &str) -> &mut Self {
        let on = self.now.law_date();
        self.act(RecordKind::Dataset, id, Act::DatasetConfirmed { on })
    }

    /// A version is received and adopted.
    pub(super) fn received(&mut self, id: &str, number: u64, read: u64, aside: u64) -> &mut Self {
        let version = Version {
            id: format!("{id}-{number}").parse().unwrap(),
            dataset: id.parse().unwrap(),
            number,
            received: self.now,
            reading: Reading {
                rows_read: read,
                rows_kept: read - aside,
                rows_set_aside: aside,
                ..fixture::version().reading
            },
            ..fixture::version()
        };
        let (version_id, fields) = (version.id.clone(), graded());
        self.act(RecordKind::Version, version_id.as_str(), Act::VersionReceived(version));
        self.act(RecordKind::Dataset, id, Act::VersionAdopted { version: version_id, fields, keep_until: None })
    }

    /// `reader` reads some of `datasets`.
    pub(super) fn read(&mut self, reader: Option<&str>, channel: Channel, datasets: &[&str], rows: u64) -> &mut Self {
        let digest = Digest::of(b"read");
        let table = |id: &&str| ReleasedTable {
            dataset: id.parse().unwrap(),
            version: "ver-1".parse().unwrap(),
            columns: Vec::new(),
            row_filter: None,
            sample: None,
        };
        let receipt = Receipt {
            id: "rcp-1".parse().unwrap(),
            account: "reader-1".parse().unwrap(),
            organisation: reader.map(|id| id.parse().unwrap()),
            agreement: None,
            purpose: "statistics".to_owned(),
            channel,
            tables: datasets.iter().map(table).collect(),
            question: digest,
            rows,
            size: 1,
            answer: digest,
            released: self.now,
            copy: None,
            grade: None,
            drawn: Vec::new(),
        };
        self.act(RecordKind::Receipt, "rcp-1", Act::DataReleased(receipt))
    }

    /// Everything that happened on a stage, as it happened there.
    pub(super) fn play(&mut self, run: Run) -> &mut Self {
        self.envelopes.extend(run.stage.book);
        self
    }

    /// In the order of time.
    pub(super) fn envelopes(&self) -> Vec<Envelope> {
        let mut sorted = self.envelopes.clone();
        sorted.sort_by_key(|envelope| envelope.context.at);
        sorted
    }

    pub(super) fn table(&self, report: Report, place: &str, period: Period) -> Table {
        let (rulebook, region) = (self.place.rulebook, self.place.rulebook.law_of(place).unwrap());
        let mut count = Count::new(report, rulebook, region, place, period);
        for (position, envelope) in (0..).zip(&self.envelopes()) {
            count.take(position, envelope);
        }
        count.finish()
    }

    /// The year's table of the region, for reading.
    pub(super) fn year(&self, report: Report) -> String {
        shown(&self.table(report, &self.place.region.code, period(YEAR.0, YEAR.1)))
    }

    pub(super) fn between(&self, report: Report, from: &str, to: &str) -> String {
        shown(&self.table(report, &self.place.region.code, period(from, to)))
    }
}

fn graded() -> Vec<domain::dataset::Field> {
    let mut fields = fixture::dataset().fields;
    for field in &mut fields {
        field.confirmed = Some(field.proposed);
    }
    fields
}

pub(super) fn envelope(kind: RecordKind, id: &str, at: Timestamp, act: Act) -> Envelope {
    let digest = Digest::of(b"log");
    let context = Context { at, actor: Actor::Platform, law: digest, policy: digest };
    Envelope { record: RecordRef { kind, id: id.to_owned() }, version: 1, context, basis: Vec::new(), act }
}

/// The table with its columns side by side, and how many acts it counted.
pub(super) fn shown(table: &Table) -> String {
    let names = table.columns.iter().map(|column| column.name.to_owned()).collect();
    let cells = |row: &Vec<domain::report::Cell>| row.iter().map(cell).collect();
    let lines: Vec<Vec<String>> = [names].into_iter().chain(table.rows.iter().map(cells)).collect();
    let wide = |at: usize| lines.iter().map(|line| line[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..table.columns.len()).map(wide).collect();
    let mut text = String::new();
    for line in lines {
        let padded = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        text += padded.collect::<Vec<_>>().join(" | ").trim_end();
        text += "\n";
    }
    text + &format!("{} acts\n", table.acts)
}

fn cell(cell: &domain::report::Cell) -> String {
    use domain::report::Cell;
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => count.to_string(),
        Cell::Rate { part, whole } => format!("{part}/{whole}"),
        Cell::Score(hundredths) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        Cell::Absent => "—".to_owned(),
    }
}

/// A case played by whoever must act, with forms filled in by the sample.
pub(super) struct Run {
    pub(super) stage: Stage,
}

impl Run {
    /// Opens a case at `now` by whoever takes its first step. `number` tells it from the other cases of the log.
    pub(super) fn of(name: &'static str, procedure: &str, number: u32, now: &str) -> Self {
        Self::with(name, procedure, number, now, &[])
    }

    /// The same with something else in some fields of the form.
    pub(super) fn with(name: &'static str, procedure: &str, number: u32, now: &str, said: &[(&str, Value)]) -> Self {
        let mut stage = Stage::new(place(name), procedure);
        (stage.number, stage.now) = (number, time(now));
        let first = stage.procedure.steps_from(START).next().unwrap();
        let opener = stage.person(stage.place.parts(procedure, first)[0], 1);
        let form = filled(choices(&stage.procedure.form, &stage), said);
        stage.open(&opener, form).unwrap();
        Self { stage }
    }

    /// Lets time pass to `now`, with all that timers do on the way, and takes a step.
    pub(super) fn then(self, step: &str, now: &str) -> Self {
        self.saying(step, now, &[])
    }

    pub(super) fn saying(mut self, step: &str, now: &str, said: &[(&str, Value)]) -> Self {
        self.stage.pass(time(now));
        let taken = self.stage.procedure.step(step).unwrap();
        let mut parts = self.stage.place.parts(&self.stage.procedure.name, taken);
        // Who decides speaks last.
        parts.reverse();
        for part in parts {
            let who = self.stage.person(part, 1);
            let decides = self.stage.place.parts(&self.stage.procedure.name, taken)[0] == part;
            let inputs = if decides { filled(choices(&taken.form, &self.stage), said) } else { Inputs::new() };
            let took = self.stage.step(&who, step, inputs).unwrap_or_else(|no| panic!("{step}: {no:?}"));
            assert_eq!(took == Taken::Stepped, decides, "{step} by {part}");
        }
        self
    }

    /// Lets time pass to `now`.
    pub(super) fn until(mut self, now: &str) -> Self {
        self.stage.pass(time(now));
        self
    }
}

fn filled(mut inputs: Inputs, said: &[(&str, Value)]) -> Inputs {
    inputs.extend(said.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    inputs
}
