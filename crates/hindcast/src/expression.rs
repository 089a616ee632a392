//! Which number of a run does a fact test?
//!
//! ```text
//! welfare/JPN/real_income_pct                                        a cell: table/key/column
//! 100 * ([trade/JPN/USA/C29/value_musd] / [trade/JPN/USA/C29/baseline_musd] - 1)
//! sum[trade/CHN/USA/C20+C21/value_musd]                              several values of a key
//! sum[trade/*-USA-CHN/USA/goods/value_musd]                          all but some; goods, services
//! mean[commodity_prices/lng/lng/JPN/2026-03*/mid]                    values that begin so
//! facts[CHN-* -CHN-A03]                                              weighted mean of other facts
//! ```
//!
//! In brackets stand cells, outside them arithmetic. A key that means several rows says how they
//! are taken together: `sum`, `mean`, `least`, `most`, `first` or `last`.

use detente_record::catalogue::{self, TableNote};
use detente_record::lookup::nearest;
use detente_world::nearest::either;
use std::ops::Range;

/// How several rows become one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// There is one row.
    One,
    /// All added up; no row is zero.
    Sum,
    /// Their mean.
    Mean,
    /// The lowest.
    Least,
    /// The highest.
    Most,
    /// The first in the order of the table.
    First,
    /// The last.
    Last,
}

const OVERS: [(&str, Over); 6] = [
    ("sum", Over::Sum),
    ("mean", Over::Mean),
    ("least", Over::Least),
    ("most", Over::Most),
    ("first", Over::First),
    ("last", Over::Last),
];

/// A table, the values that its key columns may have, and a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// How rows are taken together.
    pub over: Over,
    /// What is known of the table.
    pub note: &'static TableNote,
    /// Key column and what is meant of it.
    pub key: Vec<(&'static str, Meant)>,
    /// The column.
    pub column: String,
    /// As written.
    pub written: String,
}

/// What a part of a key means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// Any of these words; `goods` and `services` among sectors are theirs.
    These(Vec<String>),
    /// All but these.
    AllBut(Vec<String>),
    /// All that begin so.
    Begins(String),
}

/// A number made of cells.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// A number.
    Number(f64),
    /// A cell.
    Cell(Reference),
    /// Weighted mean of the facts whose names one of the patterns fits; `-` before one leaves out.
    Facts(String),
    /// Two joined by `+`, `-`, `*` or `/`.
    Joined(char, Box<[Expression; 2]>),
}

/// What is wrong, and the bytes of the text that are.
pub type Wrong = (String, Range<usize>);

/// Columns of `trade` that a hindcast adds: see [`crate::ledger`].
pub const ADDED: [&str; 3] = ["duty_musd", "baseline_duty_musd", "volume_musd"];

/// Reads an expression.
///
/// # Errors
/// If it is none, or names a table, column or key that no run has; the nearest are named.
pub fn parse(text: &str) -> Result<Expression, Wrong> {
    if !text.contains('[') && text.starts_with(|letter: char| letter.is_ascii_lowercase()) {
        return Ok(Expression::Cell(reference(text, Over::One, 0..text.len())?));
    }
    let mut reader = Reader { text, at: 0, depth: 0, joined: 0 };
    let found = reader.sum()?;
    reader.space();
    if reader.at < text.len() {
        return Err((format!("`{}` is left over", &text[reader.at..]), reader.at..text.len()));
    }
    Ok(found)
}

impl Expression {
    /// The cells in it.
    #[must_use]
    pub fn cells(&self) -> Vec<&Reference> {
        match self {
            Self::Number(_) | Self::Facts(_) => Vec::new(),
            Self::Cell(cell) => vec![cell],
            Self::Joined(_, both) => both.iter().flat_map(Self::cells).collect(),
        }
    }

    /// The patterns of facts in it.
    #[must_use]
    pub fn patterns(&self) -> Vec<&str> {
        match self {
            Self::Facts(pattern) => vec![pattern],
            Self::Joined(_, both) => both.iter().flat_map(Self::patterns).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whether a name fits patterns such as `CHN-* -CHN-A03`.
#[must_use]
pub fn fits(patterns: &str, name: &str) -> bool {
    let fit = |pattern: &str| fits_one(pattern, name);
    let mut within = false;
    for pattern in patterns.split_whitespace() {
        match pattern.strip_prefix('-') {
            Some(left_out) if fit(left_out) => return false,
            Some(_) => {}
            None => within |= fit(pattern),
        }
    }
    within
}

/// Whether a name fits a pattern, where `*` stands for anything.
fn fits_one(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let (middle, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut left) = name.strip_prefix(start).and_then(|left| left.strip_suffix(end)) else {
        return false;
    };
    // The first place of each part leaves the most for those after it.
    for part in middle.split('*') {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    true
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Signs and parentheses that are open.
    depth: usize,
    /// Terms that were joined.
    joined: usize,
}

/// Deeper than anybody writes, and far from the end of the stack.
const DEEPEST: usize = 60;
/// More terms than anybody writes.
const LONGEST: usize = 500;

impl Reader<'_> {
    fn space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    /// The sign that comes next, if it is one of these.
    fn sign(&mut self, signs: &str) -> Option<char> {
        self.space();
        let next = self.text[self.at..].chars().next().filter(|next| signs.contains(*next))?;
        self.at += 1;
        Some(next)
    }

    fn sum(&mut self) -> Result<Expression, Wrong> {
        let mut found = self.product()?;
        while let Some(sign) = self.sign("+-") {
            let next = self.product()?;
            found = self.join(sign, found, next)?;
        }
        Ok(found)
    }

    fn product(&mut self) -> Result<Expression, Wrong> {
        let mut found = self.factor()?;
        while let Some(sign) = self.sign("*/") {
            let next = self.factor()?;
            found = self.join(sign, found, next)?;
        }
        Ok(found)
    }

    fn join(
        &mut self,
        sign: char,
        left: Expression,
        right: Expression,
    ) -> Result<Expression, Wrong> {
        self.joined += 1;
        if self.joined > LONGEST {
            let message = format!("this has more than {LONGEST} terms");
            return Err((message, self.at..self.at));
        }
        Ok(Expression::Joined(sign, Box::new([left, right])))
    }

    fn factor(&mut self) -> Result<Expression, Wrong> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(("this is nested too deeply".to_owned(), self.at..self.at));
        }
        let found = self.part();
        self.depth -= 1;
        found
    }

    fn part(&mut self) -> Result<Expression, Wrong> {
        if self.sign("-").is_some() {
            let zero = Expression::Number(0.0);
            return Ok(Expression::Joined('-', Box::new([zero, self.factor()?])));
        }
        if self.sign("(").is_some() {
            let open = self.at - 1;
            let found = self.sum()?;
            return match self.sign(")") {
                Some(_) => Ok(found),
                None => Err(("this parenthesis is not closed".to_owned(), open..open + 1)),
            };
        }
        self.space();
        let start = self.at;
        let rest = &self.text[start..];
        let part = |stops: &dyn Fn(char) -> bool| rest.find(stops).unwrap_or(rest.len());
        let word = part(&|letter| !letter.is_ascii_alphabetic());
        if rest[word..].starts_with('[') {
            return self.bracket(start, word);
        }
        let length = part(&|letter| !(letter.is_ascii_digit() || letter == '.'));
        let number = rest[..length].parse::<f64>();
        self.at += length;
        number.map(Expression::Number).map_err(|_| {
            let end = start + part(&char::is_whitespace).max(1).min(rest.len());
            let found = &self.text[start..end];
            let what = if found.is_empty() { "nothing".to_owned() } else { format!("`{found}`") };
            (format!("{what} stands where a number or a cell in brackets is expected"), start..end)
        })
    }

    fn bracket(&mut self, start: usize, word: usize) -> Result<Expression, Wrong> {
        let open = start + word + 1;
        let Some(length) = self.text[open..].find(']') else {
            return Err(("this bracket is not closed".to_owned(), open - 1..open));
        };
        self.at = open + length + 1;
        let (name, inner) = (&self.text[start..start + word], &self.text[open..open + length]);
        if name == "facts" {
            return Ok(Expression::Facts(inner.trim().to_owned()));
        }
        let over = match OVERS.iter().find(|(known, _)| *known == name) {
            _ if name.is_empty() => Over::One,
            Some((_, over)) => *over,
            None => {
                let known = OVERS.iter().map(|(known, _)| *known).chain(["facts"]);
                let near = either(&quoted(&nearest(name, known)));
                return Err((
                    format!("`{name}` takes no rows together; did you mean {near}?"),
                    start..start + word,
                ));
            }
        };
        Ok(Expression::Cell(reference(inner, over, open..open + length)?))
    }
}

fn quoted(names: &[String]) -> Vec<String> {
    names.iter().map(|name| format!("`{name}`")).collect()
}

/// `table/key/column`.
fn reference(text: &str, over: Over, span: Range<usize>) -> Result<Reference, Wrong> {
    let wrong = |message: String| (message, span.clone());
    let escaped = text.trim().replace("\\/", "\u{0}");
    let parts: Vec<String> =
        escaped.split('/').map(|part| part.trim().replace('\u{0}', "/")).collect();
    let [table, key @ .., column] = parts.as_slice() else {
        return Err(wrong(format!("`{text}` is no cell; write table/key/column")));
    };
    let Some(note) = catalogue::table(table) else {
        let near = nearest(table, catalogue::tables().iter().map(|table| table.name));
        return Err(wrong(format!(
            "there is no table `{table}`; did you mean {}?",
            either(&quoted(&near))
        )));
    };
    let added = ADDED.iter().copied().filter(|_| note.name == "trade");
    let numbers = note.columns.iter().filter(|own| !own.unit.is_words());
    let known: Vec<&str> = numbers.map(|own| own.name.as_str()).chain(added).collect();
    if !known.contains(&column.as_str()) {
        let near = either(&quoted(&nearest(column, known.iter().copied())));
        return Err(wrong(format!(
            "table `{table}` has no column of numbers `{column}`; did you mean {near}?"
        )));
    }
    if key.len() > note.keys.len() {
        return Err(wrong(format!(
            "the key has {} parts, but rows of `{table}` are named by {}",
            key.len(),
            note.keys.join("/")
        )));
    }
    let key = note.keys.iter().copied().zip(key.iter().map(|part| meant(part))).collect();
    Ok(Reference { over, note, key, column: column.clone(), written: text.trim().to_owned() })
}

fn meant(part: &str) -> Meant {
    let words = |text: &str, at: char| text.split(at).map(|word| word.trim().to_owned()).collect();
    if part == "*" || part.is_empty() {
        return Meant::AllBut(Vec::new());
    }
    if let Some(left_out) = part.strip_prefix("*-") {
        return Meant::AllBut(words(left_out, '-'));
    }
    match part.strip_suffix('*') {
        Some(start) => Meant::Begins(start.to_owned()),
        None => Meant::These(words(part, '+')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> String {
        parse(text).unwrap_err().0
    }

    #[test]
    fn arithmetic_binds_as_usual_and_cells_are_read() {
        let found = parse("100 * (sum[trade/JPN/USA/C29+C30/value_musd] / 2 - 1)").unwrap();
        let cells = found.cells();
        assert_eq!(cells.len(), 1);
        assert_eq!((cells[0].over, cells[0].column.as_str()), (Over::Sum, "value_musd"));
        assert_eq!(cells[0].key[2].1, Meant::These(vec!["C29".to_owned(), "C30".to_owned()]));
        assert!(matches!(found, Expression::Joined('*', _)));
        let plain = parse("welfare/JPN/real_income_pct").unwrap();
        assert!(matches!(plain, Expression::Cell(Reference { over: Over::One, .. })));
        assert_eq!(parse("facts[CHN-*] - 1").unwrap().patterns(), ["CHN-*"]);
    }

    #[test]
    fn what_cannot_be_meant_is_answered_with_what_can() {
        assert!(said("welfar/JPN/real_income_pct").contains("did you mean `welfare`"));
        assert!(said("welfare/JPN/real_incom").contains("`real_income_pct`"));
        assert!(said("[welfare/JPN/USA/real_income_pct]").contains("named by economy"));
        assert!(said("summ[trade/*/USA/C29/value_musd]").contains("did you mean `sum`"));
        assert!(said("1 + (2").contains("not closed"));
        assert!(said("1 + ").contains("nothing stands where"));
        assert!(said(&"(".repeat(100_000)).contains("nested too deeply"));
        assert!(said(&"-".repeat(100_000)).contains("nested too deeply"));
        assert!(said(&"1+".repeat(100_000)).contains("more than 500 terms"));
        assert!(said("1 2").contains("left over"));
        assert!(said("100 * x").contains("`x` stands where a number"));
    }

    #[test]
    fn patterns_take_in_and_leave_out() {
        assert!(fits("CHN-*", "CHN-C26") && !fits("CHN-*", "JPN-C26"));
        assert!(fits("* -CHN-*", "JPN-C26") && !fits("* -CHN-*", "CHN-C26"));
        assert!(fits("a b", "b") && !fits("", "b"));
        assert!(fits("*-*", "CHN-C26") && !fits("*-*", "all") && fits("a*c*", "abcd"));
        assert!(fits("a*b*c", "a-b-b-c") && !fits("a*b*c", "a-c") && !fits("ab*ba", "aba"));
        assert!(!fits(&"*a".repeat(40), &"a".repeat(39)), "in no time");
    }
}
