//! Texts about the replica: counts, history, changes, the sync.

mod words;

use super::language::Language;
pub use words::{change_group, change_kind, duration, expiry_window, grouped, run_kind, sync_failure};

texts! {
    /// Texts that only a directory with a replica needs.
    ReplicaTexts = replica_texts {
        nav_changes = "变化", "Changes";
        nav_sync = "数据同步", "Sync";

        // Freshness
        synced_now = "刚刚同步", "Synced just now";
        synced_minutes: fn(i64) -> String = |n| format!("{n} 分钟前同步"), |n| format!("Synced {n} min ago");
        synced_hours: fn(i64) -> String = |n| format!("{n} 小时前同步"), |n| format!("Synced {n} h ago");
        synced_days: fn(i64) -> String = |n| format!("{n} 天前同步"), |n| format!("Synced {n} days ago");
        not_synced = "尚未同步", "Not synced yet";
        freshness_meaning: fn(&str) -> String =
            |at| format!("本系统的数据最近一次与账号接口同步：{at}"),
            |at| {
                format!("The data here were last brought up to date with the account service at {at}")
            };
        first_run_title = "首次同步正在进行", "The first sync is under way";
        first_run_text =
            "列表和数字还不完整，已读到的账号可以照常查找和打开。",
            "Lists and figures are not complete yet. Accounts read so far can be searched and opened.";
        behind_title: fn(&str) -> String =
            |since| format!("数据从 {since} 起没有更新"),
            |since| format!("The data have not been updated since {since}");
        first_run_failing_title: fn(&str) -> String =
            |since| format!("首次同步尚未完成，{since} 起同步失败"),
            |since| {
                format!("The first sync is not complete and has been failing since {since}")
            };
        first_run_failing_text =
            "列表和数字不完整：没有列出的账号不一定不存在。系统会自动重试，已读到的账号可以照常查找和打开。",
            "Lists and figures are incomplete: an account that is not listed may well exist. Retrying automatically; accounts read so far can be searched and opened.";
        behind_text =
            "页面显示的是最后一次成功同步的数据，系统会自动重试。",
            "Pages show what the last successful sync brought. It is tried again by itself.";
        to_sync = "查看同步", "See the sync";

        // Search and filters
        search_placeholder =
            "账号、姓名、拼音、学工号，或完整的证件号、手机号",
            "Account, name, pinyin, number, or a full ID or phone number";
        search_note =
            "可输入账号或学工号的开头、姓名的任何部分、全拼、首字母或混合，例如 zhangsan、zs、张。也可以写条件，例如 单位:40100、到期:<30天。证件号和手机号不会出现在网址中。",
            "Finds beginnings of account names and numbers, and any part of a name, also as pinyin, initials or mixed: zhangsan, zs, 张. Conditions can be typed, too: org:40100, expires:<30d. ID and phone numbers never appear in the address.";
        /// The names of typed conditions: status, identity type, expiry, organisation.
        typed_fields: [&'static str; 4] =
            ["状态", "身份", "到期", "单位"],
            ["status", "type", "expires", "org"];
        no_match_text =
            "账号和学工号从开头匹配，姓名可以是任何部分、全拼或首字母。",
            "Account names and numbers match from their beginning; names by any part, by pinyin or by initials.";
        warning_unknown: fn(&str) -> String =
            |name| format!("没有“{name}”这个参数，已忽略。"),
            |name| format!("There is no parameter {name}; it is ignored.");
        total: fn(&str) -> String = |n| format!("{n} 个符合"), |n| format!("{n} match");
        /// Behind the total, where a text was searched for and no order was chosen.
        best_first = "，最相符的在前", ", the best match first";
        range: fn(&str, &str, &str) -> String =
            |from, to, total| format!("{from}–{to} / {total}"),
            |from, to, total| format!("{from}–{to} of {total}");
        sort_by: fn(&str) -> String =
            |column| format!("按{column}排序"),
            |column| format!("Sort by {column}");
        sort_up = "升序", "ascending";
        sort_down = "降序", "descending";
        filter_expiry = "有效期", "Expiry";
        filter_deleted = "有已删除的身份", "Has a deleted identity";
        filter_gone = "上游已不存在的账号", "No longer upstream";
        picked: fn(usize) -> String =
            |count| format!("所选的 {count} 个账号"),
            |count| format!("{count} picked accounts");
        pick: fn(&str) -> String = |name| format!("选择 {name}"), |name| format!("Pick {name}");
        picked_rows = "勾选的账号：", "Ticked accounts:";
        picked_show = "只看这些", "Show these alone";
        picked_export = "导出这些", "Export these";
        display = "显示", "Display";
        density = "行距", "Room between rows";
        comfortable = "宽松", "Comfortable";
        compact = "紧凑", "Compact";
        filter_other = "其他条件", "More conditions";
        holding = "同一身份满足", "One identity that is";
        holding_any = "有这样的身份", "Holds such an identity";
        holding_none = "没有这样的身份", "Holds no such identity";
        holding_valid = "未过期", "Not expired";
        holding_every_type = "任何身份", "Any type";
        holding_every_organization = "任何单位", "Any organisation";
        as_of = "历史日期", "Past date";
        as_of_note: fn(&str) -> String =
            |day| format!("这里显示的是 {day} 结束时的数据"),
            |day| format!("This is how things stood at the end of {day}");
        as_of_now = "回到现在", "Back to now";
        as_of_show = "查看", "Show";
        warning_no_history: fn(&str) -> String =
            |day| format!("没有 {day} 的历史数据，显示的是现在。"),
            |day| format!("There is no history for {day}; this is how things stand now.");
        lookup_telephone_title = "手机号查找", "Look-up by telephone number";
        lookup_telephone_note =
            "按你输入的手机号查找。为保护个人信息，号码不显示，也不出现在网址中。",
            "Looked up by the telephone number you typed. To protect personal data it is neither shown nor part of the address.";
        lookup_email_title = "邮箱查找", "Look-up by e-mail address";
        lookup_email_note =
            "按你输入的邮箱查找。为保护个人信息，邮箱不显示，也不出现在网址中。",
            "Looked up by the e-mail address you typed. To protect personal data it is neither shown nor part of the address of this page.";
        lookup_email_none_title = "你的范围内没有这个邮箱对应的账号", "No account in your scope has this e-mail address";
        no_email_title = "不能按邮箱查找", "E-mail addresses cannot be looked up";
        no_email_advice =
            "账号接口不支持按邮箱查询。请改用账号名、学工号、姓名或证件号。",
            "The account service does not support it. Use the account name, number, name or ID number instead.";
        lookup_none_title = "你的范围内没有这个号码对应的账号", "No account in your scope has this number";

        // Account
        history = "变化", "Changes";
        history_none = "同步以来没有观察到变化。", "No change was observed since the first sync.";
        history_note: fn(&str) -> String =
            |since| format!("从 {since} 起观察。"),
            |since| format!("Observed since {since}.");
        gone_notice: fn(&str) -> String =
            |at| format!("从 {at} 起，账号接口中已没有这个账号。以下是最后一次读到的数据。"),
            |at| {
                format!("Since {at} the account service no longer has this account. Below is what was last read.")
            };
        data_of: fn(&str) -> String = |at| format!("数据 {at}"), |at| format!("Data of {at}");
        upstream_at: fn(&str) -> String = |at| format!("上游 {at}"), |at| format!("upstream {at}");

        // Changes
        changes_title = "变化", "Changes";
        changes_kind = "变化类型", "Kind of change";
        changes_from = "从", "From";
        changes_until = "到", "To";
        changes_none = "没有符合的变化", "No change matches";
        changes_none_advice =
            "放宽日期或类型再试；首次同步完成后才开始记录变化。",
            "Widen the dates or the kinds. Changes are recorded from the end of the first sync on.";
        changes_begin: fn(&str) -> String =
            |at| format!("变化从 {at} 起记录。"),
            |at| format!("Changes are recorded since {at}.");
        newer = "较新", "Newer";
        older = "较早", "Older";
        column_when = "时间", "When";
        column_who = "账号", "Account";
        column_what = "类型", "Kind";
        column_change = "内容", "Change";

        // Sync
        sync_title = "数据同步", "Sync";
        sync_idle = "空闲", "Idle";
        sync_running: fn(&str) -> String =
            |kind| format!("正在进行：{kind}"),
            |kind| format!("Under way: {kind}");
        sync_waiting = "已安排，马上开始", "Scheduled, about to begin";
        sync_progress: fn(&str, &str) -> String =
            |done, expected| format!("{done} / 约 {expected} 条"),
            |done, expected| format!("{done} of about {expected}");
        sync_received: fn(&str) -> String = |done| format!("已读 {done} 条"), |done| format!("{done} read");
        sync_rate: fn(&str) -> String = |rate| format!("每秒 {rate} 条"), |rate| format!("{rate} per second");
        sync_remaining: fn(&str) -> String =
            |time| format!("还需约 {time}"),
            |time| format!("about {time} to go");
        sync_last: fn(&str) -> String =
            |at| format!("最近一次成功：{at}"),
            |at| format!("Last successful: {at}");
        sync_never = "还没有成功同步过", "No sync was successful yet";
        sync_failing: fn(&str, &str) -> String =
            |since, why| format!("从 {since} 起失败：{why}"),
            |since, why| format!("Failing since {since}: {why}");
        sync_changes_now = "立即同步变化", "Sync changes now";
        sync_full_now = "立即全部核对", "Compare everything now";
        sync_accept =
            "确认这些账号已不存在并重新核对",
            "Accept that these accounts are gone and compare again";
        sync_accept_fields = "确认情况属实", "Confirm that this is so";
        sync_accept_fields_note =
            "许多账号同时缺少同一项数据、被冻结或变成集体账号，已保留原来的内容。请先向接口管理方核实；如果属实，可在此确认，之后会照此处理并记录变化。",
            "Many accounts at once lack the same field, are frozen, or became group accounts, so what was known has been kept. Ask whoever runs the service first; if it is really so, confirm it here. It is then taken over and recorded as changes.";
        sync_accept_note =
            "上游缺少的账号异常多，为防止误判没有标记。如果确实已被移除，请确认。",
            "Strangely many accounts are missing upstream, so none was marked. If they were really removed, confirm it.";
        sync_runs = "最近的同步", "Latest runs";
        sync_no_runs = "还没有同步过。", "There was no run yet.";
        sync_reload = "重新载入以查看最新状态", "Reload to see the latest state";
        run_kind = "内容", "What";
        run_started = "开始", "Started";
        run_took = "用时", "Took";
        run_received = "读取", "Read";
        run_added = "新增", "Added";
        run_changed = "变化", "Changed";
        run_unchanged = "未变", "Unchanged";
        run_gone = "消失", "Gone";
        run_failed = "无法读取", "Unreadable";
        run_result = "结果", "Result";
        run_done = "完成", "Done";
        run_running = "进行中", "Under way";
    }
}
