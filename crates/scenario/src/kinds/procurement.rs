//! `procurement`: a commitment to buy a product for so much money a year, wherever it crosses the
//! border.
//!
//! A chip designed in one economy and made in another is an export of the other: `seller` says who
//! owns the product, `origin` where it is shipped from, `owner-share` how much of the price accrues
//! to the owner.

use crate::effect::state::{Assembly, Procurement};
use crate::effect::timeline::{Timeline, phases};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::selector::{OneEconomy, OneSector};
use crate::text::place::Spanned;
use crate::text::report::Diagnostic;
use crate::text::tree::Node;
use crate::value::fields::Fields;
use crate::value::key::{Key, Shape};
use crate::value::mention::Sort;
use crate::value::money::{Amount, Shares, read_shares, shares_schema};
use crate::value::phases::Phased;
use crate::value::plain::Fraction;
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::units::table_unit;
use jiff::civil::Date;

const BUYER: Key<OneEconomy> = Key::required("buyer", "the code of the economy that buys");
const SELLER: Key<OneEconomy> =
    Key::required("seller", "the code of the economy that owns the product");
const SECTOR: Key<OneSector> =
    Key::required("sector", "the code of the sector that makes the product");
const ORIGIN: Key<Origin> = Key::required(
    "origin",
    "where the goods cross the border from, as shares of the money: { TWN = \"90%\", USA = \"10%\" }",
);
const OWNER: Key<Fraction> = Key::optional(
    "owner-share",
    "share of the money that accrues to the seller's economy as profit and design, not to the origin; 0 by default",
);
const BEYOND: Key<bool> =
    Key::optional("beyond-base", "true if the money is on top of what is bought anyway");

pub(crate) const KIND: Kind = Kind {
    name: "procurement",
    about: "a commitment to buy a product for so much money a year",
    engines: &[Engine::Policy],
    bill: Bill::Counted,
    value: Amount::KEY.name,
    keys: &[&BUYER, &SELLER, &SECTOR, &Amount::KEY, &phases::<Amount>(), &ORIGIN, &OWNER, &BEYOND],
    read: |fields, reading| Some(Box::new(read(fields, reading)?)),
};

impl Phased for Amount {
    const KEY: Key<Self> = Key::optional("amount", "money per year, such as \"USD 7 billion\"");
}

/// Where the goods cross the border from, as written.
struct Origin(Shares);

impl Shape for Origin {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_shares(node, Sort::OneEconomy, "the shares of the origins", reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        shares_schema()
    }
}

#[derive(Debug)]
struct Purchase {
    buyer: OneEconomy,
    seller: OneEconomy,
    sector: OneSector,
    amount: Timeline<Amount>,
    origins: Shares,
    owner_share: f64,
    beyond_base: bool,
}

fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Purchase> {
    let (buyer, seller) = (fields.get(&BUYER, reading), fields.get(&SELLER, reading));
    let sector = fields.get(&SECTOR, reading);
    let amount = Timeline::read(fields, reading);
    let origins = fields.get(&ORIGIN, reading);
    let owner_share = fields.get(&OWNER, reading).map_or(0.0, |share| share.0);
    let beyond_base = fields.get(&BEYOND, reading).unwrap_or(false);
    let (buyer, seller, origins) = (buyer?, seller?, origins?.0);
    let home =
        origins.iter().find(|(code, _)| code.value == buyer.code).map(|(code, _)| code.place);
    let itself = (seller.code == buyer.code).then_some(seller.place);
    for (place, label) in [(itself, "the seller"), (home, "an origin")] {
        let Some(place) = place else { continue };
        let message = format!("`{}` buys from itself", buyer.code);
        let problem = Diagnostic::error(place, message, label).related(buyer.place, "the buyer");
        reading.problem(problem.hint("money spent at home is of kind `support`"));
    }
    Some(Purchase {
        buyer,
        seller,
        sector: sector?,
        amount: amount?,
        origins,
        owner_share,
        beyond_base,
    })
}

impl Purchase {
    fn describe(&self, currency: &str, amount: f64) -> String {
        let origin =
            |(code, share): &(Spanned<String>, f64)| format!("{} {}", percent(*share), code.value);
        let origins: Vec<String> = self.origins.iter().map(origin).collect();
        let beyond = if self.beyond_base { "on top" } else { "at least, in all" };
        // Whoever reads a run without negotiation has to know that the trade engine does not see
        // this.
        format!(
            "{currency} {amount} a year {beyond}, from {}; counts in `negotiate` alone",
            origins.join(", ")
        )
    }
}

impl Action for Purchase {
    fn check(&self, _world: &World, _problems: &mut Vec<Diagnostic>) {}

    fn phase_starts(&self) -> Vec<Date> {
        self.amount.starts()
    }

    fn apply(&self, name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.amount.at(date)?;
        let world = state.world;
        let (_, unit) = table_unit(&world.currency)?;
        let amount = step.value.0 / unit;
        let origin =
            |(code, share): &(Spanned<String>, f64)| Some((world.economy(&code.value)?, *share));
        state.procurements.push(Procurement {
            name: name.to_owned(),
            buyer: world.economy(&self.buyer.code)?,
            seller: world.economy(&self.seller.code)?,
            sector: world.sector(&self.sector.code)?,
            origins: self.origins.iter().filter_map(origin).collect(),
            amount,
            owner_share: self.owner_share,
            beyond_base: self.beyond_base,
        });
        let value = self.describe(&world.currency, amount);
        Some(Applied { touched: self.origins.len(), phase: step.from, value })
    }
}
