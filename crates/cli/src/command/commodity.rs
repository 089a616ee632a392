//! `detente commodity`: chains of goods in tonnes.

use crate::arguments::{CommodityArguments, CommodityCommand};
use crate::failure::Failure;
use crate::output::Output;
use detente_engine::months::{Arrival, Assumptions, Effect, Explanation, chain_market, explain};
use detente_world::chain::{self, Chain, Fault, Identity, Verdict, imbalances, verdicts};
use std::fmt::Write;
use std::path::Path;

pub(crate) fn run(arguments: &CommodityArguments, output: &Output) -> Result<(), Failure> {
    match &arguments.command {
        CommodityCommand::List => list(output),
        CommodityCommand::Show { chain } => output.text(&describe(&load(chain)?)),
        CommodityCommand::Check { chain } => check(chain, output),
        CommodityCommand::Balance { folder, out } => balanced(folder, out, output),
        CommodityCommand::Template { out } => {
            chain::write_files(out, &chain::template())?;
            output.text(&format!(
                "chain  {}; its figures are invented, README.md says what to replace\n",
                out.display()
            ))
        }
        CommodityCommand::Explain { good, economy, chain } => {
            let chain = match chain {
                Some(chain) => load_sound(chain)?,
                None => having(good)?,
            };
            output.text(&explain_all(&chain, good, economy)?)
        }
    }
}

/// The first chain of the program that knows a good; of an unknown one the first chain says what
/// there is.
fn having(good: &str) -> Result<Chain, Failure> {
    let element =
        |chain: &Chain| chain.goods.iter().any(|own| own.element.as_deref() == Some(good));
    let known = |name: &&str| {
        chain::load(name).is_ok_and(|chain| !chain.goods_of(good).is_empty() || element(&chain))
    };
    load(chain::names().into_iter().find(known).unwrap_or("lng"))
}

/// Every good that the word means, under the low, the middle and the high end of what is assumed:
/// the answers are ranges.
fn explain_all(chain: &Chain, word: &str, economy: &str) -> Result<String, Failure> {
    let markets = [Assumptions::low(), Assumptions::default(), Assumptions::high()]
        .iter()
        .map(|assumptions| chain_market(chain, assumptions))
        .collect::<Result<Vec<_>, _>>()?;
    let goods: Vec<&str> =
        chain.goods_of(word).into_iter().map(|good| chain.goods[good].code.as_str()).collect();
    if goods.is_empty() && chain.goods.iter().any(|good| good.element.as_deref() == Some(word)) {
        let what = "no mine, process, flow or use with a figure, so that it cannot be computed";
        return Err(Failure::user(format!(
            "chain `{}` knows nothing but a price of `{word}`: {what}",
            chain.id
        )));
    }
    let goods = if goods.is_empty() { vec![word] } else { goods };
    let (mut pages, mut unknown) = (Vec::new(), None);
    for good in goods {
        let found = markets
            .iter()
            .map(|market| explain(chain, market, good, economy))
            .collect::<Result<Vec<_>, _>>();
        match found {
            Ok(found) => pages.push(explained(chain, good, economy, &found)),
            // Of an element, some stages may not be known there; what is known is shown.
            Err(error) => unknown = Some((good, error)),
        }
    }
    match (pages.is_empty(), unknown) {
        (true, Some((_, error))) => Err(error.into()),
        _ => Ok(format!("{}{RANGES}", pages.join("\n"))),
    }
}

/// A chain of the program, or a folder, as it is: its base year may not add up.
fn load(name: &str) -> Result<Chain, Failure> {
    Ok(if is_folder(name) { chain::read_chain(Path::new(name))? } else { chain::load(name)? })
}

/// The same, refused where it cannot be computed with.
fn load_sound(name: &str) -> Result<Chain, Failure> {
    Ok(if is_folder(name) {
        chain::OwnChain::read(Path::new(name))?.chain.as_ref().clone()
    } else {
        chain::load(name)?
    })
}

fn is_folder(name: &str) -> bool {
    !chain::names().contains(&name) && Path::new(name).is_dir()
}

fn list(output: &Output) -> Result<(), Failure> {
    let mut text = String::new();
    for name in chain::names() {
        let chain = chain::load(name)?;
        let (goods, economies) = (chain.goods.len(), chain.economies.len());
        let _ = writeln!(
            text,
            "{name:<14}{} ({goods} goods, {economies} economies, {})",
            chain.title, chain.unit
        );
    }
    output.text(&text)
}

/// Every identity of a base year, and what is assumed beside it.
fn check(name: &str, output: &Output) -> Result<(), Failure> {
    let chain = load(name)?;
    let verdicts = verdicts(&chain);
    let mut text = format!("{}: {}; base year {}\n\n", chain.id, chain.title, chain.base_year);
    let mut faults = Vec::new();
    for verdict in &verdicts {
        let _ = writeln!(text, "{}", line(verdict));
        faults.extend(verdict.faults.iter().map(|fault| place(name, fault)));
    }
    let _ = writeln!(text, "\n{}", assumed().trim_end());
    output.text(&text)?;
    if faults.is_empty() {
        let solved = chain_market(&chain, &Assumptions::default());
        return solved.map(|_| ()).map_err(Failure::from);
    }
    Err(Failure::finding(faults.join("\n")))
}

/// "capacity      holds: 4 checked, 0 not known; 89.1 % of it is used at most (`smelt` in CHN)".
fn line(verdict: &Verdict) -> String {
    let worst = match (&verdict.worst, verdict.identity) {
        (None, _) => String::new(),
        (Some((size, _)), Identity::Balances) if *size <= chain::BALANCED => {
            "; to rounding".to_owned()
        }
        (Some((size, place)), Identity::Balances) => {
            format!("; misses by {} at most ({place})", percent(*size))
        }
        (Some((size, place)), Identity::Capacity) if *size <= 0.0 => {
            format!("; {} of it is used at most ({place})", percent(1.0 + size))
        }
        (Some((size, place)), Identity::Capacity) => {
            format!("; exceeded by {} at most ({place})", percent(*size))
        }
        (Some((size, place)), Identity::Yields | Identity::Shares) => {
            format!("; {} of what is taken is made at most ({place})", percent(1.0 + size))
        }
        (Some((size, place)), Identity::Elasticities) => {
            format!("; the strongest is -{size} ({place})")
        }
    };
    let found = match verdict.faults.len() {
        0 => "holds".to_owned(),
        faults => format!("{faults} wrong"),
    };
    format!(
        "{:<14}{found}: {} checked, {} not known{worst}",
        verdict.identity.name(),
        verdict.checked,
        verdict.unknown
    )
}

fn percent(share: f64) -> String {
    format!("{} %", short(100.0 * share))
}

/// File, line and what is wrong there.
fn place(folder: &str, fault: &Fault) -> String {
    let line = fault
        .line
        .map_or(String::new(), |line| format!(", line {line}, column `{}`", fault.column));
    format!(
        "{}{line}: {}: {}",
        Path::new(folder).join(fault.file).display(),
        fault.place,
        fault.what
    )
}

/// One of the values that are assumed.
type Assumed = fn(&Assumptions) -> f64;

/// What runs of any chain assume, with where it is from.
fn assumed() -> String {
    let mut text = String::from("assumed (grade D, docs/chains.md; low, middle, high):\n");
    let [low, middle, high] = [Assumptions::low(), Assumptions::default(), Assumptions::high()];
    let rows: [(&str, Assumed); 4] = [
        ("a flow changes its route, elasticity", |all| all.link_elasticity),
        ("output at the source follows price, elasticity", |all| all.supply_elasticity),
        ("output in conversion follows price, elasticity", |all| all.conversion_elasticity),
        ("the last unit in store is worth more, times the price", |all| 1.0 + all.scarcity),
    ];
    for (what, of) in rows {
        let _ = writeln!(text, "  {what:<54} {}, {}, {}", of(&low), of(&middle), of(&high));
    }
    text
}

/// Shares out small misfits and writes the chain anew.
fn balanced(folder: &Path, out: &Path, output: &Output) -> Result<(), Failure> {
    let files = chain::read_files(folder)?;
    let mut chain = chain::read_chain(folder)?;
    let moved = chain::balance(&mut chain)?;
    chain::write_files(out, &chain::balanced_files(&files, &chain)?)?;
    let mut text = format!("{} quantities moved\n", moved.len());
    for one in &moved {
        let line = one.line.map_or(String::new(), |line| format!(", line {line}"));
        let (before, after) = (short(one.before), short(one.after));
        let change = 100.0 * (one.after / one.before - 1.0);
        let _ = writeln!(
            text,
            "{}{line}: {}: {before} -> {after} {} ({change:+.3} %)",
            one.file, one.place, chain.unit
        );
    }
    let _ = writeln!(text, "chain  {}", out.display());
    output.text(&text)
}

fn describe(chain: &Chain) -> String {
    let mut text = format!(
        "{}: {}\n{} a year, {}; {}\n",
        chain.id, chain.title, chain.unit, chain.price_unit, chain.unit_note
    );
    let (known, nodes) = (imbalances(chain).len(), chain.goods.len() * chain.economies.len());
    let _ = writeln!(
        text,
        "base year {}; {known} of {nodes} balances are known in full",
        chain.base_year
    );
    for fault in verdicts(chain)
        .into_iter()
        .filter(|one| one.identity == Identity::Balances)
        .flat_map(|one| one.faults)
    {
        let _ = writeln!(text, "does not add up: {}: {}", fault.place, fault.what);
    }
    let _ = writeln!(text);
    for good in &chain.goods {
        let price = good
            .price
            .and_then(|price| price.central())
            .map_or("price not known".to_owned(), |price| {
                format!("{price:.0} {}", chain.price_unit)
            });
        let _ = writeln!(text, "{:<24}{:<16}{} ({price})", good.code, good.stage, good.name);
    }
    let codes: Vec<&str> = chain.economies.iter().map(|economy| economy.code.as_str()).collect();
    let _ = writeln!(text, "\neconomies: {}\n", codes.join(" "));
    text.push_str(&assumed());
    for source in &chain.sources {
        let _ = writeln!(text, "source: {} ({}, {})", source.name, source.vintage, source.licence);
    }
    for note in &chain.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

/// What the ranges are, at the end of every explanation.
const RANGES: &str = "\nRanges run over what is assumed and not known: how easily cargoes change their route (elasticity 3 to 30), how output follows\nprice (0.2 to 1 at the source, 2 to 10 in conversion) and how use answers to it. One year, capacity as it is, no stocks.\n";

/// `found` under the low, the middle and the high assumptions.
fn explained(chain: &Chain, good: &str, economy: &str, found: &[Explanation]) -> String {
    let [low, middle, high] = found else { return String::new() };
    let mut text = format!("{good} in {economy}, {} ({})\n\n", chain.base_year, chain.title);
    let _ = writeln!(
        text,
        "one more {} is worth {:.0} {} there\n",
        unit(chain),
        middle.price,
        chain.currency
    );
    let _ = writeln!(text, "{:<8}{:>10}{:>8}   if it stops selling to", "from", chain.unit, "%");
    let _ = writeln!(text, "{:<26}   {:<28}anybody abroad", "", format!("{economy} only"));
    let columns = format!("{:<15}{:<13}", "price %", "quantity %");
    let _ = writeln!(text, "{:<26}   {columns}{}", "", columns.trim_end());
    for (at, arrival) in middle.arrivals.iter().enumerate() {
        let share = 100.0 * arrival.quantity / middle.quantity;
        let _ = write!(text, "{:<8}{:>10.2}{:>8.1}   ", arrival.from, arrival.quantity, share);
        let _ = writeln!(text, "{}", stops(&low.arrivals[at], &high.arrivals[at]));
    }
    let _ = writeln!(text);
    for (name, quantity) in &middle.uses {
        let _ = writeln!(text, "used by   {name}: {quantity:.2} {} a year", chain.unit);
    }
    for limiter in &middle.limiters {
        let capacity = if limiter.capacity.is_finite() {
            format!("of {:.2}", limiter.capacity)
        } else {
            "(capacity not known)".to_owned()
        };
        let _ = writeln!(
            text,
            "process   {}: {:.2} {capacity} {} a year",
            limiter.process, limiter.activity, chain.unit
        );
    }
    text
}

/// The effects of the two kinds of stop as ranges.
fn stops(low: &Arrival, high: &Arrival) -> String {
    let (Some(low), Some(high)) = (low.stops, high.stops) else { return "made at home".to_owned() };
    let pair = |one: Effect, other: Effect| {
        format!(
            "{:<15}{:<13}",
            span(one.price_pct, other.price_pct),
            span(one.quantity_pct, other.quantity_pct)
        )
    };
    format!("{}{}", pair(low.here, high.here), pair(low.everywhere, high.everywhere))
        .trim_end()
        .to_owned()
}

fn unit(chain: &Chain) -> &str {
    chain.price_unit.split(" per ").nth(1).unwrap_or(&chain.unit)
}

/// `+3 to +9`, or one number where both round to the same.
fn span(one: f64, other: f64) -> String {
    let (low, high) = (one.min(other), one.max(other));
    let number = |value: f64| format!("{value:+.0}").replace("+0", "0").replace("-0", "0");
    let (low, high) = (number(low), number(high));
    if low == high { low } else { format!("{low} to {high}") }
}

/// A figure with four digits.
fn short(value: f64) -> f64 {
    format!("{value:.3e}").parse().unwrap_or(value)
}
