//! Exponentials and logarithms of whole vectors, the same to the last bit on every machine.
//!
//! The system's own functions take one number at a time and differ in the last digit from one
//! library to the next. These are plain sums and products, so that inside
//! [`dispatch`](crate::lanes::dispatch) the compiler takes several numbers at once.
//!
//! ```text
//! (1)  e^x  = 2^n e^r,        n = round(x / ln 2),  r = x - n ln 2 in two parts,  e^r by its series to r^13
//! (2)  ln x = n ln 2 + ln m,  m in [1/sqrt 2, sqrt 2),  ln m = 2 (s + s^3/3 + ... + s^21/21),  s = (m - 1) / (m + 1)
//! ```
//!
//! Source: the two-part reduction of Cody and Waite (1980), "Software Manual for the Elementary
//! Functions". Errors are below two units in the last place where the result is a normal number.

/// ln 2, its leading bits (a product with an exponent is exact) and the rest.
const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Adding it rounds to an integer, which is then found in the last bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Bits of 2^52: a small integer put below its mantissa reads as 2^52 plus the integer.
const TWO_TO_52: u64 = 0x4330_0000_0000_0000;
/// Bits of the square root of a half.
const ROOT_OF_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
/// Beyond this size the result is no normal number; those few are left to the system.
const NORMAL: f64 = 700.0;

/// Replaces each entry by its exponential.
#[inline(always)]
pub fn exp(values: &mut [f64]) {
    if values.iter().fold(true, |all, value| all & (value.abs() <= NORMAL)) {
        values.iter_mut().for_each(|value| *value = exp_of(*value));
    } else {
        values.iter_mut().for_each(|value| *value = value.exp());
    }
}

/// Replaces each entry by its natural logarithm.
#[inline(always)]
pub fn ln(values: &mut [f64]) {
    if values
        .iter()
        .fold(true, |all, value| all & (*value >= f64::MIN_POSITIVE) & (*value <= f64::MAX))
    {
        values.iter_mut().for_each(|value| *value = ln_of(*value));
    } else {
        values.iter_mut().for_each(|value| *value = value.ln());
    }
}

#[inline(always)]
fn exp_of(value: f64) -> f64 {
    let rounded = value * std::f64::consts::LOG2_E + ROUND;
    let power = rounded - ROUND;
    let rest = (value - power * LN_2_HIGH) - power * LN_2_LOW;
    // 1/13!, 1/12!, ..., 1/2!
    const SERIES: [f64; 12] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
    ];
    let mut tail = 0.0;
    for coefficient in SERIES {
        tail = tail * rest + coefficient;
    }
    let exponential = 1.0 + (rest + rest * rest * tail);
    let scale = f64::from_bits((rounded.to_bits() << 52).wrapping_add(1023 << 52));
    exponential * scale
}

#[inline(always)]
fn ln_of(value: f64) -> f64 {
    // The exponent of the power of two next to the value, counted from -1023 so that it stays
    // positive.
    let biased = value.to_bits().wrapping_sub(ROOT_OF_HALF).wrapping_add(1023 << 52) >> 52;
    let power = f64::from_bits(biased | TWO_TO_52) - (4_503_599_627_370_496.0 + 1023.0);
    let mantissa = f64::from_bits(value.to_bits().wrapping_sub(biased.wrapping_sub(1023) << 52));
    let distance = mantissa - 1.0;
    let slope = distance / (mantissa + 1.0);
    let square = slope * slope;
    // 2/21, 2/19, ..., 2/3
    const SERIES: [f64; 10] = [
        2.0 / 21.0,
        2.0 / 19.0,
        2.0 / 17.0,
        2.0 / 15.0,
        2.0 / 13.0,
        2.0 / 11.0,
        2.0 / 9.0,
        2.0 / 7.0,
        2.0 / 5.0,
        2.0 / 3.0,
    ];
    let mut tail = 0.0;
    for coefficient in SERIES {
        tail = tail * square + coefficient;
    }
    // ln m = d - s (d - s^2 tail): the leading term is exact.
    let logarithm = distance - slope * (distance - square * tail);
    power * LN_2_HIGH + (logarithm + power * LN_2_LOW)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(function: impl Fn(&mut [f64]), value: f64) -> f64 {
        let mut values = [value];
        function(&mut values);
        values[0]
    }

    #[test]
    fn special_values_are_the_systems() {
        assert_eq!(one(exp, 0.0), 1.0);
        assert_eq!(one(ln, 1.0), 0.0);
        assert_eq!(
            (one(exp, f64::NEG_INFINITY), one(exp, f64::INFINITY), one(exp, -745.0)),
            (0.0, f64::INFINITY, (-745.0f64).exp())
        );
        assert_eq!((one(ln, 0.0), one(ln, f64::INFINITY)), (f64::NEG_INFINITY, f64::INFINITY));
        assert!(
            one(exp, f64::NAN).is_nan() && one(ln, -1.0).is_nan() && one(ln, f64::NAN).is_nan()
        );
        assert_eq!(one(ln, 5e-324), 5e-324f64.ln());
    }

    proptest! {
        #[test]
        fn both_agree_with_the_system_to_two_units_in_the_last_place(value in -700.0..700.0f64, small in -1e-3..1e-3f64) {
            for value in [value, small] {
                let (ours, theirs) = (one(exp, value), value.exp());
                prop_assert!((ours / theirs - 1.0).abs() <= 2.0 * f64::EPSILON, "exp {value}: {ours} {theirs}");
                for argument in [theirs, 1.0 + value.abs() / 700.0, 1.0 + small] {
                    let (ours, theirs) = (one(ln, argument), argument.ln());
                    prop_assert!((ours - theirs).abs() <= 2.0 * f64::EPSILON * theirs.abs(), "ln {argument}: {ours} {theirs}");
                }
            }
        }

        #[test]
        fn vectors_are_their_entries_on_every_machine(values in prop::collection::vec(-20.0..20.0f64, 0..40)) {
            let mut raised = values.clone();
            crate::lanes::dispatch(|| exp(&mut raised));
            prop_assert!(raised.iter().zip(&values).all(|(new, old)| *new == one(exp, *old)));
            let mut back = raised.clone();
            crate::lanes::dispatch(|| ln(&mut back));
            prop_assert!(back.iter().zip(&raised).all(|(new, old)| *new == one(ln, *old)));
        }
    }
}
