//! Which commands and options are there?
//!
//! The commands stand here, what each can be told in the module of its subject.

mod chains;
mod companies;
mod examples;
mod hindcast;
mod run;
mod scenarios;
mod stored;
mod tariffs;
mod war;
mod world;

pub(crate) use chains::*;
pub(crate) use companies::*;
pub(crate) use examples::text as example_text;
pub(crate) use hindcast::*;
pub(crate) use run::*;
pub(crate) use scenarios::*;
pub(crate) use stored::*;
pub(crate) use tariffs::*;
pub(crate) use war::*;
pub(crate) use world::*;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

/// What does a trade shock break, for whom, and which deal mends it?
#[derive(Debug, Parser)]
#[command(
    name = "detente",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "`detente help` shows what to type for what you want to do, `detente help COMMAND` a command by example.\n\nExit codes: 0 fine, 1 a finding (not converged, a check that failed), 2 a mistake in what was given, 3 an internal error."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario; by default the shock of 2025 to Japan and the United States, with the deal
    /// that followed
    Run(RunArguments),
    /// Report every problem of a scenario file at once
    Check(CheckArguments),
    /// Draft a scenario from a news text, with questions; it runs nothing
    Draft(DraftArguments),
    /// Compute a run again from its folder and compare every table
    Verify(VerifyArguments),
    /// Compare runs: what differs in their entries and in their results
    Compare(CompareArguments),
    /// Explain a number of a run: equation, factors, rows of data, settings
    Explain(ExplainArguments),
    /// Draw the page of a run again, or write it as a workbook, Markdown or JSON
    Report(ReportArguments),
    /// Show the exposure of listed companies and your own: who, through what, how certain
    Companies(CompaniesArguments),
    /// Watch scenarios and report when one crosses a threshold: a line, a JSON event, a signed
    /// webhook
    Watch(WatchArguments),
    /// Show, check, import and export worlds: the embedded ones and your own packs
    World(WorldArguments),
    /// Show and check commodity chains: where a good comes from, and what a stop would do
    Commodity(CommodityArguments),
    /// Run networks of firms: follow a failure day by day, rank firms by systemic risk, draw a
    /// network from a world
    Firms(FirmsArguments),
    /// Negotiate the levers of a scenario: what to offer, what to ask, the price of each item, and
    /// whether both would sign
    Negotiate(NegotiateArguments),
    /// Show duties by tariff line, partner and day, 2025-26: by law and as expected to be collected,
    /// with their acts
    Tariffs(TariffsArguments),
    /// Score the program against what happened: every fact, and whether a score got worse
    Hindcast(HindcastArguments),
    /// Solve tariff games: the tariffs that economies set alone, against each other or together
    War(WarArguments),
    /// List, show or export the bundled scenarios
    Scenarios(ScenariosArguments),
    /// Print the JSON Schema of scenario files, or of the tables of a run
    Schema {
        /// What the schema is of
        #[arg(default_value = "scenario", value_name = "WHAT")]
        of: SchemaOf,
    },
    /// Print the licences of the crates in the program
    Licences,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual, or write a page for each command
    Man(ManArguments),
    /// Print this reference in Markdown
    Reference,
    /// Show tasks with their commands, or a command by example
    Help {
        /// A command, such as run, or world show
        #[arg(value_name = "COMMAND")]
        topic: Vec<String>,
    },
}

/// The command-line reference in Markdown, made from the definitions that parse the command line.
#[must_use]
pub fn reference() -> String {
    let mut root = definitions().term_width(100);
    root.build();
    let mut page = String::from(
        "# The detente command\n\nMade by `detente reference`; change the definitions, not this page.\n",
    );
    describe(&root, &mut page);
    page
}

fn describe(command: &clap::Command, page: &mut String) {
    let mut command = command.clone().term_width(100);
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    page.push_str(&format!(
        "\n## `{name}`\n\n```text\n{}\n```\n",
        command.render_long_help().to_string().trim_end()
    ));
    let own = |child: &&clap::Command| child.get_name() != "help";
    for child in command.get_subcommands().filter(own) {
        describe(child, page);
    }
}

/// The definitions, with examples, for parsing, help, completions and the manual.
pub(crate) fn definitions() -> clap::Command {
    examples::with_examples(Arguments::command())
}

/// The command line of this process.
///
/// # Errors
/// If it cannot be understood, or asks for help.
pub(crate) fn parse() -> Result<Arguments, clap::Error> {
    Arguments::from_arg_matches(&definitions().try_get_matches()?)
}

/// What a schema is printed of.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum SchemaOf {
    /// Scenario files, for editors
    Scenario,
    /// Runs as `detente report RUN --format json` writes them, for programs that read them
    Tables,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_can_be_typed_and_every_command_has_one() {
        let root = definitions();
        let known = |path: &str| {
            let mut words = path.split(' ');
            words.try_fold(&root, |command, word| command.find_subcommand(word)).is_some()
        };
        for (path, examples) in examples::EXAMPLES.iter().filter(|(path, _)| known(path)) {
            for (line, _) in *examples {
                assert!(line.starts_with(&format!("detente {path}")), "{line}");
                definitions()
                    .try_get_matches_from(line.split(' '))
                    .unwrap_or_else(|error| panic!("{line}: {error}"));
            }
        }
        without_examples(&root, "");
    }

    fn without_examples(command: &clap::Command, path: &str) {
        for child in command.get_subcommands() {
            let path = format!("{path} {}", child.get_name());
            let path = path.trim();
            assert!(
                child.has_subcommands() || example_text(path).is_some(),
                "`detente {path}` has no example"
            );
            without_examples(child, path);
        }
    }
}
