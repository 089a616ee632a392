//! Flows by user: in packs, through aggregation and import, and those of the embedded world.

use detente_world::import::{ImportFormat, ImportOptions, import};
use detente_world::table::Format;
use detente_world::{Accounts, EconomyId, SectorId, World, aggregate, check, embedded, pack};
use std::fs;
use std::path::Path;

const GOOD: [(&str, &str); 6] = [
    ("world.toml", "id = \"toy\"\ntitle = \"A toy\"\nyear = 2022\ncurrency = \"USD million\"\n"),
    ("economies.csv", "economy,name\nJPN,Japan\nUSA,United States\n"),
    ("sectors.csv", "sector,name,trade_elasticity\nC26,Electronics,5\nC29,Cars,8\n"),
    (
        "trade.csv",
        "exporter,importer,sector,value\nJPN,JPN,C26,80\nJPN,USA,C26,20\nUSA,USA,C26,90\nJPN,JPN,C29,70\nUSA,USA,C29,60\n",
    ),
    ("tariff.csv", "importer,exporter,sector,rate\nUSA,JPN,C26,0.25\n"),
    (
        "flows.csv",
        "exporter,sector,importer,user,value\nUSA,C26,USA,C29,10\nJPN,C26,USA,C29,8\nJPN,C26,USA,C26,4\n",
    ),
];

fn write(folder: &Path, file: &str, text: &str) {
    for (name, own) in GOOD {
        fs::write(folder.join(name), own).unwrap();
    }
    fs::write(folder.join(file), text).unwrap();
}

fn read(file: &str, text: &str) -> Result<World, String> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), file, text);
    let name = folder.path().display().to_string();
    pack::read_pack(folder.path()).map_err(|error| error.to_string().replace(&name, "toy"))
}

fn toy() -> World {
    read(GOOD[5].0, GOOD[5].1).unwrap()
}

fn cell(world: &World, economy: &str, user: &str, input: &str) -> f64 {
    let sector = |code| world.sector(code).unwrap();
    world.use_table.get(world.economy(economy).unwrap(), sector(user), sector(input))
}

#[test]
fn without_a_table_of_use_it_is_the_flows_with_the_duties_on_them() {
    let world = toy();
    assert_eq!(cell(&world, "USA", "C29", "C26"), 10.0 + 8.0 * 1.25);
    assert_eq!(cell(&world, "USA", "C26", "C26"), 4.0 * 1.25);
    let identities = check::check(&world).unwrap();
    assert!(identities.iter().all(|identity| identity.holds && identity.worst < 1e-12));
    let named: Vec<&str> = identities.iter().map(|identity| identity.name.as_str()).collect();
    assert!(named.contains(&"total trade is at least intermediate trade"), "{named:?}");
    assert!(named.contains(&"flows with the duties on them add up to input use"), "{named:?}");
}

#[test]
fn flows_survive_being_written_and_read() {
    let (world, folder) = (toy(), tempfile::tempdir().unwrap());
    for format in [Format::Csv, Format::Parquet] {
        let path = folder.path().join(format.ending());
        pack::write_pack(&world, &path, format).unwrap();
        assert!(path.join(format!("flows.{}", format.ending())).exists());
        assert_eq!(pack::read_pack(&path).unwrap(), world);
    }
}

#[test]
fn flows_that_do_not_fit_name_the_link_and_the_user() {
    let more = GOOD[5].1.replace("USA,C29,8", "USA,C29,18");
    assert_eq!(
        read("flows.csv", &more).unwrap_err(),
        "toy/flows.csv: the users of C26 from JPN to USA buy 22.000000, 10.0 % more than the 20.000000 that the trade table has; \
         mend the flows, or the trade or use that they are part of"
    );
    let uses = "economy,input,user,value\nUSA,C26,C29,21\nUSA,C26,C26,5\n";
    let said = read("use.csv", uses).unwrap_err();
    assert!(
        said.contains("the flows of C26 in C29 of USA with the duties on them are 20.000000, 4.8 % off the 21.000000"),
        "{said}"
    );
    let twice = format!("{}JPN,C26,USA,C26,1\n", GOOD[5].1);
    let said = read("flows.csv", &twice).unwrap_err();
    assert!(said.starts_with("toy/flows.csv, line 5, column `value`: an earlier row"), "{said}");
    let said = read("flows.csv", &GOOD[5].1.replace("JPN,C26,USA,C26", "JPN,C26,USB,C26"));
    let said = said.unwrap_err();
    assert!(said.contains("line 4, column `importer`: `USB` is not in economies.csv"), "{said}");
    let said = read("flows.csv", &GOOD[5].1.replace(",8\n", ",-8\n")).unwrap_err();
    assert!(said.contains("line 3, column `value`: the value is -8"), "{said}");
}

#[test]
fn flows_add_up_with_the_world() {
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path().join("map.csv");
    fs::write(&map, "kind,from,to\nsector,C26,MAKE\nsector,C29,MAKE\n").unwrap();
    let world = aggregate(&toy(), &map).unwrap();
    let flows = world.flow_table().unwrap().unwrap();
    let sold: Vec<(EconomyId, f64)> =
        flows.suppliers(SectorId(0), EconomyId(1), SectorId(0)).collect();
    assert_eq!(sold, [(EconomyId(0), 12.0), (EconomyId(1), 10.0)]);
    assert!(check::check(&world).unwrap().iter().all(|identity| identity.holds));
}

#[test]
fn an_import_keeps_who_sells_to_which_user() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2022.csv");
    let text = "V1,AUS_C26,AUS_C29,JPN_C26,JPN_C29,AUS_HFCE,JPN_HFCE,OUT\n\
        AUS_C26,1,2,0,1,10,1,15\nAUS_C29,0,1,0,0,20,0,21\nJPN_C26,3,5,2,4,5,30,49\nJPN_C29,0,1,0,2,7,40,50\n\
        VALU,11,12,47,43,0,0,0\nOUT,15,21,49,50,42,71,0\n";
    fs::write(&path, text).unwrap();
    let world = import(ImportFormat::OecdIcio, &path, &ImportOptions::default()).unwrap();
    let flows = world.flow_table().unwrap().unwrap();
    let [electronics, cars] = ["C26", "C29"].map(|code| world.sector(code).unwrap());
    let [australia, japan] = ["AUS", "JPN"].map(|code| world.economy(code).unwrap());
    let sold: Vec<(EconomyId, f64)> = flows.suppliers(electronics, australia, cars).collect();
    assert_eq!(sold, [(australia, 2.0), (japan, 5.0)]);
    assert!(check::check(&world).unwrap().iter().all(|identity| identity.holds));
}

/// What the embedded world promises: flows of the source, outputs of the source, and services trade
/// of the United States as in the balance of payments.
#[test]
fn the_embedded_world_holds_the_flows_of_its_source() {
    let world = embedded::load("icio-2022").unwrap();
    let flows = world.flow_table().unwrap().unwrap();
    let total: f64 = flows.flows().map(|flow| flow.value).sum();
    assert!(flows.len() > 3_000_000 && (100e6..110e6).contains(&total), "{total}");
    let [japan, china, usa] = ["JPN", "CHN", "USA"].map(|code| world.economy(code).unwrap());
    let [electronics, cars] = ["C26", "C29"].map(|code| world.sector(code).unwrap());
    let bought: Vec<(EconomyId, f64)> = flows.suppliers(electronics, japan, cars).collect();
    let all: f64 = bought.iter().map(|(_, value)| value).sum();
    let chinese = bought.iter().find(|(own, _)| *own == china).unwrap().1;
    // The source, its rows of the rest of the world aside: USD 1,945 million of electronics from
    // China in Japan's cars, of 7,575; and what the car makers of the United States produce.
    assert!((chinese - 1944.8).abs() < 0.1 && (all - 7575.1).abs() < 0.1, "{chinese} of {all}");
    let output = Accounts::of(&world).output.get(usa, cars);
    assert!((output - 733_534.884_9).abs() < 1e-3, "{output}");
    let services = ["D", "F", "G_I", "H", "J_M_N", "K", "L", "OTHSVC"];
    let (mut bought, mut sold) = (0.0, 0.0);
    for sector in services.map(|code| world.sector(code).unwrap()) {
        for other in world.economy_ids().filter(|other| *other != usa) {
            bought += world.trade.get(sector, usa, other);
            sold += world.trade.get(sector, other, usa);
        }
    }
    assert!((600e3..800e3).contains(&bought), "{bought}");
    assert!((202e3..262e3).contains(&(sold - bought)), "{}", sold - bought);
}
