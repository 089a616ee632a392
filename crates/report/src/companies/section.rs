//! What does the page show of companies?

use super::{CAVEAT, Channel, MOMENTUM, Row, absent, called, channels, range, rows, span, two};
use crate::error::ReportError;
use detente_figures::bars::{Bar, bars};
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::number::three;
use detente_figures::sheet::Sheet;
use detente_record::Tables;
use detente_record::catalogue::Engine;
use minijinja::{Value, context};

/// What the horizons are called in titles.
const HORIZONS: [(&str, &str); 3] = [
    ("weeks", "Weeks: revenue on lines that stop"),
    ("months", "Months: prices of goods"),
    ("years", "Years: sales and inputs"),
];

/// What the template needs; nothing where the world has no companies.
pub(crate) fn section(tables: &Tables) -> Result<Option<Value>, ReportError> {
    let Some(companies) = tables.with(Engine::Companies) else { return Ok(None) };
    let (rows, channels) = (rows(companies)?, channels(companies)?);
    if rows.is_empty() {
        return Ok(None);
    }
    Ok(Some(context! {
        caveat => CAVEAT,
        ranking => ranking(&rows).value(),
        table => table(&rows).value(),
        each => each(&rows, &channels),
        momentum => momentum(companies)?.and_then(Sheet::value),
    }))
}

/// The key of a row that stands for the ranking.
fn first(rows: &[Row<'_>]) -> String {
    ranked(rows, "years").first().map_or(String::new(), |row| format!("{}/years", row.ticker))
}

/// Companies with a rank at a horizon, the largest loss first.
fn ranked<'a>(rows: &'a [Row<'a>], horizon: &str) -> Vec<&'a Row<'a>> {
    let mut ranked: Vec<&Row<'_>> =
        rows.iter().filter(|row| row.horizon == horizon && row.rank.is_some()).collect();
    ranked.sort_by_key(|row| row.rank);
    ranked
}

/// One panel for each horizon that moves somebody.
fn ranking(rows: &[Row<'_>]) -> Figure {
    let mut data = DataTable::new("companies").words("Horizon").words("Company");
    for name in ["Least", "Middle", "Most"] {
        data = data.numbers(name, "% of revenue");
    }
    let mut panels = Vec::new();
    for (horizon, title) in HORIZONS {
        let moved: Vec<&Row<'_>> = ranked(rows, horizon)
            .into_iter()
            .filter(|row| row.share.is_some_and(|ends| ends.iter().any(|end| end.abs() >= 5e-4)))
            .collect();
        if moved.is_empty() {
            continue;
        }
        for row in &moved {
            let ends = row.share.unwrap_or_default();
            data.push(
                [Cell::from(horizon), Cell::from(row.name)]
                    .into_iter()
                    .chain(ends.map(Cell::from))
                    .collect(),
            );
        }
        panels.push(bars(
            &format!("{title}, % of revenue"),
            &moved.iter().map(|row| bar(row)).collect::<Vec<_>>(),
        ));
    }
    let caption = "Net effect as a share of a year\u{2019}s revenue: over the days followed in weeks and months, a year, at the horizon of the run, in years. Whiskers run from the least to the most; they are wide where companies do not say where they make and sell. Who is not drawn is not moved, or publishes no revenue.";
    Figure::new(
        "companies-ranking",
        title(rows),
        caption,
        data.from(&["company_summary"], first(rows)),
    )
    .panels(panels)
}

/// Who loses the largest share of a year's revenue, and at which horizon.
fn title(rows: &[Row<'_>]) -> String {
    let middle = |row: &Row<'_>| row.share.map_or(0.0, |[_, mid, _]| mid);
    let most =
        rows.iter().filter(|row| row.rank.is_some()).min_by(|a, b| middle(a).total_cmp(&middle(b)));
    most.filter(|row| two(middle(row)) != "0").map_or_else(
        || "No company loses revenue in the middle case".to_owned(),
        |row| {
            format!(
                "{} loses {} % of a year\u{2019}s revenue in the {}",
                row.name,
                two(middle(row)).trim_start_matches(['+', '-']),
                row.horizon
            )
        },
    )
}

fn bar(row: &Row<'_>) -> Bar {
    let [low, mid, high] = row.share.unwrap_or_default();
    let tooltip = format!(
        "{} ({}): {} % of revenue, USD {} million",
        row.name,
        row.ticker,
        range(row.share),
        range(row.net)
    );
    // Where the middle is nothing, the far end is what there is to say.
    let far = if low.abs() > high.abs() { low } else { high };
    let text =
        if two(mid) == "0" && two(far) != "0" { format!("0 to {}", two(far)) } else { two(mid) };
    Bar { label: row.name.to_owned(), value: mid, band: Some((low, high)), text, tooltip }
}

/// Name and ticker, once where they are the same.
fn titled(row: &Row<'_>) -> String {
    let plain = row.name.split(" (").next().unwrap_or(row.name);
    if plain.eq_ignore_ascii_case(row.ticker) {
        row.name.to_owned()
    } else {
        format!("{} ({})", row.name, row.ticker)
    }
}

fn table(rows: &[Row<'_>]) -> Sheet {
    let heads = [
        ("Company", true),
        ("Revenue, USD billion", false),
        ("Weeks, %", false),
        ("Months, %", false),
        ("Years, %", false),
        ("Stock, weeks", false),
    ];
    let mut sheet = Sheet::new("Net effect as a share of a year\u{2019}s revenue, middle and range", &heads)
        .noted("Stock: how long the input that is out first lasts where nothing arrives; the market\u{2019}s, where the firm does not publish its own.");
    let mut order: Vec<&Row<'_>> = rows.iter().filter(|row| row.horizon == "years").collect();
    order.sort_by_key(|row| row.rank.unwrap_or(usize::MAX));
    for row in order {
        let at = |horizon: &str| {
            rows.iter().find(|other| other.ticker == row.ticker && other.horizon == horizon)
        };
        let share = |horizon: &str| {
            let own = at(horizon);
            match (own.and_then(|row| row.share), own.and_then(Row::money)) {
                (Some(ends), _) => range(Some(ends)),
                (None, Some(ends)) => format!("USD {} million", range(Some(ends))),
                (None, None) => absent(own.unwrap_or(row)).to_owned(),
            }
        };
        sheet.rows.push(vec![
            titled(row),
            row.revenue.map_or("not known".to_owned(), |revenue| three(revenue / 1e3)),
            share("weeks"),
            share("months"),
            share("years"),
            span(at("weeks").and_then(|row| row.coverage)),
        ]);
    }
    sheet.from(&["company_summary"], first(rows))
}

/// Each company with its channels.
fn each(rows: &[Row<'_>], channels: &[Channel<'_>]) -> Vec<Value> {
    let mut order: Vec<&Row<'_>> = rows.iter().filter(|row| row.horizon == "years").collect();
    order.sort_by_key(|row| row.rank.unwrap_or(usize::MAX));
    let one = |row: &&Row<'_>| {
        let heads = [
            ("Horizon", true),
            ("Channel", true),
            ("Item", true),
            ("Effect", true),
            ("Equation", true),
            ("How", true),
            ("Source rows", true),
        ];
        let mut sheet = Sheet::new(format!("Channels of {}", row.name), &heads);
        for channel in channels.iter().filter(|channel| channel.ticker == row.ticker) {
            let effect = if channel.unit.is_empty() {
                String::new()
            } else {
                format!("{} {}", range(channel.ends), channel.unit)
            };
            let cells = [
                channel.horizon.to_owned(),
                called(channel.channel),
                channel.item.to_owned(),
                effect,
            ];
            let ends = [channel.equation, channel.explanation, channel.rows].map(str::to_owned);
            sheet.rows.push(cells.into_iter().chain(ends).collect());
        }
        let all = || channels.iter().filter(|channel| channel.ticker == row.ticker);
        let own = all().find(|channel| !channel.unit.is_empty()).or_else(|| all().next());
        let key = own.map_or(String::new(), |own| {
            [own.ticker, own.horizon, own.channel, &own.item.replace('/', "\\/")].join("/")
        });
        let net = detente_figures::number::typed_minus(&range(row.share));
        context! { title => titled(row), net, sheet => sheet.from(&["company_exposure"], key).value() }
    };
    order.iter().map(one).collect()
}

/// Trends of a price file.
fn momentum(companies: &Tables) -> Result<Option<Sheet>, ReportError> {
    let Some(table) = companies.get("company_momentum") else { return Ok(None) };
    let heads = [
        ("Ticker", true),
        ("Last day", true),
        ("Trend 20, % a year", false),
        ("Trend 60, % a year", false),
        ("Trend 200, % a year", false),
        ("12-1 month, %", false),
        ("Percentile", false),
        ("Notes", true),
    ];
    let mut sheet = Sheet::new("Prices of the user\u{2019}s file", &heads).noted("Trend: slope of a line through log prices of the last closes. 12-1: return from a year to a month before the last close; percentile among the tickers of the file (Jegadeesh and Titman 1993).");
    // The middle five are numbers, of which some are not known.
    let cells = |(at, name): (usize, &&str)| -> Result<Vec<String>, ReportError> {
        if !(2..7).contains(&at) {
            return Ok(detente_record::text(table, name)?.to_vec());
        }
        let values = detente_record::partial(table, name)?;
        Ok(values
            .into_iter()
            .map(|value| value.map_or(String::new(), |value| format!("{value:.0}")))
            .collect())
    };
    let columns = MOMENTUM.iter().enumerate().map(cells).collect::<Result<Vec<_>, _>>()?;
    sheet.rows.extend(
        (0..table.rows()).map(|row| columns.iter().map(|column| column[row].clone()).collect()),
    );
    let key = columns.first().and_then(|tickers| tickers.first()).cloned().unwrap_or_default();
    Ok(Some(sheet.from(&["company_momentum"], key)))
}
