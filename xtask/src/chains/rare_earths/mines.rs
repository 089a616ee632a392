//! What is mined where, what is in it, and who separates it? All elements of a deposit come out
//! together.

use super::{ELEMENTS, YEAR, interval, origin};
use crate::chains::ChainsError;
use crate::chains::chain::{Chain, Flow, Origin, Process, Recipe};
use crate::chains::figure::Figure;
use crate::chains::source::{Record, records};
use std::collections::BTreeMap;
use std::path::Path;

/// Kinds of concentrate, each with a profile of its own.
pub const CONCENTRATES: [(&str, &str); 6] = [
    ("bastnaesite-china", "Concentrate of Chinese hard rock (Bayan Obo, Sichuan, Shandong)"),
    ("bastnaesite-us", "Concentrate of Mountain Pass"),
    ("clay", "Concentrate of ionic clay"),
    ("loparite", "Loparite concentrate and chlorides"),
    ("monazite", "Monazite concentrate"),
    ("monazite-australia", "Monazite concentrate of Mount Weld"),
];
const PROFILE: &str = "USGS Minerals Yearbook 2022, Rare Earths, table 2";

/// Share of an element in the rare-earth oxide by deposit and element, and whether it is an upper
/// bound.
type Profiles = BTreeMap<(String, String), (f64, bool)>;

/// Adds mines, separation, their recipes and the trade in concentrate.
pub fn fill(chain: &mut Chain, sources: &Path, facts: &Path) -> Result<(), ChainsError> {
    let production = production(sources)?;
    let profiles = profiles(sources)?;
    let mines = records(facts, "mines.csv")?;
    for row in &mines {
        let kind = row.text("kind")?;
        let output = output(row, &production)?;
        chain.processes.push(process(
            format!("mine-{kind}"),
            row.text("economy")?,
            output,
            origin(row)?,
        ));
        if !chain.recipes.iter().any(|recipe| recipe.process == format!("separate-{kind}")) {
            chain.recipes.extend(recipes(kind, row.text("deposits")?, &profiles));
        }
    }
    let separation = records(facts, "separation.csv")?;
    for row in &separation {
        let activity = interval(row, "activity_low", "activity", "activity_high")?;
        let mut process = process(
            format!("separate-{}", row.text("kind")?),
            row.text("economy")?,
            activity,
            origin(row)?,
        );
        process.capacity = interval(row, "capacity_low", "capacity", "capacity_high")?;
        process.investment = interval(row, "investment_low", "investment", "investment_high")?;
        process.lead_time = interval(row, "lead_low", "lead", "lead_high")?;
        chain.processes.push(process);
    }
    trade(chain, &mines, &separation)
}

fn process(kind: String, economy: &str, activity: Figure, origin: Origin) -> Process {
    Process {
        kind,
        economy: economy.to_owned(),
        capacity: Figure::UNKNOWN,
        activity,
        balanced: None,
        cost: Figure::UNKNOWN,
        investment: Figure::UNKNOWN,
        lead_time: Figure::UNKNOWN,
        origin,
    }
}

/// Mine output of 2024 by country, t REO.
fn production(sources: &Path) -> Result<BTreeMap<String, f64>, ChainsError> {
    let mut output = BTreeMap::new();
    for row in records(sources, "rare_earths/ree_mine_production.csv")? {
        // A dash is zero.
        let chosen = row.text("year")? == YEAR && row.text("statistic")? == "Production";
        if chosen && row.text("value")?.starts_with(|first: char| first.is_ascii_digit()) {
            output.insert(row.text("country")?.to_owned(), row.required("value")?);
        }
    }
    Ok(output)
}

/// The figure written by hand where there is one, else the sum over the countries; bounds as
/// written by hand.
fn output(row: &Record, production: &BTreeMap<String, f64>) -> Result<Figure, ChainsError> {
    let given = interval(row, "low", "mid", "high")?;
    let mut sum = 0.0;
    for country in row.text("countries")?.split(';') {
        sum += production
            .get(country)
            .ok_or_else(|| row.wrong(&format!("there is no mine output of `{country}`")))?;
    }
    let mid = given.mid.unwrap_or(sum);
    Ok(Figure::new(given.low.unwrap_or(mid), mid, given.high.unwrap_or(mid)))
}

/// Share of each element in the rare-earth oxide, by deposit (the first words of its name) and
/// element.
fn profiles(sources: &Path) -> Result<Profiles, ChainsError> {
    let mut profiles = BTreeMap::new();
    for row in records(sources, "rare_earths/ree_element_content_by_deposit.csv")? {
        if let Some(share) = row.number("pct_of_TREO")? {
            let bound = row.text("is_upper_bound")? == "True";
            profiles.insert(
                (row.text("location")?.to_owned(), row.text("element")?.to_owned()),
                (share / 100.0, bound),
            );
        }
    }
    Ok(profiles)
}

/// One tonne of REO mined is one tonne of concentrate; separating it gives the deposit's elements.
fn recipes(kind: &str, deposits: &str, profiles: &Profiles) -> Vec<Recipe> {
    let good = format!("concentrate-{kind}");
    let recipe =
        |process: String, good: String, coefficient: Figure, source: &str, grade: &str| Recipe {
            process,
            economy: "*".to_owned(),
            good,
            coefficient,
            origin: Origin::new(source, "2022", grade),
        };
    let unit = "by definition of the unit";
    let mut recipes = vec![
        recipe(format!("mine-{kind}"), good.clone(), Figure::point(1.0), unit, "D"),
        recipe(format!("separate-{kind}"), good, Figure::point(-1.0), unit, "D"),
    ];
    let weighted: Vec<(&str, f64)> = deposits
        .split(';')
        .filter_map(|part| part.split_once('='))
        .filter_map(|(name, weight)| Some((name, weight.parse().ok()?)))
        .collect();
    for element in ELEMENTS {
        let content = |name: &str| {
            let mut known = profiles
                .iter()
                .filter(|((location, of), _)| location.starts_with(name) && of == element);
            known.next().map(|(_, content)| *content)
        };
        let contents: Vec<(f64, f64, bool)> = weighted
            .iter()
            .map(|&(name, weight)| {
                content(name).map_or((0.0, weight, false), |(share, bound)| (share, weight, bound))
            })
            .collect();
        let total: f64 = contents.iter().map(|(_, weight, _)| weight).sum();
        let mid: f64 =
            contents.iter().map(|(share, weight, _)| share * weight).sum::<f64>() / total;
        let high = contents.iter().map(|(share, ..)| *share).fold(0.0, f64::max);
        let low = contents
            .iter()
            .map(|(share, _, bound)| if *bound { 0.0 } else { *share })
            .fold(f64::INFINITY, f64::min);
        if high > 0.0 {
            let source = format!(
                "{PROFILE}: {}; losses in separation not known and not counted",
                deposits.replace(['=', ';'], " ")
            );
            let grade = if weighted.len() == 1 { "A" } else { "D" };
            recipes.push(recipe(
                format!("separate-{kind}"),
                format!("oxide-{element}"),
                Figure::new(low, mid, high),
                &source,
                grade,
            ));
        }
    }
    recipes
}

/// Concentrate from each mine to each other economy that separates its kind.
fn trade(chain: &mut Chain, mines: &[Record], separation: &[Record]) -> Result<(), ChainsError> {
    for plant in separation {
        let (kind, importer) = (plant.text("kind")?, plant.text("economy")?);
        let feeding: Vec<&Record> =
            mines.iter().filter(|mine| mine.text("kind").is_ok_and(|of| of == kind)).collect();
        for mine in feeding
            .iter()
            .filter(|mine| mine.text("economy").is_ok_and(|economy| economy != importer))
        {
            let exporter = mine.text("economy")?;
            let own = chain
                .processes
                .iter()
                .find(|row| row.kind == format!("mine-{kind}") && row.economy == exporter);
            let output = own.map_or(Figure::UNKNOWN, |row| row.activity);
            let taken = interval(plant, "activity_low", "activity", "activity_high")?;
            let sole =
                separation.iter().filter(|row| row.text("kind").is_ok_and(|of| of == kind)).count()
                    == 1;
            // The only plants of this kind take all; of several each takes what it separates.
            let shipped = if sole { output } else { taken };
            if exporter == "IND" || importer == "IND" {
                continue;
            }
            chain.flows.push(Flow {
                good: format!("concentrate-{kind}"),
                exporter: exporter.to_owned(),
                importer: importer.to_owned(),
                quantity: shipped,
                balanced: None,
                cost: Figure::UNKNOWN,
                days: None,
                origin: Origin::new(
                    format!("what is mined and not separated at home: {}", plant.text("source")?),
                    YEAR,
                    "D",
                ),
            });
        }
    }
    Ok(())
}
