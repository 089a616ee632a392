//! Who sells what to which user? From the intermediate flows of the source, and what is known of
//! final sales, to trade, flows and node outputs that fit together.
//!
//! ```text
//! (1)  flow_ijnu             the source, sectors added up; kept to 16 binary digits
//! (2)  other_ij              = output_ij - sum_nu flow_ijnu        final demand everywhere, and the rest of the world
//! (3)  goods: final_inj      = max(trade_inj - sum_u flow_ijnu, 0), scaled so that sum_n final_inj = other_ij
//! (4)  services              see `services`
//! (5)  trade_inj             = final_inj + sum_u flow_ijnu
//! (6)  sold by the rest of the world to user u: as much of its sales of j to n as of all foreign sales is
//!      intermediate, split over users as those are; bought by it: its recipe, from all origins alike
//! ```

use crate::input::{BuildError, economies, numbers, read, text};
use detente_world::{EconomyId, Flow, FlowTable, NodeTable, SectorId, World};
use std::path::Path;

/// Flows, and what is left of each node's output for other sales.
pub struct Known {
    /// Eq. (1).
    pub flows: FlowTable,
    /// Gross output of each node of the source; zero for the rest of the world.
    pub output: NodeTable,
}

/// The sector of the world that a sector of the source belongs to.
fn target(code: &str) -> &str {
    match code {
        "G" | "I" => "G_I",
        "H49" | "H50" | "H51" | "H52" | "H53" => "H",
        "J58T60" | "J61" | "J62_63" | "M" | "N" => "J_M_N",
        "E" | "O" | "P" | "Q" | "R" | "S" | "T" => "OTHSVC",
        other => other,
    }
}

fn lacking(table: &str, what: String) -> BuildError {
    BuildError::Source { table: table.to_owned(), what }
}

/// The value with 16 binary digits: four times finer than the source is written, and half as long.
fn rounded(value: f64) -> f64 {
    const DROPPED: u64 = 1 << 37;
    f64::from_bits((value.to_bits() + DROPPED / 2) & !(DROPPED - 1))
}

/// Reads eq. (1) and the outputs.
pub fn known(world: &World, sources: &Path) -> Result<Known, BuildError> {
    let (n, kinds) = (world.economies.len(), world.sectors.len());
    let names = read(sources, "world_icio2022/economies.csv")?;
    let origins = economies(world, &names, "economy")?;
    let names = read(sources, "world_icio2022/sectors.csv")?;
    let find = |code: &String| {
        let found = world.sector(target(code));
        found.ok_or_else(|| lacking("sectors", format!("`{code}` has no sector of the world")))
    };
    let goods: Vec<SectorId> =
        text(&names, "sector")?.iter().map(find).collect::<Result<_, _>>()?;
    let table = read(sources, "world_icio2022/intermediate_flows.parquet")?;
    let mut sums = vec![0.0; n * kinds * n * kinds];
    let columns = ["exporter", "sector", "importer", "user", "value_musd"];
    let [from, input, to, user, value] = columns.map(|name| numbers(&table, name));
    for ((((from, input), to), user), value) in
        from?.iter().zip(input?).zip(to?).zip(user?).zip(value?)
    {
        let line = (goods[*input as usize].0 * n + origins[*to as usize].0) * kinds;
        sums[(line + goods[*user as usize].0) * n + origins[*from as usize].0] += value;
    }
    let flow = |(at, value): (usize, &f64)| Flow {
        input: SectorId(at / (n * kinds * n)),
        importer: EconomyId(at / (kinds * n) % n),
        user: SectorId(at / n % kinds),
        exporter: EconomyId(at % n),
        value: rounded(*value),
    };
    let flows = FlowTable::of(n, kinds, sums.iter().enumerate().map(flow));
    Ok(Known { flows, output: outputs(world, sources)? })
}

fn outputs(world: &World, sources: &Path) -> Result<NodeTable, BuildError> {
    let table = read(sources, "world_icio2022/nodes.csv")?;
    let mut output = NodeTable::filled(world.economies.len(), world.sectors.len(), 0.0);
    let rows = economies(world, &table, "economy")?.into_iter().zip(text(&table, "sector")?);
    for ((economy, sector), made) in rows.zip(numbers(&table, "gross_output_musd")?) {
        let sector = world.sector(target(sector));
        let sector = sector.ok_or_else(|| lacking("nodes", "a sector is unknown".to_owned()))?;
        output.add(economy, sector, *made);
    }
    Ok(output)
}

/// Eqs. (2), (3) and (5): trade in goods that holds its flows and adds up to output.
pub fn settle_goods(world: &mut World, known: &Known, goods: &[SectorId]) {
    let between = known.flows.between();
    let importers: Vec<EconomyId> = world.economy_ids().collect();
    for exporter in
        world.economy_ids().filter(|own| known.output.row(*own).iter().any(|made| *made > 0.0))
    {
        for &sector in goods {
            let used: f64 = importers.iter().map(|to| between.get(sector, *to, exporter)).sum();
            let other = (known.output.get(exporter, sector) - used).max(0.0);
            let left = |to: &EconomyId| {
                (world.trade.get(sector, *to, exporter) - between.get(sector, *to, exporter))
                    .max(0.0)
            };
            let finals: Vec<f64> = importers.iter().map(left).collect();
            let all: f64 = finals.iter().sum();
            for (to, left) in importers.iter().zip(finals) {
                let own = if all > 0.0 { left * other / all } else { 0.0 };
                // Output that nobody is known to buy stays at home.
                let own = if all == 0.0 && *to == exporter { other } else { own };
                world.trade.set(sector, *to, exporter, between.get(sector, *to, exporter) + own);
            }
        }
    }
}

/// Eq. (6): the flows of the source with those of the rest of the world, which are estimates.
pub fn with_the_rest(world: &World, known: &Known, rest: EconomyId) -> FlowTable {
    let own = known.flows.flows();
    let all = own.chain(sold_by(world, &known.flows, rest)).chain(bought_by(world, rest));
    FlowTable::of(world.economies.len(), world.sectors.len(), all)
}

fn sold_by(world: &World, flows: &FlowTable, rest: EconomyId) -> Vec<Flow> {
    let mut all = Vec::new();
    for (input, importer) in
        world.sector_ids().flat_map(|input| world.economy_ids().map(move |to| (input, to)))
    {
        let row = world.trade.row(input, importer);
        let foreign: f64 = world
            .economy_ids()
            .filter(|own| *own != importer && *own != rest)
            .map(|own| row[own.0])
            .sum();
        if importer == rest || foreign <= 0.0 {
            continue;
        }
        for user in world.sector_ids() {
            let taken = flows.suppliers(input, importer, user);
            let taken: f64 =
                taken.filter(|(own, _)| *own != importer).map(|(_, value)| value).sum();
            let value = rounded(row[rest.0] * taken / foreign);
            all.push(Flow { input, importer, user, exporter: rest, value });
        }
    }
    all
}

fn bought_by(world: &World, rest: EconomyId) -> Vec<Flow> {
    let mut all = Vec::new();
    for input in world.sector_ids() {
        let row = world.trade.row(input, rest);
        let bought: f64 = row.iter().sum();
        let needs = world.sector_ids().map(|user| world.use_table.get(rest, user, input));
        let needed: f64 = needs.sum();
        if bought <= 0.0 || needed <= 0.0 {
            continue;
        }
        // Its recipe is an estimate and its imports are what others sell to it: they decide.
        let fit = (bought * MOST_USED / needed).min(1.0);
        for user in world.sector_ids() {
            let need = world.use_table.get(rest, user, input) * fit;
            for exporter in world.economy_ids() {
                let value = rounded(need * row[exporter.0] / bought);
                all.push(Flow { input, importer: rest, user, exporter, value });
            }
        }
    }
    all
}

/// The largest part of what the rest of the world buys of anything that its sectors use.
const MOST_USED: f64 = 0.999;
