//! The program itself, serving in a process of its own.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::browser::Browser;
use crate::site::Site;

pub struct Process {
    pub child: Child,
    pub url: String,
}

impl Process {
    /// With the configuration of a site, these settings beside it, and at most so much address space in KiB.
    pub async fn start(site: &Site, settings: &[(&str, &str)], memory_kib: Option<u32>) -> Self {
        Self::start_at(free_address(), site, settings, memory_kib).await
    }

    pub async fn start_at(
        address: String,
        site: &Site,
        settings: &[(&str, &str)],
        memory_kib: Option<u32>,
    ) -> Self {
        let url = format!("http://{address}");
        let program = site.program();
        let mut command = Command::new("sh");
        let limit = memory_kib.map_or_else(String::new, |kib| format!("ulimit -v {kib}; "));
        command
            .arg("-c")
            .arg(format!("{limit}exec \"$0\" \"$@\""))
            .arg(program.get_program())
            .args(program.get_args())
            .arg("serve");
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("JACCOUNT_ADMIN_LISTEN", &address).env("JACCOUNT_ADMIN_PUBLIC_URL", &url);
        command.env("JACCOUNT_ADMIN_JACCOUNT__PROFILE_URL", format!("{}/v1/me/profile", site.sandbox.url()));
        command.envs(settings.iter().copied());
        let child = command.stdout(Stdio::null()).stderr(Stdio::inherit()).spawn().unwrap();
        let server = Self { child, url };
        for round in 0.. {
            if reqwest::get(format!("{}/readyz", server.url))
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                break;
            }
            assert!(round < 300, "the server does not come up");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        server
    }

    pub async fn signed_in(&self, person: &jaccount_sandbox::Person) -> Browser {
        let browser = Browser::new(&self.url, Arc::new(Mutex::default()));
        assert_eq!(browser.sign_in(person).await.status, 200);
        browser
    }
}

impl Process {
    /// Tells it to stop, as whoever runs services does, and waits until it has; the address at which it listened.
    pub async fn stop(mut self) -> String {
        assert!(Command::new("kill").arg(self.child.id().to_string()).status().unwrap().success());
        while self.child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.url.trim_start_matches("http://").to_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// An address of this machine at which nobody listens.
pub fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}
