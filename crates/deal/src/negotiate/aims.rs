//! Which of all deals that were valued is the best by each aim, and what is gained by moving ranges
//! for that aim?
//!
//! An aim is a concept, a sum of money to spend, or Nash's concept at another disagreement point.
//! Every deal that was valued in all states of the world lies in one pool, whatever it was valued for, and
//! every aim chooses from the whole pool: no deal that is known can be better by an aim's own
//! measure than the one that it chooses.
//!
//! ```text
//! (1) concept    the concepts of `detente_bargain`, over what parties can pay and third parties with a floor accept
//! (2) sum        max sum_p gain_p   where nobody loses and all together lay out no more than the sum;
//!                max min_p gain_p   where somebody loses in every such deal
//! (3) moved      max prod_p (gain_p - shift_p)^weight_p,   shift: up or down by a quarter of what the party gains in the Nash bargain
//! ```
//!
//! From the deal that an aim chooses, levers with a range are moved one after the other on a grid
//! that is halved, as long as the aim rises in the first of the most probable futures. What comes
//! out is valued in all states of the world and joins the pool, for all aims; until no aim chooses a deal whose
//! ranges were not moved for it.

use super::deals::{self, Prospects, Valued, affordable, expected, least, outcomes, valued};
use super::evaluator::{Evaluator, Levels, Package};
use super::setting::Setting;
use crate::error::DealError;
use detente_bargain::{BargainError, Concept, Futures, Means, solve};
use detente_world::World;
use rayon::prelude::*;

/// Steps of a level that are tried, the largest first.
const GRID: [f64; 3] = [0.5, 0.25, 0.1];
/// Levels that differ by less are one.
const HAIR: f64 = 1e-9;
/// How often all aims are gone through again because another has found a deal that is better for
/// them.
pub(super) const ROUNDS: usize = 4;
/// Part of its gain by which the disagreement point of a party is moved.
const QUARTER: f64 = 0.25;
/// The concepts by the names of their deals.
pub(super) const CONCEPTS: [(Concept, &str); 4] = [
    (Concept::Nash, "nash"),
    (Concept::KalaiSmorodinsky, "kalai-smorodinsky"),
    (Concept::EqualGains, "equal-gains"),
    (Concept::Utilitarian, "utilitarian"),
];
/// Sums of money for which the best package is named, USD million.
pub(super) const BUDGETS: [(f64, &str); 3] =
    [(1e3, "budget-1bn"), (5e3, "budget-5bn"), (1e4, "budget-10bn")];

/// By what a deal is chosen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Aim {
    /// (1)
    Concept(Concept),
    /// (2), USD million.
    Within(f64),
    /// (3), USD million; above zero where the party has more without a deal.
    Moved { party: usize, shift: f64 },
}

/// What an aim makes of a list of deals.
#[derive(Clone, Debug)]
pub(super) enum Choice {
    /// Which one, what parties gain over the disagreement point of the aim, and the most that each
    /// could gain.
    Agreed { at: usize, gains: Vec<f64>, ideal: Vec<f64> },
    /// Nothing is better than no deal for all; who blocks, where a party does.
    Blocked(String),
}

/// A deal as an aim sees it.
struct Seen<'v> {
    gains: Vec<f64>,
    /// By economy.
    third: Vec<f64>,
    outlay: &'v [f64],
}

/// The deals that were valued in all states of the world.
pub(super) struct Pool<'a> {
    pub world: &'a World,
    pub setting: &'a Setting,
    pub evaluators: &'a [Evaluator<'a>],
    pub odds: &'a Futures,
    /// What everybody has without a deal, by future and economy.
    pub without: &'a [Vec<f64>],
    pub deals: Vec<Prospects>,
    /// Deals whose ranges were moved, each with the aim for which.
    moved: Vec<(Aim, Levels)>,
}

impl<'a> Pool<'a> {
    pub fn new(
        world: &'a World,
        evaluators: &'a [Evaluator<'a>],
        (odds, without): (&'a Futures, &'a [Vec<f64>]),
        deals: Vec<Prospects>,
    ) -> Self {
        Self {
            world,
            setting: evaluators[0].setting,
            evaluators,
            odds,
            without,
            deals,
            moved: Vec::new(),
        }
    }

    /// Values packages that are not in the pool yet, in all states of the world, side by side; whether there
    /// was one.
    ///
    /// # Errors
    /// If a package cannot be valued.
    pub fn add(&mut self, packages: Vec<Levels>) -> Result<bool, DealError> {
        let new: Vec<Levels> =
            packages.into_iter().filter(|levels| self.known(levels).is_none()).collect();
        self.evaluators.par_iter().try_for_each(|evaluator| {
            deals::prepare(evaluator, new.iter().map(|levels| Package::Levels(levels.clone())))
        })?;
        let value =
            |levels: &Levels| deals::prospects(self.evaluators, self.odds, self.without, levels);
        let valued: Result<Vec<Prospects>, DealError> = new.par_iter().map(value).collect();
        self.deals.extend(valued?);
        Ok(!new.is_empty())
    }

    /// The deal of the pool that is this package, measures that do nothing left out.
    pub fn known(&self, levels: &Levels) -> Option<&Prospects> {
        let taken = self.evaluators[0].moved(levels);
        self.deals.iter().find(|deal| deal.taken == taken)
    }

    /// Moves ranges for every aim, and gives the moved disagreement points: none where there is no
    /// Nash bargain.
    ///
    /// # Errors
    /// If a package cannot be valued, or a third party vetoes them all.
    pub fn settle(&mut self, tell: &(dyn Fn(&str) + Sync)) -> Result<Vec<Aim>, DealError> {
        let concepts = CONCEPTS.map(|(concept, name)| (Aim::Concept(concept), name));
        let fixed: Vec<(Aim, &str)> = concepts
            .into_iter()
            .chain(BUDGETS.map(|(sum, name)| (Aim::Within(sum), name)))
            .collect();
        for _ in 0..ROUNDS {
            let before = self.deals.len();
            self.improve(&fixed, tell)?;
            let shifts: Vec<(Aim, &str)> =
                self.shifts()?.into_iter().map(|aim| (aim, "shifted nash")).collect();
            self.improve(&shifts, tell)?;
            if self.deals.len() == before {
                break;
            }
        }
        self.shifts()
    }

    /// Each party's disagreement point, moved down and up.
    pub fn shifts(&self) -> Result<Vec<Aim>, DealError> {
        let Choice::Agreed { gains, .. } = self.choose(Aim::Concept(Concept::Nash))? else {
            return Ok(Vec::new());
        };
        let steps = gains.iter().map(|gain| QUARTER * gain).enumerate();
        Ok(steps
            .flat_map(|(party, step)| [-step, step].map(|shift| Aim::Moved { party, shift }))
            .collect())
    }

    /// Moves ranges until each aim chooses a deal whose ranges were moved for it. All aims choose
    /// before any range is moved, so that their order does not matter.
    fn improve(
        &mut self,
        aims: &[(Aim, &str)],
        tell: &(dyn Fn(&str) + Sync),
    ) -> Result<(), DealError> {
        loop {
            let mut work = Vec::new();
            for (aim, name) in aims {
                let Choice::Agreed { at, ideal, .. } = self.choose(*aim)? else { continue };
                if !self
                    .moved
                    .iter()
                    .any(|(own, levels)| own == aim && *levels == self.deals[at].levels)
                {
                    work.push((*aim, *name, at, ideal));
                }
            }
            if work.is_empty() {
                return Ok(());
            }
            for (aim, name, at, ideal) in work {
                tell(&format!("moving the ranges of the {name} deal"));
                let start = self.deals[at].levels.clone();
                let levels = self.moved_for(aim, &start, &ideal)?;
                if !self.deals.iter().any(|deal| deal.levels == levels) {
                    self.deals.push(deals::prospects(
                        self.evaluators,
                        self.odds,
                        self.without,
                        &levels,
                    )?);
                }
                self.moved.extend([(aim, start), (aim, levels)]);
            }
        }
    }

    /// The deal of the pool that an aim chooses, by what it brings in expectation.
    ///
    /// # Errors
    /// If a third party vetoes every deal.
    pub fn choose(&self, aim: Aim) -> Result<Choice, DealError> {
        let seen = self.deals.iter().map(|deal| Seen {
            gains: deal.utilities(),
            third: deal.by_economy.iter().map(|gains| expected(self.odds, gains)).collect(),
            outlay: &deal.outlay,
        });
        self.among(aim, &seen.collect::<Vec<Seen>>(), None)
    }

    /// Levels with the ranges moved from `start`, in the first of the most probable futures.
    fn moved_for(&self, aim: Aim, start: &Levels, ideal: &[f64]) -> Result<Levels, DealError> {
        let reference = &self.evaluators[0];
        let ranged =
            |at: &usize| start[*at].is_some() && reference.scenario.levers()[*at].range.is_some();
        let movable: Vec<usize> = (0..start.len()).filter(ranged).collect();
        let value = |levels: &Levels| valued(reference, levels, &self.without[0]);
        let mut best = value(start)?;
        for step in GRID {
            loop {
                // Chains are dear to solve: their levers move in halves only.
                let moves = movable
                    .iter()
                    .filter(|lever| !self.setting.physical[**lever] || step == GRID[0]);
                let moves = moves.flat_map(|lever| [-step, step].map(|by| (*lever, by)));
                let tried: Vec<Levels> =
                    moves.filter_map(|(lever, by)| step_of(&best.levels, lever, by)).collect();
                let tried: Result<Vec<Valued>, DealError> = tried.par_iter().map(value).collect();
                let mut list = vec![best.clone()];
                list.extend(tried?);
                match self.better(aim, &list, ideal)? {
                    Some(at) => best = list.swap_remove(at),
                    None => break,
                }
            }
        }
        Ok(best.levels)
    }

    /// Which of a list an aim chooses in one state of the world, if not the first.
    fn better(&self, aim: Aim, list: &[Valued], ideal: &[f64]) -> Result<Option<usize>, DealError> {
        let seen = list.iter().map(|valued| Seen {
            gains: valued.gains.clone(),
            third: valued.by_economy.clone(),
            outlay: &valued.outlay,
        });
        match self.among(aim, &seen.collect::<Vec<Seen>>(), Some(ideal)) {
            Ok(Choice::Agreed { at, .. }) => Ok((at > 0).then_some(at)),
            // In this future a third party may veto what it accepts in expectation.
            Ok(Choice::Blocked(_)) | Err(DealError::Package(BargainError::Vetoed { .. })) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// What an aim chooses of a list; with gains measured by the `ideal` of all deals where the
    /// list is only a part of them.
    fn among(&self, aim: Aim, seen: &[Seen], ideal: Option<&[f64]>) -> Result<Choice, DealError> {
        match aim {
            Aim::Within(sum) => Ok(self.within(sum, seen)),
            Aim::Concept(concept) => {
                self.bargain(concept, &vec![0.0; self.setting.parties.len()], seen, ideal)
            }
            Aim::Moved { party, shift } => {
                let mut without = vec![0.0; self.setting.parties.len()];
                without[party] = shift;
                self.bargain(Concept::Nash, &without, seen, ideal)
            }
        }
    }

    fn bargain(
        &self,
        concept: Concept,
        without: &[f64],
        seen: &[Seen],
        ideal: Option<&[f64]>,
    ) -> Result<Choice, DealError> {
        let allowed: Vec<usize> =
            (0..seen.len()).filter(|at| affordable(self.setting, seen[*at].outlay)).collect();
        if allowed.is_empty() {
            return Ok(Choice::Blocked(String::new()));
        }
        // Kalai-Smorodinsky with the ideal given is equal gains, each measured by the ideal.
        let (concept, unit) = match (concept, ideal) {
            (Concept::KalaiSmorodinsky, Some(ideal)) => (Concept::EqualGains, ideal.to_vec()),
            _ => (concept, vec![1.0; without.len()]),
        };
        let measured = |gains: &[f64]| {
            gains.iter().zip(&unit).map(|(gain, unit)| gain / unit).collect::<Vec<f64>>()
        };
        let payoffs = allowed.iter().map(|at| measured(&seen[*at].gains)).collect();
        let third =
            |at: usize, economy: detente_world::EconomyId| seen[allowed[at]].third[economy.0];
        let problem = outcomes(self.world, self.setting, payoffs, third)?
            .with_disagreement(measured(without))?;
        match solve(&problem, concept, Means::Outcome) {
            Ok(found) => Ok(Choice::Agreed {
                at: allowed[found.lottery[0].0],
                gains: found.gains,
                ideal: found.ideal,
            }),
            Err(BargainError::NoAgreement(blocked)) => Ok(Choice::Blocked(blocked.party)),
            Err(error) => Err(error.into()),
        }
    }

    fn within(&self, sum: f64, seen: &[Seen]) -> Choice {
        let accepted = |at: &usize| {
            self.setting.floors.iter().all(|(economy, floor)| seen[*at].third[economy.0] >= *floor)
        };
        let accepted: Vec<usize> = (0..seen.len()).filter(accepted).collect();
        let best =
            best_within(&accepted, sum, |at| &seen[at].gains, |at| seen[at].outlay.iter().sum());
        best.map_or(Choice::Blocked(String::new()), |at| Choice::Agreed {
            at,
            gains: seen[at].gains.clone(),
            ideal: seen[at].gains.clone(),
        })
    }
}

/// (2) The first of several that are as good.
pub(super) fn best_within<'g>(
    among: &[usize],
    sum: f64,
    gains: impl Fn(usize) -> &'g Vec<f64>,
    cost: impl Fn(usize) -> f64,
) -> Option<usize> {
    let within = || among.iter().copied().filter(|at| cost(*at) <= sum);
    let total = |at: usize| gains(at).iter().sum::<f64>();
    let fine = within()
        .filter(|at| least(gains(*at)) >= 0.0)
        .max_by(|a, b| total(*a).total_cmp(&total(*b)).then(b.cmp(a)));
    fine.or_else(|| {
        within().max_by(|a, b| least(gains(*a)).total_cmp(&least(gains(*b))).then(b.cmp(a)))
    })
}

/// The levels with one lever moved; none if it cannot move that way.
fn step_of(levels: &Levels, lever: usize, by: f64) -> Option<Levels> {
    let level = levels[lever]?;
    // Steps that cancel leave a hair of rounding, which is the end itself.
    let next = (level + by).clamp(0.0, 1.0);
    let next = if next < HAIR { 0.0 } else { next };
    let next = if next > 1.0 - HAIR { 1.0 } else { next };
    let mut levels = levels.clone();
    levels[lever] = Some(next);
    ((next - level).abs() > HAIR).then_some(levels)
}
