use super::*;
use proptest::prelude::*;
use tempfile::TempDir;

fn ring(folder: &TempDir) -> Keyring {
    Keyring::open(KeySource::File(folder.path().join("key")), None).unwrap()
}

proptest! {
    #[test]
    fn what_was_sealed_opens_in_its_place_and_nowhere_else(value in prop::collection::vec(any::<u8>(), 0..200), place in "[a-z]{1,10}", flipped in any::<prop::sample::Index>()) {
        let folder = TempDir::new().unwrap();
        let ring = ring(&folder);
        let mut sealed = ring.newest().unwrap().seal(&value, &place);
        prop_assert!(value.len() < 8 || !sealed.windows(value.len()).any(|window| window == value));
        prop_assert_eq!(ring.unseal(&sealed, &place), Ok(value));
        prop_assert_eq!(ring.unseal(&sealed, "elsewhere-"), Err(SealError::Broken));
        let at = flipped.index(sealed.len());
        sealed[at] ^= 1;
        prop_assert!(ring.unseal(&sealed, &place).is_err());
    }
}

#[test]
fn a_value_is_found_by_each_key_and_told_apart_by_kind() {
    let folder = TempDir::new().unwrap();
    let ring = ring(&folder);
    let old = ring.newest().unwrap();
    let new = ring.add().unwrap();
    assert_ne!(old.fingerprint, new.fingerprint);
    assert_eq!(ring.indexes(Indexed::Telephone, "10012340000").len(), 2);
    assert!(
        ring.indexes(Indexed::Telephone, "10012340000")
            .contains(&old.index(Indexed::Telephone, "10012340000"))
    );
    assert_ne!(
        new.index(Indexed::Telephone, "10012340000"),
        new.index(Indexed::DocumentNumber, "10012340000")
    );
    assert_eq!(ring.unseal(&old.seal(b"value", "place"), "place").unwrap(), b"value");
}

#[test]
fn another_process_meets_the_new_key_in_the_file() {
    let folder = TempDir::new().unwrap();
    let (server, command) = (ring(&folder), ring(&folder));
    let sealed = command.add().unwrap().seal(b"value", "place");
    assert_eq!(server.unseal(&sealed, "place").unwrap(), b"value");
}

#[test]
fn a_missing_or_changed_key_is_said_and_none_is_made_for_a_sealed_database() {
    let (folder, other) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let fingerprint = ring(&folder).newest().unwrap().fingerprint;
    let elsewhere = KeySource::File(other.path().join("key"));
    for _ in 0..2 {
        let error = Keyring::open(elsewhere.clone(), Some(fingerprint)).unwrap_err();
        assert!(error.to_string().contains(&fingerprint.to_string()), "{error}");
    }
    assert!(!other.path().join("key").exists());
    ring(&other);
    assert!(matches!(Keyring::open(elsewhere, Some(fingerprint)), Err(KeyError::Missing { .. })));
    let given = KeySource::Given("no key".to_owned().into());
    assert!(matches!(Keyring::open(given, None), Err(KeyError::Malformed { .. })));
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_the_key() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let ring = ring(&folder);
    let mode = || std::fs::metadata(folder.path().join("key")).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    ring.add().unwrap();
    assert_eq!(mode(), 0o600);
}
