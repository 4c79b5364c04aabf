//! The audit log as its readers see it: people by name, and no codes.

use model::audit::AuditFilter;
use store::audit::list;

use crate::browser::Page;
use crate::export::export;
use crate::site::{Site, administrator, kinds, person, secretary};

/// The details of all entries on a page, without where they came from.
fn details(page: &Page) -> Vec<String> {
    let cells = page.body.split("<td class=\"audit-details\">").skip(1);
    let details = |cell: &str| {
        let text = cell.split("<small>").next().unwrap();
        ["<bdi>", "</bdi>", "<br>", "<!>"].iter().fold(text.to_owned(), |text, tag| text.replace(tag, ""))
    };
    cells.map(details).collect()
}

/// What a page of the log says of each entry that is not about reading the log.
async fn shown(site: &Site, path: &str, accept_language: &str) -> Page {
    let browser = site.signed_in(person("zhaoshenji")).await;
    browser.post("/preferences", &[("language", accept_language), ("return_to", "/me")]).await;
    browser.look(path).await
}

#[tokio::test]
async fn people_stand_in_the_log_by_name_and_are_found_by_it() {
    for kind in kinds() {
        let site = Site::replica(kind, 300).await;
        let secretary_here = site.signed_in(secretary()).await;
        secretary_here.look("/accounts/limishu").await;
        site.signed_in(administrator()).await.look("/accounts/limishu").await;
        let page = shown(&site, "/admin/audit", "zh").await;
        assert!(page.text().contains("李秘书（limishu）"), "{}", page.text());

        let auditor = site.signed_in(person("zhaoshenji")).await;
        for typed in ["who=limishu", "who=%E6%9D%8E%E7%A7%98%E4%B9%A6", "who=+%E6%9D%8E%20%E7%A7%98%E4%B9%A6"]
        {
            let found = auditor.look(&format!("/admin/audit?{typed}&action=viewed")).await;
            assert_eq!(details(&found).len(), 1, "{typed}: {}", found.text());
        }
        let about = auditor.look("/admin/audit?account=%E6%9D%8E%E7%A7%98%E4%B9%A6&action=viewed").await;
        assert_eq!(details(&about).len(), 2, "{}", about.text());
        let nobody = auditor.look("/admin/audit?who=%E6%9D%8E%E7%A7%98&action=viewed").await;
        assert_eq!(details(&nobody).len(), 0, "a part of a name is nobody's name");

        let log = format!("{:?}", list(&site.app.db, &AuditFilter::default(), 1_000).await.unwrap());
        assert!(log.contains("(\"text\", \"2\")"), "of a name that is nobody's, only its length is recorded");
        assert!(!log.contains("李秘书") && !log.contains("%E6%9D%8E"), "but not the name: {log}");
    }
}

/// What has no words: numbers of files, keys and programs.
const TECHNICAL: [&str; 6] = ["导出编号：", "文件校验值：", "网址：", "版本：", "密钥编号：", "格式："];

#[tokio::test]
async fn no_code_of_the_program_stands_in_the_log() {
    let site = Site::replica(crate::site::Kind::Sqlite, 300).await;
    let admin = site.signed_in(administrator()).await;
    for path in [
        "/accounts?q=zhang&status=%E5%86%BB%E7%BB%93&type=%E5%AD%A6%E7%94%9F&sort=-expiry",
        "/accounts/limishu",
        "/accounts/nosuchaccount",
        "/changes?kind=status&kind=moved&from=2026-09-01",
        "/admin/access?of=limishu",
        "/admin/audit?who=limishu&action=revealed&from=2026-09-01",
    ] {
        admin.look(path).await;
    }
    let name = [("name", "a"), ("query", "status=%E5%86%BB%E7%BB%93"), ("shared", "everyone")];
    admin.submit("/views", &name).await;
    admin.submit("/accounts", &[("q", "99000119900101001X")]).await;
    admin.submit("/accounts/limishu/reveal", &[("field", "telephone"), ("reason", "wrong-data")]).await;
    admin.submit("/accounts/limishu/refresh", &[]).await;
    admin.submit("/admin/sync", &[("what", "full")]).await;
    let grant = [("account", "limishu"), ("role", "auditor"), ("scope", "all"), ("confirmed", "yes")];
    admin.submit("/admin/access", &grant).await;
    admin.upload("/reconcile", &[("pasted", "99000119900101001X\nlimishu\n")], None).await;
    export(&admin, "status=%E5%86%BB%E7%BB%93", "csv", &["name", "account"], &[]).await;
    admin.post("/admin/audit/export", &[]).await;

    let told = details(&shown(&site, "/admin/audit", "zh").await);
    assert!(told.len() > 14, "{told:?}");
    assert!(told.iter().any(|entry| entry.contains("条件：操作人 李秘书（limishu）")), "{told:?}");
    for entry in &told {
        let is_technical = |part: &&str| TECHNICAL.iter().any(|label| part.starts_with(label));
        for part in entry.split(" · ").filter(|part| !is_technical(part)) {
            let mut words = part.split(|sign: char| !sign.is_ascii_lowercase()).filter(|word| word.len() > 2);
            assert_eq!(words.find(|word| *word != "limishu"), None, "{entry}");
        }
    }
    let told = details(&shown(&site, "/admin/audit", "en").await);
    assert!(told.iter().any(|entry| entry == "Field: Phone · Reason: Checking wrong data"), "{told:?}");
}
