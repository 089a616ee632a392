//! Firms made up to fit a world's tables, for networks whose real links nobody publishes.
//!
//! 1. Each sector of each economy gets firms in proportion to the square root of its output, at
//!    least one.
//! 2. Sizes have a Pareto tail: the share of firms larger than s falls as s^-1.06, as Axtell (2001,
//!    Science 293) found for the United States, within bounds; they add up to the sector's output.
//! 3. A firm buys each input its sector's recipe names from a few firms, more of them the larger it
//!    is. The origin of each supplier is drawn by the trade of the tables, which holds gravity; the
//!    firm there by size.
//! 4. Weights are fitted to two margins by iterative proportional fitting: what each firm needs of
//!    each input, and what each sector of each economy sells to firms. Sales are fitted last, and
//!    bounded by what each firm makes.
//!
//! What comes out has the sums of the tables and links of nobody in particular.

use crate::error::FirmsError;
use detente_world::table::Table;
use detente_world::{Accounts, EconomyId, SectorId, World};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

/// Tail exponent of firm sizes.
const TAIL: f64 = 1.06;
/// A firm is at most so many times the smallest of its sector.
const LARGEST: f64 = 1e4;
/// Inputs below this share of output are not bought.
const NEGLIGIBLE: f64 = 0.02;
/// Rounds of fitting.
const ROUNDS: usize = 60;

/// A made-up network.
#[derive(Clone, Debug)]
pub struct Generated {
    /// Columns firm, economy, sector, output.
    pub firms: Table,
    /// Columns supplier, buyer, value.
    pub suppliers: Table,
    /// Share by which what firms buy of an input misses their need, weighted by value.
    pub misfit: f64,
}

struct Draft {
    economy: Vec<usize>,
    sector: Vec<usize>,
    output: Vec<f64>,
    /// Firms of each economy and sector: first and one past the last, and running sums of their
    /// sizes.
    cells: Vec<(usize, usize)>,
    running: Vec<f64>,
}

/// Makes `firms` firms, about, with the same seed always the same.
///
/// # Errors
/// If there are fewer firms than sectors of economies with output.
pub fn generate(world: &World, firms: usize, seed: u64) -> Result<Generated, FirmsError> {
    let accounts = Accounts::of(world);
    let mut random = Pcg64::seed_from_u64(seed);
    let draft = draft(world, &accounts, firms, &mut random)?;
    let mut links = links(world, &accounts, &draft, &mut random);
    let misfit = fit(world, &accounts, &draft, &mut links);
    let name = |firm: usize| {
        let (economy, sector) = (draft.economy[firm], draft.sector[firm]);
        let number = firm - draft.cells[sector * world.economies.len() + economy].0 + 1;
        format!("{}-{}-{number}", world.economies[economy].code, world.sectors[sector].code)
    };
    let all = || 0..draft.output.len();
    let firms = Table::new("firms")
        .with_text("firm", all().map(name).collect())
        .with_text(
            "economy",
            all().map(|firm| world.economies[draft.economy[firm]].code.clone()).collect(),
        )
        .with_text(
            "sector",
            all().map(|firm| world.sectors[draft.sector[firm]].code.clone()).collect(),
        )
        .with_numbers("output", draft.output.clone());
    let suppliers = Table::new("suppliers")
        .with_text("supplier", links.iter().map(|link| name(link.supplier)).collect())
        .with_text("buyer", links.iter().map(|link| name(link.buyer)).collect())
        .with_numbers("value", links.iter().map(|link| link.value).collect());
    Ok(Generated { firms, suppliers, misfit })
}

fn draft(
    world: &World,
    accounts: &Accounts,
    firms: usize,
    random: &mut Pcg64,
) -> Result<Draft, FirmsError> {
    let economies = world.economies.len();
    let output =
        |cell: usize| accounts.output.get(EconomyId(cell % economies), SectorId(cell / economies));
    let cells = economies * world.sectors.len();
    let full = (0..cells).filter(|&cell| output(cell) > 0.0).count();
    if firms < full {
        let what = format!(
            "{firms} firms are too few for {full} sectors of economies with output; ask for more"
        );
        return Err(FirmsError::Network(what));
    }
    let roots: f64 = (0..cells).map(|cell| output(cell).max(0.0).sqrt()).sum();
    let mut draft = Draft {
        economy: Vec::with_capacity(firms),
        sector: Vec::with_capacity(firms),
        output: Vec::with_capacity(firms),
        cells: Vec::with_capacity(cells),
        running: Vec::with_capacity(firms),
    };
    for cell in 0..cells {
        let (first, total) = (draft.output.len(), output(cell));
        if total > 0.0 {
            let count = ((firms - full) as f64 * total.sqrt() / roots) as usize + 1;
            let sizes: Vec<f64> = (0..count)
                .map(|_| (1.0 - random.random::<f64>()).powf(-1.0 / TAIL).min(LARGEST))
                .collect();
            let sum: f64 = sizes.iter().sum();
            let mut running = 0.0;
            for size in sizes {
                running += size / sum;
                draft.economy.push(cell % economies);
                draft.sector.push(cell / economies);
                draft.output.push(total * size / sum);
                draft.running.push(running);
            }
        }
        draft.cells.push((first, draft.output.len()));
    }
    Ok(draft)
}

struct Link {
    supplier: usize,
    buyer: usize,
    value: f64,
}

/// What a firm needs of an input a year.
fn need(world: &World, accounts: &Accounts, draft: &Draft, firm: usize, input: usize) -> f64 {
    let (economy, sector) = (EconomyId(draft.economy[firm]), SectorId(draft.sector[firm]));
    let spent = accounts.expenditure.get(economy, SectorId(input));
    let made = accounts.output.get(economy, sector);
    if spent <= 0.0 || made <= 0.0 {
        return 0.0;
    }
    // At producers' prices: the recipe's share of what the economy buys of the good, before
    // tariffs.
    let bought: f64 = world.trade.row(SectorId(input), economy).iter().sum();
    world.use_table.get(economy, sector, SectorId(input)) / spent * bought * draft.output[firm]
        / made
}

fn links(world: &World, accounts: &Accounts, draft: &Draft, random: &mut Pcg64) -> Vec<Link> {
    let economies = world.economies.len();
    let mut links = Vec::new();
    for buyer in 0..draft.output.len() {
        let economy = EconomyId(draft.economy[buyer]);
        for input in 0..world.sectors.len() {
            let need = need(world, accounts, draft, buyer, input);
            if need <= NEGLIGIBLE * draft.output[buyer] {
                continue;
            }
            let origins = world.trade.row(SectorId(input), economy);
            let total: f64 = origins.iter().sum();
            // One supplier for the smallest firms, two from USD 100 million of output, four from a
            // trillion.
            let count = (1.0 + draft.output[buyer].max(1.0).log10().max(0.0) / 2.0 + f64::EPSILON)
                .min(4.0) as usize;
            for _ in 0..count {
                let mut left = random.random::<f64>() * total;
                let drawn = origins.iter().position(|value| {
                    left -= value;
                    left < 0.0
                });
                let (first, last) = draft.cells[input * economies + drawn.unwrap_or(economy.0)];
                if first == last {
                    continue;
                }
                let place = random.random::<f64>();
                let supplier =
                    first + draft.running[first..last].partition_point(|sum| *sum < place);
                let supplier = supplier.min(last - 1);
                if supplier != buyer {
                    links.push(Link { supplier, buyer, value: need / count as f64 });
                }
            }
        }
    }
    links.sort_by_key(|link| (link.buyer, draft.sector[link.supplier], link.supplier));
    links.dedup_by(|next, kept| {
        let same = (next.buyer, next.supplier) == (kept.buyer, kept.supplier);
        if same {
            kept.value += next.value;
        }
        same
    });
    links
}

/// Iterative proportional fitting; returns by how much needs are missed.
fn fit(world: &World, accounts: &Accounts, draft: &Draft, links: &mut [Link]) -> f64 {
    let economies = world.economies.len();
    let intermediate: Vec<f64> = (0..draft.cells.len())
        .map(|cell| {
            let (origin, good) = (EconomyId(cell % economies), SectorId(cell / economies));
            let sold: f64 = world
                .economy_ids()
                .map(|buyer| {
                    let spent = accounts.expenditure.get(buyer, good);
                    let kept = accounts.final_demand.get(buyer, good).max(0.0);
                    let share = if spent > 0.0 { 1.0 - kept / spent } else { 0.0 };
                    world.trade.get(good, buyer, origin) * share
                })
                .sum();
            let made = accounts.output.get(origin, good);
            if made > 0.0 { (sold / made).clamp(0.0, 1.0) } else { 0.0 }
        })
        .collect();
    let mut slots: Vec<(usize, usize, f64)> = Vec::new();
    let mut start = 0;
    while start < links.len() {
        let key = (links[start].buyer, draft.sector[links[start].supplier]);
        let mut end = start;
        while end < links.len() && (links[end].buyer, draft.sector[links[end].supplier]) == key {
            end += 1;
        }
        slots.push((start, end, need(world, accounts, draft, key.0, key.1)));
        start = end;
    }
    let cell = |firm: usize| draft.sector[firm] * economies + draft.economy[firm];
    // Inputs too small to be bought are sales that nobody makes.
    let mut bought = vec![(0.0, 0.0); world.sectors.len()];
    for &(start, _, need) in &slots {
        bought[draft.sector[links[start].supplier]].0 += need;
    }
    for firm in 0..draft.output.len() {
        for (input, bought) in bought.iter_mut().enumerate() {
            bought.1 += need(world, accounts, draft, firm, input);
        }
    }
    let target = |cell: usize| {
        let (kept, all) = bought[cell / economies];
        let made = accounts.output.get(EconomyId(cell % economies), SectorId(cell / economies));
        if all > 0.0 { kept / all * intermediate[cell] * made } else { 0.0 }
    };
    for _ in 0..ROUNDS {
        for &(start, end, need) in &slots {
            let sum: f64 = links[start..end].iter().map(|link| link.value).sum();
            if sum > 0.0 {
                links[start..end].iter_mut().for_each(|link| link.value *= need / sum);
            }
        }
        let (mut by_cell, mut by_firm) =
            (vec![0.0; draft.cells.len()], vec![0.0; draft.output.len()]);
        links.iter().for_each(|link| by_cell[cell(link.supplier)] += link.value);
        let scale = |cell: usize, sold: f64| if sold > 0.0 { target(cell) / sold } else { 0.0 };
        let scales: Vec<f64> =
            by_cell.iter().enumerate().map(|(cell, &sold)| scale(cell, sold)).collect();
        for link in links.iter_mut() {
            link.value *= scales[cell(link.supplier)];
            by_firm[link.supplier] += link.value;
        }
        for link in links.iter_mut() {
            link.value *= (draft.output[link.supplier] / by_firm[link.supplier]).min(1.0);
        }
    }
    let (mut missed, mut needed) = (0.0, 0.0);
    for &(start, end, need) in &slots {
        missed += (links[start..end].iter().map(|link| link.value).sum::<f64>() - need).abs();
        needed += need;
    }
    if needed > 0.0 { missed / needed } else { 0.0 }
}
