//! How was it computed: the equations of the engines that ran, their options, and why the solution
//! can be believed?

use super::facts::Facts;
use super::words::named;
use crate::error::ReportError;
use detente_figures::number::scientific;
use detente_record::catalogue::{Engine, tables};
use minijinja::{Value, context};

/// The section.
///
/// # Errors
/// If an equation cannot be typeset.
pub(crate) fn section(facts: &Facts<'_>) -> Result<Value, ReportError> {
    let summary = facts.summary;
    let chains: Vec<Value> = facts
        .months
        .iter()
        .map(|found| {
            context! {
                title => found.chain.title.as_str(), notes => found.chain.notes.iter().map(|note| named(summary, found.chain, note)).collect::<Vec<_>>(),
                programmes => found.chain.programmes, residual => scientific(found.chain.residual),
            }
        })
        .collect();
    let certificate = &summary.certificate;
    let evaluations = facts.package.as_ref().map_or(0, |found| found.note.evaluations);
    Ok(context! {
        engines => engines(facts)?,
        chains,
        residual => scientific(certificate.residual),
        walras => scientific(certificate.walras),
        homogeneity => scientific(certificate.homogeneity),
        evaluations => (evaluations > 0).then(|| detente_figures::number::thousands(evaluations as f64)),
    })
}

/// Whether an engine took part in this run.
fn ran(facts: &Facts<'_>, engine: Engine) -> bool {
    match engine {
        Engine::Trade => true,
        other => facts.tables.has(other),
    }
}

/// The equations by engine, and the tables that each gives.
fn engines(facts: &Facts<'_>) -> Result<Vec<Value>, ReportError> {
    let names = [
        (Engine::Cascade, "Weeks: production lines with stocks"),
        (Engine::Commodity, "Months: goods in tonnes"),
        (Engine::Trade, "Years: general equilibrium"),
        (Engine::Package, "The deal: bargaining over packages"),
        (Engine::Companies, "Companies: exposure"),
    ];
    let one = |(engine, title): (Engine, &str)| {
        let gives = |id: &str| {
            let own = tables()
                .iter()
                .filter(|table| table.columns.iter().any(|column| column.equation == Some(id)));
            own.map(|table| table.name).collect::<Vec<_>>()
        };
        let own: Vec<_> = facts
            .summary
            .equations()
            .into_iter()
            .filter(|equation| equation.engine == engine)
            .collect();
        let list = own.iter().map(|equation| {
            let typeset = Value::from_safe_string(crate::typeset::html(equation)?);
            Ok(context! {
                id => equation.id, number => equation.number, title => equation.title, typeset,
                symbols => &*equation.symbols, source => equation.source, tables => gives(equation.id),
            })
        });
        let list = list.collect::<Result<Vec<Value>, ReportError>>()?;
        Ok(context! { title, list })
    };
    names.into_iter().filter(|(engine, _)| ran(facts, *engine)).map(one).collect()
}
