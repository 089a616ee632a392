//! The kinds of entries, one file each. A new kind is a file with a `KIND`, its `mod` here and a
//! line in [`KINDS`]. What a kind is stands in `kind`; nothing here is imported by the kinds.

pub(crate) mod chain;
pub(crate) mod change;
pub(crate) mod cost;
pub(crate) mod delay;
pub(crate) mod demand;
pub(crate) mod entry;
pub(crate) mod export_tax;
pub(crate) mod kind;
pub(crate) mod levy;
pub(crate) mod node_change;
pub(crate) mod procurement;
pub(crate) mod productivity;
pub(crate) mod quantity_cap;
pub(crate) mod read;
pub(crate) mod sector_outage;
pub(crate) mod support;
pub(crate) mod tariff;
pub(crate) mod trade_cost;
pub(crate) mod transfer;

use kind::Kind;

/// Every kind, in the order of the reference.
pub(crate) const KINDS: &[&Kind] = &[
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
    &chain::material_efficiency::KIND,
    &chain::stock::RELEASE,
    &chain::stock::STOCKPILE,
    &chain::purchase::KIND,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_kind_is_one_of_its_keys() {
        for kind in KINDS {
            let values = kind.keys.iter().filter(|key| key.name() == kind.value).count();
            assert_eq!(values, 1, "{}", kind.name);
        }
    }
}
