//! What stops when an input is missing: where, when, for how long, and because of what?
//!
//! A production network with inventories. Nodes are sectors of economies, firms, or both; each
//! holds a stock of every input it buys, counted by group of suppliers. One step is a day:
//!
//! ```text
//! (1) wish       x^d = min(d, x^0 a (1 - damage)(1 + ramp)),      d = orders + final demand + rebuilding
//! (2) limit      l_k = (1 - chi_k) f + chi_k x^0 c_k / (o_k h_k)                 for every input k
//! (3) output     x = min(x^d, min_k l_k)
//! (4) stock      c_k <- c_k - h_k x / x^0 + sum_i z_ik (delivered) / z_k
//! (5) order      z_k (h_k x^p / x^0 + max(0, theta_k h_k x^t / x^0 - c_k) / tau), split over suppliers i in proportion to z_ik p_i
//! ```
//!
//! Output is rationed among users by one of three rules, orders reach suppliers on the next step,
//! and capacity grows while demand is not met: a <- a + (a_max - a) (d - x) / d / tau_a.
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | x, x^0, x^d | `production`, `output`, `desired` | units per day |
//! | c, theta, o | `cover`, `target_days`, `operating_days` | days of baseline need |
//! | chi | `criticality` | share of output lost without the input |
//! | h | `need_factor` | 1 less the share saved |
//! | f | `fallback` | output wanted or capacity |
//! | a, p | `overproduction`, `attraction` | ratio to the baseline |
//! | x^p, x^t | `planned`, `target` | output that orders and targets are counted for |
//! | z, tau | `flows`, `restoration_time` | units per day, days |
//!
//! The rules in (2) to (5) are those of [`Rules`]; presets name their sources.
//!
//! A steel works sells half of its output to a car maker. It stops for sixty days; the car maker goes
//! on until its stock of thirty days is used up:
//!
//! ```
//! use detente_cascade::{CapacityLoss, Network, Recovery, Rules, Shocks, Simulation};
//! let (steel, cars) = (0, 1);
//! let links = vec![(steel as u32, cars as u32, 5.0)];
//! let network = Network::sparse(&[0, 1], links, &[10.0, 20.0], &[5.0, 20.0])?;
//! let stop = CapacityLoss {
//!     shares: vec![(steel, 1.0)],
//!     from: 0,
//!     duration: 60,
//!     recovery: (Recovery::Linear, 1.0),
//! };
//! let shocks = Shocks { capacity_losses: vec![stop], ..Shocks::default() };
//! let mut simulation = Simulation::new(&network, &Rules::detente(), &shocks)?;
//! let output: Vec<f64> = (0..60).map(|_| simulation.advance().output_ratio(cars)).collect();
//! assert_eq!(output[10], 1.0);
//! assert!(output[59] < 0.01, "{output:?}");
//! # Ok::<(), detente_cascade::CascadeError>(())
//! ```

mod critical;
mod damage;
mod day;
mod dense;
mod error;
mod grid;
mod layout;
mod levers;
mod links;
mod lookup;
mod network;
mod own_origins;
mod proportional;
mod rationing;
mod rules;
mod running;
mod shocks;
mod simulation;
mod slots;
mod sparse;
mod state;
mod systemic_risk;

pub use critical::CriticalInput;
pub use day::Day;
pub use error::CascadeError;
pub use network::{Link, Network};
pub use own_origins::OwnOrigins;
pub use rules::{
    Emulation, Fallback, ImportantInputs, OperatingStock, OrderBasis, Overproduction, Rationing,
    Routing, Rules, SlotValues, TargetBasis,
};
pub use shocks::{
    CapacityLoss, CapacityRamp, CapitalLoss, DemandChange, LinkCut, LinkLag, Mending, Recovery,
    Shocks, StockRelease, Thrift,
};
pub use simulation::Simulation;
pub use state::Binding;
pub use systemic_risk::{
    InputClass, PUBLISHED_TOLERANCE, Replaceability, RiskNetwork, SystemicRisk,
};
