//! What does each command look like in use?
//!
//! Shown below the options of a command, first of all by `detente help COMMAND`, on its page of the
//! manual and in the reference. A test parses every line and looks for commands without any.

/// Command as typed after `detente`, and its examples: a line to type, and what it is for.
pub(crate) const EXAMPLES: &[(&str, &[(&str, &str)])] = &[
    (
        "run",
        &[
            (
                "detente run",
                "The shock of 2025 to Japan and the United States, and the deal that followed, side by side",
            ),
            (
                "detente run my.toml --date 2025-08-07 --set trade.deficits=zero",
                "Your scenario on one day, with one option changed",
            ),
            (
                "detente run my.toml --against japan-us-2025 --out compared",
                "Your scenario and a bundled one, both kept below compared/",
            ),
            (
                "detente run my.toml --shocks-only --quiet",
                "Without the measures, and without output unless something is wrong",
            ),
        ],
    ),
    (
        "tariffs",
        &[
            (
                "detente tariffs --date 2025-08-07 --by partner",
                "What goods of each partner pay on one day, by law and as expected to be collected",
            ),
            (
                "detente tariffs --line 8703 --from JPN --date 2025-09-16",
                "Which acts are on Japanese cars, and how much each adds",
            ),
            (
                "detente tariffs --with mine.toml --by sector --out sectors.parquet",
                "With a program of your own, as a table",
            ),
            (
                "detente tariffs --date 2025-09-16 --schedule tariff.csv",
                "The duties of a day as a schedule, for a scenario of your own",
            ),
            (
                "detente tariffs --daily --from CHN --out china.csv",
                "The mean duty by program on every day that is known",
            ),
        ],
    ),
    (
        "check",
        &[
            ("detente check my.toml", "Every mistake at once, with line and caret, and the levers"),
            ("detente check my.toml --world my-world", "The same in a world of your own"),
        ],
    ),
    (
        "draft",
        &[
            (
                "detente draft article.txt --out my.toml",
                "A first scenario, with questions where the text is open",
            ),
            (
                "detente draft article.txt --published 2025-06-06 --json",
                "The parts found, with the words behind each",
            ),
        ],
    ),
    (
        "verify",
        &[
            ("detente verify runs/my-2025-08-07", "Compute a run again and compare every cell"),
            (
                "detente verify runs/my-2025-08-07 --world my-world",
                "The same where the world has moved",
            ),
        ],
    ),
    (
        "compare",
        &[
            (
                "detente compare runs/before runs/after",
                "What differs in the entries, then in the results",
            ),
            (
                "detente compare runs/a runs/b runs/c --html compared.html",
                "Three runs, also as a page to send",
            ),
            ("detente compare runs/before runs/after --json", "Everything for another program"),
        ],
    ),
    (
        "watch",
        &[
            (
                "detente watch watch.toml",
                "Report when a scenario crosses a threshold, until Ctrl-C (docs/watch.md has the file)",
            ),
            (
                "detente watch watch.toml --once --json",
                "One look, for cron: events as lines of JSON",
            ),
            (
                "detente watch watch.toml --every 30s --state /var/lib/detente",
                "Look every half minute, with another state folder",
            ),
        ],
    ),
    (
        "explain",
        &[
            (
                "detente explain runs/my-2025-08-07 welfare JPN",
                "How Japan's real income came about: equation, factors, sources",
            ),
            (
                "detente explain runs/my-2025-08-07 trade JPN/USA/C29 --column value_musd",
                "One flow",
            ),
        ],
    ),
    (
        "report",
        &[
            ("detente report runs/my-2025-08-07", "Draw the page of a run again"),
            (
                "detente report runs/my-2025-08-07 --format xlsx --out my.xlsx",
                "A workbook with a sheet for each table",
            ),
            (
                "detente report runs/my-2025-08-07 --format docx",
                "Two pages for somebody who decides",
            ),
        ],
    ),
    (
        "companies",
        &[
            (
                "detente companies runs/japan-us-2025-2025-06-05",
                "Who is exposed, through what, how far",
            ),
            (
                "detente companies runs/my-2025-08-07 --file mine.csv --ticker MINE",
                "Your own company, down to equation and source row",
            ),
        ],
    ),
    ("world list", &[("detente world list", "The worlds inside the program")]),
    (
        "world licences",
        &[("detente world licences", "Sources of the data, and the attribution they ask for")],
    ),
    (
        "world show",
        &[("detente world show icio-2022", "Economies, sectors, sources, grades and notes")],
    ),
    (
        "world check",
        &[(
            "detente world check my-world",
            "Every accounting identity, its worst violation and where",
        )],
    ),
    (
        "world export",
        &[("detente world export icio-2022 --out my-world", "As tables to read and to change")],
    ),
    (
        "world import",
        &[
            (
                "detente world import oecd-icio ICIO2025_2022.csv --out my-world",
                "A published table as a world",
            ),
            (
                "detente world import wiod-2016 WIOT2014.csv --out small --map map.csv",
                "The same, added up while it is read",
            ),
            (
                "detente world import auto IOT_2019_pxp --out exiobase",
                "A folder of EXIOBASE 3, recognised by its content",
            ),
        ],
    ),
    (
        "world aggregate",
        &[(
            "detente world aggregate icio-2022 --map map.csv --out small",
            "Economies and sectors added up",
        )],
    ),
    ("commodity list", &[("detente commodity list", "The chains inside the program")]),
    (
        "commodity show",
        &[("detente commodity show rare-earths", "Goods, stages, figures and sources")],
    ),
    (
        "commodity template",
        &[(
            "detente commodity template --out my-chain",
            "A small example chain with invented figures",
        )],
    ),
    (
        "commodity check",
        &[(
            "detente commodity check my-chain",
            "Does the base year add up, and on which assumptions?",
        )],
    ),
    (
        "commodity balance",
        &[(
            "detente commodity balance my-chain --out balanced",
            "Small misfits shared out, with each change",
        )],
    ),
    (
        "commodity explain",
        &[
            (
                "detente commodity explain Dy JPN",
                "Where Japan's dysprosium comes from, stage by stage, and what a stop would do",
            ),
            ("detente commodity explain lng CHN", "The same for China's LNG"),
        ],
    ),
    (
        "firms run",
        &[
            (
                "detente firms run network --lose JPN-C29-1=50%",
                "One firm loses half of its capacity: who stops when",
            ),
            (
                "detente firms run mine --lose Plant7=100% --world icio-2022 --out result",
                "Named firms inside the sectors of a world",
            ),
        ],
    ),
    (
        "firms risk",
        &[(
            "detente firms risk network --out risk.csv",
            "Firms by the share of sales that would fail with them",
        )],
    ),
    (
        "firms generate",
        &[("detente firms generate --firms 10000 --out network", "A network drawn to fit a world")],
    ),
    (
        "negotiate",
        &[
            (
                "detente negotiate",
                "The package of Japan and the United States: what to offer, what to ask, would both sign",
            ),
            (
                "detente negotiate my.toml --set negotiation.discount=5% --out deal",
                "Your own package",
            ),
        ],
    ),
    (
        "war",
        &[
            (
                "detente war --players USA,CHN,JPN,EU27,rest",
                "Tariffs from which no player gains by deviating",
            ),
            (
                "detente war --game cooperative --share nash-product --from nash",
                "The gains from cooperation instead",
            ),
        ],
    ),
    (
        "hindcast",
        &[
            ("detente hindcast", "Every bundled episode: scores, and the facts furthest off"),
            (
                "detente hindcast us-tariffs-2025 --set trade.elasticities=flat-4",
                "One episode under another setting",
            ),
            (
                "detente hindcast my-episode --out scored",
                "Your own facts: a folder with an episode.toml (docs/hindcasts.md)",
            ),
            ("detente hindcast --check", "Is any score worse than the committed one?"),
        ],
    ),
    ("scenarios", &[("detente scenarios", "The bundled scenarios")]),
    ("scenarios show", &[("detente scenarios show japan-us-2025", "The text of one")]),
    (
        "scenarios export",
        &[(
            "detente scenarios export japan-us-2025 --out mine",
            "A copy with its schedules, to change",
        )],
    ),
    (
        "licences",
        &[("detente licences", "Crates in the program, with the texts of their licences")],
    ),
    (
        "schema",
        &[
            ("detente schema", "The JSON Schema of scenario files, for your editor"),
            ("detente schema tables", "That of runs as JSON, for programs that read them"),
        ],
    ),
    (
        "completions",
        &[
            ("detente completions bash", "Completions; your shell's manual says where they go"),
            ("detente completions fish", "The same for fish"),
        ],
    ),
    (
        "man",
        &[
            ("detente man", "The page of detente itself, for man -l -"),
            ("detente man --out man1", "A page for each command"),
        ],
    ),
    ("reference", &[("detente reference", "The whole command line in Markdown")]),
    (
        "help",
        &[
            ("detente help", "Tasks with their commands"),
            ("detente help run", "A command by example"),
        ],
    ),
];

/// The command with examples below the options of each command.
pub(crate) fn with_examples(command: clap::Command) -> clap::Command {
    below(command, "")
}

fn below(command: clap::Command, path: &str) -> clap::Command {
    let command = command.mut_subcommands(|child| {
        let path = if path.is_empty() {
            child.get_name().to_owned()
        } else {
            format!("{path} {}", child.get_name())
        };
        below(child, &path)
    });
    match text(path) {
        Some(text) => command.after_help(text),
        None => command,
    }
}

/// "Examples:" with each line and, indented below it, what it is for.
pub(crate) fn text(path: &str) -> Option<String> {
    let (_, examples) = EXAMPLES.iter().find(|(own, _)| *own == path)?;
    let lines: Vec<String> =
        examples.iter().map(|(line, what)| format!("  {line}\n      {what}")).collect();
    Some(format!("Examples:\n{}", lines.join("\n")))
}
