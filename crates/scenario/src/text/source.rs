//! The text of a scenario and the folder its schedules lie in: on disk, or in memory for the
//! bundled ones.

use crate::text::place::Files;
use crate::text::problem::Problem;
use crate::text::report::{Diagnostic, Report};
use detente_world::WorldError;
use std::path::{Component, Path, PathBuf};

/// Where schedule files are looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Folder {
    /// Nowhere: a scenario that names a schedule is an error.
    #[default]
    None,
    /// A folder on disk.
    Disk(PathBuf),
    /// File names and their texts.
    Memory(Vec<(String, String)>),
}

/// A scenario as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Name shown in messages.
    pub name: String,
    /// The TOML text.
    pub text: String,
    /// Where its schedules are.
    pub folder: Folder,
}

impl Source {
    /// A scenario without schedule files.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), folder: Folder::None }
    }

    /// The same with a folder for its schedules.
    #[must_use]
    pub fn with_folder(self, folder: Folder) -> Self {
        Self { folder, ..self }
    }

    /// Opens a scenario file, or the `scenario.toml` of a folder; its schedules are looked up
    /// beside it.
    ///
    /// # Errors
    /// A report with one error if the file cannot be read or is not UTF-8.
    pub fn open(path: &Path) -> Result<Self, Report> {
        let path = if path.is_dir() { path.join("scenario.toml") } else { path.to_owned() };
        let name = path.display().to_string();
        let text = read_text(&path, &name).map_err(|problem| {
            let diagnostic = Diagnostic::of_file(problem.message).maybe_hint(problem.hint);
            Report::new(vec![diagnostic], Files::default())
        })?;
        let folder = path.parent().unwrap_or_else(|| Path::new("")).to_owned();
        Ok(Self { name, text, folder: Folder::Disk(folder) })
    }
}

impl Folder {
    /// The text of the file `name`, which lies in this folder or below it.
    pub(crate) fn read(&self, name: &str) -> Result<String, Problem> {
        if name.chars().any(char::is_control) {
            let message = format!("`{}` holds a control character", name.escape_debug());
            let hint = "in double quotes a backslash begins an escape, such as \\r or \\t: write / between folders and names";
            return Err(Problem::new(message, "").hint(hint));
        }
        if name.contains('\\') {
            let message =
                format!("`{name}` has a backslash, which separates folders on some systems only");
            return Err(
                Problem::new(message, "").hint(format!("write \"{}\"", name.replace('\\', "/")))
            );
        }
        if !is_inside(name) {
            let message = format!("`{name}` is not beside or below the scenario file");
            let hint = "copy the schedule there and name it with a relative path, so that a run folder can hold it";
            return Err(Problem::new(message, "").hint(hint));
        }
        match self {
            Self::None => Err(Problem::new(format!("there is no folder to look up `{name}` in"), "")),
            Self::Disk(folder) => {
                read_text(&folder.join(name), name).map_err(|problem| match other_case(folder, name) {
                    Some(own) => problem.hint(format!(
                        "there is `{own}`: write the name in the same case, since not every system takes both"
                    )),
                    None => problem,
                })
            }
            Self::Memory(files) => match files.iter().find(|(known, _)| known == name) {
                Some((_, text)) => Ok(text.clone()),
                None => Err(Problem::new(format!("there is no file `{name}` beside the scenario"), "")),
            },
        }
    }
}

/// The name of a file that differs from `name` in case alone, if there is one and not `name`
/// itself.
fn other_case(folder: &Path, name: &str) -> Option<String> {
    if folder.join(name).exists() {
        return None;
    }
    let (mut folder, mut found) = (folder.to_owned(), Vec::new());
    if folder.as_os_str().is_empty() {
        folder.push(".");
    }
    for part in name.split('/') {
        let entries = std::fs::read_dir(&folder).ok()?;
        let mut names: Vec<String> =
            entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        names.retain(|own| own.eq_ignore_ascii_case(part));
        names.sort_unstable();
        let own = names.into_iter().next()?;
        folder.push(&own);
        found.push(own);
    }
    Some(found.join("/"))
}

fn is_inside(name: &str) -> bool {
    let path = Path::new(name);
    // A backslash is a folder separator on some systems only: a run folder must mean the same
    // everywhere.
    !name.is_empty()
        && !name.contains('\\')
        && path.components().all(|part| matches!(part, Component::Normal(_)))
}

fn read_text(path: &Path, name: &str) -> Result<String, Problem> {
    let bytes = detente_world::budget::read(path).map_err(|error| {
        let message = match error {
            WorldError::Missing { .. } => format!("there is no file `{name}`"),
            WorldError::Read { source, .. } => format!("cannot read `{name}`: {source}"),
            other => other.to_string(),
        };
        Problem::new(message, "")
    })?;
    decode(bytes, name)
}

/// UTF-8 with or without a byte order mark; other encodings are named where they can be told.
pub(crate) fn decode(bytes: Vec<u8>, name: &str) -> Result<String, Problem> {
    let encoding = match bytes.as_slice() {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        _ => None,
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let row = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            let what = encoding.unwrap_or("another encoding, perhaps Latin-1 or Shift JIS");
            let message = format!(
                "`{name}` is not UTF-8 (row {row}, byte {at} of the file): it is in {what}"
            );
            Err(Problem::new(message, "").hint("save the file as UTF-8"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_outside_the_folder_are_refused() {
        for name in ["../a.csv", "/etc/passwd", "a/../../b.csv", "", "a\\b.csv", "./../x"] {
            assert!(!is_inside(name), "{name}");
        }
        assert!(is_inside("tariff.csv") && is_inside("schedules/tariff.csv"));
    }

    #[test]
    fn names_with_backslashes_or_in_another_case_are_answered_with_the_name_to_write() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        std::fs::write(folder.path().join("data/rates.csv"), "x").unwrap();
        let read = |name: &str| Folder::Disk(folder.path().to_owned()).read(name);
        let hint = |name: &str| read(name).unwrap_err().hint.unwrap();
        assert_eq!(read("data/rates.csv").as_deref(), Ok("x"));
        assert!(hint("data\rates.csv").contains("write / between folders"));
        assert_eq!(hint("data\\rates.csv"), "write \"data/rates.csv\"");
        assert!(hint("data/Rates.CSV").starts_with("there is `data/rates.csv`"));
    }

    #[test]
    fn other_encodings_are_named() {
        let problem = decode(b"importer,exporter\nUSA,C\xf4te\n".to_vec(), "a.csv").unwrap_err();
        assert!(problem.message.contains("row 2"), "{}", problem.message);
        assert!(
            decode(vec![0xff, 0xfe, 0x41, 0x00], "a.csv").unwrap_err().message.contains("UTF-16")
        );
        assert_eq!(decode(b"\xef\xbb\xbfa".to_vec(), "a.csv").unwrap(), "a");
    }
}
