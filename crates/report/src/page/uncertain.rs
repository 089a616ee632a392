//! What is uncertain, by where the uncertainty comes from, and what has no band and why?

use super::answer::{dearest, shortest};
use super::facts::Facts;
use super::words::{named, rounded};
use crate::error::ReportError;
use crate::package::words::deal;
use crate::package::{by_future, push_new};
use detente_figures::Band;
use detente_figures::bars::{Bar, bars};
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::headline::{article, capital, inside};
use detente_figures::money::Money;
use detente_figures::number::typed_minus;
use detente_figures::number::{share, signed_three, three};
use detente_figures::sheet::Sheet;
use detente_record::catalogue::Engine;
use detente_record::lookup;
use detente_record::row::{IncomeRange, Row as _};
use minijinja::{Value, context};

/// The section.
pub(crate) fn section(facts: &Facts<'_>) -> Result<Value, ReportError> {
    let ranges = ranges(facts)?;
    let mut assumed: Vec<(String, Vec<String>)> = Vec::new();
    let mut refused: Vec<Value> = Vec::new();
    for chain in facts.months.iter().map(|found| found.chain) {
        let told = |notes: &[String]| {
            notes.iter().map(|note| named(facts.summary, chain, note)).collect::<Vec<_>>()
        };
        let own = told(&chain.assumed);
        // What is assumed of several chains is said once.
        match assumed.iter_mut().find(|(_, lines)| *lines == own) {
            Some((titles, _)) => titles.push_str(&format!("; {}", chain.title)),
            None => assumed.push((chain.title.clone(), own)),
        }
        refused.push(context! { title => chain.title.as_str(), lines => told(&chain.refused) });
    }
    let assumed: Vec<Value> = assumed
        .into_iter()
        .map(|(title, lines)| context! { title => title, lines => lines })
        .collect();
    let note = |note: &String| typed_minus(&rounded(&note.replace('`', "")));
    let notes =
        facts.package.as_ref().map(|found| found.note.notes.iter().map(note).collect::<Vec<_>>());
    let package = notes.unwrap_or_default();
    Ok(context! {
        sources => sources(facts, &ranges).value(),
        futures => futures(facts).and_then(|figure| figure.value()),
        without => without(facts),
        assumed,
        refused,
        package,
        otherwise => facts.summary.otherwise.clone(),
        limits => facts.summary.limits.clone(),
    })
}

/// Real income of all economies together at the low end, in the middle and at the high end of each
/// cause that has a range.
fn ranges(facts: &Facts<'_>) -> Result<Vec<(String, [f64; 3])>, ReportError> {
    let mut found: Vec<(String, [f64; 3])> = Vec::new();
    if facts.tables.table(IncomeRange::NAME).is_err() {
        return Ok(found);
    }
    for row in facts.tables.rows::<IncomeRange<'_>>()? {
        let ends =
            [row.real_income_at_low_musd, row.real_income_musd, row.real_income_at_high_musd];
        match found.last_mut() {
            Some((cause, sums)) if *cause == row.cause => {
                sums.iter_mut().zip(ends).for_each(|(sum, end)| *sum += end);
            }
            _ => found.push((row.cause.into_owned(), ends)),
        }
    }
    Ok(found)
}

/// One row for each source of uncertainty and the figure it moves most.
fn sources(facts: &Facts<'_>, ranges: &[(String, [f64; 3])]) -> Sheet {
    let heads = [
        ("Horizon", true),
        ("What varies", true),
        ("Figure", true),
        ("Least", false),
        ("Middle", false),
        ("Most", false),
    ];
    let mut sheet = Sheet::new("Bands by source of uncertainty", &heads);
    let mut push = |horizon: &str, varies: &str, figure: String, ends: [String; 3]| {
        sheet
            .rows
            .push([horizon, varies, &figure].into_iter().map(str::to_owned).chain(ends).collect());
    };
    let ends = |band: &Band, text: &dyn Fn(f64) -> String| {
        [text(band.low), text(band.mid), text(band.high)]
    };
    let rules = "seven sets of rules and assumptions: how stocks are reordered, who is served first, what stops \
                 without a good, how long stocks last";
    let all = facts.output_lost();
    if !facts.losses.is_empty() {
        push(
            "Weeks",
            rules,
            "output lost, all sectors together".to_owned(),
            ends(&all, &|value| Money::of(facts.summary).sum(value)),
        );
    }
    let cases = "three cases: elasticities of flows, supply and use; stocks; how holders value their last unit";
    if let Some((found, short)) = shortest(facts) {
        let figure = format!(
            "demand met at worst: {}, {}",
            inside(found.good(&short.good)),
            found.short(&short.economy)
        );
        push("Months", cases, figure, ends(&short.met, &|value| format!("{:.0} %", 100.0 * value)));
    }
    if let Some((found, dear)) = dearest(facts) {
        let figure = format!(
            "price at its peak: {}, {}",
            inside(found.good(&dear.good)),
            found.short(&dear.most.0)
        );
        push(
            "Months",
            cases,
            figure,
            ends(&dear.most.1, &|value| format!("{} %", signed_three(value))),
        );
    }
    for (cause, at) in ranges {
        let figure = "real income of all economies together, a year".to_owned();
        push("Years", cause, figure, at.map(|value| Money::of(facts.summary).signed(value)));
    }
    if let Some((found, name)) =
        facts.package.as_ref().and_then(|found| Some((found, found.deal.as_deref()?)))
    {
        let varies = format!(
            "{} states of the world, their probabilities as the scenario gives them",
            found.note.futures.len()
        );
        for row in found.parties.iter().filter_map(|party| found.payoff(name, party)) {
            let figure = format!(
                "gain of {} by the {}",
                article(found.name(&row.economy)),
                deal(found.money(), name)
            );
            push(
                "The deal",
                &varies,
                figure,
                ends(&row.gain, &|value| Money::of(facts.summary).signed(value)),
            );
        }
    }
    let collapses = match facts.collapses() {
        0 => String::new(),
        count => format!(
            " {count} sectors collapse under one family of rules alone: they count with their middle; cascade_losses has all."
        ),
    };
    sheet.noted(format!(
        "Bounds hold figure by figure; they are not confidence intervals: no probability is known for what is assumed.{collapses}"
    ))
}

/// What has no band, and why.
pub(crate) fn without(facts: &Facts<'_>) -> Vec<String> {
    let mut lines =
        vec![
        "Years: one set of trade elasticities counts, which the method names.".to_owned(),
        "Baseline tables: the source gives no errors for them; what was estimated or re-balanced is said under \
         Method.".to_owned(),
    ];
    if !facts.tables.has(Engine::Commodity) {
        lines.push("Months: no commodity chain was solved, since no entry acts on one.".to_owned());
    }
    if !facts.tables.has(Engine::Cascade) {
        lines.push(
            "Weeks: no good, capacity or order that sectors wait for is taken away, so that no line was followed."
                .to_owned(),
        );
    }
    if facts.package.is_none() {
        lines.push("A deal: nothing was negotiated in this run.".to_owned());
    }
    lines
}

/// What the deal brings each party, future by future.
fn futures(facts: &Facts<'_>) -> Option<Figure> {
    let found = facts.package.as_ref()?;
    let futures = by_future(found);
    if futures.len() < 2 {
        return None;
    }
    let money = found.money();
    let most = futures
        .iter()
        .flat_map(|(_, rows)| rows)
        .map(|row| row.gain_musd.abs())
        .fold(0.0, f64::max);
    let (factor, unit) = money.scaled(most, 2_000.0);
    let mut data = DataTable::new("gains-by-future")
        .words("Future")
        .numbers("Probability", "share")
        .words("Economy")
        .numbers("Gain", &format!("{}, present value", money.unit()));
    for (first, rows) in &futures {
        for row in rows {
            data.push(vec![
                Cell::from(&*first.state),
                first.probability.into(),
                Cell::from(found.name(&row.economy)),
                row.gain_musd.into(),
            ]);
        }
    }
    let panel = |party: &String| {
        let name = found.name(party);
        let mut own: Vec<_> = futures
            .iter()
            .filter_map(|(_, rows)| rows.iter().find(|row| row.economy == *party))
            .collect();
        own.sort_by(|a, b| a.gain_musd.total_cmp(&b.gain_musd));
        let bar = |row: &&&detente_record::row::PackageState<'_>| Bar {
            label: format!("{}, {}", row.state, share(row.probability)),
            value: row.gain_musd / factor,
            band: None,
            text: signed_three(row.gain_musd / factor),
            tooltip: format!("{name}, {}: {} {}", row.state, three(row.gain_musd), money.unit()),
        };
        bars(&format!("{name}: gain, {unit}"), &own.iter().map(bar).collect::<Vec<_>>())
    };
    let name = found.deal.as_deref()?;
    let mut origins: Vec<String> = Vec::new();
    found.note.futures.iter().for_each(|future| push_new(&mut origins, &future.source));
    let origins =
        if origins.is_empty() { String::new() } else { format!(" ({})", origins.join("; ")) };
    let caption = format!(
        "What the {} brings each party in each state of the world, from the worst to the best, with the probability that the scenario gives \
         it{origins}; present value.",
        deal(found.money(), name)
    );
    let one = |party: &String| {
        let gains = futures.iter().flat_map(|(_, rows)| rows).filter(|row| row.economy == *party);
        let (low, high) = gains.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), row| {
            (low.min(row.gain_musd), high.max(row.gain_musd))
        });
        let end = |gain: f64| {
            let verb = if gain < 0.0 { "loses" } else { "gains" };
            format!("{verb} {}", money.sum_by(gain, factor))
        };
        let who = capital(&article(found.name(party)));
        format!("{who} {} in the worst state of the world and {} in the best", end(low), end(high))
    };
    let title = found.parties.first().map_or(String::new(), one);
    let future = futures.first().map_or("", |(first, _)| &*first.state);
    let key = lookup::key(&[name, future, found.parties.first().map_or("", String::as_str)]);
    let figure = Figure::new("futures", title, caption, data.from(&["package_states"], key));
    Some(figure.panels(found.parties.iter().map(panel)))
}
