//! What codes stand for: packs keep it, aggregation records it, joins use it.

use detente_world::table::Format;
use detente_world::{
    Basis, Criticality, Declared, EconomyId, Join, World, aggregate, embedded, pack,
};
use std::fs;
use std::path::Path;

fn embedded_world() -> World {
    embedded::load("icio-2022").unwrap()
}

fn added_up(world: &World, folder: &Path, rows: &str) -> World {
    let map = folder.join("map.csv");
    fs::write(&map, format!("kind,from,to\n{rows}")).unwrap();
    aggregate(world, &map).unwrap()
}

const EUROPE: &str = "economy,EU27,EU\neconomy,JPN,JPN\neconomy,*,ROW\nsector,C29,MOVE\nsector,C301,MOVE\nsector,C302T309,MOVE\n";

#[test]
fn a_pack_keeps_members_and_natures() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = added_up(&embedded_world(), folder.path(), EUROPE);
    world
        .meaning
        .natures
        .insert("K".to_owned(), Declared { storable: Some(true), ..Declared::default() });
    for (name, format) in [("csv", Format::Csv), ("parquet", Format::Parquet)] {
        let place = folder.path().join(name);
        pack::write_pack(&world, &place, format).unwrap();
        let back = pack::read_pack(&place).unwrap();
        assert_eq!(back.meaning, world.meaning);
        assert_eq!(back.economies, world.economies);
        assert_eq!(back.natures(), world.natures());
    }
}

#[test]
fn what_was_added_up_is_found_by_its_members_with_its_share() {
    let folder = tempfile::tempdir().unwrap();
    let whole = embedded_world();
    let world = added_up(&whole, folder.path(), EUROPE);
    let join = Join::of(&world);
    let (eu, moving) = (world.economy("EU").unwrap(), world.sector("MOVE").unwrap());
    assert_eq!(join.economy("deu"), [eu]);
    assert_eq!(join.sectors("c29"), [moving]);
    assert_eq!(join.economy("Germany"), []);
    let output = detente_world::Accounts::of(&whole).output;
    let made =
        |economy: EconomyId, sector: &str| output.get(economy, whole.sector(sector).unwrap());
    let members = whole.group("EU27");
    let all: f64 = members
        .iter()
        .map(|at| ["C29", "C301", "C302T309"].map(|code| made(*at, code)).iter().sum::<f64>())
        .sum();
    let own = made(whole.economy("DEU").unwrap(), "C29") / all;
    let found = join.share((eu, moving), Some("DEU"), "C29").unwrap();
    assert!((found - own).abs() < 1e-12 && own > 0.2, "{found} {own}");
    // All members and sectors make up the node.
    let parts = members.iter().map(|at| whole.economies[at.0].code.as_str());
    let sum: f64 = parts.map(|code| join.share((eu, moving), Some(code), "MOVE").unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-12, "{sum}");
    // Added up once more, the members stay those of the beginning.
    let again = added_up(&world, folder.path(), "economy,EU,WEST\neconomy,JPN,WEST\n");
    let join = Join::of(&again);
    let west = again.economy("WEST").unwrap();
    assert_eq!(join.economy("DEU"), [west]);
    let share = join.share((west, again.sector("MOVE").unwrap()), Some("DEU"), "C29").unwrap();
    assert!(share < found && share > 0.1, "{share}");
}

#[test]
fn shares_that_a_pack_does_not_give_are_those_of_the_embedded_world() {
    let folder = tempfile::tempdir().unwrap();
    let mut world = added_up(&embedded_world(), folder.path(), EUROPE);
    let (eu, moving) = (world.economy("EU").unwrap(), world.sector("MOVE").unwrap());
    let recorded = Join::of(&world).share((eu, moving), Some("DEU"), "C29");
    world.meaning.parts.clear();
    let looked_up = Join::of(&world).share((eu, moving), Some("DEU"), "C29");
    let (recorded, looked_up) = (recorded.unwrap(), looked_up.unwrap());
    assert!((recorded / looked_up - 1.0).abs() < 1e-9, "{recorded} {looked_up}");
}

#[test]
fn an_added_up_sector_is_what_most_of_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let world = added_up(
        &embedded_world(),
        folder.path(),
        "economy,*,ALL\nsector,C29,MIX\nsector,C301,MIX\nsector,A02,TREES\n",
    );
    let natures = world.natures();
    let of = |code: &str| natures[world.sector(code).unwrap().0];
    assert!(of("MIX").good && of("MIX").storable && of("TREES").good);
    assert_eq!(of("MIX").basis, Basis::Declared);
    assert!(!world.notes.iter().any(|note| note.contains("different kinds")));
    let world = added_up(
        &embedded_world(),
        folder.path(),
        "economy,*,ALL\nsector,C29,MIX\nsector,H,MIX\nsector,G_I,MIX\n",
    );
    let natures = world.natures();
    let mix = natures[world.sector("MIX").unwrap().0];
    assert!(!mix.good && !mix.storable, "{mix:?}");
    assert!(
        world.notes.iter().any(|note| note.contains("MIX (a service, dispensable)")),
        "{:?}",
        world.notes
    );
}

#[test]
fn the_embedded_world_is_known_by_its_codes_and_small_letters_change_nothing() {
    let mut world = embedded_world();
    let natures = world.natures();
    assert!(natures.iter().all(|own| own.basis == Basis::Known("icio-2022")));
    let of = |code: &str| natures[world.sector(code).unwrap().0];
    assert!(of("C29").good && of("C29").storable && of("C29").criticality == Criticality::Critical);
    assert!(!of("D").good && !of("D").storable && of("D").criticality == Criticality::Critical);
    assert_eq!(of("H").criticality, Criticality::Important);
    assert_eq!(of("K").criticality, Criticality::Dispensable);
    for sector in &mut world.sectors {
        sector.code = sector.code.to_lowercase();
    }
    assert_eq!(world.natures(), natures);
    assert_eq!(Join::of(&world).sectors("C29"), [world.sector("c29").unwrap()]);
}

#[test]
fn a_sector_is_what_its_members_are() {
    let mut world = embedded_world();
    let nature = |world: &World, code: &str| world.natures()[world.sector(code).unwrap().0];
    let at = world.sector("K").unwrap();
    world.sectors[at.0].code = "STUFF".to_owned();
    assert_eq!(nature(&world, "STUFF").basis, Basis::Assumed);
    let members = ["C29", "C301", "K"].map(str::to_owned).to_vec();
    world.meaning.sectors.insert("STUFF".to_owned(), members);
    assert!(nature(&world, "STUFF").good && nature(&world, "STUFF").storable);
    world
        .meaning
        .natures
        .insert("STUFF".to_owned(), Declared { good: Some(false), ..Declared::default() });
    let stated = nature(&world, "STUFF");
    assert!(!stated.good && !stated.storable && stated.basis == Basis::Declared);
}
