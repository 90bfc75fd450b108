use std::pin::Pin;
use std::task::{Context, Poll};

use arrow::array::RecordBatch;
use futures::{FutureExt as _, Stream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Batches decoded ahead of whoever writes them out.
const AHEAD: usize = 2;

/// Batches made by a task of their own, a few ahead of their reader.
pub(crate) struct Relay<E> {
    batches: mpsc::Receiver<Result<RecordBatch, E>>,
    /// Gone once its end has been told.
    task: Option<JoinHandle<()>>,
    /// What to say when the task broke off: silence would look like the end of a whole answer.
    broken: fn() -> E,
}

impl<E: Send + 'static> Relay<E> {
    /// `make` sends batches; it may stop early only when the other end is closed.
    pub(crate) fn start<F>(broken: fn() -> E, make: impl FnOnce(mpsc::Sender<Result<RecordBatch, E>>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (out, batches) = mpsc::channel(AHEAD);
        Self { batches, task: Some(tokio::spawn(make(out))), broken }
    }
}

impl<E: Send + 'static> Stream for Relay<E> {
    type Item = Result<RecordBatch, E>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(item) = std::task::ready!(self.batches.poll_recv(context)) {
            return Poll::Ready(Some(item));
        }
        let Some(task) = &mut self.task else { return Poll::Ready(None) };
        let ended = std::task::ready!(task.poll_unpin(context));
        self.task = None;
        Poll::Ready(ended.err().map(|_| Err((self.broken)())))
    }
}

impl<E> Drop for Relay<E> {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::StreamExt as _;

    use super::*;

    #[tokio::test]
    async fn a_broken_task_is_not_the_end_of_an_answer() {
        let mut whole = Relay::start(|| "broken", |_out| async {});
        assert!(whole.next().await.is_none());
        let mut broken = Relay::start(|| "broken", |_out| async { panic!("on purpose") });
        assert_eq!(broken.next().await.unwrap().unwrap_err(), "broken");
        assert!(broken.next().await.is_none());
    }
}
