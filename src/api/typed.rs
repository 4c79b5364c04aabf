//! What the search box and the filters beside it say, sent as one form.

use crate::api::Call;
use crate::i18n;
use crate::server::accounts;
use crate::server::config::DirectoryMode;
use crate::server::failed::Failed;
use model::account_name;
use model::filter::AccountFilter;
use model::search_syntax::{self, Vocabulary};
use model::search_text::{Looks, looks_like};

/// The form, as far as it is understood before the text is.
pub struct Typed {
    /// As the box holds it, with the domains of account names cut off.
    pub text: String,
    /// The filters, as a query.
    filters: String,
}

impl Typed {
    /// `body`: urlencoded. What the box stood beside may come as a field of its own, `filters`.
    pub fn parse(body: &str, domains: &[String]) -> Self {
        let (mut text, mut filters) = (String::new(), form_urlencoded::Serializer::new(String::new()));
        for (name, value) in form_urlencoded::parse(body.as_bytes()) {
            match &*name {
                "q" => text = account_name::in_text(&value, domains).into_owned(),
                "filters" => {
                    filters.extend_pairs(form_urlencoded::parse(value.as_bytes()));
                }
                // Numbers of people never stand in an address, whichever field they were typed into.
                _ if !value.trim().is_empty() && looks_like(&value) == Looks::Plain => {
                    filters.append_pair(&name, &value);
                }
                _ => {}
            }
        }
        Self { text, filters: filters.finish() }
    }

    /// The question without its text.
    pub fn filter(&self, domains: &[String]) -> AccountFilter {
        AccountFilter::parse_under(&self.filters, domains).0.first_page()
    }

    /// The address of the list that answers it. The text must be a plain one: no address may hold the number of a person.
    ///
    /// # Errors
    /// The names of organisations cannot be read.
    pub async fn path(&self, call: &Call) -> Result<String, Failed> {
        let domains = &call.app.config.account_domains;
        if !AccountFilter::parse_under(&self.filters, domains).1.is_empty() {
            // The list says what it does not understand of the filters.
            let question = AccountFilter { text: self.text.trim().to_owned(), ..AccountFilter::default() };
            return Ok(format!("/accounts?{}&{}", self.filters, question.to_query()));
        }
        let filter = self.filter(domains);
        let filter = match call.app.config.directory {
            DirectoryMode::Live => AccountFilter { text: self.text.trim().to_owned(), ..filter },
            DirectoryMode::Replica => {
                let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
                let known = Vocabulary {
                    organizations: &organizations,
                    identity_type: &i18n::find_identity_type,
                    check: &i18n::attention::find_check,
                };
                search_syntax::apply(&self.text, filter, known)
            }
        };
        Ok(filter.to_path())
    }
}
