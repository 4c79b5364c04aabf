//! Texts about rights: granting them, and what a person has.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::codes::identity_type;
use super::language::Language;
use model::date::format_date;
use model::hostile_text::named;
use model::identity_type::IdentityType;
use model::rights::{Capability, Grant, Role, Subject};
use model::scope::Scope;

/// What people are called, by their accounts, as far as the reader may know.
pub type Names = Arc<BTreeMap<String, String>>;
/// What organisations are called, by their codes.
pub(super) type OrganizationNames = BTreeMap<String, String>;

texts! {
    /// Texts of `/admin/access` and `/me`.
    AccessTexts = access {
        nav_access = "授权", "Access";
        nav_me = "我的权限与会话", "My permissions and sessions";
        list_separator = "、", ", ";

        // Grants
        access_title = "授权", "Access";
        access_note =
            "授予和撤销在对方下一次打开页面时生效。不能给自己授权，也不能授予超出自己范围的权限。",
            "Changes take effect the next time the person opens a page. You cannot grant anything to yourself, or beyond your own scope.";
        grant_new = "新的授权", "New grant";
        grant_account = "jAccount 账号或姓名", "jAccount or name";
        grant_rule = "或：按身份授权", "Or: by identity";
        grant_rule_note =
            "默认身份符合的所有人，以账号数据中的当前身份为准。",
            "Everyone whose default identity matches, according to current account data.";
        grant_identity_type = "身份类型", "Identity type";
        grant_no_rule = "不按身份", "Not by identity";
        grant_organization = "单位", "Organisation";
        grant_no_organization = "请选择", "Select…";
        grant_role = "角色", "Role";
        grant_role_note =
            "只读用户也能确认待核实的账号、发起和参与核查；审计员看审计记录和脱敏的账号，不能更改。",
            "Viewers can also mark accounts as correct, and begin and take part in reviews. Auditors see the audit log and masked accounts, and change nothing.";
        grant_extras = "附加权限", "Additional permissions";
        grant_extras_note =
            "查看明文不属于任何角色，需单独授予；审计员不能获得。",
            "Revealing masked fields is part of no role and is granted separately; auditors cannot have it.";
        grant_scope = "范围", "Scope";
        grant_scope_all = "全校", "Whole university";
        grant_scope_some = "仅以下单位", "Only these organisations";
        grant_scope_codes = "单位代码，用逗号分隔", "Codes, separated by commas";
        grant_scope_narrow = "查找单位", "Find an organisation";
        grant_from = "从", "From";
        grant_until = "到", "Until";
        grant_give = "授予", "Grant";
        granted: fn(&str) -> String = |what| format!("已授予：{what}。"), |what| format!("Granted: {what}.");
        withdrawn: fn(&str) -> String = |what| format!("已撤销：{what}。"), |what| format!("Withdrawn: {what}.");
        confirm_title = "确认授予？", "Grant this access?";
        confirm_note =
            "对方下一次打开页面时生效。", "Takes effect the next time they open a page.";
        confirm_later: fn(&str) -> String = |day| format!("从 {day} 起生效。"), |day| format!("Takes effect on {day}.");
        same_before: fn(&str) -> String = |what| format!("已有同样的授权，没有重复授予：{what}。"), |what| format!("The same grant exists already, nothing was added: {what}.");
        withdrawn_grants: fn(usize) -> String = |n| format!("已撤销（{n}）"), |n| format!("Withdrawn ({n})");
        confirm_not = "取消", "Cancel";
        confirm_give = "确认授予", "Grant access";
        confirm_withdraw: fn(&str) -> String =
            |what| format!("撤销“{what}”？对方下一次打开页面时就不再有这项权限。"),
            |what| format!("Withdraw “{what}”? They lose this access the next time they open a page.");
        remaining: fn(usize) -> String =
            |n| format!("对方另有 {n} 项授权仍然有效，不受影响。"),
            |n| format!("Other grants stay in force for the same people: {n}.");
        remaining_rules = "按身份的授权若包括对方，也不受影响；可用“查询某人的权限”核对。", "Grants by identity that include the person stay in force, too; check someone’s permissions to see them.";
        sentence_end = "。", ".";
        meant_by_rule: fn(usize) -> String =
            |n| format!("目前符合的账号有 {n} 个。"),
            |n| format!("Accounts it applies to today: {n}.");
        beside: fn(usize) -> String =
            |n| format!("对方已有 {n} 项有效的授权，新授权与之并存。"),
            |n| format!("Grants in force for the same people already: {n}. The new one is added to them.");
        remaining_coming: fn(usize, &str) -> String =
            |n, day| format!("另有 {n} 项授权尚未开始（最早 {day} 起），到时会生效。"),
            |n, day| format!("Grants that begin later, the first on {day}, and then take effect: {n}.");
        remaining_given: fn(usize) -> String =
            |n| format!("对方授予别人的 {n} 项授权不受影响，请核对。"),
            |n| format!("Grants that this person gave to others stay as they are; please check them: {n}.");
        coming_grants = "尚未开始的授权", "Grants that begin later";
        confirm_withdraw_now = "确认撤销", "Withdraw access";
        pick_title = "要授予哪一位？", "Which person?";
        pick_note =
            "有多人同名，请选择一位再提交。",
            "Several people have this name. Select one and submit again.";
        grant_unknown =
            "我确认：这里没有这个账号的数据，仍要授予",
            "I confirm: there is no data on this account here; grant access anyway";
        grants = "已有的授权", "Grants";
        grants_none = "还没有授权。", "No grants yet.";
        column_for = "授权对象", "Granted to";
        column_role = "角色", "Role";
        column_scope = "范围", "Scope";
        column_days = "期限", "Valid period";
        column_use = "使用与复核", "Use and review";
        column_origin = "授予", "Granted";
        column_last_used = "最近使用", "Last used";
        column_reviewed = "复核", "Reviewed";
        column_flags = "需处理", "To do";
        last_used: fn(&str) -> String = |day| format!("最近使用 {day}"), |day| format!("last used {day}");
        never_used = "没有使用记录", "no use recorded";
        use_not_recorded = "由配置授予，使用情况见审计", "by configuration; for its use see the audit log";
        unused = "90 天未使用", "unused for 90 days";
        review_due = "需年度复核", "yearly review due";
        reviewed_by: fn(&str, &str) -> String =
            |who, day| format!("{who} 于 {day} 复核"), |who, day| format!("reviewed by {who}, {day}");
        review = "复核", "Review";
        review_question: fn(&str) -> String =
            |what| format!("这项授权是否仍然需要？{what}"), |what| format!("Is this grant still needed? {what}");
        review_now = "仍然需要", "Still needed";
        reviewed = "已复核。", "Reviewed.";
        grants_flagged: fn(usize, usize) -> String =
            |unused, due| format!("生效中的授权：{unused} 项 90 天未使用，{due} 项超过一年没有复核。"),
            |unused, due| format!("Grants in force: {unused} unused for 90 days, {due} not reviewed for a year.");
        export_grants = "导出授权清单", "Export the list of grants";
        column_state = "状态", "State";
        everyone_of: fn(&str, &str) -> String =
            |identity_type, organization| format!("{organization}的所有{identity_type}"),
            |identity_type, organization| format!("Everyone: {identity_type} of {organization}");
        days: fn(Option<&str>, Option<&str>) -> String =
            |from, until| match (from, until) {
                (None, None) => "不限".to_owned(),
                (Some(from), None) => format!("{from} 起"),
                (None, Some(until)) => format!("到 {until}"),
                (Some(from), Some(until)) => format!("{from} 至 {until}"),
            },
            |from, until| match (from, until) {
                (None, None) => "No limit".to_owned(),
                (Some(from), None) => format!("From {from}"),
                (None, Some(until)) => format!("Until {until}"),
                (Some(from), Some(until)) => format!("{from} to {until}"),
            };
        in_force = "有效", "Active";
        coming = "尚未开始", "Not started";
        over = "已到期", "Ended";
        configured = "由服务器配置授予", "Granted in the server configuration";
        given_by: fn(&str, &str) -> String =
            |who, at| format!("{who} 于 {at} 授予"),
            |who, at| format!("Granted by {who} at {at}");
        withdrawn_by: fn(&str, &str) -> String =
            |who, at| format!("{who} 于 {at} 撤销"),
            |who, at| format!("Withdrawn by {who} at {at}");
        withdraw = "撤销", "Withdraw";
        error_title = "授权未更改", "Access was not changed";
        error_subject =
            "请填写一个 jAccount 账号或姓名，或者同时选择身份类型和单位，二者取一。",
            "Enter either a jAccount name or a name, or choose both an identity type and an organisation.";
        error_nobody =
            "没有人叫这个名字，也没有这个账号。请核对后再填写。",
            "No one has this name, and there is no such account. Check the spelling.";
        error_pick = "请从下面选择一位。", "Select one of the people below.";
        error_unknown =
            "这里没有这个账号的数据（或不在你的范围内）。请核对账号；确实要授予，请勾选确认后再次提交。",
            "There is no data on this account here, or it is outside your scope. Check the name; to grant access anyway, tick the box and submit again.";
        error_organization: fn(&str) -> String =
            |code| format!("没有代码为 {code} 的单位。"),
            |code| format!("There is no organisation with the code {code}.");
        error_role = "请选择角色。", "Choose a role.";
        error_extras =
            "所选角色不能获得勾选的附加权限：只有“可导出用户”可以导出明文，审计员不能查看明文。",
            "The role cannot have these additional permissions: only exporters can export unmasked data, and auditors cannot reveal masked fields.";
        error_scope =
            "请选择“全校”，或者选择“仅以下单位”并勾选单位。",
            "Select the whole university, or “Only these organisations” and at least one of them.";
        error_days =
            "期限无法读取，或结束早于开始。日期写作 2026-09-30。",
            "The dates cannot be read, or the end comes before the start. Write dates as 2026-09-30.";
        organization_unread =
            "暂时读不到你的单位信息，按单位授予的权限可能暂缺；系统会自动重试，无需重新登录。",
            "Your organisation cannot be read right now, so permissions that depend on it may be missing. Retrying automatically; there is no need to sign in again.";
        grant_group =
            "我确认：这是多人共用的集体账号，仍要授予",
            "I confirm: this group account is shared by several people; grant access anyway";
        error_own =
            "不能更改自己的权限，请由另一位管理员授予。",
            "You cannot change your own permissions. Ask another administrator.";
        error_identity =
            "暂时不知道你自己有哪些身份，所以不能按身份授权。请等同步完成后再试，或按账号授予。",
            "Your own identities are not known right now, so access cannot be granted by identity. Try again after the sync, or grant to an account.";
        error_group =
            "这是集体账号（或集体账号类型），可能由多人共用，无法分辨是谁操作。如确需授予，请勾选确认后再次提交。",
            "This is a group account (or type). Several people may use it, and their actions cannot be told apart. To grant access anyway, tick the box and submit again.";
        error_group_rights =
            "集体账号不能成为管理员，也不能查看或导出明文。",
            "A group account cannot be an administrator, and cannot reveal or export unmasked data.";
        error_auditor_reads =
            "审计员不能查看或导出明文；对方已有或将有的授权与这一项不能并存。",
            "An auditor cannot reveal or export unmasked data: this grant cannot stand beside another that the person has or will have.";
        error_beyond = "这项授权超出了你自己的管理范围。", "This grant goes beyond your own scope.";
        error_over = "结束日期已经过去。", "The end date has passed.";
        error_last =
            "这是最后一位管理员。请先授予另一位管理员全校范围、不限期的权限。",
            "This is the last administrator. First make someone else administrator of the whole university, without an end date.";
        error_not_there =
            "没有这项授权，或者已被撤销。",
            "This grant does not exist or was already withdrawn.";

        // Whoever's rights
        explain = "查询某人的权限", "Check someone’s permissions";
        explain_account = "jAccount 账号", "jAccount name";
        explain_show = "查看", "Show";
        grant_gone = "注意：源数据中已没有这个账号。", "Note: this account is no longer in the source data.";
        grant_scope_note = "范围包括在该单位有任一未删除身份的人，不只是默认身份。", "The scope includes everyone with an identity there that is not deleted, not only those whose default identity it is.";
        explain_several: fn(usize) -> String = |n| format!("有 {n} 个账号叫这个名字，请填写 jAccount 账号。"), |n| format!("{n} accounts have this name. Enter the jAccount name.");
        explain_unknown: fn(&str) -> String = |account| format!("你的范围内没有账号 {account} 的数据，也没有给它的授权。"), |account| format!("Within your scope, nothing is known of the account {account} and nothing is granted to it.");
        explain_number = "没有查询：请输入账号或姓名，请勿输入证件号或手机号。", "Not searched: enter an account or a name, not an ID or phone number.";
        within_scope = "只显示你的范围内的授权；范围更大的授权不在其中。", "Only grants within your scope are shown; grants that reach further are not.";
        audit_of_accounts = "在账号页查看“谁看过这个账号”", "See “Who viewed this account” on account pages";
        explain_none = "目前没有任何权限。", "No permissions right now.";
        rights = "权限", "Permission";
        because = "依据", "Reason";

        // /me
        me_title = "我的权限与会话", "My permissions and sessions";
        me_rights = "我的权限", "My permissions";
        me_sessions = "我的会话", "My sessions";
        me_sessions_note =
            "如有不认识的会话，请结束它并修改 jAccount 密码。",
            "If you do not recognise a session, end it and change your jAccount password.";
        session_device = "设备", "Device";
        session_unknown_device = "未知", "Unknown";
        session_address = "地址", "Address";
        session_signed_in = "登录", "Signed in";
        session_last_seen = "最近活动", "Last active";
        session_this = "当前会话", "This session";
        session_end = "结束", "End";
        session_end_others = "结束其他所有会话", "End all other sessions";
    }
}

pub fn role(language: Language, role: Role) -> &'static str {
    let (chinese, english) = match role {
        Role::Viewer => ("只读用户", "Viewer"),
        Role::Exporter => ("可导出用户", "Exporter"),
        Role::Auditor => ("审计员", "Auditor"),
        Role::Administrator => ("管理员", "Administrator"),
    };
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

pub fn capability(language: Language, capability: Capability) -> &'static str {
    let (chinese, english) = match capability {
        Capability::View => ("查看账号", "View accounts"),
        Capability::Reveal => ("查看明文", "Reveal masked fields"),
        Capability::Attend => ("确认待核实的账号、核查", "Mark accounts as correct, and review"),
        Capability::Export => ("导出", "Export"),
        Capability::ExportUnmasked => ("导出明文", "Export unmasked data"),
        Capability::Audit => ("查看审计记录", "View the audit log"),
        Capability::Administer => ("管理", "Administer"),
    };
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

/// A right as it is over a scope: the log itself concerns the whole university.
pub fn capability_within(language: Language, right: Capability, scope: &Scope) -> &'static str {
    match (right, scope) {
        (Capability::Audit, Scope::Organizations(_)) => language.access().audit_of_accounts,
        _ => capability(language, right),
    }
}

/// A person: name and account, or the account alone.
pub fn person(language: Language, account: &str, names: &Names) -> String {
    match names.get(account).map(|name| named(name)) {
        Some(name) => language.pick(format!("{name}（{account}）"), format!("{name} ({account})")),
        None => account.to_owned(),
    }
}

/// To whom something is granted.
pub fn subject(
    language: Language,
    subject: &Subject,
    organizations: &OrganizationNames,
    names: &Names,
) -> String {
    match subject {
        Subject::Account(account) => person(language, account, names),
        Subject::Rule { identity_type: code, organization_id } => {
            let identity_type = identity_type(language, &IdentityType::from_account_api(code));
            (language.access().everyone_of)(&identity_type, &organization(organization_id, organizations))
        }
    }
}

/// For whom it is granted.
pub fn scope(language: Language, scope: &Scope, organizations: &OrganizationNames) -> String {
    let a = language.access();
    match scope {
        Scope::All => a.grant_scope_all.to_owned(),
        Scope::Organizations(ids) => {
            ids.iter().map(|id| organization(id, organizations)).collect::<Vec<_>>().join(a.list_separator)
        }
    }
}

/// An organisation with its code.
pub fn organization(id: &str, organizations: &OrganizationNames) -> String {
    match organizations.get(id).filter(|name| !name.is_empty()) {
        Some(name) => format!("{} ({id})", named(name)),
        None => id.to_owned(),
    }
}

/// From which day to which.
pub fn days(language: Language, grant: &Grant) -> String {
    let day = |day: Option<time::Date>| day.map(format_date);
    (language.access().days)(day(grant.from).as_deref(), day(grant.until).as_deref())
}

/// The role and what is granted beyond it.
pub fn rights(language: Language, grant: &Grant) -> String {
    let extras = grant.extras.iter().map(|extra| capability(language, *extra));
    [role(language, grant.role)].into_iter().chain(extras).collect::<Vec<_>>().join(" + ")
}

/// A grant in one line.
pub fn grant(language: Language, grant: &Grant, organizations: &OrganizationNames, names: &Names) -> String {
    [
        subject(language, &grant.subject, organizations, names),
        rights(language, grant),
        scope(language, &grant.scope, organizations),
        days(language, grant),
    ]
    .join(" · ")
}
