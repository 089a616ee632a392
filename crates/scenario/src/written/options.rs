//! `[trade]` and `[commodity]`: how the engines close and bend, as far as a scenario may say.

use crate::elasticity::bundled::{self, OWN};
use crate::elasticity::horizon::{Horizon, in_words};
use crate::elasticity::set::{self, ElasticitySet};
use crate::elasticity::settle::{self, TradeElasticities};
use crate::select::selector::{Sectors, goods};
use crate::text::place::{Place, Spanned};
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::choice::Choice;
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::plain::{Elasticity, Exponent, Fraction};
use crate::value::reading::Reading;
use crate::written::dynamics::{Capital, WageFloor};
use crate::written::pass_through::{self, ExporterTable, ExporterTables};
use detente_world::nearest::did_you_mean;
use detente_world::{LinkTable, World};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// The set of a scenario that names none: what trade answers by then decides more than any single
/// long-run estimate.
const DEFAULT_SET: &str = "by-horizon";

/// What happens to trade deficits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deficits {
    /// They stay as they are, in units of world value added.
    #[default]
    Fixed,
    /// They stay the same share of world output.
    WorldShare,
    /// The baseline is solved without them first.
    Zero,
    /// They move in proportion to the economy's own value added.
    Proportional,
}

impl Choice for Deficits {
    const WHAT: &'static str = "treatment of deficits";
    const WORDS: &'static [(&'static str, Self)] = &[
        ("fixed", Self::Fixed),
        ("world-share", Self::WorldShare),
        ("zero", Self::Zero),
        ("proportional", Self::Proportional),
    ];
}

/// How one sector bends; the defaults are Cobb-Douglas without profits and with mobile factors.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct SectorOptions {
    /// Elasticity of substitution between value added and inputs; 1 is Cobb-Douglas.
    pub value_added_substitution: f64,
    /// Elasticity of substitution between inputs; 1 is Cobb-Douglas.
    pub input_substitution: f64,
    /// Share of receipts that accrues as profit.
    pub profit_share: f64,
    /// Share of value added earned by factors that cannot leave the sector.
    pub specific_share: f64,
}

impl Default for SectorOptions {
    fn default() -> Self {
        Self {
            value_added_substitution: 1.0,
            input_substitution: 1.0,
            profit_share: 0.0,
            specific_share: 0.0,
        }
    }
}

/// The options of the trade engine, resolved for a world.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TradeOptions {
    /// What happens to trade deficits.
    pub deficits: Deficits,
    /// Whether deficits are removed from the baseline first, as Caliendo and Parro do.
    pub remove_deficits: bool,
    /// Elasticity of substitution between sectors in final demand; 1 is Cobb-Douglas.
    pub final_demand_substitution: f64,
    /// Name of a set of trade elasticities, or of the user's file; `world` for the world's own.
    pub elasticities: String,
    /// What the set and `[[trade.sector]]` make of every sector; none where the world's own hold in
    /// one nest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nests: Option<TradeElasticities>,
    /// What happens to capital along the path.
    #[serde(skip_serializing_if = "Capital::is_default")]
    pub capital: Capital,
    /// Least ratio of a year's wage to that of the year before along the path; none where wages are
    /// free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wage_floor: Option<f64>,
    /// One per sector of the world; empty if the scenario says nothing about sectors.
    pub sectors: Vec<SectorOptions>,
    /// How much of a change of duty exporters pass through, as sentences; empty where all of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pass_through: Vec<String>,
}

impl TradeOptions {
    /// Whether the baseline is the world without its trade deficits.
    #[must_use]
    pub fn has_no_deficits(&self) -> bool {
        self.remove_deficits || self.deficits == Deficits::Zero
    }
}

/// `[trade]` as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TradeTable {
    deficits: Option<Deficits>,
    remove_deficits: Option<bool>,
    final_demand_substitution: Option<f64>,
    elasticities: Option<SetChoice>,
    horizon: Option<Spanned<Horizon>>,
    capital: Option<Capital>,
    wage_floor: Option<f64>,
    sectors: Vec<SectorTable>,
    pass_through: Option<Fraction>,
    exporters: Vec<ExporterTable>,
}

/// A set of elasticities as named: one of the program, or a file beside the scenario.
#[derive(Clone, Debug, PartialEq)]
struct SetChoice {
    name: String,
    place: Place,
    /// None where the file cannot be read; a message says so.
    file: Option<Arc<ElasticitySet>>,
}

impl SetChoice {
    fn is_file(&self) -> bool {
        self.name.to_ascii_lowercase().ends_with(".csv")
    }

    /// The set; none for the world's own and for one that is not known.
    fn set(&self) -> Option<Arc<ElasticitySet>> {
        if self.is_file() { self.file.clone() } else { bundled::find(&self.name) }
    }
}

/// One `[[trade.sector]]` as written.
#[derive(Clone, Debug, PartialEq)]
struct SectorTable {
    sector: Sectors,
    trade_elasticity: Option<f64>,
    home_elasticity: Option<f64>,
    value_added_substitution: Option<f64>,
    input_substitution: Option<f64>,
    profit_share: Option<f64>,
    specific_share: Option<f64>,
}

const DEFICITS: Key<Deficits> = Key::optional(
    "deficits",
    "what happens to trade deficits: fixed (the default), world-share, zero or proportional",
);
const REMOVE_DEFICITS: Key<bool> = Key::optional(
    "remove-deficits",
    "true to remove deficits from the baseline first, as Caliendo and Parro do",
);
const FINAL_DEMAND: Key<Elasticity> = Key::optional(
    "final-demand-substitution",
    "elasticity of substitution between sectors in final demand; 1, the default, is Cobb-Douglas",
);
const ELASTICITIES: Key<String> = Key::optional(
    "elasticities",
    "a set of trade elasticities by name, or a CSV beside the scenario; by-horizon is the default, \"world\" stands for the world's own",
);
const HORIZON: Key<Horizon> = Key::optional(
    "horizon",
    "how far ahead trade has answered, such as \"2 years\"; by default from the first shock to the end, at least a quarter",
);
const CAPITAL: Key<Capital> = Key::optional(
    "capital",
    "what happens to capital along the path: accumulates (the default), or fixed as in static models",
);
const WAGE_FLOOR: Key<WageFloor> = Key::optional(
    "wage-floor",
    "least ratio of a year's wage to that of the year before along the path, such as 0.99; by default wages are free",
);
const PASS_THROUGH: Key<Fraction> = Key::optional(
    "pass-through",
    "share of a change of duty that reaches the price with duty, 1 by default; exporters absorb the rest",
);
const EXPORTERS: Key<ExporterTables> =
    Key::optional("exporter", "pass-through by exporter, as [[trade.exporter]]");
const SECTORS: Key<SectorTables> =
    Key::optional("sector", "options by sector, as [[trade.sector]]");

const SECTOR: Key<Sectors> = crate::select::links::SECTOR;

const TRADE_ELASTICITY: Key<Exponent> = Key::optional(
    "trade-elasticity",
    "exponent of relative cost in shares among foreign origins, above -1; one less than the substitution",
);
const HOME_ELASTICITY: Key<Exponent> = Key::optional(
    "home-elasticity",
    "the same of home against foreign goods; by default that of the set, where that has one nest the trade elasticity",
);
const VALUE_ADDED: Key<Elasticity> = Key::optional(
    "value-added-substitution",
    "elasticity of substitution between value added and inputs; 1, the default, is Cobb-Douglas",
);
const INPUT: Key<Elasticity> = Key::optional(
    "input-substitution",
    "elasticity of substitution between inputs; 1, the default, is Cobb-Douglas; critical inputs need less",
);
const PROFIT: Key<Fraction> =
    Key::optional("profit-share", "share of receipts that accrues as profit, 0 by default");
const SPECIFIC: Key<Fraction> = Key::optional(
    "specific-share",
    "share of value added earned by factors that cannot leave the sector, 0 by default",
);

const KEYS: [&dyn AnyKey; 10] = [
    &DEFICITS,
    &REMOVE_DEFICITS,
    &FINAL_DEMAND,
    &ELASTICITIES,
    &HORIZON,
    &CAPITAL,
    &WAGE_FLOOR,
    &PASS_THROUGH,
    &EXPORTERS,
    &SECTORS,
];
const SECTOR_KEYS: [&dyn AnyKey; 7] =
    [&SECTOR, &TRADE_ELASTICITY, &HOME_ELASTICITY, &VALUE_ADDED, &INPUT, &PROFIT, &SPECIFIC];

impl Shape for TradeTable {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let fields = Fields::of(node, "`[trade]`", reading)?;
        fields.refuse_unknown(&[&KEYS], reading);
        Some(Self {
            deficits: fields.get(&DEFICITS, reading),
            remove_deficits: fields.get(&REMOVE_DEFICITS, reading),
            final_demand_substitution: fields
                .get(&FINAL_DEMAND, reading)
                .map(|elasticity| elasticity.0),
            elasticities: read_set(&fields, reading),
            horizon: fields.spanned(&HORIZON, reading),
            capital: fields.get(&CAPITAL, reading),
            wage_floor: fields.get(&WAGE_FLOOR, reading).map(|floor| floor.0),
            sectors: fields.get(&SECTORS, reading).map(|tables| tables.0).unwrap_or_default(),
            pass_through: fields.get(&PASS_THROUGH, reading),
            exporters: fields.get(&EXPORTERS, reading).map(|tables| tables.0).unwrap_or_default(),
        })
    }

    fn schema() -> serde_json::Value {
        crate::value::schema::table(&[&KEYS])
    }
}

/// The set that is named; a file is read beside the scenario.
fn read_set(fields: &Fields<'_>, reading: &mut Reading) -> Option<SetChoice> {
    let Spanned { value: name, place } = fields.spanned(&ELASTICITIES, reading)?;
    let mut choice = SetChoice { name, place, file: None };
    if choice.is_file() {
        choice.file = reading.beside(&choice.name, place, set::read);
    } else if choice.name != OWN && bundled::find(&choice.name).is_none() {
        let message = format!("there is no set of elasticities `{}`", choice.name);
        let names = bundled::set_names();
        let hint =
            did_you_mean(&choice.name, names.iter().map(|name| (*name, ""))).unwrap_or_else(|| {
                format!("the sets are {}; or name a file that ends in .csv", names.join(", "))
            });
        reading.problem(Diagnostic::error(place, message, "not a set").hint(hint));
    }
    Some(choice)
}

struct SectorTables(Vec<SectorTable>);

impl Shape for SectorTables {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::List(nodes) = &node.value else {
            wrong_type(node, "a list of tables", "write [[trade.sector]]", reading);
            return None;
        };
        Some(Self(nodes.iter().filter_map(|node| read_sector(node, reading)).collect()))
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": crate::value::schema::table(&[&SECTOR_KEYS]) })
    }
}

fn read_sector(node: &Node, reading: &mut Reading) -> Option<SectorTable> {
    let fields = Fields::of(node, "`[[trade.sector]]`", reading)?;
    fields.refuse_unknown(&[&SECTOR_KEYS], reading);
    let sector = fields.get(&SECTOR, reading);
    let trade_elasticity = fields.get(&TRADE_ELASTICITY, reading).map(|exponent| exponent.0);
    let home_elasticity = fields.get(&HOME_ELASTICITY, reading).map(|exponent| exponent.0);
    let value_added_substitution = fields.get(&VALUE_ADDED, reading).map(|elasticity| elasticity.0);
    let input_substitution = fields.get(&INPUT, reading).map(|elasticity| elasticity.0);
    let profit_share = fields.get(&PROFIT, reading).map(|share| share.0);
    let specific_share = fields.get(&SPECIFIC, reading).map(|share| share.0);
    Some(SectorTable {
        sector: sector?,
        trade_elasticity,
        home_elasticity,
        value_added_substitution,
        input_substitution,
        profit_share,
        specific_share,
    })
}

impl TradeTable {
    /// The set of trade elasticities that it asks for.
    pub(crate) fn elasticities(&self) -> &str {
        self.elasticities.as_ref().map_or(DEFAULT_SET, |choice| choice.name.as_str())
    }

    /// The exponents of every sector of `world` under `set`, or under its own, `run` years after
    /// the first shock; none where the world's own hold in one nest, and an error that names the
    /// sets if there is no such set.
    pub(crate) fn nests(
        &self,
        world: &World,
        set: Option<&str>,
        run: f64,
    ) -> Result<Option<TradeElasticities>, String> {
        self.nests_at(world, set, self.horizon.as_ref().map_or(run, |horizon| horizon.value.0))
    }

    /// The same at `horizon`, whatever it says of horizons.
    pub(crate) fn nests_at(
        &self,
        world: &World,
        set: Option<&str>,
        horizon: f64,
    ) -> Result<Option<TradeElasticities>, String> {
        let own = settle::own(world);
        let name = set.unwrap_or_else(|| self.elasticities());
        let chosen = match &self.elasticities {
            Some(choice) if choice.name == name => choice.set(),
            _ => bundled::find(name),
        };
        let mut found = match chosen {
            Some(chosen) => settle::settle(name, &chosen, horizon, world),
            None if name == OWN => own.clone(),
            None => return Err(bundled::set_names().join(", ")),
        };
        self.bend(world, &mut found);
        let is_own = name == OWN && found.source == own.source && found.home == own.home;
        Ok((!is_own).then_some(found))
    }

    /// Puts what `[[trade.sector]]` says in place of the set's.
    fn bend(&self, world: &World, found: &mut TradeElasticities) {
        let mut told = 0;
        for table in &self.sectors {
            for sector in table.sector.select(world).into_iter().map(|sector| sector.0) {
                let one_nest = found.source[sector] == found.home[sector];
                if let Some(value) = table.trade_elasticity {
                    found.source[sector] = value;
                    if one_nest {
                        found.home[sector] = value;
                    }
                }
                if let Some(value) = table.home_elasticity {
                    found.home[sector] = value;
                }
                told += usize::from(
                    table.trade_elasticity.is_some() || table.home_elasticity.is_some(),
                );
            }
        }
        if told > 0 {
            found.known_as.push_str(", in part the scenario's own");
            found.grades.push(format!(
                "Elasticities: the scenario's own for {told} sector{}, in [[trade.sector]].",
                if told == 1 { "" } else { "s" }
            ));
        }
    }

    /// The set that is named, or that of a scenario that names none; nothing for the world's own.
    fn set(&self) -> Option<Arc<ElasticitySet>> {
        self.elasticities.as_ref().map_or_else(|| bundled::find(DEFAULT_SET), SetChoice::set)
    }

    /// The least and the greatest horizon of the set in years; none where it has no horizons.
    pub(crate) fn horizons(&self) -> Option<(f64, f64)> {
        self.set().and_then(|set| set.horizons())
    }

    /// Reports a horizon that the set does not reach, and a file that lacks a good.
    fn check_set(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        let (choice, set) = (self.elasticities.as_ref(), self.set());
        // A name that is no set is refused elsewhere.
        let is_known = set.is_some() || self.elasticities() == OWN;
        if let Some(horizon) = self.horizon.as_ref().filter(|_| is_known) {
            problems.extend(horizon_problem(self.elasticities(), set.as_deref(), horizon));
        }
        if let Some((choice, set)) = choice.filter(|choice| choice.is_file()).zip(set) {
            let lacking = settle::lacking(&set, world);
            let goods: Vec<&str> = goods(world)
                .into_iter()
                .filter(|sector| lacking.contains(sector))
                .map(|sector| world.sectors[sector].code.as_str())
                .collect();
            if let Some(first) = goods.first() {
                let message =
                    format!("`{}` has no elasticity for {first}, which is a good", choice.name);
                let hint = format!(
                    "add a row for each of {}; services that a file lacks keep the world's",
                    goods.join(", ")
                );
                problems
                    .push(Diagnostic::error(choice.place, message, "lacks a sector").hint(hint));
            }
            for (row, code) in settle::strangers(&set, world) {
                let message = format!("`{code}` is no sector of world `{}`", world.id);
                let label = "this row is used for nothing";
                problems.push(Diagnostic::warning(row, message, label));
            }
        }
    }

    /// The pass-through of every link; none where all of every change of duty is passed through.
    pub(crate) fn pass_through(&self, world: &World) -> Option<LinkTable> {
        super::pass_through::table(self.pass_through.map(|share| share.0), &self.exporters, world)
    }

    /// Whether it says what happens to trade deficits.
    pub(crate) fn says_deficits(&self) -> bool {
        self.deficits.is_some() || self.remove_deficits.is_some()
    }

    /// Reports sector options that select nothing, and what a set of elasticities lacks.
    pub(crate) fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.check_set(world, problems);
        pass_through::check(&self.exporters, world, problems);
        for table in &self.sectors {
            if table.sector.is_known(world) && table.sector.select(world).is_empty() {
                let message = format!("`{}` selects no sector", table.sector.0.words());
                problems.push(Diagnostic::error(table.sector.0.place, message, "nothing is left"));
            }
        }
    }

    /// The options for a world; of two tables about one sector the later decides what it says.
    pub(crate) fn resolve(&self, world: &World, run: f64) -> TradeOptions {
        let count = if self.sectors.is_empty() { 0 } else { world.sectors.len() };
        let mut sectors = vec![SectorOptions::default(); count];
        for table in &self.sectors {
            for sector in table.sector.select(world) {
                let options = &mut sectors[sector.0];
                let keep = |new: Option<f64>, slot: &mut f64| *slot = new.unwrap_or(*slot);
                keep(table.value_added_substitution, &mut options.value_added_substitution);
                keep(table.input_substitution, &mut options.input_substitution);
                keep(table.profit_share, &mut options.profit_share);
                keep(table.specific_share, &mut options.specific_share);
            }
        }
        TradeOptions {
            deficits: self.deficits.unwrap_or_default(),
            remove_deficits: self.remove_deficits.unwrap_or(false),
            final_demand_substitution: self.final_demand_substitution.unwrap_or(1.0),
            elasticities: self.elasticities().to_owned(),
            nests: self.nests(world, None, run).ok().flatten(),
            capital: self.capital.unwrap_or_default(),
            wage_floor: self.wage_floor,
            sectors,
            pass_through: pass_through::told(
                self.pass_through.map(|share| share.0),
                &self.exporters,
            ),
        }
    }
}

/// What is wrong with a horizon that is asked for.
fn horizon_problem(
    name: &str,
    set: Option<&ElasticitySet>,
    horizon: &Spanned<Horizon>,
) -> Option<Diagnostic> {
    let years = horizon.value.0;
    let Some((least, most)) = set.and_then(ElasticitySet::horizons) else {
        let message = format!("the set `{name}` is the same at every horizon");
        let hint = "a set by horizon answers to it, such as elasticities = \"by-horizon\"";
        return Some(Diagnostic::warning(horizon.place, message, "changes nothing").hint(hint));
    };
    if (least..=most).contains(&years) {
        return None;
    }
    let message = format!("the set `{name}` says nothing about {}", in_words(years));
    let hint = format!("its horizons go from {} to {}", in_words(least), in_words(most));
    Some(Diagnostic::error(horizon.place, message, "outside its data").hint(hint))
}

/// What traders and users of commodities know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Foresight {
    /// What has happened; they believe that what is in force stays.
    #[default]
    Rolling,
    /// Everything, from the first day.
    Perfect,
}

impl Choice for Foresight {
    const WHAT: &'static str = "foresight";
    const WORDS: &'static [(&'static str, Self)] =
        &[("rolling", Self::Rolling), ("perfect", Self::Perfect)];
}

/// `[commodity]` as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CommodityTable {
    pub(crate) foresight: Foresight,
}

const FORESIGHT: Key<Foresight> = Key::optional(
    "foresight",
    "what is known in advance: rolling (the default) for nothing, perfect for everything from the first day",
);

impl Shape for CommodityTable {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let fields = Fields::of(node, "`[commodity]`", reading)?;
        fields.refuse_unknown(&[&[&FORESIGHT]], reading);
        Some(Self { foresight: fields.get(&FORESIGHT, reading).unwrap_or_default() })
    }

    fn schema() -> serde_json::Value {
        crate::value::schema::table(&[&[&FORESIGHT]])
    }
}
