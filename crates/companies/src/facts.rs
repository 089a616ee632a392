//! What is known of companies, and from where?
//!
//! A [`Universe`] is made of rows, each a fact with its source; nothing is filled in. Shares that
//! rows do not add up to stay "not allocated".

use crate::error::CompaniesError;
use detente_world::Band;
use detente_world::{Join, World};

/// What the fact of a company says that a user's file stands for.
pub(crate) const LEFT_OUT: &str = "left out: a company of the user's file has its ticker";

/// Shares that add up to a little more or less than one are rounded figures.
const ROUNDING: f64 = 0.01;

/// One row of the data.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fact {
    /// File and line, such as `plants.csv:12`.
    pub id: String,
    /// The company.
    pub ticker: String,
    /// What it says, in words.
    pub what: String,
    /// The figure with its unit, as the row has it; empty where it is not known.
    pub value: String,
    /// Publication.
    pub source: String,
    /// Year or edition.
    pub vintage: String,
    /// Licence of the figure.
    pub licence: String,
    /// A official filing, B quoted, C weak, D derived, U the user's own.
    pub grade: String,
}

/// Revenue of one region as the company reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its name in the report.
    pub label: String,
    /// Positions of its economies in the world.
    pub economies: Vec<usize>,
    /// Share of the segment's revenue.
    pub share: f64,
    /// Whether more of the revenue than that may be made there.
    pub at_least: bool,
    /// Position of its fact.
    pub row: usize,
}

/// Where something is made: one economy, or several of which nobody says which makes how much.
#[derive(Clone, Debug, PartialEq)]
pub struct Plant {
    /// Positions of the economies in the world.
    pub economies: Vec<usize>,
    /// Share of what the segment makes; `None` where not published.
    pub share: Option<f64>,
    /// Position of its fact.
    pub row: usize,
}

/// What of the sales in an economy is made there.
#[derive(Clone, Debug, PartialEq)]
pub struct Sourcing {
    /// Position of the economy.
    pub economy: usize,
    /// Share, from 0 to 1.
    pub share: f64,
    /// Position of its fact.
    pub row: usize,
}

/// A part of a company whose products belong to one sector of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// Its name.
    pub name: String,
    /// Position of the sector; `None` where the trade engine has nothing to say of it (finance).
    pub sector: Option<usize>,
    /// Revenue of a year in USD million.
    pub revenue: f64,
    /// Regions of sale; their shares add up to one at most.
    pub regions: Vec<Region>,
    /// Where it is made.
    pub plants: Vec<Plant>,
    /// What of sales is made on the spot.
    pub sourcing: Vec<Sourcing>,
    /// Whether its products are exempt from the tariffs on their sector: no origin gains on
    /// another, and sales follow what a market spends on the sector.
    pub exempt: bool,
    /// Whether it sells final goods, to households, governments and as equipment, and not inputs of
    /// producers: sales then follow the final demand of each market.
    pub finished: bool,
    /// Position of the fact that says so; `None` where the row of its revenue does.
    pub product_row: Option<usize>,
    /// Position of the fact of its revenue.
    pub row: usize,
}

impl Segment {
    /// Share of revenue that no row allocates to a region.
    #[must_use]
    pub fn unallocated(&self) -> f64 {
        (1.0 - self.regions.iter().map(|region| region.share).sum::<f64>()).max(0.0)
    }

    /// Where that may be sold: any economy but those whose share is known.
    #[must_use]
    pub fn elsewhere(&self, economies: usize) -> Vec<usize> {
        let known = |at: &usize| {
            self.regions.iter().any(|region| !region.at_least && region.economies.contains(at))
        };
        let open: Vec<usize> = (0..economies).filter(|at| !known(at)).collect();
        if open.is_empty() { (0..economies).collect() } else { open }
    }
}

/// What an input is.
#[derive(Clone, Debug, PartialEq)]
pub enum Product {
    /// A good of a commodity chain.
    Good {
        /// Short name of the chain.
        chain: String,
        /// Code of the good.
        good: String,
        /// The use that it serves there; empty where any.
        usage: String,
    },
    /// One of several goods of a chain, which an HS code does not tell apart.
    OneOf {
        /// Short name of the chain.
        chain: String,
        /// The HS code.
        code: String,
        /// Codes of the goods that it covers.
        goods: Vec<String>,
    },
    /// The product of a sector, by position, from an economy where known.
    Sector {
        /// Position of the sector.
        sector: usize,
        /// Position of the economy it comes from.
        origin: Option<usize>,
    },
}

/// How much of an input is bought in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// In the unit of its chain.
    Quantity(Band),
    /// USD million.
    Money(Band),
    /// As much as its sector needs, in proportion to revenue.
    AsItsSector,
}

/// Something a company buys.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// What it is.
    pub product: Product,
    /// How much.
    pub amount: Amount,
    /// Position of the economy whose plants need it; `None`: those of all plants.
    pub economy: Option<usize>,
    /// Weeks of need in stock: least, middle, most, as far as known.
    pub stock_weeks: [Option<f64>; 3],
    /// Position of its fact.
    pub row: usize,
}

/// A good of a chain that a company sells.
#[derive(Clone, Debug, PartialEq)]
pub struct Sale {
    /// Short name of the chain.
    pub chain: String,
    /// Code of the good.
    pub good: String,
    /// Position of the economy whose price it fetches.
    pub economy: usize,
    /// How much in a year, in the unit of the chain.
    pub amount: Band,
    /// Share that follows the market's price.
    pub open_share: Band,
    /// Whether its inputs are bought, at prices of the chain.
    pub buys_inputs: bool,
    /// Position of its fact.
    pub row: usize,
}

/// A company's share in what one economy promises to buy of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Deal {
    /// `purchase` of a commodity or `procurement` of a sector's product.
    pub kind: String,
    /// Code of the economy that buys.
    pub buyer: String,
    /// Share of the item.
    pub share: Band,
    /// Whether the company is the one that buys.
    pub buys: bool,
    /// Position of its fact.
    pub row: usize,
}

/// A company.
#[derive(Clone, Debug, PartialEq)]
pub struct Company {
    /// Its ticker, or another short name where it is not listed.
    pub ticker: String,
    /// Name.
    pub name: String,
    /// Whether its shares are listed.
    pub listed: bool,
    /// Position of the economy of its seat.
    pub economy: usize,
    /// What it does, in words.
    pub role: String,
    /// What a reader should know.
    pub note: String,
    /// Segments with a known revenue.
    pub segments: Vec<Segment>,
    /// Inputs.
    pub inputs: Vec<Input>,
    /// Goods of chains that it sells.
    pub sales: Vec<Sale>,
    /// Shares in purchases that a package may hold.
    pub deals: Vec<Deal>,
    /// Position of its fact.
    pub row: usize,
}

impl Company {
    /// Revenue of a year in USD million, all segments; `None` where no row gives it.
    #[must_use]
    pub fn revenue(&self) -> Option<f64> {
        (!self.segments.is_empty())
            .then(|| self.segments.iter().map(|segment| segment.revenue).sum())
    }
}

/// Companies and the facts behind them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Universe {
    /// Companies in the order of their rows.
    pub companies: Vec<Company>,
    /// Every row.
    pub facts: Vec<Fact>,
    /// Tickers of companies that those of a user's file stand for.
    pub replaced: Vec<String>,
}

impl Universe {
    /// The company of a ticker.
    ///
    /// # Errors
    /// If there is none; names the nearest.
    pub fn company(&self, ticker: &str) -> Result<&Company, CompaniesError> {
        let known = || self.companies.iter().map(|company| company.ticker.as_str());
        self.companies.iter().find(|company| company.ticker == ticker).ok_or_else(|| {
            CompaniesError::Unknown {
                ticker: ticker.to_owned(),
                hint: detente_world::nearest(ticker, known()),
            }
        })
    }

    /// Both, the second after the first; companies of the second stand for those of the same
    /// ticker, and a fact says so.
    #[must_use]
    pub fn joined(mut self, other: Self) -> Self {
        let shift = self.facts.len();
        let taken = |ticker: &str| other.companies.iter().any(|own| own.ticker == ticker);
        for company in self.companies.iter().filter(|company| taken(&company.ticker)) {
            self.facts[company.row].value = LEFT_OUT.to_owned();
            self.replaced.push(company.ticker.clone());
        }
        self.companies.retain(|company| !taken(&company.ticker));
        let moved = other.companies.into_iter().map(|company| company.shifted(shift));
        self.companies.extend(moved);
        self.facts.extend(other.facts);
        self
    }
}

impl Company {
    fn shifted(mut self, by: usize) -> Self {
        self.row += by;
        for segment in &mut self.segments {
            segment.row += by;
            segment.product_row = segment.product_row.map(|row| row + by);
            segment.regions.iter_mut().for_each(|region| region.row += by);
            segment.plants.iter_mut().for_each(|plant| plant.row += by);
            segment.sourcing.iter_mut().for_each(|sourcing| sourcing.row += by);
        }
        self.inputs.iter_mut().for_each(|input| input.row += by);
        self.sales.iter_mut().for_each(|sale| sale.row += by);
        self.deals.iter_mut().for_each(|deal| deal.row += by);
        self
    }
}

/// Positions of the economies that `text` names: codes and groups joined by `+`. What is a member
/// of an economy of the world lies in it.
pub(crate) fn economies(world: &World, text: &str) -> Result<Vec<usize>, String> {
    let mut found = Vec::new();
    for word in text.split('+').map(str::trim).filter(|word| !word.is_empty()) {
        let known = world.economy(word).map_or_else(|| world.group(word), |economy| vec![economy]);
        let members = if known.is_empty() { Join::of(world).economy(word) } else { known };
        if members.is_empty() {
            let meant = detente_world::names::ending(word, world.economy_names(true));
            return Err(format!("`{word}` is no economy of the world, nor a group{meant}"));
        }
        found.extend(
            members
                .into_iter()
                .map(|economy| economy.0)
                .filter(|at| !found.contains(at))
                .collect::<Vec<_>>(),
        );
    }
    Ok(found)
}

/// Makes shares of amounts: rounded figures that add up to a little more or less than the whole are
/// scaled to it; what is above is wrong.
pub(crate) fn shares(amounts: &[f64], whole: f64) -> Result<Vec<f64>, f64> {
    let sum: f64 = amounts.iter().sum::<f64>() / whole;
    if sum > 1.0 + ROUNDING {
        return Err(sum);
    }
    let scale = if (sum - 1.0).abs() <= ROUNDING { 1.0 / sum } else { 1.0 };
    Ok(amounts.iter().map(|amount| scale * amount / whole).collect())
}

/// The sector that `code` names: its own, or the one in which it lies.
pub(crate) fn sector(world: &World, code: &str) -> Option<usize> {
    let lies = || match Join::of(world).sectors(code).as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    world.sector(code).or_else(lies).map(|sector| sector.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_shares_add_up_to_one_and_missing_ones_are_not_invented() {
        assert_eq!(shares(&[50.2, 50.3], 100.0).map(|shares| shares.iter().sum::<f64>()), Ok(1.0));
        assert_eq!(shares(&[30.0], 100.0), Ok(vec![0.3]));
        assert_eq!(shares(&[80.0, 30.0], 100.0), Err(1.1));
    }
}
