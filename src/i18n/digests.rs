//! Texts of the word that is given of saved views.

use super::language::Language;
use super::replica::grouped;
use model::date::{format_date_time, from_unix};
use model::digest::{Digest, Every, Letter, Word};

texts! {
    DigestTexts = digests {
        title = "订阅变化", "Subscribe to changes";
        note =
            "有账号加入或离开这个视图时通知你：只有数量和链接，没有姓名和号码。没有变化时不通知。",
            "Tells you when accounts join or leave this view: numbers and a link only, no names. Nothing is sent when nothing changed.";
        every = "频率", "How often";
        by_mail = "发邮件到我的邮箱", "By e-mail to my address";
        by_feed = "订阅网址（Atom），用 Outlook、Thunderbird 等打开", "A feed (Atom), for Outlook, Thunderbird and the like";
        subscribe = "保存订阅", "Save subscription";
        unsubscribe = "退订", "Unsubscribe";
        try_mail = "试发一封", "Send one now";
        is_subscribed = "已订阅", "Subscribed";
        feed_is_there = "网址已经生成，不再显示。要换一个：先退订，再订阅。", "The address exists and is not shown again. For another one, unsubscribe and subscribe again.";
        done = "已保存订阅。", "Subscription saved.";
        done_feed: fn(&str) -> String =
            |url| format!("已保存订阅。订阅网址只显示这一次，知道它的人都能看到数量：{url}"),
            |url| format!("Subscription saved. The address of the feed is shown only now; whoever knows it sees the numbers: {url}");
        done_off = "已退订。", "Unsubscribed.";
        done_tried = "邮件已发出。", "Mail sent.";
        error_way = "没有保存：请至少选一种方式。", "Not saved: choose at least one way.";
        error_address = "没有保存：源数据中没有你的邮箱。", "Not saved: the source has no e-mail address of yours.";
        error_not_there = "没有更改：只能订阅自己的视图。可以先复制一份。", "Nothing changed: only your own views can be subscribed to. Copy it first.";
        error_mail = "没有发出：邮件服务器没有接收。请稍后再试；如果一直这样，请告诉系统负责人。", "Not sent: the mail server did not take it. Try again later; if it goes on, contact the system’s administrator.";
        feed_title: fn(&str) -> String = |view| format!("视图“{view}”的变化"), |view| format!("Changes of the view “{view}”");
        moved: fn(&str, &str) -> String = |joined, left| format!("加入 {joined}，离开 {left}"), |joined, left| format!("{joined} joined, {left} left");
        total: fn(&str, &str) -> String =
            |since, total| format!("自 {since} 以来；现有 {total} 个账号。"),
            |since, total| format!("Since {since}; {total} accounts now.");
        letter_end = "邮件中没有姓名和号码。不想再收到：在“视图”页退订。", "This mail holds no names or numbers of people. To stop it, unsubscribe on the Views page.";
    }
}

/// How often word is given.
pub fn every(language: Language, every: Every) -> &'static str {
    match every {
        Every::Day => language.pick("每天", "Daily"),
        Every::Week => language.pick("每周一", "Mondays"),
    }
}

/// How many joined and left, in a few words.
pub fn moved(language: Language, digest: &Digest) -> String {
    (language.digests().moved)(&grouped(digest.joined), &grouped(digest.left))
}

/// Since when, and how many there are now.
pub fn total(language: Language, digest: &Digest) -> String {
    (language.digests().total)(&format_date_time(from_unix(digest.since)), &grouped(digest.total))
}

/// The letter that tells of a view. `language`: its code.
pub fn letter(language: &str, word: &Word<'_>) -> Letter {
    let language = Language::from_code(language).unwrap_or_default();
    let t = language.digests();
    let moved = moved(language, word.digest);
    let subject = language.pick(format!("{}：{moved}", word.view), format!("{}: {moved}", word.view));
    let total = total(language, word.digest);
    let body =
        format!("{}\n\n{moved}\n{total}\n{}\n\n{}\n", (t.feed_title)(word.view), word.link, t.letter_end);
    Letter { subject, body }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_tells_numbers_and_where_to_look() {
        let digest = Digest { at: 1_800_000_000, since: 1_799_900_000, total: 1_234, joined: 3, left: 1 };
        let word = Word { view: "毕业生", digest: &digest, link: "https://example.org/views/5" };
        let chinese = letter("zh", &word);
        assert_eq!(chinese.subject, "毕业生：加入 3，离开 1");
        assert!(
            chinese.body.contains("1,234 个账号") && chinese.body.contains(word.link),
            "{}",
            chinese.body
        );
        assert_eq!(letter("en", &word).subject, "毕业生: 3 joined, 1 left");
    }
}
