//! EXIOBASE 3: tab-separated matrices with two rows and columns of labels. Flows are in Z; where
//! there is only the matrix A of coefficients, the output x makes flows of them, Z_ij = A_ij x_j.

use super::header::{Buyer, Header, Seller, TAKE_AGAIN};
use super::rows::{Line, Rows, all};
use super::sums::Sums;
use crate::error::{WorldError, shown};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The files of one table.
pub(super) struct Files {
    /// Flows, or coefficients.
    main: PathBuf,
    coefficients: bool,
    y: PathBuf,
    x: Option<PathBuf>,
    /// Names and codes of products or industries.
    list: Option<PathBuf>,
}

/// A file beside others, by its name in any case.
pub(super) fn beside(folder: &Path, name: &str) -> Option<PathBuf> {
    let exact = folder.join(name);
    if exact.is_file() {
        return Some(exact);
    }
    let mut same: Vec<PathBuf> =
        std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    same.retain(|path| {
        path.file_name().is_some_and(|own| own.to_string_lossy().eq_ignore_ascii_case(name))
    });
    same.sort();
    same.into_iter().find(|path| path.is_file())
}

impl Files {
    /// Finds the files from a folder or one of the matrices.
    pub(super) fn find(path: &Path) -> Result<Self, WorldError> {
        let (folder, prefix) =
            if path.is_dir() { (path.to_path_buf(), String::new()) } else { split(path) };
        let find = |name: &str| beside(&folder, &format!("{prefix}{name}.txt"));
        let (z, a, y, x) = (find("Z"), find("A"), find("Y"), find("x"));
        let need = |what: &str| {
            WorldError::file(
                &shown(path),
                format!("EXIOBASE's table is not whole: {what}"),
                "unpack the publisher's archive and give the folder with Z.txt (or A.txt and x.txt) and Y.txt",
            )
        };
        let named = |name: &str| format!("{prefix}{name}.txt");
        let mut missing = Vec::new();
        if z.is_none() && a.is_none() {
            missing.push(format!("flows, the file `{}`", named("Z")));
        }
        if z.is_none() && a.is_some() && x.is_none() {
            let (a, x) = (named("A"), named("x"));
            missing.push(format!(
                "output, the file `{x}`, which makes flows of the coefficients in `{a}`"
            ));
        }
        if y.is_none() {
            missing.push(format!("final demand, the file `{}`", named("Y")));
        }
        let coefficients = z.is_none();
        let (Some(main), Some(y), true) = (z.or(a), y, missing.is_empty()) else {
            return Err(need(&format!("it lacks {}", missing.join(", and "))));
        };
        let list =
            ["products.txt", "industries.txt"].into_iter().find_map(|name| beside(&folder, name));
        Ok(Self { main, coefficients, y, x, list })
    }

    /// The header of the flows.
    pub(super) fn header(&self) -> Result<Header, WorldError> {
        let codes = self.list.as_deref().map(codes).transpose()?.unwrap_or_default();
        let mut rows = Rows::open(&self.main)?;
        let mut header = Header::default();
        labels(&mut rows, &codes, &mut header, false)?;
        let mut rows = Rows::open(&self.y)?;
        let mut finals = Header::default();
        labels(&mut rows, &codes, &mut finals, true)?;
        // The columns of final demand stand in a file of their own: here they are known so that
        // economies can be checked.
        for buyer in finals.columns {
            if let Buyer::Final { economy } = buyer {
                let code = &finals.economies.list[economy];
                let buyer = Buyer::Final { economy: header.economies.position(code) };
                header.push(code, buyer);
            }
        }
        Ok(header)
    }

    pub(super) fn file(&self) -> String {
        shown(&self.main)
    }

    /// Adds up flows, final demand and stated output.
    pub(super) fn fill(&self, sums: &mut Sums<'_>) -> Result<(), WorldError> {
        let codes = self.list.as_deref().map(codes).transpose()?.unwrap_or_default();
        let output = self.x.as_deref().map(|path| output(path, &codes, sums)).transpose()?;
        let mut rows = Rows::open(&self.main)?;
        let mut header = Header::default();
        labels(&mut rows, &codes, &mut header, false)?;
        let of =
            |node: usize| output.as_ref().and_then(|output| output.get(node).copied().flatten());
        let factor = |buyer: Buyer| match buyer {
            Buyer::Node(node) if self.coefficients => of(node).unwrap_or(f64::NAN),
            _ => 1.0,
        };
        let whole = sums.header;
        sums.matrix(&mut rows, &header, |line| seller(whole, &codes, line), factor)?;
        let mut rows = Rows::open(&self.y)?;
        let mut finals = Header::default();
        labels(&mut rows, &codes, &mut finals, true)?;
        let economies: Vec<usize> = finals
            .economies
            .list
            .iter()
            .map(|code| sums.header.economies.find(code).unwrap_or_default())
            .collect();
        for buyer in &mut finals.columns {
            if let Buyer::Final { economy } = buyer {
                *economy = economies[*economy];
            }
        }
        sums.matrix(&mut rows, &finals, |line| seller(whole, &codes, line), |_| 1.0)
    }
}

/// The folder of a matrix, and what stands before its letter in the name.
fn split(path: &Path) -> (PathBuf, String) {
    let folder = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
        .to_path_buf();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let prefix = stem
        .strip_suffix(['Z', 'A', 'Y', 'x', 'z', 'a', 'y', 'X'])
        .map(str::to_owned)
        .unwrap_or_default();
    (folder, prefix)
}

/// Whether rows begin as those of EXIOBASE do: two rows of labels over two columns of labels.
pub(super) fn is_labelled(lines: &[&Line]) -> bool {
    let [first, second, ..] = lines else { return false };
    let start = start(first);
    let word = |text: &str| !text.is_empty() && text.parse::<f64>().is_err();
    let filled = |line: &Line| (start..line.cells.len()).all(|at| word(line.cell(at)));
    (2..=3).contains(&start)
        && first.cells.len() > start
        && filled(first)
        && filled(second)
        && ["region", "country", ""].contains(&first.cell(0))
}

/// The first column of values: the first that names a region.
fn start(first: &Line) -> usize {
    (1..first.cells.len()).find(|at| !first.cell(*at).is_empty()).unwrap_or_default()
}

/// Regions of the rest of a continent: some of these codes mean islands elsewhere.
fn economy(code: &str) -> String {
    if ["WA", "WE", "WF", "WL", "WM"].contains(&code) {
        code.to_owned()
    } else {
        super::iso::alpha3(code)
    }
}

fn sector<'a>(codes: &'a HashMap<String, String>, name: &'a str) -> &'a str {
    codes.get(name).map_or(name, String::as_str)
}

/// Reads the rows of labels.
fn labels(
    rows: &mut Rows,
    codes: &HashMap<String, String>,
    header: &mut Header,
    finals: bool,
) -> Result<(), WorldError> {
    let (Some(regions), Some(sectors)) = (rows.next()?, rows.next()?) else {
        return Err(WorldError::file(&rows.file, "there are no rows of labels", TAKE_AGAIN));
    };
    let start = start(&regions);
    (0..start).for_each(|_| header.push("label", Buyer::Ignored));
    for at in start..regions.cells.len() {
        let (region, name) = (economy(regions.cell(at)), sectors.cell(at));
        let label = format!("{region}_{}", sector(codes, name));
        let buyer = if finals {
            Buyer::Final { economy: header.economies.position(&region) }
        } else {
            header.named.insert(sector(codes, name).to_owned(), name.to_owned());
            Buyer::Node(header.node(&label, &region, sector(codes, name)))
        };
        header.push(&label, buyer);
    }
    // Names of the label columns stand in a row of their own: it has no values.
    let named = rows
        .peek(1)?
        .front()
        .is_some_and(|line| (start..line.cells.len()).all(|at| line.cell(at).is_empty()));
    if named {
        rows.next()?;
    }
    Ok(())
}

fn label(codes: &HashMap<String, String>, line: &Line) -> String {
    format!("{}_{}", economy(line.cell(0)), sector(codes, line.cell(1)))
}

fn seller(header: &Header, codes: &HashMap<String, String>, line: &Line) -> Result<Seller, String> {
    let label = label(codes, line);
    header
        .find(&label)
        .map(Seller::Node)
        .ok_or_else(|| format!("row `{label}` has no column of that name"))
}

/// Output by node, from rows of region, sector, output.
fn output(
    path: &Path,
    codes: &HashMap<String, String>,
    sums: &mut Sums<'_>,
) -> Result<Vec<Option<f64>>, WorldError> {
    let mut found = vec![None; sums.header.nodes.len()];
    let file = shown(path);
    for line in all(path)? {
        let value = line.cell(line.cells.len().saturating_sub(1));
        match (sums.header.find(&label(codes, &line)), value.parse::<f64>()) {
            (Some(node), Ok(value)) if value.is_finite() => {
                found[node] = Some(value);
                sums.add(Seller::Node(node), Buyer::Total, value);
            }
            (Some(_), _) => {
                let (place, what) =
                    (format!("line {}", line.number), crate::table::raw::no_number(value));
                sums.problem(WorldError::Cell {
                    file: file.clone(),
                    place,
                    column: "indout".to_owned(),
                    what,
                });
            }
            (None, Ok(_)) => {
                let what = format!(
                    "line {}: `{}` is no column of the flows",
                    line.number,
                    label(codes, &line)
                );
                sums.problem(WorldError::file(&file, what, TAKE_AGAIN));
            }
            (None, Err(_)) => {}
        }
    }
    if let Some(node) = found.iter().position(Option::is_none) {
        let what = format!("there is no output of `{}`", sums.header.nodes[node].label);
        return Err(WorldError::file(&file, what, TAKE_AGAIN));
    }
    Ok(found)
}

/// Short codes of products or industries by their names, where the archive's list tells them.
fn codes(path: &Path) -> Result<HashMap<String, String>, WorldError> {
    let lines = all(path)?;
    let Some(head) = lines.first() else { return Ok(HashMap::new()) };
    let find = |name: &str| head.cells.iter().position(|own| own.trim() == name);
    let (Some(name), Some(code)) = (find("Name"), find("CodeNr")) else {
        return Ok(HashMap::new());
    };
    Ok(lines
        .iter()
        .skip(1)
        .map(|line| (line.cell(name).to_owned(), line.cell(code).to_owned()))
        .collect())
}
