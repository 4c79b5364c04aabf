//! How components are drawn, in both languages: a change of markup or words shows in the files beside this one, and is accepted with `INSTA_UPDATE=always`.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use time::macros::{date, datetime};

use super::account_table::AccountTable;
use super::audit_table::{AuditEntries, AuditTable};
use super::chips::Chips;
use super::context::{PageContext, Theme, draw};
use super::event_lines::ChangeWords;
use super::facets::FilterPanel;
use super::identity_lanes::IdentityLanes;
use super::job_list::{JobList, JobSummary};
use super::notices::{FreshnessNotice, ProblemNotice, Warnings};
use super::pager::{Pager, ShortPager, Ways};
use super::past::PastNotice;
use super::rights_table::RightsTable;
use super::sensitive_field::{RevealState, SensitiveField};
use super::sync_state::SyncState;
use crate::i18n::Language;
use model::account::{Account, Expiry, Organization, Relation};
use model::audit::Recorded;
use model::date::to_unix;
use model::export::{Format, JobState};
use model::facets::Facets;
use model::filter::{AccountFilter, Warning};
use model::history::{Change, ChangeKind, Value};
use model::identity_type::IdentityType;
use model::lanes;
use model::masking::Reader;
use model::problem::ProblemKind;
use model::reveal::Field;
use model::rights::{Grant, Place, PlacedGrant, Rights, Role, Subject};
use model::scope::Scope;
use model::status::Status;
use model::sync::{Freshness, RunKind, RunState, SyncFailure, SyncRun, SyncStatus};

const NOW: i64 = 1_790_000_000;

fn context(language: Language) -> Arc<PageContext> {
    Arc::new(PageContext {
        language,
        theme: Theme::System,
        here: "/accounts".to_owned(),
        badge: None,
        session_ended: None,
        assets: "/pkg/1".into(),
        request_id: "request".to_owned(),
        contact: "网络信息中心".to_owned(),
        public_url: "https://accounts.example/".to_owned(),
        sign_in_origin: "https://jaccount.example".to_owned(),
        calendar: date!(2026 - 09 - 21).into(),
        now: NOW,
        freshness: Some(freshness()),
    })
}

fn freshness() -> Freshness {
    Freshness {
        is_complete: true,
        synced_at: Some(NOW - 3_600),
        failing_since: Some(NOW - 1_800),
        is_behind: true,
        failure: Some(SyncFailure::Unreachable),
    }
}

/// One line an element, and without the marks that Leptos leaves for the browser, so that differences can be read.
fn html<V: IntoView>(language: Language, view: impl FnOnce() -> V) -> String {
    draw(context(language), view).replace("<!>", "").replace("><", ">\n<")
}

fn organizations() -> Arc<BTreeMap<String, String>> {
    Arc::new(
        [("03000", "电子信息与电气工程学院"), ("40100", "网络信息中心")]
            .map(|(id, name)| (id.to_owned(), name.to_owned()))
            .into(),
    )
}

fn relation(identity_type: &str, number: &str, expiry: &str, deleted: bool) -> Relation {
    Relation {
        key: 1,
        identity_type: Some(IdentityType::from_account_api(identity_type)),
        number: Some(number.to_owned()),
        expiry: Some(Expiry::from_wire(expiry)),
        organization: Organization {
            id: Some("40100".to_owned()), name: Some("网络信息中心".to_owned())
        },
        deleted,
        ..Relation::default()
    }
}

/// Somebody invented.
fn account() -> Account {
    Account {
        name: Some("zhangsan".to_owned()),
        display_name: Some("张三\u{202e}".to_owned()),
        status: Some(Status::Frozen),
        expiry: Some(Expiry::from_wire("2026-10-01")),
        identity_type: Some(IdentityType::from_account_api("faculty")),
        number: Some("60123".to_owned()),
        organization: Organization {
            id: Some("40100".to_owned()), name: Some("网络信息中心".to_owned())
        },
        updated_at: Some(datetime!(2026-09-20 08:30)),
        relations: Some(vec![
            relation("faculty", "60123", "2026-10-01", false),
            relation("student", "519021910001", "2023-07-31", false),
            relation("vip", "", "never", true),
        ]),
        ..Account::default()
    }
}

fn run(state: RunState, failure: Option<SyncFailure>) -> SyncRun {
    SyncRun {
        id: 7,
        kind: RunKind::Full,
        state,
        started_at: NOW - 90,
        heard_at: NOW - 1,
        expected: Some(20_000),
        received: 9_000,
        added: 12,
        changed: 3,
        unchanged: 8_985,
        gone: 0,
        failed: 1,
        failure,
    }
}

fn job(state: JobState) -> JobSummary {
    JobSummary {
        id: "export".to_owned(),
        title: "账号".to_owned(),
        question: "状态：冻结".to_owned(),
        format: Format::Xlsx,
        is_unmasked: false,
        state,
        created_at: NOW - 120,
        started_at: Some(NOW - 60),
        rows_total: 12_000,
        rows_done: 6_000,
        size: (state == JobState::Done).then_some(1_234_567),
        hash: (state == JobState::Done).then(|| "00".repeat(32)),
        failure: None,
    }
}

macro_rules! both {
    ($name:ident, $view:expr) => {
        #[test]
        fn $name() {
            for language in [Language::Chinese, Language::English] {
                let name = format!("{}_{}", stringify!($name), language.tag());
                insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                    insta::assert_snapshot!(name, html(language, || $view));
                });
            }
        }
    };
}

both!(account_table, {
    let sortable = Some(AccountFilter::parse("q=张").0);
    view! { <AccountTable accounts=vec![account(), Account::default()] searched="张" sortable is_selectable=true /> }
});
both!(chips, {
    let filter = AccountFilter::parse("q=张三&org=40100&org=99999&status=冻结&expires=30d").0;
    view! { <Chips filter organizations=organizations() /> }
});
both!(pager, {
    let filter = AccountFilter::parse("status=冻结").0;
    let next = Some(filter.clone());
    let ways = Ways { filter, previous: None, next };
    view! {
        <ShortPager ways=ways.clone() rows=50 before=0 total=1_204 />
        <Pager ways rows=50 counts=Some((0, 1_204)) is_partial=false />
    }
});
both!(identity_lanes, {
    let lanes = lanes::lay_out(&account(), date!(2026 - 09 - 21));
    view! { <IdentityLanes lanes reader=Reader::default() /> }
});
both!(change, {
    let (old, new) = (Some(Value::Text("正常".to_owned())), Some(Value::Text("冻结".to_owned())));
    let change = Change { kind: ChangeKind::Status, relation: None, old, new };
    view! { <ChangeWords change relations=Vec::new() organizations=organizations() /> }
});
both!(rights_table, {
    let grant = Grant {
        subject: Subject::Rule { identity_type: "faculty".to_owned(), organization_id: "03000".to_owned() },
        role: Role::Exporter,
        extras: std::collections::BTreeSet::default(),
        scope: Scope::Organizations(["03000".to_owned()].into()),
        from: None,
        until: None,
    };
    let rights = Rights::of(vec![PlacedGrant { place: Place::Configuration, grant }]);
    view! { <RightsTable rights organizations=organizations() /> }
});
both!(audit_table, {
    let entry = Recorded {
        id: 1,
        at: to_unix(datetime!(2026-09-21 10:00)),
        action: "viewed".to_owned(),
        who: "wangyunwei".to_owned(),
        session: None,
        address: Some("192.0.2.1".to_owned()),
        request: Some("request".to_owned()),
        subject: Some("zhangsan".to_owned()),
        details: vec![("filter".to_owned(), "status=%E5%86%BB%E7%BB%93".to_owned())],
    };
    let names = [("wangyunwei".to_owned(), "王运维".to_owned())].into();
    let log = AuditEntries { entries: vec![entry], names: Arc::new(names), organizations: organizations() };
    view! { <AuditTable log label="" /> }
});
both!(job_list, {
    let jobs = [JobState::Queued, JobState::Running, JobState::Done, JobState::Cancelled].map(job).into();
    view! { <JobList jobs /> }
});
both!(sync_state, {
    let runs = vec![run(RunState::Running, None), run(RunState::Failed, Some(SyncFailure::OffCampus))];
    view! { <SyncState data=SyncStatus { runs, freshness: freshness(), is_requested: false } /> }
});
both!(problem, view! { <ProblemNotice problem=ProblemKind::UpstreamUnavailable.into() /> });
both!(warnings, {
    let warnings = vec![Warning::Unknown("colour".to_owned()), Warning::OutOfScope("99999".to_owned())];
    view! { <Warnings warnings clean_path="/accounts".to_owned() /> }
});
both!(freshness_notice, view! { <FreshnessNotice freshness=freshness() /> });
both!(past_notice, view! { <PastNotice day=date!(2026 - 08 - 31) back="/accounts".to_owned() /> });
both!(sensitive_field, {
    let reveal = RevealState { may_reveal: true, is_allowed: true, ..RevealState::default() };
    view! { <SensitiveField field=Field::Telephone masked=Some("138****0000".to_owned()) path="/accounts/zhangsan".to_owned() reveal /> }
});

#[test]
fn filters_that_were_drawn_before_are_shown_to_who_asks_the_same_of_the_same_data() {
    let counted = |count| Facets { statuses: vec![(Status::Frozen, count)], ..Facets::default() };
    let panel = |language, filter: &str, count| {
        let (filter, counts) = (AccountFilter::parse(filter).0, Some(counted(count)));
        html(
            language,
            || view! { <FilterPanel filter organizations=organizations() can_type_organization=false counts /> },
        )
    };
    let first = panel(Language::Chinese, "", 12_345);
    assert!(first.contains("12,345") && first.contains("冻结"));
    assert_eq!(panel(Language::Chinese, "", 12_345), first);
    assert!(panel(Language::English, "", 12_345).contains("Frozen"));
    assert!(panel(Language::Chinese, "", 54_321).contains("54,321"));
    assert_ne!(panel(Language::Chinese, "status=冻结", 12_345), first);
    assert_eq!(panel(Language::Chinese, "", 12_345), first);
}
