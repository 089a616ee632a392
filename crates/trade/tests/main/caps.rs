//! Quantity caps: complementarity, equivalence with the export tax they report, pools, bans, and
//! many at once.

use crate::sample;
use detente_trade::{
    Counterfactual, Model, ModelOptions, QuantityCap, RentRecipient, SolveOptions, Status,
};
use detente_world::{EconomyId, SectorId};

fn cap(links: &[(usize, usize, usize)], limit: f64, rent: RentRecipient) -> QuantityCap {
    let links =
        links.iter().map(|(s, n, i)| (SectorId(*s), EconomyId(*n), EconomyId(*i))).collect();
    QuantityCap { name: "cap".into(), links, limit, rent }
}

fn model() -> Model {
    Model::calibrate(&sample::synthetic(6, 4, 3), &ModelOptions::default()).unwrap()
}

#[test]
fn at_the_free_quantity_has_no_shadow_tax() {
    let model = model();
    let free = sample::shaken(&model, 1);
    let outcome = model.outcome(&free, &sample::solved(&model, &free)).unwrap();
    let quantity =
        1.0 + outcome.quantity_change_pct.get(SectorId(2), EconomyId(0), EconomyId(1)) / 100.0;
    let capped =
        Counterfactual { caps: vec![cap(&[(2, 0, 1)], quantity, RentRecipient::Exporter)], ..free };
    let solution = sample::solved(&model, &capped);
    assert!(solution.caps[0].shadow_tax < 1e-8, "{:?}", solution.caps);
    assert!((solution.caps[0].quantity_ratio / quantity - 1.0).abs() < 1e-8);
}

#[test]
fn below_it_is_the_export_tax_it_reports() {
    let model = model();
    let free = sample::shaken(&model, 1);
    let outcome = model.outcome(&free, &sample::solved(&model, &free)).unwrap();
    let limit = 0.5
        * (1.0 + outcome.quantity_change_pct.get(SectorId(2), EconomyId(0), EconomyId(1)) / 100.0);
    let capped = Counterfactual {
        caps: vec![cap(&[(2, 0, 1)], limit, RentRecipient::Exporter)],
        ..free.clone()
    };
    let solution = sample::solved(&model, &capped);
    let found = &solution.caps[0];
    assert!(
        (found.quantity_ratio / limit - 1.0).abs() < 1e-8 && found.shadow_tax > 0.05,
        "{found:?}"
    );

    let mut taxed = free;
    let at = (SectorId(2), EconomyId(0), EconomyId(1));
    let before = taxed.export_tax.get(at.0, at.1, at.2);
    taxed.export_tax.set(at.0, at.1, at.2, (1.0 + before) * (1.0 + found.shadow_tax) - 1.0);
    let equivalent = sample::solved(&model, &taxed);
    let (one, two) =
        (model.outcome(&capped, &solution).unwrap(), model.outcome(&taxed, &equivalent).unwrap());
    for (one, two) in one.welfare.iter().zip(&two.welfare) {
        assert!((one.real_income_pct - two.real_income_pct).abs() < 1e-7, "{one:?} {two:?}");
    }
    for (one, two) in one.trade_value.values().iter().zip(two.trade_value.values()) {
        assert!((one - two).abs() <= 1e-7 * two.abs().max(1e-6));
    }
}

#[test]
fn the_rent_makes_its_recipient_richer() {
    let model = model();
    let with = |rent| {
        let capped = Counterfactual {
            caps: vec![cap(&[(2, 0, 1)], 0.4, rent)],
            ..Counterfactual::baseline(&model)
        };
        let solution = sample::solved(&model, &capped);
        assert!(solution.caps[0].rent[0] > 0.0);
        model.outcome(&capped, &solution).unwrap().welfare
    };
    let (exporter, importer, third) = (
        with(RentRecipient::Exporter),
        with(RentRecipient::Importer),
        with(RentRecipient::Economy(EconomyId(4))),
    );
    assert!(exporter[1].real_income_pct > importer[1].real_income_pct);
    assert!(importer[0].real_income_pct > exporter[0].real_income_pct);
    assert!(third[4].real_income_pct > exporter[4].real_income_pct);
}

#[test]
fn seventy_six_at_once_converge_in_the_embedded_world() {
    let world = detente_world::embedded::load("icio-2022").unwrap();
    let model = Model::calibrate(&world, &ModelOptions::default()).unwrap();
    let (china, chips) = (world.economy("CHN").unwrap(), world.sector("C26").unwrap());
    let mut capped = sample::bundled(&world, &model, "japan-us-2025");
    let buyers = world
        .economy_ids()
        .filter(|buyer| *buyer != china && world.trade.get(chips, *buyer, china) > 0.0);
    let links: Vec<(usize, usize, usize)> =
        buyers.map(|buyer| (chips.0, buyer.0, china.0)).take(76).collect();
    assert_eq!(links.len(), 76);
    capped.caps = links.iter().map(|link| cap(&[*link], 0.7, RentRecipient::Exporter)).collect();
    let solution = sample::solved(&model, &capped);
    println!("single: {:?}", solution.certificate);
    for found in &solution.caps {
        assert!(found.quantity_ratio <= 0.7 * (1.0 + 1e-8), "{found:?}");
        assert!((found.quantity_ratio - 0.7).abs() < 1e-8 || found.shadow_tax == 0.0, "{found:?}");
    }
    capped.caps = vec![cap(&links, 0.7, RentRecipient::Exporter)];
    let solution = sample::solved(&model, &capped);
    println!("pooled: {:?}", solution.certificate);
    assert!((solution.caps[0].quantity_ratio - 0.7).abs() < 1e-8);
}

#[test]
fn a_ban_removes_the_flow() {
    let model = model();
    let banned = Counterfactual {
        caps: vec![cap(&[(2, 0, 1), (3, 0, 1)], 0.0, RentRecipient::Exporter)],
        ..Counterfactual::baseline(&model)
    };
    let solution = sample::solved(&model, &banned);
    let outcome = model.outcome(&banned, &solution).unwrap();
    assert_eq!(outcome.trade_value.get(SectorId(2), EconomyId(0), EconomyId(1)), 0.0);
    assert_eq!(outcome.quantity_change_pct.get(SectorId(3), EconomyId(0), EconomyId(1)), -100.0);
    assert_eq!(solution.caps[0].shadow_tax, f64::INFINITY);
}

#[test]
fn a_ban_on_the_only_supplier_is_no_equilibrium() {
    let mut world = sample::synthetic(4, 3, 8);
    // E001 takes over what the others sold to E000, which no longer makes the good itself.
    let (good, buyer, seller) = (SectorId(1), EconomyId(0), EconomyId(1));
    let sales: f64 = world.trade.row(good, buyer).iter().sum();
    for other in [0, 2, 3].map(EconomyId) {
        world.trade.set(good, buyer, other, 0.0);
        world.trade.set(good, other, buyer, 0.0);
    }
    world.trade.set(good, buyer, seller, sales);
    for input in world.sector_ids().collect::<Vec<_>>() {
        world.use_table.set(buyer, good, input, 0.0);
    }
    let model = Model::calibrate(&world, &sample::clipping()).unwrap();
    let banned = Counterfactual {
        caps: vec![cap(&[(1, 0, 1)], 0.0, RentRecipient::Exporter)],
        ..Counterfactual::baseline(&model)
    };
    let solution = model.solve(&banned, &SolveOptions::default(), None).unwrap();
    let Status::Infeasible(reason) = &solution.status else { panic!("{:?}", solution.status) };
    assert!(reason.contains("E000 has no supplier of sector S01"), "{reason}");
    assert!(model.outcome(&banned, &solution).is_err());
}
