//! Does an entry about a whole sector speak of a product? Its name and source are read for words
//! that have an HS code.

use crate::kinds::entry::Entry;
use crate::select::product::sectors_of;
use crate::text::report::Diagnostic;
use detente_tariffs::{Goods, Line};
use detente_world::{SectorId, World};

/// A product that is this share of its sector, or more, stands for it.
const MOST: f64 = 0.5;

/// Words for goods, with their HS codes. A word is found at the beginning of a word of the text, so
/// that `motorcycle` finds `motorcycles`.
const WORDS: [(&str, &str); 58] = [
    ("motorcycle", "8711"),
    ("bourbon", "2208.30"),
    ("whiskey", "2208.30"),
    ("whisky", "2208.30"),
    ("wine", "2204"),
    ("beer", "2203"),
    ("spirits", "2208"),
    ("soybean", "1201"),
    ("corn", "1005"),
    ("maize", "1005"),
    ("wheat", "1001"),
    ("sorghum", "1007"),
    ("cotton", "5201"),
    ("beef", "0201"),
    ("pork", "0203"),
    ("chicken", "0207"),
    ("poultry", "0207"),
    ("cheese", "0406"),
    ("salmon", "0302"),
    ("lobster", "0306"),
    ("shrimp", "0306"),
    ("coffee", "0901"),
    ("cocoa", "1801"),
    ("banana", "0803"),
    ("tomato", "0702"),
    ("almond", "0802"),
    ("honey", "0409"),
    ("sugar", "1701"),
    ("orange juice", "2009"),
    ("peanut butter", "2008.11"),
    ("jeans", "6203"),
    ("footwear", "64"),
    ("handbag", "4202"),
    ("cosmetics", "3304"),
    ("perfume", "3303"),
    ("potash", "3104"),
    ("fertiliser", "31"),
    ("fertilizer", "31"),
    ("insulin", "3004.31"),
    ("tyre", "4011"),
    ("lumber", "4407"),
    ("newsprint", "4801"),
    ("aircraft", "8802"),
    ("aeroplane", "8802"),
    ("bicycle", "8712"),
    ("yacht", "8903"),
    ("tractor", "8701"),
    ("washing machine", "8450"),
    ("refrigerator", "8418"),
    ("semiconductor", "8542"),
    ("solar cell", "8541"),
    ("smartphone", "8517.13"),
    ("battery", "8507"),
    ("batteries", "8507"),
    ("transformer", "8504"),
    ("watches", "91"),
    ("toys", "9503"),
    ("drones", "8806"),
];

/// A warning for an entry that has a sector and means a product of it, with the product's share.
pub(crate) fn spoken_of(entry: &Entry, world: &World) -> Option<Diagnostic> {
    let named = entry.action.as_ref()?.whole_sectors()?;
    let chosen = named.select(world);
    let text = format!("{} {}", entry.name.value, entry.source).to_lowercase();
    let (word, code) = WORDS.iter().find(|(word, _)| begins_a_word(&text, word))?;
    let line = Line::parse(code).ok()?;
    let own: Vec<SectorId> =
        sectors_of(&[line], world).into_iter().filter(|own| chosen.contains(own)).collect();
    let (sector, goods) = (own.first()?, Goods::embedded().ok()?);
    let members: Vec<&str> = chosen
        .iter()
        .flat_map(|one| world.meaning.sector_members(&world.sectors[one.0].code))
        .collect();
    let all: Vec<_> = goods.apart().into_iter().map(|(_, partner)| partner).collect();
    let share = goods.portion(&all, &members, &[line]).share().filter(|share| *share < MOST)?;
    let code = &world.sectors[sector.0].code;
    let all_of = match chosen.as_slice() {
        [one] => format!("`{}`", world.sectors[one.0].code),
        several => format!("{} sectors, `{code}` among them", several.len()),
    };
    let name = &entry.name.value;
    let message = format!("`{name}` speaks of goods (\"{word}\") and acts on all of {all_of}");
    let label = format!("HS {line} is {:.1}% of these imports of the United States", share * 100.0);
    let hint = format!(
        "name the goods in place of `sector`: product = \"{line}\"; for importers other than USA with share = \"...%\""
    );
    Some(Diagnostic::warning(named.0.place, message, label).hint(hint))
}

fn begins_a_word(text: &str, word: &str) -> bool {
    text.match_indices(word)
        .any(|(at, _)| !text[..at].chars().next_back().is_some_and(char::is_alphanumeric))
}
