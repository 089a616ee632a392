//! What the terminal shows.

use crate::sample::sample;
use detente_report::{Side, comparison, terminal};

#[test]
fn one_run_fits_on_one_screen() {
    let sample = sample(true);
    let text = terminal(&sample.summary, &sample.views(), false).unwrap();
    assert!(text.lines().count() <= 50 && text.lines().all(|line| line.chars().count() <= 100));
    insta::assert_snapshot!(text);
}

#[test]
fn two_runs_stand_side_by_side() {
    let (first, mut second) = (sample(false), sample(false));
    second.summary.title = "Cars, milder".to_owned();
    second.summary.overrides.clear();
    for (name, column) in &mut second.tables[0].columns {
        let detente_world::table::Column::Number(values) = column else { continue };
        if name.starts_with("real_income") {
            values.iter_mut().for_each(|value| *value /= 2.0);
        }
    }
    let side = |sample| {
        let sample: &crate::sample::Sample = sample;
        Side { summary: &sample.summary, tables: sample.views() }
    };
    insta::assert_snapshot!(comparison(side(&first), side(&second), false).unwrap());
}

#[test]
fn emphasis_is_the_only_difference_of_colour() {
    let sample = sample(true);
    let plain = terminal(&sample.summary, &sample.views(), false).unwrap();
    let mut coloured = terminal(&sample.summary, &sample.views(), true).unwrap();
    for code in ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"] {
        coloured = coloured.replace(code, "");
    }
    assert_eq!(plain, coloured);
}
