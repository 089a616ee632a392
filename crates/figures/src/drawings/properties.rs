//! Whatever the numbers are, is every drawing whole, within its frame and in proportion?

use super::geometry::check;
use super::sample::{Sample, chain, flows, prices, summary, weeks, welfare};
use super::{calendar, chain_figures, flow_map, heat, sankey, series, timeline, world_map};
use crate::figure::Figure;
use detente_record::Entry;
use detente_record::catalogue::Engine;
use proptest::prelude::*;

const ECONOMIES: [(&str, &str); 9] = [
    ("JPN", "Japan"),
    ("USA", "United States"),
    ("CHN", "China (People's Republic of)"),
    ("DEU", "Germany"),
    ("SGP", "Singapore"),
    ("MLT", "Malta"),
    ("LUX", "Luxembourg"),
    ("AUS", "Australia"),
    ("ROW", "Rest of the world"),
];

fn checked(figure: Option<Figure>) -> Option<Figure> {
    if let Some(figure) = &figure {
        figure.svg.iter().for_each(|panel| check(panel));
        assert!(!figure.data.rows.is_empty() && figure.value().is_some(), "{}", figure.id);
    }
    figure
}

/// Every `name="value"` of the elements whose class is `class`.
fn attribute(svg: &str, class: &str, name: &str) -> Vec<f64> {
    let key = format!(" {name}=\"");
    svg.split('<')
        .filter(|element| element.contains(&format!(r#"class="{class}""#)))
        .filter_map(|element| element.split(&key).nth(1)?.split('"').next()?.parse().ok())
        .collect()
}

fn share() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), -1e-6..1e-6, -2.0..2.0, -90.0..500.0]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_map_holds_any_change_of_income(values in prop::collection::vec(share(), 9)) {
        let mut sample = Sample::new();
        let rows: Vec<(&str, f64)> = ECONOMIES.iter().zip(&values).map(|((code, _), value)| (*code, *value)).collect();
        sample.welfare = welfare(&rows);
        let figure = checked(world_map(&summary(&ECONOMIES, Vec::new()), &sample.tables()).unwrap()).unwrap();
        prop_assert_eq!(figure.data.rows.len(), 9);
        // One mark with a tooltip for each economy on the map, on each of the two drawings.
        prop_assert_eq!(figure.svg[0].matches("<title>").count(), 16);
    }

    #[test]
    fn bands_and_nodes_are_in_proportion_to_quantities(
        quantities in prop::collection::vec((0.0..1e4_f64, 0.0..1e4_f64), 20), scale in prop_oneof![Just(1e-6), Just(1.0), Just(1e9)],
    ) {
        let pairs = (0..4).flat_map(|supplier| (4..9).map(move |buyer| (supplier, buyer)));
        let rows: Vec<(&str, &str, f64, f64)> = pairs
            .zip(&quantities)
            .map(|((supplier, buyer), (before, then))| (ECONOMIES[supplier].0, ECONOMIES[buyer].0, before * scale, then * scale))
            .collect();
        let mut sample = Sample::new();
        sample.flows = flows(&rows);
        let chain = chain(&ECONOMIES);
        let Some(figure) = checked(sankey::sankeys(&chain, &sample.commodity()).unwrap().into_iter().next()) else { return Ok(()) };
        let totals = [rows.iter().map(|row| row.2).sum::<f64>(), rows.iter().map(|row| row.3).sum::<f64>()];
        let sums: Vec<f64> = figure.svg.iter().map(|svg| attribute(svg, "node", "height").iter().sum::<f64>()).collect();
        // Nodes of both columns: twice the total, on one scale for both drawings; heights are
        // written to a tenth.
        let (factor, slack) = (2.0 * 240.0 / totals[0].max(totals[1]), 1.5);
        prop_assert!((sums[0] - totals[0] * factor).abs() < slack && (sums[1] - totals[1] * factor).abs() < slack, "{sums:?} {totals:?}");
        for svg in &figure.svg {
            let (tops, heights) = (attribute(svg, "node", "y"), attribute(svg, "node", "height"));
            let lefts = attribute(svg, "node", "x");
            for at in 1..tops.len() {
                prop_assert!(lefts[at] != lefts[at - 1] || tops[at] >= tops[at - 1] + heights[at - 1], "nodes overlap");
            }
        }
    }

    #[test]
    fn arcs_are_in_proportion_and_names_stay_apart(quantities in prop::collection::vec((0.0..1e4_f64, 0.0..1e4_f64), 12)) {
        let pairs = (0..4).flat_map(|exporter| (0..4).filter(move |importer| *importer != exporter).map(move |importer| (exporter, importer)));
        let rows: Vec<(&str, &str, f64, f64)> = pairs
            .zip(&quantities)
            .map(|((exporter, importer), (before, then))| (ECONOMIES[exporter].0, ECONOMIES[importer].0, *before, *then))
            .collect();
        let mut sample = Sample::new();
        sample.flows = flows(&rows);
        let Some(figure) = checked(flow_map::flow_map(&chain(&ECONOMIES), &sample.commodity()).unwrap()) else { return Ok(()) };
        let widths = |svg: &str| -> Vec<f64> {
            svg.split("stroke-width:").skip(1).filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
        };
        let mut quantities: Vec<f64> = rows.iter().map(|row| row.2).collect();
        quantities.sort_by(f64::total_cmp);
        let (drawn, most) = (widths(&figure.svg[0]), quantities[quantities.len() - 1]);
        // Arcs come smallest first; the last width is that of the key.
        for (width, quantity) in drawn[..drawn.len() - 1].iter().rev().zip(quantities.iter().rev()) {
            prop_assert!((width - (9.0 * quantity / most).max(0.7)).abs() < 0.02, "{width} {quantity}");
        }
    }

    #[test]
    fn strips_hold_any_path_of_output(path in prop::collection::vec((0.0..1.2_f64, 0.0..1.0_f64), 1..120), first in 1.0..200.0_f64) {
        let mut sample = Sample::new();
        let path: Vec<(f64, f64)> = path.into_iter().map(|(middle, part)| (middle, middle * part)).collect();
        sample.weeks = weeks(&path, first.floor());
        let summary = summary(&ECONOMIES, Vec::new());
        let figure = checked(calendar(&summary, &sample.tables()).unwrap()).unwrap();
        // Bars rise with the class: none is higher than the strip.
        prop_assert!(attribute(&figure.svg[0], "worst", "height").iter().all(|height| *height <= 22.0));
        checked(heat(&summary, &sample.tables()).unwrap()).unwrap();
    }

    #[test]
    fn a_timeline_holds_any_dates(entries in prop::collection::vec((0..4000_i64, 0..3000_i64, 0..8_u8), 1..30)) {
        let start = crate::axis::day("2019-03-01").unwrap();
        let date = |days: i64| crate::axis::after(start, days as f64).to_string();
        let entry = |(at, (from, length, shape)): (usize, &(i64, i64, u8))| Entry {
            name: format!("entry {at} with a name that is far longer than there is room beside its bar on any screen"),
            kind: "export-control: 26% licensed".to_owned(),
            source: "A notice <of> 4 April".to_owned(),
            from: (shape & 1 == 0).then(|| date(*from)),
            until: (shape & 2 == 0).then(|| date(from + length)),
            by: ["China", "United States", "", "Japan"][at % 4].to_owned(),
            in_force: shape & 4 == 0,
            changes: vec![date(from + length / 2)],
            ..Entry::default()
        };
        let entries: Vec<Entry> = entries.iter().enumerate().map(entry).collect();
        let count = entries.len();
        let figure = checked(timeline(&summary(&ECONOMIES, entries)).unwrap()).unwrap();
        prop_assert_eq!(figure.data.rows.len(), count);
        prop_assert_eq!(figure.svg[0].matches("Source: A notice &lt;of&gt; 4 April").count(), 2 * count);
    }

    #[test]
    fn curves_hold_any_prices(base in 1e-3..1e7_f64, path in prop::collection::vec((0.0..1.0_f64, 0.0..6.0_f64, 0.0..3.0_f64), 1..40)) {
        let path: Vec<(f64, f64, f64)> =
            path.into_iter().map(|(below, middle, above)| (base * middle * below, base * middle, base * (middle + above))).collect();
        let mut sample = Sample::new();
        sample.prices = prices(base, &path);
        checked(series::prices(&chain(&ECONOMIES), &sample.commodity()).unwrap());
        checked(series::stocks(&chain(&ECONOMIES), &sample.commodity()).unwrap());
    }
}

#[test]
fn what_a_run_does_not_have_is_not_drawn() {
    let sample = Sample::new();
    let summary = summary(&ECONOMIES, Vec::new());
    let none = sample.tables().of(Engine::Trade);
    assert!(
        calendar(&summary, &none).unwrap().is_none() && heat(&summary, &none).unwrap().is_none()
    );
    assert!(timeline(&summary).unwrap().is_none());
    assert!(chain_figures(&summary.commodity[0], &none).unwrap().is_empty());
    assert!(chain_figures(&summary.commodity[0], &sample.tables()).unwrap().is_empty());
}

#[test]
fn a_run_without_dates_of_its_own_is_read_from_its_words() {
    let entry = |period: &str| Entry {
        name: period.to_owned(),
        kind: "tariff".to_owned(),
        period: period.to_owned(),
        in_force: true,
        ..Entry::default()
    };
    let entries = vec![
        entry("2025-05-14 to 2026-11-10"),
        entry("from 2025-02-10, over"),
        entry("until 2026-01-01"),
        entry("throughout"),
    ];
    let figure = checked(timeline(&summary(&ECONOMIES, entries)).unwrap()).unwrap();
    for words in
        ["14 May 2025 to 10 Nov 2026", "from 10 Feb 2025", "until 1 Jan 2026", "throughout"]
    {
        assert!(figure.svg[0].contains(words), "{words}");
    }
}

#[test]
fn the_same_run_is_drawn_by_the_same_bytes() {
    let mut sample = Sample::new();
    sample.flows =
        flows(&[("CHN", "USA", 5.0, 1.0), ("CHN", "JPN", 5.0, 1.0), ("JPN", "USA", 1.0, 2.0)]);
    let summary = summary(&ECONOMIES, Vec::new());
    let drawn = || chain_figures(&summary.commodity[0], &sample.tables()).unwrap();
    assert_eq!(drawn(), drawn());
    assert!(!drawn().is_empty());
}
