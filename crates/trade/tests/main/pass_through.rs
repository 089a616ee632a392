//! Exporters that absorb part of a duty: closed forms, nothing where all is passed through,
//! gradients, refusals.

use crate::gradient::{compare, difference, gradient};
use crate::sample;
use detente_trade::{
    Counterfactual, Model, ModelOptions, Objective, Outcome, QuantityCap, RentRecipient, TradeError,
};
use detente_world::{EconomyId, LinkTable, SectorId};

const GOOD: SectorId = SectorId(0);
const BUYER: EconomyId = EconomyId(0);
const SELLER: EconomyId = EconomyId(1);

fn answer(model: &Model, asked: &Counterfactual) -> Outcome {
    model.outcome(asked, &sample::solved(model, asked)).unwrap()
}

/// A duty of `rate` on what the seller sells to the buyer, of which `share` is passed through.
fn duty(model: &Model, rate: f64, share: f64) -> Counterfactual {
    let mut asked = Counterfactual::baseline(model);
    asked.tariff.set(GOOD, BUYER, SELLER, rate);
    let economies = model.economies().len();
    asked.pass_through = Some(LinkTable::filled(economies, model.sectors().len(), share));
    asked
}

/// Two equal economies, one good made by labour alone: wages, the value at the border and what is
/// absorbed, by bisection on the seller's wage.
fn by_hand(theta: f64, foreign: f64, rate: f64, share: f64) -> (f64, f64, f64) {
    let labour = 100.0;
    let factor = (1.0 + rate).powf(share - 1.0);
    let at = |seller: f64| {
        let buyer = 2.0 - seller;
        let bought = |own: f64, other: f64| {
            let (home, abroad) = ((1.0 - foreign) * own.powf(-theta), foreign * other.powf(-theta));
            abroad / (home + abroad)
        };
        let spent = bought(buyer, seller * (1.0 + rate).powf(share));
        // Income is labour and duty on what reaches the border.
        let border = spent * buyer * labour / (1.0 + rate) / (1.0 - rate * spent / (1.0 + rate));
        let sales = border / factor;
        let absorbed = sales - border;
        let income = seller * labour - absorbed;
        let home = (1.0 - bought(seller, buyer)) * income;
        (sales + home - seller * labour, border, absorbed)
    };
    let (mut low, mut high) = (0.2, 1.8);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if at(middle).0 > 0.0 { low = middle } else { high = middle }
    }
    let (_, border, absorbed) = at(low);
    (low, border, absorbed)
}

#[test]
fn two_economies_and_one_good_are_as_by_hand() {
    let (theta, foreign) = (4.0, 0.3);
    let world = sample::symmetric(2, theta, foreign);
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    for (rate, share) in [(0.25, 1.0), (0.25, 0.8), (0.25, 0.0), (1.0, 0.5)] {
        let outcome = answer(&model, &duty(&model, rate, share));
        let (wage, border, absorbed) = by_hand(theta, foreign, rate, share);
        let found = outcome.trade_value.get(GOOD, BUYER, SELLER);
        println!("{rate} {share}: wage {wage}, border {border} {found}, absorbed {absorbed}");
        assert!((found / border - 1.0).abs() < 1e-8, "{found} {border}");
        let price = 1.0 + outcome.price_pct.get(SELLER, GOOD) / 100.0;
        assert!((price - wage).abs() < 1e-8, "{price} {wage}");
        let Some(link) = outcome.absorption.first() else {
            assert!(share == 1.0 && absorbed == 0.0);
            continue;
        };
        // At a fixed cost the price before duty falls by (1 + t)^(rho - 1).
        let fall = (1.0 + link.import_price_pct / 100.0) / price;
        assert!((fall - (1.0 + rate).powf(share - 1.0)).abs() < 1e-12, "{fall}");
        assert!((link.absorbed / absorbed - 1.0).abs() < 1e-8, "{link:?} {absorbed}");
        let revenue = outcome.welfare[BUYER.0].tariff_revenue_change;
        assert!((revenue / (rate * border) - 1.0).abs() < 1e-8, "{revenue}");
    }
}

#[test]
fn absorption_moves_income_from_the_seller_to_the_buyer() {
    let world = sample::symmetric(2, 4.0, 0.3);
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let [all, part] = [1.0, 0.8].map(|share| answer(&model, &duty(&model, 0.25, share)));
    let real = |outcome: &Outcome, at: EconomyId| outcome.welfare[at.0].real_income;
    assert!(real(&part, SELLER) < real(&all, SELLER) && real(&part, BUYER) > real(&all, BUYER));
    let sold = |outcome: &Outcome| outcome.quantity_change_pct.get(GOOD, BUYER, SELLER);
    assert!(sold(&part) > sold(&all), "a duty that is absorbed keeps trade");
}

#[test]
fn all_passed_through_is_the_model_without_it_bit_for_bit() {
    let world = sample::synthetic(5, 4, 3);
    let model = Model::calibrate(&world, &sample::rich_options(4)).unwrap();
    let plain = sample::shaken(&model, 1);
    let told = Counterfactual { pass_through: Some(LinkTable::filled(5, 4, 1.0)), ..plain.clone() };
    let [one, other] = [&plain, &told].map(|asked| answer(&model, asked));
    assert_eq!(one.welfare, other.welfare);
    assert_eq!(one.trade_value, other.trade_value);
    assert!(other.absorption.is_empty());
}

/// A duty that the baseline has is nobody's to absorb.
#[test]
fn only_a_change_of_duty_is_absorbed() {
    let world = sample::synthetic(5, 4, 3);
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let half = Some(LinkTable::filled(5, 4, 0.5));
    let asked = Counterfactual { pass_through: half, ..Counterfactual::baseline(&model) };
    let outcome = answer(&model, &asked);
    assert!(outcome.absorption.is_empty());
    assert!(outcome.welfare.iter().all(|own| own.real_income_pct.abs() < 1e-8));
}

#[test]
fn gradients_are_those_of_differences() {
    let world = sample::synthetic(5, 4, 3);
    let nested = ModelOptions { home_elasticity: vec![0.4; 4], ..sample::rich_options(4) };
    for options in [ModelOptions::default(), nested] {
        let model = Model::calibrate(&world, &options).unwrap();
        let mut shock = sample::shaken(&model, 1);
        shock.pass_through = Some(LinkTable::filled(5, 4, 0.7));
        shock.caps = vec![QuantityCap {
            name: "cap".into(),
            links: vec![(SectorId(2), EconomyId(0), EconomyId(1))],
            limit: 0.5,
            rent: RentRecipient::Importer,
        }];
        let objective = Objective { weights: vec![1.0, 3.0, 1.0, 2.0, 1.0], political: None };
        let found = gradient(&model, &objective, &shock);
        let mut pairs = Vec::new();
        for (s, n, i) in [(2, 0, 1), (1, 0, 1), (1, 2, 3), (3, 4, 1), (0, 1, 0)] {
            let at = (SectorId(s), EconomyId(n), EconomyId(i));
            let duty = difference(&model, &objective, &shock, 1e-3, |moved, step| {
                moved.tariff.set(at.0, at.1, at.2, moved.tariff.get(at.0, at.1, at.2) + step)
            });
            pairs.push((format!("duty {s} {n} {i}"), found.tariff.get(at.0, at.1, at.2), duty));
            let tax = difference(&model, &objective, &shock, 1e-3, |moved, step| {
                let before = moved.export_tax.get(at.0, at.1, at.2);
                moved.export_tax.set(at.0, at.1, at.2, before + step)
            });
            pairs.push((format!("tax {s} {n} {i}"), found.export_tax.get(at.0, at.1, at.2), tax));
        }
        compare(&pairs);
    }
}

#[test]
fn shares_outside_of_zero_and_one_are_refused() {
    let model = Model::calibrate(&sample::synthetic(3, 2, 1), &ModelOptions::default()).unwrap();
    for wrong in [-0.1, 1.1, f64::NAN] {
        let mut asked = Counterfactual::baseline(&model);
        asked.pass_through = Some(LinkTable::filled(3, 2, wrong));
        let refused = model.solve(&asked, &detente_trade::SolveOptions::default(), None);
        assert!(
            matches!(&refused, Err(TradeError::Counterfactual { what: "pass-through", .. })),
            "{refused:?}"
        );
    }
}
