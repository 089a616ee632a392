//! What is wrong, where, and what to do: every problem of a scenario in one report.

use crate::text::place::{Files, Place, line_and_column};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;

/// How many problems are printed; more are counted.
const SHOWN: usize = 100;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be run.
    Error,
    /// It can be run, but probably not with the meaning intended.
    Warning,
}

/// A second place that explains a problem, such as the entry that another one overlaps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Related {
    /// Where it is.
    pub place: Place,
    /// What it has to do with the problem.
    pub label: String,
}

/// One problem, worded for the user.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as one line.
    pub message: String,
    /// Where it is wrong; none if a whole file could not be read.
    pub place: Option<Place>,
    /// What the place should have held.
    pub label: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Further places that explain it.
    pub related: Vec<Related>,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(place: Place, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            place: Some(place),
            label: label.into(),
            hint: None,
            related: Vec::new(),
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(place: Place, message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(place, message, label) }
    }

    /// An error about a file as a whole.
    #[must_use]
    pub fn of_file(message: impl Into<String>) -> Self {
        let nowhere = Place { file: 0, start: 0, end: 0 };
        Self { place: None, ..Self::error(nowhere, message, "") }
    }

    /// The same with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same with a hint, if there is one to give.
    #[must_use]
    pub fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.or(self.hint);
        self
    }

    /// The same with a further place.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push(Related { place, label: label.into() });
        self
    }
}

/// Every problem of a scenario, in the order of the files; prints as plain text without colours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    files: Files,
}

impl Report {
    pub(crate) fn new(mut diagnostics: Vec<Diagnostic>, files: Files) -> Self {
        diagnostics.sort_by_key(|diagnostic| (diagnostic.place.is_some(), diagnostic.place));
        diagnostics.dedup();
        Self { diagnostics, files }
    }

    /// Problems of other files than a scenario's; places count the files in the order given, each
    /// with its name and its text.
    #[must_use]
    pub fn over(files: Vec<(String, String)>, diagnostics: Vec<Diagnostic>) -> Self {
        let mut kept = Files::default();
        for (name, text) in files {
            kept.push(name, text);
        }
        Self::new(diagnostics, kept)
    }

    /// The problems, sorted by place.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// How many problems forbid a run.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    /// How many problems are only warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }

    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// File, line and column (both from one) of a place.
    #[must_use]
    pub fn locate(&self, place: Place) -> Option<(&str, usize, usize)> {
        let file = self.files.get(place.file)?;
        let (line, column) = line_and_column(&file.text, place.start);
        Some((&file.name, line, column))
    }

    /// The report for a terminal, with colours if `styled`.
    ///
    /// Ends with a line that counts the problems, and with a line feed, unless there is nothing to
    /// say.
    #[must_use]
    pub fn render(&self, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let mut page = String::new();
        let shown = self.shown();
        for (at, diagnostic) in shown.iter().enumerate() {
            page.push_str(if at > 0 { "\n" } else { "" });
            page.push_str(&self.render_one(diagnostic, &renderer));
            page.push('\n');
        }
        if shown.len() < self.diagnostics.len() {
            let more = self.diagnostics.len() - shown.len();
            page.push_str(&format!("\n{more} more problems are not shown; repair these first.\n"));
        }
        if let Some(summary) = self.summary() {
            page.push_str(&summary);
            page.push('\n');
        }
        page
    }

    /// The problems that are printed: all, or the first errors where there are very many.
    fn shown(&self) -> Vec<&Diagnostic> {
        if self.diagnostics.len() <= SHOWN {
            return self.diagnostics.iter().collect();
        }
        let of = |severity| {
            self.diagnostics.iter().filter(move |diagnostic| diagnostic.severity == severity)
        };
        of(Severity::Error).chain(of(Severity::Warning)).take(SHOWN).collect()
    }

    fn summary(&self) -> Option<String> {
        let count = |number: usize, what: &str| match number {
            0 => None,
            1 => Some(format!("1 {what}")),
            _ => Some(format!("{number} {what}s")),
        };
        match (count(self.errors(), "error"), count(self.warnings(), "warning")) {
            (Some(errors), Some(warnings)) => {
                Some(format!("{errors}, {warnings}. Nothing was run."))
            }
            (Some(errors), None) => Some(format!("{errors}. Nothing was run.")),
            (None, Some(warnings)) => Some(format!("{warnings}.")),
            (None, None) => None,
        }
    }

    fn render_one(&self, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(diagnostic.message.as_str()));
        let at_home = |place: &Place| diagnostic.place.is_some_and(|home| home.file == place.file);
        let places = diagnostic
            .place
            .iter()
            .map(|place| (place, diagnostic.label.as_str(), AnnotationKind::Primary));
        let related = diagnostic.related.iter().map(|other| (&other.place, other.label.as_str()));
        let here = related.clone().filter(|(place, _)| at_home(place));
        let all: Vec<_> = places
            .chain(here.map(|(place, label)| (place, label, AnnotationKind::Context)))
            .collect();
        if let Some(snippet) = self.snippet(&all) {
            group = group.element(snippet);
        }
        for (place, label) in related.filter(|(place, _)| !at_home(place)) {
            if let Some(snippet) = self.snippet(&[(place, label, AnnotationKind::Context)]) {
                group = group.element(snippet);
            }
        }
        if let Some(hint) = &diagnostic.hint {
            group = group.element(Level::HELP.with_name("hint").message(hint.as_str()));
        }
        without_spacer(&renderer.render(&[group]))
    }

    fn snippet<'a>(
        &'a self,
        places: &[(&Place, &'a str, AnnotationKind)],
    ) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
        let file = self.files.get(places.first()?.0.file)?;
        // Only the lines that are shown are handed on: a long file would be read anew for each
        // problem.
        let spans = || places.iter().map(|(place, ..)| within(&file.text, place));
        let (first, last) =
            (spans().map(|span| span.start).min()?, spans().map(|span| span.end).max()?);
        let from = file.text[..first].rfind('\n').map_or(0, |at| at + 1);
        let to = file.text[last..].find('\n').map_or(file.text.len(), |at| last + at + 1);
        let line = file.text[..from].matches('\n').count() + 1;
        let annotations = places.iter().map(|(place, label, kind)| {
            let span = within(&file.text, place);
            let span = span.start - from..span.end - from;
            let annotation = kind.span(span);
            if label.is_empty() { annotation } else { annotation.label(*label) }
        });
        Some(
            Snippet::source(&file.text[from..to])
                .line_start(line)
                .path(file.name.as_str())
                .annotations(annotations),
        )
    }
}

/// The span of a place, brought inside the text and on to character boundaries: a message must
/// never panic.
fn within(text: &str, place: &Place) -> std::ops::Range<usize> {
    let boundary = |at: usize| {
        (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
    };
    let (start, end) = (boundary(place.start), boundary(place.end));
    start..end.max(start)
}

/// The house style puts the hint directly below the label, without the empty gutter line between.
fn without_spacer(rendered: &str) -> String {
    let lines: Vec<&str> = rendered.lines().map(str::trim_end).collect();
    let bare = |line: &str| {
        line.trim() == "|" || (line.contains('\u{1b}') && line.ends_with("|\u{1b}[0m"))
    };
    let keep = |at: usize| {
        !(bare(lines[at]) && lines.get(at + 1).is_some_and(|next| next.contains("hint")))
    };
    let kept: Vec<&str> = (0..lines.len()).filter(|&at| keep(at)).map(|at| lines[at]).collect();
    kept.join("\n")
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.render(false).trim_end())
    }
}

impl std::error::Error for Report {}
