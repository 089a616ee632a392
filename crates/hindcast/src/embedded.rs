//! The episodes that come with the program.

use crate::episode::Files;

/// One bundled episode: its folder under `hindcasts/` and its files.
macro_rules! episode {
    ($name:literal: $($file:literal),*) => {
        ($name, &[$(($file, include_str!(concat!("../../../hindcasts/", $name, "/", $file)))),*])
    };
}

/// Names and texts of files.
type Bundled = (&'static str, &'static [(&'static str, &'static str)]);

static ALL: [Bundled; 7] = [
    episode!("us-tariffs-2025": "episode.toml", "facts.csv", "panel.csv", "scenario.toml", "duties.csv"),
    episode!("us-tariffs-june-2025": "episode.toml", "facts.csv"),
    episode!("us-tariffs-august-2025": "episode.toml", "facts.csv"),
    episode!("other-models-april-2025": "episode.toml", "facts.csv"),
    episode!("ree-licensing-2025": "episode.toml", "facts.csv"),
    episode!("us-lng-stop-2025": "episode.toml", "facts.csv"),
    episode!("hormuz-2026": "episode.toml", "facts.csv"),
];

/// The committed scores.
pub const SCORES: &str = include_str!("../../../hindcasts/scores.csv");

/// Their names.
#[must_use]
pub fn names() -> Vec<&'static str> {
    ALL.iter().map(|(name, _)| *name).collect()
}

/// The files of an episode.
#[must_use]
pub fn files(name: &str) -> Option<Files> {
    let (_, files) = ALL.iter().find(|(own, _)| *own == name)?;
    Some(files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect())
}
