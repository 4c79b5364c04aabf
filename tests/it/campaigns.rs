//! Lists that are gone through line by line: frozen, divided, judged within scope, sealed, and compared with the round before.

use model::campaign::Show;
use model::date::format_date;
use model::scope::Scope;
use serde_json::json;
use store::campaign_lines::Which;
use store::campaigns::{Campaign, of_person, parts};
use store::{accounts, campaign_lines, campaigns};
use time::Duration;

use crate::browser::{Browser, Page};
use crate::export::{detail, recorded, rows};
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

async fn begin(site: &Site, browser: &Browser, question: &str, name: &str, more: &[(&str, &str)]) -> Page {
    let deadline = format_date(site.app.clock.today() + Duration::days(7));
    let mut form = vec![("question", question), ("name", name)];
    if !more.iter().any(|(name, _)| *name == "deadline") {
        form.push(("deadline", &deadline));
    }
    form.extend(more);
    browser.submit("/campaigns", &form).await
}

async fn newest(site: &Site, owner: &str) -> Campaign {
    of_person(&site.app.db, owner).await.unwrap().remove(0)
}

async fn id_of(site: &Site, account: &str) -> String {
    accounts::id_of(&site.app.db, account).await.unwrap().unwrap().to_string()
}

/// How many accounts are on the first list and not on the second.
async fn all_names(site: &Site, of: &Campaign, without: &Campaign) -> usize {
    let which = |campaign| Which { campaign, organization: None, show: Show::All, since: None };
    let of = campaign_lines::lines(&site.app.db, &Scope::All, which(of), (0, 100_000)).await.unwrap().0;
    let without =
        campaign_lines::lines(&site.app.db, &Scope::All, which(without), (0, 100_000)).await.unwrap().0;
    of.iter().filter(|line| without.iter().all(|other| other.account_id != line.account_id)).count()
}

fn names(page: &Page) -> Vec<&str> {
    let rows = page.body.split("<th scope=\"row\"><a href=\"/accounts/").skip(1);
    rows.filter_map(|row| row.split('"').next()).collect()
}

#[tokio::test]
async fn a_list_stays_what_it_was_when_it_was_begun() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let secretary = site.signed_in(secretary()).await;
        let listed = secretary.look("/accounts?status=正常&rows=200").await;
        let page = begin(&site, &secretary, "status=正常", "在岗", &[]).await;
        assert!(page.status == 200 && page.text().contains("在岗"), "{}", page.text());
        let campaign = newest(&site, "limishu").await;
        let parts = parts(&site.app.db, &campaign.id).await.unwrap();
        let total: usize = parts.iter().map(|part| part.progress.total).sum();
        assert!(listed.text().contains(&format!("共 {total} 个账号")), "{}", listed.text());
        assert!(
            parts.iter().all(|part| part.organization_id == "03000"),
            "divided within the scope: {parts:?}"
        );

        let lines = secretary.look(&format!("/campaigns/{}/lines?org=03000", campaign.id)).await;
        let first = names(&lines)[0].to_owned();
        site.happen(json!({ "change": { "account": first, "status": "冻结" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        let again = secretary.look(&format!("/campaigns/{}/lines?org=03000", campaign.id)).await;
        assert_eq!(names(&again), names(&lines), "who was on it stays on it, in its order");
        assert!(again.text().contains("冻结"), "as it is now");

        for (question, name, more, word) in [
            ("", "", [("deadline", "2099-01-01")], "请填写名称"),
            ("", "甲", [("deadline", "2020-01-01")], "请填写截止日期"),
            ("", "甲", [("deadline", "x")], "请填写截止日期"),
            ("", "在岗", [("previous", "")], "已有一个同名"),
            ("q=nobody-at-all", "甲", [("previous", "")], "没有符合条件"),
        ] {
            let page = begin(&site, &secretary, question, name, &more).await;
            assert!(page.status == 422 && page.text().contains(word), "{word}: {}", page.text());
        }
        assert_eq!(begin(&site, &secretary, "", "甲", &[("previous", "nothing")]).await.status, 404);
    }
}

#[tokio::test]
async fn whoever_is_asked_goes_through_their_part_alone() {
    for kind in kinds() {
        let site = Site::replica(kind, 400).await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        begin(&site, &admin, "org=03000&org=40100", "年末", &[]).await;
        let id = newest(&site, "wangyunwei").await.id;
        let path = format!("/campaigns/{id}");
        secretary.look(&path).await.assert_problem(404, "没有");
        let assign = |organization: &'static str, to: &'static str| {
            let (admin, path) = (&admin, format!("{path}/assign"));
            async move { admin.submit(&path, &[("organization", organization), ("assignee", to)]).await }
        };
        let page = assign("40100", "limishu").await;
        assert!(page.status == 422 && page.text().contains("没有该单位的权限"), "{}", page.text());
        let page = assign("03000", "zhaoshenji").await;
        assert!(page.status == 422, "an auditor changes nothing: {}", page.text());
        assert_eq!(assign("03000", "LiMiShu").await.status, 200);

        let begins = secretary.look("/").await;
        assert!(begins.text().contains("待我核查") && begins.text().contains("年末"), "{}", begins.text());
        let seen = secretary.look(&path).await;
        assert!(!seen.body.contains("40100") && !seen.text().contains("封存"), "{}", seen.text());
        secretary.look(&format!("{path}/lines?org=40100")).await.assert_problem(404, "没有");
        let lines = secretary.look(&format!("{path}/lines?org=03000")).await;
        let first = names(&lines)[0].to_owned();
        let line = id_of(&site, &first).await;
        let judge = [("line", &*line), ("verdict", "left"), ("note", "调离 2026")];
        assert_eq!(secretary.submit(&format!("{path}/judge"), &judge).await.status, 200);
        let lines = secretary.look(&format!("{path}/lines?org=03000&show=left")).await;
        assert_eq!(names(&lines), [&*first]);
        assert!(lines.text().contains("limishu") && lines.body.contains("value=\"调离 2026\""));
        let entry = recorded(&site, "judged").await.remove(0);
        assert_eq!((entry.subject.as_deref(), detail(&entry, "verdict")), (Some(&*first), "left"));

        let others = admin.look(&format!("{path}/lines?org=40100")).await;
        let foreign = names(&others).into_iter().find(|name| *name != first).unwrap().to_owned();
        let foreign = id_of(&site, &foreign).await;
        let page =
            secretary.post(&format!("{path}/judge"), &[("line", &*foreign), ("verdict", "left")]).await;
        assert_eq!(page.status, 404, "a line of another part");
        for what in ["seal", "give-up", "assign"] {
            let form = [("open", "1"), ("organization", "03000"), ("assignee", "")];
            let page = secretary.post(&format!("{path}/{what}"), &form).await;
            assert!(page.status == 404 || what == "give-up" && page.status == 303, "{what}: {}", page.status);
        }
        let noted = names(&secretary.look(&format!("{path}/lines?org=03000&show=open")).await)[0].to_owned();
        let noted = id_of(&site, &noted).await;
        secretary
            .post(&format!("{path}/judge"), &[("line", &*noted), ("verdict", ""), ("note", "待问导师")])
            .await;
        let number = [("line", &*noted), ("verdict", ""), ("note", "电话 13800138000")];
        assert!(secretary.submit(&format!("{path}/judge"), &number).await.text().contains("请勿填写证件号"));
        let rest = [("organization", "03000"), ("verdict", "present")];
        assert_eq!(secretary.submit(&format!("{path}/rest"), &rest).await.status, 200);
        let open = secretary.look(&format!("{path}/lines?org=03000&show=open")).await;
        assert!(
            open.body.contains("value=\"待问导师\"") && open.text().contains("limishu"),
            "the note stays, and whose"
        );
        let judged = recorded(&site, "judged").await.len();
        secretary.post(&format!("{path}/rest"), &rest).await;
        assert_eq!(recorded(&site, "judged").await.len(), judged, "nothing was left to be judged");
        let parts = parts(&site.app.db, &id).await.unwrap();
        let own = parts.iter().find(|part| part.organization_id == "03000").unwrap();
        let beyond = own.progress.open();
        assert_eq!((own.progress.left, own.progress.present + beyond + 1), (1, own.progress.total));
        assert_eq!(own.progress.noted, 1);
        assert!(parts.iter().any(|part| part.organization_id == "40100" && part.progress.present == 0));
        assert!(secretary.look("/").await.text().contains(&format!("还有 {beyond} 个")));

        // Whoever audits looks on; whoever lost the right to the organisation does not.
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let seen = auditor.look(&path).await;
        assert!(seen.text().contains("年末") && !seen.text().contains("分派"), "{}", seen.text());
        let lines = auditor.look(&format!("{path}/lines?org=03000")).await;
        assert!(!names(&lines).is_empty() && !lines.body.contains("name=\"verdict\""), "{}", lines.text());
        assert_eq!(auditor.post(&format!("{path}/judge"), &judge).await.status, 404);
    }
}

#[tokio::test]
async fn the_pages_of_a_part_show_each_line_once() {
    let site = Site::replica(Kind::Sqlite, 600).await;
    let secretary = site.signed_in(secretary()).await;
    begin(&site, &secretary, "", "全部", &[]).await;
    let campaign = newest(&site, "limishu").await;
    let total = parts(&site.app.db, &campaign.id).await.unwrap()[0].progress.total;
    let mut next = Some(format!("/campaigns/{}/lines?org=03000", campaign.id));
    let mut seen = Vec::new();
    while let Some(path) = next {
        let page = secretary.look(&path).await;
        seen.extend(names(&page).into_iter().map(str::to_owned));
        let link = page.body.split("<a ").find(|tag| tag.contains("rel=\"next\""));
        let path = link.and_then(|tag| tag.split("href=\"").nth(1)?.split('"').next());
        next = path.map(|path| path.replace("&amp;", "&"));
    }
    let listed = seen.len();
    seen.sort();
    seen.dedup();
    assert!(total > 100, "more than two pages: {total}");
    assert_eq!((listed, seen.len()), (total, total));
    for page in ["18446744073709551615", "-1", "x", "99999999999999999999999"] {
        let path = format!("/campaigns/{}/lines?org=03000&page={page}", campaign.id);
        assert_eq!(secretary.look(&path).await.status, 200, "{page}");
    }
}

#[tokio::test]
async fn whoever_lost_the_right_to_a_part_knows_nothing_of_it() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let admin = site.signed_in(administrator()).await;
        let granted = |scope: &'static str| {
            [
                ("account", "chenlaoshi"),
                ("role", "viewer"),
                ("scope", "some"),
                ("organizations", scope),
                ("confirmed", "yes"),
            ]
        };
        admin.post("/admin/access", &granted("03000")).await;
        begin(&site, &admin, "org=03000", "年末", &[]).await;
        let path = format!("/campaigns/{}", newest(&site, "wangyunwei").await.id);
        admin.post(&format!("{path}/assign"), &[("organization", "03000"), ("assignee", "chenlaoshi")]).await;
        let reviewer = site.signed_in(person("chenlaoshi")).await;
        assert_eq!(reviewer.look(&path).await.status, 200);
        let grants = store::grants::list(&site.app.db).await.unwrap();
        let model::rights::Place::Database { id, .. } = grants[0].place else { unreachable!() };
        admin.post("/admin/access", &granted("40100")).await;
        admin.post(&format!("/admin/access/{id}/withdraw"), &[]).await;
        assert_eq!(reviewer.look(&path).await.status, 404);
        for page in ["/campaigns", "/"] {
            assert!(!reviewer.look(page).await.text().contains("年末"), "{page}");
        }
    }
}

#[tokio::test]
async fn what_is_sealed_stays_and_the_log_holds_its_hash() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let secretary = site.signed_in(secretary()).await;
        begin(&site, &secretary, "status=正常", "上半年", &[]).await;
        let first = newest(&site, "limishu").await;
        let path = format!("/campaigns/{}", first.id);
        let lines = secretary.look(&format!("{path}/lines?org=03000")).await;
        let somebody = names(&lines)[0].to_owned();
        let line = id_of(&site, &somebody).await;
        secretary.post(&format!("{path}/judge"), &[("line", &*line), ("verdict", "left")]).await;
        let page = secretary.submit(&format!("{path}/seal"), &[]).await;
        assert!(page.status == 422 && page.text().contains("没有封存"), "{}", page.text());
        let page = secretary.submit(&format!("{path}/seal"), &[("open", "1000")]).await;
        assert!(page.text().contains("封存"), "{}", page.text());
        let sealed = campaigns::find(&site.app.db, &first.id).await.unwrap().unwrap();
        let entry = recorded(&site, "campaign-sealed").await.remove(0);
        assert_eq!(Some(detail(&entry, "sha256")), sealed.hash.as_deref());
        assert_eq!(detail(&entry, "matched"), "1", "one line was judged");
        assert!(page.body.contains(sealed.hash.as_deref().unwrap()) && page.text().contains("与封存时一致"));
        for (what, form) in [
            ("judge", vec![("line", &*line), ("verdict", "present")]),
            ("rest", vec![("organization", "03000"), ("verdict", "present")]),
            ("assign", vec![("organization", "03000"), ("assignee", "limishu")]),
            ("give-up", vec![]),
        ] {
            let page = secretary.submit(&format!("{path}/{what}"), &form).await;
            assert!(page.status == 422 && page.text().contains("已封存"), "{what}: {}", page.text());
        }

        let file = secretary
            .post(&format!("{path}/export"), &[("format", "csv"), ("purpose", "上半年在岗核查")])
            .await;
        let exported = rows(&file);
        let left = exported.iter().find(|row| row[0] == somebody).unwrap();
        assert_eq!(
            (&*left[8], exported.iter().filter(|row| row[8].is_empty()).count()),
            ("已离开", exported.len() - 1)
        );

        // The next round, compared with this one.
        begin(&site, &secretary, "", "下半年", &[("previous", &first.id)]).await;
        let second = of_person(&site.app.db, "limishu")
            .await
            .unwrap()
            .into_iter()
            .find(|one| one.name == "下半年")
            .unwrap();
        let path = format!("/campaigns/{}", second.id);
        secretary.post(&format!("{path}/judge"), &[("line", &*line), ("verdict", "present")]).await;
        let changed = secretary.look(&format!("{path}/lines?org=03000&show=changed")).await;
        assert!(
            names(&changed).contains(&&*somebody) && changed.text().contains("已离开"),
            "what the round before said"
        );
        let fresh = all_names(&site, &second, &first).await;
        assert_eq!(names(&changed).len(), fresh + 1, "whoever is new, and who was judged otherwise");
        assert!(secretary.look(&path).await.text().contains("上一轮有、这一轮没有"));
        begin(&site, &secretary, "status=冻结", "冻结", &[("previous", &first.id)]).await;
        let lists = of_person(&site.app.db, "limishu").await.unwrap();
        let frozen = lists.into_iter().find(|one| one.name == "冻结").unwrap();
        let page = secretary.look(&format!("/campaigns/{}", frozen.id)).await;
        let missing =
            page.body.split("上一轮有、这一轮没有").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(missing.contains("href=\"/accounts/"), "who they are: {missing}");
        let all = secretary.look(&format!("{path}/lines?org=03000")).await;
        assert!(all.text().contains("本轮新增"), "{}", all.text());
    }
}

#[tokio::test]
async fn who_left_the_scope_is_named_no_more() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let secretary = site.signed_in(secretary()).await;
        begin(&site, &secretary, "", "全部", &[]).await;
        let campaign = newest(&site, "limishu").await;
        let path = format!("/campaigns/{}", campaign.id);
        let lines = secretary.look(&format!("{path}/lines?org=03000")).await;
        let listed = names(&lines);
        let somebody = listed.iter().find(|name| **name != "limishu").unwrap().to_string();
        let line = id_of(&site, &somebody).await;
        site.happen(json!({ "put": { "account": somebody, "display_name": "去远方", "style": "faculty", "organization": "40100" } })).await;
        site.pass(Duration::minutes(6));
        site.sync().await;
        let now = secretary.look(&format!("{path}/lines?org=03000")).await;
        assert!(
            !now.body.contains(&somebody) && now.text().contains("另有 1 个账号现在不在你的范围"),
            "{}",
            now.text()
        );
        let page = secretary.post(&format!("{path}/judge"), &[("line", &*line), ("verdict", "left")]).await;
        assert_eq!(page.status, 404);
        let rest = [("organization", "03000"), ("verdict", "present")];
        secretary.post(&format!("{path}/rest"), &rest).await;
        let known = campaign_lines::line(&site.app.db, &Scope::All, &campaign.id, line.parse().unwrap())
            .await
            .unwrap();
        assert_eq!(known.unwrap().verdict(), None, "nor judged with the rest");
        let file = secretary.post(&format!("{path}/export"), &[("format", "csv"), ("purpose", "核查")]).await;
        assert!(!file.body.contains(&somebody));
        let auditor = site.signed_in(person("zhaoshenji")).await;
        assert_eq!(auditor.look("/campaigns").await.status, 200);
        auditor.look("/campaigns/new").await.assert_problem(404, "没有");
    }
}

#[tokio::test]
async fn what_is_sealed_while_others_write_is_what_stands_there() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let secretary = site.signed_in(secretary()).await;
        for round in 0..3 {
            let name = format!("第 {round} 轮");
            begin(&site, &secretary, "status=冻结", &name, &[]).await;
            let campaign = of_person(&site.app.db, "limishu").await.unwrap();
            let campaign = campaign.into_iter().find(|one| one.name == name).unwrap();
            let path = format!("/campaigns/{}", campaign.id);
            let rest = [("organization", "03000"), ("verdict", "present")];
            secretary.post(&format!("{path}/rest"), &rest).await;
            let lines = secretary.look(&format!("{path}/lines?org=03000")).await;
            let line = id_of(&site, names(&lines)[0]).await;
            let (judge, seal) = (format!("{path}/judge"), format!("{path}/seal"));
            let (back, left) = (
                [("line", &*line), ("verdict", "")],
                [("line", &*line), ("verdict", "left"), ("note", "同时")],
            );
            let (_, sealed, _) = tokio::join!(
                secretary.post(&judge, &back),
                secretary.post(&seal, &[]),
                secretary.post(&judge, &left)
            );
            assert_eq!(sealed.status, 303);
            let now = campaigns::find(&site.app.db, &campaign.id).await.unwrap().unwrap();
            let lines = campaigns::sealed_lines(&site.app.db, &campaign.id).await.unwrap();
            let open = lines.iter().any(|(_, _, verdict, ..)| verdict.is_none());
            assert!(now.sealed_at.is_none() || !open, "{kind:?}: sealed with an open line");
            if now.sealed_at.is_some() {
                let page = secretary.look(&path).await;
                assert!(page.text().contains("与封存时一致"), "{kind:?}: {}", page.text());
                let known = recorded(&site, "campaign-sealed").await;
                assert!(known.iter().any(|entry| Some(detail(entry, "sha256")) == now.hash.as_deref()));
            }
        }
    }
}
