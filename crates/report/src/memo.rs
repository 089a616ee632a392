//! What does a run say on two pages, for somebody who decides? The answer, the deal, the numbers of
//! each horizon, what is uncertain, and where it is from.
//!
//! One content in two forms: Markdown ([`memo_text`]) and a Word document ([`memo_docx`]). Every
//! number is one of the report.

use crate::error::ReportError;
use crate::page::facts::Facts;
use crate::page::{answer, glance, lead, uncertain, words};
use detente_figures::figure::{Cell, DataTable};
use detente_figures::number::{three, typeset};
use detente_record::escape::markdown;
use detente_record::{Summary, Tables};

/// Entries that are listed; a memo says how many more there are.
const ENTRIES: usize = 6;
/// Sources that are named.
const SOURCES: usize = 5;
/// Rows of each panel.
const ROWS: usize = 6;
/// First line of every such file, so that it is known again.
pub(crate) const MARK: &str = "<!-- detente memo -->";

/// A part of a memo, its text as it was written by whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// The title of the memo.
    Title(String),
    /// A heading.
    Heading(String),
    /// A paragraph; small print where `true`.
    Paragraph(String, bool),
    /// An item of a list, with what it is about.
    Item(String, String),
    /// A table: caption, heads, cells; whether each column holds words.
    Grid(String, Vec<(String, bool)>, Vec<Vec<String>>),
}

/// The memo as Markdown.
///
/// # Errors
/// If a table lacks a column.
pub fn memo_text(summary: &Summary, tables: &Tables) -> Result<String, ReportError> {
    let mut out = format!("{MARK}\n");
    let mut listed = false;
    for block in blocks(&Facts::of(summary, tables)?)? {
        let item = matches!(block, Block::Item(..));
        if !(item && listed) {
            out.push('\n');
        }
        listed = item;
        match block {
            Block::Title(text) => out.push_str(&format!("# {}\n", markdown(&text))),
            Block::Heading(text) => out.push_str(&format!("## {}\n", markdown(&text))),
            Block::Paragraph(text, _) => out.push_str(&format!("{}\n", markdown(&text))),
            Block::Item(about, text) => {
                out.push_str(&format!("- **{}.** {}\n", markdown(&about), markdown(&text)));
            }
            Block::Grid(caption, heads, rows) => grid(&mut out, &caption, &heads, &rows),
        }
    }
    Ok(out)
}

/// The memo as a Word document.
///
/// # Errors
/// As [`memo_text`], or if the file cannot be put together: a mistake of this program.
pub fn memo_docx(summary: &Summary, tables: &Tables) -> Result<Vec<u8>, ReportError> {
    let blocks = blocks(&Facts::of(summary, tables)?)?;
    crate::docx::document(&summary.title, &summary.date, &blocks)
}

fn grid(out: &mut String, caption: &str, heads: &[(String, bool)], rows: &[Vec<String>]) {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&format!("**{}**\n\n", markdown(caption)));
    out.push_str(&row(heads.iter().map(|(head, _)| markdown(head)).collect()));
    let rule = |(_, words): &(String, bool)| if *words { "---" } else { "---:" }.to_owned();
    out.push_str(&row(heads.iter().map(rule).collect()));
    rows.iter().for_each(|cells| {
        out.push_str(&row(cells.iter().map(|cell| markdown(cell)).collect()));
    });
}

fn blocks(facts: &Facts<'_>) -> Result<Vec<Block>, ReportError> {
    let summary = facts.summary;
    let lead = lead::lead(facts)?;
    let told = answer::answers(facts)?;
    let mut blocks = vec![
        Block::Title(summary.title.clone()),
        Block::Paragraph(
            format!(
                "State of policy on {}. Scenario {}, world {}, detente {}.",
                words::day(&summary.date),
                summary.scenario,
                summary.world.id,
                summary.version
            ),
            true,
        ),
        Block::Paragraph(answer::together(summary, &lead.text), false),
    ];
    if let Some(sheet) = facts.package.as_ref().and_then(crate::package::lead) {
        blocks.push(deal(&sheet));
    }
    blocks.push(Block::Heading("What the run finds".to_owned()));
    blocks.extend(told.into_iter().map(|one| Block::Item(one.about.to_owned(), one.text)));
    blocks.push(Block::Heading("Numbers".to_owned()));
    let first = glance::first(facts, &lead).map(|figure| (figure.title, figure.data));
    let others = glance::glance(facts, &lead).map(|figure| (figure.title, figure.data));
    for (title, data) in first.into_iter().chain(others) {
        blocks.extend(panels(&title, &data));
    }
    blocks.push(Block::Heading("What is uncertain".to_owned()));
    blocks.extend(uncertain::without(facts).into_iter().take(2).map(|text| {
        let (about, text) = text.split_once(": ").unwrap_or(("", &text));
        Block::Item(about.to_owned(), capital(text))
    }));
    blocks.push(Block::Paragraph(
        "Low and high span what is assumed or known as a range only; they are not confidence intervals."
            .to_owned(),
        false,
    ));
    entries(&mut blocks, summary);
    blocks.push(Block::Heading("Sources".to_owned()));
    blocks.push(Block::Paragraph(sources(summary), true));
    Ok(blocks)
}

fn capital(text: &str) -> String {
    detente_figures::headline::capital(text)
}

/// The deal item by item.
fn deal(sheet: &detente_figures::sheet::Sheet) -> Block {
    let (caption, heads) = sheet.head();
    let heads = heads.into_iter().enumerate().map(|(at, head)| (head.to_owned(), at < 2));
    Block::Grid(caption.to_owned(), heads.collect(), sheet.rows.clone())
}

/// Three digits, as in a sentence; what rounds to nothing is nothing.
fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Number(value) => typeset(&three(*value)),
        other => other.text(),
    }
}

/// A table for each panel of a figure, its largest rows.
fn panels(title: &str, data: &DataTable) -> Vec<Block> {
    let mut names: Vec<String> = Vec::new();
    let name = |row: &Vec<Cell>| format!("{}: {}", row[0].text(), row[1].text());
    for row in &data.rows {
        let own = name(row);
        if !names.contains(&own) {
            names.push(own);
        }
    }
    let alone = names.len() == 1;
    let one = |own: &String| {
        let rows: Vec<&Vec<Cell>> = data.rows.iter().filter(|row| name(row) == *own).collect();
        let banded = rows.iter().any(|row| !row[3].text().is_empty());
        let shown = if banded { vec![2, 3, 4, 5] } else { vec![2, 4] };
        let heads = if banded { vec!["", "Low", "Middle", "High"] } else { vec!["", "Change"] };
        let cells = |row: &&Vec<Cell>| shown.iter().map(|at| cell(&row[*at])).collect();
        let caption = if alone { format!("{title}. {own}") } else { own.clone() };
        Block::Grid(
            caption,
            heads.into_iter().enumerate().map(|(at, head)| (head.to_owned(), at == 0)).collect(),
            rows.iter().take(ROWS).map(cells).collect(),
        )
    };
    names.iter().map(one).collect()
}

fn entries(blocks: &mut Vec<Block>, summary: &Summary) {
    let on: Vec<_> = summary.entries.iter().filter(|entry| entry.in_force).collect();
    if on.is_empty() {
        return;
    }
    blocks.push(Block::Heading("What is in force on the day".to_owned()));
    for entry in on.iter().take(ENTRIES) {
        let kind = entry.kind.replace("-control", " control").replace("import-stop", "import stop");
        let text = words::rounded(&format!("{kind}, {}", entry.period));
        blocks.push(Block::Item(entry.name.clone(), text));
    }
    if on.len() > ENTRIES {
        let more = format!("{} more entries are in the report.", on.len() - ENTRIES);
        blocks.push(Block::Paragraph(more, true));
    }
}

/// Where the numbers are from, and how to check them.
fn sources(summary: &Summary) -> String {
    let world = summary.world.sources.iter().map(|source| source.name.as_str());
    let chains = summary.commodity.iter().map(|chain| chain.title.as_str());
    let mut names: Vec<&str> = Vec::new();
    for name in world.chain(chains) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let more = match names.len().saturating_sub(SOURCES) {
        0 => String::new(),
        more => format!("; and {more} more, in the report"),
    };
    names.truncate(SOURCES);
    format!(
        "{}{more}. The command detente verify computes the run again; the SHA-256 of its manifest is {}.",
        names.join("; "),
        summary.manifest
    )
}
