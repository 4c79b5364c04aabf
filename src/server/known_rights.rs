//! What who grants may know of the rights of others: what they come to, and what else there is beside one grant.

use super::access::{self, AccessError};
use super::accounts;
use super::audit;
use super::auth::viewer::{Administer, Permit};
use super::standing::{self, Standing};
use super::state::App;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::filter::AccountFilter;
use model::grant_form::is_account_name;
use model::identity_type::IdentityType;
use model::rights::{Others, Person, PlacedGrant, Rights, Subject};
use store::StoreResult;

/// What somebody may do, and what they are granted from a later day on, as far as it comes of grants that who asks may know. Of an account out of their
/// scope that is what is granted to it by name.
///
/// # Errors
/// [`AccessError::Audit`]: that it was asked cannot be recorded, so nothing is told.
pub async fn explain(
    app: &App,
    by: &Permit<'_, Administer>,
    account: &str,
) -> Result<(Rights, Vec<PlacedGrant>), AccessError> {
    let entry = Entry::new(Action::Viewed).with(Detail::What, "rights");
    // Free text, which may be a number of a person: not recorded unless it is an account name.
    let entry = if is_account_name(account) { entry.about(account) } else { entry };
    audit::record(app, by.viewer(), entry).await?;
    let standing = known_standing(app, by, account).await?;
    let rights = access::rights_of(app, standing.person(account), &standing).await?.within(by.scope());
    let (person, today) = (standing.person(account), app.clock.today());
    let mut coming = access::list(app, by).await?;
    coming.retain(|placed| {
        placed.grant.subject.is(person)
            && !placed.is_withdrawn()
            && placed.grant.from.is_some_and(|from| from > today)
    });
    Ok((rights, coming))
}

/// What grants there are for the same people, and by them, as far as who asks may know: of an account, those of its identities among them.
///
/// # Errors
/// The database does not answer.
pub async fn others(
    app: &App,
    by: &Permit<'_, Administer>,
    subject: &Subject,
) -> Result<Others, AccessError> {
    let (grants, today) = (access::list(app, by).await?, app.clock.today());
    let Subject::Account(account) = subject else {
        return Ok(Others::among(grants.iter(), |other| other == subject, None, today));
    };
    let standing = known_standing(app, by, account).await?;
    let person = standing.person(account);
    Ok(Others::among(grants.iter(), |other| other.is(person), Some(account), today))
}

/// How many accounts a grant by identity is for today, as far as who asks may see them; `None` of one by account, and without a replica.
pub fn meant_by_rule(app: &App, by: &Permit<'_, Administer>, subject: &Subject) -> Option<usize> {
    let Subject::Rule { identity_type, organization_id } = subject else { return None };
    app.replica().ok()?;
    let question = AccountFilter {
        identity_types: vec![IdentityType::from_account_api(identity_type.clone())],
        organizations: vec![organization_id.clone()],
        ..AccountFilter::default()
    };
    let index = app.index.index();
    let within = index.scope(by.viewer().scope());
    Some(index.matching(within.as_ref(), &question, app.calendar()).count_ones(..))
}

/// Who somebody is: of an account out of scope nothing is known.
async fn known_standing(app: &App, by: &Permit<'_, Administer>, account: &str) -> StoreResult<Standing> {
    if accounts::is_in_scope(app, by.viewer(), account).await? {
        standing::of(app, Person { account, identity_type: None, organization_id: None }).await
    } else {
        Ok(Standing::default())
    }
}
