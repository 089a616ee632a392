//! Which identities must a world satisfy, and where is each violated most?
//!
//! ```text
//! (1)  final_demand_n = value_added_n + revenue_n + deficit_n        for each economy n, relative to its final demand
//! (2)  sum_n deficit_n = 0                                           relative to world trade
//! (3)  sum output = sum use at producers' prices + final demand      by construction: trade is both sides of the market
//! ```
//! The rest are bounds: nothing negative, finite or missing where the engines divide by it.

use crate::accounts::Accounts;
use crate::dense::NodeTable;
use crate::error::WorldError;
use crate::ids::{EconomyId, SectorId};
use crate::model::World;

/// One identity or bound of a world and how well it holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// Short name such as `value added is not negative`.
    pub name: String,
    /// What is compared, and relative to what.
    pub description: String,
    /// The worst violation, relative as described; 0 if there is none.
    pub worst: f64,
    /// Where the worst violation is, or where it comes closest; empty if it concerns the whole
    /// world.
    pub place: String,
    /// The largest violation that passes.
    pub tolerance: f64,
    /// Whether the worst violation is within the tolerance.
    pub holds: bool,
}

/// Tariffs above 100 percent, which are rare: how many there are and the highest; nothing where
/// there is none.
#[must_use]
pub fn high_tariffs(world: &World) -> Option<String> {
    let high = world.tariff.links().filter(|(.., rate)| *rate > 1.0);
    let (mut count, mut highest) = (0_usize, None);
    for link in high {
        count += 1;
        highest = highest.filter(|(.., rate): &(_, _, _, f64)| *rate >= link.3).or(Some(link));
    }
    let (sector, importer, exporter, rate) = highest?;
    let codes = [
        &world.economies[importer.0].code,
        &world.economies[exporter.0].code,
        &world.sectors[sector.0].code,
    ];
    let rates = if count == 1 { "1 tariff is".to_owned() } else { format!("{count} tariffs are") };
    let [importer, exporter, sector] = codes;
    Some(format!(
        "{rates} above 100 %, the highest {} % in {importer} on {sector} from {exporter}; they are taken as they stand.",
        (rate * 1e8).round() / 1e6
    ))
}

/// What rounding in sums over a few thousand cells may leave.
const ROUNDING: f64 = 1e-9;

/// Checks every identity of `world`, in a fixed order; those of flows only where it has flows.
///
/// # Errors
/// If the flows of an embedded world cannot be unpacked.
pub fn check(world: &World) -> Result<Vec<Identity>, WorldError> {
    let accounts = Accounts::of(world);
    let mut identities = vec![
        trade_is_not_negative(world),
        market_clears(world, &accounts),
        node_bound(
            world,
            "value added is not negative",
            "value added below zero / output",
            &accounts,
            |a, e, s| relative(-a.value_added.get(e, s), a.output.get(e, s)),
        ),
        node_bound(
            world,
            "value added is at most output",
            "use below zero / output",
            &accounts,
            |a, e, s| relative(a.value_added.get(e, s) - a.output.get(e, s), a.output.get(e, s)),
        ),
        node_bound(
            world,
            "final demand is not negative",
            "final demand below zero / spending",
            &accounts,
            |a, e, s| relative(-a.final_demand.get(e, s), a.expenditure.get(e, s)),
        ),
        income_is_spent(world, &accounts),
        deficits_cancel(&accounts),
        tariffs_are_rates(world),
        home_sales_pay_no_tariff(world),
        elasticities_are_positive(world),
        every_sector_is_made(world, &accounts),
        every_economy_earns_and_spends(world, &accounts),
        only_tradables_cross_borders(world),
    ];
    identities.extend(crate::flow_check::identities(world)?);
    Ok(identities)
}

/// `excess / size` if there is an excess; infinite where there is nothing to be relative to.
pub(crate) fn relative(excess: f64, size: f64) -> f64 {
    match excess {
        excess if excess.is_nan() => f64::INFINITY,
        excess if excess <= 0.0 => 0.0,
        excess if size > 0.0 => excess / size,
        _ => f64::INFINITY,
    }
}

/// The identity with the worst of `violations`, each with a function that says where.
pub(crate) fn identity<P>(
    name: &str,
    description: &str,
    tolerance: f64,
    violations: impl Iterator<Item = (f64, P)>,
    place: impl Fn(P) -> String,
) -> Identity {
    let (mut worst, mut at) = (0.0, None);
    for (violation, here) in violations {
        if violation > worst || violation.is_nan() {
            (worst, at) = (if violation.is_nan() { f64::INFINITY } else { violation }, Some(here));
        }
    }
    let (name, description) = (name.to_owned(), description.to_owned());
    Identity {
        name,
        description,
        worst,
        place: at.map(place).unwrap_or_default(),
        tolerance,
        holds: worst <= tolerance,
    }
}

fn node(world: &World, (economy, sector): (EconomyId, SectorId)) -> String {
    format!("{} {}", world.economies[economy.0].code, world.sectors[sector.0].code)
}

pub(crate) fn link(
    world: &World,
    (sector, importer, exporter): (SectorId, EconomyId, EconomyId),
) -> String {
    let code = |economy: EconomyId| &world.economies[economy.0].code;
    format!("{} from {} to {}", world.sectors[sector.0].code, code(exporter), code(importer))
}

fn nodes(world: &World) -> impl Iterator<Item = (EconomyId, SectorId)> {
    world.economy_ids().flat_map(|economy| world.sector_ids().map(move |sector| (economy, sector)))
}

fn node_bound(
    world: &World,
    name: &str,
    description: &str,
    accounts: &Accounts,
    violation: impl Fn(&Accounts, EconomyId, SectorId) -> f64,
) -> Identity {
    let violations = nodes(world).map(|at| (violation(accounts, at.0, at.1), at));
    identity(name, description, ROUNDING, violations, |at| node(world, at))
}

fn trade_is_not_negative(world: &World) -> Identity {
    let violations = world.trade.links().map(|(sector, to, from, value)| {
        (if value.is_finite() { (-value).max(0.0) } else { f64::INFINITY }, (sector, to, from))
    });
    let uses = world.use_table.values().iter();
    let uses = uses
        .map(|value| if value.is_finite() { (-value).max(0.0) } else { f64::INFINITY })
        .fold(0.0, f64::max);
    let mut found = identity(
        "flows are finite and not negative",
        "the most negative flow of trade or use, in the world's currency",
        0.0,
        violations,
        |at| link(world, at),
    );
    if uses > found.worst {
        (found.worst, found.place, found.holds) = (uses, "the use table".to_owned(), false);
    }
    found
}

/// Output summed by seller against purchases summed by buyer net of tariffs: two ways through the
/// same flows.
fn market_clears(world: &World, accounts: &Accounts) -> Identity {
    let mut bought = vec![0.0; world.sectors.len()];
    let mut spent = vec![0.0; world.sectors.len()];
    for (economy, sector) in nodes(world) {
        let rates = world.tariff.row(sector, economy);
        let flows = world.trade.row(sector, economy);
        let duties: f64 = flows.iter().zip(rates).map(|(flow, rate)| flow * rate).sum();
        bought[sector.0] += accounts.expenditure.get(economy, sector) - duties;
        spent[sector.0] += accounts.output.get(economy, sector);
    }
    let violations = bought.iter().zip(&spent).enumerate();
    let violations =
        violations.map(|(at, (bought, made))| (relative((bought - made).abs(), *made), at));
    identity(
        "every market clears",
        "world spending net of tariffs less world output, by sector / output",
        ROUNDING,
        violations,
        |at| world.sectors[at].code.clone(),
    )
}

fn total(table: &NodeTable, economy: EconomyId) -> f64 {
    table.row(economy).iter().sum()
}

fn income_is_spent(world: &World, accounts: &Accounts) -> Identity {
    let violation = |economy: EconomyId| {
        let spent = total(&accounts.final_demand, economy);
        let income = total(&accounts.value_added, economy);
        let gap = income + accounts.tariff_revenue[economy.0] + accounts.deficit[economy.0] - spent;
        (relative(gap.abs(), spent), economy)
    };
    identity(
        "final demand is value added plus tariff revenue plus deficit",
        "the gap, by economy / final demand",
        ROUNDING,
        world.economy_ids().map(violation),
        |economy| world.economies[economy.0].code.clone(),
    )
}

fn deficits_cancel(accounts: &Accounts) -> Identity {
    let sum: f64 = accounts.deficit.iter().sum();
    let size: f64 = accounts.output.values().iter().sum();
    let violation = std::iter::once((relative(sum.abs(), size), ()));
    identity(
        "deficits sum to zero",
        "the sum over economies / world output",
        ROUNDING,
        violation,
        |()| String::new(),
    )
}

fn tariffs_are_rates(world: &World) -> Identity {
    let violations = world.tariff.links().map(|(sector, to, from, rate)| {
        (if rate.is_finite() { (-rate).max(0.0) } else { f64::INFINITY }, (sector, to, from))
    });
    identity(
        "tariffs are finite and not negative",
        "the most negative rate",
        0.0,
        violations,
        |at| link(world, at),
    )
}

fn home_sales_pay_no_tariff(world: &World) -> Identity {
    let home = world.tariff.links().filter(|(_, to, from, _)| to == from);
    let violations = home.map(|(sector, to, from, rate)| (rate.abs(), (sector, to, from)));
    identity("home sales pay no tariff", "the largest rate on a home sale", 0.0, violations, |at| {
        link(world, at)
    })
}

fn elasticities_are_positive(world: &World) -> Identity {
    let violation = |sector: &crate::Sector| if sector.trade_elasticity > 0.0 { 0.0 } else { 1.0 };
    let violations = world.sectors.iter().map(|sector| (violation(sector), sector.code.clone()));
    identity("trade elasticities are positive", "1 where one is not", 0.0, violations, |code| code)
}

fn every_sector_is_made(world: &World, accounts: &Accounts) -> Identity {
    let made = |sector: SectorId| {
        world.economy_ids().any(|economy| accounts.output.get(economy, sector) > 0.0)
    };
    let violations = world.sector_ids().map(|sector| (f64::from(u8::from(!made(sector))), sector));
    let place = |sector: SectorId| world.sectors[sector.0].code.clone();
    identity("every sector has a supplier", "1 where no economy makes it", 0.0, violations, place)
}

fn every_economy_earns_and_spends(world: &World, accounts: &Accounts) -> Identity {
    let lives = |economy: EconomyId| {
        total(&accounts.value_added, economy) > 0.0 && total(&accounts.final_demand, economy) > 0.0
    };
    let violations =
        world.economy_ids().map(|economy| (f64::from(u8::from(!lives(economy))), economy));
    identity(
        "every economy earns value added and has final demand",
        "1 where one of them is not positive",
        0.0,
        violations,
        |economy| world.economies[economy.0].code.clone(),
    )
}

fn only_tradables_cross_borders(world: &World) -> Identity {
    let abroad = world
        .trade
        .links()
        .filter(|(sector, to, from, _)| to != from && !world.sectors[sector.0].tradable);
    let violations = abroad.map(|(sector, to, from, value)| (value, (sector, to, from)));
    let description = "the largest flow across a border of a sector that is declared not tradable";
    identity("only tradable sectors cross borders", description, 0.0, violations, |at| {
        link(world, at)
    })
}
