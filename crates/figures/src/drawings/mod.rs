//! Which drawings does the page show beside those of its own sections?
//!
//! Maps, flows, calendars and timelines, each a [`Figure`] with its data.
//! One call makes them all; the template places each with `{{ figure(drawn.NAME) }}`. What a run
//! does not have is none and leaves no trace.

mod atlas;
mod calendar;
mod flow_map;
mod heat;
pub(crate) mod labels;
mod links;
mod ribbons;
mod sankey;
mod series;
mod stages;
mod strips;
mod timeline;
mod waiting;
mod world_map;

#[cfg(test)]
mod geometry;
#[cfg(test)]
mod properties;
#[cfg(test)]
pub(crate) mod sample;

use crate::error::FiguresError;
use crate::figure::Figure;
use detente_record::catalogue::Engine;
use detente_record::{ChainNote, Summary, Tables};
use minijinja::{Value, context};

pub use crate::axis::{day, months};
pub use calendar::calendar;
pub use heat::heat;
pub use links::delivers;
pub use timeline::timeline;
pub use world_map::world_map;

/// The figures by name: `timeline`, `calendar`, `heat`, `map`, and by chain, in the order of the
/// summary, `chains` with `id` and `figures`.
///
/// # Errors
/// If a table lacks a column.
pub fn drawn(summary: &Summary, tables: &Tables) -> Result<Value, FiguresError> {
    let shown = |figure: Option<Figure>| figure.and_then(|figure| figure.value());
    let mut chains: Vec<Value> = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for chain in &summary.commodity {
        let mut figures = chain_figures(chain, tables)?;
        figures.iter_mut().for_each(|figure| figure.told_once(&mut told));
        let figures: Vec<Value> = figures.iter().filter_map(Figure::value).collect();
        chains.push(context! { id => chain.id.as_str(), figures });
    }
    Ok(context! {
        timeline => shown(timeline(summary)?),
        map => shown(world_map(summary, tables)?),
        calendar => shown(calendar(summary, tables)?),
        heat => shown(heat(summary, tables)?),
        chains,
    })
}

/// What is drawn of a chain: flows on a map and as bands, prices, stocks.
///
/// # Errors
/// If a table lacks a column.
pub fn chain_figures(chain: &ChainNote, tables: &Tables) -> Result<Vec<Figure>, FiguresError> {
    let Some(commodity) = tables.with(Engine::Commodity) else { return Ok(Vec::new()) };
    let flows =
        flow_map::flow_map(chain, commodity)?.into_iter().chain(sankey::sankeys(chain, commodity)?);
    let flows = flows.chain(stages::stages(chain, commodity)?);
    let paths = [series::prices(chain, commodity)?, series::stocks(chain, commodity)?];
    Ok(flows.chain(paths.into_iter().flatten()).collect())
}
