//! What do the nine tables of a negotiation hold, as rows with names?

use crate::error::ReportError;
use detente_figures::Band;
use detente_figures::money::Money;
use detente_record::row::{
    PackageEnforcement, PackageItem, PackageLedger, PackagePayoff, PackagePoint, PackagePrice,
    PackageShift, PackageState, PackageSweetener, Text,
};
use detente_record::{PackageNote, Summary, Tables};
use std::collections::HashMap;

/// Deals that can stand for "the deal", the first that is there.
const SHOWN: [&str; 4] = ["nash", "kalai-smorodinsky", "equal-gains", "utilitarian"];
/// The disagreement point among the deals.
pub(crate) const NO_DEAL: &str = "none";
/// What is on the table, all of it.
pub(crate) const EVERYTHING: &str = "everything";

/// One item in one deal: a row of `package_items`.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub deal: String,
    pub name: String,
    pub by: String,
    pub benefits: String,
    pub unit: String,
    pub from: String,
    pub least: f64,
    pub most: f64,
    pub agreed: f64,
    pub level: f64,
    /// None where it is not known.
    pub cost: Option<Band>,
    /// Whether the deal has it, be it at the least level of its range.
    pub held: bool,
}

impl Item {
    pub fn taken(&self) -> bool {
        self.held
    }
}

/// What one economy gets in one deal: a row of `package_payoffs`.
#[derive(Clone, Debug)]
pub(crate) struct Payoff {
    pub deal: String,
    pub economy: String,
    pub third: bool,
    /// Weeks, months, years, cost, risk.
    pub parts: [f64; 5],
    pub gain: Band,
    pub probability: f64,
    /// What counts towards budgets (cost, support at home and transfers given), and transfers
    /// alone.
    pub outlay: (f64, f64),
    /// Whether it pays for something whose cost is not known: it pays at least, and gains at most,
    /// what stands here.
    pub open: bool,
}

/// What the items of a deal cost together.
#[derive(Clone, Debug)]
pub(crate) struct Total {
    /// Those whose cost is known.
    pub known: Band,
    /// The names of the others.
    pub open: Vec<String>,
}

/// One package on or below the frontier: the rows of one point of `package_frontier`.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    pub name: String,
    pub solution: String,
    pub package: String,
    /// By party, in the order of the parties.
    pub gains: Vec<f64>,
    pub undominated: bool,
}

/// Everything that is shown of a negotiation.
pub(crate) struct Findings<'a> {
    pub summary: &'a Summary,
    pub note: PackageNote,
    pub parties: Vec<String>,
    /// The deal that stands for all, where any party can gain.
    pub deal: Option<String>,
    /// The deals in table order, the disagreement point left out.
    pub deals: Vec<String>,
    pub items: Vec<Item>,
    pub payoffs: Vec<Payoff>,
    pub futures: Vec<PackageState<'a>>,
    pub points: Vec<Point>,
    pub ledger: Vec<PackageLedger<'a>>,
    pub prices: Vec<PackagePrice<'a>>,
    pub shifts: Vec<PackageShift<'a>>,
    pub promises: Vec<PackageEnforcement<'a>>,
    pub sweeteners: Vec<PackageSweetener<'a>>,
}

impl<'a> Findings<'a> {
    /// Reads the tables.
    pub fn of(summary: &'a Summary, tables: &'a Tables) -> Result<Self, ReportError> {
        let note = summary.package.clone().unwrap_or_default();
        let payoffs = payoffs(tables)?;
        let mut parties = note.parties.clone();
        for row in payoffs.iter().filter(|row| note.parties.is_empty() && !row.third) {
            push_new(&mut parties, &row.economy);
        }
        let mut deals = Vec::new();
        for row in payoffs.iter().filter(|row| row.deal != NO_DEAL) {
            push_new(&mut deals, &row.deal);
        }
        let deal = SHOWN
            .iter()
            .find(|deal| deals.iter().any(|own| own == *deal))
            .map(|deal| (*deal).to_owned());
        Ok(Self {
            points: points(tables, &parties)?,
            items: items(tables)?,
            futures: tables.rows()?,
            ledger: tables.rows()?,
            prices: tables.rows()?,
            shifts: tables.rows()?,
            promises: tables.rows()?,
            sweeteners: tables.rows()?,
            summary,
            note,
            parties,
            deal,
            deals,
            payoffs,
        })
    }

    /// How sums are written.
    pub fn money(&self) -> Money<'_> {
        Money::of(self.summary)
    }

    /// The English name of an economy without what stands in brackets, if no other is called so; or
    /// the name of a group.
    pub fn name<'b>(&'b self, code: &'b str) -> &'b str {
        self.summary.short(code)
    }

    /// The items of a deal in table order, those not taken included.
    pub fn items_of(&self, deal: &str) -> Vec<&Item> {
        self.items.iter().filter(|item| item.deal == deal).collect()
    }

    /// The items that a deal takes.
    pub fn taken(&self, deal: &str) -> Vec<&Item> {
        self.items.iter().filter(|item| item.deal == deal && item.taken()).collect()
    }

    /// Whether a deal takes an item.
    pub fn takes(&self, deal: &str, item: &str) -> bool {
        self.items.iter().any(|own| own.deal == deal && own.name == item && own.taken())
    }

    /// Whether a package of `package_sensitivity` is a deal: packages are named with their levels.
    pub fn is_deal(&self, deal: &str, package: &str) -> bool {
        let of = |point: &&Point| point.solution.split('+').any(|own| own.trim() == deal);
        self.points.iter().find(of).is_some_and(|point| point.package == package)
    }

    /// What one economy gets in a deal.
    pub fn payoff(&self, deal: &str, economy: &str) -> Option<&Payoff> {
        self.payoffs.iter().find(|row| row.deal == deal && row.economy == economy)
    }

    /// What third parties get in a deal, in table order.
    pub fn third(&self, deal: &str) -> Vec<&Payoff> {
        self.payoffs.iter().filter(|row| row.deal == deal && row.third).collect()
    }

    /// What the items of a deal cost together.
    pub fn cost(&self, deal: &str) -> Total {
        let taken = self.taken(deal);
        let sum = |part: fn(&Band) -> f64| {
            taken.iter().filter_map(|item| item.cost.as_ref().map(part)).sum()
        };
        let known = Band {
            low: sum(|cost| cost.low),
            mid: sum(|cost| cost.mid),
            high: sum(|cost| cost.high),
        };
        let open =
            taken.iter().filter(|item| item.cost.is_none()).map(|item| item.name.clone()).collect();
        Total { known, open }
    }

    /// What the parties lay out together for a deal, and what of it they give each other or third
    /// parties.
    pub fn outlay(&self, deal: &str) -> Option<(f64, f64)> {
        let rows = self.parties.iter().filter_map(|party| Some(self.payoff(deal, party)?.outlay));
        rows.reduce(|sum, own| (sum.0 + own.0, sum.1 + own.1))
    }

    /// The Shapley price of an item to a party, where it was computed.
    pub fn price(&self, item: &str, party: &str) -> Option<&PackagePrice<'a>> {
        self.prices.iter().find(|row| row.item == item && row.party == party)
    }

    /// What an item is worth to a party: its Shapley price, else what the party would lose without
    /// it in the deal.
    pub fn worth(&self, item: &str, party: &str) -> Option<f64> {
        let last = || {
            self.ledger
                .iter()
                .find(|row| row.item == item && row.party == party)
                .map(|row| row.worth_last_musd)
        };
        self.price(item, party).map(|price| price.shapley_musd).or_else(last)
    }

    /// The items by name, in the order of the scenario.
    pub fn item_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.items.iter().for_each(|item| push_new(&mut names, &item.name));
        self.prices.iter().for_each(|price| push_new(&mut names, &price.item));
        names
    }
}

/// Adds `value` to a list that holds each value once.
pub(crate) fn push_new(list: &mut Vec<String>, value: &str) {
    if !list.iter().any(|own| own == value) {
        list.push(value.to_owned());
    }
}

fn items(tables: &Tables) -> Result<Vec<Item>, ReportError> {
    let view = |row: PackageItem<'_>| Item {
        deal: row.deal.into(),
        name: row.item.into(),
        by: row.by.into(),
        benefits: row.r#for.into(),
        unit: row.unit.into(),
        from: row.from.into(),
        least: row.low,
        most: row.high,
        agreed: row.agreed,
        level: row.level,
        cost: row.cost_musd,
        held: row.taken,
    };
    Ok(tables.rows()?.into_iter().map(view).collect())
}

fn payoffs(tables: &Tables) -> Result<Vec<Payoff>, ReportError> {
    let view = |row: PackagePayoff<'_>| Payoff {
        deal: row.deal.into(),
        economy: row.economy.into(),
        third: row.role != "party",
        parts: [row.weeks_musd, row.months_musd, row.years_musd, row.cost_musd, row.risk_musd],
        gain: row.gain_musd,
        probability: row.probability_gain,
        outlay: (row.outlay_musd, row.given_musd),
        open: !row.cost_not_known.is_empty(),
    };
    Ok(tables.rows()?.into_iter().map(view).collect())
}

/// Points whose gains are known for every party.
fn points(tables: &Tables, parties: &[String]) -> Result<Vec<Point>, ReportError> {
    let mut points: Vec<Point> = Vec::new();
    let mut places: HashMap<Text<'_>, usize> = HashMap::new();
    for row in tables.rows::<PackagePoint<'_>>()? {
        let party = parties.iter().position(|party| *party == row.party);
        let place = *places.entry(row.point.clone()).or_insert_with(|| {
            points.push(Point {
                name: row.point.into(),
                solution: row.solution.into(),
                package: row.package.into(),
                gains: vec![f64::NAN; parties.len()],
                undominated: row.on_frontier,
            });
            points.len() - 1
        });
        if let Some(party) = party {
            points[place].gains[party] = row.gain_musd;
        }
    }
    points.retain(|point| point.gains.iter().all(|gain| gain.is_finite()));
    Ok(points)
}
