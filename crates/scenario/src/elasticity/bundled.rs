//! Which sets does the program carry? Those of `data/elasticities`.

use crate::elasticity::set::{ElasticitySet, read};
use crate::text::place::Files;
use crate::text::source::Folder;
use crate::value::reading::Reading;
use std::sync::{Arc, OnceLock};

/// The world's own elasticities, which no file holds.
pub(crate) const OWN: &str = "world";

/// A set and what it is.
#[derive(Clone, Copy, Debug)]
pub struct SetNote {
    /// The name that a scenario gives.
    pub name: &'static str,
    /// What it holds, as a sentence goes on after a colon.
    pub about: &'static str,
}

struct Bundled {
    note: SetNote,
    text: &'static str,
}

macro_rules! sets {
    ($($name:literal: $about:literal;)*) => {
        &[$(Bundled {
            note: SetNote { name: $name, about: $about },
            text: include_str!(concat!("../../../../data/elasticities/", $name, ".csv")),
        }),*]
    };
}

static SETS: &[Bundled] = sets! {
    "by-horizon": "Fajgelbaum et al. (2020) up to one year, from there log-linear in substitution to the median of the long-run sets at ten years; goods only";
    "long-run-median": "the median of twelve published long-run sets of each goods sector";
    "fajgelbaum-2020": "Fajgelbaum, Goldberg, Kennedy and Khandelwal (2020), Q. J. Econ. 135: substitution 2.53 among origins and 1.19 of imports against domestic goods, within a year; goods only";
    "boehm-2023": "Boehm, Levchenko and Pandalai-Nayar (2023), Am. Econ. Rev. 113: substitution 0.76 after one year, 1.24 after five and 2.12 after ten; goods only";
    "fontagne-2022": "Fontagne, Guimbard and Orefice (2022), J. Int. Econ. 137, by ICIO sector, without bounds; three sectors that it lacks are of Caliendo and Parro";
    "caliendo-parro-2015": "Caliendo and Parro (2015), Rev. Econ. Stud. 82, as in their published files: by sector of ISIC revision 3, the mean 8.22 for vehicles and other transport, C26 the mean of its three; kept between 1.5 and 10";
    "caliendo-parro-2015-estimates": "Caliendo and Parro (2015), Rev. Econ. Stud. 82, Table 1, the estimates of the 99 % sample of every sector, without bounds";
    "lashkaripour-lugovskyy-2023": "Lashkaripour and Lugovskyy (2023), Am. Econ. Rev. 113, by ICIO sector; goods only";
    "eaton-kortum-2002": "Eaton and Kortum (2002), Econometrica 70: 8.28 for all of manufacturing";
    "simonovska-waugh-2014": "Simonovska and Waugh (2014), J. Int. Econ. 92: 4.14 for all sectors";
    "costinot-rodriguez-clare-2014": "Costinot and Rodriguez-Clare (2014), Handbook of International Economics 4: 5 for all sectors";
    "flat-4": "4 for all sectors, a common round number";
};

/// Every set that the program carries.
#[must_use]
pub fn set_notes() -> Vec<SetNote> {
    SETS.iter().map(|set| set.note).collect()
}

/// Names that a scenario may give, the world's own first.
#[must_use]
pub fn set_names() -> Vec<&'static str> {
    std::iter::once(OWN).chain(SETS.iter().map(|set| set.note.name)).collect()
}

/// The set of a name, if the program carries it.
pub(crate) fn find(name: &str) -> Option<Arc<ElasticitySet>> {
    static READ: OnceLock<Vec<(&str, Arc<ElasticitySet>)>> = OnceLock::new();
    let known = READ.get_or_init(|| {
        let parse = |set: &Bundled| {
            let mut files = Files::default();
            let file = files.push(set.note.name, set.text);
            let parsed = read(set.text, file, &mut Reading::new(files, Folder::None))?;
            Some((set.note.name, Arc::new(parsed)))
        };
        SETS.iter().filter_map(parse).collect()
    });
    known.iter().find(|(known, _)| *known == name).map(|(_, set)| Arc::clone(set))
}

/// What a set holds.
pub(crate) fn about(name: &str) -> Option<&'static str> {
    SETS.iter().find(|set| set.note.name == name).map(|set| set.note.about)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_of_the_program_reads() {
        for set in SETS {
            assert!(find(set.note.name).is_some(), "{}", set.note.name);
        }
    }
}
