//! Texts about saved views.

use std::collections::BTreeMap;

use super::access;
use super::language::Language;
use model::view::Sharing;

texts! {

    ViewTexts = views {
        nav = "视图", "Views";
        title = "保存的视图", "Saved views";
        note =
            "视图是保存下来的条件。共享的视图按查看者自己的权限显示。名称中的 / 表示文件夹。",
            "A view is a question that is kept. A shared one shows each person what their own rights reach. A / in a name makes folders.";
        none =
            "还没有视图。在“账号”页设好条件后，用“保存为视图”保存。",
            "There are no views yet. Ask a question under Accounts and use “Save as view”.";
        pins = "固定的视图", "Pinned views";
        /// In the list.
        save = "保存为视图", "Save as view";
        save_as = "另存为", "Save as";
        save_name = "名称", "Name";
        name_note = "可用 / 分文件夹，如 毕业/2026 届", "A / makes folders, as in Graduation/2026";
        save_changes = "更新视图", "Update view";
        is_changed = "条件已改动", "Changed since it was saved";
        column_view = "视图", "View";
        column_count = "账号", "Accounts";
        column_shared = "共享", "Shared";
        of_owner: fn(&str) -> String = |owner| format!("{owner} 的视图"), |owner| format!("{owner}'s view");
        pin = "固定", "Pin";
        unpin = "取消固定", "Unpin";
        up = "上移", "Move up";
        down = "下移", "Move down";
        rename = "改名", "Rename";
        share = "共享给", "Share with";
        share_private = "仅自己", "Only me";
        share_everyone = "所有人", "Everyone";
        share_role: fn(&str) -> String = |role| format!("角色：{role}"), |role| format!("Role: {role}");
        share_organization: fn(&str) -> String =
            |name| format!("单位：{name}"),
            |name| format!("Organisation: {name}");
        copy = "复制", "Copy";
        delete = "删除", "Delete";
        restore = "恢复", "Bring back";
        deleted = "已删除，7 天内可恢复", "Deleted; can be brought back for 7 days";
        default = "默认", "Default";
        make_default = "设为默认", "Make default";
        unmake_default = "取消默认", "Not default";
        more: fn(&str) -> String = |name| format!("{name} 的操作"), |name| format!("What to do with {name}");
        file = "导出全部视图（JSON）", "Export all views (JSON)";
        import = "导入", "Import";
        import_note =
            "粘贴导出的 JSON。同名的视图保持不变。",
            "Paste exported JSON. Views of the same name stay as they are.";
        imported: fn(usize, usize) -> String =
            |taken_in, left| format!("导入了 {taken_in} 个视图，{left} 个同名或无效，没有改动。"),
            |taken_in, left| {
                format!("{taken_in} views were taken in; {left} of the same name or without meaning were left out.")
            };
        changes_untold =
            "条件中有“更新时间”或过去的日期，因此不显示增减。",
            "With a day of the past or “Updated” among the conditions, who joined and left is not shown.";
        first_visit =
            "第一次查看，下次会显示变化。",
            "You look at this for the first time; changes show from the next visit on.";
        since: fn(&str, usize, usize) -> String =
            |when, joined, left| format!("自 {when}：{joined} 个加入，{left} 个离开"),
            |when, joined, left| format!("Since {when}: {joined} joined, {left} left");
        nothing_since: fn(&str) -> String =
            |when| format!("自 {when} 没有变化"),
            |when| format!("Nothing changed since {when}");
        joined = "加入", "Joined";
        left = "离开", "Left";
        and_more: fn(usize) -> String =
            |count| format!("……还有 {count} 个"),
            |count| format!("… and {count} more");
        delta: fn(usize, usize) -> String =
            |joined, left| format!("+{joined} −{left}"),
            |joined, left| format!("+{joined} −{left}");
        error_title = "没有完成", "That was not done";
        error_name = "请填写名称，最多 80 个字。", "Give it a name of at most 80 characters.";
        error_taken: fn(&str) -> String =
            |name| format!("你已有名为“{name}”的视图，请换一个名称。"),
            |name| format!("You have a view called “{name}” already. Choose another name.");
        error_many = "视图太多，请先删除一些。", "These are too many views. Delete some first.";
        error_pins =
            "最多固定 30 个视图，请先取消固定一些。",
            "At most 30 views can be pinned. Unpin some first.";
        error_shared =
            "每人最多共享 50 个视图，请先取消共享一些。",
            "At most 50 views can be shared. Stop sharing some first.";
        error_scope =
            "只能共享给你自己范围内的单位。",
            "A view can only be shared with an organisation in your own scope.";
        error_changed =
            "这个视图在你打开页面之后被改动过。下面是现在的样子；你填写的内容还在，请核对后再提交。",
            "This view was changed after your page was opened. Below it stands as it is now; what you filled in is kept. Check it and send it again.";
        error_deleted =
            "这个视图在你打开页面之后被删除了。可以先恢复它，或者把条件另存为新视图。",
            "This view was deleted after your page was opened. Bring it back first, or keep the conditions as a new view.";
        error_not_there =
            "这个视图不存在、已删除或不再与你共享。",
            "This view does not exist, was deleted, or is no longer shared with you.";
        error_import =
            "没有导入：内容不是导出的视图（JSON）。",
            "Nothing was imported: this is no exported list of views (JSON).";
    }
}

/// With whom a view is shared, in words.
pub fn sharing(language: Language, sharing: &Sharing, organizations: &BTreeMap<String, String>) -> String {
    let t = language.views();
    match sharing {
        Sharing::Private => t.share_private.to_owned(),
        Sharing::Everyone => t.share_everyone.to_owned(),
        Sharing::Role(role) => (t.share_role)(access::role(language, *role)),
        Sharing::Organization(id) => (t.share_organization)(organizations.get(id).unwrap_or(id)),
    }
}
