//! How does a user bring companies of their own: sales, plants, and a bill of materials by HS code
//! and origin?
//!
//! One table, CSV or the first sheet of a workbook; each row is a `record` of one kind.
//! docs/companies.md states every column.

use crate::embedded::{FINAL, INPUT, band};
use crate::error::CompaniesError;
use crate::facts::{
    Amount, Company, Fact, Input, Plant, Product, Region, Sale, Segment, Universe, economies,
    sector,
};
use crate::hs::{Meaning, meaning};
use crate::sheet::Sheet;
use detente_world::Band;
use detente_world::World;
use detente_world::chain::Chain;
use detente_world::nearest;
use std::sync::Arc;

const REQUIRED: [&str; 3] = ["record", "ticker", "value"];
const OPTIONAL: [&str; 12] = [
    "name",
    "economy",
    "sector",
    "product",
    "hs",
    "good",
    "origin",
    "value_low",
    "value_high",
    "unit",
    "stock_weeks",
    "note",
];
const RECORDS: [&str; 5] = ["company", "revenue", "plant", "input", "sale"];
/// What shares may exceed one by before they are wrong.
const ROUNDING: f64 = 1e-6;

/// Reads a user's companies; every problem is reported at once.
///
/// # Errors
/// If the file cannot be read, or a cell is wrong: an HS code, an economy or a sector that is not
/// known (the nearest is named), a ticker that stands twice, shares above 100 %, a number with a
/// unit in it.
pub fn read_companies(file: &str, bytes: &[u8], world: &World) -> Result<Universe, CompaniesError> {
    let sheet = Sheet::read(file, bytes, &REQUIRED, &OPTIONAL)?;
    let mut reader = Reader {
        file,
        sheet: &sheet,
        world,
        chains: &world.chains,
        universe: Universe::default(),
        declared: Vec::new(),
        problems: Vec::new(),
    };
    for record in RECORDS {
        (0..sheet.count())
            .filter(|row| sheet.text(*row, "record") == record)
            .for_each(|row| reader.record(record, row));
    }
    reader.unknown_records();
    reader.check_shares();
    if reader.universe.companies.is_empty() && reader.problems.is_empty() {
        let hint = "write a row with record `company`, a ticker, a name and an economy";
        return Err(CompaniesError::file(file, "there is no company", hint));
    }
    CompaniesError::several(reader.problems)?;
    Ok(reader.universe)
}

struct Reader<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    world: &'a World,
    chains: &'a [Arc<Chain>],
    universe: Universe,
    /// Tickers of rows of record `company`, whatever else is wrong with them.
    declared: Vec<String>,
    problems: Vec<CompaniesError>,
}

impl Reader<'_> {
    fn wrong(&mut self, row: usize, column: &str, what: impl Into<String>) {
        self.problems.push(self.sheet.error(row, column, what));
    }

    fn unknown_records(&mut self) {
        for row in 0..self.sheet.count() {
            let record = self.sheet.text(row, "record");
            if !RECORDS.contains(&record) {
                let hint = nearest(record, RECORDS.into_iter());
                self.wrong(
                    row,
                    "record",
                    format!("`{record}` is no record; it is one of {}{hint}", RECORDS.join(", ")),
                );
            }
        }
    }

    fn record(&mut self, record: &str, row: usize) {
        match record {
            "company" => self.company(row),
            "revenue" => self.revenue(row),
            "plant" => self.plant(row),
            "input" => self.input(row),
            _ => self.sale(row),
        }
    }

    fn fact(&mut self, row: usize, what: String) -> usize {
        let text = |column: &str| self.sheet.text(row, column).to_owned();
        let value = format!("{} {}", text("value"), text("unit")).trim().to_owned();
        self.universe.facts.push(Fact {
            id: format!("own:{}", self.sheet.line(row)),
            ticker: text("ticker"),
            what,
            value,
            source: "the user's file".to_owned(),
            vintage: String::new(),
            licence: "the user's".to_owned(),
            grade: "U".to_owned(),
        });
        self.universe.facts.len() - 1
    }

    /// The economies that a cell names; an empty one is refused.
    fn economies(&mut self, row: usize, column: &str) -> Vec<usize> {
        let text = self.sheet.text(row, column);
        if text.is_empty() {
            self.wrong(row, column, "the cell is empty; name an economy, such as JPN");
            return Vec::new();
        }
        economies(self.world, text).unwrap_or_else(|what| {
            self.wrong(row, column, what);
            Vec::new()
        })
    }

    fn sector(&mut self, row: usize) -> Option<usize> {
        let code = self.sheet.text(row, "sector");
        // `05` is a chapter of the Harmonized System, and not the sector B05, unless the world
        // calls a sector so.
        let number =
            !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let found = if number {
            self.world.sector(code).map(|own| own.0)
        } else {
            sector(self.world, code)
        };
        if found.is_none() {
            let hint = match number {
                true => {
                    "; a number is no sector: write its code, such as C29, or the HS code in the column `hs`".to_owned()
                }
                false => nearest(code, self.world.sectors.iter().map(|sector| sector.code.as_str())),
            };
            self.wrong(row, "sector", format!("`{code}` is no sector of the world{hint}"));
        }
        found
    }

    /// The figure of a row, with its range.
    fn value(&mut self, row: usize) -> Option<Band> {
        match band(self.sheet, row, "value") {
            Ok(Some(value)) if value.low >= 0.0 => return Some(value),
            Ok(Some(_)) => self.wrong(row, "value", "it is below zero"),
            Ok(None) => self.wrong(row, "value", "the cell is empty; write a number"),
            Err(error) => self.problems.push(error),
        }
        None
    }

    /// The unit of a row, if it is one of `units`.
    fn unit(&mut self, row: usize, units: &[&'static str]) -> Option<&'static str> {
        let unit = self.sheet.text(row, "unit");
        let found = units.iter().find(|known| **known == unit).copied();
        if found.is_none() {
            self.wrong(
                row,
                "unit",
                format!("`{unit}` is no unit here; it is one of {}", units.join(", ")),
            );
        }
        found
    }

    fn company(&mut self, row: usize) {
        let text = |column: &str| self.sheet.text(row, column).to_owned();
        let (ticker, name) = (text("ticker"), text("name"));
        let economy = self.economies(row, "economy").first().copied();
        if ticker.is_empty() {
            return self.wrong(row, "ticker", "the cell is empty; give the company a short name");
        }
        if self.declared.contains(&ticker) {
            return self.wrong(
                row,
                "ticker",
                format!("`{ticker}` stands twice; give each company one row of record `company`"),
            );
        }
        self.declared.push(ticker.clone());
        let Some(economy) = economy else { return };
        let at = self.fact(row, format!("{ticker}: {name}"));
        self.universe.companies.push(Company {
            name: if name.is_empty() { ticker.clone() } else { name },
            ticker,
            listed: false,
            economy,
            role: "of the user's file".to_owned(),
            note: text("note"),
            segments: Vec::new(),
            inputs: Vec::new(),
            sales: Vec::new(),
            deals: Vec::new(),
            row: at,
        });
    }

    /// The position of the company of a row.
    fn owner(&mut self, row: usize) -> Option<usize> {
        let ticker = self.sheet.text(row, "ticker");
        let found = self.universe.companies.iter().position(|company| company.ticker == ticker);
        // What is wrong with its own row is reported there.
        if found.is_none() && !self.declared.iter().any(|own| own == ticker) {
            let hint = nearest(ticker, self.declared.iter().map(String::as_str));
            self.wrong(
                row,
                "ticker",
                format!("there is no row of record `company` for `{ticker}`{hint}"),
            );
        }
        found
    }

    /// Amounts first; [`Reader::check_shares`] makes shares of them. A row for `all` is the total.
    fn revenue(&mut self, row: usize) {
        let (owner, sector, value) = (self.owner(row), self.sector(row), self.value(row));
        let unit = self.unit(row, &["USD million"]);
        let label = self.sheet.text(row, "economy").to_owned();
        let whole = label == "all";
        let economies = if whole { Vec::new() } else { self.economies(row, "economy") };
        let finished = self.finished(row);
        let (Some(owner), Some(sector), Some(value), Some(_)) = (owner, sector, value, unit) else {
            return;
        };
        let at = self.fact(row, format!("revenue in {label}"));
        let segments = &mut self.universe.companies[owner].segments;
        let found = segments
            .iter()
            .position(|segment| segment.sector == Some(sector))
            .unwrap_or_else(|| {
                let name = self.world.sectors[sector].name.clone();
                let (regions, plants, sourcing) = (Vec::new(), Vec::new(), Vec::new());
                segments.push(Segment {
                    name,
                    sector: Some(sector),
                    revenue: 0.0,
                    regions,
                    plants,
                    sourcing,
                    exempt: false,
                    finished: false,
                    product_row: None,
                    row: at,
                });
                segments.len() - 1
            });
        let segment = &mut segments[found];
        if let Some(finished) = finished {
            if segment.product_row.is_some() && segment.finished != finished {
                return self.wrong(
                    row,
                    "product",
                    "another row of this sector says otherwise; give all the same, or only one",
                );
            }
            (segment.finished, segment.product_row) = (finished, Some(at));
        }
        if whole {
            segment.revenue = value.mid;
            segment.row = at;
        } else {
            segment.regions.push(Region {
                label,
                economies,
                share: value.mid,
                at_least: false,
                row: at,
            });
        }
    }

    /// Whether a row of revenue says that final goods or inputs are sold.
    fn finished(&mut self, row: usize) -> Option<bool> {
        match self.sheet.text(row, "product") {
            "" => None,
            FINAL => Some(true),
            INPUT => Some(false),
            other => {
                let what = format!(
                    "`{other}` is neither `final` (sold to final buyers) nor `input` (sold to producers)"
                );
                self.wrong(
                    row,
                    "product",
                    format!("{what}{}", nearest(other, [FINAL, INPUT].into_iter())),
                );
                None
            }
        }
    }

    fn check_shares(&mut self) {
        let mut problems = Vec::new();
        for company in &mut self.universe.companies {
            for segment in &mut company.segments {
                let sold: f64 = segment.regions.iter().map(|region| region.share).sum();
                if segment.revenue == 0.0 {
                    segment.revenue = sold;
                }
                if sold > segment.revenue * (1.0 + ROUNDING) {
                    let what = format!(
                        "the regions of `{}` add up to {sold}, above its total of {}",
                        company.ticker, segment.revenue
                    );
                    problems.push(CompaniesError::file(
                        self.file,
                        what,
                        "correct the rows of record `revenue`",
                    ));
                }
                let whole = segment.revenue.max(f64::MIN_POSITIVE);
                segment.regions.iter_mut().for_each(|region| region.share /= whole);
                let made: f64 = segment.plants.iter().filter_map(|plant| plant.share).sum();
                if made > 1.0 + ROUNDING {
                    let what = format!(
                        "the plants of `{}` make {:.0} % of what it makes",
                        company.ticker,
                        100.0 * made
                    );
                    problems.push(CompaniesError::file(
                        self.file,
                        what,
                        "shares of record `plant` add up to 100 % at most",
                    ));
                }
            }
        }
        self.problems.extend(problems);
    }

    fn plant(&mut self, row: usize) {
        let (owner, sector, economies) =
            (self.owner(row), self.sector(row), self.economies(row, "economy"));
        // A plant whose share nobody knows is still a plant.
        let known = !self.sheet.text(row, "value").is_empty();
        let value = if known { self.value(row) } else { None };
        if known {
            self.unit(row, &["%"]);
        }
        let share = value.map(|value| value.mid / 100.0);
        let text = self.sheet.text(row, "value");
        if let Some(value) =
            value.filter(|value| value.mid > 0.0 && value.mid <= 1.0 && !text.ends_with('%'))
        {
            let much = 100.0 * value.mid;
            let what = format!(
                "`{text}` with the unit % is {text} %; write {much} for {much} %, or \"{text}%\" if it is that little"
            );
            return self.wrong(row, "value", what);
        }
        if share.is_some_and(|share| share > 1.0 + ROUNDING) {
            return self.wrong(row, "value", "a share above 100 %");
        }
        let (Some(owner), Some(sector)) = (owner, sector) else { return };
        let at = self.fact(
            row,
            format!(
                "makes {} in {}",
                self.sheet.text(row, "sector"),
                self.sheet.text(row, "economy")
            ),
        );
        let segments = &mut self.universe.companies[owner].segments;
        match segments.iter_mut().find(|segment| segment.sector == Some(sector)) {
            Some(segment) => segment.plants.push(Plant { economies, share, row: at }),
            None => self.wrong(
                row,
                "sector",
                "the company has no row of record `revenue` for this sector; add one",
            ),
        }
    }

    /// What a row buys or sells: by the code of a good, by HS code, or by sector.
    fn product(&mut self, row: usize) -> Option<Product> {
        let origin = self.origin(row);
        let (good, hs) = (self.sheet.text(row, "good"), self.sheet.text(row, "hs"));
        if !good.is_empty() {
            let chains = self.chains;
            let chain =
                chains.iter().find(|chain| chain.goods.iter().any(|known| known.code == good));
            let Some(chain) = chain else {
                let known = chains
                    .iter()
                    .flat_map(|chain| chain.goods.iter().map(|good| good.code.as_str()));
                self.wrong(
                    row,
                    "good",
                    format!("`{good}` is no good of a chain{}", nearest(good, known)),
                );
                return None;
            };
            return Some(Product::Good {
                chain: chain.id.clone(),
                good: good.to_owned(),
                usage: String::new(),
            });
        }
        if hs.is_empty() {
            let sector = self.sector(row)?;
            return Some(Product::Sector { sector, origin });
        }
        match meaning(hs) {
            Ok(Meaning::Goods { chain, begins }) => Some(self.goods(hs, chain, begins)),
            Ok(Meaning::Sector(code)) => {
                let found = sector(self.world, code);
                if found.is_none() {
                    self.wrong(
                        row,
                        "hs",
                        format!("`{hs}` belongs to sector {code}, which this world does not have"),
                    );
                }
                Some(Product::Sector { sector: found?, origin })
            }
            Err(what) => {
                self.wrong(row, "hs", what);
                None
            }
        }
    }

    /// The good of a chain whose code begins so, or all of them.
    fn goods(&self, code: &str, chain: &str, begins: &str) -> Product {
        let all =
            self.chains.iter().filter(|known| known.id == chain).flat_map(|known| &known.goods);
        let goods: Vec<String> = all
            .filter(|good| good.code.starts_with(begins))
            .map(|good| good.code.clone())
            .collect();
        let chain = chain.to_owned();
        match goods.as_slice() {
            [good] => Product::Good { chain, good: good.clone(), usage: String::new() },
            _ => Product::OneOf { chain, code: code.to_owned(), goods },
        }
    }

    fn origin(&mut self, row: usize) -> Option<usize> {
        if self.sheet.text(row, "origin").is_empty() {
            None
        } else {
            self.economies(row, "origin").first().copied()
        }
    }

    fn input(&mut self, row: usize) {
        let (owner, product, value) = (self.owner(row), self.product(row), self.value(row));
        let unit = self.unit(row, &["t/yr", "Mt/yr", "USD million", "%"]);
        let economy = if self.sheet.text(row, "economy").is_empty() {
            None
        } else {
            self.economies(row, "economy").first().copied()
        };
        let weeks = self.sheet.number(row, "stock_weeks", &mut self.problems);
        let (Some(owner), Some(product), Some(value), Some(unit)) = (owner, product, value, unit)
        else {
            return;
        };
        let Some(amount) = self.amount(row, owner, &product, (value, unit)) else { return };
        let at = self.fact(
            row,
            format!("needs {}{}", self.sheet.text(row, "hs"), self.sheet.text(row, "good")),
        );
        self.universe.companies[owner].inputs.push(Input {
            product,
            amount,
            economy,
            stock_weeks: [weeks; 3],
            row: at,
        });
    }

    fn amount(
        &mut self,
        row: usize,
        owner: usize,
        product: &Product,
        (value, unit): (Band, &str),
    ) -> Option<Amount> {
        match (unit, product) {
            ("USD million", _) => Some(Amount::Money(value)),
            ("%", _) if value.high > 100.0 => {
                self.wrong(row, "value", "a share above 100 % of revenue");
                None
            }
            ("%", _) => {
                let revenue: f64 = self.universe.companies[owner]
                    .segments
                    .iter()
                    .map(|segment| {
                        let sold: f64 = segment.regions.iter().map(|region| region.share).sum();
                        if segment.revenue > 0.0 { segment.revenue } else { sold }
                    })
                    .sum();
                Some(Amount::Money(value.scaled(revenue / 100.0)))
            }
            (_, Product::Good { chain, .. } | Product::OneOf { chain, .. }) => {
                self.quantity(row, chain, value, unit).map(Amount::Quantity)
            }
            _ => {
                self.wrong(
                    row,
                    "unit",
                    "what belongs to a sector is given in USD million or in % of revenue",
                );
                None
            }
        }
    }

    /// An amount in the unit of a chain.
    fn quantity(&mut self, row: usize, chain: &str, value: Band, unit: &str) -> Option<Band> {
        let own = self.chains.iter().find(|known| known.id == chain)?;
        match (unit, own.unit.as_str()) {
            ("t/yr", "t") | ("Mt/yr", "Mt") => Some(value),
            ("t/yr", "Mt") => Some(value.scaled(1e-6)),
            ("Mt/yr", "t") => Some(value.scaled(1e6)),
            _ => {
                self.wrong(
                    row,
                    "unit",
                    format!(
                        "`{unit}` does not measure goods of chain {chain}; write t/yr or Mt/yr"
                    ),
                );
                None
            }
        }
    }

    fn sale(&mut self, row: usize) {
        let (owner, product, value) = (self.owner(row), self.product(row), self.value(row));
        let (unit, economy) =
            (self.unit(row, &["t/yr", "Mt/yr"]), self.economies(row, "economy").first().copied());
        let (Some(owner), Some(product), Some(value), Some(unit), Some(economy)) =
            (owner, product, value, unit, economy)
        else {
            return;
        };
        let (chain, good) = match product {
            Product::Good { chain, good, .. } => (chain, good),
            Product::OneOf { code, goods, .. } => {
                let what = format!(
                    "`{code}` covers several goods; name one in column `good`: {}",
                    goods.join(", ")
                );
                return self.wrong(row, "hs", what);
            }
            Product::Sector { .. } => {
                let what = "only goods of chains are sold by quantity; what belongs to a sector is revenue";
                return self.wrong(row, "hs", what);
            }
        };
        let Some(amount) = self.quantity(row, &chain, value, unit) else { return };
        let at = self.fact(row, format!("sells {good}"));
        let sale = Sale {
            chain,
            good,
            economy,
            amount,
            open_share: Band::point(1.0),
            buys_inputs: false,
            row: at,
        };
        self.universe.companies[owner].sales.push(sale);
    }
}
