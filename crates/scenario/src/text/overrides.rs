//! `--set key=value`: changes to a scenario from the command line, made before it is checked.

use crate::text::former;
use crate::text::place::{Files, Place};
use crate::text::report::Diagnostic;
use crate::text::tree::{self, Item, Node, Table, Value};
use detente_world::nearest::{did_you_mean, quoted};

/// Changes such as `trade.deficits=zero` or `shock."cars".rate.add=20%`, in order.
///
/// A path names keys separated by dots; an entry is named by its name in quotation marks, or by its
/// position from one. The value is TOML, or a plain word where it is not. Only the last key of a
/// path may be new, and `trade`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides(Vec<String>);

impl Overrides {
    /// Takes the arguments of `--set`.
    pub fn new(arguments: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(arguments.into_iter().map(Into::into).collect())
    }

    /// Whether nothing is changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn apply(
        &self,
        root: &mut Table,
        files: &mut Files,
        problems: &mut Vec<Diagnostic>,
    ) {
        for argument in &self.0 {
            let file = files.push("--set", argument.clone());
            problems.extend(old_names(argument, file));
            if let Err(problem) = apply(argument, file, root) {
                problems.push(*problem);
            }
        }
    }
}

/// One part of a path.
struct Step {
    word: String,
    place: Place,
}

/// Makes one change; `file` is that of the argument.
pub(crate) fn apply(argument: &str, file: usize, root: &mut Table) -> Result<(), Box<Diagnostic>> {
    let (mut steps, equals) = path(argument, file)?;
    for at in 1..steps.len() {
        if let Some(change) = former::key(&steps[at - 1].word, &steps[at].word) {
            change.new.clone_into(&mut steps[at].word);
        }
    }
    let value = value(argument, equals + 1, file);
    let (last, parents) = steps.split_last().ok_or_else(|| malformed(argument, file))?;
    let mut table = root;
    let mut at = 0;
    while at < parents.len() {
        let step = &parents[at];
        if at == 0 && step.word == "trade" && table.get("trade").is_none() {
            let node = Node { place: step.place, value: Value::Table(Table::default()) };
            table.items.push(Item { key: step.word.clone(), key_place: step.place, node });
        }
        let known: Vec<String> = table.items.iter().map(|item| item.key.clone()).collect();
        let item = table.get_mut(&step.word).ok_or_else(|| unknown(step, &known, "key"))?;
        at += 1;
        table = match &mut item.node.value {
            Value::Table(table) => table,
            Value::List(nodes) => {
                let step = parents.get(at).ok_or_else(|| no_table(step))?;
                at += 1;
                element(nodes, step)?
            }
            _ => return Err(no_table(step)),
        };
    }
    match table.get_mut(&last.word) {
        Some(item) => item.node = value,
        None => {
            table.items.push(Item { key: last.word.clone(), key_place: last.place, node: value })
        }
    }
    Ok(())
}

/// The table in a list that a step names, by its `name` or by its position from one.
fn element<'a>(nodes: &'a mut [Node], step: &Step) -> Result<&'a mut Table, Box<Diagnostic>> {
    let name = |node: &Node| match &node.value {
        Value::Table(table) => match table.get("name").map(|item| &item.node.value) {
            Some(Value::Text(name)) => Some(name.clone()),
            _ => None,
        },
        _ => None,
    };
    let known: Vec<String> = nodes.iter().filter_map(name).collect();
    let by_name = nodes.iter().position(|node| name(node).as_deref() == Some(&step.word));
    let by_position = step.word.parse::<usize>().ok().and_then(|at| at.checked_sub(1));
    let at = by_name.or(by_position).filter(|at| *at < nodes.len());
    match at.map(|at| &mut nodes[at].value) {
        Some(Value::Table(table)) => Ok(table),
        _ => Err(unknown(step, &known, "entry")),
    }
}

fn unknown(step: &Step, known: &[String], what: &str) -> Box<Diagnostic> {
    let names = || known.iter().map(String::as_str);
    let all = if known.is_empty() {
        "there are none".to_owned()
    } else {
        format!("there are {}", quoted(names()))
    };
    let hint = did_you_mean(&step.word, names().map(|name| (name, ""))).unwrap_or(all);
    let message = format!("the scenario has no {what} `{}`", step.word);
    Box::new(Diagnostic::error(step.place, message, format!("no such {what}")).hint(hint))
}

fn no_table(step: &Step) -> Box<Diagnostic> {
    let message = format!("`{}` has no such part", step.word);
    let hint = "name an entry as in shock.\"its name\".rate, or shock.1.rate for the first";
    Box::new(
        Diagnostic::error(step.place, message, "the path goes on, the scenario does not")
            .hint(hint),
    )
}

fn malformed(argument: &str, file: usize) -> Box<Diagnostic> {
    let place = Place { file, start: 0, end: argument.len() };
    let hint = "write --set key=value, such as --set trade.deficits=zero or --set shock.\"cars\".rate.add=20%";
    Box::new(
        Diagnostic::error(place, "this is not `key=value`", "no key, or no equals sign").hint(hint),
    )
}

/// A note for each key of the path that has another name now.
fn old_names(argument: &str, file: usize) -> Vec<Diagnostic> {
    let steps = path(argument, file).map(|(steps, _)| steps).unwrap_or_default();
    let old = |pair: &[Step]| {
        former::key(&pair[0].word, &pair[1].word).map(|change| former::note(change, pair[1].place))
    };
    steps.windows(2).filter_map(old).collect()
}

/// The steps of the path, and the position of the equals sign.
fn path(argument: &str, file: usize) -> Result<(Vec<Step>, usize), Box<Diagnostic>> {
    let mut steps = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, c) in argument.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '.' | '=' if !quoted => {
                let raw = &argument[start..at];
                let word = raw.trim().trim_matches('"').to_owned();
                if word.is_empty() {
                    return Err(malformed(argument, file));
                }
                steps.push(Step { word, place: Place { file, start, end: at } });
                start = at + 1;
                if c == '=' {
                    return Ok((steps, at));
                }
            }
            _ => {}
        }
    }
    Err(malformed(argument, file))
}

fn value(argument: &str, start: usize, file: usize) -> Node {
    let text = &argument[start..];
    tree::read_value(text, file, start).unwrap_or_else(|| {
        let place = Place { file, start, end: argument.len() };
        Node { place, value: Value::Text(text.trim().to_owned()) }
    })
}
