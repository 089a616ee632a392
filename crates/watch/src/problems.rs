//! What is wrong with a watch file, and where?

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;
use std::ops::Range;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Bytes of the text that are wrong.
    pub span: Range<usize>,
    /// What is wrong, as one line.
    pub message: String,
    /// What the place should have held; may be empty.
    pub label: String,
    /// What to do.
    pub hint: Option<String>,
}

impl Problem {
    pub(crate) fn new(
        span: Range<usize>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Self { span, message: message.into(), label: label.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Every mistake of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// Name of the file in messages.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The mistakes, in the order of the file.
    pub list: Vec<Problem>,
}

impl Problems {
    /// For a terminal, with colours if `styled`; ends with a line that counts them.
    #[must_use]
    pub fn render(&self, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let all: Vec<String> =
            self.list.iter().map(|problem| self.one(problem, &renderer)).collect();
        let count =
            if all.len() == 1 { "1 error".to_owned() } else { format!("{} errors", all.len()) };
        format!("{}\n{count}. Nothing is watched.", all.join("\n\n"))
    }

    fn one(&self, problem: &Problem, renderer: &Renderer) -> String {
        let annotation =
            AnnotationKind::Primary.span(self.within(&problem.span)).label(problem.label.as_str());
        let snippet =
            Snippet::source(self.text.as_str()).path(self.name.as_str()).annotation(annotation);
        let title = Level::ERROR.primary_title(problem.message.as_str());
        let mut group = Group::with_title(title).element(snippet);
        if let Some(hint) = &problem.hint {
            group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
        }
        let rendered = renderer.render(&[group]);
        rendered
            .lines()
            .map(str::trim_end)
            .filter(|line| line.trim() != "|")
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// A span brought inside the text and on to character boundaries.
    fn within(&self, span: &Range<usize>) -> Range<usize> {
        let boundary = |at: usize| {
            (0..=at.min(self.text.len()))
                .rev()
                .find(|&at| self.text.is_char_boundary(at))
                .unwrap_or(0)
        };
        let (start, end) = (boundary(span.start), boundary(span.end));
        start..end.max(start)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}
