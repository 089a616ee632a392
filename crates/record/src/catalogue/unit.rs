//! In what unit is a column?

use serde::Serialize;

/// Unit of the cells of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// A code or a name.
    Words,
    /// A day, ISO 8601.
    Date,
    /// Money of the world (USD million in the embedded one) a year.
    MoneyPerYear,
    /// Money of the world.
    Money,
    /// Money of the world in present value.
    PresentValue,
    /// Money of the world per unit of a chain's good.
    MoneyPerUnit,
    /// Money of the world per day.
    MoneyPerDay,
    /// Percent of the baseline.
    Percent,
    /// Ratio, 1 is the baseline or all of something.
    Ratio,
    /// A share or probability from 0 to 1.
    Share,
    /// Unit of the row's chain per year.
    QuantityPerYear,
    /// Unit of the row's chain.
    Quantity,
    /// The unit of prices of the row's chain.
    Price,
    /// Weeks.
    Weeks,
    /// Days.
    Days,
    /// A number of things.
    Count,
    /// A calendar year, or a number of years.
    Years,
    /// Unit that the row names in its column `unit`.
    AsTheRowSays,
    /// 1 for yes, 0 for no.
    YesNo,
}

/// What money and goods are counted in, as far as a run fixes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Currencies {
    /// Of the world, such as `USD million`.
    pub world: String,
    /// Unit of the chain, such as `t`, where one is meant.
    pub chain_unit: Option<String>,
    /// Unit of the chain's prices, such as `USD per tonne`.
    pub chain_price: Option<String>,
}

impl Unit {
    /// Whether cells are words rather than numbers.
    #[must_use]
    pub fn is_words(self) -> bool {
        matches!(self, Self::Words | Self::Date)
    }

    /// For people; empty for words and days.
    #[must_use]
    pub fn text(self, of: &Currencies) -> String {
        let unit = of.chain_unit.as_deref().unwrap_or("unit of the chain");
        match self {
            Self::Words | Self::Date => String::new(),
            Self::MoneyPerYear => format!("{} a year", of.world),
            Self::Money => of.world.clone(),
            Self::PresentValue => format!("{}, present value", of.world),
            Self::MoneyPerUnit => format!("{} per {unit}", of.world),
            Self::MoneyPerDay => format!("{} per day", of.world),
            Self::Percent => "%".to_owned(),
            Self::Ratio => "ratio".to_owned(),
            Self::Share => "share, 0 to 1".to_owned(),
            Self::QuantityPerYear => format!("{unit} a year"),
            Self::Quantity => unit.to_owned(),
            Self::Price => {
                of.chain_price.clone().unwrap_or_else(|| "price of the chain".to_owned())
            }
            Self::Weeks => "weeks".to_owned(),
            Self::Days => "days".to_owned(),
            Self::Count => "number".to_owned(),
            Self::Years => "years".to_owned(),
            Self::AsTheRowSays => "see `unit`".to_owned(),
            Self::YesNo => "1 yes, 0 no".to_owned(),
        }
    }
}
