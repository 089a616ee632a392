//! What are the tables of the cascade, column by column?
//!
//! `low` and `high` are the least and the most over the members of the ensemble; the figure between
//! them is that of the default rules in the middle of what is assumed. `inf` in a number of weeks
//! means: not within the weeks followed.

use super::bottlenecks::bottlenecks;
use super::causes::{What, causes};
use super::follow::{MemberRun, WEEK, Weeks};
use super::members::{HIGH, MIDDLE};
use super::runaway::family;
use super::savings::Saving;
use detente_record::row::{self, Row};
use detente_world::World;
use detente_world::table::Table;

/// Rows are left out where no member moves output by more than this share.
const NOTICEABLE: f64 = 1e-4;
/// A loss of a week's output by this share is a collapse.
const COLLAPSE: f64 = 0.5;
/// Chains of causes that are shown.
const TOLD: usize = 40;

/// The tables of the cascade engine. Without weeks, nothing falls short as long as all measures are
/// taken.
pub(crate) fn cascade_tables(
    world: &World,
    weeks: Option<&Weeks>,
    savings: &[Saving],
) -> [Table; 5] {
    [
        output(world, weeks),
        bottlenecks(world, weeks),
        cause_rows(world, weeks),
        losses(world, weeks),
        super::savings::table(world, savings),
    ]
}

pub(super) fn codes<'w>(world: &'w World, weeks: &Weeks, node: usize) -> (&'w str, &'w str) {
    let (sector, economy) = (node / weeks.economies, node % weeks.economies);
    (&world.economies[economy].code, &world.sectors[sector].code)
}

fn monday(weeks: &Weeks, week: usize) -> String {
    let days = i64::try_from(week * WEEK).unwrap_or(0);
    weeks
        .start
        .checked_add(jiff::Span::new().days(days))
        .map_or(String::new(), |day| day.to_string())
}

/// Every node of the weeks, if there are any.
fn nodes(weeks: Option<&Weeks>) -> impl Iterator<Item = (&Weeks, usize)> {
    weeks.into_iter().flat_map(|weeks| (0..weeks.network.nodes()).map(move |node| (weeks, node)))
}

fn output(world: &World, weeks: Option<&Weeks>) -> Table {
    let mut rows = Vec::new();
    for (weeks, node) in nodes(weeks) {
        let (economy, sector) = codes(world, weeks, node);
        for week in 0..weeks.days / WEEK {
            let output = weeks.band(|run| run.output[week][node]);
            if (1.0 - output[0]).abs().max((1.0 - output[2]).abs()) > NOTICEABLE {
                rows.push(row::CascadeOutput {
                    economy: economy.into(),
                    sector: sector.into(),
                    from: monday(weeks, week).into(),
                    week: (week + 1) as f64,
                    output: output.into(),
                });
            }
        }
    }
    row::CascadeOutput::table(rows)
}

/// Output lost over a run in days of baseline output; weeks above the baseline do not make up for
/// those below.
fn lost_days(run: &MemberRun, node: usize) -> f64 {
    run.output.iter().map(|week| (1.0 - week[node]).max(0.0)).sum::<f64>() * WEEK as f64
}

/// Largest share of a week's output lost over a run.
fn deepest(run: &MemberRun, node: usize) -> f64 {
    run.output.iter().map(|week| 1.0 - week[node]).fold(0.0, f64::max)
}

/// The first week, from one, in which output falls by more than the share, infinite if none does.
fn first_week(run: &MemberRun, node: usize, share: f64) -> f64 {
    run.output
        .iter()
        .position(|week| 1.0 - week[node] > share)
        .map_or(f64::INFINITY, |week| (week + 1) as f64)
}

fn losses(world: &World, weeks: Option<&Weeks>) -> Table {
    let baseline = weeks.map_or(Vec::new(), |weeks| weeks.network.output());
    let mut rows = Vec::new();
    for (weeks, node) in nodes(weeks) {
        let peak = weeks.band(|run| deepest(run, node));
        if peak[2] <= NOTICEABLE || baseline[node] <= 0.0 {
            continue;
        }
        let (economy, sector) = codes(world, weeks, node);
        let lost = weeks.band(|run| lost_days(run, node) * baseline[node]);
        let begins = weeks.band(|run| first_week(run, node, 0.005));
        let collapsed: Vec<&str> = weeks
            .counted()
            .filter(|run| deepest(run, node) > COLLAPSE)
            .map(|run| run.member.name)
            .collect();
        // One set of rules alone: more than its own ends do not count as another set.
        let families: Vec<&str> = collapsed.iter().map(|name| family(name)).collect();
        let alone = !families.is_empty() && families.iter().all(|family| family == &families[0]);
        let flag = if alone { format!("only under {}", families[0]) } else { String::new() };
        rows.push(row::CascadeLoss {
            economy: economy.into(),
            sector: sector.into(),
            collapses_under: collapsed.join("+").into(),
            flag: flag.into(),
            lost_musd: lost.into(),
            deepest_pct: peak.map(|share| 100.0 * share).into(),
            weeks_to_loss: begins.into(),
        });
    }
    row::CascadeLoss::table(rows)
}

fn cause_rows(world: &World, weeks: Option<&Weeks>) -> Table {
    row::CascadeCause::table(weeks.map_or(Vec::new(), |weeks| explained(world, weeks)))
}

fn explained<'w>(world: &'w World, weeks: &'w Weeks) -> Vec<row::CascadeCause<'w>> {
    let mut rows = Vec::new();
    let baseline = weeks.network.output();
    // The default rules, at the end of most loss where the middle loses nothing.
    let told = |node: usize| {
        if deepest(&weeks.members[MIDDLE], node) > NOTICEABLE { MIDDLE } else { HIGH }
    };
    let mut lost: Vec<(f64, usize)> = (0..weeks.network.nodes())
        .filter(|&node| deepest(&weeks.members[told(node)], node) > NOTICEABLE)
        .map(|node| (lost_days(&weeks.members[told(node)], node) * baseline[node], node))
        .collect();
    lost.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (rank, &(worth, node)) in lost.iter().take(TOLD).enumerate() {
        let run = &weeks.members[told(node)];
        let Some(week) = (0..run.output.len())
            .min_by(|&a, &b| run.output[a][node].total_cmp(&run.output[b][node]))
        else {
            continue;
        };
        let own = codes(world, weeks, node);
        for (depth, cause) in causes(weeks, run, node, week).iter().enumerate() {
            let at = codes(world, weeks, cause.node);
            let (missing, missing_from) = match &cause.what {
                What::Input(group, supplier) | What::Flow(group, supplier) => {
                    (world.sectors[*group].code.as_str(), codes(world, weeks, *supplier).0)
                }
                What::Good(index) => {
                    let dependence = &weeks.dependences[*index];
                    (dependence.good.as_str(), dependence.origin.as_str())
                }
                What::Capacity => ("capacity", ""),
                What::Demand => ("orders", ""),
            };
            rows.push(row::CascadeCause {
                economy: own.0.into(),
                sector: own.1.into(),
                rules: run.member.name.into(),
                from: monday(weeks, week).into(),
                at_economy: at.0.into(),
                at_sector: at.1.into(),
                missing: missing.into(),
                missing_from: missing_from.into(),
                rank: (rank + 1) as f64,
                lost_musd: worth,
                step: (depth + 1) as f64,
                output: cause.output,
            });
        }
    }
    rows
}
