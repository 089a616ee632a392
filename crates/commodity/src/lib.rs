//! Where does a commodity go, what does it cost there, and what is one more tonne worth?
//!
//! A spatial equilibrium of a chain of goods over regions and periods: processes turn goods into
//! goods, links move them, uses buy them, stores carry them over. What competitive traders do is
//! what a convex programme does; its multipliers are prices and rents.
//!
//! ```text
//! (1) minimise   sum_t w_t ( sum_p (c_p z_p + h_p z_p^2 / 2) + sum_l (k_l x_l + g_l x_l^2 / 2) - sum_u (a_u d_u - b_u d_u^2 / 2) )
//!                + sum_t w_t sum_s m_s S_s  +  sum_t v_t sum_p f_p I_pt  -  v_T sum_s V_s(S_sT)
//! (2) pool       sum_p o_pg z_p = sum_l x_l                        what is made in a region leaves on links, home included
//! (3) market     sum_l x_l = sum_p i_pg z_p + sum_u d_u + (S_t - S_t-1) / tau_t       what arrives is processed, used or stored
//! (4) capacity   z_p <= K_p + sum_(s + lag <= t) I_ps
//! (5) limits     sum_(l in L) x_l <= q   (licence, quota, stop),   sum_(l in L) x_l >= q   (commitment)
//! (6) stores     S_min <= S <= S_max,   S_t-1 - S_t <= r tau_t
//! (7) terminal   V_s'(S) = p_s (1 + e_s (1 - S / N_s))           value of a stock; at its norm it is the base price
//! ```
//!
//! Quantities are rates per year, tau_t is the length of a period in years, v_t its discount factor
//! and w_t = v_t tau_t. The multiplier of (3) over v_t is the price in a market, that of (2) the
//! price at the exporter, those of (4) and (5) over w_t the rents of capacity and licence and the
//! cost of a commitment. A seller with market power who expects rivals to keep their quantities
//! adds theta b x_l^2 / 2 to (1): theta = 0 is competition, 1 is Cournot.
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | z, K, I | `activity`, `capacity`, investment | units of activity per year |
//! | o, i | `recipe`, positive and negative | units per unit of activity |
//! | x, d | `flow`, `quantity` | units per year |
//! | S, N | `stock`, `norm` | units |
//! | c, k, a, p | `cost`, `cost`, `choke_price`, `price` | currency per unit |
//! | h, g, b | `cost_slope`, `cost_slope`, `price_slope` | currency per unit, per unit per year |
//!
//! An interior-point method (clarabel) finds which rows bind; with those as equalities a linear
//! system gives the solution to rounding. Periods that roll begin with the rows that bound in the
//! one before, and need the interior-point method only where that leads nowhere: either way a
//! solution is one because it meets every row and no multiplier pulls. Where rows that bind say the
//! same, prices can be anywhere in an interval; the least multipliers are taken, in the units in
//! which costs curve by one.
//!
//! Sources: Samuelson (1952), "Spatial price equilibrium and linear programming", Amer. Econ. Rev.
//! 42; Takayama and Judge (1971), "Spatial and Temporal Price and Allocation Models"; for the
//! calibration Howitt (1995), "Positive mathematical programming", Amer. J. Agr. Econ. 77; for the
//! rows that bind Judice and Pires (1994), "A block principal pivoting algorithm for large-scale
//! strictly monotone linear complementarity problems", Comput. Oper. Res. 21; for theta Hashimoto
//! (1985) in Harker (ed.), "Spatial Price Equilibrium".
//!
//! Grain of the north, where it costs `10 + z`, goes to the south, where it costs `60 + z`, until
//! prices differ by the 5 that moving it costs:
//!
//! ```
//! use detente_commodity::{Link, Market, Options, Period, Process, Status, Use};
//! let maker = |region, cost| Process {
//!     name: "farming".into(),
//!     region,
//!     recipe: vec![(0, 1.0)],
//!     cost,
//!     cost_slope: 1.0,
//!     capacity: f64::INFINITY,
//!     investment: None,
//! };
//! let link = |from, to, cost| Link { good: 0, from, to, cost, cost_slope: 0.0 };
//! let buyer = |region| {
//!     Use { name: "food".into(), good: 0, region, choke_price: 100.0, price_slope: 1.0 }
//! };
//! let market = Market {
//!     regions: vec!["North".into(), "South".into()],
//!     goods: vec!["grain".into()],
//!     processes: vec![maker(0, 10.0), maker(1, 60.0)],
//!     links: vec![link(0, 0, 0.0), link(1, 1, 0.0), link(0, 1, 5.0)],
//!     uses: vec![buyer(0), buyer(1)],
//!     ..Market::default()
//! };
//! let solution = market.solve(&[Period::plain(1.0)], &Options::default())?;
//! assert_eq!(solution.status, Status::Optimal);
//! let year = &solution.outcome.periods[0];
//! assert!((year.price(&market, 0, 0) - 65.0).abs() < 1e-6);
//! assert!((year.price(&market, 1, 0) - 70.0).abs() < 1e-6);
//! assert!((year.flow[2] - 20.0).abs() < 1e-6);
//! # Ok::<(), detente_commodity::CommodityError>(())
//! ```

mod assemble;
mod bordered;
mod calibrate;
mod error;
mod explain;
mod horizon;
mod market;
mod options;
mod outcome;
mod policy;
mod scaled;
mod solve;

pub use calibrate::{BaseLink, BaseProcess, BaseStore, BaseUse, BaseYear};
pub use error::CommodityError;
pub use explain::Conflict;
pub use horizon::Rolling;
pub use market::{Investment, Link, Market, Process, Store, Use};
pub use options::Options;
pub use outcome::{Outcome, PeriodOutcome};
pub use policy::{InputFactor, Limit, Period, Sense, Tariff};
pub use scaled::Binding;
pub use solve::{Certificate, Solution, Status};
