//! Which of the rates that a schedule gives for a link counts?

use crate::value::choice::Choice;

/// Duties by law, or as customs collect them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// As collected, or expected to be collected where customs do not show it.
    #[default]
    Collected,
    /// By law.
    Statutory,
}

impl Choice for Basis {
    const WHAT: &'static str = "basis";
    const WORDS: &'static [(&'static str, Self)] =
        &[("collected", Self::Collected), ("statutory", Self::Statutory)];
}

/// Which value of a rate that is known as a range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum End {
    /// The middle.
    #[default]
    Middle,
    /// The least.
    Low,
    /// The most.
    High,
}

impl Choice for End {
    const WHAT: &'static str = "end of a range";
    const WORDS: &'static [(&'static str, Self)] =
        &[("middle", Self::Middle), ("low", Self::Low), ("high", Self::High)];
}

/// What a scenario says about all its schedules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) basis: Basis,
    pub(crate) end: End,
}
