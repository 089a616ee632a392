//! Which arcs make the outline of each economy? Reads a TopoJSON file of countries.
//!
//! TopoJSON: an arc is a list of steps in whole units, turned into degrees by `transform`; a ring
//! is a list of positions of arcs, a position `~n` (that is, negative) the arc n backwards.

use super::projection::Frame;
use super::simplify::{Place, Point};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct File {
    transform: Transform,
    arcs: Vec<Vec<(i64, i64)>>,
    objects: Objects,
}

#[derive(Deserialize)]
struct Transform {
    scale: (f64, f64),
    translate: (f64, f64),
}

#[derive(Deserialize)]
struct Objects {
    countries: Countries,
}

#[derive(Deserialize)]
struct Countries {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(default)]
    id: String,
    #[serde(flatten)]
    outline: Outline,
}

#[derive(Deserialize)]
#[serde(tag = "type", content = "arcs")]
enum Outline {
    Polygon(Vec<Vec<i64>>),
    MultiPolygon(Vec<Vec<Vec<i64>>>),
}

/// One economy, or a territory without a code.
pub struct Shape {
    /// ISO 3166 alpha-3; empty where there is none.
    pub code: String,
    /// Outlines and holes, each a list of positions of arcs.
    pub rings: Vec<Vec<i64>>,
}

/// Arcs in degrees and the shapes made of them.
pub struct Topology {
    /// Longitude and latitude, arc by arc.
    pub arcs: Vec<Vec<Place>>,
    /// In the order of the file.
    pub shapes: Vec<Shape>,
}

/// Reads the text of a file; `codes` from ISO numeric to alpha-3.
pub fn read(text: &str, codes: &BTreeMap<String, String>) -> Result<Topology, String> {
    let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let arcs: Vec<Vec<Place>> = file.arcs.iter().map(|arc| degrees(arc, &file.transform)).collect();
    let shape = |geometry: Geometry| {
        let code = if geometry.id.is_empty() {
            String::new()
        } else {
            let code = codes.get(&geometry.id);
            code.cloned().ok_or_else(|| {
                format!("there is no code for `{}` in data/map/codes.csv", geometry.id)
            })?
        };
        let rings: Vec<Vec<i64>> = match geometry.outline {
            Outline::Polygon(rings) => rings,
            Outline::MultiPolygon(parts) => parts.into_iter().flatten().collect(),
        };
        let known = |at: &i64| {
            usize::try_from(if *at < 0 { !at } else { *at }).is_ok_and(|at| at < arcs.len())
        };
        if !rings.iter().flatten().all(known) {
            return Err(format!("`{code}` names an arc that is not there"));
        }
        Ok(Shape { code, rings })
    };
    let shapes =
        file.objects.countries.geometries.into_iter().map(shape).collect::<Result<_, String>>()?;
    Ok(Topology { arcs, shapes })
}

fn degrees(arc: &[(i64, i64)], transform: &Transform) -> Vec<Place> {
    let mut at = (0i64, 0i64);
    let place = |step: &(i64, i64)| {
        at = (at.0 + step.0, at.1 + step.1);
        let turn = |value: i64, scale: f64, origin: f64| (value as f64).mul_add(scale, origin);
        (
            turn(at.0, transform.scale.0, transform.translate.0),
            turn(at.1, transform.scale.1, transform.translate.1),
        )
    };
    arc.iter().map(place).collect()
}

/// A ring on the sheet, open (the first point is not repeated), from thinned arcs.
///
/// Arcs that cross 180 degrees jump by a whole turn: each point is taken where it is nearest to the
/// one before, then the ring as a whole is turned onto the sheet.
pub fn ring(arcs: &[Vec<Place>], ring: &[i64], frame: &Frame) -> Vec<Point> {
    let mut places: Vec<Place> = Vec::new();
    for position in ring {
        let arc = &arcs[if *position < 0 { !position } else { *position } as usize];
        let mut push = |place: &Place| {
            let before = places.last().map_or(place.0, |before| before.0);
            places.push((place.0 - 360.0 * ((place.0 - before) / 360.0).round(), place.1));
        };
        if *position < 0 {
            arc.iter().rev().for_each(&mut push)
        } else {
            arc.iter().for_each(&mut push)
        }
    }
    let turned = Frame::turn(places.iter().map(|place| place.0));
    let mut points: Vec<Point> = Vec::new();
    for place in places {
        let (x, y) = frame.place(place, turned);
        let point = (x.round() as i32, y.round() as i32);
        if points.last() != Some(&point) {
            points.push(point);
        }
    }
    if points.len() > 1 && points.first() == points.last() {
        points.pop();
    }
    points
}
