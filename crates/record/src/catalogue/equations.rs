//! By which equation is a number made, in the notation of the engines, and where does it come from?

use super::Engine;
use serde::Serialize;
use std::borrow::Cow;

/// An equation of an engine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Equation {
    /// Short name, the anchor in reports.
    pub id: &'static str,
    /// The engine that has it.
    pub engine: Engine,
    /// Number in the engine's documentation, such as `(2)`; empty where it defines a column.
    pub number: &'static str,
    /// What it says.
    pub title: &'static str,
    /// The equation, symbols as below.
    pub text: Cow<'static, str>,
    /// The same with formulas as LaTeX between dollar signs, where an option of the run decides it;
    /// else empty.
    #[serde(skip)]
    pub latex: Cow<'static, str>,
    /// Its symbols in words.
    pub symbols: Cow<'static, str>,
    /// Where it was published.
    pub source: &'static str,
}

/// All equations, by engine and number.
#[must_use]
pub fn equations() -> &'static [Equation] {
    EQUATIONS
}

/// An equation by its short name.
#[must_use]
pub fn equation(id: &str) -> Option<&'static Equation> {
    EQUATIONS.iter().find(|equation| equation.id == id)
}

const CALIENDO_PARRO: &str = "Caliendo and Parro (2015), Rev. Econ. Stud. 82, with the hats of Dekle, Eaton and Kortum (2008)";
const DIVISIA: &str = "Divisia integral as in Diewert and Morrison (1986), Econ. J. 96, and Baqaee and Farhi (2024), Econometrica 92";
const OWN: &str = "definition of this project";
const SPATIAL: &str = "Samuelson (1952), Amer. Econ. Rev. 42; Takayama and Judge (1971)";
pub(super) const HATS: &str =
    "a hat is new over baseline, a prime new; n importer, i exporter, j and k sectors";

const fn made(
    (id, engine): (&'static str, Engine),
    number: &'static str,
    title: &'static str,
    (text, symbols): (&'static str, &'static str),
    source: &'static str,
) -> Equation {
    let (text, symbols) = (Cow::Borrowed(text), Cow::Borrowed(symbols));
    Equation { id, engine, number, title, text, latex: Cow::Borrowed(""), symbols, source }
}

const fn trade(
    id: &'static str,
    number: &'static str,
    title: &'static str,
    text: &'static str,
    symbols: &'static str,
    source: &'static str,
) -> Equation {
    made((id, Engine::Trade), number, title, (text, symbols), source)
}

const fn commodity(
    id: &'static str,
    number: &'static str,
    title: &'static str,
    text: &'static str,
    symbols: &'static str,
) -> Equation {
    made((id, Engine::Commodity), number, title, (text, symbols), SPATIAL)
}

const fn cascade(
    id: &'static str,
    number: &'static str,
    title: &'static str,
    text: &'static str,
    symbols: &'static str,
    source: &'static str,
) -> Equation {
    made((id, Engine::Cascade), number, title, (text, symbols), source)
}

const fn company(
    id: &'static str,
    number: &'static str,
    title: &'static str,
    text: &'static str,
    symbols: &'static str,
) -> Equation {
    made((id, Engine::Companies), number, title, (text, symbols), OWN)
}

const fn package(
    id: &'static str,
    number: &'static str,
    title: &'static str,
    text: &'static str,
    symbols: &'static str,
    source: &'static str,
) -> Equation {
    made((id, Engine::Package), number, title, (text, symbols), source)
}

static EQUATIONS: &[Equation] = &[
    trade(
        "unit-cost",
        "(1)",
        "Unit cost",
        "ĉᵢⱼ = ŵᵢ^βᵢⱼ · Πₖ P̂ᵢₖ^((1−βᵢⱼ)·gᵢ,ₖⱼ) / Âᵢⱼ where both elasticities of substitution are 1; nested CES otherwise",
        "ŵ wage, P̂ price of inputs, β share of value added, g share of an input, Â productivity",
        CALIENDO_PARRO,
    ),
    trade(
        "prices",
        "(2)",
        "Price of a sector where it is used",
        "P̂ₙⱼ = ( Σᵢ πₙᵢⱼ (ĉᵢⱼ τ̂ₙᵢⱼ d̂ₙᵢⱼ êₙᵢⱼ)^−θⱼ )^(−1/θⱼ)",
        "π share of a supplier in what the importer spends, τ̂ one plus the tariff, d̂ trade cost, ê one plus the export tax, θ trade elasticity",
        CALIENDO_PARRO,
    ),
    trade(
        "shares",
        "(3)",
        "Share of a supplier",
        "π′ₙᵢⱼ = πₙᵢⱼ (ĉᵢⱼ τ̂ₙᵢⱼ d̂ₙᵢⱼ êₙᵢⱼ / P̂ₙⱼ)^−θⱼ",
        HATS,
        CALIENDO_PARRO,
    ),
    trade(
        "trade-value",
        "(3), (4)",
        "Value of a flow",
        "Eₙᵢⱼ′ = π′ₙᵢⱼ X′ₙⱼ / (τ′ₙᵢⱼ e′ₙᵢⱼ)",
        "X′ what the importer spends on the sector, before export tax and tariff",
        CALIENDO_PARRO,
    ),
    trade(
        "trade-quantity",
        "",
        "Quantity of a flow",
        "100 (E′ₙᵢⱼ / Eₙᵢⱼ / ĉᵢⱼ − 1)",
        "E value, ĉ the exporter's price",
        OWN,
    ),
    trade(
        "receipts",
        "(4)",
        "Receipts of a sector",
        "Y′ᵢⱼ = Σₙ π′ₙᵢⱼ X′ₙⱼ / (τ′ₙᵢⱼ e′ₙᵢⱼ); real output is Ŷ / ĉ",
        HATS,
        CALIENDO_PARRO,
    ),
    trade(
        "income",
        "(5)",
        "Income",
        "I′ₙ = ŵₙ Lₙ + payments to specific factors + profits + tariff revenue + export-tax revenue + rents + D′ₙ",
        "D′ the trade deficit",
        CALIENDO_PARRO,
    ),
    trade(
        "spending",
        "(6)",
        "Spending on a sector",
        "X′ₙⱼ = α′ₙⱼ I′ₙ + Σₖ (1−β′ₙₖ) g′ₙ,ⱼₖ Y′ₙₖ",
        "α share of final demand",
        CALIENDO_PARRO,
    ),
    trade(
        "factors",
        "(7)",
        "Payments to labour",
        "ŵₙ Lₙ = Σⱼ β′ₙⱼ Y′ₙⱼ; employment of a sector is its payment over the wage",
        HATS,
        CALIENDO_PARRO,
    ),
    trade(
        "caps",
        "(9)",
        "Quantity cap",
        "q̂ ≤ q̄, complementary to a shadow tax t ≥ 0; the rent is t · Σ E′",
        "q̂ pooled quantity over the baseline, q̄ the limit",
        "complementarity, as in Mathiesen (1985)",
    ),
    trade(
        "price-index",
        "",
        "Price index of final demand",
        "P̂ₙ = Πⱼ P̂ₙⱼ^αₙⱼ where final demand is Cobb-Douglas; CES otherwise",
        "α share of final demand",
        CALIENDO_PARRO,
    ),
    trade(
        "real-income",
        "",
        "Real income",
        "100 (Îₙ / P̂ₙ − 1) in percent; Iₙ (Îₙ / P̂ₙ − 1) in money: the equivalent variation",
        "I income, P̂ price index of final demand",
        "exact change, homothetic preferences",
    ),
    trade(
        "real-wage",
        "",
        "Real wage",
        "100 (ŵₙ / P̂ₙ − 1)",
        "ŵ wage, P̂ price index of final demand",
        CALIENDO_PARRO,
    ),
    trade(
        "terms-of-trade",
        "",
        "Terms of trade at the border",
        "∫ (1 / Pₙ) Σᵢⱼ (Bᵢₙⱼ d ln(pᵢₙⱼ / Pₙ) − Mₙᵢⱼ d ln(p*ₙᵢⱼ / Pₙ))",
        "integral along the way from the baseline, all levers in proportion; B exports with export tax and rent, M imports before duty, p and p* their prices",
        DIVISIA,
    ),
    trade(
        "import-volume",
        "",
        "Duties on more or fewer imports",
        "∫ (1 / Pₙ) Σᵢⱼ tₙᵢⱼ Mₙᵢⱼ d ln qₙᵢⱼ",
        "t tariff, and the rent of a cap that the importer has, q quantity of imports",
        DIVISIA,
    ),
    trade(
        "sales-volume",
        "",
        "Export taxes, rents and profits on more or fewer sales",
        "∫ (1 / Pₙ) (Σᵢⱼ (eᵢₙⱼ − 1) Eᵢₙⱼ d ln qᵢₙⱼ + Σⱼ Gₙⱼ d ln yₙⱼ)",
        "e one plus the export tax and the rent of a cap, G profits, y output",
        DIVISIA,
    ),
    trade(
        "technology",
        "",
        "Technology, trade costs and tastes",
        "∫ (1 / Pₙ) (Σⱼ Cₙⱼ d ln Aₙⱼ − Σᵢⱼ Mₙᵢⱼ d ln dₙᵢⱼ)",
        "C cost of output, A productivity, M imports before duty, d trade cost, which a ban raises without end; new tastes count here",
        DIVISIA,
    ),
    trade(
        "lost-capacity",
        "",
        "Lost capacity",
        "∫ (1 / Pₙ) (wₙ dLₙ + Σⱼ rₙⱼ dKₙⱼ)",
        "L labour and K specific factors that are not idle",
        DIVISIA,
    ),
    trade(
        "deficit-value",
        "",
        "What the trade deficit buys",
        "D′ₙ / P̂ₙ − Dₙ",
        "D trade deficit without transfers, P̂ price index of final demand",
        DIVISIA,
    ),
    trade(
        "transfers",
        "",
        "Transfers and rents of others\u{2019} trade",
        "T′ₙ / P̂ₙ",
        "T transfers received, and rents of caps on trade between others",
        DIVISIA,
    ),
    trade(
        "absorption",
        "",
        "Duty that exporters absorb",
        "a = ((1 + t′) / (1 + t))^(ρ − 1); price before duty ĉ a e, absorbed (1 − a) E",
        "ρ pass-through to the price with duty, t tariff before and t′ after, ĉ producer\u{2019}s price, e one plus the export tax, E sales at the producer\u{2019}s price",
        "pass-through as in Amiti, Redding and Weinstein (2019), J. Econ. Perspect. 33",
    ),
    trade(
        "contribution",
        "",
        "What an entry contributes",
        "∫ (dWₙ / dz) dzₑ",
        "integral along the way from no entry to all; W real income in money, z levers in logs, zₑ what entry e changes of them",
        "Aumann and Shapley (1974), Values of non-atomic games",
    ),
    trade(
        "tariff-revenue",
        "",
        "Tariff revenue",
        "Σᵢⱼ t′ₙᵢⱼ E′ₙᵢⱼ e′ₙᵢⱼ − Σᵢⱼ tₙᵢⱼ Eₙᵢⱼ eₙᵢⱼ",
        "t tariff, e one plus the export tax",
        CALIENDO_PARRO,
    ),
    trade(
        "real-gdp",
        "",
        "Real gross domestic product",
        "ln of real GDP = ln (V′ₙ + revenue′ₙ) / (Vₙ + revenueₙ) − Σ s ln p̂ over final demand and exports, less imports",
        "V value added; p̂ prices of final demand, of exports and of imports at the border; s the mean of their shares of GDP before and after",
        "Tornqvist index, as in Diewert (1976), J. Econometrics 4",
    ),
    trade(
        "capital",
        "",
        "Capital along the path",
        "K̂ₙ(t+Δ) = K̂ₙ(t)^q (Îₙ(t) / P̂ₙ(t))^(1−q) with q = (1−δₙ)^Δ; factors cost ŵₙ K̂ₙ^−αₙ in place of ŵₙ",
        "K capital, Δ years between two points, δ depreciation of a year, α capital's share of factor payments, Î / P̂ real income; the first point has the capital of the baseline",
        "Anderson, Larch and Yotov (2020), Econ. J. 130",
    ),
    trade(
        "wage-floor",
        "",
        "Wage floor and employment along the path",
        "ŵₙ(t+Δ) ≥ ω^Δ ŵₙ(t), complementary to employment L̂ₙ ≤ 1, with ŵₙ L̂ₙ the wage bill; factors cost ŵₙ (L̂ₙ / K̂ₙ)^αₙ",
        "ω least ratio of a year's wage to that of the year before, in units of world value added, Δ years between two points, K̂ capital, α its share of factor payments",
        "Rodriguez-Clare, Ulate and Vasquez (2020), NBER Working Paper 27905",
    ),
    commodity(
        "pool",
        "(2)",
        "What is made leaves",
        "Σₚ oₚg zₚ = Σₗ xₗ",
        "z activity of a process, o its output, x flows, home included",
    ),
    commodity(
        "market",
        "(3)",
        "What arrives is processed, used or stored",
        "Σₗ xₗ = Σₚ iₚg zₚ + Σᵤ dᵤ + (Sₜ − Sₜ₋₁)/τₜ; its multiplier is the price",
        "x flows, i input of a process, d use, S stock, τ length of the period in years",
    ),
    commodity(
        "processing",
        "",
        "What a process makes and takes",
        "q = |c| f z",
        "c units per unit of activity (below zero: taken), f the share of an input still needed, z activity",
    ),
    commodity(
        "limits",
        "(5)",
        "Limits and commitments",
        "Σ x ≤ q or Σ x ≥ q; the multiplier is what one more unit is worth",
        "q licence, quota, stop or commitment",
    ),
    commodity(
        "stores",
        "(6), (7)",
        "Stores",
        "S_min ≤ S ≤ S_max, Sₜ₋₁ − Sₜ ≤ r τₜ; the last unit is worth p (1 + e (1 − S/N))",
        "S stock, N its norm, r rate of release, p base price",
    ),
    commodity(
        "unmet",
        "",
        "Need that is not met",
        "unmet = demand of the base year after material efficiency − use; met = use / demand",
        "use d maximises a d − b d²/2 less what it pays",
    ),
    cascade(
        "limit",
        "(2)",
        "What an input lets a sector make",
        "lₖ = (1 − χₖ) f + χₖ x⁰ cₖ / (oₖ hₖ)",
        "χ criticality, c days of need in stock, o days of need for full output, h demand after material efficiency, f fallback",
        "rules by preset: Hallegatte (2014), Pichler et al. (2022), Inoue and Todo (2019), Diem et al. (2022)",
    ),
    cascade(
        "output",
        "(3)",
        "Output",
        "x = min(xᵈ, minₖ lₖ)",
        "xᵈ orders that capacity allows, l limits by input",
        "Hallegatte (2014)",
    ),
    cascade(
        "stock",
        "(4)",
        "Stocks",
        "cₖ ← cₖ − hₖ x/x⁰ + Σᵢ zᵢₖ (delivered) / zₖ",
        "c days of need, z flows of the baseline",
        "Hallegatte (2014)",
    ),
    cascade(
        "saved",
        "",
        "What a measure saves",
        "output lost in a run without the measure − output lost with it",
        "member by member of the ensemble",
        OWN,
    ),
    package(
        "present-value",
        "",
        "Present value",
        "PV = Σₜ δᵗ · amountₜ",
        "δ discount factor of a year",
        OWN,
    ),
    package(
        "gain",
        "",
        "Gain",
        "gain = weeks + months + years + cost + risk; the mean over states of the world, against the disagreement point",
        "cost and risk are negative where they are borne",
        OWN,
    ),
    package(
        "nash",
        "(1)",
        "Nash bargain",
        "max Σᵢ aᵢ ln(Uᵢ − dᵢ) over U ≥ d",
        "U payoffs, d disagreement point, a weights",
        "Nash (1950), Econometrica 18",
    ),
    package(
        "kalai-smorodinsky",
        "(2)",
        "Kalai-Smorodinsky",
        "(Uᵢ − dᵢ)/(bᵢ − dᵢ) the same for all and as large as can be",
        "b ideal gains",
        "Kalai and Smorodinsky (1975), Econometrica 43",
    ),
    package(
        "equal-gains",
        "(3)",
        "Equal gains",
        "Uᵢ − dᵢ the same for all and as large as can be",
        "U payoffs, d disagreement point",
        "Kalai (1977), Econometrica 45",
    ),
    package(
        "utilitarian",
        "(4)",
        "Utilitarian",
        "max Σᵢ Uᵢ over U ≥ d",
        "U payoffs, d disagreement point",
        OWN,
    ),
    package(
        "shapley",
        "(5)",
        "Shapley price",
        "φᵢ = Σ_T |T|! (n−|T|−1)!/n! · (v(T ∪ i) − v(T)) over sets T without i",
        "v gain of a set of items",
        "Shapley (1953)",
    ),
    package(
        "enforcement",
        "(6)",
        "Keeping to it",
        "deviation − agreement ≤ δ/(1−δ) · (agreement − punishment)",
        "δ discount factor",
        "Friedman (1971), Rev. Econ. Stud. 38",
    ),
    company(
        "company-stake",
        "(2)",
        "Revenue at stake",
        "L = Σₛ Σₑ Rₛ aₛₑ · lostₑₛ / Yₑₛ",
        "R revenue, a share made in economy e, lost output over the days followed, Y output of a year",
    ),
    company(
        "company-prices",
        "(3)",
        "Cost of inputs and gain of sellers",
        "C = Σ q ∫ (p(t) − p(0)) dt",
        "q amount bought or sold a year, p price where it is bought",
    ),
    company(
        "company-sales",
        "(6)",
        "Sales once trade has settled",
        "S = Σₛ Rₛ Σₑ Σₙ xₑₙ (T′ₑₙₛ / Tₑₙₛ − 1) over all x with the published totals",
        "x share of revenue made in e and sold in n, T trade; of final goods what final buyers of n have of it (C13)",
    ),
    company(
        "company-net",
        "(12)",
        "Net effect",
        "weeks −L; months gains − C; years hull(S, −tariff bill) − input costs",
        "hull: who bears a tariff is open, so that both are ends of one range",
    ),
];
