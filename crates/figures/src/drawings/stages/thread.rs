//! Which way does one input take from the mine to the product, and how much of it is where?
//!
//! The thread begins at a product and goes upstream: of the inputs of a stage the one whose price
//! rises most is followed, since that is the one that holds the product back. All quantities are
//! counted in the input of the product (dysprosium metal in magnets), as far as the recipes of the
//! base year carry it:
//!
//! ```text
//! content of the product          = taken / made                            of the followed input, content 1
//! content of what an input is of  = made / taken x content of what is made
//! ```

use crate::error::FiguresError;
use detente_record::{ChainNote, Tables, numbers, text};
use std::collections::BTreeMap;

/// Kinds of processes that are no stage of a chain.
const NO_STAGE: [&str; 3] = ["disposal", "re-export", "recycling"];
/// Stages that are followed at most.
const DEEPEST: usize = 6;

/// Before and then, a year's quantity.
pub(super) type Pair = [f64; 2];

/// What a process of an economy makes or takes.
struct Row<'t> {
    process: &'t str,
    economy: &'t str,
    good: &'t str,
    made: bool,
    quantity: Pair,
}

/// A flow of a good between economies.
struct Flow<'t> {
    good: &'t str,
    from: &'t str,
    to: &'t str,
    quantity: Pair,
}

/// The tables of one period of one chain.
pub(super) struct Snapshot<'t> {
    rows: Vec<Row<'t>>,
    flows: Vec<Flow<'t>>,
    /// By good, the largest price over that of the base year.
    dearer: BTreeMap<&'t str, f64>,
}

/// One stage: its goods with their content, and who makes how much, counted in the input that is
/// followed.
pub(super) struct Stage {
    pub goods: Vec<(String, f64)>,
    /// By economy.
    pub made: BTreeMap<String, Pair>,
    /// By maker and by who takes it to the next stage, or uses it.
    pub delivered: BTreeMap<(String, String), Pair>,
}

/// The stages from the mine to the product.
pub(super) struct Thread {
    /// The input that all is counted in.
    pub counted_in: String,
    pub stages: Vec<Stage>,
}

impl<'t> Snapshot<'t> {
    /// # Errors
    /// If a table lacks a column.
    pub fn of(chain: &ChainNote, tables: &'t Tables, period: &str) -> Result<Self, FiguresError> {
        let table = tables.table("commodity_processing")?;
        let [chains, processes, economies, goods, sides, periods] =
            ["chain", "process", "economy", "good", "side", "period"].map(|name| text(table, name));
        let (chains, processes, economies, goods) = (chains?, processes?, economies?, goods?);
        let (sides, periods, base, mid) =
            (sides?, periods?, numbers(table, "base")?, numbers(table, "mid")?);
        let own =
            (0..table.rows()).filter(|row| chains[*row] == chain.id && periods[*row] == period);
        let rows = own.map(|row| Row {
            process: &processes[row],
            economy: &economies[row],
            good: &goods[row],
            made: sides[row] == "made",
            quantity: [base[row].max(0.0), mid[row].max(0.0)],
        });
        let rows = rows.filter(|row| !NO_STAGE.contains(&row.process)).collect();
        Ok(Self {
            rows,
            flows: flows(chain, tables, period)?,
            dearer: dearer(chain, tables, period)?,
        })
    }

    /// The thread that ends in a product; none where less than two stages lie before it.
    pub fn thread(&self, product: &str) -> Option<Thread> {
        let first = self.followed(product, &[product]);
        let (counted_in, made, taken) =
            first.into_iter().max_by(|a, b| a.2.total_cmp(&b.2).then(b.0.cmp(a.0)))?;
        let mut goods = vec![vec![(product, taken / made)], vec![(counted_in, 1.0)]];
        while goods.len() <= DEEPEST {
            let known: Vec<&str> = goods.iter().flatten().map(|(good, _)| *good).collect();
            // An input carries what it makes of all goods of the stage.
            let mut inputs: BTreeMap<&str, f64> = BTreeMap::new();
            for (good, content) in &goods[goods.len() - 1] {
                for (input, made, taken) in self.followed(good, &known) {
                    *inputs.entry(input).or_default() += made / taken * content;
                }
            }
            if inputs.is_empty() {
                break;
            }
            goods.push(inputs.into_iter().collect());
        }
        let stages = (0..goods.len()).rev().map(|depth| self.stage(&goods, depth)).collect();
        (goods.len() > 2).then(|| Thread { counted_in: counted_in.to_owned(), stages })
    }

    /// Inputs that are followed upstream of a good, each with what was made of the good and taken
    /// of the input in the base year: for each kind of process that makes the good the one whose
    /// price rises most.
    fn followed(&self, good: &str, known: &[&str]) -> Vec<(&'t str, f64, f64)> {
        let mut kinds: Vec<&str> = self
            .rows
            .iter()
            .filter(|row| row.made && row.good == good)
            .map(|row| row.process)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        let mut found: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for kind in kinds {
            let own = self.rows.iter().filter(|row| row.process == kind);
            let sum = |of: &str, side: bool| -> f64 {
                own.clone()
                    .filter(|row| row.good == of && row.made == side)
                    .map(|row| row.quantity[0])
                    .sum()
            };
            let inputs = own
                .clone()
                .filter(|row| !row.made && row.quantity[0] > 0.0 && !known.contains(&row.good));
            let dearer = |good: &str| self.dearer.get(good).copied().unwrap_or(0.0);
            let input = inputs
                .map(|row| row.good)
                .max_by(|a, b| dearer(a).total_cmp(&dearer(b)).then(b.cmp(a)));
            let Some(input) = input else { continue };
            let (made, taken) = (sum(good, true), sum(input, false));
            if made > 0.0 && taken > 0.0 {
                let sums = found.entry(input).or_default();
                *sums = (sums.0 + made, sums.1 + taken);
            }
        }
        found.into_iter().map(|(input, (made, taken))| (input, made, taken)).collect()
    }

    fn stage(&self, goods: &[Vec<(&str, f64)>], depth: usize) -> Stage {
        let (mut made, mut delivered) = (BTreeMap::new(), BTreeMap::new());
        for (good, content) in &goods[depth] {
            for row in self.rows.iter().filter(|row| row.made && row.good == *good) {
                add(made.entry(row.economy.to_owned()).or_default(), row.quantity, [*content; 2]);
            }
            let next = depth.checked_sub(1).map(|next| goods[next].as_slice());
            let deliveries = self.deliveries(good);
            for ((from, to), quantity) in &deliveries {
                let share =
                    next.map_or([1.0; 2], |next| self.share_taken(good, to, next, &deliveries));
                let content = share.map(|share| share * content);
                if (0..2).any(|at| quantity[at] * content[at] > 0.0) {
                    add(
                        delivered.entry(((*from).to_owned(), (*to).to_owned())).or_default(),
                        *quantity,
                        content,
                    );
                }
            }
        }
        Stage {
            goods: goods[depth]
                .iter()
                .map(|(good, content)| ((*good).to_owned(), *content))
                .collect(),
            made,
            delivered,
        }
    }

    /// What goes where, what stays at home included: what is made and not sent.
    fn deliveries(&self, good: &str) -> BTreeMap<(&'t str, &'t str), Pair> {
        let mut all: BTreeMap<(&str, &str), Pair> = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.made && row.good == good) {
            add(all.entry((row.economy, row.economy)).or_default(), row.quantity, [1.0; 2]);
        }
        for flow in self.flows.iter().filter(|flow| flow.good == good) {
            add(all.entry((flow.from, flow.to)).or_default(), flow.quantity, [1.0; 2]);
            if let Some(home) = all.get_mut(&(flow.from, flow.from)) {
                *home = [0, 1].map(|at| (home[at] - flow.quantity[at]).max(0.0));
            }
        }
        all
    }

    /// Share of what arrives of a good in an economy that goes to the next stage of the thread;
    /// what comes from stocks is not counted.
    fn share_taken(
        &self,
        good: &str,
        economy: &str,
        next: &[(&str, f64)],
        deliveries: &BTreeMap<(&str, &str), Pair>,
    ) -> Pair {
        let makes = |kind: &str| {
            self.rows.iter().any(|row| {
                row.made && row.process == kind && next.iter().any(|(own, _)| *own == row.good)
            })
        };
        let mut taken = [0.0; 2];
        for row in
            self.rows.iter().filter(|row| !row.made && row.good == good && row.economy == economy)
        {
            if makes(row.process) {
                add(&mut taken, row.quantity, [1.0; 2]);
            }
        }
        let mut arrived = [0.0; 2];
        for (_, quantity) in deliveries.iter().filter(|((_, to), _)| *to == economy) {
            add(&mut arrived, *quantity, [1.0; 2]);
        }
        [0, 1].map(|at| if arrived[at] > 0.0 { (taken[at] / arrived[at]).min(1.0) } else { 0.0 })
    }
}

fn add(sum: &mut Pair, quantity: Pair, factor: Pair) {
    for at in 0..2 {
        sum[at] = quantity[at].mul_add(factor[at], sum[at]);
    }
}

fn flows<'t>(
    chain: &ChainNote,
    tables: &'t Tables,
    period: &str,
) -> Result<Vec<Flow<'t>>, FiguresError> {
    let table = tables.table("commodity_flows")?;
    let [chains, goods, exporters, importers, periods] =
        ["chain", "good", "exporter", "importer", "period"].map(|name| text(table, name));
    let (chains, goods, exporters, importers, periods) =
        (chains?, goods?, exporters?, importers?, periods?);
    let (base, mid) = (numbers(table, "base")?, numbers(table, "mid")?);
    let own = (0..table.rows()).filter(|row| chains[*row] == chain.id && periods[*row] == period);
    let one = |row: usize| Flow {
        good: &goods[row],
        from: &exporters[row],
        to: &importers[row],
        quantity: [base[row].max(0.0), mid[row].max(0.0)],
    };
    Ok(own.map(one).collect())
}

fn dearer<'t>(
    chain: &ChainNote,
    tables: &'t Tables,
    period: &str,
) -> Result<BTreeMap<&'t str, f64>, FiguresError> {
    let table = tables.table("commodity_prices")?;
    let (chains, goods, periods) =
        (text(table, "chain")?, text(table, "good")?, text(table, "period")?);
    let (base, mid) = (numbers(table, "base")?, numbers(table, "mid")?);
    let mut found: BTreeMap<&str, f64> = BTreeMap::new();
    for row in (0..table.rows()).filter(|row| chains[*row] == chain.id && periods[*row] == period) {
        if base[row] > 0.0 {
            let most = found.entry(&goods[row]).or_default();
            *most = most.max(mid[row] / base[row]);
        }
    }
    Ok(found)
}
