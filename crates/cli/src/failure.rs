//! How does a command that did not succeed say so?

use crate::output::note;
use detente_deal::DealError;
use detente_draft::DraftError;
use detente_engine::EngineError;
use detente_firms::FirmsError;
use detente_hindcast::HindcastError;
use detente_record::RecordError;
use detente_replay::ReplayError;
use detente_report::ReportError;
use detente_scenario::Report;
use detente_tariffs::TariffsError;
use detente_watch::WatchError;
use detente_world::WorldError;
use std::io::IsTerminal;
use std::panic::PanicHookInfo;

/// Why a command ends with an exit code other than 0.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// A finding: the command did its work and the answer is no. The message may be empty where the
    /// output says it already.
    pub fn finding(message: impl Into<String>) -> Self {
        Self { code: 1, message: message.into() }
    }

    /// A mistake in what was given.
    pub fn user(message: impl Into<String>) -> Self {
        Self { code: 2, message: format!("error: {}", message.into()) }
    }

    /// An error that is a finding, a mistake of the program, or neither: then one in what was given.
    fn of(error: &dyn std::error::Error, finding: bool, internal: bool) -> Self {
        match (finding, internal) {
            (true, _) => Self::finding(error.to_string()),
            (false, true) => Self { code: 3, message: format!("internal error: {error}") },
            (false, false) => Self::user(error.to_string()),
        }
    }

    /// The problems of a scenario.
    pub fn scenario(report: &Report) -> Self {
        Self { code: 2, message: report.render(styled()) }
    }

    /// Tells the user and returns the exit code.
    pub fn tell(self) -> u8 {
        if !self.message.is_empty() {
            note(&self.message);
        }
        self.code
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        match &error {
            EngineError::Scenario(report) => Self::scenario(report),
            _ => Self::of(&error, error.is_finding(), error.is_internal()),
        }
    }
}

impl From<DealError> for Failure {
    fn from(error: DealError) -> Self {
        match error {
            DealError::Engine(error) => error.into(),
            _ => Self::of(&error, error.is_finding(), error.is_internal()),
        }
    }
}

impl From<ReplayError> for Failure {
    fn from(error: ReplayError) -> Self {
        match error {
            ReplayError::Engine(error) => error.into(),
            ReplayError::Deal(error) => error.into(),
            _ => Self::of(&error, error.is_finding(), error.is_internal()),
        }
    }
}

impl From<FirmsError> for Failure {
    fn from(error: FirmsError) -> Self {
        match error {
            FirmsError::Engine(error) => error.into(),
            _ => Self::user(error.to_string()),
        }
    }
}

impl From<HindcastError> for Failure {
    fn from(error: HindcastError) -> Self {
        match error {
            HindcastError::Engine(error) => error.into(),
            HindcastError::Episode(report) => Self::scenario(&report),
            _ => Self::user(error.to_string()),
        }
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        Self::of(&error, error.is_finding(), false)
    }
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        Self::of(&error, false, matches!(error, ReportError::Template(_)))
    }
}

impl From<DraftError> for Failure {
    fn from(error: DraftError) -> Self {
        Self::user(error.to_string())
    }
}

impl From<TariffsError> for Failure {
    fn from(error: TariffsError) -> Self {
        Self::user(error.to_string())
    }
}

impl From<WorldError> for Failure {
    fn from(error: WorldError) -> Self {
        Self::user(error.to_string())
    }
}

impl From<WatchError> for Failure {
    fn from(error: WatchError) -> Self {
        match &error {
            WatchError::File(problems) => Self { code: 2, message: problems.render(styled()) },
            _ => Self::of(&error, false, error.is_internal()),
        }
    }
}

/// Whether messages have colours.
pub(crate) fn styled() -> bool {
    std::io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Says plainly that a panic is our mistake, and where; one that a damaged file provokes is caught
/// and told as an error of that file.
pub(crate) fn report_panic(info: &PanicHookInfo<'_>) {
    if detente_world::table::is_decoding() {
        return;
    }
    let place = info
        .location()
        .map_or(String::new(), |place| format!(" at {}:{}", place.file(), place.line()));
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    note(&format!(
        "internal error{place}: {text}\nThis is a mistake in detente, not in your files; nothing half-written was left behind. Please report it."
    ));
}
