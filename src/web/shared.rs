//! What every handler gets at.

use std::sync::Arc;

use axum::extract::FromRef;

use super::assets::Assets;
use crate::server::state::App;

/// What handlers get at.
#[derive(Clone)]
pub struct Shared {
    pub app: Arc<App>,
    pub assets: Assets,
}

impl FromRef<Shared> for Assets {
    fn from_ref(shared: &Shared) -> Self {
        shared.assets.clone()
    }
}
