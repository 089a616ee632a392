//! How did what is made, arrives, is used, stored or missing of a good come about?
//!
//! ```text
//! (3)  arrived = processed + used + (S_t - S_t-1) / tau
//! ```

use super::chains::{CASES, Place, band, chain_settings, days, rule_of, told};
use super::formula::{Formula, number};
use super::replay::Replay;
use super::sources::interval;
use super::steps::{Rule, Steps, chosen};
use super::story::{Cell, Story, key};
use crate::error::ReplayError;
use detente_engine::months::{Case, Months, Part, base_parts, between, parts, side, stock_row};
use detente_world::chain::Chain;

/// A stock below this share of its norm is out, as in the table.
const OUT: f64 = 0.05;
const PROGRAMME: &str = "solution of the programme of the period";

/// A good in an economy.
type Market = (usize, usize);

pub(crate) fn explain_use(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let place = Place::of(replay, cell)?;
    let market = (place.good(cell)?, place.region(cell.word("economy"))?);
    let mut story = Story::default();
    if cell.column == "days" {
        days(&mut story, &place, cell);
    } else {
        match cell.table.as_str() {
            "commodity_balance" => balance(&mut story, &place, cell, market),
            "commodity_availability" => availability(&mut story, &place, cell, market)?,
            _ => stockouts(&mut story, &place, cell, market)?,
        }
    }
    entries(&mut story, replay, &place, market);
    chain_settings(&mut story, replay, &place);
    if cell.table != "commodity_stockouts" {
        let own =
            key(&[&place.chain().id, cell.word("good"), cell.word("economy"), cell.word("period")]);
        story.next("commodity_prices", own.clone(), "mid");
        let columns: &[&str] = if cell.table == "commodity_balance" {
            &["arrived", "made", "used"]
        } else {
            &["arrived"]
        };
        let other = |column: &&&str| {
            (cell.table.as_str(), cell.column.as_str()) != ("commodity_balance", **column)
        };
        columns
            .iter()
            .filter(other)
            .for_each(|column| story.next("commodity_balance", own.clone(), column));
    }
    Ok(story)
}

/// Entries that speak of the good: those that limit its ways, and those that change who makes and
/// uses it.
fn entries(story: &mut Story, replay: &Replay, place: &Place, (good, region): Market) {
    let case = &place.months.cases[1];
    let links = &case.posed.market.market.links;
    let mut names: Vec<&str> = Vec::new();
    for limit in &case.posed.periods[place.period].limits {
        if limit.links.iter().any(|at| {
            links[*at].good == good && (links[*at].to == region || links[*at].from == region)
        }) {
            names.push(&limit.name);
        }
    }
    story.entries_named(replay, &names, "limits ways of the good that begin or end here");
}

fn case_of<'p>(place: &'p Place, cell: &Cell, values: [f64; 3]) -> &'p Case {
    let options: Vec<(String, f64)> =
        CASES.iter().map(|name| (*name).to_owned()).zip(values).collect();
    &place.months.cases[chosen(rule_of(&cell.column), &options)]
}

fn balance(story: &mut Story, place: &Place, cell: &Cell, market: Market) {
    let middle = &place.months.cases[1];
    let steps = &mut story.steps;
    match cell.column.as_str() {
        "made" => processes(steps, place, cell, market, true),
        "processed" => processes(steps, place, cell, market, false),
        "arrived" => {
            arrivals(steps, place, middle, market, (&cell.column, &cell.unit, &cell.meaning));
        }
        "used" => {
            let terms = uses(place, middle, market)
                .into_iter()
                .map(|(name, _, quantity)| (name, vec![quantity]));
            steps.sum("used", &cell.unit, &cell.meaning, &["d"], terms);
        }
        "stock" => stock(story, place, cell, market),
        _ => unmet(story, place, cell, market),
    }
    use_rows(story, place, market);
    process_rows(story, place, market, None);
    story.note("Figures without a suffix are those of the middle case.");
}

/// What processes make or take: activity times recipe.
fn processes(steps: &mut Steps, place: &Place, cell: &Cell, market: Market, made: bool) {
    let own = |part: &Part<'_>| (part.good, part.process.region) == market && part.made() == made;
    let terms = terms_of(parts(&place.months.cases[1], place.period).filter(own));
    steps.sum(&cell.column, &cell.unit, &cell.meaning, &FACTORS, terms);
}

/// What each factor of [`terms_of`] is.
const FACTORS: [&str; 3] = ["units per unit of activity", "share still needed f", "activity z"];

fn terms_of<'a>(parts: impl Iterator<Item = Part<'a>>) -> Vec<(String, Vec<f64>)> {
    parts
        .map(|part| (part.process.name.clone(), vec![part.each.abs(), part.thrift, part.activity]))
        .collect()
}

/// What one kind of process makes or takes in an economy.
pub(crate) fn explain_processing(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let place = Place::of(replay, cell)?;
    let market = (place.good(cell)?, place.region(cell.word("economy"))?);
    let made = cell.word("side") == side(true);
    let kind = cell.word("process");
    let own = |part: &Part<'_>| {
        (part.process.name.as_str(), part.good, part.process.region) == (kind, market.0, market.1)
            && part.made() == made
    };
    let mut story = Story::default();
    match cell.column.as_str() {
        "days" => days(&mut story, &place, cell),
        "base" => {
            let terms = base_parts(&place.months, (kind, market.1, market.0, made));
            let terms = terms.map(|(each, activity)| (kind.to_owned(), vec![each, activity]));
            let factors = ["units per unit of activity", "activity z0"];
            story.steps.sum("base", &cell.unit, &cell.meaning, &factors, terms);
        }
        _ => {
            let values = [0, 1, 2].map(|case: usize| {
                let all = parts(&place.months.cases[case], place.period).filter(own);
                all.map(|part| part.quantity()).sum()
            });
            let terms = terms_of(parts(case_of(&place, cell, values), place.period).filter(own));
            let explained = story.steps.sum(
                "q",
                "",
                "recipe times the share still needed times activity",
                &FACTORS,
                terms,
            );
            band(&mut story.steps, cell, values, Some(explained));
        }
    }
    process_rows(&mut story, &place, market, Some(kind));
    match kind {
        "disposal" => {
            story.note("Made along with something else and not wanted: it is thrown away at a price of nothing.")
        }
        "re-export" => story.note("What is sent on after it was bought; it takes as much as it makes."),
        "recycling" => story.note("Opened by an entry of the scenario."),
        _ => {}
    }
    entries(&mut story, replay, &place, market);
    chain_settings(&mut story, replay, &place);
    let own =
        key(&[&place.chain().id, cell.word("good"), cell.word("economy"), cell.word("period")]);
    story.next("commodity_balance", own.clone(), if made { "made" } else { "processed" });
    story.next("commodity_prices", own, "mid");
    Ok(story)
}

/// What arrives, by origin; home deliveries included.
fn arrivals(
    steps: &mut Steps,
    place: &Place,
    case: &Case,
    (good, region): Market,
    (symbol, unit, meaning): (&str, &str, &str),
) -> Formula {
    let links = case.posed.market.market.links.iter().zip(&case.outcome[place.period].flow);
    let own = links.filter(|(link, _)| (link.good, link.to) == (good, region));
    let name = |from: usize| {
        let code = place.chain().economies[from].code.clone();
        if from == region { format!("{code} (home)") } else { code }
    };
    let terms: Vec<_> = own.map(|(link, flow)| (name(link.from), vec![flow.max(0.0)])).collect();
    steps.sum(symbol, unit, meaning, &["x"], terms)
}

/// Name, demand after material efficiency and quantity of each final use.
fn uses(place: &Place, case: &Case, (good, region): Market) -> Vec<(String, f64, f64)> {
    let own = case.posed.market.base.uses.iter().enumerate();
    let own = own.filter(|(_, usage)| (usage.good, usage.region) == (good, region));
    let one = |(at, usage): (usize, &detente_commodity::BaseUse)| {
        let need = usage.quantity * case.posed.periods[place.period].demand[at];
        (usage.name.clone(), need, case.outcome[place.period].quantity[at].max(0.0))
    };
    own.map(one).collect()
}

fn unmet(story: &mut Story, place: &Place, cell: &Cell, market: Market) {
    let missing = |case: &Case| {
        uses(place, case, market).iter().map(|(_, need, got)| (need - got).max(0.0)).sum()
    };
    let values = [0, 1, 2].map(|case: usize| missing(&place.months.cases[case]));
    let case = case_of(place, cell, values);
    let mut sum: Option<Formula> = None;
    for (name, need, got) in uses(place, case, market) {
        let from = "chain, demand: balanced quantity times the share still needed";
        let need = story.steps.given(
            &format!("need of {name}"),
            need,
            "",
            "demand of the base year after material efficiency",
            from,
        );
        let got = story.steps.given(&format!("use by {name}"), got, "", "use", PROGRAMME);
        let one = (need - got).or_more(number(0.0));
        sum = Some(sum.map_or(one.clone(), |sum| sum + one));
    }
    let sum = sum.unwrap_or_else(|| number(0.0));
    let explained = story.steps.define("missing", "", "need that is not met, over all uses", &sum);
    band(&mut story.steps, cell, values, Some(explained));
}

/// (3) solved for the stock.
fn stock(story: &mut Story, place: &Place, cell: &Cell, market: Market) {
    let middle = &place.months.cases[1];
    if !middle.posed.market.market.stores.iter().any(|store| (store.good, store.region) == market) {
        story.steps.given(
            "stock",
            0.0,
            &cell.unit,
            &cell.meaning,
            "no stock of this good is known here, or none can be kept",
        );
        return;
    }
    let before = place
        .period
        .checked_sub(1)
        .map_or_else(|| initial(middle, market), |before| held(middle, before, market));
    let steps = &mut story.steps;
    let arrived = arrivals(steps, place, middle, market, ("arrived", "", "arrivals, units a year"));
    let taken = taken(place, middle, market);
    let processed =
        steps.given("processed", taken, "", "taken by processes, units a year", PROGRAMME);
    let used: f64 = uses(place, middle, market).iter().map(|(_, _, quantity)| quantity).sum();
    let used = steps.given("used", used, "", "final use, units a year", PROGRAMME);
    let years =
        steps.given("tau", place.years(), "years", "length of the period", "calendar of the run");
    let before = steps.given(
        "S_t-1",
        before,
        "",
        "stock at the beginning of the period",
        "the period before, or the chain",
    );
    let after = before + years * (arrived - processed - used);
    let after = steps.define("S_t", "", "stock at the end, balance (3)", &after);
    steps.define("stock", &cell.unit, &cell.meaning, &after.or_more(number(0.0)));
}

fn initial(case: &Case, market: Market) -> f64 {
    let own =
        case.posed.market.market.stores.iter().filter(|store| (store.good, store.region) == market);
    own.map(|store| store.initial).sum()
}

fn held(case: &Case, period: usize, market: Market) -> f64 {
    let stores = case.posed.market.market.stores.iter().zip(&case.outcome[period].stock);
    stores
        .filter(|(store, _)| (store.good, store.region) == market)
        .map(|(_, stock)| stock.max(0.0))
        .sum()
}

fn taken(place: &Place, case: &Case, market: Market) -> f64 {
    let own = |part: &Part<'_>| (part.good, part.process.region) == market && !part.made();
    parts(case, place.period).filter(own).map(|part| part.quantity()).sum()
}

/// The position of a final use in the market.
fn use_at(place: &Place, cell: &Cell, market: Market) -> Result<usize, ReplayError> {
    let base = &place.months.cases[1].posed.market.base;
    let own = |usage: &detente_commodity::BaseUse| {
        (usage.good, usage.region) == market && usage.name == cell.word("use")
    };
    let gone =
        || ReplayError::Explain(format!("the use of row `{}` is not there any more", cell.key));
    base.uses.iter().position(own).ok_or_else(gone)
}

fn availability(
    story: &mut Story,
    place: &Place,
    cell: &Cell,
    market: Market,
) -> Result<(), ReplayError> {
    let at = use_at(place, cell, market)?;
    let base = place.months.cases[1].posed.market.base.uses[at].quantity;
    let from = "chain, demand: balanced quantity";
    if cell.column == "base_use" {
        story.steps.given("base_use", base, &cell.unit, &cell.meaning, from);
    } else if cell.column.starts_with("arrivals") {
        let before = place.months.base_arriving(market.0, market.1);
        let ratio = |case: &Case| Months::arriving(case, place.period, market.0, market.1) / before;
        let values = [0, 1, 2].map(|case: usize| ratio(&place.months.cases[case]));
        let case = case_of(place, cell, values);
        let arrived = arrivals(
            &mut story.steps,
            place,
            case,
            market,
            ("sum x", "", "what arrives, units a year"),
        );
        let before = story.steps.given(
            "sum x0",
            before,
            "",
            "what arrived in the base year",
            "chain, flows and processes",
        );
        let explained =
            story.steps.define("sum x / sum x0", "", "over the base year", &(arrived / before));
        band(&mut story.steps, cell, values, Some(explained));
    } else {
        let ratio = |case: &Case| case.outcome[place.period].quantity[at].max(0.0) / base;
        let values = [0, 1, 2].map(|case: usize| ratio(&place.months.cases[case]));
        let case = case_of(place, cell, values);
        let got = case.outcome[place.period].quantity[at].max(0.0);
        let got = story.steps.given("d", got, "", "use, units a year", PROGRAMME);
        let need = story.steps.given("d0", base, "", "use of the base year", from);
        let explained = story.steps.define("d / d0", "", "need that is met", &(got / need));
        band(&mut story.steps, cell, values, Some(explained));
    }
    use_rows(story, place, market);
    Ok(())
}

fn stockouts(
    story: &mut Story,
    place: &Place,
    cell: &Cell,
    market: Market,
) -> Result<(), ReplayError> {
    let at = use_at(place, cell, market)?;
    let chain = place.chain();
    let base = place.months.cases[1].posed.market.base.uses[at].quantity;
    match cell.column.trim_end_matches("_low").trim_end_matches("_high") {
        "base_use" => {
            story.steps.given(
                "base_use",
                base,
                &cell.unit,
                &cell.meaning,
                "chain, demand: balanced quantity",
            );
        }
        "stock_weeks" => stock_weeks(&mut story.steps, chain, cell, market),
        "lowest_met" => {
            let lowest = |case: &Case| {
                let met = case.outcome.iter().map(|period| period.quantity[at].max(0.0) / base);
                met.fold(f64::INFINITY, f64::min)
            };
            let values = [0, 1, 2].map(|case: usize| lowest(&place.months.cases[case]));
            let case = case_of(place, cell, values);
            let options = place.months.spans.iter().zip(&case.outcome);
            let options = options
                .map(|(span, period)| (span.from.to_string(), period.quantity[at].max(0.0) / base));
            let explained = story.steps.pick(
                ("lowest", "", "use over need, the period in which it is least"),
                Rule::Least,
                options.collect(),
            );
            band(&mut story.steps, cell, values, Some(explained));
        }
        _ => weeks_to_stock_out(story, place, cell, market),
    }
    if let Some(row) = stock_row(chain, market.0, market.1, cell.word("use")) {
        let says = format!(
            "{} weeks of use, {} {}",
            interval(row.weeks),
            interval(row.quantity),
            chain.unit
        );
        let economy =
            row.economy.map_or("every economy", |economy| chain.economies[economy].code.as_str());
        let name =
            format!("good {}, {economy}, use {}", chain.goods[market.0].code, cell.word("use"));
        story.chain_row(chain, "stocks", &name, says, &row.fact);
    }
    use_rows(story, place, market);
    Ok(())
}

fn stock_weeks(steps: &mut Steps, chain: &Chain, cell: &Cell, market: Market) {
    let weeks = stock_row(chain, market.0, market.1, cell.word("use")).and_then(|row| row.weeks);
    let central = weeks.and_then(|weeks| weeks.central());
    let (Some(weeks), Some(central)) = (weeks, central) else { return };
    let values = [0.0, 0.5, 1.0].map(|place| between(weeks.low(), central, weeks.high(), place));
    let options = ["lower end", "middle", "upper end"]
        .iter()
        .map(|name| (*name).to_owned())
        .zip(values)
        .collect();
    steps.pick((&cell.column, &cell.unit, &cell.meaning), rule_of(&cell.column), options);
}

/// The first period after which less than the share is left, evenly within it.
fn weeks_to_stock_out(story: &mut Story, place: &Place, cell: &Cell, market: Market) {
    let values = [0, 1, 2].map(|case: usize| {
        let own = &place.months.cases[case];
        out_in(place, own, market).map_or(f64::INFINITY, |(begun, length, before, after, norm)| {
            begun
                + length
                    * ((before - OUT * norm) / (before - after).max(f64::MIN_POSITIVE))
                        .clamp(0.0, 1.0)
        })
    });
    let case = case_of(place, cell, values);
    let explained = out_in(place, case, market).map(|(begun, length, before, after, norm)| {
        let steps = &mut story.steps;
        let begun = steps.given(
            "W",
            begun,
            "weeks",
            "weeks until the period begins",
            "calendar of the run",
        );
        let length =
            steps.given("tau", length, "weeks", "length of the period", "calendar of the run");
        let before = steps.given("S_t-1", before, "", "stock before", PROGRAMME);
        let after = steps.given("S_t", after, "", "stock after", PROGRAMME);
        let norm = steps.given("N", norm, "", "usual stock, which is the first", "chain, stocks");
        let share = (before.clone() - number(OUT) * norm) / (before - after);
        steps.define(
            "weeks",
            "weeks",
            "until 5 % of the usual stock are left",
            &(begun + length * share),
        )
    });
    if explained.is_none() {
        story.note(
            "In this case the stock never falls below 5 % of the usual one within the scenario.",
        );
    }
    band(&mut story.steps, cell, values, explained);
}

/// Weeks before the period, its length, the stock before and after it, and the usual one.
fn out_in(place: &Place, case: &Case, market: Market) -> Option<(f64, f64, f64, f64, f64)> {
    let stores =
        case.posed.market.base.stores.iter().filter(|store| (store.good, store.region) == market);
    let norm: f64 = stores.map(|store| store.norm).sum();
    let (mut begun, mut before) = (0.0, norm);
    for (period, span) in place.months.spans.iter().enumerate() {
        let (after, length) = (held(case, period, market), span.days() / 7.0);
        if after < OUT * norm {
            return Some((begun, length, before, after, norm));
        }
        (before, begun) = (after, begun + length);
    }
    None
}

fn use_rows(story: &mut Story, place: &Place, (good, region): Market) {
    let chain = place.chain();
    for row in chain.demand.iter().filter(|row| (row.good, row.economy) == (good, region)) {
        let says = format!(
            "{} {} a year, balanced {}, elasticity {}",
            interval(row.quantity),
            chain.unit,
            told(row.balanced),
            interval(row.elasticity)
        );
        let name = format!(
            "good {}, {}, use {}",
            chain.goods[good].code, chain.economies[region].code, row.usage
        );
        story.chain_row(chain, "demand", &name, says, &row.fact);
    }
}

/// Rows of processes that make or take the good; of one kind, or of all.
fn process_rows(story: &mut Story, place: &Place, (good, region): Market, kind: Option<&str>) {
    let chain = place.chain();
    let own = chain.processes.iter().filter(|process| process.economy == region);
    let own = own.filter(|process| kind.is_none_or(|kind| process.kind == kind));
    for process in
        own.filter(|process| chain.recipe(process).iter().any(|recipe| recipe.good == good))
    {
        let says = format!(
            "activity {}, balanced {}, capacity {}",
            interval(process.activity),
            told(process.balanced),
            interval(process.capacity)
        );
        let name = format!("{} in {}", process.kind, chain.economies[region].code);
        story.chain_row(chain, "processes", &name, says, &process.fact);
        for recipe in chain.recipe(process).into_iter().filter(|recipe| recipe.good == good) {
            let says = format!("{} units per unit of activity", interval(recipe.coefficient));
            story.chain_row(
                chain,
                "recipes",
                &format!("{}, {}", process.kind, chain.goods[good].code),
                says,
                &recipe.fact,
            );
        }
    }
}
