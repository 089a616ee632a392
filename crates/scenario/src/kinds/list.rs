//! Every kind, in the order of the reference.

use super::kind::Kind;
use super::{
    chain, delay, demand, export_tax, procurement, productivity, quantity_cap, sector_outage,
    support, tariff, trade_cost, transfer,
};

/// Every kind, in the order of the reference.
pub(crate) const KINDS: [&Kind; 20] = [
    &tariff::KIND,
    &export_tax::KIND,
    &quantity_cap::KIND,
    &trade_cost::KIND,
    &productivity::KIND,
    &demand::KIND,
    &transfer::KIND,
    &procurement::KIND,
    &support::KIND,
    &sector_outage::KIND,
    &delay::KIND,
    &chain::flows::CONTROL,
    &chain::flows::STOP,
    &chain::outage::KIND,
    &chain::capacity::KIND,
    &chain::recycling::KIND,
    &chain::thrift::KIND,
    &chain::stock::RELEASE,
    &chain::stock::STOCKPILE,
    &chain::purchase::KIND,
];

#[cfg(test)]
mod tests {
    use super::super::kind::VALUES;
    use super::*;

    #[test]
    fn every_kind_has_one_value() {
        for kind in KINDS {
            let values = kind.keys.iter().filter(|key| VALUES.contains(&key.name())).count();
            assert_eq!(values, 1, "{}", kind.name);
        }
    }
}
