//! What codes of the audit log are called that are no kind of their own.

use super::language::Language;
use super::replica::run_kind;
use model::reveal::REASONS;
use model::sync::RunKind;

/// The words of the codes that are no kind of their own.
pub fn code(language: Language, written: &str) -> Option<&'static str> {
    if let Some(kind) = RunKind::from_code(written) {
        return Some(run_kind(language, kind));
    }
    let (chinese, english) = match written {
        "count" => ("只查数量", "the number alone"),
        "rights" => ("权限", "rights"),
        "refresh" => ("重新读取", "reading anew"),
        "by-name" => ("按姓名查找", "people by name"),
        "verify" => ("校验全部记录", "verifying all entries"),
        "attention" => ("待核实", "to check"),
        "two-days" => ("两日对比", "two days compared"),
        "whose-file" => ("文件溯源", "whose file it is"),
        "campaign" => ("核查结果", "Result of a review"),
        "open" => ("未核查", "not reviewed"),
        "day" => ("每天", "daily"),
        "week" => ("每周", "weekly"),
        "mail" => ("邮件", "e-mail"),
        "feed" => ("订阅网址", "a feed"),
        "mail-feed" => ("邮件和订阅网址", "e-mail and a feed"),
        "grants" => ("授权清单", "the list of grants"),
        "same-document" => ("证件号相同的账号", "accounts with the same ID number"),
        "set-aside" => ("已确认无误的账号", "accounts marked as correct"),
        "looked-up" => ("按号码查找的结果", "what was found by a number"),
        "joined-or-left" => ("视图的增减", "who joined or left a view"),
        "reconciled" => ("名单的核对结果", "a reconciled list"),
        "reconcile" => ("核对名单", "a list of people"),
        "absent" => ("不在名单上的人", "who is not on a list"),
        "audit" => ("审计记录", "the audit log"),
        "accept-gone" => ("确认账号消失属实", "that accounts are gone is so"),
        "accept-fields" => ("确认字段不再提供", "that a field is given no more"),
        "name" => ("重命名", "renamed"),
        "question" => ("更改条件", "new conditions"),
        "share" => ("共享", "shared"),
        "delete" => ("删除", "deleted"),
        "restore" => ("恢复", "restored"),
        "document" => ("证件号", "ID number"),
        "telephone" => ("手机号", "phone number"),
        "email" => ("邮箱", "e-mail address"),
        "guid" => ("GUID", "GUID"),
        "recent" => ("最近看过的账号", "accounts viewed lately"),
        "look-ups" => ("按号码查找", "look-ups by number"),
        "numbers-in-vain" => ("没有结果的号码", "numbers of nobody"),
        "sign-ins" => ("登录", "sign-ins"),
        "lists" => ("核对名单", "lists"),
        "exports" => ("导出", "exports"),
        "pages" => ("打开页面", "pages"),
        "polls" => ("自动刷新", "pages that ask by themselves"),
        "others" => ("其他所有会话", "all others"),
        "refused" => ("被拒绝", "refused"),
        "whole" => ("完整", "complete"),
        "not-whole" => ("不完整", "not complete"),
        "begun" => ("开始", "begun"),
        "done" => ("完成", "done"),
        "replica" => ("本地副本", "replica"),
        "live" => ("直接查询", "live"),
        _ => return None,
    };
    Some(language.pick(chinese, english))
}

/// Why something was revealed, refused, or failed; typed reasons have no other words.
pub fn reason(language: Language, written: &str) -> Option<&'static str> {
    if let Some(at) = REASONS.iter().position(|known| *known == written) {
        return Some(language.audit().reasons[at]);
    }
    let (chinese, english) = match written {
        "frozen-or-gone" | "barred" => ("账号已冻结或不存在", "the account is frozen or gone"),
        "withdrawn" => ("访问权限已被撤销", "access was withdrawn"),
        "elsewhere" => ("本人已在别处结束此会话", "its owner had ended it from another session"),
        "state" => ("登录步骤已失效", "the sign-in was over or unknown"),
        "other-browser" => ("在另一个浏览器中完成", "finished in another browser"),
        "denied" => ("在 jAccount 取消", "cancelled at jAccount"),
        "incomplete" => ("jAccount 的回答不完整", "jAccount's answer was incomplete"),
        "code" => ("jAccount 不接受授权码", "jAccount refused the code"),
        "client" => ("jAccount 不接受本系统", "jAccount refused this system"),
        "id-token" => ("身份令牌无效", "the ID token was not valid"),
        "other-person" => ("资料与令牌不是同一人", "profile and token name different people"),
        "jaccount" => ("jAccount 没有响应", "jAccount did not answer"),
        "organization" => ("读不到单位", "the organisation could not be read"),
        _ => return None,
    };
    Some(language.pick(chinese, english))
}
