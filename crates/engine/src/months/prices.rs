//! What did each good cost where it was made and where it was used in the base year?
//!
//! ```text
//! (1) p_pool  = the good's price at the exporter, where the chain states one;
//!               else what its inputs cost per unit made;  else the mean over regions
//! (2) p_market = mean over what arrives of (p_pool at the source + cost of transport), home deliveries at p_pool
//! (3) p of what is mined and has no stated price = share of the price of what is made of it, as where both are stated
//! ```

use super::base::Builder;
use detente_commodity::BaseProcess;

impl Builder<'_> {
    /// Equation (3): goods that nothing is made into, such as concentrates, whose price is not
    /// stated.
    fn content_prices(&self, stated: &dyn Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
        let content = |good: usize| -> Option<f64> {
            let takes = |process: &&BaseProcess| {
                process.recipe.iter().any(|(own, taken)| *own == good && *taken < 0.0)
                    && process.recipe.len() > 2
            };
            let process = self.base.processes.iter().find(takes)?;
            let taken = process.recipe.iter().find(|(own, taken)| *own == good && *taken < 0.0)?.1;
            let made = process.recipe.iter().filter(|(_, made)| *made > 0.0);
            made.map(|(own, made)| stated(*own).map(|price| made * price))
                .sum::<Option<f64>>()
                .map(|value| value / -taken)
        };
        let goods = 0..self.chain.goods.len();
        let ratio = |good: usize| Some(stated(good)? / content(good)?);
        let shares: Vec<f64> = goods.clone().filter_map(ratio).collect();
        let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
        goods
            .map(|good| {
                stated(good).or_else(|| {
                    content(good).map(|value| mean * value).filter(|price| *price > 0.0)
                })
            })
            .collect()
    }

    /// Equations (1) and (2), from goods whose price is stated to those made of them.
    pub(super) fn prices(&mut self) {
        let (goods, regions) = (self.chain.goods.len(), self.chain.economies.len());
        let stated = |good: usize| self.chain.goods[good].price.and_then(|price| price.central());
        let derived = self.content_prices(&stated);
        for good in (0..goods).filter(|good| stated(*good).is_none() && derived[*good].is_some()) {
            let code = &self.chain.goods[good].code;
            self.notes
                .push(format!("`{code}` has no stated price; it is taken from what is made of it"));
        }
        let stated = |good: usize| derived[good];
        let mut pool: Vec<Option<f64>> =
            (0..regions * goods).map(|node| stated(node % goods)).collect();
        let mut market: Vec<Option<f64>> = vec![None; regions * goods];
        // A chain is as deep as it has goods; each round knows the prices of one stage more.
        for _ in 0..goods {
            for node in 0..regions * goods {
                market[node] = self.arriving_price(node, &pool).or(market[node]);
            }
            for process in &self.base.processes {
                let inputs = process.recipe.iter().filter(|(_, coefficient)| *coefficient < 0.0);
                let cost: Option<f64> = inputs
                    .map(|(good, taken)| {
                        market[self.node(process.region, *good)].map(|price| -taken * price)
                    })
                    .sum();
                let outputs: Vec<&(usize, f64)> =
                    process.recipe.iter().filter(|(_, made)| *made > 0.0).collect();
                // A joint product has no cost of its own; its price must be stated.
                if let (Some(cost), [(good, made)]) =
                    (cost.filter(|cost| *cost > 0.0), outputs.as_slice())
                {
                    let node = self.node(process.region, *good);
                    pool[node] = stated(*good).or(pool[node]).or(Some(cost / made));
                }
            }
            for good in 0..goods {
                let known: Vec<f64> =
                    (0..regions).filter_map(|region| pool[self.node(region, good)]).collect();
                let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
                for region in (0..regions).filter(|_| !known.is_empty()) {
                    let node = self.node(region, good);
                    let made_here = self.base.processes.iter().any(|process| {
                        process.region == region
                            && process.recipe.iter().any(|(own, made)| *own == good && *made > 0.0)
                    });
                    if pool[node].is_none()
                        && (made_here
                            || self
                                .base
                                .links
                                .iter()
                                .all(|link| link.good != good || link.from != region))
                    {
                        pool[node] = Some(mean);
                    }
                }
            }
        }
        self.base.market_price =
            market.iter().zip(&pool).map(|(price, pool)| price.or(*pool).unwrap_or(0.0)).collect();
        self.base.pool_price = pool.into_iter().map(|price| price.unwrap_or(0.0)).collect();
    }

    fn arriving_price(&self, node: usize, pool: &[Option<f64>]) -> Option<f64> {
        let goods = self.chain.goods.len();
        let (region, good) = (node / goods, node % goods);
        let (mut value, mut quantity) = (0.0, 0.0);
        for link in self.base.links.iter().filter(|link| link.good == good && link.to == region) {
            let cost = self.chain.flows.iter().find(|flow| {
                (flow.good, flow.exporter, flow.importer) == (link.good, link.from, link.to)
            });
            let cost = cost.and_then(|flow| flow.cost?.central()).unwrap_or(0.0);
            value += link.flow * (pool[self.node(link.from, good)]? + cost);
            quantity += link.flow;
        }
        (quantity > 0.0).then(|| value / quantity)
    }
}
