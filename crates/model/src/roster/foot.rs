//! Lines that say something of a list, and not who is on it: totals, notes, who made it.

use super::heading::{is_also_value, is_plain_heading};
use super::row::Row;
use crate::text_key;

/// With what such lines begin, as [`text_key::key`] writes it.
const WORDS: [&str; 46] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "总人数",
    "合计人数",
    "人数合计",
    "平均",
    "平均分",
    "最高分",
    "最低分",
    "备注",
    "说明",
    "注",
    "附注",
    "制表",
    "制表人",
    "制表日期",
    "填表",
    "填表人",
    "填表日期",
    "填报人",
    "填报单位",
    "填报日期",
    "审核",
    "审核人",
    "复核",
    "复核人",
    "经办人",
    "领导签字",
    "教师签字",
    "教师签名",
    "监考签名",
    "监考教师签名",
    "签字",
    "盖章",
    "单位盖章",
    "打印日期",
    "打印时间",
    "导出时间",
    "联系人",
    "以下空白",
    "total",
    "subtotal",
    "average",
    "preparedby",
];

impl Row {
    /// Whether it is such a line.
    fn is_of_the_list(&self) -> bool {
        is_of_the_list(self.filled().map(|(_, cell)| cell))
    }
}

/// Whether these cells of a line say something of the list.
pub fn is_of_the_list<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let mut cells = cells.peekable();
    let Some(first) = cells.peek() else { return false };
    if is_ruler(first) {
        return cells.all(is_ruler);
    }
    // Accounts and numbers, which most lines of long lists begin with.
    if first.is_ascii() && first.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let mut key = text_key::key(first.trim_start_matches(['(', '（', '*', '※']));
    key.retain(|sign| !sign.is_whitespace());
    let label = key.split([':', '：', '(', '（', ')', '）']).next().unwrap_or_default();
    // Headings of another table, or of a form below this one.
    let is_heading = |cell: &str| is_plain_heading(cell) && !is_also_value(cell);
    WORDS.contains(&label) || is_count(label) || is_page(label) || cells.all(is_heading)
}

/// `---`, `:--:`, `====`: what texts draw lines with.
fn is_ruler(cell: &str) -> bool {
    let signs = || cell.chars().filter(|sign| !sign.is_whitespace());
    signs().count() > 2 && signs().all(|sign| "-=_*:+|—–─━═＝".contains(sign))
}

/// `共 12 人`.
fn is_count(label: &str) -> bool {
    let number = label.strip_prefix('共').and_then(|rest| rest.strip_suffix(['人', '名', '位', '行', '条']));
    number.is_some_and(is_digits)
}

/// `第 1 页 共 2 页`.
fn is_page(label: &str) -> bool {
    let page = label.strip_prefix('第').and_then(|rest| rest.split_once('页'));
    page.is_some_and(|(number, rest)| {
        is_digits(number) && !rest.chars().any(|sign| !"共页/,，0123456789".contains(sign))
    })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Which rows these are. Where there are no others, they are what the list is of.
pub(super) fn of_the_list(rows: &[Row]) -> Vec<bool> {
    let found: Vec<bool> = rows.iter().map(Row::is_of_the_list).collect();
    if found.contains(&false) { found } else { vec![false; rows.len()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_a_list_is_told_from_who_is_on_it() {
        for line in [
            "合计,12",
            "小计：,3",
            "合计（大写）,壹",
            "制表人：张三",
            "制表,张三,审核,李四",
            "备注：请于周五前交",
            "注: 无",
            "共 12 人",
            "第 1 页 共 2 页",
            "第1页",
            "（以下空白）",
            "Total,3",
            "联系人：张三,电话,1",
            "姓名,电话,邮箱",
            "电话",
            "---,:--:",
            "==========",
        ] {
            assert!(is_of_the_list(line.split(',')), "{line}");
        }
        for line in [
            "张三,合计",
            "注册,张三",
            "共青团委,张三",
            "第一组,张三",
            "第1名 张三",
            "",
            "总务处,李四",
            "518021910001",
        ] {
            assert!(!is_of_the_list(line.split(',').filter(|cell| !cell.is_empty())), "{line}");
        }
        let row = |text: &str| Row { number: 1, cells: vec![text.to_owned()] };
        assert_eq!(
            of_the_list(&[row("联系人：张三"), row("联系人：李四")]),
            [false, false],
            "each line is a person"
        );
        assert_eq!(of_the_list(&[row("张三"), row("合计")]), [false, true]);
    }
}
