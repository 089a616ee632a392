//! The tables of a war. `*` stands for all sectors or all partners; what no lever reaches has no
//! row.

use super::game::TariffGame;
use super::run::{Certificate, Played};
use detente_bargain::Game;
use detente_record::declare;
use detente_record::row::{Row, Text};
use detente_trade::Model;
use detente_world::table::{Table, settled};

declare! {
    /// A rate of a player.
    Rate<'a> = "war", Trade, "Tariffs of the players", "player, sector and partner",
    [economy, sector, partner, mover] {
        economy: Text<'a>, Words, "Name of the player";
        sector: Text<'a>, Words, "Code of the sector; * for all";
        partner: Text<'a>, Words, "Code of the partner; * for all";
        tariff: f64, Ratio, "Rate, as a fraction";
        mover: Text<'a>, Words, "Who moved: `all`, or the player that moved alone";
    }

    /// What a war changes for a player or an economy, against a start.
    WarWelfare<'a> = "war_welfare", Trade, "Real income in the war", "economy, start and mover",
    [economy, start, mover] {
        economy: Text<'a>, Words, "Code of the economy, or name of the player";
        welfare_pct: f64, Percent, "Change of real income";
        government_welfare_pct: f64, Percent, "Change of what the government maximises";
        start: Text<'a>, Words, "What it is compared with";
        mover: Text<'a>, Words, "Who moved: `all`, or the player that moved alone";
    }

    /// What proves that no player would move again.
    WarCertificate<'a> = "war_certificate", Trade, "What proves the answer", "player", [economy] {
        economy: Text<'a>, Words, "Name of the player";
        step_left: f64, Ratio, "The largest step that its best answer would still take";
        distinct: f64, Count, "Different best answers found from the starts";
        starts: f64, Count, "Starts from which its best answer was sought";
        deviation_pct: f64, Percent, "What it could still gain by another rate";
    }
}

/// Rates by player, sector and partner, as fractions; of a player that moved alone only its own.
pub(super) fn tariffs(model: &Model, game: &TariffGame, played: &[Played]) -> Table {
    let mut rows = Vec::new();
    for one in played {
        for (covered, log_rate) in game.coverage().iter().zip(&one.levers) {
            let player = &game.players()[covered.player];
            if one.mover != "all" && one.mover != *player {
                continue;
            }
            let sector = covered.sector.map_or("*", |sector| model.sectors()[sector.0].as_str());
            rows.push(Rate {
                economy: player.as_str().into(),
                sector: sector.into(),
                partner: covered.partner.as_deref().unwrap_or("*").into(),
                tariff: settled(log_rate.exp_m1()),
                mover: one.mover.as_str().into(),
            });
        }
    }
    Rate::table(rows)
}

/// Changes of real income, and of what governments see, by player and economy against each start.
pub(super) fn welfare(model: &Model, game: &TariffGame, played: &[Played]) -> Table {
    let percent = |new: f64, old: f64| settled(100.0 * (new / old - 1.0));
    let mut rows = Vec::new();
    for one in played {
        let (government, real) = game.ratios(&one.point);
        for (start, point) in &one.against {
            let (old_government, old_real) = game.ratios(point);
            let mut push = |name: &str, government: [f64; 2], real: [f64; 2]| {
                rows.push(WarWelfare {
                    economy: name.to_owned().into(),
                    welfare_pct: percent(real[0], real[1]),
                    government_welfare_pct: percent(government[0], government[1]),
                    start: (*start).into(),
                    mover: one.mover.as_str().into(),
                });
            };
            for player in game.members().iter().filter(|player| player.members.len() > 1) {
                let of = |ratios: &[f64]| game.of_player(player, ratios);
                let government = [of(&government), of(&old_government)];
                push(&player.name, government, [of(&real), of(&old_real)]);
            }
            for (at, code) in model.economies().iter().enumerate() {
                push(code, [government[at], old_government[at]], [real[at], old_real[at]]);
            }
        }
    }
    WarWelfare::table(rows)
}

/// What proves the answer.
pub(super) fn certificate(certificates: &[Certificate]) -> Table {
    WarCertificate::table(certificates.iter().map(|one| WarCertificate {
        economy: one.player.as_str().into(),
        step_left: one.step_left,
        distinct: one.distinct as f64,
        starts: one.starts as f64,
        deviation_pct: one.deviation_pct,
    }))
}
