//! Which words tell of which problem.

use super::language::Language;
use model::problem::ProblemKind as Kind;

/// A problem as a person reads it.
#[derive(Clone, Copy, Debug)]
pub struct ProblemTexts {
    /// What happened.
    pub title: &'static str,
    /// What it means for them.
    pub meaning: &'static str,
    /// What to do.
    pub advice: &'static str,
}

impl Language {
    pub fn problem(self, kind: Kind) -> ProblemTexts {
        let (chinese, english) = of(kind);
        let [title, meaning, advice] = self.pick(chinese, english);
        ProblemTexts { title, meaning, advice }
    }
}

/// Title, meaning and advice of each problem, in Chinese and in English.
macro_rules! problems {
    ($($kind:ident { $($chinese:literal, $english:literal;)+ })+) => {
        fn of(kind: Kind) -> ([&'static str; 3], [&'static str; 3]) {
            match kind { $(Kind::$kind => ([$($chinese),+], [$($english),+]),)+ }
        }
    };
}

problems! {
    BadRequest {
        "请求无法理解", "The request cannot be understood";
        "浏览器发来的内容不完整或格式不对，没有执行任何操作。",
            "What the browser sent is incomplete or malformed. Nothing was done.";
        "请返回上一页重试。", "Go back and try again.";
    }
    SessionEnded {
        "登录已失效", "Your session has ended";
        "你的登录已过期或已在别处退出，刚才的操作没有执行。",
            "It expired, or you signed out elsewhere. Your last action was not carried out.";
        "请重新登录后再试。", "Sign in again and repeat it.";
    }
    ForeignOrigin {
        "操作没有执行", "Nothing was done";
        "这个请求不是从本系统的页面发出的，为安全起见已拒绝。",
            "This request did not come from one of our own pages and was refused for safety.";
        "请用正式网址打开本系统，再重新操作：", "Open this site by its proper address and try again:";
    }
    NotFound {
        "没有这个页面", "Page not found";
        "网址可能不完整，页面可能已不存在，也可能你没有这项权限（或刚被撤销）。", "The address may be incomplete, the page may be gone, or you do not have the permission for it (any more).";
        "请检查网址，或从账号列表开始。", "Check the address, or start from the accounts.";
    }
    AccountNotFound {
        "没有找到这个账号", "Account not found";
        "账号不存在，或不在你的范围内。", "It does not exist, or it is outside your scope.";
        "请核对账号名，或返回列表查找。", "Check the account name, or search the list.";
    }
    MethodNotAllowed {
        "这个网址不能这样使用", "This address cannot be used this way";
        "这里不接受这种请求，没有执行任何操作。", "This kind of request is not accepted here. Nothing was done.";
        "请从页面上的按钮或链接进入。", "Use the buttons and links on the pages.";
    }
    TooLarge {
        "发送的内容太大", "The request is too large";
        "内容超过了限制，没有执行任何操作。", "It exceeds the limit. Nothing was done.";
        "请缩短后重试。", "Shorten it and try again.";
    }
    TooSlow {
        "处理超时", "This took too long";
        "请求用时过长，已停止。", "The request was stopped.";
        "请稍后重试；条件较多时可先减少条件。",
            "Try again later; with many conditions, try fewer of them first.";
    }
    TooManyRequests {
        "请求过于频繁", "Too many requests";
        "你或同一地址在一分钟内请求的页面超过了限额。没有更改任何内容。",
            "You, or others at your address, requested more pages in a minute than this site allows. Nothing was changed.";
        "请稍等片刻再试。如果正常使用也会这样，请告诉系统负责人。",
            "Wait a moment and try again. If this happens in normal use, contact the system’s administrator.";
    }
    NumbersUsedUp {
        "今天不能再按号码查找", "No more look-ups by number today";
        "今天查找的证件号或手机号中，查不到人的已达到上限，因此这个号码没有查找。能查到人的查找不计入。",
            "Too many of the ID or telephone numbers you looked up today belong to nobody here, so this one was not looked up. Numbers that are found do not count.";
        "请改用姓名、学工号或账号查找，或请有权查看号码的人查找；明天可再按号码查找。",
            "Search by name, student or staff number or account instead, or ask somebody who may see these numbers. Look-ups by number are possible again tomorrow.";
    }
    Internal {
        "系统出错了", "Something went wrong";
        "这是本系统的问题，不是你的操作造成的。错误已记录。",
            "The fault is ours, not yours. It has been logged.";
        "请稍后重试；如果反复出现，请把请求编号告诉管理员。",
            "Try again later; if it keeps happening, give the request id to the administrators.";
    }
    DatabaseUnavailable {
        "数据库暂时无法访问", "The database cannot be reached";
        "数据库没有回应，例如正在重启或磁盘已满。如果刚才提交了内容，它可能没有保存。",
            "The database did not respond; it may be restarting, or its disk full. If you just submitted something, it may not have been saved.";
        "请稍后重试；重新提交前先看看是否已经生效。如果持续出现，请把请求编号告诉管理员。",
            "Try again in a moment; before you submit something again, check whether it has taken effect. If this keeps happening, give the request id to the administrators.";
    }
    FileUnavailable {
        "文件暂时无法下载", "The file cannot be downloaded right now";
        "存放文件的地方没有回应，或文件已不在那里。没有下载任何内容。",
            "Where files are kept did not respond, or the file is no longer there. Nothing was downloaded.";
        "请稍后重试；如果仍然不行，请重新导出，并把请求编号告诉管理员。",
            "Try again in a moment; if it still fails, export again and give the request id to the administrators.";
    }
    AuditUnwritable {
        "审计记录无法写入，暂停显示数据", "The audit log cannot be written; data is not shown";
        "每次查看账号都要留下记录。现在记录写不进去（例如磁盘已满），所以不显示任何账号，也不做任何更改。",
            "Every view of an account is recorded. The audit log cannot be written right now (for instance because the disk is full), so no account is shown and nothing is changed.";
        "请把请求编号告诉管理员；恢复写入后即可继续。",
            "Give the request id to the administrators. Everything works again as soon as the log can be written.";
    }
    UpstreamUnreachable {
        "暂时连不上账号接口", "The account service cannot be reached";
        "多次尝试都没有得到回应，因此这里没有结果——这不表示没有账号。",
            "Several attempts got no response, so there is no result. This does not mean there are no accounts.";
        "请稍后重试；如果持续出现，请把请求编号告诉管理员。",
            "Try again later; if it keeps happening, give the request id to the administrators.";
    }
    UpstreamUnavailable {
        "账号接口正在维护或出现故障", "The account service is down or under maintenance";
        "接口自己报告了故障，因此这里没有结果——这不表示没有账号。",
            "It reports a failure, so there is no result. This does not mean there are no accounts.";
        "请稍后重试；如果持续出现，请把请求编号告诉管理员。",
            "Try again later; if it keeps happening, give the request id to the administrators.";
    }
    UpstreamOffCampus {
        "账号接口拒绝了校外访问", "The account service refuses access from outside the campus";
        "本系统的服务器似乎不在校园网内，接口只对校内开放。",
            "This server does not seem to be on the campus network, and the service is only available there.";
        "请把请求编号告诉管理员，检查服务器的网络。",
            "Give the request id to the administrators so they can check the server’s network.";
    }
    UpstreamUnreadable {
        "账号接口的回答无法识别", "The account service’s response cannot be read";
        "接口给出了不完整或格式异常的数据，因此没有显示。",
            "It sent incomplete or malformed data, which is not shown.";
        "请稍后重试；如果持续出现，请把请求编号告诉管理员。",
            "Try again later; if it keeps happening, give the request id to the administrators.";
    }
    UpstreamNotAuthorized {
        "账号接口不接受本系统的授权", "The account service does not accept this application";
        "本系统的授权可能已失效或缺少权限，你自己的登录没有问题。",
            "The application’s authorisation may have expired or lack a permission. Your own sign-in is fine.";
        "请把请求编号告诉管理员，检查接口授权。",
            "Give the request id to the administrators so they can check the authorisation.";
    }
    UpstreamRefused {
        "账号接口拒绝了这个查询", "The account service refused this query";
        "接口认为查询条件不正确。", "It rejected the conditions.";
        "请换一个条件重试；如果持续出现，请把请求编号告诉管理员。",
            "Try other conditions; if it keeps happening, give the request id to the administrators.";
    }
    SignInState {
        "这次登录已失效", "This sign-in is no longer valid";
        "登录链接已用过、已超过 10 分钟，或来自旧的页面。你没有登录。",
            "The link was already used, is older than 10 minutes, or comes from an old page. You are not signed in.";
        "请重新登录。", "Sign in again.";
    }
    SignInOtherBrowser {
        "这次登录不是在这个浏览器中开始的", "This sign-in was started in another browser";
        "为防止他人冒用，登录必须在同一个浏览器中完成。你没有登录。",
            "For safety, a sign-in must be finished in the browser where it was started. You are not signed in.";
        "请在这里重新登录，并允许本站使用 Cookie。", "Sign in again here, and allow cookies for this site.";
    }
    SignInDenied {
        "你没有同意授权", "Access was declined";
        "你在 jAccount 页面选择了拒绝，因此没有登录。",
            "You declined on jAccount’s page, so you are not signed in.";
        "如果是误点，请重新登录并同意。", "If this was a mistake, sign in again and allow access.";
    }
    SignInIncomplete {
        "jAccount 没有完成登录", "jAccount did not finish the sign-in";
        "jAccount 返回了错误或不完整的结果。你没有登录。",
            "It sent an error or an incomplete result. You are not signed in.";
        "请重新登录；如果反复出现，请把请求编号告诉管理员。",
            "Sign in again; if it keeps happening, give the request id to the administrators.";
    }
    SignInCode {
        "登录凭据已过期或已用过", "The sign-in code was already used or has expired";
        "jAccount 不再接受这次登录的凭据，常见原因是刷新了页面或等待过久。",
            "jAccount no longer accepts it, often because the page was reloaded or left open too long.";
        "请重新登录。", "Sign in again.";
    }
    SignInClient {
        "jAccount 不接受本系统", "jAccount does not accept this application";
        "本系统在 jAccount 的登记信息有问题，与你的账号无关。",
            "There is a problem with its registration; your account is fine.";
        "请把请求编号告诉管理员，检查应用的登记和密钥。",
            "Give the request id to the administrators so they can check the registration and secret.";
    }
    SignInIdToken {
        "无法确认你的身份", "Your identity could not be confirmed";
        "jAccount 返回的身份凭证没有通过校验，为安全起见没有登录。",
            "The identity token from jAccount did not pass the checks, so for safety you are not signed in.";
        "请重新登录；如果反复出现，请把请求编号告诉管理员。",
            "Sign in again; if it keeps happening, give the request id to the administrators.";
    }
    SignInOtherPerson {
        "无法确认你的身份", "Your identity could not be confirmed";
        "身份凭证和个人资料属于不同的账号，为安全起见没有登录。",
            "The identity token and the profile belong to different accounts, so for safety you are not signed in.";
        "请退出 jAccount 后重新登录。", "Sign out of jAccount and sign in again.";
    }
    SignInDown {
        "暂时连不上 jAccount", "jAccount cannot be reached";
        "jAccount 没有回应，现在无法登录。", "It is not responding, so no one can sign in right now.";
        "请稍后重试。", "Try again later.";
    }
    SignInNoCode {
        "登录没有完成", "The sign-in was not finished";
        "浏览器返回时没有带回登录结果，可能是打开了不完整的网址。你没有登录。",
            "The browser came back without a result; the address may be incomplete. You are not signed in.";
        "请重新登录。", "Sign in again.";
    }
    SignInOrganization {
        "暂时读不到你的单位信息", "Your organisation cannot be read at the moment";
        "jAccount 登录成功，但现在无法读取你的单位；你的权限可能按单位授予，因此暂时不能确定。你没有登录。",
            "You signed in at jAccount, but your organisation cannot be read right now. What you may do here may depend on it, so it is not known yet. You are not signed in.";
        "请过几分钟重新登录；如果反复出现，请把请求编号告诉管理员。",
            "Sign in again in a few minutes; if it keeps happening, give the request id to the administrators.";
    }
    SignInBarred {
        "这个账号不能登录", "This account cannot be used to sign in";
        "账号数据显示你的 jAccount 已冻结或已注销，因此不能使用本系统。",
            "According to the account data, your jAccount is frozen or no longer exists.";
        "请先恢复 jAccount；如果你有另一个账号，可以退出 jAccount 后换用。",
            "Have your jAccount restored first. If you have another account, sign out of jAccount and use that one.";
    }
    SignInNotGranted {
        "你还没有使用权限", "You have no access yet";
        "jAccount 登录成功，但这个账号没有获得本系统的授权。这次登录尝试记入了审计记录，此外没有保存你的信息。",
            "You signed in with jAccount, but this account has not been granted access here. This sign-in attempt was recorded in the audit log; nothing else about you was stored.";
        "如果你有另一个账号，可以退出 jAccount 后换用。",
            "If you have another account, sign out of jAccount and use that one.";
    }
}
