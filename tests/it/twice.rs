//! Every form, sent twice: a double click, a reload, a second tab.

use std::collections::BTreeSet;

use futures_util::future::join;
use model::scope::Scope;
use store::{attention, campaigns, exports, grants, views};

use crate::browser::{Browser, Page};
use crate::reconcile::text;
use crate::site::{Kind, Site, administrator, kinds};
use crate::walk::routes;

/// Whether the second is sent before the first is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Second {
    Later,
    AtOnce,
}

/// Who sends forms, and which were sent.
struct Sender {
    site: Site,
    browser: Browser,
    second: Second,
    sent: BTreeSet<String>,
}

impl Sender {
    async fn new(kind: Kind, second: Second) -> Self {
        let settings = [
            ("DIRECTORY", "replica"),
            ("EXPORTS__AT_ONCE", "50"),
            ("DIGESTS__FEEDS", "true"),
            ("SESSION__IDLE_MINUTES", "6000"),
            ("SESSION__ABSOLUTE_MINUTES", "6000"),
        ];
        let options = jaccount_sandbox::Options { accounts: 300, ..Default::default() };
        let site = Site::with(kind, options, &settings).await;
        site.sync().await;
        let browser = site.signed_in(administrator()).await;
        Self { site, browser, second, sent: BTreeSet::new() }
    }

    /// What forms change, as far as a person meets it.
    async fn state(&self) -> String {
        let (db, account) = (&self.site.app.db, administrator().account);
        let views = views::list(db, account).await.unwrap();
        let marks = views::marks(db, account).await.unwrap();
        let grants = grants::list(db).await.unwrap();
        let exports: Vec<_> = exports::list(db, account).await.unwrap();
        let exports: Vec<_> = exports.iter().map(|job| (&job.id, job.state())).collect();
        let aside = attention::list(db, &Scope::All, None, 100).await.unwrap();
        let lists = self.browser.look("/reconcile").await;
        let lists: Vec<_> = lists.body.matches("href=\"/reconcile/").collect();
        let sessions = self.browser.look("/me").await.body.matches("name=\"session\"").count();
        format!("{views:#?} {marks:#?} {grants:#?} {exports:#?} {lists:?} {sessions} {aside:?}")
    }

    /// Sends a form twice: both are answered alike and kindly, and what the second changes is nothing. The answer to the second.
    async fn twice(&mut self, route: &str, path: &str, form: &[(&str, &str)]) -> Page {
        let how = format!("{:?} {path} {form:?}", self.second);
        let (first, second) = match self.second {
            Second::Later => {
                let first = self.browser.post(path, form).await;
                let state = self.state().await;
                let second = self.browser.post(path, form).await;
                assert_eq!(self.state().await, state, "{how}");
                (first, second)
            }
            Second::AtOnce => join(self.browser.post(path, form), self.browser.post(path, form)).await,
        };
        self.check(&how, &first, &second).await;
        self.sent.insert(route.to_owned());
        second
    }

    async fn check(&self, how: &str, first: &Page, second: &Page) {
        assert_eq!(first.status, second.status, "{how}");
        for page in [first, second] {
            assert!(page.status == 200 || page.status == 303, "{how}: {} {}", page.status, page.text());
            if page.status == 303 && page.location().port() == self.browser.url("/").port() {
                let shown = self.browser.look(&location(page)).await;
                assert!(
                    shown.status == 200 || shown.status == 303,
                    "{how}: {} {}",
                    shown.status,
                    shown.text()
                );
            }
        }
    }

    async fn version(&self, view: i64) -> String {
        views::find(&self.site.app.db, view).await.unwrap().unwrap().version.to_string()
    }

    /// What is done with a view, by the page that shows it.
    async fn act(&mut self, view: i64, what: &[(&str, &str)]) {
        let version = self.version(view).await;
        let form: Vec<_> = what.iter().copied().chain([("version", version.as_str())]).collect();
        self.twice("/views/{id}", &format!("/views/{view}"), &form).await;
    }
}

fn location(page: &Page) -> String {
    let url = page.location();
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

async fn campaigns_twice(sender: &mut Sender) {
    let today = model::date::format_date(sender.site.app.clock.today());
    let form = [("question", "q=limishu"), ("name", "在岗"), ("deadline", &*today)];
    let begun = sender.twice("/campaigns", "/campaigns", &form).await;
    let path = location(&begun);
    let known = campaigns::of_person(&sender.site.app.db, administrator().account).await.unwrap();
    assert_eq!(known.len(), 1, "begun once");
    let parts = campaigns::parts(&sender.site.app.db, &known[0].id).await.unwrap();
    let org = parts[0].organization_id.clone();
    let id = store::accounts::id_of(&sender.site.app.db, "limishu").await.unwrap().unwrap().to_string();
    for (what, form) in [
        ("assign", vec![("organization", &*org), ("assignee", "limishu")]),
        ("judge", vec![("line", &*id), ("verdict", "left"), ("note", "甲")]),
        ("rest", vec![("organization", &*org), ("verdict", "present")]),
        ("export", vec![("format", "csv"), ("purpose", "名单核对")]),
        ("seal", vec![("open", "1000")]),
    ] {
        sender.twice(&format!("/campaigns/{{id}}/{what}"), &format!("{path}/{what}"), &form).await;
    }
    let other = [("question", "q=limishu"), ("name", "离岗"), ("deadline", &*today)];
    let begun = sender.browser.post("/campaigns", &other).await;
    sender.twice("/campaigns/{id}/give-up", &format!("{}/give-up", location(&begun)), &[]).await;
}

/// Two days are compared when a second one has come.
async fn compare_twice(sender: &mut Sender) {
    let first = model::date::format_date(sender.site.app.clock.today());
    sender.site.pass(time::Duration::hours(25));
    sender.site.sync().await;
    let today = model::date::format_date(sender.site.app.clock.today());
    let form = [("from", &*first), ("until", &*today), ("format", "csv"), ("purpose", "名单核对")];
    sender.twice("/compare", "/compare", &form).await;
    let form = [("check", "frozen-valid"), ("format", "csv"), ("purpose", "名单核对")];
    sender.twice("/attention/export", "/attention/export", &form).await;
}

async fn exports_twice(sender: &mut Sender) {
    let large = [("question", ""), ("format", "csv"), ("purpose", "名单核对"), ("column", "account")];
    sender.twice("/export", "/export", &large).await;
    let small =
        [("question", "q=limishu"), ("format", "csv"), ("purpose", "名单核对"), ("column", "account")];
    sender.twice("/export", "/export", &small).await;
    let jobs = exports::list(&sender.site.app.db, administrator().account).await.unwrap();
    assert_eq!(jobs.len(), 1, "ordered once");
    for what in ["cancel", "delete"] {
        let (route, path) = (format!("/exports/{{id}}/{what}"), format!("/exports/{}/{what}", jobs[0].id));
        sender.twice(&route, &path, &[]).await;
    }
}

async fn access_twice(sender: &mut Sender) {
    let grant = [("account", "chenlaoshi"), ("role", "viewer"), ("scope", "all"), ("confirmed", "yes")];
    sender.twice("/admin/access", "/admin/access", &grant).await;
    let granted = grants::list(&sender.site.app.db).await.unwrap();
    assert_eq!(granted.len(), 1, "granted once");
    let model::rights::Place::Database { id, .. } = granted[0].place else { unreachable!() };
    sender.twice("/admin/access/{id}/review", &format!("/admin/access/{id}/review"), &[]).await;
    sender.twice("/admin/access/of", "/admin/access/of", &[("of", "limishu")]).await;
    sender.twice("/admin/access/export", "/admin/access/export", &[]).await;
    sender.twice("/admin/access/{id}/withdraw", &format!("/admin/access/{id}/withdraw"), &[]).await;
    sender.twice("/admin/audit/export", "/admin/audit/export", &[("account", "limishu")]).await;
    sender.twice("/admin/audit", "/admin/audit", &[("account", "limishu")]).await;
    sender.twice("/admin/audit/verify", "/admin/audit/verify", &[]).await;
    sender.twice("/admin/sync", "/admin/sync", &[("what", "changes")]).await;
}

async fn walk(sender: &mut Sender) {
    let upstream = sender.site.upstream().await;
    let has = |record: &&serde_json::Value| {
        ["cardNo", "telephone"].iter().all(|field| text(record, field).len() > 7)
    };
    let somebody = upstream.iter().find(has).unwrap();
    let (account, card) = (text(somebody, "accountNo"), text(somebody, "cardNo"));

    sender.twice("/preferences", "/preferences", &[("language", "zh"), ("return_to", "/me")]).await;
    sender.twice("/accounts", "/accounts", &[("q", card)]).await;
    sender.twice("/accounts/{name}/refresh", &format!("/accounts/{account}/refresh"), &[]).await;
    let reveal = [("field", "telephone"), ("reason", "at-the-counter")];
    let shown =
        sender.twice("/accounts/{name}/reveal", &format!("/accounts/{account}/reveal"), &reveal).await;
    let token = location(&shown).split("shown=").nth(1).unwrap().to_owned();
    sender.twice("/accounts/{name}/hide", &format!("/accounts/{account}/hide"), &[("token", &token)]).await;

    // What is to be checked.
    sender.site.happen(serde_json::json!({ "change": { "account": "limishu", "status": "冻结" } })).await;
    sender.site.pass(time::Duration::minutes(6));
    sender.site.sync().await;
    let mark = [("account", "limishu"), ("check", "frozen-valid"), ("note", "已核对")];
    for what in ["set-aside", "take-back"] {
        let path = format!("/attention/{what}");
        let shown = sender.twice(&path, &path, &mark).await;
        let page = sender.browser.look(&location(&shown)).await;
        assert!(page.status == 200 && page.body.contains("role=\"status\""), "both are done");
    }

    // Views.
    sender.twice("/views", "/views", &[("name", "甲"), ("query", "status=正常")]).await;
    sender.twice("/views", "/views", &[("name", "乙"), ("query", "status=冻结")]).await;
    let file = r#"[{"name":"丙","query":"status=过期"}]"#;
    sender.twice("/views/import", "/views/import", &[("views", file)]).await;
    let own = views::list(&sender.site.app.db, administrator().account).await.unwrap();
    assert_eq!(own.len(), 3);
    for view in &own {
        sender.act(view.id, &[("what", "pin")]).await;
    }
    sender.act(own[2].id, &[("what", "up"), ("place", "2")]).await;
    let marks = views::marks(&sender.site.app.db, administrator().account).await.unwrap();
    let mut order: Vec<_> = own.iter().map(|view| view.id).collect();
    order.sort_by_key(|id| marks[id].pinned);
    assert_eq!(order, [own[0].id, own[2].id, own[1].id], "moved by one place");
    sender.act(own[0].id, &[("what", "down"), ("place", "0")]).await;
    for what in [
        &[("what", "name"), ("name", "丁")][..],
        &[("what", "question"), ("query", "status=过期&style=student")],
    ] {
        sender.act(own[0].id, what).await;
    }
    for what in ["unpin", "default", "undefault", "copy"] {
        sender.act(own[0].id, &[("what", what)]).await;
    }
    let after = views::list(&sender.site.app.db, administrator().account).await.unwrap();
    assert_eq!(after.len(), 4, "copied once");
    sender.act(own[1].id, &[("what", "share"), ("share", "everyone")]).await;
    for what in ["delete", "restore"] {
        sender.act(own[1].id, &[("what", what)]).await;
    }

    exports_twice(sender).await;

    let digest = format!("/views/{}/digest", own[0].id);
    let subscribe = [("what", "subscribe"), ("every", "day"), ("feed", "yes")];
    sender.twice("/views/{id}/digest", &digest, &subscribe).await;
    sender.twice("/views/{id}/digest", &digest, &[("what", "unsubscribe")]).await;

    campaigns_twice(sender).await;

    // Lists.
    let upload = || sender.browser.upload("/reconcile", &[("pasted", "姓名,账号\n甲,limishu\n")], None);
    let (first, second) = match sender.second {
        Second::Later => (upload().await, upload().await),
        Second::AtOnce => join(upload(), upload()).await,
    };
    assert_eq!(location(&first), location(&second), "compared once");
    sender.check("a list", &first, &second).await;
    sender.sent.insert("/reconcile".to_owned());
    let path = location(&first);
    sender.twice("/reconcile/{id}/read", &format!("{path}/read"), &[("sheet", "0"), ("column", "2")]).await;
    let chosen = [("line", "0"), ("account", "limishu")];
    sender.twice("/reconcile/{id}/choose", &format!("{path}/choose"), &chosen).await;
    sender
        .twice(
            "/reconcile/{id}/export",
            &format!("{path}/export"),
            &[("format", "csv"), ("purpose", "名单核对")],
        )
        .await;
    let few = own.iter().find(|view| view.name == "乙").unwrap().id.to_string();
    let absent = [("format", "csv"), ("purpose", "名单核对"), ("view", few.as_str())];
    sender.twice("/reconcile/{id}/absent", &format!("{path}/absent"), &absent).await;
    sender.twice("/reconcile/{id}/delete", &format!("{path}/delete"), &[]).await;

    access_twice(sender).await;

    // Sessions.
    let other = sender.site.signed_in(administrator()).await;
    sender.twice("/me/display", "/me/display", &[("density", "comfortable")]).await;
    sender.twice("/me/sessions/end", "/me/sessions/end", &[("others", "yes")]).await;
    assert_eq!(other.look("/accounts").await.status, 303);
    compare_twice(sender).await;
    sender.twice("/auth/login", "/auth/login", &[("return_to", "/me")]).await;
    sender.twice("/auth/logout", "/auth/logout", &[]).await;
}

#[tokio::test]
async fn a_form_that_is_sent_twice_is_done_once() {
    let all: BTreeSet<String> =
        routes().into_iter().filter(|(method, _)| method == "post").map(|(_, path)| path).collect();
    for kind in kinds() {
        for second in [Second::Later, Second::AtOnce] {
            let mut sender = Sender::new(kind, second).await;
            walk(&mut sender).await;
            assert_eq!(sender.sent, all, "every form");
        }
    }
}

#[tokio::test]
async fn a_page_that_shows_an_older_view_changes_nothing_and_keeps_what_was_typed() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let (here, there) = (site.signed_in(administrator()).await, site.signed_in(administrator()).await);
        here.post("/views", &[("name", "甲"), ("query", "status=正常")]).await;
        let db = &site.app.db;
        let view = views::list(db, administrator().account).await.unwrap().remove(0);
        let (path, shown) = (format!("/views/{}", view.id), view.version.to_string());
        assert!(here.look("/views").await.body.contains(&format!("name=\"version\" value=\"{shown}\"")));
        let version = ("version", shown.as_str());
        assert_eq!(there.post(&path, &[("what", "name"), ("name", "乙"), version]).await.status, 303);
        let changed = views::find(db, view.id).await.unwrap().unwrap();
        for form in [
            &[("what", "name"), ("name", "丙丁")][..],
            &[("what", "question"), ("query", "status=过期")],
            &[("what", "share"), ("share", "everyone")],
            &[("what", "delete")],
        ] {
            let form: Vec<_> = form.iter().copied().chain([version]).collect();
            let page = here.submit(&path, &form).await;
            assert_eq!(page.status, 422, "{form:?}");
            assert!(page.text().contains("打开页面之后被改动过"), "{form:?}: {}", page.text());
            assert!(form[0].1 != "name" || page.body.contains("丙丁"), "what was typed is kept");
            assert_eq!(views::find(db, view.id).await.unwrap().unwrap(), changed, "{form:?}");
        }
        let id = view.id.to_string();
        let form = [("id", id.as_str()), ("what", "name"), ("to", "丙丁"), version];
        assert_eq!(here.post("/api/views/change", &form).await.status, 409);

        let current = changed.version.to_string();
        there.post(&path, &[("what", "delete"), ("version", &current)]).await;
        let page = here.submit(&path, &[("what", "name"), ("name", "丙丁"), ("version", &current)]).await;
        assert!(page.status == 422 && page.text().contains("打开页面之后被删除了"), "{}", page.text());
    }
}
