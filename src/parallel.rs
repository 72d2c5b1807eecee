//! Independent pieces of work on several threads. Nothing that comes of them depends on how many there are.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does all pieces of work, each on whichever thread is free. After a failure no further piece is
/// begun.
///
/// # Errors
///
/// Fails with the first failure in the order of the pieces, whichever thread met one first: pieces
/// are begun in their order, so every piece before a failed one was begun and is finished.
pub fn in_parallel<W, E: Send>(
    threads: NonZeroUsize,
    pieces: impl Iterator<Item = W> + Send,
    work: impl Fn(W) -> Result<(), E> + Sync,
) -> Result<(), E> {
    let queue = Mutex::new(Queue { pieces: pieces.enumerate(), failure: None });
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads.get()).map(|_| scope.spawn(|| run(&queue, &work))).collect();
        for thread in threads {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
    let queue = queue.into_inner().unwrap_or_else(PoisonError::into_inner);
    queue.failure.map_or(Ok(()), |(_, failure)| Err(failure))
}

/// The same for work that yields something: what came of the pieces, in their order.
///
/// # Errors
///
/// As [`in_parallel`].
pub fn collect_in_parallel<W, T: Send, E: Send>(
    threads: NonZeroUsize,
    pieces: impl Iterator<Item = W> + Send,
    work: impl Fn(W) -> Result<T, E> + Sync,
) -> Result<Vec<T>, E> {
    let done = Mutex::new(Vec::new());
    in_parallel(threads, pieces.enumerate(), |(number, piece)| {
        let made = work(piece)?;
        done.lock().unwrap_or_else(PoisonError::into_inner).push((number, made));
        Ok(())
    })?;
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    Ok(done.into_iter().map(|(_, made)| made).collect())
}

struct Queue<I, E> {
    pieces: I,
    failure: Option<(usize, E)>,
}

fn run<W, E>(queue: &Mutex<Queue<impl Iterator<Item = (usize, W)>, E>>, work: &impl Fn(W) -> Result<(), E>) {
    loop {
        let mut turn = queue.lock().unwrap_or_else(PoisonError::into_inner);
        if turn.failure.is_some() {
            return;
        }
        let Some((number, piece)) = turn.pieces.next() else { return };
        drop(turn);
        if let Err(failure) = work(piece) {
            let mut turn = queue.lock().unwrap_or_else(PoisonError::into_inner);
            if turn.failure.as_ref().is_none_or(|(first, _)| number < *first) {
                turn.failure = Some((number, failure));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn everything_is_done_and_the_first_failure_told() {
        for threads in [1, 2, 5] {
            let threads = NonZeroUsize::new(threads).expect("it is not zero");
            let sum = AtomicUsize::new(0);
            let done: Result<(), usize> = in_parallel(threads, 1..=100usize, |piece| {
                sum.fetch_add(piece, Ordering::Relaxed);
                Ok(())
            });
            assert_eq!((done, sum.into_inner()), (Ok(()), 5050));
            let failed =
                in_parallel(threads, 1..=100usize, |piece| if piece >= 40 { Err(piece) } else { Ok(()) });
            assert_eq!(failed, Err(40));
            let made: Result<Vec<usize>, ()> =
                collect_in_parallel(threads, 1..=100usize, |piece| Ok(2 * piece));
            assert_eq!(made, Ok((1..=100).map(|piece| 2 * piece).collect()));
        }
    }
}
