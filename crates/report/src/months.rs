//! How are the commodity findings of a run shown, on a terminal and on the page?

use crate::commodity::{Band, Findings, Short, findings};
use crate::curves::{Curve, curves};
use crate::error::ReportError;
use crate::figures::{Bar, bars};
use crate::headline::article;
use crate::number::{scientific, signed_thousands, thousands, typeset};
use crate::summary::{RunTables, Summary};
use crate::text::{Text, fit, wrap};
use minijinja::{Value, context};

/// Lines of each kind on a terminal.
const LINES: usize = 4;
/// Curves on the page.
const CURVES: usize = 4;
/// Rows of each table and bars of each figure on the page.
const ROWS: usize = 12;

/// Whole percent of a share.
fn share(value: f64) -> String {
    format!("{:.0}", 100.0 * value)
}

fn whole(value: f64) -> String {
    format!("{:+.0}", value).replace("+0", "0").replace("-0", "0")
}

fn weeks(value: f64) -> String {
    if value.is_finite() { format!("{value:.0}") } else { "never".to_owned() }
}

/// Quantities of a chain: whole tonnes, hundredths of a million.
fn quantity(unit: &str, value: f64) -> String {
    if unit == "Mt" { format!("{value:+.2}") } else { signed_thousands(value) }
}

pub(crate) fn terminal(out: &mut Text, summary: &Summary, tables: &RunTables<'_>) -> Result<(), ReportError> {
    let Some(commodity) = &tables.commodity else { return Ok(()) };
    for found in findings(summary, commodity)? {
        out.blank();
        out.bold(&found.chain.title);
        lines(out, &found);
        refused(out, &found);
        let line = format!(
            "{} programmes solved, largest residual {}; low to high over what is assumed",
            found.chain.programmes,
            scientific(found.chain.residual)
        );
        out.faint(&line);
    }
    Ok(())
}

fn lines(out: &mut Text, found: &Findings<'_>) {
    for short in found.short.iter().take(LINES) {
        let place = format!("{} in {}, {}", short.good, found.economy(&short.economy), short.usage);
        let arrivals = short.arrivals.span(share);
        let met = short.met.span(share);
        out.line(&format!("{} arrives {arrivals} % ({}), need met {met} %", fit(&place, 45), short.worst));
    }
    for stock in found.stocks.iter().filter(|stock| stock.met.mid < 0.98).take(LINES) {
        let place = format!("stocks of {} in {}", stock.good, found.economy(&stock.economy));
        let held = stock.held.span(|value| format!("{value:.0}"));
        out.line(&format!("{} {held} weeks, {}", fit(&place, 45), out_after(stock.out)));
    }
    for dear in found.dear.iter().take(LINES) {
        let (most, least) = (&dear.most, &dear.least);
        out.line(&format!(
            "{} {} % in {}, {} % in {}",
            fit(&format!("price of {}", dear.good), 45),
            most.1.span(whole),
            most.0,
            least.1.span(whole),
            least.0
        ));
    }
    for moved in found.moved.iter().take(LINES) {
        let way = format!("{} from {} to {}", moved.good, moved.exporter, moved.importer);
        let change = quantity(&found.chain.unit, moved.now.mid - moved.base);
        out.line(&format!("{} {change} {} a year ({})", fit(&way, 45), found.chain.unit, found.moved_in));
    }
    for worth in found.worth.iter().take(LINES) {
        let rent = worth.rent.span(thousands);
        let unit = if found.chain.unit == "Mt" { "t" } else { &found.chain.unit };
        out.line(&format!("{} one {unit} more is worth {} {rent}", fit(&worth.entry, 45), found.chain.currency));
    }
}

fn out_after(band: Band) -> String {
    match (band.low.is_finite(), band.high.is_finite()) {
        (false, _) => "not out within the scenario".to_owned(),
        (true, false) => format!("out after {} weeks at the earliest, or never", weeks(band.low)),
        (true, true) => format!("out after {} weeks", band.span(weeks)),
    }
}

fn refused(out: &mut Text, found: &Findings<'_>) {
    let list = &found.chain.refused;
    if list.is_empty() {
        return;
    }
    let shown = list.iter().take(3).cloned().collect::<Vec<_>>().join("; ");
    let more = if list.len() > 3 { format!("; and {} more (report)", list.len() - 3) } else { String::new() };
    for line in wrap(&format!("not computed: {shown}{more}"), 100, "  ") {
        out.faint(&line);
    }
}

/// What runs shortest, in a sentence; nothing where nothing does.
pub(crate) fn sentence(summary: &Summary, tables: &RunTables<'_>) -> Result<String, ReportError> {
    let Some(commodity) = &tables.commodity else { return Ok(String::new()) };
    let mut sentences = String::new();
    for found in findings(summary, commodity)? {
        let Some(short) = found.short.first() else { continue };
        sentences.push_str(&format!(
            " Over weeks and months: {} arriving in {} falls to {} % of the base year ({}), and {} % of the need is met at worst.",
            found.good(&short.good),
            article(found.economy(&short.economy)),
            short.arrivals.span(share),
            short.worst,
            short.met.span(share)
        ));
    }
    Ok(sentences)
}

/// What the page shows of the months, chain by chain.
pub(crate) fn sections(summary: &Summary, tables: &RunTables<'_>) -> Result<Vec<Value>, ReportError> {
    let Some(commodity) = &tables.commodity else { return Ok(Vec::new()) };
    Ok(findings(summary, commodity)?.iter().map(section).collect())
}

fn section(found: &Findings<'_>) -> Value {
    let curves: Vec<Value> = found.short.iter().take(CURVES).map(|short| curve(found, short)).collect();
    context! {
        title => found.chain.title.as_str(),
        unit => found.chain.unit.as_str(),
        curves,
        short => found.short.iter().take(ROWS).map(|short| short_row(found, short)).collect::<Vec<_>>(),
        stocks => stock_rows(found),
        prices => price_rows(found),
        moved => moved_bars(found),
        moved_in => found.moved_in.as_str(),
        worth => worth_rows(found),
        assumed => found.chain.assumed.clone(),
        refused => found.chain.refused.clone(),
        notes => found.chain.notes.iter().take(ROWS).cloned().collect::<Vec<_>>(),
        sources => found.chain.sources.iter().map(|source| context! { name => source.name.as_str(), licence => source.licence.as_str(), vintage => source.vintage.as_str() }).collect::<Vec<_>>(),
        programmes => found.chain.programmes,
        residual => scientific(found.chain.residual),
    }
}

fn curve(found: &Findings<'_>, short: &Short) -> Value {
    let title = format!("{}: {}", found.economy(&short.economy), found.good(&short.good));
    let mut day = 0.0;
    let mut arrivals = Curve { name: "arrives".to_owned(), dashed: false, points: Vec::new() };
    let mut met = Curve { name: "need met".to_owned(), dashed: true, points: Vec::new() };
    for (period, days, arriving, used) in &short.path {
        arrivals.points.push((day, *days, period.clone(), *arriving));
        met.points.push((day, *days, period.clone(), *used));
        day += days;
    }
    Value::from_safe_string(curves(&title, &[arrivals, met]))
}

fn short_row(found: &Findings<'_>, short: &Short) -> Value {
    context! {
        good => found.good(&short.good), economy => found.economy(&short.economy), usage => short.usage.as_str(),
        worst => short.worst.as_str(), arrivals => short.arrivals.span(share), met => short.met.span(share),
    }
}

fn stock_rows(found: &Findings<'_>) -> Vec<Value> {
    let row = |stock: &crate::commodity::Stock| {
        context! {
            good => found.good(&stock.good), economy => found.economy(&stock.economy), usage => stock.usage.as_str(),
            held => stock.held.span(|value| format!("{value:.1}")), out => out_after(stock.out), met => stock.met.span(share),
        }
    };
    found.stocks.iter().take(ROWS).map(row).collect()
}

fn price_rows(found: &Findings<'_>) -> Vec<Value> {
    let row = |dear: &crate::commodity::Dear| {
        context! {
            good => found.good(&dear.good), period => dear.period.as_str(),
            most => typeset(&dear.most.1.span(whole)), most_in => found.economy(&dear.most.0),
            least => typeset(&dear.least.1.span(whole)), least_in => found.economy(&dear.least.0),
        }
    };
    found.dear.iter().take(ROWS).map(row).collect()
}

/// One panel for each of the goods that move most, by way.
fn moved_bars(found: &Findings<'_>) -> Vec<Value> {
    let mut goods: Vec<&str> = Vec::new();
    for moved in &found.moved {
        if !goods.contains(&moved.good.as_str()) {
            goods.push(&moved.good);
        }
    }
    let panel = |good: &str| {
        let own = found.moved.iter().filter(|moved| moved.good == good).take(ROWS);
        let bar = |moved: &crate::commodity::Moved| {
            let text = quantity(&found.chain.unit, moved.now.mid - moved.base);
            let tooltip = format!(
                "{} to {}: {} before, {text}",
                found.economy(&moved.exporter),
                found.economy(&moved.importer),
                quantity(&found.chain.unit, moved.base).trim_start_matches('+')
            );
            let label = format!("{} to {}", moved.exporter, moved.importer);
            Bar { label, value: moved.now.mid - moved.base, text, tooltip }
        };
        let title = format!("{}, {} a year", found.good(good), found.chain.unit);
        Value::from_safe_string(bars(&title, &own.map(bar).collect::<Vec<_>>()))
    };
    goods.into_iter().take(CURVES).map(panel).collect()
}

fn worth_rows(found: &Findings<'_>) -> Vec<Value> {
    let row = |worth: &crate::commodity::Worth| {
        context! {
            entry => worth.entry.as_str(), period => worth.period.as_str(), rent => worth.rent.span(thousands),
            total => thousands(worth.total),
        }
    };
    found.worth.iter().take(ROWS).map(row).collect()
}
