//! How does an explanation read on a terminal?

use super::steps::{Body, Step, Term};
use super::story::Explanation;
use std::fmt::Write;

/// Terms of a sum that are shown unless all are asked for.
const TERMS: usize = 12;
/// Source rows that are shown unless all are asked for.
const ROWS: usize = 12;

/// The explanation as text; `run` is the folder as the user named it, `all` shows every term of
/// every sum.
#[must_use]
pub fn render(explanation: &Explanation, run: &str, all: bool) -> String {
    let mut out = String::new();
    one(&mut out, explanation, run, all);
    out
}

fn one(out: &mut String, explanation: &Explanation, run: &str, all: bool) {
    let Explanation { table, key, column, row, unit, stored, .. } = explanation;
    let _ = writeln!(
        out,
        "{column} of {key} = {} (tables/{table}.csv, row {row})",
        with_unit(*stored, unit)
    );
    let _ = writeln!(out, "{}.", explanation.meaning);
    equation(out, explanation);
    steps(out, explanation, all);
    listed(out, explanation, all);
    if !explanation.next.is_empty() {
        out.push_str("\ngo on with\n");
        for next in &explanation.next {
            let (run, key) = (quoted(run), quoted(&next.key));
            let _ = writeln!(
                out,
                "  detente explain {run} {} {key} --column {}",
                next.table, next.column
            );
        }
    }
    for below in &explanation.below {
        let _ = writeln!(out, "\n{}\n", "-".repeat(100));
        one(out, below, run, all);
    }
}

fn equation(out: &mut String, explanation: &Explanation) {
    let Some(equation) = &explanation.equation else { return };
    let number =
        if equation.number.is_empty() { String::new() } else { format!("{} ", equation.number) };
    let _ = writeln!(out, "\nequation {number}{}\n  {}", equation.title, equation.text);
    let _ = writeln!(out, "  {}; {}", equation.symbols, equation.source);
}

/// From the number down to what it is made of.
fn steps(out: &mut String, explanation: &Explanation, all: bool) {
    if !explanation.steps.is_empty() {
        out.push_str("\nhow\n");
        explanation.steps.iter().rev().for_each(|step| write_step(out, step, all));
    }
    match &explanation.recomputed {
        Some(found) => {
            let verdict = if found.same { "the same" } else { "NOT THE SAME" };
            let _ = writeln!(
                out,
                "\nrecomputed: {}; stored: {}; {verdict}",
                found.value, explanation.stored
            );
        }
        None => {
            let _ =
                writeln!(out, "\nrecomputed: no, see the notes; stored: {}", explanation.stored);
        }
    }
}

fn write_step(out: &mut String, step: &Step, all: bool) {
    let value = with_unit(step.value, &step.unit);
    match &step.body {
        Body::Given { from } => {
            let _ = writeln!(out, "  {} = {value}    {}; {from}", step.symbol, step.meaning);
        }
        Body::Formula { symbols, numbers } => {
            let _ = writeln!(out, "  {} = {symbols}    {}", step.symbol, step.meaning);
            let indent = " ".repeat(step.symbol.chars().count());
            let _ = writeln!(out, "  {indent} = {numbers}\n  {indent} = {value}");
        }
        Body::Sum { factors, terms } => {
            let _ = writeln!(
                out,
                "  {} = sum of {} = {value}    {}",
                step.symbol,
                factors.join(" * "),
                step.meaning
            );
            sum(out, factors, terms, all);
        }
        Body::Pick { rule, options } => {
            let _ = writeln!(
                out,
                "  {} = {rule} {} values = {value}    {}",
                step.symbol,
                options.len(),
                step.meaning
            );
            for option in options {
                let _ = writeln!(out, "      {:<28} {}", option.name, option.value);
            }
        }
    }
}

fn sum(out: &mut String, factors: &[String], terms: &[Term], all: bool) {
    let shown = if all || terms.len() <= TERMS { terms.len() } else { TERMS };
    let mut order: Vec<&Term> = terms.iter().collect();
    if shown < order.len() {
        // The sort is stable: of equals the first stays first.
        order.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    }
    for term in &order[..shown] {
        let numbers: Vec<String> = term.factors.iter().map(f64::to_string).collect();
        let product = if factors.len() > 1 { format!(" = {}", term.value) } else { String::new() };
        let _ = writeln!(out, "      {:<28} {}{product}", term.label, numbers.join(" * "));
    }
    if shown < order.len() {
        let rest: f64 = order[shown..].iter().map(|term| term.value).sum();
        let _ = writeln!(
            out,
            "      {:<28} {rest}    (--all shows them)",
            format!("{} others", order.len() - shown)
        );
    }
}

fn listed(out: &mut String, explanation: &Explanation, all: bool) {
    if !explanation.entries.is_empty() {
        out.push_str("\nentries of the scenario\n");
    }
    for entry in &explanation.entries {
        let _ = writeln!(
            out,
            "  {} ({}, {}): {}; {}",
            entry.name, entry.kind, entry.written, entry.does, entry.period
        );
        if let Some(row) = &entry.row {
            let _ = writeln!(out, "    row    {row}");
        }
        let _ = writeln!(out, "    source {}", entry.source);
    }
    if !explanation.sources.is_empty() {
        out.push_str("\ndata\n");
    }
    let shown = if all { explanation.sources.len() } else { ROWS };
    for row in explanation.sources.iter().take(shown) {
        let grade =
            if row.grade.is_empty() { String::new() } else { format!(", grade {}", row.grade) };
        let _ = writeln!(out, "  {}: {}", row.place, row.says);
        let _ =
            writeln!(out, "    source {} ({}; {}{grade})", row.source, row.vintage, row.licence);
    }
    if explanation.sources.len() > shown {
        let _ =
            writeln!(out, "  {} more rows (--all shows them)", explanation.sources.len() - shown);
    }
    if !explanation.settings.is_empty() {
        out.push_str("\nsettings\n");
    }
    for [what, value] in &explanation.settings {
        let _ = writeln!(out, "  {what:<12} {value}");
    }
    if !explanation.notes.is_empty() {
        out.push_str("\nnotes\n");
    }
    for note in &explanation.notes {
        let _ = writeln!(out, "  {note}");
    }
}

fn with_unit(value: f64, unit: &str) -> String {
    let value = if value.is_infinite() {
        "not within the scenario (inf)".to_owned()
    } else {
        value.to_string()
    };
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}

/// As a shell wants it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-=+:,".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
