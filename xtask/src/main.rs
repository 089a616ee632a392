//! Chores of the project that are not part of the program: `cargo xtask build-world SOURCES [--check]`.

mod build;
mod input;
mod tariffs;

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Chores of the project.
#[derive(Parser)]
#[command(name = "xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Builds the embedded world data/icio-2022.tar.zst from its sources.
    BuildWorld {
        /// Folder with the source data (holds `world/` and `concordance/`).
        sources: PathBuf,
        /// Writes nothing; fails if the committed file differs from what would be built.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let Chore::BuildWorld { sources, check } = Arguments::parse().chore;
    match build::run(&sources, check) {
        Ok(same) => ExitCode::from(u8::from(!same)),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
