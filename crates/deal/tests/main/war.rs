//! Tariff games: closed forms, certificates, and worlds of every size.

use crate::cp2015_world;
use crate::sample::{numbers, words};
use detente_bargain::{Concept, SearchOptions};
use detente_deal::{Form, Player, Reference, TariffLevers, War, WarRequest, war};
use detente_engine::LoadedWorld;
use detente_trade::{DeficitClosure, ModelOptions, NegativeFinalDemand};
use detente_world::WorldSource;
use detente_world::{Economy, EconomyId, LinkTable, NodeTable, Sector, SectorId, UseTable, World};

fn loaded(world: World) -> LoadedWorld {
    let (digest, source) = (String::new(), WorldSource::Embedded("made in a test".into()));
    LoadedWorld { world, digest, source, chains: detente_engine::ChainSource::default() }
}

fn embedded() -> LoadedWorld {
    LoadedWorld::load(WorldSource::parse("icio-2022")).unwrap()
}

fn balanced() -> ModelOptions {
    ModelOptions {
        deficits: DeficitClosure::Zero,
        remove_deficits_first: true,
        ..ModelOptions::default()
    }
}

fn request(
    world: &World,
    players: &[&str],
    form: Form,
    by_sector: bool,
    by_partner: bool,
) -> WarRequest {
    let goods = |sector: &SectorId| {
        matches!(world.sectors[sector.0].code.bytes().next(), Some(b'A'..=b'C' | b'S'))
    };
    let names: Vec<String> = players.iter().map(|name| (*name).to_owned()).collect();
    let sectors = world
        .sector_ids()
        .filter(goods)
        .filter(|sector| world.sectors[sector.0].tradable)
        .collect();
    WarRequest {
        players: Player::list(world, &names).unwrap(),
        form,
        from: Reference::Factual,
        levers: TariffLevers {
            by_partner,
            by_sector,
            among_players: false,
            sectors,
            least: 0.0,
            most: 4.0,
        },
        political: None,
        starts: 1,
        search: SearchOptions::default(),
    }
}

fn fight(world: &LoadedWorld, options: &ModelOptions, request: &WarRequest) -> War {
    let clock = std::time::Instant::now();
    let found = war(world, options, None, request, &|_| {}).unwrap();
    println!(
        "{:?}: {} levers, {} evaluations, step left {:.1e}, deviation {:.1e} %, {:.2} s",
        request.form,
        found.levers,
        found.evaluations,
        found.certificates.iter().map(|one| one.step_left).fold(0.0, f64::max),
        found.certificates.iter().map(|one| one.deviation_pct).fold(0.0, f64::max),
        clock.elapsed().as_secs_f64()
    );
    assert!(found.converged);
    found
}

/// Two economies that trade one good, without inputs.
fn armington(home: [f64; 2], trade: f64, elasticity: f64) -> LoadedWorld {
    let mut flows = LinkTable::filled(2, 1, trade);
    for (economy, own) in home.into_iter().enumerate() {
        flows.set(SectorId(0), EconomyId(economy), EconomyId(economy), own);
    }
    let economy = |code: &str| Economy { code: code.into(), name: code.into(), groups: Vec::new() };
    loaded(World {
        id: "armington".into(),
        title: "Two economies, one good".into(),
        year: 2000,
        currency: "USD million".into(),
        sources: Vec::new(),
        notes: Vec::new(),
        economies: vec![economy("AAA"), economy("BBB")],
        sectors: vec![Sector {
            code: "C29".into(),
            name: "good".into(),
            trade_elasticity: elasticity,
            tradable: true,
        }],
        trade: flows,
        use_table: UseTable::zero(2, 1),
        tariff: LinkTable::filled(2, 1, 0.0),
        repairs: Vec::new(),
        meaning: detente_world::Meaning::default(),
        flows: detente_world::Flows::Unknown,
        customs_unions: None,
        chains: detente_world::chain::Chains::default(),
    })
}

/// With one good the best tariff is the inverse elasticity of the other's supply of exports. Where
/// the other charges T, keeps the revenue, and spends the share h on its own good, its imports at
/// world prices are V = (1-h) Y / (1 + T h), so that
///
///     t = (1 + T h) / (theta h (1 + T)),
///
/// at the shares that the tariffs themselves bring about; for T = 0 this is the 1 / (theta h) of
/// Gros (1987, J. Int. Econ. 23) and Alvarez and Lucas (2007, J. Monet. Econ. 54, section 5).
fn closed_form(world: &LoadedWorld, setter: usize, tariffs: [f64; 2]) -> f64 {
    use detente_trade::{Counterfactual, Model, SolveOptions};
    let model = Model::calibrate(&world.world, &ModelOptions::default()).unwrap();
    let mut question = Counterfactual::baseline(&model);
    question.tariff.set(SectorId(0), EconomyId(0), EconomyId(1), tariffs[0]);
    question.tariff.set(SectorId(0), EconomyId(1), EconomyId(0), tariffs[1]);
    let solution = model.solve(&question, &SolveOptions::default(), None).unwrap();
    let found = model.equilibrium(question, solution).unwrap();
    let other = 1 - setter;
    let home = found.purchases(SectorId(0), EconomyId(other))[other].1;
    let its = tariffs[other];
    (1.0 + its * home) / (world.world.sectors[0].trade_elasticity * home * (1.0 + its))
}

#[test]
fn the_best_tariff_of_two_economies_is_the_closed_form() {
    for (home, trade, elasticity) in
        [([800.0, 800.0], 200.0, 4.0), ([300.0, 5000.0], 150.0, 8.0), ([900.0, 200.0], 90.0, 2.5)]
    {
        let world = armington(home, trade, elasticity);
        let request = request(&world.world, &["AAA", "BBB"], Form::Optimal, false, false);
        let found = fight(&world, &ModelOptions::default(), &request);
        for (setter, tariff) in numbers(&found.tariffs, "tariff").iter().enumerate() {
            let mut tariffs = [0.0; 2];
            tariffs[setter] = *tariff;
            let expected = closed_form(&world, setter, tariffs);
            assert!((tariff - expected).abs() < 1e-5, "{home:?} {setter}: {tariff} for {expected}");
        }
    }
}

#[test]
fn in_a_nash_equilibrium_both_follow_the_closed_form_at_once() {
    let world = armington([900.0, 400.0], 150.0, 5.0);
    let request = request(&world.world, &["AAA", "BBB"], Form::Nash, false, false);
    let found = fight(&world, &ModelOptions::default(), &request);
    let tariffs = numbers(&found.tariffs, "tariff");
    for (setter, tariff) in tariffs.iter().enumerate() {
        let expected = closed_form(&world, setter, [tariffs[0], tariffs[1]]);
        assert!((tariff - expected).abs() < 1e-5, "{setter}: {tariff} for {expected}");
    }
    assert!(found.certificates.iter().all(|one| one.deviation_pct < 1e-6));
}

#[test]
fn symmetric_economies_agree_on_no_tariffs_and_share_what_that_brings() {
    let world = armington([800.0, 800.0], 200.0, 4.0);
    for concept in Concept::ALL {
        let asked = WarRequest {
            from: Reference::Nash,
            ..request(&world.world, &["AAA", "BBB"], Form::Cooperative(concept), false, false)
        };
        let found = fight(&world, &ModelOptions::default(), &asked);
        let (economy, start) = (words(&found.welfare, "economy"), words(&found.welfare, "start"));
        let gains: Vec<f64> = (0..economy.len())
            .filter(|at| start[*at] == "nash")
            .map(|at| numbers(&found.welfare, "welfare_pct")[at])
            .collect();
        assert!(
            gains[0] > 0.0 && (gains[0] - gains[1]).abs() < 1e-4 * gains[0],
            "{concept:?} {gains:?}"
        );
        // Only the ratio of the two tariffs matters for what is traded: none, or the same for both.
        let tariffs = numbers(&found.tariffs, "tariff");
        assert!((tariffs[0] - tariffs[1]).abs() < 1e-3, "{concept:?} {tariffs:?}");
    }
}

#[test]
fn wars_in_the_world_of_caliendo_and_parro() {
    let world = loaded(cp2015_world::world());
    let options =
        ModelOptions { negative_final_demand: NegativeFinalDemand::ClipAndSolve, ..balanced() };
    let players = ["Mexico", "Canada", "USA", "rest"];
    let optimal =
        fight(&world, &options, &request(&world.world, &players, Form::Optimal, false, false));
    let nash = fight(&world, &options, &request(&world.world, &players, Form::Nash, false, false));
    for (player, (alone, together)) in players
        .iter()
        .zip(numbers(&optimal.tariffs, "tariff").iter().zip(numbers(&nash.tariffs, "tariff")))
    {
        println!("{player:<8} optimal {:>6.2} %, Nash {:>6.2} %", 100.0 * alone, 100.0 * together);
        assert!(*alone > 0.01 && *together > 0.01);
    }
    assert!(
        nash.certificates.iter().all(|one| one.deviation_pct < 1e-6),
        "{:?}",
        nash.certificates
    );
    gains_its_mover(&optimal, &players);
}

/// Who sets the best tariff alone gains.
fn gains_its_mover(optimal: &War, players: &[&str]) {
    let (economy, mover) = (words(&optimal.welfare, "economy"), words(&optimal.welfare, "mover"));
    for player in players {
        let own =
            (0..economy.len()).find(|at| economy[*at] == *player && mover[*at] == *player).unwrap();
        assert!(numbers(&optimal.welfare, "welfare_pct")[own] > 0.0, "{player}");
    }
}

#[test]
fn five_players_fight_in_the_embedded_world_and_a_bloc_is_one_player() {
    let world = embedded();
    let players = ["USA", "CHN", "JPN", "EU27", "rest"];
    let optimal =
        fight(&world, &balanced(), &request(&world.world, &players, Form::Optimal, false, false));
    gains_its_mover(&optimal, &players);
    let nash =
        fight(&world, &balanced(), &request(&world.world, &players, Form::Nash, false, false));
    assert!(
        nash.certificates.iter().all(|one| one.deviation_pct < 1e-6),
        "{:?}",
        nash.certificates
    );
    let (economy, welfare) =
        (words(&nash.welfare, "economy"), numbers(&nash.welfare, "welfare_pct"));
    for player in players {
        let own = economy.iter().position(|code| code == player).unwrap();
        assert!(
            welfare[own] < 0.0,
            "{player} gains from a war of all against all: {}",
            welfare[own]
        );
    }
    // A bloc's change lies between those of its members.
    let members: Vec<f64> = world
        .world
        .group("EU27")
        .iter()
        .map(|member| {
            welfare[economy
                .iter()
                .position(|code| *code == world.world.economies[member.0].code)
                .unwrap()]
        })
        .collect();
    let bloc = welfare[economy.iter().position(|code| code == "EU27").unwrap()];
    assert!(members.iter().any(|own| *own < bloc) && members.iter().any(|own| *own > bloc));
}

/// Seven economies, every sector and partner: 1,439 levers or so.
fn seven() -> LoadedWorld {
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path().join("map.csv");
    let rows = "kind,from,to\neconomy,EU27,EU27\neconomy,*,ROW\neconomy,USA,USA\neconomy,CHN,CHN\neconomy,JPN,JPN\neconomy,IND,IND\neconomy,BRA,BRA\n";
    std::fs::write(&map, rows).unwrap();
    loaded(detente_world::aggregate(&embedded().world, &map).unwrap())
}

#[test]
fn seven_economies_fight_and_talk_over_every_sector_and_partner() {
    let world = seven();
    let nash =
        fight(&world, &balanced(), &request(&world.world, &["each"], Form::Nash, true, true));
    assert!(nash.levers > 1000);
    assert!(
        nash.certificates.iter().all(|one| one.deviation_pct < 1e-6),
        "{:?}",
        nash.certificates
    );
    let asked =
        request(&world.world, &["each"], Form::Cooperative(Concept::EqualGains), true, true);
    let talks = fight(
        &world,
        &balanced(),
        &WarRequest {
            search: SearchOptions { maximum_evaluations: 3000, ..asked.search },
            ..asked
        },
    );
    let gains = numbers(&talks.welfare, "welfare_pct");
    let mean = gains.iter().sum::<f64>() / gains.len() as f64;
    assert!(mean > 0.0 && gains.iter().all(|gain| (gain - mean).abs() < 1e-4 * mean), "{gains:?}");
}

/// A government that weighs one sector twice protects it more, and sees a gain where real income
/// falls.
#[test]
fn political_weights_raise_the_tariff_of_the_favoured_sector() {
    let world = seven();
    let (usa, cars) = (world.world.economy("USA").unwrap(), world.world.sector("C29").unwrap());
    let plain = request(&world.world, &["USA"], Form::Optimal, true, false);
    let mut weights = NodeTable::filled(7, 35, 1.0);
    weights.set(usa, cars, 2.0);
    let partial = WarRequest { political: Some(weights), ..plain.clone() };
    let tariff_on_cars = |found: &War| {
        let at = words(&found.tariffs, "sector").iter().position(|sector| sector == "C29").unwrap();
        numbers(&found.tariffs, "tariff")[at]
    };
    let (without, with) =
        (fight(&world, &balanced(), &plain), fight(&world, &balanced(), &partial));
    println!(
        "cars: {:.1} % for real income, {:.1} % for car makers",
        100.0 * tariff_on_cars(&without),
        100.0 * tariff_on_cars(&with)
    );
    assert!(tariff_on_cars(&with) > tariff_on_cars(&without) + 0.02);
    let of_usa = |found: &War, column: &str| {
        let at = words(&found.welfare, "economy").iter().position(|code| code == "USA").unwrap();
        numbers(&found.welfare, column)[at]
    };
    assert!(of_usa(&with, "government_welfare_pct") > of_usa(&with, "welfare_pct"));
    assert!(of_usa(&with, "welfare_pct") <= of_usa(&without, "welfare_pct") + 1e-9);
}

#[test]
fn players_that_are_wrong_are_named() {
    let world = embedded().world;
    let list = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Player::list(&world, &names).map(|players| players.len()).map_err(|error| error.to_string())
    };
    assert_eq!(list(&["each"]), Ok(81));
    assert_eq!(list(&["USA", "EU27", "rest"]), Ok(3));
    assert!(list(&["USA", "EU27", "DEU"]).unwrap_err().contains("DEU would play twice"));
    assert!(list(&["USB"]).unwrap_err().contains("no economy or group `USB`"));
    assert!(list(&[]).unwrap_err().contains("no player is named"));
}
