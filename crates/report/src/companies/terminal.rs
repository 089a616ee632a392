//! What does `detente companies` say on one screen?

use super::{CAVEAT, Channel, MOMENTUM, Row, absent, called, channels, range, rows, span};
use crate::error::ReportError;
use crate::text::{Screen, Text, fit};
use detente_figures::headline::wrap;
use detente_record::{Tables, partial, text};

/// Horizons that the ranking shows.
const HORIZONS: [&str; 3] = ["weeks", "months", "years"];

/// The ranking of all companies by one horizon, or one company with every channel, equation and
/// source row; at most 100 columns.
///
/// # Errors
/// If a table lacks a column.
pub fn companies_text(
    tables: &Tables,
    ticker: Option<&str>,
    horizon: &str,
    screen: Screen,
) -> Result<String, ReportError> {
    let mut out = Text::new(screen);
    let rows = rows(tables)?;
    match ticker {
        Some(ticker) => company(&mut out, tables, &rows, ticker)?,
        None => ranking(&mut out, tables, &rows, horizon)?,
    }
    out.blank();
    wrap(CAVEAT, out.width(), "").iter().for_each(|line| out.faint(line));
    Ok(out.into_string())
}

fn ranking(
    out: &mut Text,
    tables: &Tables,
    rows: &[Row<'_>],
    horizon: &str,
) -> Result<(), ReportError> {
    out.bold(&format!(
        "{:>3} {:<10} {:<20} {:>8} {:>14} {:>15} {:>17} {:>6}",
        "", "", "net effect, % of revenue", "revenue", "weeks", "months", "years, a year", "stock"
    ));
    out.faint(&format!(
        "{:>3} {:<10} {:<24} {:>4} {:>14} {:>15} {:>17} {:>6}",
        "",
        "",
        format!("ranked by {horizon}"),
        "bn",
        "low to high",
        "low to high",
        "mid (low to high)",
        "weeks"
    ));
    let mut order: Vec<&Row<'_>> = rows.iter().filter(|row| row.horizon == horizon).collect();
    order.sort_by_key(|row| row.rank.unwrap_or(usize::MAX));
    let at = |ticker: &str, horizon: &str| {
        rows.iter().find(|row| row.ticker == ticker && row.horizon == horizon)
    };
    let mut starred = false;
    for row in order {
        let ends = |horizon: &str| at(row.ticker, horizon).and_then(|row| row.share);
        // Without revenue there is no share, but what it comes to in money may be known.
        let money = |horizon: &str| at(row.ticker, horizon).and_then(Row::money);
        let short = |horizon: &str| match (ends(horizon), money(horizon)) {
            (Some([low, _, high]), _) => format!("{} to {}", super::two(low), super::two(high)),
            (None, Some([low, _, high])) => format!("{} to {}*", super::two(low), super::two(high)),
            (None, None) => absent(at(row.ticker, horizon).unwrap_or(row)).to_owned(),
        };
        let revenue = row.revenue.map_or(String::new(), |revenue| format!("{:.1}", revenue / 1e3));
        let rank = row.rank.map_or(String::new(), |rank| rank.to_string());
        let coverage =
            span(at(row.ticker, "weeks").and_then(|row| row.coverage)).replace(" to ", "-");
        let years = ends("years").map_or_else(|| short("years"), |ends| range(Some(ends)));
        starred |= HORIZONS.iter().any(|horizon| money(horizon).is_some());
        out.line(&format!(
            "{rank:>3} {:<10} {} {revenue:>6} {:>14} {:>14} {years:>20} {coverage:>6}",
            row.ticker,
            fit(row.name, 20),
            short("weeks"),
            short("months")
        ));
    }
    if starred {
        out.faint("* USD million: revenue is not known");
    }
    package(out, rows);
    momentum(out, tables)
}

/// Who gains from a deal, if there is one.
fn package(out: &mut Text, rows: &[Row<'_>]) {
    let gains: Vec<String> = rows
        .iter()
        .filter(|row| row.horizon == "package" && row.net.is_some_and(|net| net != [0.0; 3]))
        .map(|row| format!("{} USD {} million a year", row.ticker, range(row.net)))
        .collect();
    if !gains.is_empty() {
        out.blank();
        wrap(
            &format!("Agreed purchases beyond what would be bought anyway: {}", gains.join("; ")),
            out.width(),
            "  ",
        )
        .iter()
        .for_each(|line| out.line(line));
    }
}

fn momentum(out: &mut Text, tables: &Tables) -> Result<(), ReportError> {
    let Some(table) = tables.get("company_momentum") else { return Ok(()) };
    out.blank();
    out.bold(&format!(
        "{:<10} {:>10} {:>11} {:>11} {:>11} {:>9} {:>10}",
        "prices", "last", "trend 20", "trend 60", "trend 200", "12-1", "percentile"
    ));
    out.faint("trend: slope of log price, % a year; 12-1: return from a year to a month ago, %");
    let [ticker, last, short, middle, long, momentum, percentile, notes] = MOMENTUM;
    let (ticker, last, notes) = (text(table, ticker)?, text(table, last)?, text(table, notes)?);
    let [short, middle, long] = [short, middle, long].map(|name| partial(table, name));
    let (short, middle, long) = (short?, middle?, long?);
    let (momentum, percentile) = (partial(table, momentum)?, partial(table, percentile)?);
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.0}"));
    for row in 0..table.rows() {
        out.line(&format!(
            "{:<10} {:>10} {:>11} {:>11} {:>11} {:>9} {:>10}",
            ticker[row],
            last[row],
            number(short[row]),
            number(middle[row]),
            number(long[row]),
            number(momentum[row]),
            number(percentile[row])
        ));
        if !notes[row].is_empty() {
            wrap(&notes[row], out.width() - 4, "")
                .iter()
                .for_each(|line| out.faint(&format!("    {line}")));
        }
    }
    Ok(())
}

fn company(
    out: &mut Text,
    tables: &Tables,
    rows: &[Row<'_>],
    ticker: &str,
) -> Result<(), ReportError> {
    let own: Vec<&Row<'_>> = rows.iter().filter(|row| row.ticker == ticker).collect();
    let Some(first) = own.first() else { return Ok(()) };
    let revenue = first.revenue.map_or("revenue not known".to_owned(), |revenue| {
        format!("revenue USD {:.1} billion", revenue / 1e3)
    });
    out.bold(&format!("{} ({ticker}), {revenue}", first.name));
    let channels = channels(tables)?;
    for row in &own {
        let of: Vec<&Channel<'_>> = channels
            .iter()
            .filter(|channel| channel.ticker == ticker && channel.horizon == row.horizon)
            .collect();
        if of.is_empty() {
            continue;
        }
        out.blank();
        let rank = row.rank.map_or(String::new(), |rank| format!(", rank {rank}"));
        let share = row
            .share
            .map_or(String::new(), |share| format!(", {} % of revenue", range(Some(share))));
        match row.net {
            Some(_) => out.bold(&format!(
                "{}: net USD {} million{share}{rank}",
                row.horizon,
                range(row.net)
            )),
            None => {
                wrap(&format!("{}: net not known ({})", row.horizon, row.why), out.width(), "  ")
                    .iter()
                    .for_each(|line| out.bold(line));
            }
        }
        of.iter().for_each(|channel| line(out, channel));
    }
    out.blank();
    out.bold("source rows");
    sources(out, tables, ticker)
}

fn line(out: &mut Text, channel: &Channel<'_>) {
    let figure = if channel.unit.is_empty() {
        String::new()
    } else {
        format!(" {} {}", range(channel.ends), channel.unit)
    };
    let equation = if channel.equation.is_empty() {
        String::new()
    } else {
        format!("  [{}]", channel.equation)
    };
    out.line(&format!("  {}, {}:{figure}{equation}", called(channel.channel), channel.item));
    wrap(channel.explanation, out.width() - 4, "")
        .iter()
        .for_each(|line| out.faint(&format!("    {line}")));
    wrap(&format!("rows {}", channel.rows), out.width() - 4, "")
        .iter()
        .for_each(|line| out.faint(&format!("    {line}")));
}

fn sources(out: &mut Text, tables: &Tables, ticker: &str) -> Result<(), ReportError> {
    let table = tables.table("company_facts")?;
    let words = ["row", "ticker", "fact", "value", "source", "vintage", "grade"]
        .map(|name| text(table, name));
    let [row, owner, fact, value, source, vintage, grade] = words;
    let (row, owner, fact, value, source, vintage, grade) =
        (row?, owner?, fact?, value?, source?, vintage?, grade?);
    for at in (0..table.rows()).filter(|at| owner[*at] == ticker) {
        let text = format!(
            "{}  {}: {} ({}, {}, grade {})",
            row[at], fact[at], value[at], source[at], vintage[at], grade[at]
        );
        wrap(&text, out.width() - 2, "    ").iter().for_each(|line| out.line(&format!("  {line}")));
    }
    Ok(())
}
