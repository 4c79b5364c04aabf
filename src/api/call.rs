//! Who calls a server function.

use std::sync::Arc;

use leptos::prelude::use_context;

use super::asked::Asked;
use super::error::ApiError;
use super::said::{PARAMETER, Said, without_said};
use crate::components::context::PageContext;
use crate::i18n::Language;
use crate::server::answers;
use crate::server::auth::viewer::{Everywhere, Permit, Right, Viewer};
use crate::server::failed::Failed;
use crate::server::state::{App, Replica};
use model::audit::Entry;
use model::problem::ProblemKind;

/// A call of a function, or for a page, by somebody who is signed in.
#[derive(Clone)]
pub struct Call {
    pub app: Arc<App>,
    pub viewer: Arc<Viewer>,
    pub context: Arc<PageContext>,
    /// The page that it came from, as the browser says.
    pub referer: Option<String>,
}

impl Call {
    /// The call under way.
    ///
    /// # Errors
    /// Nobody is signed in, or not any more.
    pub fn current() -> Result<Self, ApiError> {
        let Some(asked) = use_context::<Asked>() else {
            return Err(ProblemKind::Internal.into());
        };
        let context = Arc::clone(&asked.context);
        Self::of(asked).ok_or_else(|| ApiError::signed_out(&context))
    }

    /// What was asked for, if somebody is signed in.
    pub fn of(Asked { app, viewer, context, referer }: Asked) -> Option<Self> {
        Some(Self { app, viewer: viewer?, context, referer })
    }

    /// The address of the page that it came from, where that is one of this site.
    pub fn here(&self) -> Option<String> {
        let path = self.referer.as_deref()?.strip_prefix(self.app.config.origin().as_str())?;
        path.starts_with('/').then(|| path.to_owned())
    }

    /// What the page's address asks for: what stands behind its question mark, but for what the page shall say.
    pub fn query(&self) -> &str {
        self.context.here.split_once('?').map_or("", |(_, query)| without_said(query))
    }

    /// The first value of this name in the page's address.
    pub fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query().as_bytes())
            .find(|(its, _)| its == name)
            .map(|(_, value)| value.into_owned())
    }

    pub fn language(&self) -> Language {
        self.context.language
    }

    /// The proof that a copy of the directory is kept.
    ///
    /// # Errors
    /// None is; what needs one is then as if it did not exist.
    pub fn replica(&self) -> Result<Replica<'_>, ApiError> {
        Ok(self.app.replica()?)
    }

    /// The proof of a right. Without it, what needs it is as if it did not exist.
    ///
    /// # Errors
    /// The caller does not have it.
    pub fn permit<R: Right>(&self) -> Result<Permit<'_, R>, ApiError> {
        Ok(self.permitted()?)
    }

    /// As [`Self::permit`], for the whole university.
    ///
    /// # Errors
    /// As there.
    pub fn permit_everywhere<R: Right>(&self) -> Result<Everywhere<'_, R>, ApiError> {
        Ok(self.permitted_everywhere()?)
    }

    /// As [`Self::permit`], for a page.
    ///
    /// # Errors
    /// As there.
    pub fn permitted<R: Right>(&self) -> Result<Permit<'_, R>, Failed> {
        self.permitted_to(|entry| entry)
    }

    /// As [`Self::permitted`]; `told` says of a refusal what it was about.
    ///
    /// # Errors
    /// As there.
    pub fn permitted_to<R: Right>(&self, told: impl FnOnce(Entry) -> Entry) -> Result<Permit<'_, R>, Failed> {
        self.viewer.permit().ok_or_else(|| self.lacking::<R>(told))
    }

    /// As [`Self::permit_everywhere`], for a page.
    ///
    /// # Errors
    /// As there.
    pub fn permitted_everywhere<R: Right>(&self) -> Result<Everywhere<'_, R>, Failed> {
        self.viewer.permit_everywhere().ok_or_else(|| self.lacking::<R>(|entry| entry))
    }

    /// That it was asked for is recorded at the end of the request.
    fn lacking<R: Right>(&self, told: impl FnOnce(Entry) -> Entry) -> Failed {
        self.viewer.note_lacking::<R>(told);
        ProblemKind::NotFound.into()
    }

    /// Keeps what a page of this site shall say, and answers its address with that.
    ///
    /// # Errors
    /// It cannot be kept.
    pub async fn say_at(&self, address: &str, said: &Said) -> Result<String, Failed> {
        let page = address.split('?').next().unwrap_or(address);
        let token = answers::keep_said(&self.app, &self.viewer, page, said).await?;
        let between = if address.contains('?') { '&' } else { '?' };
        Ok(format!("{address}{between}{PARAMETER}{token}"))
    }

    /// What the page that is asked for shall say; nothing once it is kept no more.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn said(&self) -> Result<Option<Said>, Failed> {
        let Some((page, query)) = self.context.here.split_once('?') else { return Ok(None) };
        let Some(token) = query.rfind(PARAMETER).map(|at| &query[at + PARAMETER.len()..]) else {
            return Ok(None);
        };
        Ok(answers::said(&self.app, &self.viewer, page, token).await?)
    }
}
