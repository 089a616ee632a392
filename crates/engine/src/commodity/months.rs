//! What does a scenario do to a chain over weeks, months and years, and between which bounds?
//!
//! Three cases run side by side: the low, the middle and the high end of everything that is assumed or only known as a range. A
//! figure lies between the least and the most of the three. Each case rolls, unless the scenario says that
//! everything is foreseen: nobody knows what has not happened yet.

use super::assumptions::Assumptions;
use super::calendar::{Span, periods};
use super::levers::{Posed, pose};
use crate::error::EngineError;
use detente_commodity::{Options, PeriodOutcome, Rolling, Status};
use detente_scenario::{CommodityEvent, Date, Foresight};
use detente_world::chain::Chain;
use std::sync::Arc;

/// Periods that traders plan for where goods can be stored.
const PLAN: usize = 4;

/// One case of one chain.
pub(crate) struct Case {
    pub posed: Posed,
    pub outcome: Vec<PeriodOutcome>,
    pub residual: f64,
}

/// One chain under a scenario.
pub(crate) struct Months {
    pub chain: &'static Chain,
    pub spans: Vec<Span>,
    pub foresight: Foresight,
    /// Low, middle and high; all the same where one case was asked for.
    pub cases: [Arc<Case>; 3],
}

/// The chains that events touch.
///
/// # Errors
/// If a chain of the program cannot be read.
pub(crate) fn touched(events: &[CommodityEvent]) -> Result<Vec<&'static Chain>, EngineError> {
    let chains = detente_world::chain::all()?;
    Ok(chains.iter().filter(|chain| events.iter().any(|event| event.chain == chain.id)).collect())
}

/// One chain under the events that touch it.
///
/// # Errors
/// If entries cannot be met together, or a programme was not solved.
pub(crate) fn months(
    scenario: &str,
    chain: &'static Chain,
    events: &[CommodityEvent],
    (start, end): (Date, Date),
    foresight: Foresight,
) -> Result<Months, EngineError> {
    let events: Vec<&CommodityEvent> = events.iter().filter(|event| event.chain == chain.id).collect();
    let spans = periods(start, end, &events);
    let solve = |assumptions: Assumptions| case(scenario, chain, &assumptions, &events, &spans, foresight);
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
    Ok(Months { chain, spans, foresight, cases })
}

/// The same under one set of assumptions.
///
/// # Errors
/// As [`months`].
pub(crate) fn months_in_one_case(
    scenario: &str,
    chain: &'static Chain,
    events: &[CommodityEvent],
    (start, end): (Date, Date),
    foresight: Foresight,
    assumptions: &Assumptions,
) -> Result<Months, EngineError> {
    let events: Vec<&CommodityEvent> = events.iter().filter(|event| event.chain == chain.id).collect();
    let spans = periods(start, end, &events);
    let case = Arc::new(case(scenario, chain, assumptions, &events, &spans, foresight)?);
    Ok(Months { chain, spans, foresight, cases: [Arc::clone(&case), Arc::clone(&case), case] })
}

impl Months {
    /// By use of the market, whether sectors stop for want of it, so that the cascade counts what is lost.
    pub(crate) fn stopping_uses(&self) -> Vec<bool> {
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
    let rolling = Rolling { plan: if posed.market.market.stores.is_empty() { 1 } else { PLAN } };
    let refuse = |what: String| EngineError::Chain(chain.id.clone(), what);
    let (market, options) = (&posed.market.market, Options::default());
    let solution = match foresight {
        Foresight::Rolling => rolling.solve(market, &posed.periods, &options),
        Foresight::Perfect => market.solve(&posed.periods, &options),
    };
    let solution = solution.map_err(|error| refuse(error.to_string()))?;
    let day = |period: usize| spans.get(period).map_or(String::new(), |span| span.from.to_string());
    match solution.status {
        Status::Optimal => {
            let certificate = &solution.certificate;
            let residual = certificate.primal_residual.max(certificate.dual_residual);
            Ok(Case { posed, outcome: solution.outcome.periods, residual })
        }
        Status::Infeasible(conflicts) => {
            let when = conflicts.first().map_or(String::new(), |conflict| day(conflict.period));
            let mut what: Vec<String> = conflicts
                .iter()
                .map(|conflict| format!("{} (missed by {:.4} {} a year)", conflict.entry, conflict.missing, chain.unit))
                .collect();
            what.dedup();
            Err(EngineError::Infeasible {
                scenario: scenario.to_owned(),
                chain: chain.id.clone(),
                when,
                what: what.join("; "),
            })
        }
        Status::NotConverged(reason) => {
            let when = day(solution.outcome.periods.len());
            let what = format!("chain `{}` in the period from {when}: {reason}", chain.id);
            Err(EngineError::NotConverged { scenario: scenario.to_owned(), date: when, what })
        }
    }
}

/// The least, the middle and the most of three cases.
pub(crate) fn band(values: [f64; 3]) -> [f64; 3] {
    let [low, middle, high] = values;
    [low.min(middle).min(high), middle, low.max(middle).max(high)]
}
