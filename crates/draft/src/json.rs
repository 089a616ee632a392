//! What was found, for a program: fields, spans in bytes of the text, confidences.

use crate::Drafted;
use crate::action::{Found, Span};
use crate::dates::plain;
use crate::write::place;
use detente_world::World;
use serde_json::{Value, json};

impl Drafted {
    /// The draft as JSON.
    #[must_use]
    pub fn json(&self, world: &World) -> String {
        let placed = place(self, world);
        let entries = |at: usize| -> Vec<Value> {
            let own = placed.iter().filter(|one| std::ptr::eq(one.action, &self.actions[at]));
            own.map(|one| {
                let entry = &one.entry;
                json!({
                    "name": entry.name,
                    "active": entry.obstacle.is_none(),
                    "obstacle": entry.obstacle,
                    "inferred": entry.inferred,
                    "questions": entry.questions,
                })
            })
            .collect()
        };
        let action = |at: usize| {
            let action = &self.actions[at];
            json!({
                "sentence": self.place(action.sentence),
                "also": action.also.iter().map(|span| self.place(*span)).collect::<Vec<_>>(),
                "confidence": rounded(action.confidence()),
                "instrument": self.field(&action.instrument_found),
                "actor": self.fields(&action.actor),
                "target": self.fields(&action.target),
                "product": self.fields(&action.product),
                "amount": self.fields(&action.amount),
                "from": action.from.as_ref().map(|found| self.day(found)),
                "until": action.until.as_ref().map(|found| self.day(found)),
                "status": self.field(&action.status_found),
                "entries": entries(at),
            })
        };
        let document = json!({
            "file": self.name,
            "world": self.world,
            "title": self.title,
            "published": self.published.map(|date| date.to_string()),
            "actions": (0..self.actions.len()).map(action).collect::<Vec<_>>(),
            "unread": self.unread.iter().map(|span| self.place(*span)).collect::<Vec<_>>(),
        });
        format!("{document:#}\n")
    }

    fn place(&self, span: Span) -> Value {
        json!({ "start": span.start, "end": span.end, "text": self.words(span) })
    }

    fn fields(&self, found: &[Found]) -> Vec<Value> {
        found.iter().map(|found| self.field(found)).collect()
    }

    /// A day; one without a year is none that a program could read, so that it stands in words.
    fn day(&self, found: &Found) -> Value {
        self.field(&Found { value: plain(&found.value), ..found.clone() })
    }

    fn field(&self, found: &Found) -> Value {
        json!({
            "value": found.value,
            "confidence": rounded(found.evidence.confidence()),
            "evidence": found.evidence,
            "words": found.span.map(|span| self.place(span)),
        })
    }
}

/// Two digits: more are not known.
fn rounded(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}
