//! `detente completions`: what can a shell complete?

use crate::arguments::definitions;
use crate::failure::Failure;
use crate::output::Output;

pub(crate) fn run(shell: clap_complete::Shell, output: &Output) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut definitions(), "detente", &mut script);
    output.text(&String::from_utf8_lossy(&script))
}
