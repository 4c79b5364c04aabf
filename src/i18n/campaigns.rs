//! Texts of lists that are gone through line by line.

use super::language::Language;
use model::campaign::{Show, Verdict};

texts! {
    CampaignTexts = campaigns {
        title = "核查", "Reviews";
        note =
            "把一份账号列表固定下来，按单位分给同事逐人确认：在、已离开、不明。只记录结论，不修改账号数据。",
            "Fix a list of accounts, divide it by organisation among colleagues, and confirm person by person: present, left, unclear. Results are recorded here; account data are not changed.";
        how = "在“账号”页筛选出要核查的账号，再点“更多”里的“发起核查”。", "Filter the accounts to be reviewed on the Accounts page, then choose “Start a review” under “More”.";
        to_accounts = "去筛选账号", "Filter accounts";
        none = "没有核查。", "No reviews.";
        column_name = "核查", "Review";
        column_deadline = "截止日期", "Deadline";
        column_progress = "进度", "Progress";
        column_owner = "发起人", "Started by";
        of_done: fn(&str, &str) -> String = |done, total| format!("已核查 {done} / {total}"), |done, total| format!("{done} of {total} done");
        open: fn(&str) -> String = |n| format!("还有 {n} 个"), |n| format!("{n} to review");
        overdue = "已过期", "Overdue";
        identity_here = "在本单位：", "Here:";
        default_at: fn(&str) -> String = |name| format!("默认单位：{name}"), |name| format!("Default organisation: {name}");
        note_stands = "现在的备注：", "The note as it stands:";
        stranded = "对方已没有这个单位的权限，请改派。", "This person no longer has access to the organisation. Assign someone else.";
        sealed_word = "已封存", "Sealed";

        start = "发起核查", "Start a review";
        new_title = "发起核查", "Start a review";
        question = "条件", "Conditions";
        rows_label = "账号数", "Accounts";
        new_note =
            "发起后名单即固定，之后的变化不再影响名单；按所属二级单位分成若干部分，可分别交给有权限的同事。",
            "The list is fixed now; later changes do not alter it. It is divided by organisation, and each part can be given to a colleague with access.";
        name = "名称", "Name";
        name_hint = "如：2026 年末在岗核查", "For example: staff review, end of 2026";
        deadline = "截止日期", "Deadline";
        previous = "上一轮（用于对比）", "Last round (to compare with)";
        previous_none = "无", "None";
        begin = "发起", "Start";
        back = "返回列表", "Back to the list";
        all = "全部核查", "All reviews";

        column_part = "单位", "Organisation";
        column_assignee = "核查人", "Reviewer";
        column_counts = "结论", "Results";
        no_organization = "无单位", "No organisation";
        assignee_label = "核查人的 jAccount 账号", "jAccount name of the reviewer";
        assignee_hint = "不填由发起人核查", "Empty: whoever started it";
        assignee_of: fn(&str) -> String = |part| format!("{part}的核查人（jAccount 账号）"), |part| format!("Reviewer of {part} (jAccount name)");
        assign = "分派", "Assign";
        assign_of: fn(&str) -> String = |part| format!("分派{part}"), |part| format!("Assign {part}");
        go = "去核查", "Review";
        look = "查看", "View";
        go_of: fn(&str, &str) -> String = |go, part| format!("{go}：{part}"), |go, part| format!("{go}: {part}");
        done_assigned = "已保存。", "Saved.";

        lines_title: fn(&str, &str) -> String = |name, part| format!("{name}：{part}"), |name, part| format!("{name}: {part}");
        lines_total: fn(&str) -> String = |n| format!("共 {n} 个账号"), |n| format!("{n} accounts");
        beyond: fn(&str) -> String =
            |n| format!("另有 {n} 个账号现在不在你的范围，由发起人核查。"),
            |n| format!("{n} more accounts are no longer in your scope; whoever started the review confirms them.");
        line_account = "账号", "Account";
        line_state = "现状", "Now";
        line_verdict = "结论", "Result";
        line_note = "备注，回车保存", "Note, Enter saves";
        line_previous = "上一轮", "Last round";
        gone = "上游已无此账号", "No longer in the source";
        note_of: fn(&str) -> String = |name| format!("{name} 的备注"), |name| format!("Note on {name}");
        save_note = "保存备注", "Save the note";
        take_back = "撤销", "Undo";
        judged: fn(&str, &str) -> String = |who, when| format!("{who}，{when}"), |who, when| format!("{who}, {when}");
        is_new = "本轮新增", "New in this round";
        verdict_open = "未核查", "Not reviewed";
        rest: fn(&str) -> String = |n| format!("其余 {n} 个都标为“在”"), |n| format!("Mark the other {n} as present");
        rest_note =
            "包括没有打开的页；已有备注、还没有结论的不变。请先把离开的和不明的标出来。",
            "Pages not opened are included; those with a note but no result stay as they are. Mark those who left and those unclear first.";
        rest_sure = "确定", "Confirm";
        all_done = "已全部核查。", "All reviewed.";
        to_campaign = "返回核查", "Back to the review";
        nothing = "没有这样的账号。", "No such accounts.";

        seal_title = "结束核查", "End the review";
        seal_note =
            "封存后不能再更改；结果的 SHA-256 会写进审计记录，以后可以证明没有改过。",
            "Nothing can be changed after that; the SHA-256 of the result goes into the audit log, so that it can be shown later to be unchanged.";
        seal = "封存结果", "Seal the result";
        seal_open: fn(&str) -> String = |n| format!("还有 {n} 个未核查，仍然封存"), |n| format!("Seal although {n} are not reviewed");
        seal_sure = "确认封存，之后不能更改", "Seal; nothing can be changed after that";
        lines_sealed: fn(&str) -> String =
            |when| format!("已于 {when} 封存，结论不再变化；“现状”是现在的数据，不是核查时的。"),
            |when| format!("Sealed on {when}: the results no longer change. “Now” shows the data of today, not those at the time of the review.");
        sealed_at: fn(&str, &str) -> String = |who, when| format!("{who} 于 {when} 封存。"), |who, when| format!("Sealed by {who} on {when}.");
        hash = "结果（全部账号、单位、结论、备注、核查人和时间）的 SHA-256", "SHA-256 of the result (all accounts, organisations, results, notes, reviewers and times)";
        is_unchanged = "已按现有内容重新计算，与封存时一致。", "Computed again from what is there now: it is the same.";
        is_changed = "已按现有内容重新计算，与封存时不一致：数据库被改动过，请告诉系统负责人。", "Computed again from what is there now: it differs. The database was changed; contact the system’s administrator.";
        next_round = "发起下一轮", "Start the next round";
        give_up = "取消核查", "Cancel the review";
        give_up_note = "会删除名单和所有结论。", "Deletes the list and all verdicts.";
        give_up_sure = "确定取消并删除", "Cancel and delete";
        export = "导出结果", "Export the result";
        rounds = "与上一轮对比", "Compared with the last round";
        rounds_first: fn(&str) -> String = |n| format!("只列出前 {n} 个。"), |n| format!("Only the first {n} are listed.");
        rounds_gone: fn(&str) -> String = |n| format!("上一轮有、这一轮没有：{n} 个账号"), |n| format!("In the last round but not in this one: {n} accounts");
        rounds_note = "打开各单位后选“与上一轮不同”，可看结论变化和新增的账号。", "Open a part and choose “Different from last round” to see changed verdicts and new accounts.";
        file_name = "核查结果", "Review";
        file_own: [&'static str; 6] =
            ["核查单位", "结论", "备注", "核查人", "核查时间", "上一轮结论"],
            ["Reviewed for", "Result", "Note", "Reviewer", "Reviewed at", "Result of last round"];

        overview_title = "待我核查", "Reviews waiting for me";
        overview_until: fn(&str) -> String = |day| format!("截止 {day}"), |day| format!("until {day}");

        error_meanwhile = "这一行刚才被改过，这次没有保存。请核对现在的结论和备注，再标一次。", "This line was changed meanwhile, so nothing was saved. Check the present result and note, then mark it again.";
        error_not_yours = "没有保存：这个账号已不由你核查，可能已改派给别人。", "Not saved: this account is no longer yours to review. It may have been assigned to someone else.";
        typed_note: fn(&str) -> String = |note| format!("你填写的备注：{note}"), |note| format!("Your note: {note}");
        error_assigned = "没有分派：这一部分刚才已改派。请核对现在的核查人，再分派一次。", "Not assigned: this part was given to someone else meanwhile. Check the present reviewer, then assign again.";
        error_name = "请填写名称，不能含证件号、手机号或邮箱。", "Enter a name without ID numbers, phone numbers or e-mail addresses.";
        error_taken =
            "已有一个同名且未封存的核查，请换一个名称。",
            "You have an unsealed review of this name. Choose another name.";
        error_deadline = "请填写截止日期：今天或以后，400 天以内。", "Enter a deadline from today on, within 400 days.";
        error_empty = "没有符合条件的账号。", "No accounts match.";
        error_lines: fn(&str, &str) -> String =
            |rows, limit| format!("共 {rows} 个账号，超过一次核查的上限 {limit} 个。请增加条件，分几次发起。"),
            |rows, limit| format!("{rows} accounts exceed the limit of {limit} per review. Add conditions and start several.");
        error_many: fn(usize) -> String =
            |limit| format!("最多同时有 {limit} 个未封存的核查。请先封存或取消一些。"),
            |limit| format!("You can have {limit} reviews that are not sealed. Seal or cancel some first.");
        error_right =
            "没有分派：没有这个账号，或它没有该单位的权限。请核对账号，向管理员申请授权，或换一个人。",
            "Not assigned: there is no such account, or it has no access to the organisation. Check the name, ask an administrator to grant access, or choose somebody else.";
        error_note =
            "没有保存：备注中请勿填写证件号、手机号或邮箱。",
            "Not saved: a note must hold no ID number, phone number or e-mail address.";
        error_sealed = "没有更改：核查已封存。", "Nothing changed: the review is sealed.";
        error_unfinished: fn(&str) -> String =
            |n| format!("没有封存：还有 {n} 个未核查。仍要封存请勾选确认。"),
            |n| format!("Not sealed: {n} are not reviewed. Tick the box to seal nevertheless.");
    }
}

/// What a verdict is called.
pub fn verdict(language: Language, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Present => language.pick("在", "Present"),
        Verdict::Left => language.pick("已离开", "Left"),
        Verdict::Unclear => language.pick("不明", "Unclear"),
    }
}

/// What a choice of lines is called.
pub fn show(language: Language, show: Show) -> &'static str {
    match show {
        Show::All => language.pick("全部", "All"),
        Show::Open => language.pick("未核查", "Not reviewed"),
        Show::Present => verdict(language, Verdict::Present),
        Show::Left => verdict(language, Verdict::Left),
        Show::Unclear => verdict(language, Verdict::Unclear),
        Show::Changed => language.pick("与上一轮不同", "Different from last round"),
    }
}
