//! Builds what the browser gets, and the program around it.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context as _, Result, anyhow};
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::{output, run};
use crate::setup::{self, WASM};
use crate::step::step;
use crate::{place, process};

/// The order of the cascade's layers.
const STYLES: [&str; 13] = [
    "tokens",
    "base",
    "layout",
    "access",
    "attention",
    "campaigns",
    "controls",
    "data",
    "directory",
    "export",
    "notices",
    "overview",
    "pages",
];

/// The built programs.
pub struct Programs {
    pub server: PathBuf,
    pub sandbox: PathBuf,
}

/// How large the bundle is, in bytes, as it travels.
pub struct BundleSize {
    pub wasm: usize,
    pub script: usize,
    pub style: usize,
}

/// Builds everything for the demonstration and for production. The library is compiled while the bundle is made: only the last step needs both.
pub fn build_release() -> Result<Programs> {
    thread::scope(|scope| {
        let bundle = scope.spawn(|| step("Browser bundle", build_site));
        step("Server and sandbox (release)", || {
            run(&mut cargo_build(&["--release", "--package", "jaccount-sandbox"])?)?;
            run(&mut cargo_build(&["--release", "--lib", "--features", "ssr"])?)
        })?;
        bundle.join().map_err(|_| anyhow!("The browser bundle could not be made"))?
    })?;
    let version = std::fs::read_to_string(place::site()?.join("version.txt"))?;
    step("Program with the bundle inside", || {
        run(cargo_build(&["--release", "--bin", "jaccount-admin", "--features", "ssr"])?
            .env("BUNDLED_SITE_VERSION", version.trim()))
    })?;
    programs("release")
}

/// The program that plays the past of the demonstration.
pub fn build_past(profile: Profile) -> Result<PathBuf> {
    const PAST: &str = "jaccount-admin-demo";
    let (flag, folder) = match profile {
        Profile::Debug => (None, "debug"),
        Profile::Release => (Some("--release"), "release"),
    };
    let arguments: Vec<&str> = flag.into_iter().chain(["--package", PAST]).collect();
    run(&mut cargo_build(&arguments)?)?;
    Ok(place::target()?.join(folder).join(PAST))
}

/// How a program is built: quickly, or to be quick.
#[derive(Clone, Copy)]
pub enum Profile {
    Debug,
    Release,
}

/// Builds everything quickly, to be run from this folder: the files for the browser are read from disk.
pub fn build_debug() -> Result<Programs> {
    step("Browser bundle", build_site)?;
    step("Server and sandbox (debug)", || {
        run(&mut cargo_build(&["--package", "jaccount-sandbox"])?)?;
        run(&mut cargo_build(&["--bin", "jaccount-admin", "--features", "ssr"])?)
    })?;
    programs("debug")
}

fn programs(profile: &str) -> Result<Programs> {
    let folder = place::target()?.join(profile);
    Ok(Programs { server: folder.join("jaccount-admin"), sandbox: folder.join("jaccount-sandbox") })
}

fn cargo_build(arguments: &[&str]) -> Result<Command> {
    let mut command = setup::cargo_here()?;
    command.arg("build").args(arguments);
    Ok(command)
}

/// Makes the site folder: bundle, style sheet, icon, each also compressed, and the version of it all.
pub fn build_site() -> Result<()> {
    let package = place::site()?.join("pkg");
    std::fs::create_dir_all(&package).with_context(|| format!("{} cannot be written", package.display()))?;
    build_wasm(&package)?;
    refresh_style()
}

/// Puts the style sheet and the icon anew, for a change that touches no code.
pub fn refresh_style() -> Result<()> {
    let site = place::site()?;
    write_if_changed(&site.join("pkg/app.css"), style_sheet()?.as_bytes())?;
    write_if_changed(&site.join("favicon.svg"), &std::fs::read(place::root().join("public/favicon.svg"))?)?;
    finish_site()
}

fn finish_site() -> Result<()> {
    let site = place::site()?;
    let mut hash = Sha256::new();
    for file in ["pkg/app.js", "pkg/app_bg.wasm", "pkg/app.css", "favicon.svg"] {
        let content = std::fs::read(site.join(file))?;
        hash.update(&content);
        compress(&site.join(file), &content)?;
    }
    let version = &hex(&hash.finalize())[..12];
    write_if_changed(&site.join("version.txt"), version.as_bytes())
}

fn style_sheet() -> Result<String> {
    let folder = place::root().join("style");
    STYLES
        .iter()
        .map(|name| {
            std::fs::read_to_string(folder.join(format!("{name}.css")))
                .with_context(|| format!("style/{name}.css"))
        })
        .collect()
}

fn build_wasm(package: &Path) -> Result<()> {
    let cargo = setup::wasm_cargo()?;
    let target = place::target()?.join("bundle");
    let mut build = cargo.command("build");
    build
        .args(["--quiet", "--profile", "wasm-release", "--lib", "--features", "hydrate", "--target", WASM])
        .env("CARGO_TARGET_DIR", &target);
    process::run(&mut build)?;
    let input = target.join(WASM).join("wasm-release/jaccount_admin.wasm");
    let compiled = std::fs::read(&input)?;
    // What follows takes half a minute and depends on this file alone.
    let stamp = target.join("bindgen-input.sha256");
    let fingerprint = hex(&Sha256::digest(&compiled));
    if std::fs::read_to_string(&stamp).is_ok_and(|last| last == fingerprint)
        && package.join("app_bg.wasm").exists()
    {
        return Ok(());
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&input)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name("app");
    bindgen.generate(package)?;
    optimize(&package.join("app_bg.wasm"))?;
    Ok(std::fs::write(stamp, fingerprint)?)
}

/// Named features instead of all: Chromium refuses modules that use what `--all-features` turns on.
fn optimize(module: &Path) -> Result<()> {
    let Some(wasm_opt) = setup::wasm_opt() else { return Ok(()) };
    output(
        Command::new(wasm_opt)
            .args([
                "-Oz",
                "--enable-bulk-memory",
                "--enable-bulk-memory-opt",
                "--enable-nontrapping-float-to-int",
                "--enable-sign-ext",
            ])
            .args(["--enable-mutable-globals", "--enable-reference-types", "--enable-multivalue", "--output"])
            .args([module, module]),
    )?;
    Ok(())
}

fn compress(path: &Path, content: &[u8]) -> Result<()> {
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*content, &mut brotli, &parameters)?;
    write_if_changed(&beside(".br"), &brotli)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(content)?;
    write_if_changed(&beside(".gz"), &gzip.finish()?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

/// Leaves the file alone when it holds this already, so that the program around it is not built again.
fn write_if_changed(path: &Path, content: &[u8]) -> Result<()> {
    if std::fs::read(path).is_ok_and(|present| present == content) {
        return Ok(());
    }
    Ok(std::fs::write(path, content)?)
}

pub fn size() -> Result<BundleSize> {
    let package = place::site()?.join("pkg");
    let size =
        |name: &str| Ok::<_, anyhow::Error>(usize::try_from(std::fs::metadata(package.join(name))?.len())?);
    Ok(BundleSize { wasm: size("app_bg.wasm.br")?, script: size("app.js.br")?, style: size("app.css.br")? })
}
