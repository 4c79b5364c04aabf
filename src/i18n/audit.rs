//! Texts about the audit log and about reading what is masked.

use super::language::Language;
use model::audit::{Action, Recorded};

texts! {
    /// Texts of `/admin/audit`, and of what stands of it elsewhere.
    AuditTexts = audit {
        nav_audit = "审计", "Audit";
        title = "审计记录", "Audit log";
        note =
            "谁在何时查看、查找或更改了什么。记录只可追加，篡改可被发现；其中没有证件号、手机号和邮箱。",
            "Who viewed, looked up or changed what, and when. The log is append-only and tamper-evident; it contains no ID numbers, phone numbers or e-mail addresses.";
        when = "时间", "When";
        who = "操作人", "User";
        person_hint = "完整的账号或姓名", "Whole account or name";
        reversed = "开始日期晚于结束日期，所以没有记录。", "The first day is after the last, so nothing is listed.";
        what = "操作", "Action";
        about = "账号", "Account";
        who_name = "操作人姓名", "User’s name";
        about_name = "账号姓名", "Account's name";
        details = "详情", "Details";
        address = "地址", "Address";
        session = "会话", "Session";
        request = "请求编号", "Request";
        every_action = "全部", "All";
        from = "从", "From";
        until = "到", "To";
        show = "查看", "Show";
        refused = "被拒绝", "refused";
        none = "没有符合的记录。", "No matching entries.";
        older = "较早", "Older";
        paper_cut: fn(usize) -> String =
            |n| format!("只打印了 {n} 条，更早的没有打印；全部记录请导出 CSV。时间为北京时间。"),
            |n| format!("Only {n} entries are printed, none of the older ones; export CSV for all. Times are Beijing time.");
        newest = "最新", "Newest";
        verify = "校验全部记录", "Verify all entries";
        whole: fn(i64, &str) -> String =
            |entries, hash| format!("全部 {entries} 条记录完整，最后一条的校验值：{hash}"),
            |entries, hash| {
                format!("All {entries} entries are intact. Hash of the last one: {hash}")
            };
        broken: fn(i64) -> String =
            |at| format!("记录从第 {at} 条起不完整：有记录被改动或删除。请保留数据库并联系负责人。"),
            |at| {
                format!(
                    "The log is damaged from entry {at} on: an entry was changed or removed. Keep the database and contact the person responsible."
                )
            };
        key_missing: fn(i64, &str) -> String =
            |at, key| format!("记录从第 {at} 条起无法校验：密钥 {key} 不在密钥文件中，请放回后再校验。"),
            |at, key| {
                format!(
                    "Entries from {at} on cannot be verified: key {key} is missing from the key file. Restore it and verify again."
                )
            };
        of_account = "谁看过这个账号", "Who viewed this account";
        latest_alone: fn(usize) -> String = |n| format!("只列出最近的 {n} 条记录和最近的 {n} 次导出。"), |n| format!("Only the latest {n} entries and the latest {n} exports are listed.");
        all_of_account = "在审计中查看全部（少数例外见该页）", "View all in the audit log (the few exceptions are named there)";
        entries = "记录", "Entries";
        exports_of = "含该账号的导出", "Exports that included this account";
        grants_by_identity = "按该账号的默认身份给的授权", "Access granted by the default identity of this account";
        account_note = "不按账号列出的有：列表和搜索结果、不按证件号核对的名单（请按操作人查），由服务器配置授予的权限（请按操作“服务器启动”查），成批标记的核查结论（“其余都标为‘在’”，见核查页），导出的审计记录和授权清单（请按操作“导出”查），导出文件的下载、取消和删除（请按操作查，用文件编号对照）。", "Not listed by account: lists and search results, lists of people that are not matched by ID number (filter by person), access granted by the server’s configuration (filter by the action “Server started”), review results that were marked in bulk (see the review), exported audit logs and lists of grants (filter by the action “Exported”), and exported files that were downloaded, cancelled or deleted (filter by the action, compare the serial).";
        latest_exports: fn(usize) -> String = |n| format!("只列出最近的 {n} 次，更早的请用日期查。"), |n| format!("Only the latest {n} are listed. Use the dates to see earlier ones.");
        names_nobody = "没有这个账号或姓名，请输入完整的账号或姓名。", "There is no such account or name. Enter the full account or name.";
        number_typed = "没有查询：审计中只能按账号或姓名查，请勿输入证件号或手机号。", "Not searched: the log is searched by account or name. Do not enter ID or phone numbers.";
        of_me = "我的操作记录", "My activity";
        about_me = "谁看过我的账号", "Who viewed my account";

        // Reading what is masked
        reveal = "查看明文", "Reveal";
        reveal_of: fn(&str) -> String = |field| format!("查看明文：{field}"), |field| format!("Reveal {field}");
        reason = "理由", "Reason";
        reasons: [&'static str; 3] =
            ["本人在柜台办理", "处理无法登录", "核对错误资料"],
            ["The person is at the counter", "Cannot sign in", "Checking wrong data"];
        reason_pick = "请选择", "Select…";
        reason_other = "其他（请填写）", "Other (please specify)";
        reason_typed =
            "理由（至少 4 个字，请勿填写个人信息）",
            "Reason (at least 4 characters, no personal data)";
        reveal_now = "显示 60 秒", "Show for 60 seconds";
        reveal_note = "查看行为和理由会被记录。", "The access and its reason are recorded.";
        shown_for = "60 秒后自动隐藏。", "Hidden again after 60 seconds.";
        few_left: fn(i64) -> String =
            |left| format!("短时间内查看较多，还可查看 {left} 次；管理员能在审计记录中看到。"),
            |left| {
                format!(
                    "You have revealed many fields in a short time; {left} left. Administrators can see this in the audit log."
                )
            };
        no_reason =
            "未显示：请选择或填写理由（至少 4 个字），其中请勿填写证件号、手机号或邮箱。",
            "Not shown: select or enter a reason (at least 4 characters) without ID numbers, phone numbers or email addresses.";
        too_many =
            "未显示：短时间内查看过多，请 10 分钟后再试。这次尝试已记录。",
            "Not shown: too many fields were revealed in a short time. Try again in 10 minutes. This attempt was recorded.";
        hide = "立即隐藏", "Hide now";
    }
}

/// What was done; the code where a later version wrote it.
pub fn recorded(language: Language, entry: &Recorded) -> String {
    Action::from_code(&entry.action)
        .map_or_else(|| entry.action.clone(), |known| action(language, known).to_owned())
}

/// As [`recorded`], with that it was refused.
pub fn told(language: Language, entry: &Recorded) -> String {
    let action = recorded(language, entry);
    if entry.is_refused() {
        language.pick(format!("{action}（被拒绝）"), format!("{action} (refused)"))
    } else {
        action
    }
}

pub fn action(language: Language, action: Action) -> &'static str {
    let (chinese, english) = match action {
        Action::Started => ("服务器启动", "Server started"),
        Action::SignedIn => ("登录", "Signed in"),
        Action::Refused => ("登录被拒绝", "Sign-in refused"),
        Action::SignedOut => ("退出", "Signed out"),
        Action::SessionEnded => ("结束其他会话", "Ended another session"),
        Action::SessionCut => ("失去权限，会话结束", "Session ended: access lost"),
        Action::ActedTooLate => ("会话结束后操作，被拒绝", "Refused: the session had ended"),
        Action::Searched => ("查看列表", "Viewed a list"),
        Action::ChangesRead => ("查看变化", "Viewed changes"),
        Action::Viewed => ("查看账号", "Viewed an account"),
        Action::AskedInVain => {
            ("访问不存在或范围外的内容", "Asked for something that does not exist or is out of scope")
        }
        Action::ListBrought => ("提交名单", "Submitted a list"),
        Action::Reconciled => ("核对名单", "Reconciled a list"),
        Action::LookedUp => ("按号码查找", "Looked up a number"),
        Action::Revealed => ("查看明文", "Revealed a field"),
        Action::RightMissing => ("没有权限，被拒绝", "Refused: no permission"),
        Action::RevealRefused => ("查看明文过多，被拒绝", "Refused: too many reveals"),
        Action::ExportOrdered => ("提交导出", "Requested an export"),
        Action::Exported => ("导出", "Exported"),
        Action::Downloaded => ("下载导出文件", "Downloaded an export"),
        Action::ExportDeleted => ("删除导出文件", "Deleted an exported file"),
        Action::ExportCancelled => ("取消导出", "Cancelled an export"),
        Action::Refreshed => ("重新读取账号", "Refreshed an account"),
        Action::Granted => ("授予", "Granted"),
        Action::Withdrawn => ("撤销", "Withdrew"),
        Action::ViewShared => ("共享视图", "Shared a view"),
        Action::ViewChanged => ("更改视图", "Changed a view"),
        Action::SyncOrdered => ("手动同步", "Started a sync"),
        Action::LimitReached => ("达到次数上限", "Reached a limit"),
        Action::SignInFailed => ("登录失败", "Sign-in failed"),
        Action::DatabaseMoved => ("迁移数据库", "Moved the database"),
        Action::BackedUp => ("备份数据库", "Backed up the database"),
        Action::Restored => ("恢复备份", "Restored a backup"),
        Action::KeyRotated => ("更换数据密钥", "Rotated the data key"),
        Action::AuditLost => ("确认审计记录丢失", "Acknowledged lost entries"),
        Action::AuditTrimmed => ("删除到期的审计记录", "Removed expired entries"),
        Action::SetAside => ("确认无误", "Marked as correct"),
        Action::GrantReviewed => ("复核授权", "Reviewed a grant"),
        Action::CampaignBegun => ("发起核查", "Started a review"),
        Action::CampaignAssigned => ("分派核查", "Assigned a part of a review"),
        Action::Judged => ("核查账号", "Reviewed an account"),
        Action::CampaignSealed => ("封存核查结果", "Sealed a review"),
        Action::CampaignGivenUp => ("取消核查", "Cancelled a review"),
        Action::Subscribed => ("订阅视图", "Subscribed to a view"),
        Action::Unsubscribed => ("退订视图", "Unsubscribed from a view"),
        Action::DigestSent => ("发送视图变化邮件", "Mailed the changes of a view"),
        Action::TakenBack => ("重新列为待核实", "Listed to check again"),
        Action::AuditRead => ("查看审计记录", "Viewed the audit log"),
    };
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}
