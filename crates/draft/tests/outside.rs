//! Does a draft keep still where a text does not say it? Kinds of faults that texts of others
//! showed, in sentences of our own.

use detente_draft::{Drafted, Instrument, Options, Status, draft};
use detente_world::{World, embedded};

fn world() -> World {
    embedded::load("icio-2022").unwrap()
}

fn drafted(text: &str, world: &World) -> Drafted {
    let published = Some("2026-06-18".parse().unwrap());
    let options = Options { name: "wire.txt".into(), published, world: "icio-2022".into() };
    draft(text.as_bytes(), &options, world).unwrap()
}

/// How many entries stand.
fn standing(toml: &str) -> usize {
    toml.lines().filter(|line| line.starts_with("[[")).count()
}

fn has(toml: &str, line: &str) -> bool {
    toml.lines().any(|own| own == line)
}

/// The draft on one line, so that a comment that wraps is found.
fn flat(toml: &str) -> String {
    toml.lines().map(|line| line.trim_start_matches(['#', ' '])).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_number_in_words_is_read_whole() {
    let world = world();
    for (words, rate) in [
        ("a forty-two percent tariff", "42%"),
        ("a sixty eight percent tariff", "68%"),
        ("a tariff of one hundred and ten per cent", "110%"),
        ("a hundred percent tariff", "100%"),
        ("a tariff of seven point five percent", "7.5%"),
        ("a tariff of 17,5 %", "17.5%"),
        ("a tariff of two and a half percent", "2.5%"),
    ] {
        let toml =
            drafted(&format!("Canada will impose {words} on Chinese cars from 1 August."), &world)
                .toml(&world);
        assert!(has(&toml, &format!("rate     = {{ add = \"{rate}\" }}")), "{words}\n{toml}");
    }
    // What is not read whole is asked for.
    for words in [
        "a tariff of sixty-odd percent",
        "a tariff of 2 1/4 percent",
        "a tariff of several hundred forty percent",
    ] {
        let toml =
            drafted(&format!("Canada will impose {words} on Chinese cars from 1 August."), &world)
                .toml(&world);
        assert_eq!(standing(&toml), 0, "{words}\n{toml}");
        assert!(toml.contains("# QUESTION: which rate"), "{words}\n{toml}");
    }
}

#[test]
fn bounds_are_a_question_and_no_entry() {
    let world = world();
    for (words, asked) in [
        ("tariffs of between 8 and 19 percent", "8 to 19%"),
        ("a duty of 8.4 to 19.3 percent", "8.4 to 19.3%"),
        ("a duty of 8.4% to 19.3%", "8.4 to 19.3%"),
        ("duties ranging from 8 to 19 percent", "8 to 19%"),
        ("duties of up to 19 percent", "up to 19%"),
        ("duties of at least nineteen percent", "at least 19%"),
    ] {
        let toml =
            drafted(&format!("Canada will impose {words} on Chinese cars from 1 August."), &world)
                .toml(&world);
        assert_eq!(standing(&toml), 0, "{words}\n{toml}");
        let question = format!("QUESTION: how much exactly? The text says \"{asked}\".");
        assert!(flat(&toml).contains(&question), "{words}\n{toml}");
    }
    // The old rate and the new one are no range.
    let text = "Canada will raise its tariff on Chinese cars from 8 to 19 percent on 1 August.";
    let toml = drafted(text, &world).toml(&world);
    assert!(has(&toml, "rate     = { set = \"19%\" }"), "{toml}");
}

#[test]
fn words_about_another_measure_change_no_status() {
    let world = world();
    let stop = "Canada will ban imports of Russian coal from 1 January 2027.";
    for rest in [
        "A plan to ban Russian caviar was dropped.",
        "Officials said a broader ban on tourism had been dropped.",
        "The ban on tourism was lifted.",
        "Another embargo was lifted on 3 May.",
        "Cargoes outside the quota, and coal that was not washed in Russia, will go on paying 40 percent.",
    ] {
        let text = format!("{stop} {rest}");
        let toml = drafted(&text, &world).toml(&world);
        assert_eq!(standing(&toml), 1, "{text}\n{toml}");
        assert!(has(&toml, "from     = 2027-01-01") && !toml.contains("until  "), "{text}\n{toml}");
    }
    // What does speak of it still counts.
    for rest in [
        "The ban was dropped.",
        "It was dropped.",
        "The ban has been suspended, and miners cheered.",
    ] {
        let text = format!("{stop} {rest}");
        let toml = drafted(&text, &world).toml(&world);
        assert_eq!(standing(&toml), 0, "{text}\n{toml}");
    }
    let text = "Indonesia put export controls on nickel, and permits will be issued if smelters keep the rules.";
    let drafted = drafted(text, &world);
    assert_eq!(drafted.actions.len(), 1, "{:?}", drafted.actions);
    assert_eq!(drafted.actions[0].status, Status::InForce);
}

#[test]
fn a_condition_of_another_clause_threatens_nothing() {
    let world = world();
    let status = |text: &str| drafted(text, &world).actions[0].status;
    let duty = "Canada will levy an additional 12% duty on steel from China";
    assert_eq!(
        status(&format!("{duty}, and ministers will meet if Beijing asks.")),
        Status::Announced
    );
    assert_eq!(status(&format!("{duty} if talks fail.")), Status::Threatened);
    let bill = "A Canadian bill that would ban exports of uranium to China was read on Monday.";
    assert_eq!(status(bill), Status::Threatened);
}

#[test]
fn a_figure_of_the_past_is_no_purchase() {
    let world = world();
    for text in [
        "Japan bought a third of the coal of Australia last year.",
        "Korea purchased 40 percent of its LNG from Qatar in spot deals.",
    ] {
        assert!(drafted(text, &world).actions.is_empty(), "{text}");
    }
    let text = "Japan agreed to buy 2 million tonnes of LNG a year from the United States.";
    assert_eq!(drafted(text, &world).actions.len(), 1);
}

#[test]
fn a_duty_that_is_removed_leaves_nothing() {
    let world = world();
    for text in [
        "Norway will scrap its 11 percent duty on Brazilian coffee on 1 September.",
        "Norway abolishes the duty on Brazilian coffee from 1 September 2026.",
    ] {
        let toml = drafted(text, &world).toml(&world);
        assert!(
            has(&toml, "rate     = { set = \"0%\" }") && has(&toml, "from     = 2026-09-01"),
            "{text}\n{toml}"
        );
        assert!(flat(&toml).contains("INFERRED: rate 0%"), "{toml}");
    }
    let text = "Norway will scrap part of its 11 percent duty on Brazilian coffee on 1 September.";
    assert_eq!(standing(&drafted(text, &world).toml(&world)), 0);
}

#[test]
fn a_date_after_effective_wins() {
    let world = world();
    for text in [
        "Canada on 3 March 2026 raised its tariff on steel from China to 31%, effective 1 May 2026.",
        "Canada on 3 March 2026 raised its tariff on steel from China to 31%, a change that takes effect on 1 May 2026.",
        "Canada raised its tariff on steel from China to 31% effective 1 May 2026 by an order of 3 March 2026.",
    ] {
        let toml = drafted(text, &world).toml(&world);
        assert!(has(&toml, "from     = 2026-05-01"), "{text}\n{toml}");
    }
}

#[test]
fn licences_for_what_is_sold_and_flows_that_stop_are_found() {
    let world = world();
    let action = |text: &str| drafted(text, &world).actions.first().cloned().expect(text);
    let licence = action(
        "Japanese makers of etching equipment will need a permit for every tool they sell to China from 1 May.",
    );
    assert_eq!(
        (licence.instrument, licence.actor[0].value.as_str()),
        (Instrument::ExportControl, "JPN")
    );
    assert_eq!(licence.target[0].value, "CHN");
    let stop = action("Algerian gas stopped flowing to Spain on Tuesday.");
    assert_eq!((stop.instrument, stop.target[0].value.as_str()), (Instrument::ExportBan, "ESP"));
    assert_eq!(stop.status, Status::InForce);
}

#[test]
fn a_sentence_that_no_rule_reads_is_asked_about() {
    let world = world();
    let text = "Importers of manganese must hold a permit before a truck may cross the Gabonese or the South African border. \
        Growers in Chile hoped for rain.";
    let drafted = drafted(text, &world);
    let toml = drafted.toml(&world);
    assert!(drafted.actions.is_empty() && standing(&toml) == 0, "{toml}");
    assert_eq!(drafted.unread.len(), 1, "{:?}", drafted.unread);
    assert!(drafted.unread[0].of(text).starts_with("Importers of manganese"));
    assert!(flat(&toml).contains("QUESTION: does this sentence say that somebody acts?"), "{toml}");
    assert!(drafted.json(&world).contains("\"unread\""));
    let read = detente_scenario::read(
        &detente_scenario::Source::new("draft.toml", &toml),
        &detente_scenario::Overrides::default(),
    );
    assert_eq!(read.check(&world).errors(), 0, "{toml}");
}

#[test]
fn of_a_web_page_the_words_count() {
    let world = world();
    let page = "<!DOCTYPE html>\n<html><head><title>Steel &amp; trade</title><script>var x = \"China will ban imports of coal from Russia.\";</script>\
        <style>p { color: red }</style></head><body><ul><li><a href=\"/\">Home</a></li></ul><h1>Canada raises a duty</h1>\
        <p>OTTAWA, 5 May 2026 - Canada will <b>levy</b> an additional&nbsp;12&#37; duty on <a href=\"/steel\">steel</a>\n from China.</p>\
        <p>The duty takes effect on 1&nbsp;June.</p></body></html>";
    let drafted = drafted(page, &world);
    let toml = drafted.toml(&world);
    assert_eq!((drafted.actions.len(), standing(&toml)), (1, 1), "{toml}");
    for line in ["importer = \"CAN\"", "rate     = { add = \"12%\" }", "from     = 2026-06-01"] {
        assert!(has(&toml, line), "{line}\n{toml}");
    }
    assert!(!toml.contains('<') && !toml.contains("[steel]"), "{toml}");
    assert_eq!(drafted.actions[0].amount[0].span.unwrap().of(&drafted.text).trim(), "12%");
    // A page that would take minutes is refused.
    let deep = format!("<html><body>{}x", "<div>".repeat(100_000));
    let refused =
        draft(deep.as_bytes(), &Options { name: "deep.html".into(), ..Options::default() }, &world);
    assert!(
        refused.unwrap_err().to_string().starts_with("deep.html: the elements of this web page")
    );
}
