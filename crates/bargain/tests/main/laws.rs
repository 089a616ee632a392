//! What must hold of every bargain.

use detente_bargain::{
    BargainError, Concept, Means, Outcomes, Solution, frontier, room, room_with_lotteries, solve,
};
use proptest::prelude::*;

const MEANS: [Means; 3] = [Means::Outcome, Means::Lottery, Means::Money];

fn outcomes(disagreement: &[f64], payoffs: &[Vec<f64>]) -> Outcomes {
    let names = (0..disagreement.len()).map(|party| format!("party {party}")).collect();
    Outcomes::new(names, disagreement.to_vec(), payoffs.to_vec()).unwrap()
}

/// What each party has without a deal, and the payoffs.
fn games() -> impl Strategy<Value = (Vec<f64>, Vec<Vec<f64>>)> {
    (1usize..5).prop_flat_map(|parties| {
        let row = || proptest::collection::vec(-50.0..100.0f64, parties);
        (
            proptest::collection::vec(-20.0..20.0f64, parties),
            proptest::collection::vec(row(), 1..20),
        )
    })
}

fn payoffs_of(disagreement: &[f64], solution: &Solution) -> Vec<f64> {
    disagreement.iter().zip(&solution.gains).map(|(without, gain)| without + gain).collect()
}

/// The same choice with the same gains, up to rounding.
fn same(
    one: &Result<Solution, BargainError>,
    other: &Result<Solution, BargainError>,
    scale: &[f64],
) -> bool {
    match (one, other) {
        (Ok(one), Ok(other)) => {
            let gains = one.gains.iter().zip(&other.gains).zip(scale);
            gains.clone().all(|((one, other), scale)| (one * scale - other).abs() < 1e-5 * scale)
        }
        (Err(BargainError::NoAgreement(_)), Err(BargainError::NoAgreement(_))) => true,
        _ => false,
    }
}

/// Logarithm of the product of gains.
fn product(gains: &[f64]) -> f64 {
    gains.iter().map(|gain| if *gain > 0.0 { gain.ln() } else { f64::NEG_INFINITY }).sum()
}

/// Payoffs of all packages of items that add up, in whole numbers: many ties, and outcomes that are
/// means of others.
fn packages(items: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let worth = |package: usize, party: usize| {
        items
            .iter()
            .enumerate()
            .filter(|(item, _)| package >> item & 1 == 1)
            .map(|(_, worth)| worth[party])
            .sum()
    };
    (0..1usize << items.len())
        .map(|package| (0..items[0].len()).map(|party| worth(package, party)).collect())
        .collect()
}

/// 4,096 packages of five parties, in dollars rather than millions of them.
#[test]
fn the_largest_enumeration_is_solved_by_all_concepts() {
    let mut state = 17u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f64 / (1u64 << 24) as f64 * 2e9 - 8e8
    };
    let items: Vec<Vec<f64>> = (0..12).map(|_| (0..5).map(|_| next()).collect()).collect();
    let list = outcomes(&[0.0; 5], &packages(&items));
    for concept in Concept::ALL {
        for means in MEANS {
            let solution = solve(&list, concept, means).unwrap();
            assert!(solution.gains.iter().all(|gain| *gain >= -1e-2), "{solution:?}");
            assert!(solution.gap < 1e-9, "{solution:?}");
        }
    }
}

proptest! {
    #[test]
    fn ties_without_end_do_no_harm(
        items in (2usize..5).prop_flat_map(|parties| {
            let row = proptest::collection::vec((-3i32..6).prop_map(f64::from), parties);
            proptest::collection::vec(row, 1..8)
        })
    ) {
        let without = vec![0.0; items[0].len()];
        let list = outcomes(&without, &packages(&items));
        for concept in Concept::ALL {
            for means in MEANS {
                match solve(&list, concept, means) {
                    Ok(solution) => {
                        prop_assert!(solution.gains.iter().all(|gain| *gain >= -1e-10), "{solution:?}");
                        prop_assert!(solution.gap < 1e-9, "{solution:?}");
                        if means == Means::Lottery {
                            let left = room_with_lotteries(&list, &solution.gains).unwrap();
                            prop_assert!(left.abs() < 1e-7, "{concept:?} {left}");
                        }
                    }
                    Err(BargainError::NoAgreement(_)) => {}
                    Err(error) => prop_assert!(false, "{concept:?} {means:?} {error}"),
                }
            }
        }
    }

    #[test]
    fn nobody_falls_below_no_deal_and_shares_add_up((without, payoffs) in games()) {
        let list = outcomes(&without, &payoffs);
        for concept in Concept::ALL {
            for means in MEANS {
                if let Ok(solution) = solve(&list, concept, means) {
                    prop_assert!(solution.gains.iter().all(|gain| *gain >= -1e-10), "{solution:?}");
                    let shares: f64 = solution.lottery.iter().map(|(_, share)| share).sum();
                    prop_assert!((shares - 1.0).abs() < 1e-12);
                    prop_assert!(solution.lottery.iter().all(|(_, share)| *share > 0.0));
                    prop_assert!(solution.transfers.iter().sum::<f64>().abs() < 1e-10);
                    prop_assert!(solution.runner_up.is_none_or(|next| next.margin >= 0.0));
                    for (party, gain) in solution.gains.iter().enumerate() {
                        let mean: f64 = solution.lottery.iter()
                            .map(|(outcome, share)| share * (payoffs[*outcome][party] - without[party])).sum();
                        prop_assert!((mean + solution.transfers[party] - gain).abs() < 1e-9);
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_left_on_the_table((without, payoffs) in games()) {
        let list = outcomes(&without, &payoffs);
        for concept in Concept::ALL {
            if let Ok(solution) = solve(&list, concept, Means::Outcome) {
                prop_assert!(frontier(&list).contains(&solution.lottery[0].0));
                prop_assert_eq!(room(&list, &payoffs_of(&without, &solution)).unwrap().max(1e-12), 1e-12);
            }
            if let Ok(solution) = solve(&list, concept, Means::Lottery) {
                let left = room_with_lotteries(&list, &payoffs_of(&without, &solution)).unwrap();
                prop_assert!(left.abs() < 1e-7, "{left}");
            }
        }
    }

    /// The empty package is worth what no deal is worth: alone it is no agreement, beside others it
    /// changes none.
    #[test]
    fn the_empty_package_is_the_disagreement_point((without, payoffs) in games()) {
        let alone = outcomes(&without, std::slice::from_ref(&without));
        let mut more = payoffs.clone();
        more.push(without.clone());
        for concept in Concept::ALL {
            for means in MEANS {
                let nothing = matches!(solve(&alone, concept, means), Err(BargainError::NoAgreement(_)));
                prop_assert!(nothing);
                let (one, other) =
                    (solve(&outcomes(&without, &payoffs), concept, means), solve(&outcomes(&without, &more), concept, means));
                prop_assert!(same(&one, &other, &vec![1.0; without.len()]), "{one:?} {other:?}");
            }
        }
    }

    /// A constant added to what a party has with and without a deal changes nothing.
    #[test]
    fn where_the_zero_lies_does_not_matter((without, payoffs) in games(), shift in -100.0..100.0f64) {
        let moved: Vec<Vec<f64>> =
            payoffs.iter().map(|row| row.iter().enumerate().map(|(at, value)| value + shift * at as f64).collect()).collect();
        let base: Vec<f64> = without.iter().enumerate().map(|(at, value)| value + shift * at as f64).collect();
        for concept in Concept::ALL {
            for means in MEANS {
                let one = solve(&outcomes(&without, &payoffs), concept, means);
                let other = solve(&outcomes(&base, &moved), concept, means);
                prop_assert!(same(&one, &other, &vec![1.0; without.len()]), "{one:?} {other:?}");
            }
        }
    }

    /// Nash and Kalai-Smorodinsky do not compare parties: in other units they choose the same.
    #[test]
    fn units_of_a_party_do_not_matter(
        (without, payoffs) in games(), units in proptest::collection::vec(0.1..10.0f64, 4)
    ) {
        let scale = |row: &[f64]| row.iter().zip(&units).map(|(value, unit)| value * unit).collect::<Vec<f64>>();
        let scaled: Vec<Vec<f64>> = payoffs.iter().map(|row| scale(row)).collect();
        for concept in [Concept::Nash, Concept::KalaiSmorodinsky] {
            for means in [Means::Outcome, Means::Lottery] {
                let one = solve(&outcomes(&without, &payoffs), concept, means);
                let other = solve(&outcomes(&scale(&without), &scaled), concept, means);
                prop_assert!(same(&one, &other, &units), "{concept:?} {one:?} {other:?}");
            }
        }
    }

    /// A payment that an outcome already contains is undone where money can change hands anyway.
    #[test]
    fn a_side_payment_inside_the_total_changes_nothing(
        (without, payoffs) in games(), payments in proptest::collection::vec(-40.0..40.0f64, 20)
    ) {
        let mut paid = payoffs.clone();
        for (row, payment) in paid.iter_mut().zip(&payments) {
            row[0] -= payment;
            *row.last_mut().unwrap() += payment;
        }
        for concept in Concept::ALL {
            let one = solve(&outcomes(&without, &payoffs), concept, Means::Money);
            let other = solve(&outcomes(&without, &paid), concept, Means::Money);
            if without.len() > 1 {
                prop_assert!(same(&one, &other, &vec![1.0; without.len()]), "{one:?} {other:?}");
                if let (Ok(one), Ok(other)) = (one, other) {
                    prop_assert_eq!(one.lottery, other.lottery);
                }
            }
        }
    }

    /// Swapping two parties swaps what they gain.
    #[test]
    fn names_do_not_matter((without, payoffs) in games()) {
        let turned = |row: &[f64]| row.iter().rev().copied().collect::<Vec<f64>>();
        let rows: Vec<Vec<f64>> = payoffs.iter().map(|row| turned(row)).collect();
        for concept in Concept::ALL {
            for means in MEANS {
                let one = solve(&outcomes(&without, &payoffs), concept, means);
                let other = solve(&outcomes(&turned(&without), &rows), concept, means)
                    .map(|found| Solution { gains: turned(&found.gains), ..found });
                prop_assert!(same(&one, &other, &vec![1.0; without.len()]), "{concept:?} {means:?} {one:?} {other:?}");
            }
        }
    }

    /// The naive twin on single outcomes: each aim computed for each outcome from its definition.
    #[test]
    fn single_outcomes_are_what_comparing_all_gives((without, payoffs) in games()) {
        let list = outcomes(&without, &payoffs);
        let gains: Vec<Vec<f64>> = (0..payoffs.len()).map(|outcome| list.gains(outcome)).collect();
        let signed: Vec<usize> = (0..payoffs.len()).filter(|&at| gains[at].iter().all(|gain| *gain >= 0.0)).collect();
        let ideal: Vec<f64> = (0..without.len())
            .map(|party| signed.iter().map(|&at| gains[at][party]).fold(0.0, f64::max)).collect();
        let least = |at: usize, per: &[f64]| {
            gains[at].iter().zip(per).map(|(gain, per)| gain / per).fold(f64::INFINITY, f64::min)
        };
        let total = |at: usize| gains[at].iter().sum::<f64>();
        let ones = vec![1.0; without.len()];
        for concept in Concept::ALL {
            let value = |at: usize| match concept {
                Concept::Nash => product(&gains[at]),
                Concept::KalaiSmorodinsky => least(at, &ideal),
                Concept::EqualGains => least(at, &ones),
                Concept::Utilitarian => total(at),
            };
            match solve(&list, concept, Means::Outcome) {
                Ok(solution) => {
                    let chosen = solution.lottery[0].0;
                    prop_assert!(signed.contains(&chosen));
                    let best = signed.iter().map(|&at| value(at)).fold(f64::NEG_INFINITY, f64::max);
                    prop_assert!((value(chosen) - best).abs() < 1e-9);
                }
                Err(_) => prop_assert!(signed.is_empty()),
            }
        }
    }

    /// The naive twin on lotteries: many mixtures of three outcomes, none of which is better for
    /// the least of all.
    #[test]
    fn no_mixture_has_a_larger_least_gain((without, payoffs) in games(), cuts in proptest::collection::vec(0.0..1.0f64, 40)) {
        let list = outcomes(&without, &payoffs);
        let least = |gains: &[f64], per: &[f64]| gains.iter().zip(per).map(|(gain, per)| gain / per).fold(f64::INFINITY, f64::min);
        let ones = vec![1.0; without.len()];
        let (Ok(equal), Ok(shares)) = (
            solve(&list, Concept::EqualGains, Means::Lottery),
            solve(&list, Concept::KalaiSmorodinsky, Means::Lottery),
        ) else { return Ok(()) };
        for (place, cut) in cuts.windows(3).enumerate() {
            let picks = [place, 3 * place + 1, 7 * place + 2].map(|pick| list.gains(pick % payoffs.len()));
            let weight: f64 = cut.iter().sum::<f64>() + 1e-9;
            let mixed: Vec<f64> = (0..without.len())
                .map(|party| picks.iter().zip(cut).map(|(gains, cut)| gains[party] * cut / weight).sum()).collect();
            prop_assert!(least(&mixed, &ones) <= least(&equal.gains, &ones) + 1e-6);
            prop_assert!(least(&mixed, &shares.ideal) <= least(&shares.gains, &shares.ideal) + 1e-6);
        }
    }
}
