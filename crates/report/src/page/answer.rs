//! What is the answer, in five sentences that follow from the numbers by rules?
//!
//! What is hit and since when; weeks: what stops; months: what runs short and what it costs; years:
//! who loses and who gains; the deal, or without one what matters most and what is least certain.
//! Each rule always gives one sentence: where an engine had nothing to follow, the sentence says
//! so.

use super::facts::Facts;
use super::words::{count, counted, day, size};
use crate::commodity::{Dear, Findings, Short};
use crate::error::ReportError;
use crate::package::push_new;
use crate::weeks::{Bottleneck, Loss};
use detente_figures::headline::list;
use detente_figures::headline::{article, capital, inside, when};
use detente_figures::money::Money;
use detente_figures::number::three;
use detente_figures::welfare::{world_percent, world_total};
use detente_record::catalogue::Engine;
use detente_record::row::Welfare;
use detente_record::{Entry, Summary, numbers, text};
use std::cmp::Reverse;

/// Changes of real income below this many units of money are none.
pub(crate) const NOTABLE: f64 = 1.0;
/// A share of income below this, percent, is not told.
const TOLD: f64 = 0.01;
/// Below this share of the need of the base year a market is short.
const SHORT: f64 = 0.98;

/// Who acts is named where so many do at most, with names of so many characters.
const ACTORS: usize = 2;
const ACTOR: usize = 40;

/// One of the five sentences.
pub(crate) struct Answer {
    /// What it is about, in a word.
    pub about: &'static str,
    /// The section that has more.
    pub anchor: &'static str,
    pub text: String,
}

/// The five sentences, in the order in which they are read.
pub(crate) fn answers(facts: &Facts<'_>) -> Result<[Answer; 5], ReportError> {
    let last = match deal(facts) {
        Some(text) => Answer { about: "The deal", anchor: "package", text },
        None => Answer { about: "What matters most", anchor: "uncertain", text: matters(facts) },
    };
    Ok([
        Answer { about: "The shock", anchor: "shock", text: shock(facts.summary) },
        Answer { about: "Weeks", anchor: "weeks", text: weeks(facts)? },
        Answer { about: "Months", anchor: "months", text: months(facts) },
        Answer { about: "Years", anchor: "years", text: years(facts.summary, &facts.welfare) },
        last,
    ]
    .map(|answer| kept_together(facts.summary, answer)))
}

/// A number stays on one line with its unit and its currency.
fn kept_together(summary: &Summary, answer: Answer) -> Answer {
    Answer { text: together(summary, &answer.text), ..answer }
}

/// Words in which a number does not leave its unit.
pub(crate) fn together(summary: &Summary, text: &str) -> String {
    let currency = format!("{} ", Money::of(summary).currency());
    text.replace(" %", "\u{a0}%")
        .replace(&currency, &currency.replace(' ', "\u{a0}"))
        .replace(" billion", "\u{a0}billion")
        .replace(" million", "\u{a0}million")
}

/// The first day of an entry, where it has one: its own, or in older runs the first in its words.
fn begins(entry: &Entry) -> Option<&str> {
    let words = entry.period.strip_prefix("from ").unwrap_or(&entry.period);
    let first = words.get(..10).filter(|first| {
        first.bytes().enumerate().all(|(at, byte)| matches!(at, 4 | 7) == (byte == b'-'))
    });
    entry.from.as_deref().or(first)
}

/// Entries of one kind: how many, and who acts.
struct Kind<'e> {
    name: &'e str,
    number: usize,
    by: Vec<&'e str>,
}

/// The kinds of some entries, the most frequent first.
fn kinds<'e>(entries: &[&'e Entry]) -> Vec<Kind<'e>> {
    let mut kinds: Vec<Kind<'e>> = Vec::new();
    for entry in entries {
        let name = entry.kind.split(':').next().unwrap_or(&entry.kind);
        let at = kinds.iter().position(|kind| kind.name == name).unwrap_or_else(|| {
            kinds.push(Kind { name, number: 0, by: Vec::new() });
            kinds.len() - 1
        });
        kinds[at].number += 1;
        if !entry.by.is_empty() && !kinds[at].by.contains(&entry.by.as_str()) {
            kinds[at].by.push(&entry.by);
        }
    }
    kinds.sort_by_key(|kind| Reverse(kind.number));
    kinds
}

impl Kind<'_> {
    fn words(&self) -> String {
        let names = self.by.iter().flat_map(|names| names.split(", "));
        let mut actors: Vec<String> = Vec::new();
        names.for_each(|name| push_new(&mut actors, &article(name)));
        let short = (1..=ACTORS).contains(&actors.len())
            && actors.iter().all(|name| name.chars().count() <= ACTOR);
        let by = if short { format!(" by {}", list(&actors)) } else { String::new() };
        format!("{}{by}", counted(self.number, self.name))
    }
}

fn shock(summary: &Summary) -> String {
    let date = day(&summary.date);
    let on: Vec<&Entry> = summary.entries.iter().filter(|entry| entry.in_force).collect();
    let Some(widest) = on.iter().max_by_key(|entry| entry.touches) else {
        return format!("On {date} no entry is in force: this is the baseline itself.");
    };
    let kinds: Vec<String> = kinds(&on).iter().map(Kind::words).collect();
    if let [only] = on[..] {
        let since = begins(only).map_or(String::new(), |first| format!(", since {}", day(first)));
        let links = if only.touches > 1 {
            format!(", on {} trade links or sectors", count(only.touches))
        } else {
            String::new()
        };
        return format!(
            "On {date} one entry is in force{since}: \u{201c}{}\u{201d}, {}{links}.",
            only.name,
            list(&kinds)
        );
    }
    let since = on.iter().filter_map(|entry| begins(entry)).min();
    let since = since.map_or(String::new(), |first| format!(", the first since {}", day(first)));
    let reach = format!("\u{201c}{}\u{201d}", widest.name);
    let reach = match widest.touches {
        0 | 1 => format!("first of all {reach}"),
        links => format!("the widest of them, {reach}, on {} trade links", count(links)),
    };
    format!("On {date} {} entries are in force{since}: {}; {reach}.", count(on.len()), list(&kinds))
}

fn weeks(facts: &Facts<'_>) -> Result<String, ReportError> {
    let Some(cascade) = facts.tables.with(Engine::Cascade) else {
        return Ok("No production network was simulated: no entry removes a good, capacity or orders that sectors \
                   depend on."
            .to_owned());
    };
    let held = facts.bottlenecks.iter().find(|held| held.lost.high >= NOTABLE);
    let worst = facts.losses.iter().max_by(|a, b| a.lost.mid.total_cmp(&b.lost.mid));
    let worst = worst.filter(|loss| loss.lost.mid >= NOTABLE);
    // What is hit itself waits for nothing: then the loss is stated, not the wait.
    if let Some(worst) =
        worst.filter(|worst| held.is_none_or(|held| held.lost.high < worst.lost.mid))
    {
        return Ok(fallen(facts, worst));
    }
    let Some(held) = held else {
        return Ok(
            "No production line stops in the weeks simulated: stocks and other suppliers cover what is missing."
                .to_owned(),
        );
    };
    let table = cascade.table("cascade_output")?;
    let (from, numbers) = (text(table, "from")?, numbers(table, "week")?);
    let begins = |week: f64| {
        let at = numbers.iter().position(|own| *own == week);
        let date = at.map_or(String::new(), |at| day(&from[at]));
        (format!("week {week:.0}"), date)
    };
    Ok(line(facts, held, begins))
}

/// The sector that loses most output, and what all lose.
fn fallen(facts: &Facts<'_>, worst: &Loss) -> String {
    let summary = facts.summary;
    let (all, one) = (facts.output_lost(), worst.deepest.mid);
    let who = format!(
        "{} in {}",
        inside(summary.sector(&worst.sector)),
        article(summary.short(&worst.economy))
    );
    let collapses = match facts.collapses() {
        0 => String::new(),
        sectors => {
            format!(
                ", without {} that only one set of rules lets collapse",
                counted(sectors, "sector")
            )
        }
    };
    format!(
        "Most output is lost in {who}: {} in total, {} % in the worst week. All sectors together lose {} ({} to {} across \
         the assumed rules{collapses}).",
        Money::of(summary).sum(worst.lost.mid),
        size(one),
        Money::of(summary).sum(all.mid),
        Money::of(summary).sum(all.low),
        Money::of(summary).sum(all.high)
    )
}

fn line(facts: &Facts<'_>, held: &Bottleneck, begins: impl Fn(f64) -> (String, String)) -> String {
    let summary = facts.summary;
    let who = format!(
        "{} in {}",
        inside(summary.sector(&held.sector)),
        article(summary.short(&held.economy))
    );
    let good = inside(summary.good(&held.chain, &held.good));
    let most = Money::of(summary).sum(held.lost.high);
    if held.stop.mid.is_finite() {
        let (week, date) = begins(held.stop.mid);
        return format!(
            "Production of {who} suffers most: it runs out of {good} in {week}. From {date} on it loses {} of output ({} \
             across the assumed rules).",
            Money::of(summary).sum(held.lost.mid),
            ranged(summary, held.lost.low, held.lost.high, "to")
        );
    }
    let all = facts.output_lost().mid;
    let all = if all < NOTABLE {
        String::new()
    } else {
        format!(" (total output lost: {})", Money::of(summary).sum(all))
    };
    let (week, date) = begins(held.stop.low);
    format!(
        "In the central case no major industry stops{all}. In the worst case production of {who} runs out of {good} in \
         {week}. From {date} on it loses up to {most} of output."
    )
}

/// Two amounts joined by a word; the upper one alone where the lower is none.
fn ranged(summary: &Summary, low: f64, high: f64, word: &str) -> String {
    let money = Money::of(summary);
    if low < NOTABLE {
        format!("up to {}", money.sum(high))
    } else {
        format!("{} {word} {}", money.sum(low), money.sum(high))
    }
}

/// The market where least of the need is met, over all chains.
pub(crate) fn shortest<'f>(facts: &'f Facts<'_>) -> Option<(&'f Findings<'f>, &'f Short)> {
    let all =
        facts.months.iter().flat_map(|found| found.short.iter().map(move |short| (found, short)));
    all.min_by(|a, b| a.1.met.mid.total_cmp(&b.1.met.mid))
}

/// The price that rises most, over all chains.
pub(crate) fn dearest<'f>(facts: &'f Facts<'_>) -> Option<(&'f Findings<'f>, &'f Dear)> {
    let all =
        facts.months.iter().flat_map(|found| found.dear.iter().map(move |dear| (found, dear)));
    all.max_by(|a, b| a.1.most.1.mid.total_cmp(&b.1.most.1.mid))
}

fn months(facts: &Facts<'_>) -> String {
    if facts.months.is_empty() {
        return "No commodity chain was solved: no entry of the scenario acts on one.".to_owned();
    }
    let price = dearest(facts).map(|(found, dear)| {
        let (place, most) = &dear.most;
        let rise = most.span(three);
        format!(
            "The price of {} rises most, by {rise} % in {}.",
            inside(found.good(&dear.good)),
            article(found.short(place))
        )
    });
    let short = shortest(facts).filter(|(_, short)| short.met.low < SHORT).map(|(found, short)| {
        let share = |value: f64| format!("{:.0}", 100.0 * value);
        format!(
            "{} runs short of {}. Arrivals fall to {} % of the base year (from {}), and at worst {} % of demand is met.",
            capital(&article(found.short(&short.economy))),
            inside(found.good(&short.good)),
            short.arrivals.span(share),
            day(&short.worst),
            short.met.span(share)
        )
    });
    match (short, price) {
        (Some(short), Some(price)) => format!("{short} {price}"),
        (Some(short), None) => short,
        (None, Some(price)) => format!("{}. {price}", nothing_short()),
        (None, None) => {
            format!("{}, and no price rises by as much as one percent.", nothing_short())
        }
    }
}

fn nothing_short() -> String {
    format!("No market falls short of its demand by more than {:.0} %", 100.0 * (1.0 - SHORT))
}

fn years(summary: &Summary, rows: &[Welfare<'_>]) -> String {
    let most = |better: fn(&Welfare<'_>) -> f64| {
        rows.iter().max_by(|a, b| better(a).total_cmp(&better(b)))
    };
    let loser = most(|row| -row.real_income_musd).filter(|row| row.real_income_musd <= -NOTABLE);
    let gainer = most(|row| row.real_income_musd).filter(|row| row.real_income_musd >= NOTABLE);
    if loser.is_none() && gainer.is_none() {
        return format!(
            "{} nothing changes: no economy\u{2019}s real income moves by as much as {}.",
            capital(&when(summary)),
            Money::of(summary).given(NOTABLE)
        );
    }
    let name = |row: &Welfare<'_>| article(summary.short(&row.economy));
    let one = |row: &Welfare<'_>| {
        format!(
            "{} ({} %)",
            Money::of(summary).sum(row.real_income_musd),
            size(row.real_income_pct)
        )
    };
    let total = world_total(rows);
    let share = world_percent(rows).map_or(String::new(), |share| format!(" ({} %)", size(share)));
    let verb = if total < 0.0 { "loses" } else { "gains" };
    let lost = loser.map_or("No economy loses".to_owned(), |row| {
        let deepest = most(|row| -row.real_income_pct);
        let deepest = deepest
            .filter(|deepest| deepest.economy != row.economy && deepest.real_income_pct <= -TOLD);
        let deepest = deepest.map_or(String::new(), |deepest| {
            format!(
                ". {} loses the largest share of its income, {} %",
                capital(&name(deepest)),
                size(deepest.real_income_pct)
            )
        });
        format!("{} loses most, {}{deepest}", capital(&name(row)), one(row))
    });
    let gained = gainer.map_or("No economy gains".to_owned(), |row| {
        format!("{} gains most, {}", capital(&name(row)), one(row))
    });
    let world = Money::of(summary).sum(total);
    format!(
        "{}, the world {verb} {world} of real income a year{share}. {lost}. {gained}.",
        capital(&when(summary))
    )
}

fn deal(facts: &Facts<'_>) -> Option<String> {
    let found = facts.package.as_ref()?;
    Some(crate::package::sentence(found).unwrap_or_else(no_deal))
}

/// What is said where a negotiation finds none.
pub(crate) fn no_deal() -> String {
    "No package that was tried leaves every party better off than no deal.".to_owned()
}

/// What the figures of the years rest on.
fn settled(summary: &Summary) -> String {
    let set = summary.elasticities.as_deref().unwrap_or("those of the world");
    format!(
        "The figures of the years rest on one set of trade elasticities, {set}; they have no band over other sets."
    )
}

/// Without a negotiation: which horizon moves most money, and where the bounds are widest.
fn matters(facts: &Facts<'_>) -> String {
    let summary = facts.summary;
    let part = |sign: f64| {
        facts.welfare.iter().map(|row| (sign * row.real_income_musd).max(0.0)).sum::<f64>()
    };
    let (lost, gained) = (part(-1.0), part(1.0));
    let weeks = facts.output_lost();
    let settled = settled(summary);
    if weeks.high <= NOTABLE {
        return match shortest(facts) {
            Some((found, short)) => format!(
                "Least certain is how much of the demand for {} is met in {}: between {:.0} and {:.0} %. {settled}",
                inside(found.good(&short.good)),
                article(found.short(&short.economy)),
                100.0 * short.met.low,
                100.0 * short.met.high
            ),
            None => format!("The result depends on how easily buyers change suppliers. {settled}"),
        };
    }
    let cost = match ranged(summary, weeks.low, weeks.high, "and") {
        one if weeks.low < NOTABLE => one,
        two => format!("between {two}"),
    };
    let weeks_cost = format!("the weeks, which cost {cost} of output across the assumed rules");
    if lost + gained <= NOTABLE {
        return format!("All effects lie in the weeks and months. Least certain are {weeks_cost}.");
    }
    let money = Money::of(summary);
    let heaviest = if lost + gained > weeks.high { "years" } else { "weeks" };
    format!(
        "The {heaviest} matter most: {} {} of real income a year are lost and {} gained. Least \
         certain are {weeks_cost}. {settled}",
        when(summary),
        money.sum(lost),
        money.sum(gained)
    )
}
