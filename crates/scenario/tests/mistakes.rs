//! Every mistake is told with its place and what to do about it; the snapshots are what a user sees.

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
    format!("[[shock]]\nname = \"quake\"\nkind = \"sector-outage\"\neconomy = \"JPN\"\n{keys}\nsource = \"s\"\n")
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
    insta::assert_snapshot!("schedule_header", schedule("importer,exporter,sektor,rate\nUSA,JPN,C29,10%\n"));
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
    std::fs::write(folder.join("a.csv"), b"importer,exporter,sector,rate,note\nUSA,JPN,C29,10%,C\xf4te\n").unwrap();
    std::fs::write(folder.join("scenario.toml"), [0xff, 0xfe, 0x61, 0x00]).unwrap();
    let text = format!(
        "{TITLE}[[shock]]\nname = \"a\"\nkind = \"tariff\"\nsource = \"s\"\nschedule = \"a.csv\"\nmode = \"set\"\n"
    );
    let source = Source::new("deal.toml", text).with_folder(Folder::Disk(folder.clone()));
    insta::assert_snapshot!("schedule_encoding", read(&source, &Overrides::default()).check(&small()).render(false));
    let report = Source::open(&folder).unwrap_err().render(false);
    assert!(report.contains("UTF-16") && report.ends_with("1 error. Nothing was run.\n"), "{report}");
    assert!(Source::open(&folder.join("none.toml")).unwrap_err().render(false).contains("there is no file"));
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
    let broken = cars("exporter = [\"JAP\"]\nrate = { add = 25 }\nfrom = 2025-08-07\nuntil = 2025-04-03");
    let report = report(&format!("{TITLE}{broken}"), &[], &[]);
    let coloured = report.render(true);
    assert!(coloured.contains('\u{1b}'));
    let mut plain = String::new();
    for (at, part) in coloured.split('\u{1b}').enumerate() {
        plain.push_str(if at == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) });
    }
    let trim = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trim(&plain), trim(&report.render(false)));
}
