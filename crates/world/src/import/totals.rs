//! Do the published totals agree with the sums of the cells?
//!
//! A gap up to [`BOUND`] of the larger of both, or up to what the rounding of every cell can add up
//! to, is reported with its size and place; a larger one means that the file is not whole or not the
//! layout it was taken for. What the table says of a sector's sales and of its costs may differ:
//! then the world takes the sales and says so.

use super::header::Header;
use super::sums::Sums;
use crate::error::WorldError;
use crate::model::Repair;
use crate::table::csv_shortest;

/// The largest gap to a published total that is taken for rounding: a hundredth of the total.
pub(super) const BOUND: f64 = 1e-2;
/// Gaps up to this share of the output of the world are reported whatever the size of the node: tables
/// in millions are rounded.
const NEGLIGIBLE: f64 = 1e-7;
/// Gaps up to this share, or this much money, are those of adding in binary.
const SILENT: f64 = 1e-9;

/// One comparison, node by node.
struct Comparison<'a> {
    header: &'a Header,
    stated: Vec<Option<f64>>,
    summed: &'a [f64],
    negligible: f64,
}

/// The gaps of one comparison.
#[derive(Default)]
struct Gaps {
    cells: usize,
    beyond: usize,
    largest: f64,
    place: String,
    /// By excess over the bound, which is not the largest in money.
    worst: f64,
    worst_place: String,
}

impl Comparison<'_> {
    fn gaps(&self) -> Gaps {
        let mut gaps = Gaps::default();
        for (node, (stated, summed)) in self.stated.iter().zip(self.summed).enumerate() {
            let Some(stated) = stated else { continue };
            let (gap, size) = ((stated - summed).abs(), stated.abs().max(summed.abs()));
            if gap <= SILENT * size.max(1.0) {
                continue;
            }
            gaps.cells += 1;
            let place = || {
                format!(
                    "`{}`: {} stated, {} summed",
                    self.header.nodes[node].label,
                    money(*stated),
                    money(*summed)
                )
            };
            if gap > gaps.largest {
                (gaps.largest, gaps.place) = (gap, place());
            }
            if gap > (BOUND * size).max(self.negligible) {
                gaps.beyond += 1;
                if gap / size > gaps.worst {
                    (gaps.worst, gaps.worst_place) = (gap / size, place());
                }
            }
        }
        gaps
    }

    /// A repair for small gaps, an error for large ones.
    fn judge(&self, what: &str) -> Result<Option<Repair>, String> {
        let gaps = self.gaps();
        if gaps.beyond > 0 {
            let count = if gaps.beyond == 1 {
                String::new()
            } else {
                format!(", the worst of {}", gaps.beyond)
            };
            return Err(format!(
                "{what} differs from the published total by {:.1} % ({}){count}; up to {} % counts as rounding",
                100.0 * gaps.worst,
                gaps.worst_place,
                100.0 * BOUND
            ));
        }
        let text = format!(
            "{what} taken where the published total differs by up to {} % (largest: {})",
            100.0 * BOUND,
            gaps.place
        );
        Ok((gaps.cells > 0).then_some(Repair {
            what: text,
            largest: gaps.largest,
            cells: gaps.cells,
        }))
    }
}

/// A number for a sentence.
pub(super) fn money(value: f64) -> String {
    if value.abs() >= 0.01 { format!("{value:.2}") } else { csv_shortest(value) }
}

/// Repairs that tell gaps within the bound.
///
/// # Errors
/// If a published total is farther from its sum, naming the worst place and its size.
pub(super) fn check(file: &str, table: &str, sums: &Sums<'_>) -> Result<Vec<Repair>, WorldError> {
    let output: f64 = sums.sales.iter().map(|value| value.abs()).sum();
    let negligible = (NEGLIGIBLE * output).max(sums.rounding());
    let compare = |stated: &[Option<f64>], summed| Comparison {
        header: sums.header,
        stated: stated.to_vec(),
        summed,
        negligible,
    };
    let refuse = |what: String| {
        WorldError::file(
            file,
            format!("{table}: {what}"),
            "the file is not whole or of another layout: take the published file again",
        )
    };
    let (by_row, by_column) = (
        sums.stated_sales.iter().any(Option::is_some),
        sums.stated_costs.iter().any(Option::is_some),
    );
    let mut repairs = Vec::new();
    if by_row {
        repairs.extend(
            compare(&sums.stated_sales, &sums.sales)
                .judge("output as the sum of the row's sales")
                .map_err(refuse)?,
        );
    }
    if by_column && sums.has_costs {
        let what = "output as the sum of the column's inputs, value added and taxes";
        repairs.extend(compare(&sums.stated_costs, &sums.costs).judge(what).map_err(refuse)?);
    }
    if by_column && !by_row {
        repairs.extend(
            compare(&sums.stated_costs, &sums.sales)
                .judge("output as the sum of the row's sales")
                .map_err(refuse)?,
        );
    } else if sums.has_costs {
        repairs.extend(both_sides(&compare(
            &sums.costs.iter().copied().map(Some).collect::<Vec<_>>(),
            &sums.sales,
        )));
    }
    repairs.extend(nobody(sums));
    Ok(repairs)
}

/// What was compared, for the notes of the world.
pub(super) fn compared(sums: &Sums<'_>) -> String {
    let count = |stated: &[Option<f64>]| stated.iter().flatten().count();
    let (rows, columns) = (count(&sums.stated_sales), count(&sums.stated_costs));
    match (rows + columns, sums.has_costs) {
        (0, false) => "The files hold no totals and no value added: nothing could be checked against them.".to_owned(),
        (0, true) => {
            "The files hold no totals: sales of each sector were compared with its inputs, value added and taxes."
                .to_owned()
        }
        _ => format!(
            "Published totals of {rows} rows and {columns} columns were compared with the sums of their cells; repairs tell what differs."
        ),
    }
}

/// Sales against costs: a table in balance has no gap.
fn both_sides(comparison: &Comparison<'_>) -> Option<Repair> {
    let (mut cells, mut largest, mut place) = (0, 0.0_f64, String::new());
    for ((node, costs), sales) in
        comparison.header.nodes.iter().zip(&comparison.stated).zip(comparison.summed)
    {
        let costs = costs.unwrap_or_default();
        let gap = (sales - costs).abs();
        if gap <= 1e-6 * sales.abs().max(costs.abs()).max(1.0) {
            continue;
        }
        cells += 1;
        if gap > largest {
            (largest, place) =
                (gap, format!("{}, sales {}, costs {}", node.label, money(*sales), money(costs)));
        }
    }
    let what = format!(
        "the table is not in balance: sales of a sector differ from its inputs, value added and taxes; the world takes the sales, and value added takes the difference (largest: {place})"
    );
    (cells > 0).then_some(Repair { what, largest, cells })
}

/// Sales that the publisher attributes to no buyer.
fn nobody(sums: &Sums<'_>) -> Option<Repair> {
    let all = sums.discrepancy.iter().zip(&sums.header.nodes).filter(|(value, _)| **value != 0.0);
    let largest = all.clone().max_by(|one, other| one.0.abs().total_cmp(&other.0.abs()))?;
    let what = format!(
        "discrepancies that belong to no buyer left out of sales (largest: {}, {})",
        largest.1.label,
        money(*largest.0)
    );
    Some(Repair { what, largest: largest.0.abs(), cells: all.count() })
}
