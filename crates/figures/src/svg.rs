//! How is a figure drawn as text?
//!
//! A few shapes of SVG, enough for bars and points; colours are classes, so that the page's light
//! and dark themes apply to them.

pub use detente_record::escape::html as escape;
use std::fmt::Write;

/// A figure under construction, in its own units.
pub struct Svg {
    width: f64,
    height: f64,
    body: String,
    label: String,
}

impl Svg {
    /// An empty figure; `label` is what a screen reader says of it.
    pub fn new(width: f64, height: f64, label: &str) -> Self {
        Self { width, height, body: String::new(), label: escape(label) }
    }

    /// A bar with a tooltip; without one where that is empty.
    pub fn bar(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        class: &str,
        tooltip: &str,
    ) {
        let title = if tooltip.is_empty() {
            String::new()
        } else {
            format!("<title>{}</title>", escape(tooltip))
        };
        // Writing to a String cannot fail.
        let _ = write!(
            self.body,
            r#"<rect class="{class}" x="{x:.1}" y="{y:.1}" width="{:.1}" height="{height:.1}">{title}</rect>"#,
            width.max(0.6)
        );
    }

    /// A line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        let _ = write!(
            self.body,
            r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#
        );
    }

    /// A circle with a tooltip.
    pub fn circle(&mut self, (x, y): (f64, f64), radius: f64, class: &str, tooltip: &str) {
        let tooltip = escape(tooltip);
        let _ = write!(
            self.body,
            r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="{radius:.1}"><title>{tooltip}</title></circle>"#
        );
    }

    /// A square on its corner with a tooltip.
    pub fn diamond(&mut self, (x, y): (f64, f64), radius: f64, class: &str, tooltip: &str) {
        let (left, right, top, bottom) = (x - radius, x + radius, y - radius, y + radius);
        let tooltip = escape(tooltip);
        let _ = write!(
            self.body,
            r#"<polygon class="{class}" points="{left:.1},{y:.1} {x:.1},{top:.1} {right:.1},{y:.1} {x:.1},{bottom:.1}"><title>{tooltip}</title></polygon>"#
        );
    }

    /// Text; `anchor` is `start`, `middle` or `end`.
    pub fn text(&mut self, (x, y): (f64, f64), anchor: &str, class: &str, text: &str) {
        let _ = write!(
            self.body,
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}">{}</text>"#,
            escape(text)
        );
    }

    /// A shape by its path, with a tooltip where there is something to say.
    pub fn path(&mut self, path: &str, class: &str, tooltip: &str) {
        if tooltip.is_empty() {
            let _ = write!(self.body, r#"<path class="{class}" d="{path}"/>"#);
        } else {
            let tooltip = escape(tooltip);
            let _ = write!(
                self.body,
                r#"<path class="{class}" d="{path}"><title>{tooltip}</title></path>"#
            );
        }
    }

    /// Finished markup, as it is: groups, patterns, what has a `style`.
    pub fn markup(&mut self, markup: &str) {
        self.body.push_str(markup);
    }

    /// The finished element.
    pub fn finish(self) -> String {
        self.finish_as("")
    }

    /// The finished element with a class.
    pub fn finish_as(self, class: &str) -> String {
        let Self { width, height, body, label } = self;
        let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
        format!(
            r#"<svg{class} viewBox="0 0 {width:.0} {height:.0}" role="img" aria-label="{label}">{body}</svg>"#
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_names_stays_text() {
        let mut svg = Svg::new(10.0, 10.0, r#"a "quoted" label"#);
        svg.text((0.0, 0.0), "start", "label", "<script>&");
        let text = svg.finish();
        assert!(
            text.contains("&lt;script&gt;&amp;") && text.contains("a &quot;quoted&quot; label"),
            "{text}"
        );
    }
}
