//! What the terminal shows.

use crate::sample::sample;
use detente_report::{Compared, Extent, comparison, terminal};

#[test]
fn one_run_fits_on_one_screen() {
    let sample = sample(true);
    let text = terminal(&sample.summary, &sample.views(), false).unwrap();
    assert!(text.lines().count() <= 40 && text.lines().all(|line| line.chars().count() <= 100));
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
    let scenario = |rate: &str| {
        format!(
            "[[shock]]
name = \"cars\"
kind = \"tariff\"
rate = {{ add = \"{rate}\" }}
"
        )
    };
    let texts = [scenario("25%"), scenario("12%")];
    let found = comparison(&[compared(&first, &texts[0]), compared(&second, &texts[1])]).unwrap();
    insta::assert_snapshot!("two_runs", found.text(Extent::ALL, false));
    let page = found.page().unwrap();
    assert!(page.contains("Cars &lt;script&gt;") && !page.contains("<script"), "{page}");
    let same = comparison(&[compared(&first, &texts[0]), compared(&first, &texts[0])]).unwrap();
    assert!(
        same.entries.is_empty() && same.tables.is_empty() && same.alike == ["years"],
        "{same:?}"
    );
}

fn compared<'a>(sample: &'a crate::sample::Sample, scenario: &str) -> Compared<'a> {
    Compared {
        folder: "runs/cars".to_owned(),
        summary: &sample.summary,
        tables: sample.tables.iter().collect(),
        scenario: scenario.to_owned(),
        schedules: Vec::new(),
        chains: Vec::new(),
        measures: true,
        changed_files: Vec::new(),
    }
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
