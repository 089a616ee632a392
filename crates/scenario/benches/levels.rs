//! How fast is a scenario at other levels of its levers? Run with
//! `cargo bench -p detente-scenario`.
//!
//! A negotiation asks for it thousands of times; reading the whole scenario anew is timed for
//! comparison. The case is `japan-us-2025` with eight levers: four tariffs with ranges, two amounts
//! with ranges, two measures that are taken or left.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use detente_scenario::{Overrides, ResolveOptions, Scenario, Source, bundled, read, resolve};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn main() {
    // `cargo test --benches` runs this binary too; once is enough there to see that it works.
    let repeats = if std::env::args().any(|argument| argument == "--bench") { 2000 } else { 1 };
    let source = source();
    let scenario = read(&source, &Overrides::default()).finish().unwrap();
    println!("{:<44}{:>9}{:>9}{:>12}{:>12}", "case", "entries", "levers", "best ms", "median ms");
    time("read the whole scenario", &scenario, repeats.min(50), || {
        black_box(read(&source, &Overrides::default()).finish().unwrap());
    });
    let levels = vec![Some(0.5); scenario.levers().len()];
    time("take every lever at half", &scenario, repeats, || {
        black_box(scenario.with_levels(&levels).unwrap());
    });
    let world = detente_world::embedded::load("icio-2022").unwrap();
    let chosen = scenario.with_levels(&levels).unwrap();
    time("resolve that in icio-2022", &chosen, repeats.min(50), || {
        black_box(resolve(&chosen, &world, &ResolveOptions::default()).unwrap());
    });
}

fn source() -> Source {
    let mut source = bundled::get("japan-us-2025").unwrap().source();
    let head = |name: &str, kind: &str| {
        format!(
            "\n[[measure]]\nname = \"{name}\"\nby = \"USA\"\nkind = \"{kind}\"\nsource = \"an example\"\n"
        )
    };
    for sector in ["C29", "C24A", "C24B", "C26"] {
        source.text += &head(sector, "tariff");
        source.text += &format!(
            "importer = \"USA\"\nexporter = \"JPN\"\nsector = \"{sector}\"\noverride = true\n"
        );
        source.text += "rate = { set = { min = \"2.5%\", max = \"27.5%\" } }\n";
    }
    source.text += &head("plant", "capacity");
    source.text += "economy = \"MYS\"\nprocess = \"separate-clay\"\ncommodity = \"oxide-Dy\"\n";
    source.text += "amount = { min = \"0 t/yr\", max = \"60 t/yr\" }\ncost = { capital = \"USD 25 million\" }\n";
    source.text += &head("gas", "purchase");
    source.text += "importer = \"JPN\"\nexporter = \"USA\"\ncommodity = \"lng\"\n";
    source.text += "amount = { min = \"0 Mt/yr\", max = \"5.5 Mt/yr\" }\n";
    for name in ["aid", "more aid"] {
        source.text += &head(name, "transfer");
        source.text +=
            "giver = \"USA\"\nreceiver = \"JPN\"\namount = \"USD 5 million\"\noptional = true\n";
    }
    source
}

fn time(case: &str, scenario: &Scenario, repeats: usize, mut work: impl FnMut()) {
    let mut times: Vec<Duration> = (0..repeats)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let [best, median] = [times[0], times[times.len() / 2]].map(|time| time.as_secs_f64() * 1e3);
    let (entries, levers) = (scenario.entries.len(), scenario.levers().len());
    println!("{case:<44}{entries:>9}{levers:>9}{best:>12.4}{median:>12.4}");
}
