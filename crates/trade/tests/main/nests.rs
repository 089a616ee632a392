//! Two nests: a world with a known answer, one nest as a special case, exponents at, below and
//! around zero, gradients to both exponents.

use crate::gradient::{TIGHT, compare, difference, gradient};
use crate::{naive, sample};
use detente_trade::{
    Counterfactual, DeficitClosure, Model, ModelOptions, Objective, Outcome, QuantityCap,
    RentRecipient, SolveOptions, Status,
};
use detente_world::{EconomyId, SectorId, World};
use proptest::prelude::*;
use std::path::PathBuf;

/// Exponents of home goods and of origins that differ, cross zero and fall below it.
const HOME: [f64; 6] = [1.19, 0.0, 5.0, -0.3, 0.5, 2.0];
const SOURCE: [f64; 6] = [2.53, 4.0, 1.5, 0.6, 0.0, -0.24];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../reference/two_nests")
}

fn rows(file: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_path(folder().join(file)).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A made-up world with two nests in every sector.
fn nested(economies: usize, seed: u64) -> (World, ModelOptions) {
    let mut world = sample::synthetic(economies, 6, seed);
    for (sector, exponent) in world.sectors.iter_mut().zip(SOURCE) {
        sector.trade_elasticity = exponent;
    }
    let options = ModelOptions { home_elasticity: HOME.to_vec(), ..ModelOptions::default() };
    (world, options)
}

fn solve_tightly(model: &Model, shock: &Counterfactual) -> Outcome {
    let solution = model.solve(shock, &TIGHT, None).unwrap();
    assert!(solution.certificate.residual < 1e-11, "{:?}", solution.certificate);
    let loose = detente_trade::Solution { status: Status::Converged, ..solution };
    model.outcome(shock, &loose).unwrap()
}

/// Largest difference of real incomes (percentage points) and of flows (relative).
fn apart(one: &Outcome, two: &Outcome) -> (f64, f64) {
    let income = one.welfare.iter().zip(&two.welfare);
    let income = income.map(|(one, two)| (one.real_income_pct - two.real_income_pct).abs());
    let flows = one.trade_value.values().iter().zip(two.trade_value.values());
    let flows = flows.map(|(one, two)| (one - two).abs() / two.abs().max(1e-9));
    (income.fold(0.0, f64::max), flows.fold(0.0, f64::max))
}

#[test]
fn the_known_answer_comes_out() {
    let world = detente_world::pack::read_pack(&folder().join("world")).unwrap();
    let home = rows("home_elasticity.csv");
    let exponent = |code: &str| {
        home.iter().find(|row| row[0] == code).map(|row| row[1].parse::<f64>().unwrap()).unwrap()
    };
    let options = ModelOptions {
        home_elasticity: world.sectors.iter().map(|sector| exponent(&sector.code)).collect(),
        ..ModelOptions::default()
    };
    let model = Model::calibrate(&world, &options).unwrap();
    let mut shock = Counterfactual::baseline(&model);
    for row in rows("new_tariff.csv") {
        let (importer, exporter) = (world.economy(&row[0]), world.economy(&row[1]));
        let sector = world.sector(&row[2]).unwrap();
        shock.tariff.set(sector, importer.unwrap(), exporter.unwrap(), row[3].parse().unwrap());
    }
    let outcome = solve_tightly(&model, &shock);
    for row in rows("expected_welfare.csv") {
        let found = outcome.welfare[world.economy(&row[0]).unwrap().0].real_income_pct;
        let expected: f64 = row[1].parse().unwrap();
        assert!((found - expected).abs() < 1e-8, "{}: {found} for {expected}", row[0]);
    }
    let mut worst: f64 = 0.0;
    for row in rows("expected_trade.csv") {
        let (exporter, importer) = (world.economy(&row[0]), world.economy(&row[1]));
        let sector = world.sector(&row[2]).unwrap();
        let found = outcome.trade_value.get(sector, importer.unwrap(), exporter.unwrap());
        let expected: f64 = row[3].parse().unwrap();
        worst = worst.max((found - expected).abs() / expected.abs().max(1e-12));
    }
    println!("largest relative difference of a flow {worst:e}");
    assert!(worst < 1e-7, "{worst:e}");
}

#[test]
fn equal_exponents_are_one_nest() {
    let world = sample::synthetic(6, 5, 3);
    for options in [ModelOptions::default(), sample::rich_options(5)] {
        let one = Model::calibrate(&world, &options).unwrap();
        // The next number up is computed as two nests.
        let home_elasticity =
            world.sectors.iter().map(|sector| sector.trade_elasticity.next_up()).collect();
        let two = Model::calibrate(&world, &ModelOptions { home_elasticity, ..options }).unwrap();
        let shock = sample::shaken(&one, 11);
        let (income, flows) = apart(&solve_tightly(&two, &shock), &solve_tightly(&one, &shock));
        println!("apart by {income:e} points, {flows:e}");
        assert!(income < 1e-10 && flows < 1e-12 * 10.0, "{income:e} {flows:e}");
    }
}

#[test]
fn exponents_may_pass_through_zero() {
    let (mut world, mut options) = nested(5, 9);
    let shock_of = |model: &Model| sample::shaken(model, 4);
    let mut at = |exponent: f64| {
        world.sectors[2].trade_elasticity = exponent;
        options.home_elasticity[2] = exponent;
        world.sectors[3].trade_elasticity = exponent;
        options.home_elasticity[0] = exponent;
        let model = Model::calibrate(&world, &options).unwrap();
        let shock = shock_of(&model);
        let found = gradient(&model, &Objective::of(&model, EconomyId(0)), &shock);
        (solve_tightly(&model, &shock), found)
    };
    let (zero, zero_slopes) = at(0.0);
    for exponent in [1e-9, -1e-9] {
        let (near, slopes) = at(exponent);
        let (income, flows) = apart(&near, &zero);
        assert!(income < 1e-7 && flows < 1e-7, "{exponent}: {income:e} {flows:e}");
        let pairs = slopes
            .trade_elasticity
            .iter()
            .chain(&slopes.home_elasticity)
            .chain(slopes.tariff.values())
            .zip(
                zero_slopes
                    .trade_elasticity
                    .iter()
                    .chain(&zero_slopes.home_elasticity)
                    .chain(zero_slopes.tariff.values()),
            );
        let worst = pairs.fold(0.0, |worst: f64, (one, two)| worst.max((one - two).abs()));
        assert!(worst < 1e-7, "{exponent}: gradients {worst:e} apart");
    }
}

#[test]
fn gradients_agree_with_differences() {
    for closure in [DeficitClosure::Fixed, DeficitClosure::Proportional] {
        let (world, options) = nested(5, 7);
        let options = ModelOptions {
            home_elasticity: options.home_elasticity,
            deficits: closure,
            ..sample::rich_options(6)
        };
        let model = Model::calibrate(&world, &options).unwrap();
        let mut shock = sample::shaken(&model, 5);
        let link = |sector, importer, exporter| {
            (SectorId(sector), EconomyId(importer), EconomyId(exporter))
        };
        let cap = |name: &str, links, limit| QuantityCap {
            name: name.into(),
            links,
            limit,
            rent: RentRecipient::Exporter,
        };
        // The first holds home sales as well.
        shock.caps = vec![
            cap("output", (0..5).map(|importer| link(0, importer, 1)).collect(), 0.8),
            cap("pool", vec![link(2, 0, 1), link(2, 2, 1)], 0.5),
            cap("slack", vec![link(5, 3, 1)], 9.0),
        ];
        let objective = Objective { weights: vec![0.2, 0.1, 0.4, 0.0, 0.3], political: None };
        let found = gradient(&model, &objective, &shock);
        let mut pairs = Vec::new();
        for (s, n, i) in [
            link(0, 0, 1),
            link(0, 1, 1),
            link(2, 0, 1),
            link(3, 4, 0),
            link(4, 3, 2),
            link(5, 2, 2),
        ] {
            let check = |pull: &dyn Fn(&mut Counterfactual, f64)| {
                difference(&model, &objective, &shock, 1e-3, pull)
            };
            let place = format!("{s:?} {n:?} {i:?}");
            pairs.push((
                format!("tariff {place}"),
                found.tariff.get(s, n, i),
                check(&|moved, step| moved.tariff.set(s, n, i, moved.tariff.get(s, n, i) + step)),
            ));
            pairs.push((
                format!("trade cost {place}"),
                found.trade_cost.get(s, n, i),
                check(&|moved, step| {
                    moved.trade_cost.set(s, n, i, moved.trade_cost.get(s, n, i) * step.exp())
                }),
            ));
            pairs.push((
                format!("export tax {place}"),
                found.export_tax.get(s, n, i),
                check(&|moved, step| {
                    moved.export_tax.set(s, n, i, moved.export_tax.get(s, n, i) + step)
                }),
            ));
        }
        for at in 0..3 {
            let limit = difference(&model, &objective, &shock, 1e-3, |moved, step| {
                moved.caps[at].limit *= step.exp()
            });
            pairs.push((format!("limit {at}"), found.cap_limit[at], limit));
        }
        compare(&pairs);
        compare(&exponents(
            &world,
            &options,
            &objective,
            &shock,
            (&found.trade_elasticity, &found.home_elasticity),
        ));
    }
}

/// Derivatives to both exponents of every sector, beside differences of solved models.
fn exponents(
    world: &World,
    options: &ModelOptions,
    objective: &Objective,
    shock: &Counterfactual,
    (source, home): (&[f64], &[f64]),
) -> Vec<(String, f64, f64)> {
    let at = |sector: usize, source: f64, home: f64| {
        let (mut world, mut options) = (world.clone(), options.clone());
        world.sectors[sector].trade_elasticity += source;
        options.home_elasticity[sector] += home;
        let model = Model::calibrate(&world, &options).unwrap();
        let solution = model.solve(shock, &TIGHT, None).unwrap();
        assert!(solution.certificate.residual < 1e-11, "{:?}", solution.certificate);
        let loose = detente_trade::Solution { status: Status::Converged, ..solution };
        objective.value(&model, shock, &loose).unwrap()
    };
    let central = |value: &dyn Fn(f64) -> f64| {
        let step = 1e-3;
        (8.0 * (value(step) - value(-step)) - (value(2.0 * step) - value(-2.0 * step)))
            / (12.0 * step)
    };
    (0..world.sectors.len())
        .flat_map(|sector| {
            [
                (format!("theta {sector}"), source[sector], central(&|step| at(sector, step, 0.0))),
                (format!("eta {sector}"), home[sector], central(&|step| at(sector, 0.0, step))),
            ]
        })
        .collect()
}

#[test]
fn one_exponent_moves_by_the_sum_of_both_derivatives() {
    let world = sample::synthetic(5, 6, 2);
    let options = ModelOptions {
        home_elasticity: world.sectors.iter().map(|sector| sector.trade_elasticity).collect(),
        ..ModelOptions::default()
    };
    let model = Model::calibrate(&world, &options).unwrap();
    let shock = sample::shaken(&model, 5);
    let objective = Objective::of(&model, EconomyId(1));
    let found = gradient(&model, &objective, &shock);
    compare(&exponents(
        &world,
        &options,
        &objective,
        &shock,
        (&found.trade_elasticity, &found.home_elasticity),
    ));
}

#[test]
fn a_ban_is_refused_where_nothing_can_stand_in() {
    let (world, options) = nested(4, 1);
    let model = Model::calibrate(&world, &options).unwrap();
    let mut shock = Counterfactual::baseline(&model);
    let ban = |sector| QuantityCap {
        name: "ban".into(),
        links: vec![(SectorId(sector), EconomyId(0), EconomyId(1))],
        limit: 0.0,
        rent: RentRecipient::Exporter,
    };
    shock.caps = vec![ban(0)];
    sample::solved(&model, &shock);
    shock.caps = vec![ban(5)];
    let solution = model.solve(&shock, &SolveOptions::default(), None).unwrap();
    assert!(matches!(&solution.status, Status::Infeasible(_)), "{:?}", solution.status);
}

#[test]
fn exponents_below_their_limit_are_refused() {
    let (world, mut options) = nested(4, 1);
    options.home_elasticity[3] = -1.2;
    let message = Model::calibrate(&world, &options).unwrap_err().to_string();
    assert_eq!(
        message,
        "home elasticity of sector S03 is -1.2; it must be finite and above -1, where substitution would be zero"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn solutions_satisfy_the_equations_as_they_stand_on_paper(seed in 0u64..1000, closure in 0usize..3, rich in any::<bool>()) {
        let closure = [DeficitClosure::Fixed, DeficitClosure::WorldShare, DeficitClosure::Proportional][closure];
        let base = if rich { sample::rich_options(6) } else { ModelOptions::default() };
        let (world, nested) = nested(4, seed);
        let options = ModelOptions { deficits: closure, home_elasticity: nested.home_elasticity, ..base };
        let model = Model::calibrate(&world, &options).unwrap();
        let shock = sample::shaken(&model, seed);
        let solution = sample::solved(&model, &shock);
        prop_assert!(solution.certificate.walras < 1e-9, "{:?}", solution.certificate);
        prop_assert!(solution.certificate.homogeneity < 1e-9, "{:?}", solution.certificate);
        let outcome = model.outcome(&shock, &solution).unwrap();
        let worst = naive::largest_violation(&world, &options, &shock, &outcome);
        prop_assert!(worst < 1e-8, "violation {worst:e}");
    }

    #[test]
    fn a_null_shock_moves_nothing(seed in 0u64..1000) {
        let (world, options) = nested(4, seed);
        let model = Model::calibrate(&world, &options).unwrap();
        let shock = Counterfactual::baseline(&model);
        let outcome = model.outcome(&shock, &sample::solved(&model, &shock)).unwrap();
        prop_assert!(outcome.welfare.iter().all(|row| row.real_income_pct.abs() < 1e-9));
    }
}
