//! `detente help`: what do you want to do, and how is it typed?

use crate::arguments::{definitions, example_text};
use crate::failure::Failure;
use crate::output::Output;

const OVERVIEW: &str = "\
What do you want to do? `detente help COMMAND` shows a command by example, `detente -h` lists all.

I want to see something at once
  detente run                                 the shock of 2025, the deal after it, what differs

I have a news text
  detente draft article.txt --out my.toml     a scenario to begin from, with its questions
  detente check my.toml                       what is still wrong with it

I have a scenario
  detente run my.toml                         weeks, months, years; tables and report.html
  detente run my.toml --against japan-us-2025 beside another one
  detente scenarios                           bundled ones; `scenarios export` copies one

What did it do, and why is it different?
  detente compare runs/before runs/after      which entries differ, and which tables
  detente verify runs/after                   compute it again and compare every cell
@report
How did this number come about?
@explain  detente commodity explain Dy JPN            where a good comes from, and what a stop would do
  detente world show                          whose data these are, and what they are worth

Which deal mends it?
  detente negotiate                           what to offer, what to ask, would both sign
  detente war --players USA,CHN,JPN,rest      tariffs alone, against each other, together
@companies
Tell me when
  detente watch watch.toml                    a line, an event, a signed webhook at each crossing

I have data of my own
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
        "\nWhich companies feel it?\n  detente companies RUN                       exposure of listed companies, or of your own list\n",
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
