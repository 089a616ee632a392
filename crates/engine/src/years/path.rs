//! How does trade answer over time: quarters of the first two years, then years to ten?
//!
//! A point of the path is the equilibrium under the policy in force on its day, at the elasticities
//! that hold so long after the first shock. Capital and wage floors tie it to the point before
//! (`detente-trade`, `path`); its search starts from there. Capacity that the weeks lose is missing
//! in the calendar year in which it is lost, and in no other.

use crate::error::EngineError;
use crate::weeks::Weeks;
use crate::years::capital::{CapitalOf, capital_of};
use crate::years::translate::counterfactual_of;
use crate::years::{lose_capacity, lost_capacity, model_options};
use detente_record::row::{self, Row};
use detente_scenario::{Capital, Date, Resolved, Scenario, in_words};
use detente_trade::{
    Counterfactual, Dynamics, Memory, Model, ModelOptions, PathFigures, PathState, SolveOptions,
};
use detente_world::World;
use detente_world::table::Table;
use jiff::{Span, civil};

/// Years from the first shock to each point.
pub const YEARS: [f64; 16] =
    [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0];

/// One point of a path.
#[derive(Clone, Debug)]
pub struct PathPoint {
    /// Years since the first shock.
    pub years: f64,
    /// The day whose policy is in force.
    pub date: Date,
    /// By economy.
    pub figures: Vec<PathFigures>,
    /// Residual of the solution.
    pub residual: f64,
    /// Violation of complementarity of wages and employment.
    pub complementarity: f64,
    /// Sweeps that it took.
    pub sweeps: usize,
}

/// A path, as far as it goes.
#[derive(Clone, Debug)]
pub struct Path {
    /// Its points, in time.
    pub points: Vec<PathPoint>,
    /// Whether wages have a floor.
    pub has_floor: bool,
    /// What a reader should know, as sentences.
    pub notes: Vec<String>,
}

impl Path {
    /// What its points took and how exact they are, for a log.
    #[must_use]
    pub fn effort(&self) -> String {
        let worst = |of: fn(&PathPoint) -> f64| self.points.iter().map(of).fold(0.0, f64::max);
        let sweeps: usize = self.points.iter().map(|point| point.sweeps).sum();
        format!(
            "{} points, {sweeps} sweeps, residual {:.1e}, complementarity {:.1e}",
            self.points.len(),
            worst(|point| point.residual),
            worst(|point| point.complementarity)
        )
    }
}

/// What a path is of.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The scenario at the levels that are run.
    pub scenario: &'a Scenario,
    /// Its name, for messages.
    pub name: &'a str,
    /// Its world, under its elasticities.
    pub world: &'a World,
    /// What is in force on the day of the run, and the options.
    pub resolved: &'a Resolved,
    /// Whether measures apply.
    pub measures: bool,
    /// What the weeks lose.
    pub weeks: Option<&'a Weeks>,
    /// The model of the run.
    pub model: &'a Model,
    /// Limits of the solver.
    pub solver: &'a SolveOptions,
}

/// The path of a scenario. One that finds no equilibrium on the way ends before it and says so.
///
/// # Errors
/// If there is none because wages have a floor, or an option has no meaning.
pub fn path(asked: &Asked<'_>) -> Result<Path, EngineError> {
    let options = &asked.resolved.trade;
    let first = asked.scenario.first_shock().unwrap_or(asked.resolved.date);
    let capital = capital_of(asked.world);
    let dynamics = Dynamics {
        depreciation: match options.capital {
            Capital::Accumulates => capital.depreciation.clone(),
            Capital::Fixed => Vec::new(),
        },
        wage_floor: options.wage_floor,
    };
    let has_floor = options.wage_floor.is_some();
    let mut found = Path { points: Vec::new(), has_floor, notes: notes(asked, &capital) };
    let mut bent = Bent::new(asked, &capital)?;
    let mut state = PathState::baseline(asked.world.economies.len());
    let (mut last, mut memory) = (None::<Counterfactual>, Memory::default());
    let mut next = policy(asked, days_after(first, YEARS[0]));
    for (at, years) in YEARS.into_iter().enumerate() {
        let date = days_after(first, years);
        let policy_now = match next {
            Ok(policy) => policy,
            Err(told) => {
                found.notes.push(ended(date, &told));
                break;
            }
        };
        let steady = last.as_ref().is_some_and(|last| is_same(last, &policy_now));
        let model = bent.at(asked, years)?;
        let start = state.start(years, steady);
        let question = state.question(&dynamics, years, policy_now);
        // The policy of the next point is worked out while this one is solved.
        let (solved, following) = rayon::join(
            || model.equilibrium_along(question, asked.solver, start.as_ref(), &mut memory),
            || YEARS.get(at + 1).map(|years| policy(asked, days_after(first, *years))),
        );
        let point = match solved? {
            Ok(point) => point,
            Err(solution) => {
                let what = solution.status.to_string();
                if let Some(floor) = options.wage_floor {
                    return Err(unkept(asked.name, date, floor, &what));
                }
                found.notes.push(ended(date, &what));
                break;
            }
        };
        let certificate = &point.solution().certificate;
        let (residual, sweeps) = (certificate.residual, certificate.sweeps);
        let complementarity = certificate.complementarity;
        let figures = point.path_figures();
        state = state.then(years, &point, steady);
        last = Some(point.into_counterfactual());
        found.points.push(PathPoint { years, date, figures, residual, complementarity, sweeps });
        match following {
            Some(following) => next = following,
            None => break,
        }
    }
    found.notes.extend(certificate(&found, asked.solver.tolerance));
    Ok(found)
}

/// What proves the points: bounds, the same for any scenario that converges as well.
fn certificate(path: &Path, tolerance: f64) -> Option<String> {
    let (first, last) = path.points.first().zip(path.points.last())?;
    let slack = path.points.iter().map(|point| point.complementarity).fold(0.0, f64::max);
    let floor = if path.has_floor {
        // Rounded up to a power of ten.
        let bound = 10f64.powi(slack.max(f64::MIN_POSITIVE).log10().ceil() as i32);
        format!("; of wages above their floor and jobs that are missing, one is below {bound:.0e}")
    } else {
        String::new()
    };
    Some(format!(
        "The path has {} points from {} to {}, each an equilibrium with a residual below {tolerance:.0e}{floor}.",
        path.points.len(),
        first.date,
        last.date
    ))
}

/// The model of a path, bent to the elasticities of a point.
struct Bent {
    model: Model,
    options: ModelOptions,
    /// Whether the baseline itself hangs on the elasticities.
    solves_baseline: bool,
}

impl Bent {
    fn new(asked: &Asked<'_>, capital: &CapitalOf) -> Result<Self, EngineError> {
        let options = ModelOptions {
            capital_share: capital.share.clone(),
            ..model_options(&asked.resolved.trade)
        };
        let mut model = asked.model.clone();
        model.set_capital_share(&capital.share)?;
        Ok(Self { solves_baseline: model.has_solved_baseline(), model, options })
    }

    fn at(&mut self, asked: &Asked<'_>, years: f64) -> Result<&Model, EngineError> {
        let (source, home) = asked.scenario.elasticities_after(asked.world, years);
        if self.solves_baseline {
            let mut world = asked.world.clone();
            let sectors = world.sectors.iter_mut().zip(&source);
            sectors.for_each(|(sector, exponent)| sector.trade_elasticity = *exponent);
            self.options.home_elasticity = home;
            self.model = Model::calibrate(&world, &self.options)?;
        } else {
            self.model.set_elasticities(&source, &home)?;
        }
        Ok(&self.model)
    }
}

/// The state of policy on a day, without what the weeks lose in its year; else why it has no
/// meaning.
fn policy(asked: &Asked<'_>, date: Date) -> Result<Counterfactual, String> {
    let state = asked.scenario.state_on(asked.world, date, asked.measures);
    let mut question = counterfactual_of(state.map_err(|report| report.render(false))?);
    let lost = lost_capacity(asked.world, asked.weeks, date);
    lose_capacity(&mut question, asked.world, &lost);
    Ok(question)
}

/// Whether two points have the same policy and the same lost capacity; capital and floors aside.
fn is_same(one: &Counterfactual, other: &Counterfactual) -> bool {
    one.tariff == other.tariff
        && one.export_tax == other.export_tax
        && one.trade_cost == other.trade_cost
        && (&one.productivity, &one.idle, &one.demand)
            == (&other.productivity, &other.idle, &other.demand)
        && (&one.transfer, &one.caps) == (&other.transfer, &other.caps)
}

/// The day some years after `first`, in whole months.
fn days_after(first: Date, years: f64) -> Date {
    #[allow(clippy::cast_possible_truncation, reason = "a few months")]
    let months = (12.0 * years).round() as i64;
    first.checked_add(Span::new().months(months)).unwrap_or(civil::Date::MAX)
}

fn ended(date: Date, why: &str) -> String {
    format!("The path ends before {date}: {}.", why.trim().trim_end_matches('.'))
}

fn unkept(name: &str, date: Date, floor: f64, what: &str) -> EngineError {
    let what = format!(
        "the path finds no equilibrium that keeps `trade.wage-floor = {floor}` on this day; lower it or leave it out. {what}"
    );
    EngineError::NotConverged { scenario: name.to_owned(), date: date.to_string(), what }
}

/// How far wages may fall above a floor.
fn fall(floor: f64) -> String {
    // Without the last digits of the difference from one.
    let percent = (1e8 * (1.0 - floor)).round() / 1e6;
    match floor {
        1.0 => "may not fall".to_owned(),
        _ => format!("fall by at most {percent} % a year"),
    }
}

/// What happens at points for which the set of elasticities has no horizon.
fn beyond(scenario: &Scenario) -> Option<String> {
    let (least, most) = scenario.elasticity_horizons()?;
    let [first, .., last] = YEARS;
    let (start, end) = (in_words(least), in_words(most));
    let outside = match (least > first, most < last) {
        (false, false) => return None,
        (true, false) => format!("before {start}, where its horizons begin"),
        (false, true) => format!("after {end}, where its horizons end"),
        (true, true) => format!("before {start} and after {end}, the ends of its horizons"),
    };
    Some(format!(
        "Along the path the set of elasticities has none {outside}; the nearest are taken."
    ))
}

/// What the path assumes.
fn notes(asked: &Asked<'_>, capital: &CapitalOf) -> Vec<String> {
    let options = &asked.resolved.trade;
    let mut notes = Vec::from_iter(beyond(asked.scenario));
    match options.capital {
        Capital::Accumulates => {
            notes.push("Along the path a constant share of income is saved, and capital wears out: Anderson, Larch and Yotov (2020).".to_owned());
            notes.push(capital.grades.clone());
        }
        Capital::Fixed => {
            notes.push("Capital along the path stays that of the baseline.".to_owned())
        }
    }
    if let Some(floor) = options.wage_floor {
        notes.push(format!(
            "Wages along the path {}, in units of world value added; who finds no work at that wage is \
             unemployed. Rodriguez-Clare, Ulate and Vasquez (2020) set 0.99 for manufacturing of the United States, grade C; \
             elsewhere grade D.",
            fall(floor)
        ));
        if options.capital == Capital::Fixed {
            notes.push(capital.grades.clone());
        }
    }
    notes
}

/// The table of a path.
pub(crate) fn path_table(world: &World, path: &Path) -> Table {
    let rows = path.points.iter().flat_map(|point| {
        let date = point.date.to_string();
        world.economies.iter().zip(&point.figures).map(move |(economy, own)| row::PathPoint {
            economy: economy.code.as_str().into(),
            date: date.clone().into(),
            years: point.years,
            real_income_pct: own.real_income_pct,
            real_gdp_pct: own.real_gdp_pct,
            price_index_pct: own.price_index_pct,
            exports_pct: own.exports_pct,
            imports_pct: own.imports_pct,
            tariff_revenue_change_musd: own.tariff_revenue_change,
            capital_pct: own.capital_pct,
            employment_pct: path.has_floor.then_some(own.employment_pct),
        })
    });
    row::PathPoint::table(rows)
}

#[cfg(test)]
mod tests {
    use super::{beyond, fall};
    use detente_scenario::{Folder, Overrides, Scenario, Source, read};

    fn under(elasticities: &str, rows: &str) -> Scenario {
        let text = format!("title = \"t\"\n[trade]\nelasticities = \"{elasticities}\"\n");
        let csv = format!("sector,horizon,source_elasticity,object\n{rows}");
        let files = vec![("mine.csv".to_owned(), csv)];
        let source = Source::new("t.toml", text).with_folder(Folder::Memory(files));
        read(&source, &Overrides::default()).finish().unwrap()
    }

    #[test]
    fn horizons_that_a_set_lacks_are_told() {
        assert_eq!(beyond(&under("by-horizon", "")), None);
        assert_eq!(beyond(&under("flat-4", "")), None);
        let told = beyond(&under("boehm-2023", "")).unwrap();
        assert!(told.contains("before 1 year, where"), "{told}");
        let short = under("mine.csv", "*,2 years,2,theta\n*,5 years,3,theta\n");
        let told = beyond(&short).unwrap();
        assert!(told.contains("before 2 years and after 5 years"), "{told}");
    }

    #[test]
    fn the_fall_of_wages_is_told_exactly() {
        assert_eq!(fall(0.99), "fall by at most 1 % a year");
        assert_eq!(fall(0.9995), "fall by at most 0.05 % a year");
        assert_eq!(fall(1.0), "may not fall");
    }
}
