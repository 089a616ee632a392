//! How is an equation printed with its symbols, printed with its numbers, and computed, all three
//! from one tree?
//!
//! What is computed is what is printed: a number is written with as many digits as read back
//! exactly.

use std::fmt::Write;
use std::ops::{Add, Div, Mul, Sub};

/// An expression whose leaves have values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Formula {
    /// A symbol with its value.
    Symbol(String, f64),
    /// A number of the equation itself.
    Number(f64),
    Sum(Box<Formula>, Box<Formula>),
    Less(Box<Formula>, Box<Formula>),
    Times(Box<Formula>, Box<Formula>),
    Over(Box<Formula>, Box<Formula>),
    Power(Box<Formula>, Box<Formula>),
    /// A function by name, of one or two arguments.
    Call(Function, Vec<Formula>),
}

/// A function of a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Exp,
    Ln,
    Max,
}

pub(crate) fn number(value: f64) -> Formula {
    Formula::Number(value)
}

impl Formula {
    pub fn pow(self, exponent: Self) -> Self {
        Self::Power(Box::new(self), Box::new(exponent))
    }

    pub fn exp(self) -> Self {
        Self::Call(Function::Exp, vec![self])
    }

    pub fn ln(self) -> Self {
        Self::Call(Function::Ln, vec![self])
    }

    /// The larger of the two.
    pub fn or_more(self, other: Self) -> Self {
        Self::Call(Function::Max, vec![self, other])
    }

    /// 100 (ratio - 1).
    pub fn percent_change(self) -> Self {
        number(100.0) * (self - number(1.0))
    }

    pub fn value(&self) -> f64 {
        match self {
            Self::Symbol(_, value) | Self::Number(value) => *value,
            Self::Sum(a, b) => a.value() + b.value(),
            Self::Less(a, b) => a.value() - b.value(),
            Self::Times(a, b) => a.value() * b.value(),
            Self::Over(a, b) => a.value() / b.value(),
            Self::Power(a, b) => a.value().powf(b.value()),
            Self::Call(Function::Exp, of) => of[0].value().exp(),
            Self::Call(Function::Ln, of) => of[0].value().ln(),
            Self::Call(Function::Max, of) => {
                of.iter().map(Self::value).fold(f64::NEG_INFINITY, f64::max)
            }
        }
    }

    /// With symbols.
    pub fn symbols(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, &|out, symbol, _| out.push_str(symbol));
        out
    }

    /// With numbers in the places of symbols.
    pub fn numbers(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, &|out, _, value| {
            let _ = if value < 0.0 { write!(out, "({value})") } else { write!(out, "{value}") };
        });
        out
    }

    /// 1 for sums, 2 for products, 3 for powers, 4 for what needs no brackets.
    fn rank(&self) -> u8 {
        match self {
            Self::Sum(..) | Self::Less(..) => 1,
            Self::Times(..) | Self::Over(..) => 2,
            Self::Power(..) => 3,
            Self::Symbol(..) | Self::Number(_) | Self::Call(..) => 4,
        }
    }

    fn write(&self, out: &mut String, leaf: &dyn Fn(&mut String, &str, f64)) {
        let mut pair = |a: &Self, sign: &str, b: &Self, least: (u8, u8)| {
            a.bracketed(out, leaf, least.0);
            out.push_str(sign);
            b.bracketed(out, leaf, least.1);
        };
        match self {
            Self::Symbol(symbol, value) => leaf(out, symbol, *value),
            Self::Number(value) => {
                let _ = write!(out, "{value}");
            }
            Self::Sum(a, b) => pair(a, " + ", b, (1, 1)),
            Self::Less(a, b) => pair(a, " - ", b, (1, 2)),
            Self::Times(a, b) => pair(a, " * ", b, (2, 3)),
            Self::Over(a, b) => pair(a, " / ", b, (2, 3)),
            Self::Power(a, b) => pair(a, "^", b, (4, 4)),
            Self::Call(function, of) => {
                let name = match function {
                    Function::Exp => "exp(",
                    Function::Ln => "ln(",
                    Function::Max => "max(",
                };
                out.push_str(name);
                for (at, argument) in of.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    argument.write(out, leaf);
                }
                out.push(')');
            }
        }
    }

    fn bracketed(&self, out: &mut String, leaf: &dyn Fn(&mut String, &str, f64), least: u8) {
        if self.rank() < least {
            out.push('(');
            self.write(out, leaf);
            out.push(')');
        } else {
            self.write(out, leaf);
        }
    }
}

impl Add for Formula {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::Sum(Box::new(self), Box::new(other))
    }
}

impl Sub for Formula {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self::Less(Box::new(self), Box::new(other))
    }
}

impl Mul for Formula {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::Times(Box::new(self), Box::new(other))
    }
}

impl Div for Formula {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Self::Over(Box::new(self), Box::new(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbol(name: &str, value: f64) -> Formula {
        Formula::Symbol(name.to_owned(), value)
    }

    #[test]
    fn brackets_stand_where_they_are_needed_and_nowhere_else() {
        let (a, b, c) = (symbol("a", 2.0), symbol("b", 3.0), symbol("c", -4.0));
        let cases = [
            (
                (a.clone() / b.clone() / c.clone()).percent_change(),
                "100 * (a / b / c - 1)",
                "100 * (2 / 3 / (-4) - 1)",
            ),
            (a.clone() - (b.clone() - c.clone()), "a - (b - c)", "2 - (3 - (-4))"),
            (
                (a.clone() + b.clone()) * c.clone().pow(number(2.0)),
                "(a + b) * c^2",
                "(2 + 3) * (-4)^2",
            ),
            (a.clone() / (b.clone() * c.clone()), "a / (b * c)", "2 / (3 * (-4))"),
            ((a.clone() * b.clone()).pow(number(-1.0)), "(a * b)^-1", "(2 * 3)^-1"),
            (a.or_more(b - c).exp(), "exp(max(a, b - c))", "exp(max(2, 3 - (-4)))"),
        ];
        for (formula, symbols, numbers) in cases {
            assert_eq!(
                (formula.symbols().as_str(), formula.numbers().as_str()),
                (symbols, numbers)
            );
        }
    }

    #[test]
    fn a_formula_has_the_value_of_its_numbers() {
        let formula = number(100.0) * (symbol("a", 3.0) / symbol("b", 2.0) - number(1.0));
        assert!((formula.value() - 50.0).abs() < 1e-12);
        assert!((symbol("a", 2.0).ln().exp().value() - 2.0).abs() < 1e-15);
        assert_eq!(symbol("a", 2.0).or_more(number(3.0)).value(), 3.0);
    }
}
