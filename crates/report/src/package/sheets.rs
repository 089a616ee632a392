//! Which tables of a negotiation stand on the page, and with which columns?

use crate::package::bill;
use crate::package::findings::{Findings, push_new};
use crate::package::words::{deal, level, payers, punishment, range, year};
use detente_figures::number::{signed_span, signed_three, three};
use detente_figures::sheet::Sheet;
use detente_record::row::PackageShift;
use minijinja::Value;

/// The deal in short: each item, who gives it at which level, and what it is worth to whom.
pub(crate) fn lead(found: &Findings<'_>) -> Option<Sheet> {
    let name = found.deal.as_deref()?;
    let unit = found.money().unit();
    let caption = format!("The deal item by item, and what it is worth in {unit}");
    let mut sheet = Sheet::new(caption, &[("Item", true), ("Gives", true), ("Agreed", false)]);
    found.parties.iter().for_each(|party| sheet.column(found.name(party)));
    let worth = |value: Option<f64>| value.map_or(String::new(), signed_three);
    let (all, mut rows) = (found.items_of(name).len(), found.items_of(name));
    rows.retain(|item| item.taken());
    let left = all - rows.len();
    for item in rows {
        let mut cells = vec![item.name.clone(), found.name(&item.by).to_owned(), level(item)];
        cells.extend(found.parties.iter().map(|party| worth(found.worth(&item.name, party))));
        sheet.rows.push(cells);
    }
    let mut whole = vec!["The whole deal".to_owned(), String::new(), String::new()];
    let gain = |party: &String| worth(found.payoff(name, party).map(|row| row.gain.mid));
    whole.extend(found.parties.iter().map(gain));
    sheet.rows.insert(0, whole);
    let key = found
        .parties
        .first()
        .map_or(String::new(), |party| detente_record::lookup::key(&[name, party]));
    let left = match left {
        0 => String::new(),
        1 => " One item is left out.".to_owned(),
        left => format!(" {left} items are left out."),
    };
    let note =
        format!("Worth at the level agreed, in expectation over the states of the world.{left}");
    Some(sheet.from(&["package_payoffs"], key).noted(note))
}

/// The items of the deal, what is left out of it at the end.
pub(crate) fn items(found: &Findings<'_>) -> Option<Value> {
    let name = found.deal.as_deref()?;
    let mut sheet = Sheet::new(
        format!("The deal item by item: {}", deal(found.money(), name)),
        &[
            ("Item", true),
            ("Gives", true),
            ("Gets", true),
            ("Agreed", false),
            ("Bounds", false),
            ("In force from", false),
            (&format!("Cost, {}", found.money().unit()), false),
            ("Paid by", true),
        ],
    );
    let mut rows = found.items_of(name);
    rows.sort_by_key(|item| !item.taken());
    for item in rows {
        let paid = found.ledger.iter().find(|row| row.item == item.name && !row.paid_by.is_empty());
        let paid = paid
            .map_or(String::new(), |row| payers(&row.paid_by, |code| found.name(code).to_owned()));
        let gets = found.name(&item.benefits).to_owned();
        let paid = if bill::is_paid(item) { paid } else { String::new() };
        let cost = if item.taken() { bill::cost(item) } else { String::new() };
        let by = found.name(&item.by).to_owned();
        let (level, from) = (level(item), item.from.clone());
        sheet.rows.push(vec![item.name.clone(), by, gets, level, range(item), from, cost, paid]);
    }
    sheet
        .from(
            &["package_items"],
            found
                .items_of(name)
                .first()
                .map_or(String::new(), |item| detente_record::lookup::key(&[&item.name, name])),
        )
        .value()
}

/// Every deal: how much it takes and costs, and what each party gets.
pub(crate) fn deals(found: &Findings<'_>) -> Option<Value> {
    let mut sheet = Sheet::new(
        format!("Deals compared, {}", found.money().unit()),
        &[("Deal", true), ("Items", false), ("Cost", false), ("Laid out", false)],
    );
    for party in &found.parties {
        sheet.column(found.name(party));
        sheet.column(format!("{}, lowest to highest", found.name(party)));
    }
    sheet.column("Third parties");
    for name in &found.deals {
        let third = found.third(name);
        let mut cells = vec![
            deal(found.money(), name),
            found.taken(name).len().to_string(),
            found.cost(name).cell(),
        ];
        cells.push(found.outlay(name).map_or(String::new(), |(outlay, _)| three(outlay)));
        for party in &found.parties {
            let row = found.payoff(name, party);
            cells.push(row.map_or(String::new(), |row| signed_three(row.gain.mid)));
            cells.push(row.map_or(String::new(), |row| signed_span(row.gain)));
        }
        let total = third.iter().map(|row| row.gain.mid).sum::<f64>();
        cells.push(if third.is_empty() { String::new() } else { signed_three(total) });
        sheet.rows.push(cells);
    }
    let first = found.deals.first().zip(found.parties.first());
    let key =
        first.map_or(String::new(), |(deal, party)| detente_record::lookup::key(&[deal, party]));
    sheet.from(&["package_payoffs"], key).value()
}

/// The bargain at shifted disagreement points: of the concept that is shown, or of all.
pub(crate) fn sensitivity(found: &Findings<'_>, all: bool) -> Option<Value> {
    let shown = found.deal.as_deref()?;
    let rows: Vec<&PackageShift<'_>> =
        found.shifts.iter().filter(|row| all || row.concept == shown).collect();
    let unit = found.money().unit();
    let mut packages = Vec::new();
    rows.iter().for_each(|row| push_new(&mut packages, &row.package));
    let heads = [
        ("Concept", true),
        ("Shifted party", true),
        (&format!("Without a deal, {unit}"), false),
        ("Package", true),
    ];
    let what = if all { "all concepts".to_owned() } else { deal(found.money(), shown) };
    let mut sheet =
        Sheet::new(format!("Another disagreement point, gains over it in {unit}: {what}"), &heads);
    found.parties.iter().for_each(|party| sheet.column(found.name(party)));
    let same = |a: &PackageShift<'_>, b: &PackageShift<'_>| {
        a.shifted_party == b.shifted_party && a.concept == b.concept && a.shift_musd == b.shift_musd
    };
    let mut last: Option<&PackageShift<'_>> = None;
    for row in &rows {
        if last.is_some_and(|last| same(last, row)) {
            continue;
        }
        last = Some(row);
        let package = packages
            .iter()
            .position(|package| *package == row.package)
            .map_or(String::new(), letter);
        let concept = if all { deal(found.money(), &row.concept) } else { String::new() };
        let mut cells = vec![
            concept,
            found.name(&row.shifted_party).to_owned(),
            signed_three(row.shift_musd),
            package,
        ];
        for party in &found.parties {
            let own = rows.iter().find(|other| same(other, row) && other.party == *party);
            cells.push(own.map_or(String::new(), |own| signed_three(own.gain_musd)));
        }
        sheet.rows.push(cells);
    }
    let named: Vec<String> = packages
        .iter()
        .enumerate()
        .map(|(at, package)| {
            let same = if found.is_deal(shown, package) {
                format!(" (the {})", deal(found.money(), shown))
            } else {
                String::new()
            };
            format!(
                "{}{same}: {}",
                letter(at),
                if package.is_empty() { "nothing" } else { package }
            )
        })
        .collect();
    sheet.note = format!("Packages. {}.", named.join(". "));
    let key = rows.first().map_or(String::new(), |row| {
        detente_record::lookup::key(&[
            &row.shifted_party,
            &row.shift_musd.to_string(),
            &row.concept,
            &row.party,
        ])
    });
    sheet.from(&["package_sensitivity"], key).value()
}

/// `A`, `B`, ... `Z`, `A2`.
fn letter(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    if at < 26 { letter.to_string() } else { format!("{letter}{}", at / 26 + 1) }
}

/// Who keeps the deal under which punishment.
pub(crate) fn enforcement(found: &Findings<'_>) -> Option<Value> {
    let mut sheet = Sheet::new(
        format!(
            "Who keeps the deal: {} a year; margin and hold-up in present value",
            found.money().unit()
        ),
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
        let needed =
            if row.critical_discount_factor.is_finite() && row.critical_discount_factor < 1.0 {
                format!("{:.2}", row.critical_discount_factor)
            } else {
                "none is enough".to_owned()
            };
        let (hold_up, when) = if row.hold_up_musd > 0.0 {
            (three(row.hold_up_musd), year(row.hold_up_year))
        } else {
            ("0".to_owned(), String::new())
        };
        sheet.rows.push(vec![
            found.name(&row.party).to_owned(),
            punishment(&row.punishment),
            signed_three(row.agreement_musd_per_year),
            signed_three(row.deviation_musd_per_year),
            signed_three(row.punished_musd_per_year),
            needed,
            format!("{:.2}", row.discount_factor),
            if row.holds { "yes" } else { "no" }.to_owned(),
            signed_three(row.margin_musd),
            hold_up,
            when,
        ]);
    }
    let first = found.promises.first();
    let key = first
        .map_or(String::new(), |row| detente_record::lookup::key(&[&row.party, &row.punishment]));
    sheet.from(&["package_enforcement"], key).value()
}

/// What would make each party sign each deal.
pub(crate) fn sweetener(found: &Findings<'_>) -> Option<Value> {
    let heads = [
        ("Deal", true),
        ("Party", true),
        ("Needs", false),
        ("From", true),
        ("Payer then has", false),
    ];
    let mut sheet = Sheet::new(
        format!("Least payment that makes a party sign, {}", found.money().unit()),
        &heads,
    );
    for row in found.sweeteners.iter().filter(|row| row.payment_musd > 0.0) {
        let payment = three(row.payment_musd);
        let (party, payer) =
            (found.name(&row.party).to_owned(), found.name(&row.paid_by).to_owned());
        sheet.rows.push(vec![
            deal(found.money(), &row.deal),
            party,
            payment,
            payer,
            signed_three(row.payer_gain_musd),
        ]);
    }
    let key = found
        .sweeteners
        .iter()
        .find(|row| row.payment_musd > 0.0)
        .map_or(String::new(), |row| format!("{}/{}", row.deal, row.party));
    sheet.from(&["package_sweetener"], key).value()
}
