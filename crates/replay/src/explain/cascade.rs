//! How did a bottleneck, or what a measure saves, come about?

use super::formula::{Formula, number};
use super::replay::Replay;
use super::sources::interval;
use super::steps::{Rule, chosen};
use super::story::{Cell, Story, key};
use super::weeks::{Followed, by_member, member_band, rule_of, weekly_settings};
use crate::error::ReplayError;
use detente_engine::months::stock_row;
use detente_engine::weeks::{
    BindingKey, MIDDLE, MemberRun, WEEK, Weeks, YEAR, followed, held, key as binding_key, rating,
    table_days,
};
use detente_world::{Nature, World};

/// A loss of output below this share of the output wanted is rounding, as in the weeks.
const NOTICEABLE: f64 = 1e-6;

pub(crate) fn explain_cascade(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let mut story = Story::default();
    if cell.table == "cascade_measures" {
        measure(&mut story, replay, cell)?;
    } else {
        bottleneck(&mut story, replay, cell)?;
    }
    weekly_settings(&mut story, replay);
    Ok(story)
}

/// What the row waits for: a dependence on a good of a chain, or an input of the world's tables.
enum Waits {
    Good(usize),
    Input(usize),
}

impl Waits {
    fn of(replay: &Replay, weeks: &Weeks, cell: &Cell, node: usize) -> Option<Self> {
        if cell.word("chain").is_empty() {
            return replay
                .loaded
                .world
                .sector(cell.word("good"))
                .map(|sector| Self::Input(sector.0));
        }
        let own = |dependence: &detente_engine::weeks::Dependence| {
            (
                dependence.chain.as_str(),
                dependence.good.as_str(),
                dependence.usage.as_str(),
                dependence.market.as_str(),
            ) == (cell.word("chain"), cell.word("good"), cell.word("use"), cell.word("market"))
                && dependence.sector.0 * weeks.economies + dependence.economy.0 == node
        };
        weeks.dependences.iter().position(own).map(Self::Good)
    }

    fn key(&self) -> BindingKey {
        match self {
            Self::Good(index) => (2, *index as u32),
            Self::Input(group) => (1, *group as u32),
        }
    }
}

fn bottleneck(story: &mut Story, replay: &mut Replay, cell: &Cell) -> Result<(), ReplayError> {
    let own = Followed::of(replay, (cell.word("economy"), cell.word("sector")))?;
    let weeks = own.weeks()?;
    let gone = || ReplayError::Explain(format!("row `{}` is not there any more", cell.key));
    let waits = Waits::of(replay, weeks, cell, own.node).ok_or_else(gone)?;
    let world = &replay.loaded.world;
    let node = own.node;
    match cell.column.trim_end_matches("_low").trim_end_matches("_high") {
        "stock_days" => stock(story, world, weeks, cell, &waits),
        "stock_day_worth_musd" | "unit_worth_musd" => {
            worth(story, world, weeks, cell, node, &waits)
        }
        "weeks_to_stop" => {
            let options = by_member(weeks, |run| held(run, node, waits.key())[0]);
            member_band(&mut story.steps, cell, options, None);
            story.note(
                "The first week with a day on which the good holds output back; inf is not within the weeks followed.",
            );
        }
        "days_held" => {
            let options = by_member(weeks, |run| held(run, node, waits.key())[1]);
            member_band(&mut story.steps, cell, options, None);
        }
        _ => lost(story, weeks, cell, node, &waits)?,
    }
    rows(story, replay, weeks, &waits);
    let (economy, sector) = (cell.word("economy"), cell.word("sector"));
    story.next("cascade_losses", key(&[economy, sector]), "lost_musd");
    Ok(())
}

/// Output lost on the days on which the good held the node back, week by week.
fn lost(
    story: &mut Story,
    weeks: &Weeks,
    cell: &Cell,
    node: usize,
    waits: &Waits,
) -> Result<(), ReplayError> {
    let baseline = weeks.network.output()[node];
    let options = by_member(weeks, |run| held(run, node, waits.key())[2] * baseline);
    let run = &weeks.members[chosen(rule_of(&cell.column), &options)];
    let explained = if run.holds.contains_key(&(node, waits.key())) {
        Some(lost_by_week(story, weeks, run, node, waits)?)
    } else {
        None
    };
    member_band(&mut story.steps, cell, options, explained.as_ref());
    story.note(format!("The days are those of the member `{}`.", run.member.name));
    Ok(())
}

fn lost_by_week(
    story: &mut Story,
    weeks: &Weeks,
    run: &MemberRun,
    node: usize,
    waits: &Waits,
) -> Result<Formula, ReplayError> {
    let baseline = weeks.network.output()[node];
    let mut terms: Vec<(String, Vec<f64>)> = Vec::new();
    for (step, day) in followed(weeks, &run.member, node, weeks.days)?.iter().enumerate() {
        let wanted = day.demand.min(day.capacity);
        let lost = if wanted > 0.0 { 1.0 - day.made / wanted } else { 0.0 };
        if lost <= NOTICEABLE || binding_key(day.binding) != waits.key() {
            continue;
        }
        let from = weeks.start.checked_add(jiff::Span::new().days((step / WEEK * WEEK) as i64));
        let label = format!(
            "week {}, from {}",
            step / WEEK + 1,
            from.map_or(String::new(), |day| day.to_string())
        );
        match terms.last_mut().filter(|(known, _)| *known == label) {
            Some((_, factors)) => factors[0] += lost * (wanted / baseline),
            None => terms.push((label, vec![lost * (wanted / baseline), baseline])),
        }
    }
    let meaning =
        "days of baseline output lost while the good held output back, times output a day";
    Ok(story.steps.sum("sum", "USD million", meaning, &["days lost", "x0"], terms))
}

fn stock(story: &mut Story, world: &World, weeks: &Weeks, cell: &Cell, waits: &Waits) {
    let days = match waits {
        Waits::Good(index) => {
            let cases = &weeks.dependences[*index].cases;
            [cases[2].days, cases[weeks.members[MIDDLE].member.case].days, cases[0].days]
        }
        Waits::Input(_) => {
            let days =
                nature(world, cell.word("good")).map_or([0.0; 3], |sector| table_days(&sector));
            [days[2], days[1], days[0]]
        }
    };
    let names = ["small stocks", "middle", "large stocks"].map(str::to_owned);
    let rule = match rule_of(&cell.column) {
        Rule::Least => Rule::At(0),
        Rule::Most => Rule::At(2),
        other => other,
    };
    story.steps.pick(
        (&cell.column, &cell.unit, &cell.meaning),
        rule,
        names.into_iter().zip(days).collect(),
    );
    story.note("Weeks of use of the chain where it knows them, else what docs/cascade.md assumes.");
}

/// What a sector is, by its code.
fn nature(world: &World, code: &str) -> Option<Nature> {
    world.sector(code).map(|sector| world.natures()[sector.0])
}

/// What one more day of stock, or one more unit, feeds once the stock would be out.
fn worth(story: &mut Story, world: &World, weeks: &Weeks, cell: &Cell, node: usize, waits: &Waits) {
    let binds = held(&weeks.members[MIDDLE], node, waits.key())[1] > 0.0;
    if !binds {
        let from = "the good never limits output in the default member";
        story.steps.given(&cell.column, 0.0, &cell.unit, &cell.meaning, from);
        return;
    }
    let steps = &mut story.steps;
    let baseline = weeks.network.output()[node];
    let baseline =
        steps.given("x0", baseline, "USD million a day", "output of the baseline", "world, trade");
    match waits {
        Waits::Good(index) => {
            let own = &weeks.dependences[*index];
            let case = &own.cases[weeks.members[MIDDLE].member.case];
            let share = steps.given(
                "share",
                case.share,
                "",
                "share of output that needs the good",
                "assumed, docs/cascade.md",
            );
            let chi = steps.given(
                "chi",
                case.criticality,
                "",
                "what that output loses without it",
                "assumed, docs/cascade.md",
            );
            let part = steps.given(
                "part",
                own.weight(),
                "",
                "share of the output that waits",
                "members of the economy and sector",
            );
            let day = part * share * chi * baseline;
            if cell.column == "stock_day_worth_musd" {
                steps.define(&cell.column, &cell.unit, &cell.meaning, &day);
            } else {
                let used = steps.given("used", own.used, "", "units used a year", "chain, demand");
                let formula = day / (used / number(YEAR));
                steps.define(&cell.column, &cell.unit, &cell.meaning, &formula);
            }
        }
        Waits::Input(_) if cell.column == "stock_day_worth_musd" => {
            let rating = nature(world, cell.word("good")).map_or(0.0, |sector| rating(&sector));
            let chi = steps.given(
                "chi",
                rating,
                "",
                "how much the input matters",
                "assumed by what the sector is, docs/cascade.md",
            );
            steps.define(&cell.column, &cell.unit, &cell.meaning, &(chi * baseline));
        }
        Waits::Input(_) => {
            steps.given(
                &cell.column,
                0.0,
                &cell.unit,
                &cell.meaning,
                "an input of the world's tables has no unit",
            );
        }
    }
}

/// Rows of the chain: use and stock.
fn rows(story: &mut Story, replay: &Replay, weeks: &Weeks, waits: &Waits) {
    let Waits::Good(index) = waits else { return };
    let own = &weeks.dependences[*index];
    let Some(chain) = replay.loaded.world.chains.find(&own.chain) else { return };
    let Some(good) = chain.good(&own.good) else { return };
    let row = chain.demand.iter().find(|row| {
        row.good == good
            && row.usage == own.usage
            && chain.economies[row.economy].code == own.market
    });
    let Some(row) = row else { return };
    let place = &chain.economies[row.economy].code;
    let says = format!(
        "{} {} a year feeds {}",
        interval(row.quantity),
        chain.unit,
        row.sectors.join(", ")
    );
    story.chain_row(
        chain,
        "demand",
        &format!("good {}, {place}, use {}", own.good, own.usage),
        says,
        &row.fact,
    );
    if let Some(stock) = stock_row(chain, good, row.economy, &own.usage) {
        let says = format!("{} weeks of use", interval(stock.weeks));
        story.chain_row(
            chain,
            "stocks",
            &format!("good {}, use {}", own.good, own.usage),
            says,
            &stock.fact,
        );
    }
    let period = replay
        .stored
        .tables
        .get("commodity_availability")
        .and_then(|table| least_arrival(table, own, place));
    if let Some(period) = period {
        story.next(
            "commodity_availability",
            key(&[&own.chain, &own.good, place, &own.usage, &period]),
            "arrivals",
        );
    }
    story.next(
        "commodity_stockouts",
        key(&[&own.chain, &own.good, place, &own.usage]),
        "weeks_to_stock_out",
    );
}

/// The period in which least arrives for a use.
fn least_arrival(
    table: &detente_world::table::Table,
    own: &detente_engine::weeks::Dependence,
    place: &str,
) -> Option<String> {
    let words = |column: &str| table.column(column).and_then(detente_world::table::Column::text);
    let (chains, goods, economies, uses, periods) =
        (words("chain")?, words("good")?, words("economy")?, words("use")?, words("period")?);
    let arrivals = table.column("arrivals")?.numbers()?;
    let rows = (0..table.rows()).filter(|row| {
        chains[*row] == own.chain
            && goods[*row] == own.good
            && economies[*row] == place
            && uses[*row] == own.usage
    });
    rows.min_by(|a, b| arrivals[*a].total_cmp(&arrivals[*b]).then(a.cmp(b)))
        .map(|row| periods[row].clone())
}

fn measure(story: &mut Story, replay: &mut Replay, cell: &Cell) -> Result<(), ReplayError> {
    let with = replay.weeks()?;
    let without = replay.weeks_without(cell.word("measure"))?;
    let world = &replay.loaded.world;
    let economy = world.economy(cell.word("economy")).map(|economy| economy.0);
    let lost = |weeks: Option<&Weeks>, member: usize| {
        let lost = weeks.map(|weeks| weeks.lost(&weeks.members[member]));
        lost.map_or(0.0, |lost| economy.map_or_else(|| lost.iter().sum(), |at| lost[at]))
    };
    let (with, without) = (with.as_ref().as_ref(), without.as_ref());
    let shape = with.or(without);
    let options: Vec<(String, f64)> = shape.map_or(Vec::new(), |weeks| {
        let one = |(at, run): (usize, &MemberRun)| {
            (run.member.name.to_owned(), lost(without, at) - lost(with, at))
        };
        weeks.members.iter().enumerate().map(one).collect()
    });
    if options.is_empty() {
        story.steps.given(
            &cell.column,
            0.0,
            &cell.unit,
            &cell.meaning,
            "nothing falls short with or without the measure",
        );
        return Ok(());
    }
    let at = chosen(rule_of(&cell.column), &options);
    let name = options[at].0.clone();
    let steps = &mut story.steps;
    let member = format!("member `{name}`");
    let before = steps.given(
        "lost without",
        lost(without, at),
        &cell.unit,
        "output lost in a run without the measure",
        &member,
    );
    let after =
        steps.given("lost with", lost(with, at), &cell.unit, "output lost with it", &member);
    let saved = steps.define(
        "saved",
        &cell.unit,
        "saved by the member that the column shows",
        &(before - after),
    );
    member_band(steps, cell, options, Some(&saved));
    story.note("The weeks were followed once more without the measure, everything else as it is.");
    story.entries_named(replay, &[cell.word("measure")], "the measure");
    Ok(())
}
