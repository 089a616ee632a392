//! How does a state of policy become a question to the trade engine?
//!
//! The two sides have the same shapes and know nothing of each other.

use crate::weeks::Weeks;
use detente_record::LostCapacity;
use detente_scenario as scenario;
use detente_trade as trade;
use detente_world::{EconomyId, SectorId, World};

/// The question that a state of policy puts.
pub fn counterfactual(state: &scenario::TradeState) -> trade::Counterfactual {
    trade::Counterfactual {
        tariff: state.tariff.clone(),
        export_tax: state.export_tax.clone(),
        trade_cost: state.trade_cost.clone(),
        productivity: state.productivity.clone(),
        demand: state.demand.clone(),
        transfer: state.transfer.clone(),
        caps: state.caps.iter().map(cap).collect(),
    }
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
    let from = scenario::Date::new(date.year(), 1, 1).unwrap_or(date);
    let lost = weeks.into_iter().flat_map(|weeks| weeks.lost_capacity(from));
    let one = |(economy, sector, share): (EconomyId, SectorId, f64)| LostCapacity {
        economy: world.economies[economy.0].code.clone(),
        sector: world.sectors[sector.0].code.clone(),
        share,
    };
    lost.map(one).filter(|lost| lost.share != 0.0).collect()
}

/// Takes lost capacity off the productivity of each sector.
pub fn lose_capacity(question: &mut trade::Counterfactual, world: &World, lost: &[LostCapacity]) {
    for lost in lost {
        if let (Some(economy), Some(sector)) =
            (world.economy(&lost.economy), world.sector(&lost.sector))
        {
            let productivity = question.productivity.get(economy, sector);
            question.productivity.set(economy, sector, productivity * (1.0 - lost.share));
        }
    }
}

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
