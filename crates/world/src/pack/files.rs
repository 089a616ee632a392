//! The files of a pack, from a folder or from an archive.

use crate::budget::FILE_BYTES;
use crate::chain::{self, FOLDER, OwnChain};
use crate::error::{WorldError, read_file};
use crate::table::{Format, raw, raw_from_slice};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// Every file that a pack may have.
const NAMES: [&str; 13] = [
    "world.toml",
    "economies.csv",
    "sectors.csv",
    "trade.csv",
    "trade.parquet",
    "use.csv",
    "use.parquet",
    "flows.csv",
    "flows.parquet",
    "tariff.csv",
    "tariff.parquet",
    "members.csv",
    "members.parquet",
];

/// Whether a name is that of a table; other files of a folder (a README, a script) are the user's
/// own.
fn is_table(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "csv" || ending == "parquet")
}

/// The folder of a chain that a path of an archive lies in, if it does: `chains/NAME/FILE`.
fn chain_of(path: &Path) -> Option<String> {
    let folder = path.parent()?;
    let within = folder.parent()?.file_name()? == FOLDER;
    within.then(|| folder.file_name().map(|name| name.to_string_lossy().into_owned())).flatten()
}

/// The files of one pack by name.
pub(super) struct Files {
    /// The folder or archive, as messages name it.
    origin: String,
    contents: BTreeMap<String, Vec<u8>>,
    /// Files of chains by the name of their folder.
    chains: BTreeMap<String, Vec<(String, Vec<u8>)>>,
}

impl Files {
    pub(super) fn of_folder(folder: &Path) -> Result<Self, WorldError> {
        let mut contents = BTreeMap::new();
        let entries =
            std::fs::read_dir(folder).map_err(|source| WorldError::read(folder, source))?;
        for entry in entries {
            let path = entry.map_err(|source| WorldError::read(folder, source))?.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            if is_table(&name) || NAMES.contains(&name.as_str()) {
                contents.insert(name, read_file(&path)?);
            }
        }
        let mut chains = Vec::new();
        let within = folder.join(FOLDER);
        if within.is_dir() {
            let entries =
                std::fs::read_dir(&within).map_err(|source| WorldError::read(&within, source))?;
            for entry in entries {
                let path = entry.map_err(|source| WorldError::read(&within, source))?.path();
                if path.is_dir() {
                    let name = path
                        .file_name()
                        .map(|name| name.to_string_lossy().into_owned())
                        .unwrap_or_default();
                    chains.push((name, chain::own_files(&path)?));
                }
            }
        }
        Self {
            origin: folder.display().to_string(),
            contents,
            chains: chains.into_iter().collect(),
        }
        .without_strangers()
    }

    /// Refuses tables that mean nothing here: a misspelt `tarif.csv` would otherwise be ignored.
    fn without_strangers(self) -> Result<Self, WorldError> {
        match self.contents.keys().find(|name| is_table(name) && !NAMES.contains(&name.as_str())) {
            None => Ok(self),
            Some(name) => {
                let meant = crate::nearest::nearest(name, NAMES.into_iter());
                let hint = format!("a pack has {}{meant}", NAMES.join(", "));
                Err(WorldError::file(
                    &self.label(name),
                    "this table is not part of a world pack",
                    hint,
                ))
            }
        }
    }

    pub(super) fn of_archive(name: &str, bytes: &[u8]) -> Result<Self, WorldError> {
        let refuse = |error: std::io::Error| {
            let hint = "give the folder of a world pack or a whole `.tar.zst`";
            WorldError::file(name, format!("not a packed world ({error})"), hint)
        };
        let (mut contents, mut chains) =
            (BTreeMap::new(), BTreeMap::<String, Vec<(String, Vec<u8>)>>::new());
        let mut archive =
            tar::Archive::new(zstd::Decoder::new(bytes).map_err(refuse)?.take(FILE_BYTES));
        for entry in archive.entries().map_err(refuse)? {
            let mut entry = entry.map_err(refuse)?;
            let path = entry.path().map_err(refuse)?.into_owned();
            let own =
                path.file_name().map(|own| own.to_string_lossy().into_owned()).unwrap_or_default();
            let mut bytes = Vec::new();
            if entry.size() > FILE_BYTES {
                let what =
                    format!("its file `{own}` unpacks to more than {} MiB", FILE_BYTES >> 20);
                return Err(WorldError::file(
                    name,
                    what,
                    "check that it is the right file, or aggregate the world",
                ));
            }
            entry.read_to_end(&mut bytes).map_err(refuse)?;
            match chain_of(&path) {
                Some(chain) => chains.entry(chain).or_default().push((own, bytes)),
                None => {
                    contents.insert(own, bytes);
                }
            }
        }
        Self { origin: name.to_owned(), contents, chains }.without_strangers()
    }

    /// The chains of the pack, in the order of their folders.
    pub(super) fn chains(&self) -> impl Iterator<Item = Result<OwnChain, WorldError>> {
        let origin = |name: &str| format!("{}/{FOLDER}/{name}", self.origin);
        self.chains.iter().map(move |(name, files)| OwnChain::of_files(origin(name), files.clone()))
    }

    /// A file's name with that of the pack in front.
    pub(super) fn label(&self, name: &str) -> String {
        format!("{}/{name}", self.origin)
    }

    /// The bytes of a file that has to be there.
    pub(super) fn require(&self, name: &str) -> Result<&[u8], WorldError> {
        let missing = || {
            WorldError::Missing {
            path: self.label(name),
            hint: "a world pack needs world.toml, economies.csv, sectors.csv and trade.csv or trade.parquet".to_owned(),
        }
        };
        self.contents.get(name).map(Vec::as_slice).ok_or_else(missing)
    }

    /// A table as CSV or Parquet, or `None` if the pack has neither.
    pub(super) fn table(&self, stem: &str) -> Result<Option<raw::Raw>, WorldError> {
        let find = |format: Format| {
            let name = format!("{stem}.{}", format.ending());
            self.contents.get(&name).map(|bytes| (self.label(&name), format, bytes))
        };
        match (find(Format::Csv), find(Format::Parquet)) {
            (Some((label, ..)), Some((other, ..))) => Err(WorldError::file(
                &label,
                format!("`{other}` holds the same table"),
                "keep one of the two files",
            )),
            (Some((label, format, bytes)), None) | (None, Some((label, format, bytes))) => {
                Ok(Some(raw_from_slice(&label, format, bytes)?))
            }
            (None, None) => Ok(None),
        }
    }
}
