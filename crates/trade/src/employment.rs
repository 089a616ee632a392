//! What does a unit of primary factors cost when capital has grown and wages may not fall?
//!
//! Value added is labour and capital in Cobb-Douglas, both mobile between sectors. `u` is the log
//! of the wage bill, which is the unknown of labour markets; f the log of the wage floor.
//!
//! ```text
//! (1)  V = L^(1-a) K^a,  w L / VA constant   =>   v = w (L/K)^a     price of primary factors
//! (2)  w >= f,  L <= 1,  (w - f)(1 - L) = 0
//! (3)  ln w = max(u, f),  ln L = min(0, u - f)                      the only pair with w L = e^u that keeps (2)
//! (4)  ln v = max(u, f) + a min(0, u - f) - a ln K
//! ```
//! (3) is the normal map of the complementarity problem (Robinson 1992, "Normal maps induced by
//! linear transformations", Math. Oper. Res. 17): it holds at every u, so that no unknown and no
//! inequality is added. (4) has the slope 1 above the floor and a below: semismooth, so that
//! Newton's steps and the adjoint go on with that slope.
//!
//! Sources: capital as in Anderson, Larch and Yotov (2020), "Transitional growth and trade with
//! frictions", Econ. J. 130; the floor as in Rodriguez-Clare, Ulate and Vasquez (2020),
//! "New-Keynesian trade", there without capital.

use crate::counterfactual::Counterfactual;
use crate::error::TradeError;
use crate::model::Model;

/// Capital and wage floors of a counterfactual, by economy.
#[derive(Clone, Debug)]
pub(crate) struct PrimaryFactors {
    /// a ln K.
    capital: Vec<f64>,
    /// f; minus infinity where wages are free.
    floor: Vec<f64>,
    /// a.
    share: Vec<f64>,
    /// Whether the price of factors is the wage throughout.
    plain: bool,
}

impl PrimaryFactors {
    /// With a share `progress` (in logs) of the change worked in.
    pub fn new(model: &Model, counterfactual: &Counterfactual, progress: f64) -> Self {
        let share = model.capital_share.clone();
        let logs = |ratios: &[f64]| -> Vec<f64> {
            ratios
                .iter()
                .map(|ratio| if *ratio == 0.0 { f64::NEG_INFINITY } else { progress * ratio.ln() })
                .collect()
        };
        let capital: Vec<f64> = logs(&counterfactual.capital)
            .iter()
            .zip(&share)
            .map(|(log, share)| log * share)
            .collect();
        let floor = logs(&counterfactual.wage_floor);
        let plain =
            capital.iter().all(|log| *log == 0.0) && floor.iter().all(|log| log.is_infinite());
        Self { capital, floor, share, plain }
    }

    /// Whether any wage has a floor.
    pub fn has_floor(&self) -> bool {
        self.floor.iter().any(|floor| floor.is_finite())
    }

    /// (4) by economy, and its slope to u. `numeraire` is the log of the numeraire, with which the
    /// floors move.
    pub fn price(&self, wage_bill: &[f64], numeraire: f64, price: &mut [f64], slope: &mut [f64]) {
        price.copy_from_slice(wage_bill);
        if self.plain {
            return;
        }
        for (at, (capital, share)) in self.capital.iter().zip(&self.share).enumerate() {
            let short = self.shortfall(at, wage_bill[at], numeraire);
            price[at] = wage_bill[at] - (1.0 - share) * short - capital;
            slope[at] = if short < 0.0 { *share } else { 1.0 };
        }
    }

    /// What capital adds to the services of primary factors, in logs: a ln K.
    pub fn log_services(&self, economy: usize) -> f64 {
        self.capital[economy]
    }

    /// ln L, (3).
    pub fn shortfall(&self, economy: usize, wage_bill: f64, numeraire: f64) -> f64 {
        (wage_bill - self.floor[economy] - numeraire).min(0.0)
    }

    /// w as a ratio to the baseline, (3).
    pub fn wage(&self, economy: usize, wage_bill: f64) -> f64 {
        (wage_bill - self.shortfall(economy, wage_bill, 0.0)).exp()
    }

    /// What is left of (2) where labour demand is `demanded`, a ratio to supply, at the wage of
    /// (3): the larger of the floor's excess over the wage and the smaller of both gaps.
    pub fn complementarity(&self, economy: usize, wage_bill: f64, demanded: f64) -> f64 {
        if self.floor[economy].is_infinite() {
            return 0.0;
        }
        let wage = self.wage(economy, wage_bill).ln();
        let employed = demanded * (self.shortfall(economy, wage_bill, 0.0)).exp();
        f64::min(wage - self.floor[economy], 1.0 - employed).abs()
    }
}

/// Whether capital and floors have a meaning.
///
/// # Errors
/// The first that has none, with its economy.
pub(crate) fn check(counterfactual: &Counterfactual, model: &Model) -> Result<(), TradeError> {
    let economies = &model.economy_codes;
    let all = |what, values: &[f64], fine: &dyn Fn(f64) -> bool, range| {
        if values.len() != economies.len() {
            let (place, value) = ("the number of economies".to_owned(), values.len() as f64);
            return Err(TradeError::Counterfactual { what, place, value, range });
        }
        let wrong =
            values.iter().zip(economies).find(|(value, _)| !(value.is_finite() && fine(**value)));
        wrong.map_or(Ok(()), |(value, economy)| {
            Err(TradeError::Counterfactual { what, place: economy.clone(), value: *value, range })
        })
    };
    all(
        "capital",
        &counterfactual.capital,
        &|value| value > 0.0,
        "a finite positive ratio, one per economy",
    )?;
    all(
        "wage floor",
        &counterfactual.wage_floor,
        &|value| value >= 0.0,
        "a finite ratio of at least 0, one per economy",
    )
}
