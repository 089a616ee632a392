//! A scenario as written: what a file says, before it meets a world.

use crate::commodity::CommodityTable;
use crate::cost::{COST, Cost, Size};
use crate::futures::read_variants;
use crate::kinds::{Action, Bill, Engine, KINDS, Kind};
use crate::levers::{Lever, Levers, Ranges};
use crate::negotiation::{Negotiation, NegotiationTable};
use crate::options::TradeTable;
use crate::overrides::Overrides;
use crate::reading::Reading;
use crate::report::{Diagnostic, Report};
use crate::selector::{Economies, Mention};
use crate::shape::{AnyKey, Fields, Key, Shape, wrong_type};
use crate::source::Source;
use crate::text::{Files, Place, Spanned};
use crate::timeline::Window;
use crate::tree::{self, Node, Table, Value};
use detente_world::nearest::{did_you_mean, quoted};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// The world of a scenario that names none.
pub const DEFAULT_WORLD: &str = "icio-2022";

/// What happened, or what a party offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Something that happened.
    Shock,
    /// Something a party offers.
    Measure,
}

/// One shock or measure.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name, unique in the scenario.
    pub name: Spanned<String>,
    /// Shock or measure.
    pub side: Side,
    /// Its kind, such as `tariff`.
    pub kind: &'static str,
    /// Where the fact is from.
    pub source: String,
    /// What a reader should know.
    pub note: Option<String>,
    /// First day in force; none means from the beginning.
    pub from: Option<Date>,
    /// Last day in force; none means to the end.
    pub until: Option<Date>,
    /// Who takes the measure, as written.
    pub by: Option<String>,
    /// For whom the measure is meant, as written.
    pub beneficiary: Option<String>,
    /// Whether the measure may be left out as a whole.
    pub optional: bool,
    /// What the measure costs.
    pub cost: Option<Cost>,
    /// The number of the measure's value as written; none for shocks, schedules and bans.
    pub size: Option<Size>,
    pub(crate) action: Option<Arc<dyn Action>>,
}

impl Entry {
    /// Which engines it moves.
    #[must_use]
    pub fn engines(&self) -> &'static [Engine] {
        self.kind().map_or(&[], |kind| kind.engines)
    }

    /// Whether all that it costs is counted: by its `cost`, by the engines or by the entry itself.
    /// Where not, the cost is not known, which is not zero; `cost = { capital = "USD 0" }` says
    /// that it is zero.
    #[must_use]
    pub fn cost_is_known(&self) -> bool {
        self.cost.is_some() || self.kind().is_none_or(|kind| kind.bill == Bill::Counted)
    }

    /// Its row in the table of kinds.
    pub(crate) fn kind(&self) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == self.kind).copied()
    }

    pub(crate) fn window(&self) -> Window {
        Window { from: self.from, until: self.until }
    }
}

/// A scenario without errors of its own; whether its names exist is for [`check`](crate::check) to
/// say, given a world.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Title for people.
    pub title: String,
    /// Name of the world it is about.
    pub world: String,
    /// First day it is about.
    pub start: Option<Date>,
    /// Last day it is about.
    pub end: Option<Date>,
    /// The day on which the trade engine takes the state.
    pub date: Option<Date>,
    /// What it is about.
    pub description: Option<String>,
    /// Shocks in file order, then measures in file order.
    pub entries: Vec<Entry>,
    pub(crate) trade: TradeTable,
    pub(crate) commodity: CommodityTable,
    pub(crate) files: Files,
    pub(crate) mentions: Arc<Vec<Mention>>,
    pub(crate) problems: Vec<Diagnostic>,
    /// The file with its ranges.
    pub(crate) tree: Arc<Table>,
    pub(crate) levers: Arc<Levers>,
    /// The levels chosen, if they are.
    pub(crate) taken: Option<Arc<[Option<f64>]>>,
    pub(crate) negotiation: Option<Arc<NegotiationTable>>,
    /// The scenario in each state of the world of the negotiation; none where nothing is changed.
    pub(crate) variants: Arc<Vec<Option<Scenario>>>,
    overridden: bool,
    schedules: Vec<usize>,
}

impl Scenario {
    /// The scenario as TOML, ready to be read again: the text as written, or written anew if
    /// something was overridden or levels were chosen.
    #[must_use]
    pub fn to_toml(&self) -> String {
        match self.files.get(0) {
            Some(file) if !self.overridden && self.taken.is_none() => file.text.clone(),
            _ => tree::write(&self.tree_as_taken()),
        }
    }

    /// The schedule files it uses, with their texts, in the order of first use; the names are
    /// relative to the scenario file.
    #[must_use]
    pub fn schedules(&self) -> Vec<(&str, &str)> {
        let files = self.schedules.iter().filter_map(|file| self.files.get(*file));
        files.map(|file| (file.name.as_str(), file.text.as_str())).collect()
    }

    /// The name of its file, for messages.
    pub(crate) fn file_name(&self) -> &str {
        self.files.get(0).map_or("", |file| file.name.as_str())
    }

    /// How it is negotiated, if it says so.
    #[must_use]
    pub fn negotiation(&self) -> Option<&Negotiation> {
        self.negotiation.as_ref().map(|table| &table.settled)
    }

    /// Notes that the text is not what was written.
    pub(crate) fn rewritten(&mut self) {
        self.overridden = true;
    }

    /// The day on which the state is taken: `date`, else `end`, else the latest day on which
    /// anything begins.
    #[must_use]
    pub fn evaluation_date(&self) -> Option<Date> {
        let phases = self
            .entries
            .iter()
            .filter_map(|entry| entry.action.as_ref())
            .flat_map(|a| a.phase_starts());
        let starts = self.entries.iter().filter_map(|entry| entry.from).chain(phases);
        self.date.or(self.end).or_else(|| starts.max()).or(self.start)
    }
}

/// A scenario as far as it could be read, with every problem found on the way.
#[derive(Clone, Debug)]
pub struct Draft(pub(crate) Scenario);

impl Draft {
    /// The world it names, or the default.
    #[must_use]
    pub fn world(&self) -> &str {
        &self.0.world
    }

    /// What parties can choose the level of, as far as it could be read.
    #[must_use]
    pub fn levers(&self) -> &[Lever] {
        self.0.levers()
    }

    /// The problems found without looking at a world.
    #[must_use]
    pub fn report(&self) -> Report {
        Report::new(self.0.problems.clone(), self.0.files.clone())
    }

    /// The scenario, if it has no errors of its own.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn finish(self) -> Result<Scenario, Report> {
        let report = self.report();
        if report.errors() > 0 { Err(report) } else { Ok(self.0) }
    }
}

pub(crate) const TITLE: Key<String> = Key::required("title", "a title for people");
const WORLD: Key<String> = Key::optional("world", "the world it is about; icio-2022 by default");
const START: Key<Date> = Key::optional("start", "the first day it is about");
const END: Key<Date> = Key::optional("end", "the last day it is about");
const DATE: Key<Date> =
    Key::optional("date", "the day on which the trade engine takes the state; `end` by default");
const DESCRIPTION: Key<String> = Key::optional("description", "what it is about");
const TRADE: Key<TradeTable> = Key::optional("trade", "options of the trade engine");
const COMMODITY: Key<CommodityTable> =
    Key::optional("commodity", "options of the commodity engine");
const NEGOTIATION: Key<NegotiationTable> = Key::optional(
    "negotiation",
    "who negotiates over the measures, and over which states of the world",
);
const SHOCK: Key<Shocks> = Key::optional("shock", "what happened, as [[shock]]");
const MEASURE: Key<Measures> = Key::optional("measure", "what a party offers, as [[measure]]");
pub(crate) const TOP: [&dyn AnyKey; 11] = [
    &TITLE,
    &WORLD,
    &START,
    &END,
    &DATE,
    &DESCRIPTION,
    &TRADE,
    &COMMODITY,
    &NEGOTIATION,
    &SHOCK,
    &MEASURE,
];

const NAME: Key<String> = Key::required("name", "a name for people, unique in the scenario");
const KIND: Key<String> = Key::required("kind", "what kind of shock or measure it is");
const SOURCE: Key<String> =
    Key::required("source", "where the fact is from: source = \"Proclamation 10908\"");
const NOTE: Key<String> = Key::optional("note", "what a reader should know");
const FROM: Key<Date> = Key::optional("from", "the first day in force");
const UNTIL: Key<Date> = Key::optional("until", "the last day in force");
const BY: Key<Economies> =
    Key::required("by", "who takes the measure: the code of an economy or a group");
const FOR: Key<Economies> = Key::optional("for", "for whom the measure is meant");
/// The keys of every entry.
pub(crate) const COMMON: [&dyn AnyKey; 6] = [&NAME, &KIND, &SOURCE, &NOTE, &FROM, &UNTIL];
const OPTIONAL: Key<bool> =
    Key::optional("optional", "true for a measure that `negotiate` takes or leaves as a whole");
/// The keys that measures have on top.
pub(crate) const PARTIES: [&dyn AnyKey; 4] = [&BY, &FOR, &COST, &OPTIONAL];

/// The shocks of a scenario; their keys depend on their kinds.
struct Shocks(Vec<Entry>);
/// The measures of a scenario.
struct Measures(Vec<Entry>);

impl Shape for Shocks {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_entries(node, Side::Shock, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": crate::schema::entry(&[&COMMON]) })
    }
}

impl Shape for Measures {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_entries(node, Side::Measure, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": crate::schema::entry(&[&COMMON, &PARTIES]) })
    }
}

/// Reads a scenario as far as it goes; never fails, so that every problem can be told at once.
#[must_use]
pub fn read(source: &Source, overrides: &Overrides) -> Draft {
    let mut files = Files::default();
    let main = files.push(&source.name, &source.text);
    let mut reading = Reading::new(files, source.folder.clone());
    let mut tree = tree::read(&source.text, main, &mut reading.problems);
    let syntax_errors = reading.problems.clone();
    crate::former::bring_up(&mut tree, &mut reading.problems);
    overrides.apply(&mut tree, &mut reading.files, &mut reading.problems);
    let place = Place { file: main, start: 0, end: source.text.lines().next().unwrap_or("").len() };
    let reading = &mut reading;
    let mut scenario = read_tree(tree, place, reading);
    scenario.overridden = !overrides.is_empty();
    if let Some(negotiation) = scenario.negotiation.clone() {
        negotiation.check_dates(scenario.start, reading);
        scenario.variants = Arc::new(read_variants(&scenario, &negotiation, place, reading));
    }
    scenario.files = std::mem::take(&mut reading.files);
    scenario.problems = std::mem::take(&mut reading.problems);
    // What follows from a broken line would only hide it.
    if !syntax_errors.is_empty() {
        (scenario.problems, scenario.mentions, scenario.entries) =
            (syntax_errors, Arc::default(), Vec::new());
        (scenario.levers, scenario.negotiation, scenario.variants) =
            (Arc::default(), None, Arc::default());
    }
    Draft(scenario)
}

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
    let mut scenario = Scenario {
        title: fields.get(&TITLE, reading).unwrap_or_default(),
        world: fields.get(&WORLD, reading).unwrap_or_else(|| DEFAULT_WORLD.to_owned()),
        start: fields.get(&START, reading),
        end: fields.get(&END, reading),
        date: fields.get(&DATE, reading),
        description: fields.get(&DESCRIPTION, reading),
        trade: fields.get(&TRADE, reading).unwrap_or_default(),
        commodity: fields.get(&COMMODITY, reading).unwrap_or_default(),
        negotiation: fields.get(&NEGOTIATION, reading).map(Arc::new),
        entries: fields.get(&SHOCK, reading).map(|shocks| shocks.0).unwrap_or_default(),
        ..blank()
    };
    scenario
        .entries
        .extend(fields.get(&MEASURE, reading).map(|measures| measures.0).unwrap_or_default());
    refuse_same_names(&scenario.entries, reading);
    crate::calendar::check(&scenario, &tree, reading);
    scenario.levers = Arc::new(Levers::new(&scenario.entries, &written, &ranges, reading));
    ranges.hush(&mut reading.problems);
    reading.problems.extend(about_ranges);
    scenario.schedules = reading.schedule_files();
    scenario.mentions = Arc::new(std::mem::take(&mut reading.mentions));
    scenario.tree = Arc::new(written);
    scenario
}

fn read_entries(node: &Node, side: Side, reading: &mut Reading) -> Option<Vec<Entry>> {
    let Value::List(nodes) = &node.value else {
        let header = if side == Side::Shock { "[[shock]]" } else { "[[measure]]" };
        wrong_type(node, "a list of tables", &format!("begin each entry with {header}"), reading);
        return None;
    };
    Some(nodes.iter().filter_map(|node| read_entry(node, side, reading)).collect())
}

pub(crate) fn read_entry(node: &Node, side: Side, reading: &mut Reading) -> Option<Entry> {
    let noun = if side == Side::Shock { "a shock" } else { "a measure" };
    let mut fields = Fields::of(node, noun, reading)?;
    let name = fields.spanned(&NAME, reading);
    let (source, note) = (fields.get(&SOURCE, reading), fields.get(&NOTE, reading));
    let (from, until) = (fields.spanned(&FROM, reading), fields.get(&UNTIL, reading));
    let (mut by, mut beneficiary, mut cost, mut optional) = (None, None, None, false);
    if side == Side::Measure {
        by = fields.get(&BY, reading).map(|by| by.0.words());
        beneficiary = fields.get(&FOR, reading).map(|party| party.0.words());
        cost = fields.get(&COST, reading);
        optional = fields.get(&OPTIONAL, reading).unwrap_or(false);
    }
    let kind = fields.spanned(&KIND, reading).and_then(|kind| find_kind(&kind, reading));
    let parties: &[&dyn AnyKey] = if side == Side::Measure { &PARTIES } else { &[] };
    match kind {
        Some(kind) => {
            fields.what = format!("{noun} of kind `{}`", kind.name);
            fields.refuse_unknown(&[&COMMON, parties, kind.keys], reading);
        }
        // Without a kind a key may belong to any of them.
        None => {
            let all: Vec<&[&dyn AnyKey]> =
                KINDS.iter().map(|kind| kind.keys).chain([&COMMON[..], parties]).collect();
            fields.refuse_unknown(&all, reading);
        }
    }
    let size = kind
        .filter(|_| side == Side::Measure)
        .and_then(|kind| crate::cost::size(fields.table, kind));
    let cost = cost.map(|cost| cost.settle(by.as_deref(), size.as_ref(), reading));
    let action = kind.and_then(|kind| (kind.read)(&fields, reading));
    Some(Entry {
        name: name.unwrap_or(Spanned { value: String::new(), place: fields.place }),
        side,
        kind: kind.map_or("", |kind| kind.name),
        source: source.unwrap_or_default(),
        note,
        from: from.map(|from| from.value),
        until,
        by,
        beneficiary,
        optional,
        cost,
        size,
        action: action.map(Arc::from),
    })
}

/// The key of an entry of a kind by its name, if the kind has it.
pub(crate) fn find_key(kind: &str, name: &str) -> Option<&'static dyn AnyKey> {
    let kind = KINDS.iter().find(|known| known.name == kind)?;
    COMMON.iter().chain(&PARTIES).chain(kind.keys).copied().find(|key| key.name() == name)
}

fn find_kind(kind: &Spanned<String>, reading: &mut Reading) -> Option<&'static Kind> {
    let now = crate::former::kind(&kind.value, kind.place, &mut reading.problems);
    let found = KINDS.iter().find(|known| known.name == now).copied();
    if found.is_none() {
        let names = || KINDS.iter().map(|kind| kind.name);
        let all = format!("the kinds are {}", quoted(names()));
        let hint = did_you_mean(&kind.value, names().map(|name| (name, ""))).unwrap_or(all);
        let message = format!("unknown kind `{}`", kind.value);
        reading.problem(
            Diagnostic::error(kind.place, message, "not a kind of shock or measure").hint(hint),
        );
    }
    found
}

fn refuse_same_names(entries: &[Entry], reading: &mut Reading) {
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.name.value.is_empty())
    {
        if let Some(first) = entries[..at].iter().find(|first| first.name.value == entry.name.value)
        {
            let message = format!("two entries have the name `{}`", entry.name.value);
            let problem = Diagnostic::error(entry.name.place, message, "again")
                .related(first.name.place, "the first one")
                .hint("give each entry a name of its own: results and --set refer to it");
            reading.problem(problem);
        }
    }
}
