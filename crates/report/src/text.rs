//! How are columns set on a terminal?

use detente_record::escape;

/// What text is set for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Whether bold and faint lines help; they add nothing else.
    pub colour: bool,
    /// Characters of a line.
    pub width: usize,
}

impl Screen {
    /// Characters of a line where nobody knows how wide the screen is.
    pub const USUAL: usize = 100;

    /// A file or another program: no emphasis, lines of the usual width.
    #[must_use]
    pub fn plain() -> Self {
        Self { colour: false, width: Self::USUAL }
    }
}

/// Lines of text for a screen.
pub(crate) struct Text {
    lines: String,
    screen: Screen,
}

impl Text {
    pub fn new(screen: Screen) -> Self {
        Self { lines: String::new(), screen }
    }

    /// Characters of a line.
    pub fn width(&self) -> usize {
        self.screen.width
    }

    /// Room for a name that has `usual` characters on a screen of the usual width: what the screen
    /// is wider goes to the name, and down to `least` what it is narrower.
    pub fn room(&self, usual: usize, least: usize) -> usize {
        (usual + self.screen.width).saturating_sub(Screen::USUAL).max(least)
    }

    /// One line; what names and titles bring along shows, and does nothing.
    pub fn line(&mut self, line: &str) {
        self.push(&escape::line(line.trim_end()));
    }

    /// A space that may not break is a space where lines are set, as `grep` wants it.
    fn push(&mut self, line: &str) {
        self.lines.push_str(&line.replace('\u{a0}', " "));
        self.lines.push('\n');
    }

    pub fn blank(&mut self) {
        self.lines.push('\n');
    }

    pub fn bold(&mut self, line: &str) {
        self.styled("1", line);
    }

    pub fn faint(&mut self, line: &str) {
        self.styled("2", line);
    }

    fn styled(&mut self, style: &str, line: &str) {
        if self.screen.colour {
            self.push(&format!("\u{1b}[{style}m{}\u{1b}[0m", escape::line(line.trim_end())));
        } else {
            self.line(line);
        }
    }

    pub fn into_string(self) -> String {
        self.lines
    }
}

/// `text` cut to `width` characters, an ellipsis where something is missing.
pub(crate) fn fit(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return format!("{text:<width$}");
    }
    let kept: String = text.chars().take(width.saturating_sub(3)).collect();
    format!("{:<width$}", format!("{}...", kept.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_short_ones_padded() {
        assert_eq!(fit("Japan", 8), "Japan   ");
        assert_eq!(fit("Electrical equipment", 10), "Electri...");
    }
}
