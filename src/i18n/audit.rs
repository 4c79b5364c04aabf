//! Texts about the audit log and about reading what is masked.

use super::language::Language;
use model::audit::{Action, Recorded};

texts! {
    /// Texts of `/admin/audit`, and of what stands of it elsewhere.
    AuditTexts = audit {
        nav_audit = "审计", "Audit";
        title = "审计记录", "Audit log";
        note =
            "谁在何时查看、查找或更改了什么。记录只增不改，前后相连，改动会被发现；其中没有证件号、手机号和邮箱。",
            "Who viewed, looked up or changed what, and when. Entries are only added and hang together, so that a change is found; no ID number, telephone number or address stands in them.";
        when = "时间", "When";
        who = "谁", "Who";
        person_hint = "账号或姓名", "Account or name";
        what = "做了什么", "What";
        about = "账号", "Account";
        who_name = "姓名", "Name";
        about_name = "账号姓名", "Account's name";
        details = "内容", "Details";
        origin = "来源", "From";
        address = "地址", "Address";
        session = "会话", "Session";
        request = "请求编号", "Request";
        every_action = "全部", "Everything";
        from = "从", "From";
        until = "到", "Until";
        show = "查看", "Show";
        none = "没有符合的记录。", "No entry matches.";
        older = "较早", "Older";
        newest = "最新", "Newest";
        verify = "校验全部记录", "Check all entries";
        whole: fn(i64, &str) -> String =
            |entries, hash| format!("全部 {entries} 条记录完整，最后一条的校验值：{hash}"),
            |entries, hash| {
                format!("All {entries} entries are as they were written. Check value of the last: {hash}")
            };
        broken: fn(i64) -> String =
            |at| format!("记录从第 {at} 条起不完整：有记录被改动或删除。请保留数据库并联系负责人。"),
            |at| {
                format!(
                    "The log is not whole from entry {at} on: an entry was changed or taken out. Keep the database and tell whoever is responsible."
                )
            };
        key_missing: fn(i64, &str) -> String =
            |at, key| format!("记录从第 {at} 条起无法校验：密钥 {key} 不在密钥文件中，请放回后再校验。"),
            |at, key| {
                format!(
                    "Entries from {at} on cannot be checked: the key {key} is not in the key file. Put it back, then check again."
                )
            };
        of_account = "谁看过这个账号", "Who looked at this account";
        of_me = "我的操作记录", "What I did";
        about_me = "谁看过我的账号", "Who looked at my account";

        // Reading what is masked
        reveal = "显示", "Reveal";
        reveal_of: fn(&str) -> String = |field| format!("显示{field}"), |field| format!("Reveal: {field}");
        reason = "理由", "Reason";
        reasons: [&'static str; 3] =
            ["本人在柜台办理", "处理无法登录", "核对错误资料"],
            ["The person is at the counter", "Cannot sign in", "Checking wrong data"];
        reason_pick = "请选择", "Pick one";
        reason_other = "其他（请填写）", "Other (type it)";
        reason_typed =
            "理由（至少 4 个字，请勿填写个人信息）",
            "Reason (at least 4 characters, no personal data)";
        reveal_now = "显示 60 秒", "Show for 60 seconds";
        reveal_note = "查看会连同理由记录下来。", "That it is read is recorded with the reason.";
        shown_for = "60 秒后自动遮盖。", "It is masked again after 60 seconds.";
        few_left: fn(i64) -> String =
            |left| format!("短时间内查看较多，还可查看 {left} 次；管理员能在审计记录中看到。"),
            |left| {
                format!(
                    "Many fields were read in a short time; {left} more can be. Administrators see this in the audit log."
                )
            };
        no_reason =
            "没有显示：请选择或填写理由（至少 4 个字）。",
            "Not shown: pick a reason or type one (at least 4 characters).";
        too_many =
            "没有显示：短时间内查看过多，请 10 分钟后再试。这次尝试已记录。",
            "Not shown: too many fields were read in a short time. Try again in 10 minutes. The attempt is recorded.";
        hide = "立即遮盖", "Mask now";
    }
}

/// What was done; the code where a later version wrote it.
pub fn recorded(language: Language, entry: &Recorded) -> String {
    Action::from_code(&entry.action)
        .map_or_else(|| entry.action.clone(), |known| action(language, known).to_owned())
}

pub fn action(language: Language, action: Action) -> &'static str {
    let (chinese, english) = match action {
        Action::Started => ("服务器启动", "Server started"),
        Action::SignedIn => ("登录", "Signed in"),
        Action::Refused => ("登录被拒绝", "Refused at sign-in"),
        Action::SignedOut => ("退出", "Signed out"),
        Action::SessionEnded => ("结束其他会话", "Ended another session"),
        Action::Searched => ("查看列表", "Read a list"),
        Action::ChangesRead => ("查看变化", "Read changes"),
        Action::Viewed => ("查看账号", "Viewed an account"),
        Action::AskedInVain => ("查看不存在或范围外的账号", "Asked for an account not there or not in scope"),
        Action::ListBrought => ("提交名单", "Brought a list"),
        Action::Reconciled => ("核对名单", "Compared a list"),
        Action::LookedUp => ("按号码查找", "Looked up a number"),
        Action::Revealed => ("显示被遮盖的内容", "Revealed a field"),
        Action::RevealRefused => ("显示过多，被拒绝", "Refused: too many fields"),
        Action::ExportOrdered => ("要求导出", "Asked for an export"),
        Action::Exported => ("导出", "Exported"),
        Action::Downloaded => ("下载导出文件", "Downloaded an export"),
        Action::Refreshed => ("重新读取账号", "Refreshed an account"),
        Action::Granted => ("授予", "Granted"),
        Action::Withdrawn => ("撤销", "Withdrew"),
        Action::ViewShared => ("共享视图", "Shared a view"),
        Action::ViewChanged => ("更改他人的视图", "Changed somebody's view"),
        Action::SyncOrdered => ("手动同步", "Ordered a sync"),
        Action::LimitReached => ("达到次数上限", "Reached a limit"),
        Action::SignInFailed => ("登录失败", "Sign-in failed"),
        Action::KeyRotated => ("更换数据密钥", "Changed the data key"),
        Action::AuditLost => ("确认审计记录丢失", "Confirmed lost entries"),
        Action::AuditTrimmed => ("删除到期的审计记录", "Took out old entries"),
        Action::AuditRead => ("查看审计记录", "Read the audit log"),
    };
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}
