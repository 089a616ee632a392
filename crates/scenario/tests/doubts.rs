//! What is written but probably not meant, and how long very many entries take.

use crate::world::{embedded, small};
use detente_scenario::{Folder, Overrides, Report, ResolveOptions, Source, read, resolve};
use detente_world::World;
use std::fmt::Write;
use std::time::{Duration, Instant};

fn entry(kind: &str, importer: &str, exporter: &str, rest: &str) -> String {
    format!(
        "[[shock]]\nname = \"a\"\nkind = \"{kind}\"\nimporter = {importer}\nexporter = {exporter}\nsector = \"C29\"\nsource = \"s\"\n{rest}\n"
    )
}

fn checked(entries: &str, csv: &str, world: &World) -> Report {
    let folder = Folder::Memory(vec![("a.csv".to_owned(), csv.to_owned())]);
    let source = Source::new("a.toml", format!("title = \"t\"\n{entries}")).with_folder(folder);
    read(&source, &Overrides::default()).check(world)
}

/// An entry with a number in it.
type Written = fn(&str) -> String;

#[test]
fn a_customs_union_that_taxes_itself_is_told_with_the_links_inside() {
    let world = small();
    let duty = "rate = { add = \"25%\" }";
    let report = checked(&entry("tariff", "\"EU27\"", "\"*\"", duty), "", &world);
    assert_eq!((report.errors(), report.warnings()), (0, 1));
    let told = report.render(false);
    assert!(
        told.contains("`EU27` taxes itself: 2 links of this entry are inside the customs union"),
        "{told}"
    );
    assert!(told.contains("exporter = [\"*\", \"-EU27\"]"), "{told}");
    for (importer, exporter, rest) in [
        ("\"EU27\"", "[\"*\", \"-EU27\"]", duty),
        ("\"G7\"", "\"CHN\"", duty),
        // Nothing is charged.
        ("\"EU27\"", "\"*\"", "rate = { set = \"0%\" }"),
    ] {
        assert!(
            checked(&entry("tariff", importer, exporter, rest), "", &world).is_empty(),
            "{importer} {exporter}"
        );
    }
    let all = checked(&entry("export-tax", "\"*\"", "\"*\"", duty), "", &world).render(false);
    assert!(all.contains("an entry of its own"), "{all}");
}

#[test]
fn which_groups_are_customs_unions_is_data_of_the_world() {
    let duty = entry("tariff", "\"G7\"", "\"*\"", "rate = { add = \"25%\" }");
    let declared = World { customs_unions: Some(vec!["G7".to_owned()]), ..small() };
    let told = checked(&duty, "", &declared).render(false);
    // USA, JPN, DEU and FRA: twelve links among them.
    assert!(told.contains("`G7` taxes itself: 12 links") && !told.contains("`EU27`"), "{told}");
    assert!(checked(&duty, "", &World { customs_unions: Some(Vec::new()), ..small() }).is_empty());
    assert_eq!(embedded().customs_unions(), ["EU27", "GCC", "MERCOSUR"]);
}

#[test]
fn a_duty_from_before_the_tariffs_of_the_world_may_be_in_them() {
    let world = small();
    let duty = |rest: &str| entry("tariff", "\"USA\"", "\"CHN\"", rest);
    let told =
        checked(&duty("rate = { add = \"25%\" }\nfrom = 2018-09-24"), "", &world).render(false);
    assert!(told.contains("`a` may be in the baseline already: it begins on 2018-09-24"), "{told}");
    assert!(told.contains("such as CHN to USA in C29: 2%"), "{told}");
    for fine in [
        "rate = { add = \"25%\" }\nfrom = 2023-01-01",
        "rate = { set = \"25%\" }\nfrom = 2018-09-24",
        "rate = { add = \"25%\" }",
    ] {
        assert!(checked(&duty(fine), "", &world).is_empty(), "{fine}");
    }
    // `explain` asks for one link.
    let text = format!("title = \"t\"\n{}", duty("rate = { add = \"25%\" }\nfrom = 2018-09-24"));
    let scenario = read(&Source::new("a.toml", text), &Overrides::default()).finish().unwrap();
    let link = |exporter: &str| {
        let [usa, other] = ["USA", exporter].map(|code| world.economy(code).unwrap());
        (world.sector("C29").unwrap(), usa, other)
    };
    assert_eq!(scenario.may_be_in_baseline(&world, &scenario.entries[0], link("CHN")), Some(2022));
    // The embedded world has the duties of the United States of 2024, those of others of 2021, and
    // means of 2022 where the rest of the world is a side.
    let embedded = embedded();
    let at = |code: &str| embedded.economy(code).unwrap();
    let year = |importer: &str, exporter: &str| embedded.tariff_year(at(importer), at(exporter));
    assert_eq!([year("USA", "CHN"), year("USA", "ROW")], [2024, 2024]);
    assert_eq!([year("CHN", "USA"), year("JPN", "CHN"), year("TWN", "USA")], [2021, 2021, 2021]);
    assert_eq!([year("CHN", "ROW"), year("ROW", "CHN")], [2022, 2022]);
}

/// Who asks what a duty is made of hears of every entry on the link, also of one that changes
/// nothing.
#[test]
fn an_entry_that_leaves_a_rate_as_it_is_is_one_of_its_parts() {
    let world = small();
    let duty = |name: &str, rate: &str| {
        entry("tariff", "\"USA\"", "\"CHN\"", &format!("rate = {{ {rate} }}"))
            .replace("\"a\"", &format!("\"{name}\""))
    };
    let entries = [
        duty("duty", "add = \"25%\""),
        duty("exempt", "add = \"0%\""),
        duty("floor", "floor = \"10%\""),
    ];
    let text = format!("title = \"t\"\n{}", entries.concat());
    let scenario = read(&Source::new("a.toml", text), &Overrides::default()).finish().unwrap();
    let touches = |exporter: &str| {
        let [usa, other] = ["USA", exporter].map(|code| world.economy(code).unwrap());
        scenario.touches_of_link(
            &world,
            &ResolveOptions::default(),
            (world.sector("C29").unwrap(), usa, other),
        )
    };
    let parts: Vec<(usize, f64)> =
        touches("CHN").iter().map(|touch| (touch.entry, touch.after - touch.before)).collect();
    assert_eq!(parts.iter().map(|part| part.0).collect::<Vec<_>>(), [0, 1, 2]);
    assert!(
        (parts[0].1 - 0.25).abs() < 1e-12 && parts[1].1 == 0.0 && parts[2].1 == 0.0,
        "{parts:?}"
    );
    assert!(touches("JPN").is_empty());
}

#[test]
fn a_schedule_takes_exponents_and_a_rate_above_one_among_fractions() {
    let world = small();
    let schedule = "[[shock]]\nname = \"a\"\nkind = \"tariff\"\nschedule = \"a.csv\"\nmode = \"set\"\nsource = \"s\"\n";
    let header = "importer,exporter,sector,rate\n";
    let fractions =
        format!("{header}USA,CHN,C29,1.77\nUSA,JPN,C29,5e-05\nUSA,DEU,C29,0.1\nUSA,FRA,C29,25%\n");
    let report = checked(schedule, &fractions, &world);
    assert_eq!((report.errors(), report.warnings()), (0, 1));
    assert!(
        report.render(false).contains("a rate is above 100% without a percent sign, such as 177%")
    );
    assert!(checked(schedule, &fractions.replace("1.77", "177%"), &world).is_empty());
    let percent = format!("{header}USA,CHN,C29,2.5\nUSA,JPN,C29,7.5\nUSA,DEU,C29,0.5\n");
    assert_eq!(checked(schedule, &percent, &world).errors(), 2);
}

#[test]
fn links_without_trade_are_left_out_of_a_cap_and_counted() {
    let mut world = small();
    let [usa, jpn, chn] = ["USA", "JPN", "CHN"].map(|code| world.economy(code).unwrap());
    let sector = world.sector("C29").unwrap();
    world.trade.set(sector, usa, jpn, 0.0);
    let cap = |exporter: &str, pooled: &str| {
        entry("quantity-cap", "\"USA\"", exporter, &format!("limit = \"50%\"\n{pooled}"))
    };
    let caps = |entries: &str| {
        let scenario = read(
            &Source::new("a.toml", format!("title = \"t\"\n{entries}")),
            &Overrides::default(),
        )
        .finish()
        .unwrap();
        resolve(&scenario, &world, &ResolveOptions::default()).unwrap().state.caps
    };
    let two = "[\"JPN\", \"CHN\"]";
    for pooled in ["", "pooled = true"] {
        let told = checked(&cap(two, pooled), "", &world).render(false);
        assert!(told.contains("1 of the 2 links of this cap are left out"), "{told}");
        let found = caps(&cap(two, pooled));
        assert_eq!(
            found.iter().map(|cap| cap.links.clone()).collect::<Vec<_>>(),
            [[(sector, usa, chn)]]
        );
    }
    assert!(caps(&cap("\"JPN\"", "pooled = true")).is_empty());
    assert!(checked(&cap("\"JPN\"", ""), "", &world).render(false).contains("nothing to limit"));
}

/// Entries on single links of the embedded world, each another one.
fn many(count: usize, kind: &str, value: &str) -> String {
    let world = embedded();
    let mut text = "title = \"t\"\n".to_owned();
    for at in 0..count {
        let (importer, exporter) = (at % 80, (at % 80 + 1 + at / 80 % 79) % 81);
        let (importer, exporter) =
            (&world.economies[importer].code, &world.economies[exporter].code);
        let sector = &world.sectors[at / (80 * 79) % 35].code;
        let _ = writeln!(
            text,
            "[[shock]]\nname = \"e{at}\"\nkind = \"{kind}\"\nimporter = \"{importer}\"\nexporter = \"{exporter}\"\nsector = \"{sector}\"\n{value}\nsource = \"s\""
        );
    }
    text
}

/// The shortest of five checks, printing included.
fn time(text: &str) -> Duration {
    let once = || {
        let clock = Instant::now();
        let report = read(&Source::new("a.toml", text), &Overrides::default()).check(embedded());
        assert!(report.render(false).len() < 1_000_000);
        clock.elapsed()
    };
    (0..5).map(|_| once()).min().unwrap()
}

#[test]
fn four_times_the_entries_take_less_than_six_times_as_long() {
    let value = "rate = { set = \"10%\" }";
    // Fine ones, ones that all overlap, and ones that are all wrong.
    let kinds: [(&str, Written); 3] = [
        ("fine", str::to_owned),
        ("overlapping", |text| text.replace("importer = \"", "importer = \"EU27\"\n# \"")),
        ("unknown", |text| text.replace("importer = \"", "importer = \"X")),
    ];
    for (name, edit) in kinds {
        let [few, lots] = [1000, 4000].map(|count| time(&edit(&many(count, "tariff", value))));
        // A fifth of a second more is allowed for what a busy machine adds; the square would be
        // sixteen times as long.
        assert!(
            lots < 6 * few + Duration::from_millis(200),
            "{name}: {few:?} for 1000, {lots:?} for 4000"
        );
    }
}
