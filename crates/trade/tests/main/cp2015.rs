//! Caliendo and Parro (2015): what NAFTA's tariff changes from 1993 to 2005 did to 31 economies.

use crate::cp2015_world::{NO_DEFICITS, TRADABLE, published, tariffs, world};
use crate::sample::percent_change;
use detente_trade::{
    Counterfactual, Model, ModelOptions, NegativeFinalDemand, Outcome, Solution, SolveOptions,
    Status,
};
use detente_world::{EconomyId, SectorId};

pub const NAFTA: [&str; 3] = ["Mexico", "Canada", "USA"];

fn options() -> ModelOptions {
    ModelOptions {
        remove_deficits_first: true,
        negative_final_demand: NegativeFinalDemand::ClipAndSolve,
        ..ModelOptions::default()
    }
}

pub fn model() -> Model {
    Model::calibrate(&world(), &options()).unwrap()
}

/// NAFTA tariffs as of 2005 among the three, all others as of 1993.
pub fn nafta(model: &Model) -> Counterfactual {
    let mut counterfactual = Counterfactual::baseline(model);
    let later = tariffs("tariffs2005.txt");
    let members: Vec<usize> = NAFTA
        .iter()
        .map(|name| model.economies().iter().position(|code| code == name).unwrap())
        .collect();
    for sector in 0..TRADABLE {
        for importer in &members {
            for exporter in &members {
                let (s, n, i) = (SectorId(sector), EconomyId(*importer), EconomyId(*exporter));
                counterfactual.tariff.set(s, n, i, later.get(s, n, i));
            }
        }
    }
    counterfactual
}

pub fn solved(model: &Model) -> (Solution, Outcome) {
    let counterfactual = nafta(model);
    let solution = model.solve(&counterfactual, &SolveOptions::default(), None).unwrap();
    assert_eq!(solution.status, Status::Converged, "{:?}", solution.certificate);
    let outcome = model.outcome(&counterfactual, &solution).unwrap();
    (solution, outcome)
}

/// The first-order decomposition that the paper prints, eqs. (15)-(17), in one step at baseline
/// flows: terms of trade `sum_ij E (c_n - 1) - M (c_i - 1)` and volume of trade `sum_ij t M (dM / M
/// - (c_i - 1))` in percent of income, by economy. It is no approximation of a large change.
fn first_order(model: &Model, outcome: &Outcome) -> Vec<[f64; 2]> {
    let mut parts = vec![[0.0; 2]; model.economies().len()];
    let flows =
        model.trade().links().zip(outcome.trade_value.values()).zip(model.tariff().values());
    for (((sector, importer, exporter, old), new), tariff) in flows {
        if importer != exporter {
            let dearer = old * outcome.price_pct.get(exporter, sector);
            parts[exporter.0][0] += dearer;
            parts[importer.0][0] -= dearer;
            parts[importer.0][1] += tariff * (100.0 * (new - old) - dearer);
        }
    }
    parts.iter().zip(model.income()).map(|(own, income)| own.map(|part| part / income)).collect()
}

/// Largest difference to the published numbers, in percentage points; prints every economy if
/// asked.
fn worst_difference(
    model: &Model,
    published: &[(String, [f64; 4])],
    outcome: &Outcome,
    print: bool,
) -> f64 {
    let mut worst: f64 = 0.0;
    let parts = first_order(model, outcome);
    for (((name, theirs), ours), [terms, volume]) in
        published.iter().zip(&outcome.welfare).zip(parts)
    {
        let ours_list = [terms, volume, terms + volume, ours.real_wage_pct];
        if print {
            println!(
                "{name:<14}{theirs:>8.5?}   {ours_list:>8.5?}   {:>9.5}",
                ours.real_income_pct
            );
        }
        for (ours, theirs) in ours_list.iter().zip(theirs) {
            worst = worst.max((ours - theirs).abs());
        }
    }
    worst
}

#[test]
fn published_first_order_welfare_of_all_economies_to_four_digits() {
    let model = model();
    let (solution, outcome) = solved(&model);
    println!("{:?}", solution.certificate);
    println!(
        "{:<14}{:>33}   {:>33}   {:>9}",
        "economy", "published: tot vot welfare wage", "here", "exact"
    );
    let worst = worst_difference(&model, &published(NO_DEFICITS), &outcome, true);
    println!("worst difference in percentage points: {worst:e}");
    assert!(worst < 1e-6, "worst difference {worst}");
}

#[test]
fn imports_from_nafta_partners_grow_as_published() {
    let model = model();
    let (_, outcome) = solved(&model);
    for (name, expected) in NAFTA.iter().zip([118.28, 11.11, 40.52]) {
        let growth = percent_change(&model, &outcome, name, &NAFTA);
        assert!((growth - expected).abs() < 0.005, "{name}: {growth} against {expected}");
    }
}

/// The paper's other table: the deficits of 1993 stay, in the numeraire.
#[test]
fn published_first_order_welfare_with_deficits_kept() {
    let options = ModelOptions { remove_deficits_first: false, ..options() };
    let model = Model::calibrate(&world(), &options).unwrap();
    let (_, outcome) = solved(&model);
    let worst =
        worst_difference(&model, &published("cp2015_nafta_welfare_deficit.csv"), &outcome, false);
    assert!(worst < 1e-6, "worst difference {worst}");
}
