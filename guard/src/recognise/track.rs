//! Whether the rows of a table say where devices were 位置轨迹. Names of columns do not tell: a station and a terminal both
//! have a number and a place. Rows do: a station stands at one place, what moves at several.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::check::Check;
use super::coordinate;
use super::date::is_date;
use super::form::{Form, FormSet};
use super::headings::Headings;
use super::kinds::forms_of;
use super::scan::ColumnScan;
use crate::pack::{Header, Hint};

/// Rows read before it is settled which column is what.
const HEAD: usize = 64;
/// Things followed in one column; more tell nothing new.
const FOLLOWED: usize = 4_096;
/// Columns of things that are followed.
const MOST_THINGS: usize = 8;
/// Degrees a thing must be seen apart to have moved: some fifty metres, more than a fixed receiver's own error.
const APART: f64 = 0.000_5;
/// Of the things seen more than once, one in so many must have moved: a station that was put up anew is no track.
const ONE_IN: usize = 5;

/// What is fixed to a person or a vehicle wherever it is.
const CARRIED: FormSet = FormSet::EMPTY.with(Form::Plate).with(Form::Vin).with(Form::Mac);

/// What a column's name says of its part in a track.
#[derive(Debug, Clone, Copy, Default)]
struct Says {
    place: Hint,
    thing: bool,
    time: bool,
}

impl Says {
    fn is_place(self) -> bool {
        matches!(self.place, Hint::Named | Hint::Allowed)
    }
}

/// Follows things from row to row, in bounded memory whatever the table.
#[derive(Debug, Clone)]
pub struct TrackScan {
    says: Vec<Says>,
    head: Vec<Vec<String>>,
    parts: Option<Parts>,
}

impl TrackScan {
    /// The table with these headings, whose columns have these names.
    pub fn under(headings: &Headings, column_names: &[String]) -> Self {
        let pack = &headings.pack;
        let rule = pack.rules().iter().find_map(|rule| Some((rule, rule.column.moving.as_ref()?)));
        let Some((rule, moving)) = rule else { return Self { says: Vec::new(), head: Vec::new(), parts: None } };
        let rules = pack.header_rules();
        let shows = |sets: &[usize], header: &Header| {
            sets.iter().filter_map(|set| rules.tables.get(*set)).any(|(_, words)| words.hit(header, 0))
        };
        let says = |name: &String| {
            let header = Header::of(name);
            Says {
                place: header.hint(rule, rules),
                thing: shows(&moving.what, &header),
                time: shows(&moving.when, &header),
            }
        };
        Self { says: column_names.iter().map(says).collect(), head: Vec::new(), parts: None }
    }

    /// Takes one row into account, a cell for each column; an empty cell is a missing value.
    pub fn observe(&mut self, row: &[&str]) {
        if self.says.is_empty() {
            return;
        }
        if let Some(parts) = &mut self.parts {
            parts.follow(row);
            return;
        }
        self.head.push(row.iter().map(|cell| cell.trim().to_owned()).collect());
        if self.head.len() == HEAD {
            self.settle();
        }
    }

    /// Tells the columns of places whether what they show moved.
    pub fn tell(mut self, scans: &mut [ColumnScan]) {
        if self.parts.is_none() {
            self.settle();
        }
        let Some(parts) = self.parts.filter(Parts::moved) else { return };
        for place in parts.places {
            if let Some(scan) = scans.get_mut(place) {
                scan.moving = true;
            }
        }
    }

    fn settle(&mut self) {
        let mut parts = Parts::of(&self.says, &self.head);
        for row in std::mem::take(&mut self.head) {
            parts.follow(&row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        self.parts = Some(parts);
    }
}

/// Where a row says it was.
#[derive(Debug, Clone, Copy)]
enum Point {
    Pair(usize),
    Apart { longitude: usize, latitude: usize },
}

/// Which column is what.
#[derive(Debug, Clone)]
struct Parts {
    point: Option<Point>,
    /// Every column of places.
    places: Vec<usize>,
    things: Vec<Thing>,
    /// Whether a column says when, and whether by its name.
    timed: bool,
    named_time: bool,
}

/// A column of things, and where each of them was.
#[derive(Debug, Clone)]
struct Thing {
    column: usize,
    /// Its values are plates, vehicle or hardware numbers, so that once is enough.
    carried: bool,
    stays: HashMap<u64, Stay>,
}

/// The rectangle a thing was seen in.
#[derive(Debug, Clone, Copy)]
struct Stay {
    rows: u64,
    west: f64,
    east: f64,
    south: f64,
    north: f64,
}

impl Parts {
    fn of(says: &[Says], head: &[Vec<String>]) -> Self {
        // Half of what is there: cells are missing, and some are written wrong.
        let mostly = |column: usize, holds: &dyn Fn(&str) -> bool| {
            let values = head.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_empty());
            let (all, those) = values.fold((0_usize, 0), |(all, those), v| (all + 1, those + usize::from(holds(v))));
            all > 0 && those * 2 >= all
        };
        let columns = |holds: &dyn Fn(usize, &Says) -> bool| -> Vec<usize> {
            says.iter().enumerate().filter(|(column, says)| holds(*column, says)).map(|(column, _)| column).collect()
        };
        let pairs = columns(&|at, says| says.place != Hint::Never && mostly(at, &|v| coordinate::pair(v).is_some()));
        let east = columns(&|at, says| says.is_place() && mostly(at, &|v| coordinate::longitude(v).is_some()));
        let north = columns(&|at, says| says.is_place() && mostly(at, &|v| coordinate::latitude(v).is_some()));
        let point = match (pairs.first(), east.first(), north.first()) {
            (Some(pair), ..) => Some(Point::Pair(*pair)),
            (None, Some(longitude), Some(latitude)) => {
                Some(Point::Apart { longitude: *longitude, latitude: *latitude })
            }
            _ => None,
        };
        let places = [pairs, east, north].concat();
        let times = columns(&|at, says| {
            point.is_some() && !places.contains(&at) && (says.time || mostly(at, &|v| v.contains(':') && is_date(v)))
        });
        let thing = |column: usize| {
            let carried = mostly(column, &is_carried);
            let followed = carried || says.get(column).is_some_and(|says| says.thing);
            followed.then(|| Thing { column, carried, stays: HashMap::new() })
        };
        let others = (0..says.len()).filter(|at| point.is_some() && !places.contains(at) && !times.contains(at));
        Self {
            point,
            things: others.filter_map(thing).take(MOST_THINGS).collect(),
            timed: !times.is_empty(),
            named_time: times.iter().any(|at| says.get(*at).is_some_and(|says| says.time)),
            places,
        }
    }

    fn follow(&mut self, row: &[&str]) {
        let cell = |column: usize| row.get(column).map_or("", |cell| cell.trim());
        let point = match self.point {
            Some(Point::Pair(column)) => coordinate::pair(cell(column)),
            Some(Point::Apart { longitude, latitude }) => {
                coordinate::longitude(cell(longitude)).zip(coordinate::latitude(cell(latitude)))
            }
            None => None,
        };
        let Some((east, north)) = point else { return };
        for thing in &mut self.things {
            let name = cell(thing.column);
            // A name without any number is what a thing is called, which many may be: 温度传感器.
            if name.bytes().any(|b| b.is_ascii_digit()) {
                thing.see(name, east, north);
            }
        }
    }

    fn moved(&self) -> bool {
        self.timed && self.things.iter().any(|thing| thing.moved() || self.named_time && thing.scattered())
    }
}

impl Thing {
    fn see(&mut self, name: &str, east: f64, north: f64) {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let name = hasher.finish();
        if self.stays.len() >= FOLLOWED && !self.stays.contains_key(&name) {
            return;
        }
        let stay = self.stays.entry(name).or_insert(Stay { rows: 0, west: east, east, south: north, north });
        stay.rows += 1;
        (stay.west, stay.east) = (stay.west.min(east), stay.east.max(east));
        (stay.south, stay.north) = (stay.south.min(north), stay.north.max(north));
    }

    /// Things seen more than once, and of these the ones seen at more than one place.
    fn repeated(&self) -> (usize, usize) {
        let repeated = self.stays.values().filter(|stay| stay.rows > 1);
        repeated.fold((0, 0), |(all, moved), stay| (all + 1, moved + usize::from(stay.apart() > APART)))
    }

    fn moved(&self) -> bool {
        let (repeated, moved) = self.repeated();
        moved > 0 && moved * ONE_IN >= repeated
    }

    /// Things people carry, each seen once and most of them somewhere else: one moment of many tracks.
    fn scattered(&self) -> bool {
        let ((repeated, _), all) = (self.repeated(), self.stays.len());
        let place = |stay: &Stay| ((stay.west / APART).round().to_bits(), (stay.south / APART).round().to_bits());
        let places: HashSet<(u64, u64)> = self.stays.values().map(place).collect();
        self.carried && all > 1 && repeated * ONE_IN <= all && places.len() * 2 >= all
    }
}

impl Stay {
    fn apart(&self) -> f64 {
        (self.east - self.west).max(self.north - self.south)
    }
}

fn is_carried(value: &str) -> bool {
    !forms_of(value).within(CARRIED).is_empty() || is_imei(value)
}

/// 国际移动设备识别码 (GSMA TS.06): 15 digits of a body that hands them out, with a check digit.
fn is_imei(value: &str) -> bool {
    value.len() == 15
        && value.bytes().all(|b| b.is_ascii_digit())
        && ["01", "35", "86", "99"].iter().any(|body| value.starts_with(body))
        && Check::Luhn.holds(value)
}
