//! `[trade]` and `[commodity]`: how the engines close and bend, as far as a scenario may say.

use crate::select::selector::Sectors;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::choice::Choice;
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::plain::{Elasticity, Fraction};
use crate::value::reading::Reading;
use detente_world::World;
use serde::Serialize;
use serde_json::json;

/// What happens to trade deficits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deficits {
    /// They stay as they are, in units of world value added.
    #[default]
    Fixed,
    /// They stay the same share of world output.
    WorldShare,
    /// They vanish in the counterfactual.
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
    /// Name of a published set of trade elasticities; `world` for the world's own.
    #[serde(skip_serializing_if = "is_own")]
    pub elasticities: String,
    /// One per sector of the world; empty if the scenario says nothing about sectors.
    pub sectors: Vec<SectorOptions>,
}

/// The elasticities of the world itself.
pub(crate) const OWN_ELASTICITIES: &str = "world";

fn is_own(set: &str) -> bool {
    set == OWN_ELASTICITIES
}

/// `[trade]` as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct TradeTable {
    deficits: Option<Deficits>,
    remove_deficits: Option<bool>,
    final_demand_substitution: Option<f64>,
    elasticities: Option<String>,
    sectors: Vec<SectorTable>,
}

/// One `[[trade.sector]]` as written.
#[derive(Clone, Debug, PartialEq)]
struct SectorTable {
    sector: Sectors,
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
    "a published set of trade elasticities; \"world\", the default, for the world's own",
);
const SECTORS: Key<SectorTables> =
    Key::optional("sector", "options by sector, as [[trade.sector]]");

const SECTOR: Key<Sectors> = crate::select::links::SECTOR;

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

const KEYS: [&dyn AnyKey; 5] =
    [&DEFICITS, &REMOVE_DEFICITS, &FINAL_DEMAND, &ELASTICITIES, &SECTORS];
const SECTOR_KEYS: [&dyn AnyKey; 5] = [&SECTOR, &VALUE_ADDED, &INPUT, &PROFIT, &SPECIFIC];

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
            elasticities: fields.get(&ELASTICITIES, reading),
            sectors: fields.get(&SECTORS, reading).map(|tables| tables.0).unwrap_or_default(),
        })
    }

    fn schema() -> serde_json::Value {
        crate::value::schema::table(&[&KEYS])
    }
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
    let value_added_substitution = fields.get(&VALUE_ADDED, reading).map(|elasticity| elasticity.0);
    let input_substitution = fields.get(&INPUT, reading).map(|elasticity| elasticity.0);
    let profit_share = fields.get(&PROFIT, reading).map(|share| share.0);
    let specific_share = fields.get(&SPECIFIC, reading).map(|share| share.0);
    Some(SectorTable {
        sector: sector?,
        value_added_substitution,
        input_substitution,
        profit_share,
        specific_share,
    })
}

impl TradeTable {
    /// The published set of trade elasticities that it asks for.
    pub(crate) fn elasticities(&self) -> &str {
        self.elasticities.as_deref().unwrap_or(OWN_ELASTICITIES)
    }

    /// Whether it says what happens to trade deficits.
    pub(crate) fn says_deficits(&self) -> bool {
        self.deficits.is_some() || self.remove_deficits.is_some()
    }

    /// Reports sector options that select nothing.
    pub(crate) fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        for table in &self.sectors {
            if table.sector.is_known(world) && table.sector.select(world).is_empty() {
                let message = format!("`{}` selects no sector", table.sector.0.words());
                problems.push(Diagnostic::error(table.sector.0.place, message, "nothing is left"));
            }
        }
    }

    /// The options for a world; of two tables about one sector the later decides what it says.
    pub(crate) fn resolve(&self, world: &World) -> TradeOptions {
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
            sectors,
        }
    }
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
