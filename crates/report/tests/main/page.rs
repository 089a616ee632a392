//! The page is self-contained, says nothing that is not in the tables, and lets no text become
//! markup.

use crate::sample::sample;
use detente_report::page;

fn drawn(capped: bool) -> String {
    let sample = sample(capped);
    page(&sample.summary, &sample.views()).unwrap()
}

/// The texts of all elements that start with `tag`, tags inside removed.
fn texts(page: &str, tag: &str, end: &str) -> Vec<String> {
    let inner = |piece: &str| {
        piece.split_once('>').map(|(_, rest)| rest.split(end).next().unwrap_or("").to_owned())
    };
    page.split(tag).skip(1).filter_map(inner).collect()
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    let page = drawn(true);
    for foreign in
        ["<link", "@import", "src=", "<iframe", "<object", "<img", "{{", "{%", "fetch(", "import("]
    {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(
        page.split("url(").skip(1).all(|rest| rest.starts_with('#')),
        "patterns of its own drawings"
    );
    assert!(page.contains("default-src 'none'") && page.contains("script-src 'sha256-"));
}

#[test]
fn text_of_the_scenario_stays_text() {
    let page = drawn(false);
    assert_eq!(page.matches("<script").count(), 1, "the page's own");
    assert!(page.contains("Cars &lt;script&gt;alert(1)&lt;"));
    assert!(page.contains("cars &amp; parts") && page.contains("Proclamation &lt;10908&gt;"));
    assert!(page.contains("rate.add=&lt;b&gt;"));
}

/// From an element's id to the end of what follows it as `end`.
fn part<'a>(page: &'a str, from: &str, end: &str) -> &'a str {
    page.split_once(from).unwrap().1.split_once(end).unwrap().0
}

#[test]
fn the_figures_hold_the_numbers_of_the_tables() {
    let page = drawn(false);
    let shown = |id: &str| texts(part(&page, id, "</figure>"), "<text class=\"value\"", "</text>");
    let income = ["\u{2212}20.3", "+31.0", "\u{2212}0.42", "+0.13"];
    assert_eq!(shown("id=\"real-income\""), income);
    // The scenario asks what the tariff does to Japan: the figure that answers comes first.
    assert_eq!(shown("id=\"lead\""), income[..2]);
    assert_eq!(shown("id=\"glance\""), income[2..]);
    // Imports of the United States and exports of Japan, all sectors together.
    assert_eq!(shown("id=\"diverted\""), ["\u{2212}33.0", "\u{2212}33.0"]);
}

#[test]
fn the_data_behind_a_figure_have_every_digit_and_a_trace() {
    let page = drawn(false);
    let data = part(&page, "data-name=\"real-income\"", "</details>");
    assert!(data.contains("data-exact=\"-20345.6\">\u{2212}20,300</td>"), "{data}");
    assert!(
        data.contains(">Real income, USD million a year</th>")
            && data.contains(">Real income, %</th>"),
        "{data}"
    );
    assert!(
        data.contains("<code>detente explain RUN welfare JPN</code>")
            && data.contains("href=\"#eq-real-income\"")
    );
    assert!(page.contains("id=\"eq-real-income\""));
}

#[test]
fn the_table_of_economies_holds_the_welfare_table() {
    let page = drawn(false);
    let table = part(&page, "<caption>All 2 economies", "</table>");
    let cells: Vec<String> = texts(table, "<td", "</td>").into_iter().take(8).collect();
    let japan = [
        "JPN",
        "\u{2212}0.42",
        "\u{2212}20,300",
        "\u{2212}0.31",
        "0",
        "\u{2212}4.40",
        "\u{2212}118",
        "\u{2212}0.90",
    ];
    assert_eq!(cells, japan);
    assert!(texts(table, "<th scope=\"row\"", "</th>")[0].starts_with("Japan"));
}

/// The five sentences, marks of the glossary removed.
pub(crate) fn sentences(page: &str) -> Vec<String> {
    let plain = |text: &String| {
        let mut out = String::new();
        let mut tag = false;
        for letter in text.chars() {
            match letter {
                '<' => tag = true,
                '>' => tag = false,
                '\u{a0}' => out.push(' '),
                _ if !tag => out.push(letter),
                _ => {}
            }
        }
        out
    };
    texts(page, "<span class=\"sentence\"", "</span>").iter().map(plain).collect()
}

#[test]
fn the_answer_is_five_sentences_that_follow_from_the_numbers() {
    let told = sentences(&drawn(false));
    assert_eq!(told.len(), 5);
    for sentence in &told {
        assert!(sentence.ends_with('.'), "{sentence}");
        let longest = sentence.split(". ").map(|one| one.split_whitespace().count()).max();
        assert!(longest <= Some(25), "{sentence}");
    }
    let shock = "On 5 June 2025 one entry is in force, since 3 April 2025: \u{201c}cars &amp; parts\u{201d}, one tariff by the \
                 United States.";
    assert_eq!(told[0], shock);
    let years = "In the long run, the world gains USD 10.7 billion of real income a year (0.04 %). Japan loses most, USD \
                 20.3 billion (0.42 %). The United States gains most, USD 31.0 billion (0.13 %).";
    assert_eq!(told[3], years);
}

#[test]
fn what_was_not_followed_is_said_in_a_sentence_and_no_section_is_empty() {
    let page = drawn(false);
    let told = sentences(&page);
    assert!(told[1].starts_with("No production network was simulated:"), "{}", told[1]);
    assert!(told[2].starts_with("No commodity chain was solved:"), "{}", told[2]);
    for section in page.split("<section ").skip(1) {
        let body = section.split_once("</h2>").unwrap().1;
        let words = texts(body, "<p", "</p>").concat()
            + &texts(body, "<td", "</td>").concat()
            + &texts(body, "<dd", "</dd>").concat()
            + &texts(body, "<li", "</li>").concat();
        assert!(words.split_whitespace().count() > 5, "{section}");
    }
}

#[test]
fn anchors_are_there_once_and_every_link_has_one() {
    let page = drawn(true);
    let ids: Vec<&str> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let once: std::collections::HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), once.len());
    for link in page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(once.contains(link), "{link}");
    }
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
        page.contains("Quantity caps")
            && page.contains(">60.0<")
            && page.contains(">12.3<")
            && page.contains(">1,670<")
    );
}

#[test]
fn a_table_of_another_version_is_refused() {
    let mut sample = sample(false);
    sample.tables[0].columns.remove(3);
    let message = page(&sample.summary, &sample.views()).unwrap_err().to_string();
    assert_eq!(
        message,
        "table `welfare` has no number column `real_wage_pct`; it was not written by this version of detente, so run \
         the scenario again"
    );
}

/// The commands below tables, as table and key.
fn traces(page: &str) -> Vec<(String, String)> {
    let plain = |text: &str| {
        text.replace("&#x2f;", "/")
            .replace("&#x27;", "'")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
    };
    let commands = page
        .split("<code>detente explain RUN ")
        .skip(1)
        .filter_map(|rest| rest.split("</code>").next());
    let pair = |command: &str| {
        let command = plain(command);
        let (table, key) = command.split_once(' ').unwrap_or((&command, ""));
        let key = key
            .strip_prefix('\'')
            .and_then(|key| key.strip_suffix('\''))
            .unwrap_or(key)
            .replace(r"'\''", "'");
        (table.to_owned(), key)
    };
    commands.map(pair).collect()
}

#[test]
fn every_command_below_a_table_finds_rows() {
    let (sample, negotiated) = (sample(true), crate::negotiation::negotiation(2));
    let tables: Vec<&detente_world::table::Table> =
        sample.tables.iter().chain(&negotiated.tables).collect();
    let found = [drawn(true), negotiated.page()].map(|page| traces(&page)).concat();
    assert!(found.len() > 15, "{found:?}");
    for (table, key) in found {
        let (table, note) = detente_record::lookup::find_table(&tables, &table).unwrap();
        let rows = detente_record::lookup::rows(table, note, &key);
        assert!(
            !key.is_empty() && rows.as_ref().is_ok_and(|rows| !rows.is_empty()),
            "{} {key}: {rows:?}",
            table.name
        );
    }
}

/// Each figure: its anchor, its title, and what it shows beside title and caption.
pub(crate) fn figures(page: &str) -> Vec<(String, String, String)> {
    page.split("<figure id=\"")
        .skip(1)
        .map(|rest| {
            let figure = rest.split("</figure>").next().unwrap();
            let title = texts(figure, "<p class=\"figure-title\"", "</p>").remove(0);
            let title = texts(&format!("<>{title}"), "<", "<").concat();
            let (before, after) = figure.split_once("<figcaption").unwrap();
            let drawn = before.split_once("<div class=\"panels").unwrap().1;
            let data = after.split_once("<thead").map_or("", |(_, data)| data);
            (figure.split('"').next().unwrap().to_owned(), title, format!("{drawn}{data}"))
        })
        .collect()
}

/// The numbers of a text, thousands separated as they stand.
fn numbers(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_ascii_digit() && !",.".contains(letter))
        .map(|word| word.trim_matches([',', '.']).to_owned())
        .filter(|word| word.starts_with(|letter: char| letter.is_ascii_digit()))
        .collect()
}

/// Titles are sentences whose numbers the figure shows; a count of rows is one too.
pub(crate) fn check_titles(page: &str) {
    let found = figures(page);
    assert!(found.len() > 1);
    for (id, title, shown) in found {
        let told = numbers(&title);
        assert!(!told.is_empty(), "figure {id} has no finding: {title}");
        let there = numbers(&shown);
        let counts = ["timeline", "bottleneck-calendar", "map-real-income", "packages"];
        let missing = told.iter().find(|number| !there.contains(number));
        assert!(counts.contains(&id.as_str()) || missing.is_none(), "{id}: {title}: {missing:?}");
        if title.contains("USD") {
            assert!(shown.contains("USD"), "{id}: the unit of {title}");
        }
    }
}

#[test]
fn a_figure_is_titled_by_a_finding_that_it_shows() {
    check_titles(&drawn(true));
    check_titles(&crate::negotiation::negotiation(2).page());
}

#[test]
fn the_page_begins_with_the_answer_and_its_figure() {
    let page = drawn(false);
    let [lead, figure, sentences] = ["class=\"lead\"", "<figure id=\"lead\"", "id=\"sentences\""]
        .map(|part| page.find(part).unwrap());
    assert!(lead < figure && figure < sentences);
    assert_eq!(figures(&page)[0].1, "Japan loses USD 20.3 billion of real income a year");
    let first = texts(&page, "<div class=\"lead\"", "</div>").remove(0).replace('\u{a0}', " ");
    assert!(first.contains("Japan loses USD 20.3 billion"), "{first}");
    assert!(first.contains("Its exports to the United States fall by"), "{first}");
    let source = texts(&page, "<p class=\"source\"", "</p>").remove(0);
    assert!(source.contains("Source: ") && source.contains("<code>welfare</code>"), "{source}");
}
