//! Bargaining with a known answer.

use detente_bargain::{BargainError, Concept, Means, Outcomes, Solution, solve};

fn outcomes(disagreement: &[f64], payoffs: &[&[f64]]) -> Outcomes {
    let names = (0..disagreement.len()).map(|party| format!("party {party}")).collect();
    Outcomes::new(names, disagreement.to_vec(), payoffs.iter().map(|row| row.to_vec()).collect())
        .unwrap()
}

fn close(solution: &Solution, known: &[f64], tolerance: f64) {
    for (found, known) in solution.gains.iter().zip(known) {
        assert!((found - known).abs() < tolerance, "{solution:?}, known {known:?}");
    }
}

/// Utility linear in money, 10 to share, 1 and 2 without a deal: d_i + a_i (10 - 3).
#[test]
fn nash_shares_the_surplus_by_weights() {
    let pie =
        outcomes(&[1.0, 2.0], &[&[10.0, 0.0], &[0.0, 10.0]]).with_weights(&[3.0, 7.0]).unwrap();
    let solution = solve(&pie, Concept::Nash, Means::Lottery).unwrap();
    close(&solution, &[0.3 * 7.0, 0.7 * 7.0], 1e-14);
    let money = solve(&pie, Concept::Nash, Means::Money).unwrap();
    close(&money, &[0.3 * 7.0, 0.7 * 7.0], 1e-14);
    assert_eq!(money.lottery, [(0, 1.0)]);
    assert!(
        (money.transfers[0] - (2.1 - 9.0)).abs() < 1e-14
            && money.transfers.iter().sum::<f64>().abs() < 1e-14
    );
}

/// The frontier U_2 = 1 - U_1^2. With weights a and 1 - a the derivative of a ln u + (1 - a) ln(1 -
/// u^2) is zero where a (1 - u^2) = 2 (1 - a) u^2, so u^2 = a / (2 - a); for equal weights u = 1 /
/// sqrt 3 and U_2 = 2 / 3.
#[test]
fn nash_on_a_quadratic_frontier() {
    for weight in [0.25f64, 0.5, 0.8] {
        let best = (weight / (2.0 - weight)).sqrt();
        let steps = 4000;
        let mut payoffs: Vec<Vec<f64>> = (0..=steps)
            .map(|step| f64::from(step) / f64::from(steps))
            .map(|first| vec![first, 1.0 - first * first])
            .collect();
        let make = |payoffs: &[Vec<f64>]| {
            let list = Outcomes::new(
                vec!["first".into(), "second".into()],
                vec![0.0; 2],
                payoffs.to_vec(),
            );
            list.unwrap().with_weights(&[weight, 1.0 - weight]).unwrap()
        };
        let near = solve(&make(&payoffs), Concept::Nash, Means::Outcome).unwrap();
        close(&near, &[best, 1.0 - best * best], 1.0 / f64::from(steps));
        // The hull is inside the true frontier: where the best point is one of its corners, it is
        // the best of the hull.
        payoffs.push(vec![best, 1.0 - best * best]);
        let list = make(&payoffs);
        for means in [Means::Outcome, Means::Lottery] {
            close(&solve(&list, Concept::Nash, means).unwrap(), &[best, 1.0 - best * best], 1e-7);
        }
        assert_eq!(
            solve(&list, Concept::Nash, Means::Outcome).unwrap().lottery,
            [(payoffs.len() - 1, 1.0)]
        );
    }
}

/// The triangle (0, 0), (4, 0), (0, 2): the line to the ideal point (4, 2) meets the frontier in
/// the middle.
#[test]
fn kalai_smorodinsky_on_a_triangle() {
    let triangle = outcomes(&[0.0, 0.0], &[&[0.0, 0.0], &[4.0, 0.0], &[0.0, 2.0]]);
    let solution = solve(&triangle, Concept::KalaiSmorodinsky, Means::Lottery).unwrap();
    close(&solution, &[2.0, 1.0], 1e-14);
    assert_eq!(solution.ideal, [4.0, 2.0]);
    // From (1, 0.5) the frontier x + 2 y = 4 gives ideals 3 - 1 = 2 and 1.5 - 0.5 = 1, and again
    // the middle.
    let moved = triangle.with_disagreement(vec![1.0, 0.5]).unwrap();
    let solution = solve(&moved, Concept::KalaiSmorodinsky, Means::Lottery).unwrap();
    close(&solution, &[1.0, 0.5], 1e-14);
    close(
        &solve(&moved, Concept::EqualGains, Means::Lottery).unwrap(),
        &[2.0 / 3.0, 2.0 / 3.0],
        1e-14,
    );
}

/// The example of Kalai and Smorodinsky (1975): the hull of (0, 1), (1, 0.7) and (1, 0). Nash takes
/// the corner, as t (1 - 0.3 t) rises up to t = 1 / 0.6; equal shares of the ideal (1, 1) are at t =
/// 1 / 1.3.
#[test]
fn concepts_differ_where_they_should() {
    let list = outcomes(&[0.0, 0.0], &[&[0.0, 1.0], &[1.0, 0.7], &[1.0, 0.0]]);
    close(&solve(&list, Concept::Nash, Means::Lottery).unwrap(), &[1.0, 0.7], 1e-15);
    close(
        &solve(&list, Concept::KalaiSmorodinsky, Means::Lottery).unwrap(),
        &[1.0 / 1.3, 1.0 / 1.3],
        1e-14,
    );
    close(&solve(&list, Concept::Utilitarian, Means::Lottery).unwrap(), &[1.0, 0.7], 1e-15);
}

/// On the polygon (0, 2), (3, 1), (4, 0) the first edge is 2 - x / 3, equal at 1.5.
#[test]
fn equal_gains_on_a_polygon() {
    let polygon = outcomes(&[0.0, 0.0], &[&[4.0, 0.0], &[3.0, 1.0], &[0.0, 2.0]]);
    let solution = solve(&polygon, Concept::EqualGains, Means::Lottery).unwrap();
    close(&solution, &[1.5, 1.5], 1e-14);
    assert_eq!(solution.lottery, [(2, 0.5), (1, 0.5)]);
    // The best single outcome is the corner, whose least gain is 0.5 lower.
    let runner_up = solution.runner_up.unwrap();
    assert_eq!((runner_up.outcome, runner_up.margin), (1, 0.5));
}

#[test]
fn single_outcomes_and_how_close_the_next_was() {
    let list =
        outcomes(&[0.0, 0.0], &[&[0.0, 0.0], &[8.0, 1.0], &[3.0, 3.0], &[2.0, 4.0], &[12.0, -1.0]]);
    let expected = [
        // 8 x 1 and 2 x 4 are tied: the larger total comes first.
        (Concept::Nash, 2, 1, 0.5 * (9.0f64 / 8.0).ln()),
        (Concept::KalaiSmorodinsky, 2, 1, 0.375 - 0.25),
        (Concept::EqualGains, 2, 3, 1.0),
        (Concept::Utilitarian, 1, 2, 3.0),
    ];
    for (concept, chosen, next, margin) in expected {
        let solution = solve(&list, concept, Means::Outcome).unwrap();
        let runner_up = solution.runner_up.unwrap();
        assert_eq!((solution.lottery[0].0, runner_up.outcome), (chosen, next), "{concept:?}");
        assert!((runner_up.margin - margin).abs() < 1e-15, "{concept:?} {}", runner_up.margin);
    }
    // Money makes the outcome that a party would not sign alone the best: 11 to share.
    let solution = solve(&list, Concept::EqualGains, Means::Money).unwrap();
    assert_eq!(
        (solution.lottery[0].0, solution.gains, solution.transfers),
        (4, vec![5.5; 2], vec![-6.5, 6.5])
    );
}

#[test]
fn an_empty_bargaining_set_says_who_blocks() {
    let list = outcomes(&[0.0, 0.0], &[&[0.0, 0.0], &[7.0, -2.0], &[-5.0, 1.0]]);
    let error = solve(&list, Concept::Nash, Means::Outcome).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no outcome is better than no deal for all parties: `party 0` blocks; at outcome 0, which comes nearest, it is 0 \
         short; add an item that `party 0` values, or lower what the deal costs it"
    );
    let without = outcomes(&[0.0, 0.0], &[&[7.0, -2.0], &[-5.0, 1.0]]);
    let BargainError::NoAgreement(blocked) =
        solve(&without, Concept::Nash, Means::Outcome).unwrap_err()
    else {
        panic!("another error");
    };
    assert_eq!((blocked.outcome, blocked.party.as_str(), blocked.shortfall), (0, "party 1", 2.0));
    assert_eq!(blocked.surplus, 5.0);
    assert!(blocked.to_string().contains("let money change hands"));
    assert!(solve(&without, Concept::Nash, Means::Money).is_ok());
    // A line from (7, -2) to (-5, 1) passes below the corner.
    assert!(solve(&without, Concept::Nash, Means::Lottery).is_err());
}

#[test]
fn a_veto_from_outside_changes_the_deal() {
    let list = outcomes(&[0.0, 0.0], &[&[5.0, 5.0], &[2.0, 2.0]]);
    let list = list.with_third_parties(vec!["CHN".into()], vec![vec![-9.0], vec![-1.0]]).unwrap();
    let free = solve(&list, Concept::Nash, Means::Lottery).unwrap();
    assert_eq!((free.lottery, free.third), (vec![(0, 1.0)], vec![-9.0]));
    let floored =
        solve(&list.with_floor("CHN", -2.0).unwrap(), Concept::Nash, Means::Lottery).unwrap();
    assert_eq!(
        (floored.lottery, floored.third, floored.gains),
        (vec![(1, 1.0)], vec![-1.0], vec![2.0; 2])
    );
}
