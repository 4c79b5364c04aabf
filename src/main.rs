//! The program: it keeps its files and its memory to itself, embeds what the browser gets, and does what the command line says.

use std::process::ExitCode;

use jaccount_admin::cli;
use jaccount_admin::web::Assets;
use rust_embed::RustEmbed;

/// The index and the sync allocate much and in all sizes; this allocator gives memory back that the C library's keeps.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the browser gets, built by `cargo xtask build`. It is embedded here and not in the library, so that the library can be compiled meanwhile.
#[derive(RustEmbed)]
#[folder = "$BUNDLED_SITE"]
#[allow_missing = true]
struct Site;

/// Embedding follows files that change, but not files that appear; cargo builds this anew when the variable changes.
const _: Option<&str> = option_env!("BUNDLED_SITE_VERSION");

fn main() -> ExitCode {
    keep_to_oneself();
    match cli::run(Assets::new(|path| Site::get(path).map(|file| file.data))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Files are for this user alone, memory is not dumped (it holds keys and people), and every file and connection that the system allows may be open.
fn keep_to_oneself() {
    #[cfg(unix)]
    {
        use rustix::fs::Mode;
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, umask};
        umask(Mode::RWXG | Mode::RWXO);
        let files = getrlimit(Resource::Nofile);
        let limits = [
            (Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }),
            (Resource::Nofile, Rlimit { current: files.maximum, ..files }),
        ];
        for (resource, limit) in limits {
            if let Err(error) = setrlimit(resource, limit) {
                eprintln!("A limit of this process cannot be set: {error}.");
            }
        }
    }
}
