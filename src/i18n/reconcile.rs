//! Texts about comparing lists.

use super::language::Language;
use model::roster::{LineKind, RosterError};

impl Language {
    /// Texts about comparing lists.
    pub fn reconcile(self) -> &'static ReconcileTexts {
        match self {
            Self::Chinese => &CHINESE,
            Self::English => &ENGLISH,
        }
    }
}

#[derive(Debug)]
pub struct ReconcileTexts {
    pub nav: &'static str,
    pub title: &'static str,
    pub note: &'static str,
    pub pasted: &'static str,
    pub file: &'static str,
    pub file_note: &'static str,
    pub column: &'static str,
    pub column_note: &'static str,
    pub compare: &'static str,
    pub earlier: &'static str,
    pub delete: &'static str,
    pub result: fn(&str) -> String,
    pub all: &'static str,
    pub line: &'static str,
    pub in_list: &'static str,
    pub outcome: &'static str,
    pub account: &'static str,
    pub no_line: &'static str,
    pub export: &'static str,
    pub another: &'static str,
    pub error_title: &'static str,
    pub error_empty: &'static str,
    pub error_lines: &'static str,
    pub error_columns: &'static str,
    pub error_unreadable: &'static str,
    pub error_often: &'static str,
    pub error_large: &'static str,
    pub error_busy: &'static str,
    pub error_numbers: fn(i64) -> String,
    /// Behind why a long text was not taken.
    pub not_shown_again: &'static str,
    pub file_name: &'static str,
}

pub(super) static CHINESE: ReconcileTexts = ReconcileTexts {
    nav: "核对名单",
    title: "核对名单",
    note: "粘贴或上传名单，每行按账号、学工号、证件号或姓名在你的范围内查找。名单只在本次登录期间加密保存，不会记录内容。",
    pasted: "粘贴名单（每行一个，或带逗号、制表符的表格）",
    file: "或上传文件",
    file_note: "CSV 或 Excel，最多 5 万行、10 MB；UTF-8 和 GBK 都可以。",
    column: "用第几列查找",
    column_note: "不填则按列名识别，没有列名时用第一列",
    compare: "核对",
    earlier: "本次登录核对过的名单",
    delete: "删除名单",
    result: |lines| format!("共 {lines} 行"),
    all: "全部",
    line: "行",
    in_list: "名单内容",
    outcome: "结果",
    account: "账号",
    no_line: "没有这样的行。",
    export: "导出结果",
    another: "核对另一份名单",
    error_title: "没有核对",
    error_empty: "名单里没有内容。",
    error_lines: "名单超过 5 万行，请分成几份。",
    error_columns: "名单超过 50 列，请只保留需要的列。",
    error_unreadable: "文件无法识别。请用 CSV 或 Excel（.xlsx）；较早的 .xls 请先另存为 .xlsx。",
    error_often: "一小时内核对的名单过多，请稍后再试。",
    error_large: "名单的内容过多（文件最多 10 MB），请分成几份。",
    error_busy: "其他人正在核对名单，请稍后再试。",
    error_numbers: |limit| {
        format!(
            "名单里查不到的证件号码过多（每天最多 {limit} 个），没有核对。请改用学工号或姓名，或请有权查看证件号码的人核对。"
        )
    },
    not_shown_again: "粘贴的内容较长，没有保留在页面上，请重新粘贴。",
    file_name: "核对结果",
};

pub(super) static ENGLISH: ReconcileTexts = ReconcileTexts {
    nav: "Reconcile",
    title: "Reconcile a list",
    note: "Paste or upload a list. Each line is looked for in your scope by account, number, ID number or name. The list is kept sealed, only as long as you are signed in, and what is in it is not recorded.",
    pasted: "Paste a list (one a line, or a table with commas or tabs)",
    file: "Or upload a file",
    file_note: "CSV or Excel, at most 50,000 lines and 10 MB; UTF-8 and GBK are recognised.",
    column: "Which column to look by",
    column_note: "When empty, it is recognised by its heading; without headings, the first",
    compare: "Compare",
    earlier: "Lists compared since you signed in",
    delete: "Delete the list",
    result: |lines| format!("{lines} lines"),
    all: "All",
    line: "Line",
    in_list: "In the list",
    outcome: "Result",
    account: "Account",
    no_line: "There is no such line.",
    export: "Export the result",
    another: "Compare another list",
    error_title: "Nothing was compared",
    error_empty: "There is nothing in the list.",
    error_lines: "The list has more than 50,000 lines. Divide it.",
    error_columns: "The list has more than 50 columns. Keep those that are needed.",
    error_unreadable: "The file cannot be read. Use CSV or Excel (.xlsx); save an older .xls as .xlsx first.",
    error_often: "Too many lists were compared within an hour. Try again later.",
    error_large: "There is too much in the list (a file may have 10 MB). Divide it.",
    error_busy: "Others are comparing lists. Try again in a moment.",
    error_numbers: |limit| {
        format!(
            "Too many ID numbers of the list find nobody ({limit} a day), so nothing was compared. Use student or staff numbers or names, or ask somebody who may see ID numbers."
        )
    },
    not_shown_again: "The pasted text is long and is not shown again. Paste it once more.",
    file_name: "reconciled",
};

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
