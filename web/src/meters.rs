//! What is counted, with handles taken out beforehand: a request looks its route up once and takes no lock to count.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::limits::Limits;
use crate::{attachments, data, datasets, grading, reports, system};

/// Requests that no route takes.
const UNMATCHED: &str = "unmatched";
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];
/// Seconds.
const BUCKETS: [f64; 14] =
    [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0, 60.0];

type Labels = Vec<(&'static str, String)>;

/// One route template: its time limits and its counters.
pub(crate) struct Route {
    pace: Pace,
    classes: [Counter; 5],
    seconds: Histogram,
}

/// How long requests of a route may take.
#[derive(Clone, Copy)]
enum Pace {
    Quick,
    Data,
    /// A file comes in by POST; only its silences are limited.
    Upload,
    /// Asks whether the process runs: answered whoever asks, however often.
    Probe,
}

pub(crate) struct Meters {
    registry: Registry,
    routes: HashMap<String, Route>,
    unmatched: Route,
    pub(crate) receipts: Counter,
    pub(crate) rate_limited: Counter,
    /// Acts in the log, as of the last scrape.
    pub(crate) acts: Gauge,
    /// Acts in the newest checkpoint, as of the last scrape.
    pub(crate) published: Gauge,
}

impl Meters {
    pub(crate) fn new<'a>(templates: impl Iterator<Item = &'a str>) -> Self {
        let requests = Family::<Labels, Counter>::default();
        let seconds = Family::<Labels, Histogram, fn() -> Histogram>::new_with_constructor(|| Histogram::new(BUCKETS));
        let route = |template: &str| Route {
            pace: pace(template),
            classes: CLASSES.map(|class| {
                requests.get_or_create_owned(&vec![("route", template.to_owned()), ("status", class.to_owned())])
            }),
            seconds: seconds.get_or_create_owned(&vec![("route", template.to_owned())]),
        };
        let routes = templates.map(|template| (template.to_owned(), route(template))).collect();
        let unmatched = route(UNMATCHED);
        let (receipts, rate_limited) = (Counter::default(), Counter::default());
        let (acts, published) = (Gauge::default(), Gauge::default());
        let mut registry = Registry::with_prefix("gongshu");
        registry.register("http_requests", "Requests answered, by route and class of status", requests);
        registry.register(
            "http_request_seconds",
            "Seconds from a request's head to its answer's head, by route",
            seconds,
        );
        registry.register("receipts_released", "Answers that left with a durable receipt", receipts.clone());
        registry.register(
            "rate_limited",
            "Requests turned away because their client asked too often",
            rate_limited.clone(),
        );
        registry.register("log_acts", "Acts in the log", acts.clone());
        registry.register("log_published_acts", "Acts in the newest checkpoint", published.clone());
        Self { registry, routes, unmatched, receipts, rate_limited, acts, published }
    }

    pub(crate) fn route(&self, template: Option<&str>) -> &Route {
        template.and_then(|template| self.routes.get(template)).unwrap_or(&self.unmatched)
    }

    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }
}

impl Route {
    pub(crate) fn observe(&self, status: StatusCode, took: Duration) {
        let class = usize::from(status.as_u16() / 100).saturating_sub(1);
        if let Some(counter) = self.classes.get(class) {
            counter.inc();
        }
        self.seconds.observe(took.as_secs_f64());
    }

    pub(crate) fn is_probe(&self) -> bool {
        matches!(self.pace, Pace::Probe)
    }

    pub(crate) fn time_limit(&self, method: &Method, limits: &Limits) -> Option<Duration> {
        match self.pace {
            Pace::Data => Some(limits.data_time),
            Pace::Upload if method == Method::POST => None,
            Pace::Quick | Pace::Upload | Pace::Probe => Some(limits.request_time),
        }
    }
}

fn pace(template: &str) -> Pace {
    if data::TEMPLATES.contains(&template) || [reports::REPORT, grading::RECHECK].contains(&template) {
        Pace::Data
    } else if [datasets::UPLOAD, attachments::ATTACH].contains(&template) {
        Pace::Upload
    } else if template == system::HEALTH {
        Pace::Probe
    } else {
        Pace::Quick
    }
}
