//! What does policy do over years, in money? One equilibrium for each state of policy between two
//! dates.
//!
//! ```text
//! (1)  years_n = sum over spans of PV( EV_n(state in the span) ),   EV_n = I_n (real income ratio - 1)
//! (2)  a procurement is met by a subsidy s on its links:  sum_o value_o(s) = what would be bought anyway, or as much as agreed
//! ```
//! The subsidy of (2) is paid by the buyer: it is the dual of the commitment. What is bought is the
//! greater of the amount agreed and what is bought without it, or their sum where it is on top.

use super::physical::lock;
use super::setting::Setting;
use super::stream::Stream;
use crate::error::DealError;
use crate::war::{TariffGame, TariffLevers};
use detente_bargain::{Game, SearchOptions, nash};
use detente_engine::EngineError;
use detente_engine::years::counterfactual;
use detente_scenario::{Date, Procurement, ResolveOptions, Scenario, TradeState, resolve};
use detente_trade::{Counterfactual, Model, Solution, SolveOptions, State, Status};
use detente_world::World;
use std::sync::{Arc, Mutex};

/// A time in which policy does not change.
#[derive(Clone, Copy, Debug)]
struct Span {
    date: Date,
    from: f64,
    to: f64,
}

/// A solved state of policy.
pub(super) struct Solved {
    pub state: TradeState,
    /// Equivalent variation by economy, USD million a year.
    pub variation: Vec<f64>,
    /// By procurement, what is bought beyond what would be bought anyway, USD million a year.
    pub additional: Vec<f64>,
}

/// Years of one state of the world.
pub(super) struct Years<'m> {
    world: &'m World,
    model: &'m Model,
    name: String,
    spans: Vec<Span>,
    /// Where every solve begins, whoever asks first: results must not hang on who came before.
    start: Option<State>,
    known: Mutex<Vec<(TradeState, Arc<Solved>)>>,
    streams: Mutex<Vec<(Vec<usize>, Arc<Stream>)>>,
}

/// Tolerance of (2), relative.
const MET: f64 = 1e-6;
/// Steps of the secant that meets a commitment.
const STEPS: usize = 25;

impl<'m> Years<'m> {
    /// Spans between the days on which `whole`, the scenario with all levers, changes policy.
    ///
    /// # Errors
    /// If there is no equilibrium without measures.
    pub fn new(
        world: &'m World,
        model: &'m Model,
        name: &str,
        setting: &Setting,
        whole: &Scenario,
    ) -> Result<Self, DealError> {
        let horizon = &setting.horizon;
        let mut cuts = vec![horizon.start];
        cuts.extend(
            whole
                .policy_days(world)
                .into_iter()
                .filter(|day| *day > horizon.start && *day < horizon.end),
        );
        cuts.push(horizon.end);
        let span = |pair: &[Date]| Span {
            date: pair[0],
            from: horizon.years(pair[0]),
            to: horizon.years(pair[1]),
        };
        let (known, streams) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        let spans: Vec<Span> = cuts.windows(2).map(span).collect();
        let mut years =
            Self { world, model, name: name.to_owned(), spans, start: None, known, streams };
        let date = years.spans[years.spans.len() - 1].date;
        let options = ResolveOptions { date: Some(date), include_measures: false };
        let question = counterfactual(&resolve(whole, world, &options)?.state);
        years.start = Some(years.equilibrium(&question, date)?.state);
        Ok(years)
    }

    /// Money over the years, of a scenario without levers.
    ///
    /// # Errors
    /// If the scenario is wrong on some day, or there is no equilibrium.
    pub fn value(
        &self,
        setting: &Setting,
        scenario: &Scenario,
        measures: bool,
    ) -> Result<Arc<Stream>, DealError> {
        let mut key = Vec::with_capacity(self.spans.len());
        let mut solved = Vec::with_capacity(self.spans.len());
        for span in &self.spans {
            let (at, found) = self.state(scenario, span.date, measures)?;
            key.push(at);
            solved.push(found);
        }
        if let Some((_, known)) = lock(&self.streams).iter().find(|(own, _)| *own == key) {
            return Ok(Arc::clone(known));
        }
        let mut stream = Stream::none(self.world.economies.len(), &setting.horizon);
        for (span, solved) in self.spans.iter().zip(&solved) {
            for (economy, variation) in solved.variation.iter().enumerate() {
                stream.add(economy, *variation, span.from, span.to, &setting.horizon)?;
            }
        }
        let stream = Arc::new(stream);
        lock(&self.streams).push((key, Arc::clone(&stream)));
        Ok(stream)
    }

    /// The solved states with their present-value weights: years of today's money that a yearly
    /// amount in the span is worth.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn weighted(
        &self,
        setting: &Setting,
        scenario: &Scenario,
    ) -> Result<Vec<(f64, Date, Arc<Solved>)>, DealError> {
        let one = |span: &Span| {
            let weight =
                detente_bargain::present_value_even(1.0, span.from, span.to, setting.horizon.rate)?;
            Ok((weight, span.date, self.state(scenario, span.date, true)?.1))
        };
        self.spans.iter().map(one).collect()
    }

    /// What a procurement adds, averaged over the spans in which it is in force; none if it never
    /// is.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn additional(&self, scenario: &Scenario, entry: &str) -> Result<Option<f64>, DealError> {
        let (mut bought, mut added) = (0.0, 0.0);
        for span in &self.spans {
            let (_, solved) = self.state(scenario, span.date, true)?;
            let of = solved.state.procurements.iter().zip(&solved.additional);
            for (procurement, additional) in of.filter(|(procurement, _)| procurement.name == entry)
            {
                bought += procurement.amount * (span.to - span.from);
                added += additional * (span.to - span.from);
            }
        }
        Ok((bought > 0.0).then(|| added / bought))
    }

    /// Money over the years if the parties go to war on `first`: until then policy is as the
    /// scenario has it without measures, and from then on the parties charge each other what they
    /// do in the Nash equilibrium, and everybody else what they did.
    ///
    /// # Errors
    /// If there is no such equilibrium.
    pub fn war(
        &self,
        setting: &Setting,
        scenario: &Scenario,
        first: Date,
    ) -> Result<Stream, DealError> {
        let sectors = self
            .world
            .sector_ids()
            .zip(self.world.natures())
            .filter(|(_, own)| own.good)
            .map(|(at, _)| at)
            .collect();
        let levers = TariffLevers {
            by_partner: true,
            by_sector: false,
            among_players: true,
            sectors,
            least: 0.0,
            most: 4.0,
        };
        let mut stream = Stream::none(self.world.economies.len(), &setting.horizon);
        let mut rates: Option<Vec<f64>> = None;
        for span in &self.spans {
            let (_, plain) = self.state(scenario, span.date, false)?;
            let variation = if span.date < first {
                plain.variation.clone()
            } else {
                let base = counterfactual(&plain.state);
                let game =
                    TariffGame::new(self.model, base, setting.parties.clone(), &levers, None);
                if rates.is_none() {
                    let factual = game.factual().map_err(DealError::NoGame)?;
                    let found =
                        nash(&game, &game.mean_levers(&factual), &SearchOptions::default())?;
                    if !found.converged {
                        return Err(DealError::NoGame(
                            "the Nash tariffs of the parties did not converge".into(),
                        ));
                    }
                    rates = Some(found.levers);
                }
                let point = game
                    .evaluate(rates.as_deref().unwrap_or_default(), None)
                    .map_err(DealError::NoGame)?;
                let real = game.ratios(&point).1;
                real.iter()
                    .zip(self.model.income())
                    .map(|(ratio, base)| base * (ratio - 1.0))
                    .collect()
            };
            for (economy, yearly) in variation.iter().enumerate() {
                stream.add(economy, *yearly, span.from, span.to, &setting.horizon)?;
            }
        }
        Ok(stream)
    }

    fn state(
        &self,
        scenario: &Scenario,
        date: Date,
        measures: bool,
    ) -> Result<(usize, Arc<Solved>), DealError> {
        let options = ResolveOptions { date: Some(date), include_measures: measures };
        let state = resolve(scenario, self.world, &options)?.state;
        let find = |known: &[(TradeState, Arc<Solved>)]| {
            known.iter().position(|(own, _)| *own == state).map(|at| (at, Arc::clone(&known[at].1)))
        };
        if let Some(found) = find(&lock(&self.known)) {
            return Ok(found);
        }
        let solved = Arc::new(self.solve(&state, date)?);
        let mut known = lock(&self.known);
        // Somebody else may have solved it meanwhile; both are the same.
        if let Some(found) = find(&known) {
            return Ok(found);
        }
        known.push((state, Arc::clone(&solved)));
        Ok((known.len() - 1, solved))
    }

    fn solve(&self, state: &TradeState, date: Date) -> Result<Solved, DealError> {
        let mut question = counterfactual(state);
        let mut solution = self.equilibrium(&question, date)?;
        let mut additional = Vec::new();
        for procurement in &state.procurements {
            let (bought, met) = self.meet(&mut question, solution, procurement, date)?;
            solution = met;
            additional.push(bought);
        }
        let equilibrium = self.model.equilibrium(question, solution)?;
        let income = self.model.income();
        let variation = equilibrium
            .real_income()
            .iter()
            .zip(income)
            .map(|(ratio, base)| base * (ratio - 1.0))
            .collect();
        Ok(Solved { state: state.clone(), variation, additional })
    }

    fn equilibrium(&self, question: &Counterfactual, date: Date) -> Result<Solution, DealError> {
        let solution = self.model.solve(question, &SolveOptions::default(), self.start.as_ref())?;
        if solution.status != Status::Converged {
            return Err(EngineError::NotConverged {
                scenario: self.name.clone(),
                date: date.to_string(),
                what: solution.status.to_string(),
            }
            .into());
        }
        Ok(solution)
    }

    /// (2): the subsidy by a secant in its log; the owner's share moves from where the goods come
    /// from to who owns them.
    fn meet(
        &self,
        question: &mut Counterfactual,
        without: Solution,
        procurement: &Procurement,
        date: Date,
    ) -> Result<(f64, Solution), DealError> {
        let value = |question: &Counterfactual, solution: &Solution| -> Result<f64, DealError> {
            let found = self.model.equilibrium(question.clone(), solution.clone())?;
            let bought = found.purchases(procurement.sector, procurement.buyer);
            Ok(procurement.origins.iter().map(|(origin, _)| bought[origin.0].0).sum())
        };
        let anyway = value(question, &without)?;
        let target = if procurement.beyond_base {
            anyway + procurement.amount
        } else {
            procurement.amount.max(anyway)
        };
        let beyond = target - anyway;
        if beyond <= MET * target {
            return Ok((0.0, without));
        }
        let plain = question.clone();
        let tried = |log_price: f64| -> Result<(Counterfactual, Solution, f64), DealError> {
            let mut moved = plain.clone();
            for (origin, share) in &procurement.origins {
                if *share > 0.0 {
                    let at = (procurement.sector, procurement.buyer, *origin);
                    let rate = (1.0 + moved.tariff.get(at.0, at.1, at.2)) * log_price.exp() - 1.0;
                    moved.tariff.set(at.0, at.1, at.2, rate);
                    // What the owner earns on it is no income of the origin.
                    let owned = beyond * procurement.owner_share * share;
                    moved.transfer[origin.0] -= owned;
                    moved.transfer[procurement.seller.0] += owned;
                }
            }
            let solution = self.equilibrium(&moved, date)?;
            let bought = value(&moved, &solution)?;
            Ok((moved, solution, bought))
        };
        let elasticity = self.model.trade_elasticity()[procurement.sector.0];
        let (mut last, mut gap) = (0.0, (anyway / target).ln());
        let mut next = gap / elasticity;
        for _ in 0..STEPS {
            let (moved, solution, bought) = tried(next)?;
            let miss = (bought / target).ln();
            if miss.abs() <= MET {
                *question = moved;
                return Ok((beyond, solution));
            }
            let slope = (miss - gap) / (next - last);
            (last, gap) = (next, miss);
            next -=
                if slope.is_finite() && slope < 0.0 { miss / slope } else { -miss / elasticity };
        }
        Err(EngineError::NotConverged {
            scenario: self.name.clone(),
            date: date.to_string(),
            what: format!(
                "no subsidy was found that makes {} buy USD {target:.0} million of {}; commit to less",
                self.world.economies[procurement.buyer.0].code,
                self.world.sectors[procurement.sector.0].code
            ),
        }
        .into())
    }
}
