//! The rows of a chain and the files they go to; `data/chains/README.md` says what each column
//! means.

use super::figure::Figure;
use std::collections::BTreeMap;

/// Where a row comes from.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Who says so.
    pub source: String,
    /// Of when.
    pub vintage: String,
    /// A official, B quoted, C weak, D derived.
    pub grade: String,
}

impl Origin {
    /// An origin of its three parts.
    pub fn new(source: impl Into<String>, vintage: &str, grade: &str) -> Self {
        Self { source: source.into(), vintage: vintage.to_owned(), grade: grade.to_owned() }
    }

    fn cells(&self) -> [String; 3] {
        [self.source.clone(), self.vintage.clone(), self.grade.clone()]
    }
}

/// A region of the chain.
#[derive(Clone, Debug)]
pub struct Economy {
    pub code: String,
    pub name: String,
    pub world_economy: String,
}

/// Something that is made, moved, kept or used.
#[derive(Clone, Debug)]
pub struct Good {
    pub code: String,
    pub name: String,
    pub stage: &'static str,
    pub element: String,
    pub price: Figure,
    pub storable: bool,
    pub tradable: bool,
    pub origin: Origin,
}

/// What one economy can do and did with one kind of process.
#[derive(Clone, Debug)]
pub struct Process {
    pub kind: String,
    pub economy: String,
    pub capacity: Figure,
    pub activity: Figure,
    pub balanced: Option<f64>,
    pub cost: Figure,
    pub investment: Figure,
    pub lead_time: Figure,
    pub origin: Origin,
}

/// What one unit of a process takes (negative) or gives (positive).
#[derive(Clone, Debug)]
pub struct Recipe {
    pub process: String,
    pub economy: String,
    pub good: String,
    pub coefficient: Figure,
    pub origin: Origin,
}

/// Trade of the base year.
#[derive(Clone, Debug)]
pub struct Flow {
    pub good: String,
    pub exporter: String,
    pub importer: String,
    pub quantity: Figure,
    pub balanced: Option<f64>,
    pub cost: Figure,
    pub days: Option<f64>,
    pub origin: Origin,
}

/// Final use of the base year.
#[derive(Clone, Debug)]
pub struct Demand {
    pub good: String,
    pub economy: String,
    pub usage: String,
    pub sector: String,
    pub quantity: Figure,
    pub balanced: Option<f64>,
    pub elasticity: Figure,
    pub origin: Origin,
}

/// A chain: typed rows of the tables that the balance works on, and further tables as text.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    pub economies: Vec<Economy>,
    pub goods: Vec<Good>,
    pub processes: Vec<Process>,
    pub recipes: Vec<Recipe>,
    pub flows: Vec<Flow>,
    pub demand: Vec<Demand>,
    /// Tables without part in the balance: name, header, rows.
    pub others: Vec<(&'static str, &'static str, Vec<Vec<String>>)>,
    /// Where the balance aims at for numbers known as a range only, by the names that the balance
    /// gives them.
    pub aims: BTreeMap<String, f64>,
    /// Published totals that the balance keeps: names of the numbers that add up to them.
    pub controls: Vec<(Vec<String>, Figure)>,
    /// What a reader must know, for the header of the chain.
    pub notes: Vec<String>,
}

const ORIGIN: &str = "source,vintage,grade";

impl Chain {
    /// The files of the chain but its header: name and text, in the order of the format.
    pub fn files(&self) -> Vec<(String, String)> {
        let mut files = vec![
            page(
                "economies.csv",
                "economy,name,world_economy",
                self.economies
                    .iter()
                    .map(|row| vec![row.code.clone(), row.name.clone(), row.world_economy.clone()]),
            ),
            page(
                "goods.csv",
                &format!(
                    "good,name,stage,element,price_low,price,price_high,storable,tradable,{ORIGIN}"
                ),
                self.goods.iter().map(good),
            ),
            page(
                "processes.csv",
                &format!(
                    "process,economy,{},{},balanced,{},{},{},{ORIGIN}",
                    triple("capacity"),
                    triple("activity"),
                    triple("cost"),
                    triple("investment_cost"),
                    triple("lead_time_months")
                ),
                self.processes.iter().map(process),
            ),
            page(
                "recipes.csv",
                &format!("process,economy,good,{},{ORIGIN}", triple("coefficient")),
                self.recipes.iter().map(recipe),
            ),
            page(
                "flows.csv",
                &format!(
                    "good,exporter,importer,{},balanced,{},days,{ORIGIN}",
                    triple("quantity"),
                    triple("cost")
                ),
                self.flows.iter().map(flow),
            ),
            page(
                "demand.csv",
                &format!(
                    "good,economy,use,sector,{},balanced,{},{ORIGIN}",
                    triple("quantity"),
                    triple("elasticity")
                ),
                self.demand.iter().map(demand),
            ),
        ];
        files.extend(
            self.others
                .iter()
                .map(|(name, header, rows)| page(&placed(name), header, rows.iter().cloned())),
        );
        files
    }

    /// Rounds all numbers to what the files will hold and puts rows into a fixed order, however
    /// they came about.
    pub fn settle(&mut self) {
        let goods = self.goods.iter_mut().map(|row| &mut row.price);
        let recipes = self.recipes.iter_mut().map(|row| &mut row.coefficient);
        let processes = self.processes.iter_mut().flat_map(|row| {
            [
                &mut row.capacity,
                &mut row.activity,
                &mut row.cost,
                &mut row.investment,
                &mut row.lead_time,
            ]
        });
        let flows = self.flows.iter_mut().flat_map(|row| [&mut row.quantity, &mut row.cost]);
        let demand =
            self.demand.iter_mut().flat_map(|row| [&mut row.quantity, &mut row.elasticity]);
        for interval in goods.chain(recipes).chain(processes).chain(flows).chain(demand) {
            *interval = interval.as_written();
        }
        self.sort();
    }

    fn sort(&mut self) {
        self.economies.sort_by(|a, b| a.code.cmp(&b.code));
        self.processes.sort_by(|a, b| (&a.kind, &a.economy).cmp(&(&b.kind, &b.economy)));
        self.flows.sort_by(|a, b| {
            (&a.good, &a.exporter, &a.importer).cmp(&(&b.good, &b.exporter, &b.importer))
        });
        self.demand
            .sort_by(|a, b| (&a.good, &a.economy, &a.usage).cmp(&(&b.good, &b.economy, &b.usage)));
    }
}

/// The three columns of an uncertain number.
pub fn triple(name: &str) -> String {
    format!("{name}_low,{name},{name}_high")
}

/// The base year's number with all its digits, since the balance must hold.
fn exact(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn row<const PARTS: usize>(parts: [&[String]; PARTS]) -> Vec<String> {
    parts.concat()
}

fn good(row_of: &Good) -> Vec<String> {
    let Good { code, name, stage, element, price, storable, tradable, origin } = row_of;
    row([
        &[code.clone(), name.clone(), (*stage).to_owned(), element.clone()],
        &price.cells(),
        &[storable.to_string(), tradable.to_string()],
        &origin.cells(),
    ])
}

fn process(row_of: &Process) -> Vec<String> {
    row([
        &[row_of.kind.clone(), row_of.economy.clone()],
        &row_of.capacity.cells(),
        &row_of.activity.cells(),
        &[exact(row_of.balanced)],
        &row_of.cost.cells(),
        &row_of.investment.cells(),
        &row_of.lead_time.cells(),
        &row_of.origin.cells(),
    ])
}

fn recipe(row_of: &Recipe) -> Vec<String> {
    row([
        &[row_of.process.clone(), row_of.economy.clone(), row_of.good.clone()],
        &row_of.coefficient.cells(),
        &row_of.origin.cells(),
    ])
}

fn flow(row_of: &Flow) -> Vec<String> {
    row([
        &[row_of.good.clone(), row_of.exporter.clone(), row_of.importer.clone()],
        &row_of.quantity.cells(),
        &[exact(row_of.balanced)],
        &row_of.cost.cells(),
        &[row_of.days.map_or_else(String::new, super::figure::number)],
        &row_of.origin.cells(),
    ])
}

fn demand(row_of: &Demand) -> Vec<String> {
    row([
        &[row_of.good.clone(), row_of.economy.clone(), row_of.usage.clone(), row_of.sector.clone()],
        &row_of.quantity.cells(),
        &[exact(row_of.balanced)],
        &row_of.elasticity.cells(),
        &row_of.origin.cells(),
    ])
}

/// The folder within a chain's folder for tables that are no part of a chain: a reader of chains
/// refuses what it does not know.
pub const BESIDE: &str = "beside";

/// Where a table lies in the folder of its chain.
pub fn placed(name: &str) -> String {
    if name == "stocks.csv" { name.to_owned() } else { format!("{BESIDE}/{name}") }
}

fn page(name: &str, header: &str, rows: impl Iterator<Item = Vec<String>>) -> (String, String) {
    let mut text = header.to_owned() + "\n";
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
        text += &(cells.join(",") + "\n");
    }
    (name.to_owned(), text)
}

/// A cell, in quotes where it needs them.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_commas_are_quoted() {
        let (_, text) =
            page("a.csv", "x,y", [vec!["1, 2".to_owned(), "say \"no\"".to_owned()]].into_iter());
        assert_eq!(text, "x,y\n\"1, 2\",\"say \"\"no\"\"\"\n");
    }

    #[test]
    fn the_header_fits_the_rows() {
        let mut chain = Chain::default();
        let origin = Origin::new("s", "2024", "A");
        chain.flows.push(Flow {
            good: "g".into(),
            exporter: "A".into(),
            importer: "B".into(),
            quantity: Figure::point(1.0),
            balanced: Some(1.0),
            cost: Figure::UNKNOWN,
            days: None,
            origin,
        });
        for (name, text) in chain.files() {
            let columns: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
            assert!(columns.iter().all(|count| *count == columns[0]), "{name}: {text}");
        }
    }
}
