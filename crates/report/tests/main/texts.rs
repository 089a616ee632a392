//! What the terminal shows.

use crate::sample::sample;
use detente_report::{Compared, Extent, Screen, comparison, terminal};

fn longest(text: &str) -> usize {
    text.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}

#[test]
fn one_run_fits_on_one_screen() {
    let sample = sample(true);
    let text = terminal(&sample.summary, &sample.views(), Screen::plain()).unwrap();
    assert!(text.lines().count() <= 40 && longest(&text) <= 100);
    insta::assert_snapshot!(text);
    for width in [80, 120] {
        let screen = Screen { colour: false, width };
        let text = terminal(&sample.summary, &sample.views(), screen).unwrap();
        assert!((width - 20..=width).contains(&longest(&text)), "{width}: {text}");
    }
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
    insta::assert_snapshot!("two_runs", found.text(Extent::ALL, Screen::plain()));
    let page = found.page().unwrap();
    assert!(page.contains("Cars &lt;script&gt;") && !page.contains("<script"), "{page}");
    let same = comparison(&[compared(&first, &texts[0]), compared(&first, &texts[0])]).unwrap();
    assert!(
        same.entries.is_empty() && same.tables.is_empty() && same.alike == ["years"],
        "{same:?}"
    );
}

/// The page of three runs answers first, draws each against the first and has a column for each
/// difference.
#[test]
fn a_page_of_three_runs_has_an_answer_figures_and_differences() {
    let (first, mut second, mut third) = (sample(false), sample(false), sample(false));
    for (run, factor) in [(&mut second, 0.5), (&mut third, -1.0)] {
        let welfare = run.tables[0].columns.iter_mut().find(|(name, _)| name == "real_income_musd");
        let Some((_, detente_world::table::Column::Number(values))) = welfare else { panic!() };
        values.iter_mut().for_each(|value| *value *= factor);
    }
    let runs = [&first, &second, &third].map(|run| compared(run, ""));
    let page = comparison(&runs).unwrap().page().unwrap();
    let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("no {part}"));
    assert!(at("class=\"lead answer\"") < at("<figure id=\"difference-welfare\""));
    assert!(page.contains("loses USD 31.0 billion instead of gaining USD 31.0 billion"), "{page}");
    let title = "Real income of the United States is USD 62.0 billion a year lower in C than in A";
    assert!(page.contains(title), "{page}");
    let figure = page.split("<figure").nth(1).unwrap().split("</figure>").next().unwrap();
    for part in
        ["B \u{2212} A, USD billion a year", "C \u{2212} A, USD billion a year", "\u{2212}62.0"]
    {
        assert!(figure.contains(part), "{part}: {figure}");
    }
    for head in ["B \u{2212} A</th>", "C \u{2212} A</th>"] {
        assert!(page.contains(head), "{head}");
    }
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
    let plain = terminal(&sample.summary, &sample.views(), Screen::plain()).unwrap();
    let screen = Screen { colour: true, ..Screen::plain() };
    let mut coloured = terminal(&sample.summary, &sample.views(), screen).unwrap();
    for code in ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"] {
        coloured = coloured.replace(code, "");
    }
    assert_eq!(plain, coloured);
}
