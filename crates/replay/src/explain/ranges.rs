//! How did real income at an end of a range come about? The year is solved again there.

use super::replay::Replay;
use super::story::{Cell, Story};
use super::trade::trade_settings;
use crate::error::ReplayError;

/// A cell of `income_ranges`.
pub(crate) fn explain_range(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let mut story = Story::default();
    let (code, cause) = (cell.word("economy").to_owned(), cell.word("cause").to_owned());
    let at = replay.loaded.world.economy(&code);
    let ends = replay.ends()?;
    let missing = || ReplayError::Explain(format!("{cause} have no ends for {code} any more"));
    let (at, own) = at.zip(ends.iter().find(|own| own.cause == cause)).ok_or_else(missing)?;
    let (value, where_at) = match cell.column.as_str() {
        "real_income_at_low_musd" => (own.incomes[0][at.0], "at the low end of the cause"),
        "real_income_at_high_musd" => (own.incomes[1][at.0], "at its high end"),
        _ => (replay.real_income(at)?, "in the middle"),
    };
    let meaning = format!("equivalent variation {where_at}");
    let given = story.steps.given("EV", value, &cell.unit, &meaning, "the year, solved again");
    story.steps.define(&cell.column, &cell.unit, &cell.meaning, &given);
    story.entries_in_force(replay, |_| true);
    trade_settings(&mut story, replay);
    story.next("welfare", code, "real_income_musd");
    Ok(story)
}
