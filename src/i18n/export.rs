//! Texts about exports, and the words that go into the files.

use std::collections::BTreeMap;

use super::language::Language;
use super::{codes, question};
use model::column::Column;
use model::export::{ExportForm, Format, JobState, Words};

texts! {

    ExportTexts = export {
        nav = "导出", "Exports";
        everyone = "全部账号", "All accounts";
        /// Between the conditions of a question.
        and = "，", ", ";

        // Before an export
        export = "导出", "Export";
        title = "导出账号", "Export accounts";
        question = "条件", "Conditions";
        rows_label = "行数", "Rows";
        rows: fn(&str) -> String = |rows| format!("{rows} 行"), |rows| format!("{rows} rows");
        rows_scope = "只包括你有权导出的账号。", "Only accounts you may export.";
        in_background =
            "行数较多，将在后台生成，完成后在“导出”页下载。",
            "This is a large export. It is prepared in the background; download it from Exports when it is ready.";
        format = "格式", "Format";
        columns = "列", "Columns";
        columns_note =
            "文件中的列按此次序排列：拖动可调整，也可按 Alt + ↑/↓。会记住这次的选择。",
            "The file has them in this order: drag, or press Alt + ↑/↓. Your selection is remembered.";
        masking = "证件号、手机、邮箱", "ID number, phone, e-mail";
        stay_masked = "脱敏（默认）", "Masked (default)";
        unmasked = "明文", "Unmasked";
        unmasked_note =
            "需要填写理由，理由会被记录。用 Excel 打开 CSV 时，证件号码会被截断，请选 Excel（.xlsx）。",
            "A reason is required and recorded. Excel cuts digits off ID numbers in a CSV: choose Excel (.xlsx).";
        file_title = "文件名", "File name";
        begin = "导出", "Export";
        recorded =
            "每次导出都会记录：谁、条件、列、行数和文件的 SHA-256。",
            "Every export is recorded: who, conditions, columns, rows and the file’s SHA-256.";
        back = "返回列表", "Back to the list";
        error_title = "未能导出", "Export failed";
        error_columns = "请至少选择一列。", "Select at least one column.";
        error_reason =
            "导出明文请填写理由（至少 4 个字）。",
            "Enter a reason for exporting unmasked data (at least 4 characters).";
        error_unmasked = "你没有在这个范围内导出明文的权限。", "You may not export unmasked data in this scope.";
        error_rows: fn(&str, &str) -> String =
            |rows, limit| format!("共 {rows} 行，超过一次导出的上限 {limit} 行。请增加条件后再导出。"),
            |rows, limit| {
                format!("{rows} rows exceed the limit of {limit} per export. Add conditions and try again.")
            };
        error_rows_unmasked: fn(&str, &str) -> String =
            |rows, limit| {
                format!("共 {rows} 行，超过一次明文导出的上限 {limit} 行。请增加条件，或者脱敏后导出。")
            },
            |rows, limit| {
                format!(
                    "{rows} rows exceed the limit of {limit} per unmasked export. Add conditions, or export masked."
                )
            };
        error_often: fn(i64) -> String =
            |limit| format!("一小时内最多导出 {limit} 次，请稍后再试。"),
            |limit| format!("Exports are limited to {limit} per hour. Try again later.");

        // Large exports
        jobs_title = "我的导出", "My exports";
        jobs_note: fn(u64) -> String =
            |hours| format!("文件保留 {hours} 小时，之后自动删除。"),
            |hours| format!("Files are kept for {hours} hours, then deleted.");
        jobs_none =
            "没有后台导出。行数较少的导出会直接下载，不在这里列出。",
            "No background exports. Small exports are downloaded directly and are not listed here.";
        column_what = "内容", "What";
        column_asked = "时间", "When";
        column_state = "状态", "State";
        progress: fn(&str, &str) -> String =
            |done, total| format!("{done} / {total} 行"),
            |done, total| format!("{done} of {total} rows");
        rate: fn(&str, &str) -> String =
            |rate, left| format!("每秒 {rate} 行，约剩 {left}"),
            |rate, left| format!("{rate} rows a second, about {left} left");
        done: fn(&str, &str) -> String =
            |rows, size| format!("{rows} 行，{size}"),
            |rows, size| format!("{rows} rows, {size}");
        download = "下载", "Download";
        cancel = "取消", "Cancel";
        delete = "删除", "Delete";
        file_hash = "SHA-256", "SHA-256";
        failed_rights =
            "你的权限已变更，不能再导出这些账号。",
            "Your permissions have changed; you can no longer export these accounts.";
        failed_file =
            "文件无法写入，请告诉系统负责人。",
            "The file could not be written. Contact the system’s administrator.";
        failed_internal =
            "系统出错，请重新导出；如果再次失败，请告诉系统负责人。",
            "Something went wrong. Export again; if it fails again, contact the system’s administrator.";

        // In the files
        sheet = "账号", "Accounts";
        about = "说明", "About";
        about_lines: [&'static str; 7] =
            ["导出人", "导出时间", "条件", "网址", "行数", "数据时间", "证件号、手机、邮箱"],
            [
                "Exported by",
                "Exported at",
                "Conditions",
                "Address",
                "Rows",
                "Data as of",
                "ID number, phone, e-mail",
            ];
        masked_word = "已脱敏", "Masked";
        unmasked_word = "明文，请按个人信息保管", "Unmasked: handle this file as personal data";
        deleted_word = "（已删除）", "(deleted)";

        // The audit log
        audit_export = "导出 CSV", "Export CSV";
        audit_too_many: fn(&str) -> String =
            |limit| format!("符合的记录超过 {limit} 条，请用日期缩小范围后再导出。"),
            |limit| {
                format!("More than {limit} entries match. Narrow the date range and export again.")
            };
    }
}

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
        JobState::Queued => ("排队中", "Queued"),
        JobState::Running => ("生成中", "In progress"),
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
        statuses: codes::statuses(language),
        identity_types: codes::identity_types(language),
        chinese_first: language == Language::Chinese,
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
