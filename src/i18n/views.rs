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
            "视图是保存的查询条件，每个人只能看到自己有权限的内容。名称中的 / 表示文件夹。",
            "A view is a saved search; each person sees only what they have access to. Use / in a name to make folders.";
        none =
            "还没有视图。在“账号”页设好条件后，用“保存为视图”保存。",
            "No views yet. Set conditions on the Accounts page and choose “Save as view”.";
        pins = "固定的视图", "Pinned views";
        /// In the list.
        save = "保存为视图", "Save as view";
        save_as = "另存为", "Save as";
        save_name = "名称", "Name";
        name_note = "可用 / 分文件夹，如 毕业/2026 届", "Use / for folders, e.g. Graduation/2026";
        save_changes = "更新视图", "Update view";
        is_changed = "条件已改动", "Unsaved changes";
        column_view = "视图", "View";
        column_count = "账号", "Accounts";
        column_shared = "共享", "Shared";
        of_owner: fn(&str) -> String = |owner| format!("{owner} 的视图"), |owner| format!("{owner}'s view");
        pin = "固定", "Pin";
        unpin = "取消固定", "Unpin";
        up = "在侧栏上移", "Move up";
        down = "在侧栏下移", "Move down";
        rename = "重命名", "Rename";
        share = "共享给", "Share with";
        share_save = "保存共享设置", "Save sharing";
        share_private = "仅自己", "Only me";
        share_everyone = "所有人", "Everyone";
        share_role: fn(&str) -> String = |role| format!("角色：{role}"), |role| format!("Role: {role}");
        share_organization: fn(&str) -> String =
            |name| format!("单位：{name}"),
            |name| format!("Organisation: {name}");
        copy = "复制", "Copy";
        delete = "删除", "Delete";
        restore = "恢复", "Restore";
        deleted = "已删除，7 天内可恢复", "Deleted; can be restored for 7 days";
        default = "默认", "Default";
        make_default = "设为默认", "Set as default";
        unmake_default = "取消默认", "Unset default";
        more: fn(&str) -> String = |name| format!("{name} 的操作"), |name| format!("Actions for {name}");
        file = "导出全部视图（JSON）", "Export all views (JSON)";
        import = "导入", "Import";
        import_note =
            "粘贴导出的 JSON。同名的视图保持不变。",
            "Paste exported JSON. Existing views with the same name are kept.";
        imported: fn(usize, usize) -> String =
            |taken_in, left| format!("已导入 {taken_in} 个视图；{left} 个同名或无效，已跳过。"),
            |taken_in, left| {
                format!("Imported {taken_in} views; skipped {left} with an existing name or invalid conditions.")
            };
        changes_untold =
            "条件中有“更新时间”或过去的日期，因此不显示增减。",
            "Joined and left are not shown for conditions with a past date or “Updated”.";
        first_visit =
            "第一次查看，下次会显示变化。",
            "This is your first visit; changes will show from the next one.";
        since: fn(&str, usize, usize) -> String =
            |when, joined, left| format!("自 {when}：{joined} 个加入，{left} 个离开"),
            |when, joined, left| format!("Since {when}: {joined} joined, {left} left");
        moved_out =
            "已转出你的范围的人不列在这里，所以人数之差可能与加入、离开不符。",
            "People who have moved out of your scope are not listed here, so the totals may differ by more than joined and left.";
        nothing_since: fn(&str) -> String =
            |when| format!("自 {when} 没有变化"),
            |when| format!("No changes since {when}");
        joined = "加入", "Joined";
        left = "离开", "Left";
        and_more: fn(usize) -> String =
            |count| format!("……还有 {count} 个"),
            |count| format!("… and {count} more");
        delta: fn(usize, usize) -> String =
            joined_and_left,
            joined_and_left;
        error_title = "操作失败", "Could not complete";
        error_number = "条件里有证件号、手机号或邮箱，不能保存为视图。", "The conditions contain an ID number, phone number or e-mail address, so they cannot be saved as a view.";
        error_name = "请填写名称，最多 80 个字，不能含证件号、手机号或邮箱。", "Enter a name of at most 80 characters, without ID numbers, phone numbers or e-mail addresses.";
        error_taken: fn(&str) -> String =
            |name| format!("你已有名为“{name}”的视图，请换一个名称。"),
            |name| format!("You already have a view named “{name}”. Choose another name.");
        error_many = "视图太多，请先删除一些。", "Too many views. Delete some first.";
        error_pins =
            "最多固定 30 个视图，请先取消固定一些。",
            "You can pin up to 30 views. Unpin some first.";
        error_shared =
            "每人最多共享 50 个视图，请先取消共享一些。",
            "You can share up to 50 views. Stop sharing some first.";
        error_scope =
            "只能共享给你自己范围内的单位。",
            "You can only share with organisations in your own scope.";
        error_changed =
            "这个视图在你打开页面之后被改动过。下面是现在的样子；你填写的内容还在，请核对后再提交。",
            "This view was changed after you opened the page. Its current state is shown below; your input is kept. Check it and submit again.";
        error_deleted =
            "这个视图在你打开页面之后被删除了。可以先恢复它，或者把条件另存为新视图。",
            "This view was deleted after you opened the page. Restore it, or save the conditions as a new view.";
        error_not_there =
            "这个视图不存在、已删除或不再与你共享。",
            "This view does not exist, was deleted, or is no longer shared with you.";
        error_import =
            "未导入：内容不是导出的视图（JSON）。",
            "Nothing was imported: this is not a file of exported views (JSON).";
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

/// What is nothing is left out.
fn joined_and_left(joined: usize, left: usize) -> String {
    match (joined, left) {
        (joined, 0) => format!("+{joined}"),
        (0, left) => format!("−{left}"),
        (joined, left) => format!("+{joined} −{left}"),
    }
}
