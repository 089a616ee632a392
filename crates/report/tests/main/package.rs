//! A negotiation is told in full, in words that follow from its numbers.

use crate::negotiation::{Negotiated, emptied, negotiation};
use detente_report::package_text;
use detente_world::table::Column;

fn text(negotiated: &Negotiated, colour: bool) -> String {
    let screen = detente_report::Screen { colour, ..detente_report::Screen::plain() };
    package_text(&negotiated.sample.summary, &negotiated.package(), screen).unwrap()
}

/// The section of the page, from its heading to the next.
fn section(page: &str) -> String {
    let rest = page.split_once("<section id=\"package\"").unwrap().1;
    rest.split_once("</section>").unwrap().0.to_owned()
}

/// What a reader sees of a part of the page: an element a line, a row of a table a line; drawings
/// by their labels, the data behind figures by their heads.
fn words(html: &str) -> String {
    let inline = ["a", "abbr", "code", "span", "b", "br"];
    let mut lines = String::new();
    let (mut skipped, mut data): (Option<&str>, bool) = (None, false);
    for piece in html.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.trim_start_matches('/').split([' ', '\n']).next().unwrap_or("");
        let closes = tag.starts_with('/');
        match name {
            _ if skipped.is_some_and(|outer| closes && name == outer) => skipped = None,
            _ if skipped.is_some() => continue,
            "svg" => {
                let label = tag
                    .split_once("aria-label=\"")
                    .map_or("", |(_, rest)| rest.split('"').next().unwrap_or(""));
                lines.push_str(&format!("\n[drawing: {label}]"));
                skipped = Some("svg");
            }
            "details" => data = !closes && tag.contains("\"data\""),
            "tbody" if data && !closes => skipped = Some("tbody"),
            "td" | "th" if !closes => lines.push_str(" | "),
            _ if !closes && !inline.contains(&name) => lines.push('\n'),
            _ => {}
        }
        if skipped.is_none() {
            lines.push_str(text.trim_matches('\n'));
        }
    }
    lines.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_negotiation_fits_on_one_screen() {
    let text = text(&negotiation(2), false);
    assert!(text.lines().count() <= 48, "{} lines", text.lines().count());
    let wide: Vec<&str> = text.lines().filter(|line| line.chars().count() > 110).collect();
    assert!(wide.is_empty(), "{wide:?}");
    insta::assert_snapshot!(text);
}

/// The lines of a text in one, single spaces.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn budgets_with_one_answer_are_one_entry_and_the_package_is_told_whole() {
    let text = unwrapped(&text(&negotiation(2), false));
    assert!(text.contains("for USD 5 and 10 billion: 8 items, the Nash bargain itself"), "{text}");
    let (_, rest) =
        text.split_once("best package for USD 1 billion: 6 items for USD 940 million; ").unwrap();
    let (package, _) = rest.split_once(" for USD 5").unwrap();
    assert_eq!(
        package,
        "JPN +4,270 and USA +3,440: separation of dysprosium and terbium in Malaysia; magnet capacity in Viet Nam; \
         leaner and heavy-rare-earth-free magnet grades; release of stockpile; LNG from the United States; \
         relief on cars and parts at 17.5 %"
    );
}

#[test]
fn a_moved_disagreement_point_is_told_with_what_stays_and_what_changes() {
    let section = unwrapped(&words(&section(&negotiation(2).page())));
    let told = "If what a party has without a deal moves by a quarter of its gain, by up to USD 1.53 billion, down or up, of 4 \
                cases the Nash bargain stays as it is in 2 and another package is agreed on in 2. Over the point so moved Japan \
                gains";
    assert!(section.contains(told), "{section}");
    assert!(section.contains("A (the Nash bargain): separation of dysprosium"), "{section}");
}

#[test]
fn three_parties_keep_the_width() {
    let text = text(&negotiation(3), false);
    assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
    assert!(text.contains("China") && text.contains("would not sign: China"), "{text}");
}

#[test]
fn emphasis_is_the_only_difference_of_colour() {
    let negotiated = negotiation(2);
    let mut coloured = text(&negotiated, true);
    for code in ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"] {
        coloured = coloured.replace(code, "");
    }
    assert_eq!(text(&negotiated, false), coloured);
}

#[test]
fn the_section_holds_every_answer_and_figure() {
    let page = negotiation(2).page();
    if let Ok(place) = std::env::var("DETENTE_PAGE") {
        std::fs::write(place, &page).unwrap();
    }
    let section = section(&page);
    for question in [
        "Would both sign?",
        "best package for USD 1, 5 and 10 billion?",
        "Which concession is worth what?",
        "who pays?",
        "Whom else does it move, and in which state of the world?",
        "third parties lose?",
        "enforce itself?",
        "least sweetener?",
        "disagreement point?",
    ] {
        assert!(section.contains(question), "{question}");
    }
    assert_eq!(
        section.matches("<svg ").count(),
        6,
        "frontier, two of gains, two of the ledger, third parties"
    );
    assert!(page.contains("modelled &lt;yet&gt;") && page.matches("<script").count() == 1);
    assert!(!page.contains("NaN") && !section.contains("inf<") && !section.contains(">-0"));
    insta::assert_snapshot!(words(&section));
}

#[test]
fn three_parties_are_drawn_two_by_two_and_said_so() {
    let negotiated = negotiation(3);
    let page = negotiated.page();
    if let Ok(place) = std::env::var("DETENTE_PAGE") {
        std::fs::write(format!("{place}-three.html"), &page).unwrap();
    }
    let section = section(&page);
    assert!(
        section.contains("Only Japan and United States are drawn")
            && !section.contains("class=\"frontier\"")
    );
    assert!(section.contains("Would all sign?") && section.contains("No: China"));
}

#[test]
fn what_has_no_row_has_no_heading() {
    let mut negotiated = negotiation(2);
    negotiated.tables = emptied(&negotiated.tables);
    assert!(!negotiated.page().contains("<section id=\"package\""));
    assert!(
        text(&negotiated, false)
            .contains("No package that was tried leaves every party better off")
    );
}

#[test]
fn a_run_without_a_negotiation_has_no_section_and_an_old_summary_reads() {
    let sample = crate::sample::sample(false);
    let page = detente_report::page(&sample.summary, &sample.views()).unwrap();
    assert!(!page.contains("id=\"package\"") && !page.contains("The package"));
    let stored = serde_json::to_value(&sample.summary).unwrap();
    assert!(stored.get("package").is_none());
    let read: detente_record::Summary = serde_json::from_value(stored).unwrap();
    assert_eq!(read, sample.summary);
}

#[test]
fn how_long_it_took_is_not_stored() {
    let summary = negotiation(2).sample.summary;
    let stored = serde_json::to_string(&summary).unwrap();
    assert!(
        stored.contains("\"evaluations\":2118")
            && !stored.contains("seconds")
            && !stored.contains("41.26")
    );
}

#[test]
fn sums_are_in_the_currency_of_the_world() {
    let mut negotiated = negotiation(2);
    negotiated.sample.summary.world.currency = "EUR million".to_owned();
    // One item is offered in dollars, and its amount stays what was offered.
    let offered = [
        "USD 0 to 6,900 million",
        "USD 6.9 billion",
        "USD 6.9 bn",
        "USD 6,900 million",
        "USD 2,100 million",
    ];
    let without = |told: &str| {
        offered.iter().fold(told.replace('\u{a0}', " "), |text, words| text.replace(words, ""))
    };
    for told in [section(&negotiated.page()), text(&negotiated, false)] {
        let told = without(&told);
        assert!(told.contains("EUR million") && told.contains(" billion"), "{told}");
        let at = told.find("USD").map(|at| &told[at.saturating_sub(80)..(at + 40).min(told.len())]);
        assert_eq!(at, None);
    }
}

/// The negotiation where nobody says what leaner grades cost, and Japan gives money beside.
fn half_known() -> Negotiated {
    let mut negotiated = negotiation(2);
    let leaner = "leaner and heavy-rare-earth-free magnet grades";
    let [items, payoffs, _, _, ledger, ..] = &mut negotiated.tables;
    for table in [items, ledger] {
        let open: Vec<bool> = table.words("item").iter().map(|item| item == leaner).collect();
        let party = table.words("party").to_vec();
        for (name, column) in &mut table.columns {
            if let (true, Column::Number(values)) = (name.starts_with("cost_musd"), &*column) {
                let paid = |row: usize| {
                    !open[row]
                        || values[row] == 0.0 && party.get(row).is_some_and(|own| own != "JPN")
                };
                *column = Column::Partial(
                    (0..values.len()).map(|row| paid(row).then_some(values[row])).collect(),
                );
            }
        }
    }
    let japan: Vec<bool> = (0..payoffs.rows())
        .map(|row| payoffs.words("economy")[row] == "JPN" && payoffs.words("deal")[row] != "none")
        .collect();
    for (name, column) in &mut payoffs.columns {
        match (name.as_str(), column) {
            ("given_musd", Column::Number(values)) => values
                .iter_mut()
                .zip(&japan)
                .for_each(|(value, own)| *value += if *own { 40.0 } else { 0.0 }),
            ("outlay_musd", Column::Number(values)) => values
                .iter_mut()
                .zip(&japan)
                .for_each(|(value, own)| *value += if *own { 40.0 } else { 0.0 }),
            ("cost_not_known", Column::Text(items)) => items
                .iter_mut()
                .zip(&japan)
                .filter(|(_, own)| **own)
                .for_each(|(items, _)| *items = leaner.to_owned()),
            _ => {}
        }
    }
    negotiated
}

#[test]
fn what_is_not_known_is_never_told_as_nothing_and_sums_with_it_are_at_least() {
    let negotiated = half_known();
    let plain = text(&negotiated, false);
    let screen = unwrapped(&plain);
    let line = plain.lines().find(|line| line.starts_with("leaner")).unwrap();
    assert!(line.contains("not known"), "{line}");
    let why = "the cost of leaner and heavy-rare-earth-free magnet grades is not known";
    assert!(screen.contains(&format!("Japan: cost at least, gain at most; {why}")), "{screen}");
    assert!(
        screen.contains(&format!(
            "6 items for at least USD 830 million ({why}), and USD 40.0 million in transfers"
        )),
        "{screen}"
    );
    let page = negotiated.page();
    let section = unwrapped(&words(&section(&page)));
    for told in [
        "It costs at least USD 830 million",
        "at least 830",
        "pays at least USD",
        "The costliest item is LNG",
    ] {
        assert!(section.contains(told), "{told}\n{section}");
    }
    for drawn in ["cost\u{a0}not\u{a0}known", "cost, at least", "gain, at most"] {
        assert!(page.contains(drawn), "{drawn}");
    }
    // Where all is known nothing is in doubt.
    let known = text(&negotiation(2), false);
    assert!(!known.contains("at least") && !known.contains("not known"), "{known}");
}
