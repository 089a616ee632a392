//! What are the exponents of a world's sectors under a set, at a horizon?
//!
//! ```text
//! (1)  ln sigma_j(t) = ((b - t) ln sigma_j(a) + (t - a) ln sigma_j(b)) / (b - a)   between the horizons a and b of the set
//! (2)  eta_j = max(0.1, sigma_j / 2 - 1)                                           where a row has no home elasticity
//! ```
//! with sigma the substitution, one more than the exponent. (1) is linear in the log of the
//! substitution, since that is positive at every horizon; the three horizons of Boehm, Levchenko
//! and Pandalai-Nayar (2023) nearly lie on such a line (0.12 and 0.11 a year). (2) is the rule of
//! two: substitution between home and foreign goods is half of that among origins (Hertel, Hummels,
//! Ivanic and Keeney 2007, "How confident can we be of CGE-based assessments of free trade
//! agreements?", Econ. Model. 24; imposed there, not estimated).

use crate::elasticity::bundled::{OWN, about};
use crate::elasticity::horizon::in_words;
use crate::elasticity::set::{ElasticitySet, Row};
use crate::select::selector::{GOODS, SERVICES, goods, services};
use crate::text::place::Place;
use detente_world::{Grade, Join, SectorId, World};
use serde::Serialize;

/// The least home exponent that the rule of two gives.
const LEAST_HOME: f64 = 0.1;

/// The exponents of every sector of a world.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TradeElasticities {
    /// Name of the set.
    pub set: String,
    /// The horizon in years, where the set depends on it.
    pub horizon: Option<f64>,
    /// Exponent among foreign origins, by sector.
    pub source: Vec<f64>,
    /// Exponent of home against foreign goods, by sector.
    pub home: Vec<f64>,
    /// The set in a few words: `by-horizon at 1.9 years (grades C and D)`.
    #[serde(skip)]
    pub known_as: String,
    /// What a reader should know, as sentences.
    #[serde(skip)]
    pub notes: Vec<String>,
    /// How good they are, in sentences for whoever reads a number that hangs on them.
    pub grades: Vec<String>,
}

/// What is said of one sector.
#[derive(Clone, Copy)]
struct Settled {
    source: f64,
    home: f64,
    /// None where the user's file gives none.
    grade: Option<Grade>,
    /// Whether the set has the sector.
    known: bool,
    /// Whether the home exponent is that of the rule of two.
    ruled: bool,
}

/// The world's own: one nest in every sector.
pub(crate) fn own(world: &World) -> TradeElasticities {
    let values: Vec<f64> = world.sectors.iter().map(|sector| sector.trade_elasticity).collect();
    TradeElasticities {
        set: OWN.to_owned(),
        horizon: None,
        source: values.clone(),
        home: values,
        known_as: "the world's own".to_owned(),
        notes: Vec::new(),
        grades: Vec::new(),
    }
}

/// The set `name` at `horizon` years; one beyond what it has is taken at its nearest end.
pub(crate) fn settle(
    name: &str,
    set: &ElasticitySet,
    horizon: f64,
    world: &World,
) -> TradeElasticities {
    let range = set.horizons();
    let at = range.map_or(horizon, |(least, most)| horizon.clamp(least, most));
    let join = Join::of(world);
    let covers: Vec<Vec<SectorId>> = set.rows.iter().map(|row| places(row, &join, world)).collect();
    let one = |sector: usize| {
        let fitting = set.rows.iter().zip(&covers);
        let fitting = fitting.filter(|(_, covers)| covers.contains(&SectorId(sector)));
        let rows: Vec<&Row> = fitting.map(|(row, _)| row).collect();
        let own = world.sectors[sector].trade_elasticity;
        sector_at(&rows, &world.sectors[sector].code, at).unwrap_or(Settled {
            source: own,
            home: own,
            grade: Some(Grade::D),
            known: false,
            ruled: false,
        })
    };
    let all: Vec<Settled> = (0..world.sectors.len()).map(one).collect();
    let mut notes = vec![title(name, set, range.map(|_| at))];
    if at != horizon {
        notes.push(format!(
            "The horizon of the run is {}; the set has none {} than {}, which is taken.",
            in_words(horizon),
            if horizon > at { "longer" } else { "shorter" },
            in_words(at)
        ));
    }
    TradeElasticities {
        set: name.to_owned(),
        horizon: range.map(|_| at),
        source: all.iter().map(|own| own.source).collect(),
        home: all.iter().map(|own| own.home).collect(),
        known_as: known_as(name, range.map(|_| at), &all),
        notes,
        grades: vec![grades(&all)],
    }
}

/// Sectors of the world that a set lacks.
pub(crate) fn lacking(set: &ElasticitySet, world: &World) -> Vec<usize> {
    let join = Join::of(world);
    let has: Vec<usize> =
        set.rows.iter().flat_map(|row| places(row, &join, world)).map(|sector| sector.0).collect();
    (0..world.sectors.len()).filter(|sector| !has.contains(sector)).collect()
}

/// Rows of sectors that the world does not have.
pub(crate) fn strangers(set: &ElasticitySet, world: &World) -> Vec<(Place, String)> {
    let join = Join::of(world);
    let stranger = |row: &&Row| places(row, &join, world).is_empty();
    set.rows.iter().filter(stranger).map(|row| (row.place, row.sector.clone())).collect()
}

/// The sectors of the world that a row is about.
fn places(row: &Row, join: &Join<'_>, world: &World) -> Vec<SectorId> {
    match row.sector.as_str() {
        "*" => world.sector_ids().collect(),
        GOODS => goods(world).into_iter().map(SectorId).collect(),
        SERVICES => services(world).into_iter().map(SectorId).collect(),
        code => join.sectors(code),
    }
}

fn title(name: &str, set: &ElasticitySet, horizon: Option<f64>) -> String {
    let at = horizon.map(|years| format!(" at {}", in_words(years))).unwrap_or_default();
    let mut studies: Vec<&str> = Vec::new();
    for row in set.rows.iter().filter(|row| !row.study.is_empty()) {
        if !studies.contains(&row.study.as_str()) {
            studies.push(&row.study);
        }
    }
    let own = || match studies.len() {
        0 => "a file that names no study".to_owned(),
        _ => studies.join("; "),
    };
    let about = about(name).map_or_else(own, str::to_owned);
    format!("Trade elasticities are those of the set `{name}`{at}: {about}.")
}

fn known_as(name: &str, horizon: Option<f64>, all: &[Settled]) -> String {
    let at = horizon.map(|years| format!(" at {}", in_words(years))).unwrap_or_default();
    let mut letters: Vec<String> =
        all.iter().filter_map(|own| own.grade).map(|grade| format!("{grade:?}")).collect();
    letters.sort();
    letters.dedup();
    let graded = match letters.split_last() {
        None => "not graded".to_owned(),
        Some((only, [])) => format!("grade {only}"),
        Some((last, before)) => format!("grades {} and {last}", before.join(", ")),
    };
    format!("{name}{at} ({graded})")
}

/// How good the figures are.
fn grades(all: &[Settled]) -> String {
    let count = |holds: &dyn Fn(&Settled) -> bool| all.iter().filter(|own| holds(own)).count();
    let sectors = |number: usize| format!("{number} sector{}", if number == 1 { "" } else { "s" });
    let meaning = [
        (Grade::A, "A (table or data of the study)"),
        (Grade::B, "B (quoted)"),
        (Grade::C, "C (second hand, tables not opened)"),
        (Grade::D, "D (derived)"),
    ];
    let mut parts: Vec<String> = meaning
        .iter()
        .map(|(grade, words)| (count(&|own| own.known && own.grade == Some(*grade)), words))
        .filter(|(number, _)| *number > 0)
        .map(|(number, words)| format!("grade {words} for {}", sectors(number)))
        .collect();
    let ungraded = count(&|own| own.known && own.grade.is_none());
    if ungraded > 0 {
        parts.push(format!("no grade for {}", sectors(ungraded)));
    }
    let lacking = count(&|own| !own.known);
    if lacking > 0 {
        parts
            .push(format!("the world's own, grade D, for {} that the set lacks", sectors(lacking)));
    }
    let ruled = count(&|own| own.ruled);
    if ruled > 0 {
        parts.push(format!(
            "home against foreign by the rule of two, grade D, for {}",
            sectors(ruled)
        ));
    }
    format!("Elasticities: {}.", parts.join("; "))
}

/// One sector from the rows that fit it; none if there are none.
fn sector_at(rows: &[&Row], code: &str, horizon: f64) -> Option<Settled> {
    let mut known: Vec<f64> = rows.iter().filter_map(|row| row.horizon).collect();
    known.sort_by(f64::total_cmp);
    known.dedup();
    let Some((first, last)) = known.first().zip(known.last()) else {
        return mean(&nearest(rows, code));
    };
    let at = |years: f64| {
        let here: Vec<&Row> =
            rows.iter().filter(|row| row.horizon == Some(years)).copied().collect();
        mean(&nearest(&here, code))
    };
    if horizon <= *first {
        return at(*first);
    }
    if horizon >= *last {
        return at(*last);
    }
    let above = known.iter().position(|years| *years >= horizon)?;
    let (before, after) = (known[above - 1], known[above]);
    Some(between(at(before)?, at(after)?, (horizon - before) / (after - before)))
}

/// (1), for both nests.
fn between(one: Settled, other: Settled, share: f64) -> Settled {
    let line =
        |one: f64, other: f64| ((1.0 - share) * one.ln_1p() + share * other.ln_1p()).exp_m1();
    Settled {
        source: if share == 1.0 { other.source } else { line(one.source, other.source) },
        home: if share == 1.0 { other.home } else { line(one.home, other.home) },
        grade: worse(one.grade, other.grade),
        known: true,
        ruled: one.ruled || other.ruled,
    }
}

fn worse(one: Option<Grade>, other: Option<Grade>) -> Option<Grade> {
    Some(std::cmp::max_by_key(one?, other?, |grade| *grade as u8))
}

/// The rows that say it most precisely: of the sector's own code, else of another that lies in it,
/// else of goods or services, else of all.
fn nearest<'a>(rows: &[&'a Row], code: &str) -> Vec<&'a Row> {
    let precision = |row: &Row| match row.sector.as_str() {
        own if own.eq_ignore_ascii_case(code) => 3,
        "*" => 0,
        GOODS | SERVICES => 1,
        _ => 2,
    };
    let best = rows.iter().map(|row| precision(row)).max();
    rows.iter().filter(|row| Some(precision(row)) == best).copied().collect()
}

/// What the rows say of one sector; of several, which it was added up of, the mean of their logs of
/// substitution.
fn mean(rows: &[&Row]) -> Option<Settled> {
    let (first, rest) = rows.split_first()?;
    let mut settled = of_row(first);
    for (at, row) in rest.iter().enumerate() {
        let other = Settled { grade: Some(Grade::D), ..of_row(row) };
        settled = between(settled, other, 1.0 / (at as f64 + 2.0));
        settled.grade = Some(Grade::D);
    }
    Some(settled)
}

fn of_row(row: &Row) -> Settled {
    let ruled = row.home.is_none();
    Settled {
        source: row.source,
        home: row.home.unwrap_or_else(|| rule_of_two(row.source)),
        grade: row.grade,
        known: true,
        ruled,
    }
}

/// (2).
fn rule_of_two(source: f64) -> f64 {
    ((1.0 + source) / 2.0 - 1.0).max(LEAST_HOME)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(horizon: Option<f64>, source: f64, home: Option<f64>) -> Row {
        let place = Place { file: 0, start: 0, end: 0 };
        let (sector, study) = ("C29".to_owned(), String::new());
        Row { sector, horizon, source, home, grade: Some(Grade::C), study, place }
    }

    #[test]
    fn substitution_grows_log_linearly_between_horizons() {
        let rows = [row(Some(1.0), -0.24, None), row(Some(10.0), 1.12, Some(0.5))];
        let rows: Vec<&Row> = rows.iter().collect();
        let at = |years| sector_at(&rows, "C29", years).unwrap();
        assert_eq!((at(0.25).source, at(1.0).source, at(30.0).source), (-0.24, -0.24, 1.12));
        let middle = at(5.5).source;
        assert!(((1.0 + middle) - (0.76f64 * 2.12).sqrt()).abs() < 1e-12, "{middle}");
        // Half of 0.76 would be below the least.
        assert_eq!((at(1.0).home, at(10.0).home), (LEAST_HOME, 0.5));
    }

    #[test]
    fn the_rule_of_two_halves_substitution() {
        assert!((rule_of_two(4.0) - 1.5).abs() < 1e-15);
        assert_eq!(rule_of_two(0.5), LEAST_HOME);
    }
}
