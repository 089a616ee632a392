//! Every mistake is told with its place and what to do about it; the snapshots are what a user
//! sees.

use crate::world::small;
use detente_scenario::{Folder, Overrides, Report, Source, read};

const TITLE: &str = "title = \"t\"\n";

fn report(text: &str, files: &[(&str, &str)], set: &[&str]) -> Report {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let source = Source::new("deal.toml", text).with_folder(Folder::Memory(files));
    read(&source, &Overrides::new(set.iter().copied())).check(&small())
}

/// A tariff on Japanese cars with one line replaced or added.
fn cars(changed: &str) -> String {
    let mut lines = vec![
        "[[shock]]",
        "name     = \"cars\"",
        "kind     = \"tariff\"",
        "importer = \"USA\"",
        "exporter = [\"JPN\"]",
        "sector   = \"C29\"",
        "rate     = { add = \"25%\" }",
        "source   = \"Proclamation 10908\"",
    ];
    let key = |line: &str| line.split('=').next().unwrap_or("").trim().to_owned();
    for new in changed.lines() {
        match lines.iter().position(|line| key(line) == key(new)) {
            Some(at) => lines[at] = new,
            None => lines.push(new),
        }
    }
    lines.retain(|line| !line.ends_with("= NONE"));
    lines.join("\n") + "\n"
}

/// A sector of Japan that stands still.
fn outage(keys: &str) -> String {
    format!(
        "[[shock]]\nname = \"quake\"\nkind = \"sector-outage\"\neconomy = \"JPN\"\n{keys}\nsource = \"s\"\n"
    )
}

/// A longer way from Japan.
fn delay(keys: &str) -> String {
    let links = "exporter = \"JPN\"\nimporter = \"USA\"\nsector = \"C29\"";
    format!("[[shock]]\nname = \"cape\"\nkind = \"delay\"\n{links}\n{keys}\nsource = \"s\"\n")
}

macro_rules! mistakes {
    ($($name:ident: $text:expr;)*) => {$(
        #[test]
        fn $name() {
            let report = report(&format!("{TITLE}{}", $text), &[], &[]);
            assert!(!report.is_empty());
            insta::assert_snapshot!(report.render(false));
        }
    )*};
}

mistakes! {
    outage_of_an_unknown_sector: outage("sector = \"C39\"\nlost = \"30%\"");
    outage_of_more_than_everything: outage("sector = \"C29\"\nlost = \"130%\"");
    outage_without_a_share: outage("sector = \"C29\"");
    delay_without_a_unit: delay("added = 14");
    delay_in_months: delay("added = \"2 months\"");
    delay_of_a_year_and_more: delay("added = \"60 weeks\"");
    delay_at_home: delay("added = \"14 days\"").replace("importer = \"USA\"", "importer = \"JPN\"");
    unknown_economy: cars("exporter = [\"JAP\"]");
    unknown_economy_by_name: cars("exporter = \"Germany\"");
    unknown_group: cars("exporter = \"EU28\"");
    unknown_sector: cars("sector = \"C39\"");
    unknown_kind: cars("kind = \"tarrif\"");
    unknown_key: cars("exporters = \"JPN\"\nexporter = NONE");
    unknown_top_key: "wrld = \"icio-2022\"\n";
    missing_source: cars("source = NONE");
    missing_selector_and_rate: cars("sector = NONE\nrate = NONE");
    wrong_types: cars("importer = 3\nfrom = \"yesterday\"\noverride = \"yes\"\nsource = 1");
    rate_of_25: cars("rate = { add = 25 }");
    rate_without_a_rule: cars("rate = \"25%\"");
    rate_with_two_rules: cars("rate = { add = \"25%\", floor = \"15%\" }");
    rate_below_minus_100_percent: cars("rate = { add = \"-150%\" }");
    rate_in_dollars: cars("rate = { set = \"USD 5 million\" }");
    rate_in_tonnes: cars("rate = { set = \"1500 t/yr\" }");
    rate_that_adds_up_to_nothing: cars("rate = { set = \"-60%\" }") + &cars("name = \"b\"\nrate = { add = \"-60%\" }");
    rate_that_becomes_a_subsidy: cars("rate = { add = \"-5%\" }");
    dates_exchanged: cars("from = 2025-08-07\nuntil = 2025-04-03");
    date_with_a_time: cars("from = 2025-08-07T00:00:00");
    scenario_dates_exchanged: "start = 2026-01-01\nend = 2025-01-01\n";
    entry_outside_the_scenario: format!("start = 2025-01-01\nend = 2025-12-31\ndate = 2026-01-01\n{}", cars("from = 2026-03-01"));
    phases_not_ascending: cars("rate = NONE\nphases = [ { from = 2025-06-04, rate = { add = 0.5 } }, { from = 2025-03-12, rate = { add = 0.2 } } ]");
    phases_and_rate: cars("phases = [ { from = 2025-06-04, rate = { add = 0.5 } } ]");
    phase_without_date: cars("rate = NONE\nphases = [ { rate = { add = 0.5 } } ]");
    overlapping_entries: cars("rate = { set = \"15%\" }") + &cars("name = \"b\"\nexporter = \"G7\"\nrate = { set = \"20%\" }\nfrom = 2025-08-07");
    same_name_twice: cars("") + &cars("");
    selects_nothing: cars("exporter = [\"JPN\", \"-G7\"]");
    selects_only_domestic_links: cars("exporter = \"USA\"");
    mode_without_schedule: cars("mode = \"add\"");
    not_toml: "[[shock]\nname = \"a\n";
    shock_is_not_a_list: "[shock]\nname = \"a\"\n";
    trade_options: "[trade]\ndeficits = \"none\"\nremove-deficit = true\n[[trade.sector]]\nsector = \"C29\"\nprofit-share = 25\ninput-substitution = -1\n";
    pass_through_outside: "[trade]\npass-through = 1.2\n[[trade.exporter]]\nexporter = \"JAP\"\nsector = \"C92\"\npass-through = -0.1\n[[trade.exporter]]\nimporter = \"USA\"\npass-trough = 0.5\n";
    pass_through_of_nobody: "[[trade.exporter]]\nexporter = \"JPM\"\nsector = \"C92\"\npass-through = 0.5\n[[trade.exporter]]\nexporter = \"JPN\"\nimporter = \"JPN\"\npass-through = 0.5\n";
    pass_through_twice: "[[trade.exporter]]\nexporter = \"JPN\"\nsector = \"C29\"\npass-through = 0.5\n[[trade.exporter]]\nexporter = [\"JPN\"]\nimporter = \"*\"\nsector = \"C29\"\npass-through = 0.8\n";
    cap_negative: "[[shock]]\nname = \"a\"\nkind = \"quantity-cap\"\nsource = \"s\"\nimporter = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nlimit = \"-60%\"\n";
    cap_ban_with_rent: "[[shock]]\nname = \"a\"\nkind = \"quantity-cap\"\nsource = \"s\"\nimporter = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nlimit = \"ban\"\nrent = \"exporter\"\n";
    cap_rent_to_a_group: "[[shock]]\nname = \"a\"\nkind = \"quantity-cap\"\nsource = \"s\"\nimporter = \"USA\"\nexporter = \"JPN\"\nsector = \"C29\"\nlimit = 0.5\nrent = \"G7\"\n";
    caps_overlap: "[[shock]]\nname = \"a\"\nkind = \"quantity-cap\"\nsource = \"s\"\nimporter = \"USA\"\nexporter = \"G7\"\nsector = \"C29\"\nlimit = 0.5\n[[measure]]\nname = \"b\"\nby = \"JPN\"\nkind = \"quantity-cap\"\nsource = \"s\"\nimporter = \"USA\"\nexporter = \"EU27\"\nsector = \"*\"\nlimit = 0.8\n";
    transfer_to_itself: "[[shock]]\nname = \"a\"\nkind = \"transfer\"\nsource = \"s\"\ngiver = \"JPN\"\nreceiver = \"JPN\"\namount = \"USD 5 million\"\n";
    transfer_without_unit: "[[shock]]\nname = \"a\"\nkind = \"transfer\"\nsource = \"s\"\ngiver = \"JPN\"\nreceiver = \"USA\"\namount = 500\n";
    transfer_in_yen: "[[shock]]\nname = \"a\"\nkind = \"transfer\"\nsource = \"s\"\ngiver = \"JPN\"\nreceiver = \"USA\"\namount = \"JPY 900 billion\"\n";
    change_too_low: "[[shock]]\nname = \"a\"\nkind = \"productivity\"\nsource = \"s\"\neconomy = \"JPN\"\nsector = \"C29\"\nchange = \"-100%\"\n";
    measure_without_party: cars("").replace("[[shock]]", "[[measure]]");
    shock_with_a_party: cars("by = \"USA\"");
    everything_at_once: cars("exporter = [\"JAP\"]\nrate = { add = 25 }\nsource = NONE") + &cars("name = \"b\"\nkind = \"demnd\"") + "typo = 1\n";
}

/// A measure: relief on Japanese cars, with one line replaced or added.
fn relief(changed: &str) -> String {
    cars(&format!(
        "rate = {{ set = {{ min = \"2.5%\", max = \"27.5%\" }} }}\nby = \"USA\"\n{changed}"
    ))
    .replace("[[shock]]", "[[measure]]")
}

/// A transfer of Japan with one line replaced or added.
fn aid(changed: &str) -> String {
    let aid = "kind = \"transfer\"\nby = \"JPN\"\ngiver = \"JPN\"\nreceiver = \"USA\"\namount = \"USD 5 million\"";
    let cars = "importer = NONE\nexporter = NONE\nsector = NONE\nrate = NONE";
    cars_of(&[cars, aid, changed].join("\n")).replace("[[shock]]", "[[measure]]")
}

fn procurement(changed: &str) -> String {
    let keys = "kind = \"procurement\"\nbuyer = \"JPN\"\nseller = \"USA\"\namount = \"USD 7 billion\"\norigin = { CHN = \"90%\", USA = \"10%\" }";
    let cars = "importer = NONE\nexporter = NONE\nrate = NONE";
    cars_of(&[cars, keys, changed].join("\n"))
}

fn support(changed: &str) -> String {
    let keys = "kind = \"support\"\neconomy = \"JPN\"\namount = \"USD 6.3 billion\"";
    let cars = "importer = NONE\nexporter = NONE\nsector = NONE\nrate = NONE";
    cars_of(&[cars, keys, changed].join("\n"))
}

/// The same as [`cars`], but a line may be changed twice.
fn cars_of(changed: &str) -> String {
    let mut last: Vec<&str> = Vec::new();
    let key = |line: &str| line.split('=').next().unwrap_or("").trim().to_owned();
    for line in changed.lines() {
        last.retain(|earlier| key(earlier) != key(line));
        last.push(line);
    }
    cars(&last.join("\n"))
}

/// A negotiation of Japan and the United States with lines added, over cars.
fn talks(keys: &str) -> String {
    let parties = if keys.contains("parties") { "" } else { "parties = [\"JPN\", \"USA\"]\n" };
    format!("{}[negotiation]\n{parties}{keys}\n", cars(""))
}

fn future(name: &str, probability: &str, rest: &str) -> String {
    format!(
        "[[negotiation.state]]\nname = \"{name}\"\nprobability = \"{probability}\"\nsource = \"assumed\"\n{rest}\n"
    )
}

mistakes! {
    range_crossed: relief("rate = { set = { min = \"27.5%\", max = \"2.5%\" } }");
    range_in_two_units: relief("rate = { set = { min = \"2.5%\", max = 0.275 } }");
    range_at_outside: relief("rate = { set = { min = \"2.5%\", max = \"27.5%\", at = \"30%\" } }");
    range_without_max: relief("rate = { set = { min = \"2.5%\", mx = \"27.5%\" } }");
    range_of_words: relief("rate = { set = { min = \"free\", max = true } }");
    range_without_percent: relief("rate = { set = { min = 2.5, max = 27.5 } }");
    range_instead_of_a_rule: relief("rate = { min = \"2.5%\", max = \"27.5%\" }");
    range_whose_end_is_impossible: relief("rate = { add = { min = \"-120%\", max = \"10%\" } }");
    range_in_a_shock: cars("rate = { set = { min = \"2.5%\", max = \"27.5%\" } }");
    range_in_phases: relief("rate = NONE\nphases = [ { from = 2025-08-07, rate = { set = { min = \"2.5%\", max = \"27.5%\" } } } ]");
    range_in_a_list: relief("exporter = [ { min = \"1%\", max = \"2%\" } ]\nrate = { set = 0.1 }");
    range_for_names: relief("name = { min = \"1%\", max = \"2%\" }\nimporter = { min = \"1%\", max = \"2%\" }\nrats = { min = \"1%\", max = \"2%\" }\nrate = { set = 0.1 }");
    range_and_optional: relief("optional = true");
    range_in_a_cost: aid("cost = { capital = { min = \"USD 1 million\", max = \"USD 2 million\" } }");
    two_ranges: support("amount = { min = \"USD 1 billion\", max = \"USD 2 billion\" }\nreserve = { min = \"USD 1 million\", max = \"USD 2 million\" }\nby = \"JPN\"").replace("[[shock]]", "[[measure]]");
    optional_shock_with_a_cost: cars("optional = true\ncost = { capital = \"USD 1 million\" }");
    cost_of_nothing: aid("cost = { lead = \"2 years\" }");
    cost_in_other_units: aid("cost = { capital = \"JPY 3 billion\", yearly = 5, per-unit = \"25%\", lead = \"18\" }");
    cost_interval: aid("cost = { capital = [\"USD 2 million\", \"USD 1 million\"], yearly = [\"USD 2 million\"], per-unit = \"USD -5\" }");
    cost_payers: aid("cost = { capital = \"USD 3 million\", payer = { JPN = \"60%\", USA = \"30%\" } }");
    cost_payer_unknown: aid("cost = { capital = \"USD 3 million\", payer = { JPN = \"60%\", USB = \"40%\" } }") + &aid("name = \"b\"\ncost = { capital = \"USD 3 million\", payer = \"JAP\" }");
    cost_per_unit_of_a_ban: relief("kind = \"quantity-cap\"\nrate = NONE\nlimit = \"ban\"\ncost = { per-unit = \"USD 3 million\" }");
    procurement_origins: procurement("origin = { CHN = \"90%\", USA = \"20%\" }\nowner-share = \"160%\"");
    procurement_at_home: procurement("origin = { JPN = \"100%\" }");
    procurement_of_a_group: procurement("seller = \"G7\"\nsector = \"goods\"\norigin = { EU27 = \"100%\" }\namount = \"7 t/yr\"");
    support_reserve: support("reserve = \"USD 7 billion\"\namount = NONE") + &support("name = \"b\"\nreserve = \"USD 7 billion\"");
    support_in_yen: support("amount = \"JPY 900 billion\"");
    parties_missing: talks("parties = [\"JPN\"]\nweight = 1");
    parties_twice: talks("parties = [\"JPN\", \"USA\", \"JPN\"]");
    parties_overlap: talks("parties = [\"JPN\", \"G7\"]\nfloor = { USA = \"USD 0\" }");
    parties_unknown: talks("parties = [\"JPN\", \"EU28\"]");
    strangers: talks("weights = { CHN = 1.0, USA = 0 }\nbudget = { CHN = \"USD 1 billion\" }\nfloor = { JPN = \"USD 0\" }\ndisagreement = { JPN = \"USD -9 billion\", CHN = \"USD 1 billion\" }");
    negotiation_values: talks("disagreement = \"war\"\nuntil = \"soon\"\ndiscount = 3\nrisk-aversion = -1\nbudget = { JPN = \"JPY 900 billion\", USA = 5 }\ntransfers = \"no\"");
    negotiation_over_before: format!("start = 2025-01-01\n{}", talks("until = 2024-12-31"));
    probabilities: talks(&(future("a", "50%", "") + &future("b", "40%", "case = \"worst\"")));
    futures_without_source: talks(&(future("a", "50%", "") + &future("a", "50%", "").replace("source", "note")));
    futures_with_changes: talks(&(future("a", "50%", "set = [\"shock.\\\"car\\\".rate.add=5%\", \"shock.cars.rate.add=40\"]") + &future("b", "50%", "set = \"shock.cars.exporter=JAP\"")));
    futures_that_pin_a_lever: relief("") + "[negotiation]\nparties = [\"JPN\", \"USA\"]\n" + &future("a", "100%", "set = \"measure.cars.rate.set=10%\"");
}

fn schedule(csv: &str) -> String {
    let text = format!(
        "{TITLE}[[shock]]\nname = \"a\"\nkind = \"tariff\"\nsource = \"s\"\nschedule = \"a.csv\"\nmode = \"set\"\n"
    );
    report(&text, &[("a.csv", csv)], &[]).render(false)
}

#[test]
fn schedule_mistakes() {
    insta::assert_snapshot!("schedule_missing", report(
        &format!("{TITLE}[[shock]]\nname = \"a\"\nkind = \"tariff\"\nsource = \"s\"\nschedule = \"b.csv\"\nmode = \"set\"\n"), &[], &[]
    ).render(false));
    insta::assert_snapshot!("schedule_outside", report(
        &format!("{TITLE}[[shock]]\nname = \"a\"\nkind = \"tariff\"\nsource = \"s\"\nschedule = \"../b.csv\"\nimporter = \"USA\"\n"), &[], &[]
    ).render(false));
    insta::assert_snapshot!(
        "schedule_header",
        schedule("importer,exporter,sektor,rate\nUSA,JPN,C29,10%\n")
    );
    insta::assert_snapshot!(
        "schedule_rows",
        schedule(
            "importer,exporter,sector,rate,note\nUSA,JPN,C29,25,a\nUSA,JAP,C29,10%,b\nUSA,JPN,C24A,NaN,\"c, d\"\nUSA,JPN,B05,-120%,e\nUSA,JPN,L\nUSA,,L,10%,f\nUSA,CHN,L,,g\n"
        )
    );
    insta::assert_snapshot!(
        "schedule_rows_overlap",
        schedule("importer,exporter,sector,rate\nUSA,JPN,goods,10%\nUSA,G7,C29,25%\n")
    );
    insta::assert_snapshot!("schedule_empty", schedule("importer,exporter,sector,rate\n"));
    insta::assert_snapshot!("schedule_no_header", schedule(""));
}

#[test]
fn a_schedule_in_another_encoding_is_named() {
    let folder = std::env::temp_dir().join(format!("detente-scenario-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("a.csv"),
        b"importer,exporter,sector,rate,note\nUSA,JPN,C29,10%,C\xf4te\n",
    )
    .unwrap();
    std::fs::write(folder.join("scenario.toml"), [0xff, 0xfe, 0x61, 0x00]).unwrap();
    let text = format!(
        "{TITLE}[[shock]]\nname = \"a\"\nkind = \"tariff\"\nsource = \"s\"\nschedule = \"a.csv\"\nmode = \"set\"\n"
    );
    let source = Source::new("deal.toml", text).with_folder(Folder::Disk(folder.clone()));
    insta::assert_snapshot!(
        "schedule_encoding",
        read(&source, &Overrides::default()).check(&small()).render(false)
    );
    let report = Source::open(&folder).unwrap_err().render(false);
    assert!(
        report.contains("UTF-16") && report.ends_with("1 error. Nothing was run.\n"),
        "{report}"
    );
    assert!(
        Source::open(&folder.join("none.toml"))
            .unwrap_err()
            .render(false)
            .contains("there is no file")
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn override_mistakes() {
    let text = format!("{TITLE}{}", cars(""));
    let set = [
        "trade.defects=zero",
        "shock.\"car\".rate.add=5%",
        "shock.1.rate.add=20",
        "shock.9.note=x",
        "nonsense",
        "title.x=1",
        "tirade.deficits=zero",
    ];
    insta::assert_snapshot!(report(&text, &[], &set).render(false));
}

#[test]
fn the_report_knows_file_line_and_column() {
    let report = report(&format!("{TITLE}{}", cars("exporter = [\"JAP\"]")), &[], &[]);
    let place = report.diagnostics()[0].place.unwrap();
    assert_eq!(report.locate(place), Some(("deal.toml", 6, 13)));
    assert_eq!((report.errors(), report.warnings()), (1, 0));
}

/// Colours change nothing but colours.
#[test]
fn the_coloured_report_says_the_same() {
    let broken =
        cars("exporter = [\"JAP\"]\nrate = { add = 25 }\nfrom = 2025-08-07\nuntil = 2025-04-03");
    let report = report(&format!("{TITLE}{broken}"), &[], &[]);
    let coloured = report.render(true);
    assert!(coloured.contains('\u{1b}'));
    let mut plain = String::new();
    for (at, part) in coloured.split('\u{1b}').enumerate() {
        plain.push_str(if at == 0 {
            part
        } else {
            part.split_once('m').map_or("", |(_, rest)| rest)
        });
    }
    let trim = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trim(&plain), trim(&report.render(false)));
}
