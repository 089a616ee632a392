//! Which members of the ensemble say nothing about a shock, because their rules bring the whole
//! world down on their own?
//!
//! A member runs away where some week of it leaves less than half of the world's output while every
//! other family of rules keeps more than half in all weeks. It is left out of every band, by name:
//! its figures are those of a spiral, not of the shock.

use super::follow::MemberRun;
use super::members::MIDDLE;

/// Share of the world's output below which it has collapsed.
const COLLAPSE: f64 = 0.5;

/// Names of the members that run away, in the order of the ensemble, with the least output of the
/// world in a week, 1 is the baseline. The family of the default rules always stays: without it
/// there is no middle.
pub(super) fn runaways(members: &[MemberRun], baseline: &[f64]) -> Vec<(&'static str, f64)> {
    let least: Vec<f64> = members.iter().map(|run| least_output(run, baseline)).collect();
    let family = |at: usize| family(members[at].member.name);
    let collapsed = |at: &usize| least[*at] < COLLAPSE;
    let down: Vec<usize> = (0..members.len()).filter(collapsed).collect();
    let Some(first) = down.first().map(|at| family(*at)) else { return Vec::new() };
    let alone = down.iter().all(|at| family(*at) == first);
    let own = members.get(MIDDLE).is_some_and(|_| family(MIDDLE) == first);
    let stays = !alone || own || members.len() <= MIDDLE;
    if stays {
        Vec::new()
    } else {
        down.into_iter().map(|at| (members[at].member.name, least[at])).collect()
    }
}

/// `pichler` of `pichler-half`.
pub(super) fn family(name: &str) -> &str {
    name.split('-').next().unwrap_or(name)
}

/// The least output of the world in a week, relative to the baseline.
fn least_output(run: &MemberRun, baseline: &[f64]) -> f64 {
    let whole: f64 = baseline.iter().sum();
    let made = |week: &Vec<f64>| {
        week.iter().zip(baseline).map(|(ratio, output)| ratio * output).sum::<f64>() / whole
    };
    run.output.iter().map(made).fold(1.0, f64::min)
}
