//! How did a flow, a price or a rent of a commodity chain come about?
//!
//! Between any two places the marginal condition of the programme holds. With p the prices at both
//! ends, k + g x what the link costs, a the tax on it, and lambda the multipliers of the limits
//! that hold it (those of commitments count the other way):
//!
//! ```text
//! (1)  p_market = p_pool + k + g x + a + sum lambda      where x > 0;   p_market <= the same where x = 0
//! ```

use super::formula::{Formula, number};
use super::replay::Replay;
use super::sources::interval;
use super::steps::{Rule, Steps, chosen};
use super::story::{Cell, Story, key};
use crate::error::ReplayError;
use detente_commodity::Sense;
use detente_engine::months::{Case, Months};
use detente_world::chain::Chain;
use std::sync::Arc;

const PROGRAMME: &str = "solution of the programme of the period";
/// Names of the cases, in their order.
pub(crate) const CASES: [&str; 3] = ["low case", "middle case", "high case"];

/// A period of a chain.
pub(crate) struct Place {
    pub months: Arc<Months>,
    pub period: usize,
}

impl Place {
    /// The chain of a row and, where it has one, its period.
    pub fn of(replay: &mut Replay, cell: &Cell) -> Result<Self, ReplayError> {
        let gone = |what: &str| {
            ReplayError::Explain(format!("{what} of row `{}` is not there any more", cell.key))
        };
        let all = replay.months()?;
        let months = all.into_iter().find(|months| months.chain.id == cell.word("chain"));
        let months = months.ok_or_else(|| gone("the chain"))?;
        let day = cell.word("period");
        let period = months.spans.iter().position(|span| span.from.to_string() == day);
        let period = if day.is_empty() { 0 } else { period.ok_or_else(|| gone("the period"))? };
        Ok(Self { months, period })
    }

    pub fn chain(&self) -> &Chain {
        &self.months.chain
    }

    pub fn good(&self, cell: &Cell) -> Result<usize, ReplayError> {
        let unknown = || {
            ReplayError::Explain(format!(
                "chain `{}` has no good `{}`",
                self.chain().id,
                cell.word("good")
            ))
        };
        self.chain().good(cell.word("good")).ok_or_else(unknown)
    }

    pub fn region(&self, code: &str) -> Result<usize, ReplayError> {
        let unknown =
            || ReplayError::Explain(format!("chain `{}` has no economy `{code}`", self.chain().id));
        self.chain().economy(code).ok_or_else(unknown)
    }

    /// Length of the period in years.
    pub fn years(&self) -> f64 {
        self.months.spans[self.period].years()
    }
}

/// Which of three cases a column shows.
pub(crate) fn rule_of(column: &str) -> Rule {
    match column.rsplit('_').next() {
        Some("low") => Rule::Least,
        Some("high") => Rule::Most,
        _ => Rule::At(1),
    }
}

/// The band of three cases, and the position of the one that the column shows.
pub(crate) fn band(
    steps: &mut Steps,
    cell: &Cell,
    values: [f64; 3],
    explained: Option<Formula>,
) -> usize {
    let rule = rule_of(&cell.column);
    let mut options: Vec<(String, f64)> =
        CASES.iter().map(|name| (*name).to_owned()).zip(values).collect();
    let at = chosen(rule, &options);
    if let Some(formula) = explained {
        options[at].1 = formula.value();
    }
    steps.pick((&cell.column, &cell.unit, &cell.meaning), rule, options);
    at
}

pub(crate) fn explain_chain(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let place = Place::of(replay, cell)?;
    let mut story = Story::default();
    if cell.column == "days" {
        days(&mut story, &place, cell);
    } else {
        match cell.table.as_str() {
            "commodity_flows" => flow(&mut story, replay, &place, cell)?,
            "commodity_prices" => price(&mut story, replay, &place, cell)?,
            _ => rent(&mut story, replay, &place, cell),
        }
    }
    chain_settings(&mut story, replay, &place);
    Ok(story)
}

/// The length of a period.
pub(crate) fn days(story: &mut Story, place: &Place, cell: &Cell) {
    let span = place.months.spans[place.period];
    let from = format!("the calendar of the run: {} to the day before {}", span.from, span.to);
    story.steps.given("days", span.days(), &cell.unit, &cell.meaning, &from);
}

/// What holds for every number of a chain.
pub(crate) fn chain_settings(story: &mut Story, replay: &Replay, place: &Place) {
    let id = &place.chain().id;
    if let Some(note) = replay.stored.summary.commodity.iter().find(|chain| &chain.id == id) {
        note.assumed.iter().for_each(|line| story.setting("assumed", line.clone()));
        story.setting(
            "residual",
            format!("{:.2e} over {} programmes", note.residual, note.programmes),
        );
    }
}

/// The links of the base year between the ends of a row.
fn link_of(place: &Place, good: usize, from: usize, to: usize) -> Option<usize> {
    let links = &place.months.cases[1].posed.market.base.links;
    links.iter().position(|link| (link.good, link.from, link.to) == (good, from, to))
}

fn flow(story: &mut Story, replay: &Replay, place: &Place, cell: &Cell) -> Result<(), ReplayError> {
    let (good, from, to) = (
        place.good(cell)?,
        place.region(cell.word("exporter"))?,
        place.region(cell.word("importer"))?,
    );
    let gone =
        || ReplayError::Explain(format!("the flow of row `{}` is not there any more", cell.key));
    let link = link_of(place, good, from, to).ok_or_else(gone)?;
    let chain = place.chain();
    let row =
        chain.flows.iter().find(|row| (row.good, row.exporter, row.importer) == (good, from, to));
    if cell.column == "base" {
        let base = place.months.cases[1].posed.market.base.links[link].flow;
        let from = "chain, flows: the balanced quantity, else the published one";
        story.steps.given("base", base, &cell.unit, &cell.meaning, from);
    } else {
        let values = [0, 1, 2]
            .map(|case: usize| place.months.cases[case].outcome[place.period].flow[link].max(0.0));
        let mut steps = Steps::default();
        let options: Vec<(String, f64)> =
            CASES.iter().map(|name| (*name).to_owned()).zip(values).collect();
        let case = &place.months.cases[chosen(rule_of(&cell.column), &options)];
        let explained = link_condition(&mut steps, place, case, link);
        story.steps = steps;
        let at = band(&mut story.steps, cell, values, explained);
        story.note(format!("The steps above the band are those of the {}.", CASES[at]));
        limits_of(story, replay, place, case, link);
    }
    if let Some(row) = row {
        let says = format!(
            "{} {} a year, balanced {}",
            interval(row.quantity),
            chain.unit,
            told(row.balanced)
        );
        story.chain_row(chain, "flows", &ends(cell), says, &row.fact);
    } else {
        story.note("The chain has no row for this flow: an entry opens it.");
    }
    let (id, good) = (chain.id.as_str(), cell.word("good"));
    let column = if cell.column == "base" { "base" } else { cell.column.as_str() };
    for economy in ["importer", "exporter"] {
        story.next(
            "commodity_prices",
            key(&[id, good, cell.word(economy), cell.word("period")]),
            column,
        );
    }
    story.next(
        "commodity_balance",
        key(&[id, good, cell.word("importer"), cell.word("period")]),
        "arrived",
    );
    Ok(())
}

fn ends(cell: &Cell) -> String {
    format!(
        "good {}, exporter {}, importer {}",
        cell.word("good"),
        cell.word("exporter"),
        cell.word("importer")
    )
}

pub(crate) fn told(value: Option<f64>) -> String {
    value.map_or("not known".to_owned(), |value| value.to_string())
}

/// (1) solved for the flow; none where a limit lets nothing through.
fn link_condition(steps: &mut Steps, place: &Place, case: &Case, link: usize) -> Option<Formula> {
    let (own, outcome) = (&case.posed.market.market.links[link], &case.outcome[place.period]);
    let posed = &case.posed.periods[place.period];
    let closes = |limit: &detente_commodity::Limit| {
        limit.links.contains(&link) && limit.sense == Sense::AtMost && limit.quantity == 0.0
    };
    if let Some(limit) = posed.limits.iter().find(|limit| closes(limit)) {
        let from = format!("entry `{}`: nothing goes", limit.name);
        return Some(steps.given("x", 0.0, "", "flow", &from));
    }
    if own.cost_slope <= 0.0 {
        return None;
    }
    let parts = price_parts(steps, place, case, link);
    let slope = steps.given(
        "g",
        own.cost_slope,
        "",
        "rise of the cost with the flow",
        "calibrated: base price / (elasticity x base flow)",
    );
    let goods = place.chain().goods.len();
    let market = steps.given(
        "p_market",
        outcome.market_price[own.to * goods + own.good],
        "",
        "price where it arrives",
        PROGRAMME,
    );
    let margin = parts.into_iter().fold(market, |left, part| left - part);
    let flow = (margin / slope).or_more(number(0.0));
    Some(steps.define("x", "", "flow, condition (1) of this page, units a year", &flow))
}

/// What is added to the cost of the first unit on the way: the price at the source, transport, tax,
/// multipliers.
fn price_parts(steps: &mut Steps, place: &Place, case: &Case, link: usize) -> Vec<Formula> {
    let (own, outcome) = (&case.posed.market.market.links[link], &case.outcome[place.period]);
    let goods = place.chain().goods.len();
    let mut parts = vec![
        steps.given(
            "p_pool",
            outcome.pool_price[own.from * goods + own.good],
            "",
            "price where it is made",
            PROGRAMME,
        ),
        steps.given(
            "k",
            own.cost,
            "",
            "cost of the first unit on the way",
            "calibrated so that the base year is the solution",
        ),
    ];
    if outcome.tax[link] != 0.0 {
        parts.push(steps.given(
            "a",
            outcome.tax[link],
            "",
            "tax per unit",
            "scenario: rate times the price at the exporter",
        ));
    }
    let limits = case.posed.periods[place.period].limits.iter().zip(&outcome.limit_rent);
    for (at, (limit, rent)) in
        limits.filter(|(limit, rent)| limit.links.contains(&link) && **rent != 0.0).enumerate()
    {
        let sign = if limit.sense == Sense::AtMost { 1.0 } else { -1.0 };
        let symbol = if at == 0 { "lambda".to_owned() } else { format!("lambda{}", at + 1) };
        let what = if sign > 0.0 {
            "rent of the limit"
        } else {
            "cost of the commitment, which counts the other way"
        };
        parts.push(steps.given(
            &symbol,
            sign * rent,
            "",
            &format!("{what} `{}`", limit.name),
            PROGRAMME,
        ));
    }
    parts
}

/// Entries whose limits hold the link.
fn limits_of(story: &mut Story, replay: &Replay, place: &Place, case: &Case, link: usize) {
    let limits = &case.posed.periods[place.period].limits;
    for limit in limits.iter().filter(|limit| limit.links.contains(&link)) {
        let side = if limit.sense == Sense::AtMost { "at most" } else { "at least" };
        let does = format!(
            "{side} {} {} a year on {} links together",
            limit.quantity,
            place.chain().unit,
            limit.links.len()
        );
        story.entries_named(replay, &[limit.name.as_str()], &does);
        story.next("commodity_rents", key(&[&place.chain().id, &limit.name, &day(place)]), "mid");
    }
}

fn day(place: &Place) -> String {
    place.months.spans[place.period].from.to_string()
}

fn price(
    story: &mut Story,
    replay: &Replay,
    place: &Place,
    cell: &Cell,
) -> Result<(), ReplayError> {
    let (good, region) = (place.good(cell)?, place.region(cell.word("economy"))?);
    if cell.column == "base" {
        base_price(story, place, cell, good, region);
        return Ok(());
    }
    let goods = place.chain().goods.len();
    let node = region * goods + good;
    let values = [0, 1, 2]
        .map(|case: usize| place.months.cases[case].outcome[place.period].market_price[node]);
    let options: Vec<(String, f64)> =
        CASES.iter().map(|name| (*name).to_owned()).zip(values).collect();
    let case = &place.months.cases[chosen(rule_of(&cell.column), &options)];
    let outcome = &case.outcome[place.period];
    let arriving = case.posed.market.market.links.iter().enumerate();
    let own = arriving.filter(|(_, link)| (link.good, link.to) == (good, region));
    let largest =
        own.max_by(|a, b| outcome.flow[a.0].total_cmp(&outcome.flow[b.0]).then(b.0.cmp(&a.0)));
    let largest = largest.filter(|(at, _)| outcome.flow[*at] > 0.0);
    let mut explained = None;
    if let Some((at, link)) = largest {
        let parts = price_parts(&mut story.steps, place, case, at);
        let slope = story.steps.given(
            "g",
            link.cost_slope,
            "",
            "rise of the cost with the flow",
            "calibrated",
        );
        let flow =
            story.steps.given("x", outcome.flow[at], "", "the flow, units a year", PROGRAMME);
        let sum = parts.into_iter().fold(slope * flow, |sum, part| sum + part);
        let from = &place.chain().economies[link.from].code;
        let meaning =
            format!("price where it arrives, by the largest delivery, from {from}: condition (1)");
        explained = Some(story.steps.define("p_market", "", &meaning, &sum));
        limits_of(story, replay, place, case, at);
        let id = place.chain().id.as_str();
        if link.from != region {
            let row =
                key(&[id, cell.word("good"), from, cell.word("economy"), cell.word("period")]);
            story.next("commodity_flows", row, &cell.column);
        }
    }
    let at = band(&mut story.steps, cell, values, explained);
    story.note(format!("The steps above the band are those of the {}.", CASES[at]));
    story.note("The price is the multiplier of balance (3): what one more unit there is worth.");
    let own =
        key(&[&place.chain().id, cell.word("good"), cell.word("economy"), cell.word("period")]);
    story.next("commodity_balance", own.clone(), "arrived");
    story.next("commodity_prices", own, "base");
    good_row(story, place, good);
    Ok(())
}

fn good_row(story: &mut Story, place: &Place, good: usize) {
    let chain = place.chain();
    let own = &chain.goods[good];
    let says = format!("{} {} at the exporter", interval(own.price), chain.price_unit);
    story.chain_row(chain, "goods", &own.code, says, &own.fact);
}

/// The mean over what arrives of the price at the source and the cost of transport.
fn base_price(story: &mut Story, place: &Place, cell: &Cell, good: usize, region: usize) {
    let (chain, base) = (place.chain(), &place.months.cases[1].posed.market.base);
    let goods = chain.goods.len();
    let own = || base.links.iter().filter(|link| (link.good, link.to) == (good, region));
    let whole: f64 = own().map(|link| link.flow).sum();
    let cost = |from: usize| {
        let row = chain
            .flows
            .iter()
            .find(|row| (row.good, row.exporter, row.importer) == (good, from, region));
        row.and_then(|row| row.cost?.central()).unwrap_or(0.0)
    };
    let term = |link: &detente_commodity::BaseLink| {
        let delivered = base.pool_price[link.from * goods + good] + cost(link.from);
        (chain.economies[link.from].code.clone(), vec![link.flow / whole, delivered])
    };
    let terms: Vec<_> = own().map(term).collect();
    for link in own().filter(|link| link.from != region) {
        let row = chain
            .flows
            .iter()
            .find(|row| (row.good, row.exporter, row.importer) == (good, link.from, region));
        if let Some(row) = row {
            let (from, to) = (&chain.economies[link.from].code, &chain.economies[region].code);
            let says = format!("transport {} {}", interval(row.cost), chain.price_unit);
            story.chain_row(
                chain,
                "flows",
                &format!("exporter {from}, importer {to}"),
                says,
                &row.fact,
            );
        }
    }
    story.steps.sum(
        "base",
        &cell.unit,
        &cell.meaning,
        &["share of arrivals", "price at the source + transport"],
        terms,
    );
    good_row(story, place, good);
}

fn rent(story: &mut Story, replay: &Replay, place: &Place, cell: &Cell) {
    let entry = cell.word("entry").to_owned();
    if cell.column == "total_musd" {
        let case = &place.months.cases[1];
        let terms = limit_terms(place, case, &entry);
        let total = story.steps.sum(
            "sum q lambda",
            "",
            "over the limits of the entry",
            &["q", "lambda"],
            terms,
        );
        let scale = place.months.money_scale();
        let scale = story.steps.given(
            "u",
            scale,
            "",
            "from units times price to millions",
            "unit of the chain",
        );
        story.steps.define("total_musd", &cell.unit, &cell.meaning, &(total * scale));
    } else {
        let value = |case: &Case| mean(&limit_terms(place, case, &entry));
        let values = [0, 1, 2].map(|case: usize| value(&place.months.cases[case]));
        let options: Vec<(String, f64)> =
            CASES.iter().map(|name| (*name).to_owned()).zip(values).collect();
        let case = &place.months.cases[chosen(rule_of(&cell.column), &options)];
        let terms = limit_terms(place, case, &entry);
        let whole: f64 = terms.iter().map(|(_, factors)| factors[0]).sum();
        let explained = if whole > 0.0 {
            let shares = terms
                .into_iter()
                .map(|(name, factors)| (name, vec![factors[0] / whole, factors[1]]));
            story.steps.sum(
                "mean",
                "",
                "mean over the limits of the entry",
                &["q / sum q", "lambda"],
                shares,
            )
        } else {
            // A stop lets nothing through: the most wanted of its limits counts.
            let options: Vec<(String, f64)> =
                terms.into_iter().map(|(name, factors)| (name, factors[1])).collect();
            let none = vec![("no limit in force".to_owned(), 0.0)];
            let options = if options.is_empty() { none } else { options };
            story.steps.pick(
                ("largest", "", "of the limits of the entry, which let nothing through"),
                Rule::Most,
                options,
            )
        };
        band(&mut story.steps, cell, values, Some(explained));
    }
    story.note("lambda is the multiplier of limit (5): what one more unit through it is worth, or what a commitment costs per unit.");
    story.entries_named(replay, &[entry.as_str()], "limits flows of the chain");
}

/// The limits of an entry in the period: what they allow and their multipliers.
fn limit_terms(place: &Place, case: &Case, entry: &str) -> Vec<(String, Vec<f64>)> {
    let limits =
        case.posed.periods[place.period].limits.iter().zip(&case.outcome[place.period].limit_rent);
    let chain = place.chain();
    let term = |(limit, rent): (&detente_commodity::Limit, &f64)| {
        let links = &case.posed.market.market.links;
        let first = limit.links.first().map(|at| &links[*at]);
        let name = first.map_or(String::new(), |link| {
            let (from, to) = (&chain.economies[link.from].code, &chain.economies[link.to].code);
            let more = if limit.links.len() > 1 {
                format!(" and {} more", limit.links.len() - 1)
            } else {
                String::new()
            };
            format!("{} {from} to {to}{more}", chain.goods[link.good].code)
        });
        (name, vec![limit.quantity, rent.max(0.0)])
    };
    limits.filter(|(limit, _)| limit.name == entry).map(term).collect()
}

fn mean(terms: &[(String, Vec<f64>)]) -> f64 {
    let quantity: f64 = terms.iter().map(|(_, factors)| factors[0]).sum();
    let total: f64 = terms.iter().map(|(_, factors)| factors[0] * factors[1]).sum();
    let largest = terms.iter().map(|(_, factors)| factors[1]).fold(0.0, f64::max);
    if quantity > 0.0 { total / quantity } else { largest }
}
