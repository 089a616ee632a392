//! Codes of chains, classifications and worlds: what is added up keeps its losses, spelling changes
//! nothing, strangers are named.

use crate::sample::numbers;
use detente_engine::{EngineError, Run, RunRequest, ScenarioSource, run};
use detente_world::WorldSource;
use detente_world::table::Format;
use detente_world::{
    Economy, EconomyId, LinkTable, Sector, SectorId, UseTable, World, aggregate, embedded, pack,
};
use std::path::Path;

const SPAN: &str = "start = 2025-04-01\nend = 2025-12-31\ndate = 2025-12-31\n";

/// No heavy rare-earth magnets from China to the United States.
const MAGNETS: &str = "[[shock]]\nname = \"ban\"\nkind = \"export-control\"\nexporter = \"CHN\"\nimporter = \"USA\"\nsource = \"s\"\n\
     commodity = [\"Dy\", \"Tb\"]\nstage = \"magnet\"\nlicensed = \"0%\"\nfrom = 2025-04-04\n";

fn run_in(folder: &Path, world: &World, entries: &str) -> Result<Run, EngineError> {
    let (pack_folder, file) = (folder.join(&world.id), folder.join("s.toml"));
    pack::write_pack(world, &pack_folder, Format::Csv).unwrap();
    std::fs::write(&file, format!("title = \"A sample\"\n{SPAN}{entries}")).unwrap();
    let request = RunRequest {
        world: Some(WorldSource::Pack(pack_folder)),
        ..RunRequest::new(ScenarioSource::File(file))
    };
    run(&request)
}

/// The embedded world with what the rows `kind,from,to` say added up.
fn added_up(folder: &Path, rows: &str) -> World {
    let map = folder.join(format!("map-{}.csv", rows.len()));
    std::fs::write(&map, format!("kind,from,to\n{rows}")).unwrap();
    aggregate(&embedded::load("icio-2022").unwrap(), &map).unwrap()
}

/// Output lost in the middle, of all rows.
fn lost(run: &Run, column: &str) -> f64 {
    run.tables.get("cascade_losses").map_or(0.0, |table| numbers(table, column).iter().sum())
}

#[test]
fn a_world_that_was_added_up_keeps_the_loss_of_a_member() {
    let folder = tempfile::tempdir().unwrap();
    // Few economies, so that runs are short; in the second the United States are inside a group, in
    // the third their vehicles are in one sector with other transport equipment and machinery.
    let base =
        "economy,CHN,CHN\neconomy,JPN,JPN\neconomy,DEU,DEU\neconomy,VNM,VNM\neconomy,*,ROW\n";
    let alone = added_up(folder.path(), &format!("economy,USA,USA\neconomy,CAN,CAN\n{base}"));
    let grouped = added_up(
        folder.path(),
        &format!("economy,USA,NAM\neconomy,CAN,NAM\neconomy,MEX,NAM\n{base}"),
    );
    let mixed = added_up(
        folder.path(),
        &format!(
            "economy,USA,NAM\neconomy,CAN,NAM\n{base}sector,C29,MOVE\nsector,C301,MOVE\nsector,C302T309,MOVE\nsector,C28,MOVE\n"
        ),
    );
    let [alone, grouped, mixed] = [alone, grouped, mixed]
        .map(|world| lost(&run_in(folder.path(), &world, MAGNETS).unwrap(), "lost_musd"));
    assert!(alone > 1000.0, "{alone}");
    for found in [grouped, mixed] {
        assert!((0.7..1.3).contains(&(found / alone)), "{found} of {alone}");
    }
}

/// Three economies that all buy from one another, with three sectors of these codes.
fn small(id: &str, codes: [&str; 3]) -> World {
    let size: [f64; 3] = [100.0, 16.0, 4.0];
    let weight = [10.0, 40.0, 60.0];
    let mut trade = LinkTable::filled(3, 3, 0.0);
    let mut uses = UseTable::zero(3, 3);
    for economy in 0..3 {
        for sector in 0..3 {
            for partner in 0..3 {
                let near = if partner == economy {
                    size[economy]
                } else {
                    size[economy].min(size[partner]) / 4.0
                };
                trade.set(
                    SectorId(sector),
                    EconomyId(economy),
                    EconomyId(partner),
                    near * weight[sector],
                );
            }
            for input in 0..3 {
                let value = size[economy] * weight[sector] * weight[input] / 250.0;
                uses.set(EconomyId(economy), SectorId(sector), SectorId(input), value);
            }
        }
    }
    let economy = |code: &str| Economy { code: code.into(), name: code.into(), groups: Vec::new() };
    let sector = |code: &str| Sector {
        code: code.into(),
        name: code.into(),
        trade_elasticity: 4.0,
        tradable: true,
    };
    World {
        id: id.into(),
        title: "Three by three".into(),
        year: 2022,
        currency: "USD million".into(),
        sources: Vec::new(),
        notes: Vec::new(),
        economies: ["AAA", "BBB", "CCC"].map(economy).into(),
        sectors: codes.map(sector).into(),
        trade,
        use_table: uses,
        tariff: LinkTable::filled(3, 3, 0.0),
        repairs: Vec::new(),
        meaning: detente_world::Meaning::default(),
        flows: detente_world::Flows::Unknown,
        customs_unions: None,
        chains: detente_world::chain::Chains::default(),
    }
}

/// Half of the second sector of BBB stands still.
fn outage(code: &str) -> String {
    format!(
        "[[shock]]\nname = \"fire\"\nkind = \"sector-outage\"\neconomy = \"BBB\"\nsector = \"{code}\"\nsource = \"s\"\n\
         phases = [ {{ from = 2025-05-01, lost = \"50%\" }}, {{ from = 2025-09-01, lost = \"0%\" }} ]\n"
    )
}

#[test]
fn the_spelling_of_a_code_decides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let spellings = [
        ("isic", ["A01", "C28", "J62"]),
        ("lower", ["a01", "c28", "j62"]),
        ("wiod", ["c1", "c13", "c30"]),
        ("numbers", ["01T03", "28", "62"]),
        ("eora", ["Agriculture", "Electrical_and_Machinery", "Post_and_Telecommunications"]),
    ];
    let all: Vec<[f64; 3]> = spellings
        .iter()
        .map(|(id, codes)| {
            let run = run_in(folder.path(), &small(id, *codes), &outage(codes[1])).unwrap();
            assert!(!run.warnings.contains("sector"), "{id}: {}", run.warnings);
            ["lost_musd_low", "lost_musd", "lost_musd_high"].map(|column| lost(&run, column))
        })
        .collect();
    assert!(all[0][1] > 10.0, "{all:?}");
    assert!(all.iter().all(|own| own == &all[0]), "{all:?}");
}

#[test]
fn sectors_that_no_classification_knows_are_told_and_can_be_stated() {
    let folder = tempfile::tempdir().unwrap();
    let known =
        run_in(folder.path(), &small("known", ["A01", "C28", "J62"]), &outage("C28")).unwrap();
    let mut words = small("words", ["Farming", "Machines", "Banking"]);
    let run = run_in(folder.path(), &words, &outage("Machines")).unwrap();
    assert!(
        run.warnings.contains("no classification knows the sectors Farming, Machines, Banking"),
        "{}",
        run.warnings
    );
    assert!(
        run.warnings.contains("columns nature (good or service), storable"),
        "{}",
        run.warnings
    );
    assert!(run.summary.world.notes.iter().any(|note| note.contains("Farming, Machines, Banking")));
    // `goods` would have to guess.
    let levy = "[[shock]]\nname = \"duty\"\nkind = \"tariff\"\nimporter = \"AAA\"\nexporter = \"BBB\"\nsector = \"goods\"\n\
                rate = { add = \"10%\" }\nfrom = 2025-04-03\nsource = \"s\"\n";
    words.id = "again".to_owned();
    let Err(EngineError::Scenario(report)) = run_in(folder.path(), &words, levy) else {
        panic!("not refused")
    };
    assert!(
        report
            .render(false)
            .contains("nothing says what Farming, Machines, Banking of world `again` are")
    );
    for (code, good, criticality) in [
        ("Farming", true, detente_world::Criticality::Critical),
        ("Machines", true, detente_world::Criticality::Critical),
        ("Banking", false, detente_world::Criticality::Important),
    ] {
        let stated = detente_world::Declared {
            good: Some(good),
            storable: Some(good),
            criticality: Some(criticality),
        };
        words.meaning.natures.insert(code.to_owned(), stated);
    }
    words.id = "stated".to_owned();
    let stated = run_in(folder.path(), &words, &outage("Machines")).unwrap();
    assert!(!stated.warnings.contains("sector"), "{}", stated.warnings);
    assert_eq!(lost(&stated, "lost_musd_high"), lost(&known, "lost_musd_high"));
}

#[test]
fn a_world_without_the_economies_or_sectors_of_a_chain_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let told = |world: &World| run_in(folder.path(), world, MAGNETS).unwrap_err().to_string();
    let said = told(&small("strange", ["A01", "C29", "J62"]));
    let whole =
        "which world `strange` does not have; name where it belongs: in the pack's economies.csv";
    assert!(
        said.starts_with("chain `rare-earths` has JPN (Japan), ") && said.contains(whole),
        "{said}"
    );
    // With its economies, a sector is missing; with that one, too, nothing is.
    let mut world = small("home", ["A01", "X", "J62"]);
    let chain = detente_world::chain::load("rare-earths").unwrap();
    let economies =
        chain.economies.iter().map(|own| own.code.clone()).filter(|code| code != "ROW").collect();
    world.meaning.economies.insert("BBB".to_owned(), economies);
    let said = told(&world);
    assert!(said.contains("has sector C") && said.contains("the sector that C"), "{said}");
    let all = ["C21", "C26", "C27", "C28", "C29", "C302T309", "C31T33"].map(str::to_owned);
    world.id = "whole".to_owned();
    world.meaning.sectors.insert("X".to_owned(), all.to_vec());
    let run = run_in(folder.path(), &world, MAGNETS).unwrap();
    assert!(lost(&run, "lost_musd_high") > 0.0);
}
