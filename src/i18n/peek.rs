//! Texts of what stands beside the list.

use super::language::Language;

texts! {

    PeekTexts = peek {
        title = "账号预览", "Account preview";
        show = "预览", "Preview";
        open = "打开账号页", "Open account";
        close = "关闭预览", "Close preview";
        key = "预览当前账号；再按关闭", "Preview the current account; again to close";
    }
}
