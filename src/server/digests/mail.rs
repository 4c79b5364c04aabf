//! Word of a view by mail: to the account's own address alone, with numbers and a link, and no name of anybody.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use secrecy::ExposeSecret as _;

use super::error::DigestError;
use crate::server::config::MailConfig;
use crate::server::state::App;
use model::digest::Letter;
use model::scope::Scope;
use store::accounts::{self, Which};

/// So long the mail server may take for each step.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The e-mail address that upstream has of an account.
pub(super) async fn address_of(app: &App, account: &str) -> Result<Address, DigestError> {
    let found = accounts::list(&app.db, &Scope::All, Which::Name(account)).await?;
    let present = found.into_iter().find(|stored| stored.gone_at.is_none());
    let email = present.and_then(|stored| stored.account.email).ok_or(DigestError::NoAddress)?;
    email.expose().parse().map_err(|_| DigestError::NoAddress)
}

/// Hands a letter over to the mail server.
pub(super) async fn send(config: &MailConfig, to: Address, letter: Letter) -> Result<(), DigestError> {
    let message = Message::builder()
        .from(config.from.clone())
        .to(Mailbox::new(None, to))
        .subject(letter.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body)?;
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(config.url.expose_secret())?;
    transport.timeout(Some(TIMEOUT)).build().send(message).await?;
    Ok(())
}
