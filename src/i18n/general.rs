//! Texts that every page may need, and those of the list and of accounts.

use super::language::Language;

texts! {
    /// Texts of the frame, the sign-in, the list, accounts, look-ups and of what surrounds a problem.
    Texts = texts {
        // Frame
        product = "jAccount 账号管理台", "jAccount Admin";
        skip_to_content = "跳到正文", "Skip to content";
        skip_to_results = "跳到结果", "Skip to results";
        skip_to_pager = "跳到翻页", "Skip to paging";
        navigation = "主导航", "Main navigation";
        nav_accounts = "账号", "Accounts";
        scope_heading = "我的范围", "My scope";
        scope_all = "全部单位", "All organisations";
        live_badge = "实时查询", "Live";
        live_badge_meaning =
            "每次打开页面都直接询问账号接口，本系统不保存账号数据。",
            "Every page asks the account service directly; no account data is kept here.";
        switch_language = "English", "中文";
        switch_language_label = "Switch to English", "切换到中文";
        theme = "外观", "Appearance";
        theme_system = "跟随系统", "System";
        theme_light = "浅色", "Light";
        theme_dark = "深色", "Dark";
        sign_out = "退出登录", "Sign out";

        // Sign-in
        sign_in_title = "登录", "Sign in";
        sign_in_lead =
            "供院系工作人员查找和核对本单位的 jAccount 账号。",
            "For department staff who look after their organisation's jAccounts.";
        sign_in_button = "使用 jAccount 登录", "Sign in with jAccount";
        sign_in_collected =
            "登录时读取你的账号名、姓名、身份类型和二级单位，用于判断你能看到哪些账号。密码只在 jAccount 页面输入，本系统看不到。",
            "At sign-in we read your account name, name, identity type and organisation, to decide which accounts you may see. You enter your password only on jAccount’s page; this system never sees it.";
        sign_in_ended =
            "登录已失效。请重新登录，随后会回到刚才的页面。",
            "Your session has ended. Sign in again to return to this page.";
        ended_idle =
            "你有一段时间没有操作，已自动退出。请重新登录，随后会回到刚才的页面。",
            "You were signed out after a period of inactivity. Sign in again to return to this page.";
        ended_expired =
            "本次登录已到最长时间。请重新登录，随后会回到刚才的页面。",
            "Your session reached its maximum length. Sign in again to return to this page.";
        ended_elsewhere =
            "你在另一处结束了这个会话。请重新登录，随后会回到刚才的页面。",
            "You ended this session from another device. Sign in again to return to this page.";
        ended_withdrawn: fn(&str) -> String =
            |contact| format!("你的访问权限已被撤销，所以已退出。如需继续使用，请联系：{contact}"),
            |contact| format!("Your access was withdrawn, so you were signed out. If you still need it, contact {contact}");
        ended_barred: fn(&str) -> String =
            |contact| format!("你的 jAccount 已被冻结或注销，所以已退出。如有疑问，请联系：{contact}"),
            |contact| format!("Your jAccount is frozen or no longer exists, so you were signed out. If this is wrong, contact {contact}");
        sign_in_kept =
            "你刚才提交的内容已为你保留 30 分钟，登录后可以继续提交。",
            "What you just submitted is kept for 30 minutes. Sign in to continue.";
        resume_title = "继续刚才的操作", "Continue where you left off";
        resume_note =
            "你提交时登录已失效，所以还没有执行。内容都在，确认后再提交。",
            "Your session had ended when you submitted this, so nothing was done. Your input is kept: check it and submit again.";
        resume_text = "你填写的内容", "Your input";
        resume_file: fn(&str) -> String =
            |name| format!("请重新选择文件：{name}"),
            |name| format!("Choose the file again: {name}");
        resume_send = "继续提交", "Submit";
        resume_drop = "放弃，返回账号列表", "Discard and go to accounts";
        signed_out = "你已退出登录。", "You are signed out.";

        // Search and filters
        accounts_title = "账号", "Accounts";
        search_label = "搜索账号", "Search accounts";
        search_placeholder =
            "账号名、学工号、姓名或证件号（完整输入）",
            "Account, number, name or ID number, in full";
        search_button = "搜索", "Search";
        search_note =
            "按完整的账号名、学工号或姓名查找。证件号不会出现在网址中。",
            "Finds by full account name, student or staff number, or name. ID numbers never appear in the address.";
        search_help = "怎样搜索", "How to search";
        filters = "筛选", "Filters";
        filter_status = "账号状态", "Account status";
        filter_any = "不限", "Any";
        help = "使用指南", "User guide";
        help_note = "一件事一页，照着做即可。", "One page for each task of an office. The guide is in Chinese.";
        filter_identity_type = "默认身份", "Default identity";
        filter_organization = "二级单位", "Organisation";
        filter_updated = "更新时间", "Updated";
        filter_updated_note = "源数据在这一天或之后更新过的账号", "Source data updated on or after this day";
        filter_narrow = "搜索选项", "Search options";
        filter_other_organization = "其他单位代码", "Another organisation's code";
        filter_organizations_note =
            "接口不提供单位目录，这里列出查询中见过的单位；其他单位请输入代码。",
            "The account service has no list of organisations. These have been seen so far; for others, enter the code.";
        chip_any_of = "任一", "Any of";
        chip_or = " 或 ", " or ";
        misread: fn(&str, &str) -> String =
            |word, advice| format!("“{word}”没有识别为条件，已按文字搜索。{advice}"),
            |word, advice| format!("“{word}” is not a condition that is known, so it was searched as text. {advice}");
        misread_organization =
            "没有这个单位，或不在你的范围内；可以写单位代码或完整名称。",
            "There is no such organisation, or it is outside your scope. Write its code or its full name.";
        misread_status = "状态可以是：正常、过期、冻结。", "A status is active, expired or frozen.";
        misread_identity_type =
            "身份可以写类型名称或代码，例如 学生、教职工。",
            "An identity type is its name or code, as student or faculty.";
        misread_expiry =
            "有效期可以写 30天、已过期、无、学期末、2027-01、<=2027-01-31，或 2026-12-01至2027-01-31。",
            "An expiry is 30d, expired, none, term, 2027-01, <=2027-01-31, or 2026-12-01..2027-01-31.";
        misread_updated = "日期写成 2026-09-01。", "Write a date as 2026-09-01.";
        misread_check =
            "没有这条规则。写 核实:任意，或规则的代码，见“待核实”各规则的网址。",
            "No such rule. Type check:any, or the code of a rule, as in its address under “To check”.";
        misread_exclusion =
            "减号排除的是条件，如 -身份:校友；文字不能排除。",
            "A minus excludes a condition, as -type:student; a text cannot be excluded.";
        ungrouped: fn(usize, &str) -> String =
            |at, why| format!("第 {at} 个字符：{why}。整段文字已按原样搜索。"),
            |at, why| format!("Character {at}: {why}. The whole text was searched as it is.");
        ungrouped_open = "括号没有闭合", "this bracket is not closed";
        ungrouped_closing = "多余的右括号", "this bracket closes nothing";
        ungrouped_nothing = "“或”的一侧没有内容", "there is nothing on one side of this “or”";
        ungrouped_nested = "括号和“或”只能有一层", "brackets and “or” can stand one level deep only";
        ungrouped_many = "最多三组“或”", "at most three groups of “or”";
        filters_done = "完成", "Done";
        filter_apply = "应用筛选", "Apply filters";
        active_filters = "当前条件", "Active filters";
        chip_text = "搜索", "Search";
        chip_refused = "无法识别的条件", "Not recognised";
        /// What a value that is excluded is a value of.
        chip_not: fn(&str) -> String = |kind| format!("{kind}不是"), |kind| format!("{kind} is not");
        exclude: fn(&str) -> String = |value| format!("排除“{value}”"), |value| format!("Exclude {value}");
        chip_remove = "移除", "Remove";
        chip_edit = "修改", "Edit";
        clear_all = "清除全部", "Clear all";
        live_limits =
            "实时查询的结果直接来自账号接口：没有总数，不能跨页排序，姓名是否需要完整一致由接口决定。",
            "Live results come straight from the account service: there is no total and no sorting across pages, and the service decides whether a name must match in full.";
        live_limits_scope =
            "列表只含默认身份属于你范围内单位的账号；其他身份属于你范围的账号可以按账号名打开。",
            "The list holds accounts whose default identity is in your scope; others with an identity in your scope can be opened by account name.";

        // Table
        column_name = "姓名", "Name";
        column_account = "账号", "Account";
        column_number = "学工号", "Number";
        column_identity = "默认身份", "Default identity";
        column_organization = "二级单位", "Organisation";
        column_status = "状态", "Status";
        column_expiry = "有效期", "Expires";
        column_updated = "源数据更新", "Source updated";
        missing = "源数据缺失", "Missing in source data";
        expired = "有效期已过", "Expiry date has passed";
        expires_soon = "30 天内到期", "Expires within 30 days";
        unreadable_date = "源数据中的日期无法识别", "Unreadable date in source data";
        invisible_character = "不可见字符", "Invisible character";
        rows_here: fn(usize) -> String =
            |rows| format!("本页 {rows} 个账号"),
            |rows| {
                if rows == 1 { "1 account on this page".to_owned() } else { format!("{rows} accounts on this page") }
            };
        page_beginning: fn(u64) -> String =
            |at| format!("从第 {at} 条记录起"),
            |at| format!("from record {at} on");
        page_partial =
            "还没有查完所有条件组合，下一页继续。",
            "Not all combinations have been asked yet; the next page goes on.";
        unreadable: fn(u32) -> String =
            |count| format!("有 {count} 条记录无法识别，没有显示。"),
            |count| {
                if count == 1 {
                    "One record could not be read and is not shown.".to_owned()
                } else {
                    format!("{count} records could not be read and are not shown.")
                }
            };
        previous_page = "上一页", "Previous";
        next_page = "下一页", "Next";
        unreachable =
            "无法连接服务器，请检查网络后再试。",
            "Can't reach the server. Check your connection and try again.";
        act_unreachable =
            "无法连接服务器，不确定操作是否完成。请检查网络，刷新页面后查看结果。",
            "Can't reach the server, so this may not have gone through. Check your connection and reload the page.";
        first = "第一页", "First page";
        last = "最后一页", "Last page";
        paging = "翻页", "Pages";
        rows_per_page = "每页行数", "Rows per page";
        apply = "应用", "Apply";

        // Nothing to show
        no_match_title = "没有符合的账号", "No account matches";
        no_match_advice = "去掉一个条件再试：", "Remove a condition and try again:";
        no_match_text =
            "实时查询需要输入完整的账号名、学工号或姓名。",
            "Live search needs the full account name, number or name.";
        no_more_title = "后面没有账号了", "No more accounts";
        no_more_advice = "这一页之后没有更多记录。", "The previous page was the last one.";
        first_page = "回到第一页", "Back to the first page";
        loosen: fn(&str) -> String = |what| format!("去掉“{what}”"), |what| format!("Remove “{what}”");

        // Warnings about an address
        warnings_title =
            "网址中有无法识别的部分",
            "Parts of the address were not recognised";
        dismiss = "关闭提示", "Dismiss";
        warning_unknown: fn(&str) -> String =
            |name| format!("参数 {name} 不认识，或实时查询不支持。"),
            |name| format!("The parameter {name} is unknown, or live search does not support it.");
        warning_bad_value: fn(&str, &str) -> String =
            |name, value| format!("参数 {name} 的值“{value}”无法识别。"),
            |name, value| format!("The value “{value}” of the parameter {name} cannot be read.");
        warning_nobody =
            "无法识别的条件不匹配任何账号，所以列表为空。移除它即可看到其他条件的结果。",
            "A condition that is not recognised matches no account, so the list is empty. Remove it to see what the others match.";
        warning_too_many: fn(&str) -> String =
            |name| format!("参数 {name} 的值太多，多出的已略去。"),
            |name| format!("The parameter {name} has too many values; the rest is left out.");
        warning_text_cut =
            "搜索文字过长，只使用了前 100 个字。",
            "The search text is too long; its first 100 characters were used.";
        warning_number =
            "证件号、手机号和邮箱不能放在网址里。请在搜索框中输入，它不会出现在网址或日志中。",
            "ID numbers, phone numbers and e-mail addresses must not appear in a page’s address. Enter them in the search box: they then appear neither in the address nor in any log.";
        warning_out_of_scope: fn(&str) -> String =
            |name| format!("单位 {name} 不在你的范围内，只列出在你的范围内另有身份的账号。"),
            |name| {
                format!("The organisation {name} is not in your scope; only accounts with another identity in your scope are listed.")
            };

        // Look-up
        lookup_title = "证件号查找", "Look-up by ID number";
        lookup_document_note =
            "按你输入的证件号查找。为保护个人信息，号码不显示，也不出现在网址中。",
            "Results for the number you entered. To protect personal data, it is not shown and does not appear in the address.";
        lookup_telephone_title = "不支持按手机号查找", "Search by phone number is not available";
        lookup_telephone_advice =
            "账号接口不支持按手机号查询。请改用账号名、学工号、姓名或证件号。",
            "The account service does not support it. Use the account name, number, name or ID number instead.";
        lookup_over_title = "查找结果", "Look-up result";
        lookup_over_heading = "查找结果已失效", "This result is no longer available";
        lookup_over_advice =
            "查找结果只保留几分钟，且只有查找的人能打开。请重新查找。",
            "Look-up results are kept for a few minutes, for the person who asked. Please look it up again.";
        lookup_none_title =
            "你的范围内没有证件号或学工号是这个号码的账号",
            "No account in your scope has this number or ID number";
        lookup_none_advice =
            "请核对号码是否完整，或改用账号名、学工号、姓名查找。",
            "Check that the number is complete, or search by account name, number or name.";
        lookup_back = "返回账号列表", "Back to accounts";

        // Account
        back_to_accounts = "账号", "Accounts";
        refresh = "刷新", "Refresh";
        refreshed: fn(&str) -> String = |when| format!("已向账号接口重新读取这个账号（{when}）。"), |when| format!("This account was read again from the account service ({when}).");
        copy_account = "复制账号名", "Copy account name";
        copied = "已复制", "Copied";
        basics = "基本信息", "Basics";
        default_identity = "默认身份", "Default identity";
        guid = "GUID", "GUID";
        document = "证件号", "ID number";
        telephone = "手机", "Phone";
        email = "邮箱", "E-mail";
        masked_note = "证件号、手机和邮箱已脱敏。", "ID number, phone and e-mail are masked.";
        read_at: fn(&str) -> String = |at| format!("读取于 {at}"), |at| format!("Read {at}");
        upstream_updated: fn(&str) -> String =
            |at| format!("源数据更新 {at}"),
            |at| format!("Source updated {at}");
        identities: fn(usize) -> String =
            |count| format!("身份（{count}）"),
            |count| format!("Identities ({count})");
        identities_not_granted =
            "账号接口没有提供身份列表。",
            "The account service did not provide the identities.";
        siblings: fn(usize) -> String =
            |n| format!("同一人的其他账号（{n}）"),
            |n| format!("Other accounts of this person ({n})");
        siblings_same_identities = "身份与本账号相同。", "Same identities as this account.";
        identities_none = "这个账号没有身份记录。", "This account has no identities on record.";
        lane_valid = "有效", "Valid";
        lane_expired = "有效期已过", "Expiry date has passed";
        lane_deleted = "已删除", "Deleted";
        lane_undated = "无有效期", "No expiry date";
        lane_default = "默认", "Default";
        lane_today = "今天", "Today";
        lanes_legend =
            "上游不提供起始日期，条形左端不代表开始时间。",
            "The source has no start dates: the left end of a bar is not the start.";
        in_scope_because =
            "你能看到这个账号，因为它的默认身份或一个未删除的身份属于你范围内的单位。",
            "You can see this account because its default identity, or one that is not deleted, belongs to an organisation in your scope.";

        // Keyboard
        keyboard = "快捷键", "Keyboard shortcuts";
        keyboard_search = "搜索，Enter 进入结果", "Search; Enter goes to the results";
        keyboard_down = "下一行", "Next row";
        keyboard_up = "上一行", "Previous row";
        keyboard_tab =
            "离开列表或一组筛选值（组内用 ↑ ↓）",
            "Leave the list, or a group of filter values (↑ ↓ within)";
        keyboard_open = "打开所选账号", "Open the selected account";
        keyboard_escape = "关闭，或清空搜索框", "Close, or clear the search box";
        keyboard_pin = "移动当前的固定视图", "Move the pinned view in focus";
        keyboard_space = "空格", "Space";
        keyboard_tick = "勾选当前行", "Tick the current row";
        keyboard_save = "保存为视图", "Save as view";
        keyboard_export = "导出列表", "Export the list";
        keyboard_sheet = "显示快捷键", "Show the shortcuts";
        close = "关闭", "Close";

        // Problems
        request_id = "请求编号", "Request id";
        errno = "接口错误码", "Service error code";
        wait: fn(u64) -> String =
            |seconds| format!("请等待 {seconds} 秒。"),
            |seconds| format!("Wait {seconds} s.");
        retry = "重试", "Try again";
        to_start = "回到账号列表", "To the accounts";
        to_sign_in = "重新登录", "Sign in again";
        sign_in_as_other = "退出 jAccount 并换一个账号", "Sign out of jAccount and use another account";
        ask_whom: fn(&str) -> String =
            |contact| format!("如需开通，请联系{contact}，并告知你的账号名。"),
            |contact| format!("To get access, ask {contact} and tell them your account name.");
        your_account: fn(&str) -> String =
            |account| format!("你的账号：{account}"),
            |account| format!("Your account: {account}");
    }
}
