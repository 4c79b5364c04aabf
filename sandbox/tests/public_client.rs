//! An unmodified public client completes its whole flow against the sandbox.

use std::process::Command;

use jaccount_sandbox::{CLIENT_ID, CLIENT_SECRET, Options, Sandbox};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the Python package oauth-jaccount; cargo xtask test installs it and runs this"]
async fn oauth_jaccount_completes_its_flow() {
    let python = std::env::var_os("OAUTH_JACCOUNT_PYTHON")
        .expect("OAUTH_JACCOUNT_PYTHON names a Python that has oauth-jaccount");
    let sandbox = Sandbox::start(Options { accounts: 10, ..Options::default() }).await.unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/public_client.py");
    let mut command = Command::new(python);
    command
        .args([script, &format!("{}/", sandbox.url()), CLIENT_ID, CLIENT_SECRET])
        .env("OAUTHLIB_INSECURE_TRANSPORT", "1");
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
