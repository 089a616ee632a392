//! Which companies does the program carry inside?
//!
//! The tables of `data/companies/`, as they are committed; `cargo xtask build-companies` makes
//! `revenue.csv` and `hs6.csv`, the others are collected by hand with their sources.
//! docs/companies.md has the columns.

use crate::error::CompaniesError;
use crate::facts::{
    Amount, Company, Deal, Fact, Input, Plant, Product, Region, Sale, Segment, Sourcing, Universe,
    economies, sector, shares,
};
use crate::sheet::Sheet;
use detente_world::Band;
use detente_world::World;
use detente_world::chain::Interval;
use std::collections::HashMap;

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../data/companies/", $name)))
    };
}

const COMPANIES: (&str, &str) = file!("companies.csv");
const REVENUE: [(&str, &str); 2] = [file!("revenue.csv"), file!("collected_revenue.csv")];
const PRODUCTS: (&str, &str) = file!("products.csv");
const PLANTS: (&str, &str) = file!("plants.csv");
const SOURCING: (&str, &str) = file!("sourcing.csv");
const INPUTS: (&str, &str) = file!("inputs.csv");
const SALES: (&str, &str) = file!("sales.csv");
const DEALS: (&str, &str) = file!("deals.csv");
const RATES: (&str, &str) = file!("rates.csv");

/// What a segment sells: to final buyers, or to producers.
pub(crate) const FINAL: &str = "final";
pub(crate) const INPUT: &str = "input";

/// The columns that every row has.
const SOURCE: [&str; 4] = ["source", "vintage", "licence", "grade"];

/// The companies inside the program, for a world that has every economy and sector they name;
/// `None` for any other.
///
/// # Errors
/// If a table inside the program is broken.
pub fn embedded(world: &World) -> Result<Option<Universe>, CompaniesError> {
    let mut builder =
        Builder { world, universe: Universe::default(), exempt: Vec::new(), whole: true };
    builder.companies()?;
    builder.revenue()?;
    builder.products()?;
    builder.plants()?;
    builder.sourcing()?;
    builder.inputs()?;
    builder.sales()?;
    builder.deals()?;
    Ok(builder.whole.then_some(builder.universe))
}

struct Builder<'a> {
    world: &'a World,
    universe: Universe,
    /// Tickers whose products are exempt from the tariffs on their sector.
    exempt: Vec<String>,
    /// Whether the world had everything so far.
    whole: bool,
}

fn open((file, text): (&str, &str), columns: &[&str]) -> Result<Sheet, CompaniesError> {
    Sheet::read(file, text.as_bytes(), &[columns, &SOURCE].concat(), &[])
}

impl Builder<'_> {
    /// Adds the fact of a row.
    fn fact(
        &mut self,
        file: &str,
        sheet: &Sheet,
        row: usize,
        what: String,
        value: String,
    ) -> usize {
        let text = |column: &str| sheet.text(row, column).to_owned();
        self.universe.facts.push(Fact {
            id: format!("{file}:{}", sheet.line(row)),
            ticker: text("ticker"),
            what,
            value,
            source: text("source"),
            vintage: text("vintage"),
            licence: text("licence"),
            grade: text("grade"),
        });
        self.universe.facts.len() - 1
    }

    fn of(&mut self, sheet: &Sheet, row: usize) -> Result<&mut Company, CompaniesError> {
        let ticker = sheet.text(row, "ticker");
        let found = self.universe.companies.iter_mut().find(|company| company.ticker == ticker);
        found.ok_or_else(|| {
            sheet.error(row, "ticker", format!("`{ticker}` is not in companies.csv"))
        })
    }

    /// Positions of economies; the universe is not for this world where one is missing.
    fn economies(&mut self, text: &str) -> Vec<usize> {
        economies(self.world, text).unwrap_or_else(|_| {
            self.whole = false;
            Vec::new()
        })
    }

    fn economy(&mut self, text: &str) -> usize {
        self.economies(text).first().copied().unwrap_or(0)
    }

    fn sector(&mut self, code: &str) -> Option<usize> {
        let found = (!code.is_empty()).then(|| sector(self.world, code)).flatten();
        self.whole &= code.is_empty() || found.is_some();
        found
    }

    fn companies(&mut self) -> Result<(), CompaniesError> {
        let sheet =
            open(COMPANIES, &["ticker", "name", "listed", "economy", "role", "tariffs", "note"])?;
        for row in 0..sheet.count() {
            let text = |column: &str| sheet.text(row, column).to_owned();
            let at = self.fact(
                COMPANIES.0,
                &sheet,
                row,
                format!("{}: {}", text("name"), text("role")),
                text("note"),
            );
            let company = Company {
                ticker: text("ticker"),
                name: text("name"),
                listed: text("listed") == "yes",
                economy: self.economy(sheet.text(row, "economy")),
                role: text("role"),
                note: text("note"),
                segments: Vec::new(),
                inputs: Vec::new(),
                sales: Vec::new(),
                deals: Vec::new(),
                row: at,
            };
            self.universe.companies.push(company);
            if text("tariffs") == "exempt" {
                self.exempt.push(text("ticker"));
            }
        }
        Ok(())
    }

    fn revenue(&mut self) -> Result<(), CompaniesError> {
        let rates = rates()?;
        let columns = [
            "ticker",
            "segment",
            "sector",
            "region",
            "economies",
            "measure",
            "period",
            "months",
            "unit",
            "value",
        ];
        for file in REVENUE {
            let sheet = open(file, &columns)?;
            let mut problems = Vec::new();
            let numbers = |column: &str, problems: &mut Vec<CompaniesError>| -> Vec<f64> {
                (0..sheet.count())
                    .map(|row| sheet.number(row, column, problems).unwrap_or(0.0))
                    .collect()
            };
            let (values, months) =
                (numbers("value", &mut problems), numbers("months", &mut problems));
            CompaniesError::several(problems)?;
            for row in (0..sheet.count())
                .filter(|row| is_total(&sheet, *row) && sheet.text(*row, "measure") == "revenue")
            {
                let (segment, unit) =
                    (sheet.text(row, "segment").to_owned(), sheet.text(row, "unit"));
                let rate = rates
                    .get(unit)
                    .copied()
                    .ok_or_else(|| sheet.error(row, "unit", format!("no rate for `{unit}`")))?;
                let what = format!(
                    "revenue of {}, {}, {} months",
                    said(&segment),
                    sheet.text(row, "period"),
                    months[row]
                );
                let at = self.fact(
                    file.0,
                    &sheet,
                    row,
                    what,
                    format!("{} {unit} million", sheet.text(row, "value")),
                );
                let sector = self.sector(sheet.text(row, "sector"));
                let annual = 12.0 / months[row] * values[row] * rate;
                let exempt = self.exempt.iter().any(|ticker| ticker == sheet.text(row, "ticker"));
                let segments = &mut self.of(&sheet, row)?.segments;
                // A total of a part of the year serves shares only, where the year's own stands
                // before it.
                if segments.iter().all(|known| known.name != segment) {
                    let (regions, plants, sourcing) = (Vec::new(), Vec::new(), Vec::new());
                    segments.push(Segment {
                        name: segment,
                        sector,
                        revenue: annual,
                        regions,
                        plants,
                        sourcing,
                        exempt,
                        finished: false,
                        product_row: None,
                        row: at,
                    });
                }
            }
        }
        // Regions after every total: a region of one file may belong to a total of the other.
        let sheets =
            REVENUE.into_iter().map(|file| open(file, &columns)).collect::<Result<Vec<_>, _>>()?;
        let totals = sheets.iter().flat_map(|sheet| {
            (0..sheet.count()).filter(|row| is_total(sheet, *row)).map(move |row| (sheet, row))
        });
        let totals: HashMap<[String; 4], f64> = totals
            .map(|(sheet, row)| (key(sheet, row), sheet.text(row, "value").parse().unwrap_or(0.0)))
            .collect();
        REVENUE
            .into_iter()
            .zip(&sheets)
            .try_for_each(|(file, sheet)| self.regions(file, sheet, &totals))
    }

    fn regions(
        &mut self,
        file: (&str, &str),
        sheet: &Sheet,
        totals: &HashMap<[String; 4], f64>,
    ) -> Result<(), CompaniesError> {
        let key = |row: usize| key(sheet, row);
        let mut done: Vec<[String; 4]> = Vec::new();
        for first in (0..sheet.count()).filter(|row| !is_total(sheet, *row)) {
            if done.contains(&key(first)) {
                continue;
            }
            done.push(key(first));
            let rows: Vec<usize> = (0..sheet.count())
                .filter(|row| key(*row) == key(first) && !is_total(sheet, *row))
                .collect();
            let value = |row: usize| sheet.text(row, "value").parse::<f64>().unwrap_or(0.0);
            let whole = match sheet.text(first, "measure") {
                "share" | "share-at-least" => 100.0,
                _ => totals.get(&key(first)).copied().ok_or_else(|| {
                    sheet.error(first, "period", "no total of that period and measure")
                })?,
            };
            let amounts: Vec<f64> = rows.iter().map(|row| value(*row)).collect();
            let shares = shares(&amounts, whole).map_err(|sum| {
                sheet.error(first, "value", format!("the regions add up to {sum:.3} of the total"))
            })?;
            for (row, share) in rows.iter().zip(shares) {
                self.region(file.0, sheet, *row, &rows, share)?;
            }
        }
        Ok(())
    }

    fn region(
        &mut self,
        file: &str,
        sheet: &Sheet,
        row: usize,
        rows: &[usize],
        share: f64,
    ) -> Result<(), CompaniesError> {
        let (label, named) = (sheet.text(row, "region").to_owned(), sheet.text(row, "economies"));
        let economies = if let Some(without) = named.strip_prefix("rest") {
            // All that no other row names, less what follows a minus.
            let mut others = self.economies(without.trim_start_matches('-'));
            for other in rows.iter().filter(|other| **other != row) {
                others.extend(self.economies(sheet.text(*other, "economies")));
            }
            (0..self.world.economies.len()).filter(|at| !others.contains(at)).collect()
        } else {
            self.economies(named)
        };
        let what =
            format!("{} in {label}, {}", sheet.text(row, "measure"), sheet.text(row, "period"));
        let at = self.fact(
            file,
            sheet,
            row,
            what,
            format!("{} {}", sheet.text(row, "value"), sheet.text(row, "unit")),
        );
        let segment = sheet.text(row, "segment").to_owned();
        let known = self.of(sheet, row)?.segments.iter_mut().find(|known| known.name == segment);
        let known = known
            .ok_or_else(|| sheet.error(row, "segment", format!("no revenue of `{segment}`")))?;
        let at_least = sheet.text(row, "measure") == "share-at-least";
        known.regions.push(Region { label, economies, share, at_least, row: at });
        Ok(())
    }

    /// The segment of a company that a sector names.
    fn segment(
        &mut self,
        sheet: &Sheet,
        row: usize,
    ) -> Result<Option<&mut Segment>, CompaniesError> {
        let sector = self.sector(sheet.text(row, "sector"));
        let company = self.of(sheet, row)?;
        Ok(company.segments.iter_mut().find(|segment| segment.sector == sector))
    }

    /// Whether a segment sells final goods or inputs.
    fn products(&mut self) -> Result<(), CompaniesError> {
        let sheet = open(PRODUCTS, &["ticker", "sector", "product", "note"])?;
        for row in 0..sheet.count() {
            let text = |column: &str| sheet.text(row, column).to_owned();
            let finished = match sheet.text(row, "product") {
                FINAL => true,
                INPUT => false,
                other => {
                    return Err(sheet.error(
                        row,
                        "product",
                        format!("`{other}` is neither `final` nor `input`"),
                    ));
                }
            };
            let at = self.fact(
                PRODUCTS.0,
                &sheet,
                row,
                format!("sells {}", text("note")),
                text("product"),
            );
            if let Some(segment) = self.segment(&sheet, row)? {
                (segment.finished, segment.product_row) = (finished, Some(at));
            }
        }
        Ok(())
    }

    fn plants(&mut self) -> Result<(), CompaniesError> {
        let sheet = open(PLANTS, &["ticker", "sector", "economies", "value", "unit"])?;
        let key = |row: usize| {
            (sheet.text(row, "ticker").to_owned(), sheet.text(row, "sector").to_owned())
        };
        let value = |row: usize| sheet.text(row, "value").parse::<f64>().ok();
        for row in (0..sheet.count()).filter(|row| sheet.text(*row, "economies") != "*") {
            let total = (0..sheet.count())
                .find(|other| key(*other) == key(row) && sheet.text(*other, "economies") == "*");
            let whole =
                if sheet.text(row, "unit") == "%" { Some(100.0) } else { total.and_then(value) };
            let share = value(row).zip(whole).map(|(own, whole)| own / whole);
            let economies = self.economies(sheet.text(row, "economies"));
            let what =
                format!("makes {} in {}", sheet.text(row, "sector"), sheet.text(row, "economies"));
            let at = self.fact(
                PLANTS.0,
                &sheet,
                row,
                what,
                format!("{} {}", sheet.text(row, "value"), sheet.text(row, "unit")),
            );
            if let Some(segment) = self.segment(&sheet, row)? {
                segment.plants.push(Plant { economies, share, row: at });
            }
        }
        Ok(())
    }

    fn sourcing(&mut self) -> Result<(), CompaniesError> {
        let sheet = open(SOURCING, &["ticker", "sector", "economy", "share_pct"])?;
        for row in 0..sheet.count() {
            let (mut problems, economy) = (Vec::new(), self.economy(sheet.text(row, "economy")));
            let share = sheet.number(row, "share_pct", &mut problems).unwrap_or(0.0) / 100.0;
            CompaniesError::several(problems)?;
            let what = format!("of what it sells in {}, made there", sheet.text(row, "economy"));
            let at = self.fact(
                SOURCING.0,
                &sheet,
                row,
                what,
                format!("{} %", sheet.text(row, "share_pct")),
            );
            if let Some(segment) = self.segment(&sheet, row)? {
                segment.sourcing.push(Sourcing { economy, share, row: at });
            }
        }
        Ok(())
    }

    fn inputs(&mut self) -> Result<(), CompaniesError> {
        let columns = [
            "ticker",
            "chain",
            "good",
            "use",
            "amount_low",
            "amount",
            "amount_high",
            "unit",
            "stock_weeks_low",
            "stock_weeks",
            "stock_weeks_high",
        ];
        let sheet = open(INPUTS, &columns)?;
        for row in 0..sheet.count() {
            let text = |column: &str| sheet.text(row, column).to_owned();
            let amount = band(&sheet, row, "amount")?.map_or(Amount::AsItsSector, Amount::Quantity);
            let mut problems = Vec::new();
            let mut stock = |column: &str| sheet.number(row, column, &mut problems);
            let stock_weeks =
                [stock("stock_weeks_low"), stock("stock_weeks"), stock("stock_weeks_high")];
            CompaniesError::several(problems)?;
            let value = if amount == Amount::AsItsSector {
                "amount not known".to_owned()
            } else {
                format!("{} {}", text("amount"), text("unit"))
            };
            let at = self.fact(INPUTS.0, &sheet, row, format!("needs {}", text("good")), value);
            let product =
                Product::Good { chain: text("chain"), good: text("good"), usage: text("use") };
            let input = Input { product, amount, economy: None, stock_weeks, row: at };
            self.of(&sheet, row)?.inputs.push(input);
        }
        Ok(())
    }

    fn sales(&mut self) -> Result<(), CompaniesError> {
        let columns = [
            "ticker",
            "chain",
            "good",
            "economy",
            "amount_low",
            "amount",
            "amount_high",
            "unit",
            "open_share_low",
            "open_share",
            "open_share_high",
            "inputs",
            "note",
        ];
        let sheet = open(SALES, &columns)?;
        for row in 0..sheet.count() {
            let text = |column: &str| sheet.text(row, column).to_owned();
            let what =
                format!("sells {} made in {}; {}", text("good"), text("economy"), text("note"));
            let at = self.fact(
                SALES.0,
                &sheet,
                row,
                what,
                format!("{} {}", text("amount"), text("unit")),
            );
            let needed = |column: &str, found: Option<Band>| {
                found.ok_or_else(|| sheet.error(row, column, "the cell is empty"))
            };
            let sale = Sale {
                chain: text("chain"),
                good: text("good"),
                economy: self.economy(sheet.text(row, "economy")),
                amount: needed("amount", band(&sheet, row, "amount")?)?,
                open_share: needed("open_share", band(&sheet, row, "open_share")?)?,
                buys_inputs: text("inputs") == "bought",
                row: at,
            };
            self.of(&sheet, row)?.sales.push(sale);
        }
        Ok(())
    }

    fn deals(&mut self) -> Result<(), CompaniesError> {
        let columns = [
            "ticker",
            "kind",
            "commodity",
            "sector",
            "buyer",
            "seller",
            "share_low",
            "share",
            "share_high",
            "note",
        ];
        let sheet = open(DEALS, &columns)?;
        for row in 0..sheet.count() {
            let text = |column: &str| sheet.text(row, column).to_owned();
            let what = format!(
                "share in what {} buys of {}{}; {}",
                text("buyer"),
                text("commodity"),
                text("sector"),
                text("note")
            );
            let at = self.fact(DEALS.0, &sheet, row, what, text("share"));
            let share = band(&sheet, row, "share")?
                .ok_or_else(|| sheet.error(row, "share", "the cell is empty"))?;
            let buys = text("note") == "the buyer";
            let deal = Deal { kind: text("kind"), buyer: text("buyer"), share, buys, row: at };
            self.of(&sheet, row)?.deals.push(deal);
        }
        Ok(())
    }
}

/// Which total a row of regions belongs to.
fn key(sheet: &Sheet, row: usize) -> [String; 4] {
    ["ticker", "segment", "measure", "period"].map(|column| sheet.text(row, column).to_owned())
}

fn is_total(sheet: &Sheet, row: usize) -> bool {
    sheet.text(row, "economies") == "*"
}

fn said(segment: &str) -> &str {
    if segment == "all" { "the company" } else { segment }
}

/// Three columns as a band; nothing where the bounds are empty.
pub(crate) fn band(
    sheet: &Sheet,
    row: usize,
    column: &str,
) -> Result<Option<Band>, CompaniesError> {
    let mut problems = Vec::new();
    let mut number = |name: String| sheet.number(row, &name, &mut problems);
    let (low, mid, high) = (
        number(format!("{column}_low")),
        number(column.to_owned()),
        number(format!("{column}_high")),
    );
    CompaniesError::several(problems)?;
    let (low, high) = (low.or(mid), high.or(mid));
    let Some((low, high)) = low.zip(high) else { return Ok(None) };
    let interval = Interval::new(low, mid, high).ok_or_else(|| {
        sheet.error(row, column, format!("{low} to {high} is no range around the middle"))
    })?;
    Ok(Some(interval.into()))
}

/// USD for one unit of each currency.
fn rates() -> Result<HashMap<String, f64>, CompaniesError> {
    let sheet = open(RATES, &["currency", "usd"])?;
    let mut problems = Vec::new();
    let rate = |row: usize| {
        (
            sheet.text(row, "currency").to_owned(),
            sheet.number(row, "usd", &mut problems).unwrap_or(f64::NAN),
        )
    };
    let rates = (0..sheet.count()).map(rate).collect();
    CompaniesError::several(problems)?;
    Ok(rates)
}
