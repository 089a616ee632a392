//! The World Input-Output Database of 2011 as a network: 1,435 sectors of economies. Data beside
//! the project, not in it.

use detente_cascade::{CapitalLoss, Mending, Network, Recovery, Rules, Shocks};
use detente_world::table::Table;
use std::path::{Path, PathBuf};

/// The shared folder beside the project, where the table lies; says so and returns nothing where it
/// does not.
pub fn shared() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    if folder.join("data/wiod/wiod2013_2011_41x35.parquet").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: no ../shared/data/wiod beside the project");
    None
}

pub struct Wiod {
    pub names: Vec<String>,
    pub group_of: Vec<usize>,
    /// Supplier by row, buyer by column, units a day.
    pub flows: Vec<f64>,
    pub output: Vec<f64>,
    pub final_demand: Vec<f64>,
    pub capital: Vec<f64>,
}

/// Five categories of final demand added up, negative cells set to zero, output the sum of a row,
/// as for the reference run.
pub fn read(shared: &Path) -> Wiod {
    let table = Table::read(&shared.join("data/wiod/wiod2013_2011_41x35.parquet")).unwrap();
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|(name, _)| name.clone())
        .filter(|name| name.contains("_c"))
        .collect();
    let mut economies: Vec<&str> =
        names.iter().map(|name| name.split('_').next().unwrap()).collect();
    economies.dedup();
    let nodes = names.len();
    let column = |name: &str| table.column(name).unwrap().numbers().unwrap();
    let daily = 1.0 / 365.0;
    let mut flows = vec![0.0; nodes * nodes];
    for (buyer, name) in names.iter().enumerate() {
        for (supplier, value) in column(name)[..nodes].iter().enumerate() {
            flows[supplier * nodes + buyer] = value.max(0.0);
        }
    }
    let mut final_demand = vec![0.0; nodes];
    for economy in economies {
        let categories: Vec<&[f64]> =
            (1..=5).map(|number| column(&format!("{economy}_FD{number}"))).collect();
        for (node, sum) in final_demand.iter_mut().enumerate() {
            *sum += categories.iter().map(|values| values[node]).sum::<f64>().max(0.0);
        }
    }
    let row = |node: usize| flows[node * nodes..(node + 1) * nodes].iter().sum::<f64>();
    let output: Vec<f64> = (0..nodes).map(|node| row(node) + final_demand[node]).collect();
    let inputs =
        |node: usize| (0..nodes).map(|supplier| flows[supplier * nodes + node]).sum::<f64>();
    let capital = (0..nodes).map(|node| 4.0 * (output[node] - inputs(node)).max(0.0)).collect();
    let group_of = names
        .iter()
        .map(|name| name.split("_c").nth(1).unwrap().parse::<usize>().unwrap() - 1)
        .collect();
    let scale = |values: Vec<f64>| values.into_iter().map(|value| value * daily).collect();
    let (flows, output, final_demand) = (scale(flows), scale(output), scale(final_demand));
    Wiod { names, group_of, flows, output, final_demand, capital }
}

impl Wiod {
    pub fn dense(&self) -> Network {
        Network::dense(&self.group_of, &self.flows, &self.output, &self.final_demand).unwrap()
    }

    /// China's machinery loses 50 % and its electronics 30 % of capital on day 5, for 60 days and
    /// 60 days of recovery.
    pub fn shock(&self) -> Shocks {
        let loss = |name: &str, share: f64| {
            let node = self.names.iter().position(|other| other == name).unwrap();
            (node, share * self.capital[node])
        };
        Shocks {
            capital: self.capital.clone(),
            capital_losses: vec![CapitalLoss {
                losses: vec![loss("CHN_c12", 0.5), loss("CHN_c14", 0.3)],
                from: 5,
                duration: 60,
                mending: Mending::Recovery { curve: Recovery::Linear, time: 60.0 },
            }],
            ..Shocks::default()
        }
    }

    pub fn rules() -> Rules {
        Rules::boario()
    }
}
