//! The `detente` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    detente_cli::main()
}
