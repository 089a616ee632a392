//! Which program goes first, and which may not hold the same good?

use crate::book::Book;
use crate::error::TariffsError;
use crate::line::Line;
use crate::lines::Lines;
use crate::program::Program;
use crate::rule::wrong;
use detente_world::nearest;
use jiff::civil::Date;

/// The programs so that each comes after those it yields to.
pub(crate) fn in_order(mut left: Vec<Program>) -> Result<Vec<Program>, TariffsError> {
    let ids: Vec<String> = left.iter().map(|program| program.id.clone()).collect();
    for (at, program) in left.iter().enumerate() {
        if ids[..at].contains(&program.id) {
            let what = format!("there is a program `{}` already; give it another id", program.id);
            return Err(wrong(program, &program.entries[0], what));
        }
        if let Some(id) = program.yields_to.iter().find(|id| !ids.contains(id)) {
            let hint = nearest(id, ids.iter().map(String::as_str));
            let what = format!("`yields_to` names `{id}`, which is no program{hint}");
            return Err(wrong(program, &program.entries[0], what));
        }
    }
    let mut sorted: Vec<Program> = Vec::new();
    while !left.is_empty() {
        let ready = |program: &Program| {
            program.yields_to.iter().all(|id| sorted.iter().any(|done| done.id == *id))
        };
        let Some(at) = left.iter().position(ready) else {
            let circle: Vec<String> =
                left.iter().map(|program| format!("`{}`", program.id)).collect();
            let what = format!("{} yield to each other in a circle", circle.join(", "));
            return Err(wrong(&left[0], &left[0].entries[0], what));
        };
        sorted.push(left.remove(at));
    }
    Ok(sorted)
}

impl Book {
    /// Refuses a good in two programs that exclude each other.
    pub(crate) fn check_exclusions(&self) -> Result<(), TariffsError> {
        for (own, program) in self.programs().iter().enumerate() {
            for id in &program.excludes {
                let Some(other) = self.programs().iter().position(|program| program.id == *id)
                else {
                    let ids = self.programs().iter().map(|program| program.id.as_str());
                    let hint = nearest(id, ids);
                    let what = format!("`excludes` names `{id}`, which is no program{hint}");
                    return Err(wrong(program, &program.entries[0], what));
                };
                self.check_pair(own, other)?;
            }
        }
        Ok(())
    }

    fn check_pair(&self, own: usize, other: usize) -> Result<(), TariffsError> {
        let (program, second) = (&self.programs()[own], &self.programs()[other]);
        if program.yields_to.contains(&second.id) || second.yields_to.contains(&program.id) {
            return Ok(());
        }
        for (one, two) in self.rules()[own]
            .iter()
            .flat_map(|one| self.rules()[other].iter().map(move |two| (one, two)))
        {
            let (entry, against) = (&program.entries[one.entry], &second.entries[two.entry]);
            let both =
                one.rates.iter().zip(&two.rates).any(|(one, two)| one.is_some() && two.is_some());
            let ends = |until: Option<Date>| until.unwrap_or(Date::MAX);
            let same_days = entry.from <= ends(against.until) && against.from <= ends(entry.until);
            let line = common(one.lines.as_ref(), two.lines.as_ref());
            if let Some(at) =
                line.filter(|_| both && same_days && entry.high > 0.0 && against.high > 0.0)
            {
                let what = format!(
                    "line {} is in `{}` and, by {} line {}, in `{}`; the two exclude each other: take it out of one, or say which goes first with `yields_to`",
                    Line::ten(self.lines()[at]),
                    program.id,
                    second.file,
                    against.line,
                    second.id
                );
                return Err(wrong(program, entry, what));
            }
        }
        Ok(())
    }
}

/// A line that two sets share; nothing stands for all lines.
fn common(one: Option<&Lines>, two: Option<&Lines>) -> Option<usize> {
    match (one, two) {
        (Some(one), Some(two)) => one.first_common(two),
        (Some(only), None) | (None, Some(only)) => only.first_common(only),
        (None, None) => Some(0),
    }
}
