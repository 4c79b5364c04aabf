//! Texts about comparing lists.

use super::language::Language;
use model::account::Account;
use model::roster::people::in_syllables;
use model::roster::{FaultKind, LineKind, Remark, RosterError};
use model::text_key::is_ideograph;

texts! {

    ReconcileTexts = reconcile {
        nav = "核对名单", "Reconcile";
        title = "核对名单", "Reconcile a list";
        note =
            "粘贴或上传名单，每行按账号、学工号、证件号或姓名在你的范围内查找。名单只在本次登录期间加密保存，不会记录内容。",
            "Paste or upload a list. Each line is matched in your scope by account, number, ID number or name. The list is stored encrypted until you sign out; its contents are not logged.";
        pasted =
            "粘贴名单（每行一个、一行多个或表格都可以）",
            "Paste a list (one per line, several per line, or a table)";
        file = "或上传文件", "Or upload a file";
        file_note =
            "CSV、Excel（.xlsx）或本系统导出的文件，最多 5 万行、10 MB；UTF-8 和 GBK 都可以。",
            "CSV, Excel (.xlsx) or a file exported here, up to 50,000 lines and 10 MB; UTF-8 or GBK.";
        column = "匹配列（第几列）", "Match column (number)";
        column_note =
            "不填则自动识别，核对后可以更换",
            "Detected automatically if empty; can be changed afterwards";
        compare = "核对", "Reconcile";
        earlier = "本次登录核对过的名单（保留最近 10 份）", "Lists reconciled since you signed in (the latest 10)";
        delete = "删除名单", "Delete list";
        /// A list among others: lines, and those that were matched.
        earlier_size: fn(&str, &str) -> String =
            |lines, matched| format!("{lines} 行，找到 {matched}"),
            |lines, matched| format!("{lines} lines, {matched} matched");
        pasted_name = "粘贴的名单", "Pasted list";
        result: fn(&str) -> String = |lines| format!("共 {lines} 行"), |lines| format!("{lines} lines");
        all = "全部", "All";
        understood = "读入方式", "How the list was read";
        by_column: fn(u32, &str) -> String =
            |number, heading| if heading.is_empty() { format!("按第 {number} 列查找") } else { format!("按第 {number} 列“{heading}”查找") },
            |number, heading| if heading.is_empty() { format!("matched by column {number}") } else { format!("matched by column {number}, “{heading}”") };
        of_sheet: fn(&str) -> String = |name| format!("工作表“{name}”"), |name| format!("sheet “{name}”");
        headings_in: fn(u32) -> String = |line| format!("标题在第 {line} 行"), |line| format!("headings in line {line}");
        no_headings = "没有标题行", "no headings";
        left_out: fn(&str) -> String =
            |columns| format!("第 {columns} 列里也有人，没有核对。要核对这一列，请换匹配列。"),
            |columns| format!("There are people in column {columns} as well, who were not matched. Choose that column to match them.");
        other_sheets: fn(&str) -> String =
            |names| format!("没有读的工作表：{names}。请换工作表分别核对。"),
            |names| format!("Sheets not read: {names}. Choose them to reconcile each.");
        separated_by: fn(&str) -> String = |sign| format!("以{sign}分隔"), |sign| format!("separated by {sign}");
        tab = "制表符", "tabs";
        rows_read: fn(&str, &str) -> String =
            |read, given| format!("读入 {read} 行，文件中有内容的共 {given} 行"),
            |read, given| format!("{read} of {given} non-empty lines read");
        rows_aside: fn(&str) -> String =
            |aside| format!("其余 {aside} 行是标题、合计或说明"),
            |aside| format!("titles, headings, totals or notes: {aside}");
        sheet = "工作表", "Sheet";
        by = "匹配列", "Match by";
        found_out = "自动识别", "Detect automatically";
        headings = "标题行", "Heading line";
        headings_none = "没有标题行，每行都是人", "None: every line is a person";
        column_name: fn(u32, &str) -> String =
            |number, heading| if heading.is_empty() { format!("第 {number} 列") } else { format!("第 {number} 列 {heading}") },
            |number, heading| if heading.is_empty() { format!("Column {number}") } else { format!("Column {number} {heading}") };
        compare_again = "重新核对", "Reconcile again";
        misread =
            "几乎没有找到人，名单可能没有读对。请检查匹配列，可以换一列重新核对。",
            "Almost no one was found: the list may have been misread. Check the match column, and choose another if needed.";
        faults = "部分内容未能按原样读取，其余不受影响：", "Some parts could not be read as they are. The rest is not affected:";
        fault_quote = "引号没有成对，已按原样读取", "a quotation mark is not closed; the line was read as it stands";
        fault_damaged = "有损坏的字符", "damaged characters";
        fault_long = "内容过长，超出 500 字的部分没有读入", "too long; what is beyond 500 characters was left out";
        fault_formula =
            "公式没有算出结果，没有读入。请在 Excel 中打开并保存，再上传一次",
            "a formula without a result was not read; open the file in Excel, save it, and upload it again";
        fault_sheet = "行或列过多，没有读入", "too many lines or columns; it was left out";
        fault_lines: fn(&str) -> String = |lines| format!("第 {lines} 行"), |lines| format!("line {lines}");
        list_comma = "、", ", ";
        colon = "：", ": ";
        fault_more: fn(&str) -> String = |count| format!("等，共 {count} 处"), |count| format!("and others, {count} in all");
        same_as: fn(u32) -> String = |line| format!("与第 {line} 行相同"), |line| format!("same as line {line}");
        lost_digits =
            "Excel 截去了这个号码的数字，无法按号码查找",
            "Excel cut digits off this number, so it cannot be looked up";
        alike = "没有找到这个号码；同名的有：", "This number was not found; people with this name:";
        sounds_alike = "没有找到；读音相同的有：", "Not found; people whose names sound like this:";
        is_called_otherwise = "号码相符，姓名不同：", "The number matches, the name does not:";
        lost_zeros =
            "表格去掉了号码开头的 0，已补上后查找。",
            "The spreadsheet dropped the zeros at the start of this number; it was found with them.";
        is_gone = "源数据中已没有这个账号", "No longer in the source data";
        default_deleted = "默认身份已删除", "Default identity deleted";
        perhaps_document = "如果是证件号，请在名单首行写“证件号”，再核对一次", "If this is an ID number, write “ID number” in the first row of the list and match again";
        added_zeros =
            "没有这个号码，去掉开头的 0 后找到。",
            "No one has this number; it was found without the zeros at its start.";
        choose = "选这个人", "Select";
        chosen = "人工选定", "Selected manually";
        take_back = "撤销选择", "Undo selection";
        choose_label: fn(&str) -> String = |account| format!("选这个人：{account}"), |account| format!("Select {account}");
        absent_title = "不在名单上的人", "Who is not on the list";
        absent_link = "谁不在名单上", "Who is not on the list";
        absent_note =
            "在你的范围（或所选视图）内、名单没有找到的账号。名单中“匹配到多个”而未选定的人也会列在这里。",
            "Accounts in your scope, or in the selected view, that no line matched. Ambiguous people not yet selected are included.";
        absent_within = "范围", "Within";
        absent_scope = "全部可见账号", "All accounts you can see";
        absent_everywhere = "不限范围", "Look everywhere";
        absent_show = "查看", "Show";
        absent_total: fn(&str) -> String = |count| format!("共 {count} 个账号"), |count| format!("{count} accounts");
        absent_export = "导出这些人", "Export them";
        absent_file_name = "不在名单上的人", "not on the list";
        error_absent: fn(&str, &str) -> String =
            |rows, limit| format!("有 {rows} 人不在名单上，一次最多导出 {limit} 人。请选一个视图缩小范围。"),
            |rows, limit| format!("{rows} people are not on the list, and at most {limit} are exported from here. Choose a view with fewer of them.");
        absent_none = "都在名单上。", "Everyone is on the list.";
        back_to_result = "返回核对结果", "Back to the result";
        line = "行", "Line";
        remark = "说明", "Note";
        in_list = "名单内容", "In the list";
        outcome = "结果", "Result";
        account = "账号", "Account";
        no_line = "没有这类行。", "No such lines.";
        export = "导出结果", "Export result";
        export_of: fn(&str, &str) -> String =
            |kind, rows| format!("导出结果：{kind}，{rows} 行"),
            |kind, rows| format!("Export result: {kind}, {rows} lines");
        another = "核对另一份名单", "Reconcile another list";
        error_title = "未能核对", "Could not reconcile";
        error_empty = "名单里没有内容。", "The list is empty.";
        error_lines = "名单超过 5 万行，请分成几份。", "The list has more than 50,000 lines. Split it.";
        error_columns =
            "名单超过 50 列，请只保留需要的列。",
            "The list has more than 50 columns. Keep only those you need.";
        error_unreadable =
            "文件无法识别。请用 CSV 或 Excel（.xlsx）；较早的 .xls 请先另存为 .xlsx。",
            "The file cannot be read. Use CSV or Excel (.xlsx); save an older .xls as .xlsx first.";
        error_password =
            "工作簿有密码保护，无法读取。请先去掉密码再上传。",
            "The workbook is password-protected. Remove the password and upload it again.";
        error_old =
            "这是较早格式的工作簿（.xls）。请在 Excel 中另存为 .xlsx 再上传。",
            "This is a workbook of an older format (.xls). Save it as .xlsx in Excel and upload that.";
        error_markup =
            "这其实是一个网页或 XML 文件，不是工作簿。请在 Excel 中打开，另存为 .xlsx 再上传。",
            "This is a web page or an XML file, not a workbook. Open it in Excel, save it as .xlsx and upload that.";
        error_often =
            "一小时内核对的名单过多，请稍后再试。",
            "Too many lists within an hour. Try again later.";
        error_large =
            "名单的内容过多（文件最多 10 MB），请分成几份。",
            "The list is too large (10 MB at most). Split it.";
        error_both =
            "粘贴了名单，又选了文件。请只留一份，另一份分开核对。",
            "There is a pasted list and a file. Keep one, and reconcile the other separately.";
        error_busy = "其他人正在核对名单，请稍后再试。", "Others are reconciling lists. Try again shortly.";
        error_numbers: fn(i64) -> String =
            |limit| {
                format!(
                    "名单里查不到的证件号码过多（每天最多 {limit} 个），没有核对。请改用学工号或姓名，或请有权查看证件号码的人核对。"
                )
            },
            |limit| {
                format!(
                    "Too many ID numbers of the list find nobody ({limit} a day), so nothing was compared. Use student or staff numbers or names, or ask somebody who may see ID numbers."
                )
            };
        /// Behind why a long text was not taken.
        not_shown_again =
            "粘贴的内容较长，没有保留在页面上，请重新粘贴。",
            "The pasted text is long and is not shown again. Paste it once more.";
        file_name = "核对结果", "reconciled";
    }
}

/// What became of a line.
pub fn kind(language: Language, kind: LineKind) -> &'static str {
    let (chinese, english) = match kind {
        LineKind::Matched => ("找到", "Matched"),
        LineKind::OtherName => ("姓名不符", "Different name"),
        LineKind::Ambiguous => ("匹配到多个", "Ambiguous"),
        LineKind::Missing => ("没有找到", "Not found"),
        LineKind::Duplicate => ("重复", "Duplicate"),
    };
    if language == Language::Chinese { chinese } else { english }
}

/// What is to be said of a line besides what became of it.
pub fn remark(language: Language, remark: Remark) -> String {
    let t = language.reconcile();
    match remark {
        Remark::SameAs(line) => (t.same_as)(line),
        Remark::LostDigits => t.lost_digits.to_owned(),
        Remark::LostZeros => t.lost_zeros.to_owned(),
        Remark::AddedZeros => t.added_zeros.to_owned(),
        Remark::Gone => t.is_gone.to_owned(),
        Remark::DefaultDeleted => t.default_deleted.to_owned(),
        Remark::PerhapsDocument => t.perhaps_document.to_owned(),
    }
}

/// What is said of the accounts of a line, before they are named.
pub fn about_accounts(
    t: &ReconcileTexts,
    kind: LineKind,
    is_chosen: bool,
    (cells, accounts): (&[String], &[Account]),
) -> Option<&'static str> {
    // Found by a name in Latin letters that they do not write.
    let is_by_sound = || {
        let in_ideographs = |account: &Account| {
            account.display_name.as_deref().is_some_and(|name| {
                name.chars().any(is_ideograph) && !cells.iter().any(|cell| cell.contains(name))
            })
        };
        cells.iter().any(|cell| !in_syllables(cell).is_empty()) && accounts.iter().all(in_ideographs)
    };
    match kind {
        _ if is_chosen => Some(t.chosen),
        LineKind::OtherName => Some(t.is_called_otherwise),
        LineKind::Missing if accounts.is_empty() => None,
        LineKind::Missing if is_by_sound() => Some(t.sounds_alike),
        LineKind::Missing => Some(t.alike),
        _ => None,
    }
}

/// Why a list cannot be used.
pub fn error(t: &ReconcileTexts, error: RosterError) -> &'static str {
    match error {
        RosterError::Empty => t.error_empty,
        RosterError::TooManyLines => t.error_lines,
        RosterError::TooManyColumns => t.error_columns,
        RosterError::TooLarge => t.error_large,
        RosterError::Unreadable => t.error_unreadable,
        RosterError::Password => t.error_password,
        RosterError::OldWorkbook => t.error_old,
        RosterError::Markup => t.error_markup,
    }
}

/// What could not be read as it stands.
pub fn fault(t: &ReconcileTexts, kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::OpenQuote => t.fault_quote,
        FaultKind::Damaged => t.fault_damaged,
        FaultKind::TooLong => t.fault_long,
        FaultKind::NoResult => t.fault_formula,
        FaultKind::SheetTooLarge => t.fault_sheet,
    }
}
