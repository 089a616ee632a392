//! How is a random scenario drawn? Most are right; what is wrong in some is a selection without
//! trade or figures, as users write them.

use rand::prelude::*;
use rand_pcg::Pcg64;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A scenario and the kinds of entry in it.
pub(super) struct Drawn {
    pub text: String,
    pub kinds: BTreeSet<&'static str>,
}

const ECONOMIES: [&str; 20] = [
    "USA", "CHN", "JPN", "DEU", "KOR", "MEX", "CAN", "IND", "VNM", "TWN", "BRA", "GBR", "FRA",
    "SAU", "AUS", "THA", "MYS", "ISL", "ROW", "LUX",
];
const GROUPS: [&str; 3] = ["EU27", "*", "-CHN"];
const SECTORS: [&str; 20] = [
    "A01", "B05", "B06", "C10T12", "C13T15", "C19", "C20", "C21", "C22", "C24A", "C25", "C26",
    "C27", "C28", "C29", "C301", "D", "G_I", "K", "H",
];
const RARE_EARTHS: [&str; 6] =
    ["Dy", "Tb", "Sm", "magnet-ndfeb-heat", "magnet-ndfeb-standard", "oxide-Y"];
const GAS_EXPORTERS: [&str; 6] = ["QAT", "USA", "AUS", "MYS", "RUS", "NGA"];
const GAS_IMPORTERS: [&str; 6] = ["JPN", "KOR", "CHN", "IND", "DEU", "TWN"];

/// Draws are pairs of a kind and what writes its own keys.
type Writer = fn(&mut Pcg64, &mut String);
const KINDS: [(&str, Writer); 20] = [
    ("tariff", levy),
    ("export-tax", levy),
    ("quantity-cap", quantity_cap),
    ("trade-cost", trade_cost),
    ("productivity", node_change),
    ("demand", node_change),
    ("transfer", transfer),
    ("procurement", procurement),
    ("support", support),
    ("sector-outage", sector_outage),
    ("delay", delay),
    ("export-control", export_control),
    ("import-stop", import_stop),
    ("outage", outage),
    ("capacity", capacity),
    ("recycling", recycling),
    ("material-efficiency", material_efficiency),
    ("stock-release", stock_release),
    ("stockpile", stockpile),
    ("purchase", purchase),
];

/// The scenario of a seed: one to five entries, options, dates.
pub(super) fn scenario(seed: u64) -> Drawn {
    let mut random = Pcg64::seed_from_u64(seed);
    let mut text = format!("title = \"Random {seed}\"\nstart = 2025-01-01\n");
    let end = ["2025-06-30", "2025-12-31", "2026-06-30"].choose(&mut random).unwrap();
    let _ = writeln!(text, "end = {end}");
    if random.random_bool(0.7) {
        let _ = writeln!(text, "date = 2025-{:02}-15", random.random_range(2..=6));
    }
    options(&mut random, &mut text);
    let mut kinds = BTreeSet::new();
    for at in 0..random.random_range(1..=5) {
        // The first goes through all kinds in turn, so that none is left to chance.
        let drawn =
            if at == 0 { seed as usize % KINDS.len() } else { random.random_range(0..KINDS.len()) };
        let (kind, write) = KINDS[drawn];
        entry(&mut random, &mut text, at, kind, write);
        kinds.insert(kind);
    }
    Drawn { text, kinds }
}

fn options(random: &mut Pcg64, text: &mut String) {
    if random.random_bool(0.5) {
        let deficits = ["fixed", "world-share", "zero", "proportional"].choose(random).unwrap();
        let _ = writeln!(
            text,
            "[trade]\ndeficits = \"{deficits}\"\nremove-deficits = {}",
            random.random_bool(0.3)
        );
        if random.random_bool(0.5) {
            let _ =
                writeln!(text, "final-demand-substitution = {:.2}", random.random_range(0.2..2.0));
        }
        for _ in 0..random.random_range(0..3) {
            let _ = writeln!(text, "[[trade.sector]]\nsector = \"{}\"", pick(random, &SECTORS));
            let _ =
                writeln!(text, "value-added-substitution = {:.2}", random.random_range(0.3..1.5));
            let _ = writeln!(text, "input-substitution = {:.2}", random.random_range(0.1..1.5));
            let _ = writeln!(text, "profit-share = \"{}%\"", random.random_range(0..20));
            let _ = writeln!(text, "specific-share = {:.2}", random.random_range(0.0..0.9));
        }
    }
    if random.random_bool(0.3) {
        let foresight = ["rolling", "perfect"].choose(random).unwrap();
        let _ = writeln!(text, "[commodity]\nforesight = \"{foresight}\"");
    }
}

/// Measures are for kinds that only a measure can be, and half of the others.
fn entry(random: &mut Pcg64, text: &mut String, at: usize, kind: &'static str, write: Writer) {
    let measure = ["transfer", "procurement", "support"].contains(&kind) || random.random_bool(0.3);
    let side = if measure { "measure" } else { "shock" };
    let _ = writeln!(
        text,
        "\n[[{side}]]\nname = \"entry {at}, a {kind}\"\nkind = \"{kind}\"\nsource = \"drawn\""
    );
    if measure {
        let _ = writeln!(text, "by = \"{}\"", pick(random, &ECONOMIES));
    }
    let dated = ["stock-release", "stockpile"].contains(&kind) || random.random_bool(0.6);
    if dated {
        let month = random.random_range(1..=5);
        let _ = writeln!(text, "from = 2025-{month:02}-{:02}", random.random_range(1..=28));
        let _ = writeln!(text, "until = 2025-{:02}-28", month + random.random_range(1..=7));
    }
    write(random, text);
}

fn pick<'a>(random: &mut Pcg64, words: &[&'a str]) -> &'a str {
    words.choose(random).copied().unwrap_or_default()
}

/// One economy, several, or a group.
fn economies(random: &mut Pcg64) -> String {
    match random.random_range(0..4) {
        0 | 1 => format!("\"{}\"", pick(random, &ECONOMIES)),
        2 => format!("[\"{}\", \"{}\"]", pick(random, &ECONOMIES), pick(random, &ECONOMIES)),
        _ => format!("\"{}\"", pick(random, &GROUPS)),
    }
}

fn sectors(random: &mut Pcg64) -> String {
    match random.random_range(0..5) {
        0..=2 => format!("\"{}\"", pick(random, &SECTORS)),
        3 => format!("[\"{}\", \"{}\"]", pick(random, &SECTORS), pick(random, &SECTORS)),
        _ => format!("\"{}\"", pick(random, &["goods", "services", "*"])),
    }
}

fn links(random: &mut Pcg64, text: &mut String) {
    let (importer, exporter, sector) = (economies(random), economies(random), sectors(random));
    let _ = writeln!(text, "importer = {importer}\nexporter = {exporter}\nsector = {sector}");
}

fn levy(random: &mut Pcg64, text: &mut String) {
    links(random, text);
    let how = pick(random, &["add", "floor"]);
    let _ = writeln!(text, "rate = {{ {how} = \"{}%\" }}", random.random_range(0..150));
}

fn quantity_cap(random: &mut Pcg64, text: &mut String) {
    // Caps over everything are for sectors one by one: a ban on all trade has no equilibrium, and
    // the run says so.
    let (importer, exporter) = (economies(random), economies(random));
    let _ = writeln!(
        text,
        "importer = {importer}\nexporter = {exporter}\nsector = \"{}\"",
        pick(random, &SECTORS)
    );
    match random.random_range(0..4) {
        0 => text.push_str("limit = \"ban\"\n"),
        _ => {
            let _ = writeln!(text, "limit = \"{}%\"", random.random_range(20..120));
            let _ = writeln!(text, "pooled = {}", random.random_bool(0.5));
            let _ = writeln!(text, "rent = \"{}\"", pick(random, &["exporter", "importer", "CHE"]));
        }
    }
}

fn trade_cost(random: &mut Pcg64, text: &mut String) {
    links(random, text);
    let _ = writeln!(text, "change = \"{:+}%\"", random.random_range(-10..40));
}

fn node_change(random: &mut Pcg64, text: &mut String) {
    let (economy, sector) = (economies(random), sectors(random));
    let _ = writeln!(
        text,
        "economy = {economy}\nsector = {sector}\nchange = \"{:+}%\"",
        random.random_range(-40..20)
    );
}

fn two(random: &mut Pcg64) -> [&'static str; 2] {
    let first = random.random_range(0..ECONOMIES.len());
    let other = (first + random.random_range(1..ECONOMIES.len())) % ECONOMIES.len();
    [ECONOMIES[first], ECONOMIES[other]]
}

fn transfer(random: &mut Pcg64, text: &mut String) {
    let [giver, receiver] = two(random);
    let amount = random.random_range(1..3000);
    let _ = writeln!(
        text,
        "giver = \"{giver}\"\nreceiver = \"{receiver}\"\namount = \"USD {amount} million\""
    );
}

fn procurement(random: &mut Pcg64, text: &mut String) {
    let [buyer, seller] = two(random);
    let (sector, amount) = (pick(random, &SECTORS[..17]), random.random_range(1..20));
    let _ = writeln!(
        text,
        "buyer = \"{buyer}\"\nseller = \"{seller}\"\nsector = \"{sector}\"\namount = \"USD {amount} billion\""
    );
    let from_seller = random.random_range(1..=100);
    let rest = 100 - from_seller;
    let others = ECONOMIES.iter().find(|code| **code != seller && **code != buyer).unwrap();
    let origin = format!("{{ {seller} = \"{from_seller}%\", {others} = \"{rest}%\" }}");
    let _ = writeln!(text, "origin = {origin}\nbeyond-base = {}", random.random_bool(0.5));
}

fn support(random: &mut Pcg64, text: &mut String) {
    let amount = random.random_range(1..10);
    let _ = writeln!(
        text,
        "economy = \"{}\"\namount = \"USD {amount} billion\"\ncost-of-funds = \"20%\"",
        pick(random, &ECONOMIES)
    );
}

fn sector_outage(random: &mut Pcg64, text: &mut String) {
    let (economy, sector) = (pick(random, &ECONOMIES), pick(random, &SECTORS));
    let _ = writeln!(
        text,
        "economy = \"{economy}\"\nsector = \"{sector}\"\nlost = \"{}%\"",
        random.random_range(1..=100)
    );
}

fn delay(random: &mut Pcg64, text: &mut String) {
    links(random, text);
    let _ = writeln!(text, "added = \"{} days\"", random.random_range(1..60));
}

fn export_control(random: &mut Pcg64, text: &mut String) {
    let commodity = pick(random, &RARE_EARTHS);
    let _ = writeln!(
        text,
        "exporter = \"CHN\"\nimporter = {}\ncommodity = \"{commodity}\"",
        ["\"*\"", "\"USA\"", "[\"JPN\", \"DEU\"]"].choose(random).unwrap()
    );
    let _ = writeln!(
        text,
        "licensed = \"{}%\"\npooled = {}",
        random.random_range(0..100),
        random.random_bool(0.5)
    );
}

fn import_stop(random: &mut Pcg64, text: &mut String) {
    let (importer, exporter) = (pick(random, &GAS_IMPORTERS), pick(random, &GAS_EXPORTERS));
    let _ =
        writeln!(text, "importer = \"{importer}\"\nexporter = \"{exporter}\"\ncommodity = \"lng\"");
}

fn outage(random: &mut Pcg64, text: &mut String) {
    let lost = random.random_range(1..=100);
    let _ = writeln!(
        text,
        "economy = \"{}\"\ncommodity = \"lng\"\nlost = \"{lost}%\"",
        pick(random, &GAS_EXPORTERS)
    );
}

fn capacity(random: &mut Pcg64, text: &mut String) {
    let (economy, process, good) = *[
        ("MYS", "separate-clay", "oxide-Dy"),
        ("JPN", "make-magnet-ndfeb-heat", "magnet-ndfeb-heat"),
        ("USA", "make-metal-Dy", "metal-Dy"),
        ("USA", "liquefaction", "lng"),
        ("AUS", "liquefaction", "lng"),
    ]
    .choose(random)
    .unwrap();
    let amount = random.random_range(1..2000);
    let _ = writeln!(
        text,
        "economy = \"{economy}\"\nprocess = \"{process}\"\ncommodity = \"{good}\"\namount = \"{amount} t/yr\""
    );
}

fn recycling(random: &mut Pcg64, text: &mut String) {
    let (economy, good) = (
        pick(random, &["JPN", "DEU", "USA", "CHN"]),
        pick(random, &["metal-Dy", "metal-Nd", "oxide-Dy"]),
    );
    let amount = random.random_range(1..20);
    let _ = writeln!(
        text,
        "economy = \"{economy}\"\ncommodity = \"{good}\"\namount = \"{amount} t/yr\"\ncollection = \"60%\"\nyield = \"90%\""
    );
}

fn material_efficiency(random: &mut Pcg64, text: &mut String) {
    let (economy, good) =
        (pick(random, &["JPN", "DEU", "USA", "CHN"]), pick(random, &RARE_EARTHS[3..5]));
    let saved = random.random_range(1..50);
    let _ = writeln!(text, "economy = \"{economy}\"\ncommodity = \"{good}\"\nsaved = \"{saved}%\"");
}

fn stock_release(random: &mut Pcg64, text: &mut String) {
    let (economy, good, amount) = *[
        ("JPN", "metal-Dy", 20),
        ("USA", "magnet-ndfeb-heat", 300),
        ("JPN", "lng", 300),
        ("DEU", "magnet-ndfeb-heat", 5),
    ]
    .choose(random)
    .unwrap();
    let _ = writeln!(
        text,
        "economy = \"{economy}\"\ncommodity = \"{good}\"\namount = \"{} t\"",
        random.random_range(1..=amount)
    );
}

fn stockpile(random: &mut Pcg64, text: &mut String) {
    let (economy, good) = (
        pick(random, &["JPN", "DEU", "USA"]),
        pick(random, &["magnet-ndfeb-heat", "lng", "metal-Dy"]),
    );
    let _ = writeln!(
        text,
        "economy = \"{economy}\"\ncommodity = \"{good}\"\namount = \"{} t\"",
        random.random_range(1..60)
    );
}

fn purchase(random: &mut Pcg64, text: &mut String) {
    let (importer, exporter) = (pick(random, &GAS_IMPORTERS), pick(random, &GAS_EXPORTERS[..3]));
    let amount = random.random_range(1..60);
    let _ = writeln!(
        text,
        "importer = \"{importer}\"\nexporter = \"{exporter}\"\ncommodity = \"lng\"\namount = \"0.{amount:02} Mt/yr\""
    );
}
