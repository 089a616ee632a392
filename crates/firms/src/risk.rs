//! The economic systemic risk index of firms as a table.

use super::problems::Problems;
use super::read::FirmNetwork;
use super::row::SystemicRisk;
use crate::error::FirmsError;
use detente_cascade::{InputClass, PUBLISHED_TOLERANCE, Replaceability, RiskNetwork};
use detente_record::row::Row;
use detente_world::table::{Column, Table};
use detente_world::{Criticality, nearest};
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Which index of a network is asked for.
#[derive(Clone, Debug)]
pub struct RiskOptions {
    /// Whether others of a sector take over from a firm.
    pub replaceability: Replaceability,
    /// The rounds end where no firm's output falls by more; [`PUBLISHED_TOLERANCE`] by default,
    /// which is part of the definition.
    pub epsilon: f64,
    /// A table `input, user, class` of sectors and `essential`, `non-essential` or `negligible`;
    /// pairs that it does not name keep what the sectors say of themselves.
    pub classes: Option<PathBuf>,
}

impl Default for RiskOptions {
    fn default() -> Self {
        Self { replaceability: Replaceability::None, epsilon: PUBLISHED_TOLERANCE, classes: None }
    }
}

/// The index of some firms, or of all where none is named; the riskiest first. Critical inputs are
/// essential, important ones non-essential, dispensable ones negligible, unless a table says
/// otherwise.
///
/// # Errors
/// If a firm is not known, the links make no network, the tolerance is no share, or the table of
/// classes cannot be read.
pub fn risk(
    network: &FirmNetwork,
    names: &[String],
    options: &RiskOptions,
) -> Result<Table, FirmsError> {
    if !(options.epsilon > 0.0 && options.epsilon < 1.0) {
        let what = format!(
            "--epsilon is {}; give a share of output above 0 and below 1, such as 0.01",
            options.epsilon
        );
        return Err(FirmsError::Network(what));
    }
    let classes = classes(network, options.classes.as_deref())?;
    let of: Vec<usize> = network.firms.iter().map(|firm| firm.sector).collect();
    let risks = RiskNetwork::new(&of, &network.links, &classes, options.replaceability)
        .map_err(|error| FirmsError::Network(error.to_string()))?
        .with_tolerance(options.epsilon);
    let chosen: Result<Vec<usize>, FirmsError> =
        names.iter().map(|name| network.firm(name)).collect();
    let chosen = if names.is_empty() { (0..network.firms.len()).collect() } else { chosen? };
    let mut found: Vec<_> = chosen.into_par_iter().map(|firm| (firm, risks.of(firm))).collect();
    found.sort_by(|a, b| b.1.index.total_cmp(&a.1.index).then(a.0.cmp(&b.0)));
    Ok(SystemicRisk::table(found.into_iter().map(|(place, risk)| {
        let firm = &network.firms[place];
        SystemicRisk {
            firm: firm.name.as_str().into(),
            economy: firm.economy.as_str().into(),
            sector: network.sectors[firm.sector].as_str().into(),
            index: risk.index,
            downstream: risk.downstream,
            upstream: risk.upstream,
        }
    })))
}

/// Class of each input by user's sector: entry `input * sectors + user`.
fn classes(network: &FirmNetwork, file: Option<&Path>) -> Result<Vec<InputClass>, FirmsError> {
    let sectors = network.sectors.len();
    let own = |input: usize| match network.natures[input].criticality {
        Criticality::Critical => InputClass::Essential,
        Criticality::Important => InputClass::NonEssential,
        Criticality::Dispensable => InputClass::Negligible,
    };
    let mut classes: Vec<InputClass> = (0..sectors * sectors).map(|at| own(at / sectors)).collect();
    let Some(file) = file else { return Ok(classes) };
    let table = Table::read(file)?;
    let words = |name: &str| {
        let found = table.column(name).and_then(Column::text);
        let what = || format!("{} has no column `{name}` of words", file.display());
        found.ok_or_else(|| {
            FirmsError::Network(format!("{}; the columns are input, user, class", what()))
        })
    };
    let (inputs, users, named) = (words("input")?, words("user")?, words("class")?);
    let mut problems = Problems::default();
    let mut wrong = problems.of(file);
    let mut first = HashMap::new();
    for (row, ((input, user), class)) in inputs.iter().zip(users).zip(named).enumerate() {
        let class = class_of(class);
        if let Err(what) = &class {
            wrong.add(row, what, "write essential, non-essential or negligible");
        }
        let ends = [input, user].map(|code| sector(network, code));
        for what in ends.iter().filter_map(|end| end.as_ref().err()) {
            wrong.add(row, what, "take a code of firms, or leave the row out");
        }
        let (Ok(class), [Ok(input_at), Ok(user_at)]) = (class, ends) else { continue };
        let pair = input_at * sectors + user_at;
        if let Some(first) = first.insert(pair, row) {
            let what = format!("`{input}` as an input of `{user}` is in row {} already", first + 2);
            wrong.add(row, &what, "keep one row per pair");
        }
        classes[pair] = class;
    }
    problems.none()?;
    Ok(classes)
}

fn class_of(word: &str) -> Result<InputClass, String> {
    match word {
        "essential" => Ok(InputClass::Essential),
        "non-essential" => Ok(InputClass::NonEssential),
        "negligible" => Ok(InputClass::Negligible),
        other => Err(format!("`{other}` is no class of inputs")),
    }
}

fn sector(network: &FirmNetwork, code: &str) -> Result<usize, String> {
    let known = || network.sectors.iter().map(String::as_str);
    let place = known().position(|own| own == code);
    place.ok_or_else(|| format!("no firm is of sector `{code}`{}", nearest(code, known())))
}
