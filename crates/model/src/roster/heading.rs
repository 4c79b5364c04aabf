//! What the headings of a list say of its columns.

use super::brackets::brackets;
use crate::text_key;

/// What a column holds, the surest way to say who is meant first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Account,
    Number,
    Document,
    Name,
    Email,
    /// Known, and says nothing of who is meant: a serial number, a class, a remark.
    Other,
}

/// Signs of the longest heading; what is longer is a sentence.
const LONGEST: usize = 32;
/// Digits of the shortest number of somebody that is looked for among other signs.
pub const SHORTEST_NUMBER: usize = 5;

/// Headings as [`folded`] writes them, as programs for teaching and staff call their columns.
#[rustfmt::skip]
const WORDS: [(Role, &[&str]); 6] = [
    (
        Role::Account,
        &[
            "jaccount", "账号", "帐号", "账户", "帐户", "账号名", "账户名", "用户", "用户名", "用户账号", "登录名", "登录账号", "登陆名", "账号名称",
            "统一身份认证账号", "校园网账号", "account", "accountno", "accountname", "accountid", "useraccount", "username", "user",
            "login", "loginid", "loginname", "userlogin", "netid", "uid", "sisloginid",
        ],
    ),
    (
        Role::Number,
        &[
            "学工号", "学/工号", "学号工号", "学号", "学籍号", "工号", "职工号", "教工号", "教师号", "教职工号", "员工号", "员工编号", "职员代码", "人员编号", "人员代码",
            "教师编号", "学生编号", "学员编号", "一卡通号", "校园卡号", "number", "no", "id", "userid", "usernumber", "userno", "studentid",
            "studentno", "studentnum", "studentnumber", "studentcode", "sid", "sno", "sisid", "sisuserid", "stuid",
            "stuno", "stunum", "staffid", "staffno", "staffnumber", "employeeid", "employeeno", "employeenumber",
            "empid", "empno", "facultyid", "teacherid", "teacherno", "personid", "personnelnumber", "memberid",
            "learnerid", "matriculationnumber", "matrikelnummer", "orgdefinedid", "idnumber", "universityid", "campusid",
            "code", "编号",
        ],
    ),
    (
        Role::Document,
        &[
            "证件号", "证件号码", "证件编号", "身份证", "身份证号", "身份证号码", "身份证件号", "身份证件号码", "居民身份证号", "居民身份证号码", "护照号", "护照号码",
            "军官证", "军官证号", "士兵证", "士兵证号", "警官证", "警官证号", "通行证", "通行证号", "港澳通行证", "回乡证", "台胞证", "居留证", "居留证号", "居住证", "居住证号",
            "cardno", "cardnumber", "idcard", "idcardno", "idcardnumber", "idno", "nationalid", "documentno",
            "documentnumber", "passport", "passportno", "passportnumber",
        ],
    ),
    (
        Role::Name,
        &[
            "姓名", "名字", "中文名", "中文姓名", "全名", "真实姓名", "显示名", "显示名称", "学生", "学生姓名", "学员姓名", "教师姓名", "教工姓名", "职工姓名", "员工姓名",
            "人员姓名", "成员", "负责人", "项目负责人", "用户姓名", "本人姓名", "考生姓名", "name", "fullname", "displayname", "realname", "student", "studentname",
            "staffname", "employeename", "teachername", "sortablename", "personname", "chinesename",
        ],
    ),
    (
        Role::Email,
        &[
            "邮箱", "电子邮箱", "邮件", "电子邮件", "邮件地址", "邮箱地址", "电子邮件地址", "email", "emailaddress", "mail", "mailaddress",
        ],
    ),
    (
        Role::Other,
        &[
            "序号", "序", "组别", "人数", "行号", "行", "项次", "排序", "性别", "学院", "院系", "院系所", "系", "系别", "部门", "单位", "所在单位", "机构", "专业", "班级",
            "行政班", "教学班", "年级", "学历", "学制", "培养层次", "类别", "人员类别", "身份", "身份类型", "证件类型", "状态", "账号状态", "到期", "到期日期",
            "有效期", "有效期至", "备注", "说明", "电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "出生日期", "生日", "民族", "籍贯", "国籍", "政治面貌",
            "职称", "职务", "岗位", "课程", "课程名称", "课程号", "成绩", "分数", "学分", "签名", "签到", "导师", "导师姓名", "班主任", "辅导员", "结果",
            "index", "serial", "serialno", "row", "#", "gender", "sex", "department", "dept", "organization",
            "organisation", "school", "college", "faculty", "institution", "class", "section", "grade", "major",
            "program", "type", "identitytype", "status", "expiry", "expires", "remark", "remarks", "note", "notes",
            "comment", "phone", "mobile", "telephone", "birthday", "dateofbirth", "title", "course", "score", "result",
            "updated", "firstname", "lastname", "surname", "givenname", "familyname", "姓", "名", "姓氏", "groups", "roles",
            "role", "lastaccess", "lastcoursework",
        ],
    ),
];

/// Headings that are values of lists as well: an identity type, an answer. Alone they are no headings.
const ALSO_VALUES: [&str; 9] = ["no", "user", "code", "student", "学生", "编号", "faculty", "title", "type"];

/// Whether a heading that is known can as well be a value.
pub fn is_also_value(heading: &str) -> bool {
    ALSO_VALUES.contains(&folded(&text_key::key(heading)).as_str())
}

/// What stands at the end of a longer Chinese heading: `本科生学号`, `交大工号`.
const ENDINGS: [(Role, &[&str]); 4] = [
    (Role::Account, &["账号", "帐号", "用户名", "登录名"]),
    (Role::Number, &["学号", "工号", "学籍号"]),
    (Role::Document, &["身份证", "身份证号", "身份证号码", "证件号", "证件号码", "护照号", "护照号码"]),
    (Role::Name, &["姓名"]),
];

/// Whom a column is about who is somebody else than the person of the line.
const OTHER_PEOPLE: [&str; 21] = [
    "导师",
    "指导教师",
    "指导老师",
    "任课教师",
    "班主任",
    "辅导员",
    "联系人",
    "紧急联系人",
    "父亲",
    "母亲",
    "家长",
    "监护人",
    "配偶",
    "推荐人",
    "经办人",
    "审核人",
    "supervisor",
    "advisor",
    "adviser",
    "parent",
    "emergencycontact",
];

/// What a heading says of its column; `None` where it is none that is known. Spaces, capitals, full width, brackets and what they hold, `*`, `_`, `.`
/// and the like do not count.
pub fn role(heading: &str) -> Option<Role> {
    let key = text_key::key(heading);
    // A value with what it is called before it: `学号518020605169`. Years and counts stand in headings, too.
    let holds_number =
        key.split(|sign: char| !sign.is_ascii_digit()).any(|digits| digits.len() >= SHORTEST_NUMBER);
    if heading.chars().count() > LONGEST || holds_number {
        return None;
    }
    if labelled(heading).is_some() {
        return None;
    }
    let (outside, inside) = brackets(&key);
    [folded(&outside), folded(&key)]
        .into_iter()
        .find_map(|heading| of_folded(&heading))
        .or_else(|| outside.split(['/', '、', '或', '|', '&']).map(folded).find_map(|part| of_folded(&part)))
        .or_else(|| of_folded(&folded(&inside)))
        .or_else(|| bilingual(&outside))
        .or_else(|| numbered(&outside))
}

/// A heading that is counted: `成员2`.
fn numbered(heading: &str) -> Option<Role> {
    let bare = heading.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let is_counted = bare.len() < heading.len() && bare.ends_with(text_key::is_ideograph);
    if is_counted { of_folded(&folded(bare)) } else { None }
}

/// Whether a cell is a heading that is known, and nothing besides.
pub(super) fn is_plain_heading(cell: &str) -> bool {
    let cell = folded(&text_key::key(cell));
    WORDS.iter().any(|(_, words)| words.contains(&&*cell)) || OTHER_PEOPLE.contains(&&*cell)
}

/// The value of a cell that says before it what it is, as a column would be called: `账号：zhangsan`. `None` where that is no value but another heading.
pub fn labelled(cell: &str) -> Option<&str> {
    let (label, value) = cell.split_once([':', '：', '='])?;
    let role = of_folded(&folded(&text_key::key(label)))?;
    let is_value = !value.trim().is_empty() && of_folded(&folded(&text_key::key(value))).is_none();
    (role != Role::Other && is_value).then_some(value.trim())
}

/// Which part of a name a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamePart {
    Family,
    Given,
}

/// `None` where the heading names no part of a name.
pub fn name_part(heading: &str) -> Option<NamePart> {
    match &*folded(&text_key::key(heading)) {
        "lastname" | "surname" | "familyname" | "姓" | "姓氏" => Some(NamePart::Family),
        "firstname" | "givenname" | "名" => Some(NamePart::Given),
        _ => None,
    }
}

fn of_folded(heading: &str) -> Option<Role> {
    if heading.is_empty() {
        return None;
    }
    let is = |role: &(Role, &[&str])| role.1.contains(&heading);
    if let Some((role, _)) = WORDS.iter().find(|role| is(role)) {
        return Some(*role);
    }
    if OTHER_PEOPLE.iter().any(|other| heading.starts_with(other)) {
        return Some(Role::Other);
    }
    let ends = |role: &&(Role, &[&str])| role.1.iter().any(|end| heading.ends_with(end));
    ENDINGS.iter().find(ends).map(|(role, _)| *role)
}

/// A heading in two languages, one after the other: `学号 Student ID`.
fn bilingual(heading: &str) -> Option<Role> {
    let is_latin = |sign: char| sign.is_ascii();
    let chinese: String = heading.chars().filter(|sign| !is_latin(*sign)).collect();
    let latin: String = heading.chars().filter(|sign| is_latin(*sign)).collect();
    if chinese.is_empty() || latin.trim().is_empty() {
        return None;
    }
    of_folded(&folded(&chinese)).or_else(|| of_folded(&folded(&latin)))
}

fn folded(heading: &str) -> String {
    let heading: String =
        heading.chars().filter(|sign| sign.is_alphanumeric() || matches!(sign, '#' | '/')).collect();
    // Alone it stands over numbers of lines; beside words it means "number".
    if heading == "#" { heading } else { heading.replace('#', "no") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_written() {
        for (role_of, headings) in [
            (
                Role::Number,
                &[
                    "学 号",
                    "学号*",
                    "*学号",
                    "学号（必填）",
                    "学号(12位数字)",
                    "【学号】",
                    "学生学号",
                    "student_id",
                    "Student No.",
                    "STUDENT ID",
                    "Student-ID",
                    "学号/工号",
                    "学工号",
                    "本科生学号",
                    "学号 Student ID",
                    "SIS User ID",
                    "ID number",
                    "Student Number (required)",
                    "ｓｔｕｄｅｎｔ　ＩＤ",
                    "工 号：",
                    "教职工号",
                    "No.",
                    "Student #",
                    "學號",
                ][..],
            ),
            (
                Role::Account,
                &[
                    "jAccount",
                    "jAccount 账号",
                    "账号",
                    "帐号",
                    "Username",
                    "User name",
                    "SIS Login ID",
                    "登录名",
                ],
            ),
            (
                Role::Document,
                &["身份证号", "证件号码", "身份证件号码", "护照号", "ID card no.", "学生身份证号"],
            ),
            (
                Role::Name,
                &[
                    "负责人",
                    "成员2",
                    "姓名",
                    "姓 名",
                    "学生姓名",
                    "Full name",
                    "display_name",
                    "Name",
                    "姓名*",
                ],
            ),
            (Role::Email, &["Email address", "E-mail", "电子邮箱"]),
            (
                Role::Other,
                &["序号", "备注", "导师姓名", "导师工号", "父亲身份证号", "Department", "#", "班级"],
            ),
        ] {
            for heading in headings {
                assert_eq!(role(heading), Some(role_of), "{heading}");
            }
        }
        assert!(is_also_value("学生") && is_also_value("No.") && !is_also_value("学号"));
        for heading in [
            "",
            "张三",
            "518021910001",
            "请按学号从小到大的顺序填写，并于本周五之前交到学院教务办公室，谢谢",
            "zhangsan",
            "***",
        ] {
            assert_eq!(role(heading), None, "{heading}");
        }
        for value in [
            "账号：zhangsan",
            "NAME=张三",
            "邮箱: a.b@sjtu.edu.cn",
            "姓名：张三",
            "学号518020605169",
            "工号 219426",
            "身份证0462183",
            "学号：５１８０２０６０５１６９",
        ] {
            assert_eq!(role(value), None, "a value with what it is called: {value}");
        }
    }
}
