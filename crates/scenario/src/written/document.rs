//! The keys of a scenario file, and how the file is read as a whole.

use crate::choose::levers::{Levers, Ranges};
use crate::choose::negotiation::NegotiationTable;
use crate::kinds::read::{Measures, Shocks, refuse_same_names};
use crate::text::place::{Files, Place};
use crate::text::tree::Table;
use crate::value::fields::Fields;
use crate::value::key::{AnyKey, Key};
use crate::value::pick::{Basis, End, Pick};
use crate::value::reading::Reading;
use crate::written::options::{CommodityTable, TradeTable};
use crate::written::scenario::{DEFAULT_WORLD, Scenario};
use jiff::civil::Date;
use std::sync::Arc;

pub(crate) const TITLE: Key<String> = Key::required("title", "a title for people");
const WORLD: Key<String> = Key::optional("world", "the world it is about; icio-2022 by default");
const START: Key<Date> = Key::optional("start", "the first day it is about");
const END: Key<Date> = Key::optional("end", "the last day it is about");
const DATE: Key<Date> =
    Key::optional("date", "the day on which the trade engine takes the state; `end` by default");
const DESCRIPTION: Key<String> = Key::optional("description", "what it is about");
const BASIS: Key<Basis> = Key::optional(
    "basis",
    "which duties of a schedule count where it has both: collected (the default) or statutory",
);
const RANGE: Key<End> = Key::optional(
    "range",
    "which value counts where a schedule gives a rate as a range: middle (the default), low or high",
);
const TRADE: Key<TradeTable> = Key::optional("trade", "options of the trade engine");
const COMMODITY: Key<CommodityTable> =
    Key::optional("commodity", "options of the commodity engine");
const NEGOTIATION: Key<NegotiationTable> = Key::optional(
    "negotiation",
    "who negotiates over the measures, and over which states of the world",
);
const SHOCK: Key<Shocks> = Key::optional("shock", "what happened, as [[shock]]");
const MEASURE: Key<Measures> = Key::optional("measure", "what a party offers, as [[measure]]");
pub(crate) const TOP: [&dyn AnyKey; 13] = [
    &TITLE,
    &WORLD,
    &START,
    &END,
    &DATE,
    &DESCRIPTION,
    &BASIS,
    &RANGE,
    &TRADE,
    &COMMODITY,
    &NEGOTIATION,
    &SHOCK,
    &MEASURE,
];

/// A scenario that says nothing.
fn blank() -> Scenario {
    Scenario {
        title: String::new(),
        world: DEFAULT_WORLD.to_owned(),
        start: None,
        end: None,
        date: None,
        description: None,
        entries: Vec::new(),
        trade: TradeTable::default(),
        commodity: CommodityTable::default(),
        pick: Pick::default(),
        files: Files::default(),
        mentions: Arc::default(),
        problems: Vec::new(),
        tree: Arc::default(),
        levers: Arc::default(),
        taken: None,
        negotiation: None,
        variants: Arc::default(),
        overridden: false,
        schedules: Vec::new(),
    }
}

/// Reads a file as a tree; problems stay with the reading. Where nothing better is to be pointed
/// at, it is `place`.
pub(crate) fn read_tree(written: Table, place: Place, reading: &mut Reading) -> Scenario {
    let mut tree = written.clone();
    let ranges = Ranges::settle(&mut tree, reading);
    let about_ranges = std::mem::take(&mut reading.problems);
    let fields = Fields { table: &tree, place, what: "a scenario".to_owned() };
    fields.refuse_unknown(&[&TOP], reading);
    // Before the entries, whose schedules are read by it.
    reading.pick = Pick {
        basis: fields.get(&BASIS, reading).unwrap_or_default(),
        end: fields.get(&RANGE, reading).unwrap_or_default(),
    };
    let mut scenario = Scenario {
        title: fields.get(&TITLE, reading).unwrap_or_default(),
        world: fields.get(&WORLD, reading).unwrap_or_else(|| DEFAULT_WORLD.to_owned()),
        start: fields.get(&START, reading),
        end: fields.get(&END, reading),
        date: fields.get(&DATE, reading),
        description: fields.get(&DESCRIPTION, reading),
        trade: fields.get(&TRADE, reading).unwrap_or_default(),
        commodity: fields.get(&COMMODITY, reading).unwrap_or_default(),
        pick: reading.pick,
        negotiation: fields.get(&NEGOTIATION, reading).map(Arc::new),
        entries: fields.get(&SHOCK, reading).map(|shocks| shocks.0).unwrap_or_default(),
        ..blank()
    };
    scenario
        .entries
        .extend(fields.get(&MEASURE, reading).map(|measures| measures.0).unwrap_or_default());
    refuse_same_names(&scenario.entries, reading);
    crate::written::calendar::check(&scenario, &tree, reading);
    scenario.levers = Arc::new(Levers::new(&scenario.entries, &written, &ranges, reading));
    ranges.hush(&mut reading.problems);
    reading.problems.extend(about_ranges);
    scenario.schedules = reading.companion_files();
    scenario.mentions = Arc::new(std::mem::take(&mut reading.mentions));
    scenario.tree = Arc::new(written);
    scenario
}
