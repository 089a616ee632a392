//! How does a result get to the disk so that a kill at any moment loses nothing?
//!
//! A folder is written under a random name beside its place, made durable, and renamed; an earlier
//! result steps aside by a rename. One writer at a time holds a lock of the operating system beside
//! the folder. Who gets the lock mends what a killed writer left: nobody else can be using it, in
//! whichever container it ran. A single file is its own lock while it has its temporary name.

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How often and how long a writer waits for another one: five seconds in all.
const TRIES: usize = 50;
const PAUSE: Duration = Duration::from_millis(100);
/// What a writer of another name left is swept after a day: where locks do not reach another
/// container, its writer is done by then.
const STALE: Duration = Duration::from_secs(24 * 60 * 60);

/// The files, by path with slashes, that an earlier result of detente in this folder consists of;
/// none if the folder is not ours.
pub type Owned<'a> = &'a dyn Fn(&Path) -> Option<Vec<String>>;

/// Writes a folder whole or not at all, durably; an earlier result gives way, and a user's own
/// files in it are kept.
///
/// # Errors
/// If the folder holds something that is not ours (`AlreadyExists`), another writer does not finish
/// in time (`WouldBlock`), or the operating system refuses. The earlier result stands then.
pub fn write_folder(folder: &Path, files: &[(String, Vec<u8>)], owned: Owned<'_>) -> Result<()> {
    let folder = followed(folder)?;
    std::fs::create_dir_all(parent(&folder))?;
    let _lock = Lock::take(&folder)?;
    mend(&folder, owned)?;
    sweep_others(&folder);
    let kept = users_files(&folder, owned)?;
    refuse_clash(&kept, files)?;
    let (partial, old) = (beside(&folder, "partial"), beside(&folder, "old"));
    let written = fill(&partial, files).and_then(|()| exchange(&folder, &partial, &old));
    if written.is_err() {
        let _ = std::fs::remove_dir_all(&partial);
    }
    written?;
    if old.exists() {
        // Once more, for a file may have come since.
        let kept = users_files(&old, owned)?;
        retire(&folder, &old, &kept)?;
    }
    Ok(())
}

/// Mends what a killed writer of `folder` left, unless a writer is at work: an earlier result under
/// its temporary name comes back.
///
/// # Errors
/// If the operating system refuses.
pub fn recover(folder: &Path, owned: Owned<'_>) -> Result<()> {
    let folder = followed(folder)?;
    if leftovers(&folder)?.is_empty() {
        return Ok(());
    }
    match Lock::attempt(&folder)? {
        Some(_lock) => mend(&folder, owned),
        None => Ok(()),
    }
}

/// Refuses a place where something is: for results that replace nothing. What a killed writer left
/// is mended before.
///
/// # Errors
/// If there is a file or a folder that is not empty (`AlreadyExists`), or the operating system
/// refuses.
pub fn require_new(folder: &Path) -> Result<()> {
    // Nothing here is ours: an earlier result that comes back is in the way like any other.
    let mended = recover(folder, &|_| None);
    let empty =
        |folder: &Path| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if folder.exists() && !empty(folder) {
        return Err(Error::new(ErrorKind::AlreadyExists, "exists already; name a new folder"));
    }
    mended
}

/// Writes a file whole or not at all, durably, under a random name first; sweeps what killed
/// writers of it left.
pub(crate) fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let path = followed(path)?;
    // What is no file on a disk, such as a pipe or /dev/null, is written to and never replaced.
    if std::fs::metadata(&path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return OpenOptions::new().write(true).open(&path)?.write_all(bytes);
    }
    std::fs::create_dir_all(parent(&path))?;
    for left in leftovers(&path)?.iter().filter(|left| left.is_file()) {
        sweep_file(left);
    }
    sweep_others(&path);
    let (temporary, file) = own_temporary(&path)?;
    let written = filled(&file, bytes).and_then(|()| std::fs::rename(&temporary, &path));
    if written.is_err() {
        // The first error is the one to report, whether or not the leftover can be removed.
        let _ = std::fs::remove_file(&temporary);
    }
    written?;
    sync_folder(parent(&path))
}

/// A temporary file beside `path` that nobody sweeps while this process lives: it is locked.
fn own_temporary(path: &Path) -> Result<(PathBuf, File)> {
    for _ in 0..TRIES {
        let temporary = beside(path, "partial");
        let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        // Where the disk has no locks, nobody gets one to sweep with.
        let _ = file.lock();
        // Somebody may have swept it between our making and locking it.
        if same_file(&file, &temporary) {
            return Ok((temporary, file));
        }
    }
    Err(Error::new(
        ErrorKind::WouldBlock,
        "another program removes the files that are being written there",
    ))
}

/// Removes a temporary file whose writer is dead; what cannot be opened or removed stays.
fn sweep_file(left: &Path) {
    let Ok(file) = OpenOptions::new().write(true).open(left) else { return };
    if file.try_lock().is_ok() && same_file(&file, left) {
        let _ = std::fs::remove_file(left);
    }
}

/// Removes what writers of other names left beside `path` a day ago or earlier. It does no harm, so
/// a failure is no error.
fn sweep_others(path: &Path) {
    let Ok(entries) = std::fs::read_dir(parent(path)) else { return };
    let stale = |left: &Path| {
        let changed = std::fs::symlink_metadata(left).and_then(|found| found.modified());
        changed.is_ok_and(|changed| {
            SystemTime::now().duration_since(changed).is_ok_and(|age| age > STALE)
        })
    };
    for left in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let found = name(&left);
        let Some((of, "partial")) = temporary_name(&found) else { continue };
        if !stale(&left) {
            continue;
        }
        if left.is_file() {
            sweep_file(&left);
        } else if let Ok(Some(_lock)) = Lock::attempt(&path.with_file_name(of)) {
            let _ = std::fs::remove_dir_all(&left);
        }
    }
}

/// Where a symbolic link leads, also if nothing is there yet.
fn followed(path: &Path) -> Result<PathBuf> {
    let mut path = std::path::absolute(path)?;
    for _ in 0..40 {
        match std::fs::symlink_metadata(&path) {
            Ok(found) if found.is_symlink() => {
                path = parent(&path).join(std::fs::read_link(&path)?)
            }
            _ => return Ok(path),
        }
    }
    Err(Error::new(ErrorKind::InvalidInput, "its symbolic links lead in a circle"))
}

fn parent(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A random name beside `path`: a process id would say nothing to another container.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let random = std::collections::hash_map::RandomState::new().build_hasher().finish();
    path.with_file_name(format!(".{}.{random:016x}.{ending}", name(path)))
}

/// Whose temporary name this is, and its ending: `.NAME.0123456789abcdef.partial`, or `.old`.
fn temporary_name(found: &str) -> Option<(&str, &str)> {
    let (rest, ending) = found.strip_prefix('.')?.rsplit_once('.')?;
    let (of, random) = rest.rsplit_once('.')?;
    let drawn = random.len() == 16 && random.bytes().all(|byte| byte.is_ascii_hexdigit());
    (drawn && !of.is_empty() && matches!(ending, "partial" | "old")).then_some((of, ending))
}

/// What writers of `folder` left beside it.
fn leftovers(folder: &Path) -> Result<Vec<PathBuf>> {
    let own = name(folder);
    let ours = |path: &PathBuf| temporary_name(&name(path)).is_some_and(|(of, _)| of == own);
    let entries = match std::fs::read_dir(parent(folder)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.retain(ours);
    paths.sort();
    Ok(paths)
}

/// Only under the lock. A partial folder was never a result; an old one is, until the new one
/// stands and has the user's files.
fn mend(folder: &Path, owned: Owned<'_>) -> Result<()> {
    for left in leftovers(folder)? {
        let partial = left.extension().is_some_and(|ending| ending == "partial");
        if partial && left.is_dir() {
            std::fs::remove_dir_all(&left)?;
        } else if partial {
            std::fs::remove_file(&left)?;
        } else if !folder.exists() {
            std::fs::rename(&left, folder)?;
        } else {
            retire(folder, &left, &users_files(&left, owned)?)?;
        }
    }
    sync_folder(parent(folder))
}

/// Moves the user's files from the old folder to the new one, then removes the old one.
fn retire(folder: &Path, old: &Path, kept: &[String]) -> Result<()> {
    for path in kept {
        let (from, to) = (old.join(path), folder.join(path));
        let there = std::fs::symlink_metadata(&to);
        if path.ends_with('/') && there.as_ref().is_ok_and(std::fs::Metadata::is_dir) {
            continue;
        }
        if there.is_ok() {
            let what = format!(
                "`{}` is in the way of `{}`, which is yours; move one of the two",
                to.display(),
                from.display()
            );
            return Err(Error::new(ErrorKind::AlreadyExists, what));
        }
        std::fs::create_dir_all(parent(&to))?;
        std::fs::rename(&from, &to)?;
        sync_folder(parent(&to))?;
    }
    std::fs::remove_dir_all(out_of_the_way(folder, old)?)
}

/// What is left of an old result is of no use to anybody. A kill while it is removed may take the
/// mark of ownership first, and must not leave a folder that nobody dares to touch: it goes under a
/// name that says so.
fn out_of_the_way(folder: &Path, old: &Path) -> Result<PathBuf> {
    let gone = beside(folder, "partial");
    std::fs::rename(old, &gone)?;
    Ok(gone)
}

/// Files, links and empty folders in `folder` that no earlier result consists of; an empty folder
/// ends in a slash.
///
/// # Errors
/// If the folder cannot be read, or is not ours (`AlreadyExists`).
pub fn users_files(folder: &Path, owned: Owned<'_>) -> Result<Vec<String>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    walk(folder, "", &mut found)?;
    if found.is_empty() {
        return Ok(found);
    }
    let Some(ours) = owned(folder) else {
        return Err(Error::new(
            ErrorKind::AlreadyExists,
            "it holds files and is no result of detente",
        ));
    };
    let ours: HashSet<String> = ours.into_iter().collect();
    found.retain(|path| !ours.contains(path));
    found.sort();
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            let what = format!(
                "the name of `{}` is not UTF-8, so it cannot be kept; move it away",
                entry.path().display()
            );
            return Err(Error::new(ErrorKind::AlreadyExists, what));
        };
        // What a killed writer of ours left belongs to no run.
        if temporary_name(&name).is_some_and(|(_, ending)| ending == "partial") {
            continue;
        }
        let path = format!("{prefix}{name}");
        if !entry.file_type()?.is_dir() {
            found.push(path);
        } else if std::fs::read_dir(entry.path())?.next().is_some() {
            walk(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.push(format!("{path}/"));
        }
    }
    Ok(())
}

fn refuse_clash(kept: &[String], files: &[(String, Vec<u8>)]) -> Result<()> {
    let inside = |outer: &str, inner: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
    };
    let clash = |kept: &&String| {
        // An empty folder is in the way of a file, not of a folder.
        let (name, is_folder) =
            kept.strip_suffix('/').map_or((kept.as_str(), false), |name| (name, true));
        files.iter().any(|(file, _)| {
            file == name || inside(file, name) || (!is_folder && inside(name, file))
        })
    };
    match kept.iter().find(clash) {
        None => Ok(()),
        Some(path) => {
            let what = format!(
                "`{path}` in it is not of the earlier result and would be overwritten; rename it"
            );
            Err(Error::new(ErrorKind::AlreadyExists, what))
        }
    }
}

fn exchange(folder: &Path, partial: &Path, old: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::rename(folder, old)?;
    }
    let placed = std::fs::rename(partial, folder);
    if placed.is_err() && old.exists() {
        // The earlier result comes back; the error to report is the first one.
        let _ = std::fs::rename(old, folder);
    }
    placed?;
    sync_folder(parent(folder))
}

fn fill(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    std::fs::create_dir(folder)?;
    let mut folders = HashSet::from([folder.to_owned()]);
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(parent(&path))?;
        folders.insert(parent(&path).to_owned());
        durable(&path, bytes)?;
    }
    folders.iter().try_for_each(|folder| sync_folder(folder))
}

fn durable(path: &Path, bytes: &[u8]) -> Result<()> {
    filled(&OpenOptions::new().write(true).create_new(true).open(path)?, bytes)
}

fn filled(mut file: &File, bytes: &[u8]) -> Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the names in a folder durable. Where folders cannot be opened (not on Unix), renaming has
/// to do.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The right to write a folder; the operating system gives it back when the process ends, however
/// it ends.
struct Lock {
    path: PathBuf,
    file: File,
}

impl Lock {
    fn take(folder: &Path) -> Result<Self> {
        for _ in 0..TRIES {
            if let Some(lock) = Self::attempt(folder)? {
                return Ok(lock);
            }
            std::thread::sleep(PAUSE);
        }
        let what =
            "another detente is writing there; wait until it has finished, or name another folder";
        Err(Error::new(ErrorKind::WouldBlock, what))
    }

    fn attempt(folder: &Path) -> Result<Option<Self>> {
        let path = folder.with_file_name(format!(".{}.lock", name(folder)));
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
            // Whoever held it before may have removed the file between our opening and locking:
            // then the lock says nothing.
            Ok(()) => Ok(same_file(&file, &path).then(|| Self { path, file })),
        }
    }
}

impl Drop for Lock {
    /// Removes the file while it is still locked, so that nothing is left beside the folder.
    fn drop(&mut self) {
        // Somebody may have removed it and another writer made one of its own.
        if same_file(&self.file, &self.path) {
            let _ = std::fs::remove_file(&self.path);
        }
        let _ = self.file.unlock();
    }
}

#[cfg(unix)]
fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |found: std::fs::Metadata| (found.dev(), found.ino());
    matches!((file.metadata(), std::fs::metadata(path)), (Ok(own), Ok(there)) if place(own.clone()) == place(there.clone()))
}

#[cfg(not(unix))]
fn same_file(_: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours(folder: &Path) -> Option<Vec<String>> {
        let list = std::fs::read_to_string(folder.join("list")).ok()?;
        Some(list.lines().map(str::to_owned).chain(["list".to_owned()]).collect())
    }

    fn result(text: &str) -> Vec<(String, Vec<u8>)> {
        [("list", "tables/a"), ("tables/a", text)]
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .into()
    }

    fn read(path: &Path) -> String {
        std::fs::read_to_string(path).unwrap_or_default()
    }

    #[test]
    fn a_new_result_replaces_its_own_files_alone() {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        write_folder(&run, &result("one"), &ours).unwrap();
        std::fs::write(run.join("tables/mine"), "mine").unwrap();
        write_folder(&run, &result("two"), &ours).unwrap();
        assert_eq!(
            (read(&run.join("tables/a")), read(&run.join("tables/mine"))),
            ("two".into(), "mine".into())
        );
        assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_kill_between_the_renames_loses_neither_the_old_result_nor_what_is_the_users() {
        let home = tempfile::tempdir().unwrap();
        let (run, old) = (home.path().join("run"), home.path().join(".run.00000000000000aa.old"));
        write_folder(&run, &result("one"), &ours).unwrap();
        std::fs::write(run.join("mine"), "mine").unwrap();
        std::fs::rename(&run, &old).unwrap();
        recover(&run, &ours).unwrap();
        assert_eq!(read(&run.join("tables/a")), "one");
        // The new one stands, and the user's file is still in the old one.
        std::fs::rename(&run, &old).unwrap();
        fill(&run, &result("two")).unwrap();
        recover(&run, &ours).unwrap();
        assert_eq!(
            (read(&run.join("tables/a")), read(&run.join("mine"))),
            ("two".into(), "mine".into())
        );
        assert!(!old.exists());
    }

    #[test]
    fn a_kill_while_the_old_result_is_removed_stands_in_nobodys_way() {
        let home = tempfile::tempdir().unwrap();
        let (run, old) = (home.path().join("run"), home.path().join(".run.00000000000000aa.old"));
        write_folder(&run, &result("one"), &ours).unwrap();
        fill(&old, &result("zero")).unwrap();
        // The mark of ownership goes first, and the kill comes then.
        std::fs::remove_file(old.join("list")).unwrap();
        assert!(write_folder(&run, &result("two"), &ours).is_err(), "it might be a user's");
        // That cannot happen: it is out of the way before anything of it goes.
        let gone = out_of_the_way(&run, &old).unwrap();
        assert!(gone.join("tables/a").exists() && !gone.join("list").exists());
        write_folder(&run, &result("two"), &ours).unwrap();
        assert_eq!(
            (read(&run.join("tables/a")), std::fs::read_dir(home.path()).unwrap().count()),
            ("two".into(), 1)
        );
    }

    #[test]
    fn an_empty_folder_of_ours_or_of_the_users_is_in_nobodys_way() {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("run");
        write_folder(&run, &result("one"), &ours).unwrap();
        std::fs::remove_file(run.join("tables/a")).unwrap();
        std::fs::create_dir_all(run.join("slides/empty")).unwrap();
        for text in ["two", "three"] {
            write_folder(&run, &result(text), &ours).unwrap();
            assert!(read(&run.join("tables/a")) == text && run.join("slides/empty").is_dir());
        }
        std::fs::create_dir(run.join("b")).unwrap();
        let mut more = result("four");
        more.push(("b".to_owned(), Vec::new()));
        assert_eq!(write_folder(&run, &more, &ours).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(read(&run.join("tables/a")), "three");
    }

    #[test]
    fn a_writer_at_work_is_not_disturbed() {
        let home = tempfile::tempdir().unwrap();
        let (run, partial) =
            (home.path().join("run"), home.path().join(".run.00000000000000aa.partial"));
        let lock = Lock::take(&run).unwrap();
        fill(&partial, &result("one")).unwrap();
        recover(&run, &ours).unwrap();
        assert!(partial.exists());
        assert_eq!(
            write_folder(&run, &result("two"), &ours).unwrap_err().kind(),
            ErrorKind::WouldBlock
        );
        drop(lock);
        write_folder(&run, &result("two"), &ours).unwrap();
        assert!(!partial.exists() && read(&run.join("tables/a")) == "two");
    }

    #[test]
    fn leftovers_of_a_file_are_swept_and_those_of_a_writer_at_work_are_not() {
        let home = tempfile::tempdir().unwrap();
        let (page, left) = (
            home.path().join("page.html"),
            home.path().join(".page.html.00000000000000aa.partial"),
        );
        std::fs::write(&left, "half").unwrap();
        let (busy, _file) = own_temporary(&page).unwrap();
        write_file(&page, b"whole").unwrap();
        assert!(!left.exists() && busy.exists() && read(&page) == "whole");
        // In a result's folder it is no file of the user.
        assert_eq!(
            users_files(home.path(), &|_| Some(vec!["page.html".to_owned()])).unwrap(),
            [""; 0]
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_written_to_and_stays_one() {
        use std::os::unix::fs::FileTypeExt;
        let home = tempfile::tempdir().unwrap();
        let pipe = home.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || read(&pipe)
        });
        write_file(&pipe, b"whole").unwrap();
        assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(reader.join().unwrap(), "whole");
    }

    #[test]
    fn what_others_left_is_swept_after_a_day() {
        let home = tempfile::tempdir().unwrap();
        let (file, folder) = (
            home.path().join(".a.00000000000000aa.partial"),
            home.path().join(".b.00000000000000aa.partial"),
        );
        std::fs::write(&file, "half").unwrap();
        fill(&folder, &result("half")).unwrap();
        write_file(&home.path().join("page.html"), b"whole").unwrap();
        assert!(file.exists() && folder.exists());
        let long_ago = SystemTime::now() - 2 * STALE;
        File::options().write(true).open(&file).unwrap().set_modified(long_ago).unwrap();
        if cfg!(unix) {
            File::open(&folder).unwrap().set_modified(long_ago).unwrap();
            let lock = Lock::take(&home.path().join("b")).unwrap();
            write_file(&home.path().join("page.html"), b"whole").unwrap();
            assert!(!file.exists() && folder.exists());
            drop(lock);
            write_folder(&home.path().join("run"), &result("one"), &ours).unwrap();
            assert!(!folder.exists());
        }
    }

    #[test]
    fn a_place_is_new_once_what_a_kill_left_there_has_come_back() {
        let home = tempfile::tempdir().unwrap();
        let (run, old) = (home.path().join("run"), home.path().join(".run.00000000000000aa.old"));
        require_new(&run).unwrap();
        write_folder(&run, &result("one"), &ours).unwrap();
        std::fs::rename(&run, &old).unwrap();
        assert_eq!(require_new(&run).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(read(&run.join("tables/a")), "one");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed() {
        let home = tempfile::tempdir().unwrap();
        let (run, link) = (home.path().join("run"), home.path().join("link"));
        std::os::unix::fs::symlink("run", &link).unwrap();
        write_folder(&link, &result("one"), &ours).unwrap();
        assert!(link.is_symlink() && read(&run.join("tables/a")) == "one");
    }
}
