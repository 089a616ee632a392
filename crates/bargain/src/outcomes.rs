//! What can be agreed, what does each party have from it, and what has it without a deal?
//!
//! A list of outcomes with the payoff of every party at each, checked once here, so that what
//! follows need not check again. Payoffs are in one currency; any zero will do, since only
//! differences from the disagreement point matter.

use crate::{BargainError, Blocked};

/// A finite set of outcomes that parties bargain over.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcomes {
    parties: Vec<String>,
    weights: Vec<f64>,
    disagreement: Vec<f64>,
    payoffs: Vec<Vec<f64>>,
    third_parties: Vec<String>,
    third: Vec<Vec<f64>>,
    allowed: Vec<bool>,
}

impl Outcomes {
    /// Takes the names of the parties, what each has without a deal, and the payoffs by outcome and
    /// party. Bargaining weights are equal, and every outcome is allowed.
    ///
    /// # Errors
    /// No party or no outcome, a name given twice, lists of other lengths, a figure that is not
    /// finite.
    pub fn new(
        parties: Vec<String>,
        disagreement: Vec<f64>,
        payoffs: Vec<Vec<f64>>,
    ) -> Result<Self, BargainError> {
        check_names(&parties, "party", "parties")?;
        check_row(&disagreement, parties.len(), "disagreement point", &|| {
            "the disagreement point".into()
        })?;
        check_rows(&payoffs, parties.len(), "payoff")?;
        if payoffs.is_empty() {
            return Err(BargainError::Missing { what: "outcome" });
        }
        let weights = vec![1.0 / parties.len() as f64; parties.len()];
        let allowed = vec![true; payoffs.len()];
        Ok(Outcomes {
            parties,
            weights,
            disagreement,
            payoffs,
            third_parties: Vec::new(),
            third: Vec::new(),
            allowed,
        })
    }

    /// The same with bargaining weights, any positive numbers; only their ratios count.
    ///
    /// # Errors
    /// Another number of weights than parties; a weight that is not positive and finite.
    pub fn with_weights(self, weights: &[f64]) -> Result<Self, BargainError> {
        check_row(weights, self.parties.len(), "weight", &|| "the bargaining weights".into())?;
        if let Some(party) = weights.iter().position(|weight| *weight <= 0.0) {
            let (entry, value) = (format!("party `{}`", self.parties[party]), weights[party]);
            return Err(BargainError::Figure {
                entry,
                what: "bargaining weight",
                value,
                range: "above zero",
            });
        }
        let total: f64 = weights.iter().sum();
        Ok(Outcomes { weights: weights.iter().map(|weight| weight / total).collect(), ..self })
    }

    /// The same with another disagreement point.
    ///
    /// # Errors
    /// Another number of values than parties; a value that is not finite.
    pub fn with_disagreement(self, disagreement: Vec<f64>) -> Result<Self, BargainError> {
        check_row(&disagreement, self.parties.len(), "disagreement point", &|| {
            "the disagreement point".into()
        })?;
        Ok(Outcomes { disagreement, ..self })
    }

    /// The same with those who only watch: their names and what they get, by outcome and third
    /// party.
    ///
    /// # Errors
    /// As [`Outcomes::new`]; a third party that is also a party.
    pub fn with_third_parties(
        self,
        names: Vec<String>,
        payoffs: Vec<Vec<f64>>,
    ) -> Result<Self, BargainError> {
        check_names(&names, "third party", "third parties")?;
        if let Some(name) = names.iter().find(|name| self.parties.contains(name)) {
            return Err(BargainError::Twice {
                name: name.clone(),
                among: "parties and third parties",
            });
        }
        if payoffs.len() != self.payoffs.len() {
            let (expected, found) = (self.payoffs.len(), payoffs.len());
            let entry = "payoffs of third parties".into();
            return Err(BargainError::Shape { entry, expected, found, per: "row per outcome" });
        }
        check_rows(&payoffs, names.len(), "payoff of a third party")?;
        Ok(Outcomes { third_parties: names, third: payoffs, ..self })
    }

    /// The same without the outcomes that leave a third party below a floor: a veto. Lotteries are
    /// over what is left, so that the floor holds however the lot falls.
    ///
    /// # Errors
    /// A floor that is not a number; a third party that is not there; no outcome left.
    pub fn with_floor(mut self, third_party: &str, floor: f64) -> Result<Self, BargainError> {
        let Some(place) = self.third_parties.iter().position(|name| name == third_party) else {
            let (name, known) = (third_party.into(), self.third_parties.join(", "));
            return Err(BargainError::Unknown { name, among: "third parties", known });
        };
        check_finite(floor, "floor", &|| format!("third party `{third_party}`"))?;
        let worth = |outcome: usize| self.third[outcome][place];
        let before: Vec<usize> = self.allowed_outcomes().collect();
        if !before.iter().any(|&outcome| worth(outcome) >= floor) {
            let best =
                before.iter().map(|&outcome| worth(outcome)).fold(f64::NEG_INFINITY, f64::max);
            return Err(BargainError::Vetoed { party: third_party.into(), floor, best });
        }
        for outcome in before {
            self.allowed[outcome] = self.third[outcome][place] >= floor;
        }
        Ok(self)
    }

    /// Names of the parties, in order.
    #[must_use]
    pub fn parties(&self) -> &[String] {
        &self.parties
    }

    /// Bargaining weights by party, sum 1.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// What each party has without a deal.
    #[must_use]
    pub fn disagreement(&self) -> &[f64] {
        &self.disagreement
    }

    /// Payoffs by outcome and party.
    #[must_use]
    pub fn payoffs(&self) -> &[Vec<f64>] {
        &self.payoffs
    }

    /// Names of those who only watch.
    #[must_use]
    pub fn third_parties(&self) -> &[String] {
        &self.third_parties
    }

    /// What third parties get, by outcome and third party; empty where there is none.
    #[must_use]
    pub fn third(&self) -> &[Vec<f64>] {
        &self.third
    }

    /// Whether no third party vetoes an outcome.
    #[must_use]
    pub fn is_allowed(&self, outcome: usize) -> bool {
        self.allowed[outcome]
    }

    /// The outcomes that nobody outside vetoes, in order.
    pub fn allowed_outcomes(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.payoffs.len()).filter(|&outcome| self.allowed[outcome])
    }

    /// What every party gains at an outcome over no deal.
    #[must_use]
    pub fn gains(&self, outcome: usize) -> Vec<f64> {
        self.payoffs[outcome]
            .iter()
            .zip(&self.disagreement)
            .map(|(payoff, without)| payoff - without)
            .collect()
    }

    /// Gains that differ by less are equal: what rounding makes of payoffs of this size. Currency.
    #[must_use]
    pub fn dust(&self) -> f64 {
        let allowed = self.allowed_outcomes().flat_map(|outcome| &self.payoffs[outcome]);
        1e-12
            * allowed.chain(&self.disagreement).fold(0.0, |most: f64, value| most.max(value.abs()))
    }

    /// The allowed outcome at which the smallest gain is largest (the first of several), and who
    /// gains least there.
    #[must_use]
    pub fn nearest(&self) -> Blocked {
        let mut nearest = (0, f64::NEG_INFINITY);
        for outcome in self.allowed_outcomes() {
            let least = self.gains(outcome).into_iter().fold(f64::INFINITY, f64::min);
            if least > nearest.1 {
                nearest = (outcome, least);
            }
        }
        let (outcome, least) = nearest;
        let gains = self.gains(outcome);
        let party = gains.iter().position(|gain| *gain == least).unwrap_or(0);
        let shortfall = (-least).max(0.0);
        Blocked {
            outcome,
            party: self.parties[party].clone(),
            shortfall,
            surplus: gains.iter().sum(),
        }
    }
}

/// A number, and not an infinite one.
pub(crate) fn check_finite(
    value: f64,
    what: &'static str,
    entry: &dyn Fn() -> String,
) -> Result<(), BargainError> {
    if value.is_finite() {
        return Ok(());
    }
    Err(BargainError::Figure { entry: entry(), what, value, range: "a finite number" })
}

/// A list of numbers of the right length.
pub(crate) fn check_row(
    row: &[f64],
    expected: usize,
    what: &'static str,
    entry: &dyn Fn() -> String,
) -> Result<(), BargainError> {
    if row.len() != expected {
        return Err(BargainError::Shape {
            entry: entry(),
            expected,
            found: row.len(),
            per: "per party",
        });
    }
    row.iter().try_for_each(|value| check_finite(*value, what, entry))
}

fn check_rows(rows: &[Vec<f64>], parties: usize, what: &'static str) -> Result<(), BargainError> {
    rows.iter().enumerate().try_for_each(|(outcome, row)| {
        check_row(row, parties, what, &|| format!("outcome {outcome}"))
    })
}

fn check_names(
    names: &[String],
    what: &'static str,
    among: &'static str,
) -> Result<(), BargainError> {
    if names.is_empty() {
        return Err(BargainError::Missing { what });
    }
    match names.iter().enumerate().find(|(place, name)| names[..*place].contains(name)) {
        Some((_, name)) => Err(BargainError::Twice { name: name.clone(), among }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(ToString::to_string).collect()
    }

    fn deal() -> Outcomes {
        let payoffs = vec![vec![0.0, 0.0], vec![5.0, -2.0], vec![-4.0, 3.0]];
        Outcomes::new(names(&["USA", "JPN"]), vec![0.0, 0.0], payoffs).unwrap()
    }

    #[test]
    fn mistakes_are_named() {
        let make = |parties: &[&str], without: &[f64], payoffs: &[&[f64]]| {
            let payoffs = payoffs.iter().map(|row| row.to_vec()).collect();
            Outcomes::new(names(parties), without.to_vec(), payoffs).unwrap_err().to_string()
        };
        assert_eq!(make(&[], &[], &[]), "there is no party; give at least one");
        assert_eq!(make(&["USA"], &[0.0], &[]), "there is no outcome; give at least one");
        assert_eq!(
            make(&["A", "A"], &[0.0; 2], &[]),
            "`A` appears twice among the parties; name each once"
        );
        assert_eq!(
            make(&["A", "B"], &[0.0; 2], &[&[1.0, 2.0], &[1.0]]),
            "outcome 1: 2 values are needed and 1 were given; give one per party"
        );
        assert_eq!(
            make(&["A"], &[0.0], &[&[f64::NAN]]),
            "outcome 0: the payoff is NaN, but must be a finite number; correct it"
        );
    }

    #[test]
    fn the_blocking_party_is_named_at_the_nearest_outcome() {
        let blocked = deal().with_disagreement(vec![1.0, 0.5]).unwrap().nearest();
        assert_eq!((blocked.outcome, blocked.party.as_str(), blocked.shortfall), (0, "USA", 1.0));
    }

    #[test]
    fn a_floor_removes_outcomes_and_says_when_none_is_left() {
        let watched = deal()
            .with_third_parties(names(&["CHN"]), vec![vec![0.0], vec![-3.0], vec![-1.0]])
            .unwrap();
        let floored = watched.clone().with_floor("CHN", -2.0).unwrap();
        assert_eq!(floored.allowed_outcomes().collect::<Vec<_>>(), [0, 2]);
        let error = watched.with_floor("CHN", 1.0).unwrap_err();
        assert_eq!(error, BargainError::Vetoed { party: "CHN".into(), floor: 1.0, best: 0.0 });
    }
}
