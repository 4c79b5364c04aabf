//! Words for kinds of changes, runs and failures; lengths of time and counts.

use crate::i18n::language::Language;
use model::calendar::Term;
use model::changes::ChangeGroup;
use model::date::format_date;
use model::expiry_window::ExpiryWindow;
use model::history::ChangeKind;
use model::sync::{RunKind, SyncFailure};

/// What happened, in a word or two.
pub fn change_kind(language: Language, kind: ChangeKind) -> &'static str {
    let (chinese, english) = match kind {
        ChangeKind::Appeared => ("新账号", "New account"),
        ChangeKind::Gone => ("账号消失", "Account gone"),
        ChangeKind::CameBack => ("账号重新出现", "Account came back"),
        ChangeKind::Status => ("状态", "Status"),
        ChangeKind::DefaultIdentity => ("默认身份", "Default identity"),
        ChangeKind::Number => ("学工号", "Number"),
        ChangeKind::Organization => ("二级单位", "Organisation"),
        ChangeKind::Expiry => ("有效期", "Expiry"),
        ChangeKind::Name => ("姓名", "Name"),
        ChangeKind::Guid => ("GUID", "GUID"),
        ChangeKind::Telephone => ("手机", "Phone"),
        ChangeKind::Email => ("邮箱", "E-mail"),
        ChangeKind::DocumentKind => ("证件类型", "Kind of document"),
        ChangeKind::DocumentNumber => ("证件号", "ID number"),
        ChangeKind::RelationAdded => ("新增身份", "Identity added"),
        ChangeKind::RelationRemoved => ("身份移除", "Identity removed"),
        ChangeKind::RelationDeleted => ("身份已删除", "Identity deleted"),
        ChangeKind::RelationRestored => ("身份恢复", "Identity restored"),
        ChangeKind::RelationRenewed => ("身份有效期", "Identity expiry"),
        ChangeKind::RelationMoved => ("身份变更单位", "Identity moved"),
        ChangeKind::RelationType => ("身份类型", "Identity type"),
        ChangeKind::RelationNumber => ("身份学工号", "Identity number"),
        ChangeKind::RelationDocumentKind => ("身份证件类型", "Identity's kind of document"),
        ChangeKind::RelationDocumentNumber => ("身份证件号", "Identity's ID number"),
    };
    language.pick(chinese, english)
}

/// A group of kinds of changes.
pub fn change_group(language: Language, group: ChangeGroup) -> &'static str {
    let (chinese, english) = match group {
        ChangeGroup::Accounts => ("新账号、账号消失", "Account appeared or gone"),
        ChangeGroup::Status => ("状态", "Status"),
        ChangeGroup::DefaultIdentity => ("默认身份", "Default identity"),
        ChangeGroup::Expiry => ("有效期", "Expiry"),
        ChangeGroup::Contact => ("姓名和联系方式", "Name and contact"),
        ChangeGroup::IdentityAdded => ("新增身份", "Identity added"),
        ChangeGroup::IdentityRemoved => ("身份移除、已删除", "Identity removed or deleted"),
        ChangeGroup::IdentityRenewed => ("身份有效期", "Identity expiry"),
        ChangeGroup::IdentityMoved => ("身份变更单位", "Identity moved"),
        ChangeGroup::IdentityDetails => ("身份细节", "Identity details"),
    };
    language.pick(chinese, english)
}

/// A window of expiry.
pub fn expiry_window(language: Language, window: ExpiryWindow) -> String {
    match (window, language) {
        (ExpiryWindow::Expired, _) => language.pick("早于今天", "Before today").to_owned(),
        (ExpiryWindow::Within(days), Language::Chinese) => format!("{days} 天内到期"),
        (ExpiryWindow::Within(days), Language::English) => format!("Within {days} days"),
        (ExpiryWindow::Between(from, until), _) => match (from.map(format_date), until.map(format_date)) {
            (Some(from), Some(until)) => format!("{from} – {until}"),
            (Some(from), None) => format!("≥ {from}"),
            (None, until) => format!("≤ {}", until.unwrap_or_default()),
        },
        (ExpiryWindow::ByEndOf(Term::This), _) => {
            language.pick("本学期末前", "By the end of this term").to_owned()
        }
        (ExpiryWindow::ByEndOf(Term::Next), _) => {
            language.pick("下学期末前", "By the end of next term").to_owned()
        }
        (ExpiryWindow::Unknown, _) => language.pick("无有效期或格式有误", "None or unreadable").to_owned(),
    }
}

/// What a run reads.
pub fn run_kind(language: Language, kind: RunKind) -> &'static str {
    match kind {
        RunKind::Full => language.pick("全量同步", "Full sync"),
        RunKind::Changes => language.pick("增量同步", "Changes"),
    }
}

/// Why a run came to nothing.
pub fn sync_failure(language: Language, failure: SyncFailure) -> &'static str {
    let (chinese, english) = match failure {
        SyncFailure::Unreachable => ("连不上账号接口", "the account service cannot be reached"),
        SyncFailure::Unavailable => {
            ("账号接口正在维护或出现故障", "the account service is down or under maintenance")
        }
        SyncFailure::OffCampus => {
            ("账号接口拒绝了校外访问", "the account service refuses access from outside the campus")
        }
        SyncFailure::Unreadable => {
            ("账号接口的回答无法识别", "the account service's response cannot be read")
        }
        SyncFailure::NotAuthorized => {
            ("账号接口不接受本系统的授权", "the account service does not accept this system's credentials")
        }
        SyncFailure::Refused => ("账号接口拒绝了查询", "the account service refused the query"),
        SyncFailure::Implausible => {
            ("源数据中缺少的账号异常多", "an unusually large number of accounts is missing")
        }
        SyncFailure::FieldsVanished => (
            "许多账号同时缺少同一项数据或被冻结，暂不采信",
            "many accounts lost the same field or were frozen at once; not accepted yet",
        ),
        SyncFailure::Empty => ("账号接口没有返回任何账号", "the account service returned no accounts"),
        SyncFailure::Restless => {
            ("账号列表变化太快，没有读完", "the account list changed too fast to be read")
        }
        SyncFailure::Database => ("数据库没有响应", "the database is not responding"),
        SyncFailure::CutOff => ("进程中断", "the process was interrupted"),
    };
    language.pick(chinese, english)
}

/// A length of time.
pub fn duration(language: Language, seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match (language, hours, minutes) {
        (Language::Chinese, 0, 0) => format!("{seconds} 秒"),
        (Language::Chinese, 0, _) => format!("{minutes} 分 {seconds} 秒"),
        (Language::Chinese, ..) => format!("{hours} 小时 {minutes} 分"),
        (Language::English, 0, 0) => format!("{seconds} s"),
        (Language::English, 0, _) => format!("{minutes} min {seconds} s"),
        (Language::English, ..) => format!("{hours} h {minutes} min"),
    }
}

/// A count, its thousands set apart.
pub fn grouped(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or_default().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [0, 7, 999, 1_000, 12_408, 1_000_000].map(|number: i32| grouped(number)),
            ["0", "7", "999", "1,000", "12,408", "1,000,000"]
        );
        assert_eq!(grouped(-1), "0");
    }

    #[test]
    fn times_are_told_in_two_units_at_most() {
        assert_eq!(duration(Language::English, 59), "59 s");
        assert_eq!(duration(Language::English, 125), "2 min 5 s");
        assert_eq!(duration(Language::Chinese, 7_260), "2 小时 1 分");
    }
}
