//! Chores of the project that are not part of the program:
//! `cargo xtask build-world SOURCES [--check]`, `cargo xtask build-scenarios SOURCES [--check]`,
//! `cargo xtask build-chains SOURCES [--check]`, `cargo xtask build-companies SOURCES [--check]`,
//! `cargo xtask build-elasticities SOURCES [--check]`, `cargo xtask build-tariffs SOURCES [--check]`, `cargo xtask check-tariffs SOURCES`,
//! `cargo xtask build-hindcasts SOURCES [--check]`, `cargo xtask check-panel`,
//! `cargo xtask build-map OUTLINES [--check]`, `cargo xtask evaluate-draft [--misses]`,
//! `cargo xtask deny` and `cargo xtask notices [--check]`.

mod build;
mod chains;
mod companies;
mod crates;
mod customs;
mod draft;
mod elasticities;
mod flows;
mod fuzz;
mod input;
mod map;
mod panel;
mod scenarios;
mod services;
mod tariff_book;
mod tariff_check;
mod tariff_daily;
mod tariff_lists;
mod tariffs;

use cap::Cap;
use clap::{Parser, Subcommand};
use std::alloc::System;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Counts what is allocated, so that a reader can be held to a budget; without a limit until one is
/// set.
#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// From now on no more than `bytes` may be allocated on top of what is.
fn limit_memory(bytes: usize) {
    // Only a limit below what is in use already can be refused.
    let _ = MEMORY.set_limit(MEMORY.allocated() + bytes);
}

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
    /// Builds the schedules of the bundled scenarios in scenarios/ from their sources.
    BuildScenarios {
        /// Folder with the source data (holds `observed/` and `tariff_lines/`).
        sources: PathBuf,
        /// Writes nothing; fails if a committed file differs from what would be built.
        #[arg(long)]
        check: bool,
    },
    /// Builds the commodity chains in data/chains/ from their sources.
    BuildChains {
        /// Folder with the source data (holds `lng/`, `rare_earths/`, `policy/` and `geo/`).
        sources: PathBuf,
        /// Writes nothing; fails if a committed file differs from what would be built.
        #[arg(long)]
        check: bool,
        /// Builds only the example chain (gallium), into this folder; it is not part of the
        /// program.
        #[arg(long, value_name = "FOLDER", conflicts_with = "check")]
        example: Option<PathBuf>,
    },
    /// Builds revenue.csv and hs6.csv in data/companies/ from their sources.
    BuildCompanies {
        /// Folder with the source data (holds `companies/` and `concordance/`).
        sources: PathBuf,
        /// Writes nothing; fails if a committed file differs from what would be built.
        #[arg(long)]
        check: bool,
    },
    /// Builds the sets of trade elasticities in data/elasticities/ that are taken from tables.
    BuildElasticities {
        /// Folder with the source data (holds `elasticities/`).
        sources: PathBuf,
        /// Writes nothing; fails if a committed file differs from what would be built.
        #[arg(long)]
        check: bool,
    },
    /// Builds the lists and tables of tariffs by line in data/tariffs/ from their sources.
    BuildTariffs {
        /// Folder with the source data (holds `tariff_lines/`).
        sources: PathBuf,
        /// Writes nothing; fails if a committed file differs from what would be built.
        #[arg(long)]
        check: bool,
    },
    /// Prints how near tariffs by line come to duties as collected and to the published daily rate;
    /// fails if the collected ones are missed by more than the targets.
    CheckTariffs {
        /// Folder with the source data (holds `observed/` and `tariff_lines/`).
        sources: PathBuf,
    },
    /// Builds the facts and duties of hindcasts/us-tariffs-2025 from customs data.
    BuildHindcasts {
        /// Folder with the source data (holds `observed/` and `tariff_lines/`).
        sources: PathBuf,
        /// Writes nothing; fails if a committed file differs from what would be built.
        #[arg(long)]
        check: bool,
    },
    /// Prints how near each set of elasticities comes to U.S. imports in 2025.
    CheckPanel,
    /// Builds the outlines of the map of the world, data/map/world.json.
    BuildMap {
        /// `countries-50m.json` of the npm package world-atlas 2.0.2 (Natural Earth).
        outlines: PathBuf,
        /// Writes nothing; fails if the committed file differs from what would be built.
        #[arg(long)]
        check: bool,
    },
    /// Holds the licences, the versions and the places of all crates against deny.toml.
    Deny,
    /// Makes THIRD-PARTY.md: the crates in the program with their licences.
    Notices {
        /// Writes nothing; fails if the committed file differs from what would be made.
        #[arg(long)]
        check: bool,
    },
    /// Feeds every reader with inputs that are nearly good, and tells what panics, hangs or takes
    /// too much memory.
    Fuzz(fuzz::Fuzz),
    /// Prints how much of its labelled texts `detente draft` finds, by field.
    EvaluateDraft {
        /// Lists what was missed in the development part too; what is held out is not to be looked
        /// at while rules change.
        #[arg(long)]
        misses: bool,
    },
}

fn main() -> ExitCode {
    let same = match Arguments::parse().chore {
        Chore::EvaluateDraft { misses } => {
            draft::run(misses).map(|()| true).map_err(|error| error.to_string())
        }
        Chore::Fuzz(fuzz) => fuzz::run(&fuzz),
        Chore::Deny => crates::deny(),
        Chore::Notices { check } => crates::notices(check),
        Chore::BuildWorld { sources, check } => {
            build::run(&sources, check).map_err(|error| error.to_string())
        }
        Chore::BuildScenarios { sources, check } => {
            let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
            scenarios::run(&sources, &scenarios, check).map_err(|error| error.to_string())
        }
        Chore::BuildCompanies { sources, check } => {
            let companies = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/companies");
            companies::run(&sources, &companies, check).map_err(|error| error.to_string())
        }
        Chore::BuildTariffs { sources, check } => {
            let tariffs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/tariffs");
            tariff_book::run(&sources, &tariffs, check).map_err(|error| error.to_string())
        }
        Chore::BuildElasticities { sources, check } => {
            let sets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/elasticities");
            elasticities::run(&sources, &sets, check).map_err(|error| error.to_string())
        }
        Chore::BuildHindcasts { sources, check } => {
            let hindcasts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../hindcasts");
            panel::build(&sources, &hindcasts, check).map_err(|error| error.to_string())
        }
        Chore::CheckPanel => panel::compare(),
        Chore::CheckTariffs { sources } => {
            tariff_check::run(&sources).map_err(|error| error.to_string())
        }
        Chore::BuildChains { sources, check, example } => {
            let chains = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/chains");
            let built = match example {
                Some(folder) => chains::example(&sources, &chains, &folder),
                None => chains::run(&sources, &chains, check),
            };
            built.map_err(|error| error.to_string())
        }
        Chore::BuildMap { outlines, check } => {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/map");
            map::run(&outlines, &folder, check).map_err(|error| error.to_string())
        }
    };
    match same {
        Ok(same) => ExitCode::from(u8::from(!same)),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
