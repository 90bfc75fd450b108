use std::collections::VecDeque;

use base::{Digest, Digester};
use domain::watch::{Hit, Memory, Watch};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::platform::App;
use crate::problem::Problem;

/// Acts read at a time.
const PAGE: u32 = 1000;
/// What is remembered is put away after so many acts: a start reads no more than that again.
const PUT_AWAY: u64 = 5000;

/// What one round of the watch did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Watched {
    /// Acts read.
    pub acts: u64,
    /// Findings recorded.
    pub hits: usize,
}

/// Where the watch stands. Empty until the first round reads what was put away.
#[derive(Default)]
pub(crate) struct Following(Mutex<Option<Place>>);

struct Place {
    memory: Memory,
    /// Findings in acts before this position are of an earlier rulebook's time and say nothing.
    floor: u64,
    /// Found and not recorded yet. What is put away never runs ahead of them.
    pending: VecDeque<Hit>,
    put_away: u64,
}

/// What is put away, with a digest only the holder of the root key can make: who alters it cannot hide a finding.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    seal: Digest,
    text: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PutAway {
    /// The log it was read from.
    origin: String,
    /// The rulebook it was read with.
    law: Digest,
    floor: u64,
    memory: Memory,
}

impl App {
    /// Reads what is new in the log and records what the watch rules find in it. The same acts lead to the same findings
    /// under the same ids, so one that is on record already is not recorded twice, by whichever node.
    pub async fn watch(&self) -> Result<Watched, Problem> {
        self.append_refusals(false).await?;
        let mut following = self.watch.0.lock().await;
        let place = following.get_or_insert_with(|| self.taken_up());
        let mut watched = Watched::default();
        loop {
            watched.hits += self.record_pending(place).await?;
            let after = place.memory.next().checked_sub(1);
            let page = self.store.acts_after(after, PAGE).await?;
            let mut watch = Watch::new(&self.rulebook, self.region()?, std::mem::take(&mut place.memory));
            for (position, envelope) in &page {
                let hits = watch.take(*position, envelope);
                place.pending.extend(hits.into_iter().filter(|_| *position >= place.floor));
            }
            if page.is_empty() {
                place.pending.extend(watch.pass(self.clock.now()));
            }
            place.memory = watch.into_memory();
            watched.acts += page.len() as u64;
            if page.is_empty() {
                watched.hits += self.record_pending(place).await?;
                break;
            }
        }
        if watched.hits > 0 || place.memory.next().saturating_sub(place.put_away) >= PUT_AWAY {
            self.put_away(place);
        }
        Ok(watched)
    }

    /// Puts away where the watch stands, before the platform closes.
    pub(crate) async fn put_watch_away(&self) {
        if let Err(error) = self.append_refusals(true).await {
            tracing::warn!(%error, "refusals of the last minute are not in the log");
        }
        if let Some(place) = self.watch.0.lock().await.as_mut() {
            self.put_away(place);
        }
    }

    async fn record_pending(&self, place: &mut Place) -> Result<usize, Problem> {
        let mut recorded = 0;
        while let Some(hit) = place.pending.front() {
            match self.record_hit(hit).await {
                Ok(new) => recorded += usize::from(new),
                Err(error @ Problem::Unavailable { .. }) => return Err(error),
                // One finding that cannot be recorded must not hold up all others.
                Err(error) => tracing::error!(rule = %hit.rule, account = %hit.account, %error, "a finding is lost"),
            }
            place.pending.pop_front();
        }
        Ok(recorded)
    }

    /// What was put away, if it is this log's and whole; else the log is read again from its beginning.
    fn taken_up(&self) -> Place {
        let fresh = |floor| Place { memory: Memory::default(), floor, pending: VecDeque::new(), put_away: 0 };
        let path = self.folder.watch();
        if !path.is_file() {
            return fresh(0);
        }
        let read = crate::folder::read_json::<Sealed>(&path).map_err(|error| error.to_string());
        let opened = read.and_then(|sealed| {
            let whole = self.seal_of(&sealed.text) == sealed.seal;
            let put_away = whole.then(|| serde_json::from_str::<PutAway>(&sealed.text).ok()).flatten();
            put_away
                .filter(|one| one.origin == self.file.origin)
                .ok_or_else(|| "it is not as it was written".to_owned())
        });
        match opened {
            Ok(PutAway { law, floor, memory, .. }) if law == self.rulebook.digest() => {
                Place { put_away: memory.next(), memory, floor, pending: VecDeque::new() }
            }
            // Other rules count otherwise: what is past is counted again, and found anew only from here on.
            Ok(PutAway { memory, floor, .. }) => fresh(floor.max(memory.next())),
            Err(why) => {
                tracing::warn!(%why, "what the risk watch remembered is read from the log again");
                fresh(0)
            }
        }
    }

    fn put_away(&self, place: &mut Place) {
        if !place.pending.is_empty() || place.memory.next() == place.put_away {
            return;
        }
        let put_away = PutAway {
            origin: self.file.origin.clone(),
            law: self.rulebook.digest(),
            floor: place.floor,
            memory: std::mem::take(&mut place.memory),
        };
        let text = serde_json::to_string(&put_away).unwrap_or_default();
        place.memory = put_away.memory;
        let sealed = Sealed { seal: self.seal_of(&text), text };
        match crate::folder::write_json(&self.folder.watch(), &sealed) {
            Ok(()) => place.put_away = place.memory.next(),
            // It is read again from the log.
            Err(error) => tracing::warn!(%error, "what the risk watch remembers was not put away"),
        }
    }

    /// Digest under a key, twice over, so that nobody can append to the text.
    fn seal_of(&self, text: &str) -> Digest {
        let key = self.root.derive("watch/memory");
        let keyed = |bytes: &[u8]| {
            let mut digester = Digester::default();
            digester.update(key.expose());
            digester.update(bytes);
            digester.finish()
        };
        keyed(keyed(text.as_bytes()).as_bytes())
    }
}
