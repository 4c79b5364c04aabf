//! Steps of work, announced and timed.

use std::time::Instant;

use anyhow::Result;

/// Says what is being done, does it, and says how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("▸ {what} …");
    let started = Instant::now();
    let result = work();
    let seconds = started.elapsed().as_secs_f64();
    match &result {
        Ok(_) => println!("✓ {what}: {seconds:.1} s"),
        Err(_) => println!("✗ {what}: failed after {seconds:.1} s"),
    }
    result
}
