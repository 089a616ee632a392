//! Adjoint gradients against central differences, on every part of the model.

use crate::{cp2015, sample};
use detente_trade::{
    Counterfactual, DeficitClosure, Gradient, Model, ModelOptions, Objective, QuantityCap,
    RentRecipient, SolveOptions, Status,
};
use detente_world::{EconomyId, SectorId};

/// Tight enough for differences with a step of 1e-4 to carry six digits.
pub const TIGHT: SolveOptions =
    SolveOptions { tolerance: 1e-13, maximum_sweeps: 400, window: 10, maximum_work: 3000 };

pub fn difference(
    model: &Model,
    objective: &Objective,
    shock: &Counterfactual,
    step: f64,
    pull: impl Fn(&mut Counterfactual, f64),
) -> f64 {
    let at = |step: f64| {
        let mut moved = shock.clone();
        pull(&mut moved, step);
        let solution = model.solve(&moved, &TIGHT, None).unwrap();
        // Rounding may keep a solve just above a tolerance this tight.
        assert!(
            solution.certificate.residual < 1e-11,
            "{} {:?}",
            solution.status,
            solution.certificate
        );
        let loose = detente_trade::Solution { status: Status::Converged, ..solution };
        objective.value(model, &moved, &loose).unwrap()
    };
    // Fourth-order central difference.
    (8.0 * (at(step) - at(-step)) - (at(2.0 * step) - at(-2.0 * step))) / (12.0 * step)
}

pub fn gradient(model: &Model, objective: &Objective, shock: &Counterfactual) -> Gradient {
    let solution = sample::solved(model, shock);
    model.gradient(shock, &solution, objective).unwrap()
}

/// Compares the entries that matter: those above a thousandth of the largest among the tried.
pub fn compare(pairs: &[(String, f64, f64)]) {
    let largest =
        pairs.iter().fold(0.0, |largest: f64, (_, _, difference)| largest.max(difference.abs()));
    for (name, adjoint, difference) in pairs {
        let error = (adjoint - difference).abs() / difference.abs().max(1e-3 * largest);
        println!("{name:<40}{adjoint:>20.12e}{difference:>20.12e}{error:>10.1e}");
        assert!(error < 1e-6, "{name}: adjoint {adjoint:e}, differences {difference:e}");
    }
}

fn tariffs(
    model: &Model,
    objective: &Objective,
    shock: &Counterfactual,
    links: &[(usize, usize, usize)],
) {
    let found = gradient(model, objective, shock);
    let pair = |(sector, importer, exporter): &(usize, usize, usize)| {
        let at = (SectorId(*sector), EconomyId(*importer), EconomyId(*exporter));
        let pull = |moved: &mut Counterfactual, step: f64| {
            moved.tariff.set(at.0, at.1, at.2, moved.tariff.get(at.0, at.1, at.2) + step)
        };
        let name = format!(
            "tariff {} <- {} {}",
            model.economies()[*importer],
            model.economies()[*exporter],
            model.sectors()[*sector]
        );
        (name, found.tariff.get(at.0, at.1, at.2), difference(model, objective, shock, 1e-3, pull))
    };
    compare(&links.iter().map(pair).collect::<Vec<_>>());
}

/// The links of one importer with the largest adjoint derivative.
pub fn largest_links(
    model: &Model,
    found: &Gradient,
    importer: usize,
    count: usize,
) -> Vec<(usize, usize, usize)> {
    let mut links: Vec<(f64, (usize, usize, usize))> = found
        .tariff
        .links()
        .filter(|(_, n, i, _)| n.0 == importer && i.0 != importer)
        .map(|(s, n, i, value)| (value.abs(), (s.0, n.0, i.0)))
        .collect();
    links.sort_by(|left, right| right.0.total_cmp(&left.0));
    assert!(model.economies().len() > importer);
    links.into_iter().take(count).map(|(_, link)| link).collect()
}

#[test]
fn of_tariffs_in_caliendo_and_parro() {
    let model = cp2015::model();
    let shock = cp2015::nafta(&model);
    let usa = model.economies().iter().position(|code| code == "USA").unwrap();
    let mexico = model.economies().iter().position(|code| code == "Mexico").unwrap();
    let objective = Objective::of(&model, EconomyId(mexico));
    let found = gradient(&model, &objective, &shock);
    let mut links = largest_links(&model, &found, mexico, 3);
    links.extend(largest_links(&model, &found, usa, 3));
    tariffs(&model, &objective, &shock, &links);
}

#[test]
fn of_tariffs_in_the_embedded_world() {
    let world = detente_world::embedded::load("icio-2022").unwrap();
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let shock = sample::bundled(&world, &model, "japan-us-2025");
    let (usa, japan) = (world.economy("USA").unwrap(), world.economy("JPN").unwrap());
    let objective = Objective::of(&model, japan);
    let cars = world.sector("C29").unwrap();
    let found = gradient(&model, &objective, &shock);
    let mut links = largest_links(&model, &found, usa.0, 4);
    links.push((cars.0, usa.0, japan.0));
    tariffs(&model, &objective, &shock, &links);
}

#[test]
fn of_every_lever_with_every_option_and_closure() {
    let closures = [
        DeficitClosure::Fixed,
        DeficitClosure::WorldShare,
        DeficitClosure::Zero,
        DeficitClosure::Proportional,
    ];
    for (closure, political) in
        closures.into_iter().flat_map(|closure| [(closure, false), (closure, true)])
    {
        let world = sample::synthetic(5, 6, 7);
        let model = Model::calibrate(
            &world,
            &ModelOptions { deficits: closure, ..sample::rich_options(6) },
        )
        .unwrap();
        let mut shock = sample::shaken(&model, 5);
        let link = |sector, importer, exporter| {
            (SectorId(sector), EconomyId(importer), EconomyId(exporter))
        };
        shock.caps = vec![
            QuantityCap {
                name: "pool".into(),
                links: vec![link(1, 0, 1), link(1, 2, 1)],
                limit: 0.5,
                rent: RentRecipient::Importer,
            },
            QuantityCap {
                name: "one".into(),
                links: vec![link(4, 3, 2)],
                limit: 0.6,
                rent: RentRecipient::Economy(EconomyId(4)),
            },
            QuantityCap {
                name: "slack".into(),
                links: vec![link(2, 3, 1)],
                limit: 9.0,
                rent: RentRecipient::Exporter,
            },
        ];
        let political = political.then(|| sample::political(5, 6));
        let objective = Objective { weights: vec![0.2, 0.1, 0.4, 0.0, 0.3], political };
        let found = gradient(&model, &objective, &shock);
        let mut pairs = Vec::new();
        for (s, n, i) in [link(0, 0, 1), link(1, 0, 1), link(1, 2, 1), link(3, 4, 0), link(4, 3, 2)]
        {
            let place = format!("{s:?} {n:?} {i:?}");
            let check = |pull: &dyn Fn(&mut Counterfactual, f64)| {
                difference(&model, &objective, &shock, 1e-3, pull)
            };
            pairs.push((
                format!("tariff {place}"),
                found.tariff.get(s, n, i),
                check(&|moved, step| moved.tariff.set(s, n, i, moved.tariff.get(s, n, i) + step)),
            ));
            pairs.push((
                format!("export tax {place}"),
                found.export_tax.get(s, n, i),
                check(&|moved, step| {
                    moved.export_tax.set(s, n, i, moved.export_tax.get(s, n, i) + step)
                }),
            ));
            pairs.push((
                format!("trade cost {place}"),
                found.trade_cost.get(s, n, i),
                check(&|moved, step| {
                    moved.trade_cost.set(s, n, i, moved.trade_cost.get(s, n, i) * step.exp())
                }),
            ));
            pairs.push((
                format!("productivity {place}"),
                found.productivity.get(n, s),
                check(&|moved, step| {
                    moved.productivity.set(n, s, moved.productivity.get(n, s) * step.exp())
                }),
            ));
        }
        for at in 0..3 {
            let limit = difference(&model, &objective, &shock, 1e-3, |moved, step| {
                moved.caps[at].limit *= step.exp()
            });
            pairs.push((format!("limit {at}"), found.cap_limit[at], limit));
        }
        let scale = model.income()[2].min(model.income()[3]);
        let given = difference(&model, &objective, &shock, 1e-3, |moved, step| {
            moved.transfer[2] += step * scale;
            moved.transfer[3] -= step * scale;
        });
        pairs.push(("transfer".into(), (found.transfer[2] - found.transfer[3]) * scale, given));
        println!("{closure:?}");
        compare(&pairs);
    }
}
