//! A TOML file as a tree in file order, each value with its place.
//!
//! The parser's own tables forget the order of keys; messages, overrides and the text written back
//! need it.

use crate::text::place::Place;
use crate::text::report::Diagnostic;
use toml::de::{DeTable, DeValue};

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
}

/// What TOML can hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    /// An integer or a float; `None` if it does not fit a 64-bit float.
    Number(f64),
    Flag(bool),
    /// A date or time as written.
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

impl Value {
    /// The value's type, for messages.
    pub(crate) fn noun(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Number(_) => "a number",
            Self::Flag(_) => "true or false",
            Self::Date(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Keys in file order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) items: Vec<Item>,
}

/// One key of a table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) node: Node,
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.key == key)
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.key == key)
    }

    /// The list under a key; empty if there is none.
    pub(crate) fn list(&self, key: &str) -> &[Node] {
        match self.get(key).map(|item| &item.node.value) {
            Some(Value::List(nodes)) => nodes,
            _ => &[],
        }
    }

    /// The list under a key.
    pub(crate) fn list_mut(&mut self, key: &str) -> Option<&mut Vec<Node>> {
        match self.get_mut(key).map(|item| &mut item.node.value) {
            Some(Value::List(nodes)) => Some(nodes),
            _ => None,
        }
    }

    /// What stands at the end of several keys, each in the table under the one before.
    pub(crate) fn node_mut(&mut self, keys: &[String]) -> Option<&mut Node> {
        let (first, rest) = keys.split_first()?;
        let node = &mut self.get_mut(first)?.node;
        if rest.is_empty() {
            return Some(node);
        }
        match &mut node.value {
            Value::Table(table) => table.node_mut(rest),
            _ => None,
        }
    }
}

/// Reads `text`, the file at position `file`; what could not be read is left out of the tree and
/// reported.
pub(crate) fn read(text: &str, file: usize, problems: &mut Vec<Diagnostic>) -> Table {
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let place = Place { file, start: span.start, end: span.end };
        problems.push(Diagnostic::error(
            place,
            "this is not TOML",
            error.message().replace('\n', "; "),
        ));
    }
    read_table(table.get_ref(), file)
}

/// Reads one TOML value, as on the right of `--set key=value`; `None` if it is not one.
pub(crate) fn read_value(text: &str, file: usize, offset: usize) -> Option<Node> {
    let value = DeValue::parse(text).ok()?;
    let mut node = read_node(value.get_ref(), value.span(), file);
    shift(&mut node, offset);
    Some(node)
}

fn shift(node: &mut Node, offset: usize) {
    node.place.start += offset;
    node.place.end += offset;
    match &mut node.value {
        Value::List(nodes) => nodes.iter_mut().for_each(|node| shift(node, offset)),
        Value::Table(table) => table.items.iter_mut().for_each(|item| {
            item.key_place.start += offset;
            item.key_place.end += offset;
            shift(&mut item.node, offset);
        }),
        _ => {}
    }
}

fn read_table(table: &DeTable<'_>, file: usize) -> Table {
    let place = |span: std::ops::Range<usize>| Place { file, start: span.start, end: span.end };
    let mut items: Vec<Item> = table
        .iter()
        .map(|(key, value)| Item {
            key: key.get_ref().to_string(),
            key_place: place(key.span()),
            node: read_node(value.get_ref(), value.span(), file),
        })
        .collect();
    items.sort_by_key(|item| item.key_place);
    Table { items }
}

fn read_node(value: &DeValue<'_>, span: std::ops::Range<usize>, file: usize) -> Node {
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(number) => {
            let digits = i64::from_str_radix(number.as_str(), number.radix());
            #[allow(clippy::cast_precision_loss)]
            Value::Number(digits.map_or(f64::NAN, |digits| digits as f64))
        }
        DeValue::Float(number) => Value::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(array) => Value::List(
            array.iter().map(|node| read_node(node.get_ref(), node.span(), file)).collect(),
        ),
        DeValue::Table(table) => Value::Table(read_table(table, file)),
    };
    Node { place: Place { file, start: span.start, end: span.end }, value }
}

/// Writes a tree back as TOML: plain keys first, then tables, both in file order.
pub(crate) fn write(table: &Table) -> String {
    let mut page = String::new();
    write_table(table, "", &mut page);
    page
}

fn write_table(table: &Table, path: &str, page: &mut String) {
    let is_section = |node: &Node| match &node.value {
        Value::Table(_) => path.is_empty(),
        Value::List(nodes) => {
            path != "shock"
                && path != "measure"
                && !nodes.is_empty()
                && nodes.iter().all(|node| matches!(node.value, Value::Table(_)))
        }
        _ => false,
    };
    for item in table.items.iter().filter(|item| !is_section(&item.node)) {
        page.push_str(&format!("{} = {}\n", key(&item.key), inline(&item.node.value)));
    }
    for item in table.items.iter().filter(|item| is_section(&item.node)) {
        let name =
            if path.is_empty() { key(&item.key) } else { format!("{path}.{}", key(&item.key)) };
        match &item.node.value {
            Value::Table(inner) => {
                page.push_str(&format!("\n[{name}]\n"));
                write_table(inner, &name, page);
            }
            Value::List(nodes) => {
                for node in nodes {
                    page.push_str(&format!("\n[[{name}]]\n"));
                    if let Value::Table(inner) = &node.value {
                        write_table(inner, &name, page);
                    }
                }
            }
            _ => {}
        }
    }
}

fn key(key: &str) -> String {
    let bare =
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if bare { key.to_owned() } else { quoted(key) }
}

/// A string as TOML writes it.
pub(crate) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn inline(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Value::Number(number) => toml::Value::Float(*number).to_string(),
        Value::Flag(flag) => flag.to_string(),
        Value::Date(date) => date.clone(),
        Value::List(nodes) => {
            let inner: Vec<String> = nodes.iter().map(|node| inline(&node.value)).collect();
            format!("[{}]", inner.join(", "))
        }
        Value::Table(table) => {
            let pair = |item: &Item| format!("{} = {}", key(&item.key), inline(&item.node.value));
            let inner: Vec<String> = table.items.iter().map(pair).collect();
            format!("{{ {} }}", inner.join(", "))
        }
    }
}
