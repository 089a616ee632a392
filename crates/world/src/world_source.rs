//! Which world is meant: one that the program carries, or a pack at a place.

use crate::embedded;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// A world by name or by place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorldSource {
    /// One that the program carries inside.
    Embedded(String),
    /// A pack: a folder or a packed file.
    Pack(PathBuf),
}

impl WorldSource {
    /// An embedded world of that name, or else a path.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        // `ICIO-2022` is meant where no such folder stands.
        let same = |name: &&&str| {
            **name == text || name.eq_ignore_ascii_case(text) && !Path::new(text).exists()
        };
        match embedded::names().iter().find(same) {
            Some(name) => Self::Embedded((*name).to_owned()),
            None => Self::Pack(text.into()),
        }
    }

    /// The same with an absolute path, which holds in whatever folder a later command is given.
    #[must_use]
    pub fn anywhere(&self) -> Self {
        match self {
            Self::Embedded(name) => Self::Embedded(name.clone()),
            Self::Pack(path) => {
                Self::Pack(std::path::absolute(path).unwrap_or_else(|_| path.clone()))
            }
        }
    }

    /// As a user would name it.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Embedded(name) => name.clone(),
            Self::Pack(path) => path.display().to_string(),
        }
    }
}
