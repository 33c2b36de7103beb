//! A certificate for `localhost` that signs itself, made by OpenSSL. Its files are deleted with the value.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) struct Certificate {
    folder: PathBuf,
}

impl Certificate {
    pub(crate) fn create() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("unanimous-tls-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let certificate = Self { folder };
        let request = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
        let output = Command::new("openssl")
            .args(request.split(' '))
            .args([
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-addext",
                "basicConstraints=critical,CA:FALSE",
            ])
            .args(["-out", &certificate.file(), "-keyout", &certificate.key()])
            .output()
            .expect("openssl is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        certificate
    }

    pub(crate) fn file(&self) -> String {
        self.folder.join("certificate.pem").display().to_string()
    }

    pub(crate) fn key(&self) -> String {
        self.folder.join("key.pem").display().to_string()
    }

    /// Gives the key to a server that runs as this user.
    #[allow(dead_code, reason = "Redis runs as the user of the test")]
    pub(crate) fn give_key_to(&self, user: u32, group: u32) {
        fs::set_permissions(self.key(), fs::Permissions::from_mode(0o600)).expect("its mode");
        chown(self.key(), Some(user), Some(group)).expect("its owner");
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
