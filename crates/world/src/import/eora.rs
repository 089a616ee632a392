//! Eora26: matrices of numbers only, `Eora26_2015_bp_T.txt`, `_FD.txt` and `_VA.txt`; their labels
//! stand in `labels_T.txt` and `labels_FD.txt`.

use super::exiobase::beside;
use super::header::{Buyer, Header, Seller, TAKE_AGAIN};
use super::rows::{Line, Rows, all};
use super::sums::Sums;
use crate::error::{WorldError, shown};
use std::path::{Path, PathBuf};

/// The files of one table.
pub(super) struct Files {
    flows: PathBuf,
    finals: PathBuf,
    value_added: Option<PathBuf>,
    labels: PathBuf,
    final_labels: PathBuf,
}

/// What a line of labels means.
#[derive(Clone, PartialEq)]
enum Label {
    Node(usize),
    Nobody,
}

impl Files {
    /// Finds the files from a folder or the matrix of flows.
    pub(super) fn find(path: &Path) -> Result<Self, WorldError> {
        let (folder, prefix) = if path.is_dir() { of_folder(path)? } else { split(path) };
        let find = |name: &str| beside(&folder, &format!("{prefix}{name}.txt"));
        let labels = |name: &str| {
            let places = [
                folder.clone(),
                folder.join("indices"),
                folder.join(".."),
                folder.join("../indices"),
            ];
            places.iter().find_map(|place| beside(place, name))
        };
        let need = |name: &str| {
            WorldError::file(
                &shown(path),
                format!("Eora26's table is not whole: the file `{name}` is missing"),
                "put the year's _T, _FD and _VA files and the publisher's labels_T.txt and labels_FD.txt into one folder and give it",
            )
        };
        Ok(Self {
            flows: find("T").ok_or_else(|| need(&format!("{prefix}T.txt")))?,
            finals: find("FD").ok_or_else(|| need(&format!("{prefix}FD.txt")))?,
            value_added: find("VA"),
            labels: labels("labels_T.txt").ok_or_else(|| need("labels_T.txt"))?,
            final_labels: labels("labels_FD.txt").ok_or_else(|| need("labels_FD.txt"))?,
        })
    }

    pub(super) fn file(&self) -> String {
        shown(&self.flows)
    }

    pub(super) fn header(&self) -> Result<Header, WorldError> {
        let mut header = Header::default();
        for line in all(&self.labels)? {
            match node(&mut header, &line) {
                Label::Node(node) => {
                    header.push(&header.nodes[node].label.clone(), Buyer::Node(node))
                }
                Label::Nobody => header.push("statistical discrepancies", Buyer::Discrepancy),
            }
        }
        for line in all(&self.final_labels)? {
            let buyer = if nobody(&line) {
                Buyer::Discrepancy
            } else {
                Buyer::Final { economy: header.economies.position(line.cell(1)) }
            };
            header.push(&format!("{} {}", line.cell(1), line.cell(3)), buyer);
        }
        Ok(header)
    }

    pub(super) fn fill(&self, sums: &mut Sums<'_>) -> Result<(), WorldError> {
        let whole = sums.header;
        let count = all(&self.labels)?.len();
        let sellers: Vec<Seller> = whole.columns[..count]
            .iter()
            .map(|buyer| {
                if let Buyer::Node(node) = buyer {
                    Seller::Node(*node)
                } else {
                    Seller::Discrepancy
                }
            })
            .collect();
        matrix(sums, &self.flows, 0, count, &sellers)?;
        matrix(sums, &self.finals, count, whole.columns.len(), &sellers)?;
        match &self.value_added {
            Some(path) => costs(sums, path, count),
            None => Ok(()),
        }
    }
}

/// Adds a matrix of numbers whose columns are `first..end` of the header, row by row.
fn matrix(
    sums: &mut Sums<'_>,
    path: &Path,
    first: usize,
    end: usize,
    sellers: &[Seller],
) -> Result<(), WorldError> {
    let part = sums.header.part(first..end);
    let mut rows = Rows::open(path)?;
    sums.restart();
    let mut count = 0;
    while let Some(line) = rows.next()? {
        if let Some(seller) = sellers.get(count) {
            sums.row(&rows.file, &line, *seller, &part, |_| 1.0);
        }
        count += 1;
    }
    if count != sellers.len() {
        let what = format!("it has {count} rows and labels_T.txt has {}", sellers.len());
        sums.problem(WorldError::file(&rows.file, what, TAKE_AGAIN));
    }
    Ok(())
}

fn costs(sums: &mut Sums<'_>, path: &Path, count: usize) -> Result<(), WorldError> {
    let part = sums.header.part(0..count);
    let mut rows = Rows::open(path)?;
    while let Some(line) = rows.next()? {
        sums.row(&rows.file, &line, Seller::Cost, &part, |_| 1.0);
    }
    Ok(())
}

/// A line of labels: country, code, `Industries`, sector.
fn node(header: &mut Header, line: &Line) -> Label {
    if nobody(line) {
        return Label::Nobody;
    }
    let (country, code, sector) = (line.cell(0), line.cell(1), line.cell(3));
    header.named.insert(code.to_owned(), country.to_owned());
    Label::Node(header.node(&format!("{code}_{sector}"), code, sector))
}

/// What Eora calls statistical discrepancies is no economy.
fn nobody(line: &Line) -> bool {
    line.cell(0).to_lowercase().starts_with("statistical discrep")
}

/// Whether the name of a file of numbers is that of the flows of Eora26.
pub(super) fn is_named(path: &Path) -> bool {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    stem.contains("ora") || beside(&split(path).0, "labels_T.txt").is_some()
}

fn split(path: &Path) -> (PathBuf, String) {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
        .to_path_buf();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ends = ["FD", "VA", "T"].into_iter().find_map(|end| stem.strip_suffix(end));
    (folder, ends.unwrap_or_default().to_owned())
}

/// The one table of flows of a folder.
fn of_folder(folder: &Path) -> Result<(PathBuf, String), WorldError> {
    let entries = std::fs::read_dir(folder).map_err(|source| WorldError::read(folder, source))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut tables: Vec<String> =
        names.filter(|name| name.ends_with("T.txt") && !name.starts_with("labels")).collect();
    tables.sort();
    match tables.as_slice() {
        [one] => Ok((folder.to_path_buf(), one.trim_end_matches("T.txt").to_owned())),
        [] => Err(WorldError::file(
            &shown(folder),
            "there is no Eora26_YEAR_bp_T.txt",
            "give the folder of one year",
        )),
        many => Err(WorldError::file(
            &shown(folder),
            format!("there are several years: {}", many.join(", ")),
            "give one of these files",
        )),
    }
}
