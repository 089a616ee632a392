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

/// The points of the economies that matter most.
struct Course<'a> {
    economies: Vec<&'a str>,
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
        let economies: Vec<&str> =
            leading(welfare, &summary.focus, PANELS).iter().map(|row| &*row.economy).collect();
        let moves = rows
            .iter()
            .any(|row| economies.contains(&&*row.economy) && row.real_income_pct.abs() >= LEAST);
        Ok(moves.then_some(Self { economies, rows }))
    }

    fn points(&self, economy: &str) -> Vec<&PathPoint<'a>> {
        self.rows.iter().filter(|row| row.economy == economy).collect()
    }

    /// The economy whose real income moves most at any point.
    fn most(&self) -> &'a str {
        let size = |economy: &str| {
            let points = self.points(economy);
            points.iter().map(|row| row.real_income_pct.abs()).fold(0.0, f64::max)
        };
        let found = self.economies.iter().max_by(|one, other| size(one).total_cmp(&size(other)));
        found.copied().unwrap_or_default()
    }

    /// `real income of Japan changes by -0.14 % in one year and by -0.02 % in 10 years`, counted
    /// from the first shock.
    fn sentence(&self, summary: &Summary) -> Option<String> {
        let points = self.points(self.most());
        let (last, place) = (points.last()?, article(summary.short(self.most())));
        let first = points.iter().find(|point| point.years >= 1.0).unwrap_or(points.first()?);
        let (soon, late) = (percent(first.real_income_pct), percent(last.real_income_pct));
        Some(format!(
            "real income of {place} changes by {soon} % in {} and by {late} % in {}",
            years(first.years),
            years(last.years)
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
    let most = course.points(course.most());
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
    let told = course.and_then(|course| course.sentence(summary));
    Ok(told.map(|told| format!("Over time, {told}.")))
}
