//! Where is each economy on a map, and what does its outline look like?
//!
//! Reads `data/map/world.json`, which is inside the program; `data/map/README.md` says how it was
//! made.

use crate::error::FiguresError;
use serde::Deserialize;

const WORLD: &str = include_str!("../../../../data/map/world.json");

/// One economy, or a territory without a code.
#[derive(Debug, Deserialize)]
pub(crate) struct Shape {
    /// ISO 3166 alpha-3; empty where there is none.
    pub economy: String,
    /// Place of marks and labels, in units of the sheet.
    pub x: f64,
    pub y: f64,
    /// In square units of the sheet.
    pub area: f64,
    /// Outline as an SVG path.
    pub path: String,
    /// The same with fewer points; empty where nothing of it would be seen.
    pub coarse: String,
}

/// The sheet and all that is on it.
#[derive(Debug, Deserialize)]
pub(crate) struct Atlas {
    pub width: f64,
    pub height: f64,
    pub shapes: Vec<Shape>,
}

/// The map of the world.
///
/// # Errors
/// If the file inside the program is damaged: a mistake of ours.
pub(crate) fn atlas() -> Result<Atlas, FiguresError> {
    Ok(serde_json::from_str(WORLD)?)
}

impl Atlas {
    /// The place of an economy; none for groups and for what is not on the map.
    pub fn place(&self, economy: &str) -> Option<(f64, f64)> {
        self.shapes.iter().find(|shape| shape.economy == economy).map(|shape| (shape.x, shape.y))
    }

    /// All land as one coarse path.
    pub fn land(&self) -> String {
        self.shapes.iter().map(|shape| shape.coarse.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_a_place_on_the_sheet_and_small_economies_are_there() {
        let atlas = atlas().unwrap();
        for shape in &atlas.shapes {
            assert!(
                (0.0..=atlas.width).contains(&shape.x) && (0.0..=atlas.height).contains(&shape.y),
                "{shape:?}"
            );
            assert!(shape.path.starts_with('M') && shape.path.ends_with('z'), "{}", shape.economy);
        }
        for code in ["USA", "JPN", "CHN", "SGP", "MLT", "HKG", "LUX", "TWN", "STP"] {
            assert!(atlas.place(code).is_some(), "{code}");
        }
        let at = |code| atlas.place(code).unwrap();
        assert!(
            at("USA").0 < at("DEU").0 && at("DEU").0 < at("JPN").0 && at("NOR").1 < at("ZAF").1
        );
    }
}
