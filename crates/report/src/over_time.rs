//! How do income and output move over the years? A figure for the page, a sentence for the
//! terminal.

use crate::error::ReportError;
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::headline::{article, capital};
use detente_figures::number::{percent, typeset};
use detente_figures::over_time::{Panel, panels};
use detente_figures::welfare::leading;
use detente_record::lookup;
use detente_record::row::{PathPoint, Row, Welfare};
use detente_record::{Summary, Tables};

/// Economies that have a panel.
const PANELS: usize = 4;
/// A change of real income below this percent is none to speak of.
const LEAST: f64 = 5e-3;

/// A change this many times those at one year and at the end is a passing one.
const PASSING: f64 = 1.5;

/// The points of the economies that matter most.
struct Course<'a> {
    economies: Vec<&'a str>,
    /// That of them whose real income changes most in money.
    most: &'a str,
    rows: Vec<PathPoint<'a>>,
}

impl<'a> Course<'a> {
    /// None where the run has no path, or nothing moves.
    fn of(
        summary: &'a Summary,
        tables: &'a Tables,
        welfare: &'a [Welfare<'a>],
    ) -> Result<Option<Self>, ReportError> {
        let Some(table) = tables.get(PathPoint::NAME) else { return Ok(None) };
        let rows: Vec<PathPoint<'_>> = PathPoint::rows(table)?.collect();
        let leading = leading(welfare, &summary.focus, PANELS);
        let economies: Vec<&str> = leading.iter().map(|row| &*row.economy).collect();
        let size = |row: &&&Welfare<'_>| row.real_income_musd.abs();
        let most = leading.iter().max_by(|one, other| size(one).total_cmp(&size(other)));
        let most = most.map_or("", |row| &*row.economy);
        let moves = rows
            .iter()
            .any(|row| economies.contains(&&*row.economy) && row.real_income_pct.abs() >= LEAST);
        Ok(moves.then_some(Self { economies, most, rows }))
    }

    fn points(&self, economy: &str) -> Vec<&PathPoint<'a>> {
        self.rows.iter().filter(|row| row.economy == economy).collect()
    }

    /// `real income of Japan changes by -0.14 % in one year and by -0.02 % in 10 years`, counted
    /// from the first shock. A passing change that is larger than both stands in place of the first.
    fn sentence(&self, summary: &Summary) -> Option<String> {
        let points = self.points(self.most);
        let (last, place) = (points.last()?, article(summary.short(self.most)));
        let size = |point: &PathPoint<'_>| point.real_income_pct.abs();
        let first = points.iter().find(|point| point.years >= 1.0).unwrap_or(points.first()?);
        let peak = points.iter().max_by(|one, other| size(one).total_cmp(&size(other)))?;
        let passes = size(peak) > PASSING * size(first).max(size(last));
        let first = if passes { peak } else { first };
        let (soon, late) = (percent(first.real_income_pct), percent(last.real_income_pct));
        Some(format!(
            "real income of {place} changes by {soon} % in {} and by {late} % in {}",
            years(first.years),
            years(last.years)
        ))
    }
}

impl Course<'_> {
    /// Where a wage floor costs most jobs; none where wages are free or nobody loses a job.
    fn jobs(&self, summary: &Summary) -> Option<String> {
        let shown = self.rows.iter().filter(|row| self.economies.contains(&&*row.economy));
        let jobs = shown.filter_map(|row| Some((row, row.employment_pct?)));
        let (worst, change) = jobs.min_by(|one, other| one.1.total_cmp(&other.1))?;
        if change > -LEAST {
            return None;
        }
        Some(format!(
            " At the wage floor, employment in {} changes by {} % in {}.",
            article(summary.short(&worst.economy)),
            percent(change),
            years(worst.years)
        ))
    }
}

fn years(number: f64) -> String {
    if number < 1.0 {
        format!("{:.0} months", 12.0 * number)
    } else if number == 1.0 {
        "one year".to_owned()
    } else {
        format!("{number} years")
    }
}

/// The figure; none where the run has no path, or nothing moves.
pub(crate) fn figure(
    summary: &Summary,
    tables: &Tables,
    welfare: &[Welfare<'_>],
) -> Result<Option<Figure>, ReportError> {
    let Some(course) = Course::of(summary, tables, welfare)? else { return Ok(None) };
    let mut data = DataTable::new("over-time")
        .words("Economy")
        .words("Day")
        .numbers("Years", "")
        .numbers("Real income", "%")
        .numbers("Real GDP", "%")
        .numbers("Consumer prices", "%")
        .numbers("Exports", "%")
        .numbers("Imports", "%")
        .numbers("Tariff revenue", &format!("{} a year", summary.world.currency))
        .numbers("Capital", "%")
        .numbers("Employment", "%");
    for row in course.economies.iter().flat_map(|economy| course.points(economy)) {
        data.push(vec![
            Cell::from(summary.short(&row.economy)),
            (&*row.date).into(),
            row.years.into(),
            row.real_income_pct.into(),
            row.real_gdp_pct.into(),
            row.price_index_pct.into(),
            row.exports_pct.into(),
            row.imports_pct.into(),
            row.tariff_revenue_change_musd.into(),
            row.capital_pct.into(),
            row.employment_pct.into(),
        ]);
    }
    let most = course.points(course.most);
    let times: Vec<(f64, String)> =
        most.iter().map(|row| (row.years, row.date.clone().into_owned())).collect();
    let shown = |economy: &&str| {
        let points = course.points(economy);
        let line = |name: &str, of: fn(&PathPoint<'_>) -> f64| {
            (name.to_owned(), points.iter().map(|row| of(row)).collect())
        };
        Panel {
            heading: format!("{}, change in %", summary.short(economy)),
            lines: [
                line("Real income", |row| row.real_income_pct),
                line("Real GDP", |row| row.real_gdp_pct),
            ],
        }
    };
    let all: Vec<Panel> = course.economies.iter().map(shown).collect();
    let title = capital(&course.sentence(summary).unwrap_or_default());
    let grows = course.rows.iter().any(|row| row.capital_pct != 0.0);
    let caption = format!(
        "Quarters of the first two years, then years to ten. Each point has the policy of its day and the elasticities that hold so long after the first shock; capital {}. Real GDP leaves out what terms of trade add to income.",
        if grows { "follows income" } else { "stays as it was" }
    );
    let key = most.last().map_or_else(String::new, |row| lookup::key(&[&row.economy, &row.date]));
    let figure = Figure::new("over-time", typeset(&title), caption, data.from(&["path"], key));
    Ok(Some(figure.panels(panels(&times, &all))))
}

/// The sentence; none where the run has no path, or nothing moves.
pub(crate) fn sentence(
    summary: &Summary,
    tables: &Tables,
    welfare: &[Welfare<'_>],
) -> Result<Option<String>, ReportError> {
    let course = Course::of(summary, tables, welfare)?;
    Ok(course.and_then(|course| {
        let told = course.sentence(summary)?;
        Some(format!("Over time, {told}.{}", course.jobs(summary).unwrap_or_default()))
    }))
}
