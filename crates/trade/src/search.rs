//! How is an equilibrium found, and where does the search end if there is none?
//!
//! Anderson acceleration over all unknowns jointly; where that stalls, Newton steps with GMRES and
//! a line search; where the shock is too large for either, the levers are walked in steps (in
//! logs), each step starting from the last.

use crate::counterfactual::Counterfactual;
use crate::model::Model;
use crate::newton;
use crate::options::SolveOptions;
use crate::posed::Posed;
use crate::precondition::Preconditioner;
use crate::sweep::Sweep;
use detente_numeric::{Anderson, lanes};

/// Sweeps without halving the best residual after which acceleration is taken to have stalled.
const PATIENCE: usize = 60;
/// Largest change of a log wage or log price in one step.
const LARGEST_STEP: f64 = 1.0;
/// The first step of a walk, and the shortest that is still tried, as fractions of the shock.
const FIRST_STRIDE: f64 = 0.25;
const SHORTEST_STRIDE: f64 = 1e-3;
/// Income relative to baseline below which an economy that must pay others counts as insolvent.
const INSOLVENT: f64 = 0.1;

/// Counts over all attempts of a solve.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effort {
    pub sweeps: usize,
    pub newton_steps: usize,
    /// Products with the Jacobian in Newton steps; each costs about as much as a sweep.
    pub products: usize,
    pub homotopy_steps: usize,
}

/// One search, with what it has spent so far.
#[derive(Debug)]
pub(crate) struct Search<'a> {
    pub options: &'a SolveOptions,
    pub effort: Effort,
    /// What an earlier search learnt of nearly the same equations, and what this one learns; none
    /// where no other follows.
    pub memory: Option<&'a mut Learnt>,
}

/// What a search learns: the last steps, and what damped them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learnt(Option<(Anderson, Preconditioner)>);

impl Learnt {
    /// What is of use to steps of that length.
    fn take(&mut self, length: usize) -> (Option<Anderson>, Option<Preconditioner>) {
        self.0.take().filter(|(known, _)| known.length() == length).unzip()
    }

    fn keep(&mut self, mut steps: Anderson, damping: Option<Preconditioner>) {
        steps.move_on();
        self.0 = damping.map(|damping| (steps, damping));
    }
}

/// Where a walk ended.
struct Walk {
    values: Vec<f64>,
    progress: f64,
}

impl<'a> Search<'a> {
    pub fn new(options: &'a SolveOptions) -> Self {
        Self { options, effort: Effort { homotopy_steps: 1, ..Effort::default() }, memory: None }
    }

    /// Moves `values` to the equilibrium of `counterfactual`; where that fails, to the last point
    /// reached, and says why.
    ///
    /// # Errors
    /// The reason, as a sentence for the user.
    pub fn find(
        &mut self,
        posed: &mut Posed,
        counterfactual: &Counterfactual,
        values: &mut Vec<f64>,
    ) -> Result<(), String> {
        self.find_on_the_way(posed, counterfactual, 1.0, values)
    }

    /// The same for `posed` with a share `target` of every lever.
    ///
    /// # Errors
    /// As [`Search::find`].
    pub fn find_on_the_way(
        &mut self,
        posed: &mut Posed,
        counterfactual: &Counterfactual,
        target: f64,
        values: &mut Vec<f64>,
    ) -> Result<(), String> {
        if self.attempt(posed, values, false) {
            return Ok(());
        }
        let walk = self.walk(posed.model, counterfactual, target);
        *values = walk.values;
        if walk.progress >= target {
            Ok(())
        } else {
            Err(self.reason(posed.model, counterfactual, walk.progress, values))
        }
    }

    /// Whether more work is allowed.
    pub fn may_go_on(&self) -> bool {
        self.effort.sweeps + self.effort.products < self.options.maximum_work
    }

    /// Walks the levers from the baseline to a share `target` of each, in strides that shorten where
    /// one fails.
    fn walk(&mut self, model: &Model, counterfactual: &Counterfactual, target: f64) -> Walk {
        let mut reached =
            Walk { values: Posed::new(model, counterfactual, 0.0).segments.start(), progress: 0.0 };
        let mut stride = FIRST_STRIDE;
        self.effort.homotopy_steps = 0;
        while reached.progress < target && stride >= SHORTEST_STRIDE && self.may_go_on() {
            let next = f64::min(reached.progress + stride, target);
            let mut posed = Posed::new(model, counterfactual, next);
            let mut values = reached.values.clone();
            self.effort.homotopy_steps += 1;
            if self.attempt(&mut posed, &mut values, true) {
                reached = Walk { values, progress: next };
                stride *= 1.5;
            } else {
                stride *= 0.4;
            }
        }
        reached
    }

    /// One attempt from `values`: acceleration, then Newton. Leaves the best point in `values`;
    /// true if it is an equilibrium. Steps use elasticities of the baseline, or of the starting
    /// point where that is `far` from it.
    fn attempt(&mut self, posed: &mut Posed, values: &mut Vec<f64>, far: bool) -> bool {
        let mut sweep = Sweep::new(posed);
        let mut residual = vec![0.0; values.len()];
        let (known, mut preconditioner) = match &mut self.memory {
            Some(memory) if !far => memory.take(values.len()),
            _ => (None, None),
        };
        let longer = if far || self.memory.is_some() { 3 } else { 1 };
        let mut anderson =
            known.unwrap_or_else(|| Anderson::new(values.len(), self.options.window * longer));
        let (mut best, mut best_values, mut halved_at, mut halved) =
            (f64::INFINITY, values.clone(), 0, f64::INFINITY);
        for count in 0..self.options.maximum_sweeps {
            sweep.evaluate(posed, values, &mut residual);
            self.effort.sweeps += 1;
            let size = largest(&residual);
            if size <= self.options.tolerance && sweep.incomes_are_positive(posed.model) {
                if let Some(memory) = &mut self.memory {
                    memory.keep(anderson, preconditioner);
                }
                return true;
            }
            if size < best {
                best = size;
                best_values.clone_from(values);
            }
            if size < 0.5 * halved {
                (halved, halved_at) = (size, count);
            }
            if !size.is_finite() || size <= self.options.tolerance || count - halved_at > PATIENCE {
                break;
            }
            preconditioner
                .get_or_insert_with(|| match far || posed.factors.has_floor() {
                    true => Preconditioner::at(posed, &sweep, values),
                    false => Preconditioner::baseline(posed.model),
                })
                .apply(posed.segments, &mut residual);
            advance(posed, &mut anderson, values, &residual);
        }
        if best.is_finite() {
            values.clone_from(&best_values);
            return newton::polish(posed, &mut sweep, values, self);
        }
        false
    }

    /// Why the walk went no further than `values`, at `progress` of the way.
    fn reason(
        &self,
        model: &Model,
        counterfactual: &Counterfactual,
        progress: f64,
        values: &[f64],
    ) -> String {
        let mut posed = Posed::new(model, counterfactual, progress);
        let mut sweep = Sweep::new(&posed);
        let mut residual = vec![0.0; values.len()];
        sweep.evaluate(&mut posed, values, &mut residual);
        let left = |economy: &usize| sweep.income[*economy] / model.income[*economy];
        let payers = (0..model.economy_codes.len()).filter(|economy| sweep.deficit[*economy] < 0.0);
        let poorest = payers.min_by(|one, other| left(one).total_cmp(&left(other)));
        let reached = format!(
            "solved up to {:.0} % of the way from the baseline (in logs of each lever)",
            100.0 * progress
        );
        match poorest.filter(|economy| left(economy) < INSOLVENT) {
            Some(economy) => {
                let gives = -counterfactual.transfer[economy] > -model.deficit[economy].min(0.0);
                let remedy = if gives {
                    "it gives more than it can bear; ask for a smaller transfer"
                } else {
                    "let deficits move with income (deficits = \"proportional\") or remove them (\"zero\")"
                };
                format!(
                    "{reached}; there {} is left with {:.1} % of its baseline income, since its payments to others ({:.0} in the \
                     world's currency) do not shrink with its sales; {remedy}",
                    model.economy_codes[economy],
                    100.0 * left(&economy),
                    -sweep.deficit[economy],
                )
            }
            None if self.may_go_on() => {
                format!("{reached}; beyond it no step, however short, converged")
            }
            None => format!(
                "{reached}; then the limit of {} sweeps and products with the Jacobian was used up; ask for a smaller shock, or let \
                 deficits move with income (deficits = \"proportional\")",
                self.options.maximum_work
            ),
        }
    }
}

/// One accelerated step, or a plain one where the accelerated leaves the region in which the
/// equations mean something.
fn advance(posed: &Posed, anderson: &mut Anderson, values: &mut [f64], step: &[f64]) {
    let before = values.to_vec();
    anderson.step(values, step);
    if is_sensible(posed, &before, values) {
        clip_caps(posed, values);
        return;
    }
    anderson.restart();
    let logs = posed.segments.spending().start;
    let largest = step[..logs].iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let damping = f64::min(1.0, LARGEST_STEP / largest.max(f64::MIN_POSITIVE));
    for (value, (old, step)) in values.iter_mut().zip(before.iter().zip(step)) {
        *value = old + damping * step;
    }
    clip_caps(posed, values);
}

fn is_sensible(posed: &Posed, before: &[f64], after: &[f64]) -> bool {
    let logs = posed.segments.spending().start;
    let moderate =
        before[..logs].iter().zip(after).all(|(old, new)| (new - old).abs() <= LARGEST_STEP);
    moderate && spending_is_positive(posed, after)
}

/// Whether every buyer of the baseline still spends.
pub(crate) fn spending_is_positive(posed: &Posed, values: &[f64]) -> bool {
    let mut ratios = values[posed.segments.spending()].iter().zip(&posed.model.expenditure);
    ratios.all(|(ratio, base)| *base == 0.0 || *ratio > 0.0)
}

/// Shadow taxes are never negative.
pub(crate) fn clip_caps(posed: &Posed, values: &mut [f64]) {
    values[posed.segments.caps()].iter_mut().for_each(|log_tax| *log_tax = log_tax.max(0.0));
}

/// The largest entry in absolute value; not a number if any is.
pub(crate) fn largest(residual: &[f64]) -> f64 {
    lanes::dispatch(
        #[inline(always)]
        || lanes::largest(residual),
    )
}
