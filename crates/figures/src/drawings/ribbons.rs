//! How is a flow between two nodes drawn as a band: its shape, and whether it has gained or lost?

use crate::svg::{Svg, escape};

/// Bands thinner than this are not drawn; they count in their nodes.
const THINNEST: f64 = 0.15;

/// Which of two drawings a band is on: before, or under the shock with what has gained and lost
/// told apart by colour and hatching.
#[derive(Clone, Copy)]
pub(crate) struct Drawing<'a> {
    /// Zero before, one then.
    pub at: usize,
    /// Anchor of the figure, which names its hatching.
    pub id: &'a str,
}

/// A band: both quantities, its thickness on this drawing, and where it begins and ends (x, then
/// top).
pub(crate) struct Ribbon {
    pub quantity: [f64; 2],
    pub thick: f64,
    pub from: (f64, f64),
    pub to: (f64, f64),
}

impl Drawing<'_> {
    /// The hatching of bands that lose; the drawing before needs none.
    pub fn hatching(self, svg: &mut Svg) {
        if self.at == 1 {
            let id = self.id;
            svg.markup(&format!(
                r#"<defs><pattern id="{id}-less" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="less-back" width="6" height="6"/><rect class="hatch" width="1" height="6"/></pattern></defs>"#
            ));
        }
    }

    fn style(self, [before, then]: [f64; 2]) -> String {
        match then - before {
            change if self.at == 0 || change.abs() < 0.01 * before => {
                r#"class="ribbon""#.to_owned()
            }
            change if change < 0.0 => {
                format!(r#"class="ribbon" style="fill:url(#{}-less)""#, self.id)
            }
            _ => r#"class="ribbon more""#.to_owned(),
        }
    }

    /// Draws a band unless it is too thin to be seen.
    pub fn ribbon(self, svg: &mut Svg, ribbon: &Ribbon, tooltip: &str) {
        let Ribbon { quantity, thick, from: (left, start), to: (right, end) } = *ribbon;
        if thick < THINNEST {
            return;
        }
        let (style, middle) = (self.style(quantity), f64::midpoint(left, right));
        svg.markup(&format!(
            r#"<path {style} d="M{left:.1} {start:.1}C{middle:.1} {start:.1} {middle:.1} {end:.1} {right:.1} {end:.1}v{thick:.2}C{middle:.1} {:.1} {middle:.1} {:.1} {left:.1} {:.1}z"><title>{}</title></path>"#,
            end + thick,
            start + thick,
            start + thick,
            escape(tooltip)
        ));
    }
}

/// Top of each node of a column that begins at `top`, with a gap between them.
pub(crate) fn tops(heights: &[f64], top: f64, gap: f64) -> Vec<f64> {
    let mut next = top;
    let place = |height: &f64| {
        let own = next;
        next += height + gap;
        own
    };
    heights.iter().map(place).collect()
}
