//! Texts of the palette, by which one gets to anything.

use super::language::Language;

texts! {

    PaletteTexts = palette {
        open = "快速跳转", "Go to";
        placeholder = "账号、视图、单位、页面或操作", "Accounts, views, organisations, pages or actions";
        accounts = "账号", "Accounts";
        recent = "最近看过", "Recently viewed";
        audit_log = "审计", "Audit log";
        request: fn(&str) -> String = |id| format!("请求 {id} 的审计记录"), |id| format!("Audit entries of request {id}");
        views = "视图", "Views";
        organizations = "二级单位", "Organisations";
        pages = "页面", "Pages";
        actions = "操作", "Actions";
        export_list = "导出当前列表", "Export this list";
        number =
            "看起来是证件号或手机号，按 Enter 查找。",
            "This looks like an ID or phone number. Press Enter to look it up.";
        nothing = "没有找到。按 Enter 在账号中搜索。", "Nothing found. Press Enter to search accounts.";
    }
}
