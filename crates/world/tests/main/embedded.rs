//! The world that travels inside the program.

use detente_world::{Accounts, Figure, Flows, Grade, World, check, embedded, poorly_known};

const ARCHIVE: &[u8] = include_bytes!("../../../../data/icio-2022.tar.zst");
const FLOWS: &[u8] = include_bytes!("../../../../data/icio-2022-flows.parquet");

#[test]
fn satisfies_every_identity() {
    let world = embedded::load("icio-2022").unwrap();
    assert_eq!((world.economies.len(), world.sectors.len()), (81, 35));
    for identity in check::check(&world).unwrap() {
        assert!(identity.holds && identity.worst <= 1e-12, "{identity:?}");
    }
}

#[test]
fn has_the_tariffs_that_its_notes_promise() {
    let world = embedded::load("icio-2022").unwrap();
    let rate = |sector: &str, importer: &str, exporter: &str| {
        world.tariff.get(
            world.sector(sector).unwrap(),
            world.economy(importer).unwrap(),
            world.economy(exporter).unwrap(),
        )
    };
    assert_eq!(rate("C29", "USA", "CHN"), 0.25014);
    // Japan taxes no cars, and what it taxes of clothes it taxes less under agreements.
    assert_eq!(rate("C29", "JPN", "USA"), 0.0);
    assert!(rate("C13T15", "JPN", "DEU") < rate("C13T15", "JPN", "USA"));
    // China's preference in the source never was one: it pays what the United States pays.
    assert_eq!(rate("C13T15", "JPN", "CHN"), rate("C13T15", "JPN", "USA"));
    assert!((0.03..0.05).contains(&rate("C29", "DEU", "USA")));
    for (importer, exporter) in [("MEX", "USA"), ("CAN", "USA"), ("GBR", "DEU"), ("BRA", "ARG")] {
        assert_eq!(rate("C29", importer, exporter), 0.0, "{importer} {exporter}");
    }
    // Food in Saudi Arabia holds duties on tobacco: the applied mean stands in.
    assert_eq!(rate("C10T12", "SAU", "USA"), rate("C10T12", "SAU", "ROW"));
    assert_eq!(rate("C29", "JPN", "ROW"), 0.0164);
    assert_eq!(rate("C29", "DEU", "FRA"), 0.0);
    assert_eq!(rate("C29", "ROW", "USA"), 0.0738);
    assert!(rate("C29", "TWN", "USA") > 0.05);
    assert_eq!(rate("C29", "TWN", "ROW"), 0.0);
    assert_eq!(rate("K", "JPN", "USA"), 0.0);
}

#[test]
fn names_groups_and_provenance() {
    let world = embedded::load("icio-2022").unwrap();
    let members = |group: &str| world.group(group).len();
    let sizes = ["EU27", "EA20", "ASEAN", "G7", "OECD", "USMCA", "CPTPP", "RCEP"].map(members);
    assert_eq!(sizes, [27, 20, 10, 7, 38, 3, 12, 15]);
    assert!(
        world.sources.iter().all(|source| !source.licence.is_empty() && source.grade.is_some())
    );
    assert!(world.notes.iter().any(|note| note.contains("Taiwan")));
    assert!(world.repairs.is_empty(), "{:?}", world.repairs);
    assert!(embedded::licences().contains("OECD"));
    // What is only estimated leads no report; goods are official.
    let poor = poorly_known(&world.sources);
    assert!(poor.contains("G_I") && poor.len() == 8 && !poor.contains("C29"), "{poor:?}");
}

#[test]
fn has_national_accounts_of_the_right_size() {
    let world = embedded::load("icio-2022").unwrap();
    let accounts = Accounts::of(&world);
    let trillion = |code: &str| accounts.national_value_added(world.economy(code).unwrap()) / 1e6;
    assert!((25.0..26.5).contains(&trillion("USA")), "{}", trillion("USA"));
    assert!((4.0..4.5).contains(&trillion("JPN")), "{}", trillion("JPN"));
    assert!((16.0..18.5).contains(&trillion("CHN")), "{}", trillion("CHN"));
}

#[test]
fn has_a_digest_and_refuses_other_names() {
    assert_eq!(embedded::digest("icio-2022").unwrap().len(), 64);
    assert_eq!(embedded::digest("icio-2023"), None);
    assert_eq!(
        embedded::load("icio-2023").unwrap_err().to_string(),
        "`icio-2023` does not exist; the embedded worlds are: icio-2022"
    );
}

/// Packing what was unpacked gives the committed bytes: the writer is deterministic and loses
/// nothing.
#[test]
fn packs_to_the_same_bytes() {
    let world = embedded::load("icio-2022").unwrap();
    let flows = detente_world::pack::packed_flows(&world).unwrap();
    assert!(flows == Some(FLOWS.to_vec()));
    let world = World { flows: Flows::Unknown, ..world };
    let bytes = detente_world::pack::packed(&world, detente_world::table::Format::Parquet).unwrap();
    assert!(bytes == ARCHIVE);
}

/// A world with other flows has another digest: runs in weeks depend on them.
#[test]
fn the_digest_covers_the_archive_and_the_flows() {
    use sha2::{Digest, Sha256};
    let of = |files: [&[u8]; 2]| -> String {
        let parts = files.map(|file| Sha256::digest(file).to_vec()).concat();
        Sha256::digest(parts).iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let digest = embedded::digest("icio-2022").unwrap();
    assert_eq!(digest, of([ARCHIVE, FLOWS]));
    assert_ne!(digest, of([ARCHIVE, &FLOWS[1..]]));
    assert_ne!(digest, of([&ARCHIVE[1..], FLOWS]));
}

/// Every figure has the sources that give it, and none beside them.
#[test]
fn a_figure_names_its_own_sources() {
    let world = embedded::load("icio-2022").unwrap();
    let economy = |code: &str| world.economy(code).unwrap();
    let sector = |code: &str| world.sector(code).unwrap();
    let tariff = |to: &str, from: &str| Figure::Tariff(economy(to), Some(economy(from)));
    let told = |figure: Figure| -> Vec<(&str, Grade)> {
        let known = |own: &'static str, name: &str| name.contains(own).then_some(own);
        let short = |name: &str| {
            let all =
                ["final services", "2023 edition", "2025 edition", "Census", "Teti", "median"];
            all.into_iter().chain(["World Bank"]).find_map(|own| known(own, name)).unwrap()
        };
        let sources = world.sources_of(figure).into_iter();
        sources.map(|own| (short(&own.name), own.grade.unwrap())).collect()
    };
    // Services by destination are estimated, goods are not.
    assert_eq!(told(Figure::Trade(sector("J_M_N"))), [("final services", Grade::D)]);
    assert_eq!(told(Figure::Trade(sector("C29"))), [("2025 edition", Grade::A)]);
    // The older edition gives the rest of the world alone.
    assert_eq!(told(Figure::Use(economy("TWN"))), [("2025 edition", Grade::A)]);
    assert_eq!(told(Figure::Use(economy("ROW"))), [("2023 edition", Grade::D)]);
    assert_eq!(told(tariff("JPN", "ROW")), [("World Bank", Grade::A)]);
    assert_eq!(told(tariff("JPN", "CHN")), [("Teti", Grade::B)]);
    assert_eq!(told(tariff("USA", "ROW")), [("Census", Grade::A)]);
    assert_eq!(told(tariff("ROW", "USA")), [("median", Grade::D)]);
    // All partners together: both kinds.
    let all = [("Teti", Grade::B), ("World Bank", Grade::A)];
    assert_eq!(told(Figure::Tariff(economy("JPN"), None)), all);
}

#[test]
fn loads_quickly() {
    let best = (0..5)
        .map(|_| {
            let start = std::time::Instant::now();
            embedded::load("icio-2022").unwrap();
            start.elapsed()
        })
        .min()
        .unwrap();
    println!("loading the embedded world: {:.1} ms", best.as_secs_f64() * 1e3);
    assert!(best.as_millis() < 400, "{best:?}");
}
