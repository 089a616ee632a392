//! What does a user type, and what comes back?
//!
//! One module per command. Standard output carries what was asked for and nothing else; progress
//! and messages go to standard error. Exit codes: 0 fine, 1 a finding (not converged, a check that
//! failed), 2 a mistake in what was given, 3 a mistake of this program.

mod arguments;
mod command;
mod failure;
mod output;
mod progress;

use arguments::{Arguments, Command, SchemaOf};
use failure::Failure;
use output::Output;
use std::process::ExitCode;

pub use arguments::reference;

/// What has to go along with the program; `cargo xtask notices` makes it.
const THIRD_PARTY: &str = include_str!("../../../THIRD-PARTY.md");

/// Parses the command line, runs the command and says how it went.
#[must_use]
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(failure::report_panic));
    let arguments = match arguments::parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe is the only way this can fail, and then nobody reads.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let output = Output::new();
    let outcome =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| dispatch(arguments, &output)));
    match outcome {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => ExitCode::from(failure.tell()),
        Err(_) => ExitCode::from(3),
    }
}

fn dispatch(arguments: Arguments, output: &Output) -> Result<(), Failure> {
    match arguments.command {
        Command::Run(arguments) => command::run::run(&arguments, output),
        Command::Check(arguments) => command::check::run(&arguments, output),
        Command::Draft(arguments) => command::draft::run(&arguments, output),
        Command::Verify(arguments) => command::verify::run(&arguments, output),
        Command::Explain(arguments) => command::explain::run(&arguments, output),
        Command::Report(arguments) => command::report::run(&arguments, output),
        Command::Compare(arguments) => command::compare::run(&arguments, output),
        Command::Companies(arguments) => command::companies::run(&arguments, output),
        Command::Watch(arguments) => command::watch::run(&arguments, output),
        Command::World(arguments) => command::world::run(&arguments, output),
        Command::Commodity(arguments) => command::commodity::run(&arguments, output),
        Command::Firms(arguments) => command::firms::run(&arguments, output),
        Command::Negotiate(arguments) => command::negotiate::run(&arguments, output),
        Command::Tariffs(arguments) => command::tariffs::run(&arguments, output),
        Command::Hindcast(arguments) => command::hindcast::run(&arguments, output),
        Command::War(arguments) => command::war::run(&arguments, output),
        Command::Scenarios(arguments) => command::scenarios::run(&arguments, output),
        Command::Schema { of: SchemaOf::Scenario } => output.text(&detente_scenario::json_schema()),
        Command::Schema { of: SchemaOf::Tables } => {
            output.text(&detente_record::catalogue::json_schema())
        }
        Command::Licences => output.text(THIRD_PARTY),
        Command::Completions { shell } => command::completions::run(shell, output),
        Command::Man(arguments) => command::man::run(&arguments, output),
        Command::Reference => output.text(&reference()),
        Command::Help { topic } => command::help::run(&topic, output),
    }
}
