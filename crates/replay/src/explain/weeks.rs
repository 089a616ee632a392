//! How did a week's output, a loss or a link of a chain of causes come about?
//!
//! A band is the least and the most over the members of the ensemble. Of the member that a column
//! shows, the days of the week are followed once more: what was wanted, what was made, and what
//! held it back.

use super::formula::{Formula, number};
use super::replay::Replay;
use super::steps::{Rule, Steps, chosen};
use super::story::{Cell, Story, key};
use crate::error::ReplayError;
use detente_cascade::Binding;
use detente_engine::weeks::{MIDDLE, MemberRun, WEEK, Weeks, followed};
use detente_world::World;
use std::sync::Arc;

/// Share of a week's output whose loss begins a loss, as in the table.
const BEGINS: f64 = 0.005;
const MEMBER: &str = "the member followed day by day";

/// The weeks of every member, with a node.
pub(crate) struct Followed {
    pub weeks: Arc<Option<Weeks>>,
    pub node: usize,
}

impl Followed {
    pub fn of(replay: &mut Replay, (economy, sector): (&str, &str)) -> Result<Self, ReplayError> {
        let gone =
            || ReplayError::Explain(format!("{sector} of {economy} is not in the weeks any more"));
        let (at, of) = (replay.loaded.world.economy(economy), replay.loaded.world.sector(sector));
        let (at, of) = (at.ok_or_else(gone)?, of.ok_or_else(gone)?);
        let weeks = replay.weeks()?;
        let economies = weeks.as_ref().as_ref().ok_or_else(gone)?.economies;
        Ok(Self { node: of.0 * economies + at.0, weeks })
    }

    pub fn weeks(&self) -> Result<&Weeks, ReplayError> {
        self.weeks
            .as_ref()
            .as_ref()
            .ok_or_else(|| ReplayError::Explain("nothing falls short in these weeks".into()))
    }
}

/// Which member a column shows: the least, the most, or the default one.
pub(crate) fn rule_of(column: &str) -> Rule {
    match column.rsplit('_').next() {
        Some("low") => Rule::Least,
        Some("high") => Rule::Most,
        _ => Rule::At(MIDDLE),
    }
}

/// A value of every member by the name of its rules.
pub(crate) fn by_member(weeks: &Weeks, value: impl Fn(&MemberRun) -> f64) -> Vec<(String, f64)> {
    weeks.members.iter().map(|run| (run.member.name.to_owned(), value(run))).collect()
}

/// The band of the members; the one that the column shows has the value that was explained.
pub(crate) fn member_band(
    steps: &mut Steps,
    cell: &Cell,
    mut options: Vec<(String, f64)>,
    explained: Option<&Formula>,
) {
    let rule = rule_of(&cell.column);
    let at = chosen(rule, &options);
    if let Some(formula) = explained {
        options[at].1 = formula.value();
    }
    steps.pick((&cell.column, &cell.unit, &cell.meaning), rule, options);
}

pub(crate) fn explain_weeks(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let mut story = Story::default();
    match cell.table.as_str() {
        "cascade_output" => output(&mut story, replay, cell)?,
        "cascade_losses" => losses(&mut story, replay, cell)?,
        _ => causes(&mut story, replay, cell)?,
    }
    weekly_settings(&mut story, replay);
    Ok(story)
}

/// What holds for every number of the weeks.
pub(crate) fn weekly_settings(story: &mut Story, replay: &Replay) {
    let names: Vec<&str> = detente_engine::weeks::members(&replay.loaded.world)
        .iter()
        .map(|member| member.name)
        .collect();
    story.setting("members", names.join(", "));
    story.setting(
        "rules",
        "what each preset means, and what is assumed of stocks and criticality: docs/cascade.md",
    );
    story.entries_in_force_of_weeks(replay);
}

impl Story {
    /// Entries that speak of chains or of production: only these move the weeks.
    fn entries_in_force_of_weeks(&mut self, replay: &Replay) {
        let mut names: Vec<&str> = replay.goods.iter().map(|event| event.entry.as_str()).collect();
        names.extend(replay.events.iter().map(|event| event.entry.as_str()));
        names.dedup();
        self.entries_named(replay, &names, "speaks of goods of chains or of production");
    }
}

/// The position of the week that begins on a day.
fn week_of(weeks: &Weeks, day: &str) -> Option<usize> {
    (0..weeks.days / WEEK).find(|week| {
        let days = i64::try_from(week * WEEK).unwrap_or(0);
        weeks
            .start
            .checked_add(jiff::Span::new().days(days))
            .is_ok_and(|date| date.to_string() == day)
    })
}

fn output(story: &mut Story, replay: &mut Replay, cell: &Cell) -> Result<(), ReplayError> {
    let own = Followed::of(replay, (cell.word("economy"), cell.word("sector")))?;
    let weeks = own.weeks()?;
    let gone =
        || ReplayError::Explain(format!("the week of row `{}` is not there any more", cell.key));
    let week = week_of(weeks, cell.word("from")).ok_or_else(gone)?;
    if cell.column == "week" {
        let days = (week * WEEK) as f64;
        let days = story.steps.given(
            "days",
            days,
            "days",
            "from the first day to that of the week",
            "calendar of the run",
        );
        let formula = days / number(WEEK as f64) + number(1.0);
        story.steps.define("week", &cell.unit, &cell.meaning, &formula);
        return Ok(());
    }
    let options = by_member(weeks, |run| run.output[week][own.node]);
    let at = chosen(rule_of(&cell.column), &options);
    let run = &weeks.members[at];
    let mean = days_of_week(story, &replay.loaded.world, weeks, run, own.node, week)?;
    member_band(&mut story.steps, cell, options, Some(&mean));
    story.note(format!("The days are those of the member `{}`.", run.member.name));
    what_held(story, replay, weeks, run, own.node, week);
    let (economy, sector) = (cell.word("economy"), cell.word("sector"));
    story.next("cascade_losses", key(&[economy, sector]), "lost_musd");
    Ok(())
}

/// The mean of a week's days: made over the baseline, with what was wanted and what held it back.
fn days_of_week(
    story: &mut Story,
    world: &World,
    weeks: &Weeks,
    run: &MemberRun,
    node: usize,
    week: usize,
) -> Result<Formula, ReplayError> {
    let days = followed(weeks, &run.member, node, (week + 1) * WEEK)?;
    let baseline = weeks.network.output()[node];
    let steps = &mut story.steps;
    steps.given(
        "x0",
        baseline,
        "USD million a day",
        "output of the baseline",
        "world, trade: sum over importers, a day",
    );
    let mut terms = Vec::new();
    for day in &days[week * WEEK..] {
        let wanted = day.demand.min(day.capacity);
        let lost = if wanted > 0.0 { 1.0 - day.made / wanted } else { 0.0 };
        let held = if lost > 1e-6 {
            held_by(world, weeks, day.binding)
        } else {
            "nothing held it back".to_owned()
        };
        let date = weeks
            .start
            .checked_add(jiff::Span::new().days(terms.len() as i64 + (week * WEEK) as i64));
        let date = date.map_or(String::new(), |date| date.to_string());
        let label = format!("{date}: wanted {:.6} of x0, {held}", wanted / baseline);
        let ratio = if baseline > 0.0 { day.made / baseline } else { 1.0 };
        terms.push((label, vec![ratio, 1.0 / WEEK as f64]));
    }
    Ok(steps.sum(
        "mean x / x0",
        "",
        "made over the baseline, mean of the days of the week",
        &["x / x0", "1/7"],
        terms,
    ))
}

/// What held a node back, in words.
pub(crate) fn held_by(world: &World, weeks: &Weeks, binding: Binding) -> String {
    match binding {
        Binding::Nothing => "orders".to_owned(),
        Binding::Input(group) => {
            format!("held back by inputs from sector {}", world.sectors[group as usize].code)
        }
        Binding::CriticalInput(input) => {
            let own = &weeks.dependences[input as usize];
            format!("held back by {} for {}", own.good, own.usage)
        }
    }
}

/// Where the week's loss is explained further: the bottleneck, and what arrives of its good.
fn what_held(
    story: &mut Story,
    replay: &Replay,
    weeks: &Weeks,
    run: &MemberRun,
    node: usize,
    week: usize,
) {
    let Some((binding, _)) = run.binding[week].get(&node) else { return };
    let world = &replay.loaded.world;
    let (economy, sector) = (
        &world.economies[node % weeks.economies].code,
        &world.sectors[node / weeks.economies].code,
    );
    match binding {
        Binding::CriticalInput(input) => {
            let own = &weeks.dependences[*input as usize];
            story.next(
                "cascade_bottlenecks",
                key(&[economy, sector, &own.good, &own.usage]),
                "lost_musd",
            );
            story.equation = Some("limit");
        }
        Binding::Input(group) => {
            let input = &world.sectors[*group as usize].code;
            story.next("cascade_bottlenecks", key(&[economy, sector, input, ""]), "lost_musd");
            story.equation = Some("limit");
        }
        Binding::Nothing => {}
    }
}

fn losses(story: &mut Story, replay: &mut Replay, cell: &Cell) -> Result<(), ReplayError> {
    let own = Followed::of(replay, (cell.word("economy"), cell.word("sector")))?;
    let weeks = own.weeks()?;
    let (node, baseline) = (own.node, weeks.network.output()[own.node]);
    let lost = |run: &MemberRun, week: usize| (1.0 - run.output[week][node]).max(0.0);
    let stem = cell.column.trim_end_matches("_low").trim_end_matches("_high");
    let value = |run: &MemberRun| {
        let all = 0..run.output.len();
        match stem {
            "lost_musd" => all.map(|week| lost(run, week)).sum::<f64>() * WEEK as f64 * baseline,
            "deepest_pct" => {
                100.0 * all.map(|week| 1.0 - run.output[week][node]).fold(0.0, f64::max)
            }
            _ => {
                let first = all.into_iter().find(|week| 1.0 - run.output[*week][node] > BEGINS);
                first.map_or(f64::INFINITY, |week| (week + 1) as f64)
            }
        }
    };
    let options = by_member(weeks, value);
    let run = &weeks.members[chosen(rule_of(&cell.column), &options)];
    let date = |week: usize| {
        let day = weeks.start.checked_add(jiff::Span::new().days((week * WEEK) as i64));
        day.map_or(String::new(), |day| format!("week {}, from {day}", week + 1))
    };
    let explained = match stem {
        "lost_musd" => {
            let weekly = (0..run.output.len()).filter(|week| lost(run, *week) > 0.0);
            let terms =
                weekly.map(|week| (date(week), vec![lost(run, week), WEEK as f64, baseline]));
            let meaning = "weeks below the baseline; those above it are not set off";
            let factors = ["1 - x / x0", "days", "x0"];
            Some(story.steps.sum(
                "sum",
                "USD million",
                meaning,
                &factors,
                terms.collect::<Vec<_>>(),
            ))
        }
        "deepest_pct" => {
            let mut weekly: Vec<_> = (0..run.output.len())
                .map(|week| (date(week), 1.0 - run.output[week][node]))
                .collect();
            weekly.push(("no loss".to_owned(), 0.0));
            weekly.sort_by(|a, b| b.1.total_cmp(&a.1));
            weekly.truncate(8);
            let deepest =
                story.steps.pick(("1 - x / x0", "", "the deepest weeks"), Rule::Most, weekly);
            Some(story.steps.define(
                "100 (1 - x / x0)",
                "%",
                "loss of the deepest week",
                &(number(100.0) * deepest),
            ))
        }
        _ => {
            story.note("The first week whose output is more than half a percent below the baseline; inf is not within the weeks followed.");
            None
        }
    };
    member_band(&mut story.steps, cell, options, explained.as_ref());
    story.note(format!("The weeks are those of the member `{}`.", run.member.name));
    let worst =
        (0..run.output.len()).min_by(|a, b| run.output[*a][node].total_cmp(&run.output[*b][node]));
    if let Some(week) = worst {
        story.next(
            "cascade_output",
            key(&[cell.word("economy"), cell.word("sector"), &(week + 1).to_string()]),
            "output",
        );
        what_held(story, replay, weeks, run, node, week);
        story.equation = None;
    }
    let world = &replay.loaded.world;
    if let Some(sector) = world.sector(cell.word("sector")) {
        let row = format!(
            "exporter {}, sector {}, all importers",
            cell.word("economy"),
            cell.word("sector")
        );
        story.world_row(
            world,
            detente_world::Figure::Trade(sector),
            "trade",
            &row,
            "output of the baseline".into(),
        );
    }
    story.next("sectors", key(&[cell.word("economy"), cell.word("sector")]), "output_pct");
    Ok(())
}

fn causes(story: &mut Story, replay: &mut Replay, cell: &Cell) -> Result<(), ReplayError> {
    let loser = Followed::of(replay, (cell.word("economy"), cell.word("sector")))?;
    let weeks = loser.weeks()?;
    let gone = || ReplayError::Explain(format!("row `{}` is not there any more", cell.key));
    let run =
        weeks.members.iter().find(|run| run.member.name == cell.word("rules")).ok_or_else(gone)?;
    let week = week_of(weeks, cell.word("from")).ok_or_else(gone)?;
    match cell.column.as_str() {
        "output" => {
            let at = Followed::of(replay, (cell.word("at_economy"), cell.word("at_sector")))?;
            let mean = days_of_week(story, &replay.loaded.world, weeks, run, at.node, week)?;
            story.steps.define("output", &cell.unit, &cell.meaning, &mean);
            what_held(story, replay, weeks, run, at.node, week);
        }
        "lost_musd" => {
            let baseline = weeks.network.output()[loser.node];
            let lost = |week: &usize| (1.0 - run.output[*week][loser.node]).max(0.0);
            let terms = (0..run.output.len()).filter(|week| lost(week) > 0.0);
            let terms = terms.map(|week| {
                (format!("week {}", week + 1), vec![lost(&week), WEEK as f64, baseline])
            });
            story.steps.sum(
                "lost_musd",
                &cell.unit,
                &cell.meaning,
                &["1 - x / x0", "days", "x0"],
                terms.collect::<Vec<_>>(),
            );
        }
        column => {
            let from = if column == "rank" {
                "place among the losses, the largest first"
            } else {
                "link of the chain, from the loser back"
            };
            story.steps.given(column, cell.stored, &cell.unit, &cell.meaning, from);
        }
    }
    let missing = format!("{} {}", cell.word("missing"), cell.word("missing_from"));
    story.note(format!(
        "{} of {} is short in the week from {} for want of {}, under the rules of `{}` ({MEMBER}).",
        cell.word("at_sector"),
        cell.word("at_economy"),
        cell.word("from"),
        missing.trim(),
        run.member.name
    ));
    let step = cell.number("step") as usize + 1;
    let rank = cell.number("rank").to_string();
    story.next(
        "cascade_causes",
        key(&[&rank, cell.word("economy"), cell.word("sector"), &step.to_string()]),
        "output",
    );
    story.next("cascade_losses", key(&[cell.word("economy"), cell.word("sector")]), "lost_musd");
    let own = key(&[cell.word("at_economy"), cell.word("at_sector"), &(week + 1).to_string()]);
    story.next("cascade_output", own, "output");
    Ok(())
}
