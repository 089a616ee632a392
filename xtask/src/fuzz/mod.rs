//! Does any input make a reader panic, hang or ask for more memory than it may?
//! `cargo xtask fuzz --seconds 60`.
//!
//! ```text
//! targets   one per reader: good files to begin from, and the call that reads one
//! mutate    from a good file to one that is nearly good
//! child     reads inputs one after the other in a process of its own, telling the parent which
//! ```
//! Inputs follow from the seed, the target and their number, so that a finding can be made again.
//! The parent ends a child that takes too long over one input; the child itself catches panics, and
//! its allocator refuses more than the budget.

mod child;
mod mutate;
mod targets;

use clap::Args;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// An input may take so long, on a busy machine.
const LONGEST: Duration = Duration::from_secs(10);
/// A reader may use so much memory over what it had before, in bytes.
const MEMORY: usize = 1 << 30;
/// So many findings of one target are enough for a run.
const ENOUGH: usize = 5;

/// How to fuzz.
#[derive(Args, Clone, Debug)]
pub(crate) struct Fuzz {
    /// Time for all targets together.
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// One target alone; all by default.
    #[arg(long)]
    target: Option<String>,
    /// Where the inputs are drawn from.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The number of the first input.
    #[arg(long, default_value_t = 0)]
    first: u64,
    /// Reads inputs in this process: what the parent starts.
    #[arg(long, hide = true)]
    child: bool,
}

/// What ended a child before its time.
#[derive(Debug)]
struct Finding {
    target: &'static str,
    input: u64,
    what: String,
}

/// Whether nothing was found.
pub(crate) fn run(fuzz: &Fuzz) -> Result<bool, String> {
    let chosen: Vec<_> = targets::ALL
        .iter()
        .filter(|target| fuzz.target.as_deref().is_none_or(|name| name == target.name))
        .collect();
    if chosen.is_empty() {
        let names: Vec<&str> = targets::ALL.iter().map(|target| target.name).collect();
        return Err(format!("there is no such target; the targets are: {}", names.join(", ")));
    }
    if fuzz.child {
        return child::run(chosen[0], fuzz);
    }
    let share = Duration::from_secs_f64(fuzz.seconds / chosen.len() as f64);
    let mut findings = Vec::new();
    for target in chosen {
        let read = for_a_while(target.name, fuzz, share, &mut findings)?;
        println!("{:<12} {read:>9} inputs", target.name);
    }
    for finding in &findings {
        println!("\n{} input {}: {}", finding.target, finding.input, finding.what);
        let again =
            format!("--target {} --seed {} --first {}", finding.target, fuzz.seed, finding.input);
        println!(
            "  again: cargo xtask fuzz --seconds 1 {again}; the input is {}",
            kept(finding.target).display()
        );
    }
    println!("{} findings", findings.len());
    Ok(findings.is_empty())
}

/// The file that holds the input a child is reading.
fn kept(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/fuzz").join(target)
}

/// Reads inputs of one target until its time is over; a child that ends early leaves a finding and
/// the next one goes on behind it.
fn for_a_while(
    target: &'static str,
    fuzz: &Fuzz,
    share: Duration,
    findings: &mut Vec<Finding>,
) -> Result<u64, String> {
    let began = Instant::now();
    let mut first = fuzz.first;
    let before = findings.len();
    while began.elapsed() < share && findings.len() < before + ENOUGH {
        let left = share - began.elapsed();
        let (at, ended) = one_child(target, fuzz, first, left)?;
        let Some(what) = ended else { return Ok(at + 1 - fuzz.first) };
        findings.push(Finding { target, input: at, what });
        first = at + 1;
    }
    Ok(first - fuzz.first)
}

/// The last input that was begun, and why the child ended early if it did.
fn one_child(
    target: &str,
    fuzz: &Fuzz,
    first: u64,
    left: Duration,
) -> Result<(u64, Option<String>), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut child = Command::new(program)
        .args([
            "fuzz",
            "--child",
            "--target",
            target,
            "--seed",
            &fuzz.seed.to_string(),
            "--first",
            &first.to_string(),
        ])
        .args(["--seconds", &left.as_secs_f64().to_string()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let at = Arc::new(AtomicU64::new(first));
    let progress = child.stdout.take().map(|pipe| follow(pipe, Arc::clone(&at)));
    let errors = child.stderr.take().map(|mut pipe| {
        std::thread::spawn(move || {
            let mut text = String::new();
            let _ = pipe.read_to_string(&mut text);
            text
        })
    });
    let hung = wait(&mut child, &at).map_err(|error| error.to_string())?;
    let status = child.wait().map_err(|error| error.to_string())?;
    if let Some(progress) = progress {
        let _ = progress.join();
    }
    let said = errors.and_then(|errors| errors.join().ok()).unwrap_or_default();
    if status.code() == Some(2) {
        return Err(said.trim().to_owned());
    }
    let ended = match (hung, status.success()) {
        (true, _) => Some(format!("still reading after {} s", LONGEST.as_secs())),
        (false, true) => None,
        (false, false) => Some(format!("{status}: {}", said.trim())),
    };
    Ok((at.load(Ordering::Acquire), ended))
}

/// Takes the numbers of inputs from the child's output, eight bytes each.
fn follow(mut pipe: impl Read + Send + 'static, at: Arc<AtomicU64>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut number = [0; 8];
        while pipe.read_exact(&mut number).is_ok() {
            at.store(u64::from_le_bytes(number), Ordering::Release);
        }
    })
}

/// Waits for the child; ends it, and says so, where one input takes too long.
fn wait(child: &mut Child, at: &AtomicU64) -> std::io::Result<bool> {
    let mut last = (u64::MAX, Instant::now());
    while child.try_wait()?.is_none() {
        let now = at.load(Ordering::Acquire);
        if now != last.0 {
            last = (now, Instant::now());
        } else if last.1.elapsed() > LONGEST {
            child.kill()?;
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(false)
}
