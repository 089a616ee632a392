//! How does an equation look in print?
//!
//! LaTeX between dollar signs inside the words of the equation's plain text, which stays the
//! alternative text of each formula; a test holds both notations together. Browsers draw MathML
//! without a script.

use crate::error::ReportError;
use detente_figures::svg::escape;
use detente_record::catalogue::Equation;
use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

/// Each equation that has formulas; the others are words.
const FORMULAS: &[(&str, &str)] = &[
    (
        "unit-cost",
        r"$\hat c_{ij} = \frac{\hat w_i^{β_{ij}} \prod_k \hat P_{ik}^{(1-β_{ij})\,g_{i,kj}}}{\hat A_{ij}}$ where both elasticities of substitution are 1; nested CES otherwise",
    ),
    (
        "prices",
        r"$\hat P_{nj} = \left(\sum_i π_{nij} \left(\hat c_{ij}\,\hat τ_{nij}\,\hat d_{nij}\,\hat e_{nij}\right)^{-θ_j}\right)^{-1/θ_j}$",
    ),
    (
        "shares",
        r"$π'_{nij} = π_{nij} \left(\frac{\hat c_{ij}\,\hat τ_{nij}\,\hat d_{nij}\,\hat e_{nij}}{\hat P_{nj}}\right)^{-θ_j}$",
    ),
    ("trade-value", r"$E'_{nij} = \frac{π'_{nij}\,X'_{nj}}{τ'_{nij}\,e'_{nij}}$"),
    ("trade-quantity", r"$100 \left(\frac{E'_{nij} / E_{nij}}{\hat c_{ij}} - 1\right)$"),
    (
        "receipts",
        r"$Y'_{ij} = \sum_n \frac{π'_{nij}\,X'_{nj}}{τ'_{nij}\,e'_{nij}}$; real output is $\hat Y / \hat c$",
    ),
    (
        "income",
        r"$I'_n = \hat w_n L_n$ + payments to specific factors + profits + tariff revenue + export-tax revenue + rents + $D'_n$",
    ),
    ("spending", r"$X'_{nj} = α'_{nj} I'_n + \sum_k (1 - β'_{nk})\,g'_{n,jk}\,Y'_{nk}$"),
    (
        "factors",
        r"$\hat w_n L_n = \sum_j β'_{nj} Y'_{nj}$; employment of a sector is its payment over the wage",
    ),
    (
        "caps",
        r"$\hat q \le \bar q$, complementary to a shadow tax $t \ge 0$; the rent is $t \cdot \sum E'$",
    ),
    (
        "price-index",
        r"$\hat P_n = \prod_j \hat P_{nj}^{α_{nj}}$ where final demand is Cobb-Douglas; CES otherwise",
    ),
    (
        "real-income",
        r"$100 \left(\frac{\hat I_n}{\hat P_n} - 1\right)$ in percent; $I_n \left(\frac{\hat I_n}{\hat P_n} - 1\right)$ in money: the equivalent variation",
    ),
    ("real-wage", r"$100 \left(\frac{\hat w_n}{\hat P_n} - 1\right)$"),
    (
        "terms-of-trade",
        r"$\int \frac{1}{P_n} \sum_{ij} \left(B_{inj}\,d \ln \frac{p_{inj}}{P_n} - M_{nij}\,d \ln \frac{p^*_{nij}}{P_n}\right)$",
    ),
    ("import-volume", r"$\int \frac{1}{P_n} \sum_{ij} t_{nij} M_{nij}\,d \ln q_{nij}$"),
    (
        "sales-volume",
        r"$\int \frac{1}{P_n} \left(\sum_{ij} (e_{inj} - 1) E_{inj}\,d \ln q_{inj} + \sum_j G_{nj}\,d \ln y_{nj}\right)$",
    ),
    (
        "technology",
        r"$\int \frac{1}{P_n} \left(\sum_j C_{nj}\,d \ln A_{nj} - \sum_{ij} M_{nij}\,d \ln d_{nij}\right)$",
    ),
    ("lost-capacity", r"$\int \frac{1}{P_n} \left(w_n\,d L_n + \sum_j r_{nj}\,d K_{nj}\right)$"),
    ("deficit-value", r"$\frac{D'_n}{\hat P_n} - D_n$"),
    (
        "absorption",
        r"$a = \left(\frac{1 + t'}{1 + t}\right)^{ρ - 1}$; price before duty $\hat c\,a\,e$, absorbed $(1 - a)\,E$",
    ),
    ("contribution", r"$\int \left(d W_n / d z\right)\,d z_e$"),
    ("transfers", r"$\frac{T'_n}{\hat P_n}$"),
    (
        "tariff-revenue",
        r"$\sum_{ij} t'_{nij} E'_{nij} e'_{nij} - \sum_{ij} t_{nij} E_{nij} e_{nij}$",
    ),
    (
        "real-gdp",
        r"ln of real GDP = $\ln \frac{V'_n + \text{revenue}'_n}{V_n + \text{revenue}_n} - \sum s \ln \hat p$ over final demand and exports, less imports",
    ),
    (
        "capital",
        r"$\hat K_n(t+Δ) = \hat K_n(t)^q \left(\frac{\hat I_n(t)}{\hat P_n(t)}\right)^{1-q}$ with $q = (1-δ_n)^Δ$; factors cost $\hat w_n \hat K_n^{-α_n}$ in place of $\hat w_n$",
    ),
    (
        "wage-floor",
        r"$\hat w_n(t+Δ) \ge ω^Δ \hat w_n(t)$, complementary to employment $\hat L_n \le 1$, with $\hat w_n \hat L_n$ the wage bill; factors cost $\hat w_n \left(\frac{\hat L_n}{\hat K_n}\right)^{α_n}$",
    ),
    ("pool", r"$\sum_p o_{pg} z_p = \sum_l x_l$"),
    (
        "market",
        r"$\sum_l x_l = \sum_p i_{pg} z_p + \sum_u d_u + \frac{S_t - S_{t-1}}{τ_t}$; its multiplier is the price",
    ),
    ("limits", r"$\sum x \le q$ or $\sum x \ge q$; the multiplier is what one more unit is worth"),
    (
        "stores",
        r"$S_{\min} \le S \le S_{\max}$, $S_{t-1} - S_t \le r\,τ_t$; the last unit is worth $p \left(1 + e \left(1 - \frac{S}{N}\right)\right)$",
    ),
    ("limit", r"$l_k = (1 - χ_k)\,f + \frac{χ_k\,x^0 c_k}{o_k h_k}$"),
    ("output", r"$x = \min\left(x^d,\,\min_k l_k\right)$"),
    (
        "stock",
        r"$c_k \leftarrow c_k - h_k \frac{x}{x^0} + \frac{\sum_i z_{ik}\,\text{(delivered)}}{z_k}$",
    ),
    ("present-value", r"$\text{PV} = \sum_t δ^t \cdot \text{amount}_t$"),
    ("nash", r"$\max \sum_i a_i \ln(U_i - d_i)$ over $U \ge d$"),
    ("kalai-smorodinsky", r"$\frac{U_i - d_i}{b_i - d_i}$ the same for all and as large as can be"),
    ("equal-gains", r"$U_i - d_i$ the same for all and as large as can be"),
    ("utilitarian", r"$\max \sum_i U_i$ over $U \ge d$"),
    (
        "shapley",
        r"$φ_i = \sum_T \frac{|T|!\,(n - |T| - 1)!}{n!} \left(v(T \cup i) - v(T)\right)$ over sets $T$ without $i$",
    ),
    ("enforcement", r"deviation − agreement ≤ $\frac{δ}{1 - δ}$ · (agreement − punishment)"),
    ("company-stake", r"$L = \sum_s \sum_e R_s\,a_{se} \cdot \frac{\text{lost}_{es}}{Y_{es}}$"),
    ("company-prices", r"$C = \sum q \int \left(p(t) - p(0)\right) dt$"),
    (
        "company-sales",
        r"$S = \sum_s R_s \sum_e \sum_n x_{en} \left(\frac{T'_{ens}}{T_{ens}} - 1\right)$ over all $x$ with the published totals",
    ),
    ("company-net", r"weeks $-L$; months gains $- C$; years hull($S$, −tariff bill) − input costs"),
];

/// The LaTeX of an equation, words outside of dollar signs; its plain text where it has no formula.
fn source(equation: &Equation) -> &str {
    if !equation.latex.is_empty() {
        return &equation.latex;
    }
    FORMULAS.iter().find(|(id, _)| *id == equation.id).map_or(&equation.text, |(_, source)| *source)
}

/// The pieces of an equation in order: words, or a formula as LaTeX with its plain text.
enum Piece<'e> {
    Words(&'e str),
    Formula { latex: &'e str, plain: &'e str },
}

/// Each formula is matched with what stands between the same words in the plain text.
fn pieces(equation: &Equation) -> Vec<Piece<'_>> {
    let parts: Vec<&str> = source(equation).split('$').collect();
    let mut rest: &str = &equation.text;
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if at % 2 == 0 {
            rest = rest.strip_prefix(part).unwrap_or(rest);
            found.push(Piece::Words(part));
            continue;
        }
        let after = parts.get(at + 1).copied().unwrap_or("");
        let end =
            if after.is_empty() { rest.len() } else { rest.find(after).unwrap_or(rest.len()) };
        found.push(Piece::Formula { latex: part, plain: rest[..end].trim() });
        rest = &rest[end..];
    }
    found
}

/// An equation as HTML: words, and formulas as MathML with their plain text as the alternative.
///
/// # Errors
/// If a formula cannot be typeset: a mistake of this program.
pub(crate) fn html(equation: &Equation) -> Result<String, ReportError> {
    let mut out = String::new();
    for piece in pieces(equation) {
        match piece {
            Piece::Words(words) => out.push_str(&escape(words)),
            Piece::Formula { latex, plain } => {
                let mathml = mathml(latex).ok_or(ReportError::Formula(equation.id))?;
                // Large as on a line of its own, though words stand beside it.
                let inline =
                    format!(r#"alttext="{}" display="inline" displaystyle="true""#, escape(plain));
                out.push_str(&mathml.replacen(r#"display="block""#, &inline, 1));
            }
        }
    }
    Ok(out)
}

fn mathml(latex: &str) -> Option<String> {
    let storage = Storage::new();
    // A mistake would be drawn in red: it is found here instead.
    let events: Result<Vec<_>, _> = Parser::new(latex, &storage).collect();
    let config = RenderConfig { display_mode: DisplayMode::Block, ..RenderConfig::default() };
    let mut out = String::new();
    push_mathml(&mut out, events.ok()?.into_iter().map(Ok::<_, std::convert::Infallible>), config)
        .ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_record::catalogue::{TradeForm, equations};

    /// Those of the catalogue, and all forms that options give them.
    fn every() -> Vec<Equation> {
        let mut all: Vec<Equation> = equations().to_vec();
        let formed = TradeForm::all()
            .into_iter()
            .flat_map(|form| form.equations())
            .filter(|own| !own.latex.is_empty());
        all.extend(formed);
        all
    }

    /// Letters and digits alone, without accents, raised or lowered ones as plain ones.
    fn letters(plain: &str) -> String {
        let lowered = "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₀₁₂₃₄₅₆₇₈₉⁰ᵈᵗ²ĉŵÂêÎŶ";
        let bases = "aehijklmnoprstuvx01234567890dt2cwAeIY";
        let base = |letter: char| {
            lowered.chars().position(|own| own == letter).and_then(|at| bases.chars().nth(at))
        };
        let signs = ['Σ', 'Π'];
        plain
            .chars()
            .map(|letter| base(letter).unwrap_or(letter))
            .filter(|letter| letter.is_alphanumeric() && !signs.contains(letter))
            .collect()
    }

    /// The same of LaTeX: names of functions and text stay, other commands go.
    fn letters_of_latex(latex: &str) -> String {
        let mut out = String::new();
        let mut rest = latex;
        while let Some(at) = rest.find('\\') {
            out.push_str(&letters(&rest[..at]));
            let command = &rest[at + 1..];
            let end =
                command.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(command.len());
            if matches!(&command[..end], "min" | "max" | "ln") {
                out.push_str(&command[..end]);
            }
            rest = &command[end..];
        }
        out + &letters(rest)
    }

    #[test]
    fn both_notations_say_the_same() {
        for equation in &every() {
            let mut whole = String::new();
            for piece in pieces(equation) {
                match piece {
                    Piece::Words(words) => whole.push_str(words),
                    Piece::Formula { latex, plain } => {
                        assert_eq!(letters_of_latex(latex), letters(plain), "{}", equation.id);
                        whole.push_str(plain);
                    }
                }
            }
            let dense = |text: &str| text.replace(' ', "");
            assert_eq!(dense(&whole), dense(&equation.text), "{}", equation.id);
        }
        for (id, _) in FORMULAS {
            assert!(detente_record::catalogue::equation(id).is_some(), "{id}");
        }
    }

    #[test]
    fn every_equation_is_typeset_and_none_shows_its_markup() {
        for equation in &every() {
            let html = html(equation).unwrap();
            // A hat is drawn by the sign that LaTeX has for powers.
            let formulas =
                html.split("<math ").skip(1).filter_map(|part| part.split_once("</math>"));
            let shown: String =
                html.split("<math ").take(1).chain(formulas.map(|(_, words)| words)).collect();
            assert!(!shown.contains(['^', '_', '\\', '$']), "{}: {shown}", equation.id);
            let drawn = html.contains("<math alttext=");
            assert!(
                drawn || !equation.text.chars().any(|letter| "ᵢₙₜₖₗ′Σ^δ".contains(letter)),
                "{}",
                equation.id
            );
            assert!(!html.contains("merror"), "{}", equation.id);
        }
    }
}
