//! What is shared while one scenario is read: its files, its problems and the names to be looked up
//! in the world.

use crate::report::{Diagnostic, Severity};
use crate::schedule::Schedule;
use crate::selector::Mention;
use crate::source::Folder;
use crate::text::{Files, Place};
use std::sync::Arc;

/// The state of one reading.
pub(crate) struct Reading {
    pub(crate) files: Files,
    pub(crate) folder: Folder,
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) mentions: Vec<Mention>,
    /// Schedules by name, `None` for one that could not be read, so that each is read and reported
    /// once.
    schedules: Vec<(String, Option<Arc<Schedule>>)>,
}

impl Reading {
    pub(crate) fn new(files: Files, folder: Folder) -> Self {
        Self { files, folder, problems: Vec::new(), mentions: Vec::new(), schedules: Vec::new() }
    }

    /// Another reading of the same files, with no problems yet; its files go on where these end.
    pub(crate) fn fork(&self) -> Self {
        let schedules = self.schedules.clone();
        Self { schedules, ..Self::new(self.files.clone(), self.folder.clone()) }
    }

    pub(crate) fn problem(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    pub(crate) fn errors(&self) -> usize {
        self.problems.iter().filter(|problem| problem.severity == Severity::Error).count()
    }

    /// The schedule in the file `name`, asked for at `place`.
    pub(crate) fn schedule(&mut self, name: &str, place: Place) -> Option<Arc<Schedule>> {
        if let Some((_, schedule)) = self.schedules.iter().find(|(known, _)| known == name) {
            return schedule.clone();
        }
        let schedule = self.load(name, place).map(Arc::new);
        self.schedules.push((name.to_owned(), schedule.clone()));
        schedule
    }

    /// Positions of the schedule files read, in order of first use.
    pub(crate) fn schedule_files(&self) -> Vec<usize> {
        self.schedules.iter().filter_map(|(_, schedule)| Some(schedule.as_ref()?.file)).collect()
    }

    fn load(&mut self, name: &str, place: Place) -> Option<Schedule> {
        match self.folder.read(name) {
            Ok(text) => {
                let file = self.files.push(name, text.clone());
                crate::schedule::read(&text, file, self)
            }
            Err(problem) => {
                let label = "this schedule cannot be read";
                self.problem(
                    Diagnostic::error(place, problem.message, label).maybe_hint(problem.hint),
                );
                None
            }
        }
    }
}
