//! How did a figure of a company come about? Its row says it in words, with its equation and the
//! facts it rests on.

use super::replay::Replay;
use super::story::{Cell, Story, key};
use detente_world::table::Column;

pub(crate) fn explain_company(replay: &Replay, cell: &Cell) -> Story {
    let mut story = Story::default();
    let tables = &replay.stored.tables;
    let words = |table: &'_ detente_world::table::Table, column: &str, row: usize| {
        table
            .column(column)
            .and_then(Column::text)
            .map_or(String::new(), |cells| cells[row].clone())
    };
    if cell.table == "company_exposure" {
        let equation = cell.word("equation");
        if !equation.is_empty() {
            story.note(format!("equation {equation} of docs/companies.md"));
        }
        story.note(cell.word("explanation").to_owned());
        let ids: Vec<&str> = cell.word("source_rows").split("; ").collect();
        let Some(facts) = tables.get("company_facts") else { return story };
        for row in (0..facts.rows()).filter(|row| ids.contains(&words(facts, "row", *row).as_str()))
        {
            let part = |column: &str| words(facts, column, row);
            let (id, fact, value) = (part("row"), part("fact"), part("value"));
            story.note(format!(
                "{id}: {fact}: {value} ({}, {}, grade {})",
                part("source"),
                part("vintage"),
                part("grade")
            ));
        }
    }
    if cell.table == "company_summary" {
        story.note("equation C12 of docs/companies.md: the sum of the channels that enter the net");
        let Some(exposure) = tables.get("company_exposure") else { return story };
        for row in 0..exposure.rows() {
            let part = |column: &str| words(exposure, column, row);
            if part("ticker") == cell.word("ticker") && part("horizon") == cell.word("horizon") {
                let parts = ["ticker", "horizon", "channel", "item"].map(part);
                story.next("company_exposure", key(&parts.each_ref().map(String::as_str)), "mid");
            }
        }
    }
    story.note("Shown as stored; `detente verify` computes it again.");
    story.entries_in_force(replay, |_| true);
    story
}
