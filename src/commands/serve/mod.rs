//! `udstil serve`: what `build` would publish, in a browser of this machine, built anew on each change.
//!
//! Each build goes into a fresh folder of its own that is removed again, so serving publishes nothing
//! and adds no edition, writes no report and keeps no row. Only this machine is answered, and only to itself: a page of another site
//! cannot read the preview by giving its own name to this address.

mod answer;
mod watch;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tiny_http::Server;

use super::build::build_with;
use super::{CommandError, Context, Ending, Outcome, Private};
use crate::release::staging::Scratch;
use crate::report::Report;
use answer::answer;
use watch::Fingerprint;

/// How often files are looked at, and how long a request to stop may wait.
const PAUSE: Duration = Duration::from_millis(250);

/// What is shown at the moment.
#[derive(Default)]
struct Shown {
    /// The last build that was not refused; removed with this value.
    folder: Option<Scratch>,
    /// How often a build has ended, for a page to know that it is old.
    version: u64,
    /// What the last build said if it was refused.
    refusal: Option<String>,
}

/// Builds and serves on the loopback address until `stop` is true. `tell` is called with a line for
/// people when the server is up and after each build.
///
/// # Errors
///
/// Fails if the port cannot be had.
pub fn serve(
    context: &Context,
    port: u16,
    stop: &AtomicBool,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Outcome, CommandError> {
    let private = match Private::open(context)? {
        Ok(private) => private.for_preview(),
        Err(report) => return Ok(Outcome::misconfigured(report)),
    };
    let server = Server::http(("127.0.0.1", port))
        .map_err(|error| CommandError::Serve { port, source: std::io::Error::other(error) })?;
    let port = server.server_addr().to_ip().map_or(port, |address| address.port());
    let shown = Mutex::new(Shown::default());
    thread::scope(|scope| {
        scope.spawn(|| keep_building(context, &private, &shown, stop, tell));
        tell(&format!("serving http://127.0.0.1:{port}/ until interrupted"));
        while !stop.load(Ordering::Relaxed) {
            if let Ok(Some(request)) = server.recv_timeout(PAUSE) {
                // A browser that hangs up has had enough.
                let _ = answer(request, &lock(&shown));
            }
        }
    });
    Ok(Outcome { report: Report::new(), ending: Ending::Done, summary: Vec::new() })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Builds once, and again whenever a file of the catalogue has changed.
fn keep_building(
    context: &Context,
    private: &Private,
    shown: &Mutex<Shown>,
    stop: &AtomicBool,
    tell: &(dyn Fn(&str) + Sync),
) {
    let mut built: Option<Fingerprint> = None;
    while !stop.load(Ordering::Relaxed) {
        let now = Fingerprint::of(&context.root);
        if built.as_ref() != Some(&now) {
            let result = build_once(context, private);
            let mut shown = lock(shown);
            shown.version += 1;
            match result {
                Ok(folder) => {
                    tell(&format!("built ({})", shown.version));
                    (shown.folder, shown.refusal) = (Some(folder), None);
                }
                Err(refusal) => {
                    tell(&format!("refused ({})\n{refusal}", shown.version));
                    shown.refusal = Some(refusal);
                }
            }
            built = Some(now);
        }
        thread::sleep(PAUSE);
    }
}

/// A folder with what `build` would publish, or what it says against it.
fn build_once(context: &Context, private: &Private) -> Result<Scratch, String> {
    let folder = Scratch::new().map_err(|error| format!("cannot make a folder: {error}"))?;
    let context = Context { public: folder.path().join("public"), ..context.clone() };
    let outcome =
        build_with(&context, private, &[]).map_err(|error| format!("{:#}", anyhow::Error::from(error)))?;
    if outcome.ending == Ending::Done {
        return Ok(folder);
    }
    Err(outcome.report.findings().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
