//! Forgetting one person 个人数据删除: what a case ordered is carried out here, by the timer, until it is done. Whatever
//! interrupts it, the next round takes it up where the log says it stands.

mod payloads;
mod person;
mod rows;

use domain::case::Case;
use domain::erasure::{Erasure, UNDER_WAY};
use domain::record::Loaded;
use domain::version::Version;
use store::Filter;

use crate::platform::App;
use crate::problem::Problem;

pub(crate) use payloads::Person as Named;
pub(crate) use person::{STEP, asked};

/// Erasures looked at between two reads.
const PAGE: u32 = 100;

/// What one round did.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Erased {
    /// Versions written again without a person's rows.
    pub(crate) rewritten: usize,
    /// Erasures that are done.
    pub(crate) done: usize,
}

impl App {
    /// Carries every erasure on as far as it goes now.
    pub(crate) async fn work_on_erasures(&self) -> Result<Erased, Problem> {
        let (mut erased, mut after_id) = (Erased::default(), None);
        loop {
            let status = Some(UNDER_WAY.to_owned());
            let filter = Filter { status, after_id, limit: Some(PAGE), ..Filter::default() };
            let page = self.store.list::<Erasure>(&filter).await?;
            let Some(last) = page.last() else { return Ok(erased) };
            after_id = Some(last.state.case.to_string());
            for erasure in page {
                match self.carry_on(&erasure, &mut erased).await {
                    // Where another node was faster, or a step was taken this instant, the next round looks again.
                    Ok(()) | Err(Problem::Conflict { .. }) => {}
                    Err(error @ Problem::Unavailable { .. }) => return Err(error),
                    // One that cannot be carried out must not hold up all others.
                    Err(error) => {
                        tracing::error!(case = %erasure.state.case, %error, "an erasure could not be carried on");
                    }
                }
            }
        }
    }

    async fn carry_on(&self, erasure: &Loaded<Erasure>, erased: &mut Erased) -> Result<(), Problem> {
        let case = self.case_record(&erasure.state.case).await?;
        let Some(person) = person::ordered(&case.state, &erasure.state) else {
            return Err(Problem::Internal("the case that ordered it does not say who".to_owned()));
        };
        let mut erasure = erasure.clone();
        erased.rewritten += self.erase_rows(&mut erasure, &case.state, &person).await?;
        if self.still_held(&erasure.state).await? {
            return Ok(());
        }
        // A crash between the log and the disk may have left files of a version that counts as destroyed.
        for id in &erasure.state.looked {
            let version = self.store.load::<Version>(id.as_str()).await?;
            let unfinished =
                |version: &Loaded<Version>| version.state.destroyed.is_some() && version.state.erased.is_none();
            if version.is_some_and(|version| unfinished(&version)) {
                self.destroy_version(id).await?;
            }
        }
        self.finish_erasure(&erasure, &case, &person.value).await?;
        erased.done += 1;
        Ok(())
    }

    /// Whether a version that holds the person is still kept.
    async fn still_held(&self, erasure: &Erasure) -> Result<bool, Problem> {
        let versions = self.standing_versions(&erasure.dataset).await?;
        Ok(versions.iter().any(|version| version.state.ending.is_some()))
    }
}

/// Who decided the step that ordered it.
fn decider(case: &Case) -> domain::act::Actor {
    let step = case.history.iter().rev().find(|stepped| stepped.step == STEP);
    step.map_or(domain::act::Actor::Platform, |stepped| stepped.by.clone())
}
