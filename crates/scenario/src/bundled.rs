//! The scenarios that come with the program.

use crate::text::source::{Folder, Source};

/// A scenario that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// Its name.
    pub name: &'static str,
    /// The text of its `scenario.toml`.
    pub text: &'static str,
    /// Its schedules: file names and texts.
    pub files: &'static [(&'static str, &'static str)],
}

/// One bundled scenario: its folder under `scenarios/` and its schedules, or those of the scenario
/// it shares them with.
macro_rules! bundled {
    ($name:literal: $($file:literal),*) => {
        bundled!($name, $name: $($file),*)
    };
    ($name:literal, $owner:literal: $($file:literal),*) => {
        Bundled {
            name: $name,
            text: include_str!(concat!("../../../scenarios/", $name, "/scenario.toml")),
            files: &[$(($file, include_str!(concat!("../../../scenarios/", $owner, "/", $file)))),*],
        }
    };
}

static ALL: [Bundled; 9] = [
    bundled!("japan-us-2025": "tariff.csv"),
    bundled!("japan-us-2025-deal": "tariff.csv", "japan-deal.csv"),
    bundled!("japan-us-2025-package", "japan-us-2025": "tariff.csv"),
    bundled!("tariffs-2025-08-07": "tariff.csv"),
    bundled!("tariffs-2026-08-19": "tariff.csv"),
    bundled!("liberation-day": "tariff.csv"),
    bundled!("ree-licensing-2025":),
    bundled!("china-stops-us-lng-2025":),
    bundled!("hormuz-2026":),
];

/// Their names, the default scenario first.
#[must_use]
pub fn names() -> Vec<&'static str> {
    ALL.iter().map(|bundled| bundled.name).collect()
}

/// The scenario of a name.
#[must_use]
pub fn get(name: &str) -> Option<Bundled> {
    ALL.iter().find(|bundled| bundled.name == name).copied()
}

impl Bundled {
    /// The scenario as a source to be read; messages name it `<name>/scenario.toml`.
    #[must_use]
    pub fn source(&self) -> Source {
        let files = self
            .files
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        Source::new(format!("{}/scenario.toml", self.name), self.text)
            .with_folder(Folder::Memory(files))
    }
}
