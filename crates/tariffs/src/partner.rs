//! Who sells? Economies whose goods customs count by line, and members of the European Union.

use crate::error::TariffsError;
use detente_world::names;
use detente_world::nearest::did_you_mean;

/// Position of a partner in the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartnerId(pub usize);

/// One partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Partner {
    /// ISO 3166 alpha-3, or `EU27`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The union it is a member of.
    pub part_of: Option<PartnerId>,
    /// Days at sea, rounded to weeks; zero by land.
    pub voyage_days: f64,
    /// Whether customs count its goods by line; others take the lines of their union.
    pub counted: bool,
}

/// Reads `data/tariffs/partners.csv`.
pub(crate) fn read(text: &str) -> Vec<Partner> {
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let at = |code: &str| rows.iter().position(|row| row[0] == code).map(PartnerId);
    rows.iter()
        .map(|row| Partner {
            code: row[0].to_owned(),
            name: row[2].to_owned(),
            part_of: at(row[3]),
            voyage_days: row[4].parse().unwrap_or_default(),
            counted: !row[1].is_empty(),
        })
        .collect()
}

/// The partner that a word means.
pub(crate) fn find(partners: &[Partner], word: &str) -> Result<PartnerId, TariffsError> {
    let named = |code: &str| partners.iter().position(|partner| partner.code == code);
    let known = names::find(word).and_then(|name| named(&name.code));
    if let Some(at) = named(word).or(known) {
        return Ok(PartnerId(at));
    }
    let all = partners.iter().map(|partner| (partner.code.as_str(), partner.name.as_str()));
    let hint = match names::find(word) {
        Some(name) => format!(
            "{} (`{}`) is not among the {} partners whose lines are known; they cover 98.7 % of imports",
            name.name(),
            name.code,
            partners.iter().filter(|partner| partner.counted).count()
        ),
        None => did_you_mean(word, all).unwrap_or_else(|| {
            "write an ISO code such as JPN, or EU27; `--by partner` lists them".to_owned()
        }),
    };
    Err(TariffsError::Partner(format!("there is no partner `{word}`: {hint}")))
}

/// Refuses partners of which one holds another, that are named twice, or of which one weighs as much
/// as its union because its goods are not counted by themselves.
pub(crate) fn apart(partners: &[Partner], chosen: &[PartnerId]) -> Result<(), TariffsError> {
    for (at, one) in chosen.iter().enumerate() {
        if chosen[..at].contains(one) {
            let code = &partners[one.0].code;
            return Err(TariffsError::Partner(format!(
                "`{code}` is named twice; name each partner once"
            )));
        }
        let Some(union) = partners[one.0].part_of.filter(|union| chosen.contains(union)) else {
            continue;
        };
        let (member, union) = (&partners[one.0].code, &partners[union.0].code);
        return Err(TariffsError::Partner(format!(
            "partners overlap: `{member}` is part of `{union}`, whose goods would count twice; name one of them"
        )));
    }
    let uncounted = chosen.iter().map(|id| &partners[id.0]).find(|partner| !partner.counted);
    if let Some(member) = uncounted.filter(|_| chosen.len() > 1) {
        let union = member.part_of.map_or("its union", |union| partners[union.0].code.as_str());
        return Err(TariffsError::Partner(format!(
            "imports from `{}` are not counted by themselves: among several partners it would weigh as much as all of `{union}`; ask for it alone, or for `{union}`",
            member.code
        )));
    }
    Ok(())
}
