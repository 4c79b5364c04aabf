//! Which office can mend the data of which identities.

use serde::Deserialize;

use super::checks::invalid;
use super::types::{ConfigError, Office};

/// An office as it is written in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficeSettings {
    name: String,
    name_en: Option<String>,
    contact: Option<String>,
    #[serde(default)]
    identity_types: Vec<String>,
}

/// Who keeps which identities where the configuration does not say.
const USUAL: [(&str, &str, &[&str]); 8] = [
    ("人力资源处", "Human Resources Office", &["faculty", "postphd", "external_teacher"]),
    ("医学院人事部门", "Human Resources, School of Medicine", &["yxy"]),
    ("附属单位人事部门", "Human Resources of the affiliated institution", &["fsyyjzg", "fszxjs"]),
    ("教务处、研究生院", "Academic Affairs Office / Graduate School", &["student"]),
    ("教务处", "Academic Affairs Office", &["freshman", "summer"]),
    ("校友总会", "Alumni Association", &["schoolFellow"]),
    ("国际合作与交流处", "Office of International Cooperation and Exchange", &["outside"]),
    ("网络信息中心", "Network & Information Center", &["team", "vip", "green", ""]),
];

pub(super) fn offices(settings: Vec<OfficeSettings>) -> Result<Vec<Office>, ConfigError> {
    if settings.is_empty() {
        let usual = |(name, name_en, types): (&str, &str, &[&str])| Office {
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            contact: None,
            identity_types: types.iter().map(|code| (*code).to_owned()).collect(),
        };
        return Ok(USUAL.map(usual).into());
    }
    settings.into_iter().map(OfficeSettings::check).collect()
}

impl OfficeSettings {
    fn check(self) -> Result<Office, ConfigError> {
        if self.name.trim().is_empty() {
            return Err(invalid("offices", "an office has no name".into()));
        }
        let name_en = self.name_en.unwrap_or_else(|| self.name.clone());
        Ok(Office { name: self.name, name_en, contact: self.contact, identity_types: self.identity_types })
    }
}
