//! Texts about exports, and the words that go into the files.

use std::collections::BTreeMap;

use super::language::Language;
use super::{codes, question};
use model::column::Column;
use model::export::{Delimiter, ExportForm, Format, JobState, Words};

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
        purpose = "用途", "Purpose";
        purpose_hint = "如：新生报到", "For example: enrolment";
        purpose_note =
            "数据只能用于这里填写的用途，未经批准不得再转交。用途和接收方会写进审计记录，也写进 Excel 和网页文件。",
            "Use the data for this purpose only and do not pass it on without approval. Purpose and recipient are written into the audit log, and into Excel and web page files.";
        purposes: [&'static str; 7] =
            ["新生报到", "到期提醒", "毕业离校", "离职清退", "名单核对", "统计报送", "通知联系"],
            ["Enrolment", "Expiry reminder", "Graduation", "Leaving staff", "Checking a list", "Statistics", "Notices"];
        recipient = "接收方", "Recipient";
        recipient_hint = "仅自己使用则不填", "Empty if only you use it";
        templates = "按接收方沿用上次的用途、格式和列：", "Use the purpose, format and columns of the last export for:";
        format = "格式", "Format";
        delimiter = "CSV 分隔符", "CSV delimiter";
        has_serial = "最后加一列：文件编号", "Add a last column: serial of this file";
        columns = "列", "Columns";
        holding_note =
            "条件问的是任一身份；学工号、身份、单位、有效期各列是默认身份的，符合条件的身份见“全部身份”列。",
            "The condition is about any identity. Number, type, organisation and expiry are those of the default identity; the one that meets the condition is in “All identities”.";
        columns_note =
            "文件中的列按此次序排列：拖动可调整，也可按 Alt + ↑/↓。会记住这次的选择。",
            "The file has them in this order: drag, or press Alt + ↑/↓. Your selection is remembered.";
        masking = "证件号、手机、邮箱", "ID number, phone, e-mail";
        stay_masked = "脱敏（默认）", "Masked (default)";
        unmasked = "明文", "Unmasked";
        unmasked_note =
            "会被单独记录。用 Excel 打开 CSV 时，证件号码会被截断，请选 Excel（.xlsx）。",
            "This is recorded. Excel cuts digits off ID numbers in a CSV: choose Excel (.xlsx).";
        file_title = "文件名", "File name";
        begin = "导出", "Export";
        recorded =
            "小文件直接下载，大文件在后台生成，到“导出”页下载。每次导出都会记录：谁、用途、接收方、条件、列、行数、文件编号和 SHA-256；自己的记录也在“导出”页。",
            "Small files are downloaded at once; large ones are made in the background and fetched from “Exports”. Every export is recorded: who, what for, for whom, conditions, columns, rows, serial and the file’s SHA-256; see “Exports” for your own.";
        back = "返回列表", "Back to the list";
        error_title = "未能导出", "Export failed";
        error_columns = "请至少选择一列。", "Select at least one column.";
        error_purpose =
            "请填写用途（至少 2 个字）；用途和接收方中请勿填写证件号、手机号或邮箱。",
            "Enter what the file is for (at least 2 characters). Purpose and recipient may not contain ID numbers, phone numbers or email addresses.";
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
            |hours| format!("后台生成的文件保留 {hours} 小时，之后自动删除。"),
            |hours| format!("Files prepared in the background are kept for {hours} hours, then deleted.");
        jobs_none = "没有后台导出。行数较少的导出会直接下载。", "No background exports. Small exports are downloaded directly.";
        exported_by = "导出人", "Exported by";
        typed: fn(&str) -> String = |signs| format!("搜索 {signs} 个字"), |signs| format!("search of {signs} characters");
        own_title = "导出记录", "What you exported";
        own_note = "最近 50 次，包括直接下载的。", "The last 50, those downloaded directly included.";
        own_none = "还没有导出过。", "Nothing exported yet.";
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

        // Whose file it is
        whose_title = "文件溯源", "Trace a file";
        whose_note =
            "输入文件编号、文件名或文件的 SHA-256，查出是谁、什么时候、为什么导出的。文件编号在文件名、Excel 的“说明”页和打印页的页脚；SHA-256 在 Windows 用 certutil -hashfile 文件名 SHA256 计算。查询会被记录。",
            "Enter a file’s serial, its name or its SHA-256 to see who exported it, when and why. The serial is in the file name, on the About sheet of a workbook and at the foot of printed pages; on Windows, certutil -hashfile FILE SHA256 gives the SHA-256. The query is recorded.";
        whose_label = "文件编号、文件名或 SHA-256", "Serial, file name or SHA-256";
        whose_find = "查询", "Find";
        whose_unread =
            "这不是文件编号（10 位字母和数字，如 ABCDE-FG234）、含编号的文件名或 SHA-256（64 位十六进制）。",
            "This is no serial (10 letters and digits, as ABCDE-FG234), no file name with one, and no SHA-256 (64 hexadecimal digits).";
        whose_none =
            "没有这样的导出。如果文件被改过，SHA-256 会不同：请用文件编号查询；编号也没有了，就在审计中按文件里任一人的账号查“含该账号的导出”。封存的核查结果在核查页上核对。",
            "There is no such export. If the file was changed, its SHA-256 is a different one: use the serial. Where that is gone too, search the audit log for the account of anybody in the file: “Exports that included this account”. Sealed results of reviews are checked on the page of the review.";

        // In the files
        sheet = "账号", "Accounts";
        about = "说明", "About";
        about_lines: [&'static str; 10] =
            [
                "导出人",
                "导出时间",
                "条件",
                "网址",
                "行数",
                "数据时间",
                "证件号、手机、邮箱",
                "文件编号",
                "用途",
                "接收方",
            ],
            [
                "Exported by",
                "Exported at",
                "Conditions",
                "Address",
                "Rows",
                "Data as of",
                "ID number, phone, e-mail",
                "Serial",
                "Purpose",
                "Recipient",
            ];
        no_recipient = "仅导出人使用", "Used by the exporter alone";
        serial = "文件编号", "Serial";
        notice = "仅限所述用途使用，未经批准不得转交。文件编号", "For the stated purpose only; not to be passed on without approval. Serial";
        masked_word = "已脱敏", "Masked";
        nothing_to_mask = "不含证件号、手机号和邮箱", "Holds no ID numbers, phone numbers or e-mail addresses";
        as_brought = "含名单原有的列，未脱敏", "Holds the list’s own columns, not masked";
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
        (Format::Html, Language::Chinese) => "网页（打印或存为 PDF）",
        (Format::Html, Language::English) => "Page (to print or save as PDF)",
        (Format::JsonLines, Language::Chinese) => "JSON Lines（供程序读取）",
        (Format::JsonLines, Language::English) => "JSON Lines (for programs)",
    }
}

pub fn delimiter(language: Language, delimiter: Delimiter) -> &'static str {
    match delimiter {
        Delimiter::Comma => language.pick("逗号", "Comma"),
        Delimiter::Semicolon => language.pick("分号", "Semicolon"),
        Delimiter::Tab => language.pick("制表符", "Tab"),
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
        about_lines: t.about_lines.map(str::to_owned).to_vec(),
        question: question::sentence(language, &form.question, organizations),
        masked: t.masked_word.to_owned(),
        unmasked: t.unmasked_word.to_owned(),
        deleted: t.deleted_word.to_owned(),
        serial: t.serial.to_owned(),
        no_recipient: t.no_recipient.to_owned(),
        notice: t.notice.to_owned(),
    }
}

/// The words of a file that answers no question to the list.
pub fn of_list(language: Language) -> Words {
    words(language, &ExportForm::default(), &BTreeMap::new())
}

/// What such a file calls what it says of an account, in the order of its columns.
pub fn account_headings(language: Language) -> [String; 7] {
    let columns = [
        Column::Account,
        Column::Name,
        Column::Number,
        Column::IdentityType,
        Column::Organization,
        Column::Status,
        Column::Expiry,
    ];
    columns.map(|its| column(language, its).to_owned())
}
