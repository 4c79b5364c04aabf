//! What one does with this project: `cargo xtask demo | dev | test | build | bench | fuzz | soak | screenshot`.

mod bench;
mod bundle;
mod circles;
mod demo;
mod deploy;
mod dev;
mod place;
mod portable;
mod postgres;
mod process;
mod rules;
mod screenshot;
mod setup;
mod soak;
mod step;
mod test;
mod unused;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask COMMAND

  demo             build everything, start a simulated university and the dashboard on http://127.0.0.1:3000
  dev              the same from a quick build, rebuilt and restarted when a file changes
  test [NAME …]    every check and test, or those named: fmt clippy doc rules deny unit http bundle browser
  build            the release program with everything the browser needs inside
  bench            figures of the release program: bundle, pages, start, memory
  fuzz             ten million made-up inputs for what reads addresses, upstream's answers, tokens, lists and names, and masks (--cases N, --seed N)
  soak             an office of fifty at work while servers are killed and the database restarts (--minutes 30, --instances 3)
  screenshot       take the screenshots again (all of them with --all DIR)

What is missing on this machine (WebAssembly target, tools) is installed on the way; each installation is announced.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    process::stop_children_on_signals();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let (command, rest) =
        arguments.split_first().map_or(("help", &[][..]), |(command, rest)| (command.as_str(), rest));
    match command {
        "demo" => demo::run(),
        "dev" => dev::run(),
        "test" => test::run(rest),
        "build" => {
            bundle::build_release().map(|program| println!("The program is {}.", program.server.display()))
        }
        "bench" => bench::run(rest),
        "fuzz" => bench::fuzz(rest),
        "soak" => soak::run(rest),
        "screenshot" => screenshot::run(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("There is no command {other:?}.\n\n{USAGE}"),
    }
}
