//! The people one can sign in as: each stands for one kind of visitor.

/// A person (or group account) known to the simulated jAccount.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub account: &'static str,
    pub name: &'static str,
    /// What this person is here to show.
    pub role: &'static str,
    /// Student or staff number of the default identity; empty for the group account.
    pub code: &'static str,
    /// Identity type as the ID token and the profile spell it.
    pub user_type: &'static str,
    pub organization: (&'static str, &'static str),
    /// The natural person's GUID; group accounts have none.
    pub guid: Option<&'static str>,
    /// That person's ID number, with a check digit that is right, and telephone number; empty for the group account.
    pub card_no: &'static str,
    pub telephone: &'static str,
}

pub const PEOPLE: &[Person] = &[
    Person {
        account: "wangyunwei",
        name: "王运维",
        role: "信息中心管理员 · administrator of the information centre",
        code: "60001",
        user_type: "faculty",
        organization: ("40100", "网络信息中心"),
        guid: Some("7A0C1E52-0001-4B6E-9D11-5A3F00000001"),
        card_no: "990001197906120015",
        telephone: "10000000101",
    },
    Person {
        account: "limishu",
        name: "李秘书",
        role: "院系秘书（电子信息与电气工程学院） · secretary of one organisation",
        code: "60002",
        user_type: "faculty",
        organization: ("03000", "电子信息与电气工程学院"),
        guid: Some("7A0C1E52-0002-4B6E-9D11-5A3F00000002"),
        card_no: "990001198503150011",
        telephone: "10000000102",
    },
    Person {
        account: "zhaoshenji",
        name: "赵审计",
        role: "审计员 · auditor",
        code: "60003",
        user_type: "faculty",
        organization: ("51400", "审计处"),
        guid: Some("7A0C1E52-0003-4B6E-9D11-5A3F00000003"),
        card_no: "990001198811030011",
        telephone: "10000000103",
    },
    Person {
        account: "chenlaoshi",
        name: "陈老师",
        role: "教师，未获授权 · faculty member without any grant",
        code: "60004",
        user_type: "faculty",
        organization: ("07000", "数学科学学院"),
        guid: Some("7A0C1E52-0004-4B6E-9D11-5A3F00000004"),
        card_no: "990001198204090012",
        telephone: "10000000104",
    },
    Person {
        account: "sunxiaoming",
        name: "孙晓明",
        role: "学生 · student",
        code: "523030910001",
        user_type: "student",
        organization: ("03000", "电子信息与电气工程学院"),
        guid: Some("7A0C1E52-0005-4B6E-9D11-5A3F00000005"),
        card_no: "990001200407220016",
        telephone: "10000000105",
    },
    Person {
        account: "nic-service",
        name: "网络信息中心服务台",
        role: "集体账号 · group account",
        code: "",
        user_type: "team",
        organization: ("40100", "网络信息中心"),
        guid: None,
        card_no: "",
        telephone: "",
    },
];

pub fn find(account: &str) -> Option<&'static Person> {
    PEOPLE.iter().find(|person| person.account == account)
}
