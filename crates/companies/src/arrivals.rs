//! Days: what of an input from one origin arrives, and on which days does a line that waits for it
//! stand still?
//!
//! ```text
//! (14)  s(t+1) = s(t) + a(t) - u(t),   u(t) = min(1, s(t) + a(t)),   s(0) = 7 w,   standing still on day t: max_i (1 - u_i(t))
//! ```
//!
//! | | | |
//! |---|---|---|
//! | a | share of the day's need that arrives: what entries let pass, times the capacity that its makers keep | 1 |
//! | s | stock | days of need |
//! | w | the firm's own `stock_weeks` | weeks |
//! | i | inputs of the firm; the one that is missing most stops its line | |

use detente_world::{EconomyId, SectorId};

/// Sector, importer, exporter.
pub type Flow = (SectorId, EconomyId, EconomyId);

/// What an entry takes away from flows between economies.
#[derive(Clone, Debug, PartialEq)]
pub enum Restricted {
    /// Less passes; `overrides` where earlier entries on these flows no longer count.
    Passing {
        /// The flows.
        flows: Vec<Flow>,
        /// Share that passes, 0 to 1.
        share: f64,
        /// Whether earlier entries on these flows are disregarded.
        overrides: bool,
    },
    /// Makers lose capacity.
    Capacity {
        /// The makers.
        nodes: Vec<(EconomyId, SectorId)>,
        /// Share that is lost, 0 to 1.
        lost: f64,
    },
    /// Nothing arrives before the first of what was sent by the longer route does.
    Late {
        /// The flows.
        flows: Vec<Flow>,
        /// Days more under way.
        days: usize,
    },
}

/// An entry of the scenario that takes flows away, on days counted from the first that is followed.
#[derive(Clone, Debug, PartialEq)]
pub struct Restriction {
    /// Name of the entry.
    pub entry: String,
    /// First day in force.
    pub from: usize,
    /// First day after it.
    pub until: usize,
    /// What it takes away.
    pub what: Restricted,
}

/// Everything that takes flows away, over the days that are followed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Restrictions {
    /// In the order of the scenario.
    pub all: Vec<Restriction>,
    /// Days that are followed.
    pub days: usize,
}

impl Restrictions {
    /// Names of the entries that touch a flow, without repetition.
    pub(crate) fn entries(&self, flow: Flow) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for own in self.all.iter().filter(|own| own.touches(flow) && own.from < own.until) {
            if !names.contains(&own.entry.as_str()) {
                names.push(&own.entry);
            }
        }
        names
    }

    /// Share of what is needed of a flow that arrives, day by day.
    pub(crate) fn arrivals(&self, flow: Flow) -> Vec<f64> {
        let (mut passing, mut kept) = (vec![1.0; self.days], vec![1.0_f64; self.days]);
        let mut late = vec![1.0; self.days];
        for own in self.all.iter().filter(|own| own.touches(flow)) {
            let (from, until) = (own.from.min(self.days), own.until.min(self.days));
            match &own.what {
                Restricted::Passing { share, overrides, .. } => {
                    passing[from..until.max(from)]
                        .iter_mut()
                        .for_each(|day| *day = if *overrides { *share } else { *day * share });
                }
                Restricted::Capacity { lost, .. } => {
                    kept[from..until.max(from)]
                        .iter_mut()
                        .for_each(|day| *day = day.min(1.0 - lost));
                }
                Restricted::Late { days, .. } => {
                    late[from..until.min(from + days).max(from)].fill(0.0)
                }
            }
        }
        (0..self.days).map(|day| (passing[day] * kept[day] * late[day]).clamp(0.0, 1.0)).collect()
    }
}

impl Restriction {
    fn touches(&self, flow: Flow) -> bool {
        match &self.what {
            Restricted::Passing { flows, .. } | Restricted::Late { flows, .. } => {
                flows.contains(&flow)
            }
            Restricted::Capacity { nodes, .. } => nodes.contains(&(flow.2, flow.0)),
        }
    }
}

/// Share of the need of each day that is missing, equation (14), with a stock of so many weeks.
pub(crate) fn missing(arrivals: &[f64], stock_weeks: f64) -> Vec<f64> {
    let mut stock = 7.0 * stock_weeks;
    let one = |arriving: &f64| {
        let used = (stock + arriving).min(1.0);
        stock += arriving - used;
        1.0 - used
    };
    arrivals.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOW: Flow = (SectorId(0), EconomyId(0), EconomyId(1));

    fn passing(from: usize, until: usize, share: f64, overrides: bool) -> Restriction {
        let what = Restricted::Passing { flows: vec![FLOW], share, overrides };
        Restriction { entry: "ban".to_owned(), from, until, what }
    }

    #[test]
    fn a_ban_stops_the_line_when_the_stock_is_out_and_not_before() {
        let all = Restrictions { all: vec![passing(3, 30, 0.0, false)], days: 40 };
        let missed = missing(&all.arrivals(FLOW), 1.0);
        let stops: Vec<usize> = (0..40).filter(|day| missed[*day] > 0.0).collect();
        assert_eq!(stops, (10..30).collect::<Vec<_>>());
        assert_eq!(missing(&all.arrivals(FLOW), 4.0).iter().sum::<f64>(), 0.0);
        assert_eq!(all.arrivals((SectorId(0), EconomyId(1), EconomyId(0))), vec![1.0; 40]);
    }

    #[test]
    fn entries_add_up_as_in_the_weeks() {
        let late = Restricted::Late { flows: vec![FLOW], days: 2 };
        let late = Restriction { entry: "way".to_owned(), from: 0, until: 9, what: late };
        let lost = |lost| Restricted::Capacity { nodes: vec![(EconomyId(1), SectorId(0))], lost };
        let outage =
            |share| Restriction { entry: "plant".to_owned(), from: 2, until: 6, what: lost(share) };
        let all = vec![
            late,
            outage(0.25),
            outage(0.5),
            passing(3, 6, 0.5, false),
            passing(5, 6, 0.8, true),
        ];
        let all = Restrictions { all, days: 7 };
        assert_eq!(all.arrivals(FLOW), [0.0, 0.0, 0.5, 0.25, 0.25, 0.4, 1.0]);
        assert_eq!(all.entries(FLOW), ["way", "plant", "ban"]);
        // Half the need lasts the stock twice as long.
        let half = Restrictions { all: vec![passing(0, 40, 0.5, false)], days: 40 };
        assert_eq!(
            missing(&half.arrivals(FLOW), 1.0).iter().position(|missed| *missed > 0.0),
            Some(14)
        );
    }
}
