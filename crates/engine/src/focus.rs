//! Which economies is a scenario about?

use detente_scenario::TradeState;
use detente_world::{EconomyId, World};

/// Economies whose border measures change trade by less than this share of the largest one are not listed.
const NOTABLE: f64 = 0.05;

/// Codes of the economies that a scenario's text names, in the order of first mention: values of its strings that are codes of the world.
pub(crate) fn named(toml: &str, world: &World) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(table) = toml.parse::<toml::Table>() {
        for (_, value) in &table {
            collect(value, world, &mut found);
        }
    }
    found
}

fn collect(value: &toml::Value, world: &World, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) if world.economy(text).is_some() && !found.contains(text) => found.push(text.clone()),
        toml::Value::Array(values) => values.iter().for_each(|value| collect(value, world, found)),
        toml::Value::Table(table) => table.iter().for_each(|(_, value)| collect(value, world, found)),
        _ => {}
    }
}

/// Trade whose conditions change, by importer and by exporter, in the world's currency weighted by the change of the rate.
pub(crate) struct Touched {
    importers: Vec<f64>,
    exporters: Vec<f64>,
}

impl Touched {
    pub fn of(state: &TradeState, world: &World) -> Self {
        let zero = || vec![0.0; world.economies.len()];
        let mut touched = Self { importers: zero(), exporters: zero() };
        let levers = state.tariff.values().iter().zip(state.export_tax.values()).zip(state.trade_cost.values());
        for (((_, importer, exporter, value), baseline), ((tariff, tax), cost)) in
            world.trade.links().zip(world.tariff.values()).zip(levers)
        {
            let change = (tariff - baseline).abs() + tax.abs() + (cost - 1.0).abs();
            touched.add(importer, exporter, value * change);
        }
        for cap in &state.caps {
            for (sector, importer, exporter) in &cap.links {
                let value = world.trade.get(*sector, *importer, *exporter);
                touched.add(*importer, *exporter, value * (1.0 - cap.limit).max(0.0));
            }
        }
        touched
    }

    fn add(&mut self, importer: EconomyId, exporter: EconomyId, weight: f64) {
        if importer != exporter {
            self.importers[importer.0] += weight;
            self.exporters[exporter.0] += weight;
        }
    }

    /// Importers whose border changes, most first.
    pub fn importers(&self, world: &World) -> Vec<String> {
        ranked(&self.importers, world)
    }

    /// Exporters that meet a changed border, most first.
    pub fn exporters(&self, world: &World) -> Vec<String> {
        ranked(&self.exporters, world)
    }
}

fn ranked(weights: &[f64], world: &World) -> Vec<String> {
    let most = weights.iter().fold(0.0, |most, weight| f64::max(most, *weight));
    let mut order: Vec<usize> = (0..weights.len()).filter(|at| most > 0.0 && weights[*at] >= NOTABLE * most).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    order.into_iter().map(|at| world.economies[at].code.clone()).collect()
}
