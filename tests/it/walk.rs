//! Every route, as every role of a limited scope: nothing of other organisations' people comes back.

use std::collections::BTreeSet;

use jaccount_admin::server::access::{grant_at_console, withdraw_at_console};
use memchr::memmem;
use model::grant_form::GrantForm;
use serde_json::{Value, json};

use crate::site::{Kind, Site, administrator, person};
use crate::ways::WAYS;

const SCOPE: &str = "03000";
/// Has nothing but what a test grants.
const SOMEBODY: &str = "chenlaoshi";

/// The router's routes, as its source has them.
pub fn routes() -> BTreeSet<(String, String)> {
    // The table of pages, whose paths name their parts with a colon.
    let mut found: BTreeSet<_> = include_str!("../../src/app.rs")
        .lines()
        .filter_map(|line| line.trim().strip_prefix("<Route path=path!(\""))
        .map(|line| {
            let path = line.split_once('"').unwrap().0;
            let part =
                |part: &str| part.strip_prefix(':').map_or(part.to_owned(), |name| format!("{{{name}}}"));
            ("get".to_owned(), path.split('/').map(part).collect::<Vec<_>>().join("/"))
        })
        .collect();
    assert!(found.len() > 10);
    let source = include_str!("../../src/web/mod.rs");
    for line in source.lines().filter_map(|line| line.trim().strip_prefix(".route(\"")) {
        let (path, handlers) = line.split_once('"').unwrap();
        let methods = ["get", "post", "put", "patch", "delete", "any"];
        for method in methods.iter().filter(|method| handlers.contains(&format!("{method}("))) {
            found.insert(((*method).to_owned(), path.to_owned()));
        }
    }
    found
}

#[test]
fn every_route_is_walked() {
    let walked: BTreeSet<(String, String)> =
        WAYS.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    assert!(routes().len() > 20);
    assert_eq!(walked, routes(), "a route without a way in WAYS, or the other way round");
}

fn organizations(record: &Value) -> Vec<&str> {
    let relations = record["relationList"].as_array().map_or(&[][..], Vec::as_slice);
    let undeleted = relations.iter().filter(|relation| relation["scbj"] != "Y");
    [record].into_iter().chain(undeleted).filter_map(|holder| holder["topOrganizeId"].as_str()).collect()
}

/// What names a person: the values of a record that nobody else has.
fn signs(record: &Value) -> Vec<String> {
    ["accountNo", "guid", "userId", "displayName", "cardNo", "telephone", "email"]
        .iter()
        .filter_map(|name| record[*name].as_str())
        .filter(|value| value.chars().count() >= 3)
        .map(str::to_owned)
        .collect()
}

/// Whether a text holds a value, and not only as a part of another word: `wangchen` is not in `wangchenguang`.
fn names(text: &str, value: &str, finder: &memmem::Finder) -> bool {
    finder.find_iter(text.as_bytes()).any(|at| {
        let before = text[..at].chars().next_back();
        let after = text[at + value.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

#[tokio::test]
async fn nothing_of_other_organisations_people_comes_back() {
    let site = Site::replica(Kind::Sqlite, 300).await;
    site.happen(json!({ "random": { "seed": 11, "count": 200 } })).await;
    site.sync().await;
    let upstream = site.upstream().await;
    let (inside, outside): (Vec<&Value>, Vec<&Value>) =
        upstream.iter().partition(|record| organizations(record).contains(&SCOPE));
    let shared: BTreeSet<String> = inside.iter().flat_map(|record| signs(record)).collect();
    let mine = [SOMEBODY, "wangyunwei", "limishu", "zhaoshenji"];
    let foreign: Vec<&&Value> = outside
        .iter()
        .filter(|record| !mine.contains(&record["accountNo"].as_str().unwrap_or_default()))
        .collect();
    let is_full = |record: &&&&Value| {
        ["cardNo", "telephone", "displayName"]
            .iter()
            .all(|name| record[*name].as_str().is_some_and(|value| value.len() > 6))
    };
    let victim = foreign.iter().find(is_full).unwrap();
    let text = |name: &str| victim[name].as_str().unwrap();
    let today = model::date::format_date(site.app.clock.today());
    let filled = |pattern: &str| {
        let places = [
            ("{victim}", text("accountNo")),
            ("{name}", text("displayName")),
            ("{card}", text("cardNo")),
            ("{phone}", text("telephone")),
            ("{today}", &today),
        ];
        places.iter().fold(pattern.to_owned(), |pattern, (place, value)| pattern.replace(place, value))
    };
    let admin = site.signed_in(administrator()).await;
    let shared_view = format!("status=正常&q={}", text("accountNo"));
    assert_eq!(admin.post("/views", &[("name", "管理员的"), ("query", &shared_view)]).await.status, 303);
    assert_eq!(admin.post("/views/1", &[("what", "share"), ("share", "everyone")]).await.status, 303);
    let secrets: Vec<String> =
        foreign.iter().flat_map(|record| signs(record)).filter(|value| !shared.contains(value)).collect();
    assert!(inside.len() > 10 && secrets.len() > 300, "{} {}", inside.len(), secrets.len());
    let finders: Vec<memmem::Finder> =
        secrets.iter().map(|secret| memmem::Finder::new(secret.as_bytes())).collect();

    for role in ["viewer", "exporter&also=reveal", "auditor", "administrator&also=reveal"] {
        let grant = GrantForm::parse(
            format!("account={SOMEBODY}&role={role}&scope=some&organizations={SCOPE}").as_bytes(),
        )
        .grant(&[])
        .unwrap();
        let id = grant_at_console(&site.app.db, &grant, site.app.clock.unix(), site.app.clock.today())
            .await
            .unwrap();
        let browser = site.signed_in(person(SOMEBODY)).await;
        assert_eq!(browser.look("/accounts").await.status, 200);
        let mut seen = 0;
        for (method, pattern, questions) in WAYS {
            for (path, form) in *questions {
                let path = filled(path);
                let fields: Vec<(&str, String)> =
                    form.iter().map(|(name, value)| (*name, filled(value))).collect();
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let page = if *method == "get" {
                    browser.look(&path).await
                } else {
                    browser.post(&path, &fields).await
                };
                assert!(page.status.as_u16() != 500, "{role} {method} {path}");
                // What was asked for comes back in the box or the form it was typed into, and in the way back.
                let asked: Vec<&str> =
                    fields.iter().map(|(_, value)| *value).chain([path.as_str()]).collect();
                let headers = page
                    .headers
                    .iter()
                    .map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned())
                    .collect::<Vec<_>>()
                    .join("\n");
                let answer = format!("{}\n{headers}", page.body);
                for (secret, finder) in secrets.iter().zip(&finders) {
                    // The question of a view is what was shared.
                    let was_asked = shared_view.contains(secret.as_str())
                        // A person's own page says which accounts they asked for.
                        || (path == "/me" && secret == text("accountNo"))
                        || asked.iter().any(|asked| asked.contains(secret.as_str()));
                    assert!(
                        was_asked || !names(&answer, secret, finder),
                        "{role}: {method} {pattern} names somebody else's person"
                    );
                }
                seen += 1;
            }
        }
        assert!(seen > 40);
        withdraw_at_console(
            &site.app.db,
            &site.app.config,
            id,
            site.app.clock.unix(),
            site.app.clock.today(),
        )
        .await
        .unwrap();
    }
}
