//! How does text that somebody else wrote (titles, names, notes, sources, names of files) stand in
//! a terminal, in Markdown and in a page without doing anything there?
//!
//! A character that acts rather than shows (an escape code, a control, a mark that turns the
//! direction of text around) is written as its number, `\u001b`: nothing is dropped, and in JSON
//! and TOML it still reads as the same character. Markdown and HTML add their own signs. Nothing
//! else in the program escapes text for people.

use std::borrow::Cow;

/// Whether a character acts on what shows it: controls but for the line feed and the tabulator,
/// marks and overrides of direction, separators of lines, the mark of byte order, and tags.
fn acts(character: char) -> bool {
    let turns = matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let hides =
        matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    turns || hides || (character.is_control() && !matches!(character, '\n' | '\t'))
}

fn number(out: &mut String, character: char) {
    let mut units = [0; 2];
    character
        .encode_utf16(&mut units)
        .iter()
        .for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
}

/// Text of several lines in which every character shows and none acts. Ends of lines of any system
/// stay ends of lines.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' if letters.peek() == Some(&'\n') => {}
            letter if acts(letter) => number(&mut out, letter),
            letter => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// Text for a terminal: as [`visible`], but for the emphasis that the program itself writes (bold,
/// faint, colours) where `styled`.
#[must_use]
pub fn terminal_text(text: &str, styled: bool) -> Cow<'_, str> {
    if !styled {
        return visible(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        let end = at + emphasis(&rest[at..]);
        out.push_str(&visible(&rest[..at]));
        out.push_str(&rest[at..end]);
        // An escape that is no emphasis is shown by its number.
        let next = if end == at { at + 1 } else { end };
        out.push_str(&visible(&rest[end..next]));
        rest = &rest[next..];
    }
    out.push_str(&visible(rest));
    Cow::Owned(out)
}

/// Length of the code of colour or emphasis with which `text` begins; 0 where there is none.
fn emphasis(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("\u{1b}[") else { return 0 };
    let end =
        rest.find(|letter: char| !letter.is_ascii_digit() && letter != ';').unwrap_or(rest.len());
    if rest[end..].starts_with('m') { 2 + end + 1 } else { 0 }
}

/// Text on one line of a terminal.
pub fn line(text: &str) -> String {
    visible(text).replace(['\n', '\t'], " ")
}

/// Text inside a line of Markdown: no markup, no HTML, no link, not even one that GitHub makes of
/// an address.
pub fn markdown(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(flat.len());
    for letter in visible(&flat).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '~' => out.extend(['\\', letter]),
            // An address of a mail stays one for GitHub unless something stands inside it.
            '@' => out.push_str("@<!-- -->"),
            letter => out.push(letter),
        }
    }
    let mut quiet = out.replace("://", ":\\/\\/");
    for start in ["www.", "WWW.", "Www."] {
        quiet = quiet.replace(start, &start.replace('.', "\\."));
    }
    quiet
}

/// Text where HTML or SVG is expected, in words or between quotes.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_on_a_terminal_but_the_programs_own_emphasis() {
        let title = "a\u{1b}[2J\u{1b}]8;;http://x\u{7}b\u{9b}c\u{202e}d\re\r\nf\tg";
        let shown = "a\\u001b[2J\\u001b]8;;http://x\\u0007b\\u009bc\\u202ed\\u000de\nf\tg";
        assert_eq!(visible(title), shown);
        assert_eq!(terminal_text(title, true), shown);
        assert_eq!(line(title), shown.replace(['\n', '\t'], " "));
        let own = "\u{1b}[1mbold\u{1b}[0m \u{1b}[38;5;9mred\u{1b}[0m";
        assert_eq!(terminal_text(own, true), own);
        assert!(!terminal_text(own, false).contains('\u{1b}'));
        assert!(matches!(visible("Zo\u{eb}, 日本, مصر"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_shown_by_its_number_is_the_same_text_in_json() {
        let name = "Minsk\u{202e}\u{1b}[31m\u{e0041}";
        let json = serde_json::to_string(name).unwrap();
        let read: String = serde_json::from_str(&visible(&json)).unwrap();
        assert_eq!(read, name);
    }

    #[test]
    fn markdown_has_no_link_and_no_markup_of_somebody_else() {
        let cases = [
            ("[x](http://a.b)", "\\[x\\](http:\\/\\/a.b)"),
            ("<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"),
            ("see www.a.org or a@b.org", "see www\\.a.org or a@<!-- -->b.org"),
            ("`a` ~~b~~ *c* _d_ | &lt;", "\\`a\\` \\~\\~b\\~\\~ \\*c\\* \\_d\\_ \\| &amp;lt;"),
            ("two\nlines\u{1b}[31m", "two lines\\u001b\\[31m"),
        ];
        for (text, wanted) in cases {
            // The number of a character is text like any other: its backslash is doubled.
            assert_eq!(markdown(text).replace("\\\\u", "\\u"), wanted);
        }
    }

    #[test]
    fn markup_in_names_stays_text_in_a_page() {
        assert_eq!(html("<script>\"'&\u{202e}"), "&lt;script&gt;&quot;&#39;&amp;\\u202e");
    }
}
