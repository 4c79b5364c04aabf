//! Entries of the audit log in the reader's words: labels and values of their details, and who is meant.

use std::collections::BTreeMap;

use super::access::{self, Names};
use super::audit_actors::who;
use super::language::Language;
use super::replica::{change_group, grouped};
use super::{attention, audit, audit_codes, campaigns, codes, export, question, reconcile, views};
use model::attention::Check;
use model::audit::{Action, AuditFilter, Recorded};
use model::audit_detail::{AS_BROUGHT, Detail, NOTHING_TO_MASK};
use model::campaign::Verdict;
use model::changes::ChangesFilter;
use model::column::Column;
use model::date::format_date;
use model::export::Format;
use model::filter::AccountFilter;
use model::identity_type::IdentityType;
use model::reveal::Field;
use model::rights::{Capability, Role};
use model::roster::LineKind;
use model::view::Sharing;

/// What codes of people and organisations are called.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub names: &'a Names,
    pub organizations: &'a BTreeMap<String, String>,
}

/// The details of an entry in one line; what later versions wrote stands as they wrote it.
pub fn details(language: Language, entry: &Recorded, known: Known<'_>) -> String {
    let action = Action::from_code(&entry.action);
    let told = entry.details.iter().map(|(code, written)| {
        let (label, value) = match Detail::from_code(code) {
            Some(Detail::Filter) => {
                (language.pick("条件", "Conditions"), filter(language, entry, written, known))
            }
            Some(detail) => (label(language, detail, action), value(language, detail, written, known)),
            None => (code.as_str(), written.clone()),
        };
        language.pick(format!("{label}：{value}"), format!("{label}: {value}"))
    });
    told.collect::<Vec<_>>().join(" · ")
}

/// One detail of an entry in words; `None` where it has none.
pub fn detail(language: Language, entry: &Recorded, detail: Detail, known: Known<'_>) -> Option<String> {
    let (_, written) = entry.details.iter().find(|(code, _)| code == detail.code())?;
    Some(match detail {
        Detail::Filter => filter(language, entry, written, known),
        detail => value(language, detail, written, known),
    })
}

/// What a detail is called.
fn label(language: Language, detail: Detail, action: Option<Action>) -> &'static str {
    let (chinese, english) = match (detail, action) {
        (Detail::Before, Some(Action::RevealRefused)) => ("此前查看", "Revealed before"),
        (Detail::Before, _) => ("早于", "Before"),
        (Detail::From, Some(Action::Downloaded)) => ("从第几字节起", "From byte"),
        (Detail::From, _) => ("从", "From"),
        (Detail::Export, _) => ("导出编号", "Export"),
        (Detail::What, _) => ("内容", "What"),
        (Detail::Filter, _) => ("条件", "Conditions"),
        (Detail::Text, _) => ("输入的字数", "Characters typed"),
        (Detail::Accounts, _) => ("所指账号", "Accounts meant"),
        (Detail::Rows, _) => ("行数", "Rows"),
        (Detail::Total, _) => ("共", "Of"),
        (Detail::AsOf, _) => ("数据日期", "As of"),
        (Detail::By, _) => ("按", "By"),
        (Detail::Numbers, _) => ("证件号个数", "ID numbers"),
        (Detail::NumbersMissing, _) => ("没有结果的证件号", "ID numbers of nobody"),
        (Detail::Matched, Some(Action::CampaignGivenUp | Action::CampaignSealed)) => ("已有结论", "Reviewed"),
        (Detail::Matched, _) => ("找到", "Found"),
        (Detail::Missing, _) => ("没有找到", "Not found"),
        (Detail::Unclear, _) => ("其他情况", "Neither"),
        (Detail::Show, _) => ("只含", "Only"),
        (Detail::Refused, _) => ("被拒绝", "Refused"),
        (Detail::Field, _) => ("字段", "Field"),
        (Detail::Page, _) => ("页面", "Page"),
        (Detail::Lacking, _) => ("缺少的权限", "Missing permission"),
        (Detail::Reason, _) => ("理由", "Reason"),
        (Detail::Purpose, _) => ("用途", "Purpose"),
        (Detail::Recipient, _) => ("接收方", "Recipient"),
        (Detail::Serial, _) => ("文件编号", "Serial"),
        (Detail::Check, _) => ("规则", "Rule"),
        (Detail::Note, _) => ("说明", "Note"),
        (Detail::Campaign, _) => ("核查编号", "Review"),
        (Detail::Name, _) => ("名称", "Name"),
        (Detail::Verdict, _) => ("结论", "Result"),
        (Detail::Every, _) => ("频率", "How often"),
        (Detail::Ways, _) => ("方式", "By"),
        (Detail::Limit, _) => ("上限", "Limit"),
        (Detail::Which, _) => ("会话", "Sessions"),
        (Detail::View, _) => ("视图编号", "View"),
        (Detail::Owner, _) => ("所有者", "Owner"),
        (Detail::Shared, _) => ("共享范围", "Shared with"),
        (Detail::Format, _) => ("格式", "Format"),
        (Detail::Columns, _) => ("列", "Columns"),
        (Detail::Masked, _) => ("脱敏", "Masked"),
        (Detail::Sha256, Some(Action::CampaignSealed)) => ("结果的 SHA-256", "SHA-256 of the result"),
        (Detail::Sha256, Some(Action::AuditRead)) => ("校验值", "Hash"),
        (Detail::Sha256, _) => ("文件校验值", "File's SHA-256"),
        (Detail::Ms, _) => ("毫秒", "Milliseconds"),
        (Detail::Until, _) => ("到", "Until"),
        (Detail::Role, _) => ("角色", "Role"),
        (Detail::IdentityType, _) => ("身份类型", "Identity type"),
        (Detail::Organization, _) => ("单位", "Organisation"),
        (Detail::Scope, _) => ("范围", "Scope"),
        (Detail::Also, _) => ("附加权限", "Additional permissions"),
        (Detail::Group, _) => ("集体账号", "Group account"),
        (Detail::Unknown, _) => ("没有此账号的数据", "Nothing known of the account"),
        (Detail::Outcome, _) => ("结果", "Outcome"),
        (Detail::Key, _) => ("密钥编号", "Key"),
        (Detail::Through, _) => ("到第几条", "Through entry"),
        (Detail::Version, _) => ("版本", "Version"),
        (Detail::PublicUrl, _) => ("网址", "Address"),
        (Detail::Directory, _) => ("数据方式", "Directory"),
        (Detail::TrustedProxies, _) => ("受信任的代理", "Trusted proxies"),
        (Detail::AuditKeepDays, _) => ("审计记录保留天数", "Days the log is kept"),
        (Detail::Grant, _) => ("配置授予", "Granted by configuration"),
        (Detail::Unreadable, _) => ("无法读取的内容", "Unreadable"),
    };
    language.pick(chinese, english)
}

/// A value in words; a value that has none stands as it is.
fn value(language: Language, detail: Detail, written: &str, known: Known<'_>) -> String {
    let listed = |word: &dyn Fn(&str) -> String| {
        written.split(',').map(word).collect::<Vec<_>>().join(language.access().list_separator)
    };
    let found = match detail {
        Detail::What
        | Detail::By
        | Detail::Every
        | Detail::Ways
        | Detail::Limit
        | Detail::Which
        | Detail::Outcome
        | Detail::Directory => audit_codes::code(language, written).map(str::to_owned),
        Detail::Reason => audit_codes::reason(language, written).map(str::to_owned),
        Detail::Masked if written == NOTHING_TO_MASK => Some(
            language
                .pick("不含证件号、手机号和邮箱", "no ID numbers, phone numbers or addresses in it")
                .to_owned(),
        ),
        Detail::Masked if written == AS_BROUGHT => Some(
            language.pick("否，名单原有的列未处理", "no: the list’s own columns are as brought").to_owned(),
        ),
        Detail::Masked | Detail::Refused | Detail::Group | Detail::Unknown => match written {
            "yes" => Some(language.pick("是", "yes").to_owned()),
            "no" => Some(language.pick("否", "no").to_owned()),
            _ => None,
        },
        Detail::Rows
        | Detail::Total
        | Detail::Text
        | Detail::Numbers
        | Detail::NumbersMissing
        | Detail::Matched
        | Detail::Missing
        | Detail::Unclear
        | Detail::Ms => written.parse::<u64>().ok().map(grouped),
        Detail::Show => LineKind::from_code(written).map(|kind| reconcile::kind(language, kind).to_owned()),
        Detail::Check => Check::from_code(written).map(|check| attention::check(language, check).to_owned()),
        Detail::Verdict => Some(match Verdict::from_code(written) {
            Some(verdict) => campaigns::verdict(language, verdict).to_owned(),
            // Taken back.
            None => language.campaigns().verdict_open.to_owned(),
        }),
        Detail::Field => Field::from_code(written).map(|field| self::field(language, field).to_owned()),
        Detail::Owner => Some(access::person(language, written, known.names)),
        Detail::Accounts => Some(listed(&|account| access::person(language, account, known.names))),
        Detail::Shared => {
            Sharing::from_code(written).map(|sharing| views::sharing(language, &sharing, known.organizations))
        }
        Detail::Format => {
            Format::from_code(written).map(|format| export::format(language, format).to_owned())
        }
        Detail::Columns => Some(listed(&|code| {
            Column::from_code(code)
                .map_or_else(|| code.to_owned(), |column| export::column(language, column).to_owned())
        })),
        Detail::Role => Role::from_code(written).map(|role| access::role(language, role).to_owned()),
        Detail::Lacking => {
            Capability::from_code(written).map(|right| access::capability(language, right).to_owned())
        }
        Detail::Also => Some(listed(&|code| {
            Capability::from_code(code)
                .map_or_else(|| code.to_owned(), |right| access::capability(language, right).to_owned())
        })),
        Detail::IdentityType => {
            Some(codes::identity_type(language, &IdentityType::from_account_api(written)))
        }
        Detail::Organization => Some(organization(written, known)),
        Detail::Scope if written == "all" => Some(language.access().grant_scope_all.to_owned()),
        Detail::Scope => Some(listed(&|id| organization(id, known))),
        Detail::Grant => Some(grant(language, written, known)),
        Detail::Filter
        | Detail::AsOf
        | Detail::Before
        | Detail::View
        | Detail::Note
        | Detail::Campaign
        | Detail::Name
        | Detail::Purpose
        | Detail::Recipient
        | Detail::Serial
        | Detail::Page
        | Detail::Export
        | Detail::Sha256
        | Detail::From
        | Detail::Until
        | Detail::Key
        | Detail::Through
        | Detail::Version
        | Detail::PublicUrl
        | Detail::TrustedProxies
        | Detail::AuditKeepDays
        | Detail::Unreadable => None,
    };
    found.unwrap_or_else(|| written.to_owned())
}

fn organization(id: &str, known: Known<'_>) -> String {
    access::organization(id, known.organizations)
}

fn field(language: Language, field: Field) -> &'static str {
    match field {
        Field::DocumentNumber => export::column(language, Column::DocumentNumber),
        Field::Telephone => export::column(language, Column::Telephone),
        Field::Email => export::column(language, Column::Email),
    }
}

/// A grant of the configuration: for whom, then its details.
fn grant(language: Language, written: &str, known: Known<'_>) -> String {
    let mut parts = written.split(' ');
    let subject = parts.next().filter(|account| !account.is_empty());
    let subject = subject.map(|account| access::person(language, account, known.names));
    let details = parts.filter(|part| !part.is_empty()).map(|part| match part.split_once('=') {
        Some((code, written)) => Detail::from_code(code).map_or_else(
            || part.to_owned(),
            |detail| format!("{} {}", label(language, detail, None), value(language, detail, written, known)),
        ),
        None => part.to_owned(),
    });
    subject.into_iter().chain(details).collect::<Vec<_>>().join(language.access().list_separator)
}

/// The question of a page, by what it asked.
fn filter(language: Language, entry: &Recorded, written: &str, known: Known<'_>) -> String {
    let is_of_log = entry.details.iter().any(|(code, value)| code == Detail::What.code() && value == "audit");
    match Action::from_code(&entry.action) {
        Some(Action::AuditRead) => log_filter(language, written, known),
        Some(Action::Exported) if is_of_log => log_filter(language, written, known),
        Some(Action::ChangesRead) => changes_filter(language, written, known),
        _ => {
            let (filter, _) = AccountFilter::parse(written);
            question::sentence(language, &filter, known.organizations)
        }
    }
}

/// A question to the log in words.
pub fn log_filter(language: Language, written: &str, known: Known<'_>) -> String {
    let (t, (filter, _)) = (language.audit(), AuditFilter::parse(written));
    let name = |account: &str| (!account.is_empty()).then(|| who(language, account, known.names));
    joined(
        language,
        [
            (t.who, name(&filter.who)),
            (t.about, name(&filter.subject)),
            (t.what, filter.action.map(|action| audit::action(language, action).to_owned())),
            (t.request, (!filter.request.is_empty()).then_some(filter.request)),
            (t.from, filter.from.map(format_date)),
            (t.until, filter.until.map(format_date)),
            (language.pick("早于第几条", "before entry"), filter.before.map(|id| id.to_string())),
        ],
    )
}

/// A question to the feed of changes in words.
pub fn changes_filter(language: Language, written: &str, known: Known<'_>) -> String {
    let (d, (filter, _)) = (language.replica_texts(), ChangesFilter::parse(written));
    let separator = language.access().list_separator;
    let kinds: Vec<_> = filter.kinds.iter().map(|group| change_group(language, *group)).collect();
    let organizations: Vec<_> = filter.organizations.iter().map(|id| organization(id, known)).collect();
    joined(
        language,
        [
            (d.changes_kind, (!kinds.is_empty()).then(|| kinds.join(separator))),
            (
                language.texts().filter_organization,
                (!organizations.is_empty()).then(|| organizations.join(separator)),
            ),
            (d.changes_from, filter.from.map(format_date)),
            (d.changes_until, filter.until.map(format_date)),
        ],
    )
}

fn joined<const N: usize>(language: Language, parts: [(&str, Option<String>); N]) -> String {
    let parts = parts.into_iter().filter_map(|(label, value)| Some(format!("{label} {}", value?)));
    parts.collect::<Vec<_>>().join(language.export().and)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_to_the_log_is_told_with_every_condition() {
        let asked = AuditFilter {
            who: "limishu".to_owned(),
            subject: "chenlaoshi".to_owned(),
            action: Some(Action::Viewed),
            request: "AbCdEfGhIjKlMnOp".to_owned(),
            ..AuditFilter::default()
        };
        let known = Known { names: &Names::default(), organizations: &BTreeMap::new() };
        let told = log_filter(Language::Chinese, &asked.to_query(), known);
        for words in ["limishu", "chenlaoshi", "查看账号", "AbCdEfGhIjKlMnOp"] {
            assert!(told.contains(words), "{told}");
        }
    }

    fn entry(action: Action, details: &[(&str, &str)]) -> Recorded {
        Recorded {
            id: 1,
            at: 0,
            action: action.code().to_owned(),
            who: "limishu".to_owned(),
            session: None,
            address: None,
            request: None,
            subject: None,
            details: details.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect(),
        }
    }

    fn told(language: Language, entry: &Recorded) -> String {
        let names = Names::new([("limishu".to_owned(), "李秘书".to_owned())].into());
        let organizations = [("40100".to_owned(), "图书馆".to_owned())].into();
        details(language, entry, Known { names: &names, organizations: &organizations })
    }

    #[test]
    fn every_detail_has_a_label_in_both_languages() {
        for detail in Detail::ALL {
            let chinese = label(Language::Chinese, detail, None);
            assert!(!chinese.is_ascii(), "{detail:?}: {chinese}");
            assert!(label(Language::English, detail, None).is_ascii(), "{detail:?}");
        }
    }

    #[test]
    fn codes_are_told_in_words() {
        let searched = entry(
            Action::Searched,
            &[("rows", "50"), ("total", "1234"), ("filter", "org=40100&status=%E5%86%BB%E7%BB%93")],
        );
        assert_eq!(
            told(Language::Chinese, &searched),
            "行数：50 · 共：1,234 · 条件：二级单位 图书馆，账号状态 冻结"
        );
        let granted = entry(
            Action::Granted,
            &[("role", "viewer"), ("scope", "40100,99999"), ("also", "reveal"), ("outcome", "refused")],
        );
        assert_eq!(
            told(Language::English, &granted),
            "Role: Viewer · Scope: 图书馆 (40100), 99999 · Additional permissions: Reveal masked fields · Outcome: refused"
        );
        let started = entry(Action::Started, &[("grant", "limishu role=viewer scope=all"), ("new", "x=1")]);
        assert_eq!(
            told(Language::Chinese, &started),
            "配置授予：李秘书（limishu）、角色 只读用户、范围 全校 · new：x=1"
        );
        let read = entry(Action::AuditRead, &[("filter", "who=limishu&action=revealed")]);
        assert_eq!(told(Language::Chinese, &read), "条件：操作人 李秘书（limishu），操作 查看明文");
    }

    #[test]
    fn a_typed_reason_stands_as_it_was_typed() {
        let revealed = entry(Action::Revealed, &[("field", "telephone"), ("reason", "核对证件")]);
        assert_eq!(told(Language::Chinese, &revealed), "字段：手机 · 理由：核对证件");
    }
}
