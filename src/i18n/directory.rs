//! Texts about the replica: counts, history, changes, the sync.

use super::Language;
use crate::model::changes::ChangeGroup;
use crate::model::expiry_window::ExpiryWindow;
use crate::model::history::ChangeKind;
use crate::model::sync::{RunKind, SyncFailure};

/// Texts that only a directory with a replica needs.
#[derive(Debug)]
pub struct DirectoryTexts {
    pub nav_changes: &'static str,
    pub nav_sync: &'static str,

    // Freshness
    pub synced_now: &'static str,
    pub synced_minutes: fn(i64) -> String,
    pub synced_hours: fn(i64) -> String,
    pub synced_days: fn(i64) -> String,
    pub not_synced: &'static str,
    pub freshness_meaning: fn(&str) -> String,
    pub first_run_title: &'static str,
    pub first_run_text: &'static str,
    pub behind_title: fn(&str) -> String,
    pub behind_text: &'static str,
    pub to_sync: &'static str,

    // Search and filters
    pub search_placeholder: &'static str,
    pub search_note: &'static str,
    /// The names of typed conditions: status, identity type, expiry, organisation.
    pub typed_fields: [&'static str; 4],
    pub no_match_text: &'static str,
    pub total: fn(&str) -> String,
    pub range: fn(&str, &str, &str) -> String,
    pub sort_by: fn(&str) -> String,
    pub sort_up: &'static str,
    pub sort_down: &'static str,
    pub filter_expiry: &'static str,
    pub filter_deleted: &'static str,
    pub filter_gone: &'static str,
    pub filter_other: &'static str,
    pub holding: &'static str,
    pub holding_any: &'static str,
    pub holding_none: &'static str,
    pub holding_valid: &'static str,
    pub holding_every_type: &'static str,
    pub holding_every_organization: &'static str,
    pub as_of: &'static str,
    pub as_of_note: fn(&str) -> String,
    pub as_of_now: &'static str,
    pub as_of_show: &'static str,
    pub warning_no_history: fn(&str) -> String,
    pub lookup_telephone_title: &'static str,
    pub lookup_none_title: &'static str,

    // Account
    pub history: &'static str,
    pub history_none: &'static str,
    pub history_note: fn(&str) -> String,
    pub gone_notice: fn(&str) -> String,
    pub data_of: fn(&str) -> String,
    pub upstream_at: fn(&str) -> String,

    // Changes
    pub changes_title: &'static str,
    pub changes_kind: &'static str,
    pub changes_from: &'static str,
    pub changes_until: &'static str,
    pub changes_none: &'static str,
    pub changes_none_advice: &'static str,
    pub changes_begin: fn(&str) -> String,
    pub newer: &'static str,
    pub older: &'static str,
    pub column_when: &'static str,
    pub column_who: &'static str,
    pub column_what: &'static str,
    pub column_change: &'static str,

    // Sync
    pub sync_title: &'static str,
    pub sync_idle: &'static str,
    pub sync_running: fn(&str) -> String,
    pub sync_waiting: &'static str,
    pub sync_progress: fn(&str, &str) -> String,
    pub sync_received: fn(&str) -> String,
    pub sync_rate: fn(&str) -> String,
    pub sync_remaining: fn(&str) -> String,
    pub sync_last: fn(&str) -> String,
    pub sync_never: &'static str,
    pub sync_failing: fn(&str, &str) -> String,
    pub sync_changes_now: &'static str,
    pub sync_full_now: &'static str,
    pub sync_accept: &'static str,
    pub sync_accept_note: &'static str,
    pub sync_runs: &'static str,
    pub sync_no_runs: &'static str,
    pub sync_reload: &'static str,
    pub run_kind: &'static str,
    pub run_started: &'static str,
    pub run_took: &'static str,
    pub run_received: &'static str,
    pub run_added: &'static str,
    pub run_changed: &'static str,
    pub run_unchanged: &'static str,
    pub run_gone: &'static str,
    pub run_failed: &'static str,
    pub run_result: &'static str,
    pub run_done: &'static str,
    pub run_running: &'static str,
}

pub(super) static CHINESE: DirectoryTexts = DirectoryTexts {
    nav_changes: "变化",
    nav_sync: "数据同步",
    synced_now: "刚刚同步",
    synced_minutes: |n| format!("{n} 分钟前同步"),
    synced_hours: |n| format!("{n} 小时前同步"),
    synced_days: |n| format!("{n} 天前同步"),
    not_synced: "尚未同步",
    freshness_meaning: |at| format!("本系统的数据最近一次与账号接口同步：{at}"),
    first_run_title: "首次同步正在进行",
    first_run_text: "列表和数字还不完整，已读到的账号可以照常查找和打开。",
    behind_title: |since| format!("数据从 {since} 起没有更新"),
    behind_text: "页面显示的是最后一次成功同步的数据，系统会自动重试。",
    to_sync: "查看同步",
    search_placeholder: "账号、姓名、拼音、学工号，或完整的证件号、手机号",
    search_note: "可输入账号或学工号的开头、姓名的任何部分、全拼、首字母或混合，例如 zhangsan、zs、张。也可以写条件，例如 单位:40100、到期:<30天。证件号和手机号不会出现在网址中。",
    typed_fields: ["状态", "身份", "到期", "单位"],
    no_match_text: "账号和学工号从开头匹配，姓名可以是任何部分、全拼或首字母。",
    total: |n| format!("{n} 个符合"),
    range: |from, to, total| format!("{from}–{to} / {total}"),
    sort_by: |column| format!("按{column}排序"),
    sort_up: "升序",
    sort_down: "降序",
    filter_expiry: "有效期",
    filter_deleted: "有已删除的身份",
    filter_gone: "上游已不存在的账号",
    filter_other: "其他条件",
    holding: "同一身份满足",
    holding_any: "有这样的身份",
    holding_none: "没有这样的身份",
    holding_valid: "未过期",
    holding_every_type: "任何身份",
    holding_every_organization: "任何单位",
    as_of: "历史日期",
    as_of_note: |day| format!("这里显示的是 {day} 结束时的数据"),
    as_of_now: "回到现在",
    as_of_show: "查看",
    warning_no_history: |day| format!("没有 {day} 的历史数据，显示的是现在。"),
    lookup_telephone_title: "手机号查找",
    lookup_none_title: "你的范围内没有这个号码对应的账号",
    history: "变化",
    history_none: "同步以来没有观察到变化。",
    history_note: |since| format!("从 {since} 起观察。"),
    gone_notice: |at| format!("从 {at} 起，账号接口中已没有这个账号。以下是最后一次读到的数据。"),
    data_of: |at| format!("数据 {at}"),
    upstream_at: |at| format!("上游 {at}"),
    changes_title: "变化",
    changes_kind: "变化类型",
    changes_from: "从",
    changes_until: "到",
    changes_none: "没有符合的变化",
    changes_none_advice: "放宽日期或类型再试；首次同步完成后才开始记录变化。",
    changes_begin: |at| format!("变化从 {at} 起记录。"),
    newer: "较新",
    older: "较早",
    column_when: "时间",
    column_who: "账号",
    column_what: "类型",
    column_change: "内容",
    sync_title: "数据同步",
    sync_idle: "空闲",
    sync_running: |kind| format!("正在进行：{kind}"),
    sync_waiting: "已安排，马上开始",
    sync_progress: |done, expected| format!("{done} / 约 {expected} 条"),
    sync_received: |done| format!("已读 {done} 条"),
    sync_rate: |rate| format!("每秒 {rate} 条"),
    sync_remaining: |time| format!("还需约 {time}"),
    sync_last: |at| format!("最近一次成功：{at}"),
    sync_never: "还没有成功同步过",
    sync_failing: |since, why| format!("从 {since} 起失败：{why}"),
    sync_changes_now: "立即同步变化",
    sync_full_now: "立即全部核对",
    sync_accept: "确认这些账号已不存在并重新核对",
    sync_accept_note: "上游缺少的账号异常多，为防止误判没有标记。如果确实已被移除，请确认。",
    sync_runs: "最近的同步",
    sync_no_runs: "还没有同步过。",
    sync_reload: "重新载入以查看最新状态",
    run_kind: "内容",
    run_started: "开始",
    run_took: "用时",
    run_received: "读取",
    run_added: "新增",
    run_changed: "变化",
    run_unchanged: "未变",
    run_gone: "消失",
    run_failed: "无法读取",
    run_result: "结果",
    run_done: "完成",
    run_running: "进行中",
};

pub(super) static ENGLISH: DirectoryTexts = DirectoryTexts {
    nav_changes: "Changes",
    nav_sync: "Sync",
    synced_now: "Synced just now",
    synced_minutes: |n| format!("Synced {n} min ago"),
    synced_hours: |n| format!("Synced {n} h ago"),
    synced_days: |n| format!("Synced {n} days ago"),
    not_synced: "Not synced yet",
    freshness_meaning: |at| format!("The data here were last brought up to date with the account service at {at}"),
    first_run_title: "The first sync is under way",
    first_run_text: "Lists and figures are not complete yet. Accounts read so far can be searched and opened.",
    behind_title: |since| format!("The data have not been updated since {since}"),
    behind_text: "Pages show what the last successful sync brought. It is tried again by itself.",
    to_sync: "See the sync",
    search_placeholder: "Account, name, pinyin, number, or a full ID or phone number",
    search_note: "Finds beginnings of account names and numbers, and any part of a name, also as pinyin, initials or mixed: zhangsan, zs, 张. Conditions can be typed, too: org:40100, expires:<30d. ID and phone numbers never appear in the address.",
    typed_fields: ["status", "type", "expires", "org"],
    no_match_text: "Account names and numbers match from their beginning; names by any part, by pinyin or by initials.",
    total: |n| format!("{n} match"),
    range: |from, to, total| format!("{from}–{to} of {total}"),
    sort_by: |column| format!("Sort by {column}"),
    sort_up: "ascending",
    sort_down: "descending",
    filter_expiry: "Expiry",
    filter_deleted: "Has a deleted identity",
    filter_gone: "No longer upstream",
    filter_other: "More conditions",
    holding: "One identity that is",
    holding_any: "Holds such an identity",
    holding_none: "Holds no such identity",
    holding_valid: "Not expired",
    holding_every_type: "Any type",
    holding_every_organization: "Any organisation",
    as_of: "Past date",
    as_of_note: |day| format!("This is how things stood at the end of {day}"),
    as_of_now: "Back to now",
    as_of_show: "Show",
    warning_no_history: |day| format!("There is no history for {day}; this is how things stand now."),
    lookup_telephone_title: "Look-up by telephone number",
    lookup_none_title: "No account in your scope has this number",
    history: "Changes",
    history_none: "No change was observed since the first sync.",
    history_note: |since| format!("Observed since {since}."),
    gone_notice: |at| format!("Since {at} the account service no longer has this account. Below is what was last read."),
    data_of: |at| format!("Data of {at}"),
    upstream_at: |at| format!("upstream {at}"),
    changes_title: "Changes",
    changes_kind: "Kind of change",
    changes_from: "From",
    changes_until: "To",
    changes_none: "No change matches",
    changes_none_advice: "Widen the dates or the kinds. Changes are recorded from the end of the first sync on.",
    changes_begin: |at| format!("Changes are recorded since {at}."),
    newer: "Newer",
    older: "Older",
    column_when: "When",
    column_who: "Account",
    column_what: "Kind",
    column_change: "Change",
    sync_title: "Sync",
    sync_idle: "Idle",
    sync_running: |kind| format!("Under way: {kind}"),
    sync_waiting: "Scheduled, about to begin",
    sync_progress: |done, expected| format!("{done} of about {expected}"),
    sync_received: |done| format!("{done} read"),
    sync_rate: |rate| format!("{rate} per second"),
    sync_remaining: |time| format!("about {time} to go"),
    sync_last: |at| format!("Last successful: {at}"),
    sync_never: "No sync was successful yet",
    sync_failing: |since, why| format!("Failing since {since}: {why}"),
    sync_changes_now: "Sync changes now",
    sync_full_now: "Compare everything now",
    sync_accept: "Accept that these accounts are gone and compare again",
    sync_accept_note: "Strangely many accounts are missing upstream, so none was marked. If they were really removed, confirm it.",
    sync_runs: "Latest runs",
    sync_no_runs: "There was no run yet.",
    sync_reload: "Reload to see the latest state",
    run_kind: "What",
    run_started: "Started",
    run_took: "Took",
    run_received: "Read",
    run_added: "Added",
    run_changed: "Changed",
    run_unchanged: "Unchanged",
    run_gone: "Gone",
    run_failed: "Unreadable",
    run_result: "Result",
    run_done: "Done",
    run_running: "Under way",
};

fn pick(language: Language, chinese: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

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
        ChangeKind::Telephone => ("手机", "Telephone"),
        ChangeKind::Email => ("邮箱", "E-mail"),
        ChangeKind::DocumentKind => ("证件类型", "Kind of document"),
        ChangeKind::DocumentNumber => ("证件号", "ID number"),
        ChangeKind::RelationAdded => ("新增身份", "Identity added"),
        ChangeKind::RelationRemoved => ("身份移除", "Identity removed"),
        ChangeKind::RelationDeleted => ("身份标记删除", "Identity deleted"),
        ChangeKind::RelationRestored => ("身份恢复", "Identity restored"),
        ChangeKind::RelationRenewed => ("身份有效期", "Identity renewed"),
        ChangeKind::RelationMoved => ("身份换单位", "Identity moved"),
        ChangeKind::RelationType => ("身份类型", "Identity type"),
        ChangeKind::RelationNumber => ("身份学工号", "Identity number"),
        ChangeKind::RelationDocumentKind => ("身份证件类型", "Identity's kind of document"),
        ChangeKind::RelationDocumentNumber => ("身份证件号", "Identity's ID number"),
    };
    pick(language, chinese, english)
}

/// A group of kinds of changes.
pub fn change_group(language: Language, group: ChangeGroup) -> &'static str {
    let (chinese, english) = match group {
        ChangeGroup::Accounts => ("账号出现或消失", "Account appeared or gone"),
        ChangeGroup::Status => ("状态", "Status"),
        ChangeGroup::DefaultIdentity => ("默认身份", "Default identity"),
        ChangeGroup::Expiry => ("有效期", "Expiry"),
        ChangeGroup::Contact => ("姓名和联系方式", "Name and contact"),
        ChangeGroup::IdentityAdded => ("身份新增", "Identity added"),
        ChangeGroup::IdentityRemoved => ("身份移除", "Identity removed"),
        ChangeGroup::IdentityRenewed => ("身份续期", "Identity renewed"),
        ChangeGroup::IdentityMoved => ("身份换单位", "Identity moved"),
        ChangeGroup::IdentityDetails => ("身份细节", "Identity details"),
    };
    pick(language, chinese, english)
}

/// A window of expiry.
pub fn expiry_window(language: Language, window: ExpiryWindow) -> String {
    match (window, language) {
        (ExpiryWindow::Expired, _) => pick(language, "已过期", "Expired").to_owned(),
        (ExpiryWindow::Within(days), Language::Chinese) => format!("{days} 天内到期"),
        (ExpiryWindow::Within(days), Language::English) => format!("Within {days} days"),
        (ExpiryWindow::Unknown, _) => pick(language, "没有或无法识别", "None or unreadable").to_owned(),
    }
}

/// What a run reads.
pub fn run_kind(language: Language, kind: RunKind) -> &'static str {
    match kind {
        RunKind::Full => pick(language, "全部核对", "Everything"),
        RunKind::Changes => pick(language, "变化", "Changes"),
    }
}

/// Why a run came to nothing.
pub fn sync_failure(language: Language, failure: SyncFailure) -> &'static str {
    let (chinese, english) = match failure {
        SyncFailure::Unreachable => ("连不上账号接口", "the account service cannot be reached"),
        SyncFailure::Unavailable => ("账号接口正在维护或出现故障", "the account service is out of order"),
        SyncFailure::OffCampus => ("账号接口拒绝了校外访问", "the account service refuses access from outside the campus"),
        SyncFailure::Unreadable => ("账号接口的回答无法识别", "the account service's answer cannot be read"),
        SyncFailure::NotAuthorized => ("账号接口不接受本系统的授权", "the account service does not accept this system's credentials"),
        SyncFailure::Refused => ("账号接口拒绝了查询", "the account service refused the question"),
        SyncFailure::Implausible => ("上游缺少的账号异常多", "strangely many accounts are missing upstream"),
        SyncFailure::Restless => ("账号列表变化太快，没有读完", "the list of accounts changed faster than it could be read"),
        SyncFailure::Database => ("数据库没有回应", "the database does not answer"),
        SyncFailure::CutOff => ("进程中断", "the process was ended"),
    };
    pick(language, chinese, english)
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
        assert_eq!([0, 7, 999, 1_000, 12_408, 1_000_000].map(|number: i32| grouped(number)), ["0", "7", "999", "1,000", "12,408", "1,000,000"]);
        assert_eq!(grouped(-1), "0");
    }

    #[test]
    fn times_are_told_in_two_units_at_most() {
        assert_eq!(duration(Language::English, 59), "59 s");
        assert_eq!(duration(Language::English, 125), "2 min 5 s");
        assert_eq!(duration(Language::Chinese, 7_260), "2 小时 1 分");
    }
}
