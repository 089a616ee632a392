//! The parts of real income add up to it, whatever changes, and have the signs of the border.

use crate::sample;
use detente_trade::{
    Counterfactual, DeficitClosure, Direction, Model, ModelOptions, Parts, QuantityCap,
    RentRecipient, SolveOptions,
};
use detente_world::{EconomyId, LinkTable, SectorId};

fn parts(model: &Model, asked: &Counterfactual) -> (Parts, Vec<f64>) {
    let solution = sample::solved(model, asked);
    let outcome = model.outcome(asked, &solution).unwrap();
    let parts = model.parts(asked, &solution, &SolveOptions::default()).unwrap();
    (parts, outcome.welfare.iter().map(|own| own.real_income).collect())
}

/// Largest difference between the sum of the parts and real income, as a fraction of income.
fn worst(model: &Model, (parts, exact): &(Parts, Vec<f64>)) -> f64 {
    let gaps = parts.economies.iter().zip(exact).zip(model.income());
    gaps.map(|((own, exact), income)| (own.sum() - exact).abs() / income).fold(0.0, f64::max)
}

#[test]
fn parts_add_up_to_real_income_in_the_embedded_world() {
    let world = detente_world::embedded::load("icio-2022").unwrap();
    for name in ["japan-us-2025", "liberation-day"] {
        let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
        let asked = sample::bundled(&world, &model, name);
        let clock = std::time::Instant::now();
        let found = parts(&model, &asked);
        let usa = model.economies().iter().position(|code| code == "USA").unwrap();
        let jpn = model.economies().iter().position(|code| code == "JPN").unwrap();
        let idn = model.economies().iter().position(|code| code == "IDN").unwrap();
        println!(
            "{name}: {:.0} ms, {} stops, error {:e}\n{:?}\n{:?}\n{:?}",
            clock.elapsed().as_secs_f64() * 1e3,
            found.0.stops,
            found.0.error,
            found.0.economies[usa],
            found.0.economies[jpn],
            found.0.economies[idn]
        );
        assert!(worst(&model, &found) < 1e-9, "{name}: {:e}", worst(&model, &found));
    }
}

/// Every lever at once: taxes, costs, productivity, transfers, tastes, idle factors, a cap with
/// each kind of rent, one that does not bind, and a ban.
fn everything(model: &Model, seed: u64) -> Counterfactual {
    let mut asked = sample::shaken(model, seed);
    let link = |s, n, i| (SectorId(s), EconomyId(n), EconomyId(i));
    let cap = |name: &str, links: &[(SectorId, EconomyId, EconomyId)], limit, rent| QuantityCap {
        name: name.into(),
        links: links.to_vec(),
        limit,
        rent,
    };
    asked.caps = vec![
        cap("exporter", &[link(0, 1, 0), link(0, 2, 0)], 0.5, RentRecipient::Exporter),
        cap("ban", &[link(1, 3, 2)], 0.0, RentRecipient::Exporter),
        cap("importer", &[link(1, 0, 3)], 0.6, RentRecipient::Importer),
        cap("other", &[link(2, 4, 3)], 0.4, RentRecipient::Economy(EconomyId(1))),
        cap("slack", &[link(3, 4, 0)], 50.0, RentRecipient::Exporter),
    ];
    asked.idle.set(EconomyId(2), SectorId(1), 0.1);
    asked.demand.set(EconomyId(3), SectorId(2), 1.3);
    asked
}

#[test]
fn parts_add_up_whatever_changes_and_however_the_world_bends() {
    let world = sample::synthetic(6, 4, 3);
    let nests = |home| ModelOptions { home_elasticity: vec![home; 4], ..sample::rich_options(4) };
    let closure = |deficits| ModelOptions { deficits, ..sample::rich_options(4) };
    let bends = [
        ModelOptions::default(),
        sample::rich_options(4),
        nests(0.4),
        nests(0.0),
        closure(DeficitClosure::Proportional),
        closure(DeficitClosure::WorldShare),
        closure(DeficitClosure::Zero),
        ModelOptions { remove_deficits_first: true, ..sample::rich_options(4) },
    ];
    for (at, options) in bends.iter().enumerate() {
        let model = Model::calibrate(&world, options).unwrap();
        for seed in 1..4 {
            let mut asked = everything(&model, seed);
            // Exporters absorb part of the duties in one of three.
            asked.pass_through = (seed == 3).then(|| LinkTable::filled(6, 4, 0.7));
            let found = parts(&model, &asked);
            let gap = worst(&model, &found);
            println!("options {at}, seed {seed}: {gap:e} with {} stops", found.0.stops);
            assert!(gap < 1e-9, "options {at}, seed {seed}: {gap:e}");
            let world: f64 = found.0.economies.iter().map(|own| own.lost_capacity).sum();
            assert!(world < 0.0, "{world}");
        }
    }
}

/// What an exporter gains at the border it gains: a small export tax turns its terms of trade.
#[test]
fn an_export_tax_is_a_gain_at_the_border() {
    let world = sample::symmetric(3, 4.0, 0.3);
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let mut asked = Counterfactual::baseline(&model);
    for buyer in [1, 2] {
        asked.export_tax.set(SectorId(0), EconomyId(buyer), EconomyId(0), 0.02);
    }
    let (found, exact) = parts(&model, &asked);
    let [own, other, _] = &found.economies[..] else { panic!("three economies") };
    println!("{own:?}\n{other:?}");
    assert!(exact[0] > 0.0 && own.terms_of_trade > 0.0 && own.sales < 0.0, "{own:?}");
    assert!(exact[1] < 0.0 && other.terms_of_trade < 0.0, "{other:?}");
    // Nobody gains what another does not lose at the border, to first order.
    let world: f64 = found.economies.iter().map(|own| own.terms_of_trade).sum();
    assert!(world.abs() < 0.01 * own.terms_of_trade, "{world}");
    assert_eq!([own.imports, own.technology, own.lost_capacity, own.deficit], [0.0; 4]);
}

/// The technology part of a small change is the change times output: Hulten's theorem.
#[test]
fn productivity_is_technology() {
    let world = sample::synthetic(4, 3, 4);
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let mut asked = Counterfactual::baseline(&model);
    let node = (EconomyId(1), SectorId(2));
    asked.productivity.set(node.0, node.1, 1.001);
    let (found, _) = parts(&model, &asked);
    let output = detente_world::Accounts::of(&world).output.get(node.0, node.1);
    let technology = found.economies[1].technology;
    assert!((technology / (0.001 * output) - 1.0).abs() < 2e-3, "{technology} {output}");
    assert!(found.economies[0].technology.abs() < 1e-9);
}

/// A deficit that stays in the numeraire buys less where prices rise.
#[test]
fn a_deficit_is_worth_what_it_buys() {
    let world = sample::synthetic(5, 3, 8);
    for deficits in [DeficitClosure::Fixed, DeficitClosure::Zero] {
        let options = ModelOptions { deficits, ..ModelOptions::default() };
        let model = Model::calibrate(&world, &options).unwrap();
        let asked = sample::shaken(&model, 2);
        let outcome = model.outcome(&asked, &sample::solved(&model, &asked)).unwrap();
        let (found, _) = parts(&model, &asked);
        let accounts = detente_world::Accounts::of(&world);
        for (at, own) in found.economies.iter().enumerate() {
            let before = accounts.deficit[at];
            let price = 1.0 + outcome.welfare[at].price_index_pct / 100.0;
            // A world without deficits begins without them.
            let lost =
                if deficits == DeficitClosure::Fixed { before / price - before } else { 0.0 };
            assert!((own.deficit - lost).abs() < 1e-6 * before.abs(), "{own:?}");
        }
    }
}

/// The entries of `everything` in three steps: duties, then all other rates, then what is left.
fn steps(model: &Model, whole: &Counterfactual) -> Vec<Counterfactual> {
    let nothing = Counterfactual::baseline(model);
    let duties = Counterfactual { tariff: whole.tariff.clone(), ..nothing.clone() };
    let rates = Counterfactual {
        export_tax: whole.export_tax.clone(),
        trade_cost: whole.trade_cost.clone(),
        caps: whole.caps[..2].to_vec(),
        ..duties.clone()
    };
    vec![nothing, duties, rates, whole.clone()]
}

fn directions(states: &[Counterfactual], whole: &Counterfactual) -> Vec<Direction> {
    states.windows(2).map(|pair| Direction::between(&pair[0], &pair[1], whole)).collect()
}

#[test]
fn contributions_of_entries_add_up_to_real_income() {
    let world = sample::synthetic(6, 4, 3);
    let nests = ModelOptions { home_elasticity: vec![0.4; 4], ..sample::rich_options(4) };
    for options in [ModelOptions::default(), nests] {
        let model = Model::calibrate(&world, &options).unwrap();
        let whole = everything(&model, 1);
        let solution = sample::solved(&model, &whole);
        let asked = directions(&steps(&model, &whole), &whole);
        let found =
            model.contributions(&whole, &solution, &asked, &SolveOptions::default()).unwrap();
        println!("{:e} with {} stops", found.error, found.stops);
        assert!(found.error < 1e-6 && found.stops > 0, "{:e}", found.error);
        let exact = model.outcome(&whole, &solution).unwrap();
        for (at, own) in exact.welfare.iter().enumerate() {
            let sum: f64 = found.entries.iter().map(|entry| entry[at]).sum();
            assert!((sum - own.real_income).abs() < 1e-6 * model.income()[at]);
        }
    }
}

/// Two entries take all of a demand away: the first has no part of what goes to nothing.
#[test]
fn a_demand_of_which_nothing_is_left_is_taken_apart_too() {
    let model = Model::calibrate(&sample::synthetic(6, 4, 3), &sample::rich_options(4)).unwrap();
    let nothing = Counterfactual::baseline(&model);
    let less = |ratio: f64| {
        let mut asked = nothing.clone();
        asked.demand.set(EconomyId(3), SectorId(2), ratio);
        asked
    };
    let mut whole = less(0.0);
    whole.tariff.set(SectorId(1), EconomyId(0), EconomyId(3), 0.4);
    let found = parts(&model, &whole);
    assert!(worst(&model, &found) < 1e-9, "{:e}", worst(&model, &found));
    let solution = sample::solved(&model, &whole);
    let asked = directions(&[nothing.clone(), less(0.5), less(0.0), whole.clone()], &whole);
    assert!(asked[0].is_nothing() && !asked[1].is_nothing());
    let found = model.contributions(&whole, &solution, &asked, &SolveOptions::default()).unwrap();
    assert!(found.error < 1e-6, "{:e}", found.error);
    assert!(found.entries[0].iter().all(|value| *value == 0.0));
    assert!(found.entries[1].iter().all(|value| value.is_finite() && *value != 0.0));
}

/// What entries do to levers of their own does not depend on their order, and a small entry
/// contributes what it does alone.
#[test]
fn contributions_do_not_depend_on_the_order_of_entries() {
    let model = Model::calibrate(&sample::synthetic(5, 3, 8), &ModelOptions::default()).unwrap();
    let nothing = Counterfactual::baseline(&model);
    let link = |n, i| (SectorId(1), EconomyId(n), EconomyId(i));
    let set = |state: &Counterfactual, (n, i): (usize, usize), add: f64| {
        let (mut state, at) = (state.clone(), link(n, i));
        state.tariff.set(at.0, at.1, at.2, state.tariff.get(at.0, at.1, at.2) + add);
        state
    };
    let (large, small) = (set(&nothing, (0, 1), 0.5), set(&nothing, (2, 3), 1e-4));
    let whole = set(&large, (2, 3), 1e-4);
    let solution = sample::solved(&model, &whole);
    let asked = |states: &[Counterfactual]| {
        let asked = directions(states, &whole);
        model.contributions(&whole, &solution, &asked, &SolveOptions::default()).unwrap().entries
    };
    let one = asked(&[nothing.clone(), large.clone(), whole.clone()]);
    let other = asked(&[nothing, small.clone(), whole.clone()]);
    let alone = model.outcome(&small, &sample::solved(&model, &small)).unwrap();
    for at in 0..5 {
        assert!((one[0][at] - other[1][at]).abs() < 1e-9 * model.income()[at]);
        assert!((one[1][at] - other[0][at]).abs() < 1e-9 * model.income()[at]);
        // The large one moves what the small one is worth, but not by much.
        let exact = alone.welfare[at].real_income;
        assert!((one[1][at] - exact).abs() < 0.2 * exact.abs() + 1e-9, "{} {exact}", one[1][at]);
    }
}
