//! Texts about exports, and the words that go into the files.

use std::collections::BTreeMap;

use super::language::Language;
use super::{codes, question};
use model::column::Column;
use model::export::{ExportForm, Format, JobState, Words};
use model::identity_type::{IdentityType, KNOWN};
use model::status::Status;

impl Language {
    /// Texts about exports.
    pub fn export(self) -> &'static ExportTexts {
        match self {
            Self::Chinese => &CHINESE,
            Self::English => &ENGLISH,
        }
    }
}

#[derive(Debug)]
pub struct ExportTexts {
    pub nav: &'static str,
    pub everyone: &'static str,
    /// Between the conditions of a question.
    pub and: &'static str,

    // Before an export
    pub export: &'static str,
    pub title: &'static str,
    pub question: &'static str,
    pub rows_label: &'static str,
    pub rows: fn(&str) -> String,
    pub rows_scope: &'static str,
    pub in_background: &'static str,
    pub format: &'static str,
    pub columns: &'static str,
    pub columns_note: &'static str,
    pub masking: &'static str,
    pub stay_masked: &'static str,
    pub unmasked: &'static str,
    pub unmasked_note: &'static str,
    pub file_title: &'static str,
    pub begin: &'static str,
    pub recorded: &'static str,
    pub back: &'static str,
    pub error_title: &'static str,
    pub error_columns: &'static str,
    pub error_reason: &'static str,
    pub error_unmasked: &'static str,
    pub error_rows: fn(&str, &str) -> String,
    pub error_rows_unmasked: fn(&str, &str) -> String,
    pub error_often: fn(i64) -> String,

    // Large exports
    pub jobs_title: &'static str,
    pub jobs_note: fn(u64) -> String,
    pub jobs_none: &'static str,
    pub column_what: &'static str,
    pub column_asked: &'static str,
    pub column_state: &'static str,
    pub progress: fn(&str, &str) -> String,
    pub rate: fn(&str, &str) -> String,
    pub done: fn(&str, &str) -> String,
    pub download: &'static str,
    pub cancel: &'static str,
    pub delete: &'static str,
    pub file_hash: &'static str,
    pub failed_rights: &'static str,
    pub failed_file: &'static str,
    pub failed_internal: &'static str,

    // In the files
    pub sheet: &'static str,
    pub about: &'static str,
    pub about_lines: [&'static str; 7],
    pub masked_word: &'static str,
    pub unmasked_word: &'static str,
    pub deleted_word: &'static str,

    // The audit log
    pub audit_export: &'static str,
    pub audit_too_many: fn(&str) -> String,
}

pub(super) static CHINESE: ExportTexts = ExportTexts {
    nav: "导出",
    everyone: "全部账号",
    and: "，",
    export: "导出",
    title: "导出账号",
    question: "条件",
    rows_label: "行数",
    rows: |rows| format!("{rows} 行"),
    rows_scope: "只包括你有导出权限的范围。",
    in_background: "行数较多，将在后台生成，完成后在“导出”页下载。",
    format: "格式",
    columns: "列",
    columns_note: "下次会记住这次的选择。",
    masking: "证件号、手机、邮箱",
    stay_masked: "遮盖（默认）",
    unmasked: "不遮盖",
    unmasked_note: "需要说明理由，理由会记录下来。",
    file_title: "文件名",
    begin: "导出",
    recorded: "每次导出都会记录：谁、条件、列、行数和文件的 SHA-256。",
    back: "返回列表",
    error_title: "没有导出",
    error_columns: "请至少选择一列。",
    error_reason: "不遮盖时请填写理由（至少 4 个字）。",
    error_unmasked: "你没有在这个范围内不遮盖导出的权限。",
    error_rows_unmasked: |rows, limit| {
        format!("共 {rows} 行，超过不遮盖时一次导出的上限 {limit} 行。请增加条件，或者遮盖后导出。")
    },
    error_rows: |rows, limit| format!("共 {rows} 行，超过一次导出的上限 {limit} 行。请增加条件后再导出。"),
    error_often: |limit| format!("一小时内最多导出 {limit} 次，请稍后再试。"),
    jobs_title: "我的导出",
    jobs_note: |hours| format!("文件保留 {hours} 小时，之后自动删除。"),
    jobs_none: "没有后台导出。行数较少的导出会直接下载，不在这里列出。",
    column_what: "内容",
    column_asked: "时间",
    column_state: "状态",
    progress: |done, total| format!("{done} / {total} 行"),
    rate: |rate, left| format!("每秒 {rate} 行，约剩 {left}"),
    done: |rows, size| format!("{rows} 行，{size}"),
    download: "下载",
    cancel: "取消",
    delete: "删除",
    file_hash: "SHA-256",
    failed_rights: "你的权限已变更，不能再导出这些账号。",
    failed_file: "文件无法写入，请告诉系统负责人。",
    failed_internal: "系统出错，请重新导出；如果再次失败，请告诉系统负责人。",
    sheet: "账号",
    about: "说明",
    about_lines: ["导出人", "导出时间", "条件", "网址", "行数", "数据时间", "证件号、手机、邮箱"],
    masked_word: "已遮盖",
    unmasked_word: "未遮盖，请按个人信息保管",
    deleted_word: "（已删除）",
    audit_export: "导出 CSV",
    audit_too_many: |limit| format!("符合的记录超过 {limit} 条，请用日期缩小范围后再导出。"),
};

pub(super) static ENGLISH: ExportTexts = ExportTexts {
    nav: "Exports",
    everyone: "All accounts",
    and: ", ",
    export: "Export",
    title: "Export accounts",
    question: "Question",
    rows_label: "Rows",
    rows: |rows| format!("{rows} rows"),
    rows_scope: "Only what your right to export reaches over.",
    in_background: "These are many rows: the file is made in the background, and can then be downloaded under Exports.",
    format: "Format",
    columns: "Columns",
    columns_note: "They are remembered for the next time.",
    masking: "ID number, telephone, e-mail",
    stay_masked: "Masked (default)",
    unmasked: "Not masked",
    unmasked_note: "This needs a reason, which is recorded.",
    file_title: "Name of the file",
    begin: "Export",
    recorded: "Each export is recorded: who, which question, columns, rows, and the file's SHA-256.",
    back: "Back to the list",
    error_title: "Nothing was exported",
    error_columns: "Choose at least one column.",
    error_reason: "Without masks, give a reason (at least 4 characters).",
    error_unmasked: "You may not export without masks here.",
    error_rows_unmasked: |rows, limit| {
        format!(
            "{rows} rows are more than the {limit} of one export without masks. Add conditions, or export with masks."
        )
    },
    error_rows: |rows, limit| {
        format!("{rows} rows are more than the {limit} of one export. Add conditions and try again.")
    },
    error_often: |limit| format!("There are at most {limit} exports an hour. Try again later."),
    jobs_title: "My exports",
    jobs_note: |hours| format!("Files are kept for {hours} hours, then deleted."),
    jobs_none: "There are no exports in the background. Short ones are downloaded at once and are not listed here.",
    column_what: "What",
    column_asked: "When",
    column_state: "State",
    progress: |done, total| format!("{done} of {total} rows"),
    rate: |rate, left| format!("{rate} rows a second, about {left} left"),
    done: |rows, size| format!("{rows} rows, {size}"),
    download: "Download",
    cancel: "Cancel",
    delete: "Delete",
    file_hash: "SHA-256",
    failed_rights: "Your rights were changed; you can no longer export these accounts.",
    failed_file: "The file could not be written. Tell whoever runs this site.",
    failed_internal: "Something went wrong. Export again; if it fails again, tell whoever runs this site.",
    sheet: "Accounts",
    about: "About",
    about_lines: [
        "Exported by",
        "Exported at",
        "Question",
        "Address",
        "Rows",
        "Data as of",
        "ID number, telephone, e-mail",
    ],
    masked_word: "Masked",
    unmasked_word: "Not masked: keep this file as personal data",
    deleted_word: "(deleted)",
    audit_export: "Export CSV",
    audit_too_many: |limit| {
        format!("More than {limit} entries match. Narrow them down by day and export again.")
    },
};

/// What a column is called.
pub fn column(language: Language, column: Column) -> &'static str {
    let t = language.texts();
    let pick = |chinese, english| if language == Language::Chinese { chinese } else { english };
    match column {
        Column::Name => t.column_name,
        Column::Account => t.column_account,
        Column::Number => t.column_number,
        Column::IdentityType => t.column_identity,
        Column::Organization => t.column_organization,
        Column::Status => t.column_status,
        Column::Expiry => t.column_expiry,
        Column::Updated => t.column_updated,
        Column::OrganizationId => pick("单位代码", "Organisation code"),
        Column::DocumentKind => pick("证件类型", "Kind of document"),
        Column::DocumentNumber => pick("证件号", "ID number"),
        Column::Telephone => t.telephone,
        Column::Email => t.email,
        Column::Guid => t.guid,
        Column::Identities => pick("全部身份", "All identities"),
    }
}

pub fn format(language: Language, format: Format) -> &'static str {
    match (format, language) {
        (Format::Xlsx, Language::Chinese) => "Excel（.xlsx）",
        (Format::Xlsx, Language::English) => "Excel (.xlsx)",
        (Format::Csv, Language::Chinese) => "CSV（UTF-8）",
        (Format::Csv, Language::English) => "CSV (UTF-8)",
        (Format::JsonLines, Language::Chinese) => "JSON Lines（供程序读取）",
        (Format::JsonLines, Language::English) => "JSON Lines (for programs)",
    }
}

pub fn state(language: Language, state: JobState) -> &'static str {
    let (chinese, english) = match state {
        JobState::Queued => ("排队中", "Waiting"),
        JobState::Running => ("生成中", "Under way"),
        JobState::Done => ("完成", "Done"),
        JobState::Failed => ("失败", "Failed"),
        JobState::Cancelled => ("已取消", "Cancelled"),
    };
    if language == Language::Chinese { chinese } else { english }
}

/// The words of a file in a language.
pub fn words(language: Language, form: &ExportForm, organizations: &BTreeMap<String, String>) -> Words {
    let t = language.export();
    let document_kinds = (1..=15).map(|code| format!("{code:02}"));
    Words {
        headings: form.columns.iter().map(|its| column(language, *its).to_owned()).collect(),
        statuses: Status::KNOWN
            .iter()
            .map(|status| (status.as_wire().to_owned(), codes::status(language, status)))
            .collect(),
        identity_types: KNOWN
            .map(IdentityType::from_account_api)
            .iter()
            .map(|code| (code.code().to_owned(), codes::identity_type(language, code)))
            .collect(),
        document_kinds: document_kinds
            .map(|code| (code.clone(), codes::document_kind(language, &code)))
            .collect(),
        sheet: t.sheet.to_owned(),
        about: t.about.to_owned(),
        about_lines: t.about_lines.map(str::to_owned),
        question: question::sentence(language, &form.question, organizations),
        masked: t.masked_word.to_owned(),
        unmasked: t.unmasked_word.to_owned(),
        deleted: t.deleted_word.to_owned(),
    }
}
