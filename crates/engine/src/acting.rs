//! Who acts in an entry of a scenario, towards whom, and with what product, by the entry's own
//! text?
//!
//! A measure says `by` and `for`. Of a shock, the kind tells: a tariff, a stop of purchases and a
//! cost of trade are the importer's, a control, a tax or a cap on exports the exporter's; the other
//! side is whom it is aimed at. An entry with a schedule acts for the importers the schedule names.

use detente_scenario::ResolvedEntry;
use detente_world::World;
use detente_world::table::{Column, Table};
use toml::Value;

/// Keys under which an entry may name its product.
const PRODUCTS: [&str; 4] = ["commodity", "good", "sector", "stage"];
/// Kinds that the exporter imposes.
const EXPORTERS: [&str; 3] = ["export-control", "export-tax", "quantity-cap"];

/// What an entry says of itself beside its value.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Acting {
    /// Names of those who act; empty where nobody does.
    pub by: String,
    /// Names of those it is aimed at or meant for.
    pub beneficiary: String,
    /// What it is about, in words.
    pub product: String,
    /// Days on which its value changes, ISO 8601.
    pub changes: Vec<String>,
}

/// Reads the entry of that name in the text of a scenario; `schedules` are its files and their
/// text.
pub(crate) fn acting(
    toml: &toml::Table,
    entry: &ResolvedEntry,
    schedules: &[(String, String)],
    world: &World,
) -> Acting {
    let Some(table) =
        ["shock", "measure"].iter().find_map(|side| find(toml.get(*side)?, &entry.name))
    else {
        return Acting::default();
    };
    let selected = |key: &str| table.get(key).map_or(String::new(), |value| words(value, world));
    let side = |own: &str, other: &str| (selected(own), selected(other));
    let (mut by, mut towards) =
        if EXPORTERS.contains(&entry.kind.as_str()) && table.contains_key("exporter") {
            side("exporter", "importer")
        } else {
            side("importer", "exporter")
        };
    if by.is_empty() {
        by = table
            .get("schedule")
            .and_then(Value::as_str)
            .map_or(String::new(), |name| scheduled(name, schedules, world));
    }
    if by.is_empty() && towards.is_empty() {
        by = selected("economy");
    }
    if let Some(own) = table.get("by") {
        by = words(own, world);
        towards = selected("for");
    }
    let goods = selected("product");
    let goods = if goods.is_empty() { goods } else { format!("HS {goods}") };
    let product = PRODUCTS.iter().map(|key| selected(key)).chain([goods]);
    let product = product.filter(|words| !words.is_empty());
    let changes = table.get("phases").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    Acting {
        by,
        beneficiary: towards,
        product: product.collect::<Vec<_>>().join(", "),
        changes: changes.iter().filter_map(|phase| Some(phase.get("from")?.to_string())).collect(),
    }
}

fn find<'a>(entries: &'a Value, name: &str) -> Option<&'a toml::Table> {
    let own = |table: &&toml::Table| table.get("name").and_then(Value::as_str) == Some(name);
    entries.as_array()?.iter().filter_map(Value::as_table).find(own)
}

/// A selector in words: names joined by commas, `all`, and what is taken out of it.
fn words(value: &Value, world: &World) -> String {
    let list: Vec<&str> = match value {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let (out, within): (Vec<&str>, Vec<&str>) =
        list.into_iter().partition(|word| word.starts_with('-'));
    let join = |words: Vec<&str>| {
        words
            .into_iter()
            .map(|word| name(word.trim_start_matches('-'), world))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (within, out) = (join(within), join(out));
    if out.is_empty() { within } else { format!("{within} but {out}") }
}

fn name<'a>(code: &'a str, world: &'a World) -> &'a str {
    if code == "*" {
        return "all";
    }
    let economy = world
        .economies
        .iter()
        .find(|economy| economy.code == code)
        .map(|economy| economy.name.as_str());
    let sector = || {
        world.sectors.iter().find(|sector| sector.code == code).map(|sector| sector.name.as_str())
    };
    economy.or_else(sector).unwrap_or(code)
}

/// The importers a schedule names, in its order.
fn scheduled(file: &str, schedules: &[(String, String)], world: &World) -> String {
    let Some((_, text)) = schedules.iter().find(|(name, _)| name == file) else {
        return String::new();
    };
    let table = Table::from_csv(file, text.as_bytes()).ok();
    let importers = table
        .as_ref()
        .and_then(|table| table.column("importer"))
        .and_then(Column::text)
        .unwrap_or(&[]);
    let mut found: Vec<&str> = Vec::new();
    for importer in importers.iter().map(|code| name(code, world)) {
        if !found.contains(&importer) {
            found.push(importer);
        }
    }
    found.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_scenario::{Side, Standing};

    const TEXT: &str = r#"
[[shock]]
name = "licences"
kind = "export-control"
exporter = "CHN"
importer = ["*", "-USA"]
commodity = ["Dy", "Tb"]
stage = "magnet"
phases = [{ from = 2025-04-04, licensed = "54%" }, { from = 2025-05-01, licensed = "26%" }]

[[shock]]
name = "cars"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"

[[shock]]
name = "everybody"
kind = "tariff"
schedule = "tariff.csv"

[[measure]]
name = "relief"
kind = "tariff"
by = "USA"
for = "JPN"
importer = "USA"
exporter = "JPN"
"#;

    fn told(name: &str, kind: &str) -> Acting {
        let entry = ResolvedEntry {
            name: name.to_owned(),
            side: Side::Shock,
            kind: kind.to_owned(),
            by: None,
            beneficiary: None,
            source: String::new(),
            note: None,
            from: None,
            until: None,
            standing: Standing::InForce,
            phase: None,
            value: None,
            links: 0,
        };
        let world = detente_world::embedded::load("icio-2022").unwrap();
        let schedule =
            "importer,exporter,sector,rate\nUSA,CAN,C29,5%\nUSA,JPN,C29,5%\nCHN,USA,C29,5%\n";
        let schedules = [("tariff.csv".to_owned(), schedule.to_owned())];
        acting(&TEXT.parse().unwrap(), &entry, &schedules, &world)
    }

    #[test]
    fn the_kind_tells_who_acts_and_names_are_english() {
        let licences = told("licences", "export-control");
        assert_eq!(
            (licences.by.as_str(), licences.beneficiary.as_str()),
            ("China", "all but United States")
        );
        assert_eq!(licences.product, "Dy, Tb, magnet");
        assert_eq!(licences.changes, ["2025-04-04", "2025-05-01"]);
        let cars = told("cars", "tariff");
        assert_eq!((cars.by.as_str(), cars.beneficiary.as_str()), ("United States", "Japan"));
        assert_eq!(cars.product, "Motor vehicles, trailers and semi-trailers");
    }

    #[test]
    fn a_schedule_acts_for_its_importers_and_a_measure_for_who_takes_it() {
        assert_eq!(told("everybody", "tariff").by, "United States, China");
        let relief = told("relief", "tariff");
        assert_eq!((relief.by.as_str(), relief.beneficiary.as_str()), ("United States", "Japan"));
        assert_eq!(told("nobody", "tariff"), Acting::default());
    }
}
