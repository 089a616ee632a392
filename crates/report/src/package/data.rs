//! Which numbers stand behind the figures of a negotiation, at full precision?

use crate::package::answers::by;
use crate::package::bill::NOT_KNOWN;
use crate::package::findings::{Findings, Payoff};
use detente_figures::figure::{Cell, DataTable};

/// Unit of every sum.
fn money(found: &Findings<'_>) -> String {
    format!("{}, present value", found.money().unit())
}

/// Every package with what it brings each party.
pub(crate) fn frontier(found: &Findings<'_>) -> DataTable {
    let money = money(found);
    let mut data =
        DataTable::new("packages").words("Package").words("Solution").words("Undominated");
    for party in &found.parties {
        data = data
            .numbers(&format!("Gain of {}", found.name(party)), &money)
            .meant("package_frontier", "gain_musd");
    }
    data = data.words("Items");
    let mut points: Vec<_> = found.points.iter().collect();
    points.sort_by(|a, b| {
        let order =
            (a.solution.is_empty(), !a.undominated).cmp(&(b.solution.is_empty(), !b.undominated));
        order.then_with(|| b.gains.iter().sum::<f64>().total_cmp(&a.gains.iter().sum::<f64>()))
    });
    for point in &points {
        let undominated = if point.undominated { "yes" } else { "no" };
        let mut row = vec![
            Cell::from(point.name.as_str()),
            point.solution.as_str().into(),
            undominated.into(),
        ];
        row.extend(point.gains.iter().map(|gain| Cell::from(*gain)));
        row.push(point.package.as_str().into());
        data.push(row);
    }
    let first = points.first().zip(found.parties.first());
    let key = first
        .map_or(String::new(), |(point, party)| detente_record::lookup::key(&[&point.name, party]));
    data.from(&["package_frontier"], key)
}

fn payoffs<'f>(
    found: &Findings<'_>,
    name: &str,
    first: &str,
    rows: impl Iterator<Item = &'f Payoff>,
) -> DataTable {
    let money = money(found);
    let mut data = DataTable::new(name).words(first);
    for (head, column) in [
        ("Weeks", "weeks"),
        ("Months", "months"),
        ("Years", "years"),
        ("Cost", "cost"),
        ("Risk", "risk"),
    ] {
        data = data.numbers(head, &money).meant("package_payoffs", &format!("{column}_musd"));
    }
    data = data
        .numbers("Gain", &money)
        .meant("package_payoffs", "gain_musd")
        .numbers("Least", &money)
        .numbers("Most", &money);
    data = data
        .numbers("Gains with probability", "share")
        .meant("package_payoffs", "probability_gain");
    let mut key = String::new();
    for row in rows {
        let mut cells = vec![Cell::from(found.name(&row.economy))];
        cells.extend(
            row.parts
                .iter()
                .chain([&row.gain.mid, &row.gain.low, &row.gain.high, &row.probability])
                .map(|part| Cell::from(*part)),
        );
        data.push(cells);
        if key.is_empty() {
            key = format!("{}/{}", row.deal, row.economy);
        }
    }
    data.from(&["package_payoffs"], key)
}

/// The parts of each party's gain by a deal.
pub(crate) fn gains(found: &Findings<'_>, name: &str) -> DataTable {
    payoffs(
        found,
        "gains-by-horizon",
        "Party",
        found.parties.iter().filter_map(|party| found.payoff(name, party)),
    )
}

/// What every third party gets by a deal, in table order.
pub(crate) fn third(found: &Findings<'_>, name: &str) -> DataTable {
    payoffs(found, "third-parties", "Economy", found.third(name).into_iter())
}

/// What each item is worth to each party, what it costs, and what of it is additional.
pub(crate) fn ledger(found: &Findings<'_>) -> DataTable {
    let money = money(found);
    let mut data = DataTable::new("concession-ledger")
        .words("Item")
        .words("Gives")
        .words("Party")
        .words("Role");
    data = data
        .numbers("Pays", &money)
        .numbers("Budget", &money)
        .meant("package_ledger", "budget_musd");
    data = data.numbers("Worth alone", &money).meant("package_ledger", "worth_first_musd");
    for (head, column) in [
        ("Shapley value", "shapley_musd"),
        ("As the first", "first_musd"),
        ("As the last", "last_musd"),
    ] {
        data = data.numbers(head, &money).meant("package_shapley", column);
    }
    data = data.numbers("Standard error", &money).meant("package_shapley", "shapley_error_musd");
    data = data.numbers("Lost without it", &money).meant("package_ledger", "worth_last_musd");
    data = data
        .numbers("Additional", "share")
        .meant("package_ledger", "additional_share")
        .words("In force from")
        .words("Why additional");
    for entry in &found.ledger {
        let price = found.price(&entry.item, &entry.party);
        let gives = by(found, &entry.item).map_or("", |code| found.name(code));
        data.push(vec![
            Cell::from(&*entry.item),
            gives.into(),
            found.name(&entry.party).into(),
            Cell::from(&*entry.role),
            entry.cost_musd.map_or_else(|| Cell::from(NOT_KNOWN), Cell::from),
            entry.budget_musd.is_finite().then_some(entry.budget_musd).into(),
            entry.worth_first_musd.into(),
            price.map(|price| price.shapley_musd).into(),
            price.map(|price| price.first_musd).into(),
            price.map(|price| price.last_musd).into(),
            price.map(|price| price.shapley_error_musd).into(),
            entry.worth_last_musd.into(),
            entry.additional_share.into(),
            Cell::from(&*entry.effect_from),
            Cell::from(&*entry.additionality),
        ]);
    }
    let key = found
        .ledger
        .first()
        .map_or(String::new(), |entry| detente_record::lookup::key(&[&entry.item, &entry.party]));
    data.from(&["package_ledger", "package_shapley"], key)
}
