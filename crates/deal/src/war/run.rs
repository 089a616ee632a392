//! From a request to a war: which game is played, from where, and what proves the answer.

use super::game::{PoliticalWeights, TariffGame, TariffLevers, TariffPoint};
use super::players::Player;
use super::tables;
use crate::error::DealError;
use detente_bargain::{self as package, Concept, Game, Nash, SearchOptions};
use detente_engine::LoadedWorld;
use detente_record::folder::write_new;
use detente_trade::{Counterfactual, Model, ModelOptions};
use detente_world::table::Table;
use std::path::Path;

/// Which game is played.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Each player sets what is best for itself while nobody else moves; one answer per player.
    Optimal,
    /// All set what is best for themselves at once.
    Nash,
    /// All set everything together.
    Cooperative(Concept),
}

/// Where tariffs start, and against what cooperation is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The tariffs of the world or of the scenario.
    Factual,
    /// No tariff where players could charge one.
    Free,
    /// The Nash equilibrium.
    Nash,
}

impl Reference {
    /// As users write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Factual => "factual",
            Self::Free => "free",
            Self::Nash => "nash",
        }
    }
}

/// What is to be played.
#[derive(Clone, Debug)]
pub struct WarRequest {
    /// The players.
    pub players: Vec<Player>,
    /// The game.
    pub form: Form,
    /// Where it starts.
    pub from: Reference,
    /// What they can set.
    pub levers: TariffLevers,
    /// Weights of governments; none for plain real income.
    pub political: Option<PoliticalWeights>,
    /// Starts of each search.
    pub starts: usize,
    /// Limits of the searches.
    pub search: SearchOptions,
}

/// What proves the answer, for one player (or for all, under `all`).
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// The player.
    pub player: String,
    /// Largest plain step of a lever left, in log rates.
    pub step_left: f64,
    /// Distinct optima or equilibria found.
    pub distinct: usize,
    /// Starts tried.
    pub starts: usize,
    /// Most that the player gains by deviating alone, in percent of what its government sees; 0 if
    /// no better response was found.
    pub deviation_pct: f64,
}

/// A war that has been fought.
#[derive(Clone, Debug)]
pub struct War {
    /// Columns economy, sector, partner, tariff, mover.
    pub tariffs: Table,
    /// Columns economy, welfare_pct, government_welfare_pct, start, mover.
    pub welfare: Table,
    /// Columns economy, step_left, distinct, starts, deviation_pct.
    pub certificate: Table,
    /// The same as rows.
    pub certificates: Vec<Certificate>,
    /// Whether every search met its tolerance.
    pub converged: bool,
    /// Evaluations of the world.
    pub evaluations: usize,
    /// Levers in all.
    pub levers: usize,
    /// Notes of the model.
    pub notes: Vec<String>,
}

impl War {
    /// Writes `tables/` and `war.json` to a new folder, whole or not at all.
    ///
    /// # Errors
    /// If something else is there, or it cannot be written.
    pub fn write(&self, folder: &Path, settings: &str) -> Result<(), DealError> {
        let tables = [&self.tariffs, &self.welfare, &self.certificate];
        Ok(write_new(folder, &tables, &[("war.json", settings)])?)
    }
}

/// One set of tariffs that somebody arrived at.
pub(super) struct Played<'m> {
    /// Who moved: a player's name, or `all`.
    pub mover: String,
    pub levers: Vec<f64>,
    pub point: TariffPoint<'m>,
    /// Named points that welfare is compared with.
    pub against: Vec<(&'static str, TariffPoint<'m>)>,
}

/// What a form of the game comes to: who arrived where, what proves it, whether all searches
/// converged, and evaluations.
type Fought<'m> = (Vec<Played<'m>>, Vec<Certificate>, bool, usize);

/// A log rate this near to a bound stands at it.
const AT_BOUND: f64 = 1e-6;

/// Two optima are the same if no log rate differs by more than this.
const APART: f64 = 1e-4;

/// Fights a war over `loaded`, tariffs of everybody else as in `base` (or the world's).
///
/// # Errors
/// If the world cannot be calibrated, or a search has no point to begin at; what did not converge
/// comes back as such.
pub fn war(
    loaded: &LoadedWorld,
    options: &ModelOptions,
    base: Option<Counterfactual>,
    request: &WarRequest,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<War, DealError> {
    let model = Model::calibrate(&loaded.world, options)?;
    let base = base.unwrap_or_else(|| Counterfactual::baseline(&model));
    let players = request.players.clone();
    let game = TariffGame::new(&model, base, players, &request.levers, request.political.clone());
    refuse_idle(&game)?;
    let played = match &request.form {
        Form::Optimal => optimal(&game, request, tell)?,
        Form::Nash => nash(&game, request, tell)?,
        Form::Cooperative(concept) => cooperative(&game, request, *concept, tell)?,
    };
    let (played, certificates, converged, evaluations) = played;
    Ok(War {
        tariffs: tables::tariffs(&model, &game, &played),
        welfare: tables::welfare(&model, &game, &played),
        certificate: tables::certificate(&certificates),
        certificates,
        converged,
        evaluations,
        levers: game.levers().len(),
        notes: bounds_that_bind(&game, &played)
            .into_iter()
            .chain(model.notes().iter().cloned())
            .collect(),
    })
}

/// Rates that stand at a bound of the search: where demand is inelastic there is no finite optimum,
/// and the rate found is the bound.
fn bounds_that_bind(game: &TariffGame, played: &[Played]) -> Vec<String> {
    let mut notes = Vec::new();
    for one in played {
        for (lever, log_rate) in game.levers().iter().zip(&one.levers) {
            let own = one.mover == "all" || one.mover == game.players()[lever.owner];
            let bound = [lever.upper, lever.lower]
                .into_iter()
                .find(|bound| (bound - log_rate).abs() < AT_BOUND);
            if let Some(bound) = bound.filter(|bound| own && *bound != 0.0) {
                notes.push(format!(
                    "{} stands at the bound of {:.0} %: the bound binds, so that the rate is no optimum; widen --low or --high",
                    lever.name,
                    100.0 * bound.exp_m1()
                ));
            }
        }
    }
    notes
}

fn refuse_idle(game: &TariffGame) -> Result<(), DealError> {
    let idle = (0..game.players().len())
        .find(|player| game.levers().iter().all(|lever| lever.owner != *player));
    idle.map_or(Ok(()), |player| {
        Err(DealError::Players(format!(
            "{} imports nothing that it could charge a tariff on; leave it out, or name other --sectors",
            game.players()[player]
        )))
    })
}

/// Where searches begin: the factual rates, none, high ones, then mixtures that differ by lever.
fn starts(game: &TariffGame, factual: &TariffPoint, count: usize) -> Vec<Vec<f64>> {
    let levers = game.levers();
    let inside = |at: usize, value: f64| value.clamp(levers[at].lower, levers[at].upper);
    let filled = |value: f64| (0..levers.len()).map(|at| inside(at, value)).collect::<Vec<f64>>();
    let mean = game.mean_levers(factual);
    let mut all = vec![
        mean.iter().enumerate().map(|(at, value)| inside(at, *value)).collect(),
        filled(0.0),
        filled(0.4),
    ];
    for start in all.len()..count {
        // A sequence of equal distribution (golden ratio): the same on every machine.
        let value =
            |at: usize| 0.6 * ((start * 97 + at + 1) as f64 * 0.618_033_988_749_894_9).fract();
        all.push((0..levers.len()).map(|at| inside(at, value(at))).collect());
    }
    all.truncate(count.max(1));
    all
}

fn optimal<'m>(
    game: &TariffGame<'m>,
    request: &WarRequest,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Fought<'m>, DealError> {
    let factual = game.factual().map_err(DealError::NoGame)?;
    let starts = starts(game, &factual, request.starts);
    let (mut played, mut certificates, mut evaluations) = (Vec::new(), Vec::new(), 0);
    let base = game.mean_levers(&factual);
    for (player, name) in game.players().iter().enumerate() {
        tell(&format!("optimal tariffs of {name}"));
        let alone = game.alone(player);
        let own: Vec<usize> =
            (0..base.len()).filter(|at| game.levers()[*at].owner == player).collect();
        let starts: Vec<Vec<f64>> =
            starts.iter().map(|start| own.iter().map(|at| start[*at]).collect()).collect();
        let found = package::optima(&alone, 0, &starts, APART, &request.search)?;
        let best = &found.distinct[0];
        evaluations += found.distinct.iter().map(|response| response.evaluations).sum::<usize>();
        let mut levers = base.clone();
        own.iter().zip(&best.levers).for_each(|(at, value)| levers[*at] = *value);
        let point = alone.evaluate(&best.levers, None).map_err(DealError::NoGame)?;
        certificates.push(Certificate {
            player: name.clone(),
            step_left: best.step_left,
            distinct: found.distinct.len(),
            starts: found.starts,
            deviation_pct: 0.0,
        });
        played.push(Played {
            mover: name.clone(),
            levers,
            point,
            against: vec![("factual", factual.clone())],
        });
    }
    Ok((played, certificates, true, evaluations))
}

/// The Nash equilibria reached from all starts, the distinct ones only, the one from the factual
/// rates first.
fn equilibria<'m>(
    game: &TariffGame<'m>,
    factual: &TariffPoint<'m>,
    request: &WarRequest,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Vec<Nash<TariffPoint<'m>>>, DealError> {
    let mut distinct: Vec<Nash<TariffPoint<'m>>> = Vec::new();
    for (at, start) in starts(game, factual, request.starts).iter().enumerate() {
        tell(&format!("Nash equilibrium, start {} of {}", at + 1, request.starts.max(1)));
        let found = package::nash(game, start, &request.search)?;
        let apart = |other: &Nash<TariffPoint>| {
            other.levers.iter().zip(&found.levers).any(|(a, b)| (a - b).abs() > APART)
        };
        if at == 0 || (found.converged && distinct.iter().all(apart)) {
            distinct.push(found);
        }
    }
    Ok(distinct)
}

fn nash<'m>(
    game: &TariffGame<'m>,
    request: &WarRequest,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Fought<'m>, DealError> {
    let factual = game.factual().map_err(DealError::NoGame)?;
    let distinct = equilibria(game, &factual, request, tell)?;
    let found = &distinct[0];
    tell("whether anybody gains by deviating");
    // From free trade and from high rates, beside where each stands.
    let elsewhere: Vec<Vec<f64>> = starts(game, &factual, 3).split_off(1);
    let certificate = package::deviations(game, found, &elsewhere, &request.search)?;
    let certificates = certificate.iter().map(|deviation| Certificate {
        player: game.players()[deviation.player].clone(),
        step_left: found.step_left,
        distinct: distinct.len(),
        starts: request.starts.max(1),
        deviation_pct: 100.0 * deviation.gain.exp_m1(),
    });
    let certificates = certificates.collect();
    let against = vec![("factual", factual)];
    let played = Played {
        mover: "all".into(),
        levers: found.levers.clone(),
        point: found.point.clone(),
        against,
    };
    Ok((
        vec![played],
        certificates,
        found.converged,
        distinct.iter().map(|nash| nash.evaluations).sum(),
    ))
}

fn cooperative<'m>(
    game: &TariffGame<'m>,
    request: &WarRequest,
    concept: Concept,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Fought<'m>, DealError> {
    let factual = game.factual().map_err(DealError::NoGame)?;
    let mut against = vec![("factual", factual.clone())];
    let (start, without) = match request.from {
        Reference::Factual => (starts(game, &factual, 1).remove(0), game.payoffs(&factual)),
        Reference::Free => {
            let start = starts(game, &factual, 2).remove(1);
            let point = game.evaluate(&start, None).map_err(DealError::NoGame)?;
            against.push(("free", point.clone()));
            (start, game.payoffs(&point))
        }
        Reference::Nash => {
            let found =
                equilibria(game, &factual, &WarRequest { starts: 1, ..request.clone() }, tell)?
                    .remove(0);
            if !found.converged {
                return Err(DealError::NoGame(format!(
                    "the Nash equilibrium to start from did not converge: a step of {:.1e} is left",
                    found.step_left
                )));
            }
            against.push(("nash", found.point.clone()));
            (found.levers, found.payoffs)
        }
    };
    tell("what all set together");
    let income: Vec<f64> = game
        .members()
        .iter()
        .map(|player| player.members.iter().map(|member| game.income(*member)).sum())
        .collect();
    let world: f64 = income.iter().sum();
    // A sum of relative gains counts each player by its income; bargaining weights are equal.
    let weights: Vec<f64> = match concept {
        Concept::Utilitarian => income.iter().map(|own| own / world).collect(),
        _ => vec![1.0 / income.len() as f64; income.len()],
    };
    let found = package::cooperate(game, &start, &without, (concept, &weights), &request.search)?;
    let certificates = game.players().iter().map(|name| Certificate {
        player: name.clone(),
        step_left: found.step_left,
        distinct: 1,
        starts: 1,
        deviation_pct: 0.0,
    });
    let certificates = certificates.collect();
    let played = Played { mover: "all".into(), levers: found.levers, point: found.point, against };
    Ok((vec![played], certificates, found.converged, found.evaluations))
}
