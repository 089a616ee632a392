//! How long does a cargo sail, and what does that cost a tonne?
//!
//! ```text
//! (1)  days   between nearest ports of the two economies, or great circle x the median ratio of sea to great circle
//! (2)  cost = charter (2 days + port) / cargo + (boil-off laden + boil-off ballast) days x price + toll of Panama
//! ```

use super::{Parameters, Place, UNRECORDED};
use crate::chains::ChainsError;
use crate::chains::chain::Flow;
use crate::chains::figure::Figure;
use crate::chains::source::records;
use detente_world::table::{Column, Table};
use std::collections::BTreeMap;
use std::path::Path;

const KNOT_DAYS: f64 = 17.0 * 24.0;
const KILOMETRES: f64 = 1.852;

/// A route in nautical miles: shortest, without Panama, without Panama and Suez.
#[derive(Clone, Copy, Debug)]
struct Route {
    shortest: f64,
    no_panama: f64,
    longest: f64,
}

/// Fills days and cost of all flows.
pub fn fill(
    flows: &mut [Flow],
    sources: &Path,
    places: &[Place],
    parameters: &Parameters,
    price: Figure,
) -> Result<(), ChainsError> {
    let routes = routes(sources)?;
    let circles = great_circles(sources)?;
    let ratio = ratios(&routes, &circles, places);
    let cargo = cargo(sources)?;
    for flow in flows.iter_mut().filter(|flow| flow.importer != UNRECORDED) {
        let place = |code: &str| places.iter().find(|place| place.code == code);
        let (Some(from), Some(to)) = (place(&flow.exporter), place(&flow.importer)) else {
            continue;
        };
        let known = routes.get(&(from.loading.0.clone(), to.receiving.0.clone()));
        let (distance, panama, remark) =
            match (known, circles.get(&(flow.exporter.clone(), flow.importer.clone()))) {
                (Some(route), _) => {
                    let proxy = if from.loading.1 || to.receiving.1 {
                        ", another economy's port standing in"
                    } else {
                        ""
                    };
                    (
                        Figure::new(route.shortest, route.shortest, route.longest),
                        route.no_panama > route.shortest + 1.0,
                        format!("distance between nearest ports (searoute){proxy}"),
                    )
                }
                (None, Some(circle)) => (
                    ratio.times(*circle / KILOMETRES),
                    false,
                    "distance estimated from the great circle (GeoDist)".to_owned(),
                ),
                (None, None) => continue,
            };
        let days = distance.times(1.0 / KNOT_DAYS);
        flow.days = days.mid;
        flow.cost = cost(days, panama, parameters, price, cargo);
        flow.origin.source += &format!("; {remark}");
    }
    Ok(())
}

/// Eq. (2), USD a tonne.
fn cost(
    days: Figure,
    panama: bool,
    parameters: &Parameters,
    price: Figure,
    cargo: Figure,
) -> Figure {
    let at = |pick: fn(&Figure) -> Option<f64>, tonnes: Option<f64>| {
        let get = |name: &str| pick(&parameters.get(name));
        let days = pick(&days)?;
        let charter = get("charter_rate")? * (2.0 * days + get("port_days")?) / tonnes?;
        let lost = (get("boil_off_laden")? + get("boil_off_ballast")?) * days * price.mid?;
        let toll = if panama { get("panama_toll")? * get("million_btu_a_tonne")? } else { 0.0 };
        Some(charter + lost + toll)
    };
    Figure {
        low: at(|i| i.low, cargo.high),
        mid: at(|i| i.mid, cargo.mid),
        high: at(|i| i.high, cargo.low),
    }
}

/// Tonnes of a cargo: mean over destinations of the U.S. records with at least ten cargoes, and the
/// spread between them.
fn cargo(sources: &Path) -> Result<Figure, ChainsError> {
    let mut sizes = Vec::new();
    let (mut tonnes, mut count) = (0.0, 0.0);
    for row in records(sources, "lng/us_lng_exports_by_destination_2023-04_2024-03.csv")? {
        let (volume, cargoes) = (row.required("volume_mt")? * 1e6, row.required("cargoes")?);
        if cargoes >= 10.0 && volume / cargoes > 50_000.0 {
            sizes.push(volume / cargoes);
            tonnes += volume;
            count += cargoes;
        }
    }
    let (low, high) = sizes
        .iter()
        .fold((f64::INFINITY, 0.0_f64), |span, size| (span.0.min(*size), span.1.max(*size)));
    Ok(Figure::new(low, tonnes / count, high))
}

/// The country tag in a port's name, such as `US` of `Sabine Pass (US)`.
fn tag(port: &str) -> String {
    port.rsplit('(').next().unwrap_or_default().trim_end_matches(')').to_owned()
}

fn routes(sources: &Path) -> Result<BTreeMap<(String, String), Route>, ChainsError> {
    let mut by_ports: BTreeMap<(String, String), Route> = BTreeMap::new();
    for row in records(sources, "lng/lng_distance_matrix_nm.csv")? {
        let miles = row.required("nautical_miles")?;
        let ports = (row.text("from")?.to_owned(), row.text("to")?.to_owned());
        let route = by_ports.entry(ports).or_insert(Route {
            shortest: miles,
            no_panama: miles,
            longest: miles,
        });
        match row.text("route")? {
            "default" => route.shortest = miles,
            "no Panama" => route.no_panama = miles,
            _ => route.longest = miles,
        }
    }
    let mut by_country: BTreeMap<(String, String), Route> = BTreeMap::new();
    for ((from, to), route) in by_ports {
        let nearest = by_country.entry((tag(&from), tag(&to))).or_insert(route);
        if route.shortest < nearest.shortest {
            *nearest = route;
        }
    }
    Ok(by_country)
}

fn great_circles(sources: &Path) -> Result<BTreeMap<(String, String), f64>, ChainsError> {
    let table = Table::read(&sources.join("geo/cepii_dist.parquet"))?;
    let text = |name: &str| table.column(name).and_then(Column::text).unwrap_or_default();
    let distance = table.column("dist").and_then(Column::numbers).unwrap_or_default();
    let pairs = text("iso_o").iter().zip(text("iso_d")).zip(distance);
    Ok(pairs.map(|((from, to), distance)| ((from.clone(), to.clone()), *distance)).collect())
}

/// Sea distance over great circle where both are known and no port is a proxy: tenth, fiftieth and
/// ninetieth percentile.
fn ratios(
    routes: &BTreeMap<(String, String), Route>,
    circles: &BTreeMap<(String, String), f64>,
    places: &[Place],
) -> Figure {
    let mut ratios = Vec::new();
    for from in places.iter().filter(|place| !place.loading.0.is_empty() && !place.loading.1) {
        for to in places.iter().filter(|place| !place.receiving.0.is_empty() && !place.receiving.1)
        {
            let route = routes.get(&(from.loading.0.clone(), to.receiving.0.clone()));
            let circle = circles.get(&(from.code.clone(), to.code.clone()));
            if let (Some(route), Some(circle)) = (route, circle) {
                ratios.push(route.shortest * KILOMETRES / circle);
            }
        }
    }
    ratios.sort_by(f64::total_cmp);
    let at = |share: f64| {
        ratios
            .get((share * (ratios.len().max(1) - 1) as f64).round() as usize)
            .copied()
            .unwrap_or(1.0)
    };
    Figure::new(at(0.1), at(0.5), at(0.9))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_the_country_of_a_port() {
        assert_eq!(tag("Futtsu/Tokyo Bay (JP)"), "JP");
    }
}
