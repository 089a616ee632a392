//! Is a draft a scenario that the language takes, with nothing active that does not hold?

use crate::evaluation::texts;
use detente_draft::{Drafted, Options, draft};
use detente_scenario::{Draft, Overrides, Source, read};
use detente_world::{World, embedded};

fn world() -> World {
    embedded::load("icio-2022").unwrap()
}

fn drafted(text: &str, published: Option<&str>, world: &World) -> Drafted {
    let published = published.map(|date| date.parse().unwrap());
    let options = Options { name: "article.txt".into(), published, world: "icio-2022".into() };
    draft(text.as_bytes(), &options, world).unwrap()
}

fn parsed(text: &str) -> Draft {
    read(&Source::new("draft.toml", text), &Overrides::default())
}

#[test]
fn every_draft_of_the_labelled_texts_passes_the_check() {
    let world = world();
    let mut active = 0;
    for text in texts("development").into_iter().chain(texts("held-out")) {
        let options = Options {
            name: text.name.clone(),
            published: text.published,
            world: "icio-2022".into(),
        };
        let toml = draft(text.text.as_bytes(), &options, &world).unwrap().toml(&world);
        let read = parsed(&toml);
        let report = read.check(&world);
        // A text that speaks of goods is drafted as the sector they are in, and the check says so.
        let goods =
            report.diagnostics().iter().filter(|own| own.message.contains("speaks of goods"));
        let of_goods = goods.count();
        assert_eq!(
            (report.errors(), report.warnings()),
            (0, of_goods),
            "{}:\n{}\n{toml}",
            text.name,
            report.render(false)
        );
        active += toml.matches("\n[[").count();
        assert!(toml.starts_with("# DRAFT made by rules"), "{toml}");
    }
    assert!(active >= 20, "only {active} entries stand");
}

#[test]
fn what_is_denied_or_threatened_never_stands() {
    let world = world();
    for (text, why) in [
        ("Mexico did not impose a 25% tariff on cars from China.", "denied"),
        ("India ruled out a 20% duty on steel from Japan.", "denied"),
        ("Canada threatened a 25% tariff on cars from Japan from 1 May 2025.", "only threatened"),
        ("Canada suspended its 25% tariff on cars from Japan.", "suspended"),
        ("There will be no 25% export tax on cars from Japan to Canada.", "denied"),
        ("Canada stopped short of a 25% tariff on cars from Japan.", "denied"),
        ("Canada decided against a 25% tariff on cars from Japan.", "denied"),
        ("Canada imposed no additional 25% tariff on cars from Japan.", "denied"),
        ("An additional 25% tariff on cars from Japan won't be imposed by Canada.", "denied"),
        ("Canada denied that it would put 25% on cars from Japan.", "denied"),
        ("Canada scrapped its plan for an additional 25% tariff on cars from Japan.", "suspended"),
        ("Canada may levy an additional 25% tariff on cars from Japan.", "only threatened"),
        (
            "If talks fail, Canada will impose an additional 25% tariff on cars from Japan.",
            "only threatened",
        ),
        ("Canada has not banned imports of coal from Japan.", "denied"),
        ("China rejected a ban on exports of dysprosium to Japan.", "denied"),
        ("Canada is expected to ban imports of coal from Japan.", "only threatened"),
        (
            "Analysts say a ban on imports of coal from Japan would hurt Canada.",
            "only a supposition",
        ),
        ("Lawmakers in Canada called for a ban on imports of coal from Japan.", "only threatened"),
        (
            "Under an old law, Canada can levy an additional 25% duty on cars from Japan.",
            "only threatened",
        ),
        (
            "A study estimates that a 25% tariff by Canada on cars from Japan would cost jobs.",
            "only a supposition",
        ),
    ] {
        let toml = drafted(text, None, &world).toml(&world);
        assert!(toml.contains(&format!("# NOT ACTIVE: {why}.")), "{toml}");
        assert!(!toml.lines().any(|line| line.starts_with("[[")), "{toml}");
    }
}

#[test]
fn a_complete_sentence_becomes_an_entry_with_its_sentence_beside_it() {
    let world = world();
    let text = "The United States will impose an additional 25% tariff on cars from Japan from 3 April 2025.";
    let toml = drafted(text, None, &world).toml(&world);
    for part in [
        "importer = \"USA\"",
        "exporter = \"JPN\"",
        "sector   = \"C29\"",
        "rate     = { add = \"25%\" }",
        "from     = 2025-04-03",
    ] {
        assert!(toml.lines().any(|line| line == part), "{part} is not in\n{toml}");
    }
    assert!(toml.contains("additional 25% tariff on cars from Japan"), "{toml}");
    assert!(toml.contains(&format!("(bytes 0 to {})", text.len())), "{toml}");
}

#[test]
fn what_is_missing_becomes_a_question_and_a_comment() {
    let world = world();
    let toml =
        drafted("China put dysprosium under export controls on Friday.", None, &world).toml(&world);
    assert!(
        toml.contains("# QUESTION: which share of the flows of the base year is licensed"),
        "{toml}"
    );
    assert!(toml.contains("# NOT ACTIVE: `licensed` is not known."), "{toml}");
    let toml = drafted(
        "Qatar will pay a 10% tariff on cars sold to the United States from Monday.",
        None,
        &world,
    )
    .toml(&world);
    assert!(toml.contains("QUESTION: when was it published?"), "{toml}");
    assert!(toml.contains("QUESTION: from which day? The text says \"monday\""), "{toml}");
    assert!(toml.contains("unknown economy `QAT`"), "{toml}");
}

#[test]
fn relative_dates_count_from_the_dateline() {
    let world = world();
    let text =
        "OTTAWA, June 27, 2025 - Canada will levy a 25% duty on steel from China from Monday.";
    let toml = drafted(text, None, &world).toml(&world);
    assert!(toml.lines().any(|line| line == "from     = 2025-06-30"), "{toml}");
    // What is given outweighs the dateline.
    let toml = drafted(text, Some("2025-07-04"), &world).toml(&world);
    assert!(toml.lines().any(|line| line == "from     = 2025-07-07"), "{toml}");
}

#[test]
fn odd_characters_do_not_leave_their_comment_or_string() {
    let world = world();
    let text = "\"A\\title\" with ''' and \"\"\" # [[shock]]\r\n\r\nCanada will levy an additional 25% duty\r\n[[shock]]\r\non \u{201c}steel\u{201d} from\r\nChina \u{2014} \u{85}\u{2028}now.\r\n";
    let toml = drafted(text, None, &world).toml(&world);
    assert!(parsed(&toml).check(&world).is_empty(), "{toml}");
    assert_eq!(toml.lines().filter(|line| line.starts_with("[[")).count(), 1, "{toml}");
}

#[test]
fn two_entries_that_contradict_do_not_both_stand() {
    let world = world();
    let text = "Canada raised its tariff on steel from China to 25%. Later Canada raised its tariff on steel from all countries to 30%.";
    let toml = drafted(text, None, &world).toml(&world);
    assert!(parsed(&toml).check(&world).errors() == 0, "{toml}");
    assert!(toml.contains("NOT ACTIVE: the language refuses it: overlapping entries"), "{toml}");
}

#[test]
fn rates_on_the_same_flows_do_not_add_up_in_silence() {
    let world = world();
    let text = "Canada will charge 20% on goods from Vietnam and 40% on transshipped goods.";
    let toml = drafted(text, None, &world).toml(&world);
    assert_eq!(toml.lines().filter(|line| line.starts_with("[[")).count(), 1, "{toml}");
    assert!(toml.contains("has a rate for the same flows, and rates add up."), "{toml}");
}

#[test]
fn a_bound_is_asked_about() {
    let world = world();
    let toml = drafted(
        "Canada imposed additional duties of up to 125% on goods from Vietnam.",
        None,
        &world,
    )
    .toml(&world);
    assert!(toml.contains("QUESTION: how much exactly? The text says \"up to 125%\"."), "{toml}");
}

#[test]
fn spans_are_the_words_they_name() {
    let world = world();
    let text = "T\u{fc}rkiye\u{2019}s 40% tariff on Chinese cars took effect on 7 June 2024.";
    let drafted = drafted(text, None, &world);
    let action = &drafted.actions[0];
    assert_eq!(action.target[0].span.unwrap().of(text), "Chinese");
    assert_eq!(action.from.as_ref().unwrap().span.unwrap().of(text), "7 June 2024");
    let json: serde_json::Value = serde_json::from_str(&drafted.json(&world)).unwrap();
    let words = &json["actions"][0]["amount"][0]["words"];
    let (start, end) =
        (words["start"].as_u64().unwrap() as usize, words["end"].as_u64().unwrap() as usize);
    assert_eq!(&text[start..end], "40%");
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    let world = world();
    for text in texts("held-out") {
        let (one, other) = (drafted(&text.text, None, &world), drafted(&text.text, None, &world));
        assert_eq!(one.toml(&world), other.toml(&world));
        assert_eq!(one.json(&world), other.json(&world));
    }
}

#[test]
fn what_is_left_out_denies_nothing() {
    let world = world();
    let tariff =
        "The EU will impose an additional 17.5% duty on electric cars from China from 1 May 2026";
    for rest in [
        ". The measure does not apply to cars made in Turkey.",
        ". It does not apply to vans.",
        ". The 17.5% duty will not apply to vans shipped before 1 March 2026.",
        ", with the exception of vans.",
        ". Vans are not covered by the duty.",
        ". Imported vans are not affected.",
        ", excluding vans.",
        " after an anti-subsidy inquiry. The rules do not cover vans.",
    ] {
        let text = format!("{tariff}{rest}");
        let drafted = drafted(&text, None, &world);
        assert_eq!(drafted.actions.len(), 1, "{text}: {:?}", drafted.actions);
        let toml = drafted.toml(&world);
        assert!(toml.lines().any(|line| line == "[[shock]]"), "{text}\n{toml}");
        assert!(toml.lines().any(|line| line == "exporter = \"CHN\""), "{text}\n{toml}");
        assert!(toml.lines().any(|line| line == "from     = 2026-05-01"), "{text}\n{toml}");
        let asked = toml.contains("QUESTION: the text leaves out \"vans\"");
        assert_eq!(asked, rest.to_lowercase().contains("vans"), "{text}\n{toml}");
    }
}

#[test]
fn of_all_an_economy_and_a_sector_are_left_out() {
    let world = world();
    let text = "Canada will charge an additional 10% tariff on all goods from all countries from 1 March 2026, excluding footwear. \
        The tariff will not apply to goods from Mexico.";
    let toml = drafted(text, None, &world).toml(&world);
    for part in ["exporter = [\"*\", \"-MEX\"]", "sector   = [\"goods\", \"-C13T15\"]"] {
        assert!(toml.lines().any(|line| line == part), "{part} is not in\n{toml}");
    }
    assert!(toml.contains("is that too much?"), "{toml}");
}

/// How many entries stand.
fn standing(toml: &str) -> usize {
    toml.lines().filter(|line| line.starts_with("[[")).count()
}

#[test]
fn what_is_told_again_is_one_action() {
    let world = world();
    for text in [
        "China has suspended exports of dysprosium to Japan. Traders said that shipments of dysprosium oxide had stopped since 10 November 2026.",
        "China has banned exports of dysprosium to Japan since 3 November 2026. The Chinese ban on exports of dysprosium to Japan began on 4 November 2026.",
        "China has banned exports of rare earths to Japan since November 2026. Chinese exports of terbium were stopped on 3 November 2026.",
    ] {
        let drafted = drafted(text, Some("2026-11-12"), &world);
        assert_eq!(drafted.actions.len(), 1, "{text}\n{}", drafted.toml(&world));
        assert_eq!(drafted.actions[0].also.len(), 1, "{text}");
        assert_eq!(standing(&drafted.toml(&world)), 1, "{}", drafted.toml(&world));
    }
    // Two steps a year apart are two.
    let text = "China banned exports of dysprosium to Japan on 3 November 2024. China banned exports of dysprosium to Japan on 3 November 2026.";
    assert_eq!(drafted(text, None, &world).actions.len(), 2);
}

#[test]
fn a_lift_ends_the_entry() {
    let world = world();
    let ban = "China halted exports of dysprosium to Japan on 4 October 2025.";
    for lift in [
        "The halt was lifted on 8 November 2025.",
        "The halt was lifted on 8 November.",
        "Germany said that the halt was lifted on 8 November 2025.",
        "Beijing lifted the ban on 8 November 2025.",
        "China lifted its ban on exports of dysprosium to Japan on 8 November 2025.",
        "Shipments resumed on 8 November 2025.",
    ] {
        let text = format!("{ban} {lift}");
        let drafted = drafted(&text, None, &world);
        assert_eq!(drafted.actions.len(), 1, "{text}\n{}", drafted.toml(&world));
        let toml = drafted.toml(&world);
        for part in ["from      = 2025-10-04", "until     = 2025-11-08"] {
            assert!(toml.lines().any(|line| line == part), "{text}: {part} is not in\n{toml}");
        }
    }
    for lift in ["The halt was lifted later.", "The halt has since been lifted."] {
        let toml = drafted(&format!("{ban} {lift}"), None, &world).toml(&world);
        assert!(toml.contains("# NOT ACTIVE: lifted or ended."), "{lift}\n{toml}");
        assert_eq!(standing(&toml), 0, "{toml}");
    }
    let text = "Canada's ban on imports of coal from Russia, imposed on 2 May 2026, will be lifted on 1 December 2026.";
    let toml = drafted(text, None, &world).toml(&world);
    assert!(
        toml.lines().any(|line| line == "until    = 2026-12-01") && standing(&toml) == 1,
        "{toml}"
    );
    for not in [
        "The halt would be lifted if talks succeed.",
        "Japan asked for the halt to be lifted.",
        "It ended a long calm.",
        "Talks about the shipments resumed on 8 November 2025.",
        "India lifted the ban on rice on 9 November 2025.",
        "Shipments of wine resumed on 8 November 2025.",
    ] {
        let toml = drafted(&format!("{ban} {not}"), None, &world).toml(&world);
        assert_eq!(standing(&toml), 1, "{not}\n{toml}");
        assert!(!toml.contains("until  "), "{not}\n{toml}");
    }
}

#[test]
fn a_product_that_is_part_of_a_sector_stops_no_sector() {
    let world = world();
    for (text, why) in [
        (
            "China suspended exports of gallium to the United States.",
            "\"gallium\" is only a part of C24B",
        ),
        (
            "China halted exports of its packaged chips to all countries, which idled lines at a carmaker.",
            "\"chips\" is only a part of C26",
        ),
        (
            "Canada banned imports of solar panels from China.",
            "\"solar panels\" is only a part of C26",
        ),
        (
            "Canada will limit imports of solar panels from China by a quota of 60%.",
            "\"solar panels\" is only a part of C26",
        ),
        ("China suspended exports of dysprosium.", "the text does not say to whom"),
        ("Russia banned exports of coal.", "the text does not say to whom"),
    ] {
        let toml = drafted(text, None, &world).toml(&world);
        assert_eq!(standing(&toml), 0, "{text}\n{toml}");
        let reason: String =
            toml.lines().map(|line| line.trim_start_matches("# ")).collect::<Vec<_>>().join(" ");
        assert!(reason.contains(&format!("NOT ACTIVE: {why}")), "{text}\n{toml}");
        assert!(!toml.contains("C29"), "{text}\n{toml}");
        assert!(
            reason.contains("QUESTION: how much of the flows")
                || reason.contains("QUESTION: to whom"),
            "{toml}"
        );
    }
    for text in [
        "Canada banned imports of coal from Russia.",
        "China suspended exports of dysprosium to all countries.",
        "Canada banned imports of electronics, chips and servers from China.",
        "Japan will charge an additional 10% tariff on gallium from China.",
    ] {
        assert_eq!(standing(&drafted(text, None, &world).toml(&world)), 1, "{text}");
    }
}

#[test]
fn the_header_counts_actions_and_entries() {
    let world = world();
    for (text, stand, header) in [
        (
            "Canada banned imports of coal from Russia.",
            1,
            "Trade actions found: 1. Entries written: 1, of which 1 stands and none is a comment.",
        ),
        (
            "Japan banned imports of coal and LNG from Australia. Canada may levy a 25% duty on steel from China.",
            2,
            "Trade actions found: 2. Entries written: 3 (one each for the goods of chains and for the sectors of an action), of which 2 stand and 1 is a comment with its reason.",
        ),
        (
            "Canada may levy a 25% duty on steel from China.",
            0,
            "Trade actions found: 1. Entries written: 1, of which none stands and 1 is a comment with its reason.",
        ),
    ] {
        let toml = drafted(text, None, &world).toml(&world);
        let head = toml
            .lines()
            .take_while(|line| line.starts_with('#'))
            .map(|line| line.trim_start_matches(['#', ' ']));
        assert!(head.collect::<Vec<_>>().join(" ").contains(header), "{header}\n{toml}");
        assert_eq!(standing(&toml), stand, "{toml}");
    }
}

#[test]
fn force_majeure_is_an_outage_with_its_share_and_days() {
    let world = world();
    for (text, lines) in [
        (
            "Doha, 5 March 2026. QatarEnergy declared force majeure after the Ras Laffan terminal was shut. Half of the country's LNG capacity is out of action until at least the end of June, the company said.",
            [
                "economy   = \"QAT\"",
                "commodity = \"lng\"",
                "lost      = \"50%\"",
                "until     = 2026-06-30",
            ],
        ),
        (
            "Force majeure was declared at Australia's Gladstone LNG terminal on 9 November 2026. A fifth of the capacity is idle until 20 December 2026.",
            [
                "commodity = \"lng\"",
                "lost      = \"20%\"",
                "from      = 2026-11-09",
                "until     = 2026-12-20",
            ],
        ),
    ] {
        let drafted = drafted(text, None, &world);
        let toml = drafted.toml(&world);
        assert_eq!(drafted.actions.len(), 1, "{toml}");
        for line in lines {
            let commented = format!("# {line}");
            assert!(
                toml.lines().any(|own| own == line || own == commented),
                "{line} is not in\n{toml}"
            );
        }
        assert!(!toml.contains("when was it published?"), "{toml}");
        assert_eq!(
            text.contains("at least"),
            toml.contains("The text says \"at least\""),
            "{toml}"
        );
    }
    // Without a product anywhere it is no action, and what stands beside it is still read.
    let text = "QatarEnergy declared force majeure. Canada banned imports of coal from Russia.";
    assert_eq!(drafted(text, None, &world).actions.len(), 1);
}

#[test]
fn a_day_without_a_year_is_written_in_words() {
    let world = world();
    let text = "Canada will charge an additional 10% duty on steel from China from 10 November until February.";
    let toml = drafted(text, None, &world).toml(&world);
    let json = drafted(text, None, &world).json(&world);
    assert!(json.contains("\"value\": \"10 November, year not known\""), "{json}");
    assert!(
        ![&toml, &json].iter().any(|text| text.contains("--1") || text.contains("--0")),
        "{toml}{json}"
    );
    for part in [
        "from 10 November, year not known",
        "until February, year not known",
        "The text says 10 November",
        "The text says February",
    ] {
        assert!(toml.replace("\n#", "").contains(part), "{part} is not in\n{toml}");
    }
}
