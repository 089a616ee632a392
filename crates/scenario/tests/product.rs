//! `product`: an entry about goods moves their sector by their share of its trade.

use crate::world::{embedded, small};
use detente_scenario::{Overrides, Report, ResolveOptions, Resolved, Source, read, resolve};
use detente_world::World;

fn entry(keys: &str) -> String {
    format!(
        "title = \"t\"\nworld = \"icio-2022\"\n[[shock]]\nname = \"goods\"\nkind = \"tariff\"\nimporter = \"USA\"\n{keys}\nsource = \"s\"\n"
    )
}

fn resolved(text: &str, world: &World) -> Resolved {
    let draft = read(&Source::new("deal.toml", text), &Overrides::default());
    let report = draft.check(world);
    assert!(report.is_empty(), "{report}");
    resolve(&draft.finish().unwrap(), world, &ResolveOptions::default()).unwrap()
}

fn points(text: &str, world: &World, exporter: &str, sector: &str) -> f64 {
    let state = resolved(text, world).state;
    let (sector, importer) = (world.sector(sector).unwrap(), world.economy("USA").unwrap());
    let exporter = world.economy(exporter).unwrap();
    let rate = |tariff: &detente_world::LinkTable| tariff.get(sector, importer, exporter);
    (rate(&state.tariff) - rate(&world.tariff)) * 100.0
}

fn report(text: &str, world: &World) -> Report {
    read(&Source::new("deal.toml", text), &Overrides::default()).check(world)
}

#[test]
fn a_duty_on_motorcycles_spares_the_aircraft_of_their_sector() {
    let world = embedded();
    let text = entry("exporter = \"JPN\"\nproduct = \"8711\"\nrate = { add = \"25%\" }");
    // USD 883 million of 4,828 in 2024.
    assert!(
        (points(&text, world, "JPN", "C302T309") - 25.0 * 882.798613 / 4828.19834).abs() < 1e-9
    );
    assert_eq!(points(&text, world, "JPN", "C29"), 0.0);
    let value = resolved(&text, world).entries[0].value.clone().unwrap();
    assert_eq!(value, "add 25% on HS 8711, 18.28% of that trade");
}

#[test]
fn products_of_several_sectors_and_exporters_add_up() {
    let world = embedded();
    let both = entry(
        "exporter = [\"*\", \"-CHN\"]\nproduct = [\"8711\", \"2208.30\"]\nrate = { add = \"25%\" }",
    );
    let one = entry("exporter = \"*\"\nproduct = [\"2208.30\"]\nrate = { add = \"25%\" }");
    let whisky = points(&one, world, "GBR", "C10T12");
    assert!(whisky > 5.0, "{whisky}");
    assert_eq!(points(&both, world, "GBR", "C10T12"), whisky);
    assert!(points(&both, world, "GBR", "C302T309") > 0.0);
    assert_eq!(points(&both, world, "CHN", "C302T309"), 0.0);
    let value = resolved(&both, world).entries[0].value.clone().unwrap();
    assert!(
        value.contains("HS 8711, 220830, ") && value.contains(" by link; 15 without lines"),
        "{value}"
    );
    // Two halves of a heading are the whole.
    let whole = entry("exporter = \"JPN\"\nproduct = \"8711\"\nrate = { add = \"10%\" }");
    let parts: String = ["871110", "871120", "871130", "871140", "871150", "871160", "871190"]
        .map(|code| format!("\"{code}\","))
        .concat();
    let parts =
        entry(&format!("exporter = \"JPN\"\nproduct = [{parts}]\nrate = {{ add = \"10%\" }}"));
    let [whole, parts] = [whole, parts].map(|text| points(&text, world, "JPN", "C302T309"));
    assert!((whole - parts).abs() < 1e-12);
}

#[test]
fn a_rate_that_is_set_or_a_floor_counts_from_what_the_product_pays() {
    let world = embedded();
    let at = |rate: &str| {
        let keys = format!("exporter = \"JPN\"\nproduct = \"8703\"\nrate = {rate}");
        points(&entry(&keys), world, "JPN", "C29")
    };
    // Cars of Japan pay 2.5 %: 15 % in all is 12.5 points on them.
    let (added, set, floor) =
        (at("{ add = \"12.5%\" }"), at("{ set = \"15%\" }"), at("{ floor = \"15%\" }"));
    assert!((added - set).abs() < 0.1 && (set - floor).abs() < 1e-12, "{added} {set}");
    assert_eq!(at("{ floor = \"1%\" }"), 0.0);
}

#[test]
fn a_share_that_is_said_counts_for_any_importer() {
    let world = small();
    let text = "title = \"t\"\n[[shock]]\nname = \"goods\"\nkind = \"quantity-cap\"\nimporter = \"CHN\"\nexporter = \"USA\"\nproduct = \"8703\"\nshare = \"12%\"\nlimit = \"50%\"\nsource = \"s\"\n";
    let resolved = resolved(text, &world);
    assert!((resolved.state.caps[0].limit - 0.94).abs() < 1e-12);
    let value = resolved.entries[0].value.clone().unwrap();
    assert_eq!(value, "at most 50% on HS 8703, 12% of that trade as given");
}

#[test]
fn a_lever_on_a_product_moves_with_its_level() {
    let world = embedded();
    let text = "title = \"t\"\nworld = \"icio-2022\"\n[[measure]]\nname = \"relief\"\nby = \"USA\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"JPN\"\nproduct = \"8711\"\nrate = { add = { min = \"0%\", max = \"20%\" } }\nsource = \"s\"\n";
    let scenario = read(&Source::new("deal.toml", text), &Overrides::default()).finish().unwrap();
    let at = |level: f64| {
        let chosen = scenario.with_levels(&[Some(level)]).unwrap();
        let state = resolve(&chosen, world, &ResolveOptions::default()).unwrap().state;
        let sector = world.sector("C302T309").unwrap();
        state.tariff.get(sector, world.economy("USA").unwrap(), world.economy("JPN").unwrap())
    };
    let (none, half, all) = (at(0.0), at(0.5), at(1.0));
    assert!(all > none && (half - 0.5 * (none + all)).abs() < 1e-12);
}

macro_rules! mistakes {
    ($($name:ident: $keys:expr;)*) => {$(
        #[test]
        fn $name() {
            let report = report(&entry($keys), embedded());
            assert!(!report.is_empty());
            insta::assert_snapshot!(report.render(false));
        }
    )*};
}

mistakes! {
    code_not_in_the_edition: "exporter = \"JPN\"\nproduct = [\"8711\", \"8799\"]\nrate = { add = \"25%\" }";
    code_of_three_digits: "exporter = \"JPN\"\nproduct = \"871\"\nrate = { add = \"25%\" }";
    code_as_a_number: "exporter = \"JPN\"\nproduct = 8711\nrate = { add = \"25%\" }";
    share_above_one: "exporter = \"JPN\"\nproduct = \"8711\"\nshare = \"112%\"\nrate = { add = \"25%\" }";
    share_without_product: "exporter = \"JPN\"\nsector = \"C29\"\nshare = \"12%\"\nrate = { add = \"25%\" }";
    share_of_another_importer: "exporter = \"JPN\"\nproduct = \"8711\"\nrate = { add = \"25%\" }\nsource = \"s\"\n[[shock]]\nname = \"answer\"\nkind = \"tariff\"\nimporter = \"CHN\"\nexporter = \"USA\"\nproduct = \"2208.30\"\nrate = { add = \"25%\" }";
    share_in_several_sectors: "exporter = \"JPN\"\nproduct = \"87\"\nshare = \"12%\"\nrate = { add = \"25%\" }";
    product_of_another_sector: "exporter = \"JPN\"\nproduct = \"8711\"\nsector = \"C29\"\nrate = { add = \"25%\" }";
    product_that_nobody_sells: "exporter = \"VNM\"\nproduct = \"2612\"\nrate = { add = \"25%\" }";
    product_and_override: "exporter = \"JPN\"\nproduct = \"8711\"\noverride = true\nrate = { add = \"25%\" }";
    product_set_twice: "exporter = \"JPN\"\nproduct = \"8711\"\nrate = { set = \"15%\" }\nsource = \"s\"\n[[shock]]\nname = \"again\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"JPN\"\nproduct = \"8711.40\"\nrate = { set = \"20%\" }";
    caps_of_two_goods_on_a_link: "exporter = \"JPN\"\nproduct = \"8711\"\nrate = { add = \"0%\" }\nsource = \"s\"\n[[shock]]\nname = \"motorcycles\"\nkind = \"quantity-cap\"\nimporter = \"USA\"\nexporter = \"JPN\"\nproduct = \"8711\"\nlimit = \"50%\"\nsource = \"s\"\n[[shock]]\nname = \"bicycles\"\nkind = \"quantity-cap\"\nimporter = \"USA\"\nexporter = \"JPN\"\nproduct = \"8712\"\nlimit = \"60%\"";
    sector_for_a_product: "exporter = \"JPN\"\nsector = \"C302T309\"\nrate = { add = \"25%\" }\nnote = \"on motorcycles\"\nsource = \"a duty on motorcycles\"\n[[shock]]\nname = \"b\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"DEU\"\nsector = \"C302T309\"\nrate = { add = \"0%\" }";
}

#[test]
fn goods_set_apart_do_not_overlap() {
    let world = embedded();
    let text = entry("exporter = \"JPN\"\nproduct = \"8711\"\nrate = { set = \"15%\" }")
        + "[[shock]]\nname = \"ships\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"JPN\"\nproduct = \"8903\"\nrate = { set = \"20%\" }\nsource = \"s\"\n";
    assert!(report(&text, world).is_empty());
}

/// A schedule with duties by law and as collected, and a range.
const BOTH: &str = "importer,exporter,sector,statutory,collected,preference,exemption,low,high\n\
                    USA,JPN,C29,15%,12%,1%,0.5%,,\nUSA,CHN,C29,20%,16%,,,18%,24%\n";

fn scheduled(top: &str, schedule: &str) -> detente_scenario::Draft {
    let text = format!(
        "title = \"t\"\n{top}\n[[shock]]\nname = \"all\"\nkind = \"tariff\"\nschedule = \"tariff.csv\"\nmode = \"add\"\nsource = \"s\"\n"
    );
    let files = [("tariff.csv".to_owned(), schedule.to_owned())].into();
    let source =
        Source::new("deal.toml", text).with_folder(detente_scenario::Folder::Memory(files));
    read(&source, &Overrides::default())
}

#[test]
fn duties_count_as_collected_or_by_law_and_as_the_end_of_a_range() {
    let world = small();
    let rate = |top: &str, exporter: &str| {
        let scenario = scheduled(top, BOTH).finish().unwrap();
        let state = resolve(&scenario, &world, &ResolveOptions::default()).unwrap().state;
        let (sector, exporter) = (world.sector("C29").unwrap(), world.economy(exporter).unwrap());
        let rate = state.tariff.get(sector, world.economy("USA").unwrap(), exporter) - 0.02;
        (rate * 1e6).round() / 1e4
    };
    assert_eq!((rate("", "JPN"), rate("", "CHN")), (12.0, 16.0));
    assert_eq!(rate("basis = \"statutory\"", "JPN"), 15.0);
    assert_eq!(rate("range = \"low\"", "CHN"), 14.0);
    assert_eq!(rate("basis = \"statutory\"\nrange = \"high\"", "CHN"), 24.0);
    assert_eq!(rate("range = \"high\"", "JPN"), 12.0);
}

#[test]
fn a_run_is_told_by_how_much_law_and_collection_differ_and_why() {
    let draft = scheduled("", BOTH);
    assert!(draft.check(&small()).is_empty());
    insta::assert_snapshot!(draft.finish().unwrap().notes(&small(), None).join("\n"));
}

#[test]
fn a_basis_without_two_rates_and_slips_in_a_schedule_are_told() {
    let one = "importer,exporter,sector,rate\nUSA,JPN,C29,15%\n";
    let mut said = scheduled("basis = \"collected\"", one).check(&small()).render(false);
    let mixed = "importer,exporter,sector,rate,statutory\nUSA,JPN,C29,15%,12%\n";
    said += &scheduled("basis = \"colected\"", mixed).check(&small()).render(false);
    let half = "importer,exporter,sector,statutory\nUSA,JPN,C29,15%\n";
    said += &scheduled("", half).check(&small()).render(false);
    let outside = BOTH.replace("18%,24%", "21%,24%");
    said += &scheduled("", &outside).check(&small()).render(false);
    let alone = BOTH.replace("18%,24%", "18%,");
    said += &scheduled("", &alone).check(&small()).render(false);
    insta::assert_snapshot!(said);
}
