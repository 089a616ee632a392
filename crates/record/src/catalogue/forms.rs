//! Which form do the equations of the trade engine take under the options of a run?
//!
//! Each equation that an option changes is written once, of parts that stand in it or not; page,
//! exports, `explain` and `docs/equations.md` all take it from here. The number in brackets is that
//! of `detente-trade`.

use super::equations::{Equation, equations};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The options of the trade engine that change its equations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct TradeForm {
    /// A sector substitutes between factors and inputs, or among inputs, with an elasticity other
    /// than 1.
    pub nested: bool,
    /// A sector has a share of profits.
    pub profits: bool,
    /// A sector has a factor that cannot leave it.
    pub specific: bool,
    /// Final demand substitutes among sectors with an elasticity other than 1.
    pub final_nested: bool,
    /// A sector has an elasticity of home against foreign goods of its own.
    pub two_nests: bool,
    /// There is a quantity cap, of the scenario or on what lost capacity leaves.
    pub caps: bool,
    /// Lost capacity leaves factors idle.
    pub idle: bool,
    /// What happens to trade deficits.
    pub deficits: Closure,
}

/// What happens to trade deficits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Closure {
    /// They stay in units of world value added.
    #[default]
    Fixed,
    /// They stay the same share of world output.
    WorldShare,
    /// They vanish.
    Zero,
    /// They move with the economy's own value added.
    Proportional,
}

/// Parts of an equation, plain and as LaTeX; each stands in it if its condition holds.
type Parts<'p> = &'p [(bool, &'static str, &'static str)];

fn written(parts: Parts<'_>) -> (String, String) {
    let kept = || parts.iter().filter(|(holds, ..)| *holds);
    (kept().map(|(_, plain, _)| *plain).collect(), kept().map(|(.., latex)| *latex).collect())
}

/// (2) with a nest of foreign goods.
fn prices() -> (String, String) {
    written(&[(
        true,
        "P̂ₙⱼ = ( hₙⱼ k̂ₙₙⱼ^−ηⱼ + (1−hₙⱼ) F̂ₙⱼ^−ηⱼ )^(−1/ηⱼ) with foreign goods F̂ₙⱼ = ( Σᵢ≠ₙ φₙᵢⱼ k̂ₙᵢⱼ^−θⱼ )^(−1/θⱼ) and k̂ₙᵢⱼ = ĉᵢⱼ τ̂ₙᵢⱼ d̂ₙᵢⱼ êₙᵢⱼ",
        r"$\hat P_{nj} = \left(h_{nj}\,\hat k_{nnj}^{-η_j} + (1-h_{nj})\,\hat F_{nj}^{-η_j}\right)^{-1/η_j}$ with foreign goods $\hat F_{nj} = \left(\sum_{i \ne n} φ_{nij}\,\hat k_{nij}^{-θ_j}\right)^{-1/θ_j}$ and $\hat k_{nij} = \hat c_{ij}\,\hat τ_{nij}\,\hat d_{nij}\,\hat e_{nij}$",
    )])
}

/// (3) with a nest of foreign goods.
fn shares() -> (String, String) {
    written(&[(
        true,
        "π′ₙₙⱼ = hₙⱼ (k̂ₙₙⱼ / P̂ₙⱼ)^−ηⱼ and of foreign goods π′ₙᵢⱼ = (1−hₙⱼ) (F̂ₙⱼ / P̂ₙⱼ)^−ηⱼ φₙᵢⱼ (k̂ₙᵢⱼ / F̂ₙⱼ)^−θⱼ",
        r"$π'_{nnj} = h_{nj} \left(\frac{\hat k_{nnj}}{\hat P_{nj}}\right)^{-η_j}$ and of foreign goods $π'_{nij} = (1-h_{nj}) \left(\frac{\hat F_{nj}}{\hat P_{nj}}\right)^{-η_j} φ_{nij} \left(\frac{\hat k_{nij}}{\hat F_{nj}}\right)^{-θ_j}$",
    )])
}

impl TradeForm {
    /// The equations of every engine as these options make them; those that no option brings in are
    /// left out.
    #[must_use]
    pub fn equations(&self) -> Vec<Equation> {
        equations().iter().filter_map(|equation| self.of(equation)).collect()
    }

    /// One equation by its short name.
    #[must_use]
    pub fn equation(&self, id: &str) -> Option<Equation> {
        super::equation(id).and_then(|equation| self.of(equation))
    }

    fn of(&self, general: &Equation) -> Option<Equation> {
        let (text, latex) = match general.id {
            "caps" if !self.caps => return None,
            "prices" if self.two_nests => prices(),
            "shares" if self.two_nests => shares(),
            "unit-cost" => self.unit_cost(),
            "income" => self.income(),
            "spending" => self.spending(),
            "factors" => self.factors(),
            "price-index" => self.price_index(),
            _ => return Some(general.clone()),
        };
        let symbols = Cow::Owned(self.symbols(general));
        Some(Equation {
            text: Cow::Owned(text),
            latex: Cow::Owned(latex),
            symbols,
            ..general.clone()
        })
    }

    fn unit_cost(&self) -> (String, String) {
        let Self { nested, specific, .. } = *self;
        written(&[
            (!nested && !specific, "ĉᵢⱼ = ŵᵢ^βᵢⱼ", r"$\hat c_{ij} = \frac{\hat w_i^{β_{ij}}"),
            (!nested && specific, "ĉᵢⱼ = v̂ᵢⱼ^βᵢⱼ", r"$\hat c_{ij} = \frac{\hat v_{ij}^{β_{ij}}"),
            (
                !nested,
                " · Πₖ P̂ᵢₖ^((1−βᵢⱼ)·gᵢ,ₖⱼ) / Âᵢⱼ",
                r" \prod_k \hat P_{ik}^{(1-β_{ij})\,g_{i,kj}}}{\hat A_{ij}}$",
            ),
            (nested, "ĉᵢⱼ = ( βᵢⱼ ", r"$\hat c_{ij} = \frac{\left(β_{ij} "),
            (nested && !specific, "ŵᵢ", r"\hat w_i"),
            (nested && specific, "v̂ᵢⱼ", r"\hat v_{ij}"),
            (
                nested,
                "^(1−σⱼ) + (1−βᵢⱼ) m̂ᵢⱼ^(1−σⱼ) )^(1/(1−σⱼ)) / Âᵢⱼ",
                r"^{1-σ_j} + (1-β_{ij})\,\hat m_{ij}^{1-σ_j}\right)^{1/(1-σ_j)}}{\hat A_{ij}}$",
            ),
            (
                nested,
                " with inputs m̂ᵢⱼ = ( Σₖ gᵢ,ₖⱼ P̂ᵢₖ^(1−εⱼ) )^(1/(1−εⱼ))",
                r" with inputs $\hat m_{ij} = \left(\sum_k g_{i,kj}\,\hat P_{ik}^{1-ε_j}\right)^{1/(1-ε_j)}$",
            ),
            (
                specific,
                " and factors v̂ᵢⱼ = ŵᵢ^(1−sⱼ) r̂ᵢⱼ^sⱼ",
                r" and factors $\hat v_{ij} = \hat w_i^{1-s_j}\,\hat r_{ij}^{s_j}$",
            ),
            (nested, "; an elasticity of 1 is the product", "; an elasticity of 1 is the product"),
        ])
    }

    fn income(&self) -> (String, String) {
        let closure = |own: Closure| self.deficits == own;
        written(&[
            (true, "I′ₙ = ŵₙ Lₙ", r"$I'_n = \hat w_n L_n"),
            (self.specific, " + Σⱼ r̂ₙⱼ Kₙⱼ", r" + \sum_j \hat r_{nj} K_{nj}"),
            (self.profits, " + Σⱼ μₙⱼ Y′ₙⱼ", r" + \sum_j μ_{nj} Y'_{nj}"),
            (
                true,
                " + tariff revenue + export-tax revenue",
                "$ + tariff revenue + export-tax revenue",
            ),
            (self.caps, " + rents", " + rents"),
            (!closure(Closure::Zero), " + D′ₙ", " + $D'_n$"),
            (closure(Closure::Fixed), "; D′ₙ = Dₙ", "; $D'_n = D_n$"),
            (
                closure(Closure::WorldShare),
                "; D′ₙ = Dₙ · Σᵢⱼ Y′ᵢⱼ / Σᵢⱼ Yᵢⱼ",
                r"; $D'_n = D_n \cdot \frac{\sum_{ij} Y'_{ij}}{\sum_{ij} Y_{ij}}$",
            ),
            (
                closure(Closure::Proportional),
                "; D′ₙ moves with the value added of n, what does not add up shared by value added",
                "; $D'_n$ moves with the value added of n, what does not add up shared by value added",
            ),
        ])
    }

    fn spending(&self) -> (String, String) {
        written(&[
            (true, "X′ₙⱼ = α′ₙⱼ I′ₙ + Σₖ ", r"$X'_{nj} = α'_{nj} I'_n + \sum_k "),
            (!self.nested, "(1−βₙₖ)", r"(1 - β_{nk})"),
            (self.nested, "(1−β′ₙₖ)", r"(1 - β'_{nk})"),
            (self.profits, " (1−μₙₖ)", r"\,(1 - μ_{nk})"),
            (!self.nested, " gₙ,ⱼₖ Y′ₙₖ", r"\,g_{n,jk}\,Y'_{nk}$"),
            (self.nested, " g′ₙ,ⱼₖ Y′ₙₖ", r"\,g'_{n,jk}\,Y'_{nk}$"),
        ])
    }

    fn factors(&self) -> (String, String) {
        let (nested, specific, profits) = (self.nested, self.specific, self.profits);
        written(&[
            (!nested, "ŵₙ Lₙ = Σⱼ βₙⱼ", r"$\hat w_n L_n = \sum_j β_{nj}"),
            (nested, "ŵₙ Lₙ = Σⱼ β′ₙⱼ", r"$\hat w_n L_n = \sum_j β'_{nj}"),
            (specific, " (1−sⱼ)", r"\,(1 - s_j)"),
            (profits, " (1−μₙⱼ)", r"\,(1 - μ_{nj})"),
            (true, " Y′ₙⱼ", r"\,Y'_{nj}$"),
            (specific && !nested, "; r̂ₙⱼ Kₙⱼ = βₙⱼ sⱼ", r"; $\hat r_{nj} K_{nj} = β_{nj}\,s_j"),
            (specific && nested, "; r̂ₙⱼ Kₙⱼ = β′ₙⱼ sⱼ", r"; $\hat r_{nj} K_{nj} = β'_{nj}\,s_j"),
            (specific && profits, " (1−μₙⱼ)", r"\,(1 - μ_{nj})"),
            (specific, " Y′ₙⱼ", r"\,Y'_{nj}$"),
            (
                true,
                "; employment of a sector is its payment over the wage",
                "; employment of a sector is its payment over the wage",
            ),
        ])
    }

    fn price_index(&self) -> (String, String) {
        written(&[
            (!self.final_nested, "P̂ₙ = Πⱼ P̂ₙⱼ^αₙⱼ", r"$\hat P_n = \prod_j \hat P_{nj}^{α_{nj}}$"),
            (
                self.final_nested,
                "P̂ₙ = ( Σⱼ αₙⱼ P̂ₙⱼ^(1−κ) )^(1/(1−κ))",
                r"$\hat P_n = \left(\sum_j α_{nj}\,\hat P_{nj}^{1-κ}\right)^{1/(1-κ)}$",
            ),
        ])
    }

    fn symbols(&self, general: &Equation) -> String {
        let parts: &[(bool, &str)] = match general.id {
            "unit-cost" => &[
                (
                    true,
                    "ŵ wage, P̂ price of inputs, β share of factors in cost, g share of an input, Â productivity",
                ),
                (self.nested, ", σ elasticity between factors and inputs, ε among inputs"),
                (
                    self.specific,
                    ", s share of the factor that cannot leave the sector, r̂ its price",
                ),
            ],
            "prices" | "shares" => &[(
                true,
                "h share of home goods, φ shares among foreign origins, F̂ price of foreign goods, k̂ price of one origin at the importer, τ̂ one plus the tariff, d̂ trade cost, ê one plus the export tax, η exponent of home against foreign goods, θ exponent among foreign origins; an exponent of 0 is the product",
            )],
            "income" => &[
                (true, "L labour of the baseline"),
                (self.idle, " without what lost capacity leaves idle, which earns nothing"),
                (self.specific, ", K specific factor, r̂ its price"),
                (self.specific && self.idle, ", likewise"),
                (self.profits, ", μ share of profits in receipts"),
                (
                    self.deficits != Closure::Zero,
                    ", D trade deficit, in units of world value added",
                ),
                (self.deficits == Closure::Zero, "; trade deficits vanish"),
            ],
            "spending" => &[
                (true, "α share of final demand, β share of factors in cost, g share of an input"),
                (self.profits, ", μ share of profits in receipts"),
            ],
            "price-index" => &[
                (true, "α share of final demand"),
                (self.final_nested, ", κ elasticity among sectors in final demand"),
            ],
            _ => {
                let parts = [
                    (true, super::equations::HATS),
                    (
                        self.specific,
                        "; s share of the factor that cannot leave the sector, K that factor, r̂ its price",
                    ),
                    (self.profits, "; μ share of profits in receipts"),
                    (
                        self.idle && general.id == "factors",
                        "; labour and capital that lost capacity leaves idle are not in it",
                    ),
                ];
                return parts.iter().filter(|(holds, _)| *holds).map(|(_, words)| *words).collect();
            }
        };
        parts.iter().filter(|(holds, _)| *holds).map(|(_, words)| *words).collect()
    }

    /// In words, for a heading: `nested CES, profits`.
    #[must_use]
    pub fn words(&self) -> String {
        let parts = [
            (!self.nested, "Cobb-Douglas"),
            (self.nested, "nested CES"),
            (self.profits, "profits"),
            (self.specific, "specific factors"),
            (self.final_nested, "CES final demand"),
            (self.two_nests, "two nests of trade"),
            (self.caps, "quantity caps"),
            (self.idle, "idle factors"),
            (self.deficits == Closure::WorldShare, "deficits a share of world output"),
            (self.deficits == Closure::Zero, "no deficits"),
            (self.deficits == Closure::Proportional, "deficits in proportion to value added"),
        ];
        parts
            .iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, words)| *words)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Every form that options can make.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let closures = [Closure::Fixed, Closure::WorldShare, Closure::Zero, Closure::Proportional];
        let one = |bits: u8, deficits| {
            let bit = |at: u8| bits >> at & 1 == 1;
            Self {
                nested: bit(0),
                profits: bit(1),
                specific: bit(2),
                final_nested: bit(3),
                caps: bit(4),
                two_nests: bit(5),
                idle: bit(6),
                deficits,
            }
        };
        closures
            .into_iter()
            .flat_map(|closure| (0..128).map(move |bits| one(bits, closure)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(form: TradeForm, id: &str) -> String {
        form.equation(id).unwrap().text.into_owned()
    }

    #[test]
    fn an_option_stands_in_its_equations_and_in_no_other_form() {
        let plain = TradeForm::default();
        let profits = TradeForm { profits: true, ..plain };
        for id in ["income", "spending", "factors"] {
            assert!(text(profits, id).contains('μ') && !text(plain, id).contains('μ'), "{id}");
        }
        assert_eq!(
            text(profits, "factors"),
            "ŵₙ Lₙ = Σⱼ βₙⱼ (1−μₙⱼ) Y′ₙⱼ; employment of a sector is its payment over the wage"
        );
        assert_eq!(text(profits, "spending"), "X′ₙⱼ = α′ₙⱼ I′ₙ + Σₖ (1−βₙₖ) (1−μₙₖ) gₙ,ⱼₖ Y′ₙₖ");
        let nested = TradeForm { nested: true, ..plain };
        assert!(
            text(nested, "unit-cost").contains('σ') && !text(plain, "unit-cost").contains("CES")
        );
        let specific = TradeForm { specific: true, ..plain };
        assert!(
            text(specific, "factors").contains("r̂ₙⱼ Kₙⱼ")
                && text(specific, "unit-cost").contains("r̂ᵢⱼ^sⱼ")
        );
        assert!(
            plain.equation("caps").is_none()
                && TradeForm { caps: true, ..plain }.equation("caps").is_some()
        );
        assert!(!text(TradeForm { deficits: Closure::Zero, ..plain }, "income").contains('D'));
    }

    #[test]
    fn idle_factors_are_told_beside_income_and_payments() {
        let idle = TradeForm { idle: true, caps: true, ..TradeForm::default() };
        for id in ["income", "factors"] {
            let told = |form: TradeForm| form.equation(id).unwrap().symbols.contains("idle");
            assert!(told(idle) && !told(TradeForm::default()), "{id}");
        }
    }

    #[test]
    fn a_nest_of_foreign_goods_has_an_exponent_of_its_own() {
        let two = TradeForm { two_nests: true, ..TradeForm::default() };
        for id in ["prices", "shares"] {
            let plain = text(TradeForm::default(), id);
            assert!(text(two, id).contains('η') && !plain.contains('η'), "{id}");
        }
    }

    #[test]
    fn every_symbol_that_an_option_brings_is_told() {
        for form in TradeForm::all() {
            for equation in form.equations() {
                for symbol in ["μ", "σ", "ε", "κ", "r̂"] {
                    let used = equation.engine == super::super::Engine::Trade
                        && equation.text.contains(symbol);
                    assert!(
                        !used || equation.symbols.contains(symbol),
                        "{form:?} {}: {symbol}",
                        equation.id
                    );
                }
            }
        }
    }
}
