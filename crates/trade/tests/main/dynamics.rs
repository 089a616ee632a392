//! Points of a path against closed forms: capital's steady state, wage floors, real GDP.

use crate::gradient::{compare, difference, gradient, largest_links};
use crate::sample;
use detente_trade::{
    Counterfactual, DeficitClosure, Dynamics, Equilibrium, Model, ModelOptions, Objective,
    PathState, SolveOptions, TradeError,
};
use detente_world::{Accounts, EconomyId, SectorId, World};

const FREE: Dynamics = Dynamics { depreciation: Vec::new(), wage_floor: None };

fn with_capital(world: &World, share: f64, options: ModelOptions) -> Model {
    let capital_share = vec![share; world.economies.len()];
    Model::calibrate(world, &ModelOptions { capital_share, ..options }).unwrap()
}

fn solved(model: &Model, question: Counterfactual) -> Equilibrium<'_> {
    let solution = sample::solved(model, &question);
    model.equilibrium(question, solution).unwrap()
}

#[test]
fn capital_grows_to_its_steady_state_at_the_published_speed() {
    let (share, lost, gain) = (0.35, 0.06, 1.1_f64);
    let world = sample::symmetric(3, 4.0, 0.3);
    let model = with_capital(&world, share, ModelOptions::default());
    let dynamics = Dynamics { depreciation: vec![lost; 3], wage_floor: None };
    let mut policy = Counterfactual::baseline(&model);
    policy.productivity.values_mut().fill(gain);
    let steady = gain.ln() / (1.0 - share);
    let mut state = PathState::baseline(3);
    for year in 0..=400 {
        let question = state.question(&dynamics, f64::from(year), policy.clone());
        let point = solved(&model, question);
        // ln K(t) of ln K' = (1-d) ln K + d (ln A + a ln K).
        let wanted = steady * (1.0 - (1.0 - lost * (1.0 - share)).powi(year));
        let found = point.counterfactual().capital[1].ln();
        assert!((found - wanted).abs() < 1e-9, "year {year}: {found} instead of {wanted}");
        assert!((point.real_income()[1].ln() - gain.ln() - share * wanted).abs() < 1e-9);
        if year == 400 {
            let end = point.real_income()[1] / gain.powf(1.0 / (1.0 - share)) - 1.0;
            println!("steady state off by {end:.1e}");
            assert!(end.abs() < 1e-7);
        }
        state = state.then(f64::from(year), &point, true);
    }
}

#[test]
fn four_quarters_leave_as_much_capital_as_a_year() {
    let world = sample::symmetric(2, 4.0, 0.3);
    let model = with_capital(&world, 0.3, ModelOptions::default());
    let dynamics = Dynamics { depreciation: vec![0.08, 0.05], wage_floor: None };
    let mut policy = Counterfactual::baseline(&model);
    policy.productivity.values_mut().fill(1.2);
    let first = PathState::baseline(2).then(0.0, &solved(&model, policy.clone()), false);
    let year = first.question(&dynamics, 1.0, policy.clone()).capital;
    // With income held at that of the first point, quarters add up exactly.
    let quarter = first.question(&dynamics, 0.25, policy).capital;
    for ((year, quarter), lost) in year.iter().zip(&quarter).zip(&dynamics.depreciation) {
        let kept = |years: f64| 1.0 - (1.0 - lost).powf(years);
        assert!((year.ln() / quarter.ln() - kept(1.0) / kept(0.25)).abs() < 1e-12);
    }
}

/// Two economies with Cobb-Douglas trade: shares of spending stay, so that wage bills are linear in
/// what one pays the other.
#[test]
fn a_wage_floor_leaves_the_unemployment_of_the_closed_form() {
    let (foreign, paid, floor) = (0.3, 10.0, 0.98_f64);
    let world = sample::symmetric(2, 0.0, foreign);
    for share in [0.0, 0.4] {
        let model = with_capital(&world, share, ModelOptions::default());
        let mut policy = Counterfactual::baseline(&model);
        policy.transfer = vec![-paid, paid];
        let bill = |gets: f64| (100.0 + gets * (1.0 - 2.0 * foreign) / (2.0 * foreign)) / 100.0;
        let (low, high) = (bill(-paid), bill(paid));
        assert!(low < floor);
        policy.wage_floor = vec![floor, floor];
        let point = solved(&model, policy);
        let employed = low / floor;
        let figures = point.path_figures();
        let certificate = &point.solution().certificate;
        println!("share {share}: employment {employed:.6}, {certificate:?}");
        assert!((point.wages()[0] - floor).abs() < 1e-9 && (point.wages()[1] - high).abs() < 1e-9);
        assert!((figures[0].employment_pct / 100.0 + 1.0 - employed).abs() < 1e-9);
        assert_eq!(figures[1].employment_pct, 0.0);
        assert!(certificate.complementarity < 1e-9 && certificate.homogeneity < 1e-9);
        // A unit costs w L^a, since capital stays while workers go.
        let price = |own: f64, other: f64| own.powf(1.0 - foreign) * other.powf(foreign);
        let wanted = (100.0 * low - paid) / 100.0 / price(floor * employed.powf(share), high);
        assert!((point.real_income()[0] - wanted).abs() < 1e-9);
    }
}

#[test]
fn wages_and_employment_are_complementary_on_every_part_of_the_model() {
    let world = sample::synthetic(8, 6, 5);
    let model = with_capital(&world, 0.35, sample::rich_options(6));
    let free = sample::shaken(&model, 3);
    let wages = solved(&model, free.clone()).wages();
    for floor in [0.9, 0.97, 1.0, 1.02] {
        let question =
            Counterfactual { wage_floor: vec![floor; 8], capital: vec![1.05; 8], ..free.clone() };
        let point = solved(&model, question);
        let figures = point.path_figures();
        let certificate = &point.solution().certificate;
        let idle = figures.iter().filter(|own| own.employment_pct < 0.0).count();
        println!("floor {floor}: {idle} of 8 with unemployment, {certificate:?}");
        for (wage, own) in point.wages().iter().zip(&figures) {
            assert!(*wage >= floor * (1.0 - 1e-12) && own.employment_pct <= 0.0);
            assert!((wage - floor).min(-own.employment_pct).abs() < 1e-9);
        }
        assert!(certificate.complementarity < 1e-9, "{certificate:?}");
        assert!(certificate.homogeneity < 1e-9, "{certificate:?}");
        assert!(idle > 0 || wages.iter().all(|wage| *wage > 0.9));
    }
}

#[test]
fn gradients_hold_under_a_wage_floor_and_grown_capital() {
    let world = sample::synthetic(6, 5, 11);
    let deficits = DeficitClosure::Proportional;
    let options = ModelOptions { deficits, ..sample::rich_options(5) };
    let model = with_capital(&world, 0.35, options);
    let free = sample::shaken(&model, 4);
    let shock = Counterfactual {
        wage_floor: vec![0.99; 6],
        capital: vec![1.1, 0.9, 1.0, 1.02, 0.97, 1.3],
        ..free
    };
    let point = solved(&model, shock.clone());
    let idle = point.path_figures().iter().filter(|own| own.employment_pct < 0.0).count();
    println!("{idle} of 6 with unemployment");
    assert!((1..6).contains(&idle));
    let objective = Objective::of(&model, EconomyId(0));
    let found = gradient(&model, &objective, &shock);
    let mut pairs = Vec::new();
    let links = largest_links(&model, &found, 0, 6);
    for (sector, importer, exporter) in links {
        let at = (SectorId(sector), EconomyId(importer), EconomyId(exporter));
        let pull = |moved: &mut Counterfactual, step: f64| {
            moved.tariff.set(at.0, at.1, at.2, moved.tariff.get(at.0, at.1, at.2) + step)
        };
        let slope = difference(&model, &objective, &shock, 1e-3, pull);
        pairs.push((
            format!("tariff {importer} <- {exporter} {sector}"),
            found.tariff.get(at.0, at.1, at.2),
            slope,
        ));
    }
    let node = (EconomyId(2), SectorId(1));
    let pull = |moved: &mut Counterfactual, step: f64| {
        moved.productivity.set(node.0, node.1, moved.productivity.get(node.0, node.1) * step.exp())
    };
    let slope = difference(&model, &objective, &shock, 1e-3, pull);
    pairs.push(("productivity".into(), found.productivity.get(node.0, node.1), slope));
    compare(&pairs);
}

#[test]
fn real_gdp_follows_technology_and_factors_and_not_the_terms_of_trade() {
    let mut world = sample::synthetic(6, 4, 2);
    world.tariff.values_mut().fill(0.0);
    let model = with_capital(&world, 0.4, ModelOptions::default());
    let (baseline, accounts) = (Counterfactual::baseline(&model), Accounts::of(&world));
    let gdp = |question: Counterfactual| solved(&model, question).path_figures();
    // Hulten: a gain of productivity counts by output over value added.
    let (economy, sector) = (EconomyId(1), SectorId(2));
    let mut better = baseline.clone();
    better.productivity.set(economy, sector, 1.001);
    let value_added: f64 = accounts.value_added.row(economy).iter().sum();
    let wanted = 0.1 * accounts.output.get(economy, sector) / value_added;
    let found = gdp(better);
    println!("productivity: {} % instead of {wanted} %", found[1].real_gdp_pct);
    assert!((found[1].real_gdp_pct / wanted - 1.0).abs() < 2e-3);
    assert!(found[0].real_gdp_pct.abs() < 1e-2 * wanted && found[0].real_income_pct.abs() > 0.0);
    // Capital counts by its share.
    let found =
        gdp(Counterfactual { capital: vec![1.0, 1.0, 1.01, 1.0, 1.0, 1.0], ..baseline.clone() });
    assert!((found[2].real_gdp_pct - 0.4).abs() < 2e-3, "{}", found[2].real_gdp_pct);
    // From free trade a small tariff moves terms of trade at first order, GDP at second.
    let taxed = |rate: f64| {
        let mut question = baseline.clone();
        for exporter in (1..6).map(EconomyId) {
            let mut set =
                |sector| question.tariff.set(SectorId(sector), EconomyId(0), exporter, rate);
            (0..4).for_each(&mut set);
        }
        gdp(question)[0]
    };
    let (small, large) = (taxed(0.001), taxed(0.01));
    println!("tariffs of 0.1 and 1 %: {small:?} {large:?}");
    assert!((0.09..0.13).contains(&(small.real_income_pct / large.real_income_pct)));
    assert!((0.009..0.011).contains(&(small.real_gdp_pct / large.real_gdp_pct)));
}

#[test]
fn without_capital_and_floor_a_point_is_the_static_answer() {
    let world = sample::synthetic(7, 5, 9);
    let plain = Model::calibrate(&world, &sample::rich_options(5)).unwrap();
    let model = with_capital(&world, 0.3, sample::rich_options(5));
    let shock = sample::shaken(&plain, 8);
    let state = PathState::baseline(7);
    let question = state.question(&FREE, 5.0, shock.clone());
    let point = solved(&model, question);
    let outcome = plain.outcome(&shock, &sample::solved(&plain, &shock)).unwrap();
    for (own, wanted) in point.path_figures().iter().zip(&outcome.welfare) {
        let pairs = [
            (own.real_income_pct, wanted.real_income_pct),
            (own.real_wage_pct, wanted.real_wage_pct),
            (own.price_index_pct, wanted.price_index_pct),
            (own.exports_pct, wanted.exports_pct),
            (own.imports_pct, wanted.imports_pct),
            (own.tariff_revenue_change, wanted.tariff_revenue_change),
        ];
        for (own, wanted) in pairs {
            assert!(
                (own - wanted).abs() <= 1e-9 * wanted.abs().max(1.0),
                "{own} instead of {wanted}"
            );
        }
        assert_eq!((own.capital_pct, own.employment_pct), (0.0, 0.0));
    }
}

#[test]
fn capital_and_floors_without_a_meaning_are_refused_by_place() {
    let world = sample::synthetic(3, 2, 1);
    let model = with_capital(&world, 0.3, ModelOptions::default());
    let baseline = Counterfactual::baseline(&model);
    let told = |question: Counterfactual| {
        model.solve(&question, &SolveOptions::default(), None).unwrap_err().to_string()
    };
    let nothing = told(Counterfactual { capital: vec![1.0, 0.0, 1.0], ..baseline.clone() });
    assert!(nothing.contains("capital is 0 at E001"), "{nothing}");
    let below = told(Counterfactual { wage_floor: vec![0.9, 0.9, -0.1], ..baseline.clone() });
    assert!(below.contains("wage floor is -0.1 at E002"), "{below}");
    let few = told(Counterfactual { capital: vec![1.0], ..baseline });
    assert!(few.contains("one per economy"), "{few}");
    for (capital_share, place) in [(vec![0.3, 1.0, 0.3], "E001"), (vec![0.3], "*")] {
        let options = ModelOptions { capital_share, ..ModelOptions::default() };
        let error = Model::calibrate(&world, &options).unwrap_err();
        assert!(
            matches!(&error, TradeError::CapitalShare { economy, .. } if economy == place),
            "{error}"
        );
    }
}
