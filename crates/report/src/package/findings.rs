//! What do the nine tables of a negotiation hold, as rows with names?

use crate::error::ReportError;
use detente_figures::Band;
use detente_figures::money::Money;
use detente_record::{PackageNote, Summary, Tables, numbers, partial, text};
use detente_world::table::Table;

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
    /// alone; none in runs of older versions.
    pub outlay: Option<(f64, f64)>,
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

/// What one economy gets in one state of the world of a deal: a row of `package_states`.
#[derive(Clone, Debug)]
pub(crate) struct InFuture {
    pub deal: String,
    pub future: String,
    pub economy: String,
    pub probability: f64,
    pub gain: f64,
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

/// One item for one party: a row of `package_ledger`.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub item: String,
    pub party: String,
    pub role: String,
    pub effect_from: String,
    pub paid_by: String,
    pub additionality: String,
    /// None where it is not known.
    pub cost: Option<f64>,
    pub worth_first: f64,
    pub worth_last: f64,
    pub additional: f64,
    pub budget: f64,
}

/// The price of one item to one party: a row of `package_shapley`.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub item: String,
    pub party: String,
    pub shapley: f64,
    pub first: f64,
    pub last: f64,
    /// Standard error of the price; 0 where it is exact.
    pub error: f64,
}

/// A bargain at a shifted disagreement point: a row of `package_sensitivity`.
#[derive(Clone, Debug)]
pub(crate) struct Shifted {
    pub shifted: String,
    pub concept: String,
    pub party: String,
    pub package: String,
    pub shift: f64,
    pub gain: f64,
}

/// Whether one party keeps its word: a row of `package_enforcement`.
#[derive(Clone, Debug)]
pub(crate) struct Promise {
    pub party: String,
    pub punishment: String,
    pub deviation: f64,
    pub agreement: f64,
    pub punished: f64,
    pub critical: f64,
    pub discount: f64,
    pub holds: bool,
    pub margin: f64,
    pub hold_up_year: f64,
    pub hold_up: f64,
}

/// The least payment that makes a party sign: a row of `package_sweetener`.
#[derive(Clone, Debug)]
pub(crate) struct Sweetener {
    pub deal: String,
    pub party: String,
    pub payer: String,
    pub payment: f64,
    pub left: f64,
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
    pub futures: Vec<InFuture>,
    pub points: Vec<Point>,
    pub ledger: Vec<Entry>,
    pub prices: Vec<Price>,
    pub shifts: Vec<Shifted>,
    pub promises: Vec<Promise>,
    pub sweeteners: Vec<Sweetener>,
}

impl<'a> Findings<'a> {
    /// Reads the tables.
    pub fn of(summary: &'a Summary, tables: &Tables) -> Result<Self, ReportError> {
        let note = summary.package.clone().unwrap_or_default();
        let payoffs = payoffs(tables.table("package_payoffs")?)?;
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
            points: points(tables.table("package_frontier")?, &parties)?,
            items: items(tables.table("package_items")?)?,
            futures: futures(tables.table("package_states")?)?,
            ledger: ledger(tables.table("package_ledger")?)?,
            prices: prices(tables.table("package_shapley")?)?,
            shifts: shifts(tables.table("package_sensitivity")?)?,
            promises: promises(tables.table("package_enforcement")?)?,
            sweeteners: sweeteners(tables.table("package_sweetener")?)?,
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
        let rows = self.parties.iter().filter_map(|party| self.payoff(deal, party)?.outlay);
        rows.reduce(|sum, own| (sum.0 + own.0, sum.1 + own.1))
    }

    /// The Shapley price of an item to a party, where it was computed.
    pub fn price(&self, item: &str, party: &str) -> Option<&Price> {
        self.prices.iter().find(|row| row.item == item && row.party == party)
    }

    /// What an item is worth to a party: its Shapley price, else what the party would lose without
    /// it in the deal.
    pub fn worth(&self, item: &str, party: &str) -> Option<f64> {
        let last = || {
            self.ledger
                .iter()
                .find(|row| row.item == item && row.party == party)
                .map(|row| row.worth_last)
        };
        self.price(item, party).map(|price| price.shapley).or_else(last)
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

fn items(table: &Table) -> Result<Vec<Item>, ReportError> {
    let (deals, names, by) = (text(table, "deal")?, text(table, "item")?, text(table, "by")?);
    let benefits = text(table, "for")?;
    let (units, from) = (text(table, "unit")?, text(table, "from")?);
    let (least, most) = (numbers(table, "low")?, numbers(table, "high")?);
    let (agreed, level) = (numbers(table, "agreed")?, numbers(table, "level")?);
    let (low, mid) = (partial(table, "cost_musd_low")?, partial(table, "cost_musd")?);
    let (high, taken) = (partial(table, "cost_musd_high")?, numbers(table, "taken")?);
    let cost = |at: usize| Some(Band { low: low[at]?, mid: mid[at]?, high: high[at]? });
    let row = |at: usize| Item {
        deal: deals[at].clone(),
        name: names[at].clone(),
        by: by[at].clone(),
        benefits: benefits[at].clone(),
        unit: units[at].clone(),
        from: from[at].clone(),
        least: least[at],
        most: most[at],
        agreed: agreed[at],
        level: level[at],
        cost: cost(at),
        held: taken[at] > 0.5,
    };
    Ok((0..names.len()).map(row).collect())
}

fn payoffs(table: &Table) -> Result<Vec<Payoff>, ReportError> {
    let (deals, economies, roles) =
        (text(table, "deal")?, text(table, "economy")?, text(table, "role")?);
    let (weeks, months, years) = (
        numbers(table, "weeks_musd")?,
        numbers(table, "months_musd")?,
        numbers(table, "years_musd")?,
    );
    let (cost, risk) = (numbers(table, "cost_musd")?, numbers(table, "risk_musd")?);
    let (low, mid, high) = (
        numbers(table, "gain_musd_low")?,
        numbers(table, "gain_musd")?,
        numbers(table, "gain_musd_high")?,
    );
    let probability = numbers(table, "probability_gain")?;
    let (given, outlay) = (table.numbers("given_musd"), table.numbers("outlay_musd"));
    let open = table.words("cost_not_known");
    let row = |at: usize| Payoff {
        deal: deals[at].clone(),
        economy: economies[at].clone(),
        third: roles[at] != "party",
        parts: [weeks[at], months[at], years[at], cost[at], risk[at]],
        gain: Band { low: low[at], mid: mid[at], high: high[at] },
        probability: probability[at],
        outlay: outlay.get(at).copied().zip(given.get(at).copied()),
        open: open.get(at).is_some_and(|items| !items.is_empty()),
    };
    Ok((0..deals.len()).map(row).collect())
}

fn futures(table: &Table) -> Result<Vec<InFuture>, ReportError> {
    let (deals, names, economies) =
        (text(table, "deal")?, text(table, "state")?, text(table, "economy")?);
    let (probability, gain) = (numbers(table, "probability")?, numbers(table, "gain_musd")?);
    let row = |at: usize| InFuture {
        deal: deals[at].clone(),
        future: names[at].clone(),
        economy: economies[at].clone(),
        probability: probability[at],
        gain: gain[at],
    };
    Ok((0..deals.len()).map(row).collect())
}

/// Points whose gains are known for every party.
fn points(table: &Table, parties: &[String]) -> Result<Vec<Point>, ReportError> {
    let (names, solutions) = (text(table, "point")?, text(table, "solution")?);
    let (packages, economies) = (text(table, "package")?, text(table, "party")?);
    let (gains, undominated) = (numbers(table, "gain_musd")?, numbers(table, "on_frontier")?);
    let mut points: Vec<Point> = Vec::new();
    let mut at: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
    for row in 0..names.len() {
        let place = *at.entry(names[row].as_str()).or_insert_with(|| {
            points.push(Point {
                name: names[row].clone(),
                solution: solutions[row].clone(),
                package: packages[row].clone(),
                gains: vec![f64::NAN; parties.len()],
                undominated: undominated[row] > 0.5,
            });
            points.len() - 1
        });
        if let Some(party) = parties.iter().position(|party| *party == economies[row]) {
            points[place].gains[party] = gains[row];
        }
    }
    points.retain(|point| point.gains.iter().all(|gain| gain.is_finite()));
    Ok(points)
}

fn ledger(table: &Table) -> Result<Vec<Entry>, ReportError> {
    let (names, parties, roles) =
        (text(table, "item")?, text(table, "party")?, text(table, "role")?);
    let (from, paid, sentences) =
        (text(table, "effect_from")?, text(table, "paid_by")?, text(table, "additionality")?);
    let (cost, budget) = (partial(table, "cost_musd")?, numbers(table, "budget_musd")?);
    let (first, last) = (numbers(table, "worth_first_musd")?, numbers(table, "worth_last_musd")?);
    let share = numbers(table, "additional_share")?;
    let row = |at: usize| Entry {
        item: names[at].clone(),
        party: parties[at].clone(),
        role: roles[at].clone(),
        effect_from: from[at].clone(),
        paid_by: paid[at].clone(),
        additionality: sentences[at].clone(),
        cost: cost[at],
        worth_first: first[at],
        worth_last: last[at],
        additional: share[at],
        budget: budget[at],
    };
    Ok((0..names.len()).map(row).collect())
}

fn prices(table: &Table) -> Result<Vec<Price>, ReportError> {
    let (items, parties) = (text(table, "item")?, text(table, "party")?);
    let shapley = numbers(table, "shapley_musd")?;
    let (first, last) = (numbers(table, "first_musd")?, numbers(table, "last_musd")?);
    let error = numbers(table, "shapley_error_musd")?;
    let row = |at: usize| Price {
        item: items[at].clone(),
        party: parties[at].clone(),
        shapley: shapley[at],
        first: first[at],
        last: last[at],
        error: error[at],
    };
    Ok((0..items.len()).map(row).collect())
}

fn shifts(table: &Table) -> Result<Vec<Shifted>, ReportError> {
    let (shifted, concepts) = (text(table, "shifted_party")?, text(table, "concept")?);
    let (parties, packages) = (text(table, "party")?, text(table, "package")?);
    let (shift, gain) = (numbers(table, "shift_musd")?, numbers(table, "gain_musd")?);
    let row = |at: usize| Shifted {
        shifted: shifted[at].clone(),
        concept: concepts[at].clone(),
        party: parties[at].clone(),
        package: packages[at].clone(),
        shift: shift[at],
        gain: gain[at],
    };
    Ok((0..shifted.len()).map(row).collect())
}

fn promises(table: &Table) -> Result<Vec<Promise>, ReportError> {
    let (parties, punishments) = (text(table, "party")?, text(table, "punishment")?);
    let deviation = numbers(table, "deviation_musd_per_year")?;
    let agreement = numbers(table, "agreement_musd_per_year")?;
    let punished = numbers(table, "punished_musd_per_year")?;
    let (critical, own) =
        (numbers(table, "critical_discount_factor")?, numbers(table, "discount_factor")?);
    let (holds, margin) = (numbers(table, "holds")?, numbers(table, "margin_musd")?);
    let (year, hold_up) = (numbers(table, "hold_up_year")?, numbers(table, "hold_up_musd")?);
    let row = |at: usize| Promise {
        party: parties[at].clone(),
        punishment: punishments[at].clone(),
        deviation: deviation[at],
        agreement: agreement[at],
        punished: punished[at],
        critical: critical[at],
        discount: own[at],
        holds: holds[at] > 0.5,
        margin: margin[at],
        hold_up_year: year[at],
        hold_up: hold_up[at],
    };
    Ok((0..parties.len()).map(row).collect())
}

fn sweeteners(table: &Table) -> Result<Vec<Sweetener>, ReportError> {
    let (deals, parties, payers) =
        (text(table, "deal")?, text(table, "party")?, text(table, "paid_by")?);
    let (payment, left) = (numbers(table, "payment_musd")?, numbers(table, "payer_gain_musd")?);
    let row = |at: usize| Sweetener {
        deal: deals[at].clone(),
        party: parties[at].clone(),
        payer: payers[at].clone(),
        payment: payment[at],
        left: left[at],
    };
    Ok((0..deals.len()).map(row).collect())
}
