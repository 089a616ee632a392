//! What does a run say as plain text that other pages can take in? The answer, the entries, the
//! tables, the sources.
//!
//! A long table shows its largest rows and says how many there are; a table that was asked for by
//! name is shown whole.

use crate::error::ReportError;
use crate::top::{largest, leading};
use detente_figures::number::thousands;
use detente_record::catalogue::{Currencies, TableNote, Unit};
use detente_record::escape::markdown as line;
use detente_record::{Summary, Tables, currencies, described, described_column, endless};
use detente_world::Source;
use detente_world::table::{Column, Table};

/// Rows of a long table that are shown.
const SHOWN: usize = 30;
/// First line of every such file, so that it is known again.
pub(crate) const MARK: &str = "<!-- detente report -->";

/// The run as Markdown; `whole` shows every row of `tables`, otherwise long ones show their
/// largest.
///
/// # Errors
/// If a table lacks a column or is not in the catalogue.
pub fn markdown(
    summary: &Summary,
    views: &Tables,
    tables: &[&Table],
    whole: bool,
) -> Result<String, ReportError> {
    let mut out = format!("{MARK}\n\n# {}\n\n", line(&summary.title));
    out.push_str(&format!(
        "{} on {}; world {}; detente {}.\n\n",
        line(&summary.scenario),
        summary.date,
        line(&summary.world.id),
        summary.version
    ));
    out.push_str(&answer(summary, views)?);
    entries(&mut out, summary);
    let units = currencies(summary);
    for table in tables {
        section(&mut out, summary, table, (&units, whole))?;
    }
    method(&mut out, summary);
    Ok(out)
}

/// The answer in five sentences, as on the page.
fn answer(summary: &Summary, views: &Tables) -> Result<String, ReportError> {
    let told = crate::page::sentences(summary, views)?;
    let one = |(about, text): &(&str, String)| format!("- **{about}.** {}\n", line(text));
    Ok(told.iter().map(one).collect())
}

fn row(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push_str(&format!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")));
}

fn entries(out: &mut String, summary: &Summary) {
    out.push_str(
        "\n## Entries of the scenario\n\n| entry | kind | period | in force | source |\n|---|---|---|---|---|\n",
    );
    for entry in &summary.entries {
        let force = if entry.in_force { "yes" } else { "no" };
        row(
            out,
            [entry.name.as_str(), &entry.kind, &entry.period, force, &entry.source]
                .into_iter()
                .map(line),
        );
    }
    if !summary.overrides.is_empty() {
        out.push_str("\nChanged on the command line:\n\n");
        summary.overrides.iter().for_each(|change| out.push_str(&format!("- {}\n", line(change))));
    }
}

fn section(
    out: &mut String,
    summary: &Summary,
    table: &Table,
    (units, whole): (&Currencies, bool),
) -> Result<(), ReportError> {
    let note = described(table)?;
    out.push_str(&format!("\n## {} (`{}`)\n\nOne row per {}.\n", note.title, note.name, note.row));
    let shown = if whole { (0..table.rows()).collect() } else { largest(table, note, SHOWN) };
    if table.rows() == 0 {
        out.push_str("\nNo rows: nothing in this scenario makes one.\n");
    } else {
        if shown.len() < table.rows() {
            let by = leading(table, note)
                .map_or(String::new(), |by| format!(", the largest by {by} first"));
            let (few, all) = (shown.len(), thousands(table.rows() as f64));
            out.push_str(&format!(
                "\n{few} of {all} rows{by}; `--tables {}` shows all.\n",
                note.name
            ));
        }
        cells(out, table, note, &shown)?;
    }
    out.push_str("\n| column | unit | meaning | equation |\n|---|---|---|---|\n");
    for (name, _) in &table.columns {
        let column = described_column(note, name)?;
        let by = column
            .equation
            .and_then(|id| summary.equation(id))
            .map_or(String::new(), |equation| equation.text.into_owned());
        let unit =
            if column.unit == Unit::Date { "date".to_owned() } else { column.unit.text(units) };
        row(out, [format!("`{name}`"), line(&unit), line(&column.meaning), line(&by)].into_iter());
    }
    Ok(())
}

fn cells(
    out: &mut String,
    table: &Table,
    note: &TableNote,
    shown: &[usize],
) -> Result<(), ReportError> {
    out.push('\n');
    row(out, table.columns.iter().map(|(name, _)| name.clone()));
    let mut rules = Vec::new();
    for (name, _) in &table.columns {
        rules.push(
            if described_column(note, name)?.unit.is_words() { "---" } else { "---:" }.to_owned(),
        );
    }
    row(out, rules.into_iter());
    for &at in shown {
        row(out, table.columns.iter().map(|(name, column)| cell(name, column, at)));
    }
    Ok(())
}

/// A cell at about six digits: the tables have all.
fn cell(name: &str, column: &Column, row: usize) -> String {
    match column {
        Column::Text(words) => line(&words[row]),
        Column::Number(_) | Column::Partial(_) => match column.number(row) {
            None => String::new(),
            Some(value) if value.is_infinite() => endless(name).unwrap_or_default().to_owned(),
            Some(value) => six(value),
        },
    }
}

/// Six significant digits without trailing zeros; powers of ten where the number is very large or
/// small.
fn six(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 || value.fract() == 0.0 && size < 1e15 {
        return format!("{value}");
    }
    if !(1e-5..1e15).contains(&size) {
        return format!("{value:.5e}");
    }
    let decimals = (5 - size.log10().floor() as i32).clamp(0, 10) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn method(out: &mut String, summary: &Summary) {
    let certificate = &summary.certificate;
    out.push_str(&format!(
        "\n## Method\n\nYears: {} in {}, residual {:.1e} ({}); Walras' law off by {:.1e}.\n\n",
        certificate.status,
        certificate.effort(),
        certificate.residual,
        certificate.norm,
        certificate.walras
    ));
    summary
        .options
        .iter()
        .chain(&summary.otherwise)
        .chain(&summary.limits)
        .for_each(|text| out.push_str(&format!("- {}\n", line(text))));
    for chain in &summary.commodity {
        out.push_str(&format!(
            "\nMonths, {}: residual {:.1e}.\n\n",
            line(&chain.title),
            chain.residual
        ));
        chain.assumed.iter().for_each(|text| out.push_str(&format!("- {}\n", line(text))));
    }
    out.push_str("\n## Sources\n\n| source | licence | vintage | grade | used for |\n|---|---|---|---|---|\n");
    let chains = summary.commodity.iter().flat_map(|chain| &chain.sources);
    let mut told: Vec<&Source> = Vec::new();
    for source in summary.world.sources.iter().chain(chains) {
        if !told.contains(&source) {
            told.push(source);
            let grade = source.grade.map_or(String::new(), |grade| format!("{grade:?}"));
            let used = source.used_for.clone().unwrap_or_default();
            row(
                out,
                [source.name.as_str(), &source.licence, &source.vintage, &grade, &used]
                    .into_iter()
                    .map(line),
            );
        }
    }
    out.push_str(&format!("\nSHA-256 of `manifest.json`: `{}`\n", summary.manifest));
}
