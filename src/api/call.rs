//! Who calls a server function.

use std::sync::Arc;

use leptos::prelude::use_context;

use super::asked::Asked;
use super::error::ApiError;
use crate::components::context::PageContext;
use crate::i18n::Language;
use crate::server::auth::viewer::{Everywhere, Permit, Right, Viewer};
use crate::server::state::{App, Replica};
use model::problem::ProblemKind;

/// A call by somebody who is signed in.
pub struct Call {
    pub app: Arc<App>,
    pub viewer: Arc<Viewer>,
    pub context: Arc<PageContext>,
}

impl Call {
    /// The call under way.
    ///
    /// # Errors
    /// Nobody is signed in, or not any more.
    pub fn current() -> Result<Self, ApiError> {
        let Some(Asked { app, viewer, context }) = use_context() else {
            return Err(ProblemKind::Internal.into());
        };
        let viewer = viewer.ok_or(ProblemKind::SessionEnded)?;
        Ok(Self { app, viewer, context })
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
        Ok(self.viewer.permit().ok_or(ProblemKind::NotFound)?)
    }

    /// As [`Self::permit`], for the whole university.
    ///
    /// # Errors
    /// As there.
    pub fn permit_everywhere<R: Right>(&self) -> Result<Everywhere<'_, R>, ApiError> {
        Ok(self.viewer.permit_everywhere().ok_or(ProblemKind::NotFound)?)
    }
}
