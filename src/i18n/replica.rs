//! Texts about the replica: counts, history, changes, the sync.

mod words;

use super::language::Language;
pub use words::{change_group, change_kind, duration, expiry_window, grouped, run_kind, sync_failure};

texts! {
    /// Texts that only a directory with a replica needs.
    ReplicaTexts = replica_texts {
        nav_changes = "变化", "Changes";
        nav_sync = "数据同步", "Sync";

        /// In the place of an answer, while the list stays as it was.
        unreachable =
            "无法连接服务器，列表没有更新。请检查网络后再试。",
            "Can't reach the server. The list was not updated: check your connection and try again.";

        typed_number =
            "看起来是证件号、手机号、邮箱或 GUID。按 Enter 查找，号码不会出现在网址中。",
            "This looks like an ID or phone number, an e-mail address or a GUID. Press Enter to look it up; it will not appear in the address.";
        sign_in_again = "重新登录", "Sign in again";

        // Freshness
        synced_now = "刚刚同步", "Synced just now";
        synced_minutes: fn(i64) -> String = |n| format!("{n} 分钟前同步"), |n| format!("Synced {n} min ago");
        synced_hours: fn(i64) -> String = |n| format!("{n} 小时前同步"), |n| format!("Synced {n} h ago");
        synced_days: fn(i64) -> String = |n| format!("{n} 天前同步"), |n| format!("Synced {n} days ago");
        not_synced = "尚未同步", "Not synced yet";
        freshness_meaning: fn(&str) -> String =
            |at| format!("本系统的数据最近一次与账号接口同步：{at}"),
            |at| {
                format!("Last synced with the account service at {at}")
            };
        first_run_title = "首次同步正在进行", "First sync in progress";
        first_run_text =
            "列表和数字还不完整，已读到的账号可以照常查找和打开。",
            "Lists and counts are not complete yet. Accounts already read can be searched and opened.";
        behind_title: fn(&str) -> String =
            |since| format!("数据从 {since} 起没有更新"),
            |since| format!("Data has not been updated since {since}");
        first_run_failing_title: fn(&str) -> String =
            |since| format!("首次同步尚未完成，{since} 起同步失败"),
            |since| {
                format!("The first sync has not finished and has been failing since {since}")
            };
        first_run_failing_text =
            "列表和数字不完整：没有列出的账号不一定不存在。系统会自动重试，已读到的账号可以照常查找和打开。",
            "Lists and counts are incomplete: an account missing here may still exist. Retrying automatically; accounts already read can be searched and opened.";
        behind_text =
            "页面显示的是最后一次成功同步的数据，系统会自动重试。",
            "Pages show data from the last successful sync. Retrying automatically.";
        to_sync = "查看同步", "View sync";

        // Search and filters
        search_placeholder =
            "账号、姓名、拼音、学工号，或完整的证件号、手机号",
            "Account, name, pinyin, number, or a full ID or phone number";
        search_note: fn(&str) -> String =
            |organization| format!("可输入账号或学工号的开头、姓名的任何部分、全拼、首字母或混合，例如 zhangsan、zs、张。也可以写条件，例如 单位:{organization}、到期:<30天。证件号和手机号不会出现在网址中。"),
            |organization| format!("Matches the beginning of account names and numbers, and any part of a name, including pinyin, initials or a mix: zhangsan, zs, 张. You can also type conditions: org:{organization}, expires:<30d. ID and phone numbers never appear in the address.");
        exclude_note =
            "排除条件：点选项右侧的 ⊖，或在条件前加减号，例如 -身份:校友。",
            "To exclude a value, tick ⊖ beside it, or type a minus before a condition: -type:student.";
        or_note: fn(&str) -> String =
            |organization| format!("满足任意一组即可：(状态:冻结 或 到期:30天) 单位:{organization}。待核实的账号：核实:任意。"),
            |organization| format!("To match any of several groups: (status:frozen or expires:30d) org:{organization}. Accounts to check: check:any.");
        only_note = "双击一个选项，只看这一项。", "Double-click a value to see it alone.";
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
        total: fn(&str) -> String =
            |n| format!("共 {n} 个账号"),
            |n| if n == "1" { "1 account".to_owned() } else { format!("{n} accounts") };
        /// Behind the total, where a text was searched for and no order was chosen.
        best_first = "，按匹配程度排序", ", best match first";
        range: fn(&str, &str, &str) -> String =
            |from, to, total| format!("{from}–{to} / {total}"),
            |from, to, total| format!("{from}–{to} of {total}");
        total_in_scope = "含在你的范围内有其他身份的账号", "with any identity in your scope";
        go_to_row = "转到第几行", "Go to row";
        go_to = "转到", "Go";
        sort_by: fn(&str) -> String =
            |column| format!("按{column}排序"),
            |column| format!("Sort by {column}");
        sort_up = "升序", "ascending";
        sort_down = "降序", "descending";
        filter_expiry = "有效期", "Expiry";
        expiry_dates = "指定日期", "Between dates";
        expiry_from = "有效期不早于", "Expires on or after";
        expiry_until = "有效期不晚于", "Expires on or before";
        filter_deleted = "有已删除的身份", "Has a deleted identity";
        filter_gone = "源数据中已不存在的账号", "No longer in the source data";
        picked: fn(usize) -> String =
            |count| format!("所选的 {count} 个账号"),
            |count| format!("{count} selected accounts");
        pick: fn(&str) -> String = |name| format!("选择 {name}"), |name| format!("Select {name}");
        identity_heading = "默认身份", "Identity";
        picked_rows = "已勾选的账号：", "Selected accounts: ";
        picked_elsewhere = "其他页 ", "on other pages: ";
        picked_total = "，共 ", ", total: ";
        news: fn(&str) -> String =
            |count| format!("{count} 个账号有变化"),
            |count| format!("{count} accounts changed");
        news_show = "刷新列表", "Show";
        picked_copy = "复制", "Copy";
        picked_copy_rows = "整行（粘贴为表格）", "Whole rows (paste as a table)";
        /// `#` stands for how many.
        picked_copied = "已复制 # 行", "Copied # rows";
        picked_none = "取消勾选", "Clear selection";
        pick_page = "选择本页所有账号", "Select all accounts on this page";
        picked_show = "只看这些", "Show only these";
        picked_more = "更多", "More";
        picked_keep = "保存为视图", "Save as view";
        picked_reconcile = "与名单核对", "Check against a list";
        picked_export = "导出这些", "Export these";
        display = "列与行距", "Columns and spacing";
        display_note =
            "拖动可调整列的次序，也可按 Alt + ↑/↓。会记住你的选择。",
            "Drag columns into order, or press Alt + ↑/↓. Your choice is remembered.";
        column_up: fn(&str) -> String =
            |column| format!("“{column}”前移一列"), |column| format!("Move {column} forward");
        density = "行距", "Row spacing";
        comfortable = "宽松", "Comfortable";
        compact = "紧凑", "Compact";
        filter_other = "其他条件", "More conditions";
        holding = "某一身份同时满足", "One identity matches all of";
        holding_any = "有符合条件的身份", "Has such an identity";
        holding_none = "没有符合条件的身份", "Has no such identity";
        holding_every_expiry = "任何有效期", "Any expiry";
        holding_expires: fn(&str) -> String =
            |window| format!("有效期{window}"),
            |window| format!("expiry: {window}");
        holding_last = "此后再无有效身份", "Nothing valid remains after it";
        holding_valid = "未过期", "Not expired";
        holding_every_type = "任何身份", "Any type";
        holding_every_organization = "任何单位", "Any organisation";
        as_of = "查看某日数据", "Data as of";
        as_of_note: fn(&str) -> String =
            |day| format!("这里显示的是 {day} 结束时的数据"),
            |day| format!("Showing data as of the end of {day}");
        as_of_limited = "已转出可见范围的人不在其中。", "People who have moved out of your scope are left out.";
        as_of_now = "返回当前数据", "Back to current data";
        as_of_show = "查看", "Show";
        warning_no_history: fn(&str) -> String =
            |day| format!("没有 {day} 的历史数据，显示的是当前数据。"),
            |day| format!("There is no history for {day}; current data is shown.");
        warning_no_term =
            "没有配置所选学期的结束日期，没有账号符合这个条件。请联系管理员填写校历。",
            "The end of that term is not configured, so no account meets this condition. Ask an administrator to enter the calendar.";
        lookup_telephone_title = "手机号查找", "Look-up by phone number";
        lookup_telephone_note =
            "按你输入的手机号查找。为保护个人信息，号码不显示，也不出现在网址中。",
            "Results for the phone number you entered. To protect personal data, it is not shown and does not appear in the address.";
        lookup_email_title = "邮箱查找", "Look-up by e-mail address";
        lookup_email_note =
            "按你输入的邮箱查找。为保护个人信息，邮箱不显示，也不出现在网址中。",
            "Results for the e-mail address you entered. To protect personal data, it is not shown and does not appear in the address of this page.";
        lookup_email_none_title = "你的范围内没有这个邮箱对应的账号", "No account in your scope has this e-mail address";
        no_email_title = "不支持按邮箱查找", "Search by e-mail address is not available";
        no_email_advice =
            "账号接口不支持按邮箱查询。请改用账号名、学工号、姓名或证件号。",
            "The account service does not support it. Use the account name, number, name or ID number instead.";
        lookup_none_title = "你的范围内没有这个号码对应的账号", "No account in your scope has this number";

        // Account
        history = "变化", "Changes";
        history_none = "开始同步以来没有变化。", "No changes since the first sync.";
        history_none_until = "到这一天为止没有变化。", "No changes up to that day.";
        history_note: fn(&str) -> String =
            |since| format!("变化自 {since} 起记录。"),
            |since| format!("Changes recorded since {since}.");
        gone_notice: fn(&str) -> String =
            |at| format!("从 {at} 起，账号接口中已没有这个账号。以下是最后一次读到的数据。"),
            |at| {
                format!("The account service has not had this account since {at}. Below is the last data read.")
            };
        data_of: fn(&str) -> String = |at| format!("数据时间 {at}"), |at| format!("Data as of {at}");
        upstream_at: fn(&str) -> String = |at| format!("源数据 {at}"), |at| format!("source {at}");

        // Changes
        changes_title = "变化", "Changes";
        changes_kind = "变化类型", "Kind of change";
        changes_from = "从", "From";
        changes_until = "到", "To";
        expiry_reversed = "到期日期的范围不对：结束日期早于开始日期。", "The range of expiry dates is reversed: it ends before it begins.";
        lookup_gone: fn(&str) -> String =
            |who| format!("源数据中已不存在，以下是最后一次读到的数据：{who}"),
            |who| format!("No longer in the source data; below is the last data read: {who}");
        no_match_gone: fn(&str) -> String =
            |n| format!("源数据中已不存在的账号里有 {n} 个符合"),
            |n| format!("{n} accounts that upstream no longer has match");
        changes_reversed = "开始日期晚于结束日期，所以没有变化。", "The first day is after the last, so nothing is listed.";
        changes_of_now =
            "按目前所在的单位筛选，已转出的人不列出。要看谁离开了，请用两日对比。",
            "By present organisation: people who have moved out are not listed. To see who left, compare two days.";
        changes_none = "没有符合的变化", "No matching changes";
        changes_none_advice =
            "放宽日期或类型再试；首次同步完成后才开始记录变化。",
            "Try a wider date range or more kinds. Changes are recorded once the first sync has finished.";
        changes_begin: fn(&str) -> String =
            |at| format!("变化从 {at} 起记录。"),
            |at| format!("Changes recorded since {at}.");
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
            |kind| format!("In progress: {kind}");
        sync_waiting = "已安排，马上开始", "Queued";
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
        sync_never = "还没有成功同步过", "No successful sync yet";
        sync_failing: fn(&str, &str) -> String =
            |since, why| format!("从 {since} 起失败：{why}"),
            |since, why| format!("Failing since {since}: {why}");
        sync_changes_now = "立即增量同步", "Sync changes now";
        sync_full_now = "立即全量同步", "Full sync now";
        sync_accept =
            "确认这些账号已不存在并重新同步",
            "Confirm these accounts are gone and sync again";
        sync_accept_fields = "确认情况属实", "Confirm this is correct";
        sync_accept_fields_note =
            "许多账号同时缺少同一项数据、被冻结或变成集体账号，已保留原来的内容。请先向接口管理方核实；如果属实，可在此确认，之后会照此处理并记录变化。",
            "Many accounts at once lack the same field, were frozen, or became group accounts; the previous data was kept. Check with the operators of the account service. If it is correct, confirm here: it is then applied and recorded as changes.";
        sync_accept_note =
            "源数据中缺少的账号异常多，为防止误判，没有标记为消失。如果确实已被移除，请确认。",
            "An unusually large number of accounts is missing, so none was marked as gone. If they were really removed, confirm.";
        sync_runs = "最近的同步", "Recent syncs";
        sync_no_runs = "还没有同步过。", "No sync has run yet.";
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
        run_running = "进行中", "In progress";
    }
}
