//! Files say what they are for and who uses them, and it can be told whose a file is.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use sha2::{Digest as _, Sha256};

use crate::browser::Page;
use crate::export::{detail, export, recorded, rows};
use crate::site::{Kind, Site, administrator, kinds, person, secretary};

fn file_name(page: &Page) -> String {
    let disposition = page.headers["content-disposition"].to_str().unwrap();
    disposition.split("filename=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

const FOR_OTHERS: [(&str, &str); 2] = [("purpose", "新生报到"), ("recipient", "学生处")];

#[tokio::test]
async fn nothing_leaves_without_a_purpose() {
    for kind in kinds() {
        let site = Site::replica(kind, 100).await;
        let admin = site.signed_in(administrator()).await;
        let page =
            export(&admin, "q=limishu", "csv", &["account"], &[("purpose", "  "), ("recipient", "学生处")])
                .await;
        assert!(page.status == 422 && page.text().contains("请填写用途"), "{}", page.text());
        assert!(page.body.contains("value=\"学生处\""), "what was typed stays");
        for (purpose, recipient) in [
            ("统计报送 990001198503150011", ""),
            ("统计报送", "联系 13812345678"),
            ("统计报送", "a.b@example.edu.cn"),
        ] {
            let more = [("purpose", purpose), ("recipient", recipient)];
            let page = export(&admin, "q=limishu", "csv", &["account"], &more).await;
            assert!(page.status == 422 && page.text().contains("请勿填写证件号"), "{purpose} {recipient}");
        }
        let order = "format=csv&column=account&question=q%3Dlimishu";
        let refused = admin.post("/api/exports/order", &[("form", order)]).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(recorded(&site, "export-ordered").await.is_empty());
        let page = admin.upload("/reconcile", &[("pasted", "账号\nlimishu\n")], None).await;
        let path = page.location().path().to_owned();
        for what in ["export", "absent"] {
            let page = admin.submit(&format!("{path}/{what}"), &[("format", "csv")]).await;
            assert!(page.text().contains("请填写用途"), "{what}: {}", page.text());
        }
        assert!(recorded(&site, "exported").await.is_empty());
    }
}

#[tokio::test]
async fn a_file_is_found_by_its_serial_and_by_its_hash() {
    for kind in kinds() {
        let site = Site::replica(kind, 200).await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        let auditor = site.signed_in(person("zhaoshenji")).await;
        let page = export(
            &secretary,
            "sort=account",
            "csv",
            &["account"],
            &[FOR_OTHERS[0], FOR_OTHERS[1], ("serial", "yes")],
        )
        .await;
        let entry = recorded(&site, "exported").await.remove(0);
        let serial = detail(&entry, "serial").to_owned();
        assert_eq!((detail(&entry, "purpose"), detail(&entry, "recipient")), ("新生报到", "学生处"));
        assert!(file_name(&page).ends_with(&format!("-{serial}.csv")), "{}", file_name(&page));
        let rows = rows(&page);
        assert!(rows.len() > 1 && rows.iter().all(|row| *row.last().unwrap() == serial), "the last column");
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(page.body.as_bytes()));
        let before = recorded(&site, "audit-read").await.len();
        let name = format!("%E8%B4%A6%E5%8F%B7-20261121-0905-{serial}.csv");
        for known in [&serial, &serial.to_lowercase().replace('-', "%20"), &hash, &name] {
            let found = auditor.look(&format!("/exports/whose?of={known}")).await.text();
            for word in ["limishu", "新生报到", "学生处", &serial] {
                assert!(found.contains(word), "{known}: {word}: {found}");
            }
        }
        assert_eq!(recorded(&site, "audit-read").await.len(), before + 4, "asking is recorded");
        let page = secretary.upload("/reconcile", &[("pasted", "证件号\n046218331\n")], None).await;
        let path = format!("{}/export", page.location().path());
        secretary.post_owned(path, &[("format", "csv"), ("purpose", "名单核对")]).await;
        let entry = recorded(&site, "exported").await.remove(0);
        let found = auditor.look(&format!("/exports/whose?of={}", detail(&entry, "serial"))).await.text();
        assert!(found.contains("含名单原有的列，未脱敏") && !found.contains("已脱敏"), "{found}");
        for (path, what) in [("/admin/audit/export", "审计记录"), ("/admin/access/export", "授权")] {
            let file = admin.post(path, &[]).await;
            assert_eq!(file.status, 200, "{path}");
            let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(file.body.as_bytes()));
            let found = auditor.look(&format!("/exports/whose?of={hash}")).await.text();
            assert!(found.contains("wangyunwei") && found.contains(what), "{path}: {found}");
        }
        assert!(admin.look("/exports/whose?of=AAAAA-AAAAA").await.text().contains("没有这样的导出"));
        let page = admin.look("/exports/whose?of=%25").await;
        assert!(page.status == 422 && page.text().contains("这不是文件编号"), "{}", page.text());
        assert_eq!(admin.look("/exports/whose").await.status, 200);
        secretary.look(&format!("/exports/whose?of={serial}")).await.assert_problem(404, "没有");
    }
}

#[tokio::test]
async fn a_workbook_and_a_page_say_what_they_are_for() {
    let site = Site::replica(Kind::Sqlite, 200).await;
    let secretary = site.signed_in(secretary()).await;
    let page = export(&secretary, "", "xlsx", &["account"], &FOR_OTHERS).await;
    let serial = detail(&recorded(&site, "exported").await[0], "serial").to_owned();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(page.bytes.clone())).unwrap();
    let about = book.worksheet_range("说明").unwrap();
    let line = |label: &str| {
        about.rows().find(|row| row[0] == Data::String(label.into())).map(|row| row[1].to_string()).unwrap()
    };
    assert_eq!(
        (line("用途"), line("接收方"), line("文件编号")),
        ("新生报到".into(), "学生处".into(), serial)
    );
    assert_eq!(
        book.worksheet_range("账号").unwrap().width(),
        1,
        "no column for the serial unless it is asked for"
    );

    let page = export(&secretary, "", "html", &["account", "name"], &[("purpose", "值班 <b>表</b>")]).await;
    let serial = detail(&recorded(&site, "exported").await[0], "serial").to_owned();
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(
        page.headers["content-disposition"].to_str().unwrap().starts_with("attachment"),
        "never opened in place"
    );
    for part in [
        "lang=\"zh-CN\"",
        "<dd>值班 &lt;b&gt;表&lt;/b&gt;</dd>",
        "<dd>仅导出人使用</dd>",
        &serial,
        ">limishu</td>",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }

    let page = export(&secretary, "", "csv", &["account", "name"], &[("delimiter", "semicolon")]).await;
    assert!(page.body.lines().all(|line| line.matches(';').count() == 1), "{}", page.body);
}

#[tokio::test]
async fn own_exports_are_listed_and_recipients_remembered() {
    for kind in kinds() {
        let site = Site::replica(kind, 200).await;
        let (admin, secretary) = (site.signed_in(administrator()).await, site.signed_in(secretary()).await);
        export(
            &secretary,
            "status=正常",
            "csv",
            &["number", "account"],
            &[FOR_OTHERS[0], FOR_OTHERS[1], ("delimiter", "tab")],
        )
        .await;
        export(&secretary, "", "xlsx", &["name"], &[]).await;
        let own = secretary.look("/exports").await.text();
        for word in ["新生报到", "学生处", "毕业离校", "文件编号"] {
            assert!(own.contains(word), "{word}: {own}");
        }
        assert!(!admin.look("/exports").await.text().contains("新生报到"), "others have their own");
        let form = secretary.look("/export?status=正常").await.body;
        let link = form.split("template=").nth(1).unwrap().split('"').next().unwrap();
        let form = secretary.look(&format!("/export?status=正常&template={link}")).await.body;
        for field in
            ["value=\"新生报到\"", "value=\"学生处\"", "value=\"tab\" selected", "value=\"csv\" checked"]
        {
            assert!(form.contains(field), "{field}: {form}");
        }
        let chosen = form.split("name=\"column\"").filter(|field| field.contains("checked>")).count();
        assert!(chosen >= 2 && form.find("value=\"number\"") < form.find("value=\"account\""), "{form}");
        assert!(!admin.look("/export").await.body.contains("template="));
    }
}
