//! Values that are one of a few words.

use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::wrong_type;
use crate::value::key::Shape;
use crate::value::reading::Reading;
use detente_world::nearest::{did_you_mean, quoted};
use serde_json::json;

/// One of a few words; the type says which.
pub(crate) trait Choice: Sized + Copy + 'static {
    /// What is chosen, for messages.
    const WHAT: &'static str;
    /// The words and their meanings.
    const WORDS: &'static [(&'static str, Self)];
}

impl<T: Choice> Shape for T {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let words = || T::WORDS.iter().map(|(word, _)| *word);
        let all = format!("write {}", quoted(words())).replace('`', "\"");
        let Value::Text(text) = &node.value else {
            wrong_type(node, "a string", &all, reading);
            return None;
        };
        let choice = T::WORDS.iter().find(|(word, _)| word == text).map(|(_, choice)| *choice);
        if choice.is_none() {
            let message = format!("unknown {} `{text}`", T::WHAT);
            let hint = did_you_mean(text, words().map(|word| (word, ""))).unwrap_or(all);
            reading.problem(
                Diagnostic::error(node.place, message, format!("not a {}", T::WHAT)).hint(hint),
            );
        }
        choice
    }

    fn schema() -> serde_json::Value {
        let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
        json!({ "enum": words })
    }
}
