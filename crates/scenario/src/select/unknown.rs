//! What is wrong with a word that a world does not know, and which one is probably meant?

use crate::select::selector::{GOODS, SERVICES, economies_of, is_partner, sectors_of};
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::value::mention::{Mention, Sort};
use detente_world::World;
use detente_world::nearest::did_you_mean;
use detente_world::units::table_unit;

impl Mention {
    /// What is wrong with the word in this world, if anything.
    pub(crate) fn check(&self, world: &World) -> Option<Diagnostic> {
        match self.sort {
            Sort::Economies if economies_of(world, &self.word).is_empty() => {
                Some(self.unknown_economy(world, true))
            }
            Sort::Partners if !is_partner(world, &self.word) => {
                Some(self.unknown_economy(world, true))
            }
            Sort::OneEconomy if world.economy(&self.word).is_none() => {
                Some(self.unknown_economy(world, false))
            }
            Sort::Sectors if sectors_of(world, &self.word).is_empty() => {
                Some(self.unknown_sector(world))
            }
            Sort::OneSector if world.sector(&self.word).is_none() => {
                Some(self.not_one_sector(world))
            }
            Sort::Currency
                if table_unit(&world.currency).is_none_or(|(code, _)| code != self.word) =>
            {
                Some(other_currency(&self.word, self.place, world))
            }
            _ => None,
        }
    }

    fn unknown_economy(&self, world: &World, groups_allowed: bool) -> Diagnostic {
        let groups = world.groups();
        let is_group = groups.contains(&self.word.as_str());
        let (message, label) = if is_group {
            (
                format!("`{}` is a group, but one economy is needed", self.word),
                "not a single economy".to_owned(),
            )
        } else if groups_allowed {
            let label = format!("not an economy or group of world `{}`", world.id);
            (format!("unknown economy `{}`", self.word), label)
        } else {
            (
                format!("unknown economy `{}`", self.word),
                format!("not an economy of world `{}`", world.id),
            )
        };
        let mut known = world.economy_names(groups_allowed);
        if self.sort == Sort::Partners {
            let economies = world.chains.iter().flat_map(|chain| &chain.economies);
            known.extend(economies.map(|economy| (economy.code.as_str(), economy.name.as_str())));
        }
        let hint = if is_group { None } else { detente_world::names::hint(&self.word, known) };
        let fallback = format!("`detente world show {}` lists its economies and groups", world.id);
        Diagnostic::error(self.place, message, label).hint(hint.unwrap_or(fallback))
    }

    fn not_one_sector(&self, world: &World) -> Diagnostic {
        if sectors_of(world, &self.word).is_empty() {
            return self.unknown_sector(world);
        }
        let message = format!("`{}` is a group, but one sector is needed", self.word);
        let hint = format!("`detente world show {}` lists its sectors", world.id);
        Diagnostic::error(self.place, message, "not a single sector").hint(hint)
    }

    fn unknown_sector(&self, world: &World) -> Diagnostic {
        let known = world.sectors.iter().map(|sector| (sector.code.as_str(), sector.name.as_str()));
        let groups = [(GOODS, "all goods"), (SERVICES, "all services")];
        let fallback = format!("`detente world show {}` lists its sectors", world.id);
        if self.word == GOODS || self.word == SERVICES {
            let unknown = world.sectors_of_unknown_nature();
            let codes: Vec<&str> =
                unknown.iter().take(5).map(|at| world.sectors[at.0].code.as_str()).collect();
            let (label, hint) = if codes.is_empty() {
                (format!("world `{}` has none", world.id), format!("name the sectors; {fallback}"))
            } else {
                let hint = "say in the column `nature` of the pack's sectors.csv which sectors are good and which service, or name the sectors";
                (
                    format!("nothing says what {} of world `{}` are", codes.join(", "), world.id),
                    hint.to_owned(),
                )
            };
            let message = format!("`{}` selects no sector here", self.word);
            return Diagnostic::error(self.place, message, label).hint(hint);
        }
        // `05` is a chapter of the Harmonized System as well as a division of ISIC, and neither is
        // meant for certain.
        let number = self.word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let hint = match number {
            true => {
                Some(format!("a number is no sector, and HS codes are not known here; {fallback}"))
            }
            false => did_you_mean(&self.word, known.chain(groups)),
        };
        let message = format!("unknown sector `{}`", self.word);
        let label = format!("not a sector of world `{}`", world.id);
        Diagnostic::error(self.place, message, label).hint(hint.unwrap_or(fallback))
    }
}

/// Money in another currency than that of the world.
pub(crate) fn other_currency(currency: &str, place: Place, world: &World) -> Diagnostic {
    let message = format!("`{currency}` is not the currency of world `{}`", world.id);
    let label = format!("the world counts in {}", world.currency);
    Diagnostic::error(place, message, label)
        .hint("convert the amount; a scenario has no exchange rates")
}
