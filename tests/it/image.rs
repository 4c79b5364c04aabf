//! The image for containers: no engine builds it here, but what it says is tried on the program.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use jaccount_sandbox::{Options, Sandbox};

use crate::process::{Process, free_address};

const DOCKERFILE: &str = include_str!("../../Dockerfile");

/// What the image sets, with another folder for its volume and another place to listen.
fn settings(folder: &str, address: &str) -> Vec<(String, String)> {
    let lines = DOCKERFILE.replace("\\\n", " ");
    let set = lines.lines().filter_map(|line| line.strip_prefix("ENV ")).flat_map(str::split_whitespace);
    let settings: Vec<(String, String)> = set
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap();
            (name.to_owned(), value.replacen("/data", folder, 1).replace("0.0.0.0:3000", address))
        })
        .collect();
    assert!(settings.len() >= 3, "{settings:?}");
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_of_the_image_are_enough_for_a_user_without_rights() {
    let sandbox = Sandbox::start(Options { accounts: 100, ..Options::default() }).await.unwrap();
    let (data, programs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    // Where that user finds it, whoever owns the folder in which it was built.
    let program = programs.path().join("jaccount-admin");
    // By a process of its own: while this one writes a program, what it starts could hold that open, and nobody could run it.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_jaccount-admin")).arg(&program).status();
    assert!(copied.unwrap().success());
    std::fs::set_permissions(programs.path(), Permissions::from_mode(0o755)).unwrap();
    let user = DOCKERFILE.lines().find_map(|line| line.strip_prefix("USER ")).unwrap();
    let (user, group) = user.split_once(':').unwrap();
    let (user, group): (u32, u32) = (user.parse().unwrap(), group.parse().unwrap());
    let is_root = rustix::process::geteuid().is_root();
    if is_root {
        std::os::unix::fs::chown(data.path(), Some(user), Some(group)).unwrap();
    }
    let address = free_address();
    let command = |what: &[&str]| {
        let mut command = Command::new(&program);
        command.args(what).env_clear().current_dir(data.path());
        command.envs(settings(&data.path().display().to_string(), &address)).envs([
            ("JACCOUNT_ADMIN_PUBLIC_URL", format!("http://{address}")),
            ("JACCOUNT_ADMIN_ADMINS", "wangyunwei".to_owned()),
            ("JACCOUNT_ADMIN_JACCOUNT__CLIENT_ID", jaccount_sandbox::CLIENT_ID.to_owned()),
            ("JACCOUNT_ADMIN_JACCOUNT__CLIENT_SECRET", jaccount_sandbox::CLIENT_SECRET.to_owned()),
            ("JACCOUNT_ADMIN_JACCOUNT__ISSUER", format!("{}/oauth2/", sandbox.url())),
            ("JACCOUNT_ADMIN_JACCOUNT__PROFILE_URL", format!("{}/v1/me/profile", sandbox.url())),
            ("JACCOUNT_ADMIN_ACCOUNT_API__URL", format!("{}/v1/account/info", sandbox.url())),
        ]);
        if is_root {
            command.uid(user).gid(group);
        }
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let server = Process { child: command(&[]).spawn().unwrap(), url: format!("http://{address}") };
    // As the image's health check asks.
    let check =
        DOCKERFILE.split("CMD [\"jaccount-admin\", \"").nth(1).and_then(|rest| rest.split('"').next());
    for round in 0.. {
        if command(&[check.unwrap()]).status().unwrap().success() {
            break;
        }
        assert!(round < 100, "it does not come up");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let person = jaccount_sandbox::PEOPLE.iter().find(|person| person.account == "wangyunwei").unwrap();
    let browser = server.signed_in(person).await;
    assert_eq!(browser.get("/accounts").await.status, 200);
    let files: Vec<_> = std::fs::read_dir(data.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(files.iter().any(|file| file == "data.db"), "{files:?}");
}
