//! Where on a sheet of paper does each economy lie? Builds `data/map/world.json` from the outlines
//! of Natural Earth.
//!
//! 1. Read: the arcs of the TopoJSON file and the rings of each economy (`topology`); codes from
//!    `data/map/codes.csv`.
//! 2. Project: Equal Earth, central meridian 11 degrees east, where no economy but the tip of
//!    Siberia is cut (`projection`).
//! 3. Simplify: arc by arc, so that neighbours keep one border (`simplify`), once fine and once
//!    coarse; specks of islands go.
//! 4. Write: per economy a place for marks and labels, its area, and its outline as the text of an
//!    SVG path.

mod projection;
mod simplify;
mod topology;

use simplify::{Point, area, innermost, thinned};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use topology::{Shape, Topology};

/// Width of the sheet in its own units.
const WIDTH: f64 = 3000.0;
/// Area of the triangle that a point must span to stay, fine and coarse, in square units.
const FINE: f64 = 8.0;
const COARSE: f64 = 90.0;
/// Smallest island that is drawn, fine and coarse; of each economy the largest part stays anyhow.
const FINE_ISLAND: f64 = 12.0;
const COARSE_ISLAND: f64 = 260.0;
/// Not drawn: nobody trades there, and it takes a fifth of the sheet.
const LEFT_OUT: [&str; 2] = ["ATA", "ATF"];
const SOURCE: &str =
    "Natural Earth (public domain), by world-atlas 2.0.2, countries-50m.json (ISC)";

/// Why the map could not be built.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// A file cannot be read or written.
    #[error("cannot open `{path}`: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The outlines are not what they should be.
    #[error("`{path}`: {what}; take countries-50m.json of the npm package world-atlas 2.0.2")]
    Outlines {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The list of codes is not what it should be.
    #[error("`{path}`: {error}")]
    Codes {
        /// The file.
        path: PathBuf,
        /// Why.
        error: csv::Error,
    },
}

/// Writes `folder/world.json` from the outlines, or with `only_check` compares it with what is
/// there.
///
/// Returns whether the file there is (now) the built one.
pub fn run(outlines: &Path, folder: &Path, only_check: bool) -> Result<bool, MapError> {
    let codes = codes(&folder.join("codes.csv"))?;
    let text = std::fs::read_to_string(outlines)
        .map_err(|error| MapError::File { path: outlines.to_owned(), error })?;
    let wrong = |what: String| MapError::Outlines { path: outlines.to_owned(), what };
    let topology = topology::read(&text, &codes).map_err(wrong)?;
    let page = page(&topology);
    let path = folder.join("world.json");
    if only_check {
        let same = std::fs::read(&path).is_ok_and(|committed| committed == page.as_bytes());
        println!(
            "data/map/world.json {}",
            if same { "is what the outlines give" } else { "differs: build it again" }
        );
        return Ok(same);
    }
    let parts = path.with_extension("json.part");
    std::fs::write(&parts, &page)
        .and_then(|()| std::fs::rename(&parts, &path))
        .map_err(|error| MapError::File { path, error })?;
    println!("data/map/world.json: {} bytes, {} shapes", page.len(), topology.shapes.len());
    Ok(true)
}

/// ISO 3166 numeric to alpha-3.
fn codes(path: &Path) -> Result<BTreeMap<String, String>, MapError> {
    let wrong = |error| MapError::Codes { path: path.to_owned(), error };
    let mut reader = csv::Reader::from_path(path).map_err(wrong)?;
    reader.deserialize().collect::<Result<_, csv::Error>>().map_err(wrong)
}

/// One detail: its arcs and the smallest part that is kept.
struct Detail {
    arcs: Vec<Vec<simplify::Place>>,
    island: f64,
}

fn page(topology: &Topology) -> String {
    let frame = projection::Frame::of(WIDTH);
    let detail = |least: f64, island: f64| Detail {
        arcs: topology.arcs.iter().map(|arc| thinned(arc, &frame, least)).collect(),
        island,
    };
    let (fine, coarse) = (detail(FINE, FINE_ISLAND), detail(COARSE, COARSE_ISLAND));
    let mut shapes: Vec<(String, String)> = Vec::new();
    for shape in topology.shapes.iter().filter(|shape| !LEFT_OUT.contains(&shape.code.as_str())) {
        let (detailed, rough) = (rings(shape, &fine, &frame), rings(shape, &coarse, &frame));
        let Some(largest) = detailed.first() else { continue };
        let (x, y) = innermost(largest);
        let whole: f64 = detailed.iter().map(|ring| area(ring)).sum();
        let line = format!(
            r#"{{"economy":"{}","x":{x},"y":{y},"area":{whole:.0},"path":"{}","coarse":"{}"}}"#,
            shape.code,
            path(&detailed),
            path(&rough)
        );
        shapes.push((shape.code.clone(), line));
    }
    shapes.sort();
    let list: Vec<&str> = shapes.iter().map(|(_, line)| line.as_str()).collect();
    format!(
        "{{\"source\":\"{SOURCE}\",\"projection\":\"Equal Earth, central meridian 11 degrees east\",\"width\":{WIDTH:.0},\"height\":{:.0},\"shapes\":[\n{}\n]}}\n",
        frame.height(),
        list.join(",\n")
    )
}

/// The rings of a shape, largest first, without specks.
fn rings(shape: &Shape, detail: &Detail, frame: &projection::Frame) -> Vec<Vec<Point>> {
    let whole = shape.rings.iter().map(|ring| topology::ring(&detail.arcs, ring, frame));
    let mut rings: Vec<Vec<Point>> = whole.filter(|ring| ring.len() > 2).collect();
    rings.sort_by(|a, b| area(b).total_cmp(&area(a)).then_with(|| a.cmp(b)));
    let mut first = true;
    rings.retain(|ring| std::mem::take(&mut first) || area(ring) >= detail.island);
    rings
}

/// The text of an SVG path: a start and steps for each ring.
fn path(rings: &[Vec<Point>]) -> String {
    let mut text = String::new();
    for ring in rings {
        let mut before: Option<Point> = None;
        for &(x, y) in ring {
            // Writing to a String cannot fail.
            let _ = match before {
                None => write!(text, "M{x} {y}l"),
                Some((from_x, from_y)) => {
                    write!(text, "{}{}", step(x - from_x, &text), step(y - from_y, "0"))
                }
            };
            before = Some((x, y));
        }
        text.push('z');
    }
    text
}

/// A step as text, a space before it where the sign does not part it from what stands before.
fn step(value: i32, before: &str) -> String {
    if value < 0 || before.ends_with('l') { value.to_string() } else { format!(" {value}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_every_point_once() {
        assert_eq!(path(&[vec![(1, 2), (4, 0), (4, 5)]]), "M1 2l3-2 0 5z");
    }
}
