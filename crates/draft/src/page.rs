//! Is a text a web page, and which words does it show? A library reads the page; scripts and styles
//! are no words.

use crate::DraftError;
use html2text::config::with_decorator;
use html2text::render::TrivialDecorator;
use std::borrow::Cow;

/// Wide enough that no paragraph is broken.
const WIDTH: usize = 1_000_000;
/// The most elements inside one another; the library's time grows with the square of it.
const DEEPEST: usize = 2_000;
/// Elements that need no end.
const OPEN_ENDED: [&str; 22] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "source", "td", "th", "tr", "track", "tbody", "wbr",
];

/// The words of a web page, or the text itself where it is none.
pub(crate) fn words<'a>(text: &'a str, name: &str) -> Result<Cow<'a, str>, DraftError> {
    if !is_page(text) {
        return Ok(Cow::Borrowed(text));
    }
    let page = || DraftError::Page { name: name.to_owned() };
    if depth(text) > DEEPEST {
        return Err(page());
    }
    let words = with_decorator(TrivialDecorator::new())
        .string_from_read(text.as_bytes(), WIDTH)
        .map_err(|_| page())?;
    // A page can name control characters by number.
    Ok(Cow::Owned(words.replace(|c: char| c.is_control() && c != '\n', " ")))
}

/// Whether a text begins as a page does.
fn is_page(text: &str) -> bool {
    let start: String =
        text.trim_start_matches('\u{feff}').trim_start().chars().take(200).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || start.starts_with('<') && start.contains("<html")
}

/// How deep elements lie inside one another, at most.
fn depth(text: &str) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for piece in text.split('<').skip(1) {
        let closes = piece.starts_with('/');
        let tag: String =
            piece.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        let tag = tag.to_ascii_lowercase();
        if tag.is_empty() || OPEN_ENDED.contains(&tag.as_str()) {
            continue;
        }
        now = if closes { now.saturating_sub(1) } else { now + 1 };
        most = most.max(now);
    }
    most
}
