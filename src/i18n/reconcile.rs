//! Texts about comparing lists.

use super::language::Language;
use model::roster::{LineKind, RosterError};

texts! {

    ReconcileTexts = reconcile {
        nav = "核对名单", "Reconcile";
        title = "核对名单", "Reconcile a list";
        note =
            "粘贴或上传名单，每行按账号、学工号、证件号或姓名在你的范围内查找。名单只在本次登录期间加密保存，不会记录内容。",
            "Paste or upload a list. Each line is looked for in your scope by account, number, ID number or name. The list is kept sealed, only as long as you are signed in, and what is in it is not recorded.";
        pasted =
            "粘贴名单（每行一个，或带逗号、制表符的表格）",
            "Paste a list (one a line, or a table with commas or tabs)";
        file = "或上传文件", "Or upload a file";
        file_note =
            "CSV 或 Excel，最多 5 万行、10 MB；UTF-8 和 GBK 都可以。",
            "CSV or Excel, at most 50,000 lines and 10 MB; UTF-8 and GBK are recognised.";
        column = "用第几列查找", "Which column to look by";
        column_note =
            "不填则按列名识别，没有列名时用第一列",
            "When empty, it is recognised by its heading; without headings, the first";
        compare = "核对", "Compare";
        earlier = "本次登录核对过的名单", "Lists compared since you signed in";
        delete = "删除名单", "Delete the list";
        result: fn(&str) -> String = |lines| format!("共 {lines} 行"), |lines| format!("{lines} lines");
        all = "全部", "All";
        line = "行", "Line";
        in_list = "名单内容", "In the list";
        outcome = "结果", "Result";
        account = "账号", "Account";
        no_line = "没有这样的行。", "There is no such line.";
        export = "导出结果", "Export the result";
        another = "核对另一份名单", "Compare another list";
        error_title = "没有核对", "Nothing was compared";
        error_empty = "名单里没有内容。", "There is nothing in the list.";
        error_lines = "名单超过 5 万行，请分成几份。", "The list has more than 50,000 lines. Divide it.";
        error_columns =
            "名单超过 50 列，请只保留需要的列。",
            "The list has more than 50 columns. Keep those that are needed.";
        error_unreadable =
            "文件无法识别。请用 CSV 或 Excel（.xlsx）；较早的 .xls 请先另存为 .xlsx。",
            "The file cannot be read. Use CSV or Excel (.xlsx); save an older .xls as .xlsx first.";
        error_often =
            "一小时内核对的名单过多，请稍后再试。",
            "Too many lists were compared within an hour. Try again later.";
        error_large =
            "名单的内容过多（文件最多 10 MB），请分成几份。",
            "There is too much in the list (a file may have 10 MB). Divide it.";
        error_busy = "其他人正在核对名单，请稍后再试。", "Others are comparing lists. Try again in a moment.";
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
        LineKind::Ambiguous => ("不唯一", "Ambiguous"),
        LineKind::Missing => ("没有找到", "Missing"),
        LineKind::Duplicate => ("重复", "Duplicate"),
    };
    if language == Language::Chinese { chinese } else { english }
}

/// Why a list cannot be used.
pub fn error(t: &ReconcileTexts, error: RosterError) -> &'static str {
    match error {
        RosterError::Empty => t.error_empty,
        RosterError::TooManyLines => t.error_lines,
        RosterError::TooManyColumns => t.error_columns,
        RosterError::TooLarge => t.error_large,
        RosterError::Unreadable => t.error_unreadable,
    }
}
