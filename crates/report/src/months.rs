//! When are stocks out, in words?

use detente_figures::Band;
use detente_figures::number::week;

/// "out after 9 to 17 weeks", or that they are not within the scenario.
pub(crate) fn out_after(band: Band) -> String {
    match (band.low.is_finite(), band.high.is_finite()) {
        (false, _) => "not out within the scenario".to_owned(),
        (true, false) => format!("out after {} weeks at the earliest, or never", week(band.low)),
        (true, true) => format!("out after {} weeks", band.span(week)),
    }
}
