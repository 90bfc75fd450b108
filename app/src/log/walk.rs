use domain::act::Envelope;
use store::{ReadError, Store};

/// Acts read at a time.
const PAGE: u32 = 1000;

/// Takes every act of the log once, in its order, a page of them in memory.
pub(crate) async fn walk(store: &Store, mut take: impl FnMut(u64, &Envelope)) -> Result<(), ReadError> {
    let mut after = None;
    loop {
        let page = store.acts_after(after, PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        for (position, envelope) in &page {
            take(*position, envelope);
        }
    }
}
