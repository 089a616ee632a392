//! What entries say about production week by week.

use crate::world::small;
use detente_scenario::{CascadeEffect, CascadeEvent, ResolveOptions, parse};

fn events(text: &str, measures: bool) -> Vec<CascadeEvent> {
    let world = small();
    let scenario = parse("a.toml", &format!("title = \"t\"\n{text}"), None).unwrap();
    let report = detente_scenario::check(&scenario, &world);
    assert!(report.is_empty(), "{report}");
    scenario.cascade_events(&world, &ResolveOptions { date: None, include_measures: measures })
}

fn entry(side: &str, kind: &str, rest: &str) -> String {
    let by = if side == "measure" { "by = \"USA\"\n" } else { "" };
    format!("[[{side}]]\nname = \"{kind}\"\nkind = \"{kind}\"\nsource = \"s\"\n{by}{rest}\n")
}

fn days(event: &CascadeEvent) -> (String, String) {
    let text =
        |date: Option<detente_scenario::Date>| date.map_or(String::new(), |date| date.to_string());
    (text(event.from), text(event.until))
}

#[test]
fn an_outage_has_an_event_for_each_phase_that_loses_something() {
    let phases = "phases = [ { from = 2025-04-01, lost = \"50%\" }, { from = 2025-05-01, lost = 0.2 }, { from = 2025-06-01, lost = \"0%\" } ]";
    let found = events(
        &entry(
            "shock",
            "sector-outage",
            &format!("economy = [\"JPN\", \"USA\"]\nsector = \"C29\"\n{phases}"),
        ),
        true,
    );
    assert_eq!(found.len(), 2);
    assert_eq!(days(&found[0]), ("2025-04-01".to_owned(), "2025-04-30".to_owned()));
    assert_eq!(days(&found[1]), ("2025-05-01".to_owned(), "2025-05-31".to_owned()));
    let CascadeEffect::Capacity { nodes, lost } = &found[1].effect else { panic!("{found:?}") };
    assert_eq!((nodes.len(), *lost), (2, 0.2));
}

#[test]
fn flows_are_narrowed_delayed_and_demand_changed() {
    let links = "importer = \"USA\"\nexporter = [\"JPN\", \"CHN\"]\nsector = \"C29\"";
    let window = "from = 2025-04-01\nuntil = 2025-04-30";
    let cap = entry("shock", "quantity-cap", &format!("{links}\nlimit = \"60%\"\n{window}"));
    let wide = entry("shock", "quantity-cap", &format!("{links}\nlimit = \"160%\"\n{window}"));
    let late = entry("shock", "delay", &format!("{links}\nadded = \"2 weeks\"\n{window}"));
    let less = entry("measure", "demand", "economy = \"USA\"\nsector = \"C29\"\nchange = \"-10%\"");
    let found = events(&[cap, late, less.clone()].concat(), true);
    let effects: Vec<&CascadeEffect> = found.iter().map(|event| &event.effect).collect();
    assert!(
        matches!(effects[0], CascadeEffect::Passing { links, share, overrides: false } if links.len() == 2 && *share == 0.6)
    );
    assert!(matches!(effects[1], CascadeEffect::Delay { links, days: 14 } if links.len() == 2));
    assert!(
        matches!(effects[2], CascadeEffect::Demand { nodes, ratio } if nodes.len() == 1 && *ratio == 0.9)
    );
    assert_eq!(days(&found[2]), (String::new(), String::new()));
    // Room to grow is no shortage, and measures can be left out.
    assert!(events(&wide, true).is_empty());
    assert!(events(&less, false).is_empty());
}
