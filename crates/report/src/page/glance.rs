//! Which figures show the answer on all horizons at once?
//!
//! A panel for each horizon that was followed: output, demand met, real income, and the gains of the
//! deal or, without one, the deepest shares. Each has a handful of bars, their bands as whiskers; a
//! fall lies to the left. The panel of the scenario's own question stands first and alone
//! ([`first`]), the others follow together ([`glance`]).

use super::facts::Facts;
use super::lead::{Lead, finding};
use super::words::unit;
use detente_figures::Band;
use detente_figures::bars::{Bar, bars};
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::money::Money;
use detente_figures::number::{percent, signed_span, signed_three};
use detente_record::lookup::key;
use detente_record::row::Welfare;

/// Bars in a panel.
const BARS: usize = 5;
/// Findings that one title tells.
const TOLD: usize = 2;
/// Losses of output below this, in units of money, show nothing.
const VISIBLE: f64 = 1.0;

/// One bar with what it stands for.
struct Row {
    label: String,
    band: Band,
    banded: bool,
}

/// What a panel is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Horizon {
    /// Output that sectors lose in the weeks.
    Weeks,
    /// Demand that is met in the months.
    Months,
    /// Real income in the years, in money.
    Years,
    /// The same as a share.
    Shares,
    /// Gains of the parties by the deal.
    Deal,
}

impl Horizon {
    fn name(self) -> &'static str {
        match self {
            Self::Weeks => "Weeks",
            Self::Months => "Months",
            Self::Years | Self::Shares => "Years",
            Self::Deal => "The deal",
        }
    }

    /// The table that its numbers are from.
    fn table(self) -> &'static str {
        match self {
            Self::Weeks => "cascade_losses",
            Self::Months => "commodity_availability",
            Self::Years | Self::Shares => "welfare",
            Self::Deal => "package_payoffs",
        }
    }
}

struct Panel {
    horizon: Horizon,
    /// Whether numbers carry a plus sign: they are changes.
    signed: bool,
    title: String,
    unit: String,
    rows: Vec<Row>,
    /// A row of its table that stands for it.
    key: String,
    /// By what its money is divided.
    factor: f64,
}

impl Panel {
    fn draw(&self) -> String {
        let plain = |text: String| {
            if self.signed { text } else { text.trim_start_matches('+').replace("to +", "to ") }
        };
        let bar = |row: &Row| {
            let text = if row.banded && signed_three(row.band.low) != signed_three(row.band.high) {
                let (mid, span) = (signed_three(row.band.mid), signed_span(row.band));
                format!("{} ({})", plain(mid), plain(span))
            } else {
                plain(percent(row.band.mid))
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
            &format!("{}: {}", self.horizon.name(), self.title),
            &self.rows.iter().map(bar).collect::<Vec<_>>(),
        )
    }
}

const SIDES: &str = "Bars to the left are losses. ";
const READING: &str =
    "A whisker spans what is assumed or known as a range only; a bar without one has no band.";

/// The figure of the question that a run was asked; nothing where nothing moves.
pub(crate) fn first(facts: &Facts<'_>, lead: &Lead) -> Option<Figure> {
    let panel = panel(facts, lead.horizon, &|code| lead.economy.as_deref() == Some(code))?;
    Some(figure(facts, "lead", &lead.title, vec![panel]))
}

/// Writes money in the unit of a panel, so that the title of a figure says the number that it shows.
pub(crate) fn written(facts: &Facts<'_>, horizon: Horizon, value: f64) -> String {
    let factor = panel(facts, horizon, &|_| false).map_or(1.0, |panel| panel.factor);
    Money::of(facts.summary).sum_by(value, factor)
}

/// The panels of the other horizons; nothing where nothing moves.
pub(crate) fn glance(facts: &Facts<'_>, lead: &Lead) -> Option<Figure> {
    let last = if facts.package.is_some() { Horizon::Deal } else { Horizon::Shares };
    let others = [Horizon::Weeks, Horizon::Months, Horizon::Years, last];
    let panels: Vec<Panel> = others
        .into_iter()
        .filter(|horizon| *horizon != lead.horizon)
        .filter_map(|horizon| panel(facts, horizon, &|_| false))
        .collect();
    let told: Vec<String> =
        panels.iter().filter_map(|panel| finding(facts, panel.horizon)).take(TOLD).collect();
    let title = match told.as_slice() {
        [] => "The other horizons at a glance".to_owned(),
        told => told.join("; "),
    };
    (!panels.is_empty()).then(|| figure(facts, "glance", &title, panels))
}

fn panel(facts: &Facts<'_>, horizon: Horizon, kept: &dyn Fn(&str) -> bool) -> Option<Panel> {
    let panel = match horizon {
        Horizon::Weeks => weeks(facts),
        Horizon::Months => months(facts),
        Horizon::Years => years(facts, kept),
        Horizon::Shares => shares(facts),
        Horizon::Deal => deal(facts),
    };
    panel.filter(|panel| !panel.rows.is_empty())
}

fn figure(facts: &Facts<'_>, id: &str, title: &str, panels: Vec<Panel>) -> Figure {
    let mut data = DataTable::new(id)
        .words("Horizon")
        .words("What")
        .words("Where")
        .numbers("Low", "")
        .numbers("Middle", "")
        .numbers("High", "");
    let mut tables: Vec<&str> = panels.iter().map(|panel| panel.horizon.table()).collect();
    tables.dedup();
    for panel in &panels {
        for row in &panel.rows {
            let ends =
                if row.banded { [Some(row.band.low), Some(row.band.high)] } else { [None, None] };
            let [low, high] = ends.map(Cell::from);
            data.push(vec![
                panel.horizon.name().into(),
                panel.title.clone().into(),
                row.label.clone().into(),
                low,
                row.band.mid.into(),
                high,
            ]);
        }
    }
    let starred =
        panels.iter().any(|panel| panel.horizon == Horizon::Weeks) && facts.collapses() > 0;
    let starred = if starred {
        " *: collapses under one family of rules alone; no band is drawn."
    } else {
        ""
    };
    let sides = if panels.iter().any(|panel| panel.signed) { SIDES } else { "" };
    let data = data.from(&tables, panels.first().map_or("", |panel| panel.key.as_str()));
    Figure::new(id, title, format!("{sides}{READING}{starred}"), data)
        .panels(panels.iter().map(Panel::draw))
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
    let key = shown().next().map_or(String::new(), |loss| key(&[&loss.economy, &loss.sector]));
    let title = format!("change of output, {unit}");
    Some(Panel { horizon: Horizon::Weeks, signed: true, title, unit, rows, key, factor })
}

fn months(facts: &Facts<'_>) -> Option<Panel> {
    let mut all: Vec<_> = facts
        .months
        .iter()
        .flat_map(|found| found.short.iter().map(move |short| (found, short)))
        .collect();
    all.sort_by(|a, b| a.1.met.mid.total_cmp(&b.1.met.mid));
    let row = |(found, short): &(&crate::commodity::Findings<'_>, &crate::commodity::Short)| Row {
        label: format!("{}, {}", found.good(&short.good), found.short(&short.economy)),
        band: Band {
            low: 100.0 * (short.met.low),
            mid: 100.0 * (short.met.mid),
            high: 100.0 * (short.met.high),
        },
        banded: true,
    };
    let rows = all.iter().take(BARS).map(row).filter(|row| row.band.low <= 99.0).collect();
    let key = all.first().map_or(String::new(), |(found, short)| {
        key(&[&found.chain.id, &short.good, &short.economy, &short.usage, &short.worst])
    });
    Some(Panel {
        horizon: Horizon::Months,
        signed: false,
        title: "demand met at worst, %".to_owned(),
        unit: "% of the base year".to_owned(),
        rows,
        key,
        factor: 1.0,
    })
}

fn plain(value: f64) -> Band {
    Band { low: value, mid: value, high: value }
}

/// The economies that `by` ranks first and those that are `kept`, from the largest loss to the
/// largest gain.
fn ranked<'f>(
    facts: &'f Facts<'_>,
    by: fn(&Welfare<'_>) -> f64,
    kept: &dyn Fn(&str) -> bool,
) -> Vec<&'f Welfare<'f>> {
    let mut rows: Vec<&Welfare<'_>> =
        facts.welfare.iter().filter(|row| row.real_income_musd.abs() >= VISIBLE).collect();
    rows.sort_by(|a, b| {
        (kept(&b.economy).cmp(&kept(&a.economy))).then(by(b).abs().total_cmp(&by(a).abs()))
    });
    rows.truncate(BARS + 1);
    rows.sort_by(|a, b| by(a).total_cmp(&by(b)));
    rows
}

fn years(facts: &Facts<'_>, kept: &dyn Fn(&str) -> bool) -> Option<Panel> {
    let rows = ranked(facts, |row| row.real_income_musd, kept);
    let most = rows.iter().map(|row| row.real_income_musd.abs()).fold(0.0, f64::max);
    let (factor, unit) = unit(facts.summary, most);
    Some(Panel {
        horizon: Horizon::Years,
        signed: true,
        title: format!("change of real income, {unit} a year"),
        unit: format!("{unit} a year"),
        key: rows.first().map_or(String::new(), |row| row.economy.to_string()),
        rows: incomes(facts, &rows, |row| row.real_income_musd, factor),
        factor,
    })
}

fn incomes(
    facts: &Facts<'_>,
    rows: &[&Welfare<'_>],
    value: fn(&Welfare<'_>) -> f64,
    factor: f64,
) -> Vec<Row> {
    let row = |row: &&Welfare<'_>| Row {
        label: facts.summary.short(&row.economy).to_owned(),
        band: plain(value(row) / factor),
        banded: false,
    };
    rows.iter().map(row).collect()
}

fn shares(facts: &Facts<'_>) -> Option<Panel> {
    let rows = ranked(facts, |row| row.real_income_pct, &|_| false);
    Some(Panel {
        horizon: Horizon::Shares,
        signed: true,
        title: "change of real income, %".to_owned(),
        unit: "%".to_owned(),
        key: rows.first().map_or(String::new(), |row| row.economy.to_string()),
        rows: incomes(facts, &rows, |row| row.real_income_pct, 1.0),
        factor: 1.0,
    })
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
    let key = rows.first().map_or(String::new(), |row| key(&[name, &row.economy]));
    let rows = rows.iter().map(row).collect();
    Some(Panel {
        horizon: Horizon::Deal,
        signed: true,
        title: format!("gain by the {deal}, {unit}"),
        unit: format!("{unit}, present value"),
        rows,
        key,
        factor,
    })
}
