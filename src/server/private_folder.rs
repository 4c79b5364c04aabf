//! A folder for files with personal data.

use std::path::Path;

/// Makes the folder of files that are kept, for this user alone.
pub fn make(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        const OWN: u32 = 0o700;
        let permissions = std::fs::metadata(folder)?.permissions();
        if permissions.mode() & 0o777 != OWN {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(OWN))?;
        }
    }
    Ok(())
}
