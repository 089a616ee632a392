//! What is a change of real income made of? Parts that add up to it.
//!
//! Real income in money is `I / P`, income over the price index of final demand. Along the way from
//! the baseline to the counterfactual ([`crate::along`]) the envelope theorem gives its change
//! without what buyers and producers do about prices, so that the Divisia integral
//!
//! ```text
//! (1)  d(I_n / P_n) = ( terms of trade + imports + sales + technology + lost capacity ) / P_n + d(D_n / P_n) + d(T_n / P_n)
//!
//! (2)  terms of trade = sum_ij ( B_inj dln(p_inj / P_n) - M_nij dln(p*_nij / P_n) )    at the border: p = c e, p* = c e s
//! (3)  imports        = sum_ij tau_nij M_nij dln q_nij                                  duties on more or fewer imports
//! (4)  sales          = sum_ij (e_inj - 1) E_inj dln q_inj + sum_j mu_nj Y_nj dln y_nj  export taxes, rents, profits
//! (5)  technology     = sum_j (1 - mu_nj) Y_nj dln A_nj - sum_ij M_nij dln d_nij - tastes
//! (6)  lost capacity  = w_n dL_n + sum_j r_nj dK_nj                                     factors that are idle
//! ```
//! holds exactly; D is the deficit, which changes with what it buys, T are transfers and rents of
//! others' trade. E is a sale at the producer's price, B the same with export tax, M an import at
//! the border, q and y quantities. A cap's shadow price belongs to e where the exporter has the
//! rent, to the duty tau where the importer has it, and is s where another has it. Prices are in
//! terms of the own final goods, so that no part depends on the numeraire. A ban is an ever larger
//! trade cost. What exporters absorb of a duty lowers e.
//!
//! Sources: Divisia integrals of real income as in Diewert and Morrison (1986), "Adjusting output
//! and productivity indexes for changes in the terms of trade", Econ. J. 96, and Baqaee and Farhi
//! (2024), "Networks, barriers, and trade", Econometrica 92, where (3) and (4) are the change of
//! allocative efficiency.

use crate::along::{Along, Stop, worst};
use crate::caps::RentRecipient;
use crate::counterfactual::Counterfactual;
use crate::error::TradeError;
use crate::model::Model;
use crate::options::SolveOptions;
use crate::solve::Solution;
use detente_world::{EconomyId, SectorId};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Numbers of equilibria on the way that are tried one after the other.
const RULES: [usize; 4] = [4, 7, 11, 16];
/// Largest difference between the sum of the parts and real income, as a fraction of income, at
/// which no finer rule is tried.
const CLOSE: f64 = 1e-9;

/// What the change of an economy's real income is made of, in the world's currency at prices of the
/// baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct IncomeParts {
    /// Prices at the border, export taxes and rents included, (2).
    pub terms_of_trade: f64,
    /// Duties on more or fewer imports, (3).
    pub imports: f64,
    /// Export taxes, rents and profits on more or fewer sales, (4).
    pub sales: f64,
    /// Productivity, trade costs, bans and tastes, (5).
    pub technology: f64,
    /// Factors that are idle, (6).
    pub lost_capacity: f64,
    /// What the deficit buys after, less what it bought.
    pub deficit: f64,
    /// Transfers, and rents of caps on others' trade.
    pub transfers: f64,
}

impl IncomeParts {
    /// All of them: the change of real income.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.terms_of_trade
            + self.imports
            + self.sales
            + self.technology
            + self.lost_capacity
            + self.deficit
            + self.transfers
    }
}

/// The parts with one partner, in the world's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PartnerParts {
    /// Of (2): prices of what is sold to it.
    pub sold: f64,
    /// Of (2): prices of what is bought from it, with the sign of the part.
    pub bought: f64,
    /// Of (3).
    pub imports: f64,
    /// Of (4), without profits.
    pub sales: f64,
}

/// The parts of every economy's change.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// By economy.
    pub economies: Vec<IncomeParts>,
    /// By economy and partner, itself included.
    pub partners: Vec<Vec<PartnerParts>>,
    /// Equilibria solved on the way.
    pub stops: usize,
    /// Largest difference between the sum of an economy's parts and its change of real income, as
    /// a fraction of its income.
    pub error: f64,
}

impl Model {
    /// What the change of real income at a solution of `counterfactual` is made of. More equilibria
    /// on the way are solved until the parts add up.
    ///
    /// # Errors
    /// If the solution, or an equilibrium on the way to it, is not converged.
    pub fn parts(
        &self,
        counterfactual: &Counterfactual,
        solution: &Solution,
        options: &SolveOptions,
    ) -> Result<Parts, TradeError> {
        let mut best: Option<Parts> = None;
        for count in RULES {
            let along = Along::solve(self, (counterfactual, solution), options, count)?;
            let found = Integral { model: self, counterfactual, along: &along }.parts();
            if best.as_ref().is_none_or(|best| found.error < best.error) {
                best = Some(found);
            }
            if best.as_ref().is_some_and(|best| best.error <= CLOSE) {
                break;
            }
        }
        best.ok_or_else(|| TradeError::NotConverged { status: "no rule was tried".to_owned() })
    }
}

/// What the levers do to one link.
struct Link {
    sector: usize,
    importer: usize,
    exporter: usize,
    /// dln of the export tax, and of the trade cost, per unit of the way.
    log_tax: f64,
    log_cost: f64,
    log_duty: f64,
    base_duty: f64,
    /// The cap that holds it, as its place among the shadow taxes, and who has its rent.
    cap: Option<(usize, Rent)>,
    banned: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Rent {
    Exporter,
    Importer,
    Other,
}

/// The cap with a limit that holds a link, and whether a ban does; by position in the link tables.
type Held = BTreeMap<usize, (Option<(usize, Rent)>, bool)>;

/// What links add to the parts.
struct Sums {
    /// (5) by importer.
    technology: Vec<f64>,
    partners: Vec<Vec<PartnerParts>>,
}

impl Sums {
    fn new(economies: usize) -> Self {
        let partners = vec![vec![PartnerParts::default(); economies]; economies];
        Self { technology: vec![0.0; economies], partners }
    }
}

struct Integral<'a, 'm> {
    model: &'m Model,
    counterfactual: &'a Counterfactual,
    along: &'a Along<'m>,
}

impl Integral<'_, '_> {
    fn parts(&self) -> Parts {
        let layout = self.model.layout;
        let mut economies = vec![IncomeParts::default(); layout.economies];
        let Sums { technology, partners } = self.links();
        economies.iter_mut().zip(technology).for_each(|(own, links)| own.technology = links);
        self.nodes(&mut economies);
        self.balances(&mut economies);
        for (own, partners) in economies.iter_mut().zip(&partners) {
            for with in partners {
                own.terms_of_trade += with.sold + with.bought;
                own.imports += with.imports;
                own.sales += with.sales;
            }
        }
        let error = economies.iter().enumerate().map(|(economy, own)| self.gap(economy, own));
        Parts { error: worst(error), economies, partners, stops: self.along.weights.len() }
    }

    /// How far the parts are from the change of real income, as a fraction of income.
    fn gap(&self, economy: usize, own: &IncomeParts) -> f64 {
        let base = self.model.income[economy];
        if base <= 0.0 {
            return 0.0;
        }
        let last = self.along.last();
        let change = last.sweep.income[economy] / last.price_index(economy) - base;
        (own.sum() - change).abs() / base
    }

    /// Slopes of ln c at the nodes, by node of the economy, and of ln P by economy.
    fn log_slopes(&self, of: impl Fn(&Stop<'_>) -> f64) -> Vec<f64> {
        let values: Vec<f64> = self.along.stops.iter().map(of).collect();
        self.along.slope(&values).collect()
    }

    /// What caps and bans do on links, by position in the padded link tables.
    fn held(&self) -> Held {
        let mut held = Held::new();
        let mut limits = 0;
        for cap in &self.counterfactual.caps {
            for (sector, importer, exporter) in &cap.links {
                let at = self.model.layout.row(sector.0, importer.0) + exporter.0;
                let entry = held.entry(at).or_default();
                let rent = match cap.rent {
                    RentRecipient::Exporter => Rent::Exporter,
                    RentRecipient::Importer => Rent::Importer,
                    RentRecipient::Economy(economy) if economy == *exporter => Rent::Exporter,
                    RentRecipient::Economy(economy) if economy == *importer => Rent::Importer,
                    RentRecipient::Economy(_) => Rent::Other,
                };
                if cap.limit > 0.0 {
                    entry.0 = Some((limits, rent));
                } else {
                    entry.1 = true;
                }
            }
            limits += usize::from(cap.limit > 0.0);
        }
        held
    }

    fn links(&self) -> Sums {
        let layout = self.model.layout;
        let held = self.held();
        let index: Vec<Vec<f64>> = (0..layout.economies)
            .map(|economy| self.log_slopes(|stop| stop.posed.final_demand.log_price_index[economy]))
            .collect();
        let sectors: Vec<Sums> = (0..layout.sectors)
            .into_par_iter()
            .map(|sector| {
                let mut sums = Sums::new(layout.economies);
                self.sector(sector, &held, &index, &mut sums);
                sums
            })
            .collect();
        let mut all = Sums::new(layout.economies);
        for own in &sectors {
            all.technology.iter_mut().zip(&own.technology).for_each(|(all, own)| *all += own);
            for (all, own) in all.partners.iter_mut().flatten().zip(own.partners.iter().flatten()) {
                all.sold += own.sold;
                all.bought += own.bought;
                all.imports += own.imports;
                all.sales += own.sales;
            }
        }
        all
    }

    /// All links of one sector.
    fn sector(&self, sector: usize, held: &Held, index: &[Vec<f64>], sums: &mut Sums) {
        let (model, layout) = (self.model, self.model.layout);
        let (question, nests) = (self.counterfactual, model.nests(sector));
        let costs: Vec<Vec<f64>> = (0..layout.economies)
            .map(|economy| {
                let node = layout.node(economy, sector);
                self.log_slopes(|stop| stop.sweep.costs.log_cost[node])
            })
            .collect();
        for importer in 0..layout.economies {
            let (s, n) = (SectorId(sector), EconomyId(importer));
            let (duties, base) = (question.tariff.row(s, n), model.tariff.row(s, n));
            let (taxes, trade_costs) =
                (question.export_tax.row(s, n), question.trade_cost.row(s, n));
            for exporter in 0..layout.economies {
                let at = layout.row(sector, importer) + exporter;
                if model.supplier_share[at] == 0.0 {
                    continue;
                }
                let base_duty = 1.0 + base[exporter];
                let (cap, banned) = held.get(&at).copied().unwrap_or_default();
                let link = Link {
                    sector,
                    importer,
                    exporter,
                    log_tax: taxes[exporter].ln_1p()
                        + question.absorbed(model, s, n, EconomyId(exporter)).ln(),
                    log_cost: trade_costs[exporter].ln(),
                    log_duty: ((1.0 + duties[exporter]) / base_duty).ln(),
                    base_duty,
                    cap,
                    banned: banned.then(|| nests.of(importer == exporter)),
                };
                self.link(&link, (&costs[exporter], index), sums);
            }
        }
    }

    /// (2) to (5) on one link.
    fn link(&self, link: &Link, (cost, index): (&[f64], &[Vec<f64>]), sums: &mut Sums) {
        let flows: Vec<Flow> = self.along.stops.iter().map(|stop| self.flow(link, stop)).collect();
        let slope = |of: &dyn Fn(&Flow) -> f64| -> Vec<f64> {
            let values: Vec<f64> = flows.iter().map(of).collect();
            self.along.slope(&values).collect()
        };
        let shadow = link.cap.map(|_| slope(&|flow| flow.log_shadow));
        let (own, other) = (link.exporter, link.importer);
        let has_duty = flows.iter().any(|flow| flow.duty != 0.0);
        let has_tax = flows.iter().any(|flow| flow.tax != 0.0);
        let imports = if has_duty { slope(&|flow| flow.bought) } else { Vec::new() };
        let sales = if has_tax { slope(&|flow| flow.made) } else { Vec::new() };
        let rent = link.cap.map(|(_, rent)| rent);
        for (at, (weight, stop)) in self.along.nodes().enumerate() {
            let flow = &flows[at + 1];
            let shadow = shadow.as_ref().map_or(0.0, |slopes| slopes[at]);
            let sold =
                cost[at] + link.log_tax + if rent == Some(Rent::Exporter) { shadow } else { 0.0 };
            let bought = sold + if rent == Some(Rent::Other) { shadow } else { 0.0 };
            let (deflated_own, deflated_other) =
                (weight / stop.price_index(own), weight / stop.price_index(other));
            let seller_part = &mut sums.partners[own][other];
            seller_part.sold += deflated_own * flow.sold * (sold - index[own][at]);
            // What a quantity changes by is what its value changes by less its price.
            if has_tax {
                seller_part.sales += deflated_own * flow.tax * (sales[at] - flow.made * cost[at]);
            }
            let ban =
                link.banned.map_or(0.0, |elasticity| 1.0 / elasticity / (1.0 - stop.progress));
            let lost = link.log_cost + ban;
            let buyer_part = &mut sums.partners[other][own];
            buyer_part.bought -= deflated_other * flow.bought * (bought - index[other][at]);
            if has_duty {
                buyer_part.imports +=
                    deflated_other * flow.duty * (imports[at] - flow.bought * (bought + lost));
            }
            sums.technology[other] -= deflated_other * flow.bought * lost;
        }
    }

    fn flow(&self, link: &Link, stop: &Stop<'_>) -> Flow {
        let layout = self.model.layout;
        let buyer = layout.node(link.importer, link.sector);
        let at = (link.sector, link.importer, link.exporter);
        let portion = stop.sweep.portion(&stop.posed, at);
        let spending = stop.sweep.expenditure[buyer];
        let (border, receipts) = (portion.border * spending, portion.receipts * spending);
        let (log_shadow, rent) = link.cap.map_or((0.0, Rent::Exporter), |(cap, rent)| {
            (stop.values[stop.posed.segments.caps().start + cap], rent)
        });
        let shadow = log_shadow.exp();
        let tax = (stop.progress * link.log_tax).exp()
            * if rent == Rent::Exporter { shadow } else { 1.0 };
        let duty = link.base_duty * (stop.progress * link.log_duty).exp();
        let (bought, duty) = match rent {
            Rent::Importer => (border / shadow, duty * shadow),
            _ => (border, duty),
        };
        Flow {
            made: receipts,
            sold: receipts * tax,
            bought,
            tax: tax - 1.0,
            duty: duty - 1.0,
            log_shadow,
        }
    }

    /// Profits of (4), productivity and tastes of (5), and (6).
    fn nodes(&self, economies: &mut [IncomeParts]) {
        let (model, layout) = (self.model, self.model.layout);
        let last = self.along.last();
        let tastes = self.counterfactual.demand.values().iter().any(|ratio| *ratio != 1.0);
        for (economy, own) in economies.iter_mut().enumerate() {
            let mut spent = vec![0.0; self.along.weights.len()];
            for sector in 0..layout.sectors {
                let node = layout.node(economy, sector);
                let price = |stop: &Stop<'_>| stop.sweep.costs.log_cost[node].exp();
                let profit = model.profit_share[node];
                let made = self.log_slopes(|stop| stop.sweep.receipts[node] / price(stop));
                let goods = self.log_slopes(|stop| stop.values[stop.posed.segments.prices()][node]);
                let log_productivity = last.posed.log_productivity[node];
                let idle = model.specific[node] - last.posed.specific[node];
                for (at, (weight, stop)) in self.along.nodes().enumerate() {
                    let deflated = weight / stop.price_index(economy);
                    own.sales += deflated * profit * price(stop) * made[at];
                    own.technology +=
                        deflated * (1.0 - profit) * stop.sweep.receipts[node] * log_productivity;
                    if idle > 0.0 {
                        let returns = &stop.values[stop.posed.segments.returns()];
                        own.lost_capacity -= deflated * idle * returns[node].exp();
                    }
                    spent[at] += stop.posed.final_demand.share[node] * goods[at];
                }
            }
            let idle = model.labour[economy] - last.posed.labour[economy];
            let index = self.log_slopes(|stop| stop.posed.final_demand.log_price_index[economy]);
            for (at, (weight, stop)) in self.along.nodes().enumerate() {
                let deflated = weight / stop.price_index(economy);
                own.lost_capacity -= deflated * idle * stop.values[economy].exp();
                if tastes {
                    own.technology -=
                        deflated * stop.sweep.income[economy] * (index[at] - spent[at]);
                }
            }
        }
    }

    /// What is received and does not come from sales: in real terms at both ends of the way.
    fn balances(&self, economies: &mut [IncomeParts]) {
        let last = self.along.last();
        for (economy, own) in economies.iter_mut().enumerate() {
            let price = last.price_index(economy);
            let transfer = last.posed.transfer[economy];
            own.deficit =
                (last.sweep.deficit[economy] - transfer) / price - self.model.deficit[economy];
            own.transfers = transfer / price;
        }
        for (cap, rents) in last.posed.caps.iter().zip(&last.sweep.rents) {
            for (link, rent) in cap.links.iter().zip(rents) {
                if link.recipient != link.exporter && link.recipient != link.importer {
                    economies[link.recipient].transfers += rent / last.price_index(link.recipient);
                }
            }
        }
    }
}

/// One link at one stop.
struct Flow {
    /// E, at the producer's price.
    made: f64,
    /// B = E e: what the exporter's economy gets.
    sold: f64,
    /// M: what the importer's economy pays for it.
    bought: f64,
    /// e - 1.
    tax: f64,
    /// tau.
    duty: f64,
    log_shadow: f64,
}
