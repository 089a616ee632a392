//! Packs: what is written reads back, and each mistake in a file is told with its place.

use detente_world::table::Format;
use detente_world::{Economy, LinkTable, Repair, Sector, UseTable, World, WorldError, pack};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// A pack of two economies and two sectors, written by hand.
const GOOD: [(&str, &str); 6] = [
    (
        "world.toml",
        "id = \"toy\"\ntitle = \"A toy\"\nyear = 2022\ncurrency = \"USD million\"\n\n[[sources]]\nname = \"me\"\nlicence = \"CC0\"\nvintage = \"2022\"\n",
    ),
    ("economies.csv", "economy,name,G2\nJPN,Japan,1\nUSA,United States,1\n"),
    ("sectors.csv", "sector,name,trade_elasticity\nC29,Cars,8\nK,Finance,4\n"),
    (
        "trade.csv",
        "exporter,importer,sector,value\nJPN,JPN,C29,80\nJPN,USA,C29,20\nUSA,USA,C29,90\nJPN,JPN,K,50\nUSA,USA,K,60\nUSA,JPN,K,10\n",
    ),
    ("use.csv", "economy,input,user,value\nJPN,C29,K,10\nUSA,K,C29,30\n"),
    ("tariff.csv", "importer,exporter,sector,rate\nUSA,JPN,C29,0.025\n"),
];

/// Writes the good pack with `file` replaced (or removed if `text` is `None`) and reads it.
fn read_with(file: &str, text: Option<&[u8]>) -> Result<World, WorldError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in GOOD {
        fs::write(folder.path().join(name), text).unwrap();
    }
    match text {
        Some(text) => fs::write(folder.path().join(file), text).unwrap(),
        None => fs::remove_file(folder.path().join(file)).unwrap(),
    }
    // Read by archive name, so that messages do not depend on the temporary folder.
    let name = folder.path().display().to_string();
    pack::read_pack(folder.path()).map_err(|error| {
        let message = error.to_string().replace(&name, "toy");
        WorldError::Missing { path: message, hint: String::new() }
    })
}

fn message(file: &str, text: &str) -> String {
    match read_with(file, Some(text.as_bytes())) {
        Err(WorldError::Missing { path, .. }) => path,
        other => panic!("{other:?}"),
    }
}

/// The good text of `file` with one part replaced.
fn edited(file: &str, from: &str, to: &str) -> String {
    let (_, text) = GOOD.iter().find(|(name, _)| *name == file).unwrap();
    assert!(text.contains(from));
    message(file, &text.replace(from, to))
}

#[test]
fn members_and_natures_are_checked() {
    let sectors = |columns: &str, cells: &str| {
        message(
            "sectors.csv",
            &format!("sector,name,trade_elasticity,{columns}\nC29,Cars,8,{cells}\nK,Finance,4,\n"),
        )
    };
    assert_eq!(
        sectors("nature", "thing"),
        "toy/sectors.csv, line 2, column `nature`: `thing` is no nature; write good or service, or leave the cell empty"
    );
    assert!(
        sectors("storable", "maybe").contains("`maybe` is neither true nor false; write 1 or 0")
    );
    assert!(sectors("criticality", "high").contains("write critical, important or dispensable"));
    let economies = "economy,name,members,G2\nJPN,Japan,OKI USA,1\nUSA,United States,,1\n";
    let said = message("economies.csv", economies);
    assert!(
        said.contains("`USA` is said to be a member of `JPN` and belongs to `USA`; keep one"),
        "{said}"
    );
    let said = message(
        "members.csv",
        "economy,sector,member_economy,member_sector,output\nEU,C29,DEU,C29,-1\n",
    );
    assert!(
        said.contains("`EU` is not in economies.csv") && said.contains("the output is -1"),
        "{said}"
    );
}

#[test]
fn a_pack_written_by_hand_is_read() {
    let world = read_with("use.csv", Some(GOOD[4].1.as_bytes())).unwrap();
    assert_eq!(world.group("G2").len(), 2);
    assert_eq!(world.trade.values().iter().sum::<f64>(), 310.0);
    assert!(world.repairs.is_empty() && world.sectors[0].tradable);
    assert!(detente_world::check::check(&world).unwrap().iter().all(|identity| identity.holds));
}

#[test]
fn a_wrong_value_names_line_and_column() {
    assert_eq!(
        edited("trade.csv", "C29,20", "C29,-20"),
        "toy/trade.csv, line 3, column `value`: the value is -20; a flow is not negative: net out returns, or move it to the other side"
    );
    assert_eq!(
        edited("trade.csv", "C29,20", "C29,NaN"),
        "toy/trade.csv, line 3, column `value`: the value is missing or NaN; give a finite number"
    );
    assert_eq!(
        edited("use.csv", "K,10", "K,inf"),
        "toy/use.csv, line 2, column `value`: the value is missing or inf; give a finite number"
    );
    assert_eq!(
        edited("trade.csv", "C29,20", "C29,\"1,000\""),
        "toy/trade.csv, line 3, column `value`: `1,000` is not a number; write it with a point and no thousands separator"
    );
    assert_eq!(
        edited("trade.csv", "C29,20", "C29,"),
        "toy/trade.csv, line 3, column `value`: the cell is empty where a number is needed"
    );
}

#[test]
fn an_unknown_code_names_the_nearest() {
    assert_eq!(
        edited("trade.csv", "USA,USA,C29", "USA,UAS,C29"),
        "toy/trade.csv, line 4, column `importer`: `UAS` is not in economies.csv; did you mean `USA` (United States)?"
    );
    assert_eq!(
        edited("use.csv", "USA,K,C29", "USA,K,C28"),
        "toy/use.csv, line 3, column `user`: `C28` is not in sectors.csv; did you mean `C29`?"
    );
    assert_eq!(
        edited("trade.csv", "JPN,USA,C29", "JPN,,C29"),
        "toy/trade.csv, line 3, column `importer`: the code is missing; fill it in"
    );
}

#[test]
fn doubled_rows_and_codes_are_refused() {
    assert_eq!(
        edited("trade.csv", "JPN,JPN,C29,80\n", "JPN,JPN,C29,80\nJPN,JPN,C29,1\n"),
        "toy/trade.csv, line 3, column `value`: an earlier row holds the same cell; add the two up or remove one"
    );
    assert_eq!(
        edited("economies.csv", "USA,United", "JPN,United").lines().next().unwrap(),
        "toy/economies.csv, line 3, column `economy`: `JPN` is already in line 2; each code may occur once"
    );
}

#[test]
fn elasticities_and_rates_are_checked() {
    assert_eq!(
        edited("sectors.csv", "Cars,8", "Cars,0"),
        "toy/sectors.csv, line 2, column `trade_elasticity`: the trade elasticity is 0; it is positive (4 is usual) and finite"
    );
    assert!(
        edited("sectors.csv", "Cars,8", "Cars,NaN")
            .ends_with("the trade elasticity is NaN; it is positive (4 is usual) and finite")
    );
    assert_eq!(
        edited("sectors.csv", "Cars,8", "Cars,"),
        "toy/sectors.csv, line 2, column `trade_elasticity`: the cell is empty where a number is needed"
    );
    assert_eq!(
        edited("sectors.csv", ",trade_elasticity", ",trade_elastisity").lines().next().unwrap(),
        "toy/sectors.csv: column `trade_elastisity` is not known; the columns are sector, name, trade_elasticity, tradable, nature, storable, criticality, members; did you mean `trade_elasticity`?"
    );
    assert_eq!(
        edited("tariff.csv", "0.025", "-1.5"),
        "toy/tariff.csv, line 2, column `rate`: the rate is -1.5; below -1 (-100 %) the buyer would be paid more than the price"
    );
    assert_eq!(
        edited("tariff.csv", "0.025", "2.5"),
        "toy/tariff.csv, line 2, column `rate`: the rate is 2.5, that is 250 %; rates are fractions: write 0.025 or 2.5% for 2.5 %\n\
         toy/tariff.csv: 1 of 1 rates are above 1 (100 %): the column is in percent; divide it by 100, or write a percent sign behind each rate"
    );
    assert_eq!(
        edited("tariff.csv", "0.025", "2.5 t"),
        "toy/tariff.csv, line 2, column `rate`: `2.5 t` is not a rate; write 0.025 or 2.5%, with a point"
    );
    assert_eq!(
        edited("tariff.csv", "USA,JPN", "JPN,JPN"),
        "toy/tariff.csv: sector `C29`: the tariff of `JPN` on `JPN` is 0.025; home sales pay no tariff; remove the row"
    );
}

#[test]
fn missing_columns_files_and_folders_are_named() {
    assert_eq!(
        edited("trade.csv", "exporter,importer", "exporter,to").lines().last().unwrap(),
        "toy/trade.csv: there is no column `importer`; it has `exporter`, `to`, `sector`, `value`; add the column or rename one"
    );
    let Err(WorldError::Missing { path, .. }) = read_with("trade.csv", None) else { panic!() };
    assert_eq!(
        path,
        "`toy/trade.csv` does not exist; a world pack needs world.toml, economies.csv, sectors.csv and trade.csv or trade.parquet"
    );
    assert_eq!(
        pack::read_pack(Path::new("no/such/pack")).unwrap_err().to_string(),
        "`no/such/pack` does not exist; give the folder of a world pack, a packed `.tar.zst`, or the name of an embedded world"
    );
    assert_eq!(
        message("tarif.csv", "importer,exporter,sector,rate\n"),
        "toy/tarif.csv: this table is not part of a world pack; a pack has world.toml, economies.csv, sectors.csv, trade.csv, trade.parquet, use.csv, use.parquet, flows.csv, flows.parquet, tariff.csv, tariff.parquet, members.csv, members.parquet; did you mean `tariff.csv`?"
    );
    assert!(
        message("world.toml", "id = 3")
            .contains("toy/world.toml: TOML parse error at line 1, column 6")
    );
    assert!(
        message("trade.parquet", "PAR1").contains("holds the same table; keep one")
            || cfg!(windows)
    );
}

#[test]
fn files_of_another_encoding_and_truncated_parquet_are_refused() {
    let Err(WorldError::Missing { path, .. }) =
        read_with("economies.csv", Some(b"economy,name\nCIV,C\xf4te\n"))
    else {
        panic!()
    };
    assert_eq!(
        path,
        "toy/economies.csv, line 2: byte 18 is not UTF-8 (it looks like Latin-1 or Windows-1252, the plain CSV of a spreadsheet); save the file as UTF-8"
    );
    let folder = tempfile::tempdir().unwrap();
    let world = read_with("use.csv", Some(GOOD[4].1.as_bytes())).unwrap();
    let pack = folder.path().join("toy");
    pack::write_pack(&world, &pack, Format::Parquet).unwrap();
    let bytes = fs::read(pack.join("trade.parquet")).unwrap();
    fs::write(pack.join("trade.parquet"), &bytes[..bytes.len() - 20]).unwrap();
    let message = pack::read_pack(&pack).unwrap_err().to_string();
    assert!(message.contains("trade.parquet: not a whole Parquet file ("), "{message}");
}

#[test]
fn figures_that_do_not_fit_name_the_node() {
    assert_eq!(
        edited("use.csv", "K,10", "K,70"),
        "world `toy`, economy `JPN`, sector `K`: it uses inputs worth 70.000000 but makes 50.000000, so value added would be negative; lower its use or raise its sales in the trade table"
    );
    assert_eq!(
        edited("use.csv", "C29,30", "C29,70"),
        "world `toy`, economy `USA`, sector `K`: sectors use 70.000000 of it but the economy spends 60.000000 on it, so final demand would be negative; lower the use of this input or raise the trade that supplies it"
    );
    assert_eq!(
        edited(
            "sectors.csv",
            "trade_elasticity\nC29,Cars,8\nK,Finance,4",
            "trade_elasticity,tradable\nC29,Cars,8,1\nK,Finance,4,0"
        ),
        "world `toy`, economy `USA`, sector `K`: `JPN` buys 10 although the sector is declared not tradable; set `tradable` to true or drop the flow"
    );
}

#[test]
fn small_misfits_are_shared_out_and_reported() {
    let text = GOOD[4].1.replace("K,10", "K,50.01");
    let world = read_with("use.csv", Some(text.as_bytes())).unwrap();
    assert_eq!(world.repairs.len(), 1);
    assert!((world.repairs[0].largest - 0.01).abs() < 1e-9 && world.repairs[0].cells == 1);
    assert!(
        world.repairs[0].what.contains("economy `JPN`, sector `K`"),
        "{}",
        world.repairs[0].what
    );
    assert!(detente_world::check::check(&world).unwrap().iter().all(|identity| identity.holds));
}

#[test]
fn all_problems_are_told_at_once() {
    let text = GOOD[3].1.replace(",20", ",-20").replace("USA,USA,K", "UAS,USA,K");
    assert_eq!(message("trade.csv", &text).lines().count(), 2);
    let many: String = (0..30).map(|row| format!("X{row},JPN,K,1\n")).collect();
    let message = message("trade.csv", &format!("exporter,importer,sector,value\n{many}"));
    assert_eq!(message.lines().last().unwrap(), "and 10 more");
}

/// A cell that is no number, a NaN, an infinity, a value below zero and a code that nobody has:
/// none hides the others, nor those of other files.
#[test]
fn every_kind_of_mistake_is_told_in_the_same_breath() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in GOOD {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).unwrap();
    let flows = [
        "JPN,JPN,C29,-",
        "JPN,USA,C29,NaN",
        "USA,USA,C29,1e999",
        "JPN,JPN,K,-5",
        "UAS,USA,K,60",
        "USA,JPN,K,1O",
    ];
    write("trade.csv", &format!("exporter,importer,sector,value\n{}\n", flows.join("\n")));
    write("use.csv", "economy,input,user,value\nJPN,C29,K,..\nUSA,K,C29,30\n");
    write("tariff.csv", "importer,exporter,sector,rate\nUSA,JPN,C29,2.5\nUSA,JPN,K,x\n");
    let told = pack::read_pack(folder.path()).unwrap_err().to_string();
    for expected in [
        "trade.csv, line 2, column `value`: `-` stands for a missing value",
        "trade.csv, line 3, column `value`: the value is missing or NaN",
        "trade.csv, line 4, column `value`: the value is missing or inf",
        "trade.csv, line 5, column `value`: the value is -5",
        "trade.csv, line 6, column `exporter`: `UAS` is not in economies.csv",
        "trade.csv, line 7, column `value`: `1O` is not a number",
        "use.csv, line 2, column `value`: `..` stands for a missing value",
        "tariff.csv, line 2, column `rate`: the rate is 2.5",
        "tariff.csv: 1 of 2 rates are above 1 (100 %)",
        "tariff.csv, line 3, column `rate`: `x` is not a rate",
    ] {
        assert!(told.contains(expected), "{expected}\n{told}");
    }
    assert_eq!(told.lines().count(), 10, "{told}");
}

#[test]
fn a_folder_that_holds_files_is_not_overwritten() {
    let world = read_with("use.csv", Some(GOOD[4].1.as_bytes())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("precious"), "x").unwrap();
    let message = pack::write_pack(&world, folder.path(), Format::Csv).unwrap_err().to_string();
    assert!(message.ends_with(
        "it already exists and is not empty; choose a new folder, or remove this one first"
    ));
}

fn worlds() -> impl Strategy<Value = World> {
    (1usize..5, 1usize..4).prop_flat_map(|(n, kinds)| {
        let flows = prop::collection::vec(0.1..1e6f64, n * n * kinds);
        let shares = prop::collection::vec(0.0..0.9f64, n * kinds * kinds);
        let rates = prop::collection::vec(prop_oneof![Just(0.0), 0.0..0.5f64], n * n * kinds);
        (flows, shares, rates)
            .prop_map(move |(flows, shares, rates)| random_world(n, kinds, &flows, &shares, &rates))
    })
}

fn random_world(n: usize, kinds: usize, flows: &[f64], shares: &[f64], rates: &[f64]) -> World {
    let economy = |at: usize| Economy {
        code: format!("E{at}"),
        name: format!("Economy, \"{at}\""),
        groups: (0..at).map(|group| format!("G{group}")).collect(),
    };
    let sector = |at: usize| Sector {
        code: format!("0{at}"),
        name: format!("Sector {at}"),
        trade_elasticity: 0.1 + flows[at] / 1e5,
        tradable: true,
    };
    let mut world = World {
        id: "random".into(),
        title: "A \"random\" world\nof two lines".into(),
        year: 2020,
        currency: "EUR".into(),
        sources: vec![],
        notes: vec!["a note".into()],
        economies: (0..n).map(economy).collect(),
        sectors: (0..kinds).map(sector).collect(),
        trade: LinkTable::filled(n, kinds, 0.0),
        use_table: UseTable::zero(n, kinds),
        tariff: LinkTable::filled(n, kinds, 0.0),
        repairs: vec![Repair { what: "before".into(), largest: 0.5, cells: 2 }],
        meaning: detente_world::Meaning::default(),
        flows: detente_world::Flows::Unknown,
        customs_unions: None,
        chains: detente_world::chain::Chains::default(),
    };
    world.trade.values_mut().copy_from_slice(flows);
    world.tariff.values_mut().copy_from_slice(rates);
    for at in 0..n {
        for kind in 0..kinds {
            world.tariff.set(
                detente_world::SectorId(kind),
                detente_world::EconomyId(at),
                detente_world::EconomyId(at),
                0.0,
            );
        }
    }
    // Use stays below a share of the smaller of what is made and what is bought.
    let smallest = flows.iter().copied().fold(f64::INFINITY, f64::min) / kinds as f64;
    let uses = world.use_table.values_mut().iter_mut().zip(shares);
    uses.for_each(|(cell, share)| *cell = share * smallest);
    world
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_world_survives_being_written_and_read(world in worlds()) {
        let folder = tempfile::tempdir().unwrap();
        for format in [Format::Csv, Format::Parquet] {
            let path = folder.path().join(format.ending());
            pack::write_pack(&world, &path, format).unwrap();
            prop_assert_eq!(&pack::read_pack(&path).unwrap(), &world);
            let bytes = pack::packed(&world, format).unwrap();
            prop_assert_eq!(&bytes, &pack::packed(&world, format).unwrap());
            prop_assert_eq!(&pack::read_packed("w.tar.zst", &bytes).unwrap(), &world);
        }
        for identity in detente_world::check::check(&world).unwrap() {
            prop_assert!(identity.holds, "{:?}", identity);
        }
    }

    #[test]
    fn any_bytes_are_a_pack_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = pack::read_packed("w.tar.zst", &bytes);
        let archive = zstd::encode_all(bytes.as_slice(), 1).unwrap();
        prop_assert!(pack::read_packed("w.tar.zst", &archive).is_err());
    }

    #[test]
    fn any_text_in_any_file_is_a_world_or_an_error(at in 0usize..6, text in "[ -~\n\",.;0-9a-cJPNUSCK]{0,120}") {
        let _ = read_with(GOOD[at].0, Some(text.as_bytes()));
        let (name, good) = GOOD[at];
        let _ = read_with(name, Some(format!("{good}{text}").as_bytes()));
    }
}

/// Chains of a pack are read with it, and written with it, as a folder and packed.
#[test]
fn a_pack_carries_chains() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = random_world(2, 1, &[100.0, 5.0, 6.0, 90.0], &[0.1; 2], &[0.0; 4]);
    let own =
        detente_world::chain::OwnChain::of_files("copper".into(), detente_world::chain::template())
            .unwrap();
    world.chains = world.chains.with(own.clone()).unwrap();
    let place = folder.path().join("pack");
    detente_world::pack::write_pack(&world, &place, detente_world::table::Format::Csv).unwrap();
    let packed = detente_world::pack::packed(&world, detente_world::table::Format::Csv).unwrap();
    let of_archive = detente_world::pack::read_packed("packed", &packed).unwrap();
    for read in [detente_world::pack::read_pack(&place).unwrap(), of_archive] {
        let again = read.chains.find("copper").unwrap();
        assert_eq!((again, &read.chains.own()[0].files), (&own.chain, &own.files));
    }
}
