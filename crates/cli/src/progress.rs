//! How far has a long run come?
//!
//! On a terminal one line that is written over and wiped in the end, elsewhere a line every ten
//! seconds; on standard error, always.

use crate::output::note;
use detente_record::visible;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Shorter work has nothing to say.
const PATIENCE: Duration = Duration::from_millis(300);
/// Between two lines on a terminal, and elsewhere.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(10)];
/// Columns of a line.
const WIDTH: usize = 78;

/// Says where work is.
pub(crate) struct Progress {
    quiet: bool,
    terminal: bool,
    state: Mutex<State>,
}

struct State {
    begun: Instant,
    last: Instant,
    what: String,
    shown: bool,
}

impl Progress {
    /// Says nothing at all, if `quiet`.
    pub fn unless(quiet: bool) -> Self {
        Self { quiet, ..Self::new() }
    }

    pub fn new() -> Self {
        let now = Instant::now();
        let state = State { begun: now, last: now, what: String::new(), shown: false };
        Progress {
            quiet: false,
            terminal: std::io::stderr().is_terminal(),
            state: Mutex::new(state),
        }
    }

    /// `done` of `total` of something; a `total` of 0 is one that is not known.
    pub fn tell(&self, what: &str, done: usize, total: usize) {
        // A poisoned lock means that a thread has panicked: nobody needs to know how far it came.
        let Ok(mut state) = self.state.lock() else { return };
        let new = state.what != what;
        let pause = PAUSES[usize::from(!self.terminal)];
        // A step that has no count is announced when it begins: nothing will be heard of it until it
        // ends.
        let due =
            !self.quiet && (state.last.elapsed() >= pause || (new && total == 0 && self.terminal));
        if !due || (!new && state.begun.elapsed() < PATIENCE) {
            return;
        }
        let line = if total > 0 { format!("{what}: {done} of {total}") } else { what.to_owned() };
        (state.last, state.what) = (Instant::now(), what.to_owned());
        if self.terminal {
            state.shown = true;
            let line: String = visible(&line).replace('\n', " ").chars().take(WIDTH).collect();
            let _ = write!(std::io::stderr().lock(), "\r{line:<WIDTH$}");
        } else {
            note(&line);
        }
    }

    /// Wipes the line.
    pub fn finish(&self) {
        let shown = self.state.lock().is_ok_and(|state| state.shown);
        if shown {
            let _ = write!(std::io::stderr().lock(), "\r{:WIDTH$}\r", "");
        }
    }
}
