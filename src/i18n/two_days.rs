//! Texts of a question at two days.

use super::language::Language;

texts! {
    TwoDaysTexts = two_days {
        title = "两日对比", "Compare two days";
        note =
            "同一组条件在两天结束时的结果：谁加入、谁离开，仍在的人有哪些变化。只列出目前在可见范围内的账号；离开的列出第一天的状态，其他列出第二天的状态。",
            "The same conditions at the end of two days: who came, who left, and what changed about those who stayed. Only accounts now in your scope are listed: those who left as on the first day, the others as on the second.";
        limited = "范围按现在算：已转出的人不列出，也不计入各天的数量；刚转入的人算作一直在，不列为加入。要看转入转出，请加上单位条件；要查已转出的人，请联系范围更大的同事。", " Your scope is taken as it is now: people who have moved out of it are neither listed nor counted on any day, and people who have moved in count as if they had always been there. Add an organisation as a condition to see moves into it; ask somebody with a wider scope about those who left.";
        out_of_history: fn(&str, &str) -> String =
            |first, last| format!("只能对比 {first} 至 {last} 之间的日期。"),
            |first, last| format!("Only days from {first} to {last} can be compared.");
        from = "从", "From";
        until = "到", "To";
        show = "对比", "Compare";
        question = "条件", "Conditions";
        change_question = "更改条件", "Change the conditions";
        curve = "账号数", "Accounts";
        column_day = "日期", "Date";
        came: fn(&str) -> String = |n| format!("加入（{n}）"), |n| format!("Came ({n})");
        left: fn(&str) -> String = |n| format!("离开（{n}）"), |n| format!("Left ({n})");
        changed: fn(&str) -> String = |n| format!("仍在，有变化（{n}）"), |n| format!("Stayed, with changes ({n})");
        none = "没有。", "None.";
        by_day = "没有数据变化，因日期推移", "no data changed; the date moved on";
        first_of: fn(&str) -> String = |n| format!("只列出前 {n} 个。"), |n| format!("Only the first {n} are listed.");
        first_as_list: fn(&str) -> String = |n| format!("在列表中打开前 {n} 个账号"), |n| format!("Open the first {n} accounts as a list");
        as_list = "在列表中打开这些账号", "Open these accounts as a list";
        column_changes = "期间变化", "Changes meanwhile";
        export = "导出这些变化", "Export these changes";
        column_move = "变动", "Move";
        moves: [&'static str; 3] = ["加入", "离开", "仍在，有变化"], ["Came", "Left", "Stayed, with changes"];
        file_name = "两日对比", "Two days";
        file_about: fn(&str, &str, &str) -> String =
            |from, until, question| format!("{from} 与 {until} 对比，{question}"),
            |from, until, question| format!("{from} compared with {until}, {question}");
        to_two_days = "与另一天对比", "Compare with another day";
        not_possible =
            "这组条件不能对比：源数据更新时间和证件号的过去没有保存。",
            "These conditions cannot be compared: past upstream timestamps and ID numbers are not kept.";
        reversed = "第一天要早于第二天。", "The first day must come before the second.";
    }
}
