//! What share of the trade of a sector is a product? Goods by HS code in the imports of 2024.

use crate::edition;
use crate::embedded;
use crate::error::TariffsError;
use crate::line::Line;
use crate::load;
use crate::partner::{self, Partner, PartnerId};
use std::collections::HashMap;
use std::sync::OnceLock;

/// The importer whose goods are known by line.
pub const IMPORTER: &str = "USA";

/// What was imported of something in 2024, USD.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trade {
    /// Imports for consumption.
    pub imports: f64,
    /// Calculated duties.
    pub duty: f64,
}

impl Trade {
    fn add(&mut self, other: Self) {
        self.imports += other.imports;
        self.duty += other.duty;
    }

    /// The mean duty, as a share; zero where nothing was imported.
    #[must_use]
    pub fn rate(self) -> f64 {
        if self.imports > 0.0 { self.duty / self.imports } else { 0.0 }
    }
}

/// A product within a sector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Portion {
    /// The product.
    pub product: Trade,
    /// The whole sector.
    pub sector: Trade,
}

impl Portion {
    /// The product's share of the sector's trade; none where the sector has none.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.sector.imports > 0.0).then(|| self.product.imports / self.sector.imports)
    }
}

/// United States imports of 2024 by partner and line, with the sector of each line.
#[derive(Debug)]
pub struct Goods {
    partners: Vec<Partner>,
    /// All codes of ten digits, in order, with their sectors; `-` for none.
    lines: Vec<(u64, &'static str)>,
    /// By counted partner: position of the line and what was imported, in the order of lines.
    rows: Vec<Vec<(usize, Trade)>>,
    totals: HashMap<(usize, &'static str), Trade>,
}

impl Goods {
    /// The imports inside the program, read once.
    ///
    /// # Errors
    /// If the table inside the program is broken.
    pub fn embedded() -> Result<&'static Self, TariffsError> {
        static GOODS: OnceLock<Goods> = OnceLock::new();
        if let Some(goods) = GOODS.get() {
            return Ok(goods);
        }
        let goods = Self::read()?;
        Ok(GOODS.get_or_init(|| goods))
    }

    fn read() -> Result<Self, TariffsError> {
        let partners = partner::read(embedded::PARTNERS);
        let (codes, all) = load::imports(&partners)?;
        let lines: Vec<(u64, &str)> =
            codes.into_iter().map(|code| (code, edition::sector(code).unwrap_or("-"))).collect();
        let mut rows = vec![Vec::new(); partners.len()];
        let mut totals: HashMap<(usize, &str), Trade> = HashMap::new();
        for row in all {
            let trade = Trade { imports: row.imports, duty: row.duty };
            rows[row.partner.0].push((row.line, trade));
            totals.entry((row.partner.0, lines[row.line].1)).or_default().add(trade);
        }
        Ok(Self { partners, lines, rows, totals })
    }

    /// The partner of a code; a member of a union that is not counted by itself is its union.
    #[must_use]
    pub fn partner(&self, code: &str) -> Option<PartnerId> {
        let at = self.partners.iter().position(|partner| partner.code == code)?;
        let own = &self.partners[at];
        if own.counted { Some(PartnerId(at)) } else { own.part_of }
    }

    /// The partners whose goods make up all imports, with their codes: none is part of another.
    #[must_use]
    pub fn apart(&self) -> Vec<(&str, PartnerId)> {
        let apart = self.partners.iter().enumerate();
        let apart = apart.filter(|(_, partner)| partner.counted && partner.part_of.is_none());
        apart.map(|(at, partner)| (partner.code.as_str(), PartnerId(at))).collect()
    }

    /// The goods under some lines within some sectors, from some partners. Lines that overlap count
    /// once.
    #[must_use]
    pub fn portion(&self, partners: &[PartnerId], sectors: &[&str], lines: &[Line]) -> Portion {
        let mut portion = Portion { product: Trade::default(), sector: Trade::default() };
        let ranges = apart(lines);
        for partner in partners {
            for sector in sectors {
                let total = self.totals.get(&(partner.0, *sector)).copied();
                portion.sector.add(total.unwrap_or_default());
            }
            let rows = &self.rows[partner.0];
            let code = |row: &(usize, Trade)| self.lines[row.0].0;
            for (start, end) in &ranges {
                let first = rows.partition_point(|row| code(row) < *start);
                let own = rows[first..].iter().take_while(|row| code(row) < *end);
                let own = own.filter(|row| sectors.contains(&self.lines[row.0].1));
                own.for_each(|(_, trade)| portion.product.add(*trade));
            }
        }
        portion
    }

    /// Whether anything was imported under a line.
    #[must_use]
    pub fn has(&self, line: Line) -> bool {
        let range = line.range();
        let at = self.lines.partition_point(|(code, _)| *code < range.start);
        self.lines.get(at).is_some_and(|(code, _)| range.contains(code))
    }
}

/// Ranges of codes that do not overlap.
fn apart(lines: &[Line]) -> Vec<(u64, u64)> {
    let mut ranges: Vec<(u64, u64)> =
        lines.iter().map(|line| (line.range().start, line.range().end)).collect();
    ranges.sort_unstable();
    let mut joined: Vec<(u64, u64)> = Vec::new();
    for (start, end) in ranges {
        match joined.last_mut().filter(|last| start < last.1) {
            Some(last) => last.1 = last.1.max(end),
            None => joined.push((start, end)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(word: &str) -> Line {
        Line::parse(word).unwrap()
    }

    #[test]
    fn the_parts_of_a_sector_make_the_sector() {
        let goods = Goods::embedded().unwrap();
        let japan = [goods.partner("JPN").unwrap()];
        let chapters: Vec<Line> = (1..98)
            .filter(|chapter| *chapter != 77)
            .map(|chapter| line(&format!("{chapter:02}")))
            .collect();
        let all = goods.portion(&japan, &["C302T309"], &chapters);
        assert!((all.share().unwrap() - 1.0).abs() < 1e-12);
        let motorcycles = goods.portion(&japan, &["C302T309"], &[line("8711")]);
        // Japan sells motorcycles of USD 0.9 billion; the sector holds aircraft and ships too.
        assert!((8e8..1e9).contains(&motorcycles.product.imports), "{motorcycles:?}");
        let twice = goods.portion(&japan, &["C302T309"], &[line("8711.40"), line("8711")]);
        assert_eq!(twice, motorcycles);
        assert_eq!(goods.portion(&japan, &["C29"], &[line("8711")]).product, Trade::default());
    }

    #[test]
    fn members_take_the_goods_of_their_union() {
        let goods = Goods::embedded().unwrap();
        assert_eq!(goods.partner("DEU"), goods.partner("EU27"));
        assert_ne!(goods.partner("SVK"), goods.partner("EU27"));
        assert!(goods.partner("ISL").is_none());
        assert!(goods.apart().iter().all(|(code, _)| *code != "SVK"));
    }
}
