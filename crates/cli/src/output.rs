//! Where does a result go?

use crate::failure::{Failure, styled};
use detente_record::terminal_text;
use detente_report::Screen;
use std::io::{IsTerminal, Write};
use std::path::Path;

/// Standard output; a reader who has left (`detente ... | head`) ends the command without
/// complaint.
pub(crate) struct Output {
    colour: bool,
}

impl Output {
    /// Colours on a terminal; `CLICOLOR_FORCE` asks for them elsewhere too, `NO_COLOR` and
    /// `TERM=dumb` refuse them everywhere.
    pub fn new() -> Self {
        let set = |name: &str| {
            std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
        };
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let refused = refused || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        Self { colour: (std::io::stdout().is_terminal() || set("CLICOLOR_FORCE")) && !refused }
    }

    /// What text is set for: a terminal of 80 to 120 columns as wide as it is. `COLUMNS` says how
    /// wide where there is none.
    pub fn screen(&self) -> Screen {
        let told = || std::env::var("COLUMNS").ok()?.parse().ok();
        let terminal = terminal_size::terminal_size_of(std::io::stdout());
        let width = terminal.map(|(width, _)| usize::from(width.0)).or_else(told);
        let width = width.map_or(Screen::USUAL, |width| width.clamp(80, 120));
        Screen { colour: self.colour, width }
    }

    /// Writes one line at once; whether anybody was there to read it.
    pub fn line(&self, line: &str) -> std::io::Result<bool> {
        let line = terminal_text(line, self.colour);
        let mut out = std::io::stdout().lock();
        match out.write_all(format!("{line}\n").as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
            other => other.map(|()| true),
        }
    }

    /// Writes text, with a line feed at its end. What files and names bring along shows, and does
    /// nothing to a terminal.
    pub fn text(&self, text: &str) -> Result<(), Failure> {
        let text = terminal_text(text, self.colour);
        let mut out = std::io::stdout().lock();
        let end = if text.ends_with('\n') { "" } else { "\n" };
        match write!(out, "{text}{end}").and_then(|()| out.flush()) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                Err(Failure::user(format!("cannot write: {error}")))
            }
            _ => Ok(()),
        }
    }
}

/// Says something beside the result.
pub(crate) fn note(text: &str) {
    // Nobody listens on a closed standard error; the command goes on.
    let _ = writeln!(std::io::stderr().lock(), "{}", terminal_text(text.trim_end(), styled()));
}

/// Refuses a folder that holds something, before hours of work for it.
pub(crate) fn require_new(folder: &Path) -> Result<(), Failure> {
    detente_world::durable::require_new(folder)
        .map_err(|error| Failure::user(format!("{}: {error}", folder.display())))
}

/// A small number: `3.1e-11`, or plainly 0.
pub(crate) fn small(value: f64) -> String {
    if value == 0.0 { "0".to_owned() } else { format!("{value:.1e}") }
}
