//! Where does a place on the globe fall on an equal-area sheet?
//!
//! The Equal Earth projection of Savric, Patterson and Jenny (2018), "The Equal Earth map
//! projection", International Journal of Geographical Information Science 33(3), equations 3 and 4,
//! with `lambda` counted from the central meridian:
//!
//! ```text
//! sin theta = sqrt(3)/2 sin phi
//! x = 2 sqrt(3) lambda cos theta / ( 3 (9 A4 theta^8 + 7 A3 theta^6 + 3 A2 theta^2 + A1) )
//! y = A4 theta^9 + A3 theta^7 + A2 theta^3 + A1 theta
//! ```
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | lambda, phi | `longitude`, `latitude` | degrees here, radians in the formula |
//! | theta | `parametric` | radians |
//! | A1 .. A4 | `A` | |

const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
/// Through the Bering Strait on the other side of the globe, so that only outlying islands are cut
/// off.
const CENTRAL_MERIDIAN: f64 = 11.0;
/// North of Greenland and south of Tierra del Fuego.
const TOP: f64 = 83.7;
const BOTTOM: f64 = -56.5;

/// Coordinates of equations 3 and 4 for an angle from the central meridian.
fn equal_earth(longitude: f64, latitude: f64) -> (f64, f64) {
    let root = 3f64.sqrt();
    let parametric = (root / 2.0 * latitude.to_radians().sin()).asin();
    let square = parametric * parametric;
    let sixth = square.powi(3);
    let below = 3.0 * (A[0] + 3.0 * A[1] * square + sixth * (7.0 * A[2] + 9.0 * A[3] * square));
    let x = 2.0 * root * longitude.to_radians() * parametric.cos() / below;
    let y = parametric * (A[0] + A[1] * square + sixth * (A[2] + A[3] * square));
    (x, y)
}

/// The sheet: scale and origin.
pub struct Frame {
    scale: f64,
    half: f64,
    top: f64,
    bottom: f64,
}

impl Frame {
    /// A sheet on which the equator is `width` units long.
    pub fn of(width: f64) -> Self {
        let half = equal_earth(180.0, 0.0).0;
        Self {
            scale: width / (2.0 * half),
            half,
            top: equal_earth(0.0, TOP).1,
            bottom: equal_earth(0.0, BOTTOM).1,
        }
    }

    /// Height of the sheet in units.
    pub fn height(&self) -> f64 {
        (self.scale * (self.top - self.bottom)).ceil()
    }

    /// Units from the left and from the top; `turned` are degrees added so that a part beyond the
    /// edge joins the other side.
    pub fn place(&self, (longitude, latitude): (f64, f64), turned: f64) -> (f64, f64) {
        let (x, y) = equal_earth(longitude + turned - CENTRAL_MERIDIAN, latitude);
        (self.scale * (x + self.half), self.scale * (self.top - y))
    }

    /// Degrees to add to a ring so that its middle lies on the sheet.
    pub fn turn(longitudes: impl Iterator<Item = f64> + Clone) -> f64 {
        let (west, east) = (
            longitudes.clone().fold(f64::INFINITY, f64::min),
            longitudes.fold(f64::NEG_INFINITY, f64::max),
        );
        -360.0 * ((f64::midpoint(west, east) - CENTRAL_MERIDIAN) / 360.0).round()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numeric check of the authors' reference code: x(180, 0) = 2.706630, y(0, 90) = 1.317363.
    #[test]
    fn the_ends_of_the_equator_and_the_pole_are_where_the_paper_has_them() {
        assert!((equal_earth(180.0, 0.0).0 - 2.706_630).abs() < 1e-6);
        assert!((equal_earth(0.0, 90.0).1 - 1.317_363).abs() < 1e-6);
    }

    /// Equal areas: a small square covers cos(latitude) times the same everywhere (the Jacobian is
    /// constant on the sphere).
    #[test]
    fn areas_are_equal_everywhere() {
        let step = 1e-4;
        for (longitude, latitude) in
            [(0.0, 0.0), (100.0, 35.0), (-60.0, -50.0), (20.0, 80.0), (170.0, -10.0)]
        {
            let at = equal_earth(longitude, latitude);
            let (east, north) =
                (equal_earth(longitude + step, latitude), equal_earth(longitude, latitude + step));
            let jacobian = (east.0 - at.0) * (north.1 - at.1) - (east.1 - at.1) * (north.0 - at.0);
            let sphere = step.to_radians().powi(2) * f64::to_radians(latitude).cos();
            assert!(
                (jacobian / sphere - 1.0).abs() < 1e-4,
                "{longitude} {latitude}: {}",
                jacobian / sphere
            );
        }
    }
}
