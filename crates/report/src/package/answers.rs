//! What does a negotiation answer, in sentences that follow from its numbers?
//!
//! Each answer is a rule over the tables; one whose table is empty is absent.

use crate::package::bill::{NOTHING, bill};
use crate::package::findings::{EVERYTHING, Findings, NO_DEAL};
use crate::package::words::{budget, deal, likely, named, payers, punishment, sums, year};
use detente_figures::headline::list;
use detente_figures::headline::{article, capital};
use detente_figures::money::Money;
use detente_figures::number::three;
use detente_record::row::{PackageEnforcement, PackageShift, PackageState};

/// Third parties and futures named in one sentence.
const NAMED: usize = 3;
/// How the package of a moved disagreement point begins where there is none.
const BLOCKED: &str = "no deal: ";

/// A question and its answer.
pub(crate) struct Answer {
    pub question: String,
    pub text: String,
}

/// The answers that the tables give, in the order in which a reader asks.
pub(crate) fn answers(found: &Findings<'_>) -> Vec<Answer> {
    let all = if found.parties.len() == 2 { "both" } else { "all" };
    let questions = [
        (format!("Would {all} sign?"), sign(found)),
        (format!("What is the best package {}?", budgets(found)), best(found)),
        ("Which concession is worth what?".to_owned(), worth(found)),
        ("What does it cost, and who pays?".to_owned(), cost(found)),
        ("How much hangs on what is not known?".to_owned(), unknown(found)),
        ("Whom else does it move, and in which state of the world?".to_owned(), followed(found)),
        ("What do third parties lose?".to_owned(), third(found)),
        ("Does it enforce itself?".to_owned(), enforced(found)),
        ("What is the least sweetener?".to_owned(), sweetener(found)),
        ("Does it hang on the disagreement point?".to_owned(), shifted(found)),
    ];
    let answer =
        |(question, text): (String, Option<String>)| Some(Answer { question, text: text? });
    questions.into_iter().filter_map(answer).collect()
}

impl Findings<'_> {
    /// `the United States`, as a sentence wants it.
    fn the(&self, code: &str) -> String {
        article(self.name(code))
    }

    /// What each party gets in a deal: `Japan gains USD 1 billion and the United States loses ...`.
    pub(crate) fn shares(&self, deal: &str) -> String {
        let one = |party: &String| {
            let row = self.payoff(deal, party)?;
            Some(format!("{} {}", self.the(party), self.money().gains(row.gain.mid)))
        };
        list(&self.parties.iter().filter_map(one).collect::<Vec<_>>())
    }

    /// The parties that a deal does not leave better off.
    pub(crate) fn refusing(&self, deal: &str) -> Vec<String> {
        let refuses =
            |party: &&String| self.payoff(deal, party).is_some_and(|row| row.gain.mid <= NOTHING);
        self.parties.iter().filter(refuses).map(|party| self.the(party)).collect()
    }
}

/// The answer to the main question in a sentence, for the head of the page.
pub(crate) fn sentence(found: &Findings<'_>) -> Option<String> {
    let name = found.deal.as_deref()?;
    let refusing = found.refusing(name);
    let (all, taken) =
        (if found.parties.len() == 2 { "both" } else { "all" }, found.taken(name).len());
    let items = format!("{taken} of {} items", found.items_of(name).len());
    let verdict = if refusing.is_empty() {
        format!("{all} would sign")
    } else {
        let verb = if refusing.len() == 1 { "has" } else { "have" };
        format!("{} {verb} no reason to sign", list(&refusing))
    };
    Some(format!(
        "{} the {} of {items}; over the horizon {}.",
        capital(&verdict),
        deal(found.money(), name),
        found.shares(name)
    ))
}

fn sign(found: &Findings<'_>) -> Option<String> {
    let Some(name) = found.deal.as_deref() else {
        return (!found.payoffs.is_empty()).then(|| {
            "No: no package that was tried leaves every party better off than no deal.".to_owned()
        });
    };
    let refusing = found.refusing(name);
    let verdict = if refusing.is_empty() {
        "Yes".to_owned()
    } else {
        let verb = if refusing.len() == 1 { "has" } else { "have" };
        format!("No: {} {verb} nothing to gain", list(&refusing))
    };
    let items = found.items_of(name).len();
    let mut text = format!(
        "{verdict}. The {} takes {} of {items} items.",
        deal(found.money(), name),
        found.taken(name).len()
    );
    for party in &found.parties {
        let Some(row) = found.payoff(name, party) else { continue };
        text.push_str(&format!(
            " {} {} ({} over the states of the world) and is better off {}.",
            capital(&found.the(party)),
            found.money().gains(row.gain.mid),
            found.money().bounds(row.gain),
            likely(row.probability)
        ));
    }
    Some(text)
}

/// The deals that are the best within a budget, with the budget, in table order.
fn budgeted(found: &Findings<'_>) -> Vec<(String, String)> {
    found
        .deals
        .iter()
        .filter_map(|name| Some((name.clone(), budget(found.money(), name)?)))
        .collect()
}

fn budgets(found: &Findings<'_>) -> String {
    format!(
        "for {}",
        sums(
            found.money(),
            &budgeted(found).into_iter().map(|(_, budget)| budget).collect::<Vec<_>>()
        )
    )
}

/// Levels by item, to tell whether two deals are the same.
fn levels(found: &Findings<'_>, name: &str) -> Vec<(String, u64)> {
    let level = |item: &&crate::package::findings::Item| {
        (item.name.clone(), (item.level * 1e6).round() as u64)
    };
    found.items_of(name).iter().map(level).collect()
}

/// A package that is the best for some budgets.
pub(crate) struct Best {
    /// `USD 1, 5 and 10 billion`.
    pub budgets: String,
    /// The deal.
    pub name: String,
    /// The solution that it is too, at the same levels: the one that is shown before others.
    pub same: Option<String>,
}

/// The best packages by budget, budgets with the same answer together.
pub(crate) fn best_by_budget(found: &Findings<'_>) -> Vec<Best> {
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for (name, budget) in budgeted(found) {
        match groups.last_mut().filter(|(_, first)| levels(found, first) == levels(found, &name)) {
            Some((budgets, _)) => budgets.push(budget),
            None => groups.push((vec![budget], name)),
        }
    }
    let solutions = || {
        found
            .deals
            .iter()
            .filter(|name| *name != EVERYTHING && budget(found.money(), name).is_none())
    };
    let shown = || found.deal.iter().chain(solutions());
    let best = |(budgets, name): (Vec<String>, String)| {
        let same = shown().find(|other| levels(found, other) == levels(found, &name)).cloned();
        Best { budgets: sums(found.money(), &budgets), name, same }
    };
    groups.into_iter().map(best).collect()
}

fn best(found: &Findings<'_>) -> Option<String> {
    let one = |best: &Best| {
        let taken: Vec<String> = found.taken(&best.name).iter().map(|item| named(item)).collect();
        if taken.is_empty() {
            return format!("For {}: nothing that every party gains from.", best.budgets);
        }
        let what = match &best.same {
            Some(same) if found.deal.as_ref() == Some(same) => {
                format!("the {} itself", deal(found.money(), same))
            }
            Some(same) => format!("the {} deal, {}", deal(found.money(), same), taken.join("; ")),
            None => taken.join("; "),
        };
        let cost = bill(found, &best.name);
        format!("For {}: {what}. It costs {cost}; {}.", best.budgets, found.shares(&best.name))
    };
    let groups = best_by_budget(found);
    (!groups.is_empty()).then(|| groups.iter().map(one).collect::<Vec<_>>().join(" "))
}

fn worth(found: &Findings<'_>) -> Option<String> {
    if found.prices.is_empty() {
        return None;
    }
    let mut text = String::new();
    let agreed = |item: &str| found.deal.as_deref().is_none_or(|deal| found.takes(deal, item));
    for party in &found.parties {
        let own =
            || found.prices.iter().filter(|price| price.party == *party && agreed(&price.item));
        let most = own()
            .filter(|price| price.shapley_musd > NOTHING)
            .max_by(|a, b| a.shapley_musd.total_cmp(&b.shapley_musd));
        let Some(most) = most else { continue };
        let dearest = own()
            .filter(|price| price.shapley_musd < -NOTHING)
            .min_by(|a, b| a.shapley_musd.total_cmp(&b.shapley_musd));
        let dearest = dearest.map_or(String::new(), |price| {
            format!(
                "; of what is agreed {} costs it most, {}",
                price.item,
                found.money().sum(price.shapley_musd)
            )
        });
        let the = found.the(party);
        text.push_str(&format!(
            "To {the} {} is worth most, {}{dearest}. ",
            most.item,
            found.money().sum(most.shapley_musd)
        ));
    }
    for giver in &found.parties {
        let others: Vec<String> = found
            .parties
            .iter()
            .filter(|party| *party != giver)
            .filter_map(|party| {
                let mine = found
                    .prices
                    .iter()
                    .filter(|price| price.party == *party && by(found, &price.item) == Some(giver));
                let total: f64 = mine.map(|price| price.shapley_musd).sum();
                (total.abs() > NOTHING).then(|| {
                    format!("{} to {}", signed_worth(found.money(), total), found.the(party))
                })
            })
            .collect();
        if !others.is_empty() {
            text.push_str(&format!(
                "All that {} gives in the deal is worth {}. ",
                found.the(giver),
                list(&others)
            ));
        }
    }
    let added = "Prices are of the levels agreed, in expectation over the states of the world, and add up to what each party gains.";
    (!text.is_empty()).then(|| format!("{text}{added}"))
}

fn signed_worth(money: Money<'_>, value: f64) -> String {
    if value < 0.0 { format!("a loss of {}", money.sum(value)) } else { money.sum(value) }
}

/// Who gives an item.
pub(crate) fn by<'a>(found: &'a Findings<'_>, item: &str) -> Option<&'a String> {
    found.items.iter().find(|own| own.name == item).map(|own| &own.by)
}

fn cost(found: &Findings<'_>) -> Option<String> {
    let name = found.deal.as_deref()?;
    let total = found.cost(name);
    let given = found.outlay(name).map_or(0.0, |(_, given)| given);
    if total.is_nothing() && given <= NOTHING {
        return None;
    }
    let known = total.known;
    let range = if three(known.low) == three(known.high) {
        String::new()
    } else {
        format!(
            " Its known bounds are {} and {}.",
            found.money().sum(known.low),
            found.money().sum(known.high)
        )
    };
    let pays = |code: &String| {
        let row = found.payoff(name, code)?;
        let (paid, least) = (-row.parts[3], if row.open { "at least " } else { "" });
        (paid > NOTHING)
            .then(|| format!("{} pays {least}{}", found.the(code), found.money().sum(paid)))
    };
    let shares: Vec<String> = found.parties.iter().filter_map(pays).collect();
    let who =
        if shares.is_empty() { String::new() } else { format!(" {}.", capital(&list(&shares))) };
    let text =
        format!("The {} costs {}.{range}{who}", deal(found.money(), name), bill(found, name));
    Some(format!("{text}{}", dearest(found, name)))
}

/// The item of a deal that costs most, of those whose cost is known.
fn dearest(found: &Findings<'_>, name: &str) -> String {
    let taken = found.taken(name);
    let known = taken
        .iter()
        .filter_map(|item| Some((item, item.cost?.mid)))
        .filter(|(_, cost)| *cost > NOTHING);
    let Some((item, cost)) = known.max_by(|a, b| a.1.total_cmp(&b.1)) else { return String::new() };
    let paid_by = found.ledger.iter().find(|row| row.item == item.name && !row.paid_by.is_empty());
    let by = paid_by.map_or(String::new(), |row| {
        format!(", paid by {}", payers(&row.paid_by, |code| found.the(code)))
    });
    format!(" The costliest item is {}, {}{by}.", item.name, found.money().sum(cost))
}

/// The states of the world of the shown deal by name, with the rows of each economy.
pub(crate) fn by_future<'a>(
    found: &'a Findings<'_>,
) -> Vec<(&'a PackageState<'a>, Vec<&'a PackageState<'a>>)> {
    let Some(name) = found.deal.as_deref() else { return Vec::new() };
    let rows = || found.futures.iter().filter(|row| row.deal == name);
    let mut grouped: Vec<(&PackageState<'_>, Vec<&PackageState<'_>>)> = Vec::new();
    for row in rows() {
        match grouped.iter_mut().find(|(first, _)| first.state == row.state) {
            Some((_, own)) => own.push(row),
            None => grouped.push((row, vec![row])),
        }
    }
    grouped
}

/// Third parties that are followed through the states of the world: what each gets over all, and in its best
/// and its worst.
fn followed(found: &Findings<'_>) -> Option<String> {
    let futures = by_future(found);
    if futures.len() < 2 {
        return None;
    }
    let rows = || futures.iter().flat_map(|(_, rows)| rows.iter().copied());
    let mut third = Vec::new();
    rows()
        .filter(|row| !found.parties.iter().any(|party| *party == row.economy))
        .for_each(|row| crate::package::findings::push_new(&mut third, &row.economy));
    let one = |economy: &String| {
        let own: Vec<&PackageState<'_>> = rows().filter(|row| row.economy == *economy).collect();
        let best = own.iter().max_by(|a, b| a.gain_musd.total_cmp(&b.gain_musd))?;
        let worst = own.iter().min_by(|a, b| a.gain_musd.total_cmp(&b.gain_musd))?;
        let weight: f64 = own.iter().map(|row| row.probability).sum();
        let mean = own.iter().map(|row| row.probability * row.gain_musd).sum::<f64>() / weight;
        if best.gain_musd.abs().max(worst.gain_musd.abs()) <= NOTHING {
            return None;
        }
        Some(format!(
            "{} {} in expectation: it {} in \u{201c}{}\u{201d} and {} in \u{201c}{}\u{201d}.",
            capital(&found.the(economy)),
            found.money().gains(mean),
            found.money().gains(worst.gain_musd),
            worst.state,
            found.money().gains(best.gain_musd),
            best.state
        ))
    };
    let told: Vec<String> = third.iter().take(NAMED).filter_map(one).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

fn unknown(found: &Findings<'_>) -> Option<String> {
    let futures = by_future(found);
    if futures.len() < 2 {
        return None;
    }
    let mut text = String::new();
    for party in &found.parties {
        let own: Vec<&PackageState<'_>> = futures
            .iter()
            .filter_map(|(_, rows)| rows.iter().find(|row| row.economy == *party).copied())
            .collect();
        let best = own.iter().max_by(|a, b| a.gain_musd.total_cmp(&b.gain_musd));
        let worst = own.iter().min_by(|a, b| a.gain_musd.total_cmp(&b.gain_musd));
        let (Some(best), Some(worst)) = (best, worst) else { continue };
        let knew =
            if worst.gain_musd < -NOTHING { "; had it known, it would not sign" } else { "" };
        text.push_str(&format!(
            "{} {} in the best state of the world, \u{201c}{}\u{201d}, and {} in the worst, \u{201c}{}\u{201d}{knew}. ",
            capital(&found.the(party)),
            found.money().gains(best.gain_musd),
            best.state,
            found.money().gains(worst.gain_musd),
            worst.state
        ));
    }
    (!text.is_empty()).then(|| text.trim_end().to_owned())
}

fn third(found: &Findings<'_>) -> Option<String> {
    let rows = found.third(found.deal.as_deref()?);
    if rows.is_empty() {
        return None;
    }
    let total: f64 = rows.iter().map(|row| row.gain.mid).sum();
    let mut losers: Vec<_> = rows.iter().filter(|row| row.gain.mid < -NOTHING).collect();
    losers.sort_by(|a, b| a.gain.mid.total_cmp(&b.gain.mid));
    let most: Vec<String> = losers
        .iter()
        .take(NAMED)
        .map(|row| format!("{} {}", found.the(&row.economy), found.money().sum(row.gain.mid)))
        .collect();
    let named =
        if most.is_empty() { String::new() } else { format!(": most of all {}", list(&most)) };
    let best = rows
        .iter()
        .filter(|row| row.gain.mid > NOTHING)
        .max_by(|a, b| a.gain.mid.total_cmp(&b.gain.mid));
    let best = best.map_or(String::new(), |row| {
        format!(
            " {} gains most, {}.",
            capital(&found.the(&row.economy)),
            found.money().sum(row.gain.mid)
        )
    });
    let together = match found.money().gains(total).strip_prefix("gains ") {
        Some(gained) => format!("gain {gained}"),
        None => format!("lose {}", found.money().sum(total)),
    };
    Some(format!(
        "{} of {} third parties lose{named}.{best} Third parties together {together}.",
        losers.len(),
        rows.len()
    ))
}

fn enforced(found: &Findings<'_>) -> Option<String> {
    let mut kinds = Vec::new();
    found
        .promises
        .iter()
        .for_each(|row| crate::package::findings::push_new(&mut kinds, &row.punishment));
    let mut text = String::new();
    for kind in &kinds {
        let rows: Vec<&PackageEnforcement<'_>> =
            found.promises.iter().filter(|row| row.punishment == *kind).collect();
        text.push_str(&promise(found, kind, &rows));
    }
    let tempted = found.promises.iter().filter(|row| row.hold_up_musd > NOTHING);
    if let Some(row) = tempted.max_by(|a, b| a.hold_up_musd.total_cmp(&b.hold_up_musd)) {
        let when = year(row.hold_up_year);
        text.push_str(&format!(
            "Walking away after the other has delivered tempts {} most, by {} in {when}.",
            found.the(&row.party),
            found.money().sum(row.hold_up_musd)
        ));
    }
    (!text.is_empty()).then(|| text.trim_end().to_owned())
}

fn promise(found: &Findings<'_>, kind: &str, rows: &[&PackageEnforcement<'_>]) -> String {
    let under = punishment(kind);
    let broken: Vec<String> = rows
        .iter()
        .filter(|row| !row.holds)
        .map(|row| {
            let need =
                if row.critical_discount_factor.is_finite() && row.critical_discount_factor < 1.0 {
                    format!(
                        "a discount factor of {:.2} would keep it to the deal, it has {:.2}",
                        row.critical_discount_factor, row.discount_factor
                    )
                } else {
                    "no patience would keep it to the deal".to_owned()
                };
            format!(
                "{} (a bond of {} is missing; {need})",
                found.the(&row.party),
                found.money().sum(row.margin_musd)
            )
        })
        .collect();
    if !broken.is_empty() {
        return format!("Under {under} a break pays for {}. ", list(&broken));
    }
    let tightest = rows.iter().min_by(|a, b| a.margin_musd.total_cmp(&b.margin_musd));
    tightest.map_or(String::new(), |row| {
        let the = found.the(&row.party);
        format!(
            "Under {under}: yes. Keeping the deal is worth more than breaking it to every party, by the least to {the}, {}. ",
            found.money().sum(row.margin_musd)
        )
    })
}

fn sweetener(found: &Findings<'_>) -> Option<String> {
    if found.sweeteners.is_empty() {
        return None;
    }
    let mut text = String::new();
    let shown = found.deal.as_deref().unwrap_or(NO_DEAL);
    let own = || found.sweeteners.iter().filter(|row| row.deal == shown);
    if own().next().is_some() && own().all(|row| row.payment_musd <= NOTHING) {
        text.push_str(&format!(
            "None for the {}: each signs as it is. ",
            deal(found.money(), shown)
        ));
    }
    let needed = |row: &&detente_record::row::PackageSweetener<'_>| row.payment_musd > NOTHING;
    let mut paid: Vec<_> = found.sweeteners.iter().filter(needed).collect();
    paid.sort_by_key(|row| row.deal != shown);
    for row in paid.into_iter().take(NAMED) {
        let verdict = if row.payer_gain_musd > NOTHING {
            format!("who is left with {}", found.money().sum(row.payer_gain_musd))
        } else {
            format!("who would then lose {}", found.money().sum(row.payer_gain_musd))
        };
        text.push_str(&format!(
            "For \u{201c}{}\u{201d} {} needs {} from {}, {verdict}. ",
            deal(found.money(), &row.deal),
            found.the(&row.party),
            found.money().sum(row.payment_musd),
            found.the(&row.paid_by)
        ));
    }
    (!text.is_empty()).then(|| text.trim_end().to_owned())
}

fn shifted(found: &Findings<'_>) -> Option<String> {
    let shown = found.deal.as_deref()?;
    let rows: Vec<_> = found
        .shifts
        .iter()
        .filter(|row| row.concept == shown && row.shift_musd.abs() > 0.0)
        .collect();
    let most = rows.iter().map(|row| row.shift_musd.abs()).fold(0.0, f64::max);
    if most <= 0.0 {
        return None;
    }
    let quarter = |row: &&PackageShift<'_>| {
        let gain = found.payoff(shown, &row.shifted_party).map_or(f64::NAN, |own| own.gain.mid);
        (4.0 * row.shift_musd.abs() - gain).abs() <= 1e-6 * gain.abs()
    };
    let by = if rows.iter().all(quarter) { "a quarter of its gain, by up to" } else { "up to" };
    let reach = |party: &String| {
        let own = || rows.iter().filter(|row| row.party == *party).map(|row| row.gain_musd);
        let (low, high) =
            (own().fold(f64::INFINITY, f64::min), own().fold(f64::NEG_INFINITY, f64::max));
        let band = detente_figures::Band { low, mid: low, high };
        low.is_finite()
            .then(|| format!("{} gains {}", found.the(party), found.money().bounds(band)))
    };
    let reaches: Vec<String> = found.parties.iter().filter_map(reach).collect();
    Some(format!(
        "If what a party has without a deal moves by {by} {}, down or up, {}. Over the point so moved {}.",
        found.money().given(most),
        kept(found, shown, &rows),
        list(&reaches)
    ))
}

/// What becomes of the deal where disagreement points move: in how many cases it stays, gives way
/// to other packages, or to none.
fn kept(found: &Findings<'_>, shown: &str, rows: &[&PackageShift<'_>]) -> String {
    let mut cases: Vec<(&str, f64, &str)> = Vec::new();
    for row in rows {
        let case = (&*row.shifted_party, row.shift_musd, &*row.package);
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    let stays = cases.iter().filter(|(.., package)| found.is_deal(shown, package)).count();
    if stays == cases.len() {
        return format!(
            "the {} stays as it is, item by item and level by level",
            deal(found.money(), shown)
        );
    }
    let none = cases.iter().filter(|(.., package)| package.starts_with(BLOCKED)).count();
    let mut packages = Vec::new();
    let other = cases
        .iter()
        .filter(|(.., package)| !found.is_deal(shown, package) && !package.starts_with(BLOCKED));
    other
        .clone()
        .for_each(|(.., package)| crate::package::findings::push_new(&mut packages, package));
    let other = other.count();
    let agreed = match packages.len() {
        1 => format!("another package is agreed on in {other}"),
        count => format!("{count} other packages are agreed on in {other}"),
    };
    let parts = [
        (stays, format!("the {} stays as it is in {stays}", deal(found.money(), shown))),
        (other, agreed),
        (none, format!("nothing is agreed on in {none}")),
    ];
    let parts: Vec<String> =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    format!("of {} cases {}", cases.len(), list(&parts))
}
