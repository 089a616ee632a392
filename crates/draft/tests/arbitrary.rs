//! Does any text, however broken, end in a draft that parses, or in a plain refusal?

use detente_draft::{LONGEST, Options, draft};
use detente_scenario::{Overrides, Source, read};
use detente_world::{World, embedded};
use proptest::prelude::*;
use std::sync::OnceLock;
use std::time::Instant;

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| embedded::load("icio-2022").unwrap())
}

const WORDS: &[&str] = &[
    "China",
    "Japan",
    "the",
    "U.S.",
    "EU",
    "Beijing",
    "tariff",
    "tariffs",
    "of",
    "on",
    "25%",
    "to",
    "from",
    "50 per cent",
    "steel",
    "LNG",
    "dysprosium",
    "bans",
    "exports",
    "imports",
    "will",
    "not",
    "may",
    "and",
    ",",
    ".",
    ";",
    "'s",
    "buy",
    "$7 billion",
    "5 million tonnes a year",
    "since",
    "until",
    "April 4",
    "Friday",
    "2025-04-31",
    "30 February 2025",
    "next month",
    "for 90 days",
    "if",
    "except",
    "excluding",
    "force majeure",
    "out of action",
    "terminal",
    "at least",
    "lifted",
    "was lifted",
    "dysprosium oxide",
    "shipments resumed",
    "quota",
    "\"",
    "\n\n",
    "\n- ",
    "suspended",
    "licence",
    "its",
    "all countries",
    "-",
    "goods",
    "subsidy",
    "retaliate",
    "released",
    "stockpile",
    "shut",
    "plant",
    "\u{20ac}",
    "a quarter of",
    "It",
    "99999999999999999999",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_in_any_order(chosen in prop::collection::vec(prop::sample::select(WORDS), 1..60)) {
        let text = chosen.join(" ");
        let options = Options { name: "a.txt".into(), published: Some("2025-04-30".parse().unwrap()), world: "icio-2022".into() };
        if let Ok(drafted) = draft(text.as_bytes(), &options, world()) {
            let toml = drafted.toml(world());
            let report = read(&Source::new("a.toml", &toml), &Overrides::default()).check(world());
            prop_assert_eq!(report.errors(), 0, "{}\n{}\n{}", text, toml, report.render(false));
            for action in &drafted.actions {
                prop_assert!(text.get(action.sentence.start..action.sentence.end).is_some());
            }
        }
    }

    #[test]
    fn bytes_of_any_kind(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = draft(&bytes, &Options::default(), world());
    }

    #[test]
    fn characters_of_any_kind(text in "\\PC{0,200}") {
        if let Ok(drafted) = draft(text.as_bytes(), &Options::default(), world()) {
            prop_assert!(!drafted.toml(world()).is_empty());
        }
    }
}

#[test]
fn the_longest_text_takes_seconds_at_most() {
    let sentence =
        "China banned exports of steel to Japan and Canada may tax cars at 25% from Friday, ";
    let long = sentence.repeat(LONGEST / sentence.len());
    let began = Instant::now();
    let refused = draft(long.as_bytes(), &Options::default(), world());
    // Merged into few actions or refused as too many, but soon.
    assert!(
        refused.is_ok() || refused.is_err_and(|error| error.to_string().contains("trade actions"))
    );
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}
