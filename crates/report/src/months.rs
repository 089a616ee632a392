//! When are stocks out, in words?

use detente_figures::Band;

fn weeks(value: f64) -> String {
    if value.is_finite() { format!("{value:.0}") } else { "never".to_owned() }
}

/// "out after 9 to 17 weeks", or that they are not within the scenario.
pub(crate) fn out_after(band: Band) -> String {
    match (band.low.is_finite(), band.high.is_finite()) {
        (false, _) => "not out within the scenario".to_owned(),
        (true, false) => format!("out after {} weeks at the earliest, or never", weeks(band.low)),
        (true, true) => format!("out after {} weeks", band.span(weeks)),
    }
}
