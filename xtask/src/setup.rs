//! Brings in what is missing on this machine. Each installation is announced with its reason; nothing is asked.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::place;
use crate::process::{output, run, succeeds};

pub const WASM: &str = "wasm32-unknown-unknown";

/// Which cargo builds the browser's bundle, and with which further arguments and variables.
pub struct WasmCargo {
    program: PathBuf,
    arguments: Vec<&'static str>,
    variables: Vec<(&'static str, String)>,
}

impl WasmCargo {
    pub fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(&self.program);
        if !self.variables.is_empty() {
            // Set by rustup for the toolchain that runs us; Debian's is another.
            for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "RUSTC_WRAPPER"] {
                command.env_remove(name);
            }
        }
        command
            .current_dir(place::root())
            .arg(subcommand)
            .args(&self.arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Finds or installs a compiler for WebAssembly: rustup's target, or else Debian's compiler for browsers.
pub fn wasm_cargo() -> Result<WasmCargo> {
    let debian_only = std::env::var_os("XTASK_WASM_FROM_DEBIAN").is_some();
    if !debian_only && (has_wasm_target()? || add_wasm_target()) {
        return Ok(WasmCargo { program: cargo(), arguments: Vec::new(), variables: Vec::new() });
    }
    debian_wasm_cargo()
}

/// What the server is tested with: all that it can be built with. What is measured, shown and looked at in the browser is built with the first alone.
pub const TESTED: &str = "ssr,opentelemetry";

/// Cargo in the project's folder, with the target folder and the site folder that this program uses.
pub fn cargo_here() -> Result<Command> {
    let mut command = Command::new(cargo());
    command
        .current_dir(place::root())
        .env("CARGO_TARGET_DIR", place::target()?)
        .env("BUNDLED_SITE", place::site()?);
    Ok(command)
}

pub fn cargo() -> PathBuf {
    std::env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

fn has_wasm_target() -> Result<bool> {
    let folder = output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    let has_std = |folder: &Path| {
        std::fs::read_dir(folder).is_ok_and(|entries| {
            entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
        })
    };
    Ok(has_std(Path::new(folder.trim())))
}

fn add_wasm_target() -> bool {
    println!("▸ Installing the WebAssembly target with rustup: the browser's part is compiled for it …");
    let added = succeeds(Command::new("rustup").args(["target", "add", WASM]));
    if !added {
        println!("  rustup could not bring it; Debian's compiler for browsers is tried instead.");
    }
    added
}

/// Debian's `rustc-web` ships the source of the standard library, which cargo then builds along (cached in the target folder).
fn debian_wasm_cargo() -> Result<WasmCargo> {
    const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];
    let (rustc, cargo) = (Path::new("/usr/bin/rustc"), Path::new("/usr/bin/cargo"));
    if !PACKAGES.iter().all(|package| has_package(package)) || !rustc.exists() || !cargo.exists() {
        apt_install(&PACKAGES, "a compiler for WebAssembly")?;
    }
    // `rust-lld` is a link to the linker of one LLVM version, which comes in a package of its own.
    let linker = std::fs::read_link("/usr/bin/rust-lld")
        .ok()
        .map(|link| link.to_string_lossy().into_owned())
        .unwrap_or_default();
    let version: String =
        linker.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    if !version.is_empty() && !Path::new("/usr/bin/rust-lld").exists() {
        apt_install(&[&format!("lld-{version}")], "the linker of that compiler")?;
    }
    let variables = vec![
        ("RUSTC_BOOTSTRAP", "1".to_owned()),
        ("RUSTC", rustc.display().to_string()),
        ("RUSTDOC", "/usr/bin/rustdoc".to_owned()),
        ("CARGO_HOME", cargo_home()?.display().to_string()),
    ];
    Ok(WasmCargo {
        program: cargo.to_owned(),
        arguments: vec!["-Zbuild-std=std,panic_abort,proc_macro"],
        variables,
    })
}

fn cargo_home() -> Result<PathBuf> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    home.context("Neither CARGO_HOME nor HOME is set")
}

fn has_package(name: &str) -> bool {
    succeeds(Command::new("dpkg").args(["-s", name]))
}

/// Installs Debian packages; where that cannot be done, says what to install.
fn apt_install(packages: &[&str], reason: &str) -> Result<()> {
    let list = packages.join(" ");
    if !succeeds(Command::new("apt-get").arg("--version")) {
        bail!("{reason} is missing. Install it with your system's package manager (on Debian: {list}).");
    }
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let apt = || {
        let mut command = Command::new(if is_root { "apt-get" } else { "sudo" });
        if !is_root {
            command.args(["-n", "apt-get"]);
        }
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    println!("▸ Installing {list} with apt-get: {reason} …");
    let installed = output(apt().arg("update"))
        .and_then(|_| output(apt().args(["install", "-y", "--no-install-recommends"]).args(packages)));
    installed.map(|_| ()).with_context(|| {
        format!("{reason} is missing and could not be installed. Install it yourself: apt-get install {list}")
    })
}

/// Whatever npm brings: `wasm-opt`, and the browser tests' runner. A machine without Node gets a larger bundle and no browser tests.
pub fn node_modules() -> Result<()> {
    let folder = place::end2end();
    let lock =
        std::fs::read(folder.join("package-lock.json")).context("end2end/package-lock.json is missing")?;
    let stamp = folder.join("node_modules/.installed-from");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("▸ Installing wasm-opt and the browser tests' runner with npm …");
    output(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(&folder),
    )?;
    Ok(std::fs::write(stamp, lock)?)
}

/// `wasm-opt`, which halves the bundle, if it can be had.
pub fn wasm_opt() -> Option<PathBuf> {
    if let Err(error) = node_modules() {
        println!("  wasm-opt is not available ({error:#}); the bundle will be larger.");
        return None;
    }
    Some(place::end2end().join("node_modules/.bin/wasm-opt")).filter(|program| program.exists())
}

/// A Chromium for the browser tests, and fonts that can show Chinese.
pub fn browser() -> Result<()> {
    node_modules()?;
    if Path::new("/usr/bin/chromium").exists() {
        if !succeeds(Command::new("sh").args(["-c", "fc-list :lang=zh | grep -q ."])) && has_package("dpkg") {
            apt_install(&["fonts-noto-cjk", "fontconfig"], "fonts that can show Chinese")?;
        }
        return Ok(());
    }
    if has_package("dpkg")
        && apt_install(&["chromium", "fonts-noto-cjk", "fontconfig"], "the browser of the browser tests")
            .is_ok()
    {
        return Ok(());
    }
    println!("▸ Installing Playwright's Chromium: the browser of the browser tests …");
    run(Command::new("npx").args(["playwright", "install", "chromium"]).current_dir(place::end2end()))
}

/// PostgreSQL's programs, for a throw-away cluster.
pub fn postgres() -> Result<PathBuf> {
    let find = || {
        let versions =
            std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin"));
        versions.filter(|folder| folder.join("initdb").exists()).max()
    };
    if let Some(folder) = find() {
        return Ok(folder);
    }
    if let Ok(folder) = output(Command::new("pg_config").arg("--bindir"))
        && Path::new(folder.trim()).join("initdb").exists()
    {
        return Ok(folder.trim().into());
    }
    apt_install(
        &["postgresql"],
        "PostgreSQL, the second database of the tests (or set TEST_DATABASE_URL to a server where databases may be made)",
    )?;
    find().context("PostgreSQL was installed, but its programs are not under /usr/lib/postgresql")
}

/// A Python with the public jAccount client, which the sandbox is tested with.
pub fn python_client() -> Result<PathBuf> {
    python_with(
        "oauth-jaccount-client",
        "sandbox/tests/requirements.txt",
        "the public jAccount client, which the sandbox is tested with",
    )
}

/// A Python with servers of others, which take the letters and the files of the tests.
pub fn others_servers() -> Result<PathBuf> {
    python_with(
        "others-servers",
        "tests/requirements.txt",
        "aiosmtpd and moto, servers for mail and for S3 that the tests talk to",
    )
}

/// A Python that reads workbooks, and `LibreOffice`: exports are opened with programs that know nothing of ours.
pub fn export_readers() -> Result<(PathBuf, Option<PathBuf>)> {
    let python = python_with(
        "export-readers",
        "end2end/requirements.txt",
        "openpyxl, which opens exported workbooks",
    )?;
    let soffice = Path::new("/usr/bin/soffice");
    if !soffice.exists() && has_package("dpkg") {
        apt_install(&["libreoffice-calc-nogui"], "LibreOffice, which opens exported files")?;
    }
    Ok((python, Some(soffice.to_path_buf()).filter(|program| program.exists())))
}

/// Programs that check images, compositions and the like: the folder in which they are.
pub fn deploy_checkers() -> Result<PathBuf> {
    let python = python_with(
        "deploy-checkers",
        "deploy/requirements.txt",
        "hadolint and check-jsonschema, which check the files for operators",
    )?;
    Ok(python.with_file_name(""))
}

/// A Python with the packages that a file lists.
fn python_with(name: &str, requirements: &str, why: &str) -> Result<PathBuf> {
    let folder = place::target()?.join(name);
    let python = folder.join("bin/python");
    let requirements = place::root().join(requirements);
    let wanted = std::fs::read(&requirements)?;
    let stamp = folder.join(".installed-from");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    if !succeeds(Command::new("python3").args(["-c", "import ensurepip, venv"])) {
        apt_install(&["python3", "python3-venv"], "Python, for tests with others' programs")?;
    }
    println!("▸ Installing with pip: {why} …");
    output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    output(
        Command::new(&python).args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements),
    )?;
    std::fs::write(stamp, wanted)?;
    Ok(python)
}
