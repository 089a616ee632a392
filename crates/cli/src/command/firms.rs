//! `detente firms`: what the failure of firms does to others.

use crate::arguments::{FirmsArguments, FirmsCommand, FirmsRunArguments, RulesChoice};
use crate::failure::Failure;
use crate::output::{Output, note, require_new};
use crate::progress::Progress;
use clap::ValueEnum;
use detente_cascade::Replaceability;
use detente_engine::LoadedWorld;
use detente_engine::firms::{
    FirmNetwork, FirmRules, FirmRun, FirmShock, RiskOptions, generate, risk, run as follow,
};
use detente_world::WorldSource;
use detente_world::budget;
use detente_world::table::{Column, Table};
use std::fmt::Write;
use std::path::Path;

/// Rows printed of a table that is longer.
const SHOWN: usize = 20;

pub(crate) fn run(arguments: &FirmsArguments, output: &Output) -> Result<(), Failure> {
    match &arguments.command {
        FirmsCommand::Run(arguments) => run_shock(arguments, output),
        FirmsCommand::Risk { folder, firm, market_share, epsilon, essential, out } => {
            let replaceability =
                if *market_share { Replaceability::MarketShare } else { Replaceability::None };
            let options =
                RiskOptions { replaceability, epsilon: *epsilon, classes: essential.clone() };
            let network = FirmNetwork::read(folder)?;
            warn(&network);
            let table = risk(&network, firm, &options)?;
            match out {
                Some(file) => {
                    table.write(file)?;
                    output.text(&format!("{} firms ranked in {}", table.rows(), file.display()))
                }
                None => {
                    output.text(&rows(&table, "share of all sales among firms that fails with it"))
                }
            }
        }
        FirmsCommand::Generate { firms, world, seed, out, csv } => {
            // Fewer firms than sectors is a question of the world, which answers it.
            budget::count("--firms", *firms, 0, budget::FIRMS).map_err(Failure::user)?;
            let loaded = LoadedWorld::load(WorldSource::parse(world))?;
            require_new(out)?;
            let made = generate(&loaded.world, *firms, *seed)?;
            write_folder(
                out,
                &[&made.firms, &made.suppliers],
                if *csv { &["csv"] } else { &["parquet"] },
            )?;
            output.text(&format!(
                "{} firms and {} links in {}; what firms buy of an input misses the recipes of the world by {:.1} % of its value",
                made.firms.rows(),
                made.suppliers.rows(),
                out.display(),
                100.0 * made.misfit
            ))
        }
    }
}

fn run_shock(arguments: &FirmsRunArguments, output: &Output) -> Result<(), Failure> {
    let lost: Result<Vec<(String, f64)>, Failure> =
        arguments.lose.iter().map(|text| share_of(text)).collect();
    // Deliveries of a day are used on the next.
    if !(arguments.stock_days >= 1.0 && arguments.stock_days.is_finite()) {
        return Err(Failure::user(format!(
            "--stock-days {}: give 1 or more: what is delivered on a day is used on the next",
            arguments.stock_days
        )));
    }
    let shock = FirmShock {
        lost: lost?,
        from: arguments.from,
        duration: arguments.duration,
        recovery: f64::from(arguments.recovery.max(1)),
        days: arguments.days,
        stock_days: arguments.stock_days,
    };
    within_budget(arguments)?;
    if let Some(out) = &arguments.out {
        require_new(out)?;
    }
    let network = match &arguments.world {
        Some(world) => FirmNetwork::read_in(
            &arguments.folder,
            &LoadedWorld::load(WorldSource::parse(world))?.world,
        )?,
        None => FirmNetwork::read(&arguments.folder)?,
    };
    warn(&network);
    let all =
        [RulesChoice::Detente, RulesChoice::Pichler, RulesChoice::InoueTodo, RulesChoice::Boario];
    let chosen = if arguments.rules.is_empty() { &all[..] } else { &arguments.rules[..] };
    let rules: Vec<FirmRules> = chosen.iter().map(|choice| rules(*choice)).collect();
    let progress = Progress::new();
    let found = follow(&network, &shock, &rules, &|done, total| {
        progress.tell("days followed", done, total)
    });
    progress.finish();
    let found = found?;
    if let Some(out) = &arguments.out {
        write_folder(out, &[&found.output, &found.losses], &["csv", "parquet"])?;
    }
    output.text(&summary(&network, &found, chosen, arguments.out.as_deref()))
}

/// Tells what is odd in the tables of firms.
fn warn(network: &FirmNetwork) {
    network.notes.iter().for_each(|text| note(&format!("warning: {text}")));
}

/// Days that calendars hold.
fn within_budget(arguments: &FirmsRunArguments) -> Result<(), Failure> {
    let recovery = usize::try_from(arguments.recovery).unwrap_or(usize::MAX);
    let days = [
        ("--days", arguments.days, 1),
        ("--from", arguments.from, 0),
        ("--duration", arguments.duration, 0),
        ("--recovery", recovery, 0),
    ];
    for (option, value, least) in days {
        budget::count(option, value, least, budget::DAYS).map_err(Failure::user)?;
    }
    if arguments.stock_days > budget::DAYS as f64 {
        return Err(Failure::user(format!(
            "--stock-days {}: give {} or fewer",
            arguments.stock_days,
            budget::DAYS
        )));
    }
    Ok(())
}

fn rules(choice: RulesChoice) -> FirmRules {
    match choice {
        RulesChoice::Detente => FirmRules::Detente,
        RulesChoice::Boario => FirmRules::Boario,
        RulesChoice::Pichler => FirmRules::Pichler,
        RulesChoice::InoueTodo => FirmRules::InoueTodo,
    }
}

/// `FIRM=50%` or `FIRM=0.5`.
fn share_of(text: &str) -> Result<(String, f64), Failure> {
    let wrong = || {
        Failure::user(format!(
            "--lose {text}: write FIRM=SHARE with a share from 0 to 1, or in percent, such as A=50%"
        ))
    };
    let (firm, share) = text.rsplit_once('=').ok_or_else(wrong)?;
    let (number, scale) =
        share.trim().strip_suffix('%').map_or((share.trim(), 1.0), |number| (number.trim(), 100.0));
    let share = number.parse::<f64>().map_err(|_| wrong())? / scale;
    if (0.0..=1.0).contains(&share) { Ok((firm.trim().to_owned(), share)) } else { Err(wrong()) }
}

fn summary(
    network: &FirmNetwork,
    found: &FirmRun,
    rules: &[RulesChoice],
    out: Option<&Path>,
) -> String {
    let names: Vec<String> = rules
        .iter()
        .filter_map(|rules| rules.to_possible_value().map(|value| value.get_name().to_owned()))
        .collect();
    let sectors = network.firms.len() - network.named;
    let within =
        if sectors > 0 { format!(" inside {sectors} sectors of economies") } else { String::new() };
    let mut text = format!(
        "{} firms{within}, {} links; {} lose output; band over {}\n",
        network.named,
        network.links.len(),
        found.losses.rows(),
        names.join(", ")
    );
    if network.misfit > 0.0 {
        let misfit = 100.0 * network.misfit;
        let _ = writeln!(
            text,
            "with the links given, purchases miss what sectors need by {misfit:.2} % of its value"
        );
    }
    text.push('\n');
    text.push_str(&rows(&found.losses, "losses, the largest first"));
    if let Some(out) = out {
        let _ = writeln!(text, "\ntables  {}", out.display());
    }
    text
}

/// The first rows of a table, for people.
fn rows(table: &Table, title: &str) -> String {
    let mut text = format!("{title}\n");
    let cell = |column: &Column, row: Option<usize>, name: &str| match (column, row) {
        (Column::Text(values), Some(row)) => format!("{:<19} ", values[row]),
        (Column::Text(_), None) => format!("{name:<19} "),
        (_, None) => format!("{name:>18}"),
        (numbers, Some(row)) => match numbers.number(row) {
            None => format!("{:>18}", ""),
            Some(value) if value.is_infinite() => format!("{:>18}", "never"),
            Some(value) => format!("{value:>18.4}"),
        },
    };
    for row in std::iter::once(None).chain((0..table.rows().min(SHOWN)).map(Some)) {
        let cells: Vec<String> =
            table.columns.iter().map(|(name, column)| cell(column, row, name)).collect();
        let _ = writeln!(text, "{}", cells.concat().trim_end());
    }
    if table.rows() > SHOWN {
        let _ = writeln!(text, "... and {} more", table.rows() - SHOWN);
    }
    text
}

/// Writes tables to a folder that appears whole or not at all.
fn write_folder(out: &Path, tables: &[&Table], endings: &[&str]) -> Result<(), Failure> {
    let mut files = Vec::new();
    for table in tables {
        for ending in endings {
            let bytes = if *ending == "csv" { table.to_csv()? } else { table.to_parquet()? };
            files.push((format!("{}.{ending}", table.name), bytes));
        }
    }
    let cannot = |error: std::io::Error| {
        Failure::user(format!("{}: cannot be written ({error})", out.display()))
    };
    detente_world::durable::write_folder(out, &files, &|_| None).map_err(cannot)
}
