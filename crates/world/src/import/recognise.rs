//! Which published layout is this? Told by the content, so that a wrong or missing name of the
//! table is answered with the right one.

use super::labels::{self, Part};
use super::layout::Layout;
use super::options::ImportFormat;
use super::rows::{Line, Rows};
use super::{eora, exiobase, flat, wiod};
use crate::error::{WorldError, shown};
use std::path::Path;

/// The layout of a file or folder.
///
/// # Errors
/// If it is none that is read, or another than `wanted`: then the message says which.
pub(super) fn layout(path: &Path, wanted: ImportFormat) -> Result<Layout, WorldError> {
    let found = if path.is_dir() { of_folder(path) } else { of_file(path)? };
    match found {
        Some(layout) if wanted == ImportFormat::Auto || layout.format() == wanted => Ok(layout),
        Some(layout) => {
            let name = layout.format().name();
            let what = format!("this is {}, not `{}`", layout.format().title(), wanted.name());
            Err(WorldError::file(
                &shown(path),
                what,
                format!("write `world import {name}`, or `auto`"),
            ))
        }
        None => Err(unknown(path, wanted)),
    }
}

fn unknown(path: &Path, wanted: ImportFormat) -> WorldError {
    let what = match wanted {
        ImportFormat::Auto => "its layout is none of those that are read".to_owned(),
        wanted => format!("it holds no table of `{}`", wanted.name()),
    };
    let hint = "docs/worlds.md lists each layout and the file to download; a table of your own is best written as a world pack";
    WorldError::file(&shown(path), what, hint)
}

fn of_folder(folder: &Path) -> Option<Layout> {
    let has = |name: &str| exiobase::beside(folder, name).is_some();
    if has("Z.txt") || has("A.txt") {
        return Some(Layout::Exiobase);
    }
    let names = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names = names.filter(|name| name.ends_with("_T.txt") || name.ends_with("-T.txt"));
    names.any(|name| !name.starts_with("labels")).then_some(Layout::Eora)
}

fn of_file(path: &Path) -> Result<Option<Layout>, WorldError> {
    let mut rows = Rows::open(path)?;
    let ahead: Vec<&Line> = rows.peek(wiod::ABOVE)?.iter().collect();
    let Some(first) = ahead.first() else { return Ok(None) };
    if let Some(corner) = wiod::corner(&ahead) {
        return Ok(Some(Layout::WiodSheet { new: wiod::is_2016(&ahead, corner) }));
    }
    if flat::places(first).is_some() {
        return Ok(Some(Layout::FigaroFlat));
    }
    let has = |name: &str| first.cells.iter().any(|cell| cell.trim() == name);
    if has("IndustryCode") && has("RNr") {
        return Ok(Some(Layout::Wiod2016));
    }
    if exiobase::is_labelled(&ahead) {
        return Ok(Some(Layout::Exiobase));
    }
    let numbers =
        first.cells.len() > 1 && first.cells.iter().all(|cell| cell.trim().parse::<f64>().is_ok());
    if numbers && eora::is_named(path) {
        return Ok(Some(Layout::Eora));
    }
    Ok(by_labels(first))
}

/// By the final demand among the labels: each publisher has its own codes.
fn by_labels(first: &Line) -> Option<Layout> {
    let labels = || first.cells.iter().skip(1).map(str::trim);
    let finals = |layout: Layout| {
        labels().filter(|label| matches!(labels::part(layout, label), Some(Part::Final(_)))).count()
    };
    let known = [Layout::Figaro, Layout::Oecd, Layout::Wiod2013]
        .into_iter()
        .map(|layout| (finals(layout), layout));
    let (count, layout) = known.rev().max_by_key(|(count, _)| *count)?;
    (count > 0).then_some(layout)
}
