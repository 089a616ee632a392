//! The trade engine as a game: players set tariffs on partners and sectors, payoffs are log real
//! incomes as governments see them.
//!
//! A lever is `z = ln(1 + t)` for one rate t that a player charges on some partners and sectors; it
//! replaces every rate that was there. With M the imports under a lever in one row of the tables
//! (sector, importer), pi their share of spending and I the player's income,
//!
//! ```text
//! (1)  U_p = ln sum_n s_n G_n,          s_n share of member n in the player's baseline income, G_n real income or (1) of trade::equilibrium
//! (2)  dU_p/dz_l = sum_links (1 + t) dU_p/dt
//! (3)  -d2U/dz2 about sum_rows theta (1 - pi) M / I
//! ```
//! (3) is what a tariff takes from trade at the margin, with terms of trade and other markets left
//! aside: the scale of a first step.

use super::players::Player;
use detente_bargain::{Game, Lever};
use detente_trade::{Counterfactual, Equilibrium, Model, Objective, SolveOptions, Status};
use detente_world::{EconomyId, NodeTable, SectorId};
use std::sync::Arc;

/// Weights of governments by economy and sector.
pub type PoliticalWeights = NodeTable;

/// Which tariffs players can set.
#[derive(Clone, Debug, PartialEq)]
pub struct TariffLevers {
    /// By trading partner, instead of one rate for all.
    pub by_partner: bool,
    /// By sector, instead of one rate for all.
    pub by_sector: bool,
    /// Whether players charge each other only, by partner; what they charge everybody else then
    /// stays as it is.
    pub among_players: bool,
    /// Sectors on which tariffs can be charged.
    pub sectors: Vec<SectorId>,
    /// Least rate.
    pub least: f64,
    /// Largest rate.
    pub most: f64,
}

/// What one lever covers.
#[derive(Clone, Debug)]
pub(crate) struct Coverage {
    /// Position of the player.
    pub player: usize,
    /// Name of the partner; none for all.
    pub partner: Option<String>,
    /// The sector; none for all.
    pub sector: Option<SectorId>,
    sectors: Vec<SectorId>,
    exporters: Vec<EconomyId>,
}

/// Players with tariffs over a model, everything else as in `base`.
pub(crate) struct TariffGame<'m> {
    model: &'m Model,
    base: Counterfactual,
    players: Vec<Player>,
    names: Vec<String>,
    levers: Vec<Lever>,
    coverage: Vec<Coverage>,
    political: Option<PoliticalWeights>,
    solver: SolveOptions,
}

/// A solved point.
#[derive(Clone)]
pub(crate) struct TariffPoint<'m>(Arc<Equilibrium<'m>>);

impl<'m> TariffGame<'m> {
    /// The game in which `players` set what `levers` says, over `base`. Levers without trade in the
    /// baseline are left out.
    pub(crate) fn new(
        model: &'m Model,
        base: Counterfactual,
        players: Vec<Player>,
        levers: &TariffLevers,
        political: Option<PoliticalWeights>,
    ) -> Self {
        let coverage = coverage(model, &players, levers);
        let bounds = (levers.least.ln_1p(), levers.most.ln_1p());
        let lever = |covered: &Coverage| {
            let sector = covered.sector.map_or("all sectors", |sector| &model.sectors()[sector.0]);
            let partner = covered.partner.as_deref().unwrap_or("all partners");
            let name = format!("{} on {sector} from {partner}", players[covered.player].name);
            Lever { name, owner: covered.player, lower: bounds.0, upper: bounds.1 }
        };
        let levers = coverage.iter().map(lever).collect();
        let names = players.iter().map(|player| player.name.clone()).collect();
        Self {
            model,
            base,
            players,
            names,
            levers,
            coverage,
            political,
            solver: SolveOptions::default(),
        }
    }

    /// The same game with one player, everybody else's rates as in the base.
    pub(crate) fn alone(&self, player: usize) -> Self {
        let own = |at: &usize| self.coverage[*at].player == player;
        let kept: Vec<usize> = (0..self.levers.len()).filter(own).collect();
        Self {
            model: self.model,
            base: self.base.clone(),
            players: vec![self.players[player].clone()],
            names: vec![self.names[player].clone()],
            levers: kept.iter().map(|at| Lever { owner: 0, ..self.levers[*at].clone() }).collect(),
            coverage: kept
                .iter()
                .map(|at| Coverage { player: 0, ..self.coverage[*at].clone() })
                .collect(),
            political: self.political.clone(),
            solver: self.solver,
        }
    }

    /// Baseline income of an economy.
    pub(crate) fn income(&self, economy: EconomyId) -> f64 {
        self.model.income()[economy.0]
    }

    pub(crate) fn members(&self) -> &[Player] {
        &self.players
    }

    pub(crate) fn coverage(&self) -> &[Coverage] {
        &self.coverage
    }

    /// The point before anybody moves: every rate as in the base.
    ///
    /// # Errors
    /// Why there is no equilibrium.
    pub(crate) fn factual(&self) -> Result<TariffPoint<'m>, String> {
        self.solve(self.base.clone(), None)
    }

    /// Rates as they are at `point`, averaged over the imports under each lever.
    pub(crate) fn mean_levers(&self, point: &TariffPoint<'m>) -> Vec<f64> {
        let tariff = &point.0.counterfactual().tariff;
        let mean = |covered: &Coverage| {
            let (mut imports, mut paid) = (0.0, 0.0);
            for (sector, importer) in self.rows(covered) {
                let bought = point.0.purchases(sector, importer);
                for exporter in &covered.exporters {
                    imports += bought[exporter.0].0;
                    paid += bought[exporter.0].0 * tariff.get(sector, importer, *exporter);
                }
            }
            (paid / imports).ln_1p()
        };
        self.coverage.iter().map(mean).collect()
    }

    fn rows<'c>(
        &'c self,
        covered: &'c Coverage,
    ) -> impl Iterator<Item = (SectorId, EconomyId)> + 'c {
        let members = &self.players[covered.player].members;
        covered
            .sectors
            .iter()
            .flat_map(move |sector| members.iter().map(move |member| (*sector, *member)))
    }

    /// Ratios to the baseline of what governments see, and of real income, by economy.
    pub(crate) fn ratios(&self, point: &TariffPoint<'m>) -> (Vec<f64>, Vec<f64>) {
        let real = point.0.real_income();
        (
            self.political
                .as_ref()
                .map_or_else(|| real.clone(), |weights| point.0.government(weights)),
            real,
        )
    }

    /// A player's ratio, (1), of ratios by economy.
    pub(crate) fn of_player(&self, player: &Player, ratios: &[f64]) -> f64 {
        let income = self.model.income();
        let (sum, all) = player.members.iter().fold((0.0, 0.0), |(sum, all), member| {
            (sum + income[member.0] * ratios[member.0], all + income[member.0])
        });
        sum / all
    }

    fn solve(
        &self,
        counterfactual: Counterfactual,
        near: Option<&TariffPoint<'m>>,
    ) -> Result<TariffPoint<'m>, String> {
        let start = near.map(|near| &near.0.solution().state);
        let solution = self
            .model
            .solve(&counterfactual, &self.solver, start)
            .map_err(|error| error.to_string())?;
        if solution.status != Status::Converged {
            return Err(format!("no equilibrium of the world: {}", solution.status));
        }
        let found =
            self.model.equilibrium(counterfactual, solution).map_err(|error| error.to_string())?;
        Ok(TariffPoint(Arc::new(found)))
    }
}

impl<'m> Game for TariffGame<'m> {
    type Point = TariffPoint<'m>;

    fn players(&self) -> &[String] {
        &self.names
    }

    fn levers(&self) -> &[Lever] {
        &self.levers
    }

    fn evaluate(
        &self,
        levers: &[f64],
        near: Option<&TariffPoint<'m>>,
    ) -> Result<TariffPoint<'m>, String> {
        let mut counterfactual = self.base.clone();
        for (covered, log_rate) in self.coverage.iter().zip(levers) {
            let rate = log_rate.exp_m1();
            for (sector, importer) in self.rows(covered) {
                let row = counterfactual.tariff.row_mut(sector, importer);
                covered.exporters.iter().for_each(|exporter| row[exporter.0] = rate);
            }
        }
        self.solve(counterfactual, near)
    }

    fn payoffs(&self, point: &TariffPoint<'m>) -> Vec<f64> {
        let (ratios, _) = self.ratios(point);
        self.players.iter().map(|player| self.of_player(player, &ratios).ln()).collect()
    }

    fn gradients(
        &self,
        point: &TariffPoint<'m>,
        weights: &[Vec<f64>],
    ) -> Result<Vec<Vec<f64>>, String> {
        let (ratios, _) = self.ratios(point);
        let income = self.model.income();
        let objective = |weights: &Vec<f64>| {
            let mut by_economy = vec![0.0; income.len()];
            for (player, weight) in self.players.iter().zip(weights) {
                let all: f64 =
                    player.members.iter().map(|member| income[member.0] * ratios[member.0]).sum();
                for member in &player.members {
                    by_economy[member.0] += weight * income[member.0] * ratios[member.0] / all;
                }
            }
            Objective { weights: by_economy, political: self.political.clone() }
        };
        let objectives: Vec<Objective> = weights.iter().map(objective).collect();
        let lever =
            |gradient: &detente_trade::Gradient, covered: &Coverage, log_rate: f64| -> f64 {
                let row = |(sector, importer)| {
                    let row = gradient.tariff.row(sector, importer);
                    covered.exporters.iter().map(|exporter| row[exporter.0]).sum::<f64>()
                };
                log_rate.exp() * self.rows(covered).map(row).sum::<f64>()
            };
        let at: Vec<f64> =
            self.coverage.iter().map(|covered| self.log_rate(point, covered)).collect();
        point
            .0
            .gradients(&objectives, ADJOINT_TOLERANCE, |_, gradient| {
                self.coverage
                    .iter()
                    .zip(&at)
                    .map(|(covered, z)| lever(&gradient, covered, *z))
                    .collect()
            })
            .map_err(|error| error.to_string())
    }

    fn curvature(&self, point: &TariffPoint<'m>) -> Vec<f64> {
        let elasticity = self.model.trade_elasticity();
        let income = point.0.income();
        let one = |covered: &Coverage| {
            let row = |(sector, importer): (SectorId, EconomyId)| {
                let bought = point.0.purchases(sector, importer);
                let (imports, share) =
                    covered.exporters.iter().fold((0.0, 0.0), |(imports, share), exporter| {
                        (imports + bought[exporter.0].0, share + bought[exporter.0].1)
                    });
                elasticity[sector.0] * imports * (1.0 - share).max(0.05)
            };
            let of: f64 =
                self.players[covered.player].members.iter().map(|member| income[member.0]).sum();
            (self.rows(covered).map(row).sum::<f64>() / of).max(LEAST_CURVATURE)
        };
        self.coverage.iter().map(one).collect()
    }
}

/// Relative residual to which derivatives are solved.
const ADJOINT_TOLERANCE: f64 = 1e-9;
/// Trade below this share of income would make steps out of rounding.
const LEAST_CURVATURE: f64 = 1e-12;

impl<'m> TariffGame<'m> {
    /// The lever's value at a point: all its links carry one rate, so the first tells it.
    fn log_rate(&self, point: &TariffPoint<'m>, covered: &Coverage) -> f64 {
        let tariff = &point.0.counterfactual().tariff;
        let first = self.rows(covered).next().zip(covered.exporters.first());
        first.map_or(0.0, |((sector, importer), exporter)| {
            tariff.get(sector, importer, *exporter).ln_1p()
        })
    }
}

/// One entry per lever that has trade to act on.
fn coverage(model: &Model, players: &[Player], levers: &TariffLevers) -> Vec<Coverage> {
    let economies = model.economies().len();
    let mut found = Vec::new();
    for (player, own) in players.iter().enumerate() {
        let foreign = |economy: &EconomyId| !own.members.contains(economy);
        let mut partners: Vec<(Option<String>, Vec<EconomyId>)> = Vec::new();
        if levers.by_partner || levers.among_players {
            let others = players.iter().enumerate().filter(|(at, _)| *at != player);
            partners
                .extend(others.map(|(_, other)| (Some(other.name.clone()), other.members.clone())));
            let playing =
                |economy: &EconomyId| players.iter().any(|player| player.members.contains(economy));
            let idle: Vec<EconomyId> =
                (0..economies).map(EconomyId).filter(|economy| !playing(economy)).collect();
            if !idle.is_empty() && !levers.among_players {
                partners.push((Some("others".into()), idle));
            }
        } else {
            partners.push((None, (0..economies).map(EconomyId).filter(foreign).collect()));
        }
        for (partner, exporters) in partners {
            let groups: Vec<(Option<SectorId>, Vec<SectorId>)> = if levers.by_sector {
                levers.sectors.iter().map(|sector| (Some(*sector), vec![*sector])).collect()
            } else {
                vec![(None, levers.sectors.clone())]
            };
            for (sector, sectors) in groups {
                let traded = sectors.iter().any(|sector| {
                    let bought = |member: &EconomyId| {
                        let row = model.trade().row(*sector, *member);
                        exporters.iter().any(|exporter| row[exporter.0] > 0.0)
                    };
                    own.members.iter().any(bought)
                });
                if traded {
                    let (partner, exporters) = (partner.clone(), exporters.clone());
                    found.push(Coverage { player, partner, sector, sectors, exporters });
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_trade::ModelOptions;

    /// Derivatives of weighted payoffs to every kind of lever against fourth-order central
    /// differences, with and without political weights.
    #[test]
    fn gradients_are_those_of_differences() {
        let world = detente_world::embedded::load("icio-2022").unwrap();
        let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
        let players = Player::list(&world, &["USA".to_owned(), "EU27".to_owned()]).unwrap();
        let sectors = ["C29", "C26", "A01"].iter().filter_map(|code| world.sector(code)).collect();
        let levers = TariffLevers {
            by_partner: true,
            by_sector: true,
            among_players: false,
            sectors,
            least: 0.0,
            most: 4.0,
        };
        let mut political =
            PoliticalWeights::filled(world.economies.len(), world.sectors.len(), 1.0);
        political.values_mut().iter_mut().step_by(7).for_each(|weight| *weight = 1.6);
        for weights in [None, Some(political)] {
            let mut game = TariffGame::new(
                &model,
                Counterfactual::baseline(&model),
                players.clone(),
                &levers,
                weights,
            );
            game.solver.tolerance = 1e-12;
            let at = vec![0.12; game.levers().len()];
            let point = game.evaluate(&at, None).unwrap();
            let share = vec![vec![0.7, 0.3]];
            let found = game.gradients(&point, &share).unwrap().remove(0);
            let value = |lever: usize, step: f64| {
                let mut moved = at.clone();
                moved[lever] += step;
                let point = game.evaluate(&moved, Some(&point)).unwrap();
                game.payoffs(&point)
                    .iter()
                    .zip(&share[0])
                    .map(|(payoff, weight)| payoff * weight)
                    .sum::<f64>()
            };
            let largest = found.iter().fold(0.0, |largest: f64, slope| largest.max(slope.abs()));
            for lever in [0, 1, 4, 7] {
                let h = 2e-3;
                let near = value(lever, h) - value(lever, -h);
                let slope =
                    (8.0 * near - (value(lever, 2.0 * h) - value(lever, -2.0 * h))) / (12.0 * h);
                let error = (found[lever] - slope).abs() / slope.abs().max(1e-2 * largest);
                assert!(
                    error < 1e-5,
                    "{}: {:e} for {slope:e}",
                    game.levers()[lever].name,
                    found[lever]
                );
            }
        }
    }
}
