//! How much do buyers move between home and foreign goods, and among foreign origins? Two nests,
//! equations (2) and (3), each with its own exponent.
//!
//! ```text
//! (1)  F_nj = ( sum_(i/=n) phi_nij k_nij^(-theta_j) )^(-1/theta_j)          k = c tau d e, phi shares among foreign origins
//! (2)  P_nj = ( h_nj k_nnj^(-eta_j) + (1 - h_nj) F_nj^(-eta_j) )^(-1/eta_j)
//! (3)  pi'_nnj = h (k_nn / P)^(-eta),   pi'_nij = (1 - h) (F / P)^(-eta) phi (k / F)^(-theta)
//! ```
//!
//! Equal exponents are one nest, and are computed as one. An exponent of zero is Cobb-Douglas; near
//! it `k^(-theta) - 1` is kept instead of `k^(-theta)`, so that prices lose no digits to the
//! division by the exponent. Source: two-level CES after Armington, as in Feenstra, Luck, Obstfeld
//! and Russ (2018), "In search of the Armington elasticity", Rev. Econ. Stat. 100.

use crate::model::Model;
use crate::posed::Posed;
use crate::sweep::Sweep;
use detente_numeric::{elementary, lanes};

/// Exponents nearer to zero than this are computed by differences from one.
const NEAR_COBB_DOUGLAS: f64 = 1e-3;

/// The exponents of one sector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Nests {
    /// theta, among foreign origins.
    pub source: f64,
    /// eta, of home against foreign.
    pub home: f64,
}

impl Nests {
    /// Whether both exponents are the same and far enough from zero to be computed as one nest.
    pub fn is_one(self) -> bool {
        self.source == self.home && !self.is_careful()
    }

    /// Whether either nest is so near to Cobb-Douglas that powers would lose the price.
    pub fn needs_logs(self) -> bool {
        self.is_careful() || self.home.abs() < NEAR_COBB_DOUGLAS
    }

    /// Whether the exponent among origins is so near zero that powers would lose the price.
    pub fn is_careful(self) -> bool {
        self.source.abs() < NEAR_COBB_DOUGLAS
    }

    /// The exponent of a link's own price.
    pub fn of(self, is_home: bool) -> f64 {
        if is_home { self.home } else { self.source }
    }

    /// How strongly one buyer's purchases fall with the own price of each origin, given its shares;
    /// over the exponent where there is one nest.
    pub fn lost(self, shares: &[f64], importer: usize) -> impl Fn(usize) -> f64 {
        let foreign =
            if self.is_one() { 0.0 } else { shares.iter().sum::<f64>() - shares[importer] };
        move |exporter| {
            if self.is_one() {
                return 1.0 - shares[exporter];
            }
            if exporter == importer {
                return self.home * foreign;
            }
            let within = if foreign > 0.0 { shares[exporter] / foreign } else { 0.0 };
            self.source * (1.0 - within) + self.home * within * shares[importer]
        }
    }

    /// What [`Self::lost`] has to be multiplied by.
    pub fn unit(self) -> f64 {
        if self.is_one() { self.source } else { 1.0 }
    }
}

/// `(k^-exponent - 1) / -exponent` of `log = ln k`; `log` itself at zero.
pub(crate) fn from_one(log: f64, exponent: f64) -> f64 {
    if exponent == 0.0 { log } else { -(-exponent * log).exp_m1() / exponent }
}

/// The log price whose mean of [`from_one`] is `mean`.
pub(crate) fn to_log(mean: f64, exponent: f64) -> f64 {
    if exponent == 0.0 { mean } else { -(-exponent * mean).ln_1p() / exponent }
}

impl Model {
    /// The exponents of a sector.
    pub(crate) fn nests(&self, sector: usize) -> Nests {
        Nests { source: self.trade_elasticity[sector], home: self.home_elasticity[sector] }
    }
}

/// Home goods of sectors with two nests, by buying node; empty without such a sector.
#[derive(Clone, Debug)]
pub(crate) struct HomeGoods {
    /// h (tau d e)^-eta.
    pub share: Vec<f64>,
    /// The same over tau'.
    pub border: Vec<f64>,
    /// The same over e'.
    pub receipts: Vec<f64>,
    /// Share of foreign goods in the baseline.
    pub foreign: Vec<f64>,
    /// ln (tau d e) in padded rows, home goods included; empty unless an exponent is near zero.
    pub log_lever: Vec<f64>,
}

impl HomeGoods {
    /// Nothing taken yet.
    pub fn empty(model: &Model) -> Self {
        let layout = model.layout;
        let nested = (0..layout.sectors).any(|sector| !model.nests(sector).is_one());
        let logs = (0..layout.sectors).any(|sector| model.nests(sector).needs_logs());
        let nodes = || vec![0.0; if nested { layout.nodes() } else { 0 }];
        Self {
            share: nodes(),
            border: nodes(),
            receipts: nodes(),
            foreign: nodes(),
            log_lever: vec![0.0; if logs { layout.links() } else { 0 }],
        }
    }

    /// Takes home goods out of the rows of sectors with two nests; an empty table of receipts is
    /// that of the border.
    pub fn take(
        &mut self,
        model: &Model,
        share: &mut [f64],
        border: &mut [f64],
        receipts: &mut [f64],
    ) {
        let layout = model.layout;
        for sector in (0..layout.sectors).filter(|sector| !model.nests(*sector).is_one()) {
            for importer in 0..layout.economies {
                let (node, row) = (layout.node(importer, sector), layout.row(sector, importer));
                let at = row + importer;
                self.share[node] = std::mem::take(&mut share[at]);
                self.border[node] = std::mem::take(&mut border[at]);
                self.receipts[node] = match receipts.get_mut(at) {
                    Some(entry) => std::mem::take(entry),
                    None => self.border[node],
                };
                let suppliers = &model.supplier_share[row..row + layout.economies];
                let foreign = suppliers.iter().enumerate().filter(|(at, _)| *at != importer);
                self.foreign[node] = foreign.map(|(_, share)| share).sum();
            }
        }
    }
}
/// What a sweep knows of the nests, by buying node; unused in sectors with one.
#[derive(Clone, Debug)]
pub(crate) struct NestLevels {
    /// c^-eta of the home good.
    pub power: Vec<f64>,
    /// Share of home goods, after.
    pub home: Vec<f64>,
    /// Share of foreign goods, after.
    pub foreign: Vec<f64>,
    /// Parts of spending that reach the border: of home goods, of foreign goods.
    pub home_border: Vec<f64>,
    /// See above.
    pub foreign_border: Vec<f64>,
    /// ln F and ln P.
    pub log_foreign: Vec<f64>,
    /// See above.
    pub log_price: Vec<f64>,
    /// Turns a home entry into a share.
    pub home_scale: Vec<f64>,
}

impl NestLevels {
    pub fn new(model: &Model) -> Self {
        let nodes = || vec![0.0; model.layout.nodes()];
        Self {
            power: nodes(),
            home: nodes(),
            foreign: nodes(),
            home_border: nodes(),
            foreign_border: nodes(),
            log_foreign: nodes(),
            log_price: nodes(),
            home_scale: nodes(),
        }
    }
}

/// What a buyer spends on one origin, as fractions of its spending on the sector.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portion {
    /// pi'.
    pub share: f64,
    /// What reaches the border.
    pub border: f64,
    /// What reaches the producer.
    pub receipts: f64,
}

impl Sweep {
    /// The portion of one origin.
    pub fn portion(
        &self,
        posed: &Posed,
        (sector, importer, exporter): (usize, usize, usize),
    ) -> Portion {
        let model = posed.model;
        let layout = model.layout;
        let (buyer, seller) = (layout.node(importer, sector), layout.node(exporter, sector));
        if importer == exporter && !model.nests(sector).is_one() {
            let scale = self.nests.home_scale[buyer];
            return Portion {
                share: posed.home.share[buyer] * scale,
                border: posed.home.border[buyer] * scale,
                receipts: posed.home.receipts[buyer] * scale,
            };
        }
        let at = layout.row(sector, importer) + exporter;
        let scale = self.power[seller] / self.price_power[buyer];
        Portion {
            share: posed.share[at] * scale,
            border: posed.border[at] * scale,
            receipts: posed.receipts_table()[at] * scale,
        }
    }

    /// Shares of all origins in what one buyer spends, into `row`.
    pub fn shares<'a>(
        &self,
        posed: &Posed,
        sector: usize,
        importer: usize,
        row: &'a mut [f64],
    ) -> &'a [f64] {
        for (exporter, share) in row.iter_mut().enumerate() {
            *share = self.portion(posed, (sector, importer, exporter)).share;
        }
        row
    }

    /// Powers of home goods of one sector.
    #[inline(always)]
    pub fn home_powers(&mut self, model: &Model, sector: usize) {
        let layout = model.layout;
        let range = sector * layout.stride..(sector + 1) * layout.stride;
        let power = &mut self.nests.power[range.clone()];
        for (power, cost) in power.iter_mut().zip(&self.costs.log_cost[range]) {
            *power = -model.home_elasticity[sector] * cost;
        }
        elementary::exp(power);
    }

    /// Equations (2) to (4) of one sector with two nests: prices into `log_price`, receipts, border
    /// shares and revenue.
    #[inline(always)]
    pub fn nested_trade(&mut self, posed: &Posed, ratios: &[f64], sector: usize) {
        let (model, layout) = (posed.model, posed.model.layout);
        let start = sector * layout.stride;
        let nodes = start..start + layout.stride;
        for importer in 0..layout.economies {
            let row = layout.row(sector, importer)..layout.row(sector, importer) + layout.stride;
            let (share, border) = (&posed.share[row.clone()], &posed.border[row]);
            let (sum, reaching) = lanes::dot_pair(share, border, &self.power[nodes.clone()]);
            self.price_power[start + importer] = sum;
            self.nests.foreign_border[start + importer] = reaching;
        }
        self.nest_prices(posed, sector);
        for importer in 0..layout.economies {
            let node = start + importer;
            if model.expenditure[node] == 0.0 {
                continue;
            }
            let spending = ratios[node] * model.expenditure[node];
            let scaled = spending / self.price_power[node];
            let row = layout.row(sector, importer)..layout.row(sector, importer) + layout.stride;
            let receipts = &mut self.receipts[nodes.clone()];
            if posed.receipts.is_empty() {
                lanes::add_scaled(receipts, scaled, &posed.border[row]);
            } else {
                lanes::add_scaled(receipts, scaled, &posed.receipts[row.clone()]);
                lanes::add_scaled(&mut self.at_border[nodes.clone()], scaled, &posed.border[row]);
            }
            self.expenditure[node] = spending;
            self.tariff_revenue[importer] += spending * (1.0 - self.border_share[node]);
        }
        // What home buyers pay comes on top of sales abroad.
        for node in start..start + layout.economies {
            let scale = self.expenditure[node] * self.nests.home_scale[node];
            self.receipts[node] =
                self.receipts[node] * self.power[node] + posed.home.receipts[node] * scale;
            if !self.at_border.is_empty() {
                self.at_border[node] =
                    self.at_border[node] * self.power[node] + posed.home.border[node] * scale;
            }
        }
    }

    /// Shares and prices of both nests from the sums over foreign origins, which `price_power` and
    /// `foreign_border` hold on entry; then `price_power` is what turns a power into a share.
    #[inline(always)]
    fn nest_prices(&mut self, posed: &Posed, sector: usize) {
        let (model, layout) = (posed.model, posed.model.layout);
        let nests = model.nests(sector);
        let nodes = sector * layout.stride..(sector + 1) * layout.stride;
        let foreign = &posed.home.foreign[nodes.clone()];
        let sums = &mut self.price_power[nodes.clone()];
        let levels = &mut self.nests;
        let log_foreign = &mut levels.log_foreign[nodes.clone()];
        for ((log, sum), base) in log_foreign.iter_mut().zip(&*sums).zip(foreign) {
            *log = if (*sum > 0.0) & (*base > 0.0) { sum / base } else { 1.0 };
        }
        elementary::ln(log_foreign);
        let inverse = if nests.source == 0.0 { 0.0 } else { -1.0 / nests.source };
        log_foreign.iter_mut().for_each(|log| *log *= inverse);
        if nests.is_careful() {
            for (importer, log) in log_foreign[..layout.economies].iter_mut().enumerate() {
                *log = careful_price(posed, &self.costs.log_cost, (sector, importer));
            }
        }
        let powers = &mut levels.foreign[nodes.clone()];
        for (power, log) in powers.iter_mut().zip(&*log_foreign) {
            *power = -nests.home * log;
        }
        elementary::exp(powers);
        let log_price = &mut levels.log_price[nodes.clone()];
        // One length for all, so that the loop is as wide as the processor.
        let count = layout.stride;
        let (sums, powers, log_price) =
            (&mut sums[..count], &mut powers[..count], &mut log_price[..count]);
        let foreign = &foreign[..count];
        let home_entry = &posed.home.share[nodes.clone()][..count];
        let border_entry = &posed.home.border[nodes.clone()][..count];
        let home_power = &levels.power[nodes.clone()][..count];
        let home_share = &mut levels.home[nodes.clone()][..count];
        let home_scale = &mut levels.home_scale[nodes.clone()][..count];
        let home_border = &mut levels.home_border[nodes.clone()][..count];
        let foreign_border = &mut levels.foreign_border[nodes.clone()][..count];
        let border_share = &mut self.border_share[nodes.clone()][..count];
        for at in 0..count {
            let (sum, power) = (sums[at], powers[at]);
            let home = home_entry[at] * home_power[at];
            let abroad = if sum > 0.0 { foreign[at] * power } else { 0.0 };
            let total = (home + abroad).max(f64::MIN_POSITIVE);
            let inverse = 1.0 / total;
            let share = abroad * inverse;
            let scale = share / sum.max(f64::MIN_POSITIVE);
            home_scale[at] = home_power[at] * inverse;
            home_share[at] = home * inverse;
            powers[at] = share;
            // Without foreign goods any divisor will do: nothing is bought.
            sums[at] = if scale > 0.0 { 1.0 / scale } else { f64::MAX };
            foreign_border[at] *= scale;
            home_border[at] = border_entry[at] * home_scale[at];
            border_share[at] = home_border[at] + foreign_border[at];
            log_price[at] = total;
        }
        elementary::ln(log_price);
        log_price.iter_mut().for_each(|log| *log *= -1.0 / nests.home);
        if nests.home.abs() < NEAR_COBB_DOUGLAS {
            for at in 0..layout.economies {
                let node = nodes.start + at;
                log_price[at] = careful_index(posed, &self.costs.log_cost, log_foreign[at], node);
            }
        }
    }
}

/// ln F near Cobb-Douglas.
fn careful_price(posed: &Posed, log_cost: &[f64], (sector, importer): (usize, usize)) -> f64 {
    let (model, layout) = (posed.model, posed.model.layout);
    let exponent = model.trade_elasticity[sector];
    let (row, node) = (layout.row(sector, importer), layout.node(importer, sector));
    let mut mean = 0.0;
    for exporter in (0..layout.economies).filter(|exporter| *exporter != importer) {
        let at = row + exporter;
        let weight = model.supplier_share[at];
        if weight > 0.0 {
            let log = log_cost[layout.node(exporter, sector)] + posed.home.log_lever[at];
            // Only a positive exponent lets a buyer do without an origin.
            let banned = posed.share[at] == 0.0;
            let value = if banned { 1.0 / exponent } else { from_one(log, exponent) };
            mean += weight / posed.home.foreign[node] * value;
        }
    }
    to_log(mean, exponent)
}

/// ln P near Cobb-Douglas of the upper nest.
fn careful_index(posed: &Posed, log_cost: &[f64], log_foreign: f64, node: usize) -> f64 {
    let model = posed.model;
    let (sector, importer) = (node / model.layout.stride, node % model.layout.stride);
    let exponent = model.home_elasticity[sector];
    let at = model.layout.row(sector, importer) + importer;
    let (home, foreign) = (model.supplier_share[at], posed.home.foreign[node]);
    if home + foreign == 0.0 {
        return 0.0;
    }
    let log_home = log_cost[node] + posed.home.log_lever[at];
    let own = if home > 0.0 { home * from_one(log_home, exponent) } else { 0.0 };
    let abroad = if foreign > 0.0 { foreign * from_one(log_foreign, exponent) } else { 0.0 };
    to_log((own + abroad) / (home + foreign), exponent)
}
