//! Worlds and measures that several tests share.

use detente_trade::{
    Counterfactual, Model, ModelOptions, Outcome, SectorOptions, Solution, SolveOptions, Status,
};
use detente_world::{Economy, EconomyId, LinkTable, Sector, SectorId, UseTable, World};
use rand::{RngExt, SeedableRng};

/// Growth of one economy's imports from a list of partners, in percent, before tariffs.
pub fn percent_change(model: &Model, outcome: &Outcome, importer: &str, partners: &[&str]) -> f64 {
    let at =
        |name: &str| EconomyId(model.economies().iter().position(|code| code == name).unwrap());
    let (mut old, mut new) = (0.0, 0.0);
    for partner in partners.iter().filter(|partner| **partner != importer) {
        for sector in (0..model.sectors().len()).map(detente_world::SectorId) {
            old += model.trade().get(sector, at(importer), at(partner));
            new += outcome.trade_value.get(sector, at(importer), at(partner));
        }
    }
    100.0 * (new / old - 1.0)
}

/// A bundled scenario as a question to `model`.
pub fn bundled(world: &World, model: &Model, name: &str) -> Counterfactual {
    let text = detente_scenario::bundled::get(name).unwrap();
    let draft = detente_scenario::read(
        &text.source(),
        &detente_scenario::Overrides::new(std::iter::empty::<&str>()),
    );
    let scenario = draft.finish().unwrap();
    let state =
        detente_scenario::resolve(&scenario, world, &detente_scenario::ResolveOptions::default())
            .unwrap()
            .state;
    Counterfactual { tariff: state.tariff, ..Counterfactual::baseline(model) }
}

/// A made-up world with links of very different sizes: gravity with random masses, distances and
/// recipes.
pub fn synthetic(economies: usize, sectors: usize, seed: u64) -> World {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let mut draw = |low: f64, high: f64| random.random_range(low..high);
    let mass: Vec<f64> = (0..economies).map(|_| draw(0.0, 7.0).exp()).collect();
    let place: Vec<(f64, f64)> = (0..economies).map(|_| (draw(0.0, 1.0), draw(0.0, 1.0))).collect();
    let (mut trade, mut tariff) =
        (LinkTable::filled(economies, sectors, 0.0), LinkTable::filled(economies, sectors, 0.0));
    for sector in 0..sectors {
        let skill: Vec<f64> = (0..economies).map(|_| draw(-1.0, 1.0).exp()).collect();
        for importer in 0..economies {
            for exporter in 0..economies {
                let distance = (place[importer].0 - place[exporter].0)
                    .hypot(place[importer].1 - place[exporter].1)
                    + 0.05;
                let home = if importer == exporter { 30.0 } else { 0.02 / distance };
                let at = (SectorId(sector), EconomyId(importer), EconomyId(exporter));
                trade.set(
                    at.0,
                    at.1,
                    at.2,
                    mass[importer]
                        * mass[exporter].sqrt()
                        * skill[exporter]
                        * home
                        * draw(0.5, 1.5),
                );
                if importer != exporter {
                    tariff.set(at.0, at.1, at.2, draw(0.0, 0.15));
                }
            }
        }
    }
    let mut world = World {
        id: "synthetic".into(),
        title: "Random gravity".into(),
        year: 0,
        currency: "USD million".into(),
        sources: Vec::new(),
        notes: Vec::new(),
        economies: (0..economies)
            .map(|at| Economy {
                code: format!("E{at:03}"),
                name: String::new(),
                groups: Vec::new(),
            })
            .collect(),
        sectors: (0..sectors)
            .map(|at| Sector {
                code: format!("S{at:02}"),
                name: String::new(),
                trade_elasticity: draw(2.0, 9.0),
                tradable: true,
            })
            .collect(),
        use_table: UseTable::zero(economies, sectors),
        trade,
        tariff,
        repairs: Vec::new(),
        meaning: detente_world::Meaning::default(),
        flows: detente_world::Flows::Unknown,
        customs_unions: None,
        chains: detente_world::chain::Chains::default(),
    };
    let accounts = detente_world::Accounts::of(&world);
    for economy in world.economy_ids().collect::<Vec<_>>() {
        let total: f64 = accounts.expenditure.row(economy).iter().sum();
        for user in world.sector_ids() {
            for input in world.sector_ids() {
                // Inputs in proportion to spending on them, so that at most half of any sector's
                // sales are inputs.
                let share = accounts.expenditure.get(economy, input) / total;
                let value = 0.5
                    * accounts
                        .output
                        .get(economy, user)
                        .min(accounts.expenditure.get(economy, user))
                    * share;
                world.use_table.set(
                    economy,
                    user,
                    input,
                    value * (0.4 + 0.6 * f64::from((user.0 + input.0) as u32 % 2)),
                );
            }
        }
    }
    world
}

/// A counterfactual that pulls several levers at once, reproducibly.
pub fn shaken(model: &Model, seed: u64) -> Counterfactual {
    let mut random = rand_pcg::Pcg64Mcg::seed_from_u64(seed);
    let mut shock = Counterfactual::baseline(model);
    for (sector, importer, exporter, _) in model.trade().links() {
        if importer != exporter && random.random_range(0.0..1.0) < 0.3 {
            shock.tariff.set(
                sector,
                importer,
                exporter,
                shock.tariff.get(sector, importer, exporter) + random.random_range(-0.02..0.4),
            );
            shock.trade_cost.set(sector, importer, exporter, random.random_range(0.9..1.2));
        }
        if importer != exporter && random.random_range(0.0..1.0) < 0.1 {
            shock.export_tax.set(sector, importer, exporter, random.random_range(-0.05..0.2));
        }
    }
    for value in shock.productivity.values_mut() {
        *value = random.random_range(0.95..1.05);
    }
    shock.transfer[0] = 0.02 * model.income()[0].min(model.income()[1]);
    shock.transfer[1] = -shock.transfer[0];
    shock
}

/// Options that switch every part of the model on.
pub fn rich_options(sectors: usize) -> ModelOptions {
    let technology = |sector: usize| SectorOptions {
        value_added_substitution: [1.0, 0.5, 0.8][sector % 3],
        input_substitution: [0.3, 1.0, 0.3, 1.4][sector % 4],
        profit_share: if sector.is_multiple_of(2) { 0.1 } else { 0.0 },
        specific_share: if sector % 3 == 1 { 0.3 } else { 0.0 },
    };
    ModelOptions {
        sectors: (0..sectors).map(technology).collect(),
        final_demand_substitution: 0.7,
        ..ModelOptions::default()
    }
}

/// Solves or says what happened.
/// Weights of governments between one half and two, by economy and sector.
pub fn political(economies: usize, sectors: usize) -> detente_world::NodeTable {
    let mut weights = detente_world::NodeTable::filled(economies, sectors, 1.0);
    let mut next = 0.3_f64;
    weights.values_mut().iter_mut().for_each(|weight| {
        next = (next * 7.7).fract();
        *weight = 0.5 + 1.5 * next;
    });
    weights
}

pub fn solved(model: &Model, shock: &Counterfactual) -> Solution {
    let solution = model.solve(shock, &SolveOptions::default(), None).unwrap();
    assert_eq!(solution.status, Status::Converged, "{:?}", solution.certificate);
    solution
}

/// Options that repair what a cut link does to final demand.
pub fn clipping() -> ModelOptions {
    ModelOptions {
        negative_final_demand: detente_trade::NegativeFinalDemand::ClipAndSolve,
        ..ModelOptions::default()
    }
}

/// Equal economies with one sector made by labour alone, each buying the fraction `foreign` of its
/// spending abroad.
pub fn symmetric(economies: usize, theta: f64, foreign: f64) -> World {
    let mut world = synthetic(economies, 1, 0);
    world.sectors[0].trade_elasticity = theta;
    world.tariff.values_mut().fill(0.0);
    world.use_table.values_mut().fill(0.0);
    for importer in world.economy_ids().collect::<Vec<_>>() {
        for exporter in world.economy_ids().collect::<Vec<_>>() {
            let share =
                if importer == exporter { 1.0 - foreign } else { foreign / (economies - 1) as f64 };
            world.trade.set(SectorId(0), importer, exporter, 100.0 * share);
        }
    }
    world
}
