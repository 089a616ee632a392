//! Which good of a chain, or which sector of the world, is an HS code?
//!
//! Magnets, rare earths and LNG are goods of chains; every other code of six digits belongs to a
//! sector by the committed concordance (HS6 to GTAP of The Budget Lab at Yale, MIT, and the
//! project's own mapping of GTAP to ICIO).

const TABLE: &str = include_str!("../../../data/companies/hs6.csv");

/// The edition of the Harmonized System that the concordance follows.
const EDITION: &str = "HS 2022";

/// Codes of goods of chains: the beginning of the code, the chain, the beginning of the goods that
/// the heading covers.
const GOODS: [(&str, &str, &str); 5] = [
    ("850511", "rare-earths", "magnet-ndfeb-heat"),
    ("280530", "rare-earths", "metal-"),
    ("284610", "rare-earths", "oxide-Ce"),
    ("2846", "rare-earths", "oxide-"),
    ("271111", "lng", "lng"),
];

/// What a code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Goods of a chain, by the beginning of their codes: one, or all that the heading covers.
    Goods { chain: &'static str, begins: &'static str },
    /// The product of a sector, by its code.
    Sector(&'static str),
}

/// The meaning of a code of at least six digits, with or without points.
///
/// Returns what is wrong with it, and the nearest code, where there is none.
pub(crate) fn meaning(code: &str) -> Result<Meaning, String> {
    let digits: String = code.chars().filter(|letter| !['.', ' ', '-'].contains(letter)).collect();
    if let Some((number, _)) = code.split_once(['E', 'e']).filter(|_| code.parse::<f64>().is_ok()) {
        return Err(format!(
            "`{code}` is what a spreadsheet makes of a long code that it takes for a number, and only {number} is left of it: give the cell the format text and write the code again"
        ));
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!(
            "`{code}` is not an HS code; write six digits or more, such as 8505.11"
        ));
    }
    // Codes have six, eight or ten digits in pairs, and points between pairs: a zero is missing
    // from any other.
    let apart = code.trim().find('.').is_some_and(|point| point % 2 == 1);
    if digits.len() < 6 || digits.len() % 2 == 1 || apart {
        return Err(format!(
            "`{code}` is no HS code, which has six digits or more, such as 8505.11; a spreadsheet that takes a code for a number drops the zero at its end or beginning (2846.90, 0902.10): give the cell the format text and write the code again"
        ));
    }
    let six = &digits[..6];
    if let Some((_, chain, begins)) = GOODS.iter().find(|(heading, ..)| six.starts_with(heading)) {
        return Ok(Meaning::Goods { chain, begins });
    }
    let found = codes().find(|(known, _)| *known == six);
    found.map(|(_, sector)| Meaning::Sector(sector)).ok_or_else(|| {
        // The longest common beginning, then the nearest number.
        let alike = |known: &str| known.bytes().zip(six.bytes()).take_while(|(one, other)| one == other).count();
        let value = |code: &str| code.parse::<i64>().unwrap_or_default();
        let near = codes().map(|(known, _)| known).filter(|known| alike(known) >= 2);
        let best = near.max_by_key(|known| (alike(known), -(value(known) - value(six)).abs()));
        let heading = codes().filter(|(known, _)| known[..4] == six[..4]).count();
        let edition = if heading == 0 {
            format!(
                "the heading {} is not in {EDITION} either, so that the code is of an older edition or wrong",
                &six[..4]
            )
        } else {
            "it may be of an older edition".to_owned()
        };
        let best = best.map_or(String::new(), |best| format!("; did you mean `{best}`?"));
        format!("HS code `{code}` is not in {EDITION}, whose codes are known here; {edition}{best}")
    })
}

/// Every code of the concordance with its sector.
fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().skip(1).filter_map(|line| line.split_once(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn magnets_and_lng_are_goods_of_chains_and_chips_are_of_a_sector() {
        let goods = |chain, begins| Ok(Meaning::Goods { chain, begins });
        assert_eq!(meaning("8505.11"), goods("rare-earths", "magnet-ndfeb-heat"));
        assert_eq!(meaning("2711.11.00"), goods("lng", "lng"));
        assert_eq!(
            [meaning("2846.10"), meaning("2846.90")],
            ["oxide-Ce", "oxide-"].map(|begins| goods("rare-earths", begins))
        );
        assert_eq!(meaning("854231"), Ok(Meaning::Sector("C26")));
        assert_eq!(meaning("8708.30"), Ok(Meaning::Sector("C29")));
    }

    #[test]
    fn an_unknown_code_names_the_nearest() {
        let near = "HS code `8708.31` is not in HS 2022, whose codes are known here; it may be of an older edition; did you mean `870830`?";
        assert_eq!(meaning("8708.31"), Err(near.to_owned()));
        // A heading of HS 2012 that later editions do not have.
        assert!(
            meaning("690890")
                .is_err_and(|what| what.contains("the heading 6908 is not in HS 2022 either"))
        );
        for long in ["8542.31.00.45", "8542 31 00", "8542310045", "8542-31", "854231"] {
            assert_eq!(meaning(long), Ok(Meaning::Sector("C26")), "{long}");
        }
        assert!(meaning("8.54E+09").is_err_and(|what| what.contains("only 8.54 is left")));
        assert!(meaning("car").is_err_and(|what| what.contains("six digits")));
        // A spreadsheet's number: 2846.90, 0902.10 and 0902.1010.
        for lost in ["2846.9", "902.1", "902.101"] {
            assert!(meaning(lost).is_err_and(|what| what.contains("format text")), "{lost}");
        }
    }
}
