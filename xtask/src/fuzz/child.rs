//! How are inputs read one after the other, so that the parent knows which one was the last?

use super::targets::{Bench, Target};
use super::{Fuzz, MEMORY, kept, mutate};
use rand::SeedableRng;
use rand::prelude::IndexedRandom;
use rand_pcg::Pcg64;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Where the last panic was and what it said: the hook has the place, the payload has not.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Reads inputs until the time is over; whether none made the reader panic. The first that does
/// ends it, its place and message on standard error.
///
/// # Errors
/// If there is nothing to begin from.
pub(super) fn run(target: &Target, fuzz: &Fuzz) -> Result<bool, String> {
    let seeds = (target.seeds)().map_err(|error| format!("seeds of {}: {error}", target.name))?;
    let bench = Bench::new(&seeds).map_err(|error| error.to_string())?;
    let file = kept(target.name);
    std::fs::create_dir_all(file.parent().unwrap_or(&file)).map_err(|error| error.to_string())?;
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut said) = PANIC.lock() {
            *said = info.to_string();
        }
    }));
    // A good file must be read: a target whose seeds are refused tests nothing.
    for seed in &seeds {
        (target.read)(&bench, seed, &seed.bytes)
            .map_err(|error| format!("the good file {} is refused: {error}", seed.file))?;
    }
    super::super::limit_memory(MEMORY);
    let (began, time) = (Instant::now(), Duration::from_secs_f64(fuzz.seconds));
    let mut progress = std::io::stdout().lock();
    let mut input = fuzz.first;
    while began.elapsed() < time {
        let mut random =
            Pcg64::seed_from_u64(fuzz.seed ^ input.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let Some(seed) = seeds.choose(&mut random) else { return Err("no seeds".to_owned()) };
        let bytes = mutate::packed(seed, &seeds, &mut random);
        std::fs::write(&file, &bytes).map_err(|error| error.to_string())?;
        let told = progress.write_all(&input.to_le_bytes()).and_then(|()| progress.flush());
        told.map_err(|error| error.to_string())?;
        // Whether it is refused is its own matter; the message has to come.
        let read = catch_unwind(AssertUnwindSafe(|| (target.read)(&bench, seed, &bytes).err()));
        if read.is_err() {
            let said = PANIC.lock().map(|said| said.clone()).unwrap_or_default();
            eprintln!("in the place of {}: {said}", seed.file);
            return Ok(false);
        }
        input += 1;
    }
    Ok(true)
}
