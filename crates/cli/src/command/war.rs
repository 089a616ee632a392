//! `detente war`: what tariffs would economies set, alone, against each other or together?

use crate::arguments::{
    ByChoice, ConceptChoice, DeficitChoice, GameChoice, ReferenceChoice, WarArguments,
};
use crate::failure::Failure;
use crate::output::{Output, note, require_new};
use detente_bargain::{Concept, SearchOptions};
use detente_deal::{
    Form, Player, PoliticalWeights, Reference, TariffLevers, War, WarRequest, political_weights,
    war,
};
use detente_engine::{PolicyState, RunRequest, ScenarioSource, Session};
use detente_scenario::{GOODS, SERVICES, goods, services};
use detente_trade::{DeficitClosure, ModelOptions, NegativeFinalDemand};
use detente_world::WorldSource;
use detente_world::budget;
use detente_world::table::Table;
use detente_world::{SectorId, World};
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

/// Rows of tariffs printed where there are more.
const SHOWN: usize = 24;

pub(crate) fn run(arguments: &WarArguments, output: &Output) -> Result<(), Failure> {
    if let Some(out) = &arguments.out {
        require_new(out)?;
    }
    budget::count("--starts", arguments.starts, 1, budget::STARTS).map_err(Failure::user)?;
    budget::count("--evaluations", arguments.evaluations, 1, budget::EVALUATIONS)
        .map_err(Failure::user)?;
    let clock = Instant::now();
    let start = start(arguments)?;
    let loaded = &start.asked.world;
    let request = request(arguments, &loaded.world)?;
    let state = start.asked.state.clone();
    let tell = |what: &str| note(&format!("... {what}"));
    let found = war(loaded, &start.options, Some(state), &request, &tell)?;
    let seconds = clock.elapsed().as_secs_f64();
    if !found.converged {
        let left = found.certificates.iter().map(|one| one.step_left).fold(0.0, f64::max);
        return Err(Failure::finding(format!(
            "not converged after {} evaluations: a step of {left:.1e} in log rates is left. Nothing was written: what has not \
             converged is no answer. Allow more with --evaluations, narrow --high, or begin elsewhere with --from.",
            found.evaluations
        )));
    }
    if let Some(out) = &arguments.out {
        found.write(out, &settings(arguments, &start, &request, &found))?;
    }
    output.text(&summary(&start, &request, &found, seconds, arguments.out.as_deref()))
}

/// What a game is played on.
struct Start {
    asked: PolicyState,
    options: ModelOptions,
}

/// The world, tariffs and model of the scenario that is named, or of the world as it is.
fn start(arguments: &WarArguments) -> Result<Start, Failure> {
    let source = arguments.scenario.as_deref().map(ScenarioSource::parse);
    let asked = Session::new().state_of(&RunRequest {
        world: arguments.world.as_deref().map(WorldSource::parse),
        overrides: arguments.overrides.clone(),
        ..RunRequest::new(source.unwrap_or(ScenarioSource::Nothing))
    })?;
    let options = model_options(arguments, asked.options.clone(), asked.says_deficits);
    if !asked.left_out.is_empty() {
        note(&format!(
            "left out, for they move chains or weeks and no policy: {}; `detente run` follows them",
            asked.left_out.join(", ")
        ));
    }
    Ok(Start { asked, options })
}

fn request(arguments: &WarArguments, world: &World) -> Result<WarRequest, Failure> {
    let (least, most) = (rate(&arguments.least, "--low")?, rate(&arguments.most, "--high")?);
    if least > most {
        return Err(Failure::user(format!(
            "--low {} is above --high {}: the bounds cross; exchange them",
            arguments.least, arguments.most
        )));
    }
    let players: Vec<String> =
        arguments.players.iter().map(|name| name.trim().to_owned()).collect();
    let players = Player::list(world, &players)?;
    if players.len() < 2 && !matches!(arguments.game, GameChoice::Optimal) {
        return Err(Failure::user(
            "one player has nobody to play against; name two or more with --players, or use --game optimal",
        ));
    }
    let concept = match arguments.share {
        ConceptChoice::EqualGains => Concept::EqualGains,
        ConceptChoice::NashProduct => Concept::Nash,
        ConceptChoice::KalaiSmorodinsky => Concept::KalaiSmorodinsky,
        ConceptChoice::Utilitarian => Concept::Utilitarian,
    };
    Ok(WarRequest {
        players,
        form: match arguments.game {
            GameChoice::Optimal => Form::Optimal,
            GameChoice::Nash => Form::Nash,
            GameChoice::Cooperative => Form::Cooperative(concept),
        },
        from: match arguments.from {
            ReferenceChoice::Factual => Reference::Factual,
            ReferenceChoice::Free => Reference::Free,
            ReferenceChoice::Nash => Reference::Nash,
        },
        levers: TariffLevers {
            by_partner: matches!(arguments.by, ByChoice::Partner | ByChoice::SectorPartner),
            by_sector: matches!(arguments.by, ByChoice::Sector | ByChoice::SectorPartner),
            among_players: arguments.among_players,
            sectors: sectors(world, &arguments.sectors)?,
            least,
            most,
        },
        political: arguments.political.as_deref().map(|file| political(world, file)).transpose()?,
        starts: arguments.starts,
        search: SearchOptions {
            maximum_evaluations: arguments.evaluations,
            ..SearchOptions::default()
        },
    })
}

fn political(world: &World, file: &Path) -> Result<PoliticalWeights, Failure> {
    Ok(political_weights(world, file)?)
}

/// `25%` or `0.25`.
fn rate(text: &str, option: &str) -> Result<f64, Failure> {
    let wrong =
        || Failure::user(format!("{option} {text}: write a rate above -100%, such as 25% or 0.25"));
    let (number, scale) =
        text.trim().strip_suffix('%').map_or((text.trim(), 1.0), |number| (number.trim(), 100.0));
    let rate = number.parse::<f64>().map_err(|_| wrong())? / scale;
    if rate.is_finite() && rate > -1.0 { Ok(rate) } else { Err(wrong()) }
}

/// Sectors by code or by the words of the scenario language.
fn sectors(world: &World, words: &[String]) -> Result<Vec<SectorId>, Failure> {
    let mut chosen = vec![false; world.sectors.len()];
    for word in words.iter().map(|word| word.trim()) {
        let matching: Vec<usize> = match word {
            "*" => (0..world.sectors.len()).collect(),
            GOODS => goods(world),
            SERVICES => services(world),
            code => world.sector(code).map(|sector| sector.0).into_iter().collect(),
        };
        if matching.is_empty() {
            let codes: Vec<&str> =
                world.sectors.iter().map(|sector| sector.code.as_str()).collect();
            return Err(Failure::user(format!(
                "--sectors {word}: world `{}` has no such sector; write *, goods, services or codes among {}",
                world.id,
                codes.join(", ")
            )));
        }
        matching.into_iter().for_each(|at| chosen[at] = true);
    }
    Ok((0..chosen.len()).filter(|at| chosen[*at]).map(SectorId).collect())
}

/// The model of the scenario; its closure is that of the command line, else the scenario's, else
/// balanced trade.
fn model_options(
    arguments: &WarArguments,
    asked: ModelOptions,
    says_deficits: bool,
) -> ModelOptions {
    let own = (asked.remove_deficits_first, asked.deficits);
    let (remove, deficits) = match arguments.deficits {
        None if says_deficits => own,
        None | Some(DeficitChoice::Remove) => (true, DeficitClosure::Zero),
        Some(DeficitChoice::Fixed) => (false, DeficitClosure::Fixed),
        Some(DeficitChoice::WorldShare) => (false, DeficitClosure::WorldShare),
        Some(DeficitChoice::Proportional) => (false, DeficitClosure::Proportional),
    };
    let clip = if arguments.clip {
        NegativeFinalDemand::ClipAndSolve
    } else {
        NegativeFinalDemand::Reject
    };
    ModelOptions { deficits, remove_deficits_first: remove, negative_final_demand: clip, ..asked }
}

/// What a reader needs to play it again.
fn settings(arguments: &WarArguments, start: &Start, request: &WarRequest, found: &War) -> String {
    let (loaded, options) = (&start.asked.world, &start.options);
    let value = serde_json::json!({
        "program": concat!("detente ", env!("CARGO_PKG_VERSION")),
        "world": loaded.world.id,
        "world_sha256": loaded.digest,
        "scenario": arguments.scenario,
        "players": request.players.iter().map(|player| player.name.clone()).collect::<Vec<String>>(),
        "game": format!("{:?}", request.form),
        "from": request.from.name(),
        "by": format!("{:?}", arguments.by),
        "sectors": arguments.sectors,
        "low": request.levers.least,
        "high": request.levers.most,
        "deficits": format!("{:?}", options.deficits),
        "deficits_removed_first": options.remove_deficits_first,
        "final_demand_substitution": options.final_demand_substitution,
        "sector_options": options.sectors.len(),
        "elasticities": start.asked.elasticities,
        "options": start.asked.told,
        "overrides": arguments.overrides,
        "trade_elasticities": loaded.world.sectors.iter().map(|sector| sector.trade_elasticity).collect::<Vec<f64>>(),
        "home_elasticities": options.home_elasticity,
        "starts": request.starts,
        "levers": found.levers,
        "evaluations": found.evaluations,
        "notes": found.notes,
    });
    format!("{value:#}\n")
}

fn summary(
    start: &Start,
    request: &WarRequest,
    found: &War,
    seconds: f64,
    out: Option<&Path>,
) -> String {
    let world = &start.asked.world.world;
    let game = match &request.form {
        Form::Optimal => "optimal tariffs, each alone".to_owned(),
        Form::Nash => "Nash tariffs".to_owned(),
        Form::Cooperative(concept) => {
            format!("cooperative tariffs ({concept:?}) from {}", request.from.name())
        }
    };
    let mut text = format!(
        "{game}: {} players, {} levers, world {} ({} economies x {} sectors)\n\n",
        request.players.len(),
        found.levers,
        world.id,
        world.economies.len(),
        world.sectors.len()
    );
    tariffs(&mut text, &found.tariffs);
    text.push('\n');
    welfare(&mut text, request, &found.welfare);
    let worst = found.certificates.iter().map(|one| one.deviation_pct).fold(0.0, f64::max);
    let left = found.certificates.iter().map(|one| one.step_left).fold(0.0, f64::max);
    let _ = write!(
        text,
        "\nconverged after {} evaluations in {seconds:.1} s; largest step left {left:.1e}",
        found.evaluations
    );
    match &request.form {
        Form::Optimal => {
            let most = found.certificates.iter().map(|one| one.distinct).max().unwrap_or(0);
            let _ = write!(
                text,
                "; at most {most} distinct optima from {} starts",
                request.starts.max(1)
            );
        }
        Form::Nash => {
            let distinct = found.certificates.first().map_or(0, |one| one.distinct);
            let _ = write!(
                text,
                "; {distinct} distinct equilibria from {} starts; nobody was found to gain more than {worst:.1e} % by deviating",
                request.starts.max(1)
            );
        }
        Form::Cooperative(_) => {}
    }
    text.push('\n');
    let told = start.asked.elasticities.iter().chain(&start.asked.told);
    told.for_each(|line| text.push_str(&format!("note: {line}\n")));
    if start.options.remove_deficits_first {
        text.push_str(
            "note: Trade deficits are removed first; --deficits chooses another closure.\n",
        );
    }
    let playing: usize = request.players.iter().map(|player| player.members.len()).sum();
    if playing < world.economies.len() {
        text.push_str("note: Economies that are no players keep their tariffs, so that players may gain at their cost. With `rest` they play too.\n");
    }
    found.notes.iter().take(3).for_each(|note| text.push_str(&format!("note: {note}\n")));
    if let Some(out) = out {
        let _ = writeln!(text, "tables  {}", out.join("tables").display());
    }
    text
}

fn tariffs(text: &mut String, table: &Table) {
    let (economy, sector, partner) =
        (table.words("economy"), table.words("sector"), table.words("partner"));
    let rates = table.numbers("tariff");
    let _ = writeln!(text, "{:<12}{:<10}{:<12}{:>10}", "economy", "sector", "partner", "tariff, %");
    for at in 0..table.rows().min(SHOWN) {
        let _ = writeln!(
            text,
            "{:<12}{:<10}{:<12}{:>10.2}",
            economy[at],
            sector[at],
            partner[at],
            100.0 * rates[at]
        );
    }
    if table.rows() > SHOWN {
        let _ = writeln!(text, "... and {} more", table.rows() - SHOWN);
    }
}

/// Players only; the table has every economy.
fn welfare(text: &mut String, request: &WarRequest, table: &Table) {
    let (economy, start, mover) =
        (table.words("economy"), table.words("start"), table.words("mover"));
    let (real, government) =
        (table.numbers("welfare_pct"), table.numbers("government_welfare_pct"));
    let political = request.political.is_some();
    let _ =
        write!(text, "{:<12}{:<10}{:<10}{:>16}", "economy", "against", "moves", "real income, %");
    text.push_str(if political { "   government sees, %\n" } else { "\n" });
    let plays = |name: &str| request.players.iter().any(|player| player.name == name);
    let rows = (0..table.rows()).filter(|at| plays(&economy[*at]));
    for at in rows.take(4 * SHOWN) {
        let _ = write!(
            text,
            "{:<12}{:<10}{:<10}{:>+16.4}",
            economy[at], start[at], mover[at], real[at]
        );
        if political {
            let _ = write!(text, "{:>+21.4}", government[at]);
        }
        text.push('\n');
    }
}
