//! Other programs: run to their end, or kept running and stopped with us.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

static STOPPING: AtomicBool = AtomicBool::new(false);
/// What to undo when we are told to stop in the middle: process ids and a way to end each.
static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Ctrl-C and SIGTERM end the programs we started; the work under way then fails and undoes itself.
pub fn stop_children_on_signals() {
    // Fails only when set twice.
    _ = ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::SeqCst);
        for id in CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            terminate(*id);
        }
    });
}

pub fn is_stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

fn terminate(id: u32) {
    // Ended already: nothing to do.
    _ = Command::new("kill").arg(id.to_string()).stderr(Stdio::null()).status();
}

/// Runs a command to its end; its output is shown.
pub fn run(command: &mut Command) -> Result<()> {
    let mut child = Running::start(command)?;
    let status = child.child.wait()?;
    if !status.success() {
        if is_stopping() {
            bail!("Stopped.");
        }
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a command to its end and hands its output out; it is shown only on failure.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| not_there(command))?;
    if !output.status.success() {
        bail!(
            "{} failed ({})\n{}{}",
            shown(command),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a command can be run and succeeds; nothing is shown.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .stdin(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command to its end, shows its output, and hands every line of standard output to `look`. Returns whether it succeeded.
pub fn watch(command: &mut Command, mut look: impl FnMut(&str)) -> Result<bool> {
    let mut child = Running::start(command.stdout(Stdio::piped()))?;
    let lines = child.child.stdout.take().context("Standard output was asked for")?;
    for line in BufReader::new(lines).lines() {
        let line = line?;
        println!("{line}");
        look(&line);
    }
    Ok(child.child.wait()?.success())
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|argument| argument.to_string_lossy().into_owned()));
    words.join(" ")
}

fn not_there(command: &Command) -> String {
    format!("{} cannot be started; is it installed?", command.get_program().to_string_lossy())
}

/// A program that runs until this is dropped.
pub struct Running {
    child: Child,
}

impl Running {
    pub fn start(command: &mut Command) -> Result<Self> {
        if is_stopping() {
            bail!("Stopped.");
        }
        let child = command.spawn().with_context(|| not_there(command))?;
        CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).push(child.id());
        Ok(Self { child })
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until an HTTP GET of `url` is answered with 200, at most so long.
    pub fn wait_for(&mut self, url: &str, limit: Duration) -> Result<Duration> {
        let started = Instant::now();
        while started.elapsed() < limit {
            if self.has_ended() {
                bail!("The program ended before it answered.");
            }
            if answers(url) {
                return Ok(started.elapsed());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        bail!("{url} did not answer within {} s", limit.as_secs())
    }
}

/// Whether `http://host:port/path` answers with 200.
pub fn answers(url: &str) -> bool {
    use std::io::{Read as _, Write as _};
    let Some((host, path)) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let Ok(mut stream) = std::net::TcpStream::connect(host) else { return false };
    let mut answer = [0; 12];
    stream.set_read_timeout(Some(Duration::from_secs(2))).is_ok()
        && write!(stream, "GET /{path} HTTP/1.0\r\nHost: {host}\r\n\r\n").is_ok()
        && stream.read_exact(&mut answer).is_ok()
        && answer.ends_with(b"200")
}

/// A port of 127.0.0.1 that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

impl Drop for Running {
    fn drop(&mut self) {
        CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).retain(|id| *id != self.child.id());
        if self.has_ended() {
            return;
        }
        terminate(self.child.id());
        let asked = Instant::now();
        while !self.has_ended() && asked.elapsed() < Duration::from_secs(12) {
            std::thread::sleep(Duration::from_millis(10));
        }
        // It did not heed the signal, or has ended meanwhile.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
