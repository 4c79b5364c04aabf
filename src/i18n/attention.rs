//! Texts of what is to be looked into.

use time::Date;

use super::language::Language;
use model::attention::{Check, Severity, Since};
use model::date::{format_date, from_unix};

texts! {
    AttentionTexts = attention {
        title = "待核实", "To check";
        note =
            "数据自相矛盾、可能有误或快到期的账号。同步后自动重新判断；本系统只读，更正请联系数据来源部门。",
            "Accounts whose data contradict themselves, may be wrong, or expire soon. Re-evaluated after every sync. This console is read-only; corrections are made by the office that keeps the data.";
        severities: [&'static str; 3] =
            ["数据矛盾", "可能有误", "即将到期"],
            ["Contradictory data", "Possibly wrong", "Expiring soon"];
        column_rule = "规则", "Rule";
        column_count = "账号数", "Accounts";
        most = "超过一半的账号都是这样，可能是接口没有提供相应字段。", "More than half of all accounts: the API probably does not provide this field.";
        needs_terms = "没有设置学期结束日期，此项不判断。", "Term dates are not configured, so this is not evaluated.";
        back = "全部规则", "All rules";
        as_list = "在账号列表中打开", "Open in the account list";
        as_list_note = "可继续筛选或存为视图", "to filter or save as a view";
        none = "没有符合这条规则的账号。", "No accounts match this rule.";
        every_organization = "全部单位", "All organisations";
        export = "导出", "Export";
        export_note = "含原因、开始时间和更正部门，可按部门分开转交。", "With the reason, since when, and the office that corrects it.";
        column_contact = "联系方式", "Contact";
        column_others = "相关账号", "Related accounts";
        file_name = "待核实", "To check";
        total: fn(&str) -> String = |n| format!("共 {n} 个账号"), |n| format!("{n} accounts");

        column_account = "账号", "Account";
        column_organization = "二级单位", "Organisation";
        column_why = "原因", "Why";
        column_since = "开始时间", "Since";
        column_note = "说明", "Note";
        column_office = "更正部门", "Corrected by";
        since_noticed: fn(&str) -> String = |at| format!("{at} 发现"), |at| format!("Noticed {at}");
        since_always = "首次同步前", "Before the first sync";

        colon = "：", ": ";
        confirm = "确认无误", "Mark as correct";
        confirm_of: fn(&str) -> String = |name| format!("确认无误：{name}"), |name| format!("Mark {name} as correct");
        confirm_note =
            "账号数据变化后会重新列出。",
            "The account is listed again when its data change.";
        note_label = "说明（2–200 字，请勿填写证件号、手机号、邮箱）", "Note (2–200 characters; no ID numbers, phone numbers or e-mail addresses)";
        confirmed: fn(usize) -> String = |n| format!("已确认无误（{n}）"), |n| format!("Marked as correct ({n})");
        confirmed_by: fn(&str, &str) -> String = |who, when| format!("{who} 于 {when}"), |who, when| format!("{who}, {when}");
        confirmed_first: fn(usize) -> String = |n| format!("只列出最近的 {n} 个。"), |n| format!("Only the latest {n} are listed.");
        done_confirmed: fn(&str) -> String = |name| format!("{name} 已确认无误，列在页面下方。"), |name| format!("{name} is marked as correct and listed at the end of the page.");
        done_taken_back: fn(&str) -> String = |name| format!("{name} 已重新列出。"), |name| format!("{name} is listed again.");
        take_back = "重新列出", "List again";
        take_back_of: fn(&str) -> String = |name| format!("重新列出：{name}"), |name| format!("List {name} again");
        error_note =
            "没有确认：说明需 2–200 字，且不能包含证件号、手机号或邮箱。",
            "Not marked: the note must have 2–200 characters and no ID number, phone number or e-mail address.";
        error_meanwhile =
            "没有保存：这个账号已被确认无误，说明见页面下方。要改说明，请先重新列出再确认。",
            "Not saved: this account was marked as correct before; the note is at the end of the page. To change it, list the account again first.";
        error_not_there =
            "没有更改：该账号已不在这条规则中，可能数据已更新，或已有人处理。",
            "Nothing changed: this rule no longer applies to the account. Its data may have been updated, or someone has handled it.";

        to_rules = "查看全部规则", "View all rules";
        overview_none = "没有待核实的账号。", "Nothing to check.";
    }
}

/// How sure it is that something has to be done.
pub fn severity(language: Language, severity: Severity) -> &'static str {
    language.attention().severities[severity as usize]
}

/// Since when something is so.
pub fn since(language: Language, since: Since) -> String {
    let t = language.attention();
    match since {
        Since::Day(day) => format_date(day),
        Since::Noticed(at) => (t.since_noticed)(&format_date(from_unix(at).date())),
        Since::Always => t.since_always.to_owned(),
    }
}

/// What a rule is called.
pub fn check(language: Language, check: Check) -> &'static str {
    let (chinese, english) = match check {
        Check::DocumentShared => ("多人使用同一证件号", "Several people with one ID number"),
        Check::NamesDiffer => ("同一人的账号姓名不一致", "One person, different names"),
        Check::NormalLapsed => ("身份早已到期，账号仍正常", "Active, but all identities expired long ago"),
        Check::ExpiredValid => ("身份有效，账号却已过期", "Expired, but an identity is valid"),
        Check::DefaultMissing => ("默认身份不在身份列表中", "Default identity not in the list"),
        Check::DefaultDeleted => ("默认身份已删除", "Default identity deleted"),
        Check::DateUnknown => ("身份到期日期缺失或无法识别", "Identity without a readable expiry date"),
        Check::OrganizationUnknown => ("单位缺失或未知", "Organisation missing or unknown"),
        Check::FrozenValid => ("身份有效，账号已冻结", "Frozen, but an identity is valid"),
        Check::FreshmanLeft => ("已有学生身份，新生身份仍在", "Freshman identity beside a student one"),
        Check::StaffEnding => {
            ("教职工身份将在下学期末前到期", "Staff whose last identity expires by the end of next term")
        }
    };
    language.pick(chinese, english)
}

/// The rule that a code or its name in either language stands for.
pub fn find_check(word: &str) -> Option<Check> {
    let is_meant = |rule: &Check| {
        let named = |language| check(language, *rule).eq_ignore_ascii_case(word);
        rule.code().eq_ignore_ascii_case(word) || named(Language::Chinese) || named(Language::English)
    };
    Check::ALL.iter().copied().find(is_meant)
}

/// What a rule looks for, and what it means for people. `grace`: days.
pub fn explanation(language: Language, check: Check, grace: u16) -> String {
    let (chinese, english) = match check {
        Check::DocumentShared => (
            "不同的人（GUID 或姓名不同）登记了同一个证件号。按证件号查找时会找到多人，其中至少一人的证件号有误。",
            "Different people (by GUID or name) have the same ID number, so a look-up finds several. At least one of the numbers is wrong.",
        ),
        Check::NamesDiffer => (
            "同一 GUID 的几个账号姓名不同，可能改过姓名而没有全部更新，也可能把两个人合并了。",
            "Accounts with the same GUID have different names: a change of name that did not reach all of them, or two people merged into one.",
        ),
        Check::NormalLapsed => {
            return language.pick(
                format!("账号状态为正常，但最后一个身份到期已超过 {grace} 天，或没有任何有效身份。本人可能仍能登录。"),
                format!("The account is active, but its last identity expired more than {grace} days ago, or it has none. The person can probably still sign in."),
            );
        }
        Check::ExpiredValid => (
            "账号状态为过期，但还有未到期的身份。本人可能无法登录。",
            "The account is expired although an identity is still valid. The person can probably not sign in.",
        ),
        Check::DefaultMissing => (
            "账号的默认身份在身份列表中找不到，按默认身份的筛选和统计不可靠。",
            "The default identity is none of the listed identities, so filters and counts by default identity are unreliable.",
        ),
        Check::DefaultDeleted => (
            "账号的默认身份已标记为删除，应改用其他身份。",
            "The default identity is marked as deleted; another one should take its place.",
        ),
        Check::DateUnknown => (
            "未删除的身份没有到期日期，或日期无法识别，不会按时到期。集体账号不计。",
            "An identity that is not deleted has no expiry date, or one that cannot be read, so it never expires. Group accounts are not counted.",
        ),
        Check::OrganizationUnknown => (
            "默认身份没有二级单位，或单位代码没有对应的名称，按单位筛选和统计时会漏掉。集体账号不计。",
            "The default identity has no organisation, or one whose code has no name, so filters and figures by organisation miss the account. Group accounts are not counted.",
        ),
        Check::FrozenValid => (
            "账号被冻结，但身份仍有效。冻结通常是有意的，请确认原因仍然存在。",
            "The account is frozen while an identity is valid. This is usually intended; check that the reason still holds.",
        ),
        Check::FreshmanLeft => (
            "已有学生身份，入学前的新生身份没有删除。",
            "The freshman identity was not deleted when the student identity was added.",
        ),
        Check::StaffEnding => (
            "默认身份是教职工，最后一个身份将在下学期末前到期；如续聘，请提前办理。",
            "The default identity is a staff one and the last identity expires by the end of next term. If the person stays, the renewal is due.",
        ),
    };
    language.pick(chinese, english).to_owned()
}

/// Why a rule strikes an account. `valid_through`: the last day of its last identity.
pub fn why(language: Language, check: Check, valid_through: Option<Date>, today: Date) -> String {
    let day = valid_through.map(format_date);
    let ago = valid_through.map_or(0, |through| (today - through).whole_days());
    let (chinese, english) = match (check, day) {
        (Check::NormalLapsed, Some(day)) => (
            format!("最后一个身份已于 {day} 到期（{ago} 天前）"),
            format!("Last identity expired on {day}, {ago} days ago"),
        ),
        (Check::NormalLapsed, None) => ("没有有效身份".to_owned(), "No valid identity".to_owned()),
        (Check::ExpiredValid | Check::FrozenValid, Some(day)) => {
            (format!("有身份有效至 {day}"), format!("An identity is valid until {day}"))
        }
        (Check::StaffEnding, Some(day)) => {
            (format!("最后一个身份 {day} 到期"), format!("Last identity expires on {day}"))
        }
        _ => (check_short(check).0.to_owned(), check_short(check).1.to_owned()),
    };
    language.pick(chinese, english)
}

fn check_short(check: Check) -> (&'static str, &'static str) {
    match check {
        Check::DocumentShared => ("证件号与他人相同", "Same ID number as"),
        Check::NamesDiffer => ("同一人的另一账号姓名不同", "Name differs from"),
        Check::DefaultMissing => ("默认身份不在列表中", "Default identity not listed"),
        Check::DefaultDeleted => ("默认身份已删除", "Default identity deleted"),
        Check::DateUnknown => ("有身份没有可识别的到期日期", "An identity has no readable expiry date"),
        Check::OrganizationUnknown => ("单位缺失或未知", "Organisation missing or unknown"),
        Check::FreshmanLeft => ("新生身份未删除", "Freshman identity not deleted"),
        Check::NormalLapsed | Check::ExpiredValid | Check::FrozenValid | Check::StaffEnding => ("", ""),
    }
}
