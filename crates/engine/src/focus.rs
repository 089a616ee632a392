//! Which economies is a scenario about?

use detente_scenario::TradeState;
use detente_world::{EconomyId, World};

/// Economies whose border measures change trade by less than this share of the largest one are not
/// listed.
const NOTABLE: f64 = 0.05;

/// Keys whose text is about the scenario; notes and sources mention newspapers and bystanders.
const TELLING: [&str; 3] = ["title", "description", "name"];

/// Codes of the economies that a scenario's text names, those of its title first: by code in its
/// selectors, by name where it says what it is about.
pub(crate) fn named(toml: &str, world: &World) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(table) = toml.parse::<toml::Table>() {
        if let Some(title) = table.get("title") {
            collect("title", title, world, &mut found);
        }
        collect("", &toml::Value::Table(table), world, &mut found);
    }
    found
}

fn collect(key: &str, value: &toml::Value, world: &World, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => mentioned(key, text, world).into_iter().for_each(|code| {
            if !found.contains(&code) {
                found.push(code);
            }
        }),
        toml::Value::Array(values) => {
            values.iter().for_each(|value| collect(key, value, world, found))
        }
        toml::Value::Table(table) => {
            table.iter().for_each(|(key, value)| collect(key, value, world, found))
        }
        _ => {}
    }
}

fn mentioned(key: &str, text: &str, world: &World) -> Vec<String> {
    if world.economy(text).is_some() {
        return vec![text.to_owned()];
    }
    let telling = TELLING.contains(&key);
    let place = |name: &str| if telling { find_word(text, name) } else { None };
    let mut places: Vec<(usize, String)> = world
        .economies
        .iter()
        .filter_map(|economy| Some((place(&economy.name)?, economy.code.clone())))
        .collect();
    places.sort();
    places.into_iter().map(|(_, code)| code).collect()
}

/// Where `word` stands in `text` with no letter before or after it.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let alone = |at: usize| {
        let (before, after) =
            (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        !before.is_some_and(char::is_alphabetic) && !after.is_some_and(char::is_alphabetic)
    };
    text.match_indices(word).map(|(at, _)| at).find(|at| !word.is_empty() && alone(*at))
}

/// Trade whose conditions change, by importer and by exporter, in the world's currency weighted by
/// the change of the rate.
pub(crate) struct Touched {
    importers: Vec<f64>,
    exporters: Vec<f64>,
}

impl Touched {
    pub fn of(state: &TradeState, world: &World) -> Self {
        let zero = || vec![0.0; world.economies.len()];
        let mut touched = Self { importers: zero(), exporters: zero() };
        let levers = state
            .tariff
            .values()
            .iter()
            .zip(state.export_tax.values())
            .zip(state.trade_cost.values());
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
    let mut order: Vec<usize> =
        (0..weights.len()).filter(|at| most > 0.0 && weights[*at] >= NOTABLE * most).collect();
    order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]));
    order.into_iter().map(|at| world.economies[at].code.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_of_its_own() {
        assert_eq!(find_word("Omanis and Oman's ships", "Oman"), Some(11));
        assert_eq!(find_word("the Japanese", "Japan"), None);
        assert_eq!(find_word("K\u{f6}ln, Japan", "Japan"), Some(7));
    }

    #[test]
    fn a_scenario_names_economies_by_code_and_by_name() {
        let world = detente_world::embedded::load("icio-2022").unwrap();
        let toml = "title = \"Japan and China\"\n[[shock]]\nname = \"x\"\nimporter = [\"USA\", \"-JPN\"]\nsource = \"India TV\"\n";
        assert_eq!(named(toml, &world), ["JPN", "CHN", "USA"]);
    }
}
