//! The words for upstream's codes (contract, section 2). Codes without a word are shown as they are.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::language::Language;
use model::collation::Collation;
use model::identity_type::{IdentityType, KNOWN};
use model::status::Status;

/// What an identity type is called, or its code.
pub fn identity_type(language: Language, identity_type: &IdentityType) -> String {
    let (chinese, english) = match identity_type.code() {
        "faculty" => ("教职工", "Faculty and staff"),
        "student" => ("学生", "Student"),
        "yxy" => ("医学院教职工", "Medical school staff"),
        "fsyyjzg" => ("附属单位职工", "Affiliated staff"),
        "vip" => ("vip", "VIP"),
        "postphd" => ("博士后", "Postdoc"),
        "external_teacher" => ("外聘教师", "External teacher"),
        "summer" => ("暑期生", "Summer student"),
        "team" => ("集体账号", "Group account"),
        "schoolFellow" => ("校友", "Alumnus"),
        "green" => ("绿色通道", "Green channel"),
        "outside" => ("合作交流", "Exchange partner"),
        "fszxjs" => ("附属中学教师", "Affiliated school teacher"),
        "freshman" => ("新生", "New student"),
        "" => ("无身份信息", "No identity"),
        unknown => return unknown.to_owned(),
    };
    language.pick(chinese, english).to_owned()
}

/// By what a list is put in order for readers of a language; organisations are named by the directory.
pub fn collation(language: Language) -> Collation {
    Collation {
        chinese_first: language == Language::Chinese,
        statuses: statuses(language),
        identity_types: identity_types(language),
        organizations: Arc::default(),
    }
}

/// What each known status is called, by upstream's word.
pub fn statuses(language: Language) -> BTreeMap<String, String> {
    Status::KNOWN.iter().map(|known| (known.as_wire().to_owned(), status(language, known))).collect()
}

/// What each listed identity type is called, by its code.
pub fn identity_types(language: Language) -> BTreeMap<String, String> {
    let known = KNOWN.map(IdentityType::from_account_api);
    known.iter().map(|known| (known.code().to_owned(), identity_type(language, known))).collect()
}

/// The listed type that a code or a word of either language stands for.
pub fn find_identity_type(word: &str) -> Option<IdentityType> {
    let is_meant = |known: &IdentityType| {
        let named = |language| identity_type(language, known).eq_ignore_ascii_case(word);
        known.code().eq_ignore_ascii_case(word) || named(Language::Chinese) || named(Language::English)
    };
    KNOWN.map(IdentityType::from_account_api).into_iter().find(is_meant)
}

/// What a status is called; upstream's word where it is not a known one.
pub fn status(language: Language, status: &Status) -> String {
    let english = match status {
        Status::Active => "Active",
        Status::Expired => "Expired",
        Status::Frozen => "Frozen",
        Status::Other(word) if word.is_empty() => return language.pick("无状态", "No status").to_owned(),
        Status::Other(word) => word,
    };
    language.pick(status.as_wire(), english).to_owned()
}

/// What an organisation is called by the directory, or its code; in words what an empty code stands for.
pub fn organization(language: Language, id: &str, names: &BTreeMap<String, String>) -> String {
    match names.get(id).filter(|name| !name.is_empty()) {
        Some(name) => name.clone(),
        None if id.is_empty() => language.pick("无单位", "No organisation").to_owned(),
        None => id.to_owned(),
    }
}

/// What a kind of identity document is called, or its code.
pub fn document_kind(language: Language, code: &str) -> String {
    let (chinese, english) = match code {
        "01" => ("身份证", "Identity card"),
        "02" => ("户口簿", "Household register"),
        "03" => ("护照", "Passport"),
        "04" => ("军官证", "Officer's card"),
        "05" => ("士兵证", "Soldier's card"),
        "06" => ("港澳居民来往内地通行证", "Mainland travel permit (Hong Kong, Macao)"),
        "07" => ("台湾居民来往大陆通行证", "Mainland travel permit (Taiwan)"),
        "08" => ("临时身份证", "Temporary identity card"),
        "09" => ("外国人居留证", "Foreigner's residence permit"),
        "10" => ("警官证", "Police card"),
        "11" => ("其他证件", "Other document"),
        "12" => ("港澳台居民居住证", "Residence permit (Hong Kong, Macao, Taiwan)"),
        "13" => ("外籍人士中国永居证", "Permanent residence card"),
        "14" => ("外国人工作许可证", "Foreigner's work permit"),
        "15" => ("港澳台身份证", "Identity card (Hong Kong, Macao, Taiwan)"),
        unknown => return unknown.to_owned(),
    };
    language.pick(chinese, english).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_code_has_a_word_and_unknown_ones_survive() {
        for code in KNOWN {
            let code = IdentityType::from_account_api(code);
            assert_ne!(identity_type(Language::English, &code), code.code());
        }
        for code in 1..=15 {
            let code = format!("{code:02}");
            assert_ne!(document_kind(Language::Chinese, &code), code);
        }
        assert_eq!(document_kind(Language::Chinese, "99"), "99");
        assert_eq!(
            identity_type(Language::Chinese, &IdentityType::from_account_api("visiting_scholar")),
            "visiting_scholar"
        );
    }
}
