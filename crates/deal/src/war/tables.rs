//! The tables of a war. `*` stands for all sectors or all partners; what no lever reaches has no
//! row.

use super::game::TariffGame;
use super::run::{Certificate, Played};
use detente_bargain::Game;
use detente_record::Rows;
use detente_trade::Model;
use detente_world::table::{Table, settled};

/// Rates by player, sector and partner, as fractions; of a player that moved alone only its own.
pub(super) fn tariffs(model: &Model, game: &TariffGame, played: &[Played]) -> Table {
    let mut text: [Vec<String>; 4] = std::array::from_fn(|_| Vec::new());
    let mut rates = Vec::new();
    for one in played {
        for (covered, log_rate) in game.coverage().iter().zip(&one.levers) {
            let player = &game.players()[covered.player];
            if one.mover != "all" && one.mover != *player {
                continue;
            }
            let sector = covered.sector.map_or("*", |sector| model.sectors()[sector.0].as_str());
            let cells =
                [player.as_str(), sector, covered.partner.as_deref().unwrap_or("*"), &one.mover];
            text.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell.to_owned()));
            rates.push(settled(log_rate.exp_m1()));
        }
    }
    let [economy, sector, partner, mover] = text;
    Table::new("war")
        .with_text("economy", economy)
        .with_text("sector", sector)
        .with_text("partner", partner)
        .with_numbers("tariff", rates)
        .with_text("mover", mover)
}

/// Changes of real income, and of what governments see, by player and economy against each start.
pub(super) fn welfare(model: &Model, game: &TariffGame, played: &[Played]) -> Table {
    let mut text: [Vec<String>; 3] = std::array::from_fn(|_| Vec::new());
    let mut numbers: [Vec<f64>; 2] = std::array::from_fn(|_| Vec::new());
    let mut push = |name: &str, start: &str, mover: &str, new: [f64; 2], old: [f64; 2]| {
        text.iter_mut()
            .zip([name, start, mover])
            .for_each(|(column, cell)| column.push(cell.to_owned()));
        let percent = |new: f64, old: f64| settled(100.0 * (new / old - 1.0));
        numbers[0].push(percent(new[1], old[1]));
        numbers[1].push(percent(new[0], old[0]));
    };
    for one in played {
        let (government, real) = game.ratios(&one.point);
        for (start, point) in &one.against {
            let (old_government, old_real) = game.ratios(point);
            for player in game.members().iter().filter(|player| player.members.len() > 1) {
                let of = |ratios: &[f64]| game.of_player(player, ratios);
                let (new, old) =
                    ([of(&government), of(&real)], [of(&old_government), of(&old_real)]);
                push(&player.name, start, &one.mover, new, old);
            }
            for (at, code) in model.economies().iter().enumerate() {
                push(
                    code,
                    start,
                    &one.mover,
                    [government[at], real[at]],
                    [old_government[at], old_real[at]],
                );
            }
        }
    }
    let ([economy, start, mover], [welfare, government]) = (text, numbers);
    Table::new("war_welfare")
        .with_text("economy", economy)
        .with_numbers("welfare_pct", welfare)
        .with_numbers("government_welfare_pct", government)
        .with_text("start", start)
        .with_text("mover", mover)
}

/// What proves the answer.
pub(super) fn certificate(certificates: &[Certificate]) -> Table {
    let mut rows = Rows::<1, 4>::new();
    for one in certificates {
        rows.push(
            [&one.player],
            [one.step_left, one.distinct as f64, one.starts as f64, one.deviation_pct],
        );
    }
    rows.table("war_certificate", ["economy"], ["step_left", "distinct", "starts", "deviation_pct"])
}
