//! Which good of a chain, or which sector of the world, is an HS code?
//!
//! Magnets, rare earths and LNG are goods of chains; every other code of six digits belongs to a sector by the committed concordance
//! (HS6 to GTAP of The Budget Lab at Yale, MIT, and the project's own mapping of GTAP to ICIO).

const TABLE: &str = include_str!("../../../data/companies/hs6.csv");

/// Codes of goods of chains: the beginning of the code, the chain, the good.
const GOODS: [(&str, &str, &str); 4] = [
    ("850511", "rare-earths", "magnet-ndfeb-heat"),
    ("280530", "rare-earths", "metal-Nd"),
    ("2846", "rare-earths", "oxide-Nd"),
    ("271111", "lng", "lng"),
];

/// What a code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A good of a chain.
    Good { chain: &'static str, good: &'static str },
    /// The product of a sector, by its code.
    Sector(&'static str),
}

/// The meaning of a code of at least six digits, with or without points.
///
/// Returns what is wrong with it, and the nearest code, where there is none.
pub(crate) fn meaning(code: &str) -> Result<Meaning, String> {
    let digits: String = code.chars().filter(|letter| *letter != '.' && *letter != ' ').collect();
    if digits.len() < 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("`{code}` is no HS code; write six digits or more, such as 8505.11"));
    }
    let six = &digits[..6];
    if let Some((_, chain, good)) = GOODS.iter().find(|(begins, ..)| six.starts_with(begins)) {
        return Ok(Meaning::Good { chain, good });
    }
    let found = codes().find(|(known, _)| *known == six);
    found.map(|(_, sector)| Meaning::Sector(sector)).ok_or_else(|| {
        // The longest common beginning, then the nearest number.
        let alike = |known: &str| known.bytes().zip(six.bytes()).take_while(|(one, other)| one == other).count();
        let value = |code: &str| code.parse::<i64>().unwrap_or_default();
        let near = codes().map(|(known, _)| known).filter(|known| alike(known) >= 2);
        let best = near.max_by_key(|known| (alike(known), -(value(known) - value(six)).abs()));
        format!(
            "HS code `{code}` is not known{}",
            best.map_or(String::new(), |best| format!("; did you mean `{best}`?"))
        )
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
        assert_eq!(meaning("8505.11"), Ok(Meaning::Good { chain: "rare-earths", good: "magnet-ndfeb-heat" }));
        assert_eq!(meaning("2711.11.00"), Ok(Meaning::Good { chain: "lng", good: "lng" }));
        assert_eq!(meaning("854231"), Ok(Meaning::Sector("C26")));
        assert_eq!(meaning("8708.30"), Ok(Meaning::Sector("C29")));
    }

    #[test]
    fn an_unknown_code_names_the_nearest() {
        assert_eq!(meaning("8708.31"), Err("HS code `8708.31` is not known; did you mean `870830`?".to_owned()));
        assert!(meaning("car").is_err_and(|what| what.contains("six digits")));
    }
}
