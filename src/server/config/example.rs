//! The example file: every setting with its default and its meaning. The tests hold it to the settings that are read.

/// For operators who have the program alone, and for the repository the same file.
pub const EXAMPLE: &str = include_str!("../../../config.example.toml");

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet, HashMap};
    use std::fmt;
    use std::io::Write as _;

    use serde::de::{self, Deserialize, Deserializer, Visitor};

    use super::super::Config;
    use super::super::digests::DigestsSettings;
    use super::super::exports::{BucketSettings, ExportsSettings};
    use super::super::grants::GrantSettings;
    use super::super::offices::OfficeSettings;
    use super::super::settings::{
        AccountApiSettings, AuditSettings, DataKeySettings, JaccountSettings, LimitsSettings, ListsSettings,
        LogSettings, SessionSettings, Settings, SyncSettings,
    };
    use super::EXAMPLE;

    /// What comes of the example once the marks are taken off the lines that begin with one.
    fn without(mark: &str) -> Config {
        let is_setting = |line: &str| {
            line.starts_with('[') || line.split_once(" = ").is_some_and(|(name, _)| is_name(name))
        };
        let lines: Vec<_> = EXAMPLE
            .lines()
            .map(|line| line.strip_prefix(mark).filter(|rest| is_setting(rest)).unwrap_or(line))
            .collect();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(lines.join("\n").as_bytes()).unwrap();
        Config::from_sources(Some(file.path()), HashMap::new()).unwrap()
    }

    fn is_name(text: &str) -> bool {
        !text.is_empty() && text.chars().all(|character| character.is_ascii_lowercase() || character == '_')
    }

    #[test]
    fn what_the_example_calls_a_default_is_one() {
        let as_it_is = without("nothing");
        assert_eq!(format!("{as_it_is:?}"), format!("{:?}", without("#")));
        assert_ne!(format!("{as_it_is:?}"), format!("{:?}", without("# e.g. ")));
    }

    #[test]
    fn the_example_names_every_setting() {
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut table = "";
        for line in EXAMPLE.lines() {
            let line = line.trim_start_matches("# e.g. ").trim_start_matches('#');
            if line.starts_with('[') {
                table = line.trim_matches(['[', ']']);
                named.entry(table).or_default();
            } else if let Some((name, _)) = line.split_once(" = ").filter(|(name, _)| is_name(name)) {
                named.entry(table).or_default().insert(name);
            }
        }
        let mut read = BTreeMap::from([
            ("", fields::<Settings>()),
            ("account_api", fields::<AccountApiSettings>()),
            ("audit", fields::<AuditSettings>()),
            ("data_key", fields::<DataKeySettings>()),
            ("digests", fields::<DigestsSettings>()),
            ("exports", fields::<ExportsSettings>()),
            ("exports.bucket", fields::<BucketSettings>()),
            ("grants", fields::<GrantSettings>()),
            ("jaccount", fields::<JaccountSettings>()),
            ("limits", fields::<LimitsSettings>()),
            ("lists", fields::<ListsSettings>()),
            ("log", fields::<LogSettings>()),
            ("offices", fields::<OfficeSettings>()),
            ("session", fields::<SessionSettings>()),
            ("sync", fields::<SyncSettings>()),
        ]);
        let tables: BTreeSet<_> = read.keys().copied().collect();
        // A setting with settings of its own is named as a table.
        for (table, names) in &mut read {
            let within = if table.is_empty() { String::new() } else { format!("{table}.") };
            names.retain(|name| !tables.contains(format!("{within}{name}").as_str()));
        }
        assert_eq!(named, read);
    }

    /// The names that a table of settings takes.
    fn fields<T: Deserialize<'static>>() -> BTreeSet<&'static str> {
        T::deserialize(Names).err().map(|Found(names)| names.iter().copied().collect()).unwrap()
    }

    /// Ends with the names of the fields that were asked for.
    struct Names;

    #[derive(Debug)]
    struct Found(&'static [&'static str]);

    impl fmt::Display for Found {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(formatter, "{:?}", self.0)
        }
    }

    impl std::error::Error for Found {}

    impl de::Error for Found {
        fn custom<T: fmt::Display>(_: T) -> Self {
            Self(&[])
        }
    }

    impl<'de> Deserializer<'de> for Names {
        type Error = Found;

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            fields: &'static [&'static str],
            _: V,
        ) -> Result<V::Value, Found> {
            Err(Found(fields))
        }

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Found> {
            Err(Found(&[]))
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }
}
