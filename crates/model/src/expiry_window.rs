//! When the default identity ends, as one filters by it.

/// A window of days, seen from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpiryWindow {
    /// Before today.
    Expired,
    /// Today or within so many days from today.
    Within(u16),
    /// No date, or one that cannot be read.
    Unknown,
}

impl ExpiryWindow {
    /// Those that one can choose from.
    pub const ALL: [Self; 5] =
        [Self::Expired, Self::Within(7), Self::Within(30), Self::Within(90), Self::Unknown];

    pub fn code(self) -> String {
        match self {
            Self::Expired => "expired".to_owned(),
            Self::Within(days) => format!("{days}d"),
            Self::Unknown => "unknown".to_owned(),
        }
    }

    /// Reads a code; any number of days up to ten years will do.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "expired" => Some(Self::Expired),
            "unknown" => Some(Self::Unknown),
            days => days
                .strip_suffix('d')?
                .parse()
                .ok()
                .filter(|days| (1..=3_650).contains(days))
                .map(Self::Within),
        }
    }
}
