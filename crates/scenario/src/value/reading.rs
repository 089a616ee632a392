//! What is shared while one scenario is read: its files, its problems and the names to be looked up
//! in the world.

use crate::text::place::{Files, Place};
use crate::text::report::{Diagnostic, Severity};
use crate::text::source::Folder;
use crate::value::mention::Mention;
use crate::value::pick::Pick;
use std::any::Any;
use std::sync::Arc;

/// The state of one reading.
pub(crate) struct Reading {
    pub(crate) files: Files,
    pub(crate) folder: Folder,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) mentions: Vec<Mention>,
    /// What the scenario says about all its schedules.
    pub(crate) pick: Pick,
    /// What was read of the files beside the scenario.
    companions: Vec<Companion>,
}

impl Reading {
    pub(crate) fn new(files: Files, folder: Folder) -> Self {
        Self {
            files,
            folder,
            problems: Vec::new(),
            mentions: Vec::new(),
            pick: Pick::default(),
            companions: Vec::new(),
        }
    }

    /// Another reading of the same files, with no problems yet; its files go on where these end.
    pub(crate) fn fork(&self) -> Self {
        let companions = self.companions.clone();
        let pick = self.pick;
        Self { companions, pick, ..Self::new(self.files.clone(), self.folder.clone()) }
    }

    pub(crate) fn problem(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    pub(crate) fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// What `parse` makes of the file `name` beside the scenario, asked for at `place`; each file
    /// is read and reported once.
    pub(crate) fn beside<T: Any + Send + Sync>(
        &mut self,
        name: &str,
        place: Place,
        parse: fn(&str, usize, &mut Self) -> Option<T>,
    ) -> Option<Arc<T>> {
        if let Some(known) = self.companions.iter().find(|known| known.name == name) {
            return known.content.clone()?.downcast().ok();
        }
        let file = self.load(name, place);
        let content = file.and_then(|file| {
            let text = self.files.get(file)?.text.clone();
            parse(&text, file, self).map(Arc::new)
        });
        let erased = content.clone().map(|content| content as Arc<dyn Any + Send + Sync>);
        self.companions.push(Companion { name: name.to_owned(), file, content: erased });
        content
    }

    /// Positions of the files beside the scenario that could be read, in order of first use.
    pub(crate) fn companion_files(&self) -> Vec<usize> {
        let whole = self.companions.iter().filter(|companion| companion.content.is_some());
        whole.filter_map(|companion| companion.file).collect()
    }

    /// Keeps the text of a file beside the scenario; gives its position.
    fn load(&mut self, name: &str, place: Place) -> Option<usize> {
        match self.folder.read(name) {
            Ok(text) => Some(self.files.push(name, text)),
            Err(problem) => {
                let label = "this file cannot be read";
                self.problem(
                    Diagnostic::error(place, problem.message, label).maybe_hint(problem.hint),
                );
                None
            }
        }
    }
}

/// A file beside the scenario, such as a schedule of rates, and what its reader made of it.
#[derive(Clone)]
struct Companion {
    name: String,
    /// Its position among the files, if it could be read.
    file: Option<usize>,
    /// None if it could not be read, or something is wrong with it.
    content: Option<Arc<dyn Any + Send + Sync>>,
}
