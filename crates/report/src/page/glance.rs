//! Which one figure shows the answer on all horizons at once?
//!
//! A panel for each horizon that was followed: output that waiting lines lose, need that is not
//! met, real income, and the gains of the deal or, without one, the deepest shares. Each has a
//! handful of bars, their bands as whiskers.

use super::facts::Facts;
use super::words::unit;
use detente_figures::Band;
use detente_figures::bars::{Bar, bars};
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::number::{percent, signed_span, signed_three};
use detente_figures::welfare::Welfare;

/// Bars in a panel.
const BARS: usize = 5;
/// Losses of output below this, in units of money, show nothing.
const VISIBLE: f64 = 1.0;

/// One bar with what it stands for.
struct Row {
    label: String,
    band: Band,
    banded: bool,
}

struct Panel {
    horizon: &'static str,
    title: String,
    unit: String,
    rows: Vec<Row>,
}

impl Panel {
    fn draw(&self) -> String {
        let bar = |row: &Row| {
            let text = if row.banded && signed_three(row.band.low) != signed_three(row.band.high) {
                format!("{} ({})", signed_three(row.band.mid), signed_span(row.band))
            } else {
                percent(row.band.mid)
            };
            Bar {
                label: row.label.clone(),
                value: row.band.mid,
                band: row.banded.then_some((row.band.low, row.band.high)),
                tooltip: format!("{}: {text} {}", row.label, self.unit),
                text,
            }
        };
        bars(
            &format!("{}: {}", self.horizon, self.title),
            &self.rows.iter().map(bar).collect::<Vec<_>>(),
        )
    }
}

/// The figure of the first page; nothing where nothing moves.
pub(crate) fn glance(facts: &Facts<'_>) -> Option<Figure> {
    let last = deal(facts).or_else(|| shares(facts));
    let panels: Vec<Panel> = [weeks(facts), months(facts), years(facts), last]
        .into_iter()
        .flatten()
        .filter(|panel| !panel.rows.is_empty())
        .collect();
    let mut data = DataTable::new("at-a-glance")
        .words("Horizon")
        .words("What")
        .words("Where")
        .numbers("Least", "")
        .numbers("Middle", "")
        .numbers("Most", "");
    for panel in &panels {
        for row in &panel.rows {
            let ends =
                if row.banded { [Some(row.band.low), Some(row.band.high)] } else { [None, None] };
            let [low, high] = ends.map(Cell::from);
            data.push(vec![
                panel.horizon.into(),
                panel.title.clone().into(),
                row.label.clone().into(),
                low,
                row.band.mid.into(),
                high,
            ]);
        }
    }
    let reading = "The figures that the five sentences rest on. Bars to the left are losses. A whisker spans what is \
                   assumed or known as a range only; a bar without one has no band.";
    let starred = if facts.collapses() > 0 {
        " *: collapses under one family of rules alone; no band is drawn."
    } else {
        ""
    };
    let caption = format!("{reading}{starred}");
    let first = facts.welfare.first().map_or("", |row| row.economy.as_str());
    let figure =
        Figure::new("glance", "The shock at a glance", caption, data.from(&["welfare"], first));
    (!panels.is_empty()).then(|| figure.panels(panels.iter().map(Panel::draw)))
}

fn weeks(facts: &Facts<'_>) -> Option<Panel> {
    let summary = facts.summary;
    let shown = || facts.losses.iter().filter(|loss| loss.lost.high >= VISIBLE).take(BARS);
    let most = |loss: &crate::weeks::Loss| {
        if loss.flag.is_empty() { loss.lost.high } else { loss.lost.mid }
    };
    let (factor, unit) = unit(summary, shown().map(most).fold(0.0, f64::max));
    // A loss lies to the left: the most is the least. What one family of rules alone lets collapse
    // has no band worth drawing.
    let row = |loss: &crate::weeks::Loss| {
        let alone = if loss.flag.is_empty() { "" } else { "\u{a0}*" };
        Row {
            label: format!(
                "{}, {}{alone}",
                summary.sector(&loss.sector),
                summary.short(&loss.economy)
            ),
            band: Band {
                low: -loss.lost.high / factor,
                mid: -loss.lost.mid / factor,
                high: -loss.lost.low / factor,
            },
            banded: loss.flag.is_empty(),
        }
    };
    let rows = shown().map(row).collect();
    Some(Panel { horizon: "Weeks", title: format!("output lost, {unit}"), unit, rows })
}

fn months(facts: &Facts<'_>) -> Option<Panel> {
    let mut all: Vec<_> = facts
        .months
        .iter()
        .flat_map(|found| found.short.iter().map(move |short| (found, short)))
        .collect();
    all.sort_by(|a, b| a.1.met.mid.total_cmp(&b.1.met.mid));
    let percent = |met: f64| 100.0 * (met - 1.0);
    let row = |(found, short): &(&crate::commodity::Findings<'_>, &crate::commodity::Short)| Row {
        label: format!("{}, {}", found.good(&short.good), found.short(&short.economy)),
        band: Band {
            low: percent(short.met.low),
            mid: percent(short.met.mid),
            high: percent(short.met.high),
        },
        banded: true,
    };
    let rows = all.iter().take(BARS).map(row).filter(|row| row.band.low <= -1.0).collect();
    Some(Panel {
        horizon: "Months",
        title: "need not met at worst, %".to_owned(),
        unit: "% of the base year".to_owned(),
        rows,
    })
}

fn plain(value: f64) -> Band {
    Band { low: value, mid: value, high: value }
}

/// The economies that `by` ranks first, from the largest loss to the largest gain.
fn ranked(facts: &Facts<'_>, by: fn(&Welfare) -> f64, factor: f64) -> Vec<Row> {
    let mut rows: Vec<&Welfare> =
        facts.welfare.iter().filter(|row| row.real_income.abs() >= VISIBLE).collect();
    rows.sort_by(|a, b| by(b).abs().total_cmp(&by(a).abs()));
    rows.truncate(BARS + 1);
    rows.sort_by(|a, b| by(a).total_cmp(&by(b)));
    let row = |row: &&Welfare| Row {
        label: facts.summary.short(&row.economy).to_owned(),
        band: plain(by(row) / factor),
        banded: false,
    };
    rows.iter().map(row).collect()
}

fn years(facts: &Facts<'_>) -> Option<Panel> {
    let most = facts.welfare.iter().map(|row| row.real_income.abs()).fold(0.0, f64::max);
    let (factor, unit) = unit(facts.summary, most);
    let rows = ranked(facts, |row| row.real_income, factor);
    Some(Panel {
        horizon: "Years",
        title: format!("real income, {unit} a year"),
        unit: format!("{unit} a year"),
        rows,
    })
}

fn shares(facts: &Facts<'_>) -> Option<Panel> {
    let rows = ranked(facts, |row| row.real_income_pct, 1.0);
    Some(Panel { horizon: "Years", title: "real income, %".to_owned(), unit: "%".to_owned(), rows })
}

fn deal(facts: &Facts<'_>) -> Option<Panel> {
    let found = facts.package.as_ref()?;
    let name = found.deal.as_deref()?;
    let rows: Vec<_> = found.parties.iter().filter_map(|party| found.payoff(name, party)).collect();
    let (factor, unit) =
        unit(facts.summary, rows.iter().map(|row| row.gain.mid.abs()).fold(0.0, f64::max));
    let row = |row: &&crate::package::Payoff| Row {
        label: found.name(&row.economy).to_owned(),
        band: Band {
            low: row.gain.low / factor,
            mid: row.gain.mid / factor,
            high: row.gain.high / factor,
        },
        banded: true,
    };
    let deal = crate::package::words::deal(found.money(), name);
    let rows = rows.iter().map(row).collect();
    Some(Panel {
        horizon: "The deal",
        title: format!("gain by the {deal}, {unit}"),
        unit: format!("{unit}, present value"),
        rows,
    })
}
