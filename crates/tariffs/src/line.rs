//! What is an HS code?

use crate::error::TariffsError;
use std::fmt;
use std::ops::Range;

/// Digits of the longest codes.
const LONGEST: u32 = 10;

/// A code of the Harmonized System, of 2 to 10 digits: a chapter, a heading, a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line {
    /// The code filled with zeros to ten digits.
    code: u64,
    digits: u32,
}

impl Line {
    /// A line of ten digits.
    #[must_use]
    pub fn ten(code: u64) -> Self {
        Self { code, digits: LONGEST }
    }

    /// Reads a code, with or without points and spaces.
    ///
    /// # Errors
    /// If it is no code: other letters, or an odd or wrong number of digits.
    pub fn parse(word: &str) -> Result<Self, TariffsError> {
        let digits: String =
            word.chars().filter(|letter| !matches!(letter, '.' | ' ' | '-')).collect();
        let wrong = |what: &str| {
            TariffsError::Line(format!(
                "`{word}` is no HS code: {what}; write 2, 4, 6, 8 or 10 digits, such as 8703 or 8703.23.01"
            ))
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong("it has something other than digits and points"));
        }
        if digits.len() % 2 == 1 {
            return Err(wrong(
                "it has an odd number of digits, as when a spreadsheet drops a zero at its beginning or end",
            ));
        }
        let count = u32::try_from(digits.len()).ok().filter(|count| *count <= LONGEST);
        let count = count.ok_or_else(|| wrong("it is longer than ten digits"))?;
        let number: u64 = digits.parse().map_err(|_| wrong("it is too long"))?;
        Ok(Self { code: number * 10_u64.pow(LONGEST - count), digits: count })
    }

    /// The codes of ten digits that it covers.
    #[must_use]
    pub fn range(self) -> Range<u64> {
        self.code..self.code + 10_u64.pow(LONGEST - self.digits)
    }

    /// Whether it covers a code of ten digits.
    #[must_use]
    pub fn covers(self, code: u64) -> bool {
        self.range().contains(&code)
    }

    /// The first code of ten digits that it covers.
    #[must_use]
    pub fn code(self) -> u64 {
        self.code
    }

    /// The first six digits, as the code of a subheading.
    #[must_use]
    pub fn six(self) -> String {
        format!("{:06}", self.code / 10_000)
    }

    /// The code without points.
    #[must_use]
    pub fn plain(self) -> String {
        let code = format!("{:010}", self.code);
        code[..self.digits as usize].to_owned()
    }
}

impl fmt::Display for Line {
    /// Four digits, then pairs after points: `8703.23.01.90`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.plain();
        let head = plain.len().min(4);
        formatter.write_str(&plain[..head])?;
        for at in (4..plain.len()).step_by(2) {
            write!(formatter, ".{}", &plain[at..at + 2])?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_covers_what_begins_with_it() {
        let heading = Line::parse("87.03").unwrap();
        assert!(heading.covers(8_703_230_190) && !heading.covers(8_704_000_000));
        assert_eq!(heading.to_string(), "8703");
        assert_eq!(Line::parse("0101.21.00.10").unwrap().to_string(), "0101.21.00.10");
        assert_eq!(Line::parse("01").unwrap().range(), 100_000_000..200_000_000);
    }

    #[test]
    fn what_is_no_code_is_told_why() {
        for (word, why) in [
            ("car", "something other"),
            ("", "something other"),
            ("870", "odd number"),
            ("870323019000", "longer than ten"),
        ] {
            let error = Line::parse(word).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
