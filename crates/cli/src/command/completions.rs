//! `detente completions`: what can a shell complete? Commands and options, and the names of
//! scenarios, tables and economies.

use crate::arguments::definitions;
use crate::failure::Failure;
use crate::output::Output;
use clap::builder::{PossibleValuesParser, Resettable};
use clap::{Arg, Command};
use clap_complete::Shell;
use detente_record::catalogue;
use detente_scenario::{DEFAULT_WORLD, bundled};
use detente_world::import::ImportFormat;
use detente_world::{Economy, embedded, names};

pub(crate) fn run(shell: Shell, output: &Output) -> Result<(), Failure> {
    let known = Names::known();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut named(definitions(), &known), "detente", &mut script);
    output.text(&with_files(shell, &String::from_utf8_lossy(&script), &known.scenarios))
}

/// The names that users type.
struct Names {
    scenarios: Vec<&'static str>,
    tables: Vec<&'static str>,
    economies: Vec<&'static str>,
}

impl Names {
    /// Those of this program, and the economies of the world that a scenario has by default.
    fn known() -> Self {
        let economies = embedded::load(DEFAULT_WORLD).map(|world| world.economies);
        let code = |economy: &Economy| names::find(&economy.code).map(|row| row.code.as_str());
        Self {
            scenarios: bundled::names(),
            tables: catalogue::tables().iter().map(|table| table.name).collect(),
            economies: economies.unwrap_or_default().iter().filter_map(code).collect(),
        }
    }

    /// What an argument of a command takes by name.
    fn of(&self, command: &str, argument: &str) -> Option<&[&'static str]> {
        match (command, argument) {
            ("import", "table") => Some(&ImportFormat::NAMES),
            (_, "scenario" | "scenarios" | "against") => Some(&self.scenarios),
            (_, "table" | "tables") => Some(&self.tables),
            (_, "economy" | "players" | "key") => Some(&self.economies),
            _ => None,
        }
    }
}

/// The definitions with the names that each argument takes; they are offered, not asked for.
fn named(command: Command, names: &Names) -> Command {
    let own = command.get_name().to_owned();
    let offered = |argument: Arg| match names.of(&own, argument.get_id().as_str()) {
        Some(known) => argument
            .value_parser(PossibleValuesParser::new(known.iter().copied()))
            .default_value(Resettable::<clap::builder::OsStr>::Reset),
        None => argument,
    };
    command.mut_args(offered).mut_subcommands(|child| named(child, names))
}

/// A scenario may be a file as well: bash falls back on files by itself, the others are given the list.
fn with_files(shell: Shell, script: &str, scenarios: &[&str]) -> String {
    match shell {
        Shell::Zsh => {
            let list = scenarios.join(" ");
            let both = format!(
                "_detente_scenarios() {{\n    _alternative 'scenarios:scenario:({list})' 'files:file:_files'\n}}\n"
            );
            let script = script.replace(&format!("({list})"), "_detente_scenarios");
            script.replacen("\n_detente()", &format!("\n{both}\n_detente()"), 1)
        }
        Shell::Fish => {
            let first = scenarios.first().copied().unwrap_or_default();
            let line = |line: &str| match line.contains(&format!(" -a \"{first}\\t")) {
                true => line.replacen(" -f -a", " -a", 1),
                false => line.to_owned(),
            };
            script.lines().map(|text| line(text) + "\n").collect()
        }
        _ => script.to_owned(),
    }
}
