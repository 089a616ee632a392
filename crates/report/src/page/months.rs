//! What does the page show of the months, chain by chain: what runs short, what it costs, what goes
//! elsewhere?

use super::facts::Facts;
use crate::commodity::{Dear, Findings, Moved, Short, Stock};
use detente_figures::bars::{Bar, bars};
use detente_figures::curves::{Curve, curves, moving};
use detente_figures::drawings::delivers;
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::headline::{article, capital, inside};
use detente_figures::number::{rounded, signed};
use detente_figures::number::{signed_three, three};
use detente_figures::sheet::Sheet;
use minijinja::{Value, context};

/// Curves and goods drawn for each chain.
const CURVES: usize = 4;
/// Rows of each table and bars of each panel.
const ROWS: usize = 12;

/// What the template needs of each chain, the one with the deepest shortage first.
pub(crate) fn sections(facts: &Facts<'_>) -> Vec<Value> {
    let least =
        |found: &Findings<'_>| found.short.iter().map(|short| short.met.mid).fold(1.0, f64::min);
    let mut order: Vec<(usize, &Findings<'_>)> = facts.months.iter().enumerate().collect();
    order.sort_by(|a, b| least(a.1).total_cmp(&least(b.1)));
    order.into_iter().map(section).collect()
}

fn section((at, found): (usize, &Findings<'_>)) -> Value {
    context! {
        at,
        id => found.chain.id.as_str(),
        title => found.chain.title.as_str(),
        curves => arrivals(found).and_then(|figure| figure.value()),
        moved => moved(found).and_then(|figure| figure.value()),
        short => short(found).value(),
        stocks => stocks(found).value(),
        prices => prices(found).value(),
        worth => worth(found).value(),
        still => found.short.is_empty() && found.dear.is_empty() && found.moved.is_empty(),
    }
}

/// Whole percent of a share.
fn share(value: f64) -> String {
    format!("{:.0}", 100.0 * value)
}

/// Arrivals and need met in the markets where least is met.
fn arrivals(found: &Findings<'_>) -> Option<Figure> {
    let shown: Vec<&Short> = found.short.iter().take(CURVES).collect();
    let unit = "% of the base year";
    let mut data = DataTable::new(&format!("arrivals-{}", found.chain.id))
        .words("Good")
        .words("Economy")
        .words("From")
        .words("What");
    data = data.numbers("Least", unit).numbers("Middle", unit).numbers("Most", unit);
    for short in &shown {
        for (period, _, arriving, met) in &short.path {
            for (what, band) in [("arrives", arriving), ("demand met", met)] {
                let mut row: Vec<Cell> =
                    [found.good(&short.good), found.short(&short.economy), period, what]
                        .map(Cell::from)
                        .into();
                row.extend([band.low, band.mid, band.high].map(|value| Cell::from(100.0 * value)));
                data.push(row);
            }
        }
    }
    let caption = "What arrives in a market (drawn through), and how much of the base year\u{2019}s need is met from it and from \
                   stocks (dashed), in percent; the middle case, and between which bounds. The markets where least is met, one \
                   panel for each good and economy, as long as anything moves; the data have all periods.";
    let key = shown.first().map_or(String::new(), |short| worst_key(found, short));
    let data = data.from(&["commodity_availability"], key);
    let figure = Figure::new(
        &format!("arrivals-{}", found.chain.id),
        shown.first().map_or(String::new(), |short| meets(found, short)),
        caption,
        data,
    );
    (!shown.is_empty()).then(|| figure.panels(panels(found, &shown)))
}

/// `The United States meets 49.7 to 91.4 % of its demand for X at worst`.
pub(crate) fn meets(found: &Findings<'_>, short: &Short) -> String {
    format!(
        "{} meets {} % of its demand for {} at worst",
        capital(&article(found.short(&short.economy))),
        short.met.span(|share| rounded(100.0 * share, 3, 1)),
        inside(found.good(&short.good))
    )
}

/// The row of a market in its worst period.
fn worst_key(found: &Findings<'_>, short: &Short) -> String {
    key(found, &[&short.good, &short.economy, &short.usage, &short.worst])
}

/// A key of a table of chains.
fn key(found: &Findings<'_>, parts: &[&str]) -> String {
    detente_record::lookup::key(&[&[found.chain.id.as_str()], parts].concat())
}

/// A panel for each market, all as long as anything moves in one of them.
fn panels(found: &Findings<'_>, shown: &[&Short]) -> Vec<String> {
    let mut pairs: Vec<[Curve; 2]> = shown.iter().map(|short| pair(short)).collect();
    let told = moving(pairs.iter().flatten().map(|curve| &curve.points[..]));
    pairs.iter_mut().flatten().for_each(|curve| curve.points.truncate(told));
    let draw = |(short, pair): (&&Short, &[Curve; 2])| {
        curves((found.short(&short.economy), found.good(&short.good)), pair)
    };
    shown.iter().zip(&pairs).map(draw).collect()
}

/// What arrives in a market, and what need is met.
fn pair(short: &Short) -> [Curve; 2] {
    let mut day = 0.0;
    let mut arrivals = Curve { name: "arrives".to_owned(), dashed: false, points: Vec::new() };
    let mut met = Curve { name: "demand met".to_owned(), dashed: true, points: Vec::new() };
    for (period, days, arriving, used) in &short.path {
        arrivals.points.push((day, *days, period.clone(), *arriving));
        met.points.push((day, *days, period.clone(), *used));
        day += days;
    }
    [arrivals, met]
}

fn short(found: &Findings<'_>) -> Sheet {
    let heads = [
        ("Good", true),
        ("Economy", true),
        ("Largest use", true),
        ("Worst from", false),
        ("Arrives, %", false),
        ("Need met at worst, %", false),
    ];
    let mut sheet = Sheet::new("Shortages, the smallest share of demand met first", &heads);
    for short in found.short.iter().take(ROWS) {
        let (good, economy) =
            (found.good(&short.good).to_owned(), found.short(&short.economy).to_owned());
        let (arrives, met) = (short.arrivals.span(share), short.met.span(share));
        sheet.rows.push(vec![
            good,
            economy,
            short.usage.clone(),
            short.worst.clone(),
            arrives,
            met,
        ]);
    }
    let key = found.short.first().map_or(String::new(), |short| worst_key(found, short));
    let rest = found.short.len().saturating_sub(ROWS);
    let more = if rest > 0 {
        format!(" {rest} more markets are in commodity_availability.")
    } else {
        String::new()
    };
    sheet
        .from(&["commodity_availability"], key)
        .meant("commodity_availability", &[(4, "arrivals"), (5, "met")])
        .noted(format!("Percent of the base year {}.{more}", found.chain.base_year))
}

fn stocks(found: &Findings<'_>) -> Sheet {
    let heads = [
        ("Good", true),
        ("Economy", true),
        ("Use", true),
        ("Held, weeks of use", false),
        ("Out", true),
        ("Need met at worst, %", false),
    ];
    let mut sheet = Sheet::new("Stocks of firms, where they are known", &heads);
    let row = |stock: &Stock| {
        vec![
            found.good(&stock.good).to_owned(),
            found.short(&stock.economy).to_owned(),
            stock.usage.clone(),
            stock.held.span(three),
            crate::months::out_after(stock.out),
            stock.met.span(share),
        ]
    };
    sheet.rows = found.stocks.iter().take(ROWS).map(row).collect();
    let key = found
        .stocks
        .first()
        .map_or(String::new(), |stock| key(found, &[&stock.good, &stock.economy]));
    sheet
        .from(&["commodity_stockouts"], key)
        .meant("commodity_stockouts", &[(3, "stock_weeks"), (4, "weeks_to_stock_out"), (5, "lowest_met")])
        .noted(
            "\
         Out: weeks from the first day until the stocks of all firms of a market together fall below 5\u{a0}% of \
         what they were. A firm that receives nothing at all is out after the weeks it holds.",
        )
}

fn prices(found: &Findings<'_>) -> Sheet {
    let heads = [
        ("Good", true),
        ("From", false),
        ("Most, %", false),
        ("in", true),
        ("Least, %", false),
        ("in", true),
    ];
    let mut sheet = Sheet::new("Prices at their peak, change against the base year", &heads);
    let row = |dear: &Dear| {
        vec![
            found.good(&dear.good).to_owned(),
            dear.period.clone(),
            dear.most.1.span(signed_three),
            found.short(&dear.most.0).to_owned(),
            dear.least.1.span(signed_three),
            found.short(&dear.least.0).to_owned(),
        ]
    };
    sheet.rows = found.dear.iter().take(ROWS).map(row).collect();
    let key = found
        .dear
        .first()
        .map_or(String::new(), |dear| key(found, &[&dear.good, &dear.most.0, &dear.period]));
    sheet.from(&["commodity_prices"], key).meant("commodity_prices", &[(2, "mid")])
}

/// One panel for each of the goods that move most, by way.
fn moved(found: &Findings<'_>) -> Option<Figure> {
    let unit = format!("{} a year", found.chain.unit);
    let mut data = DataTable::new(&format!("flows-{}", found.chain.id))
        .words("Good")
        .words("From")
        .words("To");
    data = data
        .numbers("Before", &unit)
        .numbers("After, least", &unit)
        .numbers("After", &unit)
        .numbers("After, most", &unit);
    let mut goods: Vec<&str> = Vec::new();
    for moved in &found.moved {
        let mut row: Vec<Cell> =
            [found.good(&moved.good), found.short(&moved.exporter), found.short(&moved.importer)]
                .map(Cell::from)
                .into();
        row.extend([moved.base, moved.now.low, moved.now.mid, moved.now.high].map(Cell::from));
        if !goods.contains(&moved.good.as_str()) {
            goods.push(&moved.good);
        }
        if goods.len() <= CURVES {
            data.push(row);
        }
    }
    let panel = |good: &str| {
        let own: Vec<Bar> = found
            .moved
            .iter()
            .filter(|moved| moved.good == good)
            .take(ROWS)
            .map(|moved| way(found, moved))
            .collect();
        bars(&format!("{}, {unit}", found.good(good)), &own)
    };
    let caption = format!(
        "Change of flows against the base year in the period from {}, in which most moves; middle case, the largest \
         change first.",
        found.moved_in
    );
    let key = found.moved.first().map_or(String::new(), |moved| {
        key(found, &[&moved.good, &moved.exporter, &moved.importer, &found.moved_in])
    });
    let figure = Figure::new(
        &format!("flows-{}", found.chain.id),
        elsewhere(found),
        caption,
        data.from(&["commodity_flows"], key),
    );
    (!goods.is_empty()).then(|| figure.panels(goods.into_iter().take(CURVES).map(panel)))
}

/// The flow that changes most, as a sentence.
fn elsewhere(found: &Findings<'_>) -> String {
    found.moved.first().map_or(String::new(), |moved| {
        let to = format!(" to {}", article(found.short(&moved.importer)));
        delivers(found.chain, &moved.good, &moved.exporter, &to, [moved.base, moved.now.mid])
    })
}

fn way(found: &Findings<'_>, moved: &Moved) -> Bar {
    let change = detente_world::table::change(moved.now.mid, moved.base);
    let quantity =
        |value: f64| if found.chain.unit == "Mt" { signed(value, 2) } else { signed_three(value) };
    let (from, to) = (found.short(&moved.exporter), found.short(&moved.importer));
    let text = quantity(change);
    let before = quantity(moved.base);
    let tooltip = format!(
        "{from} to {to}: {} {} a year before, {text}",
        before.trim_start_matches('+'),
        found.chain.unit
    );
    Bar { label: format!("{from} to {to}"), value: change, text, tooltip, band: None }
}

fn worth(found: &Findings<'_>) -> Sheet {
    let currency = found.chain.price_unit.split(' ').next().unwrap_or_default();
    let all = format!("{currency} million a year in all");
    let heads = [
        ("Entry", true),
        ("Highest price from", false),
        (found.chain.price_unit.as_str(), false),
        (all.as_str(), false),
    ];
    let mut sheet = Sheet::new("What one more unit is worth", &heads);
    for worth in found.worth.iter().take(ROWS) {
        sheet.rows.push(vec![
            worth.entry.clone(),
            worth.period.clone(),
            worth.rent.span(three),
            three(worth.total),
        ]);
    }
    let key = found
        .worth
        .first()
        .map_or(String::new(), |worth| key(found, &[&worth.entry, &worth.period]));
    sheet
        .from(&["commodity_rents"], key)
        .meant("commodity_rents", &[(2, "mid"), (3, "total_musd")])
        .noted(
            "The rent \
         of a licence, or what a commitment costs, for each unit.",
        )
}
