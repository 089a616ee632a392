//! `detente help`: which command does a task need?

use crate::arguments::{definitions, example_text};
use crate::failure::Failure;
use crate::output::Output;

const OVERVIEW: &str = "\
`detente help COMMAND` shows a command by example, `detente -h` lists all commands.

See a first answer
  detente run                                 the shock of 2025 and the deal that followed

Start from a news text
  detente draft article.txt --out my.toml     a first scenario, with questions
  detente check my.toml                       its remaining mistakes

Run a scenario
  detente run my.toml                         weeks, months, years; tables and report.html
  detente run my.toml --against japan-us-2025 the same beside another scenario
  detente scenarios                           the bundled scenarios; `scenarios export` copies one

Compare and check runs
  detente compare runs/before runs/after      entries and tables that differ
  detente verify runs/after                   compute a run again and compare every cell
@report
Explain a number
@explain  detente commodity explain Dy JPN            origins of a good, and the effect of a stop
  detente world show                          sources and grades of the data
  detente hindcast                            the program scored against what happened

Find a deal
  detente negotiate                           what to offer, what to ask, would both sign
  detente war --players USA,CHN,JPN,rest      tariffs alone, against each other, together
@companies
Watch for changes
  detente watch watch.toml                    a line, an event, a signed webhook at each crossing

Look up a duty
  detente tariffs --line 8703 --from JPN      duties of 2025-26 by line, partner and day, with acts

Use your own data
  detente world import oecd-icio TABLE.csv --out my-world
  detente firms run network --lose FIRM=50%   a network of firms, day by day
";

/// Lines about commands, shown where the program has them.
const PARTS: [(&str, &str); 3] = [
    (
        "explain",
        "  detente explain RUN welfare JPN             equation, factors, rows of data, sources\n",
    ),
    (
        "report",
        "  detente report runs/after --format xlsx     the same as a workbook, Markdown or JSON\n",
    ),
    (
        "companies",
        "\nFind exposed companies\n  detente companies RUN                       exposure of listed companies or your own\n",
    ),
];

pub(crate) fn run(topic: &[String], output: &Output) -> Result<(), Failure> {
    let mut root = definitions();
    root.build();
    if topic.is_empty() {
        return output.text(&overview(&root));
    }
    let mut command = &root;
    for word in topic {
        let Some(child) = command.find_subcommand(word) else {
            let known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
            let (name, known) = (command.get_bin_name().unwrap_or("detente"), known.join(", "));
            let known = if known.is_empty() { "nothing below it".to_owned() } else { known };
            return Err(Failure::user(format!("`{name}` has no command `{word}`; it has {known}")));
        };
        command = child;
    }
    // Examples first: they stand above the options here, and below them elsewhere.
    let examples = example_text(&topic.join(" ")).unwrap_or_default();
    let mut command = command.clone().before_help(examples).after_help("");
    output.text(command.render_help().to_string().trim_end())
}

fn overview(root: &clap::Command) -> String {
    let mut text = OVERVIEW.to_owned();
    for (command, lines) in PARTS {
        let lines = if root.find_subcommand(command).is_some() { lines } else { "" };
        text = text
            .replace(&format!("@{command}\n"), &format!("{lines}\n"))
            .replace(&format!("@{command}"), lines);
    }
    text
}
