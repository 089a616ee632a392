//! `detente hindcast`: does the program say what happened, and is any score worse than before?

use crate::arguments::HindcastArguments;
use crate::failure::Failure;
use crate::output::{Output, note, require_new};
use crate::progress::Progress;
use detente_engine::Session;
use detente_hindcast::{
    Change, Evaluated, SCORES, Score, changes, committed, document, evaluate, facts_table, json,
    kept, names, open, page, scores, surprises, text, written,
};
use detente_world::write_atomically;
use std::path::Path;

pub(crate) fn run(arguments: &HindcastArguments, output: &Output) -> Result<(), Failure> {
    if arguments.list {
        return list(output);
    }
    if !arguments.set.is_empty() && (arguments.check || arguments.update) {
        return Err(Failure::user(
            "--set changes the scenario, and committed scores are those of the scenario as it stands; leave out --set, or --check and --update",
        ));
    }
    if let Some(out) = &arguments.out {
        require_new(out)?;
    }
    let old = old_scores(arguments)?;
    let all = evaluated(arguments)?;
    let now: Vec<Score> = all.iter().flat_map(|of| kept(&of.episode.name, &scores(of))).collect();
    if let Some(out) = &arguments.out {
        write(out, &all, &now)?;
    }
    if let Some(docs) = &arguments.docs {
        write_atomically(&docs.join("hindcasts.md"), document(&all).as_bytes())?;
        write_atomically(&docs.join("surprises.md"), surprises(&all).as_bytes())?;
        note(&format!("wrote hindcasts.md and surprises.md in {}", docs.display()));
    }
    if arguments.update
        && let Some(file) = &arguments.scores
    {
        write_atomically(file, written(&joined(&old, now, &all)).as_bytes())?;
        note(&format!("wrote {}", file.display()));
        return Ok(());
    }
    if arguments.check {
        return check(&old, &now, &all, output);
    }
    if arguments.json {
        return output.text(&format!("{:#}", json(&all)));
    }
    let texts: Vec<String> = all.iter().map(|of| text(of, arguments.full)).collect();
    output.text(&texts.join("\n"))
}

fn list(output: &Output) -> Result<(), Failure> {
    let mut lines = String::new();
    for name in names() {
        let episode = open(name)?;
        let facts = episode.facts.len();
        lines.push_str(&format!("{name:<26}{facts:>5} facts  {}\n", episode.title));
    }
    output.text(&lines)
}

/// The committed scores; none where a file is to be written for the first time.
fn old_scores(arguments: &HindcastArguments) -> Result<Vec<Score>, Failure> {
    let Some(file) = &arguments.scores else {
        return Ok(committed("hindcasts/scores.csv", SCORES)?);
    };
    if arguments.update && !file.exists() {
        return Ok(Vec::new());
    }
    let bytes = detente_world::budget::read(file)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(committed(&file.display().to_string(), &text)?)
}

fn evaluated(arguments: &HindcastArguments) -> Result<Vec<Evaluated>, Failure> {
    let asked: Vec<String> = match arguments.episodes.as_slice() {
        [] => names().into_iter().map(str::to_owned).collect(),
        some => some.to_vec(),
    };
    // A mistake in the last is found before the first is run.
    let episodes = asked.iter().map(|name| open(name)).collect::<Result<Vec<_>, _>>()?;
    let progress = Progress::new();
    let mut session = Session::new();
    let count = episodes.len();
    let mut all = Vec::with_capacity(count);
    for (at, episode) in episodes.into_iter().enumerate() {
        progress.tell(&format!("running {}", episode.name), at, count);
        all.push(evaluate(&mut session, episode, &arguments.set));
    }
    progress.finish();
    Ok(all.into_iter().collect::<Result<Vec<_>, _>>()?)
}

fn write(out: &Path, all: &[Evaluated], now: &[Score]) -> Result<(), Failure> {
    write_atomically(&out.join("scores.csv"), written(now).as_bytes())?;
    write_atomically(&out.join("facts.csv"), &facts_table(all).to_csv()?)?;
    write_atomically(&out.join("hindcasts.json"), format!("{:#}\n", json(all)).as_bytes())?;
    for of in all {
        write_atomically(&out.join(format!("{}.html", of.episode.name)), page(of).as_bytes())?;
    }
    note(&format!("wrote {}", out.display()));
    Ok(())
}

/// The new scores in place of the old ones of the same episodes.
fn joined(old: &[Score], now: Vec<Score>, all: &[Evaluated]) -> Vec<Score> {
    let run = |score: &&Score| all.iter().any(|of| of.episode.name == score.episode);
    let mut joined: Vec<Score> = old.iter().filter(|score| !run(score)).cloned().collect();
    joined.extend(now);
    joined
}

fn check(old: &[Score], now: &[Score], all: &[Evaluated], output: &Output) -> Result<(), Failure> {
    let episodes: Vec<String> = all.iter().map(|of| of.episode.name.clone()).collect();
    let found = changes(old, now, &episodes);
    let mut lines: String = found.iter().map(|change| change.line() + "\n").collect();
    let worse = found.iter().filter(|change| change.is_finding()).count();
    let better = found.iter().filter(|change| matches!(change, Change::Better(..))).count();
    lines.push_str(&format!(
        "{} scores of {}: {worse} worse, {better} better\n",
        now.len(),
        match all.len() {
            1 => "1 episode".to_owned(),
            count => format!("{count} episodes"),
        }
    ));
    output.text(&lines)?;
    if worse > 0 {
        return Err(Failure::finding(
            "A score is worse than the committed one. Mend it, or commit it with `detente hindcast --update --scores hindcasts/scores.csv` and say why in the changelog.",
        ));
    }
    if better > 0 {
        note(
            "note: a score is better; commit it with --update --scores FILE, and say so in the changelog",
        );
    }
    Ok(())
}
