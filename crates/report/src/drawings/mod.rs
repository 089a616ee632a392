//! Which drawings does the page show beside those of its own sections?
//!
//! Maps, flows, calendars and timelines, each a [`Figure`](crate::figure::Figure) with its data. One call makes them all; the template places
//! each with `{{ figure(drawn.NAME) }}`. What a run does not have is none and leaves no trace.

mod atlas;
mod axis;
mod calendar;
mod heat;
mod labels;
mod strips;
mod timeline;
mod waiting;
mod world_map;

use crate::error::ReportError;
use crate::figure::Figure;
use crate::summary::{RunTables, Summary};
use minijinja::{Value, context};

pub(crate) use calendar::calendar;
pub(crate) use heat::heat;
pub(crate) use timeline::timeline;
pub(crate) use world_map::world_map;

/// The figures by name: `timeline`, `calendar`, `heat`, `map`.
///
/// # Errors
/// If a table lacks a column.
pub(crate) fn drawn(summary: &Summary, tables: &RunTables<'_>) -> Result<Value, ReportError> {
    let shown = |figure: Option<Figure>| figure.and_then(|figure| figure.value());
    Ok(context! {
        timeline => shown(timeline(summary)?),
        map => shown(world_map(summary, tables)?),
        calendar => shown(calendar(summary, tables)?),
        heat => shown(heat(summary, tables)?),
    })
}
