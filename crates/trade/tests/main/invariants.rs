//! What must hold whatever the world: null shocks, Walras, homogeneity, adding-up, closed forms,
//! extremes, refusals.

use crate::{naive, sample};
use detente_trade::{
    Counterfactual, DeficitClosure, Model, ModelOptions, Outcome, SectorOptions, Solution,
    SolveOptions, Status, TradeError,
};
use detente_world::{Accounts, EconomyId, LinkTable, SectorId, World};
use proptest::prelude::*;

fn largest_change(model: &Model, outcome: &Outcome) -> f64 {
    let mut worst: f64 = 0.0;
    for (new, old) in outcome.trade_value.values().iter().zip(model.trade().values()) {
        worst = worst.max((new - old).abs() / old.abs().max(1.0));
    }
    for table in [&outcome.output_pct, &outcome.price_pct, &outcome.employment_pct] {
        worst = table.values().iter().fold(worst, |worst, value| worst.max(value.abs()));
    }
    for row in &outcome.welfare {
        let values = [
            row.real_income_pct,
            row.real_wage_pct,
            row.exports_pct,
            row.imports_pct,
            row.price_index_pct,
        ];
        worst = values.iter().fold(worst, |worst, value| worst.max(value.abs()));
    }
    worst
}

fn solve(
    world: &World,
    options: &ModelOptions,
    seed: u64,
) -> (Model, Counterfactual, Solution, Outcome) {
    let model = Model::calibrate(world, options).unwrap();
    let shock = sample::shaken(&model, seed);
    let solution = sample::solved(&model, &shock);
    let outcome = model.outcome(&shock, &solution).unwrap();
    (model, shock, solution, outcome)
}

#[test]
fn nothing_changes_in_the_embedded_world_without_a_shock() {
    let world = detente_world::embedded::load("icio-2022").unwrap();
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let shock = Counterfactual::baseline(&model);
    let solution = sample::solved(&model, &shock);
    let worst = largest_change(&model, &model.outcome(&shock, &solution).unwrap());
    println!("largest change {worst:e}, {:?}", solution.certificate);
    assert!(worst < 1e-9);
}

#[test]
fn a_world_without_trade_ignores_tariffs_and_gains_one_for_one_from_productivity() {
    let mut world = sample::synthetic(3, 3, 4);
    let closed = LinkTable::filled(3, 3, 0.0);
    let mut trade = closed.clone();
    for (sector, importer, exporter, value) in world.trade.clone().links() {
        trade.set(sector, importer, exporter, if importer == exporter { value } else { 0.0 });
    }
    (world.trade, world.tariff) = (trade, closed);
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let mut shock = Counterfactual::baseline(&model);
    shock.tariff.values_mut().fill(0.5);
    (0..3).for_each(|at| {
        (0..3).for_each(|sector| {
            shock.tariff.set(SectorId(sector), EconomyId(at), EconomyId(at), 0.0)
        })
    });
    for value in shock.productivity.values_mut() {
        *value = 1.1;
    }
    let outcome = model.outcome(&shock, &sample::solved(&model, &shock)).unwrap();
    let accounts = Accounts::of(&world);
    for (economy, welfare) in world.economy_ids().zip(&outcome.welfare) {
        // Hulten: with unit elasticities real income moves by the Domar weight of a uniform
        // productivity change.
        let domar = accounts.output.row(economy).iter().sum::<f64>()
            / accounts.national_value_added(economy);
        let expected = 100.0 * (domar * 1.1_f64.ln()).exp_m1();
        assert!(
            (welfare.real_income_pct - expected).abs() < 1e-7,
            "{} {expected}",
            welfare.real_income_pct
        );
    }
}

/// Two equal economies, one sector, labour only: a tariff of both on each other leaves wages equal,
/// so the share of home goods, the price and real income have closed forms (Arkolakis, Costinot and
/// Rodriguez-Clare, 2012, with revenue).
#[test]
fn symmetric_economies_follow_the_closed_form() {
    for (theta, foreign, tariff) in [(4.0_f64, 0.3_f64, 0.1_f64), (8.0, 0.1, 0.5), (2.0, 0.5, 1.0)]
    {
        let world = sample::symmetric(2, theta, foreign);
        let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
        let mut shock = Counterfactual::baseline(&model);
        shock.tariff.set(SectorId(0), EconomyId(0), EconomyId(1), tariff);
        shock.tariff.set(SectorId(0), EconomyId(1), EconomyId(0), tariff);
        let outcome = model.outcome(&shock, &sample::solved(&model, &shock)).unwrap();
        let sum = (1.0 - foreign) + foreign * (1.0 + tariff).powf(-theta);
        let imported = foreign * (1.0 + tariff).powf(-theta) / sum;
        // Income is wages plus tariff * imports before tariff; wages are the numeraire.
        let income = 1.0 / (1.0 - imported * tariff / (1.0 + tariff));
        let expected = 100.0 * (income / sum.powf(-1.0 / theta) - 1.0);
        for welfare in &outcome.welfare {
            assert!(
                (welfare.real_income_pct - expected).abs() < 1e-8,
                "{} against {expected}",
                welfare.real_income_pct
            );
        }
    }
}

#[test]
fn walking_a_large_shock_and_solving_it_at_once_agree() {
    let world = sample::synthetic(5, 4, 2);
    let (model, shock, direct, _) = solve(&world, &sample::rich_options(4), 3);
    let mut half = shock.clone();
    for (new, old) in half.tariff.values_mut().iter_mut().zip(model.tariff().values()) {
        *new = 0.5 * (*new + old);
    }
    let start = sample::solved(&model, &half);
    let warm = model.solve(&shock, &SolveOptions::default(), Some(&start.state)).unwrap();
    let (one, two) =
        (model.outcome(&shock, &direct).unwrap(), model.outcome(&shock, &warm).unwrap());
    for (one, two) in one.welfare.iter().zip(&two.welfare) {
        assert!((one.real_income_pct - two.real_income_pct).abs() < 1e-7);
    }
}

/// Tariffs at `rate` on everything that `charges` buys abroad.
fn wall(model: &Model, rate: f64, charges: impl Fn(EconomyId) -> bool) -> Counterfactual {
    let mut shock = Counterfactual::baseline(model);
    for (sector, importer, exporter, _) in model.trade().links() {
        if importer != exporter && charges(importer) {
            shock.tariff.set(sector, importer, exporter, rate);
        }
    }
    shock
}

#[test]
fn prohibitive_tariffs_converge_where_deficits_move_with_income() {
    let world = detente_world::embedded::load("icio-2022").unwrap();
    let options =
        ModelOptions { deficits: DeficitClosure::Proportional, ..ModelOptions::default() };
    let model = Model::calibrate(&world, &options).unwrap();
    let usa = world.economy("USA").unwrap();
    for shock in [wall(&model, 100.0, |importer| importer == usa), wall(&model, 10.0, |_| true)] {
        let solution = sample::solved(&model, &shock);
        println!("{:?}", solution.certificate);
        let outcome = model.outcome(&shock, &solution).unwrap();
        // Nobody's income falls below nothing.
        assert!(
            outcome
                .welfare
                .iter()
                .all(|row| row.real_income_pct > -100.0 && row.real_wage_pct > -100.0)
        );
        assert!(
            outcome.trade_value.values().iter().all(|value| value.is_finite() && *value >= 0.0)
        );
    }
}

#[test]
fn prohibitive_tariffs_exhaust_who_must_pay_others_under_fixed_deficits() {
    let world = detente_world::embedded::load("icio-2022").unwrap();
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let usa = world.economy("USA").unwrap();
    let walls = [
        wall(&model, 100.0, |importer| importer == usa),
        wall(&model, 10.0, |_| true),
        wall(&model, 1e6, |_| true),
    ];
    for shock in walls {
        let solution = model.solve(&shock, &SolveOptions::default(), None).unwrap();
        println!("{} {:?}", solution.status, solution.certificate);
        let Status::NotConverged(reason) = &solution.status else {
            panic!("{:?}", solution.status)
        };
        assert!(reason.contains("IRL is left with") && reason.contains("proportional"), "{reason}");
        assert!(model.outcome(&shock, &solution).is_err());
    }
}

#[test]
fn levers_without_meaning_are_refused_with_their_place() {
    let model = Model::calibrate(&sample::synthetic(3, 2, 1), &ModelOptions::default()).unwrap();
    let refuse = |change: &dyn Fn(&mut Counterfactual)| {
        let mut shock = Counterfactual::baseline(&model);
        change(&mut shock);
        model.solve(&shock, &SolveOptions::default(), None).unwrap_err().to_string()
    };
    let message =
        refuse(&|shock| shock.tariff.set(SectorId(1), EconomyId(0), EconomyId(2), f64::NAN));
    assert_eq!(message, "tariff is NaN at E002 -> E000 S01; it must be a finite rate above -1");
    let message = refuse(&|shock| shock.productivity.set(EconomyId(1), SectorId(0), 0.0));
    assert_eq!(message, "productivity is 0 at E001 S00; it must be a finite positive ratio");
    let message = refuse(&|shock| shock.transfer[0] = 5.0);
    assert!(message.contains("all together zero"), "{message}");
}

#[test]
fn options_out_of_range_are_refused() {
    let world = sample::synthetic(3, 2, 1);
    let wrong = SectorOptions { profit_share: 1.5, ..SectorOptions::default() };
    let options =
        ModelOptions { sectors: vec![SectorOptions::default(), wrong], ..ModelOptions::default() };
    let message = Model::calibrate(&world, &options).unwrap_err().to_string();
    assert_eq!(message, "profit-share of sector S01 is 1.5; it must be from 0 to below 1");
    let options =
        ModelOptions { sectors: vec![SectorOptions::default()], ..ModelOptions::default() };
    assert!(matches!(
        Model::calibrate(&world, &options),
        Err(TradeError::OptionCount { given: 1, expected: 2 })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_null_shock_moves_nothing(seed in 0u64..1000, rich in any::<bool>()) {
        let world = sample::synthetic(4, 5, seed);
        let options = if rich { sample::rich_options(5) } else { ModelOptions::default() };
        let model = Model::calibrate(&world, &options).unwrap();
        let shock = Counterfactual::baseline(&model);
        let outcome = model.outcome(&shock, &sample::solved(&model, &shock)).unwrap();
        prop_assert!(largest_change(&model, &outcome) < 1e-9);
    }

    #[test]
    fn solutions_satisfy_the_equations_as_they_stand_on_paper(seed in 0u64..1000, closure in 0usize..3, rich in any::<bool>()) {
        let closure = [DeficitClosure::Fixed, DeficitClosure::WorldShare, DeficitClosure::Proportional][closure];
        let base = if rich { sample::rich_options(5) } else { ModelOptions::default() };
        let options = ModelOptions { deficits: closure, ..base };
        let world = sample::synthetic(4, 5, seed);
        let (_, shock, solution, outcome) = solve(&world, &options, seed);
        prop_assert!(solution.certificate.walras < 1e-9, "{:?}", solution.certificate);
        prop_assert!(solution.certificate.homogeneity < 1e-9, "{:?}", solution.certificate);
        let worst = naive::largest_violation(&world, &options, &shock, &outcome);
        prop_assert!(worst < 1e-8, "violation {worst:e}");
    }

    #[test]
    fn a_transfer_and_its_reverse_cancel_and_money_is_neutral(seed in 0u64..1000, scale in 0.1..10.0f64) {
        let world = sample::synthetic(4, 3, seed);
        let mut scaled = world.clone();
        scaled.trade.values_mut().iter_mut().for_each(|value| *value *= scale);
        scaled.use_table.values_mut().iter_mut().for_each(|value| *value *= scale);
        let (_, _, _, one) = solve(&world, &ModelOptions::default(), seed);
        let (_, _, _, two) = solve(&scaled, &ModelOptions::default(), seed);
        for (one, two) in one.welfare.iter().zip(&two.welfare) {
            prop_assert!((one.real_income_pct - two.real_income_pct).abs() < 1e-7);
        }
    }
}
