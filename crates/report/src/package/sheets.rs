//! Which tables of a negotiation stand on the page, and with which columns?

use crate::package::answers::by_future;
use crate::package::findings::{Entry, Findings, Shifted, push_new};
use crate::package::words::{
    deal, level, page, payers, punishment, range, share, signed_span, signed_three, solution, span, three, year,
};
use minijinja::{Value, context};

/// Points of the frontier listed on the page.
const POINTS: usize = 40;

/// A table on the page: cells are text already.
pub(crate) struct Sheet {
    caption: String,
    /// Names, and whether the column holds words.
    heads: Vec<(String, bool)>,
    rows: Vec<Vec<String>>,
    note: String,
}

impl Sheet {
    fn new(caption: impl Into<String>, heads: &[(&str, bool)]) -> Self {
        let heads = heads.iter().map(|(name, words)| ((*name).to_owned(), *words)).collect();
        Self { caption: caption.into(), heads, rows: Vec::new(), note: String::new() }
    }

    fn column(&mut self, name: impl Into<String>) {
        self.heads.push((name.into(), false));
    }

    fn words(&mut self, name: impl Into<String>) {
        self.heads.push((name.into(), true));
    }

    /// For the template; nothing for a table without rows. A column without an entry is left out.
    pub fn value(mut self) -> Option<Value> {
        if self.rows.is_empty() {
            return None;
        }
        for column in (0..self.heads.len()).rev() {
            if self.rows.iter().all(|row| row.get(column).is_none_or(String::is_empty)) {
                self.heads.remove(column);
                self.rows.iter_mut().filter(|row| row.len() > column).for_each(|row| drop(row.remove(column)));
            }
        }
        let words: Vec<bool> = self.heads.iter().map(|(_, words)| *words).collect();
        let heads: Vec<Value> =
            self.heads.iter().map(|(name, words)| context! { name => name.as_str(), words => *words }).collect();
        let cell = |(text, words): (&String, &bool)| {
            context! { text => if *words { text.clone() } else { page(text) }, words => *words }
        };
        let rows: Vec<Vec<Value>> = self.rows.iter().map(|row| row.iter().zip(&words).map(cell).collect()).collect();
        Some(context! { caption => self.caption, heads, rows, note => self.note })
    }
}

/// The items of the deal, what is left out of it at the end.
pub(crate) fn items(found: &Findings<'_>) -> Option<Value> {
    let name = found.deal.as_deref()?;
    let mut sheet = Sheet::new(
        format!("The deal item by item: {}", deal(name)),
        &[
            ("Item", true),
            ("Gives", true),
            ("Gets", true),
            ("Agreed", false),
            ("Bounds", false),
            ("In force from", false),
            ("Cost, USD million", false),
            ("Paid by", true),
        ],
    );
    let mut rows = found.items_of(name);
    rows.sort_by_key(|item| !item.taken());
    for item in rows {
        let paid = found.ledger.iter().find(|row| row.item == item.name && !row.paid_by.is_empty());
        let paid = paid.map_or(String::new(), |row| payers(&row.paid_by, |code| found.name(code).to_owned()));
        let gets = found.name(&item.benefits).to_owned();
        let paid = if item.taken() && item.cost.high > 0.0 { paid } else { String::new() };
        let cost = if item.taken() { span(item.cost) } else { String::new() };
        let by = found.name(&item.by).to_owned();
        let (level, from) = (level(item), item.from.clone());
        sheet.rows.push(vec![item.name.clone(), by, gets, level, range(item), from, cost, paid]);
    }
    sheet.value()
}

/// The parts of each party's gain, in the deal that is shown.
pub(crate) fn gains(found: &Findings<'_>) -> Option<Value> {
    let name = found.deal.as_deref()?;
    let mut sheet = Sheet::new(
        format!("Gains by horizon, USD million: {}", deal(name)),
        &[
            ("Party", true),
            ("Weeks", false),
            ("Months", false),
            ("Years", false),
            ("Cost", false),
            ("Risk", false),
            ("Gain", false),
            ("Least to most", false),
            ("Gains in", false),
        ],
    );
    for row in found.parties.iter().filter_map(|party| found.payoff(name, party)) {
        let mut cells = vec![found.name(&row.economy).to_owned()];
        cells.extend(row.parts.iter().map(|part| signed_three(*part)));
        cells.extend([signed_three(row.gain.mid), signed_span(row.gain), share(row.probability)]);
        sheet.rows.push(cells);
    }
    sheet.value()
}

/// Every deal: how much it takes and costs, and what each party gets.
pub(crate) fn deals(found: &Findings<'_>) -> Option<Value> {
    let mut sheet = Sheet::new("Deals compared, USD million", &[("Deal", true), ("Items", false), ("Cost", false)]);
    for party in &found.parties {
        sheet.column(found.name(party));
        sheet.column("least to most");
    }
    sheet.column("Third parties");
    for name in &found.deals {
        let third = found.third(name);
        let mut cells = vec![deal(name), found.taken(name).len().to_string(), three(found.cost(name).mid)];
        for party in &found.parties {
            let row = found.payoff(name, party);
            cells.push(row.map_or(String::new(), |row| signed_three(row.gain.mid)));
            cells.push(row.map_or(String::new(), |row| signed_span(row.gain)));
        }
        let total = third.iter().map(|row| row.gain.mid).sum::<f64>();
        cells.push(if third.is_empty() { String::new() } else { signed_three(total) });
        sheet.rows.push(cells);
    }
    sheet.value()
}

/// Packages, those on the frontier first.
pub(crate) fn frontier(found: &Findings<'_>) -> Option<Value> {
    let mut sheet =
        Sheet::new("Packages, gains in USD million", &[("Package", true), ("Solution", true), ("Undominated", true)]);
    found.parties.iter().for_each(|party| sheet.column(found.name(party)));
    sheet.words("Items");
    let names = found.item_names();
    let mut points: Vec<_> = found.points.iter().collect();
    points.sort_by(|a, b| {
        let order = (a.solution.is_empty(), !a.undominated).cmp(&(b.solution.is_empty(), !b.undominated));
        order.then_with(|| b.gains.iter().sum::<f64>().total_cmp(&a.gains.iter().sum::<f64>()))
    });
    for point in points.iter().take(POINTS) {
        let named = if point.solution.is_empty() { String::new() } else { solution(&point.solution) };
        let mut cells = vec![point.name.clone(), named, if point.undominated { "yes" } else { "no" }.to_owned()];
        cells.extend(point.gains.iter().map(|gain| signed_three(*gain)));
        cells.push(numbered(&point.package, &names));
        sheet.rows.push(cells);
    }
    let items: Vec<String> = names.iter().enumerate().map(|(at, name)| format!("{} {name}", at + 1)).collect();
    sheet.note = format!("Items: {}.", items.join("; "));
    if points.len() > POINTS {
        sheet.note.push_str(&format!(" {POINTS} of {} packages; all are in package_frontier.", points.len()));
    }
    sheet.value()
}

/// The items of a package by their numbers; what is no item's name stays as it is.
fn numbered(package: &str, names: &[String]) -> String {
    let known = |part: &str| {
        // The longest name that fits: one may begin like another.
        let named = names.iter().enumerate().filter(|(_, name)| part.starts_with(name.as_str()));
        let Some((at, name)) = named.max_by_key(|(_, name)| name.len()) else { return part.to_owned() };
        let rest = part[name.len()..].trim();
        if rest.is_empty() { (at + 1).to_string() } else { format!("{} ({rest})", at + 1) }
    };
    package.split("; ").filter(|part| !part.is_empty()).map(known).collect::<Vec<_>>().join(", ")
}

/// The ledger, one row per item and party.
pub(crate) fn ledger(found: &Findings<'_>) -> Option<Value> {
    let mut sheet = Sheet::new(
        "Concession ledger, USD million",
        &[
            ("Item", true),
            ("Party", true),
            ("Role", true),
            ("Pays", false),
            ("Of a budget of", false),
            ("Worth alone", false),
            ("Shapley", false),
            ("Lost without it", false),
            ("In force from", false),
            ("Additional", false),
            ("Why", true),
        ],
    );
    let row = |entry: &Entry| {
        let price = found.price(&entry.item, &entry.party);
        let budget = if entry.budget.is_finite() { three(entry.budget) } else { "none".to_owned() };
        let pays = if entry.cost.abs() > 0.0 { three(entry.cost) } else { "0".to_owned() };
        vec![
            entry.item.clone(),
            found.name(&entry.party).to_owned(),
            entry.role.clone(),
            pays,
            budget,
            signed_three(entry.worth_first),
            price.map_or(String::new(), |price| signed_three(price.shapley)),
            signed_three(entry.worth_last),
            entry.effect_from.clone(),
            share(entry.additional),
            entry.additionality.clone(),
        ]
    };
    // What is the same for all parties of an item is said once.
    for (at, entry) in found.ledger.iter().enumerate() {
        let mut cells = row(entry);
        if let Some(before) = at.checked_sub(1).map(|at| row(&found.ledger[at])).filter(|row| row[0] == cells[0]) {
            for column in [0, 8, 9, 10] {
                if cells[column] == before[column] {
                    cells[column].clear();
                }
            }
        }
        sheet.rows.push(cells);
    }
    sheet.note = "Worth alone: the gain where the item is all there is. Shapley: the mean over all orders in which the items could be \
                  agreed, which shares the whole gain out without a rest. Lost without it: what a party loses where the item is taken out of the \
                  deal. Additional: the share that would not have happened anyway."
        .to_owned();
    sheet.value()
}

/// The price of each item to each party.
pub(crate) fn prices(found: &Findings<'_>) -> Option<Value> {
    let mut sheet = Sheet::new("Worth of each item, USD million", &[("Item", true)]);
    for party in &found.parties {
        let name = found.name(party);
        sheet.column(format!("{name}: Shapley"));
        sheet.column("first in");
        sheet.column("last in");
    }
    let mut items = Vec::new();
    found.prices.iter().for_each(|price| push_new(&mut items, &price.item));
    for item in &items {
        let mut cells = vec![item.clone()];
        for party in &found.parties {
            let price = found.price(item, party);
            let values = price.map_or([None; 3], |price| [Some(price.shapley), Some(price.first), Some(price.last)]);
            cells.extend(values.map(|value| value.map_or(String::new(), signed_three)));
        }
        sheet.rows.push(cells);
    }
    sheet.value()
}

/// Third parties in the deal that is shown, in table order.
pub(crate) fn third(found: &Findings<'_>) -> Option<Value> {
    let name = found.deal.as_deref()?;
    let mut sheet = Sheet::new(
        format!("Third parties, USD million: {}", deal(name)),
        &[
            ("Economy", true),
            ("Gain", false),
            ("Least to most", false),
            ("Gains in", false),
            ("Weeks", false),
            ("Months", false),
            ("Years", false),
        ],
    );
    for row in found.third(name) {
        let mut cells = vec![found.name(&row.economy).to_owned(), signed_three(row.gain.mid)];
        cells.extend([signed_span(row.gain), share(row.probability)]);
        cells.extend(row.parts.iter().take(3).map(|part| signed_three(*part)));
        sheet.rows.push(cells);
    }
    sheet.value()
}

/// The futures of the deal that is shown.
pub(crate) fn futures(found: &Findings<'_>) -> Option<Value> {
    let rows = by_future(found);
    let mut economies = Vec::new();
    rows.iter().flat_map(|(_, own)| own).for_each(|row| push_new(&mut economies, &row.economy));
    let mut sheet = Sheet::new(
        format!("Gains in each future, USD million: {}", found.deal.as_deref().map(deal).unwrap_or_default()),
        &[("Future", true), ("Probability", false)],
    );
    economies.iter().for_each(|economy| sheet.column(found.name(economy)));
    sheet.words("Probability from");
    for (first, own) in rows {
        let mut cells = vec![first.future.clone(), share(first.probability)];
        for economy in &economies {
            let row = own.iter().find(|row| row.economy == *economy);
            cells.push(row.map_or(String::new(), |row| signed_three(row.gain)));
        }
        let note = found.note.futures.iter().find(|note| note.name == first.future);
        cells.push(note.map_or(String::new(), |note| note.source.clone()));
        sheet.rows.push(cells);
    }
    sheet.value()
}

/// The bargain at shifted disagreement points: of the concept that is shown, or of all.
pub(crate) fn sensitivity(found: &Findings<'_>, all: bool) -> Option<Value> {
    let shown = found.deal.as_deref()?;
    let rows: Vec<&Shifted> = found.shifts.iter().filter(|row| all || row.concept == shown).collect();
    let mut packages = Vec::new();
    rows.iter().for_each(|row| push_new(&mut packages, &row.package));
    let heads = [("Concept", true), ("Shifted party", true), ("Without a deal, USD million", false), ("Package", true)];
    let what = if all { "all concepts".to_owned() } else { deal(shown) };
    let mut sheet = Sheet::new(format!("Another disagreement point, gains in USD million: {what}"), &heads);
    found.parties.iter().for_each(|party| sheet.column(found.name(party)));
    let same = |a: &Shifted, b: &Shifted| a.shifted == b.shifted && a.concept == b.concept && a.shift == b.shift;
    let mut last: Option<&Shifted> = None;
    for row in &rows {
        if last.is_some_and(|last| same(last, row)) {
            continue;
        }
        last = Some(row);
        let package = packages.iter().position(|package| *package == row.package).map_or(String::new(), letter);
        let concept = if all { deal(&row.concept) } else { String::new() };
        let mut cells = vec![concept, found.name(&row.shifted).to_owned(), signed_three(row.shift), package];
        for party in &found.parties {
            let own = rows.iter().find(|other| same(other, row) && other.party == *party);
            cells.push(own.map_or(String::new(), |own| signed_three(own.gain)));
        }
        sheet.rows.push(cells);
    }
    let named: Vec<String> = packages
        .iter()
        .enumerate()
        .map(|(at, package)| format!("{}: {}", letter(at), if package.is_empty() { "nothing" } else { package }))
        .collect();
    sheet.note = format!("Packages. {}.", named.join(". "));
    sheet.value()
}

/// `A`, `B`, ... `Z`, `A2`.
fn letter(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    if at < 26 { letter.to_string() } else { format!("{letter}{}", at / 26 + 1) }
}

/// Who keeps the deal under which punishment.
pub(crate) fn enforcement(found: &Findings<'_>) -> Option<Value> {
    let mut sheet = Sheet::new(
        "Who keeps the deal: USD million a year; margin and hold-up in present value",
        &[
            ("Party", true),
            ("A break is answered by", true),
            ("Keeping", false),
            ("Breaking, first year", false),
            ("Punished", false),
            ("Discount factor needed", false),
            ("has", false),
            ("Keeps", true),
            ("Margin", false),
            ("Largest hold-up", false),
            ("in", false),
        ],
    );
    for row in &found.promises {
        let needed = if row.critical.is_finite() && row.critical < 1.0 {
            format!("{:.2}", row.critical)
        } else {
            "none is enough".to_owned()
        };
        let (hold_up, when) = if row.hold_up > 0.0 {
            (three(row.hold_up), year(row.hold_up_year))
        } else {
            ("0".to_owned(), String::new())
        };
        sheet.rows.push(vec![
            found.name(&row.party).to_owned(),
            punishment(&row.punishment),
            signed_three(row.agreement),
            signed_three(row.deviation),
            signed_three(row.punished),
            needed,
            format!("{:.2}", row.discount),
            if row.holds { "yes" } else { "no" }.to_owned(),
            signed_three(row.margin),
            hold_up,
            when,
        ]);
    }
    sheet.value()
}

/// What would make each party sign each deal.
pub(crate) fn sweetener(found: &Findings<'_>) -> Option<Value> {
    let heads = [("Deal", true), ("Party", true), ("Needs", false), ("From", true), ("Payer then has", false)];
    let mut sheet = Sheet::new("Least payment that makes a party sign, USD million", &heads);
    for row in &found.sweeteners {
        let payment = if row.payment > 0.0 { three(row.payment) } else { "nothing".to_owned() };
        let (party, payer) = (found.name(&row.party).to_owned(), found.name(&row.payer).to_owned());
        sheet.rows.push(vec![deal(&row.deal), party, payment, payer, signed_three(row.left)]);
    }
    sheet.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_a_package_are_numbered_and_the_unknown_kept() {
        let names = ["relief".to_owned(), "relief on cars".to_owned()];
        assert_eq!(numbered("relief on cars 15 %; relief; LNG", &names), "2 (15 %), 1, LNG");
        assert_eq!(numbered("", &names), "");
    }

    #[test]
    fn a_sheet_drops_columns_without_an_entry_and_is_nothing_without_rows() {
        let mut sheet = Sheet::new("a", &[("x", true), ("empty", false), ("y", false)]);
        assert!(Sheet::new("b", &[("x", true)]).value().is_none());
        sheet.rows.push(vec!["1".to_owned(), String::new(), "-2".to_owned()]);
        let shown = sheet.value().map(|value| value.to_string()).unwrap_or_default();
        assert!(!shown.contains("empty") && shown.contains("\u{2212}2"), "{shown}");
    }
}
