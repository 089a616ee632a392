//! What does a scenario do to a chain over weeks, months and years, and between which bounds?
//!
//! Three cases run side by side: the low, the middle and the high end of everything that is assumed
//! or only known as a range. A figure lies between the lowest and the highest of the three. Each case
//! rolls, unless the scenario says that everything is foreseen: nobody knows what has not happened
//! yet.

use super::assumptions::Assumptions;
use super::calendar::{Span, periods};
use super::levers::{Posed, pose};
use crate::error::EngineError;
use detente_commodity::{
    Binding, CommodityError, Conflict, Market, Options, Period, PeriodOutcome, Rolling, Solution,
    Status,
};
use detente_scenario::{CommodityEvent, Date, Foresight};
use detente_world::chain::{Chain, Chains};
use detente_world::table::settled;
use std::sync::Arc;

/// Weeks or months that traders plan for where goods can be stored.
const PLAN: usize = 4;
/// Periods longer than this, in years, are planned for one at a time: stocks are for weeks and
/// months.
const LONG: f64 = 0.2;

/// One case of one chain.
pub struct Case {
    /// The question.
    pub posed: Posed,
    /// The answer, period by period.
    pub outcome: Vec<PeriodOutcome>,
    /// Largest residual of the solver over the periods.
    pub residual: f64,
    /// What bound in each period.
    bindings: Vec<Binding>,
}

/// One chain under a scenario.
pub struct Months {
    /// The chain.
    pub chain: Arc<Chain>,
    /// Its periods.
    pub spans: Vec<Span>,
    /// What is known in advance.
    pub foresight: Foresight,
    /// Low, middle and high; all the same where one case was asked for.
    pub cases: [Arc<Case>; 3],
}

/// The chains that events touch.
pub fn touched(chains: &Chains, events: &[CommodityEvent]) -> Vec<Arc<Chain>> {
    chains
        .iter()
        .filter(|chain| events.iter().any(|event| event.chain == chain.id))
        .cloned()
        .collect()
}

/// One chain under the events that touch it.
///
/// # Errors
/// If entries cannot be met together, or a programme was not solved.
pub fn months(
    scenario: &str,
    chain: &Arc<Chain>,
    events: &[CommodityEvent],
    (start, end): (Date, Date),
    foresight: Foresight,
) -> Result<Months, EngineError> {
    let events: Vec<&CommodityEvent> =
        events.iter().filter(|event| event.chain == chain.id).collect();
    let spans = periods(start, end, &events);
    let solve =
        |assumptions: Assumptions| case(scenario, chain, &assumptions, &events, &spans, foresight);
    let (low, middle, high) = std::thread::scope(|scope| {
        let low = scope.spawn(|| solve(Assumptions::low()));
        let middle = scope.spawn(|| solve(Assumptions::default()));
        let high = solve(Assumptions::high());
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        (join(low), join(middle), high)
    });
    let cases = [low?, middle?, high?].map(Arc::new);
    Ok(Months { chain: Arc::clone(chain), spans, foresight, cases })
}

/// The same under one set of assumptions. Where `early` knows the answer to those events that begin
/// before `late`, and nobody foresees the others, it is kept until then and only what follows is
/// solved.
///
/// # Errors
/// As [`months`].
pub fn months_in_one_case(
    scenario: &str,
    chain: &Arc<Chain>,
    events: &[CommodityEvent],
    (start, end): (Date, Date),
    foresight: Foresight,
    assumptions: &Assumptions,
    early: Option<(&Months, Date)>,
) -> Result<Months, EngineError> {
    let events: Vec<&CommodityEvent> =
        events.iter().filter(|event| event.chain == chain.id).collect();
    let spans = periods(start, end, &events);
    let known = early.filter(|_| foresight == Foresight::Rolling).and_then(|(early, late)| {
        let same = spans
            .iter()
            .zip(&early.spans)
            .take_while(|(own, other)| own == other && own.to <= late)
            .count();
        // Those who plan ahead have seen how long the periods after it are: only what lies before
        // them is the same.
        let same = same.saturating_sub(PLAN - 1);
        (same > 0).then_some((early.cases[1].as_ref(), same))
    });
    let case = match known {
        Some((early, same)) => {
            case_after(scenario, chain, assumptions, &events, &spans, (early, same))?
        }
        None => case(scenario, chain, assumptions, &events, &spans, foresight)?,
    };
    let case = Arc::new(case);
    Ok(Months {
        chain: Arc::clone(chain),
        spans,
        foresight,
        cases: [Arc::clone(&case), Arc::clone(&case), case],
    })
}

impl Months {
    /// By use of the market, whether sectors stop for want of it, so that the cascade counts what
    /// is lost.
    pub fn stopping_uses(&self) -> Vec<bool> {
        let posed = &self.cases[1].posed.market;
        let mut stopping = vec![false; posed.market.uses.len()];
        for (demand, at) in self.chain.demand.iter().zip(&posed.use_at) {
            if let Some(at) = at {
                stopping[*at] = !demand.sectors.is_empty();
            }
        }
        stopping
    }
}

fn case(
    scenario: &str,
    chain: &Chain,
    assumptions: &Assumptions,
    events: &[&CommodityEvent],
    spans: &[Span],
    foresight: Foresight,
) -> Result<Case, EngineError> {
    let posed = pose(chain, assumptions, events, spans)?;
    let market = &posed.market.market;
    let solution = match foresight {
        Foresight::Rolling => roll(chain, market, &posed.periods, None),
        Foresight::Perfect => {
            market.solve(&posed.periods, &Options::default()).map_err(|error| refuse(chain, &error))
        }
    }?;
    let bindings = solution.bindings.clone();
    let (outcome, residual) = accept(scenario, chain, spans, solution)?;
    Ok(Case { posed, outcome, residual, bindings })
}

/// The same, with the first `same` periods taken from a case that lacks only events which begin
/// later.
fn case_after(
    scenario: &str,
    chain: &Chain,
    assumptions: &Assumptions,
    events: &[&CommodityEvent],
    spans: &[Span],
    (early, same): (&Case, usize),
) -> Result<Case, EngineError> {
    let posed = pose(chain, assumptions, events, spans)?;
    let mut market = posed.market.market.clone();
    let kept: Vec<PeriodOutcome> =
        early.outcome[..same].iter().map(|period| carried(period, &early.posed, &posed)).collect();
    for (store, stock) in
        market.stores.iter_mut().zip(kept.iter().next_back().map_or(&[][..], |last| &last.stock))
    {
        store.initial = stock.max(0.0);
    }
    let solution = roll(chain, &market, &posed.periods[same..], early.bindings.get(same))?;
    let before = early.bindings.iter().take(same);
    let bindings = before.chain(&solution.bindings).cloned().collect();
    let (later, residual) = accept(scenario, chain, &spans[same..], solution)?;
    let outcome = kept.into_iter().chain(later).collect();
    Ok(Case { posed, outcome, residual: residual.max(early.residual), bindings })
}

/// An outcome in a market that has more links and processes, which stand idle: new links come last,
/// new processes before those that throw away.
fn carried(period: &PeriodOutcome, from: &Posed, to: &Posed) -> PeriodOutcome {
    let shared = from.market.base.processes.len();
    let added = to.market.base.processes.len() - shared;
    let processes = |values: &[f64]| -> Vec<f64> {
        let (first, rest) = values.split_at(shared.min(values.len()));
        let idle = std::iter::repeat_n(0.0, added);
        let mut all: Vec<f64> =
            first.iter().copied().chain(idle).chain(rest.iter().copied()).collect();
        all.resize(to.market.market.processes.len(), 0.0);
        all
    };
    let links = |values: &[f64]| {
        let mut all = values.to_vec();
        all.resize(to.market.market.links.len(), 0.0);
        all
    };
    PeriodOutcome {
        activity: processes(&period.activity),
        investment: processes(&period.investment),
        capacity_rent: processes(&period.capacity_rent),
        flow: links(&period.flow),
        tax: links(&period.tax),
        ..period.clone()
    }
}

fn roll(
    chain: &Chain,
    market: &Market,
    periods: &[Period],
    begin: Option<&Binding>,
) -> Result<Solution, EngineError> {
    let solve = |market: &Market, periods: &[Period], plan: usize, begin: Option<&Binding>| {
        let rolling = Rolling { plan };
        rolling
            .solve_from(market, periods, &Options::default(), begin)
            .map_err(|error| refuse(chain, &error))
    };
    let short = periods.iter().position(|period| period.years > LONG).unwrap_or(periods.len());
    if market.stores.is_empty() || short == 0 {
        return solve(market, periods, 1, begin);
    }
    let mut first = solve(market, &periods[..short], PLAN, begin)?;
    if short == periods.len() || first.status != Status::Optimal {
        return Ok(first);
    }
    let mut market = market.clone();
    for (store, stock) in market
        .stores
        .iter_mut()
        .zip(first.outcome.periods.last().map_or(&[][..], |last| &last.stock))
    {
        store.initial = stock.max(0.0);
    }
    let mut second = solve(&market, &periods[short..], 1, first.bindings.last())?;
    if let Status::Infeasible(conflicts) = &mut second.status {
        conflicts.iter_mut().for_each(|conflict| conflict.period += short);
    }
    let (one, other) = (&mut first.certificate, &second.certificate);
    one.iterations += other.iterations;
    one.seconds += other.seconds;
    one.primal_residual = one.primal_residual.max(other.primal_residual);
    one.dual_residual = one.dual_residual.max(other.dual_residual);
    one.gap = one.gap.max(other.gap);
    first.status = second.status;
    first.outcome.periods.append(&mut second.outcome.periods);
    first.bindings.append(&mut second.bindings);
    Ok(first)
}

fn refuse(chain: &Chain, error: &CommodityError) -> EngineError {
    EngineError::Chain(chain.id.clone(), error.to_string())
}

/// The periods of a solution that is one, with its residual.
fn accept(
    scenario: &str,
    chain: &Chain,
    spans: &[Span],
    solution: Solution,
) -> Result<(Vec<PeriodOutcome>, f64), EngineError> {
    let day = |period: usize| spans.get(period).map_or(String::new(), |span| span.from.to_string());
    match solution.status {
        Status::Optimal => {
            let certificate = &solution.certificate;
            let residual = certificate.primal_residual.max(certificate.dual_residual);
            Ok((solution.outcome.periods, residual))
        }
        Status::Infeasible(conflicts) => {
            let when = conflicts.first().map_or(String::new(), |conflict| day(conflict.period));
            Err(EngineError::Infeasible {
                scenario: scenario.to_owned(),
                chain: chain.id.clone(),
                when,
                what: told(&conflicts, &chain.unit),
            })
        }
        Status::NotConverged(reason) => {
            let when = day(solution.outcome.periods.len());
            let what = format!("chain `{}` in the period from {when}: {reason}", chain.id);
            Err(EngineError::NotConverged { scenario: scenario.to_owned(), date: when, what })
        }
    }
}

/// Each entry once, with the most that it is missed by in any period.
fn told(conflicts: &[Conflict], unit: &str) -> String {
    let mut worst: Vec<&Conflict> = Vec::new();
    for conflict in conflicts {
        match worst.iter_mut().find(|known| known.entry == conflict.entry) {
            Some(known) if known.missing < conflict.missing => *known = conflict,
            Some(_) => {}
            None => worst.push(conflict),
        }
    }
    let one = |conflict: &&Conflict| missed(conflict, unit);
    worst.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// An entry that cannot be kept, and by how much where that is more than the solver leaves open.
fn missed(conflict: &Conflict, unit: &str) -> String {
    let Conflict { entry, missing, .. } = conflict;
    if settled(*missing) == 0.0 {
        return format!("{entry} (at the very edge of what can be done)");
    }
    format!("{entry} (missed by {} {unit} a year)", three(*missing))
}

/// Three significant digits.
fn three(value: f64) -> String {
    let text = format!("{value:.2e}");
    let rounded = text.parse().unwrap_or(value);
    if (1e-4..1e9).contains(&rounded.abs()) { rounded.to_string() } else { text }
}

/// The least, the middle and the most of three cases.
pub fn band(values: [f64; 3]) -> [f64; 3] {
    let [low, middle, high] = values;
    [low.min(middle).min(high), middle, low.max(middle).max(high)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_solver_leaves_open_is_not_told_as_an_amount() {
        let conflict = |missing| Conflict { period: 0, entry: "commitment".to_owned(), missing };
        assert_eq!(
            missed(&conflict(3e-10), "t"),
            "commitment (at the very edge of what can be done)"
        );
        assert_eq!(missed(&conflict(0.000_031_4), "t"), "commitment (missed by 3.14e-5 t a year)");
        assert_eq!(missed(&conflict(1234.5), "t"), "commitment (missed by 1230 t a year)");
    }
}
