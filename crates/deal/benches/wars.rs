//! How fast are tariff games and negotiations? Run with
//! `cargo bench -p detente-deal --bench wars`.
//!
//! Each line is one case: players, levers, evaluations of the world, the largest step or deviation
//! left, wall time on all cores, and the most memory the process has needed so far.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use detente_bargain::{Concept, SearchOptions};
use detente_deal::{Form, Player, Reference, TariffLevers, WarRequest, agree, war};
use detente_engine::{LoadedWorld, RunRequest, ScenarioSource, Session};
use detente_scenario::goods;
use detente_trade::{DeficitClosure, ModelOptions};
use detente_world::SectorId;
use detente_world::WorldSource;
use std::time::Instant;

fn main() {
    // `cargo test --benches` runs this binary too; the small cases are enough there to see that it
    // works.
    let measured = std::env::args().any(|argument| argument == "--bench");
    println!(
        "{:<44}{:>8}{:>8}{:>8}{:>12}{:>14}{:>9}{:>7}",
        "case", "players", "levers", "evals", "step left", "deviation, %", "s", "MB"
    );
    let world = LoadedWorld::load(WorldSource::parse("icio-2022")).unwrap();
    let small = seven(&world);
    let talks = Form::Cooperative(Concept::EqualGains);
    case("7 economies, sector and partner: Nash", &small, &["each"], Form::Nash, true);
    case("the same: equal gains from the actual rates", &small, &["each"], talks, true);
    if measured {
        let five = ["USA", "CHN", "JPN", "EU27", "rest"];
        case("81 economies, 5 players: best alone", &world, &five, Form::Optimal, false);
        case("the same: Nash", &world, &five, Form::Nash, false);
        case("81 players, one rate each: Nash", &world, &["each"], Form::Nash, false);
        negotiation("japan-us-2025-package");
    }
}

fn case(name: &str, world: &LoadedWorld, players: &[&str], form: Form, fine: bool) {
    let sectors = goods(&world.world).into_iter().map(SectorId).collect();
    let names: Vec<String> = players.iter().map(|name| (*name).to_owned()).collect();
    let request = WarRequest {
        players: Player::list(&world.world, &names).unwrap(),
        form,
        from: Reference::Factual,
        levers: TariffLevers {
            by_partner: fine,
            by_sector: fine,
            among_players: false,
            sectors,
            least: 0.0,
            most: 4.0,
        },
        political: None,
        starts: 1,
        search: SearchOptions { maximum_evaluations: 3000, ..SearchOptions::default() },
    };
    let options = ModelOptions {
        deficits: DeficitClosure::Zero,
        remove_deficits_first: true,
        ..ModelOptions::default()
    };
    let clock = Instant::now();
    let found = war(world, &options, None, &request, &|_| {}).unwrap();
    let seconds = clock.elapsed().as_secs_f64();
    let worst = |value: fn(&detente_deal::Certificate) -> f64| {
        found.certificates.iter().map(value).fold(0.0, f64::max)
    };
    println!(
        "{name:<44}{:>8}{:>8}{:>8}{:>12.1e}{:>14.1e}{seconds:>9.2}{:>7}",
        request.players.len(),
        found.levers,
        found.evaluations,
        worst(|one| one.step_left),
        worst(|one| one.deviation_pct),
        peak_megabytes()
    );
}

/// The whole of a negotiation, the run of its deal included.
fn negotiation(name: &str) {
    let clock = Instant::now();
    let mut session = Session::new();
    let request = agree(&mut session, RunRequest::new(ScenarioSource::parse(name))).unwrap();
    let run = session.run(&request).unwrap();
    let note = run.summary.package.unwrap();
    println!(
        "{:<44}{:>8}{:>8}{:>8}{:>12}{:>14}{:>9.2}{:>7}",
        format!("negotiate {name}"),
        note.parties.len(),
        run.tables.get("package_shapley").map_or(0, |table| table.rows() / note.parties.len()),
        note.evaluations,
        "",
        "",
        clock.elapsed().as_secs_f64(),
        peak_megabytes()
    );
}

fn seven(world: &LoadedWorld) -> LoadedWorld {
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path().join("map.csv");
    let named =
        ["USA", "CHN", "JPN", "IND", "BRA"].map(|code| format!("economy,{code},{code}\n")).concat();
    std::fs::write(&map, format!("kind,from,to\neconomy,EU27,EU27\neconomy,*,ROW\n{named}"))
        .unwrap();
    LoadedWorld { world: detente_world::aggregate(&world.world, &map).unwrap(), ..world.clone() }
}

/// The most memory the process has needed so far, as Linux counts it; 0 elsewhere.
fn peak_megabytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok()).unwrap_or(0) / 1024
}
