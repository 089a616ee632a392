//! Capacity that is lost caps output and leaves its own factors idle; it is no productivity shock.

use crate::gradient::{compare, difference, gradient};
use crate::sample;
use detente_trade::{
    Counterfactual, Model, ModelOptions, Objective, Outcome, QuantityCap, RentRecipient,
};
use detente_world::{Accounts, EconomyId, SectorId, World};

/// A sector of an economy loses a share of its capacity.
fn outage(model: &Model, (economy, sector): (EconomyId, SectorId), share: f64) -> Counterfactual {
    let mut question = Counterfactual::baseline(model);
    let links = (0..model.economies().len()).map(EconomyId);
    let links = links.map(|importer| (sector, importer, economy));
    question.idle.set(economy, sector, share);
    question.caps.push(QuantityCap {
        name: "outage".into(),
        links: links.filter(|(s, n, i)| model.trade().get(*s, *n, *i) > 0.0).collect(),
        limit: 1.0 - share,
        rent: RentRecipient::Exporter,
    });
    question
}

fn answer(model: &Model, question: &Counterfactual) -> Outcome {
    model.outcome(question, &sample::solved(model, question)).unwrap()
}

fn world_loss(outcome: &Outcome) -> f64 {
    -outcome.welfare.iter().map(|row| row.real_income).sum::<f64>()
}

#[test]
fn output_falls_by_what_is_lost_and_income_by_its_value_added() {
    let world = detente_world::embedded::load("icio-2022").unwrap();
    let accounts = Accounts::of(&world);
    let one = ModelOptions::default();
    let two = ModelOptions {
        home_elasticity: vec![0.19; world.sectors.len()],
        ..ModelOptions::default()
    };
    for options in [one, two] {
        let model = Model::calibrate(&world, &options).unwrap();
        for (economy, sector) in [("JPN", "C29"), ("BEL", "D"), ("CHN", "C26")] {
            let node = (world.economy(economy).unwrap(), world.sector(sector).unwrap());
            let question = outage(&model, node, 0.1);
            let outcome = answer(&model, &question);
            let output = outcome.output_pct.get(node.0, node.1);
            let idle = 0.1 * accounts.value_added.get(node.0, node.1);
            let times = world_loss(&outcome) / idle;
            println!(
                "{economy} {sector}: output {output:.3} %, world income {times:.3} of what is idle"
            );
            assert!((output + 10.0).abs() < 1e-6, "{output}");
            assert!((0.5..2.0).contains(&times), "{economy} {sector}: {times}");
        }
    }
}

#[test]
fn a_small_loss_costs_its_value_added_to_first_order_in_a_closed_world() {
    let mut world: World = sample::synthetic(1, 4, 3);
    world.tariff.values_mut().fill(0.0);
    let accounts = Accounts::of(&world);
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let node = (EconomyId(0), SectorId(1));
    let mut last = f64::INFINITY;
    for share in [0.01, 0.001] {
        let loss = world_loss(&answer(&model, &outage(&model, node, share)));
        let off = (loss / (share * accounts.value_added.get(node.0, node.1)) - 1.0).abs();
        println!("share {share}: off by {off:.2e}");
        assert!(off < 5.0 * share && off < last, "{off}");
        last = off;
    }
}

#[test]
fn a_productivity_loss_costs_its_output_to_first_order() {
    let mut world: World = sample::synthetic(1, 4, 3);
    world.tariff.values_mut().fill(0.0);
    let accounts = Accounts::of(&world);
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let mut question = Counterfactual::baseline(&model);
    question.productivity.set(EconomyId(0), SectorId(1), 1.0 - 1e-4);
    let loss = world_loss(&answer(&model, &question));
    let off = loss / (1e-4 * accounts.output.get(EconomyId(0), SectorId(1))) - 1.0;
    assert!(off.abs() < 1e-3, "{off}");
}

#[test]
fn gradients_hold_where_factors_are_idle() {
    let world = sample::synthetic(4, 6, 8);
    let home_elasticity = vec![0.19, 1.2, 3.0, 0.5, 2.0, 4.0];
    let options = ModelOptions { home_elasticity, ..sample::rich_options(6) };
    let model = Model::calibrate(&world, &options).unwrap();
    let mut question = outage(&model, (EconomyId(1), SectorId(1)), 0.2);
    question.idle.set(EconomyId(2), SectorId(4), 0.1);
    let objective = Objective::of(&model, EconomyId(0));
    let found = gradient(&model, &objective, &question);
    let pair = |s: usize, n: usize, i: usize| {
        let at = (SectorId(s), EconomyId(n), EconomyId(i));
        let pull = |moved: &mut Counterfactual, step: f64| {
            moved.tariff.set(at.0, at.1, at.2, moved.tariff.get(at.0, at.1, at.2) + step)
        };
        let expected = difference(&model, &objective, &question, 1e-3, pull);
        (format!("{s} {n} {i}"), found.tariff.get(at.0, at.1, at.2), expected)
    };
    compare(&[pair(1, 0, 1), pair(4, 0, 2), pair(0, 3, 1)]);
}
