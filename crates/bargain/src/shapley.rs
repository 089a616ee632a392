//! What is each item of a package worth, when its worth depends on the items beside it?
//!
//! ```text
//! (1) phi_i = sum_(T not with i) |T|! (n - |T| - 1)! / n! (v(T and i) - v(T))       the mean over all orders of adding items
//! (2) first in   v({i}) - v({})            alone
//! (3) last in    v(N) - v(N without i)     what the package would lose without it
//! ```
//!
//! The values add up to v(N) - v({}); those of (2) and (3) do not, unless items neither help nor
//! replace each other. Values are of every party and of their sum at once. Packages are counted in
//! bits: package k has item i where bit i of k is set.
//!
//! Source: Shapley (1953), "A value for n-person games", Annals of Mathematics Studies 28, eq.
//! (12).

//! Beyond a number of items whose packages can all be valued, (1) is a mean over orders that are
//! drawn: each order with its reverse, so that what comes early in one comes late in the other.
//! What each order gives still adds up, and so does the mean. The standard error is that of the
//! mean over pairs.
//!
//! Source of the pairs: Castro, Gomez and Tejada (2009), "Polynomial calculation of the Shapley
//! value based on sampling", Computers and Operations Research 36, with antithetic orders as in
//! Mitchell, Cooper, Frank and Holmes (2022), "Sampling permutations for Shapley value estimation",
//! Journal of Machine Learning Research 23.

use crate::BargainError;
use crate::outcomes::check_row;

/// The most items that are enumerated: 4,096 packages.
pub const MOST_ITEMS: usize = 12;

/// A worth to each party and to all together, currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// By party.
    pub by_party: Vec<f64>,
    /// To all together.
    pub total: f64,
}

/// What one item is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemValue {
    /// On average over all orders, (1).
    pub shapley: Worth,
    /// Alone, (2).
    pub first_in: Worth,
    /// On top of all others, (3).
    pub last_in: Worth,
    /// On top of those others that leave it least to add; the total has its own.
    pub least: Worth,
    /// On top of those others that let it add most; the total has its own.
    pub most: Worth,
}

/// The worth of each item, from the payoffs of all 2^items packages, by package and party. Players
/// of a game are items too.
///
/// # Errors
/// No item or more than [`MOST_ITEMS`]; another number of packages than 2^items; rows of unequal
/// length; a payoff that is not finite.
pub fn shapley(items: usize, values: &[Vec<f64>]) -> Result<Vec<ItemValue>, BargainError> {
    if items == 0 {
        return Err(BargainError::Missing { what: "item" });
    }
    if items > MOST_ITEMS {
        return Err(BargainError::TooManyItems { items, most: MOST_ITEMS });
    }
    let (expected, found) = (1 << items, values.len());
    if found != expected {
        let entry = format!("the payoffs of packages of {items} items");
        return Err(BargainError::Shape { entry, expected, found, per: "row per package" });
    }
    let parties = values[0].len();
    for (package, row) in values.iter().enumerate() {
        check_row(row, parties, "payoff", &|| format!("package {package}"))?;
    }
    let with_total: Vec<Vec<f64>> =
        values.iter().map(|row| row.iter().copied().chain([row.iter().sum()]).collect()).collect();
    let shares = order_shares(items);
    Ok((0..items).map(|item| item_value(item, items, &with_total, &shares)).collect())
}

/// |T|! (n - |T| - 1)! / n! by |T|: one over n times the number of sets of that size.
fn order_shares(items: usize) -> Vec<f64> {
    let mut sets = 1.0;
    let mut shares = Vec::with_capacity(items);
    for size in 0..items {
        shares.push(1.0 / (items as f64 * sets));
        sets = sets * (items - 1 - size) as f64 / (size + 1) as f64;
    }
    shares
}

/// Orders of items: pairs of one drawn at random and its reverse. The same seed gives the same
/// orders.
#[must_use]
pub fn paired_orders(items: usize, pairs: usize, seed: u64) -> Vec<Vec<usize>> {
    let mut state = seed;
    let mut orders = Vec::with_capacity(2 * pairs);
    for _ in 0..pairs {
        let mut order: Vec<usize> = (0..items).collect();
        for last in (1..items).rev() {
            // Modulo leaves a bias of at most items / 2^64.
            let drawn = (next(&mut state) % (last as u64 + 1)) as usize;
            order.swap(last, drawn);
        }
        let reverse = order.iter().rev().copied().collect();
        orders.extend([order, reverse]);
    }
    orders
}

/// Steele, Lea and Flood (2014), "Fast splittable pseudorandom number generators", OOPSLA:
/// `SplitMix64`.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The packages whose payoffs [`shapley_of_orders`] needs: those that each order goes through, each
/// item alone, and all but each item.
#[must_use]
pub fn packages_of_orders(items: usize, orders: &[Vec<usize>]) -> Vec<usize> {
    let whole = (1usize << items) - 1;
    let mut packages: Vec<usize> =
        (0..items).flat_map(|item| [1 << item, whole & !(1 << item)]).collect();
    packages.extend([0, whole]);
    for order in orders {
        let mut package = 0;
        packages.extend(order.iter().map(|item| {
            package |= 1usize << item;
            package
        }));
    }
    packages.sort_unstable();
    packages.dedup();
    packages
}

/// The worth of each item as the mean over orders that come in pairs, from the payoffs of the
/// packages that they go through; and its standard error, by item and party.
///
/// `least` and `most` of an item are those among the orders.
///
/// # Errors
/// No item; no pair of orders; rows of unequal length; a payoff that is not finite.
pub fn shapley_of_orders<'v>(
    items: usize,
    orders: &[Vec<usize>],
    value: impl Fn(usize) -> &'v [f64],
) -> Result<(Vec<ItemValue>, Vec<Vec<f64>>), BargainError> {
    if items == 0 {
        return Err(BargainError::Missing { what: "item" });
    }
    if orders.len() < 2 {
        return Err(BargainError::Missing { what: "pair of orders" });
    }
    let parties = value(0).len();
    for package in packages_of_orders(items, orders) {
        check_row(value(package), parties, "payoff", &|| format!("package {package}"))?;
    }
    let column = |package: usize, column: usize| match value(package).get(column) {
        Some(payoff) => *payoff,
        None => value(package).iter().sum(),
    };
    let whole = (1usize << items) - 1;
    let one = |item: usize| {
        let bit = 1usize << item;
        let added = |others: usize| {
            (0..=parties).map(|at| column(others | bit, at) - column(others, at)).collect()
        };
        let before = |order: &Vec<usize>| {
            order.iter().take_while(|own| **own != item).map(|own| 1usize << own).sum()
        };
        let marginal: Vec<Vec<f64>> = orders.iter().map(|order| added(before(order))).collect();
        let over = |at: usize, pick: fn(f64, f64) -> f64| {
            marginal.iter().map(|one| one[at]).reduce(pick).unwrap_or(0.0)
        };
        let pairs: Vec<Vec<f64>> = marginal
            .chunks_exact(2)
            .map(|pair| pair[0].iter().zip(&pair[1]).map(|(a, b)| 0.5 * (a + b)).collect())
            .collect();
        let count = pairs.len() as f64;
        let mean = |at: usize| pairs.iter().map(|pair| pair[at]).sum::<f64>() / count;
        let error = |at: usize| {
            let squares: f64 = pairs.iter().map(|pair| (pair[at] - mean(at)).powi(2)).sum();
            if count > 1.0 { (squares / (count - 1.0) / count).sqrt() } else { f64::INFINITY }
        };
        let columns = || 0..=parties;
        let found = ItemValue {
            shapley: worth(columns().map(mean).collect()),
            first_in: worth(added(0)),
            last_in: worth(added(whole & !bit)),
            least: worth(columns().map(|at| over(at, f64::min)).collect()),
            most: worth(columns().map(|at| over(at, f64::max)).collect()),
        };
        (found, (0..parties).map(error).collect())
    };
    Ok((0..items).map(one).unzip())
}

fn item_value(item: usize, items: usize, values: &[Vec<f64>], shares: &[f64]) -> ItemValue {
    let width = values[0].len();
    let (bit, all) = (1usize << item, (1usize << items) - 1);
    let added =
        |others: usize, column: usize| values[others | bit][column] - values[others][column];
    let mut mean = vec![0.0; width];
    let (mut least, mut most) = (vec![f64::INFINITY; width], vec![f64::NEG_INFINITY; width]);
    for others in (0..=all).filter(|others| others & bit == 0) {
        let share = shares[others.count_ones() as usize];
        for column in 0..width {
            let value = added(others, column);
            mean[column] += share * value;
            least[column] = value.min(least[column]);
            most[column] = value.max(most[column]);
        }
    }
    let at = |others: usize| worth((0..width).map(|column| added(others, column)).collect());
    ItemValue {
        shapley: worth(mean),
        first_in: at(0),
        last_in: at(all & !bit),
        least: worth(least),
        most: worth(most),
    }
}

/// Splits the total off, which is the last column.
fn worth(mut columns: Vec<f64>) -> Worth {
    let total = columns.pop().unwrap_or(0.0);
    Worth { by_party: columns, total }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(items: usize, value: impl Fn(usize) -> f64) -> Vec<f64> {
        let values: Vec<Vec<f64>> =
            (0..1usize << items).map(|package| vec![value(package)]).collect();
        shapley(items, &values).unwrap().iter().map(|item| item.shapley.by_party[0]).collect()
    }

    fn close(found: &[f64], known: &[f64]) {
        assert_eq!(found.len(), known.len());
        for (found, known) in found.iter().zip(known) {
            assert!((found - known).abs() < 1e-13, "{found} {known}");
        }
    }

    #[test]
    fn items_that_only_add_up_are_worth_themselves() {
        let worth = [3.0, -1.0, 0.5, 7.0];
        close(
            &of(4, |package| {
                (0..4).filter(|item| package >> item & 1 == 1).map(|item| worth[item]).sum()
            }),
            &worth,
        );
    }

    /// One only if all of T are there: each of T has 1 / |T|, the others nothing.
    #[test]
    fn unanimity() {
        close(
            &of(5, |package| f64::from(package & 0b10110 == 0b10110)),
            &[0.0, 1.0 / 3.0, 1.0 / 3.0, 0.0, 1.0 / 3.0],
        );
    }

    /// One left glove, two right ones, a pair is worth 1: 2/3 and 1/6 each (Shapley and Shubik
    /// 1969).
    #[test]
    fn gloves() {
        close(
            &of(3, |package| f64::from(package & 1 == 1 && package > 1)),
            &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0],
        );
    }

    /// A runway costs what its longest user needs; each stretch is shared by those who use it
    /// (Littlechild and Owen 1973).
    #[test]
    fn airport() {
        let needs = [8.0, 11.0, 13.0, 18.0];
        let cost = |package: usize| {
            (0..4)
                .filter(|user| package >> user & 1 == 1)
                .map(|user| needs[user])
                .fold(0.0, f64::max)
        };
        close(&of(4, cost), &[2.0, 2.0 + 1.0, 2.0 + 1.0 + 1.0, 2.0 + 1.0 + 1.0 + 5.0]);
    }

    #[test]
    fn first_last_least_and_most() {
        // The second item is worth 10 after the first and 1 alone, to the first party; the second
        // party pays 2 for it always.
        let values = [vec![0.0, 0.0], vec![4.0, 0.0], vec![1.0, -2.0], vec![14.0, -2.0]];
        let item = &shapley(2, &values).unwrap()[1];
        assert_eq!(item.first_in, Worth { by_party: vec![1.0, -2.0], total: -1.0 });
        assert_eq!(item.last_in, Worth { by_party: vec![10.0, -2.0], total: 8.0 });
        assert_eq!(item.shapley, Worth { by_party: vec![5.5, -2.0], total: 3.5 });
        assert_eq!((item.least.total, item.most.by_party[0]), (-1.0, 10.0));
    }

    #[test]
    fn mistakes_are_named() {
        let error = shapley(13, &[]).unwrap_err().to_string();
        assert!(error.contains("join items that only make sense together"), "{error}");
        assert!(
            shapley(2, &[vec![1.0]])
                .unwrap_err()
                .to_string()
                .contains("4 values are needed and 1 were given")
        );
        assert!(shapley(1, &[vec![1.0], vec![f64::INFINITY]]).is_err());
        assert!(shapley(0, &[vec![1.0]]).is_err());
    }

    fn games(most: usize) -> impl Strategy<Value = (usize, Vec<Vec<f64>>)> {
        (1..=most).prop_flat_map(|items| {
            let row = proptest::collection::vec(-100.0..100.0f64, 2);
            (Just(items), proptest::collection::vec(row, 1 << items))
        })
    }

    /// Adds what item comes after `order` in every order of the rest.
    fn orders(items: usize, order: &mut Vec<usize>, visit: &mut impl FnMut(&[usize])) {
        if order.len() == items {
            return visit(order);
        }
        for item in 0..items {
            if !order.contains(&item) {
                order.push(item);
                orders(items, order, visit);
                order.pop();
            }
        }
    }

    proptest! {
        /// The naive twin: every order of adding items.
        #[test]
        fn the_mean_over_all_orders((items, values) in games(6)) {
            let mut sum = vec![0.0; items];
            let mut count = 0.0;
            orders(items, &mut Vec::new(), &mut |order| {
                let mut package = 0;
                for &item in order {
                    sum[item] += values[package | 1 << item][0] - values[package][0];
                    package |= 1 << item;
                }
                count += 1.0;
            });
            for (item, value) in shapley(items, &values).unwrap().iter().enumerate() {
                prop_assert!((value.shapley.by_party[0] - sum[item] / count).abs() < 1e-10);
            }
        }

        #[test]
        fn nothing_is_lost_or_made((items, values) in games(12)) {
            let found = shapley(items, &values).unwrap();
            for party in 0..2 {
                let sum: f64 = found.iter().map(|item| item.shapley.by_party[party]).sum();
                prop_assert!((sum - (values[(1 << items) - 1][party] - values[0][party])).abs() < 1e-9);
            }
            for item in &found {
                let parts: f64 = item.shapley.by_party.iter().sum();
                prop_assert!((item.shapley.total - parts).abs() < 1e-10);
                prop_assert!(item.least.total <= item.shapley.total + 1e-10);
                prop_assert!(item.shapley.total <= item.most.total + 1e-10);
            }
        }

        /// Drawn orders add up to the whole exactly, are the same for a seed, and come near the
        /// mean over all orders.
        #[test]
        fn drawn_orders_add_up_and_come_near((items, values) in games(6).prop_filter("three", |game| game.0 > 2), seed in 0u64..1000) {
            let orders = paired_orders(items, 400, seed);
            prop_assert_eq!(&orders, &paired_orders(items, 400, seed));
            let (found, errors) = shapley_of_orders(items, &orders, |package| values[package].as_slice()).unwrap();
            let exact = shapley(items, &values).unwrap();
            for party in 0..2 {
                let sum: f64 = found.iter().map(|item| item.shapley.by_party[party]).sum();
                prop_assert!((sum - (values[(1 << items) - 1][party] - values[0][party])).abs() < 1e-9);
                for ((found, exact), error) in found.iter().zip(&exact).zip(&errors) {
                    let miss = (found.shapley.by_party[party] - exact.shapley.by_party[party]).abs();
                    prop_assert!(miss <= 6.0 * error[party] + 1e-9, "{} of {}", miss, error[party]);
                    prop_assert!((found.last_in.by_party[party] - exact.last_in.by_party[party]).abs() < 1e-12);
                }
            }
        }

        /// Two items that are interchangeable are worth the same; one that never adds anything is
        /// worth nothing.
        #[test]
        fn equals_are_equal_and_a_dummy_is_worth_nothing((_, values) in games(4).prop_filter("four", |game| game.0 == 4)) {
            // Items 0 and 1 count only by their number, item 4 adds 3 whatever else is there, item
            // 5 nothing.
            let value = |package: usize| {
                let pair = (package & 1) + (package >> 1 & 1);
                values[pair * 4 + (package >> 2 & 3)][0] + if package >> 4 & 1 == 1 { 3.0 } else { 0.0 }
            };
            let found = of(6, value);
            prop_assert!((found[0] - found[1]).abs() < 1e-10);
            prop_assert!((found[4] - 3.0).abs() < 1e-10 && found[5].abs() < 1e-10);
        }
    }
}
