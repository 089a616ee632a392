//! How does a state of policy become a question to the trade engine?
//!
//! The two sides have the same shapes and know nothing of each other.

use super::amounts::money;
use crate::weeks::{MemberRun, Weeks};
use detente_record::LostCapacity;
use detente_scenario as scenario;
use detente_trade as trade;
use detente_world::{Accounts, EconomyId, NodeTable, SectorId, World};

/// The question that a state of policy puts.
pub fn counterfactual(state: &scenario::TradeState) -> trade::Counterfactual {
    counterfactual_of(state.clone())
}

/// The same of a state that is not needed any more.
pub(crate) fn counterfactual_of(state: scenario::TradeState) -> trade::Counterfactual {
    trade::Counterfactual {
        caps: state.caps.iter().map(cap).collect(),
        tariff: state.tariff,
        export_tax: state.export_tax,
        pass_through: state.pass_through,
        trade_cost: state.trade_cost,
        productivity: state.productivity,
        idle: nothing(&state.demand),
        capital: vec![1.0; state.transfer.len()],
        wage_floor: vec![0.0; state.transfer.len()],
        demand: state.demand,
        transfer: state.transfer,
    }
}

/// Zeros in the shape of another table.
fn nothing(shape: &NodeTable) -> NodeTable {
    let mut table = shape.clone();
    table.values_mut().fill(0.0);
    table
}

fn cap(cap: &scenario::Cap) -> trade::QuantityCap {
    let rent = match cap.rent {
        scenario::Rent::Exporter => trade::RentRecipient::Exporter,
        scenario::Rent::Importer => trade::RentRecipient::Importer,
        scenario::Rent::Economy(economy) => trade::RentRecipient::Economy(economy),
    };
    trade::QuantityCap { name: cap.name.clone(), links: cap.links.clone(), limit: cap.limit, rent }
}

/// What missing goods cost over the calendar year of `date`: the middle of the band.
///
/// Only what could not be made counts. Output that nobody ordered is no lost capacity: the yearly
/// engine has its own demand.
pub fn lost_capacity(
    world: &World,
    weeks: Option<&Weeks>,
    date: scenario::Date,
) -> Vec<LostCapacity> {
    weeks.map_or(Vec::new(), |weeks| lost_by(world, weeks, weeks.middle(), date))
}

/// The same under the rules by which least and by which most is lost, of those that count, weighed
/// by value added; none where all lose the same.
pub(crate) fn lost_at_ends(
    world: &World,
    weeks: Option<&Weeks>,
    date: scenario::Date,
) -> Option<[Vec<LostCapacity>; 2]> {
    let weeks = weeks?;
    let accounts = Accounts::of(world);
    let weight = |lost: &[LostCapacity]| -> f64 {
        let one = |own: &LostCapacity| {
            let node = world.economy(&own.economy).zip(world.sector(&own.sector));
            own.share * node.map_or(0.0, |node| accounts.value_added.get(node.0, node.1))
        };
        lost.iter().map(one).sum()
    };
    let losses = weeks.counted().map(|run| lost_by(world, weeks, run, date));
    let mut losses: Vec<(f64, Vec<LostCapacity>)> =
        losses.map(|lost| (weight(&lost), lost)).collect();
    // A stable sort: of equals the first member stays first.
    losses.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (most, least) = (losses.pop()?, losses.into_iter().next()?);
    (most.0 > least.0).then_some([least.1, most.1])
}

fn lost_by(
    world: &World,
    weeks: &Weeks,
    run: &MemberRun,
    date: scenario::Date,
) -> Vec<LostCapacity> {
    let from = scenario::Date::new(date.year(), 1, 1).unwrap_or(date);
    let one = |(economy, sector, share): (EconomyId, SectorId, f64)| LostCapacity {
        economy: world.economies[economy.0].code.clone(),
        sector: world.sectors[sector.0].code.clone(),
        share,
        shadow_tax: 0.0,
    };
    weeks.lost_capacity(run, from).map(one).filter(|lost| lost.share != 0.0).collect()
}

/// A link under a cap: sector, importer, exporter.
type Link = (SectorId, EconomyId, EconomyId);

/// Caps the output of each sector at what its capacity still makes, home sales included, and leaves
/// the lost share of its own factors idle. What scarcity adds to prices is a rent of its owners.
///
/// A link is under one cap. A cap of the scenario that holds only links of the sector is lowered to
/// what is left of the capacity; the other links share what these leave of it. A cap that holds
/// links of others too stays as it is. Sentences say which caps these are.
pub fn lose_capacity(
    question: &mut trade::Counterfactual,
    world: &World,
    lost: &[LostCapacity],
) -> Vec<String> {
    let own_caps = question.caps.len();
    let mut told = Vec::new();
    for lost in lost {
        let Some((economy, sector)) = world.economy(&lost.economy).zip(world.sector(&lost.sector))
        else {
            continue;
        };
        let left = 1.0 - lost.share.min(MOST_LOST);
        question.idle.set(economy, sector, 1.0 - left);
        let size = |links: &[Link]| -> f64 {
            links.iter().map(|(sector, to, from)| world.trade.get(*sector, *to, *from)).sum()
        };
        let is_own = |link: &Link| (link.0, link.2) == (sector, economy);
        let mut free: Vec<Link> = world
            .economy_ids()
            .map(|importer| (sector, importer, economy))
            .filter(|link| size(&[*link]) > 0.0)
            .collect();
        // What the lowered caps leave of the output that is left goes to the other links.
        let mut spare = 0.0;
        for cap in &mut question.caps[..own_caps] {
            let held: Vec<Link> = cap.links.iter().copied().filter(is_own).collect();
            free.retain(|link| !held.contains(link));
            if held.len() == cap.links.len() {
                if cap.limit > left {
                    told.push(lowered(&cap.name, (cap.limit, left), lost));
                    cap.limit = left;
                }
                spare += (left - cap.limit) * size(&held);
            } else if size(&held) > 0.0 {
                told.push(escaped(world, &cap.name, &held, lost));
            }
        }
        if !free.is_empty() {
            question.caps.push(trade::QuantityCap {
                name: cap_name(lost),
                limit: left + spare / size(&free),
                links: free,
                rent: trade::RentRecipient::Exporter,
            });
        }
    }
    // Links with caps of their own share the name of their entry.
    told.dedup();
    told
}

fn lowered(cap: &str, (limit, left): (f64, f64), lost: &LostCapacity) -> String {
    format!(
        "The cap `{cap}` is lowered from {:.1} % to {:.1} % of its baseline: lost capacity of {} {} leaves no more.",
        100.0 * limit,
        100.0 * left,
        lost.economy,
        lost.sector
    )
}

fn escaped(world: &World, cap: &str, held: &[Link], lost: &LostCapacity) -> String {
    let buyers: Vec<&str> =
        held.iter().map(|(_, importer, _)| world.economies[importer.0].code.as_str()).collect();
    format!(
        "The cap `{cap}` holds goods of others too: lost capacity of {} {} does not limit what goes to {} under it.",
        lost.economy,
        lost.sector,
        buyers.join(", ")
    )
}

fn cap_name(lost: &LostCapacity) -> String {
    format!("lost capacity of {} {}", lost.economy, lost.sector)
}

/// Notes what scarcity adds to the price of each sector's product, from the caps of
/// [`lose_capacity`] and what they did.
pub(crate) fn note_scarcity(
    lost: &mut [LostCapacity],
    caps: &[trade::QuantityCap],
    results: &[trade::CapOutcome],
) {
    for own in lost {
        let name = cap_name(own);
        let cap = caps.iter().zip(results).find(|(cap, _)| cap.name == name);
        own.shadow_tax = cap.map_or(0.0, |(_, result)| result.shadow_tax);
    }
}

/// What the years say of lost capacity, for people; none where nothing is lost.
pub fn lost_in_words(
    world: &World,
    options: &scenario::TradeOptions,
    lost: &[LostCapacity],
    rents: &[trade::CapOutcome],
) -> Option<String> {
    if lost.is_empty() {
        return None;
    }
    let accounts = Accounts::of(world);
    let idle: f64 = lost
        .iter()
        .filter_map(|lost| {
            let node = world.economy(&lost.economy).zip(world.sector(&lost.sector))?;
            let profits = options.sectors.get(node.1.0).map_or(0.0, |own| own.profit_share);
            let pay = accounts.value_added.get(node.0, node.1) * (1.0 - profits);
            Some(lost.share.min(MOST_LOST) * pay)
        })
        .sum();
    let rent: f64 = rents.iter().flat_map(|cap| &cap.rent).sum();
    let most = lost.iter().map(|lost| lost.share).fold(0.0, f64::max);
    let begin = if most >= MATERIAL {
        "Capacity lost in the weeks caps"
    } else {
        "Less than 1 % of a year lost in the weeks caps"
    };
    let sectors = match lost {
        [_] => "1 sector".to_owned(),
        all => format!("{} sectors", all.len()),
    };
    let cut: Vec<String> = lost
        .iter()
        .filter(|lost| lost.share > MOST_LOST)
        .map(|lost| format!("{} {}", lost.economy, lost.sector))
        .collect();
    let cut = if cut.is_empty() {
        String::new()
    } else {
        format!(
            " The loss of {} is cut to {:.1} % of the year, so that its buyers have a price.",
            cut.join(", "),
            100.0 * MOST_LOST
        )
    };
    Some(format!(
        "{begin} the output of {sectors} in the year. Labour and capital that earned {} in the baseline are idle, and scarcity \
         earns the owners a rent of {}. The years after are free of it.{cut}",
        money(&world.currency, idle),
        money(&world.currency, rent)
    ))
}

/// From this share of a year on lost capacity is what the year is about.
pub(crate) const MATERIAL: f64 = 0.01;

/// The most of a year that a sector loses: one that makes nothing would leave its buyers without a
/// price.
pub const MOST_LOST: f64 = 0.999;

/// The model that a scenario asks for.
pub fn model_options(options: &scenario::TradeOptions) -> trade::ModelOptions {
    let sector = |sector: &scenario::SectorOptions| trade::SectorOptions {
        value_added_substitution: sector.value_added_substitution,
        input_substitution: sector.input_substitution,
        profit_share: sector.profit_share,
        specific_share: sector.specific_share,
    };
    trade::ModelOptions {
        deficits: match options.deficits {
            scenario::Deficits::Fixed => trade::DeficitClosure::Fixed,
            scenario::Deficits::WorldShare => trade::DeficitClosure::WorldShare,
            scenario::Deficits::Zero => trade::DeficitClosure::Zero,
            scenario::Deficits::Proportional => trade::DeficitClosure::Proportional,
        },
        remove_deficits_first: options.remove_deficits,
        sectors: options.sectors.iter().map(sector).collect(),
        final_demand_substitution: options.final_demand_substitution,
        home_elasticity: options.nests.as_ref().map(|nests| nests.home.clone()).unwrap_or_default(),
        ..trade::ModelOptions::default()
    }
}
