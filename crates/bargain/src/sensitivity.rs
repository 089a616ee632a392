//! How much of the deal hangs on what each party would have without it?
//!
//! The disagreement point decides who has to be offered what, and is the least certain of all
//! figures: each party's is moved down and up by a step, and the bargain solved again.
//!
//! ```text
//! (1) U_i(d + h e_j) - U_i(d)      what party i has more where party j is better off without a deal
//! ```

use crate::outcomes::check_row;
use crate::{BargainError, Blocked, Concept, Means, Outcomes, Solution, solve};

/// A bargain and what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensitivity {
    /// At the disagreement point as given.
    pub base: Solution,
    /// Party by party, first down, then up.
    pub shifts: Vec<Shift>,
}

/// A bargain at a disagreement point moved for one party.
#[derive(Clone, Debug, PartialEq)]
pub struct Shift {
    /// Which party.
    pub party: usize,
    /// By how much its payoff without a deal is moved. Currency.
    pub step: f64,
    /// What is agreed then, with gains over the moved point; or who blocks.
    pub result: Result<Solution, Blocked>,
    /// Whether the same outcomes are agreed on.
    pub same_outcomes: bool,
    /// (1) by party, payoffs, not gains; where nothing is agreed, what each falls to without a
    /// deal. Currency.
    pub payoff_changes: Vec<f64>,
}

/// Moves each party's disagreement point down and up by its step.
///
/// # Errors
/// As [`solve`] at the point as given; another number of steps than parties; a step that is not
/// above zero.
pub fn sensitivity(
    outcomes: &Outcomes,
    concept: Concept,
    means: Means,
    steps: &[f64],
) -> Result<Sensitivity, BargainError> {
    check_row(steps, outcomes.parties().len(), "step", &|| {
        "the steps of the disagreement point".into()
    })?;
    if let Some(party) = steps.iter().position(|step| *step <= 0.0) {
        let (entry, value) = (format!("party `{}`", outcomes.parties()[party]), steps[party]);
        return Err(BargainError::Figure { entry, what: "step", value, range: "above zero" });
    }
    let base = solve(outcomes, concept, means)?;
    let mut shifts = Vec::new();
    for (party, size) in steps.iter().enumerate() {
        for step in [-size, *size] {
            shifts.push(shift(outcomes, &base, party, step)?);
        }
    }
    Ok(Sensitivity { base, shifts })
}

fn shift(
    outcomes: &Outcomes,
    base: &Solution,
    party: usize,
    step: f64,
) -> Result<Shift, BargainError> {
    let mut without = outcomes.disagreement().to_vec();
    without[party] += step;
    let result = match solve(
        &outcomes.clone().with_disagreement(without.clone())?,
        base.concept,
        base.means,
    ) {
        Ok(solution) => Ok(solution),
        Err(BargainError::NoAgreement(blocked)) => Err(blocked),
        Err(error) => return Err(error),
    };
    let agreed = |solution: &Solution| {
        solution.lottery.iter().map(|(outcome, _)| *outcome).collect::<Vec<usize>>()
    };
    let same_outcomes = result.as_ref().is_ok_and(|solution| {
        let (mut one, mut other) = (agreed(solution), agreed(base));
        one.sort_unstable();
        other.sort_unstable();
        one == other
    });
    let change = |other: usize| {
        let gain = result.as_ref().map_or(0.0, |solution| solution.gains[other]);
        (without[other] + gain) - (outcomes.disagreement()[other] + base.gains[other])
    };
    let payoff_changes = (0..without.len()).map(change).collect();
    Ok(Shift { party, step, result, same_outcomes, payoff_changes })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(payoffs: &[[f64; 2]]) -> Outcomes {
        let payoffs = payoffs.iter().map(|row| row.to_vec()).collect();
        Outcomes::new(vec!["USA".into(), "JPN".into()], vec![0.0; 2], payoffs).unwrap()
    }

    /// With money U_i = d_i + a_i (S - d_1 - d_2): one more without a deal is (1 - a_i) for
    /// oneself, -a_j for the other.
    #[test]
    fn with_money_the_slopes_are_known() {
        let list = outcomes(&[[10.0, 4.0]]).with_weights(&[1.0, 3.0]).unwrap();
        let found = sensitivity(&list, Concept::Nash, Means::Money, &[2.0, 0.5]).unwrap();
        let known = [
            (0, -2.0, [-1.5, 1.5]),
            (0, 2.0, [1.5, -1.5]),
            (1, -0.5, [0.125, -0.125]),
            (1, 0.5, [-0.125, 0.125]),
        ];
        for (shift, (party, step, changes)) in found.shifts.iter().zip(known) {
            assert_eq!((shift.party, shift.step, shift.same_outcomes), (party, step, true));
            for (change, known) in shift.payoff_changes.iter().zip(changes) {
                assert!((change - known).abs() < 1e-13, "{shift:?}");
            }
        }
    }

    #[test]
    fn a_deal_may_change_or_fall_through() {
        let list = outcomes(&[[5.0, 5.0], [8.0, 2.0]]);
        let found = sensitivity(&list, Concept::Nash, Means::Outcome, &[4.5, 6.0]).unwrap();
        let [_, first_up, _, second_up] = &found.shifts[..] else { panic!("four shifts") };
        // 0.5 x 5 against 3.5 x 2: the first party is now worth winning.
        assert_eq!(first_up.result.as_ref().unwrap().lottery, [(1, 1.0)]);
        assert_eq!(
            (first_up.same_outcomes, &first_up.payoff_changes[..]),
            (false, &[3.0, -3.0][..])
        );
        let blocked = second_up.result.as_ref().unwrap_err();
        assert_eq!((blocked.party.as_str(), blocked.shortfall), ("JPN", 1.0));
        assert_eq!(second_up.payoff_changes, [-5.0, 1.0]);
    }

    #[test]
    fn steps_must_be_steps() {
        let list = outcomes(&[[5.0, 5.0]]);
        let error = sensitivity(&list, Concept::Nash, Means::Outcome, &[1.0, 0.0]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "party `JPN`: the step is 0, but must be above zero; correct it"
        );
        assert!(sensitivity(&list, Concept::Nash, Means::Outcome, &[1.0]).is_err());
    }
}
