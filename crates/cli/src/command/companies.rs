//! `detente companies`: what does a run mean for listed companies, and for the user's own?

use crate::arguments::CompaniesArguments;
use crate::command::run::rows;
use crate::failure::Failure;
use crate::output::{Output, note};
use detente_engine::{CompanyFiles, GivenFile, companies_of, left_out};
use detente_record::StoredRun;
use detente_record::Tables;
use detente_record::catalogue::Engine;
use detente_report::companies_text;
use detente_world::table::Table;
use detente_world::{WorldError, durable, nearest};
use std::path::Path;

pub(crate) fn run(arguments: &CompaniesArguments, output: &Output) -> Result<(), Failure> {
    let stored = StoredRun::read_intact(&arguments.run)?;
    let files = files(arguments.file.as_deref(), arguments.prices.as_deref())?;
    let given = files != CompanyFiles::default();
    let kept = stored.tables.has(Engine::Companies) && !given;
    let tables =
        if kept { stored.tables.of(Engine::Companies) } else { companies_of(&stored, &files)? };
    let Some(facts) = tables.get("company_facts") else {
        let text = "the world of this run does not have the economies and sectors of the companies inside the program; give your own with --file";
        return Err(Failure::user(text));
    };
    tell_left_out(facts);
    if let Some(ticker) = &arguments.ticker {
        known(&tables, ticker)?;
    }
    if let Some(folder) = &arguments.out {
        write(&tables, folder)?;
    }
    if arguments.json {
        return output.text(&json(&tables, arguments.ticker.as_deref()));
    }
    let horizon = arguments.horizon.name();
    let text = companies_text(&tables, arguments.ticker.as_deref(), horizon, output.screen())?;
    output.text(&text)
}

/// The files that a user gives.
pub(crate) fn files(
    companies: Option<&Path>,
    prices: Option<&Path>,
) -> Result<CompanyFiles, Failure> {
    let open = |path: Option<&Path>| path.map(GivenFile::read).transpose();
    Ok(CompanyFiles { companies: open(companies)?, prices: open(prices)? })
}

/// Says which companies of the program the user's own stand for.
pub(crate) fn tell_left_out(facts: &Table) {
    for (ticker, company) in left_out(facts) {
        note(&format!(
            "note: `{ticker}` of your file stands for the program's own ({company}), which is left out; give yours another ticker to keep both"
        ));
    }
}

/// Refuses a ticker that nobody has.
fn known(tables: &Tables, ticker: &str) -> Result<(), Failure> {
    let tickers = tables.get("company_summary").map_or(&[][..], |table| table.words("ticker"));
    let mut all: Vec<&str> = tickers.iter().map(String::as_str).collect();
    all.dedup();
    if all.contains(&ticker) {
        return Ok(());
    }
    let alike = all
        .iter()
        .find(|own| own.eq_ignore_ascii_case(ticker) || own.split('.').next() == Some(ticker));
    let hint = match alike {
        Some(own) => format!("; did you mean `{own}`?"),
        None => nearest(ticker, all.iter().copied()),
    };
    let hint = if hint.is_empty() { format!("; they are {}", all.join(", ")) } else { hint };
    Err(Failure::user(format!("there is no company `{ticker}`{hint}")))
}

/// All tables as CSV at once, in a folder that is new, empty or holds such tables; files of the
/// user's in it stay.
fn write(tables: &Tables, folder: &Path) -> Result<(), Failure> {
    let tables = tables.all();
    let file = |table: &Table| format!("{}.csv", table.name);
    let ours = |folder: &Path, table: &Table| {
        std::fs::read_to_string(folder.join(file(table)))
            .is_ok_and(|text| text.lines().next() == Some(&heads(table)))
    };
    let owned = |folder: &Path| {
        let own: Vec<String> =
            tables.iter().filter(|table| ours(folder, table)).map(|table| file(table)).collect();
        (!own.is_empty()).then_some(own)
    };
    let cannot = |error: std::io::Error| {
        Failure::user(format!("`{}` cannot be written: {error}", folder.display()))
    };
    durable::recover(folder, &owned).map_err(cannot)?;
    if let Some(other) =
        tables.iter().find(|table| folder.join(file(table)).exists() && !ours(folder, table))
    {
        return Err(Failure::user(format!(
            "`{}` exists and is no table `{}` of detente, so it is left alone; name another folder with --out",
            folder.join(file(other)).display(),
            other.name
        )));
    }
    let files = tables
        .iter()
        .map(|table| Ok((file(table), table.to_csv()?)))
        .collect::<Result<Vec<_>, WorldError>>()?;
    durable::write_folder(folder, &files, &owned).map_err(cannot)
}

/// The first line of a table as CSV.
fn heads(table: &Table) -> String {
    table.columns.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(",")
}

fn json(tables: &Tables, ticker: Option<&str>) -> String {
    let mut all = serde_json::Map::new();
    for table in tables.all() {
        let tickers = table.words("ticker");
        let asked = |row: usize| {
            ticker.is_none_or(|ticker| tickers.get(row).is_some_and(|own| own == ticker))
        };
        let rows = rows(table).into_iter().enumerate().filter(|(row, _)| asked(*row));
        all.insert(table.name.clone(), rows.map(|(_, row)| row).collect());
    }
    format!("{:#}", serde_json::Value::Object(all))
}
