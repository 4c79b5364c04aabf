//! What a request to a server function or for a page brings along.

use std::sync::Arc;

use crate::components::context::PageContext;
use crate::server::auth::viewer::Viewer;
use crate::server::state::App;

/// As the handler provides it, before it is known whether anybody is signed in.
#[derive(Clone)]
pub struct Asked {
    pub app: Arc<App>,
    /// Whoever is signed in.
    pub viewer: Option<Arc<Viewer>>,
    pub context: Arc<PageContext>,
    /// The page that the request came from, as the browser says.
    pub referer: Option<String>,
}
