//! The state of policy on one day, as the trade engine takes it, and how entries build it up.

use crate::select::links::Link;
use detente_world::{EconomyId, LinkTable, NodeTable, SectorId, World};

/// The state of policy on one day; ratios are to the baseline year of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct TradeState {
    /// Tariff rates in force, the baseline's where no entry applies; 0.25 is 25 percent of the
    /// price before tariff.
    pub tariff: LinkTable,
    /// Export tax rates in force; the baseline has none.
    pub export_tax: LinkTable,
    /// Share of a change of duty that reaches the price with duty, by link; none is all of it
    /// everywhere.
    pub pass_through: Option<LinkTable>,
    /// Iceberg trade cost, ratio to baseline, positive.
    pub trade_cost: LinkTable,
    /// Productivity, ratio to baseline, positive.
    pub productivity: NodeTable,
    /// Weight of each sector in the final demand of each economy, ratio to baseline, not negative.
    pub demand: NodeTable,
    /// Net receipts of transfers by economy in the world's currency, per year; they sum to zero.
    pub transfer: Vec<f64>,
    /// Quantities that are not to be exceeded.
    pub caps: Vec<Cap>,
    /// Commitments to buy for so much money.
    pub procurements: Vec<Procurement>,
}

/// A commitment to buy the product of a sector for so much money a year.
#[derive(Clone, Debug, PartialEq)]
pub struct Procurement {
    /// The entry it comes from.
    pub name: String,
    /// Who buys.
    pub buyer: EconomyId,
    /// Who owns the product.
    pub seller: EconomyId,
    /// The sector that makes it.
    pub sector: SectorId,
    /// Where the goods cross the border from, as shares that make one; never the buyer.
    pub origins: Vec<(EconomyId, f64)>,
    /// Money per year, in the unit of the world's tables.
    pub amount: f64,
    /// Share of the money that accrues to the seller's economy and not to the origins.
    pub owner_share: f64,
    /// Whether it is on top of what is bought anyway; otherwise that counts.
    pub beyond_base: bool,
}

/// Money that a government pays at home.
#[derive(Clone, Debug, PartialEq)]
pub struct Support {
    /// The entry it comes from.
    pub name: String,
    /// Who pays, at home.
    pub economy: EconomyId,
    /// The sector that is supported; all if none.
    pub sector: Option<SectorId>,
    /// Money in all, in the unit of the world's tables.
    pub amount: f64,
    /// How much of it is a budget reserve.
    pub reserve: f64,
    /// What raising a unit of money costs beyond it, as a share.
    pub cost_of_funds: f64,
}

/// A cap on the quantity of one link, or of several together.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// The entry it comes from, and the link if the entry made several caps.
    pub name: String,
    /// Sector, importer, exporter.
    pub links: Vec<(SectorId, EconomyId, EconomyId)>,
    /// Quantity of all links together / its baseline; zero is a ban.
    pub limit: f64,
    /// Who gets the rent.
    pub rent: Rent,
}

/// Who gets the rent of a cap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rent {
    /// The exporter of each link.
    Exporter,
    /// The importer of each link.
    Importer,
    /// One economy.
    Economy(EconomyId),
}

impl TradeState {
    /// The baseline of a world: its tariffs, and nothing else.
    #[must_use]
    pub fn baseline(world: &World) -> Self {
        Assembly::new(world).finish()
    }
}

/// What entries say about the rates of one kind of levy, link by link; only touched links take
/// room.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layers {
    economies: usize,
    /// By position in a link table: one more than the position in `layers`, zero for an untouched
    /// link.
    index: Vec<u32>,
    layers: Vec<Layer>,
}

#[derive(Clone, Copy, Debug)]
struct Layer {
    at: usize,
    set: Option<f64>,
    add: f64,
    floor: f64,
    /// How many rules have been applied, forgotten ones included.
    rules: u32,
}

impl Layer {
    fn untouched(at: usize) -> Self {
        Self { at, set: None, add: 0.0, floor: f64::NEG_INFINITY, rules: 0 }
    }
}

impl Layers {
    pub(crate) fn new(world: &World) -> Self {
        Self { economies: world.economies.len(), ..Self::default() }
    }

    /// Applies a rule to a link; `anew` forgets what earlier entries said about it.
    pub(crate) fn apply(&mut self, link: Link, rule: Rule, anew: bool) {
        let layer = self.layer(link.at(self.economies));
        if anew {
            *layer = Layer { rules: layer.rules, ..Layer::untouched(layer.at) };
        }
        layer.rules += 1;
        match rule {
            Rule::Set(rate) => layer.set = Some(rate),
            Rule::Add(rate) => layer.add += rate,
            Rule::Floor(rate) => layer.floor = layer.floor.max(rate),
        }
    }

    fn layer(&mut self, at: usize) -> &mut Layer {
        if at >= self.index.len() {
            self.index.resize(at + 1, 0);
        }
        if self.index[at] == 0 {
            self.layers.push(Layer::untouched(at));
            // A link table has fewer than 2^32 links: a thousand economies and a thousand sectors
            // would not fit in memory.
            self.index[at] = u32::try_from(self.layers.len()).unwrap_or(u32::MAX);
        }
        &mut self.layers[self.index[at] as usize - 1]
    }

    /// The rates in force: `max( (set or baseline) + add, floor )`.
    pub(crate) fn over(&self, mut baseline: LinkTable) -> LinkTable {
        let rates = baseline.values_mut();
        for layer in &self.layers {
            rates[layer.at] = (layer.set.unwrap_or(rates[layer.at]) + layer.add).max(layer.floor);
        }
        baseline
    }

    /// The rate in force on one link.
    pub(crate) fn rate_of(&self, link: Link, baseline: f64) -> f64 {
        self.layer_of(link)
            .map_or(baseline, |layer| (layer.set.unwrap_or(baseline) + layer.add).max(layer.floor))
    }

    /// How many rules have been applied to one link, whether they change its rate or not.
    pub(crate) fn rules_of(&self, link: Link) -> usize {
        self.layer_of(link).map_or(0, |layer| layer.rules as usize)
    }

    fn layer_of(&self, link: Link) -> Option<&Layer> {
        let layer = self.index.get(link.at(self.economies)).filter(|layer| **layer > 0)?;
        self.layers.get(*layer as usize - 1)
    }

    /// Every link whose rate changes, with the new rate, in the order of a link table.
    pub(crate) fn changes(&self, before: impl Fn(usize) -> f64) -> Vec<(Link, f64)> {
        let rate =
            |layer: &Layer| (layer.set.unwrap_or(before(layer.at)) + layer.add).max(layer.floor);
        let changed = self.layers.iter().filter(|layer| rate(layer) != before(layer.at));
        let mut changes: Vec<(Link, f64)> = changed
            .map(|layer| (Link::from_position(layer.at, self.economies), rate(layer)))
            .collect();
        changes.sort_unstable_by_key(|(link, _)| *link);
        changes
    }
}

/// A state being built up.
#[derive(Clone)]
pub(crate) struct Assembly<'a> {
    pub(crate) world: &'a World,
    pub(crate) tariff: Layers,
    pub(crate) export_tax: Layers,
    pub(crate) pass_through: Option<LinkTable>,
    pub(crate) trade_cost: LinkTable,
    pub(crate) productivity: NodeTable,
    pub(crate) demand: NodeTable,
    pub(crate) transfer: Vec<f64>,
    pub(crate) caps: Vec<Cap>,
    pub(crate) procurements: Vec<Procurement>,
    pub(crate) supports: Vec<Support>,
}

impl<'a> Assembly<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        let (economies, sectors) = (world.economies.len(), world.sectors.len());
        Self {
            world,
            tariff: Layers::new(world),
            export_tax: Layers::new(world),
            pass_through: None,
            trade_cost: LinkTable::filled(economies, sectors, 1.0),
            productivity: NodeTable::filled(economies, sectors, 1.0),
            demand: NodeTable::filled(economies, sectors, 1.0),
            transfer: vec![0.0; economies],
            caps: Vec::new(),
            procurements: Vec::new(),
            supports: Vec::new(),
        }
    }

    /// Takes links out of the caps so far.
    pub(crate) fn lift_caps(&mut self, links: &[Link]) {
        let lifted = |(sector, importer, exporter): &(SectorId, EconomyId, EconomyId)| {
            links.contains(&Link { sector: *sector, importer: *importer, exporter: *exporter })
        };
        self.caps.iter_mut().for_each(|cap| cap.links.retain(|link| !lifted(link)));
        self.caps.retain(|cap| !cap.links.is_empty());
    }

    pub(crate) fn finish(self) -> TradeState {
        let (economies, sectors) = (self.world.economies.len(), self.world.sectors.len());
        TradeState {
            tariff: self.tariff.over(self.world.tariff.clone()),
            export_tax: self.export_tax.over(LinkTable::filled(economies, sectors, 0.0)),
            pass_through: self.pass_through,
            trade_cost: self.trade_cost,
            productivity: self.productivity,
            demand: self.demand,
            transfer: self.transfer,
            caps: self.caps,
            procurements: self.procurements,
        }
    }
}

/// How a rate changes what is there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rule {
    /// Points on top.
    Add(f64),
    /// The rate itself, duties of the baseline included.
    Set(f64),
    /// At least this, duties of the baseline included.
    Floor(f64),
}
