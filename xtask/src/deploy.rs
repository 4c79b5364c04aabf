//! Whether the files that operators take are sound: the image, its composition with a database, the unit. No image is built: that needs an engine for containers.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process::run;
use crate::{place, setup};

/// The program in the unit; it is not there where the unit is checked.
const PROGRAM: &str = "/usr/local/bin/jaccount-admin";

pub fn check() -> Result<String> {
    let tools = setup::deploy_checkers()?;
    let root = place::root();
    run(Command::new(tools.join("hadolint")).arg(root.join("Dockerfile")))?;
    // The schema of compose files comes with the program.
    run(Command::new(tools.join("check-jsonschema"))
        .args(["--builtin-schema", "vendor.compose-spec"])
        .arg(root.join("compose.yaml")))?;
    if !Path::new("/usr/bin/systemd-analyze").exists() {
        return Ok("image and composition; the unit was not checked, without systemd".to_owned());
    }
    let folder = tempfile::tempdir()?;
    let unit = folder.path().join("jaccount-admin.service");
    let text = std::fs::read_to_string(root.join("deploy/jaccount-admin.service"))?;
    std::fs::write(&unit, text.replace(PROGRAM, "/bin/true"))?;
    // A setting that it does not know is told and left aside, and is no failure to it.
    let verified = Command::new("systemd-analyze").args(["verify", "--man=no"]).arg(&unit).output()?;
    if !verified.status.success() || !verified.stderr.is_empty() {
        bail!("The unit is not sound: {}", String::from_utf8_lossy(&verified.stderr));
    }
    Ok("image, composition, unit".to_owned())
}
