//! What does a word of the field mean, and where does a reader first meet it?
//!
//! One list of terms. [`link`] goes once through the finished page and marks the first occurrence
//! of each term in every section; the glossary at the end lists the terms that occur. Nothing
//! inside drawings, links, headings, code or table bodies is touched.

use detente_figures::svg::escape;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A term: its anchor, how it is written in running text (the first is its name), what it means.
struct Term {
    id: &'static str,
    spellings: &'static [&'static str],
    meaning: &'static str,
}

const fn term(id: &'static str, spellings: &'static [&'static str], meaning: &'static str) -> Term {
    Term { id, spellings, meaning }
}

/// In alphabetical order of their names.
const TERMS: [Term; 26] = [
    term(
        "additionality",
        &["additionality", "additional share"],
        "What of an offer would not have happened anyway; only that counts as a concession.",
    ),
    term(
        "base-year",
        &["base year"],
        "The year whose quantities and prices the chains of goods reproduce exactly before any entry.",
    ),
    term(
        "baseline",
        &["baseline"],
        "The world as it was in its year, before any entry of the scenario; every change is against it.",
    ),
    term(
        "bottleneck",
        &["bottleneck", "bottlenecks"],
        "A good whose lack holds a sector\u{2019}s output below what orders and capacity allow.",
    ),
    term(
        "cournot",
        &["Cournot"],
        "Sellers who know that what they sell moves the price, and hold back accordingly.",
    ),
    term(
        "criticality",
        &["criticality"],
        "The share of a sector\u{2019}s output that stops when an input is missing, from 0 (runs on) to 1 (stops).",
    ),
    term(
        "disagreement-point",
        &["disagreement point"],
        "What each party has if there is no deal; gains of a deal are counted from it.",
    ),
    term(
        "discount-factor",
        &["discount factor"],
        "What a unit of money next year is worth today; a patient party has a high one.",
    ),
    term(
        "duties-on-imports-lost",
        &["duties on imports lost"],
        "Duties are what buyers pay beyond the price at the border: an import that is given up was worth that much \
         more than it cost.",
    ),
    term(
        "equivalent-variation",
        &["equivalent variation"],
        "The money at baseline prices that would change welfare as much as the entries do.",
    ),
    term(
        "export-control",
        &["export control", "export controls"],
        "A licence is needed to sell a good abroad; what is not licensed stays at home.",
    ),
    term(
        "general-equilibrium",
        &["general equilibrium"],
        "Prices and wages at which every market of every economy clears at once.",
    ),
    term(
        "heavy-rare-earths",
        &["heavy rare earths"],
        "Dysprosium, terbium and their neighbours; a few percent of them let a magnet keep its strength when it is \
         hot.",
    ),
    term("hold-up", &["hold-up"], "Walking away once the other side has paid or delivered."),
    term(
        "kalai-smorodinsky",
        &["Kalai-Smorodinsky"],
        "The deal in which each party gets the same share of the most it could hope for.",
    ),
    term(
        "licence",
        &["licence", "licences"],
        "Permission to export; its rent is what one more licensed unit would be worth.",
    ),
    term(
        "nash-bargain",
        &["Nash bargain"],
        "The deal that makes the product of the parties\u{2019} gains over the disagreement point largest.",
    ),
    term(
        "ndfeb",
        &["NdFeB"],
        "Magnets of neodymium, iron and boron: the strongest there are, in motors, turbines and drives.",
    ),
    term(
        "pareto-frontier",
        &["Pareto frontier", "undominated"],
        "The packages for which no other is as good for all and better for one.",
    ),
    term(
        "present-value",
        &["present value"],
        "Money of later years in money of the first day, at the discount rate.",
    ),
    term(
        "real-income",
        &["real income"],
        "What an economy\u{2019}s households and government can buy: income over the prices they pay.",
    ),
    term(
        "shadow-price",
        &["shadow price", "shadow tax", "rent of a licence"],
        "What one more unit of something limited would be worth to those who lack it.",
    ),
    term(
        "shapley-price",
        &["Shapley price", "Shapley value"],
        "What an item adds to a deal, as the mean over all orders in which the items could be agreed.",
    ),
    term(
        "terms-of-trade",
        &["terms of trade"],
        "Prices of what an economy sells abroad against prices of what it buys there, at the border: with export \
         taxes and rents, before duties.",
    ),
    term(
        "trade-elasticity",
        &["trade elasticity", "trade elasticities"],
        "By how many percent an importer buys less from a supplier whose price rises by one percent against the \
         others.",
    ),
    term(
        "walras",
        &["Walras\u{2019} law"],
        "If all markets but one clear, so does the last; how far it is violated measures the error.",
    ),
];

/// Elements whose text is left alone.
const SKIPPED: [&str; 17] = [
    "svg", "script", "style", "a", "h1", "h2", "h3", "summary", "code", "button", "title", "tbody",
    "dt", "nav", "abbr", "pre", "math",
];

/// Where the glossary is to stand.
const PLACE: &str = "<!--glossary-->";

/// The page with the first occurrence of each term in every section marked, and the glossary of the
/// terms that occur in its place.
pub(crate) fn link(page: &str) -> String {
    let mut out = String::with_capacity(page.len() + page.len() / 16);
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut rest = page;
    let mut within: Option<&str> = None;
    while let Some(at) = rest.find('<') {
        let (text, tagged) = rest.split_at(at);
        if within.is_some() {
            out.push_str(text)
        } else {
            mark(&mut out, text, &mut seen, &mut used)
        }
        let end = if tagged.starts_with("<!--") {
            tagged.find("-->").map(|end| end + 3)
        } else {
            tagged.find('>').map(|end| end + 1)
        };
        let Some(end) = end else { break };
        let (tag, after) = tagged.split_at(end);
        let name =
            tag.trim_start_matches(['<', '/']).split([' ', '>', '\n', '/']).next().unwrap_or("");
        match within {
            Some(outer) if tag.starts_with("</") && name == outer => within = None,
            None if !tag.starts_with("</") => {
                within = SKIPPED.into_iter().find(|skipped| *skipped == name)
            }
            _ => {}
        }
        if tag.starts_with("<section") {
            seen.clear();
            // There a licence is one of data.
            if tag.contains("id=\"sources\"") {
                seen.extend(0..TERMS.len());
            }
        }
        out.push_str(tag);
        rest = after;
    }
    out.push_str(rest);
    out.replacen(PLACE, &entries(&used), 1)
}

/// Writes `text`, the first occurrence of each term that was not seen yet marked.
fn mark(out: &mut String, text: &str, seen: &mut BTreeSet<usize>, used: &mut BTreeSet<usize>) {
    let mut rest = text;
    while let Some((at, length, term)) = first(rest, seen) {
        let (id, meaning) = (TERMS[term].id, escape(TERMS[term].meaning));
        let word = &rest[at..at + length];
        let _ = write!(
            out,
            r##"{}<a class="term" href="#term-{id}"><abbr title="{meaning}">{word}</abbr></a>"##,
            &rest[..at]
        );
        seen.insert(term);
        used.insert(term);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
}

/// The first term in `text` that was not seen: where it begins, its length, which.
fn first(text: &str, seen: &BTreeSet<usize>) -> Option<(usize, usize, usize)> {
    if text.len() < 5 {
        return None;
    }
    let of = |(at, term): (usize, &'static Term)| {
        let found = term
            .spellings
            .iter()
            .filter_map(|spelling| Some((find(text, spelling)?, spelling.len())));
        found
            .min_by_key(|(place, length)| (*place, std::cmp::Reverse(*length)))
            .map(|(place, length)| (place, length, at))
    };
    let open = TERMS.iter().enumerate().filter(|(at, _)| !seen.contains(at));
    open.filter_map(of).min_by_key(|(place, length, _)| (*place, std::cmp::Reverse(*length)))
}

/// Where `word` stands in `text` as a whole word, its first letter in either case.
fn find(text: &str, word: &str) -> Option<usize> {
    let (head, tail) = word.split_at(1);
    let mut from = 0;
    while let Some(found) = text[from..].find(tail) {
        let at = from + found;
        let begins = at.checked_sub(1).filter(|begin| text.is_char_boundary(*begin));
        let whole = begins.is_some_and(|begin| {
            let before = text[..begin].chars().next_back();
            let after = text[at + tail.len()..].chars().next();
            let letter = |letter: Option<char>| {
                letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '-')
            };
            text[begin..at].eq_ignore_ascii_case(head) && !letter(before) && !letter(after)
        });
        if whole {
            return begins;
        }
        from = at + tail.len();
    }
    None
}

/// The glossary of the terms that occur.
fn entries(used: &BTreeSet<usize>) -> String {
    let mut list = String::new();
    for term in used.iter().map(|at| &TERMS[*at]) {
        let (id, meaning) = (term.id, escape(term.meaning));
        let name = detente_figures::headline::capital(term.spellings[0]);
        let _ = write!(list, r#"<dt id="term-{id}"><dfn>{name}</dfn></dt><dd>{meaning}</dd>"#);
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_occurrence_in_each_section_is_marked_and_listed() {
        let page = "<section><h2>Real income</h2><p>Real income and real income.</p></section><section><p>real \
                    income</p></section><!--glossary-->";
        let linked = link(page);
        assert_eq!(linked.matches("class=\"term\"").count(), 2, "{linked}");
        assert!(
            linked.contains("<p><a class=\"term\" href=\"#term-real-income\"><abbr title="),
            "{linked}"
        );
        assert!(linked.contains(">Real income</abbr></a> and real income."), "{linked}");
        assert_eq!(linked.matches("<dfn>Real income</dfn>").count(), 1);
    }

    #[test]
    fn drawings_links_and_parts_of_words_are_left_alone() {
        for text in [
            "<svg><text>real income</text></svg>",
            "<a href=\"#x\">real income</a>",
            "<p>unreal income, real incomes</p>",
            "<tbody><tr><td>baseline</td></tr></tbody>",
        ] {
            assert_eq!(link(text), text);
        }
    }

    #[test]
    fn terms_are_sorted_and_anchors_are_there_once() {
        let names: Vec<String> =
            TERMS.iter().map(|term| term.spellings[0].to_lowercase()).collect();
        assert!(names.is_sorted(), "{names:?}");
        let ids: BTreeSet<&str> = TERMS.iter().map(|term| term.id).collect();
        assert_eq!(ids.len(), TERMS.len());
    }
}
