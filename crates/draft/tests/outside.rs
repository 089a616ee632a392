//! Does a draft keep still where a text does not say it? Kinds of faults that texts of others showed, in sentences of our own.

use detente_draft::{Drafted, Options, draft};
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
        let toml = drafted(&format!("Canada will impose {words} on Chinese cars from 1 August."), &world).toml(&world);
        assert!(has(&toml, &format!("rate     = {{ add = \"{rate}\" }}")), "{words}\n{toml}");
    }
    // What is not read whole is asked for.
    for words in
        ["a tariff of sixty-odd percent", "a tariff of 2 1/4 percent", "a tariff of several hundred forty percent"]
    {
        let toml = drafted(&format!("Canada will impose {words} on Chinese cars from 1 August."), &world).toml(&world);
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
        let toml = drafted(&format!("Canada will impose {words} on Chinese cars from 1 August."), &world).toml(&world);
        assert_eq!(standing(&toml), 0, "{words}\n{toml}");
        let question = format!("QUESTION: how much exactly? The text says \"{asked}\".");
        assert!(flat(&toml).contains(&question), "{words}\n{toml}");
    }
    // The old rate and the new one are no range.
    let text = "Canada will raise its tariff on Chinese cars from 8 to 19 percent on 1 August.";
    let toml = drafted(text, &world).toml(&world);
    assert!(has(&toml, "rate     = { set = \"19%\" }"), "{toml}");
}
