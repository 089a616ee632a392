//! What does a run mean for a company: revenue at stake, costs, how long inputs last, and the net
//! of it as a range?
//!
//! Knows the world and the tables of a run, no engine. What is not known widens a range or is left
//! out by name. Nothing here says anything of share prices. Equations, f a company, s a sector
//! (segment), e an economy with plants, n a market, g a good of a chain:
//!
//! ```text
//! (1)  w_fg  = stock of the firm, else of the market of e                                weeks
//! (2)  L_f   = sum_s sum_e R_fs a_fse lost_es / Y_es                                      USD million over the days followed
//! (3)  C_f   = sum_g sum_e q_fge int (p_ge(t) - p_ge(0)) dt                               the same
//! (4)  q_fge = D_ge / Y_es R_fs a_fse           where the firm publishes no amount
//! (5)  G_f   = sum_g q_fg (o_fg int dp_g dt - sum_k r_gk int dp_k dt)
//! (6)  S_f   = sum_s R_fs sum_e sum_n x_en (T'_ens / T_ens - 1)                           USD million a year
//! (7)  sum_n x_en = a_fse,  sum_e x_en = b_fsn,  x >= 0;  x_hh = m_h b_h where published
//! (8)  B_f   = sum_s R_fs sum_e sum_n x_en (T'_ens / T_ens) (t'_nes - t_nes)
//! (9)  K_f   = sum_s R_fs sum_e a_fse sum_k (u_ekj / Y_ej) (P_ek - 1)
//! (10) K_f   = sum_k M_fk (c_ik (1 + t'_eik) / (1 + t_eik) - 1), or P_ek - 1 with other suppliers
//! (11) A_f   = agreed amount x additional share x share of the company x price
//! (13) of final goods: T'_ens / T_ens in (6) and (8) times (alpha'_ns I'_n / (alpha_ns I_n)) / (X'_ns / X_ns)
//! (14) O_f   = sum_s sum_e R_fs a_fse sum_t max_i (1 - u_ie(t)) / 365    inputs i by sector and origin, with the firm's own stock
//! (12) net: weeks the larger loss of L and O; months G - C; years hull(S, -B) - K; package A
//! ```
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | R, a, b, m | `Segment::{revenue, plants, regions, sourcing}` | USD million a year, shares |
//! | x | `allocation::{fitted, bounds}` | share of revenue |
//! | lost, Y | `Shock::lost`, `Accounts::output` | world's currency |
//! | p, D | `Shock::{path, intensity}` | currency per unit, units a year |
//! | u | `arrivals::missing`: share of a day's need that is there | share |
//! | q, o, r | `Input::amount`, `Sale::open_share`, the chain's recipes | units a year, share, units per unit |
//! | T, t | `Shock::{flow_change, tariff_bill}` | ratio to baseline, fraction |
//! | alpha I, X | `final_demand`: final spending, whole spending of a market on a sector | ratio to baseline |
//! | u, P, c | `Shock::{input_cost, price_index, cost}` | money, ratio to baseline |

mod allocation;
mod arrivals;
mod deal;
mod embedded;
mod error;
mod facts;
mod final_demand;
mod hs;
mod line;
mod momentum;
mod months;
mod percent;
mod prices;
mod sheet;
mod shock;
mod tables;
mod user;
mod value;
mod weeks;
mod years;

pub use arrivals::{Flow, Restricted, Restriction, Restrictions};
pub use detente_world::Band;
pub use embedded::embedded;
pub use error::CompaniesError;
pub use facts::{
    Amount, Company, Deal, Fact, Input, Plant, Product, Region, Sale, Segment, Sourcing, Universe,
};
pub use line::{HORIZONS, Line};
pub use momentum::{Momentum, Trend, momentum, table as momentum_table};
pub use prices::{Close, Prices, read_prices};
pub use shock::RunView;
pub use tables::{company_tables, left_out};
pub use user::read_companies;
pub use value::{Standing, Valuation, value};
