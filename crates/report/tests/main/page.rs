//! The page is self-contained, says nothing that is not in the tables, and lets no text become markup.

use crate::sample::sample;
use detente_report::page;

fn drawn(capped: bool) -> String {
    let sample = sample(capped);
    page(&sample.summary, &sample.views()).unwrap()
}

/// The texts of all elements that start with `tag`, tags inside removed.
fn texts(page: &str, tag: &str, end: &str) -> Vec<String> {
    let inner = |piece: &str| piece.split_once('>').map(|(_, rest)| rest.split(end).next().unwrap_or("").to_owned());
    page.split(tag).skip(1).filter_map(inner).collect()
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    let page = drawn(true);
    for foreign in ["<script", "<link", "@import", "url(", "src=", "<iframe", "<object", "http-equiv", "<img"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(!page.contains("{{") && !page.contains("{%"));
}

#[test]
fn text_of_the_scenario_stays_text() {
    let page = drawn(false);
    assert!(page.contains("Cars &lt;script&gt;alert(1)&lt;") && !page.contains("<script>"));
    assert!(page.contains("cars &amp; parts") && page.contains("Proclamation &lt;10908&gt;"));
    assert!(page.contains("rate.add=&lt;b&gt;"));
}

#[test]
fn the_figures_hold_the_numbers_of_the_tables() {
    let page = drawn(false);
    let shown = texts(&page, "<text class=\"value\"", "</text>");
    // Percent and money of the welfare table, then imports of the United States and exports of Japan, all sectors together.
    let expected = ["\u{2212}0.42", "+0.13", "\u{2212}20,346", "+31,000", "\u{2212}33,000", "\u{2212}33,000"];
    assert_eq!(shown, expected);
}

#[test]
fn the_table_of_economies_holds_the_welfare_table() {
    let page = drawn(false);
    let table = page.split("Every economy").nth(1).unwrap();
    let cells: Vec<String> = texts(table, "<td", "</td>").into_iter().take(22).collect();
    let japan = [
        "\u{2212}0.42",
        "\u{2212}20,346",
        "\u{2212}0.31",
        "\u{2212}0.50",
        "\u{2212}0.01",
        "\u{2212}0.51",
        "0",
        "\u{2212}4.40",
        "\u{2212}118",
        "\u{2212}0.90",
    ];
    assert!(cells[0].starts_with("Japan"));
    assert_eq!(cells[1..11], japan.map(str::to_owned));
    assert!(cells[11].starts_with("United States"));
}

#[test]
fn the_finding_comes_first() {
    let page = drawn(false);
    let headline = texts(&page, "<p class=\"headline\"", "</p>");
    let expected = "Real income of all economies together rises by USD 10.7 billion a year (0.04 %). Japan loses most, USD 20.3 billion \
                    (0.42 %). The United States gains most, USD 31.0 billion (0.13 %).";
    assert_eq!(headline, [expected]);
}

#[test]
fn limits_notes_certificate_and_hashes_are_there() {
    let page = drawn(false);
    for part in [
        "A limit of the model.",
        "A note on the data.",
        "converged in 17 sweeps",
        "3.2e-11",
        &"m".repeat(64),
        &"d".repeat(64),
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn caps_are_shown_where_there_are_any() {
    assert!(!drawn(false).contains("Quantity caps"));
    let page = drawn(true);
    assert!(
        page.contains("Quantity caps") && page.contains("0.6000") && page.contains("+12.3") && page.contains("1,670")
    );
}

#[test]
fn a_table_of_another_version_is_refused() {
    let mut sample = sample(false);
    sample.tables[0].columns.remove(3);
    let message = page(&sample.summary, &sample.views()).unwrap_err().to_string();
    assert_eq!(
        message,
        "table `welfare` has no number column `real_wage_pct`; it was not written by this version of detente, so run the scenario again"
    );
}
