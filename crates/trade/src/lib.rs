//! What does a change of tariffs, export taxes, quotas, trade costs, productivity or demand do to
//! prices, wages, trade and welfare once they have settled?
//!
//! A static general equilibrium of many economies and sectors with input-output links, in exact
//! changes ("hats", a hat is the ratio of the new value to the baseline; a prime is a new value). n
//! is the importer, i the exporter, j and k sectors.
//!
//! ```text
//! (1) unit cost    v_ij = w_i^(1-s_j) r_ij^s_j                                      price of primary factors
//!                  m_ij^(1-eps_j) = sum_k g_i,kj P_ik^(1-eps_j)                     price of inputs
//!                  c_ij^(1-sig_j) = b_ij v_ij^(1-sig_j) + (1-b_ij) m_ij^(1-sig_j),  c divided by productivity A_ij
//! (2) prices       k_nij = c_ij tau_nij d_nij e_nij a_nij,   F_nj^(-theta_j) = sum_(i/=n) phi_nij k_nij^(-theta_j)
//!                  P_nj^(-eta_j) = h_nj k_nnj^(-eta_j) + (1-h_nj) F_nj^(-eta_j)
//! (3) shares       pi'_nnj = h_nj (k_nnj / P_nj)^(-eta_j),   pi'_nij = pi_nij (F_nj / P_nj)^(-eta_j) (k_nij / F_nj)^(-theta_j)
//! (4) receipts     Y'_ij = sum_n pi'_nij X'_nj / (tau'_nij e'_nij a_nij)
//! (5) income       I'_n = w_n L_n + sum_j r_nj K_nj + sum_j mu_nj Y'_nj + tariff revenue + export-tax revenue + rents - absorbed + D'_n
//! (6) spending     X'_nj = alpha'_nj I'_n + sum_k (1-b'_nk)(1-mu_nk) g'_n,jk Y'_nk
//! (7) factors      w_n L_n = sum_j b'_nj (1-s_j)(1-mu_nj) Y'_nj,   r_nj K_nj = b'_nj s_j (1-mu_nj) Y'_nj
//! (8) numeraire    world value added is constant
//! (9) caps         pooled quantity <= limit, complementary to an extra export tax e >= 1 whose revenue is the rent
//! ```
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | theta_j | `trade_elasticity` | exponent of shares among foreign origins, above -1 |
//! | eta_j | `home_elasticity` | exponent of home against foreign goods, above -1; theta_j is one nest |
//! | h, phi | home's and origins' part of `supplier_share` | fraction; phi of what is bought abroad |
//! | pi_nij | `supplier_share` | fraction of importer's spending at purchaser's prices |
//! | tau', e' | `1 + tariff`, `1 + export_tax` | ratio |
//! | a | `absorbed`, [`Absorption`] | price before duty over the producer's, 1 unless exporters absorb duty |
//! | d | `trade_cost` | ratio to baseline |
//! | b, s, mu | `factor_share`, `specific_share`, `profit_share` | fraction of cost, of factor payments, of receipts |
//! | g, alpha | `input_share`, `final_share` | fraction of input spending, of final demand |
//! | sig, eps | `value_added_substitution`, `input_substitution` | elasticity, 1 is Cobb-Douglas |
//! | X, Y, I, D | `expenditure`, `receipts`, `income`, `deficit` | the world's currency |
//!
//! Sources: Caliendo and Parro (2015), "Estimates of the trade and welfare effects of NAFTA", Rev.
//! Econ. Stud. 82, eqs. (8)-(13), for sigma = epsilon = 1, eta = theta, s = mu = 0; Dekle, Eaton
//! and Kortum (2008) for the hats; nested CES as in Atalay (2017) and Baqaee and Farhi (2019); caps
//! as complementarity, with the update of the shadow tax by the own-price elasticity of the capped
//! flow.
//!
//! A tariff of 25 % that the United States puts on Japanese cars, in the embedded world:
//!
//! ```
//! use detente_trade::{Counterfactual, Model, ModelOptions, SolveOptions, Status};
//! let world = detente_world::embedded::load("icio-2022")?;
//! let model = Model::calibrate(&world, &ModelOptions::default())?;
//! let place = |code| world.economy(code).zip(world.sector("C29"));
//! let ((usa, cars), (japan, _)) = place("USA").zip(place("JPN")).ok_or("no such economy")?;
//! let mut asked = Counterfactual::baseline(&model);
//! asked.tariff.set(cars, usa, japan, world.tariff.get(cars, usa, japan) + 0.25);
//! let solution = model.solve(&asked, &SolveOptions::default(), None)?;
//! assert_eq!(solution.status, Status::Converged);
//! assert!(solution.certificate.residual <= SolveOptions::default().tolerance);
//! let outcome = model.outcome(&asked, &solution)?;
//! let (before, after) = (world.trade.get(cars, usa, japan), outcome.trade_value.get(cars, usa, japan));
//! assert!(after < 0.6 * before, "{after} of {before}");
//! assert!(outcome.welfare[japan.0].real_income_pct < 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod absorption;
mod adjoint;
mod along;
mod anatomy;
mod calibration;
mod caps;
mod contributions;
mod cost;
mod counterfactual;
mod employment;
mod equilibrium;
mod error;
mod layout;
mod linear;
mod model;
mod nests;
mod newton;
mod options;
mod outcome;
mod parts;
mod path;
mod posed;
mod precondition;
mod search;
mod slopes;
mod solve;
mod spending;
mod state;
mod sweep;
mod welfare;

pub use absorption::Absorption;
pub use adjoint::{Gradient, Objective};
pub use anatomy::{EconomyAnatomy, LinkAnatomy, NodeAnatomy};
pub use caps::{CapOutcome, QuantityCap, RentRecipient};
pub use contributions::{Contributions, Direction};
pub use counterfactual::Counterfactual;
pub use equilibrium::Equilibrium;
pub use error::TradeError;
pub use model::Model;
pub use options::{DeficitClosure, ModelOptions, NegativeFinalDemand, SectorOptions, SolveOptions};
pub use outcome::Outcome;
pub use parts::{IncomeParts, PartnerParts, Parts};
pub use path::{Dynamics, PathFigures, PathState};
pub use solve::{Certificate, Memory, Solution, Status};
pub use state::State;
pub use welfare::Welfare;
