//! Texts of the page that a person begins with.

use super::language::Language;
use model::overview::ChangeSort;

texts! {
    OverviewTexts = overview {
        title = "总览", "Overview";
        total: fn(&str) -> String = |n| format!("共 {n} 个账号"), |n| format!("{n} accounts");
        in_scope = "可见范围内", "in your scope";
        view_all = "查看全部账号", "View all accounts";

        statuses = "账号状态", "Account status";
        identity_types = "默认身份类型", "Type of default identity";
        organizations = "二级单位", "Organisation";
        more: fn(usize) -> String = |n| format!("另外 {n} 项"), |n| format!("{n} more");

        horizon = "身份到期", "Identities that expire";
        horizon_note =
            "按账号的任一身份统计，一个账号可能出现在几个月里。",
            "Counts accounts with any identity that expires then; one account can appear in several months.";
        column_month = "到期月份", "Expires in";
        column_term = "学期", "Term";
        any = "有身份到期", "Any identity expires";
        last = "此后没有有效身份", "No valid identity afterwards";

        changes = "近 30 天的变化", "Changes in the last 30 days";
        changes_none = "近 30 天没有发现变化。", "No changes were found in the last 30 days.";
        column_day = "日期", "Date";
        to_changes = "查看全部变化", "View all changes";

        pins = "固定的视图", "Pinned views";
        pins_none = "把常用的筛选存成视图并固定，数量会显示在这里。", "Save a filter as a view and pin it to see its count here.";
        to_views = "查看视图", "View saved views";
        exports = "导出", "Exports";
        exports_under_way: fn(usize) -> String = |n| format!("{n} 个正在生成"), |n| format!("{n} in progress");
        exports_done: fn(usize) -> String = |n| format!("{n} 个可以下载"), |n| format!("{n} ready to download");
        organization_note =
            "按默认身份所在的二级单位统计；变化还包括在本单位有其他身份的账号。",
            "Counts accounts whose default identity is in this organisation; changes also include accounts with another identity here.";
        grants = "谁能查看这个单位", "Who can see this organisation";
        grants_none = "没有授权涉及这个单位。", "No grant covers this organisation.";
        lost_codes = "有单位代码已不在源数据中", "Organisation codes no longer in the source data";
        lost_code: fn(usize, usize) -> String =
            |grants, views| format!("授权 {grants} 项，共享视图 {views} 个"),
            |grants, views| format!("{grants} grants, {views} shared views");
        lost_codes_advice =
            "这些授权和视图里看不到任何账号，单位可能已改代码，请核对后更新。",
            "These grants and views show no accounts. The organisation may have a new code; check and update them.";
        chart_table = "数据表", "Table";
    }
}

/// Changes of a sort.
pub fn change_sort(language: Language, sort: ChangeSort) -> &'static str {
    let (chinese, english) = match sort {
        ChangeSort::Accounts => ("新账号、账号消失", "Account appeared or gone"),
        ChangeSort::Statuses => ("状态", "Status"),
        ChangeSort::Identities => ("身份和有效期", "Identity and expiry"),
        ChangeSort::Contacts => ("姓名和联系方式", "Name and contact"),
    };
    language.pick(chinese, english)
}
