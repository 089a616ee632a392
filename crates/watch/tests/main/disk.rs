//! A disk that is full for a while ends no watch: what it refused is told once and done later,
//! nothing twice.

use crate::desk::Desk;
use detente_watch::Stop;
use detente_watch::faults::{Fate, Faults, Step};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// The disk refuses some steps in a row.
struct FullFrom(usize, AtomicUsize);

/// Steps refused: more than one look makes.
const REFUSED: usize = 3;

impl Faults for FullFrom {
    fn at(&self, step: Step) -> Fate {
        let at = self.1.fetch_add(1, Ordering::SeqCst);
        // Printing goes elsewhere.
        if (self.0..self.0 + REFUSED).contains(&at) && step != Step::Print {
            Fate::Full
        } else {
            Fate::Go
        }
    }
}

/// Watches two scenarios that cross until both events are told and logged, with the disk full at
/// one time.
fn watched(from: usize) -> (Desk, usize) {
    let mut desk = Desk::new("");
    desk.set("cars", -0.3, 0.0);
    desk.set("ships", -0.4, 0.0);
    let faults = Arc::new(FullFrom(from, AtomicUsize::new(0)));
    let plan = desk.plan(false, Arc::clone(&faults) as Arc<dyn Faults>).unwrap();
    let (stop, journal) = (Stop::new(), desk.path("state/journal.jsonl"));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let begun = Instant::now();
            let told = || {
                std::fs::read_to_string(&journal)
                    .unwrap_or_default()
                    .matches("\"announced\"")
                    .count()
            };
            while told() < 2 && begun.elapsed() < Duration::from_secs(10) {
                std::thread::sleep(Duration::from_millis(2));
            }
            // A few looks more, in which nothing may happen.
            std::thread::sleep(Duration::from_millis(30));
            stop.ask();
        });
        assert_eq!(desk.go(&plan, &stop).unwrap().events, 2, "full from step {from}");
    });
    (desk, faults.1.load(Ordering::SeqCst))
}

#[test]
fn whatever_step_the_disk_is_full_at_everything_is_told_once_in_the_end() {
    let (undisturbed, steps) = watched(usize::MAX / 2);
    assert!(steps >= 12 && undisturbed.noted("tried again") == 0, "{steps} steps");
    for from in 0..steps {
        let (mut desk, _) = watched(from);
        assert_eq!(desk.logged(), desk.ids(), "full from step {from}");
        assert_eq!(desk.ids().len(), 2, "full from step {from}");
        assert!(desk.noted("tried again at the next look") > 0, "full from step {from}");
        assert!(
            from + REFUSED >= steps || desk.noted("everything can be written again") > 0,
            "full from step {from}"
        );
        // The state is whole: the next start finds nothing to mend and nothing to tell.
        desk.once().unwrap();
        assert_eq!(
            (desk.ids().len(), desk.noted("half a line"), desk.noted("not printed again")),
            (2, 0, 0)
        );
    }
}

#[test]
fn a_watch_that_looks_once_says_that_the_disk_is_full() {
    let mut desk = Desk::new("");
    desk.set("cars", -0.3, 0.0);
    let error = desk.once_with(Arc::new(FullFrom(0, AtomicUsize::new(0)))).unwrap_err();
    assert!(error.is_passing() && error.to_string().contains("cannot write"), "{error}");
    assert_eq!(desk.once().unwrap().events, 1);
}
